package desk

import (
	"context"
	"slices"
	"strings"

	"liandong/domain/cases"
	"liandong/domain/channel"
	"liandong/domain/procedure"
	"liandong/domain/recusal"
	"liandong/domain/who"
)

// acting lists what somebody who is recused can no longer do in the case: act
// in it, and read what is confidential. Its path and its open papers stay in sight.
var acting = []who.Permission{
	who.CaseAmend, who.CaseClose, who.CaseAssign, who.ReferralSend, who.ReferralAnswer, who.ReferralDecide, who.ProceedingAct, who.Confidential, who.OpinionWrite,
}

// notRecused refuses an act to who is recused from the case. Giving the case
// away because of the recusal stays possible: nothing may be left lying.
func (w *Work) notRecused(ctx context.Context, id cases.ID, p who.Permission) error {
	if w.Actor.Auto() || w.Actor.Role == who.PartyRole || w.leaving || !slices.Contains(acting, p) {
		return nil
	}
	all, err := w.Tx.Recusals.OfCase(ctx, id)
	if err != nil {
		return err
	}
	if f, ok := recusal.Standing(all, w.Actor.User); ok {
		return f.Refusal(false)
	}
	return nil
}

// fit refuses a proceeding to who is recused from its case, and to who mediated
// it and would now try or arbitrate it (recusal.ErrBarred).
func (w *Work) fit(ctx context.Context, f procedure.Facts, p who.Permission) error {
	if err := w.notRecused(ctx, f.CaseID, p); err != nil || p != who.ProceedingAct && p != who.Confidential {
		return err
	}
	return w.notBarred(ctx, f.CaseID, procedure.PartOf(w.Actor.Role, f.Channel), named{user: w.Actor.User, name: w.Actor.Name})
}

// named is a person as a field or an account names them.
type named struct {
	user, name string
	namesake   bool // another person of that name, checked by papers
}

// is tells whether a participant is that person: by account where both have
// one, else by name, for a name is all there is.
func (n named) is(p procedure.Participant) bool {
	if n.user != "" && p.User != "" {
		return n.user == p.User
	}
	return !n.namesake && n.name != "" && strings.TrimSpace(n.name) == strings.TrimSpace(p.Name)
}

// notBarred refuses a part to who mediated the case (特邀调解规定 16), by whatever
// door they come. It returns recusal.ErrBarred.
func (w *Work) notBarred(ctx context.Context, id cases.ID, part procedure.Part, n named) error {
	bar, ok := recusal.BarOf(part)
	if !ok {
		return nil
	}
	all, err := w.Tx.People.Participants(ctx, id)
	if err != nil {
		return err
	}
	for _, x := range all {
		if x.Role != procedure.PartMediator || !n.is(x) {
			continue
		}
		p, err := w.Tx.Proceedings.Get(ctx, x.ProceedingID)
		if err != nil {
			return err
		}
		refusal := bar.Refusal(p.Facts().Channel == channel.JudicialMediation)
		if n.user == "" {
			refusal = refusal.WithDetail("与主持过本案调解的人同名。如确系另一人，请核对证件后注明“同名的另一人”。", "A mediator of this case has this name. If this is somebody else, check their papers and say that it is a namesake.")
		}
		return refusal
	}
	return nil
}

// takePart writes down who acts in a proceeding, once: by acting one takes part.
func (w *Work) takePart(ctx context.Context, f procedure.Facts) error {
	part := procedure.PartOf(w.Actor.Role, f.Channel)
	if part == "" || w.Actor.Auto() || f.Organization != w.Actor.Organization {
		return nil
	}
	return w.enter(ctx, procedure.Participant{
		CaseID: f.CaseID, ProceedingID: f.ID, Role: part, User: w.Actor.User, Name: w.Actor.Name, Organization: f.Organization, By: w.Actor.User,
	})
}

// enter adds a participant who is not there yet.
func (w *Work) enter(ctx context.Context, p procedure.Participant) error {
	all, err := w.Tx.People.Participants(ctx, p.CaseID)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(all, func(x procedure.Participant) bool {
		return x.ProceedingID == p.ProceedingID && x.Role == p.Role && x.User == p.User && (p.User != "" || x.Name == p.Name && x.PartyID == p.PartyID)
	}) {
		return nil
	}
	p.ID, p.At = w.NewID(), w.Now
	w.touch("participant/%s", p.ID)
	return w.Tx.People.AddParticipant(ctx, p)
}
