package supervision

import (
	"time"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/clock"
	"liandong/domain/org"
)

// Limit is one time limit of a traced matter: of whom something was due, by
// when, and when it was done.
type Limit struct {
	Clock        clock.Running
	Organization org.ID
	DoneOn       calendar.Date // empty where it was not done, or needed doing no more
	LateDays     int           // calendar days between the last day and when it was done, or now
}

// Bound says of whom the limits of a matter were due: the body of its
// proceeding, the side of a handoff whose word was awaited, and of a limit of
// the case itself whoever had the case on its last day.
type Bound struct {
	Proceedings map[string]org.ID            // by subject
	Handoffs    map[string]map[string]org.ID // by subject, then by rule; the general one stands under ""
	Stays       []cases.Stay
}

// To finds who was bound; empty where nobody had the case then.
func (b Bound) To(x clock.Running, now time.Time) org.ID {
	if id, ok := b.Proceedings[x.Of]; ok {
		return id
	}
	if by, ok := b.Handoffs[x.Of]; ok {
		if id, ok := by[x.Rule]; ok {
			return id
		}
		return by[""]
	}
	at := now
	if x.DueOn.Valid() {
		if last := x.DueOn.End().Add(-time.Nanosecond); last.Before(now) {
			at = last
		}
	}
	if !x.EndedAt.IsZero() && x.EndedAt.Before(at) {
		at = x.EndedAt
	}
	held := org.ID("")
	for _, s := range b.Stays {
		if s.From.After(at) {
			break
		}
		held = s.Organization
	}
	return held
}

// traced are the kinds of limits that are somebody's to keep; a party's rights are not.
func traced(x clock.Running) bool {
	switch x.Rule {
	case "case.review", "case.withdrawal", "referral.unseen", clock.PerformanceRule, clock.ReminderRule, clock.DirectiveRule:
		return false
	}
	return x.Kind != clock.Right && x.DueOn != "" && x.State != clock.Over
}

// Limits lists the limits that organisations had to keep, as the ledger has
// them. Who decides for itself is left out by keep: nobody asks it why.
func (b Bound) Limits(all []clock.Running, now time.Time, keep func(org.ID) bool) []Limit {
	var out []Limit
	for _, x := range all {
		id := b.To(x, now)
		if !traced(x) || id == "" || !keep(id) {
			continue
		}
		l := Limit{Clock: x, Organization: id}
		until := now
		switch {
		case x.State == clock.Met:
			until = x.EndedAt
		case !x.DoneAt.IsZero():
			until = x.DoneAt
		}
		if until != now {
			l.DoneOn = calendar.DayOf(until)
		}
		if last := calendar.DayOf(until); last > x.DueOn && x.State != clock.Paused {
			l.LateDays = x.DueOn.DaysUntil(last)
		}
		out = append(out, l)
	}
	return out
}
