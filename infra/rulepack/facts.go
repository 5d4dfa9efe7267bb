package rulepack

import (
	"slices"
	"strconv"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"

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
	"skips_levels": "petition.skips_levels", "pending_at_lower_level": "petition.pending_at_lower_level", "as_of": "as_of", "wish": "wish",
}

// unknown is the value of a fact that was not given: what rests on it is
// unknown too, and says for want of which fact.
func unknown(fact string) *types.Unknown { return types.NewUnknown(1, types.NewAttributeTrail(fact)) }

// bind turns facts into variables. What is absent is unknown, never false.
func bind(asOf calendar.Date, f routing.Facts, codes Codes) (cel.Activation, error) {
	vars := map[string]any{"as_of": types.Int(dayNumber(asOf))}
	text := func(name, value string) {
		if value == "" || value == "unknown" {
			vars[name] = unknown(names[name])
			return
		}
		vars[name] = types.String(value)
	}
	truth := func(name string, value *bool) {
		if value == nil {
			vars[name] = unknown(names[name])
			return
		}
		vars[name] = types.Bool(*value)
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
	vars["event_on"] = ref.Val(unknown("event_on"))
	if f.EventOn != "" {
		vars["event_on"] = types.Int(dayNumber(f.EventOn))
	}
	vars["history"] = ref.Val(unknown("history"))
	if f.History != nil {
		vars["history"] = steps(*f.History, f.HistoryIncomplete)
	}
	is := make(map[string]ref.Val, len(codes.Circumstance))
	for code := range codes.Circumstance {
		is[code] = unknown("circumstances." + code)
	}
	for _, code := range f.Circumstances {
		is[code] = types.True
	}
	for _, code := range f.CircumstancesRuledOut {
		is[code] = types.False
	}
	vars["is"] = types.DefaultTypeAdapter.NativeToValue(is)
	return cel.NewActivation(vars)
}

// steps gives the history as conditions read it. A day that was not given is
// unknown, and so is everything about what else may have happened.
func steps(history []routing.Step, more bool) ref.Val {
	all := make([]ref.Val, 0, len(history)+1)
	add := func(procedure, status, on ref.Val) {
		step := map[string]ref.Val{"procedure": procedure, "status": status, "on": on}
		all = append(all, types.DefaultTypeAdapter.NativeToValue(step))
	}
	for _, h := range history {
		on := ref.Val(unknown("history.on"))
		if h.On != "" {
			on = types.Int(dayNumber(h.On))
		}
		add(types.String(h.Procedure), types.String(h.Status), on)
	}
	if more {
		untold := unknown("history")
		add(untold, untold, untold)
	}
	return types.DefaultTypeAdapter.NativeToValue(all)
}
