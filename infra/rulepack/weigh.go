package rulepack

import (
	"slices"

	"github.com/google/cel-go/cel"

	"liandong/domain/calendar"
	"liandong/domain/channel"
	"liandong/domain/routing"
)

// weighed is a route while its rules are looked at.
type weighed struct {
	routing.Judged
	opened, barred bool
	maybeOpen      []compiled
	unsure         bool
	preference     int
	bars           []routing.Reason // why it is closed
	scope, asks    *compiled
}

func (j *Judge) route(step channel.Step, asOf calendar.Date, f routing.Facts, vars cel.Activation) (routing.Judged, error) {
	w := weighed{Judged: routing.Judged{Route: step.Route, Channel: step.Channel}}
	for _, texts := range j.rules[step.Route] {
		c, o, err := inForce(texts, asOf, f, vars)
		if err != nil {
			return w.Judged, err
		}
		if c != nil {
			w.weigh(j, *c, o, asOf, f)
		}
	}
	w.conclude(f)
	return w.Judged, nil
}

// inForce finds the text of a rule that decides, and what it says; nil where
// none was in force. While the deciding day is unknown, texts that do not
// agree leave the answer open for want of it.
func inForce(texts []compiled, asOf calendar.Date, f routing.Facts, vars cel.Activation) (*compiled, outcome, error) {
	by := texts[0].Deciding()
	day := asOf
	if starts := startsOf(by, asOf, f); len(starts) > 0 {
		day = starts[len(starts)-1]
	} else if by == "event_on" {
		return undated(texts, asOf, by, vars)
	}
	for i := range texts {
		if texts[i].inForce(day) {
			o, err := texts[i].evaluate(vars)
			return &texts[i], o, err
		}
	}
	return nil, outcome{}, nil
}

// undated judges a rule of which nobody knows the text that decides.
func undated(texts []compiled, asOf calendar.Date, by string, vars cel.Activation) (*compiled, outcome, error) {
	now := &texts[0]
	idle := texts[0].Effect == Requires // what holds where no text is in force
	said := map[bool]bool{}
	whole := [2]bool{}
	var lacking []string
	for i := range texts {
		c := &texts[i]
		if c.inForce(asOf) {
			now = c
		}
		o, err := c.evaluate(vars)
		if err != nil {
			return nil, o, err
		}
		if len(o.missing) > 0 {
			lacking = append(lacking, o.missing...)
		} else {
			said[o.truth] = true
		}
		whole[0], whole[1] = whole[0] || c.From == "", whole[1] || c.Until == ""
	}
	if !whole[0] || !whole[1] {
		said[idle] = true
	}
	switch {
	case len(lacking) > 0 && len(said) > 0, len(said) > 1:
		lacking = append(lacking, by)
	}
	slices.Sort(lacking)
	return now, outcome{truth: said[true], missing: slices.Compact(lacking)}, nil
}

func (r Rule) inForce(on calendar.Date) bool {
	return (r.From == "" || r.From <= on) && (r.Until == "" || on <= r.Until)
}

// weigh lets one rule bear on the route. What is only unconfirmed never closes it.
func (w *weighed) weigh(j *Judge, c compiled, o outcome, asOf calendar.Date, f routing.Facts) {
	unknown := len(o.missing) > 0
	switch c.Effect {
	case Opens:
		switch {
		case unknown:
			w.maybeOpen = append(w.maybeOpen, c)
			w.lack(o.missing)
		case o.truth:
			w.opened = true
			w.reason(c, f)
			w.clocks(j, c, asOf, f)
		}
	case Closes, Requires:
		bars := o.truth == (c.Effect == Closes)
		switch {
		case c.Known == routing.Unconfirmed:
			if !unknown && bars {
				w.warn(c)
			}
		case unknown:
			w.unsure = true
			w.lack(o.missing)
			w.Conditions = append(w.Conditions, c.Text)
			w.change(c)
		case bars:
			w.barred = true
			w.bars = append(w.bars, c.reason(f))
			w.change(c)
		}
	case Warns:
		if !unknown && o.truth {
			w.warn(c)
			w.clocks(j, c, asOf, f)
		}
	case Prefers:
		if !unknown && o.truth {
			w.preference += c.Weight
			w.Preferred = append(w.Preferred, c.reason(f))
		}
	case Scope:
		if !unknown && o.truth {
			w.scope = &c
		}
	case Asks:
		if !unknown && o.truth {
			w.asks = &c
		}
	}
}

// conclude says the verdict. A route that could be barred by a fact nobody
// knows is conditional; one that nothing opens is outside its scope.
func (w *weighed) conclude(f routing.Facts) {
	switch {
	case w.barred:
		w.Verdict, w.Reasons, w.MissingFacts, w.Conditions, w.Clocks = routing.Closed, w.bars, nil, nil, nil
	case !w.opened && len(w.maybeOpen) == 0:
		w.Verdict, w.MissingFacts, w.Conditions, w.WouldChange = routing.Closed, nil, nil, nil
		if w.scope != nil {
			w.Reasons = nil
			w.reason(*w.scope, f)
			w.change(*w.scope)
		}
	case !w.opened || w.unsure:
		w.Verdict = routing.Conditional
		for _, c := range w.maybeOpen {
			if !w.opened {
				w.Conditions = append(w.Conditions, c.Text)
				w.reason(c, f)
			}
		}
	default:
		w.Verdict, w.MissingFacts, w.WouldChange = routing.Open, nil, nil
	}
	if w.Verdict == routing.Closed {
		// What taking the route would cost is no matter while it is closed; how to ask the body is.
		w.Warnings = slices.DeleteFunc(w.Warnings, func(x routing.Warning) bool { return x.Loses != "" })
		if w.asks != nil {
			w.warn(*w.asks)
		}
		w.Preferred = nil
	}
	w.Rank = w.preference
}

func (w *weighed) lack(facts []string) {
	for _, f := range facts {
		if !slices.Contains(w.MissingFacts, f) {
			w.MissingFacts = append(w.MissingFacts, f)
		}
	}
}

func (w *weighed) reason(c compiled, f routing.Facts) {
	w.Reasons = append(w.Reasons, c.reason(f))
}

func (c compiled) reason(f routing.Facts) routing.Reason {
	return routing.Reason{Rule: c.ID, Text: c.Text, Cite: c.Cite, FactsUsed: present(c.used, f), Known: c.Known, Reviewer: c.Reviewer, ReviewedOn: c.ReviewedOn}
}

func (w *weighed) warn(c compiled) {
	w.Warnings = append(w.Warnings, routing.Warning{Code: c.ID, Text: c.Text, Cite: c.Cite, Known: c.Known, Loses: c.Loses})
}

func (w *weighed) change(c compiled) {
	for _, x := range c.WouldChange {
		if !slices.ContainsFunc(w.WouldChange, func(o routing.Change) bool { return o.What == x.What }) {
			w.WouldChange = append(w.WouldChange, routing.Change{What: x.What, Text: x.Text, Cite: x.Cite})
		}
	}
}

// rank orders open before conditional before closed, and within each by preference.
func rank(all []routing.Judged) {
	order := map[routing.Verdict]int{routing.Open: 0, routing.Conditional: 1, routing.Closed: 2}
	index := make([]int, len(all))
	for i := range index {
		index[i] = i
	}
	slices.SortStableFunc(index, func(a, b int) int {
		if d := order[all[a].Verdict] - order[all[b].Verdict]; d != 0 {
			return d
		}
		return all[b].Rank - all[a].Rank
	})
	ranks := make([]int, len(all))
	for place, i := range index {
		ranks[i] = place + 1
	}
	for i := range all {
		all[i].Rank = ranks[i]
	}
}
