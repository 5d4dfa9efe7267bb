package e2e

import (
	"strings"
	"testing"

	"liandong/infra/gormdb/testdb"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// demoNow is a Tuesday; the Friday before it is demoFriday.
const (
	demoNow    = "2026-11-24T09:00:00+08:00"
	demoFriday = "2026-11-20"
)

// marker stands in what was said in mediation; nobody else may ever read it.
const marker = "秘密让步七千元"

type obj = map[string]any

func dispute() obj {
	return obj{
		"title": "楼上漏水赔偿", "purpose": "claim", "category": "neighbour.leak", "source": "visit", "region": "990102001",
		"summary": "楼上卫生间漏水，造成楼下天花板损坏，要求修复并赔偿。", "claims": []any{"修复防水层", obj{"text": "赔偿损失8000元", "category": "tort.property_damage"}},
		"facts": obj{"relation": "neighbours", "event_on": "2026-11-10", "arbitration_clause": "none", "history": []any{}},
		"parties": []any{
			obj{"role": "applicant", "kind": "person", "name": "林小雨", "id_kind": "resident_id", "id_number": "11010519491231002X", "phone": "13900001234"},
			obj{"role": "respondent", "kind": "person", "name": "高大山", "phone": "13900005678"},
		},
	}
}

// registered is a case as the stories go on with it.
type registered struct {
	id, number, code    string
	applicant, opponent string
}

func register(c *Client, body obj) registered {
	c.T.Helper()
	a := c.Post("/cases", body).Want(201)
	k := registered{id: a.String("id"), number: a.String("number"), code: a.String("query_code")}
	file := c.Get("/cases/" + k.id).Want(200)
	k.applicant, k.opponent = file.String("parties.0.id"), file.String("parties.1.id")
	return k
}

func consent(c *Client, k registered, party, subject, toward string) {
	c.T.Helper()
	c.Post("/cases/"+k.id+"/consents", obj{"party_id": party, "subject": subject, "toward": toward, "answer": "yes", "form": "written"}).Want(201)
}

func refer(c *Client, k registered, body obj) string {
	c.T.Helper()
	body["reason"] = "符合受理范围"
	return c.Post("/cases/"+k.id+"/referrals", body).Want(201).String("id")
}

// mediate brings a case to the mediator's table: consented, offered, accepted.
func mediate(clerk, mediator *Client, k registered) (referral, proceeding string) {
	clerk.T.Helper()
	consent(clerk, k, k.applicant, "mediation", "org-mediation1")
	consent(clerk, k, k.opponent, "mediation", "org-mediation1")
	referral = refer(clerk, k, obj{"to": "org-mediation1", "channel": "people_mediation", "route": "people_mediation", "mode": "offered"})
	mediator.Post("/referrals/"+referral+"/accept", nil).Want(200)
	list := mediator.Get("/cases/" + k.id + "/proceedings").Want(200)
	for i := range list.Len("items") {
		at := "items." + itoa(i)
		if list.String(at+".referral_id") == referral {
			proceeding = list.String(at + ".id")
		}
	}
	if proceeding == "" {
		clerk.T.Fatalf("acceptance opened no proceeding: %s", list.Body)
	}
	return referral, proceeding
}

func custodian(c *Client, k registered) string {
	c.T.Helper()
	return c.Get("/cases/" + k.id).Want(200).String("custodian.id")
}

func TestStoryReceptionReferralCourt(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk, mediator, court, lawyer := s.As("clerk"), s.As("mediator"), s.As("court"), s.As("lawyer")

		reception := s.As("supervisor").Post("/receptions", obj{
			"place": "区人民来访接待大厅", "starts_at": "2026-11-24T09:00:00+08:00", "ends_at": "2026-11-24T17:00:00+08:00",
			"host_organization": "org-petition", "lead": "分管副区长", "lawyers_wanted": 1, "public": true,
		}).Want(201).String("id")
		lawyer.Post("/receptions/"+reception+"/join", nil).Want(200)
		visit := clerk.Post("/receptions/"+reception+"/visits", obj{"visitor": obj{"name": "林小雨", "phone": "13900001234"}, "matter": "楼上漏水"}).Want(201)
		if visit.At("number_in_queue") != float64(1) {
			t.Fatalf("queue: %s", visit.Body)
		}
		id := visit.String("id")
		if check := lawyer.Get("/visits/" + id + "/conflict-check").Want(200); check.At("conflict") != false || check.String("names.0") != "林小雨" {
			t.Fatalf("conflict check: %s", check.Body)
		}
		lawyer.Post("/visits/"+id+"/opinions", obj{"text": "可先调解，期限内可以起诉", "routes": []any{"people_mediation", "civil_litigation"}, "for_party": "带上维修报价单"}).Want(201)
		clerk.Get("/visits/"+id+"/opinions").Refused(403, "not_allowed")
		s.As("lawyer2").Get("/visits/" + id).Want(404)

		body := dispute()
		body["visit_id"], body["received_on"], body["reason"] = id, demoFriday, "周五收到，周二录入"
		body["proof"] = obj{"kind": "stamp", "text": "收文章"}
		k := register(clerk, body)
		if due := clerk.Get("/cases/" + k.id + "/clocks").Want(200); due.String("items.0.rule") != "petition.forward" || due.String("items.0.due_on") != "2026-12-05" {
			t.Fatalf("the clocks do not run from Friday: %s", due.Body)
		}
		if routes := clerk.Get("/cases/" + k.id + "/routes").Want(200); routes.Len("routes") != 16 || routes.Len("routes.0.reasons") == 0 {
			t.Fatalf("routes: %s", routes.Body)
		}
		if p := clerk.Get("/cases/" + k.id + "/referrals/preview?to=org-mediation1&channel=people_mediation").Want(200); p.Len("goes") == 0 || p.Len("stays") == 0 || p.Len("lacks") == 0 {
			t.Fatalf("preview: %s", p.Body)
		}
		consent(clerk, k, k.applicant, "mediation", "org-mediation1")
		consent(clerk, k, k.opponent, "mediation", "org-mediation1")
		mediator.Get("/cases/" + k.id).Want(404)
		ref := refer(clerk, k, obj{"to": "org-mediation1", "channel": "people_mediation", "route": "people_mediation", "mode": "offered"})
		card := mediator.Get("/cases/" + k.id).Want(200)
		if card.String("view") != "card" || strings.Contains(string(card.Body), "林小雨") || card.String("summary") != "" {
			t.Fatalf("a card shows too much: %s", card.Body)
		}
		if custodian(clerk, k) != "org-petition" {
			t.Fatal("custody moved before acceptance")
		}
		mediator.Post("/referrals/"+ref+"/accept", nil).Want(200)
		if custodian(mediator, k) != "org-mediation1" {
			t.Fatal("custody did not move at acceptance")
		}
		failMediation(t, mediator, k, ref)
		if custodian(clerk, k) != "org-petition" {
			t.Fatal("custody is not back")
		}
		clerk.Post("/referrals/"+ref+"/acknowledge", nil).Want(200)

		guide := refer(clerk, k, obj{"to": "org-court", "channel": "litigation", "route": "civil_litigation", "mode": "guided"})
		if v := clerk.Get("/referrals/" + guide).Want(200); !strings.Contains(v.String("notice"), "尚未立案") || custodian(clerk, k) != "org-petition" {
			t.Fatalf("guided: %s", v.Body)
		}
		party := s.Enter(k.number, k.code, "1234")
		if v := party.Get("/party/case").Want(200); !strings.Contains(v.String("now"), "尚未立案") {
			t.Fatalf("the party is not told: %s", v.Body)
		}
		filed := court.Post("/referrals/"+guide+"/file", obj{"number": "(2026)示0102民初1号"}).Want(200)
		if filed.String("state") != "accepted" || filed.String("filed_on") != "2026-11-24" || custodian(court, k) != "org-court" {
			t.Fatalf("filed: %s", filed.Body)
		}
		nothingLeaks(t, s, k, party, clerk, court)
	})
}

// failMediation holds a session, writes a note, ends without agreement and reports it.
func failMediation(t *testing.T, mediator *Client, k registered, ref string) {
	t.Helper()
	p := ""
	list := mediator.Get("/cases/" + k.id + "/proceedings").Want(200)
	for i := range list.Len("items") {
		if at := "items." + itoa(i); list.String(at+".referral_id") == ref {
			p = list.String(at + ".id")
		}
	}
	mediator.Post("/proceedings/"+p+"/schedule", obj{"at": "2026-11-25T09:00:00+08:00", "place": "调解室"}).Want(200)
	mediator.Post("/proceedings/"+p+"/hold", obj{"present": []any{"林小雨", "高大山"}, "text": marker + "（会议记录）"}).Want(200)
	mediator.Post("/proceedings/"+p+"/notes", obj{"class": "channel", "text": marker}).Want(201)
	mediator.Post("/proceedings/"+p+"/terminate", obj{"code": "no_agreement", "text": marker + "（终止说明）"}).Want(200)
	done := mediator.Post("/referrals/"+ref+"/complete", obj{"outcome": "unsettled", "text": "未能达成协议"}).Want(200)
	if done.String("state") != "completed" || done.String("outcome") != "unsettled" {
		t.Fatalf("completed: %s", done.Body)
	}
}

// nothingLeaks reads all that others can read and looks for what was said in mediation.
func nothingLeaks(t *testing.T, s *Server, k registered, readers ...*Client) {
	t.Helper()
	readers = append(readers, s.As("supervisor"), s.As("auditor"), s.As("mediator_b"), s.As("court_mediator"), s.As("admin"))
	paths := []string{"/party/case", "/party/access-log", "/audit/entries?limit=100", "/referrals?box=in", "/referrals?box=out", "/cases?box=all"}
	for _, p := range []string{"", "/timeline", "/referrals", "/proceedings", "/clocks", "/custody", "/consents", "/audit", "/routes"} {
		paths = append(paths, "/cases/"+k.id+p)
	}
	for _, c := range readers {
		list := c.Get("/cases/" + k.id + "/proceedings")
		own := []string{}
		if list.Status == 200 {
			for i := range list.Len("items") {
				id := list.String("items." + itoa(i) + ".id")
				own = append(own, "/proceedings/"+id, "/proceedings/"+id+"/notes", "/proceedings/"+id+"/sessions", "/proceedings/"+id+"/agreement")
			}
		}
		for _, p := range append(own, paths...) {
			if a := c.Get(p); strings.Contains(string(a.Body), marker) {
				t.Errorf("%s %s tells what was said in mediation: %s", c.Name, p, a.Body)
			}
		}
	}
}

func TestStoryAgreementConfirmed(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk, mediator, court := s.As("clerk"), s.As("mediator"), s.As("court")
		body := dispute()
		body["received_on"], body["reason"], body["proof"] = "2026-11-16", "补录", obj{"kind": "stamp"}
		k := register(clerk, body)
		ref, p := mediate(clerk, mediator, k)
		mediator.Post("/proceedings/"+p+"/hold", obj{"present": []any{"双方"}, "text": "达成一致"}).Want(200)
		a := mediator.Post("/proceedings/"+p+"/agreement", obj{
			"terms": "高大山赔偿8000元", "form": "written", "performance": []any{obj{"what": "支付4000元", "by_on": "2026-12-31"}, obj{"what": "支付4000元", "by_on": "2027-03-31"}},
		}).Want(201)
		mediator.Post("/proceedings/"+p+"/agree", obj{"agreement_id": a.String("id")}).Want(200)
		sign := func(who obj, on string) *Answer {
			who["signed_on"], who["grade"], who["reason"] = on, "paper", "纸质签署后补录"
			return mediator.Post("/proceedings/"+p+"/agreement/sign", who).Want(200)
		}
		sign(obj{"party_id": k.applicant}, "2026-11-20")
		sign(obj{"party_id": k.opponent}, "2026-11-22")
		mediator.Post("/referrals/"+ref+"/complete", obj{"outcome": "settled", "text": "已达成协议"}).Refused(409, "agreement_not_effective")
		sign(obj{"mediator": true}, "2026-11-20")
		if last := sign(obj{"seal": true}, "2026-11-23"); last.String("effective_on") != "2026-11-23" {
			t.Fatalf("effective: %s", last.Body)
		}
		consent(mediator, k, k.applicant, "judicial_confirmation", "org-court")
		consent(mediator, k, k.opponent, "judicial_confirmation", "org-court")
		mediator.Post("/referrals/"+ref+"/complete", obj{"outcome": "settled", "text": "已达成协议"}).Want(200)
		if custodian(mediator, k) != "org-mediation1" {
			t.Fatal("settled must not move custody")
		}
		guide := refer(mediator, k, obj{"to": "org-court", "channel": "litigation", "route": "judicial_confirmation", "mode": "guided"})
		court.Post("/referrals/"+guide+"/file", obj{"number": "(2026)示0102民特1号"}).Want(200)
		list := court.Get("/cases/" + k.id + "/proceedings").Want(200)
		confirmation := ""
		for i := range list.Len("items") {
			if at := "items." + itoa(i); list.String(at+".route") == "judicial_confirmation" {
				confirmation = list.String(at + ".id")
			}
		}
		confirmed := court.Post("/proceedings/"+confirmation+"/confirm", obj{"text": "协议有效", "served": []any{obj{"party_id": k.applicant, "served_on": "2026-11-24"}}}).Want(200)
		if confirmed.String("outcome") != "confirmed" {
			t.Fatalf("confirmed: %s", confirmed.Body)
		}
		court.Post("/cases/"+k.id+"/close", obj{"outcome": "settled_confirmed"}).Refused(409, "case.referral_unfinished")
		court.Post("/referrals/"+guide+"/complete", obj{"outcome": "decided", "text": "裁定确认"}).Want(200)
		mediator.Post("/referrals/"+guide+"/acknowledge", nil).Want(200)
		clerk.Post("/referrals/"+ref+"/acknowledge", nil).Want(200)
		closed := court.Post("/cases/"+k.id+"/close", obj{"outcome": "settled_confirmed"}).Want(200)
		if closed.String("state") != "closed" || closed.String("outcome") != "settled_confirmed" {
			t.Fatalf("closed: %s", closed.Body)
		}
		alive := 0
		clocks := court.Get("/cases/" + k.id + "/clocks").Want(200)
		for i := range clocks.Len("items") {
			at := "items." + itoa(i)
			if clocks.String(at+".rule") == "agreement.performance" && clocks.String(at+".state") == "running" {
				alive++
			}
			if clocks.String(at+".kind") != "right" && clocks.String(at+".state") == "running" {
				t.Errorf("a handling clock survived closing: %v", clocks.At(at))
			}
		}
		if alive != 2 {
			t.Fatalf("%d performance dates are alive, want 2: %s", alive, clocks.Body)
		}
	})
}

func TestStoryPingPong(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk, agency, police, supervisor, admin := s.As("clerk"), s.As("agency"), s.As("police"), s.As("supervisor"), s.As("admin")
		assign := func(k registered, to string) string {
			return refer(clerk, k, obj{"to": to, "channel": "petition", "route": "petition", "mode": "assigned"})
		}
		why := obj{"code": "not_own_duty", "text": "不属于本单位职责"}

		k := register(clerk, dispute())
		first := assign(k, "org-housing")
		if custodian(agency, k) != "org-housing" {
			t.Fatal("custody did not move at delivery")
		}
		agency.Post("/referrals/"+first+"/object", why).Want(200)
		clerk.Post("/referrals/"+first+"/uphold", nil).Want(200)
		if custodian(clerk, k) != "org-petition" {
			t.Fatal("custody did not come back")
		}
		second := assign(k, "org-police")
		police.Post("/referrals/"+second+"/object", why).Want(200)
		clerk.Post("/referrals/"+second+"/overrule", obj{"text": "属于贵单位职责"}).Want(200)
		if again := police.Post("/referrals/"+second+"/object", why).Refused(409, "referral.once"); again.String("allowed_actions.0.action") != "accept" || again.String("allowed_actions.1.action") != "contest" {
			t.Errorf("the refusal does not say what may be done instead: %s", again.Body)
		}
		police.Post("/referrals/"+second+"/contest", obj{"text": "仍有异议"}).Want(200)
		supervisor.Post("/referrals/"+second+"/designate", obj{"to": "org-court", "text": "由法院办"}).Refused(422, "referral.not_assignable")
		supervisor.Post("/referrals/"+second+"/designate", obj{"to": "org-mediation1", "text": "由调委会办"}).Refused(422, "referral.not_assignable")
		third := supervisor.Post("/referrals/"+second+"/designate", obj{"to": "org-market", "text": "由市监局办"}).Want(200)
		if third.String("state") != "redirected" {
			t.Fatalf("designated: %s", third.Body)
		}
		market := s.As("market")
		if custodian(market, k) != "org-market" {
			t.Fatal("the designated unit does not hold the case")
		}
		next := market.Get("/referrals?box=in").Want(200).String("items.0.id")
		market.Post("/referrals/"+next+"/object", why).Want(409)
		market.Post("/referrals/"+next+"/complete", obj{"outcome": "not_competent", "text": "不归我管"}).Refused(409, "referral.final")

		t.Run("a return that closes a cycle is contested by itself", func(t *testing.T) {
			k := register(clerk, dispute())
			for round := range 2 {
				r := assign(k, "org-housing")
				agency.Post("/referrals/"+r+"/object", why).Want(200)
				v := clerk.Post("/referrals/"+r+"/uphold", nil).Want(200)
				if want := []string{"returned", "contested"}[round]; v.String("state") != want {
					t.Fatalf("round %d: %s, want %s", round, v.String("state"), want)
				}
			}
			if custodian(agency, k) != "org-housing" {
				t.Fatal("a contested case stays with the receiver")
			}
		})
		t.Run("what nobody opened shows after one working day", func(t *testing.T) {
			opened, left := register(clerk, dispute()), register(clerk, dispute())
			agency.Get("/referrals/" + assign(opened, "org-housing")).Want(200)
			assign(left, "org-housing")
			admin.Post("/demo/clock", obj{"to": "2026-11-26T00:30:00+08:00"}).Want(200)
			for _, x := range []struct {
				k    registered
				want bool
			}{{opened, false}, {left, true}} {
				shown := strings.Contains(string(clerk.Get("/cases/"+x.k.id+"/timeline").Want(200).Body), "referral.unseen")
				if seen := strings.Contains(string(supervisor.Get("/cases/"+x.k.id+"/timeline").Want(200).Body), "referral.unseen"); shown != x.want || seen != x.want {
					t.Errorf("shown to the sender %v, to the supervisor %v, want %v", shown, seen, x.want)
				}
			}
		})
		t.Run("silence is contested, an offer lapses", func(t *testing.T) {
			k := register(clerk, dispute())
			r := assign(k, "org-housing")
			agency.Post("/referrals/"+r+"/object", why).Want(200)
			k2 := register(clerk, dispute())
			offer := refer(clerk, k2, obj{"to": "org-mediation1", "channel": "people_mediation", "route": "people_mediation", "mode": "offered"})
			if due := clerk.Get("/referrals/" + offer).Want(200).String("answer_due_on"); due != "2026-12-03" {
				t.Fatalf("the offer's last day is %s, want five working days: 2026-12-03", due)
			}
			admin.Post("/demo/clock", obj{"to": "2026-12-04T00:30:00+08:00"}).Want(200)
			if v := clerk.Get("/referrals/" + r).Want(200); v.String("state") != "contested" {
				t.Fatalf("silence: %s", v.Body)
			}
			if v := clerk.Get("/referrals/" + offer).Want(200); v.String("state") != "lapsed" {
				t.Fatalf("lapse: %s", v.Body)
			}
			s.As("mediator").Post("/referrals/"+offer+"/accept", nil).Refused(409, "referral.not_open")
			clerk.Post("/demo/clock", obj{"to": "2026-12-05T00:30:00+08:00"}).Refused(403, "not_allowed")
		})
	})
}
