package procedure

import (
	"testing"

	"liandong/domain/channel"
	"liandong/domain/who"
)

// The last word about an item stands; an agreement is done when every item is,
// and broken when one is.
func TestPerformance(t *testing.T) {
	a := Agreement{Performance: []Duty{{"第一期", "2026-12-01"}, {"第二期", "2027-01-01"}}}
	line := func(item int, r Result) Performance { return Performance{Item: item, Result: r} }
	for _, x := range []struct {
		lines        []Performance
		breach, done bool
		next         string
	}{
		{nil, false, false, "2026-12-01"},
		{[]Performance{line(1, Performed)}, false, false, "2027-01-01"},
		{[]Performance{line(1, Partly)}, false, false, "2026-12-01"},
		{[]Performance{line(1, Partly), line(1, Breached)}, true, false, "2027-01-01"},
		{[]Performance{line(1, Breached), line(1, Performed)}, false, false, "2027-01-01"},
		{[]Performance{line(1, Performed), line(2, Performed)}, false, true, ""},
	} {
		if Breach(a, x.lines) != x.breach || Done(a, x.lines) != x.done || string(NextDue(a, x.lines)) != x.next {
			t.Errorf("%v: breach %v, done %v, next %s", x.lines, Breach(a, x.lines), Done(a, x.lines), NextDue(a, x.lines))
		}
	}
	if Done(Agreement{}, nil) {
		t.Error("an agreement without anything to do is done")
	}
	for item, want := range map[int]bool{0: false, 1: true, 2: true, 3: false, -1: false} {
		if _, ok := a.Duty(item); ok != want {
			t.Errorf("item %d: %v", item, ok)
		}
	}
}

// By acting one takes part: as mediator in every mediation, else by role.
func TestPartOf(t *testing.T) {
	for _, x := range []struct {
		role who.Role
		c    channel.Channel
		want Part
	}{
		{who.Mediator, channel.PeopleMediation, PartMediator}, {who.Judge, channel.JudicialMediation, PartMediator}, {who.Officer, channel.AdministrativeMediation, PartMediator},
		{who.Judge, channel.Litigation, PartJudge}, {who.CourtClerk, channel.Litigation, ""}, {who.Arbitrator, channel.Arbitration, PartArbitrator}, {who.Clerk, channel.Petition, ""},
	} {
		if got := PartOf(x.role, x.c); got != x.want {
			t.Errorf("%s in %s: %q, want %q", x.role, x.c, got, x.want)
		}
	}
}
