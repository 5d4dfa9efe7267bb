package e2e

import (
	"strings"
	"testing"
)

// A joint conference decides about two cases: each organisation that took part
// reads it as far as the case is its own, what it is to do is a directive with
// a clock, and a court that gets the case reads nothing.
func TestConference(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk, supervisor, agency := s.As("clerk"), s.As("supervisor"), s.As("agency")
		a, b := register(clerk, dispute()), register(clerk, dispute())
		ref := refer(clerk, a, obj{"to": "org-housing", "channel": "petition", "route": "petition", "mode": "assigned"})
		agency.Post("/referrals/"+ref+"/accept", nil).Want(200)
		item := func(to, due string) obj { return obj{"to": to, "text": "MARKITEM 查明原因", "due_on": due} }
		body := func(items ...any) obj {
			return obj{"held_on": "2026-11-23", "took_part": []any{"org-housing", "org-petition", "org-court"}, "matters": []any{
				obj{"case_id": a.id, "text": "MARKFIRST 由住建部门牵头", "items": items}, obj{"case_id": b.id, "text": "MARKSECOND 由信访局继续办理"},
			}}
		}
		if bad := supervisor.Post("/conference-decisions", obj{}).Refused(422, "invalid"); bad.Len("errors") != 3 {
			t.Errorf("not every field is named: %s", bad.Body)
		}
		if bad := supervisor.Post("/conference-decisions", body(item("org-market", "2026-11-27"))).Refused(422, "invalid"); bad.String("errors.0.pointer") != "/matters/0/items/0/to" {
			t.Errorf("%s", bad.Body)
		}
		supervisor.Post("/conference-decisions", body(item("org-housing", "2027-03-24"))).Refused(422, "invalid")
		supervisor.Post("/conference-decisions", body(item("org-court", "2026-11-27"))).Refused(422, "invalid")
		clerk.Post("/conference-decisions", body()).Want(403)
		if a := s.As("city_supervisor").Post("/conference-decisions", obj{"held_on": "2026-11-23", "took_part": []any{"org-conference"}, "matters": []any{obj{"case_id": "none", "text": "x"}}}).Want(404); a.String("errors.0.pointer") != "/matters/0/case_id" {
			t.Errorf("the case is not named: %s", a.Body)
		}
		if all := supervisor.Get("/conference-decisions").Want(200); all.Len("items") != 0 {
			t.Errorf("what was refused is kept: %s", all.Body)
		}

		d := supervisor.Post("/conference-decisions", body(item("org-housing", "2026-11-27"), item("org-petition", "2026-11-30"))).Want(201)
		id := d.String("id")
		if d.Len("matters") != 2 || d.Len("took_part") != 3 {
			t.Errorf("%s", d.Body)
		}
		satIn(t, s, id, a, b)
		answered(t, s, id, a)
		s.Stop()
		verified(t, args...)
	})
}

// satIn: who took part reads the cases that are its own, nobody else reads anything.
func satIn(t *testing.T, s *Server, id string, a, b registered) {
	t.Helper()
	clerk, agency := s.As("clerk"), s.As("agency")
	path := "/conference-decisions/" + id
	if v := agency.Get(path).Want(200); v.Len("matters") != 1 || v.Len("matters.0.items") != 2 || strings.Contains(string(v.Body), "MARKSECOND") {
		t.Errorf("the agency reads %s", v.Body)
	}
	if v := clerk.Get(path).Want(200); v.Len("matters") != 2 {
		t.Errorf("the window reads %s", v.Body)
	}
	if all := agency.Get("/conference-decisions").Want(200); all.Len("items") != 1 {
		t.Errorf("%s", all.Body)
	}
	if all := agency.Get("/cases/" + a.id + "/conference-decisions").Want(200); all.Len("items") != 1 || strings.Contains(string(all.Body), "MARKSECOND") {
		t.Errorf("%s", all.Body)
	}
	g := guide(clerk, b, "org-court", "litigation", "civil_litigation")
	court := s.As("court")
	court.Post("/referrals/"+g+"/file", obj{"number": "(2026)示0102民初9号"}).Want(200)
	for _, c := range []*Client{court, s.As("judge"), s.As("court_head"), s.As("police"), s.As("mediator"), s.As("city_supervisor"), s.As("auditor"), s.As("admin")} {
		c.Get(path).Want(404)
		for _, p := range []string{"/conference-decisions", "/cases/" + b.id + "/conference-decisions", "/cases/" + b.id, "/cases/" + b.id + "/timeline", "/cases/" + b.id + "/audit", "/cases/" + a.id + "/timeline", "/notices?limit=100", "/events?limit=100", "/directives"} {
			if got := string(c.Get(p).Body); strings.Contains(got, "conference/") || strings.Contains(got, "MARK") {
				t.Errorf("%s learns of it at %s: %s", c.Name, p, got)
			}
		}
	}
	s.As("supervisor").Post("/conference-decisions", obj{"held_on": "2026-11-24", "took_part": []any{"org-petition"}, "matters": []any{obj{"case_id": b.id, "text": "再议"}}}).Refused(422, "conference.independent")
	if own := string(s.Enter(a.number, a.code, "1234").Get("/party/case").Want(200).Body); strings.Contains(own, "MARK") || strings.Contains(own, "conference/") {
		t.Errorf("the party reads %s", own)
	}
}

// answered: an item is a directive of its organisation, with its day and its answer.
func answered(t *testing.T, s *Server, id string, a registered) {
	t.Helper()
	in := s.As("agency").Get("/directives?state=open").Want(200)
	if in.Len("items") != 1 || in.String("items.0.conference.id") != id || in.String("items.0.conference.held_on") != "2026-11-23" {
		t.Errorf("%s", in.Body)
	}
	s.As("admin").Post("/demo/clock", obj{"to": "2026-11-28T09:00:00+08:00"}).Want(200)
	agency, supervisor := s.As("agency"), s.As("supervisor")
	if said := string(supervisor.Get("/notices?limit=100").Want(200).Body); !strings.Contains(said, "逾期没有答复编号"+a.number+"的督办") {
		t.Errorf("the superior is not told that it is late: %s", said)
	}
	agency.Post("/directives/"+in.String("items.0.id")+"/answer", obj{"text": "MARKANSWER 已查明"}).Want(200)
	if v := s.As("clerk").Get("/conference-decisions/" + id).Want(200); !strings.Contains(string(v.Body), `"answered"`) || strings.Contains(string(v.Body), "MARKANSWER") {
		t.Errorf("the answer is between two: %s", v.Body)
	}
	if line := string(supervisor.Get("/cases/" + a.id + "/timeline").Want(200).Body); strings.Count(line, "conference/"+id) != 1 || strings.Count(line, "directive/") != 4 {
		t.Errorf("decided, two given, one missed and answered: %s", line)
	}
}
