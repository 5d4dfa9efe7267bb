package desk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"liandong/domain/org"
	"liandong/domain/procedure"
	"liandong/domain/who"
)

// houses says who lives by a table in the fictional county, and in what matter.
var houses = map[string]struct {
	at       org.ID
	role     who.Role
	purpose  string
	category string
}{
	"petition": {"org-petition", who.Clerk, "claim", "neighbour.leak"}, "petition_suggestion": {"org-petition", who.Clerk, "suggestion", "suggestion.public_service"},
	"petition_accusation": {"org-petition", who.Clerk, "accusation", "accusation.misconduct"}, "petition_review": {"org-petition", who.Clerk, "claim", "neighbour.leak"},
	"petition_recheck": {"org-cityreview", who.Officer, "claim", "neighbour.leak"}, "people_mediation": {"org-mediation2", who.Mediator, "claim", "neighbour.leak"},
	"people_mediation_labour": {"org-mediation2", who.Mediator, "claim", "labour.unpaid_wages"}, "people_mediation_medical": {"org-medical", who.Mediator, "claim", "medical.dispute"},
	"people_mediation_traffic": {"org-mediation2", who.Mediator, "claim", "traffic.accident"}, "administrative_mediation": {"org-housing", who.Officer, "claim", "property_management.fee"},
	"administrative_mediation_police": {"org-police", who.Officer, "claim", "public_security.assault"}, "administrative_mediation_traffic": {"org-traffic", who.Officer, "claim", "traffic.accident"},
	"administrative_mediation_market": {"org-market", who.Officer, "claim", "consumer.food"}, "administrative_mediation_medical": {"org-health", who.Officer, "claim", "medical.dispute"},
	"judicial_mediation_delegated": {"org-mediation2", who.Mediator, "claim", "contract.sale"}, "judicial_mediation_entrusted": {"org-mediation2", who.Mediator, "claim", "contract.sale"},
	"labour_arbitration": {"org-labour", who.Arbitrator, "claim", "labour.unpaid_wages"}, "commercial_arbitration": {"org-arbitration", who.Arbitrator, "claim", "contract.sale"},
	"land_arbitration": {"org-land", who.Arbitrator, "claim", "land.contract"}, "administrative_reconsideration": {"org-reconsider", who.ReconsiderationOfficer, "claim", "administrative.penalty"},
	"civil_litigation": {"org-court", who.CourtClerk, "claim", "contract.sale"}, "administrative_litigation": {"org-court", who.CourtClerk, "claim", "administrative.penalty"},
	"judicial_confirmation": {"org-court", who.CourtClerk, "claim", "contract.sale"}, "enforcement": {"org-court", who.CourtClerk, "claim", "contract.sale"},
	"legal_aid": {"org-legalaid", who.Officer, "claim", "labour.unpaid_wages"},
}

// coverage counts how often each row of a table was taken.
type coverage map[*procedure.Life]map[int]int

// gap is a row that was never taken.
type gap struct {
	From procedure.State
	Do   procedure.Action
	By   procedure.Side
}

func (c coverage) missing(life *procedure.Life) []gap {
	var all []gap
	for i, r := range life.Rows {
		if c[life][i] == 0 {
			all = append(all, gap{r.From, r.Do, r.By})
		}
	}
	return all
}

// String says how many of the rows were taken.
func (c coverage) String() string {
	rows, met := 0, 0
	for life := range c {
		rows += len(life.Rows)
		met += len(life.Rows) - len(c.missing(life))
	}
	return fmt.Sprintf("%d of the %d rows of %d tables were taken", met, rows, len(c))
}

// ends lists the final states of a table: those in which the body's work is
// done, and those from which nothing leads on.
func ends(life *procedure.Life) []procedure.State {
	var all []procedure.State
	for _, s := range life.States() {
		_, result := life.Results[s]
		if s != "<" && (result || !slices.ContainsFunc(life.Rows, func(r procedure.Row) bool { return r.From == s })) {
			all = append(all, s)
		}
	}
	return all
}

// ramble is a series of walks over one county, all from one seed.
type ramble struct {
	t            *testing.T
	c            *county
	seed         uint64
	taken        coverage
	walks, steps int
}

// toward walks until a final state is reached, each time from another opening
// and at another hour.
func (r *ramble) toward(life *procedure.Life, goal procedure.State) bool {
	for turn := range 12 {
		if w := r.walk(life, turn, goal, 30, false); w.look().facts.State == goal {
			return true
		}
	}
	return false
}

// walk takes one walk; whatever is wrong after one of its steps fails the test
// with the path that led there.
func (r *ramble) walk(life *procedure.Life, turn int, goal procedure.State, length int, through bool) *walk {
	draws := rapid.SliceOfN(rapid.IntRange(0, 1<<20), length, length).Example(int((r.seed + uint64(r.walks)*131) & 0x7fffffff))
	w := &walk{t: r.t, c: r.c, life: life, taken: r.taken[life], goal: goal, through: through}
	w.begin(turn)
	w.onward(draws)
	r.walks, r.steps = r.walks+1, r.steps+w.steps
	if r.t.Failed() {
		r.t.Fatalf("%s, seed %d, turn %d: %s", life.Name, r.seed, turn, strings.Join(w.path, " → "))
	}
	return w
}

// choose picks the row to take: with a goal one that leads nearer to it, six
// times in seven; without one, those taken least before others.
func (w *walk) choose(rows []int, draw int) int {
	i := rows[draw%len(rows)]
	switch {
	case w.goal != "" && draw%7 > 0:
		far := w.distances()
		return slices.MinFunc(rows, func(a, b int) int {
			if d := far[w.life.Rows[a].To] - far[w.life.Rows[b].To]; d != 0 {
				return d
			}
			return w.taken[a] - w.taken[b]
		})
	case w.goal == "" && draw%10 < 7:
		return slices.MinFunc(rows, func(a, b int) int { return w.taken[a] - w.taken[b] })
	}
	return i
}

// distances says how many steps each state is from the goal.
func (w *walk) distances() map[procedure.State]int {
	far := map[procedure.State]int{}
	for _, s := range append(w.life.States(), "<", "=") {
		far[s] = 1000
	}
	far[w.goal] = 0
	for range w.life.Rows {
		for _, r := range w.life.Rows {
			far[r.From] = min(far[r.From], far[r.To]+1)
		}
	}
	return far
}
