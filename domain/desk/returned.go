package desk

import (
	"context"
	"slices"

	"liandong/domain/journal"
	"liandong/domain/referral"
	"liandong/domain/wall"
)

// returnPapers writes down which papers come back to the sender when a receiver
// gives a case back (特邀调解规定 21): what went with the case, and what was
// handed in at the receiver and may follow the case. What was said in the
// mediation is not among them.
func (w *Work) returnPapers(ctx context.Context, f referral.Facts) error {
	b, err := w.Tx.Bundles.Get(ctx, f.ID)
	if err != nil {
		return err
	}
	r := Returned{ID: w.NewID(), Referral: f.ID, From: f.To, To: f.From, By: w.Actor.User, At: w.Now}
	for _, i := range b.Goes {
		r.Items = append(r.Items, string(i.ID))
	}
	proceedings, err := w.Tx.Proceedings.OfCase(ctx, f.CaseID)
	if err != nil {
		return err
	}
	documents, err := w.Tx.Documents.OfCase(ctx, f.CaseID)
	if err != nil {
		return err
	}
	for _, p := range proceedings {
		if p.ReferralID != string(f.ID) {
			continue
		}
		for _, d := range documents {
			if d.ProceedingID == p.ID && (d.Class == wall.Open || d.Class == wall.CaseClass) && !slices.Contains(r.Items, string(d.ID)) {
				r.Items = append(r.Items, string(d.ID))
			}
		}
	}
	w.touch("bundle_return/%s", r.ID)
	w.tell(journal.Event{Kind: "papers.returned", CaseID: string(f.CaseID), Subject: "referral/" + string(f.ID), Organization: f.To, Other: f.From, On: w.Today()})
	return w.Tx.Follow.AddReturned(ctx, r)
}
