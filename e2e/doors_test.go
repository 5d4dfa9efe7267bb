package e2e

import (
	"context"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"liandong/api"
)

// door is one line of testdata/doors.txt: a route, the permission it needs, and
// what it is about. The answers that the matrix expects follow from this file,
// from the rows of the policy and from the rules of doorrules_test.go, never from
// what the program says of itself: a route that is new, or that is guarded by
// another permission than before, fails until it stands in the file.
type door struct{ method, path, may, of string }

func (d door) String() string { return d.method + " " + d.path }

// form tells whether a door takes a form with a file, which no JSON body is.
var forms = []string{"POST /roster/preview", "POST /roster", "POST /cases/:id/documents", "POST /party/documents", "PUT /letter-templates/:code", "POST /bundles/preview", "POST /bundles", "POST /imports/headings", "POST /imports"}

func doors(t *testing.T) []door {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", "doors.txt"))
	if err != nil {
		t.Fatal(err)
	}
	var all []door
	for line := range strings.Lines(string(raw)) {
		f := strings.Fields(line)
		if len(f) != 4 {
			t.Fatalf("doors.txt: %q is not method, path, permission, subject", line)
		}
		all = append(all, door{f[0], f[1], f[2], f[3]})
	}
	return all
}

// served is the routes that the program serves, one line each as in doors.txt.
func served(t *testing.T) []string {
	t.Helper()
	app, err := api.New(context.Background(), api.Config{Data: t.TempDir(), Demo: true, Listen: "127.0.0.1:0", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = app.Close() }()
	var all []string
	for _, r := range app.Routes() {
		all = append(all, strings.Join([]string{r.Method, r.Path, string(r.May), string(r.Of)}, " "))
	}
	return all
}

// Every route of the program stands in doors.txt, with its permission and what
// it is about, and nothing else does.
func TestDoorsAreAllThere(t *testing.T) {
	t.Parallel()
	var kept []string
	for _, d := range doors(t) {
		kept = append(kept, strings.Join([]string{d.method, d.path, d.may, d.of}, " "))
	}
	now := served(t)
	for _, line := range now {
		if !slices.Contains(kept, line) {
			t.Errorf("%q is served and does not stand in testdata/doors.txt", line)
		}
	}
	for _, line := range kept {
		if !slices.Contains(now, line) {
			t.Errorf("%q stands in testdata/doors.txt and is not served", line)
		}
	}
}

// guest is one account of the matrix: a role in an organisation, a machine in
// that role, a party, or nobody.
type guest struct {
	*Client
	role, house, team string
	party             string   // whose page it is, for a party
	scope             []string // what a machine's token is for; nil for a person
}

// answers of a door, as far as the matrix asks.
const (
	opens     = "opens"
	signIn    = "401 sign_in_required"
	hidden    = "404 not_found"
	forbidden = "403 not_allowed"
)

// doorSays reads an answer: what is neither of the three refusals got in.
func doorSays(a *Answer) string {
	if a.Status != http.StatusUnauthorized && a.Status != http.StatusNotFound && a.Status != http.StatusForbidden {
		return opens
	}
	got := itoa(a.Status) + " " + a.String("code")
	if slices.Contains(besides, a.String("code")) {
		return opens // refused for another reason, further in
	}
	return got
}

// besides lists refusals that tell only somebody who is in already.
var besides = []string{"credentials", "factor_required", "setup_done"}

// Every route, every role, every relation: what opens, what is forbidden and
// what is not there is what the tables say. Refused is asked twice, with a body that
// cannot be read and with one that can: neither the one nor the other may come
// before the refusal. The gate asks a part, the soak everything.
func TestDoorMatrix(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	s := Start(t, "--data", data, "--demo-now", demoNow)
	s.contract = &contract{} // other tests hold the answers against the document
	m := newDoorWorld(t, s, openRaw(t, []string{"--data", data}))
	random, whole := seed(t), rounds(0, 1) == 1
	began, asked, tally := time.Now(), 0, map[string]int{}
	for _, d := range doors(t) {
		if d.path == streamed {
			continue // stays open; what it sends is asked of /events
		}
		stands, ok := m.stands[d.of]
		if !ok {
			t.Errorf("%s: nothing is known of a %s: say in the world who stands how toward it", d, d.of)
			continue
		}
		for _, st := range stands {
			for _, g := range m.guests {
				if g.house != st.house && g.party == "" && g.role != "" || !whole && random.IntN(3) != 0 {
					continue
				}
				n, got := m.knock(d, st, g)
				asked += n
				tally[got]++
			}
		}
	}
	for _, want := range []string{opens, signIn, hidden, forbidden, "403 token.scope"} {
		if tally[want] < 20 {
			t.Errorf("%q was met %d times only: the matrix proves nothing about it", want, tally[want])
		}
	}
	t.Logf("%d requests in %s: %v", asked, time.Since(began).Round(time.Second), tally)
}

// knock asks one door as one guest and holds the answers against the rules.
func (m *doorWorld) knock(d door, st stand, g guest) (asked int, want string) {
	m.t.Helper()
	path := m.fill(d, st)
	if want = m.expected(d, st, g); want == "" {
		return 0, "not asked"
	}
	bodies := []any{[]byte(`{"x":`)}
	if d.method == http.MethodGet {
		bodies = []any{nil}
		m.askTwice(d, st, g, path, want)
	} else if want != opens {
		bodies = append(bodies, []byte(`{}`))
	}
	for _, body := range bodies {
		a := g.Do(d.method, path, body)
		asked++
		if a.Failure != nil {
			m.t.Fatalf("%s: %v", a.What, a.Failure)
		}
		if a.Status >= http.StatusInternalServerError {
			m.t.Errorf("%s: %d", a.What, a.Status)
		}
		if got := doorSays(a); got != want && !slices.Contains(absent, d.String()+" "+got) {
			m.t.Errorf("%s as %s of %s (%s, %s) with %q: %s, want %s", d, g.role, g.house, st.relation, path, body, got, want)
		}
		if d.method != http.MethodGet && want == opens && !slices.Contains([]int{400, 413, 415, 422}, a.Status) && d.of != "public" && !slices.Contains(besides, a.String("code")) {
			m.t.Errorf("%s took a body that cannot be read: %d %s", a.What, a.Status, a.Body)
		}
	}
	return asked, want
}

// askTwice reads with a parameter given twice, which is told only to who is in.
func (m *doorWorld) askTwice(d door, st stand, g guest, path, want string) {
	m.t.Helper()
	if _, less := narrower[d.String()]; less || d.of == "public" || d.may == "directive.give" {
		return
	}
	join := "?"
	if strings.Contains(path, "?") {
		join = "&"
	}
	a := g.Get(path + join + "limit=1&limit=2")
	if got := doorSays(a); got != want || want == opens && a.String("code") != "parameter_repeated" {
		m.t.Errorf("%s as %s of %s (%s) with a parameter twice: %s %d, want %s", d, g.role, g.house, st.relation, got, a.Status, want)
	}
}

// fill writes the path with what the stand names.
func (m *doorWorld) fill(d door, st stand) string {
	m.t.Helper()
	steps := strings.Split(d.path, "/")
	for i, step := range steps {
		if name, blank := strings.CutPrefix(step, ":"); blank {
			v := st.ids[name]
			for _, at := range []string{steps[i-1] + ":" + name, d.String() + ":" + name} {
				if x, ok := m.blanks[at]; ok {
					v = x
				}
			}
			if v == "" {
				m.t.Fatalf("%s: nothing is known to fill :%s with", d, name)
			}
			steps[i] = v
		}
	}
	return strings.Join(steps, "/") + m.queries[d.String()]
}
