package desk

import (
	"context"
	"slices"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/clock"
)

// watch loads the case's clocks once per unit of work.
func (w *Work) watch(ctx context.Context, id cases.ID) error {
	if w.loaded == id {
		return nil
	}
	stored, err := w.Tx.Clocks.OfCase(ctx, id)
	if err != nil {
		return err
	}
	fresh := w.clocks // begun before the case had a store
	w.clocks, w.loaded = nil, id
	for _, r := range stored {
		w.clocks = append(w.clocks, &watched{Running: r})
	}
	w.clocks = append(w.clocks, fresh...)
	return nil
}

// turn lets the unit of work go on with another case.
func (w *Work) turn() { w.clocks, w.loaded, w.lates, w.proofs = nil, "", nil, nil }

// start begins a clock by its rule. It must follow watch.
func (w *Work) start(rule, of string, from calendar.Date, partyID string) error {
	due, err := w.Rules.Evaluate(w.Calendar, clock.Request{Rule: rule, StartOn: from})
	if err != nil {
		return err
	}
	r, err := w.Rules.InForce(rule, from)
	if err != nil {
		return err
	}
	if due.CalendarMissing && r.Kind != clock.Right && r.Kind != clock.Procedure {
		due.LatestOn = certain(due)
	}
	w.add(clock.Running{
		Rule: due.Rule, RuleVersion: due.RuleVersion, Kind: r.Kind, Of: of, PartyID: partyID, StartOn: from,
		LiteralOn: due.LiteralOn, DueOn: due.DueOn, LatestOn: due.LatestOn, CalendarMissing: due.CalendarMissing,
	})
	return nil
}

func (w *Work) add(r clock.Running) {
	r.ID, r.CaseID, r.State, r.StartedAt, r.Version = w.NewID(), string(w.loaded), clock.Ticking, w.Now, 1
	r.CalendarVersion = w.Calendar.Version()
	w.clocks = append(w.clocks, &watched{Running: r, fresh: true})
	w.touch("clock/%s", r.ID)
}

// placed counts from the first sending until somebody has the matter for good.
// Sending again, or to another receiver, never begins it anew.
const placed = "referral.placed"

// placing begins that clock unless it runs. It must follow watch.
func (w *Work) placing() error {
	for _, x := range w.clocks {
		if x.Rule == placed && x.Live() {
			return nil
		}
	}
	return w.start(placed, "case", w.Today(), "")
}

// stop ends the live clocks of a thing, and what it still owes on missed ones;
// rules narrows it to some.
func (w *Work) stop(s clock.State, of string, rules ...string) {
	for _, x := range w.clocks {
		if x.Of != of || (len(rules) > 0 && !slices.Contains(rules, x.Rule)) {
			continue
		}
		w.end(x, s)
	}
}

// end ends a live clock, or what is still owed on a missed one.
func (w *Work) end(x *watched, s clock.State) {
	switch {
	case x.Live():
		x.End(s, w.Now)
	case s != clock.Missed && x.Owed():
		x.Done(w.Now)
	default:
		return
	}
	w.mark(x)
}

func (w *Work) mark(x *watched) {
	if !x.dirty && !x.fresh {
		w.touch("clock/%s", x.ID)
	}
	x.dirty = true
}

// lastDay computes a rule's last day without starting a clock.
func (w *Work) lastDay(rule string, from calendar.Date) (calendar.Date, error) {
	due, err := w.Rules.Evaluate(w.Calendar, clock.Request{Rule: rule, StartOn: from})
	if err != nil {
		return "", err
	}
	if due.DueOn == "" {
		return certain(due), nil
	}
	return due.DueOn, nil
}

// safeDay is the last day a paper tells a person of their own right: where the
// year's notice is not published, the literal day, which is never too late.
func (w *Work) safeDay(rule string, from calendar.Date) (calendar.Date, error) {
	due, err := w.Rules.Evaluate(w.Calendar, clock.Request{Rule: rule, StartOn: from})
	if err == nil && due.DueOn == "" {
		return due.LiteralOn, nil
	}
	return due.DueOn, err
}

// longestHoliday is how many days off no State Council notice has exceeded.
const longestHoliday = 10

// certain is a day by which a limit is over however the year's notice, not
// published yet, may turn out: until then nobody is told that they are late,
// and silence has no consequence.
func certain(d clock.Due) calendar.Date { return d.LiteralOn.AddDays(longestHoliday) }

// lastDayOf is when a running clock ends: the day that binds, or while the
// calendar is missing the day by which it is certainly over; empty where that
// cannot be said.
func lastDayOf(x clock.Running) calendar.Date {
	if x.DueOn == "" && x.CalendarMissing {
		return x.LatestOn
	}
	return x.DueOn
}

func (w *Work) flushClocks(ctx context.Context) error {
	for _, x := range w.clocks {
		x.CaseID = string(w.loaded)
		var err error
		switch {
		case x.fresh:
			err = w.Tx.Clocks.Add(ctx, x.Running)
		case x.dirty:
			err = w.Tx.Clocks.Put(ctx, x.Running)
		}
		if err != nil {
			return err
		}
		if x.dirty && !x.fresh {
			x.Version++
		}
		x.fresh, x.dirty = false, false
	}
	return nil
}
