package e2e

import (
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"testing"
	"time"

	account "liandong/domain/who"
)

// doorWorld is a county in which every subject exists, and every relation to it.
type doorWorld struct {
	t       *testing.T
	s       *Server
	db      *sql.DB
	policy  granted
	guests  []guest
	stands  map[string][]stand
	blanks  map[string]string // what a blank is filled with, by the step before it or by the whole door
	queries map[string]string // what a door cannot be asked without
}

// absent lists what opens and says that there is nothing, or that it is not yet.
var absent = []string{
	"GET /referrals/:id/contest 404 not_found", "GET /public/check/:code 404 not_found", "GET /public/rules/:rule 404 not_found",
	"GET /drafts/:draft 404 not_found", "GET /cases/:id/origin 404 not_found", "GET /cases/:id/origin/receipt 404 not_found",
	"GET /cases/:id/parties/:pid/address 404 not_found", "GET /party/documents/:id/content 404 not_found",
}

// houses lists the organisations of the matrix: each has an account of every role.
var houses = []string{"org-housing", "org-petition", "org-mediation1", "org-mediation2", "org-conference", "org-lawfirm1", "org-police", "org-court", "org-street1", "org-community"}

func newDoorWorld(t *testing.T, s *Server, db *sql.DB) *doorWorld {
	t.Helper()
	m := &doorWorld{t: t, s: s, db: db, policy: policyTable(t), stands: map[string][]stand{}, queries: map[string]string{}}
	m.tell()
	for _, house := range houses {
		for role := range account.Roles {
			teams := []string{""}
			if house == "org-mediation1" && role == account.Mediator {
				teams = []string{"一组", "二组"}
			}
			for _, team := range teams {
				m.guests = append(m.guests, m.hire(house, string(role), team))
			}
		}
	}
	slices.SortFunc(m.guests, func(a, b guest) int { return compare(a.house+a.role+a.team, b.house+b.role+b.team) })
	m.guests = append(m.guests, guest{Client: s.Nobody()})
	for _, g := range m.guests {
		if g.role == "clerk" && slices.Contains([]string{"org-housing", "org-petition", "org-police", "org-street1"}, g.house) {
			scope := []string{"case.card", "case.file", "referral.read", "directive.read"}
			until := time.Now().AddDate(0, 1, 0).Format("2006-01-02")
			token := g.Post("/tokens", obj{"name": "办公系统", "permissions": scope, "expires_on": until}).Want(201).String("token")
			m.guests = append(m.guests, guest{Client: machine(s, token), role: g.role, house: g.house, scope: scope})
		}
	}
	return m
}

func compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// hire makes an account and a login of it, behind the program's back: hashing a
// hundred passwords would take longer than all that is asked.
func (m *doorWorld) hire(house, role, team string) guest {
	m.t.Helper()
	id := Key()
	name := "door-" + house + "-" + role + "-" + team + "-" + id[:6]
	token, now := Key(), time.Now().UTC().Format("2006-01-02T15:04:05.000000Z")
	sum := sha256.Sum256([]byte(token))
	for _, x := range []struct {
		query string
		args  []any
	}{
		{"INSERT INTO users (id, username, name, password_hash, disabled, version) SELECT ?, ?, name, '', 0, 1 FROM users WHERE username = 'land'", []any{id, name}},
		{"INSERT INTO memberships (user_id, organization_id, role, team) VALUES (?, ?, ?, ?)", []any{id, house, role, team}},
		{"INSERT INTO sessions (token_hash, csrf_token, user_id, organization_id, role, party_id, case_id, code_hash, created_at, seen_at, factor_at) VALUES (?, 'c', ?, ?, ?, '', '', '', ?, ?, ?)",
			[]any{hex.EncodeToString(sum[:]), id, house, role, now, now, now}},
	} {
		if _, err := m.db.Exec(x.query, x.args...); err != nil {
			m.t.Fatal(err)
		}
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		m.t.Fatal(err)
	}
	at, err := url.Parse(m.s.URL)
	if err != nil {
		m.t.Fatal(err)
	}
	jar.SetCookies(at, []*http.Cookie{{Name: "sid", Value: token, Path: "/"}})
	c := &Client{T: m.t, Server: m.s, Name: name, csrf: "c", http: &http.Client{Jar: jar, Timeout: 60 * time.Second}}
	return guest{Client: c, role: role, house: house, team: team}
}

// tell tells the stories of the county, and who stands how toward what they leave.
func (m *doorWorld) tell() {
	s := m.s
	clerk, agency, head, supervisor, court, mediator, lawyer := s.As("clerk"), s.As("agency"), s.As("head"), s.As("supervisor"), s.As("court"), s.As("mediator"), s.As("lawyer")

	reception := clerk.Post("/receptions", obj{
		"place": "大厅", "starts_at": "2026-11-24T08:00:00+08:00", "ends_at": "2026-11-24T18:00:00+08:00", "host_organization": "org-petition", "lawyers_wanted": 2, "public": true,
	}).Want(201).String("id")
	lawyer.Post("/receptions/"+reception+"/join", nil).Want(200)
	visit := clerk.Post("/receptions/"+reception+"/visits", obj{"visitor": obj{"name": "林小雨", "phone": "13900001234"}, "matter": "楼上漏水"}).Want(201).String("id")

	// The first case came to the petition office, is with the housing bureau, and is offered to mediators.
	first := dispute()
	first["visit_id"] = visit
	k := register(clerk, first)
	paper := clerk.Upload("/cases/"+k.id+"/documents", []byte("报价单"), "报价单.txt", map[string]string{"class": "case"}).Want(201).String("id")
	sent := refer(clerk, k, obj{"to": "org-housing", "channel": "petition", "route": "petition", "mode": "assigned"})
	agency.Post("/referrals/"+sent+"/accept", nil).Want(200)
	own := at(agency, k, "petition")[len("/proceedings/"):]
	agency.Post("/proceedings/"+own+"/accept", nil)
	asked := offerTo(agency, k, "org-mediation2", "people_mediation")
	told := agency.Get("/notices?limit=100").Want(200).String("items.0.id")
	toParty := agency.Get("/cases/" + k.id + "/notices").Want(200).String("items.0.id")
	directive := supervisor.Post("/cases/"+k.id+"/directives", obj{"to": "org-housing", "text": "请抓紧", "due_on": "2026-12-01"}).Want(201).String("id")
	official := supervisor.Post("/cases/"+k.id+"/lead-officials", obj{"organization_id": "org-housing", "name": "副局长", "post": "副局长", "reason": "复杂", "review_on": "2026-12-20"}).Want(201).String("id")
	conference := supervisor.Post("/conference-decisions", obj{"held_on": "2026-11-24", "took_part": []any{"org-housing"}, "matters": []any{obj{"case_id": k.id, "text": "由住建局办理"}}}).Want(201).String("id")
	decision := head.Post("/decisions", obj{"title": "改造", "region": "990102", "decided_on": "2026-10-01", "text": "更换管网"}).Want(201).String("id")
	for range 8 { // fewer are no trend
		register(clerk, dispute())
	}
	supervisor.Get("/supervision/trends?by=category&from=2026-11-24&to=2026-11-30").Want(200) // counts them
	note := supervisor.Post("/trend-notes", obj{"receiver": "org-housing", "text": "请留意", "by": "category", "code": "neighbour.leak", "category": "neighbour.leak", "organization": "org-petition", "from": "2026-11-24", "to": "2026-11-30"})
	note.Want(201)

	// The second is with a court, which delegates its mediation.
	body := dispute()
	body["category"], body["source"] = "contract.sale", "court"
	delegated := register(court, body)
	back := offerTo(court, delegated, "org-mediation1", "judicial_mediation")
	mediator.Post("/referrals/"+back+"/accept", nil).Want(200)
	table := at(mediator, delegated, "judicial_mediation")[len("/proceedings/"):]
	mediator.Post("/proceedings/"+table+"/hold", obj{"text": "达成一致"}).Want(200)
	agreement := mediator.Post("/proceedings/"+table+"/agreement", obj{"terms": "赔偿", "form": "written", "performance": []any{obj{"what": "支付", "by_on": "2026-12-20"}}}).Want(201).String("id")

	// The third accuses a street office; a party objects to somebody of the petition office.
	letter := accusing()
	letter["purpose"], letter["category"] = "accusation", "accusation.misconduct"
	accusation := register(clerk, letter)
	sealed := clerk.Upload("/cases/"+accusation.id+"/documents", []byte("举报信"), "举报信.txt", map[string]string{"class": "case"}).Want(201).String("id")
	accused := clerk.Get("/cases/" + accusation.id + "/notices").Want(200).String("items.0.id")
	objection := clerk.Post("/cases/"+accusation.id+"/recusals", obj{"user_id": userOf(s.As("clerk2")), "party_id": accusation.applicant, "ground": "interest", "form": "written", "text": "是邻居"}).Want(201).String("id")
	handed := refer(clerk, accusation, obj{"to": "org-market", "channel": "petition", "route": "petition", "mode": "offered", "override_reason": "转有权机关"})

	// Workers come together.
	worker := register(clerk, unpaid("工人01", "13900000001", "甲建筑公司"))
	group := clerk.Post("/cases/"+worker.id+"/group", obj{"title": "欠薪"}).Want(200).String("group.id")
	later := clerk.Post("/receptions", obj{"place": "大厅", "starts_at": "2026-12-01T09:00:00+08:00", "ends_at": "2026-12-01T17:00:00+08:00", "lawyers_wanted": 1, "public": true}).Want(201).String("id")
	lawyer.Post("/receptions/"+later+"/join", nil).Want(200)
	seat := lawyer.Post("/receptions/"+later+"/offer-seat", obj{"organization_id": "org-lawfirm2", "user_id": userOf(s.As("lawyer2"))}).Want(201).String("id")
	job := clerk.Post("/exports", obj{"list": "cases", "query": obj{}}).Want(202).String("job_id")
	clerk.ended(job)
	two := clerk.Post("/proposals", obj{"act": "export.release", "job_id": job, "reason": "上报"}).Want(201).String("id")
	clerk.Do("PUT", "/drafts/kept", obj{"title": "草稿", "body": obj{}}).Want(200)
	entry := s.As("auditor").Get("/audit/entries").Want(200).String("items.0.id")

	m.blanks = map[string]string{
		"organizations:id": "org-petition", "users:id": userOf(s.As("land")), "letter-templates:code": "registration_form", "check:code": "none", "rules:rule": "none", "lists:code": "looks",
		"drafts:draft": "kept", "factors:factor": "none", "logins:login": "none", "tokens:token": "none", "webhooks:hook": "none", "performance:item": "1", "parties:pid": k.applicant, "representatives:pid": worker.applicant,
		"agents:aid": "none", "oral-records:rid": "none",
		"documents:id": "", "agents:id": "none", "recorded-for:id": "none", "GET /party/documents/:id/content:id": paper,
	}
	delete(m.blanks, "documents:id")

	id := func(x string) map[string]string { return map[string]string{"id": x} }
	m.stands["own"] = []stand{{relation: "own", house: "org-housing", ids: id("none")}, {relation: "another house", house: "org-court", ids: id("none")}}
	m.stands["entry"] = []stand{{relation: "own", house: "org-housing", ids: id(entry)}}
	m.stands["public"] = []stand{{relation: "anybody", house: "org-police", ids: id("none")}}
	m.stands["party"] = []stand{{relation: "anybody", house: "org-housing", ids: id("none")}}
	m.stands["case"] = []stand{
		{relation: "custodian", house: "org-housing", ids: id(k.id), toward: []string{"custodian"}},
		{relation: "former custodian", house: "org-petition", ids: id(k.id), toward: []string{"former", "sender", "first_receiver"}},
		{relation: "receiver", house: "org-mediation2", ids: id(k.id), toward: []string{"receiver"}},
		{relation: "superior", house: "org-conference", ids: id(k.id), toward: []string{"superior"}},
		{relation: "invited", house: "org-lawfirm1", ids: id(k.id), toward: []string{"invited"}},
		{relation: "another house", house: "org-police", ids: id(k.id)},
		{relation: "co-handler", house: "org-mediation1", ids: id(delegated.id), toward: []string{"delegate"}},
		{relation: "accused", house: "org-street1", ids: id(accusation.id), barred: true},
		{relation: "below the accused", house: "org-community", ids: id(accusation.id), barred: true},
		{relation: "guided by the accused", house: "org-mediation1", ids: id(accusation.id), barred: true},
	}
	m.stands["referral"] = []stand{
		{relation: "receiver", house: "org-housing", ids: id(sent), toward: []string{"custodian"}, sides: []string{"receiver"}},
		{relation: "sender", house: "org-petition", ids: id(sent), toward: []string{"former"}, sides: []string{"sender"}},
		{relation: "superior of both", house: "org-conference", ids: id(sent), sides: []string{"superior"}},
		{relation: "asked elsewhere", house: "org-mediation2", ids: id(sent), toward: []string{"receiver"}},
		{relation: "asked", house: "org-mediation2", ids: id(asked), toward: []string{"receiver"}, sides: []string{"receiver"}},
		{relation: "former custodian", house: "org-petition", ids: id(asked), toward: []string{"former"}},
		{relation: "co-handler", house: "org-mediation1", ids: id(back), toward: []string{"delegate"}, sides: []string{"receiver"}},
		{relation: "another house", house: "org-police", ids: id(sent)},
		{relation: "accused", house: "org-street1", ids: id(handed), barred: true},
		{relation: "below the accused", house: "org-community", ids: id(handed), barred: true},
	}
	m.stands["proceeding"] = []stand{
		{relation: "custodian, its own", house: "org-housing", ids: id(own), toward: []string{"custodian"}, own: true, channel: "petition"},
		{relation: "former custodian", house: "org-petition", ids: id(own), toward: []string{"former"}},
		{relation: "receiver", house: "org-mediation2", ids: id(own), toward: []string{"receiver"}},
		{relation: "superior", house: "org-conference", ids: id(own), toward: []string{"superior"}},
		{relation: "another house", house: "org-police", ids: id(own)},
		{relation: "co-handler, its own", house: "org-mediation1", ids: id(table), toward: []string{"delegate"}, own: true, channel: "judicial_mediation", team: "一组"},
		{relation: "custodian, another's", house: "org-court", ids: id(table), toward: []string{"custodian"}},
	}
	m.stands["agreement"] = []stand{
		{relation: "co-handler, its own", house: "org-mediation1", ids: id(agreement), toward: []string{"delegate"}, own: true, channel: "judicial_mediation", team: "一组"},
		{relation: "custodian, another's", house: "org-court", ids: id(agreement), toward: []string{"custodian"}},
		{relation: "another house", house: "org-police", ids: id(agreement)},
	}
	m.stands["document"] = []stand{
		{relation: "custodian", house: "org-housing", ids: id(paper), toward: []string{"custodian"}},
		{relation: "former custodian", house: "org-petition", ids: id(paper), toward: []string{"former"}},
		{relation: "receiver", house: "org-mediation2", ids: id(paper), toward: []string{"receiver"}},
		{relation: "superior", house: "org-conference", ids: id(paper), toward: []string{"superior"}},
		{relation: "another house", house: "org-police", ids: id(paper)},
		{relation: "accused", house: "org-street1", ids: id(sealed), barred: true},
	}
	m.stands["notice"] = []stand{
		{relation: "told", house: "org-housing", ids: id(told), own: true, toward: []string{"custodian"}},
		{relation: "another house", house: "org-police", ids: id(told)},
		{relation: "former custodian", house: "org-petition", ids: id(toParty), toward: []string{"former"}},
		{relation: "another house", house: "org-police", ids: id(toParty)},
		{relation: "accused", house: "org-street1", ids: id(accused), barred: true},
	}
	m.stands["recusal"] = []stand{
		{relation: "its own", house: "org-petition", ids: id(objection), toward: []string{"custodian"}, own: true},
		{relation: "superior", house: "org-conference", ids: id(objection), toward: []string{"superior"}, above: true},
		{relation: "another house", house: "org-police", ids: id(objection)},
		{relation: "accused", house: "org-street1", ids: id(objection), barred: true},
	}
	m.stands["group"] = []stand{
		{relation: "custodian", house: "org-petition", ids: id(group), toward: []string{"custodian"}},
		{relation: "superior", house: "org-conference", ids: id(group), toward: []string{"superior"}},
		{relation: "another house", house: "org-police", ids: id(group)},
	}
	between := func(x string) []stand {
		return []stand{
			{relation: "told", house: "org-housing", ids: id(x), own: true, toward: []string{"custodian"}},
			{relation: "giver", house: "org-conference", ids: id(x), gave: true, toward: []string{"superior"}},
			{relation: "former custodian", house: "org-petition", ids: id(x), toward: []string{"former"}},
			{relation: "another house", house: "org-police", ids: id(x)},
		}
	}
	m.stands["directive"], m.stands["official"], m.stands["conference"], m.stands["trend_note"] = between(directive), between(official), between(conference), between(note.String("id"))
	m.stands["decision"] = []stand{
		{relation: "maker", house: "org-housing", ids: id(decision), own: true, near: true},
		{relation: "superior", house: "org-conference", ids: id(decision), above: true, near: true},
		{relation: "in its area", house: "org-police", ids: id(decision), near: true},
	}
	m.stands["reception"] = []stand{
		{relation: "host", house: "org-petition", ids: id(reception), own: true},
		{relation: "another house", house: "org-police", ids: id(reception)},
	}
	m.stands["visit"] = []stand{
		{relation: "host", house: "org-petition", ids: id(visit), own: true},
		{relation: "superior", house: "org-conference", ids: id(visit), above: true},
		{relation: "another house", house: "org-police", ids: id(visit)},
		{relation: "not seated", house: "org-lawfirm1", ids: id(visit)},
	}
	m.stands["seat_offer"] = []stand{{relation: "another lawyer", house: "org-lawfirm1", ids: id(seat)}, {relation: "another house", house: "org-police", ids: id(seat)}}
	m.stands["job"] = []stand{{relation: "starter's house", house: "org-petition", ids: id(job), own: true}, {relation: "another house", house: "org-police", ids: id(job)}}
	m.stands["proposal"] = []stand{{relation: "maker's house", house: "org-petition", ids: id(two), own: true}, {relation: "another house", house: "org-police", ids: id(two)}}
	opponent := agency.Post("/cases/"+k.id+"/parties/"+k.opponent+"/query-code", nil).Want(200).String("query_code")
	for _, p := range []struct{ name, number, code, second string }{{"A", k.number, k.code, "1234"}, {"B", k.number, opponent, "5678"}, {"of another case", delegated.number, delegated.code, "1234"}} {
		c := s.Enter(p.number, p.code, p.second)
		c.Name = "party " + p.name
		m.guests = append(m.guests, guest{Client: c, role: "party", party: p.name})
	}
}
