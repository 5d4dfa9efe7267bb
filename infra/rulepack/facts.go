package rulepack

import (
	"slices"
	"strconv"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/interpreter"

	"liandong/domain/calendar"
	"liandong/domain/channel"
	"liandong/domain/fault"
	"liandong/domain/routing"
)

// validate names every fact that is no fact: unknown codes, impossible days.
func (c Codes) validate(asOf calendar.Date, f routing.Facts) error {
	var check fault.Check
	known := func(pointer, value string, codes map[string]string) {
		if _, ok := codes[value]; value != "" && !ok {
			check.Add(pointer, "unknown_code", "代码不在可选范围内："+value, "unknown code: "+value)
		}
	}
	known("/facts/purpose", f.Purpose, c.Purpose)
	known("/facts/category", f.Category, c.Category)
	known("/facts/relation", f.Relation, c.Relation)
	known("/facts/arbitration_clause", f.ArbitrationClause, c.ArbitrationClause)
	known("/facts/acting_party", f.ActingParty, c.ActingParty)
	if _, ok := channel.Find(f.Wish); f.Wish != "" && !ok {
		check.Add("/facts/wish", "unknown_code", "没有这条途径："+string(f.Wish), "unknown route: "+string(f.Wish))
	}
	if f.Consent != nil {
		known("/facts/consent/applicant", f.Consent.Applicant, c.Consent)
		known("/facts/consent/respondent", f.Consent.Respondent, c.Consent)
	}
	if f.Petition != nil {
		known("/facts/petition/mode", f.Petition.Mode, c.PetitionMode)
	}
	if f.EventOn != "" && !f.EventOn.Valid() {
		check.Add("/facts/event_on", "date_invalid", "日期应为 年-月-日", "give the day as YYYY-MM-DD")
	}
	for i, s := range f.Circumstances {
		at := "/facts/circumstances/" + strconv.Itoa(i)
		known(at, s, c.Circumstance)
		if slices.Contains(f.CircumstancesRuledOut, s) {
			check.Add(at, "contradicts", "同一情形既有又排除", "this is given and ruled out")
		}
	}
	for i, s := range f.CircumstancesRuledOut {
		known("/facts/circumstances_ruled_out/"+strconv.Itoa(i), s, c.Circumstance)
	}
	if f.History != nil {
		c.validateHistory(&check, asOf, *f.History)
	}
	return check.Err()
}

func (c Codes) validateHistory(check *fault.Check, asOf calendar.Date, history []routing.Step) {
	if len(history) > 100 {
		check.Add("/facts/history", "too_many", "历史环节不能超过100项", "at most 100 steps")
		return
	}
	for i, h := range history {
		at := "/facts/history/" + strconv.Itoa(i)
		if !slices.Contains(c.History.Procedures, h.Procedure) {
			check.Add(at+"/procedure", "unknown_code", "没有这种程序："+h.Procedure, "unknown procedure: "+h.Procedure)
		}
		if _, ok := c.History.Statuses[h.Status]; !ok {
			check.Add(at+"/status", "unknown_code", "没有这种状态："+h.Status, "unknown status: "+h.Status)
		}
		if h.On != "" && !h.On.Valid() {
			check.Add(at+"/on", "date_invalid", "日期应为 年-月-日", "give the day as YYYY-MM-DD")
		}
	}
}

// epoch is day zero of the integer days that conditions compare.
const epoch = calendar.Date("1970-01-01")

func dayNumber(d calendar.Date) int64 { return int64(epoch.DaysUntil(d)) }

func dayOf(n int64) calendar.Date { return epoch.AddDays(int(n)) }

// names ties each variable of the conditions to the fact people know it by.
var names = map[string]string{
	"purpose": "purpose", "category": "category", "relation": "relation", "event_on": "event_on", "informed": "informed_of_remedies",
	"clause": "arbitration_clause", "history": "history", "is": "circumstances", "consent_applicant": "consent.applicant",
	"consent_respondent": "consent.respondent", "joint": "joint_application", "acting_party": "acting_party", "mode": "petition.mode",
	"skips_levels": "petition.skips_levels", "pending_at_lower_level": "petition.pending_at_lower_level", "as_of": "as_of", "wish": "wish", "history.on": "history.on",
}

// bind turns facts into variables. What is absent is unknown, never false.
func bind(asOf calendar.Date, f routing.Facts, codes Codes) (cel.PartialActivation, error) {
	vars := map[string]any{"as_of": dayNumber(asOf)}
	var unknown []*interpreter.AttributePattern
	text := func(name, value string) {
		if value == "" || value == "unknown" {
			unknown = append(unknown, cel.AttributePattern(name))
			return
		}
		vars[name] = value
	}
	truth := func(name string, value *bool) {
		if value == nil {
			unknown = append(unknown, cel.AttributePattern(name))
			return
		}
		vars[name] = *value
	}
	text("purpose", f.Purpose)
	text("category", f.Category)
	text("relation", f.Relation)
	text("clause", f.ArbitrationClause)
	text("acting_party", f.ActingParty)
	text("wish", string(f.Wish))
	var consent routing.Consent
	if f.Consent != nil {
		consent = *f.Consent
	}
	text("consent_applicant", consent.Applicant)
	text("consent_respondent", consent.Respondent)
	var petition routing.Petition
	if f.Petition != nil {
		petition = *f.Petition
	}
	text("mode", petition.Mode)
	truth("skips_levels", petition.SkipsLevels)
	truth("pending_at_lower_level", petition.PendingAtLowerLevel)
	truth("informed", f.InformedOfRemedies)
	truth("joint", f.JointApplication)
	if f.EventOn == "" {
		unknown = append(unknown, cel.AttributePattern("event_on"))
	} else {
		vars["event_on"] = dayNumber(f.EventOn)
	}
	if f.History == nil {
		unknown = append(unknown, cel.AttributePattern("history"))
	} else {
		vars["history"] = steps(*f.History, f.HistoryIncomplete)
	}
	is := map[string]bool{}
	for code := range codes.Circumstance {
		switch {
		case slices.Contains(f.Circumstances, code):
			is[code] = true
		case slices.Contains(f.CircumstancesRuledOut, code):
			is[code] = false
		default:
			unknown = append(unknown, cel.AttributePattern("is").QualString(code))
		}
	}
	vars["is"] = is
	return cel.PartialVars(vars, unknown...)
}

// steps gives the history as conditions read it. A day that was not given is
// unknown, and so is everything about what else may have happened.
func steps(history []routing.Step, more bool) []map[string]any {
	all := make([]map[string]any, 0, len(history)+1)
	for _, h := range history {
		step := map[string]any{"procedure": h.Procedure, "status": h.Status, "on": unknownDay}
		if h.On != "" {
			step["on"] = dayNumber(h.On)
		}
		all = append(all, step)
	}
	if more {
		all = append(all, map[string]any{"procedure": unknownStep, "status": unknownStep, "on": unknownStep})
	}
	return all
}

var (
	unknownDay  = types.NewUnknown(1, types.NewAttributeTrail("history.on"))
	unknownStep = types.NewUnknown(1, types.NewAttributeTrail("history"))
)
