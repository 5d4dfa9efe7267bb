package group

import (
	"slices"
	"time"

	"liandong/domain/consent"
	"liandong/domain/fault"
	"liandong/domain/org"
	"liandong/domain/party"
)

// Plan is how the cases of a group are to be handled, in the office's words.
// A changed plan is a new one, about which everybody is asked anew.
type Plan struct {
	Group        ID
	No           int // from 1
	Text         string
	Organization org.ID
	By           string
	MadeAt       time.Time
}

// MostPlans is how many versions a group's plan may have.
const MostPlans = 50

// ErrPlans refuses one version more than MostPlans.
var ErrPlans = fault.New(fault.Conflict, "group.too_many_plans", "方案最多改五十次", "a plan has at most fifty versions")

// Word is a party's own word on a plan: what it said last of a group's plan,
// after this one was made; empty while it has not been asked about this one. It
// binds nobody else: neither the other parties nor whoever represents them.
func (p Plan) Word(book consent.Book, id party.ID) string {
	said := ""
	for _, x := range book {
		if x.PartyID == id && x.Subject == consent.GroupPlan && !x.Given.EnteredAt.Before(p.MadeAt) {
			said = x.Answer
		}
	}
	return said
}

// Newest is the plan that counts; ok is false where there is none.
func Newest(all []Plan) (p Plan, ok bool) {
	if len(all) == 0 {
		return Plan{}, false
	}
	return slices.MaxFunc(all, func(a, b Plan) int { return a.No - b.No }), true
}
