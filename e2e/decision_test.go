package e2e

import (
	"strings"
	"testing"
)

// An organisation registers a major decision with the steps of its assessment; the desks of the
// area link their cases to it. The organisation learns how many, from five on,
// and nothing else; who works on a case sees the link, and nobody else.
func TestDecisions(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk, supervisor, head, agency := s.As("clerk"), s.As("supervisor"), s.As("head"), s.As("agency")
		decision := func(of string) obj {
			return obj{"organization_id": of, "title": "老旧小区改造方案<b>", "region": "990102", "decided_on": "2026-10-01", "text": "更换管网，拆除违建"}
		}
		if bad := head.Post("/decisions", obj{}).Refused(422, "invalid"); bad.Len("errors") != 4 {
			t.Errorf("not every field is named: %s", bad.Body)
		}
		clerk.Post("/decisions", decision("org-petition")).Want(403)
		agency.Post("/decisions", decision("")).Want(403)
		head.Post("/decisions", decision("org-street1")).Refused(422, "invalid")
		s.As("court_head").Post("/decisions", decision("")).Refused(422, "decision.maker")
		supervisor.Post("/decisions", decision("org-court")).Refused(422, "invalid")
		wide := decision("org-street1")
		wide["region"] = "990102002"
		supervisor.Post("/decisions", wide).Refused(422, "invalid") // beyond the street's own area
		of := head.Post("/decisions", decision("")).Want(201)
		id := of.String("id")
		if of.Len("missing") != 5 || of.String("missing.0.known") != "unconfirmed" || of.Len("allowed_actions") != 2 || of.At("suppressed") != true || of.At("linked_cases") != nil {
			t.Errorf("%s", of.Body)
		}
		street := decision("org-street1")
		street["region"] = "990102001"
		below := supervisor.Post("/decisions", street).Want(201).String("id")

		at := "/decisions/" + id
		if bad := head.Post(at+"/steps", obj{"kind": "mood", "on": "2027-01-01"}).Refused(422, "invalid"); bad.Len("errors") != 3 {
			t.Errorf("%s", bad.Body)
		}
		head.Post(at+"/steps", obj{"kind": "review", "on": "2026-09-01", "text": "已评价"}).Refused(422, "invalid")
		step := head.Post(at+"/steps", obj{"kind": "hearing", "on": "2026-09-01", "text": "二十人到会"}).Want(200)
		if step.Len("steps") != 1 || step.Len("missing") != 4 || step.String("steps.0.name") != "听证" {
			t.Errorf("%s", step.Body)
		}
		head.Post(at+"/steps", obj{"kind": "dialogue", "on": "2026-09-02", "text": "座谈"}, "If-Match", `"1"`).Refused(412, "stale")
		head.Do("PATCH", at, obj{"title": "改造方案", "region": "990102", "decided_on": "2026-10-02", "text": "更换管网"}).Refused(422, "invalid")
		if mended := head.Do("PATCH", at, obj{"title": "改造方案", "region": "990102", "decided_on": "2026-10-02", "text": "更换管网", "reason": "日期写错"}).Want(200); mended.String("decided_on") != "2026-10-02" || mended.Len("steps") != 1 {
			t.Errorf("%s", mended.Body)
		}
		clerk.Post(at+"/steps", obj{"kind": "dialogue", "on": "2026-09-02", "text": "座谈"}).Want(403)
		if seen := clerk.Get("/decisions?q=改造").Want(200); seen.Len("items") != 2 || seen.At("items.0.suppressed") != false || seen.At("items.0.linked_cases") != nil || seen.Len("items.0.allowed_actions") != 0 {
			t.Errorf("a desk of the area: %s", seen.Body)
		}
		if mine := head.Get("/decisions?box=mine").Want(200); mine.Len("items") != 1 || mine.String("items.0.id") != id {
			t.Errorf("%s", mine.Body)
		}
		s.As("admin").Get(at).Want(404)
		s.As("admin").Post("/users", obj{"username": "other_town", "name": "邻街", "password": "demo-liandong", "memberships": []any{obj{"organization_id": "org-street2", "role": "clerk"}}}).Want(201)
		s.As("other_town").Get("/decisions/" + below).Want(404)

		var first registered
		for n := range 5 {
			k := register(clerk, dispute())
			links := "/cases/" + k.id + "/decisions"
			clerk.Post(links, obj{"decision_id": "nothing"}).Refused(422, "invalid")
			clerk.Post(links, obj{"decision_id": id}).Want(200)
			clerk.Post(links, obj{"decision_id": id}).Refused(409, "decision.linked")
			if n == 0 {
				first = k
				if own := clerk.Get(links).Want(200); own.Len("items") != 1 || own.String("items.0.id") != id || own.At("items.0.linked_cases") != nil {
					t.Errorf("%s", own.Body)
				}
				agency.Post(links, obj{"decision_id": id}).Want(404)
			}
			got := head.Get(at).Want(200)
			if want := n == 4; (got.At("linked_cases") == 5.0) != want || got.At("suppressed") == want {
				t.Errorf("after %d: %s", n+1, got.Body)
			}
		}
		for _, other := range []*Client{head, agency, supervisor, s.As("auditor")} {
			if a := other.Get("/cases/" + first.id + "/decisions"); a.Status == 200 {
				t.Errorf("%s reads the link: %s", other.Name, a.Body)
			}
			for _, path := range []string{at, "/cases/" + first.id, "/cases/" + first.id + "/timeline", "/events", "/notices?limit=100"} {
				if a := other.Get(path); other != supervisor && strings.Contains(string(a.Body), first.id) || strings.Contains(string(a.Body), "decision.linked") || strings.Contains(string(a.Body), "decision/"+id) {
					t.Errorf("%s learns of it at %s: %s", other.Name, path, a.Body)
				}
			}
		}
		if own := string(s.Enter(first.number, first.code, "1234").Get("/party/case").Want(200).Body); strings.Contains(own, "重大决策") {
			t.Errorf("the party's page tells of it: %s", own)
		}
		if line := string(clerk.Get("/cases/" + first.id + "/timeline").Want(200).Body); !strings.Contains(line, "关联重大决策") {
			t.Errorf("who works on it is not shown the link: %s", line)
		}

		// An accusation is linked to nothing; a link is taken back; what is merged stays linked once.
		d := matter("accusation.misconduct", "举报", obj{})
		d["purpose"] = "accusation"
		sealed := register(clerk, d)
		clerk.Post("/cases/"+sealed.id+"/decisions", obj{"decision_id": id}).Refused(409, "decision.sealed")
		clerk.Post("/cases/"+first.id+"/decisions/remove", obj{"decision_id": below}).Refused(409, "decision.not_linked")
		clerk.Post("/cases/"+first.id+"/decisions/remove", obj{"decision_id": id}).Want(200)
		if got := head.Get(at).Want(200); got.At("suppressed") != true || got.At("linked_cases") != nil {
			t.Errorf("four are shown: %s", got.Body)
		}
		twice := register(clerk, dispute())
		for _, d := range []string{id, below} {
			clerk.Post("/cases/"+twice.id+"/decisions", obj{"decision_id": d}).Want(200)
		}
		clerk.Post("/cases/"+first.id+"/decisions", obj{"decision_id": id}).Want(200)
		one := clerk.Post("/cases/"+twice.id+"/merge", obj{"with": first.number}).Want(200).String("id")
		if one != first.id || clerk.Get("/cases/"+one+"/decisions").Want(200).Len("items") != 2 || clerk.Get("/cases/"+twice.id+"/decisions").Want(200).Len("items") != 0 {
			t.Errorf("the one case is about both, each once")
		}
		if got := head.Get(at).Want(200); got.At("linked_cases") != 5.0 {
			t.Errorf("one dispute counts twice: %s", got.Body)
		}
		s.Stop()
		verified(t, args...)
	})
}
