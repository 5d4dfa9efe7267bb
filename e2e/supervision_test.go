package e2e

import (
	"strings"
	"testing"
)

// attention reads what needs a superior, as «kind case» by case, and the answer.
func attention(c *Client, query string) (map[string]string, *Answer) {
	a := c.Get("/supervision/attention?limit=100" + query).Want(200)
	all := map[string]string{}
	for i := range a.Len("items") {
		at := "items." + itoa(i) + "."
		all[a.String(at+"case_number")] += a.String(at+"kind") + " "
	}
	return all, a
}

// A supervisor's morning: what is late, contested, near, went unanswered twice
// or stands still is there with its reason, its article and who must act, the
// most urgent first; what a court has is for information; what is done leaves.
func TestAttention(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk, admin := s.As("clerk"), s.As("admin")
		at := func(day string) { admin.Post("/demo/clock", obj{"to": day + "T09:00:00+08:00"}).Want(200) }

		late := register(clerk, dispute())
		ref := refer(clerk, late, obj{"to": "org-housing", "channel": "petition", "route": "petition", "mode": "assigned"})
		fought := register(clerk, dispute())
		f := refer(clerk, fought, obj{"to": "org-housing", "channel": "petition", "route": "petition", "mode": "assigned"})
		s.As("agency").Post("/referrals/"+f+"/object", obj{"code": "not_own_duty", "text": "不属于本单位"}).Want(200)
		clerk.Post("/referrals/"+f+"/overrule", obj{"text": "属于"}).Want(200)
		s.As("agency").Post("/referrals/"+f+"/contest", obj{"text": "提请指定"}).Want(200)
		tried := register(clerk, dispute())
		offer := obj{"to": "org-mediation1", "channel": "people_mediation", "route": "people_mediation", "mode": "offered"}
		refer(clerk, tried, offer)
		inCourt := register(clerk, dispute())
		g := guide(clerk, inCourt, "org-court", "litigation", "civil_litigation")
		s.As("court").Post("/referrals/"+g+"/file", obj{"number": "(2026)示0102民初9号"}).Want(200)
		for _, other := range []string{"clerk", "agency", "court", "court_head", "auditor", "admin"} {
			s.As(other).Get("/supervision/attention").Want(403)
		}

		got, a := attention(s.As("supervisor"), "")
		if got[fought.number] != "contested " || a.String("items.0.cite") == "" || strings.Contains(string(a.Body), "title") {
			t.Errorf("%v %s", got, a.Body)
		}
		if only, _ := attention(s.As("supervisor"), "&custodian=org-street1"); only[fought.number] != "" {
			t.Errorf("another has it: %v", only)
		}
		at("2026-12-02") // the offer lapsed
		refer(s.As("clerk"), tried, offer)
		at("2026-12-08")
		if got, _ = attention(s.As("supervisor"), "&kind=soon"); got[late.number] != "soon " {
			t.Errorf("the day is near: %v", got)
		}
		at("2026-12-14")
		supervisor := s.As("supervisor")
		got, a = attention(supervisor, "")
		for number, want := range map[string]string{late.number: "overdue ", tried.number: "overdue lapsed_twice ", inCourt.number: "informed ", fought.number: "overdue contested "} {
			if got[number] != want {
				t.Errorf("%s: %s, want %s", number, got[number], want)
			}
		}
		paged(t, supervisor, a)
		s.As("agency").Post("/referrals/"+ref+"/accept", nil).Want(200)
		if got, _ = attention(supervisor, ""); got[late.number] != "" {
			t.Errorf("what is done is still asked for: %s", got[late.number])
		}
		at("2027-01-15")
		if got, _ = attention(s.As("supervisor"), "&kind=idle"); got[late.number] != "idle " || got[inCourt.number] != "" {
			t.Errorf("no step for thirty days: %v", got)
		}
		s.Stop()
		verified(t, args...)
	})
}

// paged tells that the list goes on by key, kind after kind, and loses nothing.
func paged(t *testing.T, c *Client, whole *Answer) {
	t.Helper()
	cursor := ""
	for i := 0; i < whole.Len("items"); i += 2 {
		a := c.Get("/supervision/attention?limit=2" + cursor).Want(200)
		for j := range a.Len("items") {
			if got, want := a.String("items."+itoa(j)+".subject"), whole.String("items."+itoa(i+j)+".subject"); got != want {
				t.Fatalf("line %d is %s, want %s", i+j, got, want)
			}
		}
		if last := i+2 >= whole.Len("items"); last != (a.At("next_cursor") == nil) {
			t.Fatalf("line %d: next_cursor %v", i, a.At("next_cursor"))
		}
		if a.At("next_cursor") != nil {
			cursor = "&cursor=" + a.String("next_cursor")
		}
	}
	c.Get("/supervision/attention?cursor=zzz").Refused(422, "invalid")
	c.Get("/supervision/attention?kind=bad_mood").Refused(422, "invalid")
}
