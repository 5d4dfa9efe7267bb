package desk

import (
	"context"
	"slices"

	"liandong/domain/cases"
	"liandong/domain/channel"
	"liandong/domain/fault"
	"liandong/domain/filing"
	"liandong/domain/procedure"
	"liandong/domain/referral"
	"liandong/domain/routing"
	"liandong/domain/who"
)

// sideNames ties the table's sides to standings.
var sideNames = map[referral.Side]who.Standing{
	referral.Sender: who.Sender, referral.Receiver: who.Receiver, referral.Superior: who.Superior,
}

// permissionOf says which permission an action of a side needs.
var permissionOf = map[referral.Side]who.Permission{
	referral.Sender: who.ReferralDecide, referral.Receiver: who.ReferralAnswer, referral.Superior: who.Designate,
}

// ReferralActions lists what the actor may do with a referral now. It runs the
// same table and the same moves as the acts themselves, on a copy.
func (w *Work) ReferralActions(ctx context.Context, f referral.Facts) ([]referral.Action, error) {
	mine, err := w.sides(ctx, f)
	if err != nil {
		return nil, err
	}
	to, err := w.Tx.Directory.Get(ctx, f.To)
	if err != nil {
		return nil, err
	}
	var actions []referral.Action
	out := w.notRecused(ctx, f.CaseID, who.ReferralAnswer)
	if unlessFault(out) != nil {
		return nil, out
	}
	for _, row := range referral.Life.Open(f.State) {
		if out != nil && row.Do != referral.Decline && row.Do != referral.Complete {
			continue // what is left to who is recused is to give it away
		}
		standing, ok := sideNames[row.By]
		if !ok || !slices.Contains(mine, standing) || slices.Contains(actions, row.Do) || row.Do.ForOutside() && !to.Outside {
			continue
		}
		if w.may(permissionOf[row.By], standing) == nil && f.Permits(row.Do, w.Now) {
			actions = append(actions, row.Do)
		}
	}
	return actions, nil
}

// ProceedingActions lists what the actor may do in a proceeding now.
func (w *Work) ProceedingActions(ctx context.Context, f procedure.Facts) ([]procedure.Action, error) {
	if f.Organization != w.Actor.Organization || (f.Team != "" && f.Team != w.Actor.Team) {
		return nil, nil
	}
	if !slices.Contains(Handlers[string(f.Channel)], w.Actor.Role) {
		return nil, nil
	}
	toward, err := w.standings(ctx, f.CaseID)
	if err != nil || w.may(who.ProceedingAct, append(toward, who.Delegate)...) != nil {
		return nil, err
	}
	if err := w.fit(ctx, f, who.ProceedingAct); err != nil {
		return nil, unlessFault(err)
	}
	permits := f.Permits()
	if i := slices.Index(permits, procedure.Extend); i >= 0 {
		stored, err := w.Tx.Clocks.OfCase(ctx, f.CaseID)
		if err != nil {
			return nil, err
		}
		if w.extendable(stored, "proceeding/"+string(f.ID)) == nil {
			permits = slices.Delete(permits, i, i+1)
		}
	}
	return permits, nil
}

// unlessFault lets a refusal mean that there is nothing to do.
func unlessFault(err error) error {
	if fault.Of(err) == nil {
		return err
	}
	return nil
}

// CaseAction is one thing that may be done with a case.
type CaseAction string

// The actions of a case.
const (
	ActRefer   CaseAction = "refer"
	ActConsent CaseAction = "record_consent"
	ActFacts   CaseAction = "add_facts"
	ActParty   CaseAction = "add_party"
	ActClaim   CaseAction = "add_claim"
	ActChange  CaseAction = "change"
	ActClose   CaseAction = "close"
	ActReopen  CaseAction = "reopen"
	ActAssign  CaseAction = "name_handler"
	ActAttempt CaseAction = "log_contact"
	ActRecuse  CaseAction = "raise_recusal"
	ActSplit   CaseAction = "split"
	ActDirect  CaseAction = "direct"
	ActLead    CaseAction = "name_lead_official"
	ActMerge   CaseAction = "merge"
	ActGroup   CaseAction = "group"
	ActLeave   CaseAction = "leave_group"
	ActLink    CaseAction = "link_decision"
)

// CaseActions lists what the actor may do with a case now.
func (w *Work) CaseActions(ctx context.Context, f cases.Facts, s Sight) ([]CaseAction, error) {
	var actions []CaseAction
	if w.may(who.DirectiveGive, s.Standings...) == nil {
		actions = append(actions, ActDirect)
	}
	if free, err := w.leadable(ctx, f, s); err != nil {
		return nil, err
	} else if free {
		actions = append(actions, ActLead)
	}
	if err := w.notRecused(ctx, f.ID, who.CaseAmend); err != nil {
		return actions, unlessFault(err)
	}
	if f.State == cases.Closed {
		if w.may(who.CaseClose, s.Standings...) == nil && f.Outcome != cases.Merged {
			actions = append(actions, ActReopen)
		}
		return actions, nil
	}
	if w.may(who.CaseAmend, s.Standings...) == nil {
		actions = append(actions, ActConsent, ActFacts, ActParty, ActClaim, ActChange, ActAttempt)
		if f.Purpose != cases.Accusation {
			actions = append(actions, ActLink)
		}
	}
	if w.may(who.CaseAssign, s.Standings...) == nil {
		actions = append(actions, ActAssign)
	}
	if w.may(who.RecusalRaise, s.Standings...) == nil {
		actions = append(actions, ActRecuse)
	}
	if w.may(who.ReferralSend, s.Standings...) == nil {
		actions = append(actions, ActRefer)
	}
	if w.may(who.CaseArrange, s.Standings...) == nil {
		more, err := w.arranging(ctx, f)
		if err != nil {
			return nil, err
		}
		actions = append(actions, more...)
	}
	if !w.Policy.May(w.Actor.Role, s.Standings, who.CaseClose) {
		return actions, nil
	}
	all, err := w.Tx.Referrals.OfCase(ctx, f.ID)
	if err == nil && !slices.ContainsFunc(all, func(r referral.Facts) bool { return r.State.Unfinished() }) {
		actions = append(actions, ActClose)
	}
	return actions, err
}

// arranging lists how an open case may be split, merged or grouped.
func (w *Work) arranging(ctx context.Context, f cases.Facts) ([]CaseAction, error) {
	actions := []CaseAction{ActMerge}
	if len(f.Claims) > 1 {
		actions = append(actions, ActSplit)
	}
	_, in, err := w.Tx.Groups.Of(ctx, f.ID)
	switch {
	case in:
		actions = append(actions, ActLeave)
	case f.Purpose != cases.Accusation:
		actions = append(actions, ActGroup)
	}
	return actions, err
}

// Preview says before sending what the receiver would still want: nothing is decided by it.
func (w *Work) Preview(ctx context.Context, id cases.ID, in Sending) (filing.Answer, error) {
	c, err := w.Case(ctx, id, who.ReferralSend)
	if err != nil {
		return filing.Answer{}, err
	}
	if _, err := w.organization(ctx, in.To, "/to"); err != nil {
		return filing.Answer{}, err
	}
	if in.Channel != "" && !in.Channel.Known() {
		return filing.Answer{}, fault.Invalid("/channel", "unknown_code", "没有这个渠道", "unknown channel")
	}
	return w.Lacking(ctx, c.Facts(), in)
}

// Choice is a mode in which a case may be sent to a receiver by a route.
type Choice struct {
	Mode          referral.Mode
	Custody       []string // what may be asked for, what the mode implies first
	NeedsOverride bool     // the law closes the route on these facts: a reason is needed
}

// Choices lists the modes the law has for a receiver and a route; none if the receiver does not take it.
func (w *Work) Choices(ctx context.Context, id cases.ID, in Sending) ([]Choice, error) {
	x, err := w.Case(ctx, id, who.ReferralSend)
	if err != nil {
		return nil, err
	}
	f := x.Facts()
	to, err := w.organization(ctx, in.To, "/to")
	if err != nil || in.To == f.Custodian || !to.Takes(in.Channel, in.Route) {
		return nil, err
	}
	answer, _, err := w.Routes(ctx, f, w.Today())
	if err != nil {
		return nil, err
	}
	judged, _ := answer.Of(in.Route)
	var all []Choice
	for _, mode := range []referral.Mode{referral.ByAssignment, referral.ByOffer, referral.ByGuidance} {
		duty := mode == referral.ByAssignment && in.Channel == channel.Petition
		c := Choice{Mode: mode, NeedsOverride: judged.Verdict == routing.Closed && !duty}
		in.Mode, in.Custody = mode, ""
		moves, err := w.moves(ctx, f, in)
		if err != nil {
			return nil, err
		}
		custody := []string{"stays", "moves"}
		if moves {
			custody = []string{"moves", "stays"}
		}
		for _, in.Custody = range custody {
			if checkMode(to, in) == nil {
				c.Custody = append(c.Custody, in.Custody)
			}
		}
		if len(c.Custody) > 0 {
			all = append(all, c)
		}
	}
	return all, nil
}

// ReferralNames compares names only, for the receiver of an offer: the
// parties' against everyone the actor could be tied to. Of an accusation only
// what came of comparing is told to who does not handle it (条例 30).
func (w *Work) ReferralNames(ctx context.Context, id referral.ID) ([]string, bool, error) {
	r, c, err := w.Referral(ctx, id, who.ReferralRead)
	if err != nil {
		return nil, false, err
	}
	if err := w.onSide(ctx, r.Facts(), who.Receiver); err != nil {
		return nil, false, err
	}
	parties, err := w.Tx.Parties.OfCase(ctx, r.Facts().CaseID)
	if err != nil {
		return nil, false, err
	}
	toward, err := w.standings(ctx, c.Facts().ID)
	if err != nil {
		return nil, false, err
	}
	secret := c.Facts().Purpose == cases.Accusation && w.may(who.CaseFile, toward...) != nil
	var names []string
	conflict := false
	for _, p := range parties {
		if !secret {
			names = append(names, p.Name)
		}
		conflict = conflict || p.Name == w.Actor.Name || p.OrganizationID == w.Actor.Organization
	}
	return names, conflict, w.record(ctx, string(r.Facts().CaseID), deed{action: "referral.names_checked", subject: "referral/" + string(id)})
}
