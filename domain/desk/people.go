package desk

import (
	"context"
	"slices"

	"liandong/domain/cases"
	"liandong/domain/clock"
	"liandong/domain/fault"
	"liandong/domain/journal"
	"liandong/domain/org"
	"liandong/domain/procedure"
	"liandong/domain/recusal"
	"liandong/domain/who"
)

// Naming says who shall handle or lead.
type Naming struct {
	Kind string
	User string
}

// Assign names who handles a case for the actor's organisation, or leads it
// (牵头): a leader may also come from an organisation above. It returns an Invalid
// fault for somebody who does not work there, recusal.ErrRecusedThem, or
// recusal.ErrBarred for who mediated the case and would now try it.
func (w *Work) Assign(ctx context.Context, id cases.ID, in Naming, version int) (procedure.Assignment, *cases.Case, error) {
	c, err := w.Case(ctx, id, who.CaseAssign)
	if err != nil {
		return procedure.Assignment{}, nil, err
	}
	p, err := w.assignee(ctx, c.Facts(), in)
	if err != nil {
		return procedure.Assignment{}, c, err
	}
	if err := matches(version, c.Facts().Version); err != nil {
		return procedure.Assignment{}, c, err
	}
	if c.Facts().State == cases.Closed {
		return procedure.Assignment{}, c, cases.ErrClosed
	}
	a, err := w.assign(ctx, c, "", p, in.Kind)
	return a, c, err
}

// AssignProceeding names who handles one proceeding, which goes to their team.
// Another team's is given by that team, by the head, or where its people are
// recused; who is given a mediation counts as having mediated.
func (w *Work) AssignProceeding(ctx context.Context, id procedure.ID, user string, version int) (*procedure.Proceeding, error) {
	p, c, err := w.Proceeding(ctx, id, who.CaseAssign)
	if err != nil {
		return nil, err
	}
	if err := w.mayHandTo(ctx, p.Facts()); err != nil {
		return nil, err
	}
	person, err := w.assignee(ctx, c.Facts(), Naming{Kind: procedure.AssignedHandler, User: user})
	if err != nil {
		return nil, err
	}
	f := p.Facts()
	if !slices.ContainsFunc(person.Roles, func(r who.Role) bool { return slices.Contains(Handlers[string(f.Channel)], r) }) {
		return nil, fault.Invalid("/user_id", "role_unfit", "该人员的岗位不能办理这个程序", "this person's role does not handle this proceeding")
	}
	if err := matches(version, f.Version); err != nil {
		return nil, err
	}
	if !f.Open() {
		return nil, procedure.ErrEnded
	}
	p.HandTo(person.Team)
	if err := w.Tx.Proceedings.Put(ctx, p); err != nil {
		return nil, err
	}
	w.touch("proceeding/%s", id)
	if f.Channel.Mediation() {
		if err := w.enter(ctx, procedure.Participant{CaseID: f.CaseID, ProceedingID: id, Role: procedure.PartMediator, User: person.User, Name: person.Name, Organization: f.Organization, By: w.Actor.User}); err != nil {
			return nil, err
		}
	}
	_, err = w.assign(ctx, c, id, person, procedure.AssignedHandler)
	return p, err
}

func (w *Work) mayHandTo(ctx context.Context, f procedure.Facts) error {
	if f.Team == "" || f.Team == w.Actor.Team || w.Actor.Role == who.Head {
		return nil
	}
	people, err := w.Tx.People.Of(ctx, f.Organization)
	if err != nil {
		return err
	}
	all, err := w.Tx.Recusals.OfCase(ctx, f.CaseID)
	if err != nil {
		return err
	}
	for _, p := range people {
		if _, out := recusal.Standing(all, p.User); out && p.Team == f.Team {
			return nil
		}
	}
	return procedure.ErrOtherTeam
}

// assignee finds who is meant, and refuses who may not.
func (w *Work) assignee(ctx context.Context, f cases.Facts, in Naming) (who.Person, error) {
	unknown := fault.Invalid("/user_id", "unknown_user", "本单位没有这位工作人员", "nobody of this name works here")
	if in.User == "" {
		return who.Person{}, fault.Invalid("/user_id", "required", "请选择人员", "say who")
	}
	houses := []org.ID{w.Actor.Organization}
	if in.Kind == procedure.AssignedLead {
		leaders, err := w.Tx.Directory.Leaders(ctx)
		if err != nil {
			return who.Person{}, err
		}
		houses = append(houses, leaders.Above(w.Actor.Organization)...)
	}
	for _, o := range houses {
		p, err := w.Tx.People.At(ctx, o, in.User)
		switch {
		case err != nil && fault.Of(err) == nil:
			return p, err
		case err != nil:
			continue
		case in.Kind == procedure.AssignedHandler && !handles(p.Roles):
			return p, unknown
		}
		return p, w.assignable(ctx, f, w.Actor.Organization, p)
	}
	return who.Person{}, unknown
}

// handles tells whether one of the roles works cases.
func handles(roles []who.Role) bool {
	for _, all := range Handlers {
		if slices.ContainsFunc(roles, func(r who.Role) bool { return slices.Contains(all, r) }) {
			return true
		}
	}
	return false
}

// assignable refuses who is recused, and who mediated the case where their role would try or arbitrate it.
func (w *Work) assignable(ctx context.Context, f cases.Facts, house org.ID, p who.Person) error {
	all, err := w.Tx.Recusals.OfCase(ctx, f.ID)
	if err != nil {
		return err
	}
	if x, out := recusal.Standing(all, p.User); out {
		return x.Refusal(true)
	}
	proceedings, err := w.Tx.Proceedings.OfCase(ctx, f.ID)
	if err != nil {
		return err
	}
	for _, x := range proceedings {
		if x.Organization != house || !x.Open() {
			continue
		}
		for _, role := range p.Roles {
			if err := w.notBarred(ctx, f.ID, procedure.PartOf(role, x.Channel), named{user: p.User, name: p.Name}); err != nil {
				return err
			}
		}
	}
	return nil
}

// assign names somebody for the actor's organisation.
func (w *Work) assign(ctx context.Context, c *cases.Case, of procedure.ID, p who.Person, kind string) (procedure.Assignment, error) {
	return w.assignAt(ctx, c, w.Actor.Organization, of, p, kind)
}

// assignAt ends who was named before, names the new one, and gives those who
// are recused their substitute.
func (w *Work) assignAt(ctx context.Context, c *cases.Case, house org.ID, of procedure.ID, p who.Person, kind string) (procedure.Assignment, error) {
	f := c.Facts()
	all, err := w.Tx.People.Assignments(ctx, f.ID)
	if err != nil {
		return procedure.Assignment{}, err
	}
	for _, a := range all {
		if a.Until.IsZero() && a.Organization == house && a.Kind == kind && a.ProceedingID == of {
			if err := w.Tx.People.EndAssignment(ctx, a.ID, w.Now); err != nil {
				return a, err
			}
			w.touch("assignment/%s", a.ID)
		}
	}
	a := procedure.Assignment{
		ID: w.NewID(), CaseID: f.ID, ProceedingID: of, Organization: house, Kind: kind, User: p.User, Name: p.Name, Team: p.Team, By: w.Actor.User, From: w.Now,
	}
	if err := w.Tx.People.Assign(ctx, a); err != nil {
		return a, err
	}
	if err := w.watch(ctx, f.ID); err != nil {
		return a, err
	}
	if kind == procedure.AssignedHandler {
		if err := w.substitute(ctx, f.ID, house, p.User); err != nil {
			return a, err
		}
	}
	action, subject := kind+".named", "assignment/"+a.ID
	w.tell(journal.Event{Kind: action, CaseID: string(f.ID), Subject: subject, Organization: a.Organization, On: w.Today()})
	return a, w.settle(ctx, c, deed{action: action, subject: subject, payload: map[string]any{"user": p.User, "proceeding_id": of}})
}

func (w *Work) substitute(ctx context.Context, id cases.ID, house org.ID, user string) error {
	all, err := w.Tx.Recusals.OfCase(ctx, id)
	if err != nil {
		return err
	}
	for _, f := range all {
		if f.Organization != house || !f.Bars() || f.Substitute != "" {
			continue
		}
		r := recusal.Restore(f)
		r.Replaced(user)
		if err := w.Tx.Recusals.Put(ctx, r); err != nil {
			return err
		}
		w.touch("recusal/%s", f.ID)
		w.stop(clock.Met, "recusal/"+f.ID, "recusal.substitute")
	}
	return nil
}

// Candidate is somebody of the actor's organisation who could handle a case, or why not.
type Candidate struct {
	who.Person
	Refused *fault.Fault
}

// Candidates lists who could be named.
func (w *Work) Candidates(ctx context.Context, id cases.ID) ([]Candidate, error) {
	c, err := w.Case(ctx, id, who.CaseAssign)
	if err != nil {
		return nil, err
	}
	people, err := w.Tx.People.Of(ctx, w.Actor.Organization)
	if err != nil {
		return nil, err
	}
	var all []Candidate
	for _, p := range people {
		if !handles(p.Roles) {
			continue
		}
		err := w.assignable(ctx, c.Facts(), w.Actor.Organization, p)
		if err != nil && fault.Of(err) == nil {
			return nil, err
		}
		all = append(all, Candidate{p, fault.Of(err)})
	}
	return all, nil
}
