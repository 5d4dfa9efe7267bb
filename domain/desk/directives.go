package desk

import (
	"context"
	"slices"
	"strings"

	"liandong/domain/cases"
	"liandong/domain/clock"
	"liandong/domain/directive"
	"liandong/domain/document"
	"liandong/domain/fault"
	"liandong/domain/journal"
	"liandong/domain/org"
	"liandong/domain/who"
)

// Directives keeps superiors' orders. Get returns who.ErrNotVisible if there
// is none; Put returns cases.ErrStale if it changed since it was read.
type Directives interface {
	Get(ctx context.Context, id directive.ID) (directive.Facts, error)
	Add(ctx context.Context, f directive.Facts) error
	Put(ctx context.Context, f directive.Facts) error
	// OfCase lists those of a case, the first first; at most five hundred.
	OfCase(ctx context.Context, id cases.ID) ([]directive.Facts, error)
}

// ErrUnconcerned refuses to direct who has nothing to do with the case.
var ErrUnconcerned = fault.Invalid("/to", "unconcerned", "该单位没有办理过这件事，不能就此督办", "this organisation has had nothing to do with the case")

// Direct orders an organisation that the actor's own leads, and that has or
// had to do with the case, to answer by a day (督办, 条例 40); also when the case
// is closed, where what was decided is not carried out. Only the two of them
// learn of it. It returns an Invalid fault naming the field,
// directive.ErrIndependent, ErrUnconcerned or ErrAccused.
func (w *Work) Direct(ctx context.Context, id cases.ID, in directive.Facts) (directive.Facts, error) {
	c, err := w.Case(ctx, id, who.DirectiveGive)
	if err != nil {
		return directive.Facts{}, err
	}
	var check fault.Check
	text(&check, "/text", in.Text)
	in.Check(&check, w.Today())
	if err := check.Err(); err != nil {
		return directive.Facts{}, err
	}
	if err := w.directable(ctx, c.Facts(), in.To); err != nil {
		return directive.Facts{}, err
	}
	in, err = w.give(ctx, id, in)
	if err != nil {
		return in, err
	}
	return in, w.settle(ctx, c, deed{action: "directive.given", subject: "directive/" + string(in.ID), payload: map[string]any{"to": in.To, "due_on": in.DueOn, "ground": in.Ground}})
}

// give writes a directive down and begins its clock; the caller settles.
func (w *Work) give(ctx context.Context, id cases.ID, in directive.Facts) (directive.Facts, error) {
	in.ID, in.CaseID, in.From, in.State, in.By, in.GivenAt, in.Version = directive.ID(w.NewID()), id, w.Actor.Organization, directive.Open, w.Actor.User, w.Now, 1
	in.Text = strings.TrimSpace(in.Text)
	if err := w.Tx.Directives.Add(ctx, in); err != nil {
		return in, err
	}
	if err := w.watch(ctx, id); err != nil {
		return in, err
	}
	subject := "directive/" + string(in.ID)
	w.touch("%s", subject)
	w.add(clock.Running{Rule: clock.DirectiveRule, Kind: clock.Office, Of: subject, StartOn: w.Today(), LiteralOn: in.DueOn, DueOn: in.DueOn})
	w.tell(journal.Event{Kind: "directive.given", CaseID: string(id), Subject: subject, Organization: in.From, Other: in.To, On: w.Today()})
	w.events[len(w.events)-1].detail = string(in.DueOn)
	return in, nil
}

// directable says whether the actor's organisation may direct another about a case.
func (w *Work) directable(ctx context.Context, f cases.Facts, id org.ID) error {
	to, err := w.organization(ctx, id, "/to")
	if err != nil {
		return err
	}
	leaders, err := w.Tx.Directory.Leaders(ctx)
	if err != nil {
		return err
	}
	if !directive.Directed(to.Kind) {
		return directive.ErrIndependent
	}
	if !leaders.Leads(w.Actor.Organization, id) {
		return fault.Invalid("/to", "not_led", "该单位不归本单位领导，不能督办", "your organisation does not lead this one")
	}
	if err := w.notAccused(ctx, f, id); err != nil {
		return err
	}
	standings, err := w.Tx.Standings.Of(ctx, f.ID, id, w.Today())
	if err == nil && !slices.ContainsFunc(standings, func(s who.Standing) bool { return s != who.Superior && s != who.Invited }) {
		err = ErrUnconcerned
	}
	return err
}

// Directive opens a directive for one of its two organisations, or whoever took
// over from them; to all others, and to who may not see the case, it is who.ErrNotVisible.
func (w *Work) Directive(ctx context.Context, id directive.ID, p who.Permission) (directive.Facts, *cases.Case, error) {
	seen, err := w.Tx.Directives.Get(ctx, id)
	if err != nil {
		return seen, nil, err
	}
	c, err := w.Tx.Cases.Get(ctx, seen.CaseID)
	if err != nil {
		return seen, nil, err
	}
	if barred, err := w.Barring(ctx, c.Facts()); err != nil || barred {
		return seen, nil, orNotVisible(err)
	}
	f, err := w.Tx.Directives.Get(ctx, id) // again, now that the case is locked
	if err != nil {
		return f, nil, err
	}
	heirs, err := w.heirsNow(ctx)
	if err != nil {
		return f, nil, err
	}
	if !concerns(heirs, f, w.Actor.Organization) || !w.readsCases() {
		return f, nil, who.ErrNotVisible
	}
	if p == who.DirectiveAnswer && heirs.Of(f.To) != w.Actor.Organization {
		return f, nil, who.ErrNotAllowed
	}
	return f, c, w.MayOwn(p)
}

// concerns tells whether a directive is an organisation's own, as giver or receiver.
func concerns(heirs org.Heirs, f directive.Facts, id org.ID) bool {
	return heirs.Of(f.From) == id || heirs.Of(f.To) == id
}

// AnswerDirective answers in writing; late too, and then it says so. It returns
// directive.ErrAnswered, cases.ErrStale, or an Invalid fault.
func (w *Work) AnswerDirective(ctx context.Context, id directive.ID, words string, paper document.ID, version int) (directive.Facts, error) {
	f, c, err := w.Directive(ctx, id, who.DirectiveAnswer)
	if err != nil {
		return f, err
	}
	if err := matches(version, f.Version); err != nil {
		return f, err
	}
	if f.State == directive.Answered {
		return f, directive.ErrAnswered
	}
	var check fault.Check
	text(&check, "/text", words)
	if err := check.Err(); err != nil {
		return f, err
	}
	if err := w.checkDocument(ctx, c.Facts(), paper, "/document_id"); err != nil {
		return f, err
	}
	f.State, f.Answer, f.DocumentID, f.AnsweredBy, f.AnsweredAt = directive.Answered, strings.TrimSpace(words), string(paper), w.Actor.User, w.Now
	if err := w.Tx.Directives.Put(ctx, f); err != nil {
		return f, err
	}
	f.Version++
	if err := w.watch(ctx, f.CaseID); err != nil {
		return f, err
	}
	subject := "directive/" + string(f.ID)
	w.stop(clock.Met, subject)
	w.touch("%s", subject)
	w.tell(journal.Event{Kind: "directive.answered", CaseID: string(f.CaseID), Subject: subject, Organization: f.From, Other: f.To, On: w.Today()})
	return f, w.settle(ctx, c, deed{action: "directive.answered", subject: subject, payload: map[string]any{"late": f.Late(w.Now)}})
}

// DirectivesOf lists the directives of a case that are the actor's own
// organisation's: nobody else, no court before all, learns of them.
func (w *Work) DirectivesOf(ctx context.Context, id cases.ID) ([]directive.Facts, error) {
	all, err := w.Tx.Directives.OfCase(ctx, id)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	heirs, err := w.heirsNow(ctx)
	return slices.DeleteFunc(all, func(f directive.Facts) bool { return !concerns(heirs, f, w.Actor.Organization) }), err
}

// directiveMissed tells both sides that the last day has passed; the answer is still owed.
func (w *Work) directiveMissed(ctx context.Context, x *watched, c *cases.Case) error {
	f, err := w.Tx.Directives.Get(ctx, directive.ID(x.subject("directive/")))
	if err != nil {
		return err
	}
	w.tell(journal.Event{Kind: "directive.missed", CaseID: x.CaseID, Subject: x.Of, Organization: f.From, Other: f.To, On: w.Today()})
	return w.settle(ctx, c, deed{action: "directive.missed", subject: x.Of, payload: map[string]any{"due_on": f.DueOn}})
}
