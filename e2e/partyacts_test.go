package e2e

import (
	"fmt"
	"strings"
	"testing"
)

// An agreement is signed on the party's own page, rated on their own device, and
// what was asked when is certified as facts.
func TestPartySignsRatesCertifies(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk, mediator := s.As("clerk"), s.As("mediator")
		k := register(clerk, dispute())
		ref, proceeding := mediate(clerk, mediator, k)
		mediator.Post("/proceedings/"+proceeding+"/hold", obj{"present": []any{"双方"}, "text": marker}).Want(200)
		a := mediator.Post("/proceedings/"+proceeding+"/agreement", obj{"terms": "高大山赔偿八千元", "form": "written", "performance": []any{obj{"what": "支付八千元", "by_on": "2026-12-31"}}}).Want(201).String("id")
		mediator.Post("/proceedings/"+proceeding+"/agree", obj{"agreement_id": a}).Want(200)
		party := s.Enter(k.number, k.code, "1234")
		if v := party.Get("/party/agreements").Want(200); v.String("items.0.terms") != "高大山赔偿八千元" || strings.Contains(string(v.Body), marker) {
			t.Errorf("%s", v.Body)
		}
		prove(s, party, "13900001234")
		party.Post("/party/agreements/nothing/sign", nil).Want(404)
		signed := party.Post("/party/agreements/"+a+"/sign", nil).Want(200)
		if signed.String("signatures.0.grade") != "code" || signed.String("signatures.0.signed_on") != "2026-11-24" || signed.At("effective_on") != nil {
			t.Errorf("%s", signed.Body)
		}
		party.Post("/party/agreements/"+a+"/sign", nil).Refused(409, "agreement.signed")
		other := s.Enter(k.number, mediator.Post("/cases/"+k.id+"/parties/"+k.opponent+"/query-code", nil).Want(200).String("query_code"), "5678")
		prove(s, other, "13900005678")
		other.Post("/party/agreements/"+a+"/sign", nil).Want(200)
		mediator.Post("/proceedings/"+proceeding+"/agreement/sign", obj{"agreement_id": a, "mediator": true, "grade": "attended"}).Want(200)
		if done := mediator.Post("/proceedings/"+proceeding+"/agreement/sign", obj{"agreement_id": a, "seal": true, "grade": "paper"}).Want(200); done.String("effective_on") != "2026-11-24" {
			t.Errorf("%s", done.Body)
		}
		mediator.Post("/referrals/"+ref+"/complete", obj{"outcome": "settled", "text": "已达成协议"}).Want(200)

		kiosk := s.Nobody()
		var session struct {
			CSRF string `json:"csrf_token"`
		}
		kiosk.Do("POST", "/party/session", obj{"number": k.number, "query_code": k.code, "second_secret": "1234", "origin": "kiosk"}).Want(200).Into(&session)
		kiosk.csrf = session.CSRF
		prove(s, kiosk, "13900001234")
		kiosk.Post("/party/rating", obj{"score": 5}).Refused(403, "rating.own_device")
		if v := kiosk.Get("/party/case").Want(200); v.Len("can_rate") != 0 {
			t.Errorf("a rating is asked for at a window: %s", v.Body)
		}
		party.Post("/party/rating", obj{"score": 6}).Want(422)
		party.Post("/party/rating", obj{"score": 2, "organization_id": "org-police"}).Want(422)
		if v := party.Get("/party/case").Want(200); v.Len("can_rate") != 2 {
			t.Errorf("%s", v.Body)
		}
		party.Post("/party/rating", obj{"score": 2, "organization_id": committee}).Want(200)
		party.Post("/party/rating", obj{"score": 5, "organization_id": committee}).Refused(409, "rating.given")
		for _, c := range []*Client{clerk, mediator, s.As("auditor")} {
			for _, p := range []string{"/cases/" + k.id, "/cases/" + k.id + "/audit?limit=100", "/cases/" + k.id + "/timeline", "/audit/entries?limit=100"} {
				if got := string(c.Get(p).Body); strings.Contains(got, "score") {
					t.Errorf("%s %s tells a rating: %s", c.Name, p, got)
				}
			}
		}
		cert := party.Get("/party/certificate").Want(200)
		if cert.Len("requests") != 2 || cert.String("requests.0.asked_on") != "2026-11-24" || cert.String("requests.0.of.id") != office || cert.String("requests.1.of.id") != committee ||
			cert.String("requests.0.against.0") != "高大山" || cert.String("requests.0.what.0") != "修复防水层" || !strings.Contains(cert.String("notes.0.cite"), "第12条") {
			t.Errorf("%s", cert.Body)
		}
		if strings.Contains(string(cert.Body), marker) || strings.Contains(string(cert.Body), "八千元") {
			t.Errorf("a certificate tells what was said: %s", cert.Body)
		}
	})
}

// «Recorded by X for Y» is an entry of its own, which Y confirms or disputes.
func TestRecordedFor(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk := s.As("clerk")
		k := register(clerk, dispute())
		consent(clerk, k, k.applicant, "disclosure", "org-court")
		consent(clerk, k, k.applicant, "mediation", "")
		party := s.Enter(k.number, k.code, "1234")
		mine := party.Get("/party/recorded-for").Want(200)
		if mine.Len("items") != 2 || mine.String("items.0.recorded_by.id") != office || mine.String("items.0.consent_subject") != "disclosure" || mine.String("items.0.consent_answer") != "yes" {
			t.Fatalf("%s", mine.Body)
		}
		first, second := mine.String("items.0.id"), mine.String("items.1.id")
		party.Post("/party/recorded-for/"+first+"/confirm", nil).Refused(403, "factor_required")
		other := s.Enter(k.number, clerk.Post("/cases/"+k.id+"/parties/"+k.opponent+"/query-code", nil).Want(200).String("query_code"), "5678")
		other.Post("/party/recorded-for/"+first+"/dispute", nil).Want(404)
		prove(s, party, "13900001234")
		party.Post("/party/recorded-for/"+first+"/confirm", nil).Want(200)
		party.Post("/party/recorded-for/"+first+"/dispute", nil).Refused(409, "recorded_for.answered")
		party.Post("/party/recorded-for/"+second+"/dispute", nil).Want(200)
		if got := clerk.Get("/cases/" + k.id + "/recorded-for").Want(200); got.String("items.0.answer") != "confirmed" || got.String("items.1.answer") != "disputed" {
			t.Errorf("%s", got.Body)
		}
		book := clerk.Get("/cases/" + k.id + "/consents").Want(200)
		if n := book.Len("items"); book.String(fmt.Sprintf("items.%d.answer", n-1)) != "no" || book.At(fmt.Sprintf("items.%d.by_party", n-1)) != true {
			t.Errorf("a disputed yes still counts: %s", book.Body)
		}
		// A recorded withdrawal waits for the party's word, and falls with it.
		clerk.Post("/cases/"+k.id+"/withdraw", obj{"party_id": k.opponent}).Refused(409, "withdraw.not_applicant")
		clerk.Post("/cases/"+k.id+"/withdraw", obj{"party_id": k.applicant}).Want(201)
		list := party.Get("/party/recorded-for").Want(200)
		party.Post("/party/recorded-for/"+list.String("items.2.id")+"/dispute", nil).Want(200)
		if v := party.Get("/party/case").Want(200); v.At("withdrawal") != nil {
			t.Errorf("%s", v.Body)
		}
		clerk.Post("/cases/"+k.id+"/withdraw", obj{"party_id": k.applicant}).Want(201)
		list = party.Get("/party/recorded-for").Want(200)
		party.Post("/party/recorded-for/"+list.String("items.3.id")+"/confirm", nil).Want(200)
		if v := party.Get("/party/case").Want(200); v.String("withdrawal.state") != "pending" || v.String("withdrawal.recorded_by.id") != office {
			t.Errorf("%s", v.Body)
		}
	})
}

// A guardian named at registration acts by law; an agent does what the paper
// says once the party has confirmed it; each with a way in of their own.
func TestAgents(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk := s.As("clerk")
		body := dispute()
		body["parties"].([]any)[0].(obj)["represented_by"] = obj{"name": "林母", "relation": "guardian", "phone": "13900007777"}
		k := register(clerk, body)
		list := clerk.Get("/cases/" + k.id + "/agents").Want(200)
		if list.String("items.0.kind") != "guardian" || list.At("items.0.at_filing") != true {
			t.Fatalf("%s", list.Body)
		}
		at := "/cases/" + k.id + "/agents/" + list.String("items.0.id")
		code := clerk.Post(at+"/query-code", nil).Want(200).String("query_code")
		guardian := s.Enter(k.number, code, "7777")
		if v := guardian.Get("/party/case").Want(200); v.String("acting.kind") != "guardian" || v.Len("can_rate") != 0 {
			t.Errorf("%s", v.Body)
		}
		prove(s, guardian, "13900007777")
		guardian.Post("/party/withdraw", nil).Want(200)
		guardian.Post("/party/withdraw/undo", nil).Want(200)

		paper := clerk.Upload("/cases/"+k.id+"/documents", []byte("授权委托书"), "授权.txt", map[string]string{"class": "case", "party_id": k.applicant}).Want(201).String("id")
		to := "/cases/" + k.id + "/parties/" + k.applicant + "/agents"
		clerk.Post(to, obj{"kind": "agent", "name": "张律师", "powers": []any{"sign"}}).Want(422)
		clerk.Post(to, obj{"kind": "agent", "name": "张律师", "powers": []any{"everything"}, "authority_document_id": paper}).Want(422)
		clerk.Post(to, obj{"kind": "agent", "name": "张律师", "powers": []any{"sign"}, "authority_document_id": "nothing"}).Want(422)
		made := clerk.Post(to, obj{"kind": "agent", "name": "张律师", "phone": "13900006666", "powers": []any{"consent"}, "authority_document_id": paper, "until_on": "2026-12-31"}).Want(201)
		agent := s.Enter(k.number, made.String("query_code"), "6666")
		prove(s, agent, "13900006666")
		agent.Post("/party/consents", obj{"subject": "disclosure", "toward": "org-court", "answer": "yes"}).Refused(403, "agent.power")
		party := s.Enter(k.number, k.code, "1234")
		party.Post("/party/agents/"+made.String("id")+"/confirm", nil).Refused(403, "factor_required")
		prove(s, party, "13900001234")
		party.Post("/party/agents/"+made.String("id")+"/confirm", nil).Want(200)
		agent.Post("/party/consents", obj{"subject": "disclosure", "toward": "org-court", "answer": "yes"}).Want(201)
		agent.Post("/party/withdraw", nil).Refused(403, "agent.power")
		party.Post("/party/agents/"+list.String("items.0.id")+"/dismiss", nil).Refused(403, "agent.power")
		party.Post("/party/agents/"+made.String("id")+"/dismiss", nil).Want(200)
		agent.Get("/party/case").Want(401)
		// A guardian whom staff put in another's place reads, and no more.
		clerk.Do("PATCH", "/cases/"+k.id+"/parties/"+k.applicant, obj{"represented_by": obj{"name": "冒充者", "relation": "guardian", "phone": "13911112222"}, "reason": "更正"}).Want(200)
		guardian.Get("/party/case").Want(401)
		list = clerk.Get("/cases/" + k.id + "/agents").Want(200)
		late := list.String(fmt.Sprintf("items.%d.id", list.Len("items")-1))
		fake := s.Enter(k.number, clerk.Post("/cases/"+k.id+"/agents/"+late+"/query-code", nil).Want(200).String("query_code"), "2222")
		prove(s, fake, "13911112222")
		fake.Post("/party/withdraw", nil).Refused(403, "agent.power")
		clerk.Post("/cases/"+k.id+"/agents/"+late+"/revoke", obj{"text": "解除"}).Want(200)
		fake.Get("/party/case").Want(401)
	})
}
