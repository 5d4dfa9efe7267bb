package desk

import (
	"context"
	"slices"

	"liandong/domain/cases"
	"liandong/domain/clock"
	"liandong/domain/referral"
	"liandong/domain/who"
)

// Cause is what brought a handoff before the superior.
type Cause string

// The causes: the receiver did not accept the overruling, the sender did not
// answer in time, or it would be returned once too often.
const (
	Overruled Cause = "overruled"
	Silent    Cause = "silent"
	Bounced   Cause = "bounced"
)

// Contested is what a superior has before it when it designates: the handoff
// in dispute, who had the case until now, and what was disputed before.
type Contested struct {
	This    referral.Facts
	Case    cases.Facts
	Custody []cases.Stay
	Cause   Cause
	Earlier []referral.Facts // objected to, given back, contested or designated, the first first
}

// ContestOf opens a contest for the common superior, decided or not. What was
// never contested is who.ErrNotVisible; the words of an earlier dispute are left
// out where another superior stood above it.
func (w *Work) ContestOf(ctx context.Context, id referral.ID) (Contested, error) {
	r, c, err := w.Referral(ctx, id, who.Designate)
	if err != nil {
		return Contested{}, err
	}
	out := Contested{This: r.Facts(), Case: c.Facts()}
	if out.This.ContestedAt.IsZero() {
		return Contested{}, who.ErrNotVisible
	}
	if out.Custody, err = w.Tx.Cases.Custody(ctx, out.Case.ID); err != nil {
		return out, err
	}
	if out.Cause, err = w.cause(ctx, out.This); err != nil {
		return out, err
	}
	all, err := w.Tx.Referrals.OfCase(ctx, out.Case.ID)
	if err != nil {
		return out, err
	}
	for _, f := range all {
		if f.ID == id || !f.Disputed() {
			continue
		}
		sides, err := w.sides(ctx, f)
		if err != nil {
			return out, err
		}
		if !slices.Contains(sides, who.Superior) {
			f.AnswerText, f.ObjectionText, f.OverruledText, f.DecisionText, f.Reason = "", "", "", "", ""
		}
		out.Earlier = append(out.Earlier, f)
	}
	return out, nil
}

func (w *Work) cause(ctx context.Context, f referral.Facts) (Cause, error) {
	if !f.OverruledAt.IsZero() {
		return Overruled, nil
	}
	all, err := w.Tx.Clocks.OfCase(ctx, f.CaseID)
	if slices.ContainsFunc(all, func(x clock.Running) bool {
		return x.Of == "referral/"+string(f.ID) && x.Rule == "referral.sender_answer" && x.State == clock.Missed
	}) {
		return Silent, err
	}
	return Bounced, err
}
