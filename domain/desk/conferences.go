package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"liandong/domain/cases"
	"liandong/domain/conference"
	"liandong/domain/directive"
	"liandong/domain/fault"
	"liandong/domain/journal"
	"liandong/domain/lang"
	"liandong/domain/supervision"
	"liandong/domain/who"
)

// Conferences keeps decisions of joint conferences. Get returns
// who.ErrNotVisible if there is none.
type Conferences interface {
	Get(ctx context.Context, id conference.ID) (conference.Decision, error)
	Add(ctx context.Context, d conference.Decision) error
	// OfCase lists those about a case, the first first; at most a hundred.
	OfCase(ctx context.Context, id cases.ID) ([]conference.Decision, error)
}

// RecordConference writes down what a joint conference decided (条例 24、38) about cases
// below the actor's organisation, each with what organisations are to do: those
// are directives, which go out with it. It returns an Invalid fault naming the
// field, conference.ErrIndependent, directive.ErrIndependent or ErrAccused.
func (w *Work) RecordConference(ctx context.Context, d conference.Decision, items [][]conference.Item) (conference.Decision, error) {
	if err := w.MayOwn(who.ConferenceKeep); err != nil {
		return d, err
	}
	d.From, d.By, d.At = w.Actor.Organization, w.Actor.User, w.Now
	var check fault.Check
	d.Check(&check, items, w.Today())
	for i := range d.Matters {
		text(&check, fmt.Sprintf("/matters/%d/text", i), d.Matters[i].Text)
		d.Matters[i].Text = strings.TrimSpace(d.Matters[i].Text)
		for j, x := range items[i] {
			text(&check, fmt.Sprintf("/matters/%d/items/%d/text", i, j), x.Text)
		}
	}
	for i, id := range d.TookPart {
		if _, err := w.organization(ctx, id, fmt.Sprintf("/took_part/%d", i)); conference.Under(&check, err, "") != nil {
			return d, err
		}
	}
	if err := check.Err(); err != nil {
		return d, err
	}
	d.ID = conference.ID(w.NewID())
	if err := w.Tx.Conferences.Add(ctx, d); err != nil {
		return d, err
	}
	for _, i := range inOrder(d.Matters) {
		if err := w.layOn(ctx, d, i, items[i]); err != nil {
			return d, err
		}
	}
	return d, nil
}

// inOrder says in which order cases are locked, so that two who decide about the
// same ones do not wait for each other.
func inOrder(all []conference.Matter) []int {
	var order []int
	for i := range all {
		order = append(order, i)
	}
	slices.SortFunc(order, func(a, b int) int { return strings.Compare(string(all[a].CaseID), string(all[b].CaseID)) })
	return order
}

// layOn does what was decided about one case, with an entry of its own.
func (w *Work) layOn(ctx context.Context, d conference.Decision, i int, items []conference.Item) error {
	w.turn()
	id := d.Matters[i].CaseID
	at := fmt.Sprintf("/matters/%d/case_id", i)
	c, err := w.Case(ctx, id, who.DirectiveGive)
	if f := fault.Of(err); f != nil && (f.Kind == fault.NotFound || f.Kind == fault.Denied) {
		return f.WithFields(fault.Field{Pointer: at, Code: "unknown_case", Detail: lang.T("没有这件事，或者它不归本单位督办", "there is no such case, or your organisation does not stand above it")})
	}
	if err != nil {
		return err
	}
	holder, err := w.Tx.Directory.Get(ctx, c.Facts().Custodian)
	if err != nil {
		return err
	}
	if supervision.Independent(holder.Kind) {
		return conference.ErrIndependent.WithFields(fault.Field{Pointer: at, Code: "independent", Detail: conference.ErrIndependent.Title})
	}
	for _, seat := range d.TookPart {
		if err := w.notAccused(ctx, c.Facts(), seat); err != nil {
			return err
		}
	}
	if err := w.watch(ctx, id); err != nil {
		return err
	}
	subject := "conference/" + string(d.ID)
	w.touch("%s", subject)
	w.tell(journal.Event{Kind: "conference.decided", CaseID: string(id), Subject: subject, Organization: d.From, On: d.HeldOn})
	for j, x := range items {
		var check fault.Check
		if err := conference.Under(&check, w.directable(ctx, c.Facts(), x.To), fmt.Sprintf("/matters/%d/items/%d", i, j)); err != nil {
			return err
		}
		if err := check.Err(); err != nil {
			return err
		}
		if _, err := w.give(ctx, id, directive.Facts{To: x.To, Text: x.Text, DueOn: x.DueOn, Decision: string(d.ID)}); err != nil {
			return err
		}
	}
	return w.settle(ctx, c, deed{action: "conference.decided", subject: subject, payload: map[string]any{"held_on": d.HeldOn, "took_part": d.TookPart, "items": len(items)}})
}

// DecidedAbout is one case of a decision as the actor may read it: what was
// decided, and what was laid on whom.
type DecidedAbout struct {
	conference.Matter
	Number string
	Items  []directive.Facts
}

// ConferenceDecision opens a decision for who led the conference and who took part, as
// far as each case is theirs to see; with none of them it is who.ErrNotVisible.
func (w *Work) ConferenceDecision(ctx context.Context, id conference.ID) (conference.Decision, []DecidedAbout, error) {
	d, err := w.Tx.Conferences.Get(ctx, id)
	if err != nil {
		return d, nil, err
	}
	if sat, err := w.sat(ctx, d); err != nil || !sat || !w.readsCases() {
		return d, nil, orNotVisible(err)
	}
	if err := w.MayOwn(who.ConferenceRead); err != nil {
		return d, nil, err
	}
	var all []DecidedAbout
	for _, i := range inOrder(d.Matters) {
		c, _, err := w.See(ctx, d.Matters[i].CaseID, who.CaseCard)
		if f := fault.Of(err); f != nil && (f.Kind == fault.NotFound || f.Kind == fault.Denied) {
			continue
		}
		if err != nil {
			return d, nil, err
		}
		x := DecidedAbout{Matter: d.Matters[i], Number: c.Facts().Number}
		given, err := w.Tx.Directives.OfCase(ctx, x.CaseID)
		if err != nil {
			return d, nil, err
		}
		x.Items = slices.DeleteFunc(given, func(f directive.Facts) bool { return f.Decision != string(id) })
		all = append(all, x)
	}
	if len(all) == 0 {
		return d, nil, who.ErrNotVisible
	}
	return d, all, nil
}

// sat tells whether the actor's organisation led the conference or took part. Who
// decides for itself may have sat there and reads nothing of it.
func (w *Work) sat(ctx context.Context, d conference.Decision) (bool, error) {
	own, err := w.Tx.Directory.Get(ctx, w.Actor.Organization)
	if err != nil || supervision.Independent(own.Kind) {
		return false, err
	}
	heirs, err := w.heirsNow(ctx)
	if err != nil {
		return false, err
	}
	if heirs.Of(d.From) == w.Actor.Organization {
		return true, nil
	}
	for _, seat := range d.TookPart {
		if heirs.Of(seat) == w.Actor.Organization {
			return true, nil
		}
	}
	return false, nil
}

// ConferencesOf lists the decisions about a case that the actor's organisation may read.
func (w *Work) ConferencesOf(ctx context.Context, id cases.ID) ([]conference.Decision, error) {
	all, err := w.Tx.Conferences.OfCase(ctx, id)
	if err != nil {
		return nil, err
	}
	var own []conference.Decision
	for _, d := range all {
		sat, err := w.sat(ctx, d)
		if err != nil {
			return nil, err
		}
		if sat {
			own = append(own, d)
		}
	}
	return own, nil
}
