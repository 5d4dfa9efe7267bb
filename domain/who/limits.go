package who

import (
	_ "embed" // the limits are data
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Limit names one thing that an installation allows only so much of.
type Limit string

// The limits; limits.txt says how much, and why.
const (
	SessionIdle     Limit = "session.idle"
	SessionTotal    Limit = "session.total"
	PaceSearch      Limit = "pace.search"
	PaceDetail      Limit = "pace.detail"
	PaceExport      Limit = "pace.export"
	FilesCase       Limit = "files.case"
	FilesAccountDay Limit = "files.account_day"
	FilesHouse      Limit = "files.house"
)

// AllLimits lists them in the order of the file.
var AllLimits = []Limit{SessionIdle, SessionTotal, PaceSearch, PaceDetail, PaceExport, FilesCase, FilesAccountDay, FilesHouse}

// Allowance is one limit: how much, and between which bounds a place may set it.
type Allowance struct {
	Number, Least, Most int
	Unit, For           string
	Own                 bool // set by the place
}

// Limits are the limits of one installation. The zero Limits has none.
type Limits map[Limit]Allowance

//go:embed limits.txt
var limitsText string

// ShippedLimits are those of an installation that sets none of its own.
func ShippedLimits() Limits {
	all := Limits{}
	for _, parts := range fieldsOf(limitsText) {
		var a Allowance
		if _, err := fmt.Sscanf(parts.fields[3], "%d to %d", &a.Least, &a.Most); err != nil {
			panic(err) // it is part of the program
		}
		a.Number, a.Unit, a.For = parts.number(), parts.fields[2], parts.fields[4]
		all[Limit(parts.fields[0])] = a
	}
	return all
}

type limitLine struct {
	at     int
	fields []string
}

// number is the second field, -1 where it is none.
func (l limitLine) number() int {
	n, err := strconv.Atoi(l.fields[1])
	if err != nil {
		return -1
	}
	return n
}

func fieldsOf(text string) []limitLine {
	var all []limitLine
	for i, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		parts := strings.Split(line, "|")
		for k := range parts {
			parts[k] = strings.TrimSpace(parts[k])
		}
		all = append(all, limitLine{i + 1, parts})
	}
	return all
}

// ReadLimits reads a place's own limits over those that ship. The error names
// the line, the bounds and what is wrong.
func ReadLimits(text string) (Limits, error) {
	all := ShippedLimits()
	for _, line := range fieldsOf(text) {
		if len(line.fields) != 2 {
			return nil, fmt.Errorf("line %d: give name | number", line.at)
		}
		name := Limit(line.fields[0])
		a, ok := all[name]
		switch n := line.number(); {
		case !ok:
			return nil, fmt.Errorf("line %d: there is no limit %s: those there are stand in docs/operations.md", line.at, name)
		case a.Own:
			return nil, fmt.Errorf("line %d: %s is set twice", line.at, name)
		case n < a.Least || n > a.Most:
			return nil, fmt.Errorf("line %d: %s is a number of %s from %d to %d", line.at, name, a.Unit, a.Least, a.Most)
		default:
			a.Number, a.Own = n, true
			all[name] = a
		}
	}
	return all, nil
}

// units of time that limits are counted in.
var spans = map[string]time.Duration{"minutes": time.Minute, "hours": time.Hour, "per hour": time.Hour, "per day": 24 * time.Hour}

// Span is a limit of time, or the time in which so many are counted; zero for neither.
func (l Limits) Span(name Limit) time.Duration {
	a := l[name]
	if strings.HasPrefix(a.Unit, "per ") {
		return spans[a.Unit]
	}
	return time.Duration(a.Number) * spans[a.Unit]
}

// Bytes is a limit of files; zero for none.
func (l Limits) Bytes(name Limit) int64 { return int64(l[name].Number) << 20 }
