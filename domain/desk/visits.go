package desk

import (
	"context"

	"liandong/domain/cases"
	"liandong/domain/channel"
	"liandong/domain/fault"
	"liandong/domain/reception"
	"liandong/domain/who"
)

// Ending is what became of a visit: the case it belongs to where it was
// linked, the way that was shown where the visitor was guided.
type Ending struct {
	Outcome reception.Outcome
	CaseID  cases.ID
	Route   channel.Route
}

// EndVisit records for the reception's windows what became of a visit, once.
// «Registered» is written by the registration itself. It returns
// reception.ErrEnded or an Invalid fault naming the field.
func (w *Work) EndVisit(ctx context.Context, id string, in Ending) (reception.Visit, error) {
	v, _, err := w.Visit(ctx, id, who.VisitCheckIn)
	if err != nil {
		return v, err
	}
	if v.Outcome != "" {
		return v, reception.ErrEnded
	}
	if err := w.checkEnding(ctx, v, in); err != nil {
		return v, err
	}
	v.Outcome, v.Route, v.EndedAt = in.Outcome, in.Route, w.Now
	if in.Outcome == reception.Linked {
		v.CaseID = string(in.CaseID)
	}
	if err := w.Tx.Receptions.PutVisit(ctx, v); err != nil {
		return v, err
	}
	w.touch("visit/%s", id)
	return v, w.record(ctx, "", deed{action: "visit.ended", subject: "visit/" + id, payload: map[string]any{"outcome": in.Outcome, "route": in.Route}})
}

func (w *Work) checkEnding(ctx context.Context, v reception.Visit, in Ending) error {
	var c fault.Check
	var all []reception.Outcome
	for _, o := range reception.Outcomes {
		all = append(all, o.Code)
	}
	code(&c, "/outcome", in.Outcome, all)
	if in.Outcome == reception.Registered {
		c.Add("/outcome", "registers_itself", "请从这次来访登记事项，登记后自动写明", "register the matter from this visit: that records it")
	}
	if in.Outcome == reception.Guided {
		if _, known := channel.Find(in.Route); !known {
			c.Add("/route", "unknown_code", "请选择引导到哪个途径", "say which way was shown")
		}
	}
	if err := c.Err(); err != nil || in.Outcome != reception.Linked {
		return err
	}
	if v.CaseID != "" && v.CaseID != string(in.CaseID) {
		return fault.Invalid("/case_id", "another_case", "这次来访已经关联另一件事项", "this visit belongs to another case already")
	}
	if _, err := w.Case(ctx, in.CaseID, who.CaseFile); err != nil {
		if fault.Of(err) == nil {
			return err
		}
		return fault.Invalid("/case_id", "unknown_case", "没有这件案件，或不属于本单位经办", "there is no such case within your organisation's sight")
	}
	return nil
}

// LeaveReception gives a lawyer's seat back before the reception begins, so
// that a colleague can take it. It returns reception.ErrBegun or reception.ErrNotHere.
func (w *Work) LeaveReception(ctx context.Context, id string) (reception.Reception, error) {
	if err := w.MayOwn(who.ReceptionJoin); err != nil {
		return reception.Reception{}, err
	}
	r, err := w.Tx.Receptions.Get(ctx, id)
	if err != nil {
		return r, err
	}
	if !w.Now.Before(r.StartsAt) {
		return r, reception.ErrBegun
	}
	if !r.Seated(w.Actor.User) {
		return r, reception.ErrNotHere
	}
	if err := w.Tx.Receptions.Unseat(ctx, id, w.Actor.User); err != nil {
		return r, err
	}
	if err := w.record(ctx, "", deed{action: "reception.left", subject: "reception/" + id}); err != nil {
		return r, err
	}
	return w.Tx.Receptions.Get(ctx, id)
}
