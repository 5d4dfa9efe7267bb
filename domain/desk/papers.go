package desk

import (
	"context"
	"strings"

	"liandong/domain/cases"
	"liandong/domain/document"
	"liandong/domain/fault"
	"liandong/domain/party"
	"liandong/domain/who"
)

// maxOral is how many oral records one case may hold.
const maxOral = 100

// Speaking is what somebody said at a window.
type Speaking struct {
	PartyID party.ID
	Text    string
}

// RecordOral writes an oral petition or statement down (条例 19: 采用口头形式的，应当记录).
func (w *Work) RecordOral(ctx context.Context, id cases.ID, in Speaking) (document.Oral, error) {
	c, err := w.Case(ctx, id, who.CaseAmend)
	if err != nil {
		return document.Oral{}, err
	}
	var check fault.Check
	if strings.TrimSpace(in.Text) == "" {
		check.Add("/text", "required", "请填写", "this is required")
	}
	limit(&check, "/text", in.Text, maxSummary)
	if err := check.Err(); err != nil {
		return document.Oral{}, err
	}
	if _, err := w.party(ctx, id, in.PartyID, "/party_id"); err != nil {
		return document.Oral{}, err
	}
	all, err := w.Tx.OralRecords.OfCase(ctx, id)
	if err != nil {
		return document.Oral{}, err
	}
	if len(all) >= maxOral {
		return document.Oral{}, document.ErrOralOften
	}
	o := document.Oral{ID: w.NewID(), CaseID: id, PartyID: in.PartyID, Organization: w.Actor.Organization, Version: 1}
	if err := o.Correct(in.Text, "", w.Actor.User, w.Now); err != nil {
		return o, err
	}
	if err := w.Tx.OralRecords.Add(ctx, o); err != nil {
		return o, err
	}
	w.touch("oral_record/%s", o.ID)
	w.tell(event("oral_record.written", c.Facts(), "oral_record/"+o.ID, w.Today()))
	return o, w.record(ctx, string(id), deed{action: "oral_record.written", subject: "oral_record/" + o.ID, payload: map[string]any{"party_id": in.PartyID, "text": in.Text}})
}

// OralRecords lists what was said and written down in a case, every version.
func (w *Work) OralRecords(ctx context.Context, id cases.ID) ([]document.Oral, error) {
	if _, err := w.Case(ctx, id, who.CaseFile); err != nil {
		return nil, err
	}
	return w.Tx.OralRecords.OfCase(ctx, id)
}

// CorrectOral keeps another version of a record as its speaker asked, with what
// was changed. It returns document.ErrOralConfirmed or document.ErrOralOften.
func (w *Work) CorrectOral(ctx context.Context, id cases.ID, rid, words, reason string) (document.Oral, error) {
	if _, err := w.Case(ctx, id, who.CaseAmend); err != nil {
		return document.Oral{}, err
	}
	o, err := w.Tx.OralRecords.Get(ctx, id, rid)
	if err != nil {
		return o, err
	}
	var check fault.Check
	if strings.TrimSpace(words) == "" {
		check.Add("/text", "required", "请填写", "this is required")
	}
	limit(&check, "/text", words, maxSummary)
	text(&check, "/reason", reason)
	if err := check.Err(); err != nil {
		return o, err
	}
	if err := o.Correct(words, reason, w.Actor.User, w.Now); err != nil {
		return o, err
	}
	return o, w.keepOral(ctx, &o, deed{action: "oral_record.corrected", reason: reason, payload: map[string]any{"text": words}})
}

// ReadBack is how a record became its speaker's own.
type ReadBack struct {
	Number     int
	How        string
	DocumentID string
	Confirmed  Day
}

// ConfirmOral notes that the latest version was read back by the actor and
// signed, or that a fingerprint was put to it. It returns
// document.ErrOralConfirmed or document.ErrOralMoved.
func (w *Work) ConfirmOral(ctx context.Context, id cases.ID, rid string, in ReadBack) (document.Oral, error) {
	c, err := w.Case(ctx, id, who.CaseAmend)
	if err != nil {
		return document.Oral{}, err
	}
	o, err := w.Tx.OralRecords.Get(ctx, id, rid)
	if err != nil {
		return o, err
	}
	var check fault.Check
	code(&check, "/how", in.How, document.Confirmings)
	if err := check.Err(); err != nil {
		return o, err
	}
	if err := w.checkDocument(ctx, c.Facts(), document.ID(in.DocumentID), "/document_id"); err != nil {
		return o, err
	}
	confirmed, err := w.occurred(in.Confirmed, "/confirmed_on", c.Facts().Received.On)
	if err != nil {
		return o, err
	}
	if err := o.Confirm(in.Number, in.How, w.Actor.User, in.DocumentID, confirmed); err != nil {
		return o, err
	}
	w.tell(event("oral_record.confirmed", c.Facts(), "oral_record/"+rid, confirmed.On))
	return o, w.keepOral(ctx, &o, deed{action: "oral_record.confirmed", reason: confirmed.Reason, payload: map[string]any{"number": in.Number, "how": in.How, "confirmed_on": confirmed.On}})
}

func (w *Work) keepOral(ctx context.Context, o *document.Oral, d deed) error {
	if err := w.Tx.OralRecords.Put(ctx, *o); err != nil {
		return err
	}
	o.Version++
	d.subject = "oral_record/" + o.ID
	w.touch("%s", d.subject)
	return w.record(ctx, string(o.CaseID), d)
}

// GivingBack is how an original went back.
type GivingBack struct {
	PartyID  party.ID
	To       string // the name of who got it, where it was no party
	Returned Day
}

// GiveBack notes that the original of a document was returned, to whom and on
// what signature. It returns document.ErrNotOriginal or document.ErrReturned.
func (w *Work) GiveBack(ctx context.Context, id document.ID, in GivingBack) (document.Return, error) {
	d, err := w.Document(ctx, id)
	if err != nil {
		return document.Return{}, err
	}
	c, err := w.Case(ctx, d.CaseID, who.CaseAmend)
	if err != nil {
		return document.Return{}, err
	}
	r := document.Return{DocumentID: id, CaseID: d.CaseID, PartyID: in.PartyID, To: strings.TrimSpace(in.To), ByUser: w.Actor.User, ByOrg: w.Actor.Organization}
	if in.PartyID != "" {
		p, err := w.party(ctx, d.CaseID, in.PartyID, "/party_id")
		if err != nil {
			return r, err
		}
		if r.To == "" {
			r.To = p.Name
		}
	}
	var check fault.Check
	text(&check, "/to", r.To)
	limit(&check, "/to", r.To, 200)
	if in.Returned.Proof == nil {
		check.Add("/proof", "required", "请填写领取人签字的证明", "say what shows that it was received: a signature or a receipt")
	}
	if err := check.Err(); err != nil {
		return r, err
	}
	if r.Returned, err = w.occurred(in.Returned, "/returned_on", c.Facts().Received.On); err != nil {
		return r, err
	}
	if err := d.MayReturn(); err != nil {
		return r, err
	}
	if err := w.Tx.Returns.Add(ctx, r); err != nil {
		return r, err
	}
	w.touch("original_return/%s", id)
	return r, w.record(ctx, string(d.CaseID), deed{action: "document.original_returned", subject: "document/" + string(id), reason: r.Returned.Reason, payload: map[string]any{"to": r.To, "returned_on": r.Returned.On, "proof": r.Returned.Proof}})
}

// ReturnOf is the return of a document's original, if it went back.
func (w *Work) ReturnOf(ctx context.Context, d document.Document) (document.Return, bool, error) {
	all, err := w.Tx.Returns.OfCase(ctx, d.CaseID)
	r, ok := document.ReturnOf(all, d.ID)
	return r, ok, err
}
