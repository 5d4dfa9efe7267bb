package e2e

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"liandong/domain/extract"
)

// exported takes a list as a file, once it is written.
func (c *Client) exported(list string, query obj) [][]string {
	c.T.Helper()
	id := c.Post("/exports", obj{"list": list, "query": query}).Want(202).String("job_id")
	if j := c.ended(id); j.State != "done" {
		c.T.Fatalf("%s: %+v", list, j)
	}
	return table(c.T.(*testing.T), c.Get("/jobs/"+id+"/list.csv").Want(200))
}

// Each list leaves as a file for who may read it, with the rows that its own
// address shows and no more; what that would refuse, the export refuses as well.
func TestListsLeaveAsFiles(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		agency, clerk, supervisor, auditor := s.As("agency"), s.As("clerk"), s.As("supervisor"), s.As("auditor")
		body := dispute()
		body["title"] = "=HYPERLINK(\"http://x\")"
		k := register(agency, body)
		register(clerk, dispute())
		rows := agency.exported("cases", obj{"box": "all"})
		shown := agency.Get("/cases?box=all&limit=100").Want(200)
		if len(rows) != 1+shown.Len("items") || rows[0][0] != "编号" || rows[0][3] != "纠纷类别" {
			t.Errorf("%v", rows)
		}
		at := slices.IndexFunc(rows, func(r []string) bool { return r[0] == k.number })
		if at < 0 || rows[at][1] != "'=HYPERLINK(\"http://x\")" || rows[at][9] != "办理中" || rows[at][6] != "2026-11-24" {
			t.Errorf("%v", rows)
		}
		if rows := agency.exported("cases", obj{"state": "closed"}); len(rows) != 1 {
			t.Errorf("the filter is none: %v", rows)
		}
		who := map[string][]*Client{
			"referrals": {agency, clerk}, "directives": {clerk, supervisor}, "receptions": {clerk, s.As("lawyer")}, "attention": {supervisor}, "organizations": {clerk, s.As("admin")},
			"notices": {clerk}, "backdated": {agency}, "audit": {auditor}, "indicators": {clerk, supervisor}, "backlog_age": {clerk}, "flow": {clerk}, "days": {clerk}, "series": {supervisor}, "volumes": {s.As("mediator")},
		}
		for _, list := range []string{"decisions", "trend_notes", "conference_decisions", "duty", "frequency", "absences", "regions", "agreements"} {
			who[list] = []*Client{clerk}
		}
		who["lawyers"], who["users"], who["reception_figures"] = []*Client{clerk}, []*Client{s.As("admin")}, []*Client{supervisor}
		for list, all := range who {
			for _, c := range all {
				if rows := c.exported(list, obj{}); len(rows) == 0 || len(rows[0]) < 2 {
					t.Errorf("%s: %v", list, rows)
				}
			}
		}
		listsOfACase(t, s, agency, k)
		for _, l := range extract.Lists {
			if _, one := who[l.Code]; !one && !strings.Contains(l.Address, ":id") && l.Code != "cases" {
				t.Errorf("nobody took %s here", l.Code)
			}
		}
		if rows := auditor.exported("audit", obj{"subject": "case/" + k.id}); len(rows) < 2 || strings.Contains(strings.Join(rows[1], " "), "HYPERLINK") {
			t.Errorf("%v", rows)
		}
		exportsRefused(t, s)
		s.Stop()
		verified(t, args...)
	})
}

// listsOfACase takes each list of a case: whose case it is not takes none, and its
// parties see that it left.
func listsOfACase(t *testing.T, s *Server, agency *Client, k registered) {
	t.Helper()
	taken := 0
	for _, l := range extract.Lists {
		if !strings.HasPrefix(l.Address, "/cases/:id/") {
			continue
		}
		path := strings.Replace(l.Address, ":id", k.id, 1)
		shown := agency.Get(path + "?limit=100").Want(200).Len("items")
		if rows := agency.exported(l.Code, obj{"id": k.id}); len(rows) != 1+shown || len(rows[0]) != len(l.Columns) {
			t.Errorf("%s: %d rows, shown %d", l.Code, len(rows), shown)
		}
		s.As("mediator").Post("/exports", obj{"list": l.Code, "query": obj{"id": k.id}}).Want(404)
		taken++
	}
	log := string(s.Enter(k.number, k.code, "1234").Get("/party/access-log?limit=100").Want(200).Body)
	if taken == 0 || strings.Count(log, "case.exported") != taken {
		t.Errorf("%d lists of the case left, and its party reads %s", taken, log)
	}
}

func exportsRefused(t *testing.T, s *Server) {
	agency, clerk := s.As("agency"), s.As("clerk")
	clerk.Post("/exports", obj{"list": "audit"}).Want(403)
	clerk.Post("/exports", obj{"list": "attention"}).Want(403)
	s.As("auditor").Post("/exports", obj{"list": "flow"}).Want(403)
	clerk.Post("/exports", obj{"list": "visits", "query": obj{"id": "none"}}).Want(404)
	for pointer, body := range map[string]obj{
		"/list": {"list": "people"}, "/query/surname": {"list": "cases", "query": obj{"surname": "林"}}, "/query/limit": {"list": "cases", "query": obj{"limit": "100"}}, "/due_before": {"list": "cases", "query": obj{"due_before": "soon"}},
	} {
		if a := clerk.Post("/exports", body); a.Status != 422 || !strings.Contains(string(a.Body), `"pointer":"`+pointer+`"`) {
			t.Errorf("%v: %d %s", body, a.Status, a.Body)
		}
	}
	until := time.Now().AddDate(0, 1, 0).Format("2006-01-02")
	token := agency.Post("/tokens", obj{"name": "办公系统", "permissions": []string{"job.read", "list.export", "stock.read", "organization.read"}, "expires_on": until}).Want(201).String("token")
	for path, body := range map[string]obj{"/exports": {"list": "cases"}, "/batches": {"action": "accept", "items": []any{obj{"id": "x"}}}, "/reports/annual": {"year": 2026}} {
		machine(s, token).Post(path, body).Refused(403, "token.job")
	}
	id := agency.Post("/exports", obj{"list": "cases"}).Want(202).String("job_id")
	agency.ended(id)
	for _, path := range []string{"", "/list.csv", "/list.xlsx"} {
		clerk.Get("/jobs/" + id + path).Want(404)
	}
	s.As("head").Get("/jobs/" + id + "/list.xlsx").Want(404)
	agency.Get("/jobs/" + id + "/wrong.xlsx").Want(404)
	f, err := excelize.OpenReader(bytes.NewReader(agency.Get("/jobs/" + id + "/list.xlsx").Want(200).Body))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	if formula, err := f.GetCellFormula("案件", "B2"); err != nil || formula != "" {
		t.Errorf("a formula leaves: %q %v", formula, err)
	}
	if a := s.As("auditor").Get("/audit/entries?action=list.exported&limit=100").Want(200); a.Len("items") == 0 {
		t.Error("no entry tells who took a list")
	}
}

// A server is killed while a list is written down: after the start it goes on at
// its page, and in the end every row is there once.
func TestExportSurvivesKills(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		n := rounds(240, 3000)
		s := Start(t, append(args, "--demo-now", demoNow, "--large-export", "100000")...)
		agency := s.As("agency")
		agency.ended(agency.imports(backlogOf(t, s, n, nil), nil))
		id := agency.Post("/exports", obj{"list": "cases", "query": obj{"box": "mine"}}).Want(202).String("job_id")
		for range rounds(1, 5) {
			time.Sleep(20 * time.Millisecond)
			s.Kill()
			s.Restart()
			agency = s.As("agency")
			agency.moves(id)
		}
		if j := agency.ended(id); j.State != "done" || j.Done < n {
			t.Fatalf("%+v", j)
		}
		seen := map[string]int{}
		for _, row := range table(t, agency.Get("/jobs/"+id+"/list.csv").Want(200))[1:] {
			seen[row[1]]++
		}
		for i := range n {
			if title := "漏水 " + strconv.Itoa(i+1); seen[title] != 1 {
				t.Errorf("%s is there %d times", title, seen[title])
			}
		}
		s.Stop()
		verified(t, args...)
	})
}
