package clock_test

import (
	"bytes"
	"encoding/json"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"liandong/domain/calendar"
	"liandong/domain/clock"
	"liandong/domain/fault"
	"liandong/infra/holidays"
)

func book(t testing.TB) *clock.Book {
	t.Helper()
	b, err := clock.Default()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

type row struct {
	ID        string             `json:"id"`
	Rule      string             `json:"rule"`
	StartOn   calendar.Date      `json:"start_on"`
	Excluded  [][2]calendar.Date `json:"excluded"`
	Extension *clock.Span        `json:"extension"`
	Due       calendar.Date      `json:"expected_due"`
	Literal   calendar.Date      `json:"expected_literal"`
}

// Worked examples, each with its reason in the file.
func TestExamples(t *testing.T) {
	raw, err := os.ReadFile("testdata/deadlines.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	b, cal := book(t), holidays.National()
	for _, line := range bytes.Split(bytes.TrimSpace(raw), []byte("\n")) {
		var r row
		if err := json.Unmarshal(line, &r); err != nil {
			t.Fatal(err)
		}
		d, err := b.Evaluate(cal, clock.Request{Rule: r.Rule, StartOn: r.StartOn, Excluded: r.Excluded, Extension: r.Extension})
		if err != nil || d.DueOn != r.Due || d.LiteralOn != r.Literal {
			t.Errorf("%s %s from %s: due %s literal %s (%v); want %s, %s", r.ID, r.Rule, r.StartOn, d.DueOn, d.LiteralOn, err, r.Due, r.Literal)
		}
	}
}

func TestArithmetic(t *testing.T) {
	b, cal := book(t), holidays.National()
	span := func(n int, u clock.Unit) *clock.Span { return &clock.Span{Amount: n, Unit: u} }
	for _, x := range []struct {
		says    string
		q       clock.Request
		due     calendar.Date
		literal calendar.Date
		latest  calendar.Date
		missing bool
	}{
		{"no roll rule: the literal rest day binds, the rolled one is defensible", clock.Request{Rule: "petition.review_request", StartOn: "2026-09-01"}, "2026-10-01", "2026-10-01", "2026-10-08", false},
		{"a make-up Saturday is a working day", clock.Request{Rule: "civil_litigation.filing", StartOn: "2026-05-02"}, "2026-05-09", "2026-05-09", "", false},
		{"month arithmetic takes the last day", clock.Request{Rule: "administrative_litigation.sue", StartOn: "2025-08-31"}, "2026-02-28", "2026-02-28", "", false},
		{"a year from a leap day", clock.Request{Rule: "collective_organisation.revoke", StartOn: "2024-02-29"}, "2025-02-28", "2025-02-28", "", false},
		{"a rolling limit into an unknown year", clock.Request{Rule: "civil_litigation.trial_ordinary", StartOn: "2026-11-20"}, "", "2027-05-20", "", true},
		{"a literal limit into an unknown year binds", clock.Request{Rule: "petition.handle", StartOn: "2026-11-20"}, "2027-01-19", "2027-01-19", "", false},
		{"working days into an unknown year", clock.Request{Rule: "petition.objection", StartOn: "2026-12-29"}, "", "2027-01-05", "", true},
		{"the calendar as it was known", clock.Request{Rule: "petition.objection", StartOn: "2026-01-05", CalendarAsOf: "2025-11-03"}, "", "2026-01-12", "", true},
		{"days left out move the last day on, and must count themselves", clock.Request{Rule: "petition.recheck", StartOn: "2026-08-17", Excluded: [][2]calendar.Date{{"2026-09-15", "2026-09-20"}}}, "2026-09-22", "2026-09-22", "", false},
		{"overlapping spans count once", clock.Request{Rule: "petition.recheck", StartOn: "2026-08-17", Excluded: [][2]calendar.Date{{"2026-08-20", "2026-08-22"}, {"2026-08-21", "2026-08-23"}}}, "2026-09-20", "2026-09-20", "", false},
		{"a span after the last day changes nothing", clock.Request{Rule: "petition.forward", StartOn: "2026-03-02", Excluded: [][2]calendar.Date{{"2026-04-01", "2026-04-30"}}}, "2026-03-17", "2026-03-17", "", false},
		{"the text in force on the first day", clock.Request{Rule: "commercial_arbitration.set_aside", StartOn: "2026-02-28"}, "2026-08-28", "2026-08-28", "", false},
		{"the new text from its day", clock.Request{Rule: "commercial_arbitration.set_aside", StartOn: "2026-03-02"}, "2026-06-02", "2026-06-02", "", false},
		{"a forced text", clock.Request{Rule: "administrative_mediation.consumer@2022", StartOn: "2026-04-15"}, "2026-06-22", "2026-06-22", "", false},
		{"an extension before rolling", clock.Request{Rule: "labour_arbitration.award", StartOn: "2026-08-02", Extension: span(15, clock.NaturalDay)}, "2026-10-08", "2026-10-01", "", false},
	} {
		d, err := b.Evaluate(cal, x.q)
		if err != nil || d.DueOn != x.due || d.LiteralOn != x.literal || (x.latest != "" && d.LatestOn != x.latest) || d.CalendarMissing != x.missing {
			t.Errorf("%s: due %q literal %q latest %q missing %v (%v); want %q %q %q %v", x.says, d.DueOn, d.LiteralOn, d.LatestOn, d.CalendarMissing, err, x.due, x.literal, x.latest, x.missing)
		}
	}
}

func TestRefusals(t *testing.T) {
	b, cal := book(t), holidays.National()
	span := func(n int, u clock.Unit) *clock.Span { return &clock.Span{Amount: n, Unit: u} }
	for pointer, q := range map[string]clock.Request{
		"/rule":             {Rule: "no.such", StartOn: "2026-01-05"},
		"/start_on":         {Rule: "petition.handle", StartOn: "2026-02-30"},
		"/excluded/0":       {Rule: "petition.handle", StartOn: "2026-01-05", Excluded: [][2]calendar.Date{{"2026-02-02", "2026-02-01"}}},
		"/extension":        {Rule: "petition.forward", StartOn: "2026-01-05", Extension: span(1, clock.NaturalDay)},
		"/extension/amount": {Rule: "petition.handle", StartOn: "2026-01-05", Extension: span(31, clock.NaturalDay)},
		"/extension/unit":   {Rule: "petition.handle", StartOn: "2026-01-05", Extension: span(1, clock.Month)},
	} {
		_, err := b.Evaluate(cal, q)
		if f := fault.Of(err); f == nil || f.Fields[0].Pointer != pointer {
			t.Errorf("%s: %v", pointer, err)
		}
	}
}

// Within one version of a rule a later start never ends earlier, and no due
// day of a rolling or working-day rule is a rest day.
func TestDueDatesAreMonotone(t *testing.T) {
	b, cal := book(t), holidays.National()
	rapid.Check(t, func(t *rapid.T) {
		r := rapid.SampledFrom(b.All()).Draw(t, "rule")
		id := r.ID
		if r.Version != "" {
			id += "@" + r.Version
		}
		start := calendar.Date("2024-01-01").AddDays(rapid.IntRange(0, 900).Draw(t, "start"))
		one, err := b.Evaluate(cal, clock.Request{Rule: id, StartOn: start})
		if err != nil {
			t.Fatal(err)
		}
		two, err := b.Evaluate(cal, clock.Request{Rule: id, StartOn: start.AddDays(1)})
		if err != nil {
			t.Fatal(err)
		}
		if two.LiteralOn < one.LiteralOn || (two.DueOn != "" && one.DueOn != "" && two.DueOn < one.DueOn) {
			t.Fatalf("%s: %s ends %s, a day later %s", id, start, one.DueOn, two.DueOn)
		}
		if r.Rolls == nil || *r.Rolls {
			if rest, known := cal.Rest(one.DueOn); one.DueOn != "" && known && rest {
				t.Fatalf("%s from %s ends on a rest day, %s", id, start, one.DueOn)
			}
		}
	})
}

// Leaving n days out inside a limit of natural days moves its literal last day by n.
func TestPausingMovesTheLastDay(t *testing.T) {
	b, cal := book(t), holidays.National()
	rapid.Check(t, func(t *rapid.T) {
		start := calendar.Date("2025-01-01").AddDays(rapid.IntRange(0, 300).Draw(t, "start"))
		first := rapid.IntRange(1, 59).Draw(t, "first")
		n := rapid.IntRange(1, 40).Draw(t, "days")
		plain, err := b.Evaluate(cal, clock.Request{Rule: "petition.handle", StartOn: start})
		if err != nil {
			t.Fatal(err)
		}
		span := [2]calendar.Date{start.AddDays(first), start.AddDays(first + n - 1)}
		paused, err := b.Evaluate(cal, clock.Request{Rule: "petition.handle", StartOn: start, Excluded: [][2]calendar.Date{span}})
		if err != nil {
			t.Fatal(err)
		}
		if paused.LiteralOn != plain.LiteralOn.AddDays(n) {
			t.Fatalf("%d days out: %s became %s", n, plain.LiteralOn, paused.LiteralOn)
		}
	})
}

// Every rule has worked examples that were computed apart from this program,
// from the number its name states; its span states the same.
func TestEveryRuleIsWorked(t *testing.T) {
	raw, err := os.ReadFile("testdata/worked.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	b, cal := book(t), holidays.National()
	worked := map[string]int{}
	for _, line := range bytes.Split(bytes.TrimSpace(raw), []byte("\n")) {
		var r row
		if err := json.Unmarshal(line, &r); err != nil {
			t.Fatal(err)
		}
		d, err := b.Evaluate(cal, clock.Request{Rule: r.Rule, StartOn: r.StartOn})
		if err != nil || d.DueOn != r.Due || d.LiteralOn != r.Literal {
			t.Errorf("%s: due %s literal %s (%v); want %s, %s", r.ID, d.DueOn, d.LiteralOn, err, r.Due, r.Literal)
		}
		name, version, _ := strings.Cut(r.Rule, "@")
		worked[name+"@"+version]++
	}
	units := map[string]clock.Unit{"个工作日": clock.WorkingDay, "个月": clock.Month, "日": clock.NaturalDay, "年": clock.Year}
	span := regexp.MustCompile(`(\d+)(个工作日|个月|日|年)`)
	asides := regexp.MustCompile(`（[^）]*）|\([^)]*\)`)
	for _, r := range b.All() {
		if strings.Contains(r.Name.ZH, "本地规则") {
			continue
		}
		if worked[r.ID+"@"+r.Version] == 0 && r.Span.Amount < 20 {
			t.Errorf("%s@%s has no worked example", r.ID, r.Version)
		}
		says := span.FindStringSubmatch(asides.ReplaceAllString(r.Name.ZH, ""))
		if says == nil || says[1] != strconv.Itoa(r.Span.Amount) || units[says[2]] != r.Span.Unit {
			t.Errorf("%s: its name says %q, its span %d %s", r.ID, r.Name.ZH, r.Span.Amount, r.Span.Unit)
		}
	}
}

// A missed limit is owed until it is done; a party's right and a promise are
// owed to nobody's superior.
func TestOwed(t *testing.T) {
	at := time.Date(2026, 12, 10, 1, 0, 0, 0, time.UTC)
	for _, x := range []struct {
		name string
		in   clock.Running
		want bool
	}{
		{"missed", clock.Running{State: clock.Missed, Kind: clock.Procedure}, true},
		{"running", clock.Running{State: clock.Ticking, Kind: clock.Procedure}, false},
		{"done late", clock.Running{State: clock.Missed, Kind: clock.Procedure, DoneAt: at}, false},
		{"a right", clock.Running{State: clock.Missed, Kind: clock.Right}, false},
		{"a promise", clock.Running{State: clock.Missed, Kind: clock.Office, Rule: clock.PerformanceRule}, false},
	} {
		if x.in.Owed() != x.want {
			t.Errorf("%s: %t", x.name, !x.want)
		}
		if x.in.Done(at); x.in.Owed() || !x.want && x.name != "done late" && !x.in.DoneAt.IsZero() {
			t.Errorf("%s: done at %s", x.name, x.in.DoneAt)
		}
	}
}
