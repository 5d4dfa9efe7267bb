package desk

import (
	"context"
	"slices"

	"liandong/domain/cases"
	"liandong/domain/party"
	"liandong/domain/who"
)

// Duplicate is a case that may be the same dispute, and why.
type Duplicate struct {
	Case cases.Facts
	Why  []string // name, phone, id_number
	Full bool     // the actor reads the whole file of it
}

// How far a search for the same people goes, and how much it shows.
const (
	duplicatesAmong = 2000
	duplicatesShown = 20
)

// Duplicates looks for other registrations of the same people among what the
// actor's own organisation answers for, works on or registered, newest first.
// It says that there may be one, never that it is; an accusation is found only
// by who reads its file. It returns who.ErrNotVisible or who.ErrNotAllowed.
func (w *Work) Duplicates(ctx context.Context, id cases.ID) ([]Duplicate, error) {
	if _, err := w.Case(ctx, id, who.CaseFile); err != nil {
		return nil, err
	}
	mine, err := w.Tx.Parties.OfCase(ctx, id)
	if err != nil {
		return nil, err
	}
	near, err := w.Tx.Parts.Neighbours(ctx, w.Actor.Organization, id, duplicatesAmong)
	if err != nil {
		return nil, err
	}
	why := map[cases.ID][]string{}
	var order []cases.ID
	for _, p := range near {
		for _, m := range mine {
			if p.Kind == party.Organization && p.Role != party.Applicant {
				continue // who has trouble with the same firm has a trouble of their own
			}
			for _, reason := range m.Alike(p) {
				x := cases.ID(p.CaseID)
				if !slices.Contains(order, x) {
					order = append(order, x)
				}
				if !slices.Contains(why[x], reason) {
					why[x] = append(why[x], reason)
				}
			}
		}
	}
	slices.SortFunc(order, func(a, b cases.ID) int { return len(why[b]) - len(why[a]) })
	all := make([]Duplicate, 0, min(len(order), duplicatesShown))
	for _, x := range order[:min(len(order), duplicatesShown)] {
		d, ok, err := w.duplicate(ctx, x, why[x])
		if err != nil {
			return nil, err
		}
		if ok {
			all = append(all, d)
		}
	}
	return all, nil
}

func (w *Work) duplicate(ctx context.Context, id cases.ID, why []string) (Duplicate, bool, error) {
	c, err := w.Tx.Cases.Get(ctx, id)
	if err != nil {
		return Duplicate{}, false, err
	}
	standings, err := w.standings(ctx, id)
	if err != nil {
		return Duplicate{}, false, err
	}
	may := func(p who.Permission) bool { return w.Policy.May(w.Actor.Role, standings, p) }
	d := Duplicate{Case: c.Facts(), Why: why, Full: may(who.CaseFile)}
	if !may(who.CaseCard) || d.Case.Purpose == cases.Accusation && !d.Full {
		return d, false, nil
	}
	barred, err := w.Barring(ctx, d.Case)
	return d, !barred, err
}
