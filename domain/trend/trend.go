// Package trend compares how many disputes came in two equal times, by cause, by
// place or by whose decision is disputed, and says what a note about it (提示函)
// is: from a superior to an organisation below it, answered in words.
package trend

import (
	"maps"
	"slices"
	"time"

	"liandong/domain/calendar"
	"liandong/domain/directive"
	"liandong/domain/fault"
	"liandong/domain/figures"
	"liandong/domain/lang"
	"liandong/domain/org"
)

// By is how disputes are told apart.
type By string

// The ways. Nothing is told apart by persons.
const (
	Category By = "category"
	Place    By = "place"
	Decider  By = "organization"
)

// Ways lists them in the order of the screen.
var Ways = []struct {
	By   By
	Name lang.Text
}{
	{Category, lang.T("类别", "cause")},
	{Place, lang.T("区划", "place")},
	{Decider, lang.T("决策单位（按关联的重大决策）", "whose decision is disputed (by the decisions that cases are linked to)")},
}

// Known tells whether there is such a way.
func (b By) Known() bool { return b == Category || b == Place || b == Decider }

// Before is the time of equal length that ends on the day before a time begins.
func Before(from, to calendar.Date) (calendar.Date, calendar.Date) {
	return from.AddDays(-from.DaysUntil(to) - 1), from.AddDays(-1)
}

// Row is one cause, place or organisation in both times. What is nil is suppressed.
type Row struct {
	Code        string
	Now, Before *int64
}

// Table is the rows by code, and the sums of both times where they give nothing away.
type Table struct {
	Rows        []Row
	Now, Before *int64
}

// Compare lays two times beside each other; in each, small counts and what would
// give one away are hidden as in every breakdown (figures.Suppress).
func Compare(now, before map[string]int64) Table {
	codes := map[string]bool{}
	for _, side := range []map[string]int64{now, before} {
		for code, n := range side {
			if n != 0 {
				codes[code] = true
			}
		}
	}
	t := Table{}
	for _, code := range slices.Sorted(maps.Keys(codes)) {
		t.Rows = append(t.Rows, Row{Code: code})
	}
	if len(t.Rows) == 0 {
		return t
	}
	column := func(counts map[string]int64, put func(r *Row, n *int64)) *int64 {
		cells := make([]figures.Cell, len(t.Rows))
		for i, r := range t.Rows {
			cells[i].Count = counts[r.Code]
		}
		total, shown := figures.Suppress(cells)
		for i := range cells {
			if !cells[i].Hidden {
				put(&t.Rows[i], &cells[i].Count)
			}
		}
		if !shown {
			return nil
		}
		return &total
	}
	t.Now = column(now, func(r *Row, n *int64) { r.Now = n })
	t.Before = column(before, func(r *Row, n *int64) { r.Before = n })
	return t
}

// Find returns the row of a code.
func (t Table) Find(code string) (Row, bool) {
	i := slices.IndexFunc(t.Rows, func(r Row) bool { return r.Code == code })
	if i < 0 {
		return Row{}, false
	}
	return t.Rows[i], true
}

// About is what a note is about: the row as its sender saw it. What was
// suppressed there stays suppressed.
type About struct {
	By          By
	Code        string
	Category    string // that the question was narrowed to
	Region      string // likewise
	Below       org.ID // likewise
	From, To    calendar.Date
	Now, Before *int64
}

// ID names a note.
type ID string

// State is where a note stands.
type State string

// The states.
const (
	Open     State = "open"
	Answered State = "answered"
)

// Note is a note as it is kept.
type Note struct {
	ID         ID
	From, To   org.ID
	About      About
	Text       string
	DueOn      calendar.Date // empty where no day was named
	State      State
	By         string
	GivenAt    time.Time
	Answer     string
	AnsweredBy string
	AnsweredAt time.Time
	Version    int
}

// Longest is how many days a note may leave for its answer.
const Longest = directive.Longest

// The refusals.
var (
	ErrIndependent = fault.New(fault.Violation, "trend_note.independent", "法院、仲裁机构、行政复议机构依法独立办案，纪检监察机关、调解组织和律师事务所也不接收提示函", "courts, tribunals and reconsideration bodies decide for themselves, and no note goes to them, nor to a discipline organ, a mediation committee or a law firm").
			WithFields(fault.Field{Pointer: "/receiver", Code: "independent", Detail: lang.T("不能接收提示函的单位", "not an organisation that gets notes")})
	ErrAnswered = fault.New(fault.Conflict, "trend_note.answered", "提示函已经答复", "the note is answered already")
	ErrNoRow    = fault.Invalid("/code", "no_row", "这段时间没有这一行，请重新查询", "there is no such row in this time: ask again")
)

// Receives tells whether an organisation of a kind may be written a note.
func Receives(k org.Kind) bool { return directive.Directed(k) }

// Check adds what is wrong with the day that a note names.
func (n Note) Check(c *fault.Check, today calendar.Date) {
	switch {
	case n.DueOn == "":
	case !n.DueOn.Valid():
		c.Add("/due_on", "date_invalid", "日期应为 年-月-日，如 2026-11-24", "give the day as YYYY-MM-DD")
	case n.DueOn <= today:
		c.Add("/due_on", "date_past", "答复的最后一天应在今天以后", "the last day for the answer is after today")
	case today.DaysUntil(n.DueOn) > Longest:
		c.Add("/due_on", "too_long", "答复期限最长九十天", "at most ninety days for an answer")
	}
}
