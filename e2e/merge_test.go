package e2e

import (
	"strings"
	"sync"
	"testing"
)

// One dispute was registered twice: on Tuesday at the window, and from a letter
// of the Friday before. They become one under the earlier receipt; both numbers
// and both codes open the one case, and the books still add up.
func TestMergeTwoRegistrations(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk, clerk2 := s.As("clerk"), s.As("clerk2")
		late := register(clerk, dispute())
		body := dispute()
		body["title"], body["source"], body["claims"] = "来信：漏水", "letter", []any{"修复防水层", obj{"text": "赔偿租金损失", "category": "tort.property_damage"}}
		body["received_on"], body["reason"], body["proof"] = demoFriday, "周五收到", obj{"kind": "postmark", "text": "邮戳"}
		body["external_refs"] = obj{"12345": "T-77"}
		body["parties"] = append(body["parties"].([]any), obj{"role": "applicant", "kind": "person", "name": "林小晴", "phone": "13900007777"})
		early := clerk2.Post("/cases", body).Want(201)
		id, number, code := early.String("id"), early.String("number"), early.String("query_code")

		// The window is told what may be the same, and looks at both before it decides.
		dup := clerk.Get("/cases/" + late.id + "/duplicates").Want(200)
		if dup.Len("items") != 1 || dup.String("items.0.number") != number || dup.At("items.0.mergeable") != true || !strings.Contains(string(dup.Body), "id_number") {
			t.Fatalf("duplicates: %s", dup.Body)
		}
		if a := s.As("street_clerk").Get("/cases/" + late.id + "/duplicates"); a.Status != 404 {
			t.Errorf("a stranger looks for duplicates: %d", a.Status)
		}
		clerk.Upload("/cases/"+late.id+"/documents", []byte("维修报价单"), "报价.txt", map[string]string{"class": "case"}).Want(201)
		consent(clerk, late, late.applicant, "mediation", "org-mediation1")
		second := clerk.Post("/cases/"+late.id+"/parties/"+late.opponent+"/query-code", nil).Want(200).String("query_code")
		party := s.Enter(late.number, late.code, "1234")
		at := "/cases/" + late.id
		clerk.Post(at+"/merge", obj{"with": late.number}).Refused(422, "invalid")
		clerk.Post(at+"/merge", obj{"with": "990102-2026-ZZZZ-ZZZZ"}).Refused(422, "invalid")
		clerk.Post(at+"/merge", obj{}).Refused(422, "invalid")
		clerk.Post(at+"/merge", obj{"with": number}, "If-Match", `"99"`).Want(412)
		elsewhere := s.As("mediator").Post("/cases", dispute()).Want(201)
		clerk.Post(at+"/merge", obj{"with": elsewhere.String("number")}).Refused(422, "invalid")
		accusation := clerk.Post("/cases", obj{"title": "举报", "purpose": "accusation", "category": "accusation.misconduct", "source": "letter", "region": "990102", "summary": "收钱", "parties": []any{obj{"role": "applicant", "kind": "person", "name": "林小雨", "phone": "13900001234"}}}).Want(201)
		clerk.Post(at+"/merge", obj{"with": accusation.String("number")}).Refused(409, "merge.sealed")

		done := clerk.Post(at+"/merge", obj{"with": number}).Want(200)
		if done.String("id") != id || done.String("number") != number || done.String("state") != "open" || done.String("received_on") != demoFriday || done.String("custodian.id") != office {
			t.Fatalf("the one case: %s", done.Body)
		}
		if done.Len("parties") != 3 || done.Len("claims") != 3 || done.Len("consents") != 1 || done.String("links.0.kind") != "merged_into" {
			t.Errorf("what came over: %s", done.Body)
		}
		gone := clerk.Get(at).Want(200)
		if gone.String("state") != "closed" || gone.String("outcome") != "merged" || gone.String("links.0.case_id") != id || gone.At("links.0.from") != true {
			t.Errorf("the other: %s", gone.Body)
		}
		clerk.Post(at+"/reopen", obj{"reason": "再办"}).Refused(409, "case.merged")
		clerk.Post(at+"/merge", obj{"with": number}).Refused(409, "case.merged")
		if d := clerk.Get("/cases/" + id + "/documents").Want(200); d.Len("items") != 1 {
			t.Errorf("the paper stayed behind: %s", d.Body)
		}
		for _, x := range []string{id, late.id} {
			if l := clerk.Get("/cases/" + x + "/custody").Want(200); l.Len("items") != 1 || l.At("items.0.until") != nil {
				t.Errorf("ledger: %s", l.Body)
			}
		}

		if got := clerk.Get("/cases?box=all&q=t-77").Want(200); !strings.Contains(string(got.Body), id) {
			t.Errorf("the other body's number finds %s", got.Body)
		}

		// The login of before is over, and comes in again; either number, either code.
		party.Get("/party/case").Want(401)
		for _, way := range [][2]string{{late.number, late.code}, {number, late.code}, {late.number, code}, {number, code}} {
			c := s.Enter(way[0], way[1], "1234")
			if got := c.Get("/party/case").Want(200); got.String("number") != number || got.String("party.name") != "林小雨" {
				t.Errorf("%v opens %s", way, got.Body)
			}
		}
		if got := s.Enter(late.number, second, "5678").Get("/party/case").Want(200); got.String("party.name") != "高大山" {
			t.Errorf("%s", got.Body)
		}
		// A code issued anew lets both older ones die.
		own := clerk.Get("/cases/" + id).Want(200).String("parties.0.id")
		fresh := clerk.Post("/cases/"+id+"/parties/"+own+"/query-code", nil).Want(200).String("query_code")
		for _, old := range []string{late.code, code} {
			if a := s.Nobody().Post("/party/session", obj{"number": late.number, "query_code": old, "second_secret": "1234"}); a.Status != 401 {
				t.Errorf("an old code lives: %d", a.Status)
			}
		}
		s.Enter(late.number, fresh, "1234")
		if told := clerk.Get("/cases/" + id + "/notices").Want(200); !strings.Contains(string(told.Body), late.number) {
			t.Errorf("nobody was told: %s", told.Body)
		}
		// The one case goes on as any other.
		refer(clerk, registered{id: id}, obj{"to": "org-street1", "channel": "petition", "route": "petition", "mode": "assigned"})
		s.Stop()
		verified(t, args...)
	})
}

// Who merges must answer for both, and nothing may be under way elsewhere.
func TestMergeRefusals(t *testing.T) {
	s := Start(t, "--data", t.TempDir(), "--demo-now", demoNow)
	clerk := s.As("clerk")
	a, b := register(clerk, dispute()), register(clerk, dispute())
	ref := refer(clerk, b, obj{"to": "org-mediation1", "channel": "people_mediation", "route": "people_mediation", "mode": "offered"})
	clerk.Post("/cases/"+a.id+"/merge", obj{"with": b.id}).Refused(409, "case.referral_unfinished")
	clerk.Post("/referrals/"+ref+"/recall", obj{"text": "重复登记"}).Want(200)
	ref = refer(clerk, a, obj{"to": "org-mediation1", "channel": "people_mediation", "route": "people_mediation", "mode": "offered"})
	clerk.Post("/cases/"+a.id+"/merge", obj{"with": b.id}).Refused(409, "merge.referral_unanswered")
	clerk.Post("/referrals/"+ref+"/recall", obj{"text": "重复登记"}).Want(200)
	gone := refer(clerk, b, obj{"to": "org-street1", "channel": "petition", "route": "petition", "mode": "assigned"})
	clerk.Post("/cases/"+a.id+"/merge", obj{"with": b.id}).Refused(409, "merge.other_custodian")
	s.As("street_clerk").Post("/referrals/"+gone+"/object", obj{"code": "not_own_duty", "text": "不属于本街道"}).Want(200)
	clerk.Post("/referrals/"+gone+"/uphold", nil).Want(200)
	body := dispute()
	body["purpose"], body["category"], body["claims"] = "suggestion", "suggestion.public_service", []any{}
	other := register(clerk, body)
	clerk.Post("/cases/"+a.id+"/merge", obj{"with": other.id}).Refused(409, "merge.other_purpose")
	if done := clerk.Post("/cases/"+a.id+"/merge", obj{"with": b.id}).Want(200); done.String("id") != a.id {
		t.Errorf("of the same day the first registered goes on: %s", done.Body)
	}
	clerk.Post("/cases/"+a.id+"/close", obj{"outcome": "handled"}).Want(200)
	c := register(clerk, dispute())
	clerk.Post("/cases/"+c.id+"/merge", obj{"with": a.id}).Refused(409, "case.closed")
}

// Two windows merge the same two at once, and six parties are named at once for
// five places: one merger, five representatives, and the books add up.
func TestMergeAndRepresentAtOnce(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk, clerk2 := s.As("clerk"), s.As("clerk2")
		for range rounds(3, 30) {
			a, b := register(clerk, dispute()), register(clerk, dispute())
			got := atOnce(func() *Answer {
				return clerk.Send(t.Context(), "POST", "/cases/"+a.id+"/merge", obj{"with": b.id}, "Idempotency-Key", Key())
			}, func() *Answer {
				return clerk2.Send(t.Context(), "POST", "/cases/"+b.id+"/merge", obj{"with": a.id}, "Idempotency-Key", Key())
			})
			if got[200] != 1 || got[409] != 1 {
				t.Errorf("two mergers of the same two: %v", got)
			}
		}
		first := register(clerk, unpaid("工人一", "13900000001", "甲建筑公司"))
		g := clerk.Post("/cases/"+first.id+"/group", nil).Want(200).String("group.id")
		var names []func() *Answer
		for i := range 6 {
			k := register(clerk, unpaid("代表"+itoa(i), "1390000000"+itoa(i), "甲建筑公司"))
			clerk.Post("/cases/"+k.id+"/group", obj{"group": g}).Want(200)
			paper := clerk.Upload("/cases/"+k.id+"/documents", []byte("推选书"), "推选书.txt", map[string]string{"class": "case"}).Want(201).String("id")
			c := []*Client{clerk, clerk2}[i%2]
			names = append(names, func() *Answer {
				return c.Send(t.Context(), "POST", "/groups/"+g+"/representatives", obj{"party_id": k.applicant, "document_id": paper}, "Idempotency-Key", Key())
			})
		}
		if got := atOnce(names...); got[201] != 5 || got[409] != 1 {
			t.Errorf("six at once for five places: %v", got)
		}
		s.Stop()
		verified(t, args...)
	})
}

// atOnce asks all at the same moment and counts the answers by status.
func atOnce(all ...func() *Answer) map[int]int {
	var mu sync.Mutex
	var done sync.WaitGroup
	got := map[int]int{}
	for _, ask := range all {
		done.Add(1)
		go func() {
			defer done.Done()
			a := ask()
			mu.Lock()
			got[a.Status]++
			mu.Unlock()
		}()
	}
	done.Wait()
	return got
}
