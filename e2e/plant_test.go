package e2e

import (
	"database/sql"
	"strings"
	"testing"
	"time"
)

// planter writes marks: what it plants says in which column of which story.
type planter struct {
	t     *testing.T
	s     *Server
	db    *sql.DB
	story string
}

// of plants for another story of the same program.
func (p planter) of(story string) planter { p.story = story; return p }

func (p planter) m(column string) string {
	return p.story + "Q7." + strings.Replace(column, ".", "-", 1)
}

// late is a day before today with a reason and a proof that carry the mark.
func (p planter) late(day, column string) obj {
	return obj{day: demoFriday, "reason": p.m(column), "proof": obj{"kind": "receipt", "text": p.m(column)}}
}

func (p planter) with(body obj, more obj) obj {
	for k, v := range more {
		body[k] = v
	}
	return body
}

// person is a party with a mark in everything that is said of a person.
func (p planter) person(role string) obj {
	return obj{
		"role": role, "kind": "person", "name": p.m("parties.name"), "id_kind": p.m("parties.id_kind"), "id_number": p.m("parties.id_number"),
		"phone": p.m("parties.phone"), "address": p.m("parties.address"), "email": p.m("parties.email") + "@example.org",
		"represented_by": obj{"name": p.m("parties.represented_by"), "relation": "guardian", "phone": p.m("agents.phone")}, "needs": obj{"other": p.m("parties.needs")},
	}
}

func (p planter) organization(id string) obj {
	return obj{"role": "respondent", "kind": "organization", "name": p.m("parties.name"), "organization_id": id}
}

// matter is a registration with a mark in every word of it.
func (p planter) matter(purpose, category string, parties ...any) obj {
	return p.with(obj{
		"title": p.m("cases.title"), "purpose": purpose, "category": category, "source": "letter", "region": "990102001", "summary": p.m("cases.summary"),
		"claims": []any{p.m("cases.claims")}, "external_refs": obj{"letter": p.m("cases.external_refs")}, "parties": parties,
		"proof": obj{"kind": "stamp", "text": p.m("cases.received_proof")},
	}, obj{"received_on": "2026-11-19", "reason": p.m("cases.received_reason")})
}

func (p planter) register(c *Client, body obj) registered {
	c.T.Helper()
	a := c.Post("/cases", body).Want(201)
	k := registered{id: a.String("id"), number: a.String("number"), code: a.String("query_code")}
	for _, id := range column(p.t, p.db, "SELECT id FROM parties WHERE case_id = '"+k.id+"' ORDER BY seq") {
		if k.applicant == "" {
			k.applicant = id
		} else if k.opponent == "" {
			k.opponent = id
		}
	}
	return k
}

// file uploads a paper whose name, place and content carry marks.
func (p planter) file(c *Client, k registered, class string, more map[string]string) string {
	c.T.Helper()
	fields := map[string]string{"class": class, "original_at": p.m("documents.lies_at")}
	for name, v := range more {
		fields[name] = v
	}
	return c.Upload("/cases/"+k.id+"/documents", []byte(p.m("document_parts.bytes")+class), p.m("documents.title")+"-"+class+".txt", fields).Want(201).String("id")
}

// reception lets a visitor speak to a lawyer before the case is registered.
func (p planter) reception(clerk *Client) (visit string) {
	clerk.T.Helper()
	r := p.s.As("supervisor").Post("/receptions", obj{
		"place": "大厅", "starts_at": "2026-11-24T08:00:00+08:00", "ends_at": "2026-11-24T18:00:00+08:00", "host_organization": "org-conference", "lawyers_wanted": 2, "public": true,
	}).Want(201).String("id")
	p.s.As("lawyer").Post("/receptions/"+r+"/join", nil).Want(200)
	visit = clerk.Post("/receptions/"+r+"/visits", obj{"visitor": obj{"name": p.m("visits.name"), "phone": p.m("visits.phone")}, "matter": p.m("visits.matter")}).Want(201).String("id")
	clerk.Post("/visits/"+visit+"/statements", obj{"text": p.m("visit_statements.text")}).Want(201)
	p.s.As("lawyer").Post("/visits/"+visit+"/opinions", obj{"text": p.m("opinions.text"), "facts": p.m("opinions.facts"), "law": []any{p.m("opinions.law")}, "bring": []any{p.m("opinions.bring")}, "for_party": p.m("opinions.for_party")}).Want(201)
	return visit
}

// brought sends a sheet of old cases in, with marks in its name, in what is said
// of it and in a row that is wrong: who sent it reads them, and nobody else.
func (p planter) brought(clerk *Client) {
	clerk.T.Helper()
	body := backlogOf(p.t, p.s, 1, map[int]func([]string){1: func(r []string) {
		r[4], r[7], r[8] = p.m("job_rows.faults"), p.m("job_parts.bytes"), p.m("job_parts.bytes")
	}})
	job := clerk.Upload("/imports", body, p.m("jobs.file_name")+".xlsx", map[string]string{"mapping": backlogMapping["mapping"], "reason": p.m("jobs.reason")}).Want(202).String("job_id")
	if j := clerk.ended(job); j.Failed != 1 {
		clerk.T.Errorf("%+v", j)
	}
	list := clerk.Post("/exports", obj{"list": "cases", "query": obj{"q": p.m("jobs.filters")}}).Want(202).String("job_id")
	clerk.ended(list)
}

// accuse registers an accusation against a street office and writes into every
// column that the window can write to.
func (p planter) accuse(clerk *Client) registered {
	clerk.T.Helper()
	clerk.Do("PUT", "/drafts/accusation", obj{"title": p.m("drafts.title"), "body": obj{"text": p.m("drafts.body")}}).Want(200)
	body := p.matter("accusation", "accusation.misconduct", p.person("applicant"), p.organization("org-street1"), p.person("applicant"))
	body["visit_id"] = p.reception(clerk)
	k := p.register(clerk, body)
	at := "/cases/" + k.id
	second := clerk.Get(at).Want(200).String("parties.2.id")
	clerk.Do("PATCH", at+"/parties/"+second, obj{"address": p.m("protected_addresses.address"), "protect_address": true, "reason": p.m("audit_payloads.reason")}).Want(200)
	paper := p.file(clerk, k, "case", map[string]string{"party_id": k.applicant})
	p.file(clerk, k, "protected", nil)
	p.file(clerk, k, "open", nil)
	clerk.Post(at+"/parties/"+k.applicant+"/agents", obj{"kind": "agent", "name": p.m("agents.name"), "phone": p.m("agents.phone"), "id_number": p.m("agents.id_number"), "powers": []any{"consent"}, "authority_document_id": paper}).Want(201)
	oral := clerk.Post(at+"/oral-records", obj{"party_id": k.applicant, "text": p.m("oral_versions.text")}).Want(201).String("id")
	clerk.Post(at+"/oral-records/"+oral+"/correct", obj{"text": p.m("oral_versions.text"), "reason": p.m("oral_versions.reason")}).Want(200)
	clerk.Post(at+"/oral-records/"+oral+"/confirm", p.with(obj{"number": 2, "how": "signature"}, p.late("confirmed_on", "oral_records.confirmed"))).Want(200)
	clerk.Post(at+"/contact-attempts", obj{"party_id": k.applicant, "way": "phone", "reached": true, "text": p.m("contact_attempts.text")}).Want(201)
	clerk.Post(at+"/consents", p.with(obj{"party_id": k.applicant, "subject": "data", "answer": "yes", "form": "written"}, p.late("given_on", "consents.given"))).Want(201)
	objection := clerk.Post(at+"/recusals", p.with(obj{"user_id": userOf(p.s.As("clerk2")), "party_id": k.applicant, "ground": "interest", "form": "written", "text": p.m("recusals.text")}, p.late("raised_on", "recusals.raised"))).Want(201).String("id")
	p.s.As("petition_head").Post("/recusals/"+objection+"/decide", obj{"decision": "rejected", "text": p.m("recusals.decision")}).Want(200)
	clerk.Post(at+"/safety-report", obj{"kind": "danger", "to": "org-police", "text": p.m("safety_reports.text")}).Want(201)
	kept := p.file(clerk, k, "case", map[string]string{"form": "original", "title": p.m("documents.title")})
	clerk.Post("/documents/"+kept+"/return", p.with(obj{"to": p.m("original_returns.receiver")}, p.late("returned_on", "original_returns.returned"))).Want(201)
	own := clerk.Get(at + "/proceedings").Want(200).String("items.0.id")
	clerk.Post("/proceedings/"+own+"/participants", obj{"role": "interpreter", "name": p.m("participants.name")}).Want(201)
	clerk.Post("/proceedings/"+own+"/notes", obj{"class": "protected", "text": p.m("notes.text")}).Want(201)
	clerk.Post("/proceedings/"+own+"/accept", nil).Want(200)
	clerk.Post("/proceedings/"+own+"/suspend", obj{"ground": p.m("proceedings.ground"), "text": p.m("proceedings.ground"), "review_on": "2026-12-20"}).Want(200)
	issue(clerk, k, obj{"template": "registration_form"})
	return k
}

// against registers an accusation against the window's own house, or who leads it.
func (p planter) against(clerk *Client, accused string) registered {
	clerk.T.Helper()
	k := p.register(clerk, p.matter("accusation", "accusation.misconduct", p.person("applicant"), p.organization(accused)))
	discipline := p.s.As("discipline")
	p.file(discipline, k, "protected", nil)
	clerk.Get("/cases/" + k.id).Want(404)
	return k
}

// accusedLater hands an accusation of nobody in particular to the very
// organisation that turns out to be accused.
func (p planter) accusedLater(clerk, handler *Client, accused string) registered {
	clerk.T.Helper()
	k := p.register(clerk, p.matter("accusation", "accusation.misconduct", p.person("applicant")))
	ref := clerk.Post("/cases/"+k.id+"/referrals", obj{"to": accused, "channel": "petition", "route": "petition", "mode": "assigned", "reason": p.m("referrals.reason")}).Want(201).String("id")
	handler.Post("/referrals/"+ref+"/accept", nil).Want(200)
	p.file(handler, k, "protected", nil)
	handler.Post("/cases/"+k.id+"/contact-attempts", obj{"party_id": k.applicant, "way": "phone", "reached": true, "text": p.m("contact_attempts.text")}).Want(201)
	handler.Post("/cases/"+k.id+"/parties", p.organization(accused)).Want(201)
	handler.Get("/cases/" + k.id).Want(404)
	return k
}

// waived lets a mediator recuse themself and all sides let them go on.
func (p planter) waived(mediator, window *Client, k registered) {
	mediator.T.Helper()
	follows := p.of("CAS")
	id := mediator.Post("/cases/"+k.id+"/recusals", p.with(obj{"ground": "kin", "text": follows.m("recusals.text")}, follows.late("raised_on", "recusals.raised"))).Want(201).String("id")
	for _, party := range []string{k.applicant, k.opponent} {
		window.Post("/recusals/"+id+"/waive", p.with(obj{"party_id": party, "form": "written"}, follows.late("on", "recusals.waivers"))).Want(200)
	}
}

// handAround offers and assigns an accusation on its way, with words in every
// answer, until it is with the discipline organ.
func (p planter) handAround(clerk *Client, k registered) (handed string) {
	clerk.T.Helper()
	market, discipline := p.s.As("market"), p.s.As("discipline")
	clerk.Post("/proceedings/"+clerk.Get("/cases/"+k.id+"/proceedings").Want(200).String("items.0.id")+"/resume", nil).Want(200)
	send := func(to string, body obj) string {
		return clerk.Post("/cases/"+k.id+"/referrals", p.with(obj{"to": to, "reason": p.m("referrals.reason"), "override_reason": p.m("referrals.override_reason")}, body)).Want(201).String("id")
	}
	offered := send("org-market", obj{"channel": "petition", "route": "petition", "mode": "offered"})
	market.Post("/referrals/"+offered+"/ask-items", obj{"items": []any{p.m("referrals.asked_items")}}).Want(200)
	market.Post("/referrals/"+offered+"/decline", obj{"code": "not_own_duty", "text": p.m("referrals.answer_text")}).Want(200)
	assigned := send("org-market", obj{"channel": "petition", "route": "petition", "mode": "assigned"})
	market.Post("/referrals/"+assigned+"/messages", obj{"text": p.m("referral_messages.words")}).Want(200)
	market.Post("/referrals/"+assigned+"/object", obj{"code": "not_own_duty", "text": p.m("referrals.objection_text")}).Want(200)
	clerk.Post("/referrals/"+assigned+"/overrule", obj{"text": p.m("referrals.overruled_text")}).Want(200)
	market.Post("/referrals/"+assigned+"/contest", obj{"text": p.m("referrals.answer_text")}).Want(200)
	p.s.As("supervisor").Post("/referrals/"+assigned+"/designate", obj{"to": "org-petition", "text": p.m("referrals.decision_text")}).Want(200)
	order := p.s.As("supervisor").Post("/cases/"+k.id+"/directives", obj{"to": "org-petition", "text": p.m("directives.words"), "due_on": "2026-12-01"}).Want(201).String("id")
	clerk.Post("/directives/"+order+"/answer", obj{"text": p.m("directives.answer")}).Want(200)
	p.led(clerk, k)
	handed = send("org-discipline", obj{"channel": nil, "route": "discipline_report", "mode": "assigned"})
	discipline.Post("/referrals/"+handed+"/accept", nil).Want(200)
	return handed
}

// led names a lead official, writes down what was done and what a conference decided, and ends it.
func (p planter) led(clerk *Client, k registered) {
	clerk.T.Helper()
	supervisor := p.s.As("supervisor")
	id := supervisor.Post("/cases/"+k.id+"/lead-officials", obj{"organization_id": "org-petition", "name": p.m("lead_officials.name"), "post": p.m("lead_officials.post"), "reason": p.m("lead_officials.reason"), "review_on": "2026-12-20"}).Want(201).String("id")
	clerk.Post("/lead-officials/"+id+"/steps", obj{"code": "met_party", "text": p.m("lead_official_steps.words")}).Want(201)
	supervisor.Post("/conference-decisions", obj{"held_on": "2026-11-24", "took_part": []any{"org-petition"}, "matters": []any{obj{"case_id": k.id, "text": p.m("conference_matters.words")}}}).Want(201)
	supervisor.Post("/lead-officials/"+id+"/end", obj{"code": "other", "reason": p.m("lead_officials.end_reason")}).Want(200)
}

// mediated brings a dispute to a mediator's table and writes marks of the
// story into every column of what is said there; what may follow the case gets
// marks of another.
func (p planter) mediated(clerk, mediator *Client, to, channel string) (k registered, ref string) {
	clerk.T.Helper()
	follows := p.of("CAS")
	k = p.register(clerk, follows.matter("claim", "neighbour.leak", follows.person("applicant"), obj{"role": "respondent", "kind": "person", "name": "高大山", "phone": "13900005678"}))
	for _, party := range []string{k.applicant, k.opponent} {
		consent(clerk, k, party, "mediation", to)
	}
	r := obj{"to": to, "channel": channel, "route": channel, "mode": "offered", "override_reason": "当事人愿意"}
	ref = refer(clerk, k, r)
	mediator.Post("/referrals/"+ref+"/accept", nil).Want(200)
	own := at(mediator, k, channel)
	moment, _ := time.Parse(time.RFC3339, demoNow)
	mediator.Post(own+"/schedule", obj{"at": moment.Add(48 * time.Hour), "place": follows.m("mediation_sessions.place")}).Want(200)
	mediator.Post(own+"/hold", p.with(obj{"present": []any{p.m("mediation_sessions.present")}, "text": p.m("mediation_sessions.text")}, p.late("held_on", "mediation_sessions.held"))).Want(200)
	mediator.Post(own+"/notes", obj{"class": "channel", "text": p.m("notes.text")}).Want(201)
	mediator.Post(own+"/undisputed-facts", obj{"text": p.m("statements.text")}).Want(201)
	mediator.Post("/cases/"+k.id+"/contact-attempts", obj{"party_id": k.opponent, "way": "phone", "reached": true, "text": p.m("contact_attempts.text")}).Want(201)
	p.file(mediator, k, "channel", nil)
	issue(mediator, k, obj{"template": "mediation_record"})
	mediator.Post(own+"/suspend", obj{"ground": p.m("proceedings.ground"), "text": p.m("proceedings.ground"), "review_on": "2026-12-20"}).Want(200)
	mediator.Post(own+"/resume", nil).Want(200)
	written := mediator.Post(own+"/agreement", p.with(obj{"terms": p.m("agreements.terms"), "form": "written", "performance": []any{obj{"what": p.m("agreements.performance"), "by_on": "2026-12-20"}}}, p.late("reached_on", "agreements.made"))).Want(201).String("id")
	mediator.Post(own+"/agreement/sign", p.with(obj{"agreement_id": written, "mediator": true, "grade": "paper"}, p.late("signed_on", "agreements.signatures"))).Want(200)
	return k, ref
}

// performed reaches an agreement by word of mouth and writes down what became of it.
func (p planter) performed(clerk, mediator *Client) registered {
	clerk.T.Helper()
	k := p.register(clerk, p.of("CAS").matter("claim", "neighbour.leak", p.of("CAS").person("applicant"), obj{"role": "respondent", "kind": "person", "name": "高大山", "phone": "13900005678"}))
	_, own := mediate(clerk, mediator, k)
	mediator.Post("/proceedings/"+own+"/hold", obj{"text": p.m("mediation_sessions.text")}).Want(200)
	oral := mediator.Post("/proceedings/"+own+"/agreement", p.with(obj{"terms": p.m("agreements.terms"), "form": "oral", "performance": []any{obj{"what": p.m("agreements.performance"), "by_on": "2026-12-20"}}}, p.late("reached_on", "agreements.made"))).Want(201).String("id")
	mediator.Post("/proceedings/"+own+"/agree", obj{"agreement_id": oral}).Want(200)
	mediator.Post("/agreements/"+oral+"/performance/1", p.with(obj{"result": "breached", "text": p.m("performances.text")}, p.late("on", "performances.happened"))).Want(200)
	return k
}

// standing leaves a mediation standing still on a ground.
func (p planter) standing(clerk, mediator *Client) registered {
	clerk.T.Helper()
	k := p.register(clerk, p.of("CAS").matter("claim", "neighbour.leak", p.of("CAS").person("applicant"), obj{"role": "respondent", "kind": "person", "name": "高大山", "phone": "13900005678"}))
	_, own := mediate(clerk, mediator, k)
	mediator.Post("/proceedings/"+own+"/suspend", obj{"ground": p.m("clocks.ground"), "text": p.m("proceedings.ground"), "review_on": "2026-12-20"}).Want(200)
	return k
}

// brokenOff ends the mediation with words, and brings the case to the court.
func (p planter) brokenOff(clerk, mediator, court *Client, k registered, ref, channel string) {
	clerk.T.Helper()
	follows := p.of("CAS")
	mediator.Post(at(mediator, k, channel)+"/terminate", obj{"code": "no_agreement", "text": p.m("proceedings.end_text")}).Want(200)
	mediator.Post("/referrals/"+ref+"/complete", obj{"outcome": "unsettled", "text": "未达成协议"}).Want(200)
	g := clerk.Post("/cases/"+k.id+"/referrals", obj{"to": "org-court", "channel": "litigation", "route": "civil_litigation", "mode": "guided", "reason": "起诉", "override_reason": "当事人坚持"}).Want(201).String("id")
	court.Post("/referrals/"+g+"/file", p.with(obj{"number": follows.m("referrals.filing_number")}, follows.late("filed_on", "referrals.filed"))).Want(200)
}

// asked lets a court ask for what is missing in a matter that came to its own window.
func (p planter) asked(court *Client) registered {
	court.T.Helper()
	body := p.matter("claim", "contract.sale", p.person("applicant"), obj{"role": "respondent", "kind": "person", "name": "高大山", "phone": "13900005678"})
	body["source"] = "court"
	k := p.register(court, body)
	court.Post(at(court, k, "civil_litigation")+"/ask-correction", obj{"items": []any{p.m("proceedings.asked")}}).Want(200)
	return k
}

// tried lets the court try the case and serve what it decided.
func (p planter) tried(court *Client, k registered) {
	court.T.Helper()
	own := at(court, k, "civil_litigation")
	steps(court, own, "serve", "answer", "hear")
	court.Post(own+"/judge", obj{"text": p.m("proceedings.result_text"), "served": []any{obj{"party_id": k.applicant, "served_on": "2026-11-24"}}}).Want(200)
	list := court.Get("/cases/" + k.id + "/notices").Want(200)
	for i := range list.Len("items") {
		at := "items." + itoa(i)
		if list.At(at+".serve") == true && list.At(at+".service") == nil {
			court.Post("/notices/"+list.String(at+".id")+"/service", obj{"form": "postal", "proof": obj{"kind": "receipt", "text": p.m("notices.service")}}).Want(200)
			return
		}
	}
	court.T.Fatalf("there is no paper to serve: %s", list.Body)
}

// later sends an accusation on to who does not open it, delivers it on paper,
// has it back, and closes it and takes it up again. Two days go by.
func (p planter) later(discipline func() *Client, k registered, handed string) {
	p.t.Helper()
	ref := refer(discipline(), k, obj{"to": "org-market", "channel": "petition", "route": "petition", "mode": "assigned", "reason": p.m("referrals.reason")})
	p.s.As("admin").Post("/demo/clock", obj{"to": "2026-11-26T09:00:00+08:00"}).Want(200)
	back, market := discipline(), p.s.As("market")
	back.Post("/referrals/"+ref+"/deliver-paper", obj{"delivered_on": "2026-11-25", "reason": p.m("arrivals.reason"), "proof": obj{"kind": "receipt", "text": p.m("arrivals.proof")}}).Want(200)
	market.Post("/referrals/"+ref+"/accept", nil).Want(200)
	market.Post("/referrals/"+ref+"/complete", obj{"outcome": "not_competent", "text": p.m("referrals.answer_text")}).Want(200)
	back.Post("/referrals/"+ref+"/acknowledge", nil).Want(200)
	back.Post("/referrals/"+handed+"/complete", obj{"outcome": "handled", "text": p.m("referrals.answer_text")}).Want(200)
	p.s.As("clerk").Post("/referrals/"+handed+"/acknowledge", nil).Want(200)
	back.Post("/cases/"+k.id+"/close", obj{"outcome": "handled"}).Want(200)
	back.Post("/cases/"+k.id+"/reopen", obj{"ground": "new_facts", "reason": p.m("rounds.words")}).Want(200)
}
