package supervision_test

import (
	"testing"

	"liandong/domain/calendar"
	"liandong/domain/org"
	"liandong/domain/supervision"
)

// weekends is a calendar without holidays.
type weekends struct{}

func (weekends) Rest(d calendar.Date) (rest, known bool)       { return calendar.Weekend(d), true }
func (w weekends) PublishedBy(calendar.Date) calendar.Calendar { return w }
func (weekends) Version() string                               { return "weekends" }

// Who decides for itself is a court, a tribunal or a reconsideration body, and nobody else.
func TestIndependent(t *testing.T) {
	listed := map[org.Kind]bool{}
	for _, k := range supervision.IndependentKinds() {
		listed[k] = true
	}
	for k := range org.Kinds {
		if supervision.Independent(k) != listed[k] {
			t.Errorf("%s", k)
		}
	}
	if !supervision.Independent(org.Court) || supervision.Independent(org.Agency) || len(listed) != 5 {
		t.Error("a court decides for itself, an agency does not")
	}
}

// The patience that fits first holds, the last fits every case.
func TestDaysFor(t *testing.T) {
	all := []supervision.Patience{{Category: "labour", Kind: org.Street, Days: 10}, {Category: "labour", Days: 15}, {Days: 30}}
	for _, x := range []struct {
		category string
		kind     org.Kind
		want     int
	}{{"labour.wages", org.Street, 10}, {"labour", org.Agency, 15}, {"labourer", org.Agency, 30}, {"neighbour.leak", org.Street, 30}} {
		if got := supervision.DaysFor(all, x.category, x.kind); got != x.want {
			t.Errorf("%s %s: %d, want %d", x.category, x.kind, got, x.want)
		}
	}
	if last := supervision.Patiences[len(supervision.Patiences)-1]; last.Category != "" || last.Kind != "" || last.Days != 30 {
		t.Error("the last fits every case")
	}
}

// Working days are counted from tomorrow to the day itself, back to a day that is past.
func TestWorkdaysLeft(t *testing.T) {
	cal := weekends{}
	for due, want := range map[calendar.Date]int{"2026-11-24": 0, "2026-11-25": 1, "2026-11-28": 3, "2026-11-30": 4, "2026-11-23": -1, "2026-11-20": -2} {
		if got := supervision.WorkdaysLeft(cal, "2026-11-24", due); got == nil || *got != want {
			t.Errorf("%s: %v, want %d", due, got, want)
		}
	}
	if supervision.WorkdaysLeft(cal, "2026-11-24", "") != nil || supervision.WorkdaysLeft(cal, "2026-11-24", "2028-01-01") != nil {
		t.Error("no day, or one far off, has no count")
	}
	if day := supervision.NearDay(cal, "2026-11-24", supervision.Near); day != "2026-11-27" {
		t.Errorf("three working days from a Tuesday: %s", day)
	}
}
