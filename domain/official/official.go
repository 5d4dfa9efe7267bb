// Package official says what a lead official for a hard case (包案领导) is: who
// took it in hand, since when, what was done, and when it is looked at again.
package official

import (
	"strings"
	"time"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/fault"
	"liandong/domain/lang"
	"liandong/domain/org"
	"liandong/domain/statute"
)

// ID names one naming of a lead official.
type ID string

// State is whether the official still leads the case.
type State string

// The states.
const (
	Live  State = "live"
	Ended State = "ended"
)

// States lists them, with their names on screen.
var States = map[State]lang.Text{Live: lang.T("包案中", "leads the case"), Ended: lang.T("已结束", "ended")}

// Ending is why an official leads a case no more.
type Ending string

// The endings: the first three are a person's word, the others follow from
// what happened to the case.
const (
	Solved   Ending = "solved"
	Replaced Ending = "replaced"
	Other    Ending = "other"
	Closed   Ending = "case_closed"
	Left     Ending = "case_left"
)

// Endings lists them, with their names on screen.
var Endings = map[Ending]lang.Text{
	Solved: lang.T("问题已经化解", "the matter is solved"), Replaced: lang.T("改由他人包案", "somebody else takes it in hand"), Other: lang.T("其他", "another reason"),
	Closed: lang.T("案件办结", "the case was closed"), Left: lang.T("案件转到不设包案领导的单位", "the case went to who has no lead official"),
}

// Said lists the endings that a person may give.
var Said = []Ending{Solved, Replaced, Other}

// Code is what the official did.
type Code string

// Codes lists what an official does, in the order of the screen.
var Codes = []Code{"met_party", "convened", "visited", "decided", "other"}

// Names says them in words.
var Names = map[Code]lang.Text{
	"met_party": lang.T("约见当事人", "met the party"), "convened": lang.T("召集会商", "convened the organisations"), "visited": lang.T("实地走访", "went there"),
	"decided": lang.T("作出决定", "decided"), "other": lang.T("其他", "other"),
}

// Facts is one naming as it is kept.
type Facts struct {
	ID           ID
	CaseID       cases.ID
	From         org.ID // who named the official
	Organization org.ID // the official's own
	Name, Post   string
	Reason       string
	FromOn       calendar.Date
	ReviewOn     calendar.Date
	State        State
	By           string
	NamedAt      time.Time
	Ending       Ending
	EndReason    string
	EndedBy      string
	EndedAt      time.Time
	Version      int
}

// Step is one thing that the official did, as one of the two organisations
// wrote it down.
type Step struct {
	ID           string
	OfficialID   ID
	CaseID       cases.ID
	Code         Code
	On           calendar.Date
	Text         string
	Organization org.ID // who wrote it down
	By           string
	At           time.Time
}

// The bounds.
const (
	MostSteps    = 200 // of one naming
	LongestName  = 60
	LongestAhead = 30  // days until it begins
	Longest      = 180 // days until it is looked at again
)

// The refusals.
var (
	Cite           = statute.Petition("18条")
	ErrIndependent = fault.New(fault.Violation, "official.independent", "法院、仲裁机构、行政复议机构依法独立办案，纪检监察机关和调解组织的案件也不设包案领导", "courts, tribunals and reconsideration bodies decide for themselves; they, a discipline organ and a mediation committee have no lead official")
	ErrLed         = fault.New(fault.Conflict, "official.led", "这件事已经有包案领导，请先结束再另定", "the case has a lead official: end that first")
	ErrEnded       = fault.New(fault.Conflict, "official.ended", "该包案已经结束", "the official leads the case no more")
	ErrFull        = fault.New(fault.Conflict, "official.full", "记录已满二百条，请结束后另定", "two hundred steps are written down: end it and name anew")
	ErrCaseClosed  = fault.New(fault.Conflict, "official.case_closed", "案件已经办结，不能确定包案领导", "the case is closed: it takes no lead official")
)

// Check adds what is wrong with a naming on a day of a case that was received
// on another, field by field.
func (f Facts) Check(c *fault.Check, received, today calendar.Date) {
	c.Words("/name", f.Name, LongestName)
	c.Words("/post", f.Post, LongestName)
	switch {
	case !f.FromOn.Valid():
		c.Add("/from_on", "date_invalid", "请填写从哪一天起包案", "give the day from which the official leads the case")
	case f.FromOn < received:
		c.Add("/from_on", "date_too_early", "包案不能早于收到这件事的那一天", "the case was received after that day")
	case today.DaysUntil(f.FromOn) > LongestAhead:
		c.Add("/from_on", "too_long", "最多提前三十天确定", "at most thirty days ahead")
	}
	CheckReview(c, f.ReviewOn, today)
}

// CheckReview adds what is wrong with the next review day.
func CheckReview(c *fault.Check, on, today calendar.Date) {
	switch {
	case !on.Valid():
		c.Add("/review_on", "date_invalid", "请填写下次复查日", "give the next review day")
	case on <= today:
		c.Add("/review_on", "date_past", "下次复查日应在今天以后", "the next review day is after today")
	case today.DaysUntil(on) > Longest:
		c.Add("/review_on", "too_long", "下次复查日最长一百八十天", "at most a hundred and eighty days until the next review")
	}
}

// Check adds what is wrong with a step of a naming.
func (s Step) Check(c *fault.Check, f Facts, today calendar.Date) {
	if _, ok := Names[s.Code]; !ok {
		c.Add("/code", "unknown_code", "代码不在可选范围内："+string(s.Code), "unknown code: "+string(s.Code))
	}
	switch {
	case !s.On.Valid():
		c.Add("/on", "date_invalid", "日期应为 年-月-日，如 2026-11-24", "give the day as YYYY-MM-DD")
	case s.On > today:
		c.Add("/on", "date_in_future", "日期不能晚于今天", "the day lies in the future: give the day on which it happened")
	case s.On < f.FromOn:
		c.Add("/on", "date_too_early", "日期早于包案的第一天（"+string(f.FromOn)+"）", "the day lies before the official led the case ("+string(f.FromOn)+")")
	}
}

// End ends a naming. It returns ErrEnded the second time.
func (f *Facts) End(e Ending, reason, by string, at time.Time) error {
	if f.State != Live {
		return ErrEnded
	}
	f.State, f.Ending, f.EndReason, f.EndedBy, f.EndedAt = Ended, e, strings.TrimSpace(reason), by, at
	return nil
}
