package e2e

import (
	"strings"
	"testing"
)

// A group has one plan, and each of its people a word of their own on it: who
// agrees binds nobody else, a changed plan is asked about anew, and what the plan
// says is read by who works on one of the cases and by the people themselves.
func TestGroupPlan(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk := s.As("clerk")
		one := register(clerk, unpaid("工人甲", "13900001234", "甲建筑公司"))
		two := register(clerk, unpaid("工人乙", "13900005678", "甲建筑公司"))
		g := clerk.Post("/cases/"+one.id+"/group", obj{"title": "某工地欠薪"}).Want(200).String("group.id")
		clerk.Post("/cases/"+two.id+"/group", obj{"group": g}).Want(200)
		say := func(k registered, answer string) *Answer {
			return clerk.Post("/cases/"+k.id+"/consents", obj{"party_id": k.applicant, "subject": "group_plan", "answer": answer, "form": "written"})
		}
		say(one, "yes").Refused(422, "invalid") // there is no plan yet
		plans := "/groups/" + g + "/plans"
		clerk.Post(plans, obj{"text": " "}).Refused(422, "invalid")
		if first := clerk.Post(plans, obj{"text": "PLAN-MARK 先核对工资，再分别调解"}).Want(201); first.At("no") != 1.0 || first.Header.Get("ETag") == "" {
			t.Errorf("%s", first.Body)
		}
		words := func() (all []string) {
			m := clerk.Get("/groups/" + g + "/members").Want(200)
			for i := range m.Len("items") {
				all = append(all, m.String("items."+itoa(i)+".plan_words.0.answer"))
			}
			return all
		}
		say(one, "yes").Want(201)
		if got := strings.Join(words(), ","); got != "yes," && got != ",yes" {
			t.Errorf("one agreed, the other was not asked: %q", got)
		}
		say(two, "no").Want(201)
		if got := strings.Join(words(), ","); got != "yes,no" && got != "no,yes" {
			t.Errorf("each said a word of their own: %q", got)
		}
		clerk.Post(plans, obj{"text": "改"}, "If-Match", `"7"`).Want(412)
		clerk.Post(plans, obj{"text": "PLAN-MARK 改为统一组织协商"}, "If-Match", `"1"`).Want(201)
		if got := strings.Join(words(), ""); got != "" {
			t.Errorf("a word on the old plan counts for the changed one: %q", got)
		}
		if all := clerk.Get(plans).Want(200); all.Len("items") != 2 || all.At("items.0.no") != 1.0 {
			t.Errorf("%s", all.Body)
		}
		party := s.Enter(one.number, one.code, "1234")
		if own := party.Get("/party/case").Want(200); !strings.Contains(own.String("group_plan.text"), "统一组织协商") || own.String("group_plan.answer") != "" || strings.Contains(string(own.Body), two.number) || strings.Contains(string(own.Body), "工人乙") {
			t.Errorf("%s", own.Body)
		}
		party.Post("/party/consents", obj{"subject": "group_plan", "answer": "yes"}).Refused(403, "factor_required") // binds: staff do not hold what it needs

		// A committee that has one of the cases reads the plan; who has none does not.
		consent(clerk, one, one.applicant, "mediation", committee)
		r := refer(clerk, one, obj{"to": committee, "channel": "people_mediation", "route": "people_mediation", "mode": "offered"})
		mediator := s.As("mediator")
		mediator.Get(plans).Want(403)
		if card := mediator.Get("/groups/" + g); strings.Contains(string(card.Body), "PLAN-MARK") {
			t.Errorf("read from the card: %s", card.Body)
		}
		mediator.Post("/referrals/"+r+"/accept", nil).Want(200)
		mediator.Get(plans).Want(200)
		mediator.Post(plans, obj{"text": "另写"}, "If-Match", `"2"`).Want(201) // it answers for one of the cases
		for _, other := range []string{"police", "court", "auditor", "admin"} {
			if a := s.As(other).Get(plans); a.Status != 404 && a.Status != 403 || strings.Contains(string(a.Body), "PLAN-MARK") {
				t.Errorf("%s reads it: %d", other, a.Status)
			}
		}
		s.Stop()
		verified(t, args...)
	})
}
