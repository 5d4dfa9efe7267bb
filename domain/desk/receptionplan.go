package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"liandong/domain/fault"
	"liandong/domain/org"
	"liandong/domain/reception"
	"liandong/domain/who"
)

// Plan is a reception to be held.
type Plan struct {
	Place         string
	StartsAt      time.Time
	EndsAt        time.Time
	Host          org.ID
	Lead          string
	LawyersWanted int
	Public        bool
}

// PlanReception schedules a reception at the actor's own organisation or at one below it.
func (w *Work) PlanReception(ctx context.Context, in Plan) (reception.Reception, error) {
	if err := w.MayOwn(who.ReceptionPlan); err != nil {
		return reception.Reception{}, err
	}
	if in.Host == "" {
		in.Host = w.Actor.Organization
	}
	if err := w.checkPlan(ctx, in); err != nil {
		return reception.Reception{}, err
	}
	r := reception.Reception{
		ID: w.NewID(), Place: in.Place, StartsAt: in.StartsAt, EndsAt: in.EndsAt, Host: in.Host, Lead: in.Lead,
		LawyersWanted: in.LawyersWanted, Public: in.Public, Version: 1,
	}
	if err := w.Tx.Receptions.Add(ctx, r); err != nil {
		return r, err
	}
	return r, w.record(ctx, "", deed{action: "reception.planned", subject: "reception/" + r.ID, payload: map[string]any{"place": in.Place, "starts_at": in.StartsAt}})
}

func (w *Work) checkPlan(ctx context.Context, in Plan) error {
	var c fault.Check
	if in.Place == "" {
		c.Add("/place", "required", "请填写接访地点", "say where")
	}
	limit(&c, "/place", in.Place, 200)
	limit(&c, "/lead", in.Lead, 200)
	if in.StartsAt.IsZero() {
		c.Add("/starts_at", "required", "请填写开始时间", "say when it starts")
	}
	if !in.EndsAt.After(in.StartsAt) {
		c.Add("/ends_at", "date_too_early", "结束时间应晚于开始时间", "the end must come after the start")
	} else if !in.EndsAt.After(w.Now) {
		c.Add("/ends_at", "date_in_past", "接访时间已经过去", "the reception would be over already")
	}
	if in.LawyersWanted < 0 || in.LawyersWanted > 50 {
		c.Add("/lawyers_wanted", "out_of_range", "律师人数应在0至50之间", "between 0 and 50")
	}
	leaders, err := w.Tx.Directory.Leaders(ctx)
	if err != nil {
		return err
	}
	if _, err := w.organization(ctx, in.Host, "/host_organization"); err != nil {
		if fault.Of(err) == nil {
			return err
		}
		c.Add("/host_organization", "unknown_organization", "没有这个单位", "there is no such organisation")
	} else if in.Host != w.Actor.Organization && !leaders.Leads(w.Actor.Organization, in.Host) {
		c.Add("/host_organization", "not_below", "只能安排本单位或者下级单位的接访", "only at your own organisation or one below it")
	}
	return c.Err()
}

// CancelReception says that a reception does not take place, and why; who is in
// its queue already is called by the window. It returns who.ErrNotVisible to who
// does not plan there, reception.ErrCancelled, ErrBegun or cases.ErrStale.
func (w *Work) CancelReception(ctx context.Context, id, words string) (reception.Reception, error) {
	return w.changeReception(ctx, id, "reception.cancelled", words, nil, func(r *reception.Reception) error { return r.Cancel(strings.TrimSpace(words), w.Now) })
}

// MoveReception holds a reception at another time or place, with a reason. It
// returns what CancelReception returns, or reception.ErrUnmoved.
func (w *Work) MoveReception(ctx context.Context, id, place string, starts, ends time.Time, words string) (reception.Reception, error) {
	payload := map[string]any{"place": place, "starts_at": starts}
	return w.changeReception(ctx, id, "reception.moved", words, payload, func(r *reception.Reception) error {
		if place == "" {
			place = r.Place
		}
		if err := w.checkPlan(ctx, Plan{Place: place, StartsAt: starts, EndsAt: ends, Host: r.Host, Lead: r.Lead, LawyersWanted: r.LawyersWanted}); err != nil {
			return err
		}
		return r.Move(place, starts, ends, strings.TrimSpace(words), w.Now)
	})
}

func (w *Work) changeReception(ctx context.Context, id, action, words string, payload map[string]any, change func(*reception.Reception) error) (reception.Reception, error) {
	if err := w.MayOwn(who.ReceptionPlan); err != nil {
		return reception.Reception{}, err
	}
	r, err := w.Tx.Receptions.Get(ctx, id)
	if err != nil {
		return r, err
	}
	leaders, err := w.Tx.Directory.Leaders(ctx)
	if err != nil {
		return r, err
	}
	if mine := w.Actor.Organization; mine != r.Host && !leaders.Leads(mine, r.Host) {
		return r, who.ErrNotVisible
	}
	var c fault.Check
	text(&c, "/text", words)
	limit(&c, "/text", words, 500)
	if err := c.Err(); err != nil {
		return r, err
	}
	if err := change(&r); err != nil {
		return r, err
	}
	if err := w.Tx.Receptions.Put(ctx, r); err != nil {
		return r, err
	}
	r.Version++
	return r, w.record(ctx, "", deed{action: action, subject: "reception/" + id, reason: words, payload: payload})
}

// KnowChange notes that a lawyer who sits at a reception knows that it was moved
// or cancelled. It returns reception.ErrNotHere or reception.ErrUnchanged.
func (w *Work) KnowChange(ctx context.Context, id string) (reception.Reception, error) {
	if err := w.MayOwn(who.ReceptionJoin); err != nil {
		return reception.Reception{}, err
	}
	r, err := w.Tx.Receptions.Get(ctx, id)
	if err != nil {
		return r, err
	}
	i := slices.IndexFunc(r.Lawyers, func(s reception.Seat) bool { return s.User == w.Actor.User })
	switch {
	case i < 0:
		return r, reception.ErrNotHere
	case !r.Changed():
		return r, reception.ErrUnchanged
	}
	r.Lawyers[i].Knows = r.Version
	if err := w.Tx.Receptions.Knows(ctx, id, w.Actor.User, r.Version); err != nil {
		return r, err
	}
	return r, w.record(ctx, "", deed{action: "reception.change_known", subject: "reception/" + id, payload: map[string]any{"version": r.Version}})
}
