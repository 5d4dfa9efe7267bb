package desk

import (
	"context"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/clock"
	"liandong/domain/fault"
	"liandong/domain/org"
	"liandong/domain/referral"
	"liandong/domain/who"
)

// ErrNoSuperior is the refusal of a contest that nobody can decide.
var ErrNoSuperior = fault.New(fault.Conflict, "referral.no_common_superior", "双方没有共同的上一级单位或联席会议", "no organisation leads both sides")

// Object says with reasons that an assigned case is another's (条例 23¶3).
func (w *Work) Object(ctx context.Context, id referral.ID, why Reason, version int) (*referral.Referral, error) {
	return w.step(ctx, id, who.ReferralAnswer, who.Receiver, version, why.check, func(r *referral.Referral, _ *cases.Case) (deed, error) {
		due, err := w.lastDay("referral.sender_answer", w.Today())
		if err != nil {
			return deed{}, err
		}
		if err := r.Object(why.Code, why.Text, due, w.Now); err != nil {
			return deed{}, err
		}
		of := "referral/" + string(id)
		w.stop(clock.Met, of, "petition.objection", unseen)
		return deed{reason: why.Text, payload: map[string]any{"code": why.Code}}, w.start("referral.sender_answer", of, w.Today(), "")
	})
}

// Uphold takes the case back. A third return, or one that closes a cycle, is
// contested instead and the receiver keeps custody.
func (w *Work) Uphold(ctx context.Context, id referral.ID, version int) (*referral.Referral, error) {
	return w.step(ctx, id, who.ReferralDecide, who.Sender, version, nil, func(r *referral.Referral, c *cases.Case) (deed, error) {
		earlier, err := w.Tx.Referrals.OfCase(ctx, c.Facts().ID)
		if err != nil {
			return deed{}, err
		}
		bounced := c.Facts().Returns >= 2 || r.Facts().ReturnClosesCycle(earlier)
		superior, due, err := w.before(ctx, r.Facts())
		if err != nil && bounced {
			return deed{}, err
		}
		if err := r.Uphold(bounced, superior, due, w.Now); err != nil {
			return deed{}, err
		}
		of := "referral/" + string(id)
		w.stop(clock.Met, of, "referral.sender_answer")
		if bounced {
			return deed{}, w.start("referral.superior", of, w.Today(), "")
		}
		w.stop(clock.Over, of)
		c.Returned()
		return deed{}, w.moveCustody(ctx, c, r.Facts().From, id)
	})
}

// Overrule says that the objection does not stand; it is used up.
func (w *Work) Overrule(ctx context.Context, id referral.ID, why string, version int) (*referral.Referral, error) {
	return w.step(ctx, id, who.ReferralDecide, who.Sender, version, func() error { return words(why) }, func(r *referral.Referral, _ *cases.Case) (deed, error) {
		due, err := w.lastDay("referral.contest", w.Today())
		if err != nil {
			return deed{}, err
		}
		if err := r.Overrule(why, due, w.Now); err != nil {
			return deed{}, err
		}
		of := "referral/" + string(id)
		w.stop(clock.Met, of, "referral.sender_answer")
		return deed{action: "referral.overruled", reason: why}, w.start("referral.contest", of, w.Today(), "")
	})
}

// Contest brings an overruled objection before the common superior (条例 24).
func (w *Work) Contest(ctx context.Context, id referral.ID, why string, version int) (*referral.Referral, error) {
	return w.step(ctx, id, who.ReferralAnswer, who.Receiver, version, func() error { return words(why) }, func(r *referral.Referral, _ *cases.Case) (deed, error) {
		superior, due, err := w.before(ctx, r.Facts())
		if err != nil {
			return deed{}, err
		}
		if err := r.Contest(why, superior, due, w.Now); err != nil {
			return deed{}, err
		}
		of := "referral/" + string(id)
		w.stop(clock.Met, of, "referral.contest")
		return deed{reason: why}, w.start("referral.superior", of, w.Today(), "")
	})
}

// before finds the common superior of both sides, and its last day.
func (w *Work) before(ctx context.Context, f referral.Facts) (org.ID, calendar.Date, error) {
	leaders, err := w.Tx.Directory.Leaders(ctx)
	if err != nil {
		return "", "", err
	}
	superior, ok := leaders.Common(f.From, f.To)
	if !ok {
		if superior, err = w.conference(ctx, f); err != nil {
			return "", "", err
		}
	}
	due, err := w.lastDay("referral.superior", w.Today())
	return superior, due, err
}

// conference finds the joint conference of the lowest region that holds both
// sides (条例 24). It returns ErrNoSuperior if there is none.
func (w *Work) conference(ctx context.Context, f referral.Facts) (org.ID, error) {
	from, err := w.Tx.Directory.Get(ctx, f.From)
	if err != nil {
		return "", err
	}
	to, err := w.Tx.Directory.Get(ctx, f.To)
	if err != nil {
		return "", err
	}
	region, err := w.Tx.Directory.Holding(ctx, from.Region, to.Region)
	if err != nil {
		return "", err
	}
	o, err := w.Tx.Directory.Covering(ctx, org.JointConference, region)
	if fault.Of(err) != nil {
		return "", ErrNoSuperior
	}
	return o.ID, err
}

// Designate names the responsible unit; the word is final. Never a court,
// tribunal, reconsideration body or mediation committee: ErrCourtly.
func (w *Work) Designate(ctx context.Context, id referral.ID, to org.ID, why string, version int) (*referral.Referral, error) {
	var third org.Organization
	check := func() error {
		var c fault.Check
		text(&c, "/text", why)
		o, err := w.organization(ctx, to, "/to")
		if f := fault.Of(err); f != nil {
			c.Add("/to", "unknown_organization", "没有这个单位，请重新选择", "there is no such organisation: choose another")
		} else if err != nil {
			return err
		}
		third = o
		if err := c.Err(); err != nil {
			return err
		}
		if o.ActsOnApplication() {
			return ErrCourtly.WithFields(fault.Field{Pointer: "/to", Code: "not_designable", Detail: ErrCourtly.Title})
		}
		return w.below(ctx, o)
	}
	return w.step(ctx, id, who.Designate, who.Superior, version, check, func(r *referral.Referral, c *cases.Case) (deed, error) {
		if err := r.Designate(to, why, w.Now); err != nil {
			return deed{}, err
		}
		f := r.Facts()
		if f.State == referral.Redirected && !third.Takes(f.Channel, f.Route) {
			return deed{}, fault.Invalid("/to", "channel_not_taken", "该单位不办理这一渠道", "this organisation does not take the channel")
		}
		w.stop(clock.Met, "referral/"+string(id))
		d := deed{action: "referral.designated", reason: why, payload: map[string]any{"to": to}}
		return d, w.enact(ctx, r, c, to)
	})
}

// below refuses to designate a unit outside the superior's own house.
func (w *Work) below(ctx context.Context, o org.Organization) error {
	leaders, err := w.Tx.Directory.Leaders(ctx)
	if err != nil {
		return err
	}
	if !leaders.Leads(w.Actor.Organization, o.ID) {
		return fault.Invalid("/to", "not_below", "只能指定本级管辖范围内的单位", "only a unit below the superior can be designated")
	}
	return nil
}

// enact carries a designation out.
func (w *Work) enact(ctx context.Context, r *referral.Referral, c *cases.Case, to org.ID) error {
	f := r.Facts()
	switch f.State {
	case referral.Accepted:
		return w.openFor(ctx, f, c, w.Today(), false)
	case referral.Returned:
		return w.moveCustody(ctx, c, f.From, f.ID)
	}
	next := referral.Redirect(referral.Facts{
		ID: referral.ID(w.NewID()), CaseID: f.CaseID, From: f.From, To: to, Superior: w.Actor.Organization,
		Channel: f.Channel, Route: f.Route, Reason: f.Reason, Items: f.Items, DecisionText: f.DecisionText,
	}, w.Now)
	if err := w.Tx.Referrals.Put(ctx, r); err != nil { // frees the case for the referral that replaces it
		return err
	}
	if err := w.Tx.Referrals.Add(ctx, next); err != nil {
		return err
	}
	w.touch("referral/%s", next.Facts().ID)
	if err := w.moveCustody(ctx, c, to, next.Facts().ID); err != nil {
		return err
	}
	return w.openFor(ctx, next.Facts(), c, w.Today(), false)
}
