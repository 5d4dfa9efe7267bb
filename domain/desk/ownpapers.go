package desk

import (
	"context"
	"slices"

	"liandong/domain/cases"
	"liandong/domain/document"
	"liandong/domain/fault"
	"liandong/domain/party"
	"liandong/domain/procedure"
	"liandong/domain/wall"
	"liandong/domain/who"
)

// MaxOfParty is how many papers one party may hand in by itself, so that no
// side fills the file.
const MaxOfParty = 100

// ErrPartyPapers refuses one more paper of a party that handed in MaxOfParty.
var ErrPartyPapers = fault.New(fault.Conflict, "document.too_many", "您已提交100份材料，请到窗口补交", "you have handed in 100 papers: bring further ones to the window")

// handedIn lists how far a party may let its own paper go: to both sides, or
// with the case to who handles it.
var handedIn = []wall.Class{wall.Open, wall.CaseClass}

// HandIn takes a paper from a party's own page. It goes to whoever handles the
// case, and to the other side only where the party says so (class open).
// It returns ErrPartyPapers, document.ErrTooMany or cases.ErrClosed.
func (w *Work) HandIn(ctx context.Context, in Upload) (document.Document, error) {
	own, err := w.ownCase(ctx)
	if err != nil {
		return document.Document{}, err
	}
	f := own.Facts()
	if in.Class == "" {
		in.Class = wall.CaseClass
	}
	var c fault.Check
	code(&c, "/class", in.Class, handedIn)
	if err := c.Err(); err != nil {
		return document.Document{}, err
	}
	in.PartyID, in.Original, in.LiesAt = party.ID(w.Actor.Party), false, ""
	if err := w.checkUpload(ctx, f.ID, in); err != nil {
		return document.Document{}, err
	}
	if f.State == cases.Closed {
		return document.Document{}, cases.ErrClosed
	}
	all, err := w.Tx.Documents.OfCase(ctx, f.ID)
	if err != nil {
		return document.Document{}, err
	}
	mine := 0
	for _, d := range all {
		if d.Author == w.Actor.User {
			mine++
		}
	}
	if mine >= MaxOfParty {
		return document.Document{}, ErrPartyPapers
	}
	return w.addDocument(ctx, f, procedure.Facts{}, in)
}

// OwnDocuments lists what a party may read of its case: what is open to both
// sides, what it handed in, and the letters to it.
func (w *Work) OwnDocuments(ctx context.Context) ([]document.Document, error) {
	own, err := w.ownCase(ctx)
	if err != nil {
		return nil, err
	}
	all, err := w.Tx.Documents.OfCase(ctx, own.Facts().ID)
	return slices.DeleteFunc(all, func(d document.Document) bool { return !w.ownPaper(d) }), err
}

// OwnContent is the bytes of one of them, with the entry that says who opened
// it. Any other document is who.ErrNotVisible.
func (w *Work) OwnContent(ctx context.Context, id document.ID) (document.Document, []byte, error) {
	if _, err := w.ownCase(ctx); err != nil {
		return document.Document{}, nil, err
	}
	d, err := w.Tx.Documents.Get(ctx, id)
	if err != nil {
		return d, nil, err
	}
	if string(d.CaseID) != w.Actor.Case || !w.ownPaper(d) {
		return d, nil, who.ErrNotVisible
	}
	body, err := w.bytes(ctx, d)
	if err != nil {
		return d, nil, err
	}
	return d, body, w.record(ctx, string(d.CaseID), deed{action: "document.opened", subject: "document/" + string(id)})
}

func (w *Work) ownPaper(d document.Document) bool {
	return wall.PermitsParty(w.Actor.Party, wall.Record{Class: d.Class, Party: string(d.PartyID)})
}

// ownCase opens the case of the party that is signed in. An accusation shows
// nothing to who is complained of (条例 30).
func (w *Work) ownCase(ctx context.Context) (*cases.Case, error) {
	if err := w.MayOwn(who.PartySelf); err != nil {
		return nil, err
	}
	c, err := w.Tx.Cases.Get(ctx, cases.ID(w.Actor.Case))
	if err != nil {
		return nil, err
	}
	p, err := w.Tx.Parties.Get(ctx, c.Facts().ID, party.ID(w.Actor.Party))
	if err != nil {
		return nil, err
	}
	if complainedOf(c.Facts(), p) {
		return nil, who.ErrNotVisible
	}
	return c, nil
}

// complainedOf tells whether a party is the one an accusation speaks of.
func complainedOf(f cases.Facts, p party.Party) bool {
	return f.Purpose == cases.Accusation && p.Role == party.Respondent
}
