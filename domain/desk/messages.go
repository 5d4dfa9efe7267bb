package desk

import (
	"context"
	"slices"
	"strings"

	"liandong/domain/fault"
	"liandong/domain/journal"
	"liandong/domain/referral"
	"liandong/domain/who"
)

// endOf opens a handoff for one of its two ends; to all others, who may see the
// handoff or not, its messages are who.ErrNotVisible.
func (w *Work) endOf(ctx context.Context, id referral.ID) (referral.Facts, who.Standing, error) {
	r, _, err := w.Referral(ctx, id, who.ReferralRead)
	if err != nil {
		return referral.Facts{}, "", err
	}
	mine, err := w.sides(ctx, r.Facts())
	if err != nil {
		return r.Facts(), "", err
	}
	for _, end := range []who.Standing{who.Sender, who.Receiver} {
		if slices.Contains(mine, end) {
			return r.Facts(), end, nil
		}
	}
	return r.Facts(), "", who.ErrNotVisible
}

// MayWrite tells whether the actor may write to the other end of a handoff.
func (w *Work) MayWrite(ctx context.Context, f referral.Facts) (bool, error) {
	mine, err := w.sides(ctx, f)
	ends := slices.DeleteFunc(mine, func(s who.Standing) bool { return s == who.Superior })
	return err == nil && w.may(who.ReferralWrite, ends...) == nil, err
}

// Messages lists what the two ends of a handoff wrote to each other, the first first.
func (w *Work) Messages(ctx context.Context, id referral.ID) ([]referral.Message, error) {
	if _, _, err := w.endOf(ctx, id); err != nil {
		return nil, err
	}
	return w.Tx.Referrals.Messages(ctx, id)
}

// WriteMessage writes to the other end of a handoff, which is told of it. It
// returns an Invalid fault naming the field, or referral.ErrMessages.
func (w *Work) WriteMessage(ctx context.Context, id referral.ID, words string) (*referral.Referral, error) {
	f, end, err := w.endOf(ctx, id)
	if err != nil {
		return nil, err
	}
	r, c, err := w.Referral(ctx, id, who.ReferralWrite)
	if err != nil {
		return nil, err
	}
	var check fault.Check
	text(&check, "/text", words)
	if err := check.Err(); err != nil {
		return nil, err
	}
	before, err := w.Tx.Referrals.Messages(ctx, id)
	if err != nil {
		return nil, err
	}
	if len(before) >= referral.MostMessages {
		return nil, referral.ErrMessages
	}
	m := referral.Message{ID: w.NewID(), ReferralID: id, CaseID: f.CaseID, Organization: w.Actor.Organization, By: w.Actor.User, Text: strings.TrimSpace(words), At: w.Now}
	if err := w.Tx.Referrals.AddMessage(ctx, m); err != nil {
		return nil, err
	}
	if err := w.watch(ctx, f.CaseID); err != nil {
		return nil, err
	}
	kind := "referral.message_sent"
	if end == who.Receiver {
		kind = "referral.message_answered"
	}
	subject := "referral/" + string(id)
	w.touch("message/%s", m.ID)
	w.tell(journal.Event{Kind: kind, CaseID: string(f.CaseID), Subject: subject, Organization: f.From, Other: f.To, On: w.Today()})
	return r, w.settle(ctx, c, deed{action: kind, subject: subject})
}
