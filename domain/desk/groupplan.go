package desk

import (
	"context"
	"strings"

	"liandong/domain/cases"
	"liandong/domain/fault"
	"liandong/domain/group"
	"liandong/domain/party"
	"liandong/domain/who"
)

// WritePlan says how the cases of a group are to be handled; what was said
// before stays as it was. Whoever answers for one of them may write it, and each
// party is asked for a word of its own. Version is the number of the plan that
// was read, 0 for none. It returns cases.ErrStale if there is another by now,
// group.ErrPlans or an Invalid fault.
func (w *Work) WritePlan(ctx context.Context, id group.ID, words string, version int) (group.Plan, error) {
	if _, err := w.OpenGroup(ctx, id, who.CaseArrange); err != nil {
		return group.Plan{}, err
	}
	var check fault.Check
	text(&check, "/text", words)
	if err := check.Err(); err != nil {
		return group.Plan{}, err
	}
	all, err := w.Tx.Groups.Plans(ctx, id)
	if err != nil {
		return group.Plan{}, err
	}
	last, _ := group.Newest(all)
	if err := matches(version, last.No); err != nil {
		return group.Plan{}, err
	}
	if last.No >= group.MostPlans {
		return group.Plan{}, group.ErrPlans
	}
	p := group.Plan{Group: id, No: last.No + 1, Text: strings.TrimSpace(words), Organization: w.Actor.Organization, By: w.Actor.User, MadeAt: w.Now}
	if err := w.Tx.Groups.AddPlan(ctx, p); err != nil {
		return p, err
	}
	w.touch("group/%s", id)
	return p, w.record(ctx, "", deed{action: "group.plan_written", subject: "group/" + string(id), payload: map[string]any{"no": p.No}})
}

// Plans lists a group's plans, the first first, for who reads the file of one
// of its cases. It returns who.ErrNotVisible or who.ErrNotAllowed.
func (w *Work) Plans(ctx context.Context, id group.ID) ([]group.Plan, error) {
	if _, err := w.OpenGroup(ctx, id, who.CaseFile); err != nil {
		return nil, err
	}
	return w.Tx.Groups.Plans(ctx, id)
}

// OwnPlan is the plan of the group that a party's case is in, and what the
// party itself said of it; ok is false where there is none.
func (w *Work) OwnPlan(ctx context.Context, own Own) (p group.Plan, word string, ok bool, err error) {
	g, in, err := w.Tx.Groups.Of(ctx, own.Case.ID)
	if err != nil || !in || own.Party.Role != party.Applicant {
		return p, "", false, err
	}
	all, err := w.Tx.Groups.Plans(ctx, g.ID)
	if err != nil {
		return p, "", false, err
	}
	book, err := w.book(ctx, own.Case.ID)
	if err != nil {
		return p, "", false, err
	}
	p, ok = group.Newest(all)
	return p, p.Word(book, own.Party.ID), ok, nil
}

// hasPlan adds a fault for a word on a plan where the case's group has none.
func (w *Work) hasPlan(ctx context.Context, c *fault.Check, id cases.ID) error {
	g, in, err := w.Tx.Groups.Of(ctx, id)
	if err != nil {
		return err
	}
	var all []group.Plan
	if in {
		if all, err = w.Tx.Groups.Plans(ctx, g.ID); err != nil {
			return err
		}
	}
	if len(all) == 0 {
		c.Add("/subject", "no_plan", "这件事没有串并办理方案", "there is no plan for this matter")
	}
	return nil
}
