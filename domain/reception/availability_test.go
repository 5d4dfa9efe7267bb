package reception

import (
	"slices"
	"testing"

	"liandong/domain/calendar"
)

func TestSay(t *testing.T) {
	const today = calendar.Date("2026-11-24")
	a := Availability{Days: []calendar.Date{"2026-11-25"}}
	for _, bad := range []calendar.Date{"2026-11-23", "gestern", "", "2027-11-26", "2026-02-30"} {
		if err := a.Say([]calendar.Date{today, bad}, today); err == nil || len(a.Days) != 1 {
			t.Errorf("%q is taken: %+v", bad, a)
		}
	}
	if err := a.Say([]calendar.Date{"2027-11-25", today, "2026-12-01", today}, today); err != nil || !slices.Equal(a.Days, []calendar.Date{today, "2026-12-01", "2027-11-25"}) {
		t.Errorf("in order, each once: %+v %v", a, err)
	}
	if err := a.Say(nil, today); err != nil || len(a.Days) != 0 {
		t.Errorf("taken back: %+v %v", a, err)
	}
}
