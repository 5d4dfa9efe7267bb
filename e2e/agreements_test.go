package e2e

import (
	"strings"
	"testing"
)

// settled brings a dispute to a written agreement in effect.
func settled(t *testing.T, mediator *Client, k registered, p string, performance []any) string {
	t.Helper()
	a := mediator.Post(p+"/agreement", obj{"terms": "分期支付拖欠工资一万八千元", "form": "written", "performance": performance}).Want(201)
	mediator.Post(p+"/agree", obj{"agreement_id": a.String("id")}).Want(200)
	for _, signer := range []obj{{"party_id": k.applicant, "grade": "paper"}, {"party_id": k.opponent, "grade": "attended"}, {"mediator": true, "grade": "certificate"}, {"seal": true, "grade": "paper"}} {
		mediator.Post(p+"/agreement/sign", signer).Want(200)
	}
	return a.String("id")
}

// told lists the kinds of events of a case's timeline.
func told(c *Client, k registered, kind string) int {
	c.T.Helper()
	list := c.Get("/cases/" + k.id + "/timeline?limit=100").Want(200)
	n := 0
	for i := range list.Len("items") {
		if list.String("items."+itoa(i)+".kind") == kind {
			n++
		}
	}
	return n
}

func verdict(c *Client, k registered, route string) (string, int) {
	c.T.Helper()
	list := c.Get("/cases/" + k.id + "/routes").Want(200)
	for i := range list.Len("routes") {
		if at := "routes." + itoa(i); list.String(at+".route") == route {
			return list.String(at + ".verdict"), list.Len(at + ".clocks")
		}
	}
	return "", 0
}

// Wages in three instalments: reminded, paid in part, then not at all; the ways
// to make it good open, and follow-up goes on when the case is closed.
func TestPerformanceOfWages(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk, mediator, admin := s.As("clerk"), s.As("mediator"), s.As("admin")
		k := register(clerk, matter("labour.unpaid_wages", "拖欠工资三个月", obj{"relation": "employer_worker", "event_on": "2026-10-31", "arbitration_clause": "none", "history": []any{}}))
		r := offerTo(clerk, k, "org-mediation1", "people_mediation")
		mediator.Post("/referrals/"+r+"/accept", nil).Want(200)
		p := at(mediator, k, "people_mediation")
		a := settled(t, mediator, k, p, []any{obj{"what": "第一期六千元", "by_on": "2026-11-30"}, obj{"what": "第二期六千元", "by_on": "2026-12-15"}, obj{"what": "第三期六千元", "by_on": "2026-12-31"}})
		if _, runs := running(mediator, k)["judicial_confirmation.apply"]; !runs {
			t.Error("the thirty days to ask for confirmation do not run")
		}
		n := 0
		for _, x := range mediator.Get("/cases/" + k.id + "/clocks").Want(200).At("items").([]any) {
			if x.(obj)["rule"] == "judicial_confirmation.apply" && x.(obj)["state"] == "running" {
				n++
			}
		}
		if n != 1 {
			t.Errorf("the thirty days stand %d times", n)
		}
		party := s.Enter(k.number, k.code, "1234")
		own := party.Get("/party/agreements").Want(200)
		if own.Len("items.0.performance") != 3 || own.String("items.0.performance.0.by_on") != "2026-11-30" || own.At("items.0.signed") != true {
			t.Errorf("the party's own agreement: %s", own.Body)
		}
		party.Post("/party/agreements/"+a+"/sign", nil).Refused(403, "factor_required")
		party.Post("/party/agreements/other/sign", nil).Want(404)

		// A reminder three days before, once; one word when the day is missed.
		admin.Post("/demo/clock", obj{"to": "2026-11-29T09:00:00+08:00"}).Want(200)
		if told(mediator, k, "performance.due_soon") != 1 || told(mediator, k, "performance.missed") != 0 {
			t.Errorf("reminded %d times before the day", told(mediator, k, "performance.due_soon"))
		}
		item := "/agreements/" + a + "/performance/"
		for _, who := range []*Client{clerk, s.As("mediator_b"), s.As("court"), s.As("supervisor")} {
			if got := who.Post(item+"1", obj{"result": "performed"}); got.Status < 403 {
				t.Errorf("%s follows up another's agreement: %d", who.Name, got.Status)
			}
		}
		mediator.Post(item+"1", obj{"result": "paid"}).Refused(422, "invalid")
		mediator.Post(item+"4", obj{"result": "performed"}).Want(404)
		mediator.Post(item+"1", obj{"result": "performed", "on": "2026-11-28"}).Refused(422, "invalid") // another day than today needs a reason
		mediator.Post(item+"1", obj{"result": "performed", "on": "2026-11-28", "reason": "周末到账", "proof": obj{"kind": "receipt", "text": "转账凭证"}}).Want(200)
		mediator.Post(item+"1", obj{"result": "breached"}).Refused(409, "agreement.performed")
		if got := mediator.Get(p).Want(200); got.String("state") != "performing" {
			t.Errorf("the mediation's table does not follow: %s", got.String("state"))
		}
		mediator.Post("/referrals/"+r+"/complete", obj{"outcome": "settled", "text": "达成协议"}).Want(200)
		clerk.Post("/referrals/"+r+"/acknowledge", nil).Want(200)
		mediator.Post("/cases/"+k.id+"/close", obj{"outcome": "settled"}).Want(200)

		admin.Post("/demo/clock", obj{"to": "2026-12-17T09:00:00+08:00"}).Want(200)
		if told(mediator, k, "performance.due_soon") != 2 || told(mediator, k, "performance.missed") != 1 {
			t.Errorf("closed: reminded %d, missed %d", told(mediator, k, "performance.due_soon"), told(mediator, k, "performance.missed"))
		}
		partly := mediator.Post(item+"2", obj{"result": "partly", "text": "付了两千元"}).Want(200)
		if partly.String("performance.1.result") != "partly" || partly.At("performance.1.overdue") != true || partly.At("breached") != false || partly.Len("routes") != 0 {
			t.Errorf("%s", partly.Body)
		}
		mediator.Post("/cases/"+k.id+"/reopen", obj{"reason": "对方不履行"}).Want(200)
		breach := mediator.Post(item+"2", obj{"result": "breached", "text": "余款拒付", "proof": obj{"kind": "notice", "text": "短信"}}).Want(200)
		if breach.At("breached") != true || breach.Len("performance.1.lines") != 2 || breach.Len("routes") == 0 {
			t.Errorf("%s", breach.Body)
		}
		open := string(breach.Body)[strings.Index(string(breach.Body), `"routes"`):]
		for _, way := range []string{"labour_arbitration", "judicial_confirmation"} {
			if !strings.Contains(open, `"route":"`+way+`"`) {
				t.Errorf("a breach does not show the way of %s: %s", way, open)
			}
		}
		if v, _ := verdict(mediator, k, "enforcement"); v == "open" {
			t.Error("an agreement that no court has confirmed is enforced")
		}
		list := mediator.Get("/agreements").Want(200)
		if list.Len("items") != 1 || list.String("items.0.next_due_on") != "2026-12-31" {
			t.Errorf("the team's follow-up list: %s", list.Body)
		}
		if other := s.As("mediator_b").Get("/agreements").Want(200); other.Len("items") != 0 {
			t.Errorf("another team reads it: %s", other.Body)
		}
		s.Stop()
		verified(t, args...)
	})
}

// An oral agreement stands in the register with its day and its proof.
func TestOralAgreement(t *testing.T) {
	s := Start(t, "--data", t.TempDir(), "--demo-now", demoNow)
	clerk, mediator := s.As("clerk"), s.As("mediator")
	k := register(clerk, dispute())
	_, p := mediate(clerk, mediator, k)
	mediator.Post("/proceedings/"+p+"/agreement", obj{"terms": "当面道歉", "form": "oral", "reached_on": "2027-01-01"}).Refused(422, "invalid")
	made := mediator.Post("/proceedings/"+p+"/agreement", obj{"terms": "当面道歉", "form": "oral", "proof": obj{"kind": "signature", "text": "双方在口头协议登记表上签名"}}).Want(201)
	if made.String("effective_on") != "2026-11-24" || made.String("proof.kind") != "signature" {
		t.Errorf("%s", made.Body)
	}
	if list := mediator.Get("/agreements?form=oral").Want(200); list.Len("items") != 1 || list.String("items.0.proof.text") == "" {
		t.Errorf("the register: %s", list.Body)
	}
	if list := mediator.Get("/agreements?form=written").Want(200); list.Len("items") != 0 {
		t.Errorf("%s", list.Body)
	}
}

// The thirty days end when both have applied; a refused confirmation opens
// mediation and suit again, with their clocks.
func TestConfirmationRefused(t *testing.T) {
	s := Start(t, "--data", t.TempDir(), "--demo-now", demoNow)
	clerk, mediator, court := s.As("clerk"), s.As("mediator"), s.As("court")
	k := register(clerk, dispute())
	r := offerTo(clerk, k, "org-mediation1", "people_mediation")
	mediator.Post("/referrals/"+r+"/accept", nil).Want(200)
	p := at(mediator, k, "people_mediation")
	settled(t, mediator, k, p, []any{obj{"what": "修复防水层", "by_on": "2026-12-31"}})
	wants(t, mediator, k, "judicial_confirmation.apply", "running 2026-12-24")
	mediator.Post("/referrals/"+r+"/complete", obj{"outcome": "settled", "text": "达成协议"}).Want(200)
	clerk.Post("/referrals/"+r+"/acknowledge", nil).Want(200)
	consent(mediator, k, k.applicant, "judicial_confirmation", "org-court")
	consent(mediator, k, k.opponent, "judicial_confirmation", "org-court")
	g := guide(mediator, k, "org-court", "litigation", "judicial_confirmation")
	wants(t, mediator, k, "judicial_confirmation.apply", "running 2026-12-24") // prepared is not applied
	court.Post("/referrals/"+g+"/file", obj{"number": "（2026）示01诉前调确2号"}).Want(200)
	if _, runs := running(court, k)["judicial_confirmation.apply"]; runs {
		t.Error("the time to apply runs on after both applied")
	}
	court.Post("/cases/"+k.id+"/consents", obj{"party_id": k.applicant, "subject": "data", "toward": "org-court", "answer": "yes", "form": "written"}).Want(201)
	if _, runs := running(court, k)["judicial_confirmation.apply"]; runs {
		t.Error("a later word begins the time to apply anew")
	}
	p = at(court, k, "judicial_confirmation")
	court.Post(p+"/deny", obj{"text": "协议内容不明确，裁定驳回申请", "served": []any{obj{"party_id": k.applicant, "served_on": "2026-11-24"}, obj{"party_id": k.opponent, "served_on": "2026-11-24"}}}).Want(200)
	for _, route := range []string{"people_mediation", "civil_litigation"} {
		if v, n := verdict(court, k, route); v != "open" && v != "conditional" || route == "civil_litigation" && n == 0 {
			t.Errorf("after a refused confirmation %s is %s with %d clocks", route, v, n)
		}
	}
	if v, _ := verdict(court, k, "judicial_confirmation"); v == "open" {
		t.Error("what was refused is open again")
	}
	court.Post("/referrals/"+g+"/complete", obj{"outcome": "decided", "text": "裁定驳回"}).Want(200)
	mediator.Post("/referrals/"+g+"/acknowledge", nil).Want(200)
}

// An agreement under a court's delegation is filed with that court: it reads
// the agreement and nothing else of the mediation.
func TestDelegatedAgreementIsFiled(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		court, mediator := s.As("court"), s.As("mediator")
		k := register(court, matter("contract.sale", "货款纠纷", obj{"event_on": "2026-06-01", "arbitration_clause": "none", "history": []any{}}))
		r := offerTo(court, k, "org-mediation1", "judicial_mediation")
		mediator.Post("/referrals/"+r+"/accept", nil).Want(200)
		p := at(mediator, k, "judicial_mediation")
		mediator.Post(p+"/hold", obj{"text": marker}).Want(200)
		mediator.Post(p+"/notes", obj{"class": "channel", "text": marker}).Want(201)
		a := mediator.Post(p+"/agreement", obj{"terms": "十日内付清货款三万元", "form": "written", "performance": []any{obj{"what": "付清货款", "by_on": "2026-12-10"}}}).Want(201)
		if d := court.Get("/cases/" + k.id + "/documents").Want(200); d.Len("items") != 0 {
			t.Errorf("filed before it has effect: %s", d.Body)
		}
		mediator.Post(p+"/agree", obj{"agreement_id": a.String("id")}).Want(200)
		mediator.Post("/referrals/"+r+"/complete", obj{"outcome": "settled", "text": "达成协议"}).Refused(409, "agreement_not_effective")
		for _, signer := range []obj{{"party_id": k.applicant}, {"party_id": k.opponent}, {"mediator": true}, {"seal": true}} {
			signer["grade"] = "paper"
			mediator.Post(p+"/agreement/sign", signer).Want(200)
		}
		done := mediator.Post("/referrals/"+r+"/complete", obj{"outcome": "settled", "text": "达成协议"}).Want(200)
		filed := done.String("filed_document_id")
		if filed == "" {
			t.Fatalf("the completion does not carry the agreement: %s", done.Body)
		}
		if list := court.Get("/cases/" + k.id + "/documents").Want(200); list.Len("items") != 1 || list.String("items.0.class") != "case" {
			t.Errorf("%s", list.Body)
		}
		got := court.Get("/documents/" + filed + "/content").Want(200)
		if body := string(got.Body); !strings.Contains(body, "十日内付清货款三万元") || !strings.Contains(body, "第19条") || !strings.Contains(body, "生效日期：2026-11-24") || strings.Contains(body, marker) {
			t.Errorf("filed: %s", body)
		}
		nothingLeaks(t, s, k, court, s.As("judge"))
		if told(court, k, "agreement.filed") != 1 {
			t.Error("the filing is not on the timeline")
		}
		s.Stop()
		verified(t, args...)
	})
}
