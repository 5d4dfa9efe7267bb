package volume

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"liandong/domain/document"
	"liandong/domain/letter"
)

func codes(all []Slot) (names []string) {
	for _, s := range all {
		names = append(names, s.Code)
	}
	return names
}

// The order holds together: every slot is named, every template is a letter,
// every kind of paper has a place, and the last takes what no other names.
func TestOrder(t *testing.T) {
	kinds := map[string]bool{}
	for _, s := range Order {
		if s.Name.ZH == "" || s.Name.EN == "" || !slices.Contains([]Wanted{"", Always, Agreed, Failed}, s.Wanted) {
			t.Errorf("%+v", s)
		}
		for _, template := range s.Templates {
			if _, err := letter.Find(template); err != nil {
				t.Errorf("%s: there is no letter %s", s.Code, template)
			}
		}
		for _, k := range s.Kinds {
			if !slices.Contains(document.Kinds, k) {
				t.Errorf("%s: there is no kind %s", s.Code, k)
			}
			kinds[k] = true
		}
	}
	for _, k := range document.Kinds {
		if !kinds[k] {
			t.Errorf("a paper of kind %s has no place", k)
		}
	}
	if Order[len(Order)-1].Code != "rest" {
		t.Error("the last slot is not the rest")
	}
}

func TestGaps(t *testing.T) {
	whole := []document.Document{
		{ID: "1", Template: "mediation_registration", Kind: "letter"}, {ID: "2", Template: "rights_notice", Kind: "letter"}, {ID: "3", Template: "mediation_record", Kind: "letter"},
		{ID: "4", Template: "mediation_agreement", Kind: "letter"}, {ID: "5", Template: "follow_up_record", Kind: "letter"}, {ID: "6", Kind: "evidence"}, {ID: "7", Template: "volume_index", Kind: "letter"},
	}
	if gaps := Gaps(Place(Order, whole, Ended{Agreed: true})); len(gaps) != 0 {
		t.Errorf("a whole volume lacks %v", codes(gaps))
	}
	for _, x := range []struct {
		without string
		ended   Ended
		want    []string
	}{
		{"5", Ended{Agreed: true}, []string{"follow_up"}}, {"5", Ended{}, nil}, {"4", Ended{Agreed: true}, []string{"agreement"}}, {"3", Ended{}, []string{"record"}},
		{"6", Ended{Agreed: true}, nil}, {"7", Ended{Failed: true}, []string{"end"}},
	} {
		papers := slices.DeleteFunc(slices.Clone(whole), func(d document.Document) bool { return string(d.ID) == x.without })
		if gaps := codes(Gaps(Place(Order, papers, x.ended))); !slices.Equal(gaps, x.want) {
			t.Errorf("without %s, %+v: lacks %v, want %v", x.without, x.ended, gaps, x.want)
		}
	}
}

// However a committee orders its volume and whatever papers there are, each
// stands in it once, and an order that loses a slot is refused.
func TestPlace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		order, err := Ordered(rapid.Permutation(codes(Order)).Draw(t, "order"))
		if err != nil {
			t.Fatal(err)
		}
		templates := []string{"", "no_such_letter"}
		for _, l := range letter.All {
			templates = append(templates, l.Code)
		}
		var papers []document.Document
		for i := range rapid.IntRange(0, 40).Draw(t, "papers") {
			papers = append(papers, document.Document{ID: document.ID(string(rune(0x4e00 + i))), Template: rapid.SampledFrom(templates).Draw(t, "template"), Kind: rapid.SampledFrom(document.Kinds).Draw(t, "kind")})
		}
		seen := map[document.ID]int{}
		for _, p := range Place(order, papers, Ended{Agreed: true}) {
			if p.Gap && len(p.Papers) > 0 {
				t.Fatalf("%s holds something and is a gap", p.Code)
			}
			for _, d := range p.Papers {
				seen[d.ID]++
			}
		}
		for _, d := range papers {
			if seen[d.ID] != 1 {
				t.Fatalf("%+v stands in the volume %d times", d, seen[d.ID])
			}
		}
	})
	for _, wrong := range [][]string{{"rest"}, append(codes(Order), "rest"), append(codes(Order)[1:], "nothing")} {
		if _, err := Ordered(wrong); err == nil {
			t.Errorf("%v is an order", wrong)
		}
	}
}
