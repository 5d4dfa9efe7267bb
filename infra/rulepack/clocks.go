package rulepack

import (
	"slices"
	"strings"

	"liandong/domain/calendar"
	"liandong/domain/routing"
)

// clocks shows the time limits a rule brings, with their days where those are known.
func (w *weighed) clocks(j *Judge, c compiled, asOf calendar.Date, f routing.Facts) {
	for _, ref := range c.Clocks {
		h := routing.ClockHint{Rule: ref.Rule, StopsWhileWaiting: ref.Stops, Text: ref.Text, StartOn: startOf(ref.From, asOf, f)}
		if h.StartOn != "" {
			h.DueOn, h.LiteralOn, _ = j.due(ref.Rule, h.StartOn)
		}
		w.Clocks = append(w.Clocks, h)
	}
}

// startOf finds the day a clock runs from: event_on, as_of, or a step of the
// history as history:procedure:status, history:agreement, history:title.
func startOf(from string, asOf calendar.Date, f routing.Facts) calendar.Date {
	switch from {
	case "event_on":
		return f.EventOn
	case "as_of", "received":
		return asOf
	}
	if f.History == nil {
		return ""
	}
	parts := strings.Split(from, ":")
	on := calendar.Date("")
	for _, h := range *f.History {
		if stepFits(parts[1:], h) {
			on = max(on, h.On)
		}
	}
	return on
}

// groups of statuses that a clock may run from, whatever the procedure.
var groups = map[string][]string{
	"agreement": {"agreement", "agreement_breached"},
	"title":     {"judgment_effective", "confirmed_valid", "award_final", "decided"},
}

func stepFits(want []string, h routing.Step) bool {
	if len(want) == 2 {
		return h.Procedure == want[0] && h.Status == want[1]
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
	}
	return f.Petition != nil
}
