package e2e

import (
	"strings"
	"testing"
)

// indicator finds one figure of a summary.
func indicator(t *testing.T, a *Answer, code string) map[string]any {
	t.Helper()
	for _, x := range a.At("indicators").([]any) {
		if m := x.(map[string]any); m["code"] == code {
			return m
		}
	}
	t.Fatalf("no indicator %s: %s", code, a.Body)
	return nil
}

// What an office did shows in its figures, each with what it counts; nobody
// reads those of a body it does not lead, and a party and a lawyer none.
func TestFigures(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk, mediator, supervisor := s.As("clerk"), s.As("mediator"), s.As("supervisor")
		const days = "?from=2026-11-24&to=2026-11-30"
		empty := clerk.Get("/statistics/summary?from=2020-01-01&to=2020-12-31").Want(200)
		if v := indicator(t, empty, "mediation_success"); v["value"] != nil || v["denominator"] != 0.0 {
			t.Errorf("a share of nothing: %v", v)
		}
		before, above := identity(t, clerk.Get("/statistics/summary"+days).Want(200)), identity(t, supervisor.Get("/statistics/summary"+days).Want(200))
		k, _ := closedSettled(t, clerk, mediator)
		party := s.Enter(k.number, k.code, "1234")

		got := clerk.Get("/statistics/summary" + days).Want(200)
		after := identity(t, got)
		if after["new"] != before["new"]+1 || after["resolved.of_new"] != before["resolved.of_new"]+1 || after["stock_end"] != before["stock_end"] {
			t.Errorf("closed: %v, before %v", after, before)
		}
		if v := indicator(t, got, "mediation_success"); v["numerator"] != 1.0 || v["denominator"] != 1.0 || v["value"] != 1.0 || v["definition"] == "" || v["source"] == "" {
			t.Errorf("%v", v)
		}
		if v := indicator(t, got, "satisfaction"); v["suppressed"] != true || v["value"] != nil || v["numerator"] != nil || v["denominator"] != nil {
			t.Errorf("too few ratings are shown: %v", v)
		}
		below := identity(t, supervisor.Get("/statistics/summary"+days+"&organization=org-petition").Want(200))
		street := identity(t, supervisor.Get("/statistics/summary"+days+"&region=990102001").Want(200))
		if all := identity(t, supervisor.Get("/statistics/summary"+days).Want(200)); all["new"] != above["new"]+1 || below["new"] != after["new"] || street["new"] < 1 {
			t.Errorf("the supervisor counts %v, of them %v, in the street %v", all, below, street)
		}

		for _, o := range supervisor.Get("/organizations?led=true&limit=100").Want(200).At("items").([]any) {
			supervisor.Get("/statistics/summary" + days + "&organization=" + o.(map[string]any)["id"].(string)).Want(200)
		}
		if n := clerk.Get("/organizations?led=true").Want(200).Len("items"); n != 0 {
			t.Errorf("a window is offered %d organisations below it", n)
		}
		flow := clerk.Get("/statistics/flow" + days).Want(200)
		if flow.String("rows.0.from") != "petition_office" || flow.String("rows.0.to") != "people_mediation" || flow.At("rows.0.count") != nil || flow.At("rows.0.suppressed") != true || flow.At("total") != nil {
			t.Errorf("a small count is shown: %s", flow.Body)
		}
		series := clerk.Get("/statistics/series" + days + "&by=day&category=neighbour.leak&channel=people_mediation").Want(200)
		if series.Len("points") != 7 || series.At("points.0.new") != 1.0 || series.At("points.0.closed") != 1.0 {
			t.Errorf("%s", series.Body)
		}
		if by := clerk.Get("/statistics/days" + days).Want(200); by.Len("rows") == 0 || by.At("rows.0.suppressed") != true || by.At("rows.0.median_days") != nil {
			t.Errorf("fewer than five proceedings in each channel: %s", by.Body)
		}
		figuresRefused(t, s, party, days)
		s.Stop()
		verified(t, args...)
	})
}

func figuresRefused(t *testing.T, s *Server, party *Client, days string) {
	clerk, supervisor := s.As("clerk"), s.As("supervisor")
	for _, page := range []string{"summary", "flow", "days", "series"} {
		path := "/statistics/" + page + days
		for name, more := range map[string]string{"/organization": "&organization=org-street1", "/region": "&region=990102001"} {
			if got := clerk.Get(path + more); got.Status != 422 || !strings.Contains(string(got.Body), name) {
				t.Errorf("clerk %s: %d %s", more, got.Status, got.Body)
			}
		}
		for name, more := range map[string]string{"/organization": "&organization=org-court", "/region": "&region=9901", "region": "&region=990109"} {
			if got := supervisor.Get(path + more); got.Status != 422 || !strings.Contains(string(got.Body), name) {
				t.Errorf("supervisor %s: %d %s", more, got.Status, got.Body)
			}
		}
		clerk.Get(path + "&organization=org-petition").Want(200)
		clerk.Get("/statistics/"+page+"?from=2020-12-01").Refused(422, "invalid")
		party.Get(path).Want(401) // a party's session does not reach a desk's pages
		s.As("lawyer").Get(path).Want(403)
	}
	for name, more := range map[string]string{"/by": "&by=week", "/channel": "&channel=war", "/category": "&category=nothing"} {
		if got := clerk.Get("/statistics/series" + days + more); got.Status != 422 || !strings.Contains(string(got.Body), name) {
			t.Errorf("%s: %d %s", more, got.Status, got.Body)
		}
	}
}

// An accusation counts for who received it, and never for the accused, even
// where the accused registered it.
func TestFiguresOfAnAccusation(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk, agency := s.As("clerk"), s.As("agency")
		const path = "/statistics/summary?from=2026-11-24"
		came := func(c *Client) int { return identity(t, c.Get(path).Want(200))["new"] }
		received, accused := came(clerk), came(agency)
		for _, by := range []*Client{clerk, agency} {
			by.Post("/cases", obj{
				"title": "反映问题", "purpose": "accusation", "category": "accusation.misconduct", "source": "letter", "region": "990102",
				"summary": "反映工作人员违纪", "parties": []any{obj{"role": "applicant", "kind": "person", "name": "某群众"}, obj{"role": "respondent", "kind": "organization", "name": "区住建局", "organization_id": housing}},
			}).Want(201)
		}
		if n := came(clerk); n != received+1 {
			t.Errorf("who received it counts %v, before %v", n, received)
		}
		if n := came(agency); n != accused {
			t.Errorf("the accused counts %v, before %v", n, accused)
		}
		points := agency.Get("/statistics/series?from=2026-11-24&to=2026-11-24&by=day&category=accusation.misconduct").Want(200)
		if points.At("points.0.new") != 0.0 {
			t.Errorf("the accused reads of it: %s", points.Body)
		}
		s.Stop()
		verified(t, args...)
	})
}
