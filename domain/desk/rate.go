package desk

import (
	"context"
	"slices"

	"liandong/domain/cases"
	"liandong/domain/fault"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/referral"
	"liandong/domain/who"
)

// Rating is what somebody thought of how an organisation dealt with a matter.
// It names neither who gave it nor of what case; months do not tell either.
type Rating struct {
	ID           string
	Organization org.ID
	Month        string
	Score        int // 1 to 5
}

// OwnDevice is the origin of a party at a device of their own.
const OwnDevice = "own_device"

// Origins lists where a party may come in from.
var Origins = []string{OwnDevice, "kiosk"}

// The refusals of a rating.
var (
	ErrRated     = fault.New(fault.Conflict, "rating.given", "您已经评价过这个单位", "you have rated this organisation already")
	ErrOwnDevice = fault.New(fault.Denied, "rating.own_device", "评价请在您自己的手机或者电脑上进行", "rate on a device of your own, not at a window")
)

// Rate keeps a party's own rating of an organisation that dealt with the
// matter, once. Nobody rates for somebody else (party.ErrPower), nor at a
// window's device (ErrOwnDevice), nor without a factor of their own (ErrFactor).
func (w *Work) Rate(ctx context.Context, organization org.ID, score int) error {
	switch err := w.MayOwn(who.PartySelf); {
	case err != nil:
		return err
	case w.Actor.Agent != "":
		return party.ErrPower
	case w.Actor.Origin != OwnDevice:
		return ErrOwnDevice
	case !w.Actor.Proved:
		return ErrFactor
	}
	id := cases.ID(w.Actor.Case)
	c, err := w.Tx.Cases.Get(ctx, id)
	if err != nil {
		return err
	}
	if organization == "" {
		organization = c.Facts().Custodian
	}
	dealt, err := w.DealtWith(ctx, id)
	if err != nil {
		return err
	}
	var check fault.Check
	if score < 1 || score > 5 {
		check.Add("/score", "out_of_range", "请选择1至5分", "choose 1 to 5")
	}
	if !slices.Contains(dealt, organization) {
		check.Add("/organization_id", "not_involved", "这个单位没有办理过您的事项", "this organisation has not dealt with your matter")
	}
	if err := check.Err(); err != nil {
		return err
	}
	if err := w.Tx.Ratings.Mark(ctx, party.ID(w.Actor.Party), organization); err != nil {
		return err
	}
	_, random := w.Secrets.Code() // an id that does not tell when it was made
	r := Rating{ID: random[len(random)-32:], Organization: organization, Month: string(w.Today())[:7], Score: score}
	if err := w.Tx.Ratings.Add(ctx, r); err != nil {
		return err
	}
	return w.record(ctx, string(id), deed{action: "rating.given", subject: "organization/" + string(organization)})
}

// DealtWith lists the organisations that had a case, or took it on beside its custodian.
func (w *Work) DealtWith(ctx context.Context, id cases.ID) ([]org.ID, error) {
	stays, err := w.Tx.Cases.Custody(ctx, id)
	if err != nil {
		return nil, err
	}
	var all []org.ID
	for _, s := range stays {
		all = append(all, s.Organization)
	}
	referrals, err := w.Tx.Referrals.OfCase(ctx, id)
	for _, r := range referrals {
		if r.State == referral.Accepted || r.State == referral.Completed || r.State == referral.Closed {
			all = append(all, r.To)
		}
	}
	return all, err
}
