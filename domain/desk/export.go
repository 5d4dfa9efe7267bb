package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"liandong/domain/bundle"
	"liandong/domain/cases"
	"liandong/domain/channel"
	"liandong/domain/consent"
	"liandong/domain/document"
	"liandong/domain/exchange"
	"liandong/domain/journal"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/referral"
	"liandong/domain/routing"
	"liandong/domain/wall"
	"liandong/domain/who"
)

// MaxDownload is how many bytes of documents go out in one answer; what is
// larger leaves at the command line.
const MaxDownload = 10 << 20

// ExportBundle makes the bundle of a handoff for one of its two sides, and
// writes down that it left. The receiver takes it once it holds the file; the
// sender while it holds the file, while the receiver works outside and has not
// finished, or while nobody there has opened what it sent: the sender delivers to it. The accused of an accusation gets
// ErrAccused whoever asks. It returns exchange.ErrTooLarge beyond MaxDownload.
func (w *Work) ExportBundle(ctx context.Context, id referral.ID) (exchange.Parts, exchange.Sent, error) {
	r, c, err := w.Referral(ctx, id, who.ReferralRead)
	if err != nil {
		return nil, exchange.Sent{}, err
	}
	f := r.Facts()
	if err := w.mayExport(ctx, f); err != nil {
		return nil, exchange.Sent{}, err
	}
	own, err := w.Tx.Directory.Get(ctx, w.Actor.Organization)
	if err != nil {
		return nil, exchange.Sent{}, err
	}
	content, err := w.Gather(ctx, f, c.Facts(), exchange.Export{Through: exchange.ThroughServer, By: own.Name}, MaxDownload)
	if err != nil {
		return nil, exchange.Sent{}, err
	}
	parts, digest, err := exchange.Make(content, w.Seal)
	if err != nil {
		return nil, exchange.Sent{}, err
	}
	sent := exchange.Sent{ID: w.NewID(), CaseID: f.CaseID, ReferralID: id, Digest: digest, Organization: w.Actor.Organization, At: w.Now}
	if err := w.Tx.Exchange.AddExport(ctx, sent); err != nil {
		return nil, sent, err
	}
	w.touch("bundle_export/%s", sent.ID)
	w.tell(journal.Event{Kind: "bundle.exported", CaseID: string(f.CaseID), Subject: "referral/" + string(id), Organization: w.Actor.Organization, Other: f.To, On: w.Today()})
	return parts, sent, w.record(ctx, string(f.CaseID), deed{action: "bundle.exported", subject: "referral/" + string(id),
		payload: map[string]any{"digest": digest, "documents": len(content.Manifest.Documents)}})
}

// mayExport refuses a side that may not read the file, save the sender that
// delivers to a body outside.
func (w *Work) mayExport(ctx context.Context, f referral.Facts) error {
	sides, err := w.sides(ctx, f)
	if err != nil {
		return err
	}
	sends := slices.Contains(sides, who.Sender)
	if !sends && !slices.Contains(sides, who.Receiver) {
		return who.ErrNotAllowed
	}
	toward, err := w.standings(ctx, f.CaseID)
	if err != nil || len(toward) > 0 && w.may(who.CaseFile, toward...) == nil {
		return err
	}
	to, err := w.Tx.Directory.Get(ctx, f.To)
	if err != nil {
		return err
	}
	paper, err := w.Unopened(ctx, f)
	if err != nil {
		return err
	}
	if sends && (to.Outside && f.State.Unfinished() || paper) && w.may(who.ReferralDecide, who.Sender) == nil {
		return nil
	}
	return who.ErrNotAllowed
}

// Gather puts together what of a case may follow a handoff now. It decides
// nothing and writes nothing: the command line uses it too.
func (w *Work) Gather(ctx context.Context, r referral.Facts, f cases.Facts, note exchange.Export, limit int) (exchange.Content, error) {
	var c exchange.Content
	if err := w.notAccused(ctx, f, r.To); err != nil {
		return c, err
	}
	key, err := w.Seal.KeyID()
	if err != nil {
		return c, err
	}
	c.Manifest = exchange.Manifest{
		Format: exchange.Format, Installation: key, AsOf: f.RegisteredAt, Export: note, Case: exchange.CaseName{ID: f.ID, Number: f.Number},
		Documents: []exchange.Document{}, HeldBack: []exchange.HeldBack{}, Earlier: []exchange.Predecessor{},
	}
	for _, step := range []func(context.Context, *exchange.Content, referral.Facts, cases.Facts) error{w.gatherPath, w.gatherCustody, w.gatherCase} {
		if err := step(ctx, &c, r, f); err != nil {
			return c, err
		}
	}
	return c, w.gatherDocuments(ctx, &c, r, limit)
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// unit is an organisation as the other installation may know it.
func (w *Work) unit(ctx context.Context, id org.ID) (exchange.Organization, error) {
	o, err := w.Tx.Directory.Get(ctx, id)
	return exchange.Organization{ID: o.ID, Name: o.Name, Kind: o.Kind, Region: o.Region}, err
}

func custodyWord(moves bool) string {
	if moves {
		return "moves"
	}
	return "stays"
}

// gatherPath writes down the handoffs with their five times, without anybody's reasons.
func (w *Work) gatherPath(ctx context.Context, c *exchange.Content, r referral.Facts, f cases.Facts) error {
	all, err := w.Tx.Referrals.OfCase(ctx, f.ID)
	if err != nil {
		return err
	}
	c.Handoff.Events = []exchange.Event{}
	for _, x := range all {
		line := exchange.Referral{
			ID: x.ID, Mode: x.Mode, Custody: custodyWord(x.Moves), Channel: x.Channel, Route: x.Route, State: x.State, FilingNumber: x.FilingNumber,
			SentAt: x.SentAt, DeliveredAt: x.DeliveredAt, AcceptedAt: x.AcceptedAt, CompletedAt: x.CompletedAt, AcknowledgedAt: x.AcknowledgedAt,
		}
		if x.Filed != nil {
			line.FiledOn = x.Filed.On
		}
		if line.From, err = w.unit(ctx, x.From); err != nil {
			return err
		}
		if line.To, err = w.unit(ctx, x.To); err != nil {
			return err
		}
		c.Handoff.Referrals = append(c.Handoff.Referrals, line)
		for _, at := range []time.Time{x.SentAt, x.DeliveredAt, x.AcceptedAt, x.CompletedAt, x.AcknowledgedAt} {
			c.Manifest.AsOf = later(c.Manifest.AsOf, at)
		}
		if x.ID == r.ID {
			c.Manifest.Referral = exchange.Heading{
				ID: x.ID, From: line.From, To: line.To, Mode: x.Mode, Custody: line.Custody, Channel: x.Channel, Route: x.Route, Reason: x.Reason, SentAt: x.SentAt,
			}
		}
	}
	events, err := w.Tx.Exchange.Events(ctx, f.ID, exchange.Events, exchange.MaxEvents)
	for _, e := range events {
		c.Manifest.AsOf = later(c.Manifest.AsOf, e.At)
	}
	c.Handoff.Events = append(c.Handoff.Events, events...)
	return err
}

// gatherCustody writes down the ledger, and those of the installations before.
func (w *Work) gatherCustody(ctx context.Context, c *exchange.Content, _ referral.Facts, f cases.Facts) error {
	stays, err := w.Tx.Cases.Custody(ctx, f.ID)
	if err != nil {
		return err
	}
	for _, s := range stays {
		holder, err := w.unit(ctx, s.Organization)
		if err != nil {
			return err
		}
		c.Custody.Stays = append(c.Custody.Stays, exchange.Stay{Seq: s.Seq, Organization: holder, From: s.From, Until: s.Until, ReferralID: s.ReferralID})
		c.Manifest.AsOf = later(later(c.Manifest.AsOf, s.From), s.Until)
	}
	c.Custody.Earlier = []exchange.Chain{}
	o, found, err := w.Tx.Exchange.Origin(ctx, f.ID)
	if err != nil || !found {
		return err
	}
	m, before, _, err := o.Records()
	if err != nil {
		return err
	}
	c.Manifest.Earlier = append(slices.Clone(m.Earlier), exchange.Predecessor{Installation: m.Installation, CaseNumber: m.Case.Number, Bundle: o.Digest})
	c.Custody.Earlier = append(slices.Clone(before.Earlier), exchange.Chain{Installation: m.Installation, CaseNumber: m.Case.Number, Stays: before.Stays})
	return nil
}

// gatherCase writes down the matter: the allow-list of wall.Goes, and nothing
// beside it. Consents, refusals, safety remarks and other numbers stay.
func (w *Work) gatherCase(ctx context.Context, c *exchange.Content, r referral.Facts, f cases.Facts) error {
	c.Case = exchange.Case{
		Title: f.Title, Purpose: f.Purpose, Category: f.Category, Region: f.Region, ReceivedOn: f.Received.On, Summary: f.Summary,
		Claims: []cases.ClaimLine{}, Facts: mayFollow(f.Routing), Parties: []exchange.Party{}, UndisputedFacts: []exchange.Undisputed{},
	}
	for _, x := range f.Claims {
		if x.Facts != nil {
			facts := mayFollow(*x.Facts)
			x.Facts = &facts
		}
		c.Case.Claims = append(c.Case.Claims, x)
	}
	parties, err := w.Tx.Parties.OfCase(ctx, f.ID)
	if err != nil {
		return err
	}
	hidden, err := w.hiddenAddresses(ctx, f.ID)
	if err != nil {
		return err
	}
	for _, p := range parties {
		c.Case.Parties = append(c.Case.Parties, known(p, r.Channel, hidden[p.ID]))
	}
	statements, err := w.Tx.Statements.OfCase(ctx, f.ID)
	if err != nil {
		return err
	}
	book, err := w.book(ctx, f.ID)
	if err != nil {
		return err
	}
	for _, s := range statements {
		if on := confirmed(book, consent.Sides(parties), s); on != "" {
			c.Case.UndisputedFacts = append(c.Case.UndisputedFacts, exchange.Undisputed{Text: s.Text, WrittenAt: s.At, ConfirmedOn: on})
			c.Manifest.AsOf = later(c.Manifest.AsOf, s.At)
		}
	}
	return nil
}

// mayFollow leaves out of the routing facts what a party said about mediation:
// a refusal is a fact of this case here only (特邀调解规定 22).
func mayFollow(f routing.Facts) routing.Facts {
	f.Consent = nil
	if f.History != nil {
		kept := slices.DeleteFunc(slices.Clone(*f.History), func(s routing.Step) bool {
			return s.Status == "refused" && strings.HasSuffix(s.Procedure, "mediation")
		})
		f.History = &kept
	}
	return f
}

// hiddenAddresses lists the parties whose address is protected: those with a
// protected or sealed paper about where they are to be served.
func (w *Work) hiddenAddresses(ctx context.Context, id cases.ID) (map[party.ID]bool, error) {
	all, err := w.Tx.Documents.OfCase(ctx, id)
	hidden := map[party.ID]bool{}
	for _, d := range all {
		if d.Kind == "service_address" && (d.Class == wall.Protected || d.Class == wall.Sealed) && d.PartyID != "" {
			hidden[d.PartyID] = true
		}
	}
	return hidden, err
}

// known is a party as a route lets it be known.
func known(p party.Party, to channel.Channel, hidden bool) exchange.Party {
	x := exchange.Party{
		ID: p.ID, Role: p.Role, Kind: p.Kind, Name: p.Name, Phone: p.Phone, Address: p.Address, Email: p.Email, OrganizationID: p.OrganizationID,
		RepresentedBy: p.RepresentedBy, Needs: p.Needs,
	}
	if exchange.Identified(to) {
		x.IDKind, x.IDNumber = p.IDKind, p.IDNumber
	}
	if hidden {
		x.Address = ""
	}
	return x
}

// gatherDocuments takes what the manifest of the handoff lists, as far as the
// wall lets it follow today: a consent that was withdrawn holds it back.
func (w *Work) gatherDocuments(ctx context.Context, c *exchange.Content, r referral.Facts, limit int) error {
	packed, err := w.Tx.Bundles.Get(ctx, r.ID)
	if err != nil {
		return err
	}
	disclosed, err := w.disclosed(ctx, r.CaseID, r.To)
	if err != nil {
		return err
	}
	c.Bodies = exchange.Parts{}
	now, total := bundle.Bundle{Stays: slices.Clone(packed.Stays)}, 0
	for _, item := range packed.Goes {
		d, err := w.Tx.Documents.Get(ctx, item.ID)
		if err != nil {
			return err
		}
		if !bundle.Follows(d.Class, r.Route, disclosed) {
			now.Hold(d.Class)
			continue
		}
		if total += d.Size; total > limit {
			return exchange.ErrTooLarge
		}
		if err := w.enclose(ctx, c, d); err != nil {
			return err
		}
	}
	for _, k := range now.Stays {
		c.Manifest.HeldBack = append(c.Manifest.HeldBack, exchange.HeldBack{Class: k.Class, Count: k.Count, Cite: k.Cite.String()})
	}
	return nil
}

func (w *Work) enclose(ctx context.Context, c *exchange.Content, d document.Document) error {
	body, err := w.bytes(ctx, d)
	if err != nil {
		return err
	}
	if !w.Seal.Same(body, d.Digest) {
		return document.ErrDamaged
	}
	x := exchange.Document{
		ID: d.ID, Path: exchange.PathOf(d.Digest, d.MediaType), Title: d.Title, Kind: d.Kind, Class: d.Class, Form: "copy", OriginalAt: d.LiesAt,
		MediaType: d.MediaType, Size: len(body), Digest: d.Digest, PartyID: d.PartyID,
	}
	if d.Original {
		x.Form = "original"
	}
	c.Manifest.Documents = append(c.Manifest.Documents, x)
	c.Manifest.AsOf = later(c.Manifest.AsOf, d.At)
	c.Bodies[x.Path] = body
	return nil
}
