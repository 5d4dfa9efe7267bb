package desk

import (
	"context"
	"slices"

	"liandong/domain/cases"
	"liandong/domain/fault"
	"liandong/domain/org"
	"liandong/domain/procedure"
	"liandong/domain/who"
)

// Handover gives what a leaver was named for to somebody else.
type Handover struct {
	To     string
	Reason string
}

// Handed is one case that a leaver was named for, and what became of it.
type Handed struct {
	CaseID  cases.ID
	Number  string
	Kind    string
	Refusal *fault.Fault // why the other may not have it: it stands without anybody named
}

// ErrOwnSuccessor refuses to hand a leaver's cases to the leaver.
var ErrOwnSuccessor = fault.Invalid("/to", "own_successor", "不能移交给本人，请选择接手的人", "a leaver does not take over from themself: choose who does")

// HandOver gives everything a leaver is named for to another person of the
// same organisations, in one act with an entry in each case. Where the other is
// recused, barred, or of another mediation team the case stands without
// anybody named, and the answer says so. It returns ErrOwnSuccessor, or an
// Invalid fault where the other does not work in one of the organisations.
func (w *Work) HandOver(ctx context.Context, from string, in Handover) ([]Handed, error) {
	if err := w.MayOwn(who.AccountHelp); err != nil {
		return nil, err
	}
	var check fault.Check
	limit(&check, "/reason", in.Reason, MaxText)
	text(&check, "/reason", in.Reason)
	if err := check.Err(); err != nil {
		return nil, err
	}
	if in.To == from {
		return nil, ErrOwnSuccessor
	}
	var all []Handed
	for more := true; more; {
		some, err := w.handSome(ctx, from, in.To)
		if err != nil {
			return nil, err
		}
		all, more = append(all, some...), len(some) > 0
	}
	w.touch("user/%s", from)
	return all, w.record(ctx, "", deed{action: "user.handed_over", subject: "user/" + from, reason: in.Reason, payload: map[string]any{"to": in.To, "cases": len(all)}})
}

// handSome gives the oldest of what the leaver is named for; none when nothing is left.
func (w *Work) handSome(ctx context.Context, from, to string) ([]Handed, error) {
	named, err := w.Tx.People.Named(ctx, from)
	if err != nil {
		return nil, err
	}
	takers, err := w.takers(ctx, to, named)
	if err != nil {
		return nil, err
	}
	all := make([]Handed, 0, len(named))
	for _, a := range named {
		h, err := w.handOne(ctx, a, takers[a.Organization])
		if err != nil {
			return nil, err
		}
		all = append(all, h)
	}
	return all, nil
}

// takers finds the other person in each organisation of the leaver's cases.
func (w *Work) takers(ctx context.Context, to string, named []procedure.Assignment) (map[org.ID]who.Person, error) {
	takers := map[org.ID]who.Person{}
	if to == "" {
		return nil, fault.Invalid("/to", "required", "请选择接手的人", "say who takes over")
	}
	for _, a := range named {
		if _, known := takers[a.Organization]; known {
			continue
		}
		p, err := w.Tx.People.At(ctx, a.Organization, to)
		if fault.Of(err) != nil {
			return nil, fault.Invalid("/to", "unknown_user", "接手的人不在该工作人员办理案件的单位任职", "who takes over does not work in an organisation of the leaver's cases")
		}
		if err != nil {
			return nil, err
		}
		takers[a.Organization] = p
	}
	return takers, nil
}

// handOne gives one case to the other person, with an entry in the case's own chain.
func (w *Work) handOne(ctx context.Context, a procedure.Assignment, to who.Person) (Handed, error) {
	w.turn()
	c, err := w.Tx.Cases.Get(ctx, a.CaseID)
	if err != nil {
		return Handed{}, err
	}
	f := c.Facts()
	h := Handed{CaseID: f.ID, Number: f.Number, Kind: a.Kind}
	if f.State == cases.Closed {
		w.touch("assignment/%s", a.ID)
		return h, w.Tx.People.EndAssignment(ctx, a.ID, w.Now)
	}
	err = w.takeable(ctx, f, a, to)
	if h.Refusal = fault.Of(err); err != nil && h.Refusal == nil {
		return h, err
	}
	if h.Refusal == nil {
		_, err = w.assignAt(ctx, c, a.Organization, a.ProceedingID, to, a.Kind)
		return h, err
	}
	if err := w.Tx.People.EndAssignment(ctx, a.ID, w.Now); err != nil {
		return h, err
	}
	w.touch("assignment/%s", a.ID)
	return h, w.settle(ctx, c, deed{action: a.Kind + ".left", subject: "assignment/" + a.ID, reason: h.Refusal.Title.ZH, payload: map[string]any{"user": a.User}})
}

// takeable refuses what the other may not be named for. What a mediation team
// heard stays with the team: a proceeding goes to somebody of the same one.
func (w *Work) takeable(ctx context.Context, f cases.Facts, a procedure.Assignment, to who.Person) error {
	if a.Kind == procedure.AssignedHandler && !handles(to.Roles) {
		return fault.Invalid("/to", "role_unfit", "接手人的岗位不能办理案件", "the role of who takes over works no cases")
	}
	if err := w.assignable(ctx, f, a.Organization, to); err != nil || a.ProceedingID == "" {
		return err
	}
	p, err := w.Tx.Proceedings.Get(ctx, a.ProceedingID)
	if err != nil {
		return err
	}
	x := p.Facts()
	if x.Team != "" && x.Team != to.Team {
		return procedure.ErrOtherTeam
	}
	if !slices.ContainsFunc(to.Roles, func(r who.Role) bool { return slices.Contains(Handlers[string(x.Channel)], r) }) {
		return fault.Invalid("/to", "role_unfit", "接手人的岗位不能办理这个程序", "the role of who takes over does not handle this proceeding")
	}
	if !x.Channel.Mediation() {
		return nil
	}
	return w.enter(ctx, procedure.Participant{CaseID: f.ID, ProceedingID: x.ID, Role: procedure.PartMediator, User: to.User, Name: to.Name, Organization: a.Organization, By: w.Actor.User})
}
