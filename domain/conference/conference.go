// Package conference says what a decision of a joint conference (联席会议) is:
// who took part on which day, what was decided about which cases. What an
// organisation is to do by a day is a directive with the decision as its source.
package conference

import (
	"fmt"
	"slices"
	"time"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/directive"
	"liandong/domain/fault"
	"liandong/domain/org"
	"liandong/domain/statute"
)

// ID names a decision.
type ID string

// Decision is what a joint conference decided, as the organisation that led it
// wrote it down. It is not changed: what is decided anew is another decision.
type Decision struct {
	ID       ID
	From     org.ID
	HeldOn   calendar.Date
	TookPart []org.ID // beside From
	Matters  []Matter
	By       string
	At       time.Time
}

// Matter is what was decided about one case.
type Matter struct {
	CaseID cases.ID
	Text   string
}

// Item is what one organisation is to do about a case, and by when.
type Item struct {
	To    org.ID
	Text  string
	DueOn calendar.Date
}

// The bounds.
const (
	MostMatters = 20
	MostSeats   = 50
	MostItems   = 10 // about one case
)

// The refusals.
var (
	Cite           = statute.Petition("24条")
	ErrIndependent = fault.New(fault.Violation, "conference.independent", "法院、仲裁机构、行政复议机构正在办理的案件，联席会议不能就此作出决定", "a joint conference decides nothing about a case that is with a court, a tribunal or a reconsideration body")
)

// Check adds what is wrong with a decision and the items of its matters on a
// day, field by field; the words are checked by who knows how long they may be.
func (d Decision) Check(c *fault.Check, items [][]Item, today calendar.Date) {
	switch {
	case !d.HeldOn.Valid():
		c.Add("/held_on", "date_invalid", "请填写开会的日期", "give the day of the conference")
	case d.HeldOn > today:
		c.Add("/held_on", "date_in_future", "日期不能晚于今天", "the day lies in the future: give the day on which it was held")
	}
	switch n := len(d.TookPart); {
	case n == 0:
		c.Add("/took_part", "required", "请选择参加的单位", "name the organisations that took part")
	case n > MostSeats:
		c.Add("/took_part", "too_many", "参加的单位最多五十个", "at most fifty organisations")
	case twice(d.TookPart) || slices.Contains(d.TookPart, d.From):
		c.Add("/took_part", "repeated", "参加的单位重复；本单位不用填", "an organisation is named twice; your own goes without saying")
	}
	var about []cases.ID
	for _, m := range d.Matters {
		about = append(about, m.CaseID)
	}
	switch n := len(d.Matters); {
	case n == 0:
		c.Add("/matters", "required", "请写明就哪件事作出决定", "say about which case it was decided")
	case n > MostMatters:
		c.Add("/matters", "too_many", "一次最多二十件", "at most twenty cases")
	case twice(about):
		c.Add("/matters", "repeated", "同一件事写了两次", "a case is named twice")
	}
	for i, all := range items {
		checkItems(c, fmt.Sprintf("/matters/%d/items", i), all, today)
	}
}

func checkItems(c *fault.Check, at string, items []Item, today calendar.Date) {
	if len(items) > MostItems {
		c.Add(at, "too_many", "一件事最多十项", "at most ten items about one case")
		return
	}
	for i, x := range items {
		var own fault.Check
		directive.Facts{DueOn: x.DueOn}.Check(&own, today)
		if Under(c, own.Err(), fmt.Sprintf("%s/%d", at, i)) != nil {
			return // a check names fields only
		}
	}
}

// Under adds the fields of a refusal below a pointer; any other error it gives back.
func Under(c *fault.Check, err error, at string) error {
	f := fault.Of(err)
	if f == nil || len(f.Fields) == 0 {
		return err
	}
	for _, x := range f.Fields {
		c.Add(at+x.Pointer, x.Code, x.Detail.ZH, x.Detail.EN)
	}
	return nil
}

func twice[T comparable](all []T) bool {
	for i, x := range all {
		if slices.Contains(all[:i], x) {
			return true
		}
	}
	return false
}
