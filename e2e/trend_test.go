package e2e

import (
	"strings"
	"testing"
)

// row finds a row of a table of trends.
func row(a *Answer, code string) map[string]any {
	for _, x := range a.At("rows").([]any) {
		if m := x.(map[string]any); m["code"] == code {
			return m
		}
	}
	return nil
}

// Disputes of two equal times stand beside each other, by cause, place or whose
// decision is disputed; small numbers are hidden, accusations count nowhere. A
// note about a row goes to an organisation below, is answered in words, and nobody else learns of it.
func TestTrends(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk, supervisor, agency, head := s.As("clerk"), s.As("supervisor"), s.As("agency"), s.As("head")
		decision := head.Post("/decisions", obj{"title": "改造", "region": "990102", "decided_on": "2026-10-01", "text": "更换管网"}).Want(201).String("id")
		for n := range 8 {
			d := dispute()
			if n == 7 { // an accusation of the same cause
				d["purpose"] = "accusation"
			}
			k := register(clerk, d)
			if n < 6 {
				clerk.Post("/cases/"+k.id+"/decisions", obj{"decision_id": decision}).Want(200)
			}
		}
		for range 2 {
			register(clerk, matter("tort.property_damage", "财产损害", obj{}))
		}
		const days = "&from=2026-11-24&to=2026-11-30"
		for _, other := range []*Client{clerk, head, s.As("court"), s.As("auditor"), s.As("lawyer")} {
			other.Get("/supervision/trends").Want(403)
		}
		supervisor.Get("/supervision/trends?by=persons").Refused(422, "invalid")
		supervisor.Get("/supervision/trends?category=mood").Refused(422, "invalid")
		supervisor.Get("/supervision/trends?region=88").Refused(422, "invalid")
		supervisor.Get("/supervision/trends?organization=org-cityconference").Refused(422, "invalid")
		supervisor.Get("/supervision/trends?from=x").Refused(422, "invalid")

		causes := supervisor.Get("/supervision/trends?by=category" + days).Want(200)
		if causes.String("before_from") != "2026-11-17" || causes.String("before_to") != "2026-11-23" {
			t.Errorf("the time before: %s", causes.Body)
		}
		leak, harm := row(causes, "neighbour.leak"), row(causes, "tort.property_damage")
		if leak == nil || harm == nil || harm["now"] != nil || leak["before"] != nil || row(causes, "accusation.misconduct") != nil {
			t.Errorf("%s", causes.Body)
		}
		// One cause asked for alone shows its number: seven, without the accusation.
		alone := supervisor.Get("/supervision/trends?by=category&category=neighbour.leak&organization=org-petition" + days).Want(200)
		if alone.Len("rows") != 1 || row(alone, "neighbour.leak")["now"] != 7.0 || alone.At("now") != 7.0 || !strings.Contains(alone.String("rows.0.says"), "这一期7件，上一期不显示") {
			t.Errorf("%s", alone.Body)
		}
		places := supervisor.Get("/supervision/trends?by=place&category=neighbour.leak&organization=org-petition" + days).Want(200)
		if p := row(places, "990102001"); p == nil || p["now"] != 7.0 || p["name"] == "" {
			t.Errorf("%s", places.Body)
		}
		deciders := supervisor.Get("/supervision/trends?by=organization" + days).Want(200)
		if d := row(deciders, "org-housing"); d == nil || d["now"] != 6.0 || deciders.At("now") != nil {
			t.Errorf("%s", deciders.Body)
		}

		note := func(to string, more obj) obj {
			n := obj{"receiver": to, "text": "MARK-NOTE 请排查漏水的原因", "by": "category", "code": "neighbour.leak", "category": "neighbour.leak", "organization": "org-petition", "from": "2026-11-24", "to": "2026-11-30"}
			for k, v := range more {
				n[k] = v
			}
			return n
		}
		for _, to := range []string{"org-court", "org-labour", "org-arbitration", "org-reconsider", "org-mediation1", "org-discipline"} {
			supervisor.Post("/trend-notes", note(to, nil)).Refused(422, "trend_note.independent")
		}
		supervisor.Post("/trend-notes", note("org-cityconference", nil)).Refused(422, "invalid")
		supervisor.Post("/trend-notes", note("org-housing", obj{"code": "mood"})).Refused(422, "invalid")
		supervisor.Post("/trend-notes", note("org-housing", obj{"due_on": "2026-11-24"})).Refused(422, "invalid")
		supervisor.Post("/trend-notes", note("org-housing", obj{"text": " "})).Refused(422, "invalid")
		clerk.Post("/trend-notes", note("org-housing", nil)).Want(403)
		given := supervisor.Post("/trend-notes", note("org-housing", obj{"due_on": "2026-12-10"})).Want(201)
		id := given.String("id")
		if given.At("now") != 7.0 || given.At("before") != nil || given.String("due_on") != "2026-12-10" || given.Len("allowed_actions") != 0 {
			t.Errorf("%s", given.Body)
		}
		register(clerk, dispute()) // the numbers of a note stay as they were seen
		in := agency.Get("/trend-notes?state=open").Want(200)
		if in.Len("items") != 1 || in.At("items.0.now") != 7.0 || in.At("items.0.before") != nil || in.String("items.0.allowed_actions.0.action") != "answer" || in.String("items.0.narrowed.0") == "" {
			t.Errorf("%s", in.Body)
		}
		if out := supervisor.Get("/trend-notes?box=out").Want(200); out.Len("items") != 1 {
			t.Errorf("%s", out.Body)
		}
		small := supervisor.Post("/trend-notes", note("org-street1", obj{"text": "请留意", "code": "tort.property_damage", "category": "tort.property_damage"})).Want(201)
		if small.At("now") != nil || small.At("before") != nil || small.At("due_on") != nil || strings.Contains(small.String("says"), "2件") {
			t.Errorf("a suppressed number is told: %s", small.Body)
		}
		for _, other := range []*Client{clerk, s.As("court"), s.As("judge"), s.As("city_supervisor"), s.As("street_clerk"), s.As("police"), s.As("auditor"), s.As("admin"), s.As("lawyer")} {
			other.Get("/trend-notes/" + id).Want(404)
			other.Post("/trend-notes/"+id+"/answer", obj{"text": "代答"}).Want(404)
			for _, path := range []string{"/trend-notes", "/trend-notes?box=out", "/notices?limit=100", "/events", "/directives"} {
				if a := other.Get(path); strings.Contains(string(a.Body), "MARK-NOTE") || strings.Contains(string(a.Body), id) {
					t.Errorf("%s learns of it at %s: %s", other.Name, path, a.Body)
				}
			}
		}
		supervisor.Post("/trend-notes/"+id+"/answer", obj{"text": "自己答复"}).Want(403)
		agency.Post("/trend-notes/"+id+"/answer", obj{"text": ""}).Refused(422, "invalid")
		agency.Post("/trend-notes/"+id+"/answer", obj{"text": "已排查"}, "If-Match", `"9"`).Refused(412, "stale")
		if done := agency.Post("/trend-notes/"+id+"/answer", obj{"text": "已排查，统一更换"}).Want(200); done.String("state") != "answered" || done.Len("allowed_actions") != 0 {
			t.Errorf("%s", done.Body)
		}
		agency.Post("/trend-notes/"+id+"/answer", obj{"text": "再答"}).Refused(409, "trend_note.answered")
		if got := supervisor.Get("/trend-notes/" + id).Want(200); got.String("answer") != "已排查，统一更换" {
			t.Errorf("%s", got.Body)
		}
		s.Stop()
		verified(t, args...)
	})
}
