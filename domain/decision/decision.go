// Package decision says what the register of major decisions (重大决策) holds:
// what an organisation decided that touches many people, and which steps of its
// assessment were taken. It shows what is missing and holds nothing up.
package decision

import (
	"slices"
	"strings"
	"time"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/directive"
	"liandong/domain/fault"
	"liandong/domain/lang"
	"liandong/domain/org"
	"liandong/domain/routing"
	"liandong/domain/statute"
)

// ID names a decision.
type ID string

// Kind is a kind of step.
type Kind string

// The kinds of steps.
const (
	Publication  Kind = "publication"
	Hearing      Kind = "hearing"
	Dialogue     Kind = "dialogue"
	Consultation Kind = "consultation"
	Review       Kind = "review"
)

// Step is what a kind of step is called, and where it comes from.
type Step struct {
	Kind  Kind
	Name  lang.Text
	Cite  statute.Citation
	Known routing.Known
}

func article(n string) statute.Citation {
	return statute.Citation{Law: "重大行政决策程序暂行条例", Version: "2019", Article: n}
}

// Steps lists them in their order. The text of the regulations was not read: the
// articles are unconfirmed, and nothing follows from them. For 对话 and 协商 no article is known.
var Steps = []Step{
	{Publication, lang.T("公示", "publication"), article("15条"), routing.Unconfirmed},
	{Hearing, lang.T("听证", "hearing"), article("16条"), routing.Unconfirmed},
	{Dialogue, lang.T("对话", "dialogue"), statute.Citation{}, routing.Unconfirmed},
	{Consultation, lang.T("协商", "consultation"), statute.Citation{}, routing.Unconfirmed},
	{Review, lang.T("实施后评价", "review after implementation"), article("36条"), routing.Unconfirmed},
}

// Basis is the article on assessing what a decision may set off, and how it is known.
var Basis = struct {
	Cite  statute.Citation
	Known routing.Known
}{article("22条"), routing.Unconfirmed}

// Taken is a step that was taken.
type Taken struct {
	Kind      Kind
	On        calendar.Date
	Result    string
	By        string
	EnteredAt time.Time
}

// Facts is a decision as it is kept.
type Facts struct {
	ID           ID
	Organization org.ID // whose decision it is
	Title        string
	Region       string // the area it touches
	DecidedOn    calendar.Date
	Text         string
	EnteredBy    org.ID
	By           string
	EnteredAt    time.Time
	Taken        []Taken
	Version      int
}

// Link says that a case is about a decision. Who works on the case sees it;
// the organisation whose decision it is learns a number and nothing else.
type Link struct {
	Case     cases.ID
	Decision ID
	By       string
	At       time.Time
}

// The bounds of a register that stays light.
const (
	MaxTitle  = 200
	MaxText   = 2000
	MaxResult = 500
	MostSteps = 50
	MostLinks = 20 // decisions that one case is about
	Ahead     = 366
)

// The refusals.
var (
	ErrMaker    = fault.New(fault.Violation, "decision.maker", "法院、仲裁、复议机构、调解组织、纪检监察机关和律师事务所不登记重大决策", "no court, tribunal, reconsideration body, mediation committee, discipline organ or law firm has decisions of this kind")
	ErrSteps    = fault.New(fault.Conflict, "decision.steps", "评估步骤已经登记满五十条", "fifty steps are registered already")
	ErrLinked   = fault.New(fault.Conflict, "decision.linked", "该案已经关联这项决策", "the case is linked to this decision already")
	ErrUnlinked = fault.New(fault.Conflict, "decision.not_linked", "该案没有关联这项决策", "the case is not linked to this decision")
	ErrLinks    = fault.New(fault.Conflict, "decision.links", "一案最多关联二十项决策", "a case is linked to at most twenty decisions")
	ErrSealed   = fault.ByLaw(fault.Conflict, "decision.sealed", "检举控告单独办理，不关联重大决策", "an accusation is handled alone and linked to no decision", statute.Petition("30条"), statute.Petition("46条"))
)

// Makes tells whether an organisation of a kind makes decisions of this kind.
func Makes(k org.Kind) bool { return directive.Directed(k) }

// Check adds what is wrong with a decision as somebody registers it, field by field.
func (f Facts) Check(c *fault.Check, today calendar.Date) {
	c.Words("/title", f.Title, MaxTitle)
	c.Words("/text", f.Text, MaxText)
	switch {
	case !f.DecidedOn.Valid():
		c.Add("/decided_on", "date_invalid", "请填写作出决策的日期，如 2026-11-24", "give the day of the decision as YYYY-MM-DD")
	case today.DaysUntil(f.DecidedOn) > Ahead:
		c.Add("/decided_on", "too_far", "决策日期最多在一年以后", "at most a year ahead")
	}
}

// CheckStep adds what is wrong with a step: it was taken by today, and who
// reviews what was carried out does so after the decision.
func (f Facts) CheckStep(c *fault.Check, s Taken, today calendar.Date) {
	if !slices.ContainsFunc(Steps, func(x Step) bool { return x.Kind == s.Kind }) {
		c.Add("/kind", "unknown_code", "请选择评估步骤", "choose a step")
	}
	c.Words("/text", s.Result, MaxResult)
	switch {
	case !s.On.Valid():
		c.Add("/on", "date_invalid", "日期应为 年-月-日，如 2026-11-24", "give the day as YYYY-MM-DD")
	case s.On > today:
		c.Add("/on", "date_in_future", "日期不能晚于今天", "the day lies in the future: give the day on which it happened")
	case s.Kind == Review && s.On < f.DecidedOn:
		c.Add("/on", "date_too_early", "实施后评价应在决策之后", "a review after implementation comes after the decision")
	}
}

// Missing lists the steps that were not taken, in their order.
func (f Facts) Missing() []Step {
	var all []Step
	for _, s := range Steps {
		if !slices.ContainsFunc(f.Taken, func(t Taken) bool { return t.Kind == s.Kind }) {
			all = append(all, s)
		}
	}
	return all
}

// MayLink returns cases.ErrClosed for a closed case and ErrSealed for an accusation:
// a number that grows by one tells the accused of it.
func MayLink(f cases.Facts) error {
	switch {
	case f.Purpose == cases.Accusation:
		return ErrSealed
	case f.State == cases.Closed:
		return cases.ErrClosed
	}
	return nil
}

// Near tells whether an area and a desk's own region lie one in the other: who
// works there finds the decision.
func Near(area, own string) bool {
	return strings.HasPrefix(area, own) || strings.HasPrefix(own, area)
}
