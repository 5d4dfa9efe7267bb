package rulepack

import (
	"slices"
	"strings"

	"liandong/domain/calendar"
	"liandong/domain/routing"
)

// clocks shows the time limits a rule brings, one for each day they run from.
func (w *weighed) clocks(j *Judge, c compiled, asOf calendar.Date, f routing.Facts) {
	for _, ref := range c.Clocks {
		starts := startsOf(ref.From, asOf, f)
		if len(starts) == 0 {
			starts = []calendar.Date{""}
		}
		for _, start := range starts {
			h := routing.ClockHint{Rule: ref.Rule, StopsWhileWaiting: ref.Stops, Text: ref.Text, StartOn: start}
			if start != "" {
				h.DueOn, h.LiteralOn, _ = j.due(ref.Rule, start)
			}
			if !slices.ContainsFunc(w.Clocks, func(o routing.ClockHint) bool { return o.Rule == h.Rule && o.StartOn == h.StartOn }) {
				w.Clocks = append(w.Clocks, h)
			}
		}
	}
}

// startsOf finds the days a clock runs from, earliest first: event_on, as_of, or
// each step of the history that fits history:procedure:status or history:group.
func startsOf(from string, asOf calendar.Date, f routing.Facts) []calendar.Date {
	switch from {
	case "event_on":
		if f.EventOn == "" {
			return nil
		}
		return []calendar.Date{f.EventOn}
	case "as_of":
		return []calendar.Date{asOf}
	}
	if f.History == nil {
		return nil
	}
	var all []calendar.Date
	parts := strings.Split(from, ":")
	for _, h := range *f.History {
		if h.On != "" && stepFits(parts[1:], h) && !slices.Contains(all, h.On) {
			all = append(all, h.On)
		}
	}
	slices.Sort(all)
	return all
}

// groups of statuses that a clock may run from, whatever the procedure.
var groups = map[string][]string{
	"agreement": {"agreement", "agreement_breached"},
	"title":     {"judgment_effective", "confirmed_valid", "award_final", "decided"},
}

func stepFits(want []string, h routing.Step) bool {
	if len(want) == 2 {
		return h.Procedure == want[0] && (h.Status == want[1] || want[1] == "any")
	}
	if list, ok := groups[want[0]]; ok {
		return slices.Contains(list, h.Status)
	}
	return h.Status == want[0]
}

// present keeps the facts that were given.
func present(used []string, f routing.Facts) []string {
	out := []string{}
	for _, name := range used {
		if given(name, f) {
			out = append(out, name)
		}
	}
	return out
}

func given(name string, f routing.Facts) bool {
	if code, ok := strings.CutPrefix(name, "circumstances."); ok {
		return slices.Contains(f.Circumstances, code) || slices.Contains(f.CircumstancesRuledOut, code)
	}
	switch name {
	case "purpose":
		return f.Purpose != ""
	case "category":
		return f.Category != ""
	case "relation":
		return f.Relation != ""
	case "event_on":
		return f.EventOn != ""
	case "informed_of_remedies":
		return f.InformedOfRemedies != nil
	case "arbitration_clause":
		return f.ArbitrationClause != ""
	case "history":
		return f.History != nil
	case "consent.applicant":
		return f.Consent != nil && f.Consent.Applicant != ""
	case "consent.respondent":
		return f.Consent != nil && f.Consent.Respondent != ""
	case "joint_application":
		return f.JointApplication != nil
	case "acting_party":
		return f.ActingParty != ""
	case "wish":
		return f.Wish != ""
	}
	return f.Petition != nil
}
