package e2e

import (
	"archive/zip"
	"bytes"
	"context"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"liandong/infra/gormdb"
)

// A mark is the word planted in one column of one story: ACCQ7.cases-title. It
// is found again by its shape, wherever it comes out.
var markShape = regexp.MustCompile(`(JOB|ACC|SUP|FRS|LAT|CAS|CHN|HSE)Q7\.[a-z_]+-[a-z_0-9]+`)

// plan is every way to read that the API's own document names, each with all
// its ids and each value of its parameters.
type plan struct {
	t     *testing.T
	s     *Server
	db    *sql.DB
	paths []string
}

// column reads one column of the rows of some cases.
func column(t *testing.T, db *sql.DB, query string, args ...any) []string {
	t.Helper()
	rows, err := db.Query(query, args...)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer func() { _ = rows.Close() }()
	var all []string
	for rows.Next() {
		var v sql.NullString
		if err := rows.Scan(&v); err != nil {
			t.Fatal(err)
		}
		if v.String != "" {
			all = append(all, v.String)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// blanks says with what each blank of a path is filled, by what stands before it.
func blanks(t *testing.T, db *sql.DB, cases []string) map[string][]string {
	in := "('" + strings.Join(cases, "','") + "')"
	of := func(query string) []string { return column(t, db, query) }
	documents := of("SELECT id FROM documents WHERE case_id IN " + in)
	all := map[string][]string{
		"/cases/": cases, "/documents/": documents, "/party/documents/": documents,
		"/referrals/":   of("SELECT id FROM referrals WHERE case_id IN " + in),
		"/proceedings/": of("SELECT id FROM proceedings WHERE case_id IN " + in),
		"/agreements/":  of("SELECT id FROM agreements WHERE case_id IN " + in),
		"/receptions/":  of("SELECT id FROM receptions"), "/visits/": of("SELECT id FROM visits"),
		"/groups/":               of("SELECT group_id FROM group_members WHERE case_id IN " + in),
		"/directives/":           of("SELECT id FROM directives WHERE case_id IN " + in),
		"/conference-decisions/": of("SELECT decision_id FROM conference_matters WHERE case_id IN " + in),
		"/lead-officials/":       of("SELECT id FROM lead_officials WHERE case_id IN " + in),
		"/decisions/":            of("SELECT id FROM decisions"),
		"/trend-notes/":          of("SELECT id FROM trend_notes"),
		"/jobs/":                 of("SELECT id FROM jobs"),
		"/proposals/":            of("SELECT id FROM proposals"),
		"/drafts/":               of("SELECT name FROM drafts"),
		"/public/check/":         of("SELECT check_code FROM documents WHERE case_id IN " + in),
		"/letter-templates/":     {"registration_form"}, "/organizations/": {"org-street1", "org-petition"}, "/public/rules/": {"none"},
		"/audit/lists/":   standingLists(),
		"/audit/entries/": of("SELECT id FROM audit_entries WHERE case_id IN " + in + " ORDER BY at, id LIMIT 40"),
	}
	for _, id := range cases {
		all["/cases/"+id+"/parties/"] = of("SELECT id FROM parties WHERE case_id = '" + id + "'")
	}
	return all
}

// values says what a parameter without a list of its own is given; any other
// gets the number of a case.
func values(numbers, cases []string) map[string][]string {
	subjects := []string{}
	for _, id := range cases {
		subjects = append(subjects, "case/"+id)
	}
	return map[string][]string{
		"q": numbers, "to": {"org-discipline", "org-court"}, "subject": subjects, "organization": {"org-petition"}, "actor": {"user-clerk"}, "region": {"9901"},
		"limit": {}, "cursor": {}, "channel": {"petition"}, "route": {"petition"}, "as_of": {"2026-11-24"}, "due_before": {"2030-01-01"},
		"from": {"2020-01-01T00:00:00Z", "2020-01-01"}, "to_": {}, "inline": {"1"}, "state": {"open", "accepted"}, "category": {"accusation.misconduct"}, "unread": {"1"},
	}
}

// streamed is read by no sweep: it stays open, and sends what /events says as it
// happens. TestEventsFlow reads it.
const streamed = "/events/stream"

var blank = regexp.MustCompile(`\{[a-z]+\}`)

// fill writes a path out with every id its blanks may have.
func fill(t *testing.T, path string, ids map[string][]string) []string {
	at := blank.FindStringIndex(path)
	if at == nil {
		return []string{path}
	}
	with, ok := ids[path[:at[0]]]
	if !ok {
		t.Fatalf("nothing is known to fill %s with: say in blanks what it has", path)
	}
	var all []string
	for _, id := range with {
		all = append(all, fill(t, path[:at[0]]+url.PathEscape(id)+path[at[1]:], ids)...)
	}
	return all
}

// readings draws up the plan: nothing of it is written down by hand but with
// what a blank is filled.
func readings(t *testing.T, s *Server, db *sql.DB, cases []string) plan {
	p := plan{t: t, s: s, db: db}
	in := "('" + strings.Join(cases, "','") + "')"
	ids, with := blanks(t, db, cases), values(column(t, db, "SELECT number FROM cases WHERE id IN "+in), cases)
	doc := s.Nobody().Get("/openapi.json").Want(200)
	paths, _ := doc.At("paths").(map[string]any)
	routes := 0
	for path, item := range paths {
		get, reads := item.(map[string]any)["get"].(map[string]any)
		if !reads || strings.HasSuffix(path, "/demo/messages") { // the phones of the demo are no part of the program
			continue
		}
		if strings.HasSuffix(path, streamed) {
			continue
		}
		routes++
		for _, full := range fill(t, strings.TrimPrefix(path, "/api/v1"), ids) {
			p.paths = append(p.paths, full)
			for _, more := range parameters(get, with) {
				p.paths = append(p.paths, full+"?"+more)
			}
		}
	}
	if routes < 80 || len(p.paths) < 150 {
		t.Fatalf("only %d routes and %d ways to read were found", routes, len(p.paths))
	}
	slices.SortFunc(p.paths, func(a, b string) int {
		return strings.Compare(strings.Replace(a, "?", "\x00", 1), strings.Replace(b, "?", "\x00", 1))
	}) // parameters right after their path
	return p
}

func parameters(get map[string]any, with map[string][]string) []string {
	var all []string
	list, _ := get["parameters"].([]any)
	for _, item := range list {
		x := item.(map[string]any)
		if x["in"] != "query" {
			continue
		}
		name := x["name"].(string)
		schema, _ := x["schema"].(map[string]any)
		codes, _ := schema["enum"].([]any)
		for _, c := range codes {
			all = append(all, name+"="+url.QueryEscape(fmt.Sprint(c)))
		}
		if len(codes) > 0 {
			continue
		}
		given, ok := with[name]
		if !ok {
			given = with["q"][:1]
		}
		for _, v := range given {
			all = append(all, name+"="+url.QueryEscape(v))
		}
	}
	return all
}

// words is everything an answer says: body, headers, what is packed inside, and
// what a file says of itself.
func words(t *testing.T, a *Answer) string {
	t.Helper()
	var all strings.Builder
	for name, v := range a.Header {
		all.WriteString(name + ": " + strings.Join(v, " ") + "\n")
	}
	all.Write(a.Body)
	switch {
	case bytes.HasPrefix(a.Body, []byte("PK\x03\x04")):
		z, err := zip.NewReader(bytes.NewReader(a.Body), int64(len(a.Body)))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range z.File {
			r, err := f.Open()
			if err == nil {
				_, err = io.Copy(&all, r)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	case bytes.HasPrefix(a.Body, []byte("%PDF")):
		all.WriteString(printedText(t, a.Body))
		all.WriteString(aboutFile(t, a.Body))
	}
	return all.String()
}

// found asks everything as one account, and tells which marks came out where.
// A way that is not there at all is not asked again with parameters.
func (p plan) found(c *Client, hidden ...string) map[string][]string {
	p.t.Helper()
	met, answers := map[string][]string{}, 0
	closed := ""
	for _, path := range p.paths {
		plain, _, more := strings.Cut(path, "?")
		if more && plain == closed {
			continue
		}
		a := c.Get(path)
		switch {
		case a.Failure != nil:
			p.t.Fatal(a.Failure)
		case a.Status >= 500:
			p.t.Errorf("%s: %d", a.What, a.Status)
		case a.Status == 200:
			answers++
		case a.Status == 404 || a.Status == 403:
			closed = plain
		}
		all := words(p.t, a) + p.further(c, path, a)
		for _, m := range markShape.FindAllString(all, -1) {
			if !slices.Contains(met[m], path) {
				met[m] = append(met[m], path)
			}
		}
		p.unknown(c, path, a, all, hidden)
	}
	if answers == 0 {
		p.t.Errorf("%s could read nothing at all: the sweep proves nothing", c.Name)
	}
	return met
}

// unknown fails where an answer names an id or number of a matter of which the
// reader must not even know; but the log names every subject to who audits it,
// and a check code is read off the paper that has the number too.
func (p plan) unknown(c *Client, path string, a *Answer, all string, hidden []string) {
	p.t.Helper()
	if strings.HasPrefix(path, "/audit/entries") || strings.HasPrefix(path, "/audit/lists") || strings.HasPrefix(path, "/public/check/") {
		return
	}
	for _, w := range hidden {
		if strings.HasPrefix(path, "/cases/"+w) && a.Status != 404 {
			p.t.Errorf("%s is told of the matter at %s: %d", c.Name, path, a.Status)
		}
		if strings.Contains(all, w) && !strings.Contains(path, url.QueryEscape(w)) {
			p.t.Errorf("%s learns of %s at %s", c.Name, w, path)
		}
	}
}

// further turns the pages of a list, but for the log, which has no words.
func (p plan) further(c *Client, path string, a *Answer) string {
	all := ""
	for a.Status == 200 && strings.HasPrefix(string(a.Body), `{"items":`) && a.String("next_cursor") != "" && !strings.Contains(path, "audit") && !strings.Contains(path, "public") {
		join := "?"
		if strings.Contains(path, "?") {
			join = "&"
		}
		a = c.Get(path + join + "cursor=" + url.QueryEscape(a.String("next_cursor")))
		all += words(p.t, a)
	}
	return all
}

// planted scans every text column of the database for marks, behind the
// program's back, and returns them by column.
func planted(t *testing.T, args []string) map[string][]string {
	t.Helper()
	known, err := gormdb.Columns()
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]string{}
	meets := func(at, v string) {
		if strings.HasSuffix(at, ".bytes") {
			if plain, err := base64.StdEncoding.DecodeString(v); err == nil {
				v = string(plain)
			}
		}
		for _, m := range markShape.FindAllString(v, -1) {
			if !slices.Contains(all[at], m) {
				all[at] = append(all[at], m)
			}
		}
	}
	sealedWords(t, args, meets)
	db := openRaw(t, args)
	for _, c := range known {
		at := c.Table + "." + c.Name
		for _, v := range column(t, db, "SELECT "+c.Name+" FROM "+c.Table) {
			if c.Words() {
				meets(at, v)
			} else if m := markShape.FindString(v); m != "" {
				t.Errorf("%s holds %s, and is classed as no words of a case (%s)", at, m, c.Class)
			}
		}
	}
	return all
}

// sealedWords reads what is sealed in a database, with its keys.
func sealedWords(t *testing.T, args []string, visit func(column, text string)) {
	t.Helper()
	cfg, keys := gormdb.Config{Dir: args[1], ReadOnly: true, Log: slog.New(slog.DiscardHandler)}, filepath.Join(args[1], "keys")
	if args[0] != "--data" { // a fictional county beside a database server keeps its key there
		cfg.Dir, cfg.URL, keys = "", args[1], t.TempDir()
	}
	db, err := gormdb.Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	err = errors.Join(db.Unlock(ctx, gormdb.Unlocking{Dir: keys}), db.Words(ctx, func(at, text string) error { visit(at, text); return nil }), db.Close())
	if err != nil {
		t.Fatal(err)
	}
}

// aboutFile is what a PDF says of itself: title, author, dates and the rest.
func aboutFile(t *testing.T, pdf []byte) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "about.pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, args := range [][]string{{"-custom", file}, {"-meta", file}, {file}} {
		out, err := exec.Command("pdfinfo", args...).Output()
		if err != nil {
			t.Fatal(err)
		}
		all.Write(out)
	}
	return all.String()
}
