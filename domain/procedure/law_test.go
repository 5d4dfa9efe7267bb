package procedure

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"liandong/domain/clock"
	"liandong/domain/machine"
	"liandong/domain/referral"
)

// read gives the lines of a file beside the law, without remarks.
func read(t *testing.T, name string) []string {
	t.Helper()
	raw, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for line := range strings.Lines(string(raw)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			all = append(all, line)
		}
	}
	return all
}

// Every term of every «States» line of the procedure facts stands in a table:
// what is left of a line when its terms are taken out, in their order, is signs only.
func TestEveryNamedStateStandsInATable(t *testing.T) {
	lines, terms, rest, whole := 0, 0, "", ""
	over := func() {
		if left := strings.Trim(rest, "→|/[](),、\" "); left != "" {
			t.Errorf("%s: nothing is said of %q", whole, left)
		}
	}
	for _, line := range read(t, "states.txt") {
		if states, ok := strings.CutPrefix(line, "= "); ok {
			over()
			lines++
			rest, whole = states, states
			continue
		}
		term, place, ok := strings.Cut(line, " | ")
		if !ok {
			t.Fatalf("%q is no line", line)
		}
		terms++
		if more, beside := strings.CutPrefix(term, "+ "); beside {
			term = more
		} else {
			between, after, found := strings.Cut(rest, term)
			if !found || strings.Trim(between, "→|/[](),、\" ") != "" {
				t.Errorf("%s: between the terms before %s stands %q", whole, term, between)
			}
			rest = after
		}
		stands(t, term, place)
	}
	over()
	if lines != 9 || terms < 150 {
		t.Errorf("%d lines and %d terms were read", lines, terms)
	}
}

func stands(t *testing.T, term, place string) {
	t.Helper()
	if why, none := strings.CutPrefix(place, "- "); none {
		if why == "" {
			t.Errorf("%s: no reason", term)
		}
		return
	}
	table, step, isStep := strings.Cut(place, ":")
	if isStep {
		if life := Lives[table]; life == nil || !slices.ContainsFunc(life.Rows, func(r Row) bool { return r.Do == Action(step) }) {
			t.Errorf("%s: %s knows no step %s", term, table, step)
		}
		return
	}
	table, state, _ := strings.Cut(place, ".")
	if table == "referral" {
		if !slices.ContainsFunc(referral.Life, func(r machine.Rule[referral.State, referral.Action, referral.Side]) bool {
			return string(r.To) == state
		}) {
			t.Errorf("%s: no referral is ever %s", term, state)
		}
		return
	}
	if life := Lives[table]; life == nil || !slices.Contains(life.States(), State(state)) {
		t.Errorf("%s: %s knows no state %s", term, table, state)
	}
}

// written gathers what stands in files, to look whether a clock is named there.
func named(t *testing.T, pattern string) string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: %v", pattern, err)
	}
	var all strings.Builder
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(raw)
	}
	return all.String()
}

// Every clock of the procedure facts starts, stands still or stops where the
// list beside the law says; every clock of the book is on the list; and every
// clock a table names is in the book and is said of that table.
func TestEveryClockIsMoved(t *testing.T) {
	book, err := clock.Default()
	if err != nil {
		t.Fatal(err)
	}
	routes, handoffs := named(t, "../../infra/rulepack/national/*.json"), named(t, "../desk/*.go")
	said := map[string]bool{}
	tables := map[string]bool{}
	for _, line := range read(t, "clocks.txt") {
		term, places, ok := strings.Cut(line, " | ")
		if !ok {
			t.Fatalf("%q is no line", line)
		}
		for place := range strings.SplitSeq(places, "; ") {
			where, rest, _ := strings.Cut(place, " ")
			rule, why, _ := strings.Cut(rest, " ")
			said[rule] = true
			if _, err := book.InForce(rule, "2026-11-24"); err != nil {
				t.Errorf("%s: there is no clock %s", term, rule)
			}
			life := Lives[where]
			switch {
			case where == "none" && len(why) < 20:
				t.Errorf("%s: no reason", term)
			case where == "none" && movedSomewhere(rule):
				t.Errorf("%s: %s is moved after all", term, rule)
			case where == "none":
			case where == "routing" && !strings.Contains(routes, `"`+rule+`"`), where == "referral" && !strings.Contains(handoffs, `"`+rule+`"`):
				t.Errorf("%s: %s does not give %s", term, where, rule)
			case where == "routing", where == "referral":
			case life == nil || !slices.Contains(life.Clocks(), rule):
				t.Errorf("%s: %s does not move %s", term, where, rule)
			default:
				tables[where+" "+rule] = true
			}
		}
	}
	for _, r := range book.All() {
		if r.Kind != clock.Office && r.Cite.Law != "本地办理规则" && !said[r.ID] {
			t.Errorf("nothing is said of the clock %s", r.ID)
		}
	}
	for name, life := range Lives {
		for _, id := range life.Clocks() {
			r, err := book.InForce(id, "2026-11-24")
			if err != nil {
				t.Errorf("%s names the clock %s, which there is not", name, id)
			}
			if r.Kind != clock.Office && !tables[name+" "+id] {
				t.Errorf("%s moves %s, which the list does not say", name, id)
			}
		}
	}
}

func movedSomewhere(rule string) bool {
	for _, life := range Lives {
		if slices.Contains(life.Clocks(), rule) {
			return true
		}
	}
	return false
}

// A clock that starts also ends: by a step that names it, by the proceeding's
// result, or by its own last day. One that stands still goes on again. And more
// time is offered exactly where the law lets a clock of the table be extended.
func TestClocksOfATableHoldTogether(t *testing.T) {
	book, err := clock.Default()
	if err != nil {
		t.Fatal(err)
	}
	for name, life := range Lives {
		extends, may := false, false
		for _, id := range life.Clocks() {
			r, err := book.InForce(id, "2026-11-24")
			if err != nil {
				t.Fatal(err)
			}
			may = may || r.Extension != nil && r.ID != "civil_litigation.enforcement_apply"
		}
		stopped, resumed := map[string]bool{}, map[string]bool{}
		for _, r := range life.Rows {
			extends = extends || r.Do == Extend
			for _, x := range r.Pauses {
				stopped[x] = true
			}
			for _, x := range r.Resumes {
				resumed[x] = true
			}
			for _, x := range slices.Concat(r.Since, r.Served) {
				if !slices.Contains(r.Starts, x) {
					t.Errorf("%s: %s is not started by %s", name, x, r.Do)
				}
			}
			if r.By == Clockwork && len(r.Ends) != 1 {
				t.Errorf("%s: %s by the clock names %d clocks", name, r.Do, len(r.Ends))
			}
		}
		for x := range stopped {
			if !resumed[x] && x != "civil_litigation.filing" {
				t.Errorf("%s: %s stands still for ever", name, x)
			}
		}
		if extends != may {
			t.Errorf("%s: extend is offered %t, the law lets a clock be extended %t", name, extends, may)
		}
	}
}

// No table knows a step by which a supervisor could direct a court, a tribunal
// or a reconsideration body in a case: only the body itself, the handoff and
// time move a proceeding (条例 24 leaves those bodies out).
func TestNobodyDirectsACourt(t *testing.T) {
	for name, life := range Lives {
		for _, r := range life.Rows {
			if r.By != Handler && r.By != Handoff && r.By != Clockwork {
				t.Errorf("%s: %s by %s", name, r.Do, r.By)
			}
		}
	}
}
