package e2e

import (
	"strings"
	"testing"
)

// closedSettled is a dispute that a committee settled in writing and closed.
func closedSettled(t *testing.T, clerk, mediator *Client) (k registered, agreement string) {
	t.Helper()
	k = register(clerk, dispute())
	ref, p := mediate(clerk, mediator, k)
	agreement = settled(t, mediator, k, "/proceedings/"+p, []any{obj{"what": "支付八千元", "by_on": "2026-12-31"}})
	mediator.Post("/referrals/"+ref+"/complete", obj{"outcome": "settled", "text": "达成协议"}).Want(200)
	clerk.Post("/referrals/"+ref+"/acknowledge", nil).Want(200)
	mediator.Post("/cases/"+k.id+"/close", obj{"outcome": "settled"}).Want(200)
	return k, agreement
}

// stockOf reads the stock, which adds up.
func stockOf(t *testing.T, c *Client, query string) map[string]int {
	t.Helper()
	return identity(t, c.Get("/statistics/stock"+query).Want(200))
}

// identity reads the figures of stock and holds them to their word.
func identity(t *testing.T, a *Answer) map[string]int {
	t.Helper()
	n := map[string]int{}
	for _, key := range []string{"stock_start", "new", "reopened", "resolved.total", "resolved.of_stock", "resolved.of_new", "stock_end"} {
		n[key] = int(a.At(key).(float64))
	}
	if n["stock_start"]+n["new"]+n["reopened"]-n["resolved.total"] != n["stock_end"] || n["resolved.of_stock"]+n["resolved.of_new"] != n["resolved.total"] {
		t.Errorf("the stock does not add up: %s", a.Body)
	}
	return n
}

// What was promised, the window to ask for confirmation and the party's rights
// live on when a case is closed, and the party reads of them; a word of the
// party, a breach and a refused confirmation open the same number again.
func TestAfterClosing(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk, mediator, admin := s.As("clerk"), s.As("mediator"), s.As("admin")
		before := stockOf(t, clerk, "?from=2026-11-24")
		k, agreement := closedSettled(t, clerk, mediator)
		party := s.Enter(k.number, k.code, "1234")
		own := party.Get("/party/case").Want(200)
		said := string(own.Body)
		for _, words := range []string{"说好的“支付八千元”，最迟2026年12月31日要做到", "双方可以一起到法院申请确认调解协议，最后一天是2026年12月24日", "办结不影响这个期限"} {
			if !strings.Contains(said, words) {
				t.Errorf("the party is not told %q: %s", words, own.Body)
			}
		}
		if own.String("state") != "closed" || own.Len("can_reopen") != 4 {
			t.Errorf("%s", own.Body)
		}
		if after := stockOf(t, clerk, "?from=2026-11-24"); after["new"] != before["new"]+1 || after["resolved.of_new"] != before["resolved.of_new"]+1 || after["stock_end"] != before["stock_end"] {
			t.Errorf("closed: %v, before %v", after, before)
		}
		ledger := mediator.Get("/cases/" + k.id + "/custody").Want(200).Len("items")

		party.Post("/party/not-settled", obj{"ground": "other"}).Refused(422, "invalid")
		party.Post("/party/not-settled", obj{"text": strings.Repeat("长", 2001)}).Refused(422, "invalid")
		key := Key()
		body := obj{"text": marker}
		again := party.Do("POST", "/party/not-settled", body, "Idempotency-Key", key).Want(200)
		if again.String("number") != k.number || again.String("state") != "open" || again.At("round") != 2.0 || again.String("custodian.id") != committee {
			t.Errorf("%s", again.Body)
		}
		party.Do("POST", "/party/not-settled", body, "Idempotency-Key", key).Want(200)
		party.Post("/party/not-settled", nil).Refused(409, "case.open")
		if got := mediator.Get("/cases/" + k.id + "/custody").Want(200); got.Len("items") != ledger || got.At("items."+itoa(ledger-1)+".until") != nil {
			t.Errorf("the ledger changed: %s", got.Body)
		}
		rounds := mediator.Get("/cases/" + k.id + "/rounds").Want(200)
		if rounds.Len("items") != 2 || rounds.String("items.0.outcome") != "settled" || rounds.String("items.1.ground") != "not_settled" || rounds.String("items.1.text") != marker || rounds.At("items.1.closed_at") != nil {
			t.Errorf("%s", rounds.Body)
		}
		for _, c := range []*Client{clerk, s.As("supervisor")} {
			for _, path := range []string{"/rounds", "/timeline", ""} {
				if got := c.Get("/cases/" + k.id + path).Want(200); strings.Contains(string(got.Body), marker) {
					t.Errorf("%s reads at %s why the party asked: %s", c.Name, path, got.Body)
				}
			}
		}
		s.As("agency").Get("/cases/" + k.id + "/rounds").Want(404)
		p := at(mediator, k, "people_mediation")
		mediator.Post(p+"/schedule", obj{"at": "2026-11-26T09:00:00+08:00", "place": "调解室"}).Want(200)
		if told(mediator, k, "case.reopened") != 1 {
			t.Error("the timeline does not say that the case was taken up again")
		}
		if n := stockOf(t, clerk, "?from=2026-11-24"); n["reopened"] != before["reopened"]+1 || n["stock_end"] != before["stock_end"]+1 {
			t.Errorf("reopened: %v", n)
		}
		if n := stockOf(t, s.As("supervisor"), ""); n["reopened"] < 1 {
			t.Errorf("the supervisor does not see what came back: %v", n)
		}

		mediator.Post("/cases/"+k.id+"/close", obj{"outcome": "settled"}).Want(200)
		admin.Post("/demo/clock", obj{"to": "2027-01-02T09:00:00+08:00"}).Want(200)
		party = s.Enter(k.number, k.code, "1234")
		if got := party.Get("/party/case").Want(200); !strings.Contains(string(got.Body), "已经过了日子（2026年12月31日）") {
			t.Errorf("a missed day is not told: %s", got.Body)
		}
		mediator = s.As("mediator")
		mediator.Post("/agreements/"+agreement+"/performance/1", obj{"result": "breached", "text": marker}).Want(200)
		rounds = mediator.Get("/cases/" + k.id + "/rounds").Want(200)
		if rounds.Len("items") != 3 || rounds.String("items.2.ground") != "breach" || strings.Contains(rounds.String("items.2.text"), marker) {
			t.Errorf("a breach opens the case: %s", rounds.Body)
		}
		mediator.Post("/cases/"+k.id+"/close", obj{"outcome": "handled"}).Want(200)
		mediator.Post("/cases/"+k.id+"/reopen", obj{"reason": "法院驳回确认申请", "ground": "unhappy"}).Refused(422, "invalid")
		mediator.Post("/cases/"+k.id+"/reopen", obj{"reason": "法院驳回确认申请", "ground": "confirmation_refused", "document_id": "nothing"}).Refused(422, "invalid")
		s.As("clerk").Post("/cases/"+k.id+"/reopen", obj{"reason": "不是本单位负责"}).Want(403)
		open := mediator.Post("/cases/"+k.id+"/reopen", obj{"reason": "法院驳回确认申请", "ground": "confirmation_refused"}).Want(200)
		if open.String("number") != k.number || open.String("state") != "open" {
			t.Errorf("%s", open.Body)
		}
		stockOf(t, s.As("clerk"), "?from=2026-12-01&to=2026-12-31")
		s.As("clerk").Get("/statistics/stock?from=2026-12-01&to=2026-11-01").Refused(422, "invalid")
		s.As("clerk").Get("/statistics/stock?from=2020-12-01").Refused(422, "invalid")
		s.As("lawyer").Get("/statistics/stock").Want(403)
		s.Stop()
		verified(t, args...)
	})
}

// What an applicant withdrew only an applicant takes up again, and the old word
// does not end it a second time.
func TestWithdrawnAndTakenUpAgain(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk := s.As("clerk")
		k := register(clerk, dispute())
		party := s.Enter(k.number, k.code, "1234")
		prove(s, party, "13900001234")
		party.Post("/party/withdraw", nil).Want(200)
		clerk.Post("/cases/"+k.id+"/close", obj{"outcome": "withdrawn"}).Want(200)
		other := s.Enter(k.number, clerk.Post("/cases/"+k.id+"/parties/"+k.opponent+"/query-code", nil).Want(200).String("query_code"), "5678")
		if v := other.Get("/party/case").Want(200); v.Len("can_reopen") != 0 {
			t.Errorf("%s", v.Body)
		}
		other.Post("/party/not-settled", nil).Refused(409, "case.withdrawn_by_applicant")
		party.Post("/party/not-settled", obj{"ground": "new_facts", "text": "又漏水了"}).Want(200)
		if v := party.Get("/party/case").Want(200); v.At("can_withdraw") != true || v.At("withdrawal") != nil || v.Len("after") != 0 {
			t.Errorf("%s", v.Body)
		}
		clerk.Post("/cases/"+k.id+"/close", obj{"outcome": "withdrawn"}).Refused(409, "withdraw.not_confirmed")
		s.Stop()
		verified(t, args...)
	})
}
