package e2e

import "strings"

// work is one house's day: everything a window, its head, the mediators it asks
// and the parties do to matters of their own, with a mark in all they write.
func (x *swapper) work(m *doorWorld, house, table, mark string) {
	hire := func(house, role, team string) *Client { g := m.hire(house, role, team); return g.Client }
	desk, colleague, head, mediator := hire(house, "clerk", ""), hire(house, "clerk", ""), hire(house, "head", ""), hire(table, "mediator", "")
	matter := func() obj {
		d := dispute()
		d["title"], d["summary"] = mark+"楼上漏水", mark+"漏水"
		d["parties"].([]any)[0].(obj)["name"] = mark + "林小雨"
		return d
	}
	k, twin, old := register(desk, matter()), register(desk, matter()), register(desk, matter())
	at := "/cases/" + k.id
	x.files(desk, colleague, head, k, mark)

	// Claims, numbers, what is like it, and what is one.
	desk.Post(at+"/claims", obj{"text": mark + "赔礼道歉", "parties": []any{k.applicant}}).Want(201)
	desk.Post(at+"/facts", obj{"facts": obj{"event_on": "2026-11-09"}, "claim": "2"})
	desk.Get(at + "/duplicates").Want(200)
	desk.Get("/cases?box=all&q=" + k.number).Want(200)
	desk.Post("/cases/"+twin.id+"/merge", obj{"with": old.number, "reason": mark})
	desk.Get("/cases/" + old.id).Want(200)
	desk.Get(at + "/split/preview?claims=2")
	desk.Post(at+"/split", obj{"claims": []any{"2"}, "reason": mark})

	// A group, and plans for it.
	worker, other := register(desk, unpaid(mark+"工人01", "13900000001", mark+"公司")), register(desk, unpaid(mark+"工人02", "13900000002", mark+"公司"))
	group := desk.Post("/cases/"+worker.id+"/group", obj{"title": mark + "欠薪"}).Want(200).String("group.id")
	desk.Post("/cases/"+other.id+"/group", obj{"with": worker.number}).Want(200)
	desk.Post("/cases/"+other.id+"/group/leave", nil)
	desk.Post("/cases/"+other.id+"/group", obj{"group": group})
	paper := desk.Upload("/cases/"+worker.id+"/documents", []byte(mark+"推举书"), mark+".txt", map[string]string{"class": "case"}).Want(201).String("id")
	desk.Post("/groups/"+group+"/representatives", obj{"party_id": worker.applicant, "document_id": paper})
	desk.Post("/groups/"+group+"/people", obj{"like": worker.id, "people": []any{obj{"party": obj{"kind": "person", "name": mark + "工人03", "phone": "13900000003"}}}})
	for _, path := range []string{"", "/members", "/plans"} {
		desk.Get("/groups/" + group + path)
	}
	x.mediates(desk, mediator, table, mark)
	x.asks(desk, head, k, mark)
	desk.Post("/cases/"+old.id+"/close", obj{"outcome": "handled"})
	desk.Post("/cases/"+old.id+"/reopen", obj{"ground": "new_facts", "reason": mark})
}

// files writes into everything that a file is made of.
func (x *swapper) files(desk, colleague, head *Client, k registered, mark string) {
	at := "/cases/" + k.id
	paper := desk.Upload(at+"/documents", []byte(mark+"报价单"), mark+".txt", map[string]string{"class": "case", "form": "original", "party_id": k.applicant}).Want(201).String("id")
	sealed := desk.Upload(at+"/documents", []byte(mark+"秘密"), mark+"密.txt", map[string]string{"class": "protected"}).Want(201).String("id")
	for _, id := range []string{paper, sealed} {
		desk.Get("/documents/" + id).Want(200)
		desk.Get("/documents/" + id + "/content").Want(200)
	}
	desk.Post("/documents/"+paper+"/return", obj{"to": mark + "林小雨", "proof": obj{"kind": "receipt", "text": mark}}).Want(201)
	agent := desk.Post(at+"/parties/"+k.applicant+"/agents", obj{"kind": "agent", "name": mark + "代理", "phone": "13900007777", "powers": []any{"consent"}, "authority_document_id": paper})
	agent.Want(201)
	id := agent.String("id")
	if id == "" {
		id = agent.String("agent.id")
	}
	desk.Post(at+"/agents/"+id+"/query-code", nil)
	oral := desk.Post(at+"/oral-records", obj{"party_id": k.applicant, "text": mark}).Want(201).String("id")
	desk.Post(at+"/oral-records/"+oral+"/correct", obj{"text": mark, "reason": mark}).Want(200)
	desk.Post(at+"/oral-records/"+oral+"/confirm", obj{"number": 2, "how": "signature"})
	desk.Post(at+"/contact-attempts", obj{"party_id": k.applicant, "way": "phone", "reached": true, "text": mark}).Want(201)
	desk.Post(at+"/consents", obj{"party_id": k.applicant, "subject": "data", "answer": "yes", "form": "written"}).Want(201)
	desk.Do("PATCH", at+"/parties/"+k.applicant, obj{"address": mark + "路1号", "reason": mark}).Want(200)
	desk.Post(at+"/parties/"+k.opponent+"/query-code", nil).Want(200)
	desk.Post(at+"/parties", obj{"role": "third_party", "kind": "person", "name": mark + "证人"})
	desk.Post(at+"/letters/draft", obj{"template": "registration_form"})
	letter := desk.Post(at+"/letters", obj{"template": "registration_form"}).Want(201)
	desk.Get("/documents/" + letter.String("document.id"))
	desk.Post(at+"/handler", obj{"user_id": userOf(colleague)})
	desk.Post(at+"/lead", obj{"user_id": userOf(colleague)})
	objection := desk.Post(at+"/recusals", obj{"user_id": userOf(colleague), "party_id": k.applicant, "ground": "interest", "form": "written", "text": mark}).Want(201).String("id")
	head.Post("/recusals/"+objection+"/decide", obj{"decision": "rejected", "text": mark}).Want(200)
	own := desk.Get(at + "/proceedings").Want(200).String("items.0.id")
	desk.Post("/proceedings/"+own+"/participants", obj{"role": "interpreter", "name": mark + "译员", "user_id": userOf(colleague)})
	desk.Post("/proceedings/"+own+"/notes", obj{"class": "protected", "text": mark}).Want(201)
	desk.Post("/proceedings/"+own+"/handler", obj{"user_id": userOf(desk)})
	desk.Post("/proceedings/"+own+"/accept", nil).Want(200)
	desk.Post("/proceedings/"+own+"/suspend", obj{"ground": mark, "text": mark, "review_on": "2026-12-20"})
	desk.Post("/proceedings/"+own+"/resume", nil)
	told := desk.Get(at + "/notices").Want(200)
	desk.Post("/notices/"+told.String("items.0.id")+"/printed", nil)
	desk.Post("/notices/"+told.String("items.0.id")+"/service", obj{"form": "postal", "proof": obj{"kind": "receipt", "text": mark}})
	for _, path := range []string{"", "/routes", "/custody", "/timeline", "/clocks", "/consents", "/backdated", "/audit", "/referrals", "/numbers", "/proceedings", "/documents", "/recusals", "/assignments", "/candidates", "/people", "/contact-attempts", "/notices", "/recorded-for", "/agents", "/oral-records", "/rounds", "/volume", "/volume/index", "/letters/suggested", "/directives", "/lead-officials", "/conference-decisions", "/decisions", "/parties/" + k.applicant + "/address"} {
		desk.Get(at + path)
	}
	for _, path := range []string{"", "/notes", "/sessions", "/agreement", "/participants", "/undisputed-facts"} {
		desk.Get("/proceedings/" + own + path)
	}
}

// mediates hands a matter to mediators, who bring it to an agreement; another is taken back.
func (x *swapper) mediates(desk, mediator *Client, table, mark string) {
	body := dispute()
	body["title"], body["summary"] = mark, mark
	k := register(desk, body)
	ref := offerTo(desk, k, table, "people_mediation")
	desk.Post("/referrals/"+ref+"/messages", obj{"text": mark})
	mediator.Get("/referrals/" + ref).Want(200)
	mediator.Get("/referrals/" + ref + "/conflict-check")
	mediator.Post("/referrals/"+ref+"/messages", obj{"text": mark})
	mediator.Post("/referrals/"+ref+"/accept", nil).Want(200)
	own := strings.TrimPrefix(at(mediator, k, "people_mediation"), "/proceedings/")
	p := "/proceedings/" + own
	mediator.Post(p+"/hold", obj{"present": []any{mark}, "text": mark}).Want(200)
	mediator.Post(p+"/notes", obj{"class": "channel", "text": mark}).Want(201)
	mediator.Upload("/cases/"+k.id+"/documents", []byte(mark), mark+".txt", map[string]string{"class": "channel"}).Want(201)
	written := mediator.Post(p+"/agreement", obj{"terms": mark, "form": "oral", "performance": []any{obj{"what": mark, "by_on": "2026-12-20"}}}).Want(201).String("id")
	mediator.Get("/agreements/" + written)
	mediator.Post(p+"/agree", obj{"agreement_id": written}).Want(200)
	mediator.Post("/agreements/"+written+"/performance/1", obj{"result": "performed", "text": mark})
	mediator.Post("/referrals/"+ref+"/complete", obj{"outcome": "settled", "text": mark})
	desk.Post("/referrals/"+ref+"/acknowledge", nil)
	for _, path := range []string{"", "/completeness", "/messages", "/external-receipts", "/proof", "/bundle"} {
		desk.Get("/referrals/" + ref + path)
	}

	again := register(desk, body)
	back := offerTo(desk, again, table, "people_mediation")
	mediator.Post("/referrals/"+back+"/ask-items", obj{"items": []any{mark}})
	desk.Post("/referrals/"+back+"/supply-items", obj{"text": mark})
	desk.Post("/batches", obj{"action": "recall", "items": []any{obj{"id": back, "version": 1}}, "body": obj{"text": mark}})
	desk.Post("/referrals/"+back+"/recall", obj{"text": mark})

	party := x.s.Enter(k.number, k.code, "1234")
	party.Name = "the party of " + mark
	for _, path := range []string{"/party/case", "/party/documents", "/party/agreements", "/party/notices", "/party/recorded-for", "/party/agents", "/party/access-log", "/party/certificate"} {
		party.Get(path)
	}
	said := party.Get("/party/recorded-for").Want(200)
	party.Post("/party/recorded-for/"+said.String("items.0.id")+"/confirm", nil)
	party.Post("/party/recorded-for/"+said.String("items.0.id")+"/dispute", obj{"text": mark})
	party.Post("/party/agreements/"+written+"/sign", nil)
	party.Post("/party/notices/"+party.Get("/party/notices").Want(200).String("items.0.id")+"/received", nil)
	doc := party.Upload("/party/documents", []byte(mark), mark+".txt", nil)
	party.Get("/party/documents/" + doc.String("id") + "/content")
}

// asks uses what belongs to the house itself: drafts, long work, tokens, receptions, decisions.
func (x *swapper) asks(desk, head *Client, k registered, mark string) {
	job := desk.Post("/exports", obj{"list": "cases", "query": obj{}}).Want(202).String("job_id")
	watch := x.s.watch
	x.s.watch = nil
	desk.ended(job) // however often it is asked
	x.s.watch = watch
	for _, path := range []string{"", "/rows", "/list.csv", "/list.xlsx", "/wrong.xlsx", "/result.xlsx", "/report.docx"} {
		desk.Get("/jobs/" + job + path)
	}
	desk.Post("/jobs/"+job+"/stop", nil)
	desk.Post("/jobs/"+job+"/resume", nil)
	token := desk.Post("/tokens", obj{"name": mark, "scope": []any{"case.card"}, "days": 7})
	desk.Post("/tokens/"+token.String("id")+"/revoke", nil)
	decision := head.Post("/decisions", obj{"title": "改造", "region": "990102", "decided_on": "2026-10-01", "text": "更换管网"}).Want(201).String("id")
	head.Do("PATCH", "/decisions/"+decision, obj{"title": "改造方案", "region": "990102", "decided_on": "2026-10-01", "text": "更换管网"})
	head.Post("/decisions/"+decision+"/steps", obj{"kind": "hearing", "on": "2026-09-01", "text": "二十人到会"})
	desk.Post("/cases/"+k.id+"/decisions/remove", obj{"decision_id": decision})
	reception := desk.Post("/receptions", obj{"place": "大厅", "starts_at": "2026-11-24T08:00:00+08:00", "ends_at": "2026-11-24T18:00:00+08:00", "lawyers_wanted": 1, "public": true}).Want(201).String("id")
	visit := desk.Post("/receptions/"+reception+"/visits", obj{"visitor": obj{"name": mark, "phone": "13900001234"}, "matter": mark}).Want(201).String("id")
	desk.Get("/receptions/" + reception + "/visits").Want(200)
	desk.Get("/visits/" + visit).Want(200)
	desk.Post("/visits/"+visit+"/outcome", obj{"outcome": "registered", "case_id": k.id})
	desk.Post("/receptions/"+reception+"/move", obj{"starts_at": "2026-11-25T08:00:00+08:00", "ends_at": "2026-11-25T18:00:00+08:00", "reason": "改期"})
	desk.Post("/receptions/"+reception+"/cancel", obj{"reason": "取消"})
	desk.Post("/absences", obj{"from": "2026-11-26", "until": "2026-11-27", "deputy": userOf(head)})
}
