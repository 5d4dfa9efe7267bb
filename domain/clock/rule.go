// Package clock computes time limits: the day that binds, the literal last
// day, and why; and keeps the limits that run in a case.
package clock

import (
	"bytes"
	_ "embed" // the rules are data
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"liandong/domain/calendar"
	"liandong/domain/fault"
	"liandong/domain/lang"
	"liandong/domain/statute"
)

// Unit is what a time limit is counted in.
type Unit string

// The units: 日, 工作日, 月, 年.
const (
	NaturalDay Unit = "natural_day"
	WorkingDay Unit = "working_day"
	Month      Unit = "month"
	Year       Unit = "year"
)

// Span is a length of time.
type Span struct {
	Amount int  `json:"amount"`
	Unit   Unit `json:"unit"`
}

// Kind says whose the clock is.
type Kind string

// The kinds: of the procedure, of the party, of whoever must answer a handoff,
// and of the place, which is never shown as law.
const (
	Procedure Kind = "procedure"
	Right     Kind = "right"
	Answer    Kind = "answer"
	Office    Kind = "office"
)

// Allowance is how a limit may be extended. Longest is nil where the law sets no ceiling.
type Allowance struct {
	Longest  *Span     `json:"longest"`
	Approver lang.Text `json:"approver"`
}

// Rule is one statutory or local time limit.
type Rule struct {
	ID        string           `json:"rule"`
	Version   string           `json:"version,omitempty"` // of an earlier text; empty for the one in force now
	Name      lang.Text        `json:"name"`
	Span      Span             `json:"span"`
	Rolls     *bool            `json:"rolls"` // past rest days; null for working days, where it cannot matter
	RollBasis string           `json:"roll_basis,omitempty"`
	Backward  bool             `json:"backward,omitempty"` // counted back from a day, such as a hearing
	Starts    lang.Text        `json:"starts"`
	Pauses    lang.Text        `json:"pauses,omitzero"` // what does not count
	Lapse     lang.Text        `json:"lapse,omitzero"`  // what its end without the act means
	Document  string           `json:"document,omitempty"`
	Cite      statute.Citation `json:"cite"`
	Known     string           `json:"known"`
	Extension *Allowance       `json:"extension"`
	From      calendar.Date    `json:"in_force_from,omitempty"`
	Until     calendar.Date    `json:"in_force_until,omitempty"`
	Kind      Kind             `json:"kind"`
	Holder    string           `json:"holder,omitempty"` // person or organization, where the right is one kind of party's only
}

//go:embed rules.jsonl
var rules []byte

// Default returns the rules as they come with the program.
func Default() (*Book, error) { return Load(nil) }

// Load returns the built-in rules with a place's own, one JSON object a line,
// over them: a rule there adds, or replaces the one of the same id and version.
// The error names the line.
func Load(own []byte) (*Book, error) {
	all, err := read("rules.jsonl", rules)
	if err != nil {
		return nil, err
	}
	more, err := read("clocks.jsonl", own)
	if err != nil {
		return nil, err
	}
	for _, r := range more {
		if i := slices.IndexFunc(all, func(o Rule) bool { return o.ID == r.ID && o.Version == r.Version }); i >= 0 {
			all[i] = r
			continue
		}
		all = append(all, r)
	}
	return NewBook(all)
}

func read(name string, raw []byte) ([]Rule, error) {
	var all []Rule
	for i, line := range bytes.Split(raw, []byte("\n")) {
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		dec := json.NewDecoder(bytes.NewReader(line))
		dec.DisallowUnknownFields()
		var r Rule
		if err := dec.Decode(&r); err != nil {
			return nil, fmt.Errorf("clock: %s:%d: %w", name, i+1, err)
		}
		if err := r.check(); err != nil {
			return nil, fmt.Errorf("%w (%s:%d)", err, name, i+1)
		}
		all = append(all, r)
	}
	return all, nil
}

// Book holds every version of every rule.
type Book struct {
	all  []Rule
	byID map[string][]Rule
}

// NewBook checks the rules. It returns an error naming one without a length, a
// citation or a name, or two versions in force on the same day.
func NewBook(all []Rule) (*Book, error) {
	b := &Book{all: all, byID: map[string][]Rule{}}
	for _, r := range all {
		if err := r.check(); err != nil {
			return nil, err
		}
		for _, other := range b.byID[r.ID] {
			if other.Version == r.Version || other.overlaps(r) {
				return nil, fmt.Errorf("clock: rule %s: two versions in force at once", r.ID)
			}
		}
		b.byID[r.ID] = append(b.byID[r.ID], r)
	}
	return b, nil
}

func (r Rule) check() error {
	units := []Unit{NaturalDay, WorkingDay, Month, Year}
	kinds := []Kind{Procedure, Right, Answer, Office}
	switch {
	case r.ID == "" || strings.Contains(r.ID, "@"):
		return fmt.Errorf("clock: rule %q: the id is empty or has a version in it", r.ID)
	case r.Span.Amount <= 0 || !slices.Contains(units, r.Span.Unit):
		return fmt.Errorf("clock: rule %s: no length", r.ID)
	case !slices.Contains(kinds, r.Kind):
		return fmt.Errorf("clock: rule %s: unknown kind %q", r.ID, r.Kind)
	case r.Backward && (r.Span.Unit != WorkingDay && r.Span.Unit != NaturalDay || r.Extension != nil || r.Rolls != nil && *r.Rolls):
		return fmt.Errorf("clock: rule %s: what is counted back is counted in days, neither rolls nor is extended", r.ID)
	case r.Cite.Empty() || r.Name.ZH == "" || r.Name.EN == "":
		return fmt.Errorf("clock: rule %s: no citation or name", r.ID)
	case r.Starts.ZH == "" || r.Starts.EN == "":
		return fmt.Errorf("clock: rule %s: does not say in both languages what it starts from", r.ID)
	case !slices.Contains([]string{"read", "secondary", "unconfirmed"}, r.Known):
		return fmt.Errorf("clock: rule %s: does not say how its text is known", r.ID)
	case (r.Rolls == nil) != (r.Span.Unit == WorkingDay):
		return fmt.Errorf("clock: rule %s: says nothing of rest days, or what cannot matter", r.ID)
	}
	return nil
}

func (r Rule) overlaps(o Rule) bool {
	return (r.Until == "" || o.From == "" || o.From <= r.Until) && (o.Until == "" || r.From == "" || r.From <= o.Until)
}

func (r Rule) inForce(on calendar.Date) bool {
	return (r.From == "" || r.From <= on) && (r.Until == "" || on <= r.Until)
}

// ErrUnknownRule refuses a rule that is in no book.
var ErrUnknownRule = fault.Invalid("/rule", "unknown_rule", "没有这项期限规则", "there is no such rule")

// InForce returns a rule as it stood on a day; id@version forces a version.
// Where no text was in force yet, the earliest answers. It returns ErrUnknownRule.
func (b *Book) InForce(id string, on calendar.Date) (Rule, error) {
	name, version, forced := strings.Cut(id, "@")
	versions := b.byID[name]
	for _, r := range versions {
		if (forced && r.Version == version) || (!forced && r.inForce(on)) {
			return r, nil
		}
	}
	if forced || len(versions) == 0 {
		return Rule{}, ErrUnknownRule
	}
	return slices.MinFunc(versions, func(x, y Rule) int { return strings.Compare(string(x.From), string(y.From)) }), nil
}

// All lists every version of every rule.
func (b *Book) All() []Rule { return slices.Clone(b.all) }
