package desk

import (
	"context"
	"strings"

	"liandong/domain/cases"
	"liandong/domain/decision"
	"liandong/domain/fault"
	"liandong/domain/figures"
	"liandong/domain/journal"
	"liandong/domain/org"
	"liandong/domain/who"
)

// Decisions keeps the register of major decisions and which cases are about
// them. Get returns who.ErrNotVisible if there is none; Put returns
// cases.ErrStale if it changed since it was read.
type Decisions interface {
	Get(ctx context.Context, id decision.ID) (decision.Facts, error)
	Add(ctx context.Context, f decision.Facts) error
	Put(ctx context.Context, f decision.Facts) error
	// LinksOf lists the decisions that a case is about, the first linked first.
	LinksOf(ctx context.Context, id cases.ID) ([]decision.Link, error)
	Link(ctx context.Context, l decision.Link) error
	// Unlink tells whether there was such a link.
	Unlink(ctx context.Context, id cases.ID, d decision.ID) (bool, error)
	// Carry gives the links of one case to another that goes on in its place.
	Carry(ctx context.Context, from, to cases.ID) error
	// Linked counts the cases that are about a decision; accusations count nowhere.
	Linked(ctx context.Context, id decision.ID) (int64, error)
}

// ErrUnknownDecision refuses a decision that the desk does not find in its area.
var ErrUnknownDecision = fault.Invalid("/decision_id", "unknown_decision", "本区划内没有这项决策，请重新选择", "there is no such decision in your area: choose another")

// RegisterDecision enters what the actor's organisation, or to a supervisor one
// below it, decided. It returns an Invalid fault naming the field, or decision.ErrMaker.
func (w *Work) RegisterDecision(ctx context.Context, in decision.Facts) (decision.Facts, error) {
	if err := w.MayOwn(who.DecisionKeep); err != nil {
		return in, err
	}
	if in.Organization == "" {
		in.Organization = w.Actor.Organization
	}
	maker, err := w.organization(ctx, in.Organization, "/organization_id")
	if err != nil {
		return in, err
	}
	keeps, err := w.keepsDecisionsOf(ctx, in.Organization)
	if err != nil {
		return in, err
	}
	if !keeps {
		return in, fault.Invalid("/organization_id", "not_led", "只能登记本单位的决策；督办单位可以登记下级单位的", "only your own organisation's decisions; as a supervisor, also those of one below it")
	}
	if !decision.Makes(maker.Kind) {
		return in, decision.ErrMaker
	}
	if err := w.checkDecision(ctx, in, maker); err != nil {
		return in, err
	}
	in.ID, in.EnteredBy, in.By, in.EnteredAt, in.Taken, in.Version = decision.ID(w.NewID()), w.Actor.Organization, w.Actor.User, w.Now, nil, 1
	in.Title, in.Text = strings.TrimSpace(in.Title), strings.TrimSpace(in.Text)
	if err := w.Tx.Decisions.Add(ctx, in); err != nil {
		return in, err
	}
	return in, w.decided(ctx, in, "decision.registered", "", map[string]any{"organization": in.Organization, "decided_on": in.DecidedOn, "region": in.Region})
}

// checkDecision checks what is written, and that the area lies where its maker works.
func (w *Work) checkDecision(ctx context.Context, in decision.Facts, maker org.Organization) error {
	var c fault.Check
	in.Check(&c, w.Today())
	known, err := w.Tx.Directory.Region(ctx, in.Region)
	if err != nil {
		return err
	}
	if !known || !strings.HasPrefix(in.Region, maker.Region) {
		c.Add("/region", "unknown_region", "请选择该单位所在区划以内的区划", "choose an area within the region of the organisation that decides")
	}
	return c.Err()
}

// keepsDecisionsOf tells whether the actor keeps the decisions of an organisation:
// a head and a supervisor their own, a supervisor those below as well.
func (w *Work) keepsDecisionsOf(ctx context.Context, maker org.ID) (bool, error) {
	if !w.Policy.May(w.Actor.Role, []who.Standing{who.Own}, who.DecisionKeep) {
		return false, nil
	}
	heirs, err := w.heirsNow(ctx)
	if err != nil {
		return false, err
	}
	maker = heirs.Of(maker)
	if maker == w.Actor.Organization || w.Actor.Role != who.Supervisor {
		return maker == w.Actor.Organization, nil
	}
	leaders, err := w.Tx.Directory.Leaders(ctx)
	return leaders.Leads(w.Actor.Organization, maker), err
}

// decided writes what was done to the register down; it is of no case.
func (w *Work) decided(ctx context.Context, f decision.Facts, action, reason string, payload map[string]any) error {
	subject := "decision/" + string(f.ID)
	w.touch("%s", subject)
	w.tell(journal.Event{Kind: action, Subject: subject, Organization: f.Organization, On: w.Today()})
	return w.record(ctx, "", deed{action: action, subject: subject, reason: reason, payload: payload})
}

// Decision opens a decision: to the organisation whose it is, to who keeps the
// register of it, and to every desk of its area. To all others it is who.ErrNotVisible.
func (w *Work) Decision(ctx context.Context, id decision.ID, p who.Permission) (decision.Facts, error) {
	if w.MayOwn(who.DecisionRead) != nil {
		return decision.Facts{}, who.ErrNotVisible
	}
	f, err := w.Tx.Decisions.Get(ctx, id)
	if err != nil {
		return f, err
	}
	keeps, err := w.keepsDecisionsOf(ctx, f.Organization)
	if err != nil {
		return f, err
	}
	own, err := w.Tx.Directory.Get(ctx, w.Actor.Organization)
	if err != nil {
		return f, err
	}
	makes, err := w.makes(ctx, f)
	if err != nil {
		return f, err
	}
	if !keeps && !makes && !decision.Near(f.Region, own.Region) {
		return f, who.ErrNotVisible
	}
	if p == who.DecisionKeep && !keeps {
		return f, who.ErrNotAllowed
	}
	return f, w.MayOwn(p)
}

func (w *Work) makes(ctx context.Context, f decision.Facts) (bool, error) {
	heirs, err := w.heirsNow(ctx)
	return heirs.Of(f.Organization) == w.Actor.Organization, err
}

// changeDecision opens a decision for who keeps it, changes it and says so in the log.
func (w *Work) changeDecision(ctx context.Context, id decision.ID, version int, action, reason string, change func(f *decision.Facts) (map[string]any, error)) (decision.Facts, error) {
	f, err := w.Decision(ctx, id, who.DecisionKeep)
	if err != nil {
		return f, err
	}
	if err := matches(version, f.Version); err != nil {
		return f, err
	}
	payload, err := change(&f)
	if err != nil {
		return f, err
	}
	if err := w.Tx.Decisions.Put(ctx, f); err != nil {
		return f, err
	}
	f.Version++
	return f, w.decided(ctx, f, action, reason, payload)
}

// TakeStep enters a step of the assessment that was taken. It returns an Invalid
// fault naming the field, decision.ErrSteps or cases.ErrStale.
func (w *Work) TakeStep(ctx context.Context, id decision.ID, in decision.Taken, version int) (decision.Facts, error) {
	return w.changeDecision(ctx, id, version, "decision.step_taken", "", func(f *decision.Facts) (map[string]any, error) {
		var c fault.Check
		f.CheckStep(&c, in, w.Today())
		if err := c.Err(); err != nil {
			return nil, err
		}
		if len(f.Taken) >= decision.MostSteps {
			return nil, decision.ErrSteps
		}
		in.Result, in.By, in.EnteredAt = strings.TrimSpace(in.Result), w.Actor.User, w.Now
		f.Taken = append(f.Taken, in)
		return map[string]any{"kind": in.Kind, "on": in.On}, nil
	})
}

// CorrectDecision mends what was registered, with a reason; whose decision it is stays.
func (w *Work) CorrectDecision(ctx context.Context, id decision.ID, in decision.Facts, reason string, version int) (decision.Facts, error) {
	return w.changeDecision(ctx, id, version, "decision.corrected", reason, func(f *decision.Facts) (map[string]any, error) {
		var c fault.Check
		text(&c, "/reason", reason)
		if err := c.Err(); err != nil {
			return nil, err
		}
		maker, err := w.Tx.Directory.Get(ctx, f.Organization)
		if err != nil {
			return nil, err
		}
		f.Title, f.Region, f.DecidedOn, f.Text = strings.TrimSpace(in.Title), in.Region, in.DecidedOn, strings.TrimSpace(in.Text)
		return map[string]any{"decided_on": f.DecidedOn, "region": f.Region}, w.checkDecision(ctx, *f, maker)
	})
}

// LinkedCases tells the organisation whose decision it is how many cases are
// about it, nothing where they are too few; anybody else is told nothing.
func (w *Work) LinkedCases(ctx context.Context, f decision.Facts) (n *int64, own bool, err error) {
	if own, err = w.makes(ctx, f); err != nil || !own {
		return nil, false, err
	}
	count, err := w.Tx.Decisions.Linked(ctx, f.ID)
	if err != nil {
		return nil, true, err
	}
	cell := []figures.Cell{{Count: count}}
	figures.Suppress(cell)
	if cell[0].Hidden {
		return nil, true, nil
	}
	return &count, true, nil
}

// LinkDecision says that a case is about a decision. It returns an Invalid
// fault, decision.ErrSealed, ErrLinked or ErrLinks, cases.ErrClosed or cases.ErrStale.
func (w *Work) LinkDecision(ctx context.Context, id cases.ID, d decision.ID, version int) (*cases.Case, error) {
	c, links, err := w.linking(ctx, id, version)
	if err != nil {
		return nil, err
	}
	if err := decision.MayLink(c.Facts()); err != nil {
		return nil, err
	}
	if _, err := w.Decision(ctx, d, who.DecisionRead); fault.Of(err) != nil {
		return nil, ErrUnknownDecision
	} else if err != nil {
		return nil, err
	}
	if len(links) >= decision.MostLinks {
		return nil, decision.ErrLinks
	}
	if err := w.Tx.Decisions.Link(ctx, decision.Link{Case: id, Decision: d, By: w.Actor.User, At: w.Now}); err != nil {
		return nil, err
	}
	return c, w.linked(ctx, c, d, "decision.linked")
}

// UnlinkDecision takes a link back; it returns decision.ErrUnlinked where there is none.
func (w *Work) UnlinkDecision(ctx context.Context, id cases.ID, d decision.ID, version int) (*cases.Case, error) {
	c, _, err := w.linking(ctx, id, version)
	if err != nil {
		return nil, err
	}
	was, err := w.Tx.Decisions.Unlink(ctx, id, d)
	if err == nil && !was {
		err = decision.ErrUnlinked
	}
	if err != nil {
		return nil, err
	}
	return c, w.linked(ctx, c, d, "decision.unlinked")
}

func (w *Work) linking(ctx context.Context, id cases.ID, version int) (*cases.Case, []decision.Link, error) {
	c, err := w.Case(ctx, id, who.CaseAmend)
	if err != nil {
		return nil, nil, err
	}
	if err := matches(version, c.Facts().Version); err != nil {
		return nil, nil, err
	}
	links, err := w.Tx.Decisions.LinksOf(ctx, id)
	return c, links, err
}

func (w *Work) linked(ctx context.Context, c *cases.Case, d decision.ID, action string) error {
	subject := "decision/" + string(d)
	w.tell(journal.Event{Kind: action, CaseID: string(c.Facts().ID), Subject: subject, Organization: w.Actor.Organization, On: w.Today()})
	return w.settle(ctx, c, deed{action: action, subject: subject})
}

// DecisionsOf lists the decisions that a case is about, to who works on it.
func (w *Work) DecisionsOf(ctx context.Context, id cases.ID) ([]decision.Facts, error) {
	if _, _, err := w.See(ctx, id, who.CaseFile); err != nil {
		return nil, err
	}
	links, err := w.Tx.Decisions.LinksOf(ctx, id)
	if err != nil {
		return nil, err
	}
	all := make([]decision.Facts, 0, len(links))
	for _, l := range links {
		f, err := w.Tx.Decisions.Get(ctx, l.Decision)
		if err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return all, nil
}
