package desk_test

import (
	"context"
	"fmt"
	"slices"

	"liandong/domain/audit"
	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/clock"
	"liandong/domain/desk"
	"liandong/domain/procedure"
	"liandong/infra/secrets"
)

// holds looks at what is so at any time: one custodian and a whole ledger, a
// date for the open case, each date as its rule gives it, and a list of actions
// that is the table's.
func (w *walk) holds(s sight) {
	live := false
	for _, x := range s.clocks {
		live = live || x.Live() && x.Kind != clock.Right
		if x.Rule == clock.PerformanceRule {
			continue
		}
		due, err := w.c.office.Rules.Evaluate(w.c.office.Calendar, x.Request())
		if err != nil || due.DueOn != x.DueOn || due.LiteralOn != x.LiteralOn {
			w.t.Errorf("%s from %s: %s stands, the rule gives %s (%v)", x.Rule, x.StartOn, x.DueOn, due.DueOn, err)
		}
		if x.State == clock.Paused && (x.Ground == "" || x.PausedOn == "") {
			w.t.Errorf("%s stands still without a ground", x.Rule)
		}
	}
	if !live {
		w.t.Errorf("the open case has no date: %+v", s.clocks)
	}
	want := w.permits(s)
	if !slices.Equal(slices.Sorted(slices.Values(s.listed)), want) {
		w.t.Errorf("in %s the list says %v, the table %v", s.facts.State, s.listed, want)
	}
	w.must(w.as(w.house, func(ctx context.Context, x *desk.Work) error {
		stays, err := x.Tx.Cases.Custody(ctx, w.id)
		for i, k := range stays {
			if k.Seq != i+1 || k.Until.IsZero() != (i == len(stays)-1) || i > 0 && !k.From.Equal(stays[i-1].Until) {
				w.t.Errorf("the ledger is not whole: %+v", stays)
			}
		}
		if err == nil && stays[len(stays)-1].Organization != s.holder {
			w.t.Errorf("the ledger ends with %s, the case is with %s", stays[len(stays)-1].Organization, s.holder)
		}
		return err
	}))
}

// permits lists what the handler may do by the table, and more time only where
// a clock runs that the law lets be extended.
func (w *walk) permits(s sight) []procedure.Action {
	var all []procedure.Action
	for _, r := range w.life.Rows {
		if r.From != s.facts.State || r.By != procedure.Handler || slices.Contains(all, r.Do) {
			continue
		}
		if r.Do == procedure.Extend && w.span(s) == (clock.Span{}) {
			continue
		}
		if r.Do == procedure.AskCorrection && len(s.facts.Asked) > 0 {
			continue // defects are named once and completely
		}
		all = append(all, r.Do)
	}
	slices.Sort(all)
	return all
}

// follows looks whether a step did what its row says, and nothing else.
func (w *walk) follows(row procedure.Row, before, after sight, g given) {
	next := row.To
	if next == "<" {
		next = before.facts.Before
	}
	if after.facts.State != next {
		w.t.Errorf("%s in %s led to %s, want %s", row.Do, row.From, after.facts.State, next)
	}
	outcome, result := w.life.Results[next]
	if after.facts.Open() != (before.facts.Open() && !result) {
		w.t.Errorf("%s in %s: open is %t", row.Do, row.From, after.facts.Open())
	}
	if result && before.facts.Open() && outcome != "" && after.facts.Outcome == "" {
		w.t.Errorf("%s in %s ended the work without an outcome", row.Do, row.From)
	}
	if n := len(after.entries) - len(before.entries); row.By != procedure.Handler && n != g.tries || n < g.tries {
		w.t.Errorf("%s in %s left %d entries, want %d", row.Do, row.From, n, g.tries)
	}
	of := "proceeding/" + string(w.p)
	was := map[string]clock.Running{}
	for _, x := range before.clocks {
		was[x.ID] = x
	}
	started := w.starts(row, before, after, g)
	for _, x := range after.clocks {
		old, known := was[x.ID]
		switch {
		case x.Of != of:
		case known && old.Live():
			if want := w.became(row, before, after, old, g); x.State != want {
				w.t.Errorf("%s in %s: %s is %s, want %s", row.Do, row.From, x.Rule, x.State, want)
			}
		case known && x.State != old.State:
			w.t.Errorf("%s in %s: %s, which was %s, is %s", row.Do, row.From, x.Rule, old.State, x.State)
		case !known:
			said := fmt.Sprintf("%s from %s for %s: %s", x.Rule, x.StartOn, x.PartyID, x.State)
			i := slices.Index(started, said)
			if i < 0 {
				w.t.Errorf("%s in %s started %s, want %v", row.Do, row.From, said, started)
				continue
			}
			started = slices.Delete(started, i, i+1)
		}
	}
	if len(started) > 0 {
		w.t.Errorf("%s in %s did not start %v", row.Do, row.From, started)
	}
}

// became says what a clock of the proceeding that was live should be after a step.
func (w *walk) became(row procedure.Row, before, after sight, x clock.Running, g given) clock.State {
	ended := before.facts.Open() && !after.facts.Open()
	all := func(list []string) bool { return slices.Contains(list, x.Rule) || slices.Contains(list, "all") }
	switch {
	case x.ID == g.fired:
		return clock.Missed
	case slices.Contains(row.Ends, x.Rule), ended:
		return clock.Met
	case slices.Contains(row.Ends, "all"):
		return clock.Over
	case x.Rule == "case.review" && len(row.Starts) > 0 && after.facts.Open():
		return clock.Met
	case x.State == clock.Ticking && (all(row.Pauses) || row.To == "suspended" && x.Rule == "case.review"):
		return clock.Paused
	case x.State == clock.Paused && slices.Contains(row.Resumes, x.Rule), x.State == clock.Paused && x.ReviewOn != "" && row.Do == "resume" && (all(row.Resumes) || x.Rule == "case.review"):
		return clock.Ticking
	}
	return x.State
}

// starts says, each in a line, which clocks a step should start.
func (w *walk) starts(row procedure.Row, before, after sight, g given) []string {
	var all []string
	add := func(rule string, from calendar.Date, whose string, state clock.State) {
		all = append(all, fmt.Sprintf("%s from %s for %s: %s", rule, from, whose, state))
	}
	for _, id := range row.Starts {
		r, err := w.c.office.Rules.InForce(id, g.on)
		w.must(err)
		held := func(whose string) bool { // the party has the right already, and the step does not end it
			return r.Kind == clock.Right && slices.ContainsFunc(before.clocks, func(x clock.Running) bool {
				return x.Rule == id && x.Live() && (x.PartyID == "" || x.PartyID == whose) && !slices.Contains(row.Ends, id) &&
					(!before.facts.Open() || after.facts.Open() || x.Of != "proceeding/"+string(w.p))
			})
		}
		switch {
		case r.Backward:
			due, err := w.c.office.Rules.Evaluate(w.c.office.Calendar, clock.Request{Rule: id, StartOn: g.meets})
			w.must(err)
			state := clock.Missed
			if today := calendar.DayOf(w.c.now); due.DueOn >= today {
				state = clock.Met
				if r.Kind == clock.Right {
					state = clock.Ticking
				}
			}
			add(id, g.meets, "", state)
		case slices.Contains(row.Served, id):
			for _, s := range g.served {
				person := s.PartyID == string(w.parties[0].ID)
				if !held(s.PartyID) && (r.Holder == "" || (r.Holder == "person") == person) {
					add(id, s.ServedOn, s.PartyID, clock.Ticking)
				}
			}
		case slices.Contains(row.Since, id):
			from := g.on
			if before.facts.FiledOn != "" {
				from = before.facts.FiledOn
			}
			for _, x := range before.clocks {
				if x.Live() && slices.Contains(row.Ends, x.Rule) && x.Of == "proceeding/"+string(w.p) {
					from = x.StartOn
					break
				}
			}
			add(id, from, "", clock.Ticking)
		case !held(""):
			add(id, g.on, "", clock.Ticking)
		}
	}
	return all
}

// chain checks the whole log of the case, and that its life was told in it.
func (w *walk) chain(s sight) {
	checker := audit.Checker{Hash: secrets.SHA256{}}
	for _, e := range s.entries {
		if b := checker.Next(e, nil); b != nil {
			w.t.Error(b)
		}
	}
	if len(s.entries) < w.steps || s.entries[0].Action != "case.registered" || cases.ID(s.entries[0].CaseID) != w.id {
		w.t.Errorf("%d entries for %d steps", len(s.entries), w.steps)
	}
}
