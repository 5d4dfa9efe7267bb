package reception

import (
	_ "embed" // the rule is data
	"fmt"
	"slices"
	"strconv"
	"strings"

	"liandong/domain/calendar"
	"liandong/domain/lang"
	"liandong/domain/org"
)

// Level is whose leaders receive.
type Level string

// The levels: of a county or district, of a street or township, of a department.
const (
	District   Level = "district"
	AtStreet   Level = "street"
	Department Level = "department"
)

// Levels lists them, with their names on screen.
var Levels = map[Level]lang.Text{District: lang.T("县区领导", "district leaders"), AtStreet: lang.T("街道（乡镇）领导", "street heads"), Department: lang.T("部门领导", "department heads")}

// Frequency says how often the leaders of a kind of organisation receive people.
type Frequency struct {
	Level Level
	Kinds []org.Kind
	Days  int    // different days
	Each  string // week or month
	Known string // read, secondary or unconfirmed
	Basis string
}

// The stretches of time a frequency is counted in.
const (
	EachWeek  = "week"
	EachMonth = "month"
)

//go:embed frequency.txt
var frequencyText string

// Frequencies is the rule as it ships.
var Frequencies = mustFrequencies(frequencyText)

func mustFrequencies(text string) []Frequency {
	all, err := ReadFrequencies(text)
	if err != nil {
		panic(err)
	}
	return all
}

// ReadFrequencies reads a rule. The error names the line and what is wrong with it.
func ReadFrequencies(text string) ([]Frequency, error) {
	var all []Frequency
	for i, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		parts := strings.Split(line, "|")
		if len(parts) != 6 {
			return nil, fmt.Errorf("line %d has %d fields, not 6", i+1, len(parts))
		}
		for k := range parts {
			parts[k] = strings.TrimSpace(parts[k])
		}
		days, err := strconv.Atoi(parts[2])
		f := Frequency{Level: Level(parts[0]), Days: days, Each: parts[3], Known: parts[4], Basis: parts[5]}
		for _, k := range strings.Fields(parts[1]) {
			if _, ok := org.Kinds[org.Kind(k)]; !ok {
				return nil, fmt.Errorf("line %d: there is no kind of organisation %s", i+1, k)
			}
			f.Kinds = append(f.Kinds, org.Kind(k))
		}
		_, known := Levels[f.Level]
		if err != nil || days < 1 || !known || f.Each != EachWeek && f.Each != EachMonth || len(f.Kinds) == 0 || f.Basis == "" || !slices.Contains([]string{"read", "secondary", "unconfirmed"}, f.Known) {
			return nil, fmt.Errorf("line %d: level, kinds, days from 1, week or month, how it is known, and its basis", i+1)
		}
		all = append(all, f)
	}
	return all, nil
}

// FrequencyOf is the rule for a kind of organisation, the first that names it;
// none for one whose leaders none names.
func FrequencyOf(all []Frequency, k org.Kind) (Frequency, bool) {
	for _, f := range all {
		if slices.Contains(f.Kinds, k) {
			return f, true
		}
	}
	return Frequency{}, false
}

// OwnFrequencies puts a place's own rules before those that ship: what they say
// of a kind of organisation replaces it.
func OwnFrequencies(own []Frequency) []Frequency { return append(slices.Clone(own), Frequencies...) }

// Stretch is one week or month, and on how many different days leaders received in it.
type Stretch struct {
	From, To calendar.Date
	Days     int
	State    StretchState
}

// StretchState is how a stretch stands.
type StretchState string

// The states: enough days; not enough and over; not over yet.
const (
	Met     StretchState = "met"
	Missed  StretchState = "missed"
	Running StretchState = "running"
)

// StretchStates lists them, with their names on screen.
var StretchStates = map[StretchState]lang.Text{Met: lang.T("已达到", "met"), Missed: lang.T("未达到", "not met"), Running: lang.T("本期未完", "not over yet")}

// Stretches cuts a time into whole weeks (from Monday) or months and counts the
// days in each on which leaders received. A week without a working day asks for nothing and is left out.
func (f Frequency) Stretches(from, to, today calendar.Date, held []calendar.Date, works func(calendar.Date) bool) []Stretch {
	var all []Stretch
	for start := f.begin(from); start <= to; {
		next := f.next(start)
		s := Stretch{From: start, To: next.AddDays(-1)}
		days := map[calendar.Date]bool{}
		for _, d := range held {
			if d >= s.From && d <= s.To && d <= today {
				days[d] = true
			}
		}
		s.Days = len(days)
		switch {
		case s.Days >= f.Days:
			s.State = Met
		case s.To >= today:
			s.State = Running
		default:
			s.State = Missed
		}
		if asked(s, works) {
			all = append(all, s)
		}
		start = next
	}
	return all
}

func asked(s Stretch, works func(calendar.Date) bool) bool {
	for d := s.From; d <= s.To; d = d.AddDays(1) {
		if works(d) {
			return true
		}
	}
	return s.Days > 0
}

func (f Frequency) begin(d calendar.Date) calendar.Date {
	if f.Each == EachMonth {
		return d[:len(d)-2] + "01"
	}
	return d.AddDays(-(int(d.Start().In(calendar.Shanghai).Weekday()+6) % 7))
}

func (f Frequency) next(d calendar.Date) calendar.Date {
	if f.Each == EachMonth {
		return calendar.DayOf(d.Start().In(calendar.Shanghai).AddDate(0, 1, 0))
	}
	return d.AddDays(7)
}
