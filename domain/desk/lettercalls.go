package desk

import (
	"context"
	"slices"

	"liandong/domain/cases"
	"liandong/domain/document"
	"liandong/domain/letter"
	"liandong/domain/org"
	"liandong/domain/procedure"
	"liandong/domain/referral"
	"liandong/domain/who"
)

// CalledLetter is a letter that the case's present state calls for.
type CalledLetter struct {
	Letter     *letter.Letter
	Title      string
	Proceeding procedure.Facts // where a step or state of it calls for the letter
	Referral   referral.Facts  // where a handoff does
	Step       procedure.Action
	Made       []document.ID // those made for it already
}

// SuggestedLetters lists the letters that the tables call for now: those of
// the step that led here, of the state, and of the handoffs the actor is a side of.
func (w *Work) SuggestedLetters(ctx context.Context, id cases.ID) ([]CalledLetter, error) {
	c, err := w.Case(ctx, id, who.CaseAmend)
	if err != nil {
		return nil, err
	}
	f := c.Facts()
	var all []CalledLetter
	own, err := w.ownProceedings(ctx, id)
	if err != nil {
		return nil, err
	}
	for _, p := range own {
		all = append(all, calledBy(p)...)
	}
	referrals, err := w.Tx.Referrals.OfCase(ctx, id)
	if err != nil {
		return nil, err
	}
	for _, r := range referrals {
		to, err := w.Tx.Directory.Get(ctx, r.To)
		if err != nil {
			return nil, err
		}
		all = append(all, w.calledByReferral(r, to.Kind)...)
	}
	if f.Purpose == cases.Accusation {
		all = slices.DeleteFunc(all, func(x CalledLetter) bool { return !accuses(x.Letter) || !x.Letter.For("petition_accusation") })
	} else {
		all = append(all, calledBySafety(f)...)
	}
	return all, w.madeAlready(ctx, f, all)
}

// calledBy lists what a proceeding's own table and state call for.
func calledBy(p procedure.Facts) []CalledLetter {
	life := procedure.LifeOf(p)
	var all []CalledLetter
	add := func(l *letter.Letter, step procedure.Action) {
		if !slices.ContainsFunc(all, func(x CalledLetter) bool { return x.Letter == l }) {
			all = append(all, CalledLetter{Letter: l, Title: l.Title(life.Name), Proceeding: p, Step: step})
		}
	}
	for _, row := range life.Rows {
		if row.To != p.State || row.From == row.To || row.Paper == "" {
			continue
		}
		if l, err := letter.Find(row.Paper); err == nil {
			add(l, row.Do)
		}
	}
	for _, l := range letter.All {
		for _, call := range l.Calls {
			if call.By == "proceeding" && l.For(life.Name) && slices.Contains(call.States, string(p.State)) {
				add(l, "")
			}
		}
	}
	return all
}

// calledByReferral lists what a handoff calls for on the actor's side of it.
func (w *Work) calledByReferral(r referral.Facts, receiver org.Kind) []CalledLetter {
	side := ""
	switch w.Actor.Organization {
	case r.From:
		side = "sender"
	case r.To:
		side = "receiver"
	default:
		return nil
	}
	var all []CalledLetter
	for _, l := range letter.All {
		for _, call := range l.Calls {
			meant := call.By == "referral" && call.Side == side && slices.Contains(call.States, string(r.Mode)+"."+string(r.State)) ||
				side == "sender" && r.State == referral.Guided && (call.By == "route" && slices.Contains(call.States, string(r.Route)) || call.By == "receiver" && slices.Contains(call.States, string(receiver)))
			if meant && !slices.ContainsFunc(all, func(x CalledLetter) bool { return x.Letter == l }) {
				all = append(all, CalledLetter{Letter: l, Title: l.Title(string(r.Route)), Referral: r})
			}
		}
	}
	return all
}

// calledBySafety lists what helps where the window noticed violence or danger.
func calledBySafety(f cases.Facts) []CalledLetter {
	if f.Safety == nil {
		return nil
	}
	noticed := map[string]bool{"violence": f.Safety.Violence, "danger": f.Safety.Danger, "child": f.Safety.Child}
	var all []CalledLetter
	for _, l := range letter.All {
		for _, call := range l.Calls {
			if call.By == "safety" && slices.ContainsFunc(call.States, func(s string) bool { return noticed[s] }) {
				all = append(all, CalledLetter{Letter: l, Title: l.Title("")})
			}
		}
	}
	return all
}

// madeAlready notes which letters were made; only those the actor may read.
func (w *Work) madeAlready(ctx context.Context, f cases.Facts, all []CalledLetter) error {
	papers, err := w.Tx.Documents.OfCase(ctx, f.ID)
	if err != nil {
		return err
	}
	r, err := w.Reader(ctx, f)
	for i, x := range all {
		for _, d := range papers {
			if d.Template == x.Letter.Code && d.Organization == w.Actor.Organization && r.Sees(d) && (x.Proceeding.ID == "" || d.ProceedingID == x.Proceeding.ID) {
				all[i].Made = append(all[i].Made, d.ID)
			}
		}
	}
	return err
}
