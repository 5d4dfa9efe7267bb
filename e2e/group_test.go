package e2e

import (
	"fmt"
	"strings"
	"testing"
)

// unpaid is what one worker asks of one employer.
func unpaid(name, phone, employer string) obj {
	return obj{
		"title": "拖欠工资", "purpose": "claim", "category": "labour.migrant_wages", "source": "visit", "region": "990102001",
		"summary": "工地停工，工资未付。", "claims": []any{"支付拖欠的工资"},
		"facts": obj{"relation": "employer_worker", "event_on": "2026-10-31", "arbitration_clause": "none", "history": []any{}},
		"parties": []any{
			obj{"role": "applicant", "kind": "person", "name": name, "phone": phone},
			obj{"role": "respondent", "kind": "organization", "name": employer},
		},
	}
}

// Thirty-seven workers of two employers come together: one group, five of them
// represent the rest on a paper, a sixth does not; each has a case, a code, words
// and clocks of their own; what is done for all has a result for each; who leaves
// leaves alone.
func TestGroupOfThirtySevenWorkers(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk := s.As("clerk")
		first := register(clerk, unpaid("工人01", "13900000001", "甲建筑公司"))
		other := register(clerk, unpaid("工人21", "13900000021", "乙劳务公司"))
		clerk.Post("/cases/"+first.id+"/group/people", obj{"party": obj{"name": "工人02"}}).Refused(409, "group.not_in")
		clerk.Post("/cases/"+other.id+"/group", obj{"with": first.number}).Refused(409, "group.not_in")
		g := clerk.Post("/cases/"+first.id+"/group", obj{"title": "某工地欠薪"}).Want(200).String("group.id")
		clerk.Post("/cases/"+first.id+"/group", nil).Refused(409, "group.in_one")
		clerk.Post("/cases/"+other.id+"/group", obj{"group": "nothing"}).Refused(422, "invalid")
		clerk.Post("/cases/"+other.id+"/group", obj{"with": first.number}).Want(200)

		if dup := clerk.Get("/cases/" + first.id + "/duplicates").Want(200); dup.Len("items") != 0 {
			t.Errorf("another worker is named a duplicate: %s", dup.Body)
		}
		same := register(clerk, unpaid("工人38", "13900000038", "甲建筑公司"))
		if dup := clerk.Get("/cases/" + same.id + "/duplicates").Want(200); dup.Len("items") != 0 {
			t.Errorf("the same employer makes a duplicate: %s", dup.Body)
		}
		// The other thirty-five, in two lists: a row that is wrong stops no other.
		people := func(from, to int) (all []any) {
			for i := from; i <= to; i++ {
				all = append(all, obj{"party": obj{"kind": "person", "name": fmt.Sprintf("工人%02d", i), "phone": fmt.Sprintf("139000000%02d", i)}})
			}
			return all
		}
		key := Key()
		body := obj{"like": first.id, "people": append(people(2, 20), obj{"party": obj{"kind": "person"}})}
		rows := clerk.Post("/groups/"+g+"/people", body, "Idempotency-Key", key).Want(200)
		if rows.Len("items") != 20 || rows.At("items.19.status") != 422.0 || rows.At("items.0.status") != 201.0 || rows.String("items.0.query_code") == "" {
			t.Fatalf("%s", rows.Body)
		}
		if again := clerk.Post("/groups/"+g+"/people", body, "Idempotency-Key", key).Want(200); string(again.Body) != string(rows.Body) {
			t.Error("asking again registers again")
		}
		more := clerk.Post("/groups/"+g+"/people", obj{"like": other.id, "people": people(22, 37)}).Want(200)
		clerk.Post("/groups/"+g+"/people", obj{"like": "nothing", "people": people(1, 1)}).Refused(422, "invalid")
		ids, codes, numbers := []string{first.id}, map[string]bool{first.code: true, other.code: true}, map[string]bool{first.number: true, other.number: true}
		for i := range 19 {
			at := "items." + itoa(i)
			ids, codes[rows.String(at+".query_code")], numbers[rows.String(at+".number")] = append(ids, rows.String(at+".case_id")), true, true
		}
		ids = append(ids, other.id)
		for i := range 16 {
			at := "items." + itoa(i)
			ids, codes[more.String(at+".query_code")], numbers[more.String(at+".number")] = append(ids, more.String(at+".case_id")), true, true
		}
		if len(ids) != 37 || len(codes) != 37 || len(numbers) != 37 {
			t.Fatalf("%d cases, %d codes, %d numbers", len(ids), len(codes), len(numbers))
		}
		members := clerk.Get("/groups/" + g + "/members?limit=100").Want(200)
		if members.Len("items") != 37 {
			t.Fatalf("%d members", members.Len("items"))
		}
		// Each is a case of its own, against its own employer.
		last := clerk.Get("/cases/" + ids[36]).Want(200)
		if last.String("parties.0.name") != "工人37" || last.String("parties.1.name") != "乙劳务公司" || last.String("group.id") != g || last.Len("clocks") == 0 || last.Len("parties") != 2 {
			t.Errorf("%s", last.Body)
		}
		consent(clerk, registered{id: ids[36]}, last.String("parties.0.id"), "mediation", "org-mediation1")
		if n := clerk.Get("/cases/" + ids[35]).Want(200).Len("consents"); n != 0 {
			t.Errorf("one member's word counts for another: %d", n)
		}
		represented(t, clerk, g, ids)
		batched(t, s, clerk, g, ids)
		s.Stop()
		verified(t, args...)
	})
}

// represented names five of them, on papers; a sixth is refused by law.
func represented(t *testing.T, clerk *Client, g string, ids []string) {
	t.Helper()
	at := "/groups/" + g + "/representatives"
	named := []string{}
	for i := range 6 {
		party := clerk.Get("/cases/" + ids[i]).Want(200).String("parties.0.id")
		if i == 0 {
			clerk.Post(at, obj{"party_id": party}).Refused(422, "invalid")
			clerk.Post(at, obj{"party_id": "nobody", "document_id": "x"}).Refused(422, "invalid")
		}
		paper := clerk.Upload("/cases/"+ids[i]+"/documents", []byte("推选书"), "推选书.txt", map[string]string{"class": "case"}).Want(201).String("id")
		if i == 5 {
			if a := clerk.Post(at, obj{"party_id": party, "document_id": paper}).Refused(409, "group.too_many_representatives"); !strings.Contains(string(a.Body), "20") {
				t.Errorf("no article is cited: %s", a.Body)
			}
			break
		}
		clerk.Post(at, obj{"party_id": party, "document_id": paper}).Want(201)
		clerk.Post(at, obj{"party_id": party, "document_id": paper}).Refused(409, "group.representative_named")
		named = append(named, party)
	}
	clerk.Post(at+"/"+named[4]+"/end", nil).Want(200)
	clerk.Post(at+"/"+named[4]+"/end", nil).Refused(409, "group.not_representative")
	if view := clerk.Get("/groups/" + g).Want(200); view.Len("representatives") != 4 || view.At("max_representatives") != 5.0 {
		t.Errorf("%s", view.Body)
	}
	// Who leaves leaves alone: the first represents nobody any more, the others stay.
	clerk.Post("/cases/"+ids[0]+"/group/leave", nil).Want(200)
	clerk.Post("/cases/"+ids[0]+"/group/leave", nil).Refused(409, "group.not_in")
	if view := clerk.Get("/groups/" + g).Want(200); view.Len("representatives") != 3 {
		t.Errorf("%s", view.Body)
	}
	if m := clerk.Get("/groups/" + g + "/members?limit=100").Want(200); m.Len("items") != 36 || strings.Contains(string(m.Body), ids[0]) {
		t.Errorf("%d members", m.Len("items"))
	}
	if one := clerk.Get("/cases/" + ids[0]).Want(200); one.At("group") != nil || one.String("state") != "open" {
		t.Errorf("%s", one.Body)
	}
}

// batched refers the members of one employer in one act, with a result for each.
func batched(t *testing.T, s *Server, clerk *Client, g string, ids []string) {
	t.Helper()
	clerk.Post("/groups/"+g+"/batch", obj{"action": "delete", "cases": []any{ids[1]}}).Refused(422, "invalid")
	clerk.Post("/groups/"+g+"/batch", obj{"action": "refer", "cases": []any{}}).Refused(422, "invalid")
	clerk.Post("/groups/"+g+"/batch", obj{"action": "refer", "cases": []any{ids[1], ids[1]}}).Refused(422, "invalid")
	clerk.Post("/cases/"+ids[3]+"/close", obj{"outcome": "handled"}).Want(200)
	body := obj{"to": "org-street1", "channel": "petition", "route": "petition", "mode": "assigned", "reason": "属地办理"}
	key := Key()
	all := obj{"action": "refer", "cases": []any{ids[0], ids[1], ids[2], ids[3]}, "body": body}
	done := clerk.Post("/groups/"+g+"/batch", all, "Idempotency-Key", key).Want(200)
	for i, want := range []float64{404, 201, 201, 409} { // left; done; done; closed
		if got := done.At("items." + itoa(i) + ".status"); got != want {
			t.Errorf("row %d: %v, want %v: %s", i, got, want, done.Body)
		}
	}
	if again := clerk.Post("/groups/"+g+"/batch", all, "Idempotency-Key", key).Want(200); string(again.Body) != string(done.Body) {
		t.Error("the same act again has another answer")
	}
	// The town sees of the group what is its own.
	town := s.As("street_clerk")
	for i := 1; i <= 2; i++ {
		town.Post("/referrals/"+done.String("items."+itoa(i)+".id")+"/accept", nil).Want(200)
	}
	if m := town.Get("/groups/" + g + "/members").Want(200); m.Len("items") != 2 || m.String("items.0.applicants.0.name") == "" {
		t.Errorf("the town sees %s", m.Body)
	}
	if v := town.Get("/groups/" + g).Want(200); v.Len("representatives") != 2 || v.At("can_arrange") != true {
		t.Errorf("%s", v.Body)
	}
	s.As("agency").Get("/groups/" + g).Want(404)
	s.As("agency").Get("/groups/" + g + "/members").Want(404)
	s.As("agency").Post("/groups/"+g+"/batch", all).Want(404)
}
