// Package supervision says what needs a superior now, and how soon: states,
// clocks and reasons of cases, never words of a mediation, never persons.
package supervision

import (
	"bytes"
	_ "embed" // the days are data
	"encoding/json"
	"strings"

	"liandong/domain/calendar"
	"liandong/domain/lang"
	"liandong/domain/org"
	"liandong/domain/statute"
)

// Kind is why a case needs its superior.
type Kind string

// The kinds, the most urgent first.
const (
	Overdue      Kind = "overdue"
	Directive    Kind = "directive"
	LeadReview   Kind = "lead_review"
	Contested    Kind = "contested"
	Soon         Kind = "soon"
	LapsedTwice  Kind = "lapsed_twice"
	Confirmation Kind = "confirmation"
	Idle         Kind = "idle"
	Informed     Kind = "informed"
)

// Reason is a kind with its words and where it is written that a superior sees to it.
type Reason struct {
	Kind Kind
	Name lang.Text
	Cite statute.Citation
}

// Reasons lists the kinds in the order in which they are shown.
var Reasons = []Reason{
	{Overdue, lang.T("期限已过，尚未办理", "the time limit is over and it is not done"), statute.Petition("40条")},
	{Directive, lang.T("本单位的督办尚未答复", "this organisation's directive is not answered"), statute.Petition("40条")},
	{LeadReview, lang.T("包案的复查日已过", "the review day of a lead official is over"), statute.Petition("18条")},
	{Contested, lang.T("管辖有争议，等待指定", "contested: a designation is awaited"), statute.Petition("24条")},
	{Soon, lang.T("期限将在三个工作日内届满", "the time limit ends within three working days"), statute.Petition("40条")},
	{LapsedTwice, lang.T("两次移送都逾期未答复", "two handoffs went unanswered"), statute.Petition("40条")},
	{Confirmation, lang.T("申请司法确认的期间将届满", "the time to ask for judicial confirmation is ending"), statute.Citation{}},
	{Idle, lang.T("较长时间没有进展", "no step for some time"), statute.Petition("40条")},
	{Informed, lang.T("依法独立办理单位的期限，仅供了解", "a day of a body that decides for itself, for information only"), statute.Citation{}},
}

// Known tells whether there is such a kind.
func Known(k Kind) bool { return ReasonOf(k).Kind != "" }

// ReasonOf finds a kind's words; empty where there is no such kind.
func ReasonOf(k Kind) Reason {
	for _, r := range Reasons {
		if r.Kind == k {
			return r
		}
	}
	return Reason{}
}

// The reach of what is near, in working days.
const (
	Near    = 3 // of a time limit
	Closing = 5 // of the time to ask for confirmation: two sides have to go together
)

// NearDay is the last day within n working days of a day. Where the year's
// notice is not published it counts every weekday; nothing is judged by it.
func NearDay(cal calendar.Calendar, today calendar.Date, n int) calendar.Date {
	day, _ := calendar.AddWorkdays(cal, today, n, nil)
	return day
}

// WorkdaysLeft counts the working days after today up to a day, negative where
// the day is past. It stops at ninety days away: nil.
func WorkdaysLeft(cal calendar.Calendar, today, due calendar.Date) *int {
	if !due.Valid() {
		return nil
	}
	from, to, sign := today, due, 1
	if due < today {
		from, to, sign = due, today, -1
	}
	if from.DaysUntil(to) > 90 {
		return nil
	}
	n := 0
	for d := from; d < to; {
		next, _ := calendar.AddWorkdays(cal, d, 1, nil)
		if next > to {
			break
		}
		d = next
		n++
	}
	n *= sign
	return &n
}

// Independent holds of who decides for itself: a superior is told of its days
// and is offered nothing to do about them.
func Independent(k org.Kind) bool {
	switch k {
	case org.Court, org.LabourArbitration, org.ArbitrationComm, org.LandArbitration, org.ReconsiderationBody:
		return true
	}
	return false
}

// IndependentKinds lists them.
func IndependentKinds() []org.Kind {
	return []org.Kind{org.Court, org.LabourArbitration, org.ArbitrationComm, org.LandArbitration, org.ReconsiderationBody}
}

// Patience is how many days without a step are long, for cases of a category
// and below it, held by a kind of organisation; empty is every one.
type Patience struct {
	Category string   `json:"category,omitempty"`
	Kind     org.Kind `json:"kind,omitempty"`
	Days     int      `json:"days"`
}

//go:embed idle.jsonl
var idle []byte

// Patiences lists them as they come with the program, the one that is first to
// fit holds; the last fits every case.
var Patiences = read(idle)

func read(lines []byte) (all []Patience) {
	for line := range bytes.Lines(lines) {
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		var p Patience
		if err := json.Unmarshal(line, &p); err != nil {
			panic("supervision: idle.jsonl: " + err.Error())
		}
		all = append(all, p)
	}
	return all
}

// Fits tells whether it is meant for a case of a category held by a kind of organisation.
func (p Patience) Fits(category string, k org.Kind) bool {
	below := p.Category == "" || category == p.Category || strings.HasPrefix(category, p.Category+".")
	return below && (p.Kind == "" || p.Kind == k)
}

// DaysFor is how many days without a step are long for a case.
func DaysFor(all []Patience, category string, k org.Kind) int {
	for _, p := range all {
		if p.Fits(category, k) {
			return p.Days
		}
	}
	return 30
}
