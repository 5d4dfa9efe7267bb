package desk

import (
	"context"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/clock"
	"liandong/domain/journal"
	"liandong/domain/referral"
)

// Moved is a clock whose last day a new holiday notice changed; empty was, or is, not known.
type Moved struct {
	Clock string        `json:"clock"`
	Rule  string        `json:"rule"`
	Was   calendar.Date `json:"was"`
	Is    calendar.Date `json:"is"`
}

// Recalendar computes a case's live clocks again by the calendar now in force.
// It returns the case's number and the clocks whose day moved; where none did,
// nothing is written.
func (w *Work) Recalendar(ctx context.Context, id cases.ID) (string, []Moved, error) {
	c, err := w.Tx.Cases.Get(ctx, id)
	if err != nil {
		return "", nil, err
	}
	if err := w.watch(ctx, id); err != nil {
		return "", nil, err
	}
	var moved []Moved
	for _, x := range w.clocks {
		if !x.Live() || x.CalendarVersion == w.Calendar.Version() {
			continue
		}
		was := x.Running
		if err := w.recompute(x); err != nil {
			return "", nil, err
		}
		if x.DueOn == was.DueOn && x.LiteralOn == was.LiteralOn && x.LatestOn == was.LatestOn {
			continue
		}
		w.mark(x)
		moved = append(moved, Moved{Clock: x.ID, Rule: x.Rule, Was: was.DueOn, Is: x.DueOn})
		w.tell(journal.Event{Kind: "clock.moved", CaseID: string(id), Subject: x.Of, On: w.Today(), Code: x.Rule})
		if err := w.redate(ctx, x, lastDayOf(was)); err != nil {
			return "", nil, err
		}
	}
	if len(moved) == 0 {
		return "", nil, nil
	}
	return c.Facts().Number, moved, w.settle(ctx, c, deed{action: "clock.recomputed", subject: "case/" + string(id), payload: map[string]any{"calendar": w.Calendar.Version(), "moved": moved}})
}

// redate lets a referral's own day of answer follow the clock that keeps it.
func (w *Work) redate(ctx context.Context, x *watched, was calendar.Date) error {
	id := x.subject("referral/")
	if id == "" || x.Kind == clock.Right {
		return nil
	}
	r, err := w.Tx.Referrals.Get(ctx, referral.ID(id))
	if err != nil {
		return err
	}
	if !r.Redate(was, lastDayOf(x.Running)) {
		return nil
	}
	w.touch("referral/%s", id)
	return w.Tx.Referrals.Put(ctx, r)
}
