package desk

import (
	"context"

	"liandong/domain/cases"
	"liandong/domain/directive"
	"liandong/domain/fault"
	"liandong/domain/org"
	"liandong/domain/supervision"
	"liandong/domain/who"
)

// Trace is what a responsibility trace (责任倒查) has before it: who held the
// case when and what was due of whom. Organisations are its subject, never
// persons.
type Trace struct {
	Directive directive.Facts
	Case      cases.Facts
	Custody   []cases.Stay
	Limits    []supervision.Limit
}

// ErrNoGround refuses to trace on a directive that names none of the things a superior acts on.
var ErrNoGround = fault.New(fault.Violation, "trace.no_ground", "责任倒查须以写明情形的督办为依据，请先按《信访工作条例》第四十条写明情形督办",
	"a trace needs a directive that names what was seen: give one with a ground of article 40 first").WithCite(directive.Cite)

// TraceOf opens a trace for who gave the directive and still stands above the
// case; to all others it is who.ErrNotVisible. A directive without a ground is
// ErrNoGround. What courts, tribunals and others that decide for themselves had
// to do by when is left out: nobody asks them why.
func (w *Work) TraceOf(ctx context.Context, id directive.ID) (Trace, error) {
	f, _, err := w.Directive(ctx, id, who.DirectiveRead)
	if err != nil {
		return Trace{}, err
	}
	heirs, err := w.heirsNow(ctx)
	if err != nil {
		return Trace{}, err
	}
	if heirs.Of(f.From) != w.Actor.Organization {
		return Trace{}, who.ErrNotVisible
	}
	c, err := w.Case(ctx, f.CaseID, who.DirectiveGive)
	if err != nil {
		return Trace{}, err
	}
	if f.Ground == "" {
		return Trace{}, ErrNoGround
	}
	t := Trace{Directive: f, Case: c.Facts()}
	if t.Custody, err = w.Tx.Cases.Custody(ctx, f.CaseID); err != nil {
		return t, err
	}
	t.Limits, err = w.traced(ctx, t)
	return t, err
}

func (w *Work) traced(ctx context.Context, t Trace) ([]supervision.Limit, error) {
	bound := supervision.Bound{Proceedings: map[string]org.ID{}, Handoffs: map[string]map[string]org.ID{}, Stays: t.Custody}
	own, err := w.Tx.Proceedings.OfCase(ctx, t.Case.ID)
	if err != nil {
		return nil, err
	}
	for _, p := range own {
		bound.Proceedings["proceeding/"+string(p.ID)] = p.Organization
	}
	sent, err := w.Tx.Referrals.OfCase(ctx, t.Case.ID)
	if err != nil {
		return nil, err
	}
	for _, r := range sent {
		bound.Handoffs["referral/"+string(r.ID)] = map[string]org.ID{"": r.To, "referral.sender_answer": r.From, "referral.acknowledge": r.From, "referral.superior": r.Superior}
	}
	clocks, err := w.Tx.Clocks.OfCase(ctx, t.Case.ID)
	if err != nil {
		return nil, err
	}
	kept := map[org.ID]bool{}
	var failed error
	limits := bound.Limits(clocks, w.Now, func(id org.ID) bool {
		keep, known := kept[id]
		if !known && failed == nil {
			o, err := w.Tx.Directory.Get(ctx, id)
			keep, failed = err == nil && directive.Directed(o.Kind), err
			kept[id] = keep
		}
		return keep
	})
	return limits, failed
}
