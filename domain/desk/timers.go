package desk

import (
	"context"

	"liandong/domain/cases"
	"liandong/domain/clock"
	"liandong/domain/fault"
	"liandong/domain/journal"
	"liandong/domain/referral"
)

// RunningClock is one clock of a case, for reading.
type RunningClock struct{ clock.Running }

// ErrFired refuses to fire a clock that no longer runs or is not due.
var ErrFired = fault.New(fault.Conflict, "clock.not_due", "该期限不在运行或者尚未届满", "the clock does not run or is not due")

// Fire lets a clock whose last day is over do what follows from silence. It
// acts once: a clock that has ended meanwhile is ErrFired.
func (w *Work) Fire(ctx context.Context, id string) error { return w.fire(ctx, id, true) }

// Miss ends a clock whose consequence is refused, so that it shows as missed
// and is not tried for ever.
func (w *Work) Miss(ctx context.Context, id string) error { return w.fire(ctx, id, false) }

func (w *Work) fire(ctx context.Context, id string, follow bool) error {
	seen, err := w.Tx.Clocks.Get(ctx, id)
	if err != nil {
		return err
	}
	c, err := w.Tx.Cases.Get(ctx, cases.ID(seen.CaseID))
	if err != nil {
		return err
	}
	if err := w.watch(ctx, c.Facts().ID); err != nil {
		return err
	}
	x := w.find(id)
	if x == nil || x.State != clock.Ticking {
		return ErrFired
	}
	if last := lastDayOf(x.Running); last == "" || w.Now.Before(last.End()) {
		return ErrFired
	}
	x.End(clock.Missed, w.Now)
	x.FiredAt = w.Now
	w.mark(x)
	switch x.Rule {
	case clock.ReminderRule:
		return w.remind(ctx, x, c, "performance.due_soon")
	case clock.PerformanceRule:
		return w.remind(ctx, x, c, "performance.missed")
	case clock.DirectiveRule:
		return w.directiveMissed(ctx, x, c)
	}
	if after, ok := consequences[x.Rule]; ok && follow && x.subject("referral/") != "" {
		if x.Rule != "referral.superior" {
			x.Done(w.Now) // silence was the answer
		}
		return after(w, ctx, referral.ID(x.subject("referral/")))
	}
	if id := x.subject("withdrawal/"); follow && id != "" {
		x.State = clock.Met
		return w.withdrawn(ctx, id, c)
	}
	if follow {
		if done, err := w.lapseApplication(ctx, x, c); done || err != nil {
			return err
		}
		if done, err := w.lapseStep(ctx, x, c); done || err != nil {
			return err
		}
	}
	w.tell(journal.Event{Kind: "clock.missed", CaseID: seen.CaseID, Subject: seen.Of, On: w.Today(), Code: seen.Rule})
	last := &w.events[len(w.events)-1]
	// A party's own right is shown to the party and a failure of nobody's. A limit that was over
	// before an old case came in is shown with the case: thousands at once would hide what is new.
	last.silent = !x.Handling() || overBefore(c.Facts(), x)
	if r, err := w.Rules.InForce(seen.Rule, seen.StartOn); err == nil {
		last.detail = r.Name.ZH
	}
	return w.settle(ctx, c, deed{action: "clock.missed", subject: "clock/" + id, payload: map[string]any{"rule": x.Rule, "due_on": x.DueOn}})
}

// overBefore tells whether a time limit had ended before its case came in with a backlog.
func overBefore(f cases.Facts, x *watched) bool {
	last := lastDayOf(x.Running)
	return f.ImportDigest != "" && last != "" && !f.RegisteredAt.Before(last.End())
}

func (w *Work) find(id string) *watched {
	for _, x := range w.clocks {
		if x.ID == id {
			return x
		}
	}
	return nil
}

// subject is the id of what the clock belongs to, if that is of the kind asked for.
func (x *watched) subject(kind string) string {
	if len(x.Of) > len(kind) && x.Of[:len(kind)] == kind {
		return x.Of[len(kind):]
	}
	return ""
}

// consequences says what the end of a clock does to its referral. Any other
// clock is simply missed, and shows.
var consequences = map[string]func(*Work, context.Context, referral.ID) error{
	"offer.answer": (*Work).lapse,
	"judicial_mediation.organisation_acceptance": (*Work).lapse,
	"petition.objection":                         (*Work).endObjection,
	"referral.contest":                           (*Work).endObjection,
	"referral.sender_answer":                     (*Work).silence,
	"referral.superior":                          (*Work).escalate,
	"referral.acknowledge":                       (*Work).autoAcknowledge,
}

func (w *Work) lapse(ctx context.Context, id referral.ID) error {
	_, err := w.step(ctx, id, "", "", 0, nil, func(r *referral.Referral, _ *cases.Case) (deed, error) {
		return deed{}, r.Lapse(w.Now)
	})
	return err
}

func (w *Work) endObjection(ctx context.Context, id referral.ID) error {
	_, err := w.step(ctx, id, "", "", 0, nil, func(r *referral.Referral, _ *cases.Case) (deed, error) {
		w.stop(clock.Met, "case", placed)
		return deed{action: "referral.objection_ended"}, r.EndObjection(w.Now)
	})
	return err
}

func (w *Work) silence(ctx context.Context, id referral.ID) error {
	_, err := w.step(ctx, id, "", "", 0, nil, func(r *referral.Referral, _ *cases.Case) (deed, error) {
		superior, due, err := w.before(ctx, r.Facts())
		if err != nil {
			return deed{}, err
		}
		if err := r.Silence(superior, due, w.Now); err != nil {
			return deed{}, err
		}
		return deed{}, w.start("referral.superior", "referral/"+string(id), w.Today(), "")
	})
	return err
}

// escalate passes an undecided contest once up; at the top it stays, overdue and in sight.
func (w *Work) escalate(ctx context.Context, id referral.ID) error {
	_, err := w.step(ctx, id, "", "", 0, nil, func(r *referral.Referral, _ *cases.Case) (deed, error) {
		leaders, err := w.Tx.Directory.Leaders(ctx)
		if err != nil {
			return deed{}, err
		}
		d := deed{action: "referral.escalated"}
		above := leaders.Above(r.Facts().Superior)
		if len(above) == 0 {
			return deed{action: "referral.superior_overdue"}, nil
		}
		due, err := w.lastDay("referral.superior", w.Today())
		if err != nil {
			return deed{}, err
		}
		if err := r.Escalate(above[0], due, w.Now); err != nil {
			return deed{}, err
		}
		w.stop(clock.Over, "referral/"+string(id), "referral.superior")
		return d, w.start("referral.superior", "referral/"+string(id), w.Today(), "")
	})
	return err
}

func (w *Work) autoAcknowledge(ctx context.Context, id referral.ID) error {
	_, err := w.Acknowledge(ctx, id, 0)
	return err
}
