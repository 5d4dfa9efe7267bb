package desk

import (
	"context"
	"slices"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/clock"
	"liandong/domain/fault"
	"liandong/domain/journal"
	"liandong/domain/procedure"
	"liandong/domain/referral"
	"liandong/domain/who"
)

// Reason is a coded reason with words.
type Reason struct{ Code, Text string }

func (r Reason) check() error {
	var c fault.Check
	codes := make([]string, 0, len(referral.Codes))
	for k := range referral.Codes {
		codes = append(codes, k)
	}
	code(&c, "/code", r.Code, codes)
	text(&c, "/text", r.Text)
	return c.Err()
}

func words(value string) error {
	var c fault.Check
	text(&c, "/text", value)
	return c.Err()
}

// step is what every act on a referral has in common: it opens the referral,
// checks what was sent, then the version, then lets act move it, and says so.
func (w *Work) step(ctx context.Context, id referral.ID, p who.Permission, side who.Standing, version int,
	check func() error, act func(r *referral.Referral, c *cases.Case) (deed, error)) (*referral.Referral, error) {
	r, c, err := w.Referral(ctx, id, p)
	if err != nil {
		return nil, err
	}
	if err := w.onSide(ctx, r.Facts(), side); err != nil {
		return nil, err
	}
	if check != nil {
		if err := check(); err != nil {
			return nil, err
		}
	}
	if err := matches(version, r.Facts().Version); err != nil {
		return nil, err
	}
	if err := w.watch(ctx, c.Facts().ID); err != nil {
		return nil, err
	}
	before := r.Facts()
	d, err := act(r, c)
	if err != nil {
		return nil, err
	}
	if err := w.Tx.Referrals.Put(ctx, r); err != nil {
		return nil, err
	}
	after := r.Facts()
	d.subject = "referral/" + string(after.ID)
	if d.action == "" {
		d.action = "referral." + string(after.State)
	}
	if before.State != after.State || len(before.AskedItems) != len(after.AskedItems) || d.action == "referral.items_supplied" || d.action == "referral.handed_in" {
		w.tell(journal.Event{Kind: d.action, CaseID: string(after.CaseID), Subject: d.subject, Organization: after.From, Other: after.To, On: w.Today(), Code: string(after.Outcome)})
	}
	return r, w.settle(ctx, c, d)
}

// onSide refuses an act of one side to somebody who stands on another.
func (w *Work) onSide(ctx context.Context, f referral.Facts, side who.Standing) error {
	if w.Actor.Auto() || side == "" {
		return nil
	}
	mine, err := w.sides(ctx, f)
	if err != nil {
		return err
	}
	if !slices.Contains(mine, side) {
		return who.ErrNotAllowed
	}
	return nil
}

// Accept takes a referral on: custody moves at this moment where the referral
// moves it, and the receiver's proceeding begins.
func (w *Work) Accept(ctx context.Context, id referral.ID, version int) (*referral.Referral, error) {
	return w.step(ctx, id, who.ReferralAnswer, who.Receiver, version, nil, func(r *referral.Referral, c *cases.Case) (deed, error) {
		if err := r.Accept(w.Now); err != nil {
			return deed{}, err
		}
		return deed{}, w.takeOn(ctx, r.Facts(), c, w.Today(), false)
	})
}

// takeOn is what follows when a receiver has the case: custody, proceeding, clocks.
func (w *Work) takeOn(ctx context.Context, f referral.Facts, c *cases.Case, from calendar.Date, filed bool) error {
	if c.Facts().State == cases.Closed {
		return cases.ErrClosed
	}
	if f.Moves && f.Mode != referral.ByAssignment && c.Facts().Custodian != f.From {
		return ErrElsewhere
	}
	of := "referral/" + string(f.ID)
	w.stop(clock.Met, of)
	w.stop(clock.Met, "case", placed)
	if f.Moves {
		w.stop(clock.Met, w.ownProceedingOf(ctx, c.Facts()), "petition.forward", "petition.notice_direct")
		if err := w.moveCustody(ctx, c, f.To, f.ID); err != nil {
			return err
		}
	}
	if f.Channel == "" {
		return nil // guide routes open no proceeding
	}
	return w.openFor(ctx, f, c, from, filed)
}

// openFor begins the receiver's proceeding for a referral.
func (w *Work) openFor(ctx context.Context, f referral.Facts, c *cases.Case, from calendar.Date, filed bool) error {
	to, err := w.Tx.Directory.Get(ctx, f.To)
	if err != nil {
		return err
	}
	life, err := w.lifeFor(ctx, c.Facts(), to, f.Channel, f.Route)
	if err != nil {
		return err
	}
	state := procedure.Accepted
	p := procedure.Facts{
		ID: procedure.ID(w.NewID()), CaseID: f.CaseID, ReferralID: string(f.ID), Channel: f.Channel, Route: f.Route, Life: life, Organization: f.To,
	}
	if w.Actor.Organization == f.To {
		p.Team = w.Actor.Team
	}
	if filed && f.Filed != nil {
		state, p.Number, p.FiledOn = procedure.Filed, f.FilingNumber, f.Filed.On
	}
	opened := procedure.Open(p, state, w.Now)
	if err := w.Tx.Proceedings.Add(ctx, opened); err != nil {
		return err
	}
	w.touch("proceeding/%s", p.ID)
	w.tell(journal.Event{Kind: "proceeding.opened", CaseID: string(f.CaseID), Subject: "proceeding/" + string(p.ID), Organization: f.To, On: from, Code: string(f.Channel)})
	if err := w.delegated(ctx, f, true); err != nil {
		return err
	}
	received := from
	if !f.DeliveredAt.IsZero() && !filed {
		received = calendar.DayOf(f.DeliveredAt)
	}
	return w.open(opened.Facts(), to.Kind, from, received)
}

// Decline gives an offer back. It never leads to a designation.
func (w *Work) Decline(ctx context.Context, id referral.ID, why Reason, version int) (*referral.Referral, error) {
	w.leaving = why.Code == "conflict_of_interest"
	return w.step(ctx, id, who.ReferralAnswer, who.Receiver, version, why.check, func(r *referral.Referral, _ *cases.Case) (deed, error) {
		if err := r.Decline(why.Code, why.Text, w.Now); err != nil {
			return deed{}, err
		}
		w.stop(clock.Met, "referral/"+string(id))
		return deed{reason: why.Text, payload: map[string]any{"code": why.Code}}, nil
	})
}

// Recall takes an offer or guidance back.
func (w *Work) Recall(ctx context.Context, id referral.ID, why string, version int) (*referral.Referral, error) {
	return w.step(ctx, id, who.ReferralDecide, who.Sender, version, func() error { return words(why) }, func(r *referral.Referral, _ *cases.Case) (deed, error) {
		if err := r.Recall(referral.Sender, why, w.Now); err != nil {
			return deed{}, err
		}
		w.stop(clock.Over, "referral/"+string(id))
		return deed{reason: why}, nil
	})
}

// resume lets a paused clock go on: the days from the pause to today do not count.
func (w *Work) resume(x *watched) error {
	if last := w.Today().AddDays(-1); x.PausedOn <= last {
		x.Excluded = append(x.Excluded, [2]calendar.Date{x.PausedOn, last})
	}
	x.State, x.PausedOn, x.Ground, x.ReviewOn = clock.Ticking, "", "", ""
	w.mark(x)
	return w.recompute(x)
}

// recompute sets the clock's dates to what its rule, calendar and events give.
func (w *Work) recompute(x *watched) error {
	if x.Named() {
		return nil
	}
	due, err := w.Rules.Evaluate(w.Calendar, x.Request())
	if err != nil {
		return err
	}
	if due.CalendarMissing && x.Kind != clock.Right && x.Kind != clock.Procedure {
		due.LatestOn = certain(due)
	}
	x.LiteralOn, x.DueOn, x.LatestOn, x.CalendarMissing = due.LiteralOn, due.DueOn, due.LatestOn, due.CalendarMissing
	x.CalendarVersion = w.Calendar.Version()
	return nil
}

// ErrElsewhere refuses to move custody that is not where the referral says.
var ErrElsewhere = fault.New(fault.Conflict, "case.custody_elsewhere", "案件的责任已在其他单位，不能由此移交或退回", "custody is with another organisation now: it cannot move this way")
