package desk

import (
	"context"
	"slices"

	"liandong/domain/bundle"
	"liandong/domain/cases"
	"liandong/domain/consent"
	"liandong/domain/filing"
	"liandong/domain/party"
	"liandong/domain/procedure"
	"liandong/domain/referral"
	"liandong/domain/who"
)

// Completeness is an application beside the list of what its kind wants.
type Completeness struct {
	Referral *referral.Referral
	Answer   filing.Answer
	Steps    []filing.Step
	LeftOut  []filing.Item // missing, and not in what was asked for
	Warnings []filing.Warning
}

// Completeness looks whether an application has what its kind wants. Both
// sides of the referral see the same list; anybody else gets who.ErrNotAllowed.
// Nothing is refused by it: the body decides.
func (w *Work) Completeness(ctx context.Context, id referral.ID) (Completeness, error) {
	var out Completeness
	r, c, err := w.Referral(ctx, id, who.ReferralRead)
	if err != nil {
		return out, err
	}
	f := r.Facts()
	mine, err := w.sides(ctx, f)
	if err != nil {
		return out, err
	}
	if !slices.Contains(mine, who.Receiver) && !slices.Contains(mine, who.Sender) {
		return out, who.ErrNotAllowed
	}
	out.Referral = r
	if out.Steps, err = w.Tx.Filings.OfReferral(ctx, id); err != nil {
		return out, err
	}
	life, err := w.lifeOfReferral(ctx, c.Facts(), f)
	if err != nil || life == nil {
		return out, err
	}
	b, err := w.Tx.Bundles.Get(ctx, id)
	if err != nil {
		return out, err
	}
	m, err := w.matterOf(ctx, c.Facts(), f, b.Goes)
	if err != nil {
		return out, err
	}
	m.Papers = filing.Papers(out.Steps)
	out.Answer = filing.Check(filing.Of(life.Name), m)
	if len(f.AskedItems) > 0 {
		out.LeftOut = out.Answer.LeftOut(f.AskedItems)
	}
	if f.Filed != nil {
		out.Warnings = filing.CourtNumber(life.Name, f.FilingNumber, f.Filed.On)
	}
	return out, nil
}

// Lacking is Completeness before a case is sent: what the receiver would miss.
func (w *Work) Lacking(ctx context.Context, c cases.Facts, in Sending) (filing.Answer, error) {
	f := referral.Facts{CaseID: c.ID, To: in.To, Channel: in.Channel, Route: in.Route}
	list, err := w.listOf(ctx, c, f)
	if err != nil || list == nil {
		return filing.Answer{}, err
	}
	b, err := w.Bundling(ctx, c.ID, "", in)
	if err != nil {
		return filing.Answer{}, err
	}
	m, err := w.matterOf(ctx, c, f, b.Goes)
	return filing.Check(list, m), err
}

// matterOf gathers what a list is held against: of the documents only those
// that go.
func (w *Work) matterOf(ctx context.Context, c cases.Facts, f referral.Facts, goes []bundle.Item) (filing.Matter, error) {
	m := filing.Matter{Category: c.Category, Claims: len(c.Claims)}
	var err error
	if m.Facts, err = w.Known(ctx, c); err != nil {
		return m, err
	}
	if m.Parties, err = w.Tx.Parties.OfCase(ctx, c.ID); err != nil {
		return m, err
	}
	book, err := w.book(ctx, c.ID)
	if err != nil {
		return m, err
	}
	m.Mediation = book.AllAgreed(m.Parties, f.To)
	m.Joint = book.BothSides(m.Parties, consent.Confirmation, "")
	all, err := w.Tx.Documents.OfCase(ctx, c.ID)
	if err != nil {
		return m, err
	}
	for _, d := range all {
		if d.Organization == f.To || slices.ContainsFunc(goes, func(i bundle.Item) bool { return i.ID == d.ID }) {
			m.Documents = append(m.Documents, d)
		}
	}
	agreements, err := w.Tx.Agreements.OfCase(ctx, c.ID)
	m.Agreement = slices.ContainsFunc(agreements, func(a procedure.Agreement) bool { return a.EffectiveOn != "" })
	return m, err
}

// applicants lists the parties who apply.
func applicants(all []party.Party) []party.Party {
	return slices.DeleteFunc(slices.Clone(all), func(p party.Party) bool { return p.Role != party.Applicant })
}
