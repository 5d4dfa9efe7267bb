package desk

import (
	"context"
	"slices"

	"liandong/domain/cases"
	"liandong/domain/consent"
	"liandong/domain/document"
	"liandong/domain/fault"
	"liandong/domain/journal"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/procedure"
	"liandong/domain/recusal"
	"liandong/domain/wall"
	"liandong/domain/who"
)

// Upload is a document on its way in; its bytes were checked by content before.
type Upload struct {
	Title     string
	Kind      string
	Class     wall.Class
	Original  bool
	LiesAt    string
	PartyID   party.ID
	MediaType string
	Digest    string
	Body      []byte
}

// AddDocument keeps a document in a case. Channel material belongs to the
// mediation the actor's team is holding: document.ErrNoChannel without one.
func (w *Work) AddDocument(ctx context.Context, id cases.ID, in Upload) (document.Document, error) {
	c, err := w.Case(ctx, id, who.CaseAmend)
	if err != nil {
		return document.Document{}, err
	}
	if err := w.checkUpload(ctx, id, in); err != nil {
		return document.Document{}, err
	}
	mine, err := w.ownProceeding(ctx, id)
	if err != nil {
		return document.Document{}, err
	}
	if in.Kind == "service_address" && c.Facts().Safety.Any() && in.Class != wall.Protected {
		return document.Document{}, document.ErrSheltered
	}
	if in.Class == wall.Channel && (mine.ID == "" || !mine.Channel.Mediation()) {
		return document.Document{}, document.ErrNoChannel
	}
	return w.addDocument(ctx, c.Facts(), mine, in)
}

func (w *Work) checkUpload(ctx context.Context, id cases.ID, in Upload) error {
	var c fault.Check
	code(&c, "/class", in.Class, wall.Classes)
	if in.Kind != "" {
		code(&c, "/kind", in.Kind, document.Kinds)
	}
	text(&c, "/title", in.Title)
	limit(&c, "/title", in.Title, 200)
	limit(&c, "/original_at", in.LiesAt, 200)
	if in.PartyID != "" {
		if _, err := w.party(ctx, id, in.PartyID, "/party_id"); err != nil {
			if fault.Of(err) == nil {
				return err
			}
			c.Add("/party_id", "unknown_party", "本案没有这位当事人", "this case has no such party")
		}
	}
	return c.Err()
}

func (w *Work) addDocument(ctx context.Context, f cases.Facts, p procedure.Facts, in Upload) (document.Document, error) {
	all, err := w.Tx.Documents.OfCase(ctx, f.ID)
	if err != nil {
		return document.Document{}, err
	}
	if len(all) >= document.MaxOfCase {
		return document.Document{}, document.ErrTooMany
	}
	d := document.Document{
		ID: document.ID(w.NewID()), CaseID: f.ID, ProceedingID: p.ID, Title: in.Title, Kind: in.Kind, Class: in.Class, Original: in.Original, LiesAt: in.LiesAt,
		MediaType: in.MediaType, Size: len(in.Body), Digest: in.Digest, Organization: w.Actor.Organization, Team: w.Actor.Team, Author: w.Actor.User,
		PartyID: in.PartyID, At: w.Now,
	}
	if d.Organization == "" {
		d.Organization = f.Custodian // a party hands in to who answers for the case
	}
	if d.Kind == "" {
		d.Kind = "other"
	}
	if w.HoldFiles {
		d.Held = document.Waiting
	}
	if err := w.room(ctx, all, d); err != nil {
		return document.Document{}, err
	}
	return d, w.keepDocument(ctx, d, in.Body, "document.added")
}

// keepDocument stores a document and says so; what it is called is not said on
// the timeline, which more people read than the file.
func (w *Work) keepDocument(ctx context.Context, d document.Document, body []byte, action string) error {
	if err := w.Tx.Documents.Add(ctx, d, body); err != nil {
		return err
	}
	subject := "document/" + string(d.ID)
	w.touch("%s", subject)
	if d.Class == wall.Open || d.Class == wall.CaseClass {
		w.tell(journal.Event{Kind: action, CaseID: string(d.CaseID), Subject: subject, Organization: d.Organization, On: w.Today(), Code: d.Kind})
	}
	return w.record(ctx, string(d.CaseID), deed{action: action, subject: subject, payload: map[string]any{"class": d.Class, "digest": d.Digest, "title": d.Title}})
}

// ownProceeding is the open proceeding of the actor's team in a case, mediation before others.
func (w *Work) ownProceeding(ctx context.Context, id cases.ID) (procedure.Facts, error) {
	all, err := w.Tx.Proceedings.OfCase(ctx, id)
	var found procedure.Facts
	for _, p := range all {
		mine := p.Organization == w.Actor.Organization && (p.Team == "" || p.Team == w.Actor.Team) && p.State != procedure.HandedOn
		if mine && p.Open() && (found.ID == "" || p.Channel.Mediation()) && slices.Contains(Handlers[string(p.Channel)], w.Actor.Role) {
			found = p
		}
	}
	return found, err
}

// Reader says how the actor may read in a case.
type Reader struct {
	viewer   wall.Viewer
	channels map[procedure.ID]procedure.Facts
	heirs    org.Heirs
	role     who.Role
	stands   bool // has or had to do with the case
}

// Reader looks at the actor's sight of a case once, for all its records.
func (w *Work) Reader(ctx context.Context, f cases.Facts) (Reader, error) {
	standings, err := w.standings(ctx, f.ID)
	if err != nil {
		return Reader{}, err
	}
	r := Reader{channels: map[procedure.ID]procedure.Facts{}, role: w.Actor.Role, stands: len(standings) > 0, viewer: wall.Viewer{
		Organization: w.Actor.Organization, Team: w.Actor.Team, User: w.Actor.User, Full: w.may(who.CaseFile, standings...) == nil,
		Holds: slices.Contains(standings, who.Custodian),
	}}
	if r.heirs, err = w.heirsNow(ctx); err != nil {
		return r, err
	}
	if r.viewer.Full {
		if r.viewer.Disclosed, err = w.disclosed(ctx, f.ID, w.Actor.Organization); err != nil {
			return r, err
		}
	}
	recusals, err := w.Tx.Recusals.OfCase(ctx, f.ID)
	if err != nil {
		return r, err
	}
	_, r.viewer.Recused = recusal.Standing(recusals, w.Actor.User)
	all, err := w.Tx.Proceedings.OfCase(ctx, f.ID)
	for _, p := range all {
		r.channels[p.ID] = p
	}
	r.viewer.Handles = slices.ContainsFunc(all, func(p procedure.Facts) bool {
		return r.heirs.Of(p.Organization) == w.Actor.Organization && slices.Contains(Handlers[string(p.Channel)], w.Actor.Role)
	})
	return r, err
}

// Sees tells whether the actor may read a document.
func (r Reader) Sees(d document.Document) bool {
	team := d.Team
	if p, ok := r.channels[d.ProceedingID]; ok && p.Team != "" {
		team = p.Team
	}
	return wall.Permits(r.in(d.ProceedingID), wall.Record{Class: d.Class, Organization: r.heirs.Of(d.Organization), Team: team, Author: d.Author})
}

// SeesNote tells whether the actor may read a note of an organisation's
// proceeding. A mediation's notes go with it to the team that takes it over.
func (r Reader) SeesNote(n procedure.Note, at org.ID) bool {
	team := n.Team
	if p, ok := r.channels[n.ProceedingID]; ok && p.Team != "" {
		team = p.Team
	}
	return wall.Permits(r.in(n.ProceedingID), wall.Record{Class: wall.Class(n.Class), Organization: r.heirs.Of(at), Team: team, Author: n.Author})
}

// disclosed tells whether every side agreed, naming the organisation, that
// what was said in mediation may be read there.
func (w *Work) disclosed(ctx context.Context, id cases.ID, toward org.ID) (bool, error) {
	parties, err := w.Tx.Parties.OfCase(ctx, id)
	if err != nil {
		return false, err
	}
	book, err := w.book(ctx, id)
	return book.Named(parties, consent.Disclosure, toward), err
}

// Documents lists what the actor may read of a case's documents.
func (w *Work) Documents(ctx context.Context, id cases.ID) ([]document.Document, error) {
	c, err := w.Case(ctx, id, who.CaseFile)
	if err != nil {
		return nil, err
	}
	all, err := w.Tx.Documents.OfCase(ctx, id)
	if err != nil {
		return nil, err
	}
	r, err := w.Reader(ctx, c.Facts())
	return slices.DeleteFunc(all, func(d document.Document) bool { return !r.Sees(d) }), err
}

// Document opens one document for reading. What the wall keeps is
// who.ErrNotVisible, as what is not there.
func (w *Work) Document(ctx context.Context, id document.ID) (document.Document, error) {
	d, err := w.Tx.Documents.Get(ctx, id)
	if err != nil {
		return d, err
	}
	c, err := w.Tx.Cases.Get(ctx, d.CaseID)
	if err != nil {
		return d, err
	}
	if barred, err := w.Barring(ctx, c.Facts()); err != nil || barred {
		return d, orNotVisible(err)
	}
	r, err := w.Reader(ctx, c.Facts())
	if err != nil {
		return d, err
	}
	kept := d.Class == wall.Channel && r.stands // a team keeps what it heard when the case has gone on
	if !r.viewer.Full && !kept || !r.Sees(d) {
		return d, who.ErrNotVisible
	}
	return d, nil
}

// bytes are a document's content: document.ErrWaiting or document.ErrHarmful
// where the scanner has not answered, or found something.
func (w *Work) bytes(ctx context.Context, d document.Document) ([]byte, error) {
	if err := d.Readable(); err != nil {
		return nil, err
	}
	return w.Tx.Documents.Body(ctx, d.ID)
}

// Scanned releases a document that waited for the scanner, or lets its bytes
// go where something was found. One that no longer waits is left as it is.
func (w *Work) Scanned(ctx context.Context, id document.ID, found string) error {
	d, err := w.Tx.Documents.Get(ctx, id)
	if err != nil || d.Held != document.Waiting {
		return err
	}
	d.Held = document.Free
	action := "document.released"
	if found != "" {
		d.Held, action = document.Harmful, "document.withheld"
	}
	if err := w.Tx.Documents.Hold(ctx, id, d.Held); err != nil {
		return err
	}
	if !d.Counts() {
		if _, err := w.Tx.Documents.Count(ctx, document.OfHouse, string(d.Organization), "", -int64(d.Size), 0); err != nil {
			return err
		}
	}
	w.touch("document/%s", id)
	if found != "" {
		w.tell(journal.Event{Kind: action, CaseID: string(d.CaseID), Subject: "document/" + string(id), Organization: d.Organization, On: w.Today(), Code: d.Kind})
	}
	return w.record(ctx, string(d.CaseID), deed{action: action, subject: "document/" + string(id), payload: map[string]any{"found": found, "digest": d.Digest}})
}

// Content is a document's bytes, with the entry that says who opened it.
func (w *Work) Content(ctx context.Context, id document.ID) (document.Document, []byte, error) {
	d, err := w.Document(ctx, id)
	if err != nil {
		return d, nil, err
	}
	body, err := w.bytes(ctx, d)
	if err != nil {
		return d, nil, err
	}
	return d, body, w.record(ctx, string(d.CaseID), deed{action: "document.opened", subject: "document/" + string(id)})
}

// checkDocument refuses a document named in a field that the case does not
// have or the actor may not read.
func (w *Work) checkDocument(ctx context.Context, f cases.Facts, id document.ID, pointer string) error {
	if id == "" {
		return nil
	}
	d, err := w.Tx.Documents.Get(ctx, id)
	if err == nil && d.CaseID == f.ID {
		var r Reader
		if r, err = w.Reader(ctx, f); err == nil && r.Sees(d) {
			return nil
		}
	}
	if err != nil && fault.Of(err) == nil {
		return err
	}
	return fault.Invalid(pointer, "unknown_document", "本案没有这份材料", "the case has no such document")
}
