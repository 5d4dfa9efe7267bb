package api

import (
	"slices"
	"strings"

	"liandong/api/problem"
	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/desk"
	"liandong/domain/lang"
	"liandong/domain/procedure"
)

// stepIn is what a step of a life takes that has no more to it than its day and its words.
type stepIn struct {
	On     calendar.Date `json:"on,omitempty" doc:"the day it happened; today by default"`
	Proof  *cases.Proof  `json:"proof,omitempty"`
	Reason string        `json:"reason,omitempty" doc:"why another day than today"`
	Text   string        `json:"text,omitempty"`
	Items  []string      `json:"items,omitempty" doc:"ask-correction: every defect, once and completely"`

	Served []procedure.Service `json:"served,omitempty" doc:"on whom the paper of the step was served, where a right runs from it"`
}

// apart lists the steps with a form of their own.
var apart = append([]procedure.Action{
	procedure.Take, procedure.Schedule, procedure.Hold, procedure.Agree, procedure.Terminate, procedure.Suspend, procedure.Resume,
	procedure.Extend, procedure.FileNo, procedure.Close,
}, procedure.Issuing()...)

// dashed is an action as it stands in an address.
func dashed(do procedure.Action) string { return strings.ReplaceAll(string(do), "_", "-") }

// stepRoutes gives every other step of the tables a route.
func stepRoutes() []Route {
	var routes []Route
	for _, do := range procedure.HandlersActions() {
		if slices.Contains(apart, do) {
			continue
		}
		title := procedure.Titles[do].ZH + " · " + procedure.Titles[do].EN
		routes = append(routes, proceedingAct(func(c *Call, in stepIn) (*procedure.Proceeding, error) {
			s := desk.Stepping{On: desk.Day{On: in.On, Proof: in.Proof, Reason: in.Reason}, Text: in.Text, Items: in.Items, Served: in.Served}
			return c.Step(c.ctx, c.proceedingID(), do, s, c.version())
		})("/proceedings/:id/"+dashed(do), title))
	}
	return routes
}

// proceedingActions shows what may be done in a proceeding, each with what the table says follows.
func (c *Call) proceedingActions(f procedure.Facts, all []procedure.Action) []problem.Action {
	list := actions(c, "proceedings", string(f.ID), all, procedure.Titles)
	for i, do := range all {
		if row, ok := f.Row(do); ok {
			list[i].Effect = c.effect(row)
		}
	}
	return list
}

// effect says a row of a life in a sentence or two.
func (c *Call) effect(row procedure.Row) string {
	var parts []string
	names := func(zh, en string, rules []string) {
		var all []string
		for _, id := range rules {
			if r, err := c.Rules.InForce(id, c.Today()); err == nil {
				all = append(all, c.say(r.Name))
			}
		}
		if len(all) > 0 {
			parts = append(parts, c.say(lang.T(zh+strings.Join(all, "、"), en+strings.Join(all, ", "))))
		}
	}
	names("开始计算：", "Time starts: ", row.Starts)
	names("期限到此为止：", "Time ends: ", row.Ends)
	names("期限暂停：", "Time stands still: ", row.Pauses)
	names("期限继续计算：", "Time runs on: ", row.Resumes)
	if !row.Cite.Empty() {
		parts = append(parts, c.say(lang.T("依据："+row.Cite.String(), "Basis: "+row.Cite.String())))
	}
	return strings.Join(parts, c.say(lang.T("；", "; ")))
}
