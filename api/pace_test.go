package api

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"liandong/domain/who"
	"liandong/infra/gormdb/testdb"
)

// Who searches, opens or takes out too much is told to wait, and how long, on
// every replica: a crowd of requests at once gets no more, what is not there is
// counted too, others go on, and the log says it once.
func TestPace(t *testing.T) {
	url, rules, data := testdb.NewURL(t), limited(t, "pace.search | 5", "pace.detail | 8", "pace.export | 1"), t.TempDir()
	p := opened(t, Config{Database: url, Rules: rules, Data: data})
	admin := p.enrols("chief", chiefPassword)
	p.add(admin, "window", who.Clerk)
	p.add(admin, "colleague", who.Clerk)
	clerk, colleague := p.request(p.signIn("window", windowPassword)), p.request(p.signIn("colleague", windowPassword))
	other := replicas(t, 1, Config{Database: url, Rules: rules, Data: data}, p.now)[0]

	var got, waits atomic.Int64
	var crowd sync.WaitGroup
	for i := range 16 {
		a := []*App{p.App, other}[i%2]
		crowd.Go(func() {
			_, out := ask[any](t, a, "GET", "/cases/:id", "", withParams(clerk, "id", fmt.Sprint("nothing", i)))
			switch {
			case out.Status == 404:
				got.Add(1)
			case out.Status == 429 && code(out) == "pace_exceeded" && out.Retry > 3500 && out.Retry <= 3601:
				waits.Add(1)
			default:
				t.Errorf("%d %d %s", out.Status, out.Retry, out.Body)
			}
		})
	}
	crowd.Wait()
	if got.Load() != 8 || waits.Load() != 8 {
		t.Errorf("%d were answered and %d wait, of 16 with 8 allowed", got.Load(), waits.Load())
	}
	search := clerk
	search.Query = map[string]string{"q": "330100-2026-0000-0000"}
	for i := range 6 {
		if _, out := ask[any](t, other, "GET", "/cases", "", search); (out.Status == 200) != (i < 5) {
			t.Errorf("search %d: %d %s", i, out.Status, out.Body)
		}
	}
	export := func() reply { return p.do("POST", "/exports", `{"list":"cases","query":{}}`, clerk) }
	if first, second := export(), export(); first.Status != 202 || second.Status != 429 || second.Retry < 86_000 {
		t.Errorf("%s %s", first.Body, second.Body)
	}
	for range 9 {
		if _, out := ask[any](t, p.App, "GET", "/cases", "", clerk); out.Status != 200 {
			t.Errorf("a list that searches nothing: %s", out.Body)
		}
	}
	if _, out := ask[any](t, p.App, "GET", "/cases/:id", "", withParams(colleague, "id", "nothing")); out.Status != 404 {
		t.Errorf("a colleague waits too: %d", out.Status)
	}
	p.add(admin, "audit", who.Auditor)
	audit := p.enrols("audit", windowPassword)
	audit.Query = map[string]string{"limit": "100"}
	if _, out := ask[any](t, p.App, "GET", "/audit/entries", "", audit); strings.Count(string(out.Body), `"session.pace_exceeded"`) != 3 {
		t.Errorf("the log: %s", out.Body)
	}
	p.pass(time.Hour + time.Second)
	clerk = p.request(p.signIn("window", windowPassword))
	if _, out := ask[any](t, p.App, "GET", "/cases/:id", "", withParams(clerk, "id", "nothing")); out.Status != 404 {
		t.Errorf("after an hour: %d %s", out.Status, out.Body)
	}
	if out := export(); out.Status != 429 {
		t.Errorf("a day's exports come back within the day: %d", out.Status)
	}
}

// What counts is written down: the routes that are named are there, every look
// at a case's personal data counts, no party is held up and nothing is counted twice.
func TestWhatCountsTowardThePace(t *testing.T) {
	a := demo(t)
	found := map[string]bool{}
	for _, r := range a.Routes() {
		name, limit := r.Method+" "+r.Path, paceOf(r, Request{Query: map[string]string{"q": "x"}})
		found[name] = true
		named := slices.Contains(searching, name) || slices.Contains(exporting, name)
		switch {
		case r.Of == ofParty && limit != "":
			t.Errorf("%s holds a party up", name)
		case named && r.Logged && limit == who.PaceDetail:
			t.Errorf("%s counts as another", name)
		case r.Logged && r.Of == ofCase && limit == "":
			t.Errorf("%s is a look at a case and does not count", name)
		}
		if paceOf(r, Request{Steady: true, Query: map[string]string{"q": "x"}}) != "" {
			t.Errorf("%s: the program's own pages count", name)
		}
	}
	for _, name := range slices.Concat(searching, exporting) {
		if !found[name] {
			t.Errorf("%s is not there", name)
		}
	}
	clerk := signedIn(t, a)
	for range 20 { // a demo counts nothing that its own limits do not name
		if _, out := ask[any](t, a, "GET", "/cases/:id", "", withParams(clerk, "id", "nothing")); out.Status != 404 {
			t.Fatalf("%d", out.Status)
		}
	}
}
