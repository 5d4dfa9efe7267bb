package e2e

import (
	"strings"
	"testing"
)

// A superior directs who has the case to answer by a day; both are told, the
// answer goes back, and nobody else learns of it: neither the parties nor a
// court that comes to hold the case.
func TestDirective(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk, supervisor, agency, admin := s.As("clerk"), s.As("supervisor"), s.As("agency"), s.As("admin")
		k := register(clerk, dispute())
		at := "/cases/" + k.id + "/directives"
		ref := refer(clerk, k, obj{"to": "org-housing", "channel": "petition", "route": "petition", "mode": "assigned"})
		agency.Post("/referrals/"+ref+"/accept", nil).Want(200)

		order := func(to, due string) obj {
			return obj{"to": to, "text": "MARK-DIRECT 请说明为何拖延", "due_on": due, "ground": "delayed"}
		}
		if bad := supervisor.Post(at, obj{}).Refused(422, "invalid"); bad.Len("errors") != 2 {
			t.Errorf("not every field is named: %s", bad.Body)
		}
		supervisor.Post(at, order("org-housing", "2026-11-24")).Refused(422, "invalid")
		supervisor.Post(at, order("org-housing", "2027-03-24")).Refused(422, "invalid")
		supervisor.Post(at, order("org-market", "2026-11-27")).Refused(422, "invalid") // has had nothing to do with it
		supervisor.Post(at, order("nowhere", "2026-11-27")).Refused(422, "invalid")
		supervisor.Post(at, obj{"to": "org-housing", "text": "说明", "due_on": "2026-11-27", "ground": "bad_mood"}).Refused(422, "invalid")
		for _, to := range []string{"org-court", "org-labour", "org-arbitration", "org-reconsider", "org-mediation1", "org-discipline"} {
			supervisor.Post(at, order(to, "2026-11-27")).Refused(422, "directive.independent")
		}
		clerk.Post(at, order("org-housing", "2026-11-27")).Want(403)
		s.As("police").Post(at, order("org-housing", "2026-11-27")).Want(404)

		if may := string(supervisor.Get("/cases/" + k.id).Want(200).Body); !strings.Contains(may, `"action":"direct"`) {
			t.Errorf("the superior is not offered it: %s", may)
		}
		given := supervisor.Post(at, order("org-housing", "2026-11-27")).Want(201)
		id := given.String("id")
		if given.String("state") != "open" || given.At("late") != false || given.Len("allowed_actions") != 0 {
			t.Errorf("%s", given.Body)
		}
		if said := string(agency.Get("/notices?limit=100").Want(200).Body); !strings.Contains(said, "向您单位督办，请在2026-11-27前书面答复") {
			t.Errorf("the agency is not told: %s", said)
		}
		if in := agency.Get("/directives?state=open").Want(200); in.Len("items") != 1 || in.String("items.0.allowed_actions.0.action") != "answer" || in.String("items.0.case_number") != k.number {
			t.Errorf("%s", in.Body)
		}
		if out := supervisor.Get("/directives?box=out").Want(200); out.Len("items") != 1 {
			t.Errorf("%s", out.Body)
		}

		// Guided to the court and filed there, the case is the court's; the directive is not.
		agency.Post("/referrals/"+ref+"/complete", obj{"outcome": "not_competent", "text": "当事人要求起诉"}).Want(200)
		clerk.Post("/referrals/"+ref+"/acknowledge", nil).Want(200)
		g := guide(clerk, k, "org-court", "litigation", "civil_litigation")
		court := s.As("court")
		court.Post("/referrals/"+g+"/file", obj{"number": "(2026)示0102民初9号"}).Want(200)
		worker := s.Enter(k.number, k.code, "1234")
		for _, other := range []*Client{court, s.As("judge"), s.As("court_head"), clerk, s.As("city_supervisor"), s.As("street_clerk"), s.As("auditor"), admin} {
			other.Get("/directives/" + id).Want(404)
			for _, path := range []string{at, "/cases/" + k.id, "/cases/" + k.id + "/timeline", "/cases/" + k.id + "/audit", "/cases/" + k.id + "/clocks", "/cases/" + k.id + "/notices", "/directives", "/directives?box=out", "/notices?limit=100"} {
				if a := other.Get(path); strings.Contains(string(a.Body), "directive/") || strings.Contains(string(a.Body), "督办") && path != "/cases/"+k.id || strings.Contains(string(a.Body), "MARK-DIRECT") {
					t.Errorf("%s learns of it at %s: %s", other.Name, path, a.Body)
				}
			}
		}
		if own := string(worker.Get("/party/case").Want(200).Body); strings.Contains(own, "directive") || strings.Contains(own, "督办") {
			t.Errorf("the party's page tells of it: %s", own)
		}

		admin.Post("/demo/clock", obj{"to": "2026-11-28T09:00:00+08:00"}).Want(200)
		agency, supervisor = s.As("agency"), s.As("supervisor")
		if said := string(supervisor.Get("/notices?limit=100").Want(200).Body); !strings.Contains(said, "逾期没有答复编号"+k.number+"的督办") {
			t.Errorf("the superior is not told that it is late: %s", said)
		}
		agency.Post("/directives/"+id+"/answer", obj{"text": " "}).Refused(422, "invalid")
		supervisor.Post("/directives/"+id+"/answer", obj{"text": "自己答复"}).Want(403)
		s.As("police").Post("/directives/"+id+"/answer", obj{"text": "代答"}).Want(404)
		done := agency.Post("/directives/"+id+"/answer", obj{"text": "已移送法院"}).Want(200)
		if done.String("state") != "answered" || done.At("late") != true || done.String("answer") != "已移送法院" {
			t.Errorf("%s", done.Body)
		}
		agency.Post("/directives/"+id+"/answer", obj{"text": "再答"}).Refused(409, "directive.answered")
		if got := supervisor.Get("/directives/" + id).Want(200); got.String("answer") != "已移送法院" {
			t.Errorf("%s", got.Body)
		}
		if said := string(supervisor.Get("/notices?limit=100").Want(200).Body); !strings.Contains(said, "已答复编号"+k.number+"的督办") {
			t.Errorf("the superior is not told of the answer: %s", said)
		}
		if line := string(supervisor.Get("/cases/" + k.id + "/timeline").Want(200).Body); strings.Count(line, "directive/"+id) != 3 {
			t.Errorf("given, missed, answered: %s", line)
		}
		s.Stop()
		verified(t, args...)
	})
}

// The accused of an accusation is directed by nobody about it, and a superior
// that is accused directs nobody.
func TestDirectiveOfAnAccusation(t *testing.T) {
	s := Start(t, "--data", t.TempDir(), "--demo-now", demoNow)
	clerk, supervisor := s.As("clerk"), s.As("supervisor")
	accuse := func(whom string) (id string) {
		d := matter("accusation.misconduct", "举报", obj{})
		d["purpose"] = "accusation"
		d["parties"] = []any{obj{"role": "applicant", "kind": "person", "name": "林小雨", "phone": "13900001234"}, obj{"role": "respondent", "kind": "organization", "name": "被反映单位", "organization_id": whom}}
		return clerk.Post("/cases", d).Want(201).String("id")
	}
	order := obj{"to": "org-petition", "text": "请说明", "due_on": "2026-11-27"}
	k := accuse("org-housing")
	supervisor.Post("/cases/"+k+"/directives", obj{"to": "org-housing", "text": "请说明", "due_on": "2026-11-27"}).Want(409)
	given := supervisor.Post("/cases/"+k+"/directives", order).Want(201).String("id")
	s.As("agency").Get("/directives/" + given).Want(404)
	above := accuse("org-conference")
	supervisor.Post("/cases/"+above+"/directives", order).Want(404)
}
