package e2e

import (
	"slices"
	"strings"
	"testing"
)

// accusing is a letter that asks for compensation and accuses an official:
// every word of the accusation carries the mark.
func accusing() obj {
	return obj{
		"title": "道路施工损坏房屋并SEAL-title", "purpose": "claim", "category": "tort.property_damage", "source": "letter", "region": "990102001",
		"summary": "施工震裂墙体，要求赔偿；SEAL-summary经办人收钱。", "external_refs": obj{"national": "SEAL-ref"},
		"claims": []any{obj{"text": "赔偿墙体损失三万元", "category": "tort.property_damage", "facts": obj{"event_on": "2026-10-08"}},
			obj{"text": "SEAL-claim查处经办人SEAL-name收钱", "category": "accusation.misconduct"}},
		"facts":       obj{"event_on": "2026-10-08", "arbitration_clause": "none", "history": []any{}, "circumstances": []any{"asks_to_investigate"}},
		"received_on": demoFriday, "reason": "SEAL-reason", "proof": obj{"kind": "stamp", "text": "SEAL-proof"},
		"parties": []any{
			obj{"role": "applicant", "kind": "person", "name": "林小雨", "phone": "13900001234", "id_kind": "resident_id", "id_number": "11010519491231002X"},
			obj{"role": "respondent", "kind": "organization", "name": "示例街道办事处", "organization_id": "org-street1"},
			obj{"role": "respondent", "kind": "person", "name": "SEAL-name", "phone": "13900009999"},
		},
	}
}

// One letter asks for compensation and accuses an official. The claim goes on at
// the town, the accusation is sealed, and by no door does a word of the one, or
// its number, reach who works on the other; the applicant has a code for each.
func TestSplitKeepsAnAccusationApart(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk := s.As("clerk")
		made := clerk.Post("/cases", accusing()).Want(201)
		if w := made.String("warnings.0.code") + made.String("warnings.1.code"); !strings.Contains(w, "claims.mixed") {
			t.Errorf("a mixed letter is not warned of: %s", made.Body)
		}
		id, code := made.String("id"), made.String("query_code")
		at := "/cases/" + id
		paper := clerk.Upload(at+"/documents", []byte("举报信 SEAL-content"), "SEAL-file.txt", map[string]string{"class": "case"}).Want(201).String("id")
		estimate := clerk.Upload(at+"/documents", []byte("墙体鉴定 "), "鉴定.txt", map[string]string{"class": "case"}).Want(201).String("id")
		oral := clerk.Post(at+"/oral-records", obj{"party_id": clerk.Get(at).Want(200).String("parties.0.id"), "text": "SEAL-oral 我亲眼所见"})
		oral.Want(201)
		plan := clerk.Get(at + "/split/preview?claims=2").Want(200)
		if plan.At("apart") != true || plan.At("sealed") != true || strings.Contains(plan.String("remaining.title")+plan.String("remaining.summary"), "SEAL-") {
			t.Fatalf("the plan: %s", plan.Body)
		}
		// What a person words anew must not name the accused, nor say what the accusation says.
		clerk.Post(at+"/split", obj{"claims": []any{"2"}, "remaining": obj{"title": "赔偿，经办人SEAL-name"}}).Refused(422, "invalid")
		clerk.Post(at+"/split", obj{"claims": []any{"1", "2"}}).Refused(422, "invalid")
		clerk.Post(at+"/split", obj{"claims": []any{"9"}}).Refused(422, "invalid")
		s.As("street_clerk").Post(at+"/split", obj{"claims": []any{"2"}}).Want(404)
		clerk.Post(at+"/split", obj{"claims": []any{"2"}}, "If-Match", `"77"`).Want(412)

		done := clerk.Post(at+"/split", obj{"claims": []any{"2"}, "documents": []any{obj{"id": estimate, "side": "here"}}, "reason": "SEAL-why"}).Want(200)
		child, number, own := done.String("child.id"), done.String("child.number"), done.String("child.query_code")
		if child == "" || done.String("child.purpose") != "accusation" || done.String("purpose") != "claim" || done.Header.Get("ETag") == "" {
			t.Fatalf("the split: %s", done.Body)
		}
		// Whoever may read both sees the link.
		if l := clerk.Get(at).Want(200); l.String("links.0.case_id") != child {
			t.Errorf("the custodian of both sees no link: %s", l.Body)
		}
		sealed := clerk.Get("/cases/" + child).Want(200)
		for _, want := range []string{"SEAL-title", "SEAL-summary", "SEAL-claim", "SEAL-name", "SEAL-ref"} {
			if !strings.Contains(string(sealed.Body), want) {
				t.Errorf("the accusation has lost %s", want)
			}
		}
		if sealed.String("received_on") != demoFriday || sealed.String("claims.0.text") == "" || sealed.Len("claims") != 1 {
			t.Errorf("%s", sealed.Body)
		}
		if d := clerk.Get("/cases/" + child + "/documents").Want(200); d.Len("items") != 1 || d.String("items.0.class") != "protected" || d.String("items.0.id") == paper {
			t.Errorf("the accusation's papers: %s", d.Body)
		}
		if got := clerk.Get("/cases?box=all&q=SEAL-ref").Want(200); got.Len("items") != 1 || got.String("items.0.id") != child {
			t.Errorf("the letter's own number finds %s", got.Body)
		}
		clerk.Get("/documents/" + paper).Want(404)

		// The claim goes on at the town, the accusation at the discipline organ.
		k := registered{id: id, number: made.String("number")}
		ref := refer(clerk, k, obj{"to": "org-street1", "channel": "petition", "route": "petition", "mode": "assigned"})
		town := s.As("street_clerk")
		town.Post("/referrals/"+ref+"/accept", nil).Want(200)
		other := clerk.Post("/cases/"+child+"/referrals", obj{"to": "org-discipline", "channel": nil, "route": "discipline_report", "mode": "assigned", "reason": "SEAL-handed"}).Want(201).String("id")
		discipline := s.As("discipline")
		discipline.Post("/referrals/"+other+"/accept", nil).Want(200)
		ids := map[string][]string{"cases": {id, child}, "referrals": {ref, other}, "documents": {paper, estimate, clerkDoc(discipline, child)}}
		for _, c := range []string{id, child} {
			for _, who := range []*Client{town, discipline} {
				if p := who.Get("/cases/" + c + "/proceedings"); p.Status == 200 {
					for i := range p.Len("items") {
						ids["proceedings"] = append(ids["proceedings"], p.String("items."+itoa(i)+".id"))
					}
				}
			}
		}
		sealedFrom(t, s, ids, "SEAL-", number, child, "13900009999")
		for _, path := range []string{at, at + "/timeline", at + "/audit", at + "/custody"} {
			if a := town.Get(path).Want(200); strings.Contains(string(a.Body), child) || strings.Contains(string(a.Body), number) {
				t.Errorf("the town meets the accusation at %s: %s", path, a.Body)
			}
		}
		for _, path := range looks(s, map[string][]string{"cases": {child}, "referrals": {other}, "documents": ids["documents"][2:]}) {
			if a := discipline.Get(path); strings.Contains(string(a.Body), id) || strings.Contains(string(a.Body), k.number) {
				t.Errorf("who works on the accusation meets the claim at %s: %.400s", path, a.Body)
			}
		}
		if a := discipline.Get("/cases/" + child).Want(200); strings.Contains(string(a.Body), id) || a.Len("links") != 0 {
			t.Errorf("who may read one side sees the link: %s", a.Body)
		}
		if a := clerk.Get(at).Want(200); a.Len("links") != 0 {
			t.Errorf("the sender of both, who reads neither any more, sees the link: %s", a.Body)
		}
		// The applicant has a way in to each, and the page of each speaks of itself only.
		if a := s.Enter(k.number, code, "1234").Get("/party/case").Want(200); strings.Contains(string(a.Body), "SEAL-") || strings.Contains(string(a.Body), number) {
			t.Errorf("the claim's page: %s", a.Body)
		}
		s.Enter(number, own, "1234").Get("/party/case").Want(200)
		if a := s.Nobody().Post("/party/session", obj{"number": number, "query_code": code, "second_secret": "1234"}); a.Status != 401 {
			t.Errorf("the claim's code opens the accusation: %d", a.Status)
		}
		s.Stop()
		verified(t, args...)
	})
}

// clerkDoc is the first paper of a case that somebody may read.
func clerkDoc(c *Client, id string) string {
	return c.Get("/cases/" + id + "/documents").Want(200).String("items.0.id")
}

// follows names who may know, without a word of it, that the accusation exists:
// those above both organisations, and who checks the log.
var follows = map[string]bool{"supervisor": true, "city_supervisor": true, "auditor": true}

// sealedFrom asks every door as everyone who does not work on the accusation.
func sealedFrom(t *testing.T, s *Server, ids map[string][]string, marks ...string) {
	t.Helper()
	all := looks(s, ids)
	for _, name := range slices.Concat(everyone, far) {
		if slices.Contains([]string{"clerk", "clerk2", "petition_head", "discipline", "accused_admin", "accused_head", "accused_auditor", "below_head", "other_town"}, name) {
			continue // who works on it or registered it, and accounts that only the wall's own story makes
		}
		c := s.As(name)
		for _, path := range append(all, "/cases?box=all&q="+marks[1]) {
			a := c.Get(path)
			for _, m := range marks {
				if known := (m == marks[1] || m == marks[2]) && follows[name]; strings.Contains(string(a.Body), m) && !known {
					t.Errorf("%s met %s at %s: %.300s", name, m, path, a.Body)
				}
				if a.Status == 500 && !strings.Contains(path, "receipt") && !strings.Contains(path, "bundle") && !strings.Contains(path, "/public/keys") {
					t.Errorf("%s breaks %s", name, path) // those need a signing key, which this installation has none of
				}
			}
		}
	}
}

// Where the claim is what goes out, the child is clean by itself, and the case
// that stays becomes the accusation: by the accusation's table, with every word
// and paper it had, and without a way in for whom it names.
func TestSplitAClaimOffAnAccusation(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk := s.As("clerk")
		made := clerk.Post("/cases", accusing()).Want(201)
		id, code, k := made.String("id"), made.String("query_code"), registered{id: made.String("id")}
		at := "/cases/" + id
		file := clerk.Get(at).Want(200)
		accused := file.String("parties.2.id")
		way := clerk.Post(at+"/parties/"+accused+"/query-code", nil).Want(200).String("query_code")
		paper := clerk.Upload(at+"/documents", []byte("SEAL-content"), "SEAL.txt", map[string]string{"class": "open"}).Want(201).String("id")
		// It was sent, and came back: words of others stand in it, which no split can part.
		ref := refer(clerk, k, obj{"to": "org-street1", "channel": "petition", "route": "petition", "mode": "assigned"})
		town := s.As("street_clerk")
		clerk.Post(at+"/split", obj{"claims": []any{"2"}}).Refused(403, "not_allowed")
		town.Post(at+"/split", obj{"claims": []any{"2"}}).Refused(409, "case.referral_unfinished")
		town.Post("/referrals/"+ref+"/object", obj{"code": "not_own_duty", "text": "不属于本街道"}).Want(200)
		clerk.Post("/referrals/"+ref+"/uphold", nil).Want(200)
		clerk.Post(at+"/split", obj{"claims": []any{"2"}}).Refused(409, "split.words_remain")
		if plan := clerk.Get(at + "/split/preview?claims=2").Want(200); plan.String("bars") == "" {
			t.Errorf("the plan says nothing of what stands in the way: %s", plan.Body)
		}

		done := clerk.Post(at+"/split", obj{"claims": []any{"1"}}).Want(200)
		child := done.String("child.id")
		if done.String("purpose") != "accusation" || done.String("category") != "accusation.misconduct" || done.Len("claims") != 1 || done.String("child.purpose") != "claim" {
			t.Fatalf("%s", done.Body)
		}
		clean := clerk.Get("/cases/" + child).Want(200)
		for _, path := range []string{"", "/timeline", "/audit", "/documents", "/backdated", "/proceedings", "/referrals", "/clocks", "/oral-records"} {
			if a := clerk.Get("/cases/" + child + path).Want(200); strings.Contains(string(a.Body), "SEAL-") {
				t.Errorf("the claim's %s tells of the accusation: %s", path, a.Body)
			}
		}
		if clean.Len("parties") != 2 || clean.String("parties.1.organization_id") != "org-street1" || clean.String("received_on") != demoFriday {
			t.Errorf("%s", clean.Body)
		}
		if d := clerk.Get("/documents/" + paper).Want(200); d.String("class") != "protected" {
			t.Errorf("%s", d.Body)
		}
		// Its own time to answer begins by the table of accusations; whom it names is shut out.
		p := clerk.Get(at + "/proceedings").Want(200)
		if open := p.String("items." + itoa(p.Len("items")-1) + ".state"); open == "ended" || p.Len("items") != 2 {
			t.Errorf("%s", p.Body)
		}
		if a := s.Nobody().Post("/party/session", obj{"number": made.String("number"), "query_code": way, "second_secret": "9999"}); a.Status != 401 {
			t.Errorf("the accused still comes in: %d", a.Status)
		}
		s.Enter(made.String("number"), code, "1234").Get("/party/case").Want(200)
		s.Enter(done.String("child.number"), done.String("child.query_code"), "1234").Get("/party/case").Want(200)
		s.Stop()
		verified(t, args...)
	})
}

// Two claims of one letter, neither an accusation: each goes on by itself, the
// link is there for who sees both, and a claim's own facts give its own clocks.
func TestSplitTwoClaims(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk := s.As("clerk")
		body := dispute()
		body["claims"] = []any{"修复防水层", obj{"text": "支付工资", "category": "labour.dispute", "facts": obj{"relation": "employer_worker", "event_on": "2026-03-02"}, "parties": []any{0}}}
		k := register(clerk, body)
		at := "/cases/" + k.id
		own := clerk.Get(at + "/routes?claim=2").Want(200)
		if whole := clerk.Get(at + "/routes").Want(200); string(own.Body) == string(whole.Body) {
			t.Error("a claim has the same routes as the case")
		}
		clerk.Get(at+"/routes?claim=7").Refused(422, "invalid")
		clocks := clerk.Get(at + "/clocks").Want(200)
		if !strings.Contains(string(clocks.Body), `"claim/2"`) {
			t.Errorf("a claim with facts of its own has no clocks: %s", clocks.Body)
		}
		learned := clerk.Post(at+"/facts", obj{"facts": obj{"event_on": "2026-04-02"}, "claim": "2"}).Want(200)
		if learned.String("claims.1.facts.event_on") != "2026-04-02" || learned.String("claims.1.facts.relation") != "employer_worker" || learned.String("facts.event_on") == "2026-04-02" {
			t.Errorf("facts of one claim: %s", learned.Body)
		}
		if later := clerk.Get(at + "/routes?claim=2").Want(200); string(later.Body) == string(own.Body) {
			t.Error("a claim's own day changes none of its time limits")
		}
		clerk.Post(at+"/facts", obj{"facts": obj{"event_on": "2026-04-02"}, "claim": "7"}).Refused(422, "invalid")
		clerk.Post(at+"/facts", obj{"facts": obj{"category": "neighbour.leak"}, "claim": "2"}).Refused(422, "invalid")
		clerk.Post(at+"/claims", obj{"text": "赔礼道歉", "parties": []any{k.applicant}}).Want(201)
		clerk.Post(at+"/claims", obj{"text": "赔礼道歉", "category": "nothing.such"}).Refused(422, "invalid")
		clerk.Post(at+"/claims", obj{"text": "赔礼道歉", "parties": []any{"nobody"}}).Refused(422, "invalid")
		done := clerk.Post(at+"/split", obj{"claims": []any{"2"}, "title": "拖欠工资"}).Want(200)
		child := clerk.Get("/cases/" + done.String("child.id")).Want(200)
		if child.String("category") != "labour.dispute" || child.String("title") != "拖欠工资" || child.Len("parties") != 2 || child.String("links.0.case_id") != k.id || child.At("links.0.from") != true {
			t.Errorf("%s", child.Body)
		}
		if done.String("links.0.kind") != "split_from" || done.Len("claims") != 2 || done.String("title") != "楼上漏水赔偿" {
			t.Errorf("%s", done.Body)
		}
		if custody := clerk.Get("/cases/" + done.String("child.id") + "/custody").Want(200); custody.Len("items") != 1 || custody.String("items.0.organization.id") != "org-petition" {
			t.Errorf("%s", custody.Body)
		}
		s.Stop()
		verified(t, args...)
	})
}

// looks lists every way to read there is: the document of the API names them,
// and each is asked with every id the test knows.
func looks(s *Server, ids map[string][]string) []string {
	var all []string
	doc := s.Nobody().Get("/openapi.json").Want(200)
	paths, _ := doc.At("paths").(map[string]any)
	for path, item := range paths {
		if _, reads := item.(map[string]any)["get"]; !reads || strings.HasSuffix(path, streamed) {
			continue
		}
		path = strings.TrimPrefix(path, "/api/v1")
		noun, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
		switch {
		case strings.Contains(path, "{id}"):
			for _, id := range ids[noun] {
				all = append(all, strings.ReplaceAll(path, "{id}", id))
			}
		case strings.Contains(path, "{"):
		default:
			all = append(all, path)
		}
	}
	for _, box := range []string{"in", "out", "contested"} {
		all = append(all, "/referrals?box="+box, "/safety-reports?box="+box)
	}
	for _, box := range []string{"mine", "former", "superior", "all"} {
		all = append(all, "/cases?box="+box, "/cases?q=MARK", "/cases?box=all&q=MARK")
	}
	return all
}
