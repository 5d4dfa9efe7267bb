package desk

import (
	"context"

	"liandong/domain/cases"
	"liandong/domain/clock"
	"liandong/domain/referral"
)

// unseen is the place's clock of an assignment nobody opened: after one working
// day it shows to the sender and the supervisor.
const unseen = "referral.unseen"

// Seen ends the wait for an assigned case to be opened, if the actor belongs to
// its receiver. It tells whether anything changed; the caller's entry names it.
func (w *Work) Seen(ctx context.Context, id cases.ID) (bool, error) {
	if err := w.watch(ctx, id); err != nil {
		return false, err
	}
	changed := false
	for _, x := range w.clocks {
		if x.Rule != unseen || x.State != clock.Ticking {
			continue
		}
		r, err := w.Tx.Referrals.Get(ctx, referral.ID(x.subject("referral/")))
		if err != nil {
			return false, err
		}
		if r.Facts().To == w.Actor.Organization {
			x.End(clock.Met, w.Now)
			w.mark(x)
			changed = true
		}
	}
	return changed, w.flushClocks(ctx)
}

// Note writes the one entry of a look, naming what the look changed.
func (w *Work) Note(ctx context.Context, caseID, action, subject string) error {
	return w.record(ctx, caseID, deed{action: action, subject: subject})
}
