package desk

import (
	"context"
	"strings"
	"time"

	"liandong/domain/fault"
	"liandong/domain/org"
	"liandong/domain/proposal"
	"liandong/domain/who"
)

// Proposals keeps what waits for a second person. Get locks the proposal until
// the unit of work ends and returns who.ErrNotVisible if there is none; Put
// returns cases.ErrStale if it changed since it was read.
type Proposals interface {
	Get(ctx context.Context, id proposal.ID) (proposal.Facts, error)
	Add(ctx context.Context, f proposal.Facts) error
	Put(ctx context.Context, f proposal.Facts) error
	// Done tells whether an act about a subject was confirmed and done with a digest.
	Done(ctx context.Context, act proposal.Act, subject, digest string) (bool, error)
	// Due lists open proposals whose time is over.
	Due(ctx context.Context, now time.Time, n int) ([]proposal.ID, error)
	// Another tells whether somebody but the user has one of the roles; a head counts
	// in the house alone.
	Another(ctx context.Context, user string, house org.ID, roles []who.Role) (bool, error)
}

// hand is the actor, with the person in whose place they stand today.
func (w *Work) hand(ctx context.Context, by string) (proposal.Person, error) {
	p := proposal.Person{Actor: w.Actor}
	all, err := w.Tx.People.Absences(ctx, w.Actor.Organization, w.Today())
	for _, a := range all {
		if a.Deputy == w.Actor.User && a.User == by && a.On(w.Today()) {
			p.For = by
		}
	}
	return p, err
}

// Propose writes down what the actor asks a second person to agree to. It
// returns proposal.ErrUnknown, who.ErrNotAllowed, an Invalid fault for a missing
// reason, and proposal.ErrAlone where nobody else could confirm it.
func (w *Work) Propose(ctx context.Context, in proposal.Facts) (proposal.Facts, error) {
	if err := w.MayOwn(who.ProposalMake); err != nil {
		return in, err
	}
	var c fault.Check
	text(&c, "/reason", in.Reason)
	if err := c.Err(); err != nil {
		return in, err
	}
	in.Reason = strings.TrimSpace(in.Reason)
	f, err := proposal.New(in, proposal.Person{Actor: w.Actor}, w.Now)
	if err != nil {
		return f, err
	}
	rule, _ := proposal.Find(f.Act)
	another, err := w.Tx.Proposals.Another(ctx, w.Actor.User, w.Actor.Organization, rule.Confirm)
	if err != nil {
		return f, err
	}
	if !another {
		return f, proposal.ErrAlone
	}
	f.ID = proposal.ID(w.NewID())
	if err := w.Tx.Proposals.Add(ctx, f); err != nil {
		return f, err
	}
	return f, w.noteProposal(ctx, f, "proposal.made", f.Reason)
}

// Proposal opens a proposal for who made it and for whoever may confirm it; to
// anybody else it is who.ErrNotVisible.
func (w *Work) Proposal(ctx context.Context, id proposal.ID) (proposal.Facts, error) {
	if err := w.MayOwn(who.ProposalRead); err != nil {
		return proposal.Facts{}, err
	}
	f, err := w.Tx.Proposals.Get(ctx, id)
	if err != nil {
		return f, err
	}
	if f.By != w.Actor.User && !f.MayAnswer(proposal.Person{Actor: w.Actor}) {
		return f, who.ErrNotVisible
	}
	return f, nil
}

// ConfirmProposal agrees as the second person, and does at once what is done at
// once, in the same unit of work. digest names what the act would do now. It
// refuses as proposal.Facts.Confirm does, and then nothing is done.
func (w *Work) ConfirmProposal(ctx context.Context, id proposal.ID, digest func(proposal.Facts) (string, error), do func(proposal.Facts) error) (proposal.Facts, error) {
	f, by, err := w.answering(ctx, id)
	if err != nil {
		return f, err
	}
	now, err := digest(f)
	if err != nil {
		return f, err
	}
	next, err := f.Confirm(by, now, w.Now)
	if err != nil {
		return f, err
	}
	if next, err = w.putProposal(ctx, next, "proposal.confirmed", ""); err != nil {
		return f, err
	}
	if rule, _ := proposal.Find(f.Act); !rule.AtOnce {
		return next, nil
	}
	if err := do(next); err != nil {
		return f, err
	}
	return w.proposalDone(ctx, next, now)
}

// DeclineProposal refuses as the second person, with a reason.
func (w *Work) DeclineProposal(ctx context.Context, id proposal.ID, why string) (proposal.Facts, error) {
	f, by, err := w.answering(ctx, id)
	if err != nil {
		return f, err
	}
	var c fault.Check
	text(&c, "/text", why)
	if err := c.Err(); err != nil {
		return f, err
	}
	if f, err = f.Decline(by, strings.TrimSpace(why), w.Now); err != nil {
		return f, err
	}
	return w.putProposal(ctx, f, "proposal.declined", f.Answer)
}

func (w *Work) answering(ctx context.Context, id proposal.ID) (proposal.Facts, proposal.Person, error) {
	f, err := w.Proposal(ctx, id)
	if err != nil {
		return f, proposal.Person{}, err
	}
	by, err := w.hand(ctx, f.By)
	if err != nil {
		return f, by, err
	}
	if f.Same(by) {
		return f, by, proposal.ErrSame
	}
	return f, by, w.MayOwn(who.ProposalConfirm)
}

// WithdrawProposal takes back what the actor proposed.
func (w *Work) WithdrawProposal(ctx context.Context, id proposal.ID) (proposal.Facts, error) {
	f, err := w.Proposal(ctx, id)
	if err != nil {
		return f, err
	}
	if f, err = f.Withdraw(proposal.Person{Actor: w.Actor}, w.Now); err != nil {
		return f, err
	}
	return w.putProposal(ctx, f, "proposal.withdrawn", "")
}

// CarryOut says that a confirmed proposal of an act is done now, by what is not
// done at once. It returns who.ErrNotVisible for another act.
func (w *Work) CarryOut(ctx context.Context, id proposal.ID, act proposal.Act, digest string) (proposal.Facts, error) {
	f, err := w.Tx.Proposals.Get(ctx, id)
	if err != nil {
		return f, err
	}
	if f.Act != act {
		return f, who.ErrNotVisible
	}
	return w.proposalDone(ctx, f, digest)
}

func (w *Work) proposalDone(ctx context.Context, f proposal.Facts, digest string) (proposal.Facts, error) {
	f, err := f.Do(digest, w.Now)
	if err != nil {
		return f, err
	}
	return w.putProposal(ctx, f, "proposal.done", "")
}

// ExpireProposals ends proposals whose time is over, a few at a time.
func (w *Work) ExpireProposals(ctx context.Context, n int) error {
	ids, err := w.Tx.Proposals.Due(ctx, w.Now, n)
	if err != nil {
		return err
	}
	for _, id := range ids {
		f, err := w.Tx.Proposals.Get(ctx, id)
		if err != nil {
			return err
		}
		if f, err = f.Expire(w.Now); fault.Of(err) != nil {
			continue // somebody was faster
		} else if err != nil {
			return err
		}
		if _, err := w.putProposal(ctx, f, "proposal.expired", ""); err != nil {
			return err
		}
	}
	return nil
}

func (w *Work) putProposal(ctx context.Context, f proposal.Facts, action, reason string) (proposal.Facts, error) {
	if err := w.Tx.Proposals.Put(ctx, f); err != nil {
		return f, err
	}
	f.Version++
	return f, w.noteProposal(ctx, f, action, reason)
}

func (w *Work) noteProposal(ctx context.Context, f proposal.Facts, action, reason string) error {
	w.touch("proposal/%s", f.ID)
	return w.record(ctx, "", deed{action: action, subject: "proposal/" + string(f.ID), reason: reason, payload: map[string]any{"act": f.Act, "about": f.Subject, "digest": f.Digest, "by": f.By}})
}
