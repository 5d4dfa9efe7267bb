package desk

import (
	"context"
	"fmt"
	"slices"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/clock"
	"liandong/domain/fault"
	"liandong/domain/journal"
	"liandong/domain/org"
	"liandong/domain/procedure"
	"liandong/domain/referral"
	"liandong/domain/who"
)

// ErrUnanswered refuses a second moving referral while one is unanswered.
var ErrUnanswered = fault.New(fault.Conflict, "referral.unanswered", "已有一件移交尚未答复，请先等待答复或撤回", "another referral that moves the case is unanswered: wait for it or recall it")

// touch notes that the unit of work changed something, for its audit entry.
func (w *Work) touch(format string, args ...any) {
	w.touched = append(w.touched, fmt.Sprintf(format, args...))
}

// tell adds a line to the case's timeline.
func (w *Work) tell(e journal.Event) {
	e.ID = w.NewID()
	w.events = append(w.events, happening{Event: e})
}

// deed is what the audit entry of a use case says.
type deed struct {
	action  string
	subject string
	reason  string
	on      calendar.Date // the day the deed happened, where clocks run from it
	meets   calendar.Date // the day a hearing or session is fixed for
	served  []procedure.Service
	ground  string // why the clocks stand still, and when that is looked at again
	review  calendar.Date
	payload map[string]any
	detail  string // what the notices say beside it, such as time and place
}

// settle ends every use case that touches a case: the case still has a clock
// that runs, its custody ledger and every organisation's standing are what
// follows from what was done, and one entry says all of it.
func (w *Work) settle(ctx context.Context, c *cases.Case, d deed) error {
	f := c.Facts()
	if err := w.watch(ctx, f.ID); err != nil {
		return err
	}
	if f.State == cases.Open {
		if err := w.keepClock(f); err != nil {
			return err
		}
	}
	c.DueNext(w.nextDue())
	if err := w.Tx.Cases.Put(ctx, c); err != nil {
		return err
	}
	if err := w.flushClocks(ctx); err != nil {
		return err
	}
	if err := w.restand(ctx, c); err != nil {
		return err
	}
	moved := slices.ContainsFunc(w.events, func(h happening) bool { return h.Kind == "custody.moved" })
	if err := w.record(ctx, string(f.ID), d); err != nil {
		return err
	}
	return w.letGo(ctx, f, moved)
}

// record writes the one entry of the unit of work, and tells whom it concerns.
func (w *Work) record(ctx context.Context, caseID string, d deed) error {
	if err := w.recordLate(ctx, cases.ID(caseID), d); err != nil {
		return err
	}
	if err := w.notify(ctx, caseID); err != nil {
		return err
	}
	events := make([]journal.Event, 0, len(w.events))
	for _, h := range w.events {
		events = append(events, h.Event)
	}
	touched := w.touched
	w.touched, w.events = nil, nil // said once
	return w.Tx.Journal.Record(ctx, journal.Entry{
		Actor: w.Actor, Action: d.action, Subject: d.subject, CaseID: caseID,
		Touched: touched, Reason: d.reason, Backdated: len(w.lates) > 0, Payload: d.payload,
		At: w.Now, RequestID: w.RequestID, Events: events,
	})
}

// keepClock gives an open case without a running handling clock the place's
// review clock: no open case is without a date.
func (w *Work) keepClock(f cases.Facts) error {
	for _, x := range w.clocks {
		if x.Live() && x.Handling() {
			return nil
		}
	}
	return w.start("case.review", "case", w.Today(), "")
}

// nextDue is the nearest date of a running handling clock.
func (w *Work) nextDue() calendar.Date {
	due := calendar.Date("")
	for _, x := range w.clocks {
		if x.State == clock.Ticking && x.Handling() && x.Rule != unseen && x.DueOn != "" && (due == "" || x.DueOn < due) {
			due = x.DueOn
		}
	}
	return due
}

// restand writes down how every organisation now stands toward the case.
func (w *Work) restand(ctx context.Context, c *cases.Case) error {
	ties, err := w.ties(ctx, c.Facts())
	if err != nil {
		return err
	}
	leaders, err := w.Tx.Directory.Leaders(ctx)
	if err != nil {
		return err
	}
	heirs, err := w.heirsNow(ctx)
	if err != nil {
		return err
	}
	f := c.Facts()
	return w.Tx.Standings.Replace(ctx, f, who.Of(ties, leaders, heirs), f.NextDueOn)
}

// ties gathers the facts from which standings follow.
func (w *Work) ties(ctx context.Context, f cases.Facts) (who.Ties, error) {
	t := who.Ties{Custodian: f.Custodian, FirstReceiver: f.FirstReceiver}
	stays, err := w.Tx.Cases.Custody(ctx, f.ID)
	if err != nil {
		return t, err
	}
	for _, s := range stays {
		t.Held = append(t.Held, s.Organization)
	}
	referrals, err := w.Tx.Referrals.OfCase(ctx, f.ID)
	if err != nil {
		return t, err
	}
	for _, r := range referrals {
		t.Sent = append(t.Sent, r.From)
		switch {
		case r.State == referral.Accepted && !r.Moves:
			t.Delegates = append(t.Delegates, r.To)
		case r.State == referral.Offered || r.State == referral.Guided:
			t.Asked = append(t.Asked, r.To)
		}
	}
	if f.VisitID != "" {
		if t.Invited, err = w.invited(ctx, f.VisitID); err != nil {
			return t, err
		}
	}
	t.Accused, err = w.accused(ctx, f)
	return t, err
}

// invited lists the firms whose lawyers joined the reception of a visit.
func (w *Work) invited(ctx context.Context, visit string) ([]org.ID, error) {
	v, err := w.Tx.Receptions.Visit(ctx, visit)
	if err != nil {
		return nil, err
	}
	r, err := w.Tx.Receptions.Get(ctx, v.ReceptionID)
	if err != nil {
		return nil, err
	}
	var firms []org.ID
	for _, s := range r.Lawyers {
		firms = append(firms, s.Organization)
	}
	return firms, nil
}

// accused lists the organisations complained of, where the matter is an accusation.
func (w *Work) accused(ctx context.Context, f cases.Facts) ([]org.ID, error) {
	if f.Purpose != cases.Accusation {
		return nil, nil
	}
	id, err := w.accusing(ctx, f)
	if err != nil {
		return nil, err
	}
	parties, err := w.Tx.Parties.OfCase(ctx, id)
	if err != nil {
		return nil, err
	}
	heirs, err := w.heirsNow(ctx)
	if err != nil {
		return nil, err
	}
	var all []org.ID
	for _, p := range parties {
		if p.Role == "respondent" && p.OrganizationID != "" {
			all = append(all, heirs.Of(p.OrganizationID))
		}
	}
	return all, nil
}

// moveCustody hands the case over, with the proceedings of both organisations.
func (w *Work) moveCustody(ctx context.Context, c *cases.Case, to org.ID, by referral.ID) error {
	from := c.Facts().Custodian
	if from == to {
		return nil
	}
	if err := c.HandOver(to, w.Now, string(by)); err != nil {
		return err
	}
	w.touch("custody/%s/%d", c.Facts().ID, c.Facts().CustodySeq)
	w.tell(journal.Event{Kind: "custody.moved", CaseID: string(c.Facts().ID), Subject: "referral/" + string(by), Organization: from, Other: to, On: w.Today()})
	all, err := w.Tx.Proceedings.OfCase(ctx, c.Facts().ID)
	if err != nil {
		return err
	}
	for _, f := range all {
		if !f.Open() || f.ReferralID != "" {
			continue
		}
		do := procedure.HandOn
		switch f.Organization {
		case from:
		case to:
			do = procedure.ComeBack
		default:
			continue
		}
		if err := w.pass(ctx, f, do); err != nil {
			return err
		}
	}
	return nil
}

// pass lets a proceeding go on to another organisation or come back, with what
// its table says of the clocks.
func (w *Work) pass(ctx context.Context, f procedure.Facts, do procedure.Action) error {
	p := procedure.Restore(f)
	row, ok := p.Pass(do, w.Now)
	if !ok {
		return nil
	}
	if err := w.Tx.Proceedings.Put(ctx, p); err != nil {
		return err
	}
	w.touch("proceeding/%s", f.ID)
	if err := w.watch(ctx, f.CaseID); err != nil {
		return err
	}
	return w.follow(ctx, row, p.Facts(), deed{on: w.Today()})
}
