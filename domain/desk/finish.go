package desk

import (
	"context"
	"time"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/clock"
	"liandong/domain/document"
	"liandong/domain/fault"
	"liandong/domain/procedure"
	"liandong/domain/referral"
	"liandong/domain/who"
)

// Report is what a receiver completes with.
type Report struct {
	Outcome    referral.Outcome
	Text       string
	DocumentID string
}

// Complete reports the outcome and ends the receiver's proceeding. Unsettled,
// refused, recused and not_competent give custody back in the same unit of
// work: ErrElsewhere if the receiver has handed the case on.
func (w *Work) Complete(ctx context.Context, id referral.ID, in Report, version int) (*referral.Referral, error) {
	check := func() error {
		var c fault.Check
		code(&c, "/outcome", in.Outcome, referral.Outcomes)
		text(&c, "/text", in.Text)
		return c.Err()
	}
	w.leaving = in.Outcome == referral.Recused
	return w.step(ctx, id, who.ReferralAnswer, who.Receiver, version, check, func(r *referral.Referral, c *cases.Case) (deed, error) {
		return w.complete(ctx, r, c, in, r.Complete)
	})
}

// complete is what follows from an outcome; move is the referral's own step.
func (w *Work) complete(ctx context.Context, r *referral.Referral, c *cases.Case, in Report, move func(referral.Outcome, string, calendar.Date, time.Time) error) (deed, error) {
	due, err := w.lastDay("referral.acknowledge", w.Today())
	if err != nil {
		return deed{}, err
	}
	if err := move(in.Outcome, in.Text, due, w.Now); err != nil {
		return deed{}, err
	}
	f := r.Facts()
	filed := ""
	if in.Outcome == referral.Settled {
		if filed, err = w.agreementHolds(ctx, f); err != nil {
			return deed{}, err
		}
	}
	back := in.Outcome.GivesBack() && f.Moves
	if back && c.Facts().Custodian != f.To {
		return deed{}, ErrElsewhere
	}
	if back {
		if err := w.nothingUnderWay(ctx, f); err != nil {
			return deed{}, err
		}
	}
	if err := w.endProceeding(ctx, f, in.Outcome); err != nil {
		return deed{}, err
	}
	if in.Outcome.GivesBack() {
		if err := w.returnPapers(ctx, f); err != nil {
			return deed{}, err
		}
		if err := w.delegated(ctx, f, false); err != nil {
			return deed{}, err
		}
	}
	if back {
		if err := w.moveCustody(ctx, c, f.From, f.ID); err != nil {
			return deed{}, err
		}
	}
	of := "referral/" + string(f.ID)
	w.stop(clock.Met, "case", placed)
	if err := w.start("referral.acknowledge", of, w.Today(), ""); err != nil {
		return deed{}, err
	}
	return deed{payload: map[string]any{"outcome": in.Outcome, "document_id": in.DocumentID, "filed_agreement": filed}}, w.rights(ctx, c)
}

// agreementHolds refuses «settled» on a written agreement that has no effect
// yet. It returns the agreement's paper as filed with the court that delegated
// the mediation: the completion carries it.
func (w *Work) agreementHolds(ctx context.Context, f referral.Facts) (filed string, err error) {
	agreements, err := w.Tx.Agreements.OfCase(ctx, f.CaseID)
	if err != nil {
		return "", err
	}
	all, err := w.Tx.Proceedings.OfCase(ctx, f.CaseID)
	if err != nil {
		return "", err
	}
	for _, p := range all {
		for _, a := range agreements {
			if p.ReferralID != string(f.ID) || a.ProceedingID != p.ID {
				continue
			}
			if a.Form == "written" && a.EffectiveOn == "" {
				return "", procedure.ErrNotEffective
			}
			filed = a.FiledID
		}
	}
	return filed, nil
}

// nothingUnderWay refuses to give a case back while the receiver itself has it on offer elsewhere.
func (w *Work) nothingUnderWay(ctx context.Context, f referral.Facts) error {
	all, err := w.Tx.Referrals.OfCase(ctx, f.CaseID)
	if err != nil {
		return err
	}
	for _, r := range all {
		if r.ID != f.ID && r.From == f.To && r.Moves && r.State.Unanswered() {
			return ErrUnanswered
		}
	}
	return nil
}

// endings says how a proceeding ends when its referral is completed.
var endings = map[referral.Outcome]procedure.Outcome{
	referral.Settled:      procedure.OutcomeAgreed,
	referral.Handled:      procedure.OutcomeHandled,
	referral.Filed:        procedure.OutcomeHandled,
	referral.Decided:      procedure.OutcomeHandled,
	referral.Unsettled:    procedure.OutcomeUnsettled,
	referral.Refused:      procedure.OutcomeUnsettled,
	referral.Recused:      procedure.OutcomeHandedBack,
	referral.NotCompetent: procedure.OutcomeHandedBack,
}

// endProceeding ends the proceeding a referral opened, with its clocks.
func (w *Work) endProceeding(ctx context.Context, f referral.Facts, o referral.Outcome) error {
	all, err := w.Tx.Proceedings.OfCase(ctx, f.CaseID)
	if err != nil {
		return err
	}
	for _, p := range all {
		if p.ReferralID != string(f.ID) {
			continue
		}
		w.stop(clock.Met, "proceeding/"+string(p.ID))
		if !p.Open() {
			continue
		}
		x := procedure.Restore(p)
		x.EndWith(endings[o], "", w.Now)
		if err := w.Tx.Proceedings.Put(ctx, x); err != nil {
			return err
		}
		w.touch("proceeding/%s", p.ID)
	}
	return nil
}

// SendBack asks the receiver to do more: once, within five working days. What
// completion gave back goes out again.
func (w *Work) SendBack(ctx context.Context, id referral.ID, why string, version int) (*referral.Referral, error) {
	return w.step(ctx, id, who.ReferralDecide, who.Sender, version, func() error { return words(why) }, func(r *referral.Referral, c *cases.Case) (deed, error) {
		gaveBack := r.Facts().Outcome.GivesBack()
		if err := r.SendBack(why, w.Now); err != nil {
			return deed{}, err
		}
		f := r.Facts()
		if c.Facts().State == cases.Closed {
			return deed{}, cases.ErrClosed
		}
		w.stop(clock.Over, "referral/"+string(id))
		if f.Moves && gaveBack {
			if c.Facts().Custodian != f.From {
				return deed{}, ErrElsewhere
			}
			if err := w.noneMoving(ctx, f); err != nil {
				return deed{}, err
			}
			if err := w.moveCustody(ctx, c, f.To, id); err != nil {
				return deed{}, err
			}
		}
		d := deed{action: "referral.sent_back", reason: why}
		if f.Channel == "" {
			return d, nil
		}
		return d, w.openFor(ctx, f, c, w.Today(), false)
	})
}

// noneMoving refuses to move custody while the sender has the case on offer elsewhere.
func (w *Work) noneMoving(ctx context.Context, f referral.Facts) error {
	all, err := w.Tx.Referrals.OfCase(ctx, f.CaseID)
	if err != nil {
		return err
	}
	for _, r := range all {
		if r.ID != f.ID && r.Moves && r.State.Unanswered() {
			return ErrUnanswered
		}
	}
	return nil
}

// Acknowledge closes the loop.
func (w *Work) Acknowledge(ctx context.Context, id referral.ID, version int) (*referral.Referral, error) {
	return w.step(ctx, id, who.ReferralDecide, who.Sender, version, nil, func(r *referral.Referral, _ *cases.Case) (deed, error) {
		side := referral.Sender
		if w.Actor.Auto() {
			side = referral.Clock
		}
		if err := r.Acknowledge(side, w.Now); err != nil {
			return deed{}, err
		}
		w.stop(clock.Met, "referral/"+string(id))
		return deed{}, nil
	})
}

// Close ends the case. Only the custodian closes, and only when no referral is
// unfinished. Handling clocks end; the parties' rights and what was promised live on.
func (w *Work) Close(ctx context.Context, id cases.ID, outcome cases.Outcome, version int) (*cases.Case, error) {
	return w.CloseOn(ctx, id, outcome, "", version)
}

// CloseOn is Close with the paper it rests on. As withdrawn a case ends on its
// applicants' own word only: cases.ErrNotConfirmed otherwise; paper is the
// signed one of an applicant without a factor.
func (w *Work) CloseOn(ctx context.Context, id cases.ID, outcome cases.Outcome, paper document.ID, version int) (*cases.Case, error) {
	c, err := w.Case(ctx, id, who.CaseClose)
	if err != nil {
		return nil, err
	}
	var check fault.Check
	code(&check, "/outcome", outcome, cases.Outcomes)
	if err := check.Err(); err != nil {
		return nil, err
	}
	if err := matches(version, c.Facts().Version); err != nil {
		return nil, err
	}
	all, err := w.Tx.Referrals.OfCase(ctx, id)
	if err != nil {
		return nil, err
	}
	if c.Facts().State == cases.Open {
		for _, r := range all {
			if r.State.Unfinished() {
				return nil, cases.ErrUnfinished
			}
		}
	}
	if outcome == cases.Withdrawn && c.Facts().State == cases.Open {
		if err := w.mayCloseWithdrawn(ctx, id, paper); err != nil {
			return nil, err
		}
	}
	if err := c.Close(outcome, w.Now); err != nil {
		return nil, err
	}
	if err := w.watch(ctx, id); err != nil {
		return nil, err
	}
	if err := w.overtake(ctx, id); err != nil {
		return nil, err
	}
	if err := w.endAll(ctx, id); err != nil {
		return nil, err
	}
	w.tell(event("case.closed", c.Facts(), "case/"+string(id), w.Today()))
	return c, w.settle(ctx, c, deed{action: "case.closed", subject: "case/" + string(id), payload: map[string]any{"outcome": outcome}})
}

// endAll ends every proceeding and handling clock of a case that closes.
func (w *Work) endAll(ctx context.Context, id cases.ID) error {
	all, err := w.Tx.Proceedings.OfCase(ctx, id)
	if err != nil {
		return err
	}
	for _, p := range all {
		if !p.Open() {
			continue
		}
		x := procedure.Restore(p)
		x.EndWith(procedure.OutcomeClosed, "", w.Now)
		if err := w.Tx.Proceedings.Put(ctx, x); err != nil {
			return err
		}
		w.touch("proceeding/%s", p.ID)
	}
	for _, x := range w.clocks {
		if x.Handling() {
			w.end(x, clock.Over)
		}
	}
	return nil
}
