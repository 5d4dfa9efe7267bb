package e2e

import (
	"regexp"
	"strings"
	"testing"
	"time"
)

var sixDigits = regexp.MustCompile(`\d{6}`)

// texts is what a phone of the demo got, newest first.
func texts(s *Server, phone string) []string {
	s.T.Helper()
	var all []string
	list := s.As("admin").Get("/demo/messages").Want(200)
	for i := range list.Len("items") {
		if at := "items." + itoa(i); list.String(at+".to") == phone {
			all = append(all, list.String(at+".text"))
		}
	}
	return all
}

// codeOn asks for a code and reads it from the phone.
func codeOn(s *Server, c *Client, phone string) string {
	s.T.Helper()
	c.Post("/party/factor", nil).Want(200)
	all := texts(s, phone)
	if len(all) == 0 {
		s.T.Fatalf("no message on %s", phone)
	}
	return sixDigits.FindString(all[0])
}

// prove shows the factor that staff do not hold.
func prove(s *Server, c *Client, phone string) {
	s.T.Helper()
	if got := c.Post("/party/factor", obj{"code": codeOn(s, c, phone)}).Want(200); got.String("state") != "proved" {
		s.T.Fatalf("%s", got.Body)
	}
}

// With all that stands on form and slip a clerk reads, and binds nobody.
func TestClerkWithFormAndSlip(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk, mediator := s.As("clerk"), s.As("mediator")
		k := register(clerk, dispute())
		_, proceeding := mediate(clerk, mediator, k)
		a := mediator.Post("/proceedings/"+proceeding+"/agreement", obj{"terms": "赔偿八千元", "form": "written", "performance": []any{}}).Want(201).String("id")

		fake := s.Enter(k.number, k.code, "1234") // the clerk, with the slip and the form
		fake.Get("/party/case").Want(200)
		fake.Post("/party/withdraw", nil).Refused(403, "factor_required")
		fake.Post("/party/agreements/"+a+"/sign", nil).Refused(403, "factor_required")
		fake.Post("/party/rating", obj{"score": 5}).Refused(403, "factor_required")
		for _, subject := range []string{"disclosure", "undisputed_facts", "data"} {
			fake.Post("/party/consents", obj{"subject": subject, "toward": "org-court", "answer": "yes"}).Refused(403, "factor_required")
		}
		fake.Post("/party/factor", obj{"set_pin": "482915"}).Refused(403, "factor_required")
		fake.Post("/party/factor", obj{"phone": "13911112222"}).Refused(403, "factor_required")
		fake.Post("/party/factor", obj{"pin": "482915"}).Refused(403, "factor.wrong")
		for _, guess := range []string{"000000", "1234", k.code} {
			fake.Post("/party/factor", obj{"code": guess}).Refused(403, "factor.wrong")
		}
		mediator.Post("/proceedings/"+proceeding+"/agreement/sign", obj{"agreement_id": a, "party_id": k.applicant, "grade": "code"}).Want(422)

		// The clerk's own phone in the file is a number, not a factor.
		mediator.Do("PATCH", "/cases/"+k.id+"/parties/"+k.applicant, obj{"phone": "13911112222", "reason": "更正"}).Want(200)
		again := s.Enter(k.number, k.code, "2222")
		again.Post("/party/factor", nil).Want(200)
		if got := texts(s, "13911112222"); len(got) != 0 {
			t.Errorf("a code went to the number that staff wrote: %q", got)
		}
		if len(texts(s, "13900001234")) == 0 {
			t.Error("the party's own phone got nothing")
		}
		// Nor is an agent, a new code, a recorded word, or closing.
		agent := mediator.Post("/cases/"+k.id+"/parties/"+k.applicant+"/agents", obj{"kind": "guardian", "name": "冒充者", "phone": "13911112222"}).Want(201)
		as := s.Enter(k.number, agent.String("query_code"), "2222")
		prove(s, as, "13911112222")
		as.Post("/party/withdraw", nil).Refused(403, "agent.power")
		as.Post("/party/agreements/"+a+"/sign", nil).Refused(403, "agent.power")
		as.Post("/party/consents", obj{"subject": "mediation", "answer": "no"}).Refused(403, "agent.power")
		as.Post("/party/rating", obj{"score": 1}).Refused(403, "agent.power")
		as.Post("/party/agents/"+agent.String("id")+"/confirm", nil).Refused(403, "agent.power")
		code := mediator.Post("/cases/"+k.id+"/parties/"+k.applicant+"/query-code", nil).Want(200).String("query_code")
		s.Enter(k.number, code, "2222").Post("/party/withdraw", nil).Refused(403, "factor_required")
		if w := mediator.Post("/cases/"+k.id+"/withdraw", obj{"party_id": k.applicant}).Want(201); w.String("state") != "recorded" {
			t.Errorf("%s", w.Body)
		}
		s.As("admin").Post("/demo/clock", obj{"to": "2026-12-08T09:00:00+08:00"}).Want(200)
		if got := mediator.Get("/cases/" + k.id).Want(200); got.String("state") != "open" {
			t.Errorf("what the clerk recorded ended the case: %s", got.Body)
		}
		paper := mediator.Upload("/cases/"+k.id+"/documents", []byte("撤回申请"), "撤回.txt", map[string]string{"class": "case", "party_id": k.applicant}).Want(201).String("id")
		ref := mediator.Get("/cases/" + k.id + "/referrals").Want(200).String("items.0.id")
		mediator.Post("/referrals/"+ref+"/complete", obj{"outcome": "unsettled", "text": "未成"}).Want(200)
		clerk.Post("/referrals/"+ref+"/acknowledge", nil).Want(200)
		clerk.Post("/cases/"+k.id+"/close", obj{"outcome": "withdrawn"}).Refused(409, "withdraw.not_confirmed")
		clerk.Post("/cases/"+k.id+"/close", obj{"outcome": "withdrawn", "document_id": paper}).Refused(409, "withdraw.not_confirmed")
		clerk.Post("/cases/"+k.id+"/close", obj{"outcome": "handled"}).Want(200)
	})
}

// A withdrawal can be undone for three working days, shows, and then ends the case once.
func TestWithdrawal(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk, admin := s.As("clerk"), s.As("admin")
		k := register(clerk, dispute())
		offered := refer(clerk, k, obj{"to": "org-mediation1", "channel": "people_mediation", "route": "people_mediation", "mode": "offered"})
		party := s.Enter(k.number, k.code, "1234")
		prove(s, party, "13900001234")
		asked := party.Post("/party/withdraw", nil).Want(200)
		if asked.String("state") != "pending" || asked.String("undo_until") != "2026-11-27" {
			t.Fatalf("%s", asked.Body)
		}
		party.Post("/party/withdraw", nil).Refused(409, "withdraw.pending")
		if seen := clerk.Get("/cases/" + k.id).Want(200); seen.String("withdrawals.0.state") != "pending" || seen.String("state") != "open" {
			t.Errorf("the case does not show it: %s", seen.Body)
		}
		s.Enter(k.number, k.code, "1234").Post("/party/withdraw/undo", nil).Want(200) // another device, no factor
		if got := party.Get("/party/case").Want(200); got.At("withdrawal") != nil || got.At("can_withdraw") != true {
			t.Errorf("undone, and yet %s", got.Body)
		}
		party.Post("/party/withdraw/undo", nil).Refused(409, "withdraw.none")
		party.Post("/party/withdraw", nil).Want(200)
		admin.Post("/demo/clock", obj{"to": "2026-11-27T23:00:00+08:00"}).Want(200)
		if got := clerk.Get("/cases/" + k.id).Want(200); got.String("state") != "open" {
			t.Error("it ended before its last day was over")
		}
		admin.Post("/demo/clock", obj{"to": "2026-11-28T00:00:01+08:00"}).Want(200)
		after := clerk.Get("/cases/" + k.id).Want(200)
		if after.String("state") != "closed" || after.String("outcome") != "withdrawn" || after.String("withdrawals.0.state") != "done" {
			t.Errorf("%s", after.Body)
		}
		if r := clerk.Get("/referrals/" + offered).Want(200); r.String("state") != "recalled" {
			t.Errorf("the offer stands: %s", r.String("state"))
		}
		s.Enter(k.number, k.code, "1234").Post("/party/withdraw/undo", nil).Refused(409, "withdraw.none")
		if n := strings.Count(string(clerk.Get("/cases/"+k.id+"/timeline?limit=100").Want(200).Body), `"kind":"case.withdrawn"`); n != 1 {
			t.Errorf("the case ended as withdrawn %d times", n)
		}
		clerk.Post("/cases/"+k.id+"/reopen", obj{"reason": "当事人要求继续"}).Want(200)
		if got := clerk.Get("/cases/" + k.id).Want(200); got.String("state") != "open" {
			t.Error("the same number is not taken up again")
		}

		// Two applicants: who leaves leaves alone. A respondent does not withdraw.
		body := dispute()
		body["parties"] = append(body["parties"].([]any), obj{"role": "applicant", "kind": "person", "name": "林大雨", "phone": "13900009999"})
		two := register(clerk, body)
		one := s.Enter(two.number, two.code, "1234")
		prove(s, one, "13900001234")
		one.Post("/party/withdraw", nil).Want(200)
		other := s.Enter(two.number, clerk.Post("/cases/"+two.id+"/parties/"+two.opponent+"/query-code", nil).Want(200).String("query_code"), "5678")
		prove(s, other, "13900005678")
		other.Post("/party/withdraw", nil).Refused(409, "withdraw.not_applicant")
		admin.Post("/demo/clock", obj{"to": "2026-12-05T09:00:00+08:00"}).Want(200)
		if got := clerk.Get("/cases/" + two.id).Want(200); got.String("state") != "open" || got.String("withdrawals.0.state") != "done" {
			t.Errorf("%s", got.Body)
		}
		// What is before a court is withdrawn there.
		three := register(clerk, dispute())
		filed := refer(clerk, three, obj{"to": "org-court", "channel": "litigation", "route": "civil_litigation", "mode": "guided"})
		s.As("court").Post("/referrals/"+filed+"/file", obj{"number": "1号"}).Want(200)
		suing := s.Enter(three.number, three.code, "1234")
		prove(s, suing, "13900001234")
		suing.Post("/party/withdraw", nil).Refused(409, "withdraw.before_the_body")
	})
}

// A code is good once and briefly, tries are few, a PIN is the party's own, and a
// party can move their phone.
func TestFactor(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk := s.As("clerk")
		k := register(clerk, dispute())
		party := s.Enter(k.number, k.code, "1234")
		first := codeOn(s, party, "13900001234")
		second := codeOn(s, party, "13900001234")
		if text := texts(s, "13900001234")[0]; strings.Contains(text, k.number) || strings.Contains(text, "漏水") || strings.Contains(text, "林小雨") {
			t.Errorf("a message tells more than a code: %q", text)
		}
		if first != second {
			party.Post("/party/factor", obj{"code": first}).Refused(403, "factor.wrong")
		}
		party.Post("/party/factor", obj{"code": second}).Want(200)
		party.Post("/party/factor", obj{"code": second}).Refused(403, "factor.wrong")
		for _, weak := range []string{"123456", "111111", "491231", "001234", "12345"} {
			party.Post("/party/factor", obj{"set_pin": weak}).Want(422)
		}
		party.Post("/party/factor", obj{"set_pin": "482915"}).Want(200)
		party.Post("/party/factor", obj{"code": "1", "pin": "2"}).Want(422)
		elsewhere := s.Enter(k.number, k.code, "1234")
		elsewhere.Post("/party/consents", obj{"subject": "disclosure", "toward": "org-court", "answer": "yes"}).Refused(403, "factor_required")
		elsewhere.Post("/party/factor", obj{"pin": "482915"}).Want(200)
		if c := elsewhere.Post("/party/consents", obj{"subject": "disclosure", "toward": "org-court", "answer": "yes"}).Want(201); c.At("by_party") != true {
			t.Errorf("%s", c.Body)
		}
		elsewhere.Post("/party/factor", obj{"phone": "13977778888"}).Want(200)
		if got := texts(s, "13900001234"); !strings.Contains(got[0], "更换") {
			t.Errorf("the phone before is not told: %q", got[0])
		}
		prove(s, elsewhere, "13977778888")
		if v := elsewhere.Get("/party/factor").Want(200); v.String("state") != "proved" || v.String("to") != "139******88" {
			t.Errorf("%s", v.Body)
		}
		third := s.Enter(k.number, k.code, "1234")
		for range 5 {
			third.Post("/party/factor", obj{"pin": "918273"}).Refused(403, "factor.wrong")
		}
		third.Post("/party/factor", obj{"pin": "482915"}).Refused(429, "factor.too_many_tries")
		s.Enter(k.number, k.code, "1234").Post("/party/factor", obj{"pin": "482915"}).Refused(429, "factor.too_many_tries")
		for range 3 {
			third.Post("/party/factor", nil)
		}
		third.Post("/party/factor", nil).Refused(429, "too_many_tries")
	})
}

// Many guesses at once are no more guesses than one after the other.
func TestFactorCrowd(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		k := register(s.As("clerk"), dispute())
		party := s.Enter(k.number, k.code, "1234")
		right := codeOn(s, party, "13900001234")
		answers := make(chan int, 40)
		for i := range 40 {
			go func() {
				guess := strings.Repeat(itoa(i%10), 6)
				if guess == right {
					guess = "012345"
				}
				answers <- party.Post("/party/factor", obj{"code": guess}).Status
			}()
		}
		looked := 0
		for range 40 {
			if st := <-answers; st == 403 {
				looked++
			}
		}
		if looked > 5 {
			t.Errorf("%d guesses were looked at", looked)
		}
		party.Post("/party/factor", obj{"code": right}).Want(429)
	})
}

// Any public window issues a code anew to who stands before it, and learns nothing else.
func TestReissueAnywhere(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk, far, law := s.As("clerk"), s.As("agency"), s.As("lawyer")
		k := register(clerk, dispute())
		old := s.Enter(k.number, k.code, "1234")
		ask := obj{"number": k.number, "name": "林小雨", "id_number": "11010519491231002X", "identity": obj{"how": "original_paper"}}
		law.Post("/credentials/reissue", ask).Want(403)
		s.As("mediator").Post("/credentials/reissue", ask).Want(403)
		for _, wrong := range []obj{{"name": "林小雪"}, {"id_number": "110105194912310021"}, {"number": "990102-2026-0000-0000"}} {
			body := obj{}
			for n, v := range ask {
				body[n] = v
			}
			for n, v := range wrong {
				body[n] = v
			}
			far.Post("/credentials/reissue", body).Refused(404, "not_found")
		}
		far.Post("/credentials/reissue", obj{"number": k.number, "name": "林小雨", "id_number": "11010519491231002X"}).Want(422)
		got := far.Post("/credentials/reissue", ask).Want(200)
		for _, word := range []string{"漏水", k.id, "高大山", "13900001234", "org-petition"} {
			if strings.Contains(string(got.Body), word) {
				t.Errorf("the window learns %q: %s", word, got.Body)
			}
		}
		old.Get("/party/case").Want(401) // at once, on every replica: it is asked at each request
		s.Nobody().Post("/party/session", obj{"number": k.number, "query_code": k.code, "second_secret": "1234"}).Want(401)
		s.Enter(k.number, got.String("query_code"), "1234").Get("/party/case").Want(200)
		far.Get("/cases/" + k.id).Want(404)
		told := string(clerk.Get("/cases/" + k.id + "/timeline").Want(200).Body)
		if !strings.Contains(told, "credential.reissued") || !strings.Contains(told, "示例区住房和城乡建设局") || !strings.Contains(told, "original_paper") {
			t.Errorf("the custodian is not told where and how: %s", told)
		}
		if !strings.Contains(strings.Join(texts(s, "13900001234"), ""), "补发") {
			t.Error("the party's phone is not told")
		}
		other := s.Enter(k.number, clerk.Post("/cases/"+k.id+"/parties/"+k.opponent+"/query-code", obj{"identity": obj{"how": "two_witnesses", "text": "社区两人"}}).Want(200).String("query_code"), "5678")
		if got := string(other.Get("/party/case").Want(200).Body); strings.Contains(got, "住房和城乡") {
			t.Errorf("the other side learns where somebody was: %s", got)
		}
		// The accused's window never holds the key to what is said against it.
		body := dispute()
		body["purpose"], body["facts"] = "accusation", obj{}
		body["category"] = "accusation.misconduct"
		body["parties"] = []any{body["parties"].([]any)[0], obj{"role": "respondent", "kind": "organization", "name": "示例区住房和城乡建设局", "organization_id": "org-housing"}}
		if made := clerk.Post("/cases", body); made.Status == 201 {
			far.Post("/credentials/reissue", obj{"number": made.String("number"), "name": "林小雨", "id_number": "11010519491231002X", "identity": obj{"how": "original_paper"}}).Refused(404, "not_found")
		} else {
			t.Fatalf("%s", made.Body)
		}
		for range 11 {
			far.Post("/credentials/reissue", obj{"number": k.number, "name": "无此人", "phone": "13800000000", "identity": obj{"how": "original_paper"}})
		}
		waitFor(t, func() bool {
			return far.Post("/credentials/reissue", obj{"number": k.number, "name": "无此人", "phone": "13800000000", "identity": obj{"how": "original_paper"}}).Status == 429
		})
	})
}

// waitFor gives what happens beside an answer the time it needs.
func waitFor(t *testing.T, ok func() bool) {
	t.Helper()
	for until := time.Now().Add(20 * time.Second); time.Now().Before(until); time.Sleep(20 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Error("it never happened")
}
