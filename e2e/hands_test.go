package e2e

import (
	"strings"
	"testing"
)

// A short list leaves as before. A long one is written down, and taken only once
// another person let that one file go: the head of the house or a security
// administrator, who read what it is and not its rows.
func TestLargeExportNeedsTwo(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow, "--large-export", "2")...)
		agency, head, security := s.As("agency"), s.As("head"), s.As("security_admin")
		export := func() string {
			id := agency.Post("/exports", obj{"list": "cases", "query": obj{"due_before": "2031-05-06"}}).Want(202).String("job_id")
			agency.ended(id)
			return id
		}
		small := export()
		agency.Get("/jobs/" + small + "/list.csv").Want(200)
		agency.Get("/exports/cases.xlsx").Want(200)
		for range 3 {
			d := dispute()
			d["title"] = "秘密词"
			register(agency, d)
		}
		agency.Get("/exports/cases.xlsx").Refused(409, "proposal.needed")
		id, other := export(), export()
		if j := agency.Get("/jobs/" + id).Want(200); j.At("needs_second") != true {
			t.Errorf("%s", j.Body)
		}
		taken := func(job string) *Answer { t.Helper(); return agency.Get("/jobs/" + job + "/list.csv") }
		taken(id).Refused(409, "proposal.needed")
		agency.Get("/jobs/"+id+"/list.xlsx").Refused(409, "proposal.needed")
		s.As("clerk").Post("/proposals", obj{"act": "export.release", "job_id": id, "reason": "上报"}).Refused(422, "invalid")
		ask := agency.Post("/proposals", obj{"act": "export.release", "job_id": id, "reason": "年度上报"}).Want(201)
		path := "/proposals/" + ask.String("id")
		taken(id).Refused(409, "proposal.needed")
		agency.Post(path+"/confirm", nil).Refused(403, "not_allowed")
		s.As("police").Get(path).Refused(404, "not_found")
		s.As("labour_head").Post(path+"/confirm", nil).Refused(404, "not_found")
		s.As("admin").Post(path+"/confirm", nil).Refused(404, "not_found")
		for _, second := range []*Client{head, security} {
			a := second.Get(path).Want(200)
			if !strings.Contains(string(a.Body), "行数：3") || strings.Contains(string(a.Body), "秘密词") || strings.Contains(string(a.Body), "2031") || !strings.Contains(string(a.Body), "due_before") || second.Get("/proposals?box=to_confirm").Want(200).Len("items") != 1 {
				t.Errorf("%s", a.Body)
			}
		}
		if a := head.Post(path+"/confirm", nil).Want(200); a.String("state") != "done" || a.String("second.name") == "" {
			t.Errorf("%s", a.Body)
		}
		security.Post(path+"/confirm", nil).Refused(409, "proposal.over")
		if rows := table(t, taken(id).Want(200)); len(rows) != 4 {
			t.Errorf("%v", rows)
		}
		taken(other).Refused(409, "proposal.needed") // one file, and not the starter
		entries := s.As("auditor").Get("/audit/entries?subject=proposal/" + ask.String("id")).Want(200)
		if entries.Len("items") != 3 {
			t.Errorf("made, confirmed, done: %s", entries.Body)
		}
		s.Stop()
		verified(t, args...)
	})
}
