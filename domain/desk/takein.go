package desk

import (
	"context"
	"slices"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/document"
	"liandong/domain/exchange"
	"liandong/domain/fault"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/wall"
	"liandong/domain/who"
)

// TakenIn is a case that came from another installation.
type TakenIn struct {
	Registered
	Known     bool // it was taken in before: nothing changed
	Documents int
	Receipt   exchange.Receipt
}

// TakeIn takes a case in out of a bundle that was examined: parties, claims,
// facts and documents as they were, its earlier custody kept as prior history,
// and the actor's organisation custodian from this moment. The same handoff
// gives the first case again.
//
// In this order it returns exchange.ErrOwn, exchange.ErrUnknownKey,
// exchange.ErrElsewhere, exchange.ErrAddressee, ErrAccused, or what Register refuses.
func (w *Work) TakeIn(ctx context.Context, o exchange.Opened) (TakenIn, error) {
	if err := w.MayOwn(who.CaseRegister); err != nil {
		return TakenIn{}, err
	}
	if err := w.trusts(ctx, o); err != nil {
		return TakenIn{}, err
	}
	id, known, err := w.Tx.Exchange.TakenIn(ctx, o.Signature.Key, o.Manifest.Referral.ID)
	if err != nil {
		return TakenIn{}, err
	}
	if known {
		return w.takenBefore(ctx, id)
	}
	own, err := w.addressed(ctx, o)
	if err != nil {
		return TakenIn{}, err
	}
	in, err := w.registration(ctx, o, own)
	if err != nil {
		return TakenIn{}, err
	}
	out := TakenIn{}
	in.arrive = func(ctx context.Context, f cases.Facts, parties []party.Party) error {
		out.Documents, err = w.unpack(ctx, o, f, parties)
		return err
	}
	if out.Registered, err = w.register(ctx, in); err != nil {
		return out, err
	}
	out.Receipt, err = w.receiptOf(ctx, out.Case)
	return out, err
}

// trusts asks whether somebody here answers for the key that signed.
func (w *Work) trusts(ctx context.Context, o exchange.Opened) error {
	own, err := w.Seal.KeyID()
	if err != nil {
		return err
	}
	if o.Signature.Key == own {
		return exchange.ErrOwn
	}
	k, err := w.Tx.Exchange.Key(ctx, o.Signature.Key)
	if err != nil {
		return err
	}
	if !k.WithdrawnAt.IsZero() || k.PublicKey != o.Signature.PublicKey {
		return exchange.ErrUnknownKey
	}
	return nil
}

// takenBefore shows the case that the handoff became, to the unit that took it in.
func (w *Work) takenBefore(ctx context.Context, id cases.ID) (TakenIn, error) {
	c, err := w.Tx.Cases.Get(ctx, id)
	if err != nil {
		return TakenIn{}, err
	}
	if c.Facts().FirstReceiver != w.Actor.Organization {
		return TakenIn{}, exchange.ErrElsewhere
	}
	out := TakenIn{Registered: Registered{Case: c.Facts()}, Known: true}
	out.Receipt, err = w.receiptOf(ctx, c.Facts())
	out.Documents = len(out.Receipt.Items)
	return out, err
}

// addressed refuses a bundle that names another unit of this installation, and
// an accusation against the unit that would take it in, or against one that it
// belongs to: ids differ from place to place, so names tell (条例 30).
func (w *Work) addressed(ctx context.Context, o exchange.Opened) (org.Organization, error) {
	own, err := w.Tx.Directory.Get(ctx, w.Actor.Organization)
	if err != nil {
		return own, err
	}
	to := o.Manifest.Referral.To
	if other, ok, err := w.sameUnit(ctx, to.ID, to.Name); err != nil {
		return own, err
	} else if ok && other != own.ID && to.Name != own.Name {
		return own, exchange.ErrAddressee
	}
	if o.Case.Purpose != cases.Accusation {
		return own, nil
	}
	leaders, err := w.Tx.Directory.Leaders(ctx)
	if err != nil {
		return own, err
	}
	for _, id := range leaders.Houses(own.ID) {
		house, err := w.Tx.Directory.Get(ctx, id)
		if err != nil {
			return own, err
		}
		if slices.ContainsFunc(o.Case.Parties, func(p exchange.Party) bool { return p.Role == party.Respondent && p.Name == house.Name }) {
			return own, ErrAccused
		}
	}
	return own, nil
}

// sameUnit tells whether an organisation of another installation is one of
// ours: ids differ from place to place, so the name must be the same too.
func (w *Work) sameUnit(ctx context.Context, id org.ID, name string) (org.ID, bool, error) {
	if id == "" {
		return "", false, nil
	}
	o, err := w.Tx.Directory.Get(ctx, id)
	if err != nil && fault.Of(err) == nil {
		return "", false, err
	}
	return o.ID, err == nil && o.Name == name && !o.Ended, nil
}

// registration turns what a bundle says into what a window would take down.
func (w *Work) registration(ctx context.Context, o exchange.Opened, own org.Organization) (Registration, error) {
	k, h := o.Case, o.Manifest.Referral
	in := Registration{
		Title: k.Title, Purpose: k.Purpose, Category: k.Category, Source: "transfer", Region: k.Region, Summary: k.Summary, Claims: slices.Clone(k.Claims), Facts: k.Facts,
		ExternalRefs: map[string]string{"sender": o.Manifest.Case.Number}, ImportDigest: o.Digest,
	}
	known, err := w.Tx.Directory.Region(ctx, k.Region)
	if err != nil {
		return in, err
	}
	if !known {
		in.Region = own.Region // the other place's code stays in its record
	}
	if own.Takes(h.Channel, h.Route) && h.Channel != "" {
		in.channel, in.route = h.Channel, h.Route
	}
	for _, p := range k.Parties {
		x := party.Party{
			Role: p.Role, Kind: p.Kind, Name: p.Name, IDKind: p.IDKind, IDNumber: p.IDNumber, Phone: p.Phone, Address: p.Address, Email: p.Email, RepresentedBy: p.RepresentedBy, Needs: p.Needs,
		}
		if x.RepresentedBy != nil {
			r := *x.RepresentedBy
			r.OrganizationID = "" // a firm of the other place is none of ours
			x.RepresentedBy = &r
		}
		if id, ok, err := w.sameUnit(ctx, p.OrganizationID, p.Name); err != nil {
			return in, err
		} else if ok {
			x.OrganizationID = id
		}
		in.Parties = append(in.Parties, x)
	}
	return in, nil
}

// unpack keeps the documents under their digests, the undisputed facts as
// papers of the case, and the records of the other installation as they came.
func (w *Work) unpack(ctx context.Context, o exchange.Opened, f cases.Facts, parties []party.Party) (int, error) {
	named := map[party.ID]party.ID{}
	for i, p := range o.Case.Parties {
		named[p.ID] = parties[i].ID
	}
	for _, d := range o.Manifest.Documents {
		x := document.Document{
			ID: document.ID(w.NewID()), CaseID: f.ID, Title: d.Title, Kind: d.Kind, Class: d.Class, Original: d.Form == "original", LiesAt: d.OriginalAt,
			MediaType: d.MediaType, Size: d.Size, Digest: d.Digest, Organization: w.Actor.Organization, Team: w.Actor.Team, Author: w.Actor.User,
			PartyID: named[d.PartyID], At: w.Now,
		}
		if !slices.Contains(document.Kinds, x.Kind) {
			x.Kind = "other"
		}
		if err := w.keepArrived(ctx, x, o.Body(d)); err != nil {
			return 0, err
		}
	}
	for i, s := range o.Case.UndisputedFacts {
		body := []byte(s.Text)
		x := document.Document{
			ID: document.ID(w.NewID()), CaseID: f.ID, Title: "无争议事实记载（双方书面确认于" + string(s.ConfirmedOn) + "）", Kind: "undisputed_facts", Class: wall.CaseClass,
			MediaType: "text/plain", Size: len(body), Digest: w.Seal.Sum(body), Organization: w.Actor.Organization, Team: w.Actor.Team, Author: w.Actor.User, At: w.Now,
		}
		if err := w.keepArrived(ctx, x, body); err != nil {
			return i, err
		}
	}
	kept := exchange.Parts{}
	for _, name := range []string{exchange.ManifestPart, exchange.SignaturePart, exchange.CustodyPart, exchange.HandoffPart} {
		kept[name] = o.Parts[name]
	}
	w.touch("origin/%s", f.ID)
	w.tell(event("bundle.imported", f, "case/"+string(f.ID), w.Today()))
	return len(o.Manifest.Documents), w.Tx.Exchange.AddOrigin(ctx, exchange.Origin{
		CaseID: f.ID, KeyID: o.Signature.Key, ReferralID: o.Manifest.Referral.ID, Digest: o.Digest, By: w.Actor.User, At: w.Now, Parts: kept,
	})
}

func (w *Work) keepArrived(ctx context.Context, d document.Document, body []byte) error {
	if w.HoldFiles {
		d.Held = document.Waiting
	}
	w.touch("document/%s", d.ID)
	return w.Tx.Documents.Add(ctx, d, body)
}

// OriginReceipt is the receipt that travels back for a case that was taken in,
// as things stand now: a body that acts on application says that it filed once it has.
func (w *Work) OriginReceipt(ctx context.Context, id cases.ID) (exchange.Receipt, error) {
	c, err := w.Case(ctx, id, who.CaseFile)
	if err != nil {
		return exchange.Receipt{}, err
	}
	r, err := w.receiptOf(ctx, c.Facts())
	if err != nil {
		return r, err
	}
	return r, w.record(ctx, string(id), deed{action: "bundle.receipt_given", subject: "case/" + string(id)})
}

// receiptOf signs for everything that the bundle of a case held.
func (w *Work) receiptOf(ctx context.Context, f cases.Facts) (exchange.Receipt, error) {
	o, found, err := w.Tx.Exchange.Origin(ctx, f.ID)
	if err != nil {
		return exchange.Receipt{}, err
	}
	if !found {
		return exchange.Receipt{}, who.ErrNotVisible
	}
	m, _, _, err := o.Records()
	if err != nil {
		return exchange.Receipt{}, err
	}
	r := exchange.Whole(exchange.Opened{Digest: o.Digest, Manifest: m})
	if r.Receiver, err = w.unit(ctx, f.FirstReceiver); err != nil {
		return r, err
	}
	r.Number, r.ReceivedOn = f.Number, calendar.DayOf(o.At)
	if !m.Referral.Channel.OnApplication() {
		r.AcceptedOn = r.ReceivedOn
		return r.Sealed(w.Seal)
	}
	all, err := w.Tx.Proceedings.OfCase(ctx, f.ID)
	if err != nil {
		return r, err
	}
	for _, p := range all {
		if p.Channel == m.Referral.Channel && p.FiledOn != "" {
			r.FiledOn, r.FilingNumber = p.FiledOn, p.Number
		}
	}
	return r.Sealed(w.Seal)
}
