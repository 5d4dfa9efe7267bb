package e2e

import (
	"strings"
	"testing"
)

// naming is a lead official as a superior names one.
func naming(house string) obj {
	return obj{"organization_id": house, "name": "何某MARKNAME", "post": "副区长MARKPOST", "reason": "MARKWORDS 多年未解决", "review_on": "2026-12-01"}
}

// A superior puts a case into the hands of a lead official: one at a time, with
// what was done and when it is looked at again. Who has the case and who named
// the official read it; the party reads the name; nobody else learns of it, and
// it ends where the case goes to a court.
func TestLeadOfficial(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk, supervisor, admin := s.As("clerk"), s.As("supervisor"), s.As("admin")
		k := register(clerk, dispute())
		at := "/cases/" + k.id + "/lead-officials"
		if bad := supervisor.Post(at, obj{}).Refused(422, "invalid"); bad.Len("errors") != 4 {
			t.Errorf("not every field is named: %s", bad.Body)
		}
		for name, value := range map[string]any{"review_on": "2026-11-24", "from_on": "2026-11-01", "organization_id": "org-market", "name": strings.Repeat("何", 61)} {
			body := naming("org-petition")
			body[name] = value
			supervisor.Post(at, body).Refused(422, "invalid")
		}
		supervisor.Post(at, naming("org-court")).Refused(422, "official.independent")
		clerk.Post(at, naming("org-petition")).Want(403)
		s.As("police").Post(at, naming("org-petition")).Want(404)
		if may := string(supervisor.Get("/cases/" + k.id).Want(200).Body); !strings.Contains(may, `"action":"name_lead_official"`) {
			t.Errorf("the superior is not offered it: %s", may)
		}

		named := supervisor.Post(at, naming("org-conference")).Want(201)
		id := named.String("id")
		if named.String("state") != "live" || named.String("from_on") != "2026-11-24" || named.Len("allowed_actions") != 2 || named.Len("steps") != 0 {
			t.Errorf("%s", named.Body)
		}
		supervisor.Post(at, naming("org-petition")).Refused(409, "official.led")
		s.As("petition_head").Post(at, naming("org-petition")).Refused(409, "official.led")
		if may := string(supervisor.Get("/cases/" + k.id).Want(200).Body); strings.Contains(may, `"action":"name_lead_official"`) {
			t.Errorf("a second one is offered: %s", may)
		}
		if said := string(clerk.Get("/notices?limit=100").Want(200).Body); !strings.Contains(said, k.number+"的事项确定了包案领导") {
			t.Errorf("who has the case is not told: %s", said)
		}
		led(t, s, k, id)

		// The day passes: it needs the superior, until the review day moves.
		admin.Post("/demo/clock", obj{"to": "2026-12-02T09:00:00+08:00"}).Want(200)
		clerk, supervisor = s.As("clerk"), s.As("supervisor")
		if all := supervisor.Get("/supervision/attention?kind=lead_review").Want(200); all.Len("items") != 1 || all.String("items.0.subject") != "official/"+id {
			t.Errorf("%s", all.Body)
		}
		if v := supervisor.Get("/lead-officials/" + id).Want(200); v.At("review_over") != true {
			t.Errorf("%s", v.Body)
		}
		clerk.Post("/lead-officials/"+id+"/steps", obj{"code": "convened", "text": "MARKWORDS 各单位到会", "review_on": "2026-12-20"}).Want(201)
		if all := supervisor.Get("/supervision/attention?kind=lead_review").Want(200); all.Len("items") != 0 {
			t.Errorf("%s", all.Body)
		}
		leftLead(t, s, k, id)
		s.Stop()
		verified(t, args...)
	})
}

// led: steps are written down by the two organisations, and read by nobody else.
func led(t *testing.T, s *Server, k registered, id string) {
	t.Helper()
	clerk, supervisor := s.As("clerk"), s.As("supervisor")
	path := "/lead-officials/" + id
	clerk.Post(path+"/steps", obj{"code": "praised", "text": " ", "on": "2026-11-25", "review_on": "2026-11-24"}).Refused(422, "invalid")
	first := clerk.Post(path+"/steps", obj{"code": "met_party", "text": "MARKWORDS 听取意见"}).Want(201)
	if first.Len("steps") != 1 || first.String("steps.0.recorded_by.id") != "org-petition" || first.Len("allowed_actions") != 1 {
		t.Errorf("%s", first.Body)
	}
	supervisor.Post(path+"/steps", obj{"code": "visited", "text": "走访"}, "If-Match", `"1"`).Want(412)
	supervisor.Post(path+"/steps", obj{"code": "visited", "text": "走访"}).Want(201)
	clerk.Post(path+"/end", obj{"code": "solved", "reason": "自行结束"}).Want(403)
	for _, other := range []*Client{s.As("police"), s.As("court"), s.As("mediator"), s.As("city_supervisor"), s.As("auditor"), s.As("admin"), s.As("lawyer")} {
		other.Get(path).Want(404)
		for _, p := range []string{"/cases/" + k.id + "/lead-officials", "/cases/" + k.id, "/cases/" + k.id + "/timeline", "/cases/" + k.id + "/audit", "/notices?limit=100", "/events?limit=100"} {
			if a := string(other.Get(p).Body); strings.Contains(a, "official/") || strings.Contains(a, "MARKWORDS") || strings.Contains(a, "MARKNAME") {
				t.Errorf("%s learns of it at %s: %s", other.Name, p, a)
			}
		}
	}
	own := s.Enter(k.number, k.code, "1234").Get("/party/case").Want(200)
	if own.String("lead_official.name") != "何某MARKNAME" || strings.Contains(string(own.Body), "MARKWORDS") || strings.Contains(string(own.Body), "official/") {
		t.Errorf("the party reads %s", own.Body)
	}
}

// leftLead: who named the official ends it; the next one ends by itself when a court gets the case.
func leftLead(t *testing.T, s *Server, k registered, id string) {
	t.Helper()
	clerk, supervisor := s.As("clerk"), s.As("supervisor")
	at := "/cases/" + k.id + "/lead-officials"
	supervisor.Post("/lead-officials/"+id+"/end", obj{"code": "case_left", "reason": ""}).Refused(422, "invalid")
	if done := supervisor.Post("/lead-officials/"+id+"/end", obj{"code": "replaced", "reason": "MARKWORDS 分工调整"}).Want(200); done.String("state") != "ended" || done.Len("allowed_actions") != 0 {
		t.Errorf("%s", done.Body)
	}
	supervisor.Post("/lead-officials/"+id+"/end", obj{"code": "solved", "reason": "再一次"}).Refused(409, "official.ended")
	clerk.Post("/lead-officials/"+id+"/steps", obj{"code": "visited", "text": "走访"}).Refused(409, "official.ended")
	body := naming("org-petition")
	body["review_on"] = "2026-12-20"
	next := s.As("petition_head").Post(at, body).Want(201).String("id")
	if all := clerk.Get(at).Want(200); all.Len("items") != 2 {
		t.Errorf("the history is not kept: %s", all.Body)
	}
	supervisor.Get("/lead-officials/" + next).Want(404) // that of the house itself

	g := guide(clerk, k, "org-court", "litigation", "civil_litigation")
	court := s.As("court")
	court.Post("/referrals/"+g+"/file", obj{"number": "(2026)示0102民初9号"}).Want(200)
	if v := s.As("petition_head").Get("/lead-officials/" + next).Want(200); v.String("state") != "ended" || v.String("end_code") != "case_left" {
		t.Errorf("%s", v.Body)
	}
	for _, c := range []*Client{court, s.As("judge"), s.As("court_head")} {
		c.Get("/lead-officials/" + next).Want(404)
		for _, p := range []string{at, "/cases/" + k.id, "/cases/" + k.id + "/timeline", "/cases/" + k.id + "/audit", "/cases/" + k.id + "/notices", "/cases/" + k.id + "/backdated", "/referrals/" + g + "/proof", "/referrals/" + g, "/events?limit=100"} {
			if a := string(c.Get(p).Body); strings.Contains(a, "official/") || strings.Contains(a, "MARK") || strings.Contains(a, "包案") && !strings.Contains(p, "audit") {
				t.Errorf("%s learns of it at %s: %s", c.Name, p, a)
			}
		}
	}
	supervisor.Post(at, body).Refused(422, "official.independent")
	if own := s.Enter(k.number, k.code, "1234").Get("/party/case").Want(200); own.At("lead_official") != nil {
		t.Errorf("%s", own.Body)
	}
	if line := string(supervisor.Get("/cases/" + k.id + "/timeline").Want(200).Body); strings.Count(line, "official/"+id) != 5 {
		t.Errorf("named, three steps, ended: %s", line)
	}
	closed := register(clerk, dispute())
	last := supervisor.Post("/cases/"+closed.id+"/lead-officials", body).Want(201).String("id")
	clerk.Post("/cases/"+closed.id+"/close", obj{"outcome": "handled"}).Want(200)
	if v := supervisor.Get("/lead-officials/" + last).Want(200); v.String("end_code") != "case_closed" {
		t.Errorf("%s", v.Body)
	}
	supervisor.Post("/cases/"+closed.id+"/lead-officials", body).Refused(409, "official.case_closed")
}
