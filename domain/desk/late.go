package desk

import (
	"context"
	"strings"
	"time"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/document"
	"liandong/domain/fault"
	"liandong/domain/org"
	"liandong/domain/procedure"
	"liandong/domain/who"
)

// Late is one thing that was entered on another day than it happened.
type Late struct {
	ID           string
	CaseID       cases.ID
	Organization org.ID // who entered it
	Team         string
	User         string
	Action       string
	Subject      string
	On           calendar.Date
	EnteredAt    time.Time
	Reason       string
	Proof        *cases.Proof
	// Confidential is what was entered within a mediation: that it was late is
	// shown, its reason and proof only to the team that heard it.
	Confidential bool
}

// recordLate keeps what a unit of work entered late, beside its audit entry, and
// refuses a proof that is a document of no such case.
func (w *Work) recordLate(ctx context.Context, id cases.ID, d deed) error {
	for _, p := range w.proofs {
		x, err := w.Tx.Documents.Get(ctx, document.ID(p))
		if err != nil && fault.Of(err) == nil {
			return err
		}
		if err != nil || x.CaseID != id {
			return fault.Invalid("/proof/document_id", "unknown_document", "本案没有这份材料", "the case has no such document")
		}
	}
	for _, o := range w.lates {
		inside, err := w.insideMediation(ctx, d.subject)
		if err != nil {
			return err
		}
		err = w.Tx.Lateness.Add(ctx, Late{
			ID: w.NewID(), CaseID: id, Organization: w.Actor.Organization, Team: w.Actor.Team, User: w.Actor.User, Action: d.action, Subject: d.subject,
			On: o.On, EnteredAt: w.Now, Reason: o.Reason, Proof: o.Proof, Confidential: inside,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// insideMediation tells whether a deed was done within a mediation.
func (w *Work) insideMediation(ctx context.Context, subject string) (bool, error) {
	if strings.HasPrefix(subject, "agreement/") {
		return true, nil
	}
	id, ok := strings.CutPrefix(subject, "proceeding/")
	if !ok {
		return false, nil
	}
	p, err := w.Tx.Proceedings.Get(ctx, procedure.ID(id))
	if err != nil {
		return false, err
	}
	return p.Facts().Channel.Mediation(), nil
}

// ShownLate is a late entry as the actor may read it; ok is false where its
// matter is not the actor's to see any more.
func (w *Work) ShownLate(ctx context.Context, l Late) (Late, bool, error) {
	c, err := w.Tx.Cases.Get(ctx, l.CaseID)
	if err != nil {
		return l, false, err
	}
	if barred, err := w.Barring(ctx, c.Facts()); err != nil || barred {
		return l, false, err
	}
	if !l.Confidential {
		return l, true, nil
	}
	r, err := w.Reader(ctx, c.Facts())
	if err == nil && (!mediates(w.Actor.Role) || !r.kept(l.Organization, l.Team)) {
		l.Reason, l.Proof = "", nil
	}
	if err != nil {
		return l, false, err
	}
	return l, true, nil
}

// MayListLate refuses the list of an organisation's late entries to who may not read it.
func (w *Work) MayListLate() error { return w.MayOwn(who.BackdatedRead) }
