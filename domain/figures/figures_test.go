package figures_test

import (
	"testing"

	"liandong/domain/clock"
	"liandong/domain/figures"
)

func TestSuppress(t *testing.T) {
	for _, x := range []struct {
		name   string
		counts []int64
		hidden []bool
		shown  bool
	}{
		{"nothing", nil, nil, true},
		{"all large", []int64{5, 9}, []bool{false, false}, true},
		{"one small takes the next with it", []int64{20, 3, 7}, []bool{false, true, true}, true},
		{"two small ones that add up to enough", []int64{20, 3, 4}, []bool{false, true, true}, true},
		{"two ones would be known from their sum", []int64{20, 1, 1}, []bool{true, true, true}, true},
		{"a single small one hides the total", []int64{4}, []bool{true}, false},
		{"only ones", []int64{1, 1}, []bool{true, true}, false},
	} {
		cells := make([]figures.Cell, len(x.counts))
		var sum int64
		for i, n := range x.counts {
			cells[i].Count = n
			sum += n
		}
		total, shown := figures.Suppress(cells)
		if shown != x.shown || total != sum {
			t.Errorf("%s: the total %d is shown %v", x.name, total, shown)
		}
		for i, c := range cells {
			if c.Hidden != x.hidden[i] {
				t.Errorf("%s: %d is hidden %v", x.name, c.Count, c.Hidden)
			}
		}
	}
}

func TestDays(t *testing.T) {
	if (figures.Days{}).Within(50) != nil || (figures.Count{}).Value() != nil {
		t.Error("there is a share of nothing")
	}
	d := figures.Days{1: 4, 10: 5, 60: 1} // ten: 1 1 1 1 10 10 10 10 10 60
	for percent, want := range map[int64]float64{40: 1, 50: 10, 90: 10, 91: 60, 100: 60} {
		if got := d.Within(percent); got == nil || *got != want {
			t.Errorf("within %d: %v, want %v", percent, got, want)
		}
	}
}

// Every indicator says in both languages what it counts and who says so, and
// every time limit it names is one of the book.
func TestIndicators(t *testing.T) {
	seen := map[string]bool{}
	for _, i := range figures.All {
		if seen[i.Code] || i.Name.ZH == "" || i.Name.EN == "" || i.Definition.ZH == "" || i.Definition.EN == "" || i.Source.ZH == "" || i.Source.EN == "" {
			t.Errorf("%s: %+v", i.Code, i)
		}
		seen[i.Code] = true
	}
	book, err := clock.Default()
	if err != nil {
		t.Fatal(err)
	}
	for _, rule := range append(figures.Handling, figures.Telling...) {
		if _, err := book.InForce(rule, "2026-11-01"); err != nil {
			t.Errorf("%s: %v", rule, err)
		}
	}
}
