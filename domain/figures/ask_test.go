package figures_test

import (
	"reflect"
	"testing"

	"liandong/domain/calendar"
	"liandong/domain/figures"
)

// A time is cut into whole months and the days left over: each of its days is
// in one piece, and no other day is.
func TestPieces(t *testing.T) {
	for _, x := range []struct {
		from, to calendar.Date
		want     []figures.Piece
	}{
		{"2026-01-01", "2026-12-31", []figures.Piece{{"month", "2026-01", "2026-12"}}},
		{"2026-01-02", "2026-01-31", []figures.Piece{{"day", "2026-01-02", "2026-01-31"}}},
		{"2026-02-01", "2026-02-28", []figures.Piece{{"month", "2026-02", "2026-02"}}},
		{"2028-02-01", "2028-02-28", []figures.Piece{{"day", "2028-02-01", "2028-02-28"}}},
		{"2026-01-31", "2026-03-01", []figures.Piece{{"day", "2026-01-31", "2026-01-31"}, {"month", "2026-02", "2026-02"}, {"day", "2026-03-01", "2026-03-01"}}},
		{"2025-12-15", "2026-01-14", []figures.Piece{{"day", "2025-12-15", "2026-01-14"}}},
		{"2026-05-02", "2026-05-01", nil},
		{figures.Begin, "2025-12-31", []figures.Piece{{"month", "0001-01", "2025-12"}}},
	} {
		if got := figures.Pieces(x.from, x.to); !reflect.DeepEqual(got, x.want) {
			t.Errorf("%s to %s: %v, want %v", x.from, x.to, got, x.want)
		}
	}
	for length := range 130 {
		from := calendar.Date("2026-11-20").AddDays(length % 45)
		to := from.AddDays(length)
		day := from
		for _, p := range figures.Pieces(from, to) {
			first, last := calendar.Date(p.From), calendar.Date(p.To)
			if p.Span == figures.Month {
				first, last = first+"-01", (last + "-28").AddDays(4)[:8]+"01"
				last = last.AddDays(-1)
			}
			if first != day {
				t.Fatalf("%s to %s: %v", from, to, p)
			}
			day = last.AddDays(1)
		}
		if day != to.AddDays(1) {
			t.Fatalf("%s to %s: the pieces end before %s", from, to, day)
		}
	}
}

// Wherever two questions begin and end, their answers differ by nothing or by
// at least five ratings, and the months that have not filled a stretch count in none.
func TestBlocksTellNobodyApart(t *testing.T) {
	months := []figures.Rates{{"2026-01", 2, 3}, {"2026-02", 1, 1}, {"2026-03", 1, 2}, {"2026-04", 5, 6}, {"2026-06", 0, 4}, {"2026-07", 1, 1}, {"2026-08", 3, 4}}
	for _, x := range []struct {
		from, to string
		want     *figures.Count
	}{
		{"2026-01", "2026-03", &figures.Count{Numerator: 4, Denominator: 6}},
		{"2026-01", "2026-02", nil},
		{"2026-02", "2026-04", &figures.Count{Numerator: 5, Denominator: 6}},
		{"2026-01", "2026-12", &figures.Count{Numerator: 10, Denominator: 17}},
		{"2026-08", "2026-08", nil},
	} {
		if got := figures.Blocks(months, x.from, x.to); !reflect.DeepEqual(got, x.want) {
			t.Errorf("%s to %s: %v, want %v", x.from, x.to, got, x.want)
		}
	}
	counted := func(from, to int) (n int64) {
		if c := figures.Blocks(months, months[from].Month, months[to].Month); c != nil {
			n = c.Denominator
		}
		return n
	}
	for from := range months {
		for to := from; to+1 < len(months); to++ {
			if d := counted(from, to+1) - counted(from, to); d != 0 && d < figures.Small {
				t.Errorf("one month more after %d tells %d ratings", to, d)
			}
		}
	}
}

// A matter counts once for each organisation toward which it stands, in its
// region and all that it lies in, on its day and in its month; to the superior
// also below who received it.
func TestCountsOfAMatter(t *testing.T) {
	m := figures.Matter{
		Toward: []figures.Toward{{"a", "first_receiver"}, {"boss", "superior"}}, Region: "990102", Category: "neighbour.leak", Channels: []string{"petition"},
		Rounds: []figures.Round{{Began: "2026-01-02", Opened: "2026-01-05", Closed: "2026-02-01"}, {Began: "2026-03-01", Opened: "2026-03-01"}},
		Facts:  []figures.Fact{{Measure: figures.Handled, On: "", Detail: figures.Met}, {Measure: figures.Handled, On: "2026-02-10", Detail: figures.Met}},
		Sides:  2, Rated: []string{"a"},
	}
	all := m.Counts()
	of := func(k figures.Key) int64 { return all[k] }
	for _, x := range []struct {
		key  figures.Key
		want int64
	}{
		{figures.Key{Organization: "a", Standing: "first_receiver", Measure: figures.Came, Span: "day", Period: "2026-01-05"}, 1},
		{figures.Key{Organization: "a", Standing: "first_receiver", Measure: figures.Came, Span: "day", Period: "2026-03-01"}, 0},
		{figures.Key{Organization: "a", Standing: "first_receiver", Measure: figures.Back, Span: "month", Period: "2026-03"}, 1},
		{figures.Key{Organization: "a", Standing: "first_receiver", Below: "a", Measure: figures.Came, Span: "month", Period: "2026-01"}, 0},
		{figures.Key{Organization: "boss", Standing: "superior", Below: "a", Region: "9901", Measure: figures.Closed, Span: "month", Period: "2026-02", Detail: "2026-01-05"}, 1},
		{figures.Key{Organization: "boss", Standing: "superior", Below: "boss", Measure: figures.Came, Span: "month", Period: "2026-01"}, 0},
		{figures.Key{Organization: "boss", Standing: "superior", Region: "990102", Slice: "neighbour.leak|petition", Measure: figures.Gone, Span: "day", Period: "2026-02-01"}, 1},
		{figures.Key{Organization: "a", Standing: "first_receiver", Measure: figures.Took, Span: "day", Period: "2026-02-01", Detail: "30"}, 1},
		{figures.Key{Organization: "a", Standing: "first_receiver", Measure: figures.Reclosed, Span: "day", Period: "2026-02-01"}, 1},
		{figures.Key{Organization: "a", Standing: "first_receiver", Measure: figures.Sides, Span: "day", Period: "2026-02-01"}, 2},
		{figures.Key{Organization: "a", Standing: "first_receiver", Measure: figures.Handled, Span: "day", Period: "2026-02-10", Detail: "met"}, 1},
	} {
		if got := of(x.key); got != x.want {
			t.Errorf("%+v: %d, want %d", x.key, got, x.want)
		}
	}
	for k := range all {
		if k.Period == "" {
			t.Errorf("what has no day is counted: %+v", k)
		}
	}
	rest := m.Counts()
	rest.Add(all, -1)
	if len(rest) != 0 {
		t.Errorf("a matter less itself leaves %v", rest)
	}
}
