package supervision_test

import (
	"testing"
	"time"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/clock"
	"liandong/domain/org"
	"liandong/domain/supervision"
)

func at(day calendar.Date, hour int) time.Time {
	return day.Start().Add(time.Duration(hour) * time.Hour)
}

// By hand: the window has a case from the 2nd, the bureau from the 10th, and it
// is asked on the 20th. Of whom each limit was due, when it was done and how
// late.
func TestLimits(t *testing.T) {
	now := at("2026-11-20", 12)
	bound := supervision.Bound{
		Proceedings: map[string]org.ID{"proceeding/1": "bureau", "proceeding/9": "court"},
		Handoffs:    map[string]map[string]org.ID{"referral/1": {"": "bureau", "referral.sender_answer": "window", "referral.superior": "city"}},
		Stays:       []cases.Stay{{Organization: "window", From: at("2026-11-02", 9), Until: at("2026-11-10", 9)}, {Organization: "bureau", From: at("2026-11-10", 9)}},
	}
	for _, x := range []struct {
		name string
		of   clock.Running
		want string // organisation, day done, days late; empty: not shown
		late int
	}{
		{"met in time", clock.Running{Of: "case", Kind: clock.Procedure, State: clock.Met, DueOn: "2026-11-05", EndedAt: at("2026-11-05", 23)}, "window 2026-11-05", 0},
		{"the last day was the window's", clock.Running{Of: "case", Kind: clock.Procedure, State: clock.Missed, DueOn: "2026-11-09", EndedAt: at("2026-11-10", 0)}, "window ", 11},
		{"the last day was the bureau's", clock.Running{Of: "case", Kind: clock.Procedure, State: clock.Missed, DueOn: "2026-11-10", EndedAt: at("2026-11-11", 0), DoneAt: at("2026-11-13", 10)}, "bureau 2026-11-13", 3},
		{"runs, not over", clock.Running{Of: "case", Kind: clock.Procedure, State: clock.Ticking, DueOn: "2026-11-30"}, "bureau ", 0},
		{"stands still", clock.Running{Of: "case", Kind: clock.Procedure, State: clock.Paused, DueOn: "2026-11-11"}, "bureau ", 0},
		{"of a proceeding", clock.Running{Of: "proceeding/1", Kind: clock.Procedure, State: clock.Met, DueOn: "2026-11-18", EndedAt: at("2026-11-17", 9)}, "bureau 2026-11-17", 0},
		{"the receiver's word", clock.Running{Of: "referral/1", Rule: "referral.receiver", Kind: clock.Answer, State: clock.Missed, DueOn: "2026-11-18", EndedAt: at("2026-11-19", 0), DoneAt: at("2026-11-19", 0)}, "bureau 2026-11-19", 1},
		{"the sender's word", clock.Running{Of: "referral/1", Rule: "referral.sender_answer", Kind: clock.Answer, State: clock.Met, DueOn: "2026-11-18", EndedAt: at("2026-11-18", 9)}, "window 2026-11-18", 0},
		{"the superior's own day", clock.Running{Of: "referral/1", Rule: "referral.superior", Kind: clock.Office, State: clock.Missed, DueOn: "2026-11-18"}, "city ", 2},
		{"a court's day", clock.Running{Of: "proceeding/9", Kind: clock.Procedure, State: clock.Missed, DueOn: "2026-11-18"}, "", 0},
		{"a party's right", clock.Running{Of: "case", Kind: clock.Right, State: clock.Missed, DueOn: "2026-11-18"}, "", 0},
		{"a directive", clock.Running{Of: "directive/1", Rule: clock.DirectiveRule, Kind: clock.Office, State: clock.Missed, DueOn: "2026-11-18"}, "", 0},
		{"what ended without being due", clock.Running{Of: "case", Kind: clock.Procedure, State: clock.Over, DueOn: "2026-11-18"}, "", 0},
	} {
		all := bound.Limits([]clock.Running{x.of}, now, func(id org.ID) bool { return id != "court" })
		got, late := "", 0
		if len(all) == 1 {
			got, late = string(all[0].Organization)+" "+string(all[0].DoneOn), all[0].LateDays
		}
		if got != x.want || late != x.late {
			t.Errorf("%s: %q, %d days late; want %q, %d", x.name, got, late, x.want, x.late)
		}
	}
}
