package desk

import (
	"context"

	"liandong/domain/cases"
	"liandong/domain/party"
	"liandong/domain/procedure"
)

// byNumber finds a case by its number; of a merged one, the case that goes on.
func (w *Work) byNumber(ctx context.Context, number string) (cases.ID, error) {
	id, err := w.Tx.Cases.ByNumber(ctx, number)
	if err != nil {
		return "", err
	}
	return w.goesOn(ctx, id)
}

// goesOn follows mergers to the case that goes on.
func (w *Work) goesOn(ctx context.Context, id cases.ID) (cases.ID, error) {
	links, err := w.Tx.Parts.Links(ctx, id)
	if err != nil {
		return id, err
	}
	for _, l := range links {
		if l.Kind == cases.MergedInto && l.Case == id {
			return w.goesOn(ctx, l.Other)
		}
	}
	return id, nil
}

// absorbed lists the registrations that were merged into a case, however often.
func (w *Work) absorbed(ctx context.Context, id cases.ID) ([]cases.ID, error) {
	links, err := w.Tx.Parts.Links(ctx, id)
	if err != nil {
		return nil, err
	}
	var all []cases.ID
	for _, l := range links {
		if l.Kind != cases.MergedInto || l.Other != id {
			continue
		}
		deeper, err := w.absorbed(ctx, l.Case)
		if err != nil {
			return nil, err
		}
		all = append(append(all, l.Case), deeper...)
	}
	return all, nil
}

// tried lists every proceeding of a dispute, and every agreement, under
// whichever of its numbers: what was tried once was tried.
func (w *Work) tried(ctx context.Context, id cases.ID) ([]procedure.Facts, []procedure.Agreement, error) {
	others, err := w.absorbed(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	var all []procedure.Facts
	var agreements []procedure.Agreement
	for _, x := range append([]cases.ID{id}, others...) {
		p, err := w.Tx.Proceedings.OfCase(ctx, x)
		if err != nil {
			return nil, nil, err
		}
		a, err := w.Tx.Agreements.OfCase(ctx, x)
		if err != nil {
			return nil, nil, err
		}
		all, agreements = append(all, p...), append(agreements, a...)
	}
	return all, agreements, nil
}

// accusing finds the case that names whom an accusation complains of: of a
// merged registration, the case that goes on.
func (w *Work) accusing(ctx context.Context, f cases.Facts) (cases.ID, error) {
	if f.Outcome != cases.Merged {
		return f.ID, nil
	}
	return w.goesOn(ctx, f.ID)
}

// holdingKey finds whose place the code of a merged registration opens.
func (w *Work) holdingKey(ctx context.Context, id cases.ID, parties []party.Party, typed, second string) (Entered, bool, error) {
	keys, err := w.Tx.Parts.Keys(ctx, id)
	if err != nil {
		return Entered{}, false, err
	}
	for _, k := range keys {
		if !w.Secrets.Matches(typed, k.CodeHash) {
			continue
		}
		for _, p := range parties {
			if p.ID == k.Party && w.second(k.SecretHash, p.LastFour(), second) {
				return Entered{Party: p, CodeHash: k.CodeHash}, true, nil
			}
		}
		return Entered{}, true, ErrCredentials
	}
	return Entered{}, false, nil
}
