package api

import (
	"context"
	"encoding/json"

	"liandong/api/problem"
	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/channel"
	"liandong/domain/desk"
	"liandong/domain/document"
	"liandong/domain/fault"
	"liandong/domain/lang"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/recusal"
	"liandong/domain/routing"
	"liandong/domain/who"
	"liandong/infra/gormdb"
)

func caseRoutes() []Route {
	return []Route{
		act("POST", "/cases", "登记 · register a case", who.CaseRegister, ofNothing, register).creates(),
		list("/cases", "案件列表 · cases", who.OrganizationRead, ofNothing, listCases,
			Parameter{Name: "box", Doc: "mine (custodian or delegate), former, superior, all", Codes: []string{"mine", "former", "superior", "all"}},
			Parameter{Name: "state", Codes: []string{"open", "closed"}}, Parameter{Name: "channel"}, Parameter{Name: "category"},
			Parameter{Name: "region", Doc: "a code and everything below it"}, Parameter{Name: "q", Doc: "a full number: the case's own, or one that a body gave it (案号、诉前调号、国家信访编号、12345)"}, Parameter{Name: "due_before", Doc: "YYYY-MM-DD"}),
		look("/cases/:id", "案件 · a case", who.CaseCard, ofCase, showCase).logged(),
		act("PATCH", "/cases/:id", "更正登记 · correct a case", who.CaseAmend, ofCase, changeCase),
		act("POST", "/cases/:id/parties", "增加当事人 · add a party", who.CaseAmend, ofCase, addParty).creates(),
		act("PATCH", "/cases/:id/parties/:pid", "更正当事人 · correct a party", who.CaseAmend, ofCase, changeParty),
		act("POST", "/cases/:id/parties/:pid/query-code", "补发查询码 · issue a code anew", who.CaseAmend, ofCase, reissueCode),
		act("POST", "/cases/:id/facts", "补充事实 · add facts", who.CaseAmend, ofCase, addFacts),
		look("/cases/:id/routes", "法定途径 · the routes the law offers", who.CaseCard, ofCase, caseRoutesAnswer).with(Parameter{Name: "as_of", Doc: "YYYY-MM-DD; today by default"}, Parameter{Name: "claim", Doc: "of one claim, by its id; of the whole case by default"}),
		list("/cases/:id/custody", "责任链 · custody ledger", who.CaseCard, ofCase, custody),
		list("/cases/:id/timeline", "经过 · timeline", who.CaseCard, ofCase, timeline),
		list("/cases/:id/clocks", "期限 · clocks", who.CaseCard, ofCase, clocks),
		list("/cases/:id/consents", "同意记录 · consents", who.CaseFile, ofCase, consents),
		act("POST", "/cases/:id/consents", "登记同意或拒绝 · record a consent or refusal", who.CaseAmend, ofCase, recordConsent).creates(),
		act("POST", "/cases/:id/contact-attempts", "登记联系情况 · log an attempt to reach a party", who.CaseAmend, ofCase, noteAttempt).creates(),
		list("/cases/:id/backdated", "补录 · what was entered on another day than it happened", who.CaseFile, ofCase, caseBackdated),
		list("/cases/:id/audit", "本案审计 · audit entries of the case", who.CaseFile, ofCase, caseAudit),
		act("POST", "/cases/:id/close", "办结 · close", who.CaseClose, ofCase, closeCase),
		act("POST", "/cases/:id/reopen", "重新办理 · reopen", who.CaseClose, ofCase, reopenCase),
	}
}

type partyIn struct {
	Role           party.Role        `json:"role"`
	Kind           party.Kind        `json:"kind"`
	Name           string            `json:"name"`
	IDKind         string            `json:"id_kind,omitempty"`
	IDNumber       string            `json:"id_number,omitempty"`
	Phone          string            `json:"phone,omitempty"`
	Address        string            `json:"address,omitempty"`
	Email          string            `json:"email,omitempty"`
	OrganizationID org.ID            `json:"organization_id,omitempty"`
	RepresentedBy  *representativeIn `json:"represented_by,omitempty"`
	Needs          *party.Needs      `json:"needs,omitempty"`
}

// representativeIn is a representative, or no more than the name of one.
type representativeIn party.Representative

// UnmarshalJSON reads both forms, the object strictly.
func (r *representativeIn) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		return json.Unmarshal(b, &r.Name)
	}
	return strictly(b, (*party.Representative)(r))
}

func (p partyIn) party() party.Party {
	return party.Party{
		Role: p.Role, Kind: p.Kind, Name: p.Name, IDKind: p.IDKind, IDNumber: p.IDNumber, Phone: p.Phone, Address: p.Address, Email: p.Email,
		OrganizationID: p.OrganizationID, RepresentedBy: (*party.Representative)(p.RepresentedBy), Needs: p.Needs,
	}
}

type registerIn struct {
	Title        string            `json:"title"`
	Purpose      string            `json:"purpose"`
	Category     string            `json:"category"`
	Source       string            `json:"source"`
	ReceivedOn   calendar.Date     `json:"received_on,omitempty"`
	Proof        *cases.Proof      `json:"proof,omitempty"`
	Reason       string            `json:"reason,omitempty"`
	Region       string            `json:"region"`
	Summary      string            `json:"summary"`
	Claims       []claimIn         `json:"claims,omitempty"`
	Facts        routing.Facts     `json:"facts,omitzero"`
	Parties      []partyIn         `json:"parties"`
	VisitID      string            `json:"visit_id,omitempty"`
	ExternalRefs map[string]string `json:"external_refs,omitempty"`
	Safety       *cases.Safety     `json:"safety,omitempty"`
}

// Registration is what the domain registers.
func (in registerIn) registration() desk.Registration {
	r := desk.Registration{
		Title: in.Title, Purpose: in.Purpose, Category: in.Category, Source: in.Source, Region: in.Region, Summary: in.Summary,
		Received: desk.Day{On: in.ReceivedOn, Proof: in.Proof, Reason: in.Reason}, Facts: in.Facts, VisitID: in.VisitID,
		ExternalRefs: in.ExternalRefs, Safety: in.Safety,
	}
	for _, c := range in.Claims {
		r.Claims = append(r.Claims, cases.ClaimLine{Text: c.Text, Category: c.Category, Facts: c.Facts})
		r.Asking = append(r.Asking, c.Parties)
	}
	for _, p := range in.Parties {
		r.Parties = append(r.Parties, p.party())
	}
	return r
}

type registeredView struct {
	caseHead
	Clocks    []clockView   `json:"clocks"`
	Warnings  []warningView `json:"warnings"`
	Safety    []helpView    `json:"safety,omitempty" doc:"what helps at once, before any way to settle, where a question of danger was answered yes"`
	QueryCode string        `json:"query_code" doc:"the first applicant's own code, shown once"`
	// SecondSecret goes on paper to an applicant without id number and phone.
	SecondSecret string `json:"second_secret,omitempty"`
}

func register(c *Call, in registerIn) (registeredView, error) {
	out, err := c.Register(c.ctx, in.registration())
	if err != nil {
		return registeredView{}, err
	}
	c.location = prefix + "/cases/" + string(out.Case.ID)
	v := registeredView{caseHead: c.head(out.Case), Warnings: c.warnings(out.Warnings), QueryCode: out.QueryCode, SecondSecret: out.PaperSecret, Safety: c.helps(out.Case.Safety)}
	v.Clocks, err = c.clocksOf(out.Case.ID)
	return v, err
}

func listCases(c *Call) (Items[caseHead], error) {
	p, err := c.page()
	if err != nil {
		return Items[caseHead]{}, err
	}
	q := c.req.Query
	f := gormdb.CaseFilter{Box: q["box"], State: q["state"], Channel: q["channel"], Category: q["category"], Region: q["region"], Query: q["q"], DueBefore: calendar.Date(q["due_before"])}
	if f.Box == "" {
		f.Box = "mine"
	}
	var check fault.Check
	if f.Channel != "" && !channel.Channel(f.Channel).Known() {
		check.Add("/channel", "unknown_code", "没有这个渠道", "unknown channel")
	}
	if f.DueBefore != "" && !f.DueBefore.Valid() {
		check.Add("/due_before", "date_invalid", "日期应为 年-月-日", "give the day as YYYY-MM-DD")
	}
	if err := check.Err(); err != nil {
		return Items[caseHead]{}, err
	}
	found, next, err := c.lists().Cases(c.ctx, c.Actor, c.Policy, c.Today(), f, p)
	if err != nil {
		return Items[caseHead]{}, err
	}
	views := make([]caseHead, 0, len(found))
	for _, x := range found {
		if x.Custodian == c.Actor.Organization && c.Policy.May(c.Actor.Role, []who.Standing{who.Custodian}, who.CaseFile) {
			views = append(views, c.head(x))
			continue
		}
		views = append(views, c.cardHead(x))
	}
	return page(views, next), nil
}

type caseView struct {
	caseHead
	View           string            `json:"view" doc:"full, or card before acceptance and for those who only follow the path"`
	Summary        string            `json:"summary,omitempty"`
	Claims         []claimView       `json:"claims"`
	Facts          *routing.Facts    `json:"facts,omitempty"`
	Parties        []partyView       `json:"parties"`
	Consents       []consentView     `json:"consents,omitempty"`
	ExternalRefs   map[string]string `json:"external_refs,omitempty"`
	Clocks         []clockView       `json:"clocks"`
	Withdrawals    []withdrawalView  `json:"withdrawals" doc:"an applicant's withdrawal that can still be undone, waits to be confirmed, or was carried out"`
	Safety         []helpView        `json:"safety,omitempty" doc:"to the window that noticed danger, while the case is with it"`
	Protected      []party.ID        `json:"protected_addresses,omitempty" doc:"to the custodian's handlers: whose addresses are looked at one by one"`
	RulePack       packView          `json:"rule_pack"`
	Standing       []who.Standing    `json:"standing"`
	Needs          []needView        `json:"needs" doc:"what the parties need to take part; on the card without names"`
	OwnRule        *recusalRuleView  `json:"own_recusal_rule" doc:"by which rule the caller would recuse themself"`
	SayFirst       []string          `json:"say_first" doc:"what to know before the first word: a child, somebody who needs an interpreter"`
	Group          *groupNameView    `json:"group" doc:"the cases of one cause it is handled with"`
	Links          []linkView        `json:"links" doc:"what it was split from or merged with; a split's only to who may read both"`
	AllowedActions []problem.Action  `json:"allowed_actions"`
}

func showCase(c *Call) (caseView, error) {
	x, sight, err := c.See(c.ctx, c.caseID(), who.CaseCard)
	if err != nil {
		return caseView{}, err
	}
	f := x.Facts()
	if sight.Full {
		if _, err := c.Seen(c.ctx, f.ID); err != nil {
			return caseView{}, err
		}
		if err := c.notice(string(f.ID), "case.viewed", "case/"+string(f.ID)); err != nil {
			return caseView{}, err
		}
	}
	return c.caseView(f, sight)
}

func (c *Call) caseView(f cases.Facts, sight desk.Sight) (caseView, error) {
	v := caseView{caseHead: c.cardHead(f), View: "card", Claims: []claimView{}, Parties: []partyView{}, Standing: sight.Standings, RulePack: packView{f.PackVersion, f.PackDigest}}
	// Of an accusation only who handles it reads words or names (条例 30).
	secret := f.Purpose == cases.Accusation && !sight.Full
	for _, x := range f.Claims {
		shown := claimView{ID: x.ID, Text: x.Text, Category: x.Category, Parties: x.Parties}
		if secret {
			shown.Text = ""
		}
		v.Claims = append(v.Claims, shown)
	}
	parties, err := c.Tx.Parties.OfCase(c.ctx, f.ID)
	if err != nil {
		return v, err
	}
	if sight.Full {
		v.View, v.Title, v.Summary, v.Facts, v.ExternalRefs = "full", f.Title, f.Summary, &f.Routing, f.ExternalRefs
		for i, x := range f.Claims {
			v.Claims[i].Facts = x.Facts
		}
		if v.Consents, err = c.consentsOf(f.ID); err != nil {
			return v, err
		}
	}
	for _, p := range parties {
		switch {
		case sight.Full:
			v.Parties = append(v.Parties, partyFull(p))
		case secret:
			v.Parties = append(v.Parties, partyView{ID: p.ID, Role: p.Role, Kind: p.Kind, Name: "***"})
		default:
			v.Parties = append(v.Parties, partyCard(p))
		}
	}
	v.Needs, v.SayFirst = c.needs(parties)
	if v.Clocks, err = c.clocksOf(f.ID); err != nil {
		return v, err
	}
	if err := c.withCare(&v, f, sight); err != nil {
		return v, err
	}
	if v.Links, err = c.linksOf(f, sight); err != nil {
		return v, err
	}
	if v.Group, err = c.groupOf(f.ID); err != nil {
		return v, err
	}
	allowed, err := c.CaseActions(c.ctx, f, sight)
	v.AllowedActions = c.caseActions(f.ID, allowed)
	if err != nil || !known(allowed, desk.ActRecuse) {
		return v, err
	}
	office, err := c.OwnOffice(c.ctx, f.ID)
	rule := c.recusalRule(recusal.Of(office))
	v.OwnRule = &rule
	return v, err
}

var caseActs = map[desk.CaseAction]struct {
	method, path string
	title        lang.Text
}{
	desk.ActRefer:   {"POST", "/referrals", lang.T("移交", "refer")},
	desk.ActConsent: {"POST", "/consents", lang.T("登记同意或拒绝", "record a consent or refusal")},
	desk.ActFacts:   {"POST", "/facts", lang.T("补充事实", "add facts")},
	desk.ActParty:   {"POST", "/parties", lang.T("增加当事人", "add a party")},
	desk.ActClaim:   {"POST", "/claims", lang.T("增加诉求", "add a claim")},
	desk.ActChange:  {"PATCH", "", lang.T("更正登记", "correct the registration")},
	desk.ActClose:   {"POST", "/close", lang.T("办结", "close")},
	desk.ActReopen:  {"POST", "/reopen", lang.T("重新办理", "reopen")},
	desk.ActAssign:  {"POST", "/handler", lang.T("指定承办人", "name the handler")},
	desk.ActAttempt: {"POST", "/contact-attempts", lang.T("登记联系情况", "log an attempt to reach a party")},
	desk.ActGroup:   {"POST", "/group", lang.T("串并", "group")},
	desk.ActLeave:   {"POST", "/group/leave", lang.T("退出串并", "leave the group")},
	desk.ActMerge:   {"POST", "/merge", lang.T("合并", "merge")},
	desk.ActLink:    {"POST", "/decisions", lang.T("关联重大决策", "link to a major decision")},
	desk.ActSplit:   {"POST", "/split", lang.T("分案", "split")},
	desk.ActDirect:  {"POST", "/directives", lang.T("督办", "direct")},
	desk.ActLead:    {"POST", "/lead-officials", lang.T("确定包案领导", "name a lead official")},
	desk.ActRecuse:  {"POST", "/recusals", lang.T("申请回避", "declare a recusal, or take an objection down")},
}

func (c *Call) caseActions(id cases.ID, all []desk.CaseAction) []problem.Action {
	out := []problem.Action{}
	for _, a := range all {
		x := caseActs[a]
		out = append(out, problem.Action{Action: string(a), Method: x.method, Href: prefix + "/cases/" + string(id) + x.path, Title: c.say(x.title)})
	}
	return out
}

// again shows a case after it was changed.
func (c *Call) again(x *cases.Case) (caseView, error) {
	f := x.Facts()
	_, sight, err := c.See(c.ctx, f.ID, who.CaseCard)
	if err != nil {
		return caseView{}, err
	}
	return c.caseView(f, sight)
}

// factsIn is {"facts": {…}}, or the facts themselves; {"facts": {…}, "claim": "2"} is of one claim.
type factsIn struct {
	Facts routing.Facts `json:"facts"`
	Claim string        `json:"claim,omitempty" doc:"the claim these facts are of, by id; the whole case's where it is left out"`
}

// UnmarshalJSON reads both forms, strictly.
func (f *factsIn) UnmarshalJSON(b []byte) error {
	var probe map[string]json.RawMessage
	if err := json.Unmarshal(b, &probe); err != nil {
		return err
	}
	if _, wrapped := probe["facts"]; !wrapped {
		return strictly(b, &f.Facts)
	}
	type plain factsIn
	return strictly(b, (*plain)(f))
}

func addFacts(c *Call, in factsIn) (caseView, error) {
	learn := c.AddFacts
	if in.Claim != "" {
		learn = func(ctx context.Context, id cases.ID, f routing.Facts, version int) (*cases.Case, error) {
			return c.AddClaimFacts(ctx, id, in.Claim, f, version)
		}
	}
	x, err := learn(c.ctx, c.caseID(), in.Facts, c.version())
	if err != nil {
		return caseView{}, err
	}
	return c.again(x)
}

func caseRoutesAnswer(c *Call) (caseRoutesView, error) {
	x, sight, err := c.See(c.ctx, c.caseID(), who.CaseCard)
	if err != nil {
		return caseRoutesView{}, err
	}
	asOf := c.Today()
	if q := calendar.Date(c.req.Query["as_of"]); q != "" {
		if !q.Valid() {
			return caseRoutesView{}, fault.Invalid("/as_of", "date_invalid", "日期应为 年-月-日", "give the day as YYYY-MM-DD")
		}
		asOf = q
	}
	if claim := c.req.Query["claim"]; claim != "" {
		answer, err := c.ClaimRoutes(c.ctx, x.Facts(), claim, asOf)
		if err != nil {
			return caseRoutesView{}, err
		}
		return c.carefully(answer, x.Facts(), sight), nil
	}
	answer, _, err := c.Routes(c.ctx, x.Facts(), asOf)
	return c.carefully(answer, x.Facts(), sight), err
}

type contactIn struct {
	PartyID party.ID `json:"party_id"`
	Way     string   `json:"way"`
	Reached bool     `json:"reached"`
	Text    string   `json:"text,omitempty"`
}

type doneView struct {
	Done bool `json:"done"`
}

func noteAttempt(c *Call, in contactIn) (doneView, error) {
	err := c.NoteAttempt(c.ctx, c.caseID(), desk.Attempt{PartyID: in.PartyID, Way: in.Way, Reached: in.Reached, Text: in.Text})
	return doneView{err == nil}, err
}

type closeIn struct {
	Outcome    cases.Outcome `json:"outcome"`
	DocumentID string        `json:"document_id,omitempty"`
}

func closeCase(c *Call, in closeIn) (caseView, error) {
	x, err := c.CloseOn(c.ctx, c.caseID(), in.Outcome, document.ID(in.DocumentID), c.version())
	if err != nil {
		return caseView{}, err
	}
	return c.again(x)
}
