package procedure

import (
	"slices"
	"time"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/fault"
	"liandong/domain/lang"
)

// Result is what became of one thing promised.
type Result string

// The results of performance.
const (
	Performed Result = "performed"
	Partly    Result = "partly"
	Breached  Result = "breached"
)

// PerformanceResults lists them.
var PerformanceResults = []Result{Performed, Partly, Breached}

// ResultNames says each result as on screen.
var ResultNames = map[Result]lang.Text{
	Performed: lang.T("已履行", "performed"), Partly: lang.T("部分履行", "partly performed"), Breached: lang.T("未履行", "breached"),
}

// Performance is one line of the follow-up (回访): a later line of the same
// item takes the place of an earlier, which stays to be read.
type Performance struct {
	ID          string
	AgreementID string
	CaseID      cases.ID
	Item        int // the item's place in the agreement, from 1
	Result      Result
	Happened    cases.Occurred
	Text        string
	By          string
	At          time.Time
}

// The refusals of following up.
var (
	ErrNoEffect  = fault.New(fault.Conflict, "agreement.no_effect_yet", "协议尚未生效，还没有可以回访的履行事项", "the agreement has no effect yet: there is nothing to follow up")
	ErrPerformed = fault.New(fault.Conflict, "agreement.performed", "这一项已经履行完毕", "this item was performed already")
)

// Duty returns the item at a place, from 1.
func (a Agreement) Duty(item int) (d Duty, ok bool) {
	if item < 1 || item > len(a.Performance) {
		return Duty{}, false
	}
	return a.Performance[item-1], true
}

// Latest is the last line about an item.
func Latest(all []Performance, item int) (p Performance, ok bool) {
	for _, x := range slices.Backward(all) {
		if x.Item == item {
			return x, true
		}
	}
	return Performance{}, false
}

// Breach tells whether the last word about any item is that it was not performed.
func Breach(a Agreement, all []Performance) bool {
	for i := range a.Performance {
		if p, ok := Latest(all, i+1); ok && p.Result == Breached {
			return true
		}
	}
	return false
}

// Done tells whether every item was performed, and there is one.
func Done(a Agreement, all []Performance) bool {
	for i := range a.Performance {
		if p, ok := Latest(all, i+1); !ok || p.Result != Performed {
			return false
		}
	}
	return len(a.Performance) > 0
}

// NextDue is the nearest day on which something is still to be done; empty if nothing is.
func NextDue(a Agreement, all []Performance) calendar.Date {
	next := calendar.Date("")
	for i, d := range a.Performance {
		p, ok := Latest(all, i+1)
		if (!ok || p.Result == Partly) && (next == "" || d.ByOn < next) {
			next = d.ByOn
		}
	}
	return next
}
