package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Two houses do the same work, step by step, each on matters of its own. Before
// the second sends a request, it sends it with the first one's ids in the place of its
// own, one by one and all at once, in the address, the parameters and the body: nothing is
// done, and no answer has a word or an id of the other house's matters.
func TestIDsOfAnotherHouse(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	s := Start(t, "--data", data, "--demo-now", demoNow)
	m := &doorWorld{t: t, s: s, db: openRaw(t, []string{"--data", data})}
	x := &swapper{t: t, s: s, of: map[string]string{}, codes: map[string]int{}}
	s.watch = x.first
	x.work(m, "org-housing", "org-mediation1", "FIRSTQ7")
	s.watch = x.second
	x.work(m, "org-market", "org-mediation2", "SECONDQ7")
	s.watch = nil
	if x.at != len(x.told) {
		t.Errorf("the second house sent %d requests, the first %d", x.at, len(x.told))
	}
	if len(x.of) < 200 || x.sent < 180 {
		t.Errorf("only %d ids were exchanged in %d requests", len(x.of), x.sent)
	}
	t.Logf("%d ids exchanged in %d requests: %v", len(x.of), x.sent, x.codes)
}

// swapper compares two recordings of one story.
type swapper struct {
	t     *testing.T
	s     *Server
	told  [][]byte          // the first house's answers
	at    int               // how many the second has had
	of    map[string]string // the second's ids, with the first's in the same place
	sent  int
	codes map[string]int
}

func (x *swapper) first(_ *Client, _, _ string, _ []byte, _ []string, a *Answer) {
	if a != nil {
		x.told = append(x.told, bytes.Clone(a.Body))
	}
}

func (x *swapper) second(c *Client, method, path string, body []byte, headers []string, a *Answer) {
	if a == nil {
		x.s.watch = nil
		x.exchange(c, method, path, body, headers)
		x.s.watch = x.second
		return
	}
	if x.at >= len(x.told) {
		x.t.Fatalf("%s: the first house sent nothing like it", a.What)
	}
	var one, other any
	if json.Unmarshal(a.Body, &one) == nil && json.Unmarshal(x.told[x.at], &other) == nil {
		x.pair(one, other)
	}
	x.at++
}

// ofMatter is what names a matter, or what belongs to one: ids, and numbers of cases.
var ofMatter = regexp.MustCompile(`[0-9a-f]{32}|\d{6,12}-2026-[0-9A-Z]{4}-[0-9A-Z]{4}`)

// pair finds the ids that stand in the same place of two answers.
func (x *swapper) pair(one, other any) {
	switch a := one.(type) {
	case map[string]any:
		b, _ := other.(map[string]any)
		for key, v := range a {
			if w, ok := b[key]; ok {
				x.pair(v, w)
			}
		}
	case []any:
		b, _ := other.([]any)
		for i := range min(len(a), len(b)) {
			x.pair(a[i], b[i])
		}
	case string:
		b, _ := other.(string)
		mine, theirs := ofMatter.FindAllString(a, -1), ofMatter.FindAllString(b, -1)
		for i := range min(len(mine), len(theirs)) {
			if mine[i] != theirs[i] {
				x.of[mine[i]] = theirs[i]
			}
		}
	}
}

// exchange sends a request with foreign ids in it.
func (x *swapper) exchange(c *Client, method, path string, body []byte, headers []string) {
	var ids []string
	for _, id := range ofMatter.FindAllString(path+" "+string(body), -1) {
		if x.of[id] != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	ways := [][]string{}
	for _, id := range ids {
		ways = append(ways, []string{id})
	}
	if len(ids) > 1 {
		ways = append(ways, ids)
	}
	for _, way := range ways {
		var pairs []string
		for _, id := range way {
			pairs = append(pairs, id, x.of[id])
		}
		swap := strings.NewReplacer(pairs...)
		var other any
		if body != nil {
			other = []byte(swap.Replace(string(body)))
		}
		fresh := slices.Clone(headers)
		for i := 0; i+1 < len(fresh); i += 2 {
			if fresh[i] == "Idempotency-Key" {
				fresh[i+1] = Key()
			}
		}
		a := c.Send(context.Background(), method, swap.Replace(path), other, fresh...)
		x.sent++
		x.codes[itoa(a.Status)]++
		x.judge(c, a, method, swap.Replace(path), body, way)
	}
}

// judge fails where something was done, or told.
func (x *swapper) judge(c *Client, a *Answer, method, path string, body []byte, way []string) {
	x.t.Helper()
	asked := path + " " + string(body)
	switch {
	case a.Failure != nil:
		x.t.Fatalf("%s: %v", a.What, a.Failure)
	case a.Status >= http.StatusInternalServerError:
		x.t.Errorf("%s: %d", a.What, a.Status)
	case a.Status == http.StatusAccepted && path == "/api/v1/batches": // each row has an answer of its own
		if j := c.ended(a.String("job_id")); j.Failed != j.Total || j.Total == 0 {
			x.t.Errorf("%s did something to another house's matters: %+v", a.What, j)
		}
	case method == http.MethodGet && bytes.HasPrefix(a.Body, []byte(`{"items":[]`)): // looked for, and nothing found
	case a.Status < 300:
		x.t.Errorf("%s of %s was done with ids of another house (%v for %.300s): %d %.300s", a.What, c.Name, way, body, a.Status, a.Body)
	}
	said := words(x.t, a)
	if strings.Contains(said, "FIRSTQ7") {
		x.t.Errorf("%s answers with words of another house: %.400s", a.What, said)
	}
	for theirs := range maps.Values(x.of) {
		if strings.Contains(said, theirs) && !slices.ContainsFunc(way, func(id string) bool { return x.of[id] == theirs }) && !strings.Contains(asked, theirs) {
			x.t.Errorf("%s answers with the id %s of another house: %.300s", a.What, theirs, said)
		}
	}
}
