package rulepack

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"liandong/domain/calendar"
	"liandong/domain/channel"
	"liandong/domain/clock"
	"liandong/domain/fault"
	"liandong/domain/routing"
	"liandong/examples"
	"liandong/infra/holidays"
)

func judge(t testing.TB) *Judge {
	t.Helper()
	book, err := clock.Default()
	if err != nil {
		t.Fatal(err)
	}
	cal := holidays.National()
	j, err := Open("", func(rule string, start calendar.Date) (calendar.Date, calendar.Date, bool) {
		d, err := book.Evaluate(cal, clock.Request{Rule: rule, StartOn: start})
		return d.DueOn, d.LiteralOn, err == nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return j
}

// Published and statutory examples: what must be offered is open or
// conditional, what must not be is closed.
func TestExamples(t *testing.T) {
	j := judge(t)
	raw, err := os.ReadFile("testdata/routing.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range bytes.Split(bytes.TrimSpace(raw), []byte("\n")) {
		var row struct {
			ID       string        `json:"id"`
			AsOf     calendar.Date `json:"as_of"`
			Facts    routing.Facts `json:"facts"`
			Expected struct {
				Offer []channel.Route `json:"must_offer"`
				Not   []channel.Route `json:"must_not_offer"`
			} `json:"expected"`
		}
		if err := json.Unmarshal(line, &row); err != nil {
			t.Fatal(err)
		}
		answer, err := j.Evaluate(row.AsOf, row.Facts)
		if err != nil {
			t.Errorf("%s: %v", row.ID, err)
			continue
		}
		for _, r := range row.Expected.Offer {
			if v, _ := answer.Of(r); v.Verdict == routing.Closed {
				t.Errorf("%s: %s must be offered; closed because %v", row.ID, r, v.Reasons)
			}
		}
		for _, r := range row.Expected.Not {
			if v, _ := answer.Of(r); v.Verdict != routing.Closed {
				t.Errorf("%s: %s must not be offered; %s, missing %v", row.ID, r, v.Verdict, v.MissingFacts)
			}
		}
	}
}

// whole checks what every answer promises.
func whole(t interface {
	Fatalf(string, ...any)
}, answer routing.Answer) {
	if len(answer.Routes) != len(channel.Steps) {
		t.Fatalf("%d routes, want %d", len(answer.Routes), len(channel.Steps))
	}
	ranks := map[int]bool{}
	for _, r := range answer.Routes {
		ranks[r.Rank] = true
		if len(r.Reasons) == 0 {
			t.Fatalf("%s: %s without a reason", r.Route, r.Verdict)
		}
		for _, reason := range r.Reasons {
			if len(reason.Cite) == 0 || reason.Cite[0].Law == "" {
				t.Fatalf("%s: reason %s without an article", r.Route, reason.Rule)
			}
			if r.Verdict == routing.Closed && reason.Known == routing.Unconfirmed {
				t.Fatalf("%s: closed by an unconfirmed text", r.Route)
			}
		}
		if r.Verdict == routing.Conditional && len(r.MissingFacts) == 0 {
			t.Fatalf("%s: conditional, but on nothing", r.Route)
		}
	}
	if len(ranks) != len(answer.Routes) {
		t.Fatalf("two routes share a rank")
	}
}

func TestEveryExampleCaseIsJudged(t *testing.T) {
	j := judge(t)
	for _, line := range bytes.Split(bytes.TrimSpace(examples.Cases), []byte("\n")) {
		var row struct {
			Facts routing.Facts `json:"facts"`
		}
		if err := json.Unmarshal(line, &row); err != nil {
			t.Fatal(err)
		}
		answer, err := j.Evaluate("2026-11-24", row.Facts)
		if err != nil {
			t.Fatalf("%s: %v", row.Facts.Category, err)
		}
		whole(t, answer)
		if !slices.ContainsFunc(answer.Routes, func(r routing.Judged) bool { return r.Verdict != routing.Closed }) && row.Facts.Category != "petition.opinion" {
			t.Errorf("%s: nothing is open", row.Facts.Category)
		}
	}
}

// Every category has a route that is open or could be, on the plainest facts.
func TestEveryCategoryHasAWay(t *testing.T) {
	j := judge(t)
	for category := range j.pack.Codes.Category {
		purpose := "claim"
		switch {
		case strings.HasPrefix(category, "accusation."):
			purpose = "accusation"
		case strings.HasPrefix(category, "suggestion."):
			purpose = "suggestion"
		}
		answer, err := j.Evaluate("2026-11-24", routing.Facts{Purpose: purpose, Category: category, EventOn: "2026-11-10", History: &[]routing.Step{}})
		if err != nil {
			t.Fatal(err)
		}
		whole(t, answer)
		if !slices.ContainsFunc(answer.Routes, func(r routing.Judged) bool { return r.Verdict != routing.Closed }) {
			t.Errorf("%s: nothing is open", category)
		}
	}
}

func optional[T any](t *rapid.T, name string, g *rapid.Generator[T]) *T {
	if !rapid.Bool().Draw(t, name+"?") {
		return nil
	}
	v := g.Draw(t, name)
	return &v
}

func text(t *rapid.T, name string, codes map[string]string) string {
	if v := optional(t, name, rapid.SampledFrom(keys(codes))); v != nil {
		return *v
	}
	return ""
}

func aDay() *rapid.Generator[calendar.Date] {
	return rapid.Custom(func(t *rapid.T) calendar.Date {
		return calendar.Date("2026-11-24").AddDays(-rapid.IntRange(0, 1500).Draw(t, "ago"))
	})
}

func aStep(c Codes) *rapid.Generator[routing.Step] {
	return rapid.Custom(func(t *rapid.T) routing.Step {
		s := routing.Step{Procedure: rapid.SampledFrom(c.History.Procedures).Draw(t, "p"), Status: rapid.SampledFrom(keys(c.History.Statuses)).Draw(t, "s")}
		if rapid.IntRange(0, 4).Draw(t, "dated") > 0 {
			s.On = aDay().Draw(t, "on")
		}
		return s
	})
}

func drawFacts(t *rapid.T, c Codes) routing.Facts {
	day, step := aDay(), aStep(c)
	f := routing.Facts{
		Purpose: text(t, "purpose", c.Purpose), Category: text(t, "category", c.Category), Relation: text(t, "relation", c.Relation),
		ArbitrationClause: text(t, "clause", c.ArbitrationClause), ActingParty: text(t, "acting", c.ActingParty),
		InformedOfRemedies: optional(t, "informed", rapid.Bool()), JointApplication: optional(t, "joint", rapid.Bool()),
		History:       optional(t, "history", rapid.SliceOfN(step, 0, 3)),
		Circumstances: rapid.SliceOfNDistinct(rapid.SampledFrom(keys(c.Circumstance)), 0, 3, rapid.ID[string]).Draw(t, "circumstances"),
		Consent:       &routing.Consent{Applicant: text(t, "ca", c.Consent), Respondent: text(t, "cr", c.Consent)},
	}
	if d := optional(t, "event", day); d != nil {
		f.EventOn = *d
	}
	f.HistoryIncomplete = f.History != nil && rapid.Bool().Draw(t, "more")
	return f
}

// complete gives a value to every fact that is unknown.
func complete(t *rapid.T, f routing.Facts, c Codes) routing.Facts {
	fill := func(to *string, name string, codes map[string]string) {
		for *to == "" || *to == "unknown" {
			*to = rapid.SampledFrom(keys(codes)).Draw(t, name)
		}
	}
	fill(&f.Purpose, "purpose", c.Purpose)
	fill(&f.Category, "category", c.Category)
	fill(&f.Relation, "relation", c.Relation)
	fill(&f.ArbitrationClause, "clause", c.ArbitrationClause)
	fill(&f.ActingParty, "acting", c.ActingParty)
	consent := *f.Consent
	fill(&consent.Applicant, "ca", c.Consent)
	fill(&consent.Respondent, "cr", c.Consent)
	f.Consent = &consent
	if f.EventOn == "" {
		f.EventOn = aDay().Draw(t, "event")
	}
	steps := []routing.Step{}
	if f.History != nil {
		steps = slices.Clone(*f.History)
	}
	if f.History == nil || f.HistoryIncomplete {
		steps = append(steps, rapid.SliceOfN(aStep(c), 0, 2).Draw(t, "untold")...)
	}
	for i := range steps {
		if steps[i].On == "" {
			steps[i].On = aDay().Draw(t, "on")
		}
	}
	f.History, f.HistoryIncomplete = &steps, false
	yes, no := rapid.Bool().Draw(t, "yes"), false
	if f.InformedOfRemedies == nil {
		f.InformedOfRemedies = &yes
	}
	if f.JointApplication == nil {
		f.JointApplication = &yes
	}
	f.Petition = &routing.Petition{Mode: "letter", SkipsLevels: &no, PendingAtLowerLevel: &no}
	for _, code := range keys(c.Circumstance) {
		if !slices.Contains(f.Circumstances, code) {
			if rapid.Bool().Draw(t, code) {
				f.Circumstances = append(slices.Clone(f.Circumstances), code)
			} else {
				f.CircumstancesRuledOut = append(f.CircumstancesRuledOut, code)
			}
		}
	}
	return f
}

// A route closed while facts are missing stays closed whatever they turn out
// to be: steps nobody told of, the day of the event and the text it chooses too.
func TestUnknownFactsNeverClose(t *testing.T) {
	j := judge(t)
	rapid.Check(t, func(t *rapid.T) {
		f := drawFacts(t, j.pack.Codes)
		partial, err := j.Evaluate("2026-11-24", f)
		if err != nil {
			t.Fatal(err)
		}
		whole(t, partial)
		full, err := j.Evaluate("2026-11-24", complete(t, f, j.pack.Codes))
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range partial.Routes {
			if after, _ := full.Of(r.Route); r.Verdict == routing.Closed && after.Verdict != routing.Closed {
				t.Fatalf("%s: closed without the facts (%v), %s with them", r.Route, r.Reasons, after.Verdict)
			}
		}
	})
}

func TestUnknownCodesNameTheirField(t *testing.T) {
	j := judge(t)
	for pointer, f := range map[string]routing.Facts{
		"/facts/category":                  {Category: "x"},
		"/facts/purpose":                   {Purpose: "x"},
		"/facts/relation":                  {Relation: "x"},
		"/facts/history/0/procedure":       {History: &[]routing.Step{{Procedure: "x", Status: "pending"}}},
		"/facts/history/0/status":          {History: &[]routing.Step{{Procedure: "petition", Status: "x"}}},
		"/facts/circumstances/0":           {Circumstances: []string{"x"}},
		"/facts/consent/applicant":         {Consent: &routing.Consent{Applicant: "x"}},
		"/facts/event_on":                  {EventOn: "2026-13-01"},
		"/facts/arbitration_clause":        {ArbitrationClause: "x"},
		"/facts/acting_party":              {ActingParty: "x"},
		"/facts/petition/mode":             {Petition: &routing.Petition{Mode: "x"}},
		"/facts/circumstances_ruled_out/0": {CircumstancesRuledOut: []string{"x"}},
	} {
		_, err := j.Evaluate("2026-11-24", f)
		if got := fault.Of(err); got == nil || got.Fields[0].Pointer != pointer {
			t.Errorf("%s: %v", pointer, err)
		}
	}
	both := routing.Facts{Circumstances: []string{"no_title"}, CircumstancesRuledOut: []string{"no_title"}}
	if _, err := j.Evaluate("2026-11-24", both); fault.Of(err) == nil {
		t.Error("a circumstance both given and ruled out was taken")
	}
}

func TestBadPacksRefuseToStart(t *testing.T) {
	good := `{"id": "x.y", "name": {"zh": "甲", "en": "a"}, "route": "petition", "effect": "warns", "when": "purpose == 'claim'", "text": {"zh": "甲", "en": "a"}, "cite": [{"law": "某法", "version": "2020", "article": "1条"}], "known": "read"}`
	for name, rule := range map[string]string{
		"unknown fact":         strings.Replace(good, "purpose ==", "weather ==", 1),
		"unknown circumstance": strings.Replace(good, "purpose == 'claim'", "is.sunny", 1),
		"unknown term":         strings.Replace(good, "purpose == 'claim'", "@sunny", 1),
		"wrong type":           strings.Replace(good, "purpose == 'claim'", "purpose", 1),
		"no article":           strings.Replace(good, `[{"law": "某法", "version": "2020", "article": "1条"}]`, "[]", 1),
		"no sentence":          strings.Replace(good, `"en": "a"`, `"en": ""`, 1),
		"unknown route":        strings.Replace(good, `"petition"`, `"moon"`, 1),
		"unknown effect":       strings.Replace(good, `"warns"`, `"eats"`, 1),
		"never fires":          strings.Replace(good, `"purpose == 'claim'"`, `"false"`, 1),
		"unknown field":        strings.Replace(good, `"known"`, `"colour": 1, "known"`, 1),
		"unknown clock":        strings.Replace(good, `"known"`, `"clocks": [{"rule": "moon.rise", "from": "event_on", "stops_while_waiting": false, "text": {"zh": "甲", "en": "a"}}], "known"`, 1),
		"unknown code":         strings.Replace(good, "purpose == 'claim'", "category in ['contract.loan', 'contract.moon']", 1),
		"unknown prefix":       strings.Replace(good, "purpose == 'claim'", "category.startsWith('moon.')", 1),
		"unknown status":       strings.Replace(good, "purpose == 'claim'", "history.exists(h, h.procedure == 'petition' && h.status == 'eaten')", 1),
		"unknown day clock":    strings.Replace(good, "purpose == 'claim'", "due('moon.rise', event_on) < as_of", 1),
		"contradiction":        strings.Replace(good, "purpose == 'claim'", "category == 'contract.loan' && category == 'contract.sale'", 1),
		"always met":           strings.Replace(strings.Replace(good, "purpose == 'claim'", "true", 1), "warns", "requires", 1),
		"no name":              strings.Replace(good, `"en": "a"}, "route"`, `"en": ""}, "route"`, 1),
		"overlap":              good + "," + strings.Replace(good, "x.y", "x.y@2020", 1),
		"twice":                good + "," + good,
		"costs nothing known":  strings.Replace(good, `"known"`, `"loses": "moon", "known"`, 1),
	} {
		dir := t.TempDir()
		pack := `{"version": "local", "terms": {}, "rules": [` + rule + `]}`
		if err := os.WriteFile(filepath.Join(dir, "local.json"), []byte(pack), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(dir, judge(t).due); err == nil || !strings.Contains(err.Error(), "local.json") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOverlay(t *testing.T) {
	dir := t.TempDir()
	pack := `{"version": "county-1", "terms": {}, "rules": [{"id": "people_mediation.in_court", "name": {"zh": "甲", "en": "a"}, "route": "people_mediation", "effect": "closes", "when": "@in_court", "text": {"zh": "本地", "en": "local"}, "cite": [{"law": "本地办法", "version": "2026", "article": "1条"}], "known": "read"}]}`
	if err := os.WriteFile(filepath.Join(dir, "local.json"), []byte(pack), 0o600); err != nil {
		t.Fatal(err)
	}
	j, err := Open(dir, judge(t).due)
	if err != nil {
		t.Fatal(err)
	}
	if j.Pack().Version != judge(t).Pack().Version+"+county-1" || j.Pack().Digest == judge(t).Pack().Digest {
		t.Errorf("pack: %+v", j.Pack())
	}
	f := routing.Facts{Purpose: "claim", Category: "contract.loan", History: &[]routing.Step{{Procedure: "civil_litigation", Status: "pending", On: "2026-11-01"}}}
	answer, err := j.Evaluate("2026-11-24", f)
	if err != nil {
		t.Fatal(err)
	}
	if v, _ := answer.Of("people_mediation"); v.Verdict != routing.Closed {
		t.Errorf("the place's rule did not take the national one's place: %s", v.Verdict)
	}
}

func BenchmarkEvaluate(b *testing.B) {
	j := judge(b)
	f := routing.Facts{Purpose: "claim", Category: "labour.dispute", Relation: "employer_worker", EventOn: "2026-10-24", ArbitrationClause: "none", History: &[]routing.Step{}}
	for b.Loop() {
		if _, err := j.Evaluate("2026-11-24", f); err != nil {
			b.Fatal(err)
		}
	}
}
