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

// A directive whose last day is near, and the time to ask for confirmation while
// it closes, need the superior; an answer and a filed application end it.
func TestAttentionToAnswersAndConfirmations(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk, mediator, supervisor := s.As("clerk"), s.As("mediator"), s.As("supervisor")
		asked := register(clerk, dispute())
		order := func(due string) string {
			return supervisor.Post("/cases/"+asked.id+"/directives", obj{"to": "org-petition", "text": "请说明", "due_on": due, "ground": "delayed"}).Want(201).String("id")
		}
		far := order("2026-12-15")
		if got, _ := attention(supervisor, "&kind=directive"); got[asked.number] != "" {
			t.Errorf("three weeks are not near: %v", got)
		}
		near := order("2026-11-27")
		got, a := attention(supervisor, "&kind=directive")
		if got[asked.number] != "directive " || a.String("items.0.subject") != "directive/"+near || a.String("items.0.on") != "2026-11-27" {
			t.Errorf("%v %s", got, a.Body)
		}
		if other, _ := attention(s.As("city_supervisor"), "&kind=directive"); other[asked.number] != "" {
			t.Errorf("another's directive: %v", other)
		}
		clerk.Post("/directives/"+near+"/answer", obj{"text": "已经联系"}).Want(200)
		clerk.Post("/directives/"+far+"/answer", obj{"text": "已经联系"}).Want(200)
		if got, _ = attention(supervisor, "&kind=directive"); got[asked.number] != "" {
			t.Errorf("an answered directive is still asked for: %v", got)
		}

		agreed := register(clerk, dispute())
		_, p := mediate(clerk, mediator, agreed)
		settled(t, mediator, agreed, "/proceedings/"+p, []any{})
		if got, _ = attention(s.As("supervisor"), "&kind=confirmation"); got[agreed.number] != "" {
			t.Errorf("thirty days are not near: %v", got)
		}
		s.As("admin").Post("/demo/clock", obj{"to": "2026-12-21T09:00:00+08:00"}).Want(200)
		if got, a = attention(s.As("supervisor"), "&kind=confirmation"); got[agreed.number] != "confirmation " || strings.Contains(string(a.Body), "terms") {
			t.Errorf("the window closes: %v %s", got, a.Body)
		}
		s.As("admin").Post("/demo/clock", obj{"to": "2026-12-28T09:00:00+08:00"}).Want(200)
		if got, _ = attention(s.As("supervisor"), "&kind=confirmation"); got[agreed.number] != "" {
			t.Errorf("what has closed closes no more: %v", got)
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

// The common superior reads both sides' reasons side by side, who has had the
// case and what was disputed before; nobody else does, and it is logged.
func TestContest(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk, supervisor := s.As("clerk"), s.As("supervisor")
		k := register(clerk, dispute())
		assigned := func(to string) string {
			return refer(clerk, k, obj{"to": to, "channel": "petition", "route": "petition", "mode": "assigned"})
		}
		first := assigned("org-police")
		s.As("police").Post("/referrals/"+first+"/object", obj{"code": "not_own_duty", "text": "不属于公安"}).Want(200)
		clerk.Post("/referrals/"+first+"/uphold", nil).Want(200)
		ref := assigned("org-housing")
		at := "/referrals/" + ref + "/contest"
		supervisor.Get(at).Want(404) // nothing is contested yet
		s.As("agency").Post("/referrals/"+ref+"/object", obj{"code": "other_unit_competent", "text": "属于街道"}).Want(200)
		clerk.Post("/referrals/"+ref+"/overrule", obj{"text": "住建部门主管"}).Want(200)
		s.As("agency").Post("/referrals/"+ref+"/contest", obj{"text": "仍不同意"}).Want(200)
		for _, other := range []string{"clerk", "agency"} {
			s.As(other).Get(at).Want(403)
		}
		s.As("police").Get(at).Want(404)
		s.As("court").Get(at).Want(404)

		a := supervisor.Get(at).Want(200)
		for where, want := range map[string]string{
			"sender.words.0.text": "符合受理范围", "sender.words.1.text": "住建部门主管", "receiver.words.0.code": "other_unit_competent", "receiver.words.0.text": "属于街道", "receiver.words.1.text": "仍不同意",
			"sender.organization.id": "org-petition", "receiver.organization.id": "org-housing", "custody.1.organization.id": "org-police", "custody.3.organization.id": "org-housing", "earlier.0.to.id": "org-police", "earlier.0.said": "不属于公安",
		} {
			if got := a.String(where); got != want {
				t.Errorf("%s: %s, want %s", where, got, want)
			}
		}
		if a.At("due_on") == nil || a.String("cause") != "overruled" || a.String("receiver.cite") != "《信访工作条例》(2022)第23条3款" {
			t.Errorf("%s", a.Body)
		}
		if log := string(s.As("auditor").Get("/audit/entries?limit=100&subject=referral/" + ref).Body); !strings.Contains(log, "referral.contest_viewed") {
			t.Errorf("the look is not logged: %s", log)
		}
		supervisor.Post("/referrals/"+ref+"/designate", obj{"to": "org-housing", "text": "由住建局办理"}).Want(200)
		if a = supervisor.Get(at).Want(200); a.String("decision") != "由住建局办理" || a.At("due_on") != nil || a.String("sender.words.1.text") != "住建部门主管" {
			t.Errorf("%s", a.Body)
		}

		quiet := register(clerk, dispute())
		ref = refer(clerk, quiet, obj{"to": "org-housing", "channel": "petition", "route": "petition", "mode": "assigned"})
		s.As("agency").Post("/referrals/"+ref+"/object", obj{"code": "not_own_duty", "text": "不属于住建"}).Want(200)
		round := register(clerk, dispute())
		var last string
		for _, to := range []struct{ user, unit string }{{"agency", "org-housing"}, {"police", "org-police"}, {"market", "org-market"}} {
			last = refer(clerk, round, obj{"to": to.unit, "channel": "petition", "route": "petition", "mode": "assigned"})
			s.As(to.user).Post("/referrals/"+last+"/object", obj{"code": "not_own_duty", "text": "不属于本单位"}).Want(200)
			clerk.Post("/referrals/"+last+"/uphold", nil).Want(200)
		}
		if a = supervisor.Get("/referrals/" + last + "/contest").Want(200); a.String("cause") != "bounced" || a.Len("earlier") != 2 {
			t.Errorf("%s", a.Body)
		}
		s.As("admin").Post("/demo/clock", obj{"to": "2026-12-02T09:00:00+08:00"}).Want(200)
		if a = s.As("supervisor").Get("/referrals/" + ref + "/contest").Want(200); a.String("cause") != "silent" {
			t.Errorf("%s", a.Body)
		}
		s.Stop()
		verified(t, args...)
	})
}
