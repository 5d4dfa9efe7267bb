package e2e

import (
	"strings"
	"testing"
)

// The two ends of a handoff write to each other; nobody else reads it, no bundle
// carries it, and it moves neither state nor time.
func TestTwoEndsWriteToEachOther(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk, mediator := s.As("clerk"), s.As("mediator")
		k := register(clerk, dispute())
		consent(clerk, k, k.applicant, "mediation", committee)
		r := refer(clerk, k, obj{"to": committee, "channel": "people_mediation", "route": "people_mediation", "mode": "offered"})
		path := "/referrals/" + r + "/messages"
		before := clerk.Get("/referrals/" + r).Want(200)
		after := clerk.Post(path, obj{"text": "对方手机号是否已核实？"}).Want(200)
		if after.String("state") != before.String("state") || after.String("answer_due_on") != before.String("answer_due_on") {
			t.Error("a message moved the handoff")
		}
		mediator.Post(path, obj{"text": "已核实，可以联系。"}).Want(200)
		mediator.Post(path, obj{"text": " "}).Refused(422, "invalid")
		mediator.Post(path, obj{"text": strings.Repeat("长", 2001)}).Refused(422, "invalid")
		for _, c := range []*Client{clerk, mediator} {
			all := c.Get(path).Want(200)
			if all.Len("items") != 2 || all.String("items.0.organization.id") != "org-petition" || all.String("items.1.text") != "已核实，可以联系。" {
				t.Errorf("%s reads %s", c.Name, all.Body)
			}
		}
		s.As("supervisor").Get(path).Want(404)
		s.As("mediator2").Get(path).Want(404)
		s.As("mediator2").Post(path, obj{"text": "我来问"}).Want(404)
		if told := mediator.Get("/notices").Want(200); !strings.Contains(string(told.Body), "给您单位留言") {
			t.Errorf("the other end is not told: %s", told.Body)
		}
		if party := s.Enter(k.number, k.code, "1234").Get("/party/case").Want(200); strings.Contains(string(party.Body), "手机号是否已核实") {
			t.Error("the party reads it")
		}
		if bundle := clerk.Get("/referrals/" + r + "/bundle").Want(200); strings.Contains(string(bundle.Body), "手机号是否已核实") {
			t.Error("the bundle carries it")
		}
		verified(t, args...)
	})
}
