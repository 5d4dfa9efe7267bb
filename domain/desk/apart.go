package desk

import (
	"context"
	"slices"
	"strings"

	"liandong/domain/cases"
	"liandong/domain/conference"
	"liandong/domain/directive"
	"liandong/domain/official"
	"liandong/domain/who"
)

// Apart tells of the subjects of a case's events, entries and clocks which are
// directives, lead officials, words of joint conferences, or decisions that the case is about, that the
// actor does not learn of.
func (w *Work) Apart(ctx context.Context, id cases.ID) (func(subject string) bool, error) {
	directives, err := w.DirectivesOf(ctx, id)
	if err != nil {
		return nil, err
	}
	c, err := w.Tx.Cases.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	officials, err := w.OfficialsOf(ctx, c.Facts())
	if err != nil {
		return nil, err
	}
	conferences, err := w.ConferencesOf(ctx, id)
	if err != nil {
		return nil, err
	}
	standings, err := w.standings(ctx, id)
	works := w.may(who.CaseFile, standings...) == nil
	return func(subject string) bool {
		kind, of, _ := strings.Cut(subject, "/")
		switch kind {
		case "directive":
			return !slices.ContainsFunc(directives, func(f directive.Facts) bool { return string(f.ID) == of })
		case "official":
			return !slices.ContainsFunc(officials, func(f official.Facts) bool { return string(f.ID) == of })
		case "conference":
			return !slices.ContainsFunc(conferences, func(d conference.Decision) bool { return string(d.ID) == of })
		case "decision":
			return !works
		}
		return false
	}, err
}
