// Package directive says what a superior's order about a matter (督办) is: to
// whom, until which day it must be answered, and the answer (信访工作条例 40).
package directive

import (
	"time"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/fault"
	"liandong/domain/lang"
	"liandong/domain/org"
	"liandong/domain/statute"
)

// ID names a directive.
type ID string

// State is where a directive stands.
type State string

// The states.
const (
	Open     State = "open"
	Answered State = "answered"
)

// States lists them, with their names on screen.
var States = map[State]lang.Text{Open: lang.T("待答复", "to be answered"), Answered: lang.T("已答复", "answered")}

// Ground is what the superior saw; 信访工作条例 40 names when it has to act.
type Ground string

// Grounds lists them.
var Grounds = map[Ground]lang.Text{
	"against_rules":   lang.T("违反规定受理、办理", "taken on or handled against the rules"),
	"passed_on":       lang.T("推诿", "passed from one to another"),
	"perfunctory":     lang.T("敷衍", "handled for form's sake"),
	"delayed":         lang.T("拖延", "delayed"),
	"falsified":       lang.T("弄虚作假", "falsified"),
	"not_carried_out": lang.T("拒不执行处理意见", "the opinion is not carried out"),
}

// Facts is a directive as it is kept.
type Facts struct {
	ID         ID
	CaseID     cases.ID
	From, To   org.ID
	Ground     Ground // empty where none was named
	Text       string
	DueOn      calendar.Date
	State      State
	By         string
	GivenAt    time.Time
	Answer     string
	DocumentID string
	AnsweredBy string
	AnsweredAt time.Time
	Decision   string // of a joint conference, where it is an item of one
	Version    int
}

// Late tells whether it was answered, or still waits, after its last day.
func (f Facts) Late(now time.Time) bool {
	if f.State == Answered {
		now = f.AnsweredAt
	}
	return !now.Before(f.DueOn.End())
}

// Longest is how many days a directive may leave for its answer.
const Longest = 90

// The refusals.
var (
	ErrIndependent = fault.New(fault.Violation, "directive.independent", "法院、仲裁机构、行政复议机构依法独立办案，纪检监察机关和调解组织不受督办，不能就案件向其督办", "courts, tribunals and reconsideration bodies decide for themselves, and nobody directs a discipline organ or a mediation committee about a case").
			WithFields(fault.Field{Pointer: "/to", Code: "independent", Detail: lang.T("不能督办的单位", "not an organisation that is directed")})
	ErrAnswered = fault.New(fault.Conflict, "directive.answered", "督办已经答复", "the directive is answered already")
	Cite        = statute.Petition("40条")
)

// Directed tells whether an organisation of a kind may be directed about a case.
func Directed(k org.Kind) bool {
	switch k {
	case org.Court, org.LabourArbitration, org.ArbitrationComm, org.LandArbitration, org.ReconsiderationBody, org.MediationCommittee, org.DisciplineOrgan, org.LawFirm:
		return false
	}
	return true
}

// Check adds what is wrong with an order given on a day, field by field.
func (f Facts) Check(c *fault.Check, today calendar.Date) {
	if f.Ground != "" {
		if _, ok := Grounds[f.Ground]; !ok {
			c.Add("/ground", "unknown_code", "代码不在可选范围内："+string(f.Ground), "unknown code: "+string(f.Ground))
		}
	}
	switch {
	case !f.DueOn.Valid():
		c.Add("/due_on", "date_invalid", "请填写答复的最后一天", "give the last day for the answer")
	case f.DueOn <= today:
		c.Add("/due_on", "date_past", "答复的最后一天应在今天以后", "the last day for the answer is after today")
	case today.DaysUntil(f.DueOn) > Longest:
		c.Add("/due_on", "too_long", "答复期限最长九十天", "at most ninety days for an answer")
	}
}
