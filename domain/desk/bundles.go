package desk

import (
	"context"
	"slices"
	"strconv"

	"liandong/domain/bundle"
	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/consent"
	"liandong/domain/document"
	"liandong/domain/fault"
	"liandong/domain/journal"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/procedure"
	"liandong/domain/referral"
	"liandong/domain/wall"
	"liandong/domain/who"
)

// checkItems refuses documents that the sender may not read or that may not
// follow the case: document.ErrStays, or document.ErrNoConsent for what was
// said in mediation without the consent of all sides toward the receiver.
func (w *Work) checkItems(ctx context.Context, f cases.Facts, in Sending) error {
	if len(in.Items) > 200 {
		return fault.Invalid("/items", "too_many", "一次最多移交200份材料", "at most 200 documents")
	}
	disclosed, err := w.disclosed(ctx, f.ID, in.To)
	if err != nil {
		return err
	}
	for i, id := range in.Items {
		if err := w.checkDocument(ctx, f, document.ID(id), "/items/"+strconv.Itoa(i)); err != nil {
			return err
		}
		d, err := w.Tx.Documents.Get(ctx, document.ID(id))
		switch {
		case err != nil:
			return err
		case d.Readable() != nil:
			return d.Readable()
		case bundle.Carries(d, in.Route, disclosed):
		case d.Class == wall.Channel:
			return document.ErrNoConsent
		default:
			return document.ErrStays
		}
	}
	return nil
}

// pack writes the manifest of a referral.
func (w *Work) pack(ctx context.Context, f referral.Facts) error {
	b, err := w.Bundling(ctx, f.CaseID, f.ID, Sending{To: f.To, Channel: f.Channel, Route: f.Route, Items: f.Items})
	if err != nil {
		return err
	}
	w.touch("bundle/%s", f.ID)
	return w.Tx.Bundles.Put(ctx, b)
}

// Bundling says which documents would go and which would stay.
func (w *Work) Bundling(ctx context.Context, id cases.ID, r referral.ID, in Sending) (bundle.Bundle, error) {
	all, err := w.Tx.Documents.OfCase(ctx, id)
	if err != nil {
		return bundle.Bundle{}, err
	}
	disclosed, err := w.disclosed(ctx, id, in.To)
	return bundle.Make(r, all, in.Items, in.Route, disclosed), err
}

// Receipt signs for a bundle item by item. Items not named are missing; the
// sender is told, and no state changes.
func (w *Work) Receipt(ctx context.Context, id referral.ID, items []bundle.Signed, on Day) (bundle.Bundle, *referral.Referral, *cases.Case, error) {
	r, c, err := w.Referral(ctx, id, who.ReferralAnswer)
	if err != nil {
		return bundle.Bundle{}, nil, nil, err
	}
	if err := w.onSide(ctx, r.Facts(), who.Receiver); err != nil {
		return bundle.Bundle{}, nil, nil, err
	}
	b, err := w.Tx.Bundles.Get(ctx, id)
	if err != nil {
		return b, r, c, err
	}
	received, err := w.occurred(on, "/received_on", calendar.DayOf(r.Facts().SentAt))
	if err != nil {
		return b, r, c, err
	}
	if err := b.Sign(items, w.Actor.User, received); err != nil {
		return b, r, c, err
	}
	if err := w.Tx.Bundles.Put(ctx, b); err != nil {
		return b, r, c, err
	}
	b.Version++
	kind := "referral.receipt"
	if len(b.Receipt.Missing)+len(b.Receipt.Mismatched) > 0 {
		kind = "referral.receipt_incomplete"
	}
	f := r.Facts()
	w.tell(journal.Event{Kind: kind, CaseID: string(f.CaseID), Subject: "referral/" + string(id), Organization: f.From, Other: f.To, On: w.Today()})
	return b, r, c, w.record(ctx, string(f.CaseID), deed{action: kind, subject: "referral/" + string(id), reason: received.Reason,
		payload: map[string]any{"received_on": received.On, "received": b.Receipt.Received, "missing": b.Receipt.Missing, "mismatched": b.Receipt.Mismatched}})
}

// WriteUndisputed keeps a statement of undisputed facts. It follows the case
// only once every side has confirmed it in writing (在线调解规则 22).
func (w *Work) WriteUndisputed(ctx context.Context, id procedure.ID, words string) (bundle.Statement, error) {
	p, _, err := w.Proceeding(ctx, id, who.ProceedingAct)
	if err != nil {
		return bundle.Statement{}, err
	}
	var c fault.Check
	text(&c, "/text", words)
	if err := c.Err(); err != nil {
		return bundle.Statement{}, err
	}
	f := p.Facts()
	if !f.Channel.Mediation() {
		return bundle.Statement{}, ErrNotMediating
	}
	if err := w.takePart(ctx, f); err != nil {
		return bundle.Statement{}, err
	}
	s := bundle.Statement{ID: w.NewID(), CaseID: f.CaseID, ProceedingID: id, Organization: f.Organization, Team: w.Actor.Team, Author: w.Actor.User, Text: words, At: w.Now}
	if err := w.Tx.Statements.Add(ctx, s); err != nil {
		return s, err
	}
	w.touch("statement/%s", s.ID)
	return s, w.record(ctx, string(f.CaseID), deed{action: "undisputed_facts.written", subject: "proceeding/" + string(id), payload: map[string]any{"text": words}})
}

// confirmed is the last day on which the sides confirmed a statement in
// writing, or at a device of their own with a factor that staff do not hold;
// empty while one has not, or has taken the word back.
func confirmed(book consent.Book, sides []party.Party, s bundle.Statement) calendar.Date {
	last := calendar.Date("")
	for _, p := range sides {
		var word consent.Consent
		for _, x := range book {
			if x.PartyID == p.ID && x.Subject == consent.UndisputedFacts && !x.Given.EnteredAt.Before(s.At) && (x.Form == "written" || x.ByParty) {
				word = x
			}
		}
		if word.Answer != consent.Yes {
			return ""
		}
		last = max(last, word.Given.On)
	}
	return last
}

// Undisputed lists the statements the actor may read: all of its own team's,
// and of others those that every side confirmed in writing after they were written.
func (w *Work) Undisputed(ctx context.Context, f cases.Facts) ([]bundle.Statement, error) {
	all, err := w.Tx.Statements.OfCase(ctx, f.ID)
	if err != nil {
		return nil, err
	}
	parties, err := w.Tx.Parties.OfCase(ctx, f.ID)
	if err != nil {
		return nil, err
	}
	book, err := w.book(ctx, f.ID)
	if err != nil {
		return nil, err
	}
	r, err := w.Reader(ctx, f)
	if err != nil {
		return nil, err
	}
	var seen []bundle.Statement
	for _, s := range all {
		s.ConfirmedOn = confirmed(book, consent.Sides(parties), s)
		class := wall.Channel
		if s.ConfirmedOn != "" {
			class = wall.CaseClass
		}
		if wall.Permits(r.in(s.ProceedingID), wall.Record{Class: class, Organization: r.heirs.Of(s.Organization), Team: s.Team, Author: s.Author}) {
			seen = append(seen, s)
		}
	}
	return seen, nil
}

// Reporting is a lawful report out of a mediation.
type Reporting struct {
	Kind string
	To   org.ID
	Text string
}

// ReportSafety tells who can prevent harm the least that is needed for it. It
// is the only way past the wall without consent, and every use is written down.
// A receiver that the law does not name for the kind is an Invalid fault; the
// accused of an accusation is ErrAccused.
func (w *Work) ReportSafety(ctx context.Context, id cases.ID, in Reporting) (bundle.Report, error) {
	c, err := w.Case(ctx, id, who.CaseAmend)
	if err != nil {
		return bundle.Report{}, err
	}
	var check fault.Check
	code(&check, "/kind", in.Kind, bundle.OutletKinds)
	text(&check, "/text", in.Text)
	if err := check.Err(); err != nil {
		return bundle.Report{}, err
	}
	to, err := w.organization(ctx, in.To, "/to")
	if err != nil {
		return bundle.Report{}, err
	}
	door := bundle.Outlets[in.Kind]
	if !slices.Contains(door.To, to.Kind) {
		return bundle.Report{}, fault.Invalid("/to", "not_for_this_kind", "依法不能向该单位作这类报告，请选择其他单位", "the law does not name this organisation for such a report: choose another").WithCite(door.Cite)
	}
	if err := w.notAccused(ctx, c.Facts(), in.To); err != nil {
		return bundle.Report{}, err
	}
	r := bundle.Report{ID: w.NewID(), CaseID: id, Kind: in.Kind, From: w.Actor.Organization, To: in.To, Author: w.Actor.User, Text: in.Text, At: w.Now}
	if err := w.Tx.Outlets.Add(ctx, r); err != nil {
		return r, err
	}
	w.touch("safety_report/%s", r.ID)
	return r, w.record(ctx, string(id), deed{action: "safety.reported", subject: "safety_report/" + r.ID, payload: map[string]any{"kind": in.Kind, "to": in.To, "text": in.Text}})
}

// SafetyReports lists the reports the actor's organisation received or made.
func (w *Work) SafetyReports(ctx context.Context, made bool) ([]bundle.Report, error) {
	if err := w.MayOwn(who.SafetyRead); err != nil {
		return nil, err
	}
	mine, err := w.Mine(ctx)
	if err != nil {
		return nil, err
	}
	all, err := w.Tx.Outlets.Of(ctx, mine, made)
	if err != nil {
		return nil, err
	}
	var seen []bundle.Report
	for _, r := range all {
		c, err := w.Tx.Cases.Get(ctx, r.CaseID)
		if err != nil {
			return nil, err
		}
		barred, err := w.Barring(ctx, c.Facts())
		if err != nil {
			return nil, err
		}
		if !barred {
			seen = append(seen, r)
		}
	}
	return seen, nil
}
