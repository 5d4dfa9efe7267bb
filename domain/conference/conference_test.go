package conference_test

import (
	"testing"

	"liandong/domain/calendar"
	"liandong/domain/conference"
	"liandong/domain/fault"
	"liandong/domain/org"
)

// A decision says when, who took part and about what; each item wants an answer
// after today and within ninety days.
func TestCheck(t *testing.T) {
	const today = calendar.Date("2026-11-24")
	one := []conference.Matter{{CaseID: "a"}}
	for _, x := range []struct {
		name  string
		d     conference.Decision
		items [][]conference.Item
		want  string
	}{
		{"as it should be", conference.Decision{HeldOn: today, TookPart: []org.ID{"a"}, Matters: one}, [][]conference.Item{{{DueOn: "2026-11-25"}}}, ""},
		{"tomorrow", conference.Decision{HeldOn: "2026-11-25", TookPart: []org.ID{"a"}, Matters: one}, nil, "/held_on"},
		{"no day", conference.Decision{TookPart: []org.ID{"a"}, Matters: one}, nil, "/held_on"},
		{"alone", conference.Decision{HeldOn: today, Matters: one}, nil, "/took_part"},
		{"one twice", conference.Decision{HeldOn: today, TookPart: []org.ID{"a", "a"}, Matters: one}, nil, "/took_part"},
		{"one's own", conference.Decision{From: "a", HeldOn: today, TookPart: []org.ID{"a"}, Matters: one}, nil, "/took_part"},
		{"too many", conference.Decision{HeldOn: today, TookPart: make([]org.ID, conference.MostSeats+1), Matters: one}, nil, "/took_part"},
		{"about nothing", conference.Decision{HeldOn: today, TookPart: []org.ID{"a"}}, nil, "/matters"},
		{"a case twice", conference.Decision{HeldOn: today, TookPart: []org.ID{"a"}, Matters: append(one, one...)}, nil, "/matters"},
		{"too many cases", conference.Decision{HeldOn: today, TookPart: []org.ID{"a"}, Matters: make([]conference.Matter, conference.MostMatters+1)}, nil, "/matters"},
		{"an item for today", conference.Decision{HeldOn: today, TookPart: []org.ID{"a"}, Matters: one}, [][]conference.Item{{{DueOn: "2026-11-25"}, {DueOn: today}}}, "/matters/0/items/1/due_on"},
		{"an item too far", conference.Decision{HeldOn: today, TookPart: []org.ID{"a"}, Matters: one}, [][]conference.Item{{{DueOn: today.AddDays(91)}}}, "/matters/0/items/0/due_on"},
		{"too many items", conference.Decision{HeldOn: today, TookPart: []org.ID{"a"}, Matters: one}, [][]conference.Item{make([]conference.Item, conference.MostItems+1)}, "/matters/0/items"},
	} {
		got := ""
		var c fault.Check
		x.d.Check(&c, x.items, today)
		if f := fault.Of(c.Err()); f != nil {
			got = f.Fields[0].Pointer
		}
		if got != x.want {
			t.Errorf("%s: %q, want %q", x.name, got, x.want)
		}
	}
}
