package desk

import (
	"context"
	"slices"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/clock"
	"liandong/domain/journal"
	"liandong/domain/referral"
	"liandong/domain/who"
)

// unseen is the place's clock of a handoff nobody opened: after one working
// day it shows to the sender and the supervisor, and paper is offered.
const unseen = "referral.unseen"

// Seen notes that a handoff was opened, if the actor belongs to its receiver:
// the first time is kept, also when it comes late. It tells whether anything
// changed; the caller's entry names it.
func (w *Work) Seen(ctx context.Context, id cases.ID) (bool, error) {
	all, err := w.Tx.Referrals.OfCase(ctx, id)
	if err != nil {
		return false, err
	}
	heirs, err := w.heirsNow(ctx)
	if err != nil {
		return false, err
	}
	changed := false
	for _, f := range all {
		if !f.State.Unanswered() || heirs.Of(f.To) != w.Actor.Organization {
			continue
		}
		fresh, err := w.arrive(ctx, f, referral.Arrival{How: referral.Opened, On: cases.Occurred{On: w.Today(), EnteredAt: w.Now}})
		if err != nil {
			return false, err
		}
		if fresh {
			w.tell(journal.Event{Kind: "referral.seen", CaseID: string(id), Subject: "referral/" + string(f.ID), Organization: f.From, Other: f.To, On: w.Today()})
		}
		changed = changed || fresh
	}
	if !changed {
		return false, nil
	}
	return true, w.flushClocks(ctx)
}

// arrive keeps the first arrival of its kind, and ends the wait for it. It
// tells whether this was the first.
func (w *Work) arrive(ctx context.Context, f referral.Facts, a referral.Arrival) (bool, error) {
	known, err := w.Tx.Referrals.Arrivals(ctx, f.CaseID)
	if err != nil || slices.ContainsFunc(known, func(k referral.Arrival) bool { return k.ReferralID == f.ID && k.How == a.How }) {
		return false, err
	}
	a.ReferralID, a.CaseID, a.Organization, a.User = f.ID, f.CaseID, w.Actor.Organization, w.Actor.User
	if err := w.Tx.Referrals.AddArrival(ctx, a); err != nil {
		return false, err
	}
	w.touch("arrival/%s/%s", f.ID, a.How)
	if err := w.watch(ctx, f.CaseID); err != nil {
		return false, err
	}
	w.stop(clock.Met, "referral/"+string(f.ID), unseen)
	return true, nil
}

// Arrivals lists how a referral reached its receiver.
func (w *Work) Arrivals(ctx context.Context, f referral.Facts) ([]referral.Arrival, error) {
	all, err := w.Tx.Referrals.Arrivals(ctx, f.CaseID)
	return slices.DeleteFunc(all, func(a referral.Arrival) bool { return a.ReferralID != f.ID }), err
}

// Unopened tells whether a handoff waits for a word although the day is over
// on which it should have been opened, and has reached nobody: then it is
// offered on paper.
func (w *Work) Unopened(ctx context.Context, f referral.Facts) (bool, error) {
	if !f.State.Unanswered() {
		return false, nil
	}
	all, err := w.Tx.Clocks.OfCase(ctx, f.CaseID)
	if err != nil {
		return false, err
	}
	missed := slices.ContainsFunc(all, func(x clock.Running) bool {
		return x.Of == "referral/"+string(f.ID) && x.Rule == unseen && x.State == clock.Missed
	})
	if !missed {
		return false, nil
	}
	reached, err := w.Arrivals(ctx, f)
	return len(reached) == 0, err
}

// DeliverPaper records, for the sender, that a handoff was delivered on paper,
// with proof. It returns referral.ErrPaperSettled, referral.ErrPaperOpened,
// referral.ErrPaperTwice or referral.ErrPaperProof.
func (w *Work) DeliverPaper(ctx context.Context, id referral.ID, in Day, version int) (*referral.Referral, error) {
	r, c, err := w.Referral(ctx, id, who.ReferralDecide)
	if err != nil {
		return nil, err
	}
	f := r.Facts()
	if err := w.onSide(ctx, f, who.Sender); err != nil {
		return nil, err
	}
	if in.Proof == nil {
		return nil, referral.ErrPaperProof
	}
	on, err := w.occurred(in, "/delivered_on", calendar.DayOf(f.SentAt))
	if err != nil {
		return nil, err
	}
	if err := matches(version, f.Version); err != nil {
		return nil, err
	}
	reached, err := w.Arrivals(ctx, f)
	switch {
	case err != nil:
		return nil, err
	case !f.State.Unanswered():
		return nil, referral.ErrPaperSettled
	case slices.ContainsFunc(reached, func(a referral.Arrival) bool { return a.How == referral.Opened }):
		return nil, referral.ErrPaperOpened
	}
	fresh, err := w.arrive(ctx, f, referral.Arrival{How: referral.OnPaper, On: on})
	if err == nil && !fresh {
		err = referral.ErrPaperTwice
	}
	if err != nil {
		return nil, err
	}
	subject := "referral/" + string(id)
	w.tell(journal.Event{Kind: "referral.paper_delivered", CaseID: string(f.CaseID), Subject: subject, Organization: f.From, Other: f.To, On: on.On})
	return r, w.settle(ctx, c, deed{action: "referral.paper_delivered", subject: subject, reason: on.Reason, payload: map[string]any{"on": on.On, "proof": on.Proof.Kind}})
}

// Note writes the one entry of a look, naming what the look changed.
func (w *Work) Note(ctx context.Context, caseID, action, subject string) error {
	return w.record(ctx, caseID, deed{action: action, subject: subject})
}
