package desk

import (
	"context"

	"liandong/domain/cases"
	"liandong/domain/who"
)

// Linked is a case that another is tied to, as its viewer may know of it.
type Linked struct {
	Kind   cases.LinkKind
	From   bool // the viewed case is the one that was split off, or ended by merging
	Case   cases.ID
	Number string
}

// LinksOf lists what a case is tied to. Of a split the link is shown only to
// who may read both files, and of a merger to who may know of both cases; to
// everybody else there is none.
func (w *Work) LinksOf(ctx context.Context, f cases.Facts, s Sight) ([]Linked, error) {
	links, err := w.Tx.Parts.Links(ctx, f.ID)
	if err != nil {
		return nil, err
	}
	var all []Linked
	for _, l := range links {
		x := Linked{Kind: l.Kind, From: l.Case == f.ID, Case: l.Other}
		if !x.From {
			x.Case = l.Case
		}
		need := who.CaseFile
		if l.Kind == cases.MergedInto {
			need = who.CaseCard
		}
		standings, err := w.standings(ctx, x.Case)
		if err != nil {
			return nil, err
		}
		if w.may(need, s.Standings...) != nil || w.may(need, standings...) != nil {
			continue
		}
		other, err := w.Tx.Cases.Get(ctx, x.Case)
		if err != nil {
			return nil, err
		}
		if barred, err := w.Barring(ctx, other.Facts()); err != nil {
			return nil, err
		} else if barred {
			continue
		}
		x.Number = other.Facts().Number
		all = append(all, x)
	}
	return all, nil
}
