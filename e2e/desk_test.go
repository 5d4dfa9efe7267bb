package e2e

import (
	"fmt"
	"strings"
	"testing"
)

// A draft is its writer's own: kept under its name, bounded, and gone when dropped.
func TestDrafts(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, args...)
		clerk, other, elsewhere, lawyer := s.As("clerk"), s.As("clerk2"), s.As("street_clerk"), s.As("lawyer")
		body := obj{"title": "漏水", "body": obj{"summary": "写到一半", "parties": []obj{{"name": "林小雨"}}}}
		clerk.Do("PUT", "/drafts/a1", body).Want(200)
		body["title"] = "漏水赔偿"
		clerk.Do("PUT", "/drafts/a1", body).Want(200)
		if got := clerk.Get("/drafts").Want(200); got.Len("items") != 1 || got.String("items.0.title") != "漏水赔偿" || strings.Contains(string(got.Body), "林小雨") {
			t.Errorf("%s", got.Body)
		}
		if got := clerk.Get("/drafts/a1").Want(200); !strings.Contains(string(got.Body), "林小雨") {
			t.Errorf("%s", got.Body)
		}
		for _, c := range []*Client{other, elsewhere} {
			c.Get("/drafts/a1").Want(404)
			if n := c.Get("/drafts").Want(200).Len("items"); n != 0 {
				t.Errorf("%d drafts of somebody else", n)
			}
			c.Do("DELETE", "/drafts/a1", nil).Want(404)
		}
		lawyer.Get("/drafts").Want(403)
		clerk.Do("PUT", "/drafts/big", obj{"body": obj{"summary": strings.Repeat("长", 30_000)}}).Want(422)
		clerk.Do("PUT", "/drafts/a1", obj{"body": obj{}, "else": 1}).Want(400)
		for i := range 19 {
			clerk.Do("PUT", fmt.Sprintf("/drafts/b%d", i), body).Want(200)
		}
		clerk.Do("PUT", "/drafts/more", body).Want(409)
		clerk.Do("PUT", "/drafts/a1", body).Want(200)
		clerk.Do("DELETE", "/drafts/a1", nil).Want(200)
		clerk.Get("/drafts/a1").Want(404)
		clerk.Do("PUT", "/drafts/more", body).Want(200)
	})
}

// The queue of a reception is for the host's windows and the lawyers who sit there.
func TestReceptionQueue(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk, lawyer, lawyer2, mediator := s.As("clerk"), s.As("lawyer"), s.As("lawyer2"), s.As("mediator")
		r := s.As("supervisor").Post("/receptions", obj{"place": "大厅", "starts_at": "2026-12-01T09:00:00+08:00", "ends_at": "2026-12-01T17:00:00+08:00", "host_organization": office, "lawyers_wanted": 2}).Want(201).String("id")
		lawyer.Get("/receptions/" + r + "/visits").Want(404)
		if joined := lawyer.Post("/receptions/"+r+"/join", nil).Want(200); joined.At("joined") != true || lawyer2.Get("/receptions/"+r).Want(200).At("joined") != false {
			t.Errorf("who joined is not told: %s", joined.Body)
		}
		for i := range 3 {
			clerk.Post("/receptions/"+r+"/visits", obj{"visitor": obj{"name": fmt.Sprintf("来访人%d", i), "phone": "13900001234"}, "matter": "漏水不修"}).Want(201)
		}
		visit := clerk.Get("/receptions/" + r + "/visits").Want(200).String("items.0.id")
		reads := func(until string, status int) {
			t.Helper()
			s.As("admin").Post("/demo/clock", obj{"to": until}).Want(200)
			lawyer.Get("/receptions/" + r + "/visits").Want(status)
			for _, path := range []string{"", "/conflict-check", "/opinions"} {
				lawyer.Get("/visits/" + visit + path).Want(status)
			}
		}
		reads("2026-11-30T23:59:00+08:00", 200)
		reads("2026-12-01T00:00:00+08:00", 200)
		for _, c := range []*Client{clerk, lawyer} {
			first := c.Get("/receptions/" + r + "/visits?limit=2").Want(200)
			if first.Len("items") != 2 || first.At("items.0.number_in_queue") != float64(1) {
				t.Errorf("%s", first.Body)
			}
			if strings.Contains(string(first.Body), "漏水不修") || strings.Contains(string(first.Body), "13900001234") {
				t.Errorf("the queue tells more than numbers and names: %s", first.Body)
			}
			rest := c.Get("/receptions/" + r + "/visits?limit=2&cursor=" + first.String("next_cursor")).Want(200)
			if rest.Len("items") != 1 {
				t.Errorf("%s", rest.Body)
			}
		}
		lawyer2.Get("/receptions/" + r + "/visits").Want(404)
		mediator.Get("/receptions/" + r + "/visits").Want(404)
		if n := clerk.Get("/receptions?from=2026-12-02").Want(200).Len("items"); n != 0 {
			t.Errorf("%d receptions that are over", n)
		}
		if n := clerk.Get("/receptions?from=2026-12-01").Want(200).Len("items"); n != 1 {
			t.Errorf("%d receptions of the day", n)
		}
		clerk.Get("/receptions?from=gestern").Want(422)
		reads("2026-12-31T23:58:00+08:00", 200)
		reads("2027-01-01T00:00:00+08:00", 404)
		lawyer.Post("/visits/"+visit+"/opinions", obj{"text": "晚了"}).Want(404)
		clerk.Get("/visits/" + visit).Want(200)
	})
}

// The public calendar holds every reception to come, however many were held,
// and says neither who did not want to be public nor what is over.
func TestReceptionCalendar(t *testing.T) {
	s := Start(t, "--data", t.TempDir(), "--demo-now", demoNow)
	supervisor := s.As("supervisor")
	plan := func(place, day string, public bool) {
		supervisor.Post("/receptions", obj{"place": place, "starts_at": day + "T09:00:00+08:00", "ends_at": day + "T11:00:00+08:00", "host_organization": office, "lead": "副区长", "lawyers_wanted": 1, "public": public}).Want(201)
	}
	for range 60 {
		plan("旧厅", "2026-11-25", true)
	}
	plan("新厅", "2026-12-01", true)
	plan("内部", "2026-12-02", false)
	s.As("admin").Post("/demo/clock", obj{"to": "2026-11-26T00:00:00+08:00"}).Want(200)
	said := string(s.Nobody().Get("/public/receptions.ics").Want(200).Body)
	for words, want := range map[string]int{"BEGIN:VEVENT": 1, "LOCATION:新厅\r\n": 1, "DTSTART:20261201T010000Z": 1, "：副区长": 1, "旧厅": 0, "内部": 0} {
		if got := strings.Count(said, words); got != want {
			t.Errorf("%q: %d times, want %d: %s", words, got, want, said)
		}
	}
	if coming := s.Nobody().Get("/public/receptions?from=2026-11-26").Want(200); coming.Len("items") != 1 || coming.String("items.0.place") != "新厅" {
		t.Errorf("%s", coming.Body)
	}
	s.Nobody().Get("/public/receptions?from=gestern").Want(422)
}

// What became of each visit is recorded once, by the windows; the registration
// records itself; the public reads counts, never under five, and no name.
func TestVisitsEnd(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk, lawyer, lawyer2, mediator := s.As("clerk"), s.As("lawyer"), s.As("lawyer2"), s.As("mediator")
		plan := obj{"place": "大厅", "starts_at": "2026-11-24T14:00:00+08:00", "ends_at": "2026-11-24T17:00:00+08:00", "host_organization": office, "lawyers_wanted": 1, "public": true}
		r := s.As("supervisor").Post("/receptions", plan).Want(201).String("id")
		lawyer.Post("/receptions/"+r+"/leave", nil).Refused(409, "reception.not_joined")
		lawyer.Post("/receptions/"+r+"/join", nil).Want(200)
		lawyer2.Post("/receptions/"+r+"/join", nil).Refused(409, "reception.full")
		if left := lawyer.Post("/receptions/"+r+"/leave", nil).Want(200); left.Len("lawyers") != 0 {
			t.Errorf("the seat is still taken: %s", left.Body)
		}
		lawyer.Get("/receptions/" + r + "/visits").Want(404)
		lawyer2.Post("/receptions/"+r+"/join", nil).Want(200)
		visit := func(name string) string {
			return clerk.Post("/receptions/"+r+"/visits", obj{"visitor": obj{"name": name, "phone": "13900001234"}, "matter": "漏水 MARK-MATTER"}).Want(201).String("id")
		}
		first, second, third := visit("甲"), visit("乙"), visit("丙")
		k := register(clerk, dispute())
		end := func(c *Client, id string, body obj) *Answer { return c.Post("/visits/"+id+"/outcome", body) }
		end(clerk, first, obj{"outcome": "happy"}).Refused(422, "invalid")
		end(clerk, first, obj{"outcome": "registered"}).Refused(422, "invalid")
		end(clerk, first, obj{"outcome": "guided"}).Refused(422, "invalid")
		end(clerk, first, obj{"outcome": "guided", "route": "nowhere"}).Refused(422, "invalid")
		end(clerk, first, obj{"outcome": "linked"}).Refused(422, "invalid")
		end(clerk, first, obj{"outcome": "linked", "case_id": "unknown"}).Refused(422, "invalid")
		end(lawyer2, first, obj{"outcome": "advised"}).Want(403)
		end(mediator, first, obj{"outcome": "advised"}).Want(404)
		if done := end(clerk, first, obj{"outcome": "guided", "route": "civil_litigation"}).Want(200); done.String("outcome") != "guided" || done.String("route") != "civil_litigation" || done.At("ended_at") == nil {
			t.Errorf("%s", done.Body)
		}
		end(clerk, first, obj{"outcome": "advised"}).Refused(409, "visit.ended")
		if done := end(clerk, second, obj{"outcome": "linked", "case_id": k.id}).Want(200); done.String("case_id") != k.id {
			t.Errorf("%s", done.Body)
		}
		d := dispute()
		d["visit_id"] = third
		register(clerk, d)
		if got := clerk.Get("/visits/" + third).Want(200); got.String("outcome") != "registered" {
			t.Errorf("the registration does not say so: %s", got.Body)
		}

		figures := func() *Answer { return s.Nobody().Get("/public/reception-figures").Want(200) }
		few := figures()
		if few.Len("items") != 1 || few.At("items.0.visits") != nil || few.At("items.0.guided") != nil || few.At("items.0.suppressed") != true || few.At("items.0.receptions") != float64(1) {
			t.Errorf("counts under five are published: %s", few.Body)
		}
		for range 6 {
			end(clerk, visit("更多"), obj{"outcome": "advised"}).Want(200)
		}
		if known := figures(); known.At("items.0.advised") != nil { // three ones would be known from the rest
			t.Errorf("%s", known.Body)
		}
		for range 2 {
			end(clerk, visit("走了"), obj{"outcome": "gone"}).Want(200)
		}
		more := figures()
		if more.At("items.0.visits") != float64(11) || more.At("items.0.advised") != float64(6) || more.At("items.0.registered") != nil || more.At("items.0.gone") != nil {
			t.Errorf("%s", more.Body)
		}
		if said := string(more.Body); strings.Contains(said, "甲") || strings.Contains(said, "MARK") {
			t.Errorf("a visitor is published: %s", said)
		}
		s.Nobody().Get("/public/reception-figures?from=gestern").Want(422)
		s.As("admin").Post("/demo/clock", obj{"to": "2026-11-24T15:00:00+08:00"}).Want(200)
		lawyer2.Post("/receptions/"+r+"/leave", nil).Refused(409, "reception.begun")
		s.Stop()
		verified(t, args...)
	})
}

// A window is offered its own division and what lies below it.
func TestRegionList(t *testing.T) {
	s := Start(t, "--data", t.TempDir())
	if got := s.As("clerk").Get("/regions").Want(200); got.Len("items") != 4 {
		t.Errorf("%s", got.Body)
	}
	if got := s.As("street_clerk").Get("/regions").Want(200); got.Len("items") != 2 || got.String("items.0.code") != "990102001" {
		t.Errorf("%s", got.Body)
	}
	s.As("clerk").Get("/regions?under=%25").Want(422)
}

// Every mode that a preview offers is taken, with every custody it names, and
// every one it does not offer is refused.
func TestPreviewOffersWhatIsTaken(t *testing.T) {
	s := Start(t, "--data", t.TempDir(), "--demo-now", demoNow)
	clerk := s.As("clerk")
	tried := 0
	for _, x := range [][3]string{
		{"org-housing", "petition", "petition"}, {"org-housing", "administrative_mediation", "administrative_mediation"}, {"org-mediation1", "people_mediation", "people_mediation"},
		{"org-court", "litigation", "civil_litigation"}, {"org-labour", "arbitration", "labour_arbitration"}, {"org-reconsider", "administrative_reconsideration", "administrative_reconsideration"},
		{"org-housing", "", "administrative_complaint"}, {"org-discipline", "", "discipline_report"}, {"org-mediation1", "litigation", "civil_litigation"},
	} {
		k := register(clerk, dispute())
		takers := ""
		for i, list := 0, clerk.Get("/organizations?limit=100&channel="+x[1]+"&route="+x[2]).Want(200); i < list.Len("items"); i++ {
			takers += list.String(fmt.Sprintf("items.%d.id", i)) + " "
		}
		preview := clerk.Get("/cases/" + k.id + "/referrals/preview?to=" + x[0] + "&channel=" + x[1] + "&route=" + x[2]).Want(200)
		if strings.Contains(takers, x[0]+" ") != (preview.Len("modes") > 0) {
			t.Errorf("%v: the list of receivers says %q, the preview %s", x, takers, preview.Body)
		}
		offered := map[string]bool{}
		for i := range preview.Len("modes") {
			at := fmt.Sprintf("modes.%d.", i)
			needs, _ := preview.At(at + "needs_override").(bool)
			for j := range preview.Len(at + "custody") {
				mode, custody := preview.String(at+"mode"), preview.String(fmt.Sprintf("%scustody.%d", at, j))
				offered[mode+custody] = true
				fresh := register(clerk, dispute())
				body := obj{"to": x[0], "channel": nil, "route": x[2], "mode": mode, "custody": custody, "reason": "依当事人请求"}
				if x[1] != "" {
					body["channel"] = x[1]
				}
				if needs {
					clerk.Post("/cases/"+fresh.id+"/referrals", body).Refused(422, "route.closed")
					body["override_reason"] = "当事人坚持"
				}
				clerk.Post("/cases/"+fresh.id+"/referrals", body).Want(201)
				tried++
			}
		}
		for _, mode := range []string{"assigned", "offered", "guided"} {
			for _, custody := range []string{"moves", "stays"} {
				if offered[mode+custody] {
					continue
				}
				body := obj{"to": x[0], "channel": nil, "route": x[2], "mode": mode, "custody": custody, "reason": "依当事人请求", "override_reason": "当事人坚持"}
				if x[1] != "" {
					body["channel"] = x[1]
				}
				clerk.Post("/cases/"+k.id+"/referrals", body).Want(422)
			}
		}
	}
	if tried < 12 {
		t.Errorf("only %d choices tried", tried)
	}
}
