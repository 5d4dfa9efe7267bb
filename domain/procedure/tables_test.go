package procedure

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"liandong/domain/clock"
	"liandong/domain/referral"
)

// Every state that practice names stands in a table.
func TestEveryNamedStateStandsInATable(t *testing.T) {
	raw, err := os.ReadFile("testdata/states.txt")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(raw)) {
		term, place, ok := strings.Cut(strings.TrimSpace(line), " | ")
		if !ok || strings.HasPrefix(term, "#") {
			continue
		}
		n++
		table, state, _ := strings.Cut(place, ".")
		if table == "referral" {
			if len(referral.Life.Open(referral.State(state))) == 0 {
				t.Errorf("%s: no referral is ever %s", term, state)
			}
			continue
		}
		if life := Lives[table]; life == nil || !slices.Contains(life.States(), State(state)) {
			t.Errorf("%s: %s knows no state %s", term, table, state)
		}
	}
	if n < 120 {
		t.Errorf("only %d terms were read", n)
	}
}

// elsewhere says of the clocks that no life moves where they run: at a
// referral, from the routing answer, or nowhere in a case.
var elsewhere = []string{
	"referral.", "offer.", "petition.objection", "petition.notice_forwarded", "case.review", "information_disclosure.", "state_compensation.", "labour_inspection.",
	"payment_order.", "collective_organisation.", "administrative_complaint.", "judicial_mediation.organisation_acceptance",
}

// beside lists the procedure clocks that belong to no step yet, each with its reason.
var beside = map[string]string{
	"administrative_mediation.consumer_end_notice":     "text of 2022 only",
	"administrative_mediation.consumer_investigation":  "law enforcement beside the mediation",
	"administrative_mediation.consumer_jurisdiction":   "text of 2022 only; the referral's own clocks decide a conflict",
	"administrative_mediation.traffic_notice":          "counted back from the session",
	"administrative_mediation.traffic_review_decision": "the review of the finding, not the mediation",
	"administrative_mediation.traffic_review_file":     "the review of the finding, not the mediation",
	"administrative_mediation.traffic_review_request":  "the review of the finding, not the mediation",
	"administrative_reconsideration.answer_summary":    "the shorter of two answer clocks; the longer one is shown",
	"administrative_reconsideration.correction_notice": "runs as the examination does, five working days from receipt",
	"administrative_reconsideration.forward_fine":      "the penalising organ's, which holds no proceeding",
	"administrative_reconsideration.hearing_notice":    "counted back from the hearing",
	"administrative_reconsideration.norm_forward":      "the review of a norm, beside the decision",
	"administrative_reconsideration.norm_reply":        "the review of a norm, beside the decision",
	"administrative_reconsideration.norm_review":       "the review of a norm, beside the decision",
	"administrative_reconsideration.suspended_longest": "the review day of the suspension",
	"administrative_litigation.agency_performance":     "before any proceeding",
	"civil_litigation.public_notice":                   "deemed service",
	"civil_litigation.second_instance_ruling":          "the appeal's one clock is the judgment's",
	"judicial_confirmation.review_target":              "the older target, shown with the rule",
	"judicial_mediation.court_appointment":             "the choice of the mediator online",
	"judicial_mediation.joint_choice":                  "the choice of the mediator online",
	"judicial_mediation.pre_trial_ordinary":            "mediation by the court itself before trial",
	"judicial_mediation.pre_trial_summary":             "mediation by the court itself before trial",
	"labour_arbitration.hearing_notice":                "counted back from the hearing",
	"land_arbitration.hearing_notice":                  "counted back from the hearing",
}

// Every clock a table names is in the book, and every procedure clock of the
// book is moved by a table, or said here not to be.
func TestEveryProcedureClockIsMoved(t *testing.T) {
	book, err := clock.Default()
	if err != nil {
		t.Fatal(err)
	}
	moved := map[string]bool{}
	for name, life := range Lives {
		for _, rule := range life.Clocks() {
			moved[rule] = true
			if _, err := book.InForce(rule, "2026-11-24"); err != nil {
				t.Errorf("%s names the clock %s, which there is not", name, rule)
			}
		}
	}
	for _, r := range book.All() {
		away := slices.ContainsFunc(elsewhere, func(p string) bool { return strings.HasPrefix(r.ID, p) })
		if r.Kind == clock.Procedure && !moved[r.ID] && !away && beside[r.ID] == "" {
			t.Errorf("no table moves %s", r.ID)
		}
		if beside[r.ID] != "" && moved[r.ID] {
			t.Errorf("%s is moved after all", r.ID)
		}
	}
}

// Each state and action of each table: done where the table has the row, and
// otherwise refused with nothing changed.
func TestEveryStateAndAction(t *testing.T) {
	for name, life := range Lives {
		for _, s := range life.States() {
			if s == back {
				continue
			}
			for _, do := range HandlersActions() {
				f := Facts{Life: name, State: s, Before: Accepted}
				if _, done := life.Results[s]; done {
					f.EndedAt = moment
				}
				p := Restore(f)
				_, permitted := life.Find(s, do, Handler)
				err := p.Step(do, Handler, "", moment)
				switch {
				case permitted != (err == nil) || permitted != (f.Can(do) == nil):
					t.Fatalf("%s: %s in %s: %v", name, do, s, err)
				case err != nil && fmt.Sprint(p.Facts()) != fmt.Sprint(f):
					t.Fatalf("%s: %s in %s was refused and changed something", name, do, s)
				}
			}
		}
	}
}

// From any opening, whatever is done, every step stays within the table, and
// every final state is met by some walk.
func TestWalksReachEveryFinalState(t *testing.T) {
	names := make([]string, 0, len(Lives))
	for name := range Lives {
		names = append(names, name)
	}
	slices.Sort(names)
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom(names).Draw(t, "life")
		life := Lives[name]
		p := Open(Facts{Life: name}, rapid.SampledFrom([]State{Registered, Accepted}).Draw(t, "opening"), moment)
		for range 40 {
			rows := life.Open(p.Facts().State)
			if len(rows) == 0 {
				break
			}
			row := rapid.SampledFrom(rows).Draw(t, "row")
			ended := !p.Facts().Open()
			if err := p.Step(row.Do, row.By, "", moment); err != nil {
				t.Fatalf("%s: %s in %s: %v", name, row.Do, row.From, err)
			}
			if ended && p.Facts().Open() {
				t.Fatalf("%s: %s opened it again", name, row.Do)
			}
		}
		if _, result := life.Results[p.Facts().State]; result && p.Facts().Open() {
			t.Fatalf("%s: %s is a result, and the work is not done", name, p.Facts().State)
		}
	})
	for name, life := range Lives {
		for s := range life.Results {
			if !reachable(life, s) {
				t.Errorf("%s never comes to %s", name, s)
			}
		}
	}
}

// reachable tells whether rows lead from an opening to a state.
func reachable(l *Life, to State) bool {
	seen := map[State]bool{Registered: true, Accepted: true}
	for range l.Rows {
		for _, r := range l.Rows {
			if seen[r.From] && r.To != back {
				seen[r.To] = true
			}
		}
	}
	return seen[to]
}
