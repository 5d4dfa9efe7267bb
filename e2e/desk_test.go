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
		lawyer.Post("/receptions/"+r+"/join", nil).Want(200)
		for i := range 3 {
			clerk.Post("/receptions/"+r+"/visits", obj{"visitor": obj{"name": fmt.Sprintf("来访人%d", i), "phone": "13900001234"}, "matter": "漏水不修"}).Want(201)
		}
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
