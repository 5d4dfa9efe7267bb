package e2e

import (
	"slices"
	"strings"
	"testing"
)

// lacks lists what stands on a letter as a blank.
func lacks(a *Answer) (all []string) {
	for i := range a.Len("missing") {
		all = append(all, a.String("missing."+itoa(i)+".field"))
	}
	return all
}

// A labour settlement starts its fifteen days, and its papers are filled from
// the case; what is not known is named, not made up.
func TestPapersThatStartTheNextStep(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk, mediator, reconsider := s.As("clerk"), s.As("mediator"), s.As("reconsider")
		k := register(clerk, matter("labour.unpaid_wages", "拖欠工资三个月", obj{"relation": "employer_worker", "event_on": "2026-10-31", "arbitration_clause": "none", "history": []any{}}))
		r := offerTo(clerk, k, "org-mediation1", "people_mediation")
		mediator.Post("/referrals/"+r+"/accept", nil).Want(200)
		p := at(mediator, k, "people_mediation")
		settled(t, mediator, k, p, []any{obj{"what": "付清工资", "by_on": "2026-12-20"}})
		if due := running(mediator, k)["labour_arbitration.review_agreement"]; due != "running 2026-12-09" {
			t.Errorf("the fifteen days end on %q", due)
		}
		called := string(mediator.Get("/cases/" + k.id + "/letters/suggested").Want(200).Body)
		for _, code := range []string{"labour_review_application", "confirmation_application"} {
			if !strings.Contains(called, `"`+code+`"`) {
				t.Errorf("%s is not called for: %s", code, called)
			}
		}
		draft := mediator.Post("/cases/"+k.id+"/letters/draft", obj{"template": "labour_review_application"}).Want(200)
		if !slices.Equal(lacks(draft), []string{"body"}) {
			t.Errorf("missing: %v", lacks(draft))
		}
		made := issue(mediator, k, obj{"template": "labour_review_application", "fields": obj{"body": "示例区劳动人事争议仲裁委员会"}})
		text := printedText(t, mediator.Get("/documents/"+made.String("id")+"/content").Want(200).Body)
		for _, want := range []string{"仲裁审查申请书", "分期支付拖欠工资一万八千元", "林小雨", "高大山", "2026年12月9日", "《劳动人事争议仲裁办案规则》（2017）第七十四条", "示例区劳动人事争议仲裁委员会"} {
			if !strings.Contains(text, want) {
				t.Errorf("the application does not say %s:\n%s", want, text)
			}
		}
		if made.String("class") != "channel" || made.Len("missing") != 0 {
			t.Errorf("%s", made.Body)
		}
		clerk.Get("/documents/" + made.String("id")).Want(404)

		own := register(reconsider, matter("administrative.penalty", "不服罚款", obj{"event_on": "2026-11-10", "history": []any{}}))
		if called := string(reconsider.Get("/cases/" + own.id + "/letters/suggested").Want(200).Body); !strings.Contains(called, "reconsideration_oral_record") {
			t.Errorf("an oral application is not offered: %s", called)
		}
		oral := reconsider.Post("/cases/"+own.id+"/letters/draft", obj{"template": "reconsideration_oral_record"}).Want(200)
		for _, field := range []string{"act_name", "statements"} {
			if !slices.Contains(lacks(oral), field) {
				t.Errorf("an oral application without %s does not say so: %v", field, lacks(oral))
			}
		}
		if slices.Contains(lacks(oral), "claims") || slices.Contains(lacks(oral), "applicant") || !strings.Contains(string(oral.Body), "2027年1月9日") {
			t.Errorf("an oral application is not filled from the case: %s", oral.Body)
		}
	})
}

// Papers that protect somebody go no further than who asked for them.
func TestPapersThatProtect(t *testing.T) {
	s := Start(t, "--data", t.TempDir(), "--demo-now", demoNow)
	clerk := s.As("clerk")
	k := register(clerk, endangered())
	if called := string(clerk.Get("/cases/" + k.id + "/letters/suggested").Want(200).Body); !strings.Contains(called, "protection_order_application") {
		t.Errorf("a protection order is not offered: %s", called)
	}
	if calm := register(clerk, dispute()); strings.Contains(string(clerk.Get("/cases/"+calm.id+"/letters/suggested").Want(200).Body), "protection_order_application") {
		t.Error("a protection order is pressed on who did not ask")
	}
	order := issue(clerk, k, obj{"template": "protection_order_application", "fields": obj{"body": "示例区人民法院", "requests": "禁止殴打、威胁", "statements": "多次被打 MARK-VIOLENCE"}})
	text := printedText(t, clerk.Get("/documents/"+order.String("id")+"/content").Want(200).Body)
	if !strings.Contains(text, "《反家庭暴力法》（2015）第二十三条") || !strings.Contains(text, "MARK-VIOLENCE") || strings.Contains(text, secretPlace) {
		t.Errorf("%s", text)
	}
	assets := issue(clerk, k, obj{"template": "preservation_application", "fields": obj{"body": "示例区人民法院", "requests": "冻结存款", "property": "存款五万元", "security": "保函", "statements": "可能转移财产"}})
	if order.String("class") != "party_only" || assets.String("class") != "party_only" {
		t.Errorf("%s %s", order.Body, assets.Body)
	}
	other := s.Enter(k.number, clerk.Post("/cases/"+k.id+"/parties/"+k.opponent+"/query-code", nil).Want(200).String("query_code"), "5678")
	for _, c := range []*Client{s.As("clerk2"), s.As("supervisor"), s.As("admin"), s.As("auditor"), other} {
		for _, id := range []string{order.String("id"), assets.String("id")} {
			if got := c.Get("/documents/" + id + "/content"); got.Status < 400 {
				t.Errorf("%s reads it: %s", c.Name, got.Body)
			}
		}
	}
	if list := other.Get("/party/documents").Want(200); list.Len("items") != 0 {
		t.Errorf("the other side is told: %s", list.Body)
	}
}
