package procedure

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

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
