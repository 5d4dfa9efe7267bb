package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// inner is what no answer may say: names of what the program is made of, and
// what its parts say when they break.
var inner = regexp.MustCompile(`(?i)gorm|sqlite|mysql|mariadb|database is|constraint failed|duplicate entry|goroutine|runtime error|nil pointer|panic|\.go:\d|/root/|/home/|/tmp/|reflect[.:]|strconv|unmarshal|encoding/|invalid character|multipart:|http: |parsing time|excelize|fasthttp|\bSELECT\b.*\bFROM\b`)

// sparing lists the doors that would end the run for everybody else, and who is
// asked at them: nobody who may.
var sparing = []string{"DELETE /session", "PUT /session", "POST /session/password", "POST /demo/clock", "POST /organizations/:id/succession", "PATCH /users/:id", "POST /users/:id/handover", "POST /users/:id/reset-link"}

// Requests that are valid, or nearly, to every route of the OpenAPI document:
// none breaks the program, no answer has a field that the document does not know
// (the client holds each against it), and none speaks of the program's insides.
func TestAnythingAtEveryDoor(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	s := Start(t, "--data", data, "--demo-now", demoNow)
	f := &fuzzer{t: t, random: seed(t), seen: map[string][][]byte{}, tally: map[string]int{}}
	f.doors = slices.DeleteFunc(doors(t), func(d door) bool { return d.path == streamed })
	s.watch = f.record
	f.m = newDoorWorld(t, s, openRaw(t, []string{"--data", data}))
	w := &walled{t: t, s: s, p: planter{t: t, s: s, db: f.m.db}, shown: map[string]bool{}}
	hired(s)
	w.enters()
	w.begins()
	w.goesOn()
	s.watch = nil
	f.read(s)
	began, n := time.Now(), rounds(6000, 200000)
	for i := range n {
		if i%500 == 0 {
			f.look()
		}
		f.once(f.doors[i%len(f.doors)])
	}
	took := 0
	for name, k := range f.tally {
		if strings.HasPrefix(name, "2") {
			took += k
		}
	}
	if took < n/10 {
		t.Errorf("only %d of %d requests were taken: the others prove little", took, n)
	}
	t.Logf("%d requests in %s: %v", n, time.Since(began).Round(time.Second), f.tally)
}

type fuzzer struct {
	t       *testing.T
	m       *doorWorld
	random  *rand.Rand
	doors   []door
	seen    map[string][][]byte // bodies of the stories, by door
	ids     []string
	texts   []string
	bodies  map[string]map[string]any // schemas of bodies, by door
	queries map[string][]map[string]any
	defs    map[string]any
	tally   map[string]int
	found   map[string][]stand // what is there to be worked on now
}

var idShape = regexp.MustCompile(`[0-9a-f]{32}`)

// record keeps what the stories send, and the ids that they meet.
func (f *fuzzer) record(_ *Client, method, path string, body []byte, _ []string, a *Answer) {
	if a == nil {
		return
	}
	for _, id := range idShape.FindAllString(string(a.Body), 20) {
		if !slices.Contains(f.ids, id) {
			f.ids = append(f.ids, id)
		}
	}
	plain, _, _ := strings.Cut(strings.TrimPrefix(path, "/api/v1"), "?")
	for _, d := range f.doors {
		if d.method == method && len(body) > 0 && body[0] == '{' && d.matches(plain) {
			f.seen[d.String()] = append(f.seen[d.String()], bytes.Clone(body))
			return
		}
	}
}

// matches tells whether a path is one of a door's.
func (d door) matches(path string) bool {
	want, got := strings.Split(d.path, "/"), strings.Split(path, "/")
	return slices.EqualFunc(want, got, func(w, g string) bool { return w == g || strings.HasPrefix(w, ":") })
}

// read takes the shapes of bodies and parameters out of the document, and every code it names.
func (f *fuzzer) read(s *Server) {
	var doc struct {
		Paths      map[string]map[string]map[string]any
		Components struct{ Schemas map[string]any }
	}
	s.Nobody().Get("/openapi.json").Want(200).Into(&doc)
	f.defs, f.bodies, f.queries = doc.Components.Schemas, map[string]map[string]any{}, map[string][]map[string]any{}
	for path, item := range doc.Paths {
		for method, op := range item {
			name := strings.ToUpper(method) + " " + braces.ReplaceAllString(strings.TrimPrefix(path, "/api/v1"), ":$1")
			if body, ok := op["requestBody"].(map[string]any); ok {
				for _, media := range body["content"].(map[string]any) {
					f.bodies[name], _ = media.(map[string]any)["schema"].(map[string]any)
				}
			}
			list, _ := op["parameters"].([]any)
			for _, p := range list {
				if x := p.(map[string]any); x["in"] == "query" {
					f.queries[name] = append(f.queries[name], x)
				}
			}
		}
	}
	for _, word := range regexp.MustCompile(`"(?:code|value|id)":"([a-z_.]+)"`).FindAllStringSubmatch(string(s.Nobody().Get("/public/codes").Want(200).Body), -1) {
		f.texts = append(f.texts, word[1])
	}
	for _, all := range f.seen {
		for _, body := range all {
			for _, word := range regexp.MustCompile(`"([a-z_.\-0-9:T+]+)"[,}\]]`).FindAllStringSubmatch(string(body), -1) {
				f.texts = append(f.texts, word[1])
			}
		}
	}
}

var braces = regexp.MustCompile(`\{(\w+)\}`)

// once asks one door once.
func (f *fuzzer) once(d door) {
	st, guests, in := f.at(d)
	for range 4 { // rather where somebody may come in
		if len(in) == 0 {
			st, guests, in = f.at(d)
		}
	}
	spared := slices.Contains(sparing, d.String())
	if spared {
		guests = slices.DeleteFunc(guests, func(g guest) bool {
			return slices.ContainsFunc(in, func(x guest) bool { return x.Client == g.Client }) || d.may == "session.self" && g.role != ""
		})
	} else if len(in) > 0 && f.chance(85) {
		guests = in
	}
	if len(guests) == 0 {
		return
	}
	g := guests[f.random.IntN(len(guests))]
	if f.chance(10) {
		st.ids = map[string]string{"id": f.short()}
	}
	path := f.path(d, st)
	var body any
	headers := []string{"Idempotency-Key", Key()}
	if f.chance(10) {
		headers = append(headers, "If-Match", f.pick(`"1"`, `"2"`, `W/"1"`, "*", `"0"`, "x", `"-1"`, strings.Repeat("9", 300)))
	}
	if f.chance(20) {
		headers = append(headers, "Accept-Language", f.pick("en", "zh", "*", "en;q=x"))
	}
	if d.method != http.MethodGet {
		var more []string
		body, more = f.body(d)
		headers = append(headers, more...)
	}
	a := g.Send(context.Background(), d.method, path, body, headers...)
	if a.Failure != nil {
		f.t.Fatalf("%s: %v", a.What, a.Failure)
	}
	f.tally[itoa(a.Status)]++
	if a.Status < 300 && d.method != "GET" {
		f.tally["ok "+d.String()]++
	}
	if a.Status >= http.StatusInternalServerError {
		f.t.Errorf("%s: %d\n%s", a.What, a.Status, body)
	}
	if json.Valid(a.Body) {
		if found := inner.Find(a.Body); found != nil && !strings.Contains(fmt.Sprint(body), string(found)) && !strings.Contains(path, string(found)) {
			f.t.Errorf("%s speaks of its insides: %q in %.600s", a.What, found, a.Body)
		}
	}
}

// at picks a subject of a door, with who is asked there and who of them may come in.
func (f *fuzzer) at(d door) (st stand, guests, in []guest) {
	stands := slices.Concat(f.m.stands[d.of], f.found[d.of])
	st = stands[f.random.IntN(len(stands))]
	for _, g := range f.m.guests {
		if g.house != st.house && g.party == "" && g.role != "" {
			continue
		}
		guests = append(guests, g)
		if f.m.expected(d, st, g) == opens {
			in = append(in, g)
		}
	}
	return st, guests, in
}

// look finds what the requests so far have left to be worked on.
func (f *fuzzer) look() {
	f.t.Helper()
	f.found = map[string][]stand{}
	for of, query := range map[string]string{
		"case":       "SELECT id, custodian_id, '', '' FROM cases WHERE state = 'open' ORDER BY RANDOM() LIMIT 12",
		"referral":   "SELECT id, to_id, '', '' FROM referrals ORDER BY RANDOM() LIMIT 12",
		"proceeding": "SELECT id, organization_id, channel, team FROM proceedings WHERE state <> 'ended' ORDER BY RANDOM() LIMIT 12",
	} {
		f.found[of] = f.standsBy(query)
	}
}

func (f *fuzzer) standsBy(query string) (all []stand) {
	f.t.Helper()
	rows, err := f.m.db.Query(query)
	if err != nil {
		f.t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var id string
		st := stand{relation: "found", toward: []string{"custodian"}, sides: []string{"receiver"}, own: true}
		if err := rows.Scan(&id, &st.house, &st.channel, &st.team); err != nil {
			f.t.Fatal(err)
		}
		st.ids = map[string]string{"id": id}
		if slices.Contains(houses, st.house) {
			all = append(all, st)
		}
	}
	if err := rows.Err(); err != nil {
		f.t.Fatal(err)
	}
	return all
}

func (f *fuzzer) chance(percent int) bool { return f.random.IntN(100) < percent }

func (f *fuzzer) pick(all ...string) string { return all[f.random.IntN(len(all))] }

// odd are texts that somebody sends sooner or later.
var odd = []string{
	"", " ", "0", "-1", "null", "../../etc", "a/b", "%00", "\u0000", "\u202e", "\ufeff", "😀", "𠮷", "1e400", "9999999999999999999999", "2026-02-30", "0000-00-00", "9999-12-31",
	"2026-11-24T09:00:00+08:00", "2026-11-24T25:00:00Z", "0001-01-01T00:00:00Z", "10000-01-01T00:00:00Z", "' OR 1=1 --", `";DROP TABLE cases;`, "<script>", "{{.}}", "%s%n", "=1+1", "\r\nX: y", "１２３", "\u0301",
	strings.Repeat("长", 3000), strings.Repeat("a", 70000), "org-petition", "org-court", "true", "[]", "*", "W/\"1\"", "\"1\"", "case/", "tel:1", "a@b", "\xff\xfe", "\ud7ff",
}

// word is any text: one the stories know, an id, a day, or an odd one.
func (f *fuzzer) word() string {
	switch f.random.IntN(10) {
	case 0, 1:
		return odd[f.random.IntN(len(odd))]
	case 2, 3:
		return f.id()
	case 4:
		return fmt.Sprintf("2026-1%d-%02d", f.random.IntN(3), 1+f.random.IntN(30))
	case 5:
		return "文字" + itoa(f.random.IntN(100))
	}
	return f.texts[f.random.IntN(len(f.texts))]
}

// short is a word that an address can carry.
func (f *fuzzer) short() string {
	w := f.word()
	return w[:min(len(w), 1500)]
}

func (f *fuzzer) id() string {
	if f.chance(10) {
		return odd[f.random.IntN(len(odd))]
	}
	return f.ids[f.random.IntN(len(f.ids))]
}

// path writes an address that is mostly right.
func (f *fuzzer) path(d door, st stand) string {
	steps := strings.Split(d.path, "/")
	right := strings.Split(f.m.fill(d, stand{ids: map[string]string{"id": "none"}}), "/")
	for i, step := range steps {
		name, blank := strings.CutPrefix(step, ":")
		if !blank {
			continue
		}
		v := right[i]
		if name == "id" && st.ids["id"] != "" && v == "none" {
			v = st.ids["id"]
		}
		if f.chance(8) {
			v = f.short()
		}
		steps[i] = url.PathEscape(v)
		if steps[i] == "" {
			steps[i] = "none"
		}
	}
	var query []string
	for _, q := range f.queries[d.String()] {
		if f.chance(70) {
			continue
		}
		v := f.short()
		schema, _ := q["schema"].(map[string]any)
		if codes, _ := schema["enum"].([]any); len(codes) > 0 && f.chance(80) {
			v = fmt.Sprint(codes[f.random.IntN(len(codes))])
		}
		if q["name"] == "limit" && f.chance(80) {
			v = itoa(f.random.IntN(110))
		}
		query = append(query, fmt.Sprint(q["name"])+"="+url.QueryEscape(v))
	}
	if len(query) == 0 {
		return strings.Join(steps, "/")
	}
	return strings.Join(steps, "/") + "?" + strings.Join(query, "&")
}
