package desk

import (
	"context"
	"slices"

	"liandong/domain/cases"
	"liandong/domain/channel"
	"liandong/domain/clock"
	"liandong/domain/document"
	"liandong/domain/party"
	"liandong/domain/procedure"
	"liandong/domain/referral"
	"liandong/domain/who"
)

// withdrawing is the place's clock during which a withdrawal can be undone.
const withdrawing = "case.withdrawal"

// Withdraw takes an applicant's own word that they do not go on. For three
// working days it can be undone in one step. It returns ErrFactor,
// party.ErrPower, cases.ErrNotApplicant, cases.ErrClosed,
// cases.ErrBeforeBody or cases.ErrWithdrawing.
func (w *Work) Withdraw(ctx context.Context) (cases.Withdrawal, error) {
	if err := w.binding(ctx, party.PowerWithdraw); err != nil {
		return cases.Withdrawal{}, err
	}
	c, err := w.withdrawable(ctx, cases.ID(w.Actor.Case), party.ID(w.Actor.Party))
	if err != nil {
		return cases.Withdrawal{}, err
	}
	x := cases.Withdrawal{ID: w.NewID(), CaseID: c.Facts().ID, PartyID: party.ID(w.Actor.Party), AgentID: party.AgentID(w.Actor.Agent), AskedAt: w.Now, Version: 1}
	return w.pend(ctx, c, x, w.Tx.Withdrawals.Add)
}

// RecordWithdrawal writes down what an applicant said at the window (代录). It
// has no effect until the applicant confirms it with a factor of their own.
func (w *Work) RecordWithdrawal(ctx context.Context, id cases.ID, pid party.ID) (cases.Withdrawal, error) {
	if _, err := w.Case(ctx, id, who.CaseAmend); err != nil {
		return cases.Withdrawal{}, err
	}
	if _, err := w.party(ctx, id, pid, "/party_id"); err != nil {
		return cases.Withdrawal{}, err
	}
	if _, err := w.withdrawable(ctx, id, pid); err != nil {
		return cases.Withdrawal{}, err
	}
	x := cases.Withdrawal{
		ID: w.NewID(), CaseID: id, PartyID: pid, State: cases.WithdrawalRecorded, AskedAt: w.Now, ByOrg: w.Actor.Organization, ByUser: w.Actor.User, Version: 1,
	}
	if err := w.Tx.Withdrawals.Add(ctx, x); err != nil {
		return x, err
	}
	if err := w.recordFor(ctx, id, pid, RecordedWithdrawal, "withdrawal/"+x.ID); err != nil {
		return x, err
	}
	return x, w.record(ctx, string(id), deed{action: "withdrawal.recorded_for", subject: "withdrawal/" + x.ID, payload: map[string]any{"party_id": pid}})
}

// withdrawable opens a case for an applicant who does not go on.
func (w *Work) withdrawable(ctx context.Context, id cases.ID, pid party.ID) (*cases.Case, error) {
	c, err := w.Tx.Cases.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	p, err := w.Tx.Parties.Get(ctx, id, pid)
	switch {
	case err != nil:
		return nil, err
	case p.Role != party.Applicant:
		return nil, cases.ErrNotApplicant
	case c.Facts().State == cases.Closed:
		return nil, cases.ErrClosed
	}
	if taken, err := w.beforeBody(ctx, id); err != nil || taken {
		if err == nil {
			err = cases.ErrBeforeBody
		}
		return nil, err
	}
	all, err := w.Tx.Withdrawals.OfCase(ctx, id)
	if slices.ContainsFunc(all, func(x cases.Withdrawal) bool { return x.PartyID == pid && live(x) }) {
		return nil, cases.ErrWithdrawing
	}
	return c, err
}

func live(x cases.Withdrawal) bool {
	return x.State == cases.WithdrawalPending || x.State == cases.WithdrawalRecorded
}

// beforeBody tells whether a court, tribunal or reconsideration body has the
// matter: what is before it is withdrawn there.
func (w *Work) beforeBody(ctx context.Context, id cases.ID) (bool, error) {
	all, err := w.Tx.Proceedings.OfCase(ctx, id)
	return slices.ContainsFunc(all, func(p procedure.Facts) bool {
		body := p.Channel == channel.Litigation || p.Channel == channel.Arbitration || p.Channel == channel.AdministrativeReconsideration
		return body && p.Open() && p.State != procedure.Registered && p.State != procedure.HandedOn
	}), err
}

// pend begins the three working days.
func (w *Work) pend(ctx context.Context, c *cases.Case, x cases.Withdrawal, keep func(context.Context, cases.Withdrawal) error) (cases.Withdrawal, error) {
	f := c.Facts()
	if err := w.watch(ctx, f.ID); err != nil {
		return x, err
	}
	due, err := w.lastDay(withdrawing, w.Today())
	if err != nil {
		return x, err
	}
	x.State, x.UndoUntil = cases.WithdrawalPending, due
	if err := w.start(withdrawing, "withdrawal/"+x.ID, w.Today(), string(x.PartyID)); err != nil {
		return x, err
	}
	if err := keep(ctx, x); err != nil {
		return x, err
	}
	w.touch("withdrawal/%s", x.ID)
	w.tell(event("withdrawal.asked", f, "withdrawal/"+x.ID, w.Today()))
	return x, w.settle(ctx, c, deed{action: "withdrawal.asked", subject: "withdrawal/" + x.ID, payload: map[string]any{"undo_until": due}})
}

func (w *Work) confirmWithdrawal(ctx context.Context, r Recording) (cases.Withdrawal, error) {
	c, err := w.Tx.Cases.Get(ctx, r.CaseID)
	if err != nil {
		return cases.Withdrawal{}, err
	}
	all, err := w.Tx.Withdrawals.OfCase(ctx, r.CaseID)
	if err != nil {
		return cases.Withdrawal{}, err
	}
	for _, x := range all {
		if "withdrawal/"+x.ID != r.Subject || x.State != cases.WithdrawalRecorded {
			continue
		}
		if taken, err := w.beforeBody(ctx, r.CaseID); err != nil || taken {
			if err == nil {
				err = cases.ErrBeforeBody
			}
			return x, err
		}
		return w.pend(ctx, c, x, w.Tx.Withdrawals.Put)
	}
	return cases.Withdrawal{}, cases.ErrNoWithdrawal
}

// UndoWithdrawal goes on after all, in one step and without a factor.
func (w *Work) UndoWithdrawal(ctx context.Context) (cases.Withdrawal, error) {
	if err := w.empowered(ctx, party.PowerWithdraw); err != nil {
		return cases.Withdrawal{}, err
	}
	return w.undo(ctx, party.ID(w.Actor.Party))
}

func (w *Work) undo(ctx context.Context, pid party.ID) (cases.Withdrawal, error) {
	id := cases.ID(w.Actor.Case)
	c, err := w.Tx.Cases.Get(ctx, id)
	if err != nil {
		return cases.Withdrawal{}, err
	}
	all, err := w.Tx.Withdrawals.OfCase(ctx, id)
	if err != nil {
		return cases.Withdrawal{}, err
	}
	for _, x := range all {
		if x.PartyID != pid || !live(x) || c.Facts().State == cases.Closed {
			continue
		}
		if x.State == cases.WithdrawalPending && x.UndoUntil != "" && !w.Now.Before(x.UndoUntil.End()) {
			continue // its time is over, whether or not the clock has fired
		}
		if err := x.Undo(w.Now); err != nil {
			return x, err
		}
		if err := w.Tx.Withdrawals.Put(ctx, x); err != nil {
			return x, err
		}
		if err := w.watch(ctx, id); err != nil {
			return x, err
		}
		w.stop(clock.Over, "withdrawal/"+x.ID)
		w.touch("withdrawal/%s", x.ID)
		w.tell(event("withdrawal.undone", c.Facts(), "withdrawal/"+x.ID, w.Today()))
		return x, w.settle(ctx, c, deed{action: "withdrawal.undone", subject: "withdrawal/" + x.ID})
	}
	return cases.Withdrawal{}, cases.ErrNoWithdrawal
}

// WithdrawalsOf lists the withdrawals of a case that somebody may still undo,
// confirm, or has carried out.
func (w *Work) WithdrawalsOf(ctx context.Context, id cases.ID) ([]cases.Withdrawal, error) {
	all, err := w.Tx.Withdrawals.OfCase(ctx, id)
	return slices.DeleteFunc(all, func(x cases.Withdrawal) bool { return !live(x) && x.State != cases.WithdrawalDone }), err
}

// withdrawn carries a withdrawal out when its time is over. The case ends with
// the last of its applicants; where one goes on, so does the case.
func (w *Work) withdrawn(ctx context.Context, id string, c *cases.Case) error {
	all, err := w.Tx.Withdrawals.OfCase(ctx, c.Facts().ID)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(x cases.Withdrawal) bool { return x.ID == id })
	if i < 0 {
		return ErrFired
	}
	taken, err := w.beforeBody(ctx, c.Facts().ID)
	if err != nil {
		return err
	}
	state := cases.WithdrawalDone
	if taken || c.Facts().State == cases.Closed {
		state = cases.WithdrawalOvertaken
	}
	if all[i].End(state, w.Now) {
		if err := w.Tx.Withdrawals.Put(ctx, all[i]); err != nil {
			return err
		}
	}
	action := "withdrawal." + state
	w.touch("withdrawal/%s", id)
	if last, err := w.allWithdrew(ctx, c.Facts().ID, all); err != nil {
		return err
	} else if last && state == cases.WithdrawalDone {
		action = "case.withdrawn"
		if err := w.endWithdrawn(ctx, c); err != nil {
			return err
		}
	}
	w.tell(event(action, c.Facts(), "withdrawal/"+id, w.Today()))
	return w.settle(ctx, c, deed{action: action, subject: "withdrawal/" + id})
}

func (w *Work) allWithdrew(ctx context.Context, id cases.ID, all []cases.Withdrawal) (bool, error) {
	parties, err := w.Tx.Parties.OfCase(ctx, id)
	for _, p := range parties {
		done := func(x cases.Withdrawal) bool { return x.PartyID == p.ID && x.State == cases.WithdrawalDone }
		if p.Role == party.Applicant && !slices.ContainsFunc(all, done) {
			return false, err
		}
	}
	return true, err
}

// endWithdrawn ends what is under way and closes the case, wherever it lies.
func (w *Work) endWithdrawn(ctx context.Context, c *cases.Case) error {
	f := c.Facts()
	referrals, err := w.Tx.Referrals.OfCase(ctx, f.ID)
	if err != nil {
		return err
	}
	for _, r := range referrals {
		if !r.State.Unfinished() {
			continue
		}
		x := referral.Restore(r)
		x.End(w.Now)
		if err := w.Tx.Referrals.Put(ctx, x); err != nil {
			return err
		}
		w.stop(clock.Over, "referral/"+string(r.ID))
		w.touch("referral/%s", r.ID)
	}
	proceedings, err := w.Tx.Proceedings.OfCase(ctx, f.ID)
	if err != nil {
		return err
	}
	for _, p := range proceedings {
		if !p.Open() {
			continue
		}
		x := procedure.Restore(p)
		x.EndWith(procedure.OutcomeWithdrawn, "", w.Now)
		if err := w.Tx.Proceedings.Put(ctx, x); err != nil {
			return err
		}
		w.touch("proceeding/%s", p.ID)
	}
	if err := c.Close(cases.Withdrawn, w.Now); err != nil {
		return err
	}
	return w.endAll(ctx, f.ID)
}

// overtake ends the withdrawals that wait when a case ends otherwise.
func (w *Work) overtake(ctx context.Context, id cases.ID) error {
	all, err := w.Tx.Withdrawals.OfCase(ctx, id)
	if err != nil {
		return err
	}
	for _, x := range all {
		if x.End(cases.WithdrawalOvertaken, w.Now) {
			if err := w.Tx.Withdrawals.Put(ctx, x); err != nil {
				return err
			}
			w.touch("withdrawal/%s", x.ID)
		}
	}
	return nil
}

// mayCloseWithdrawn refuses to close as withdrawn on staff's word alone. Each
// applicant withdrew with a factor of their own; one who has no factor signed
// a paper that is in the file as handed in by them.
func (w *Work) mayCloseWithdrawn(ctx context.Context, id cases.ID, paper document.ID) error {
	parties, err := w.Tx.Parties.OfCase(ctx, id)
	if err != nil {
		return err
	}
	all, err := w.Tx.Withdrawals.OfCase(ctx, id)
	if err != nil {
		return err
	}
	for _, p := range parties {
		own := func(x cases.Withdrawal) bool {
			return x.PartyID == p.ID && (x.State == cases.WithdrawalDone || x.State == cases.WithdrawalPending)
		}
		if p.Role != party.Applicant || slices.ContainsFunc(all, own) {
			continue
		}
		f, err := w.factorOf(ctx, "party/"+string(p.ID), id, p.Phone)
		if err != nil {
			return err
		}
		d, err := w.Tx.Documents.Get(ctx, paper)
		if err != nil || d.CaseID != id || d.PartyID != p.ID || f.Phone != "" || f.PINHash != "" {
			return cases.ErrNotConfirmed
		}
	}
	return nil
}
