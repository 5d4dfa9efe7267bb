package api

import (
	"time"

	"liandong/api/problem"
	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/desk"
	"liandong/domain/lang"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/procedure"
	"liandong/domain/recusal"
	"liandong/domain/who"
)

func peopleRoutes() []Route {
	return []Route{
		list("/cases/:id/recusals", "回避 · recusals of a case", who.CaseCard, ofCase, caseRecusals).logged(),
		act("POST", "/cases/:id/recusals", "申请回避 · declare a recusal, or take an objection down", who.RecusalRaise, ofCase, raiseRecusal).creates(),
		act("POST", "/recusals/:id/decide", "决定是否回避 · decide on a recusal", who.RecusalDecide, ofRecusal, decideRecusal),
		act("POST", "/recusals/:id/waive", "当事人同意继续办理 · a side waives", who.CaseAmend, ofRecusal, waiveRecusal),
		list("/recusal-rules", "回避规则 · the rules of recusal", who.OrganizationRead, ofNothing, recusalRules),
		list("/proceedings/:id/participants", "参加人员 · who takes part", who.ProceedingRead, ofProceeding, participants).logged(),
		act("POST", "/proceedings/:id/participants", "登记参加人员 · enter who takes part", who.ProceedingAct, ofProceeding, addParticipant).creates(),
		act("POST", "/proceedings/:id/handler", "指定程序承办人 · name who handles a proceeding", who.CaseAssign, ofProceeding, nameProceedingHandler),
		list("/cases/:id/assignments", "承办和牵头 · who handles and leads", who.CaseFile, ofCase, assignments).logged(),
		list("/cases/:id/candidates", "可指定的人员 · who could be named, and why not", who.CaseAssign, ofCase, candidates),
		act("POST", "/cases/:id/handler", "指定承办人 · name the handler", who.CaseAssign, ofCase, func(c *Call, in namingIn) (assignmentView, error) {
			return c.assigned(procedure.AssignedHandler, in)
		}),
		act("POST", "/cases/:id/lead", "确定牵头负责人 · name the lead", who.CaseAssign, ofCase, func(c *Call, in namingIn) (assignmentView, error) {
			return c.assigned(procedure.AssignedLead, in)
		}),
		list("/cases/:id/people", "本案的经办人员 · who handles the case, and on which grounds they may be objected to", who.CaseFile, ofCase, func(c *Call) (Items[facingView], error) {
			if _, _, err := c.See(c.ctx, c.caseID(), who.CaseFile); err != nil {
				return Items[facingView]{}, err
			}
			all, err := c.facing(c.caseID())
			if err != nil {
				return Items[facingView]{}, err
			}
			return page(all, ""), c.notice(string(c.caseID()), "people.listed", "case/"+string(c.caseID()))
		}).logged(),
		list("/cases/:id/contact-attempts", "联系记录 · the log of attempts", who.CaseFile, ofCase, attempts).logged(),
		act("POST", "/party/recusals", "申请回避 · object to somebody who handles my case", who.PartySelf, ofParty, ownRecusal).creates(),
	}
}

type citeView struct {
	Cite  string `json:"cite"`
	Known string `json:"known" doc:"read, secondary or unconfirmed: how the text is known"`
	Note  string `json:"note,omitempty"`
}

type groundView struct {
	Ground recusal.Ground `json:"ground"`
	Name   string         `json:"name"`
}

type recusalRuleView struct {
	citeView
	Office   recusal.Office `json:"office"`
	Name     string         `json:"name"`
	Grounds  []groundView   `json:"grounds"`
	Waivable bool           `json:"waivable" doc:"all sides together may let the person go on"`
	Decider  string         `json:"decider"`
}

func (c *Call) recusalRule(r recusal.Rule) recusalRuleView {
	v := recusalRuleView{citeView{r.Cite.String(), r.Known, c.say(r.Note)}, r.Office, c.say(r.Name), []groundView{}, r.Waivable, c.say(r.Decider)}
	for _, g := range r.Grounds {
		v.Grounds = append(v.Grounds, groundView{g, c.say(recusal.GroundNames[g])})
	}
	return v
}

func recusalRules(c *Call) (Items[recusalRuleView], error) {
	if err := c.MayOwn(who.OrganizationRead); err != nil {
		return Items[recusalRuleView]{}, err
	}
	views := []recusalRuleView{}
	for _, r := range recusal.Rules {
		views = append(views, c.recusalRule(r))
	}
	return page(views, ""), nil
}

type recusalView struct {
	ID             string           `json:"id"`
	CaseID         cases.ID         `json:"case_id"`
	User           personView       `json:"user"`
	Organization   orgView          `json:"organization"`
	Office         recusal.Office   `json:"office"`
	State          recusal.State    `json:"state"`
	Bars           bool             `json:"bars" doc:"the person can neither act in the case nor read what is confidential"`
	GoesOn         string           `json:"goes_on,omitempty" doc:"while it is undecided: the work goes on"`
	PartyID        *party.ID        `json:"party_id" doc:"who objected; null where the person declared it"`
	Ground         recusal.Ground   `json:"ground,omitempty" doc:"to the person's own organisation and to who took it down"`
	GroundName     string           `json:"ground_name,omitempty"`
	Text           string           `json:"text,omitempty"`
	Form           string           `json:"form"`
	RaisedOn       calendar.Date    `json:"raised_on"`
	DecisionDueOn  *calendar.Date   `json:"decision_due_on"`
	DecidedOn      *calendar.Date   `json:"decided_on"`
	Decision       string           `json:"decision,omitempty"`
	Waivers        []recusal.Waiver `json:"waivers"`
	Substitute     *personView      `json:"substitute"`
	SubstituteDue  *calendar.Date   `json:"substitute_due_on"`
	Rule           recusalRuleView  `json:"rule"`
	AllowedActions []problem.Action `json:"allowed_actions"`
	Version        int              `json:"version"`
}

func (v recusalView) etag() string { return etagOf(v.Version) }

type personView struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

var goesOn = lang.T("决定前工作照常进行，不停止", "the work goes on until it is decided")

func (c *Call) recusal(f recusal.Facts) (recusalView, error) {
	rule := recusal.Of(f.Office)
	v := recusalView{
		ID: f.ID, CaseID: f.CaseID, User: personView{f.User, f.Name}, Organization: c.org(f.Organization), Office: f.Office, State: f.State, Bars: f.Bars(),
		PartyID: optional(f.PartyID), Form: f.Form, RaisedOn: f.Raised.On, DecidedOn: day(f.DecidedOn), Waivers: f.Waivers, Rule: c.recusalRule(rule),
		AllowedActions: []problem.Action{}, Version: f.Version,
	}
	if v.Waivers == nil {
		v.Waivers = []recusal.Waiver{}
	}
	if f.Pending() {
		v.GoesOn = c.say(goesOn)
	}
	_, _, mayDecide := c.Recusal(c.ctx, f.ID, who.RecusalDecide)
	if mine := c.Actor.Organization; mine == f.Organization || mine == f.ByOrg && mine != "" || mayDecide == nil || c.Actor.Party != "" && c.Actor.Party == string(f.PartyID) {
		v.Ground, v.GroundName, v.Text, v.Decision = f.Ground, c.say(recusal.GroundNames[f.Ground]), f.Text, f.Decision
	}
	if f.Substitute != "" {
		p, err := c.Tx.People.At(c.ctx, f.Organization, f.Substitute)
		if err == nil {
			v.Substitute = &personView{p.User, p.Name}
		}
	}
	c.recusalActions(&v, f, rule, mayDecide == nil)
	return v, c.recusalDays(&v)
}

func (c *Call) recusalActions(v *recusalView, f recusal.Facts, rule recusal.Rule, mayDecide bool) {
	add := func(action string, title lang.Text) {
		v.AllowedActions = append(v.AllowedActions, problem.Action{Action: action, Method: "POST", Href: prefix + "/recusals/" + f.ID + "/" + action, Title: c.say(title)})
	}
	if _, ok := recusal.Life.Find(f.State, recusal.Uphold, recusal.Decider); ok && mayDecide {
		add("decide", lang.T("作出决定", "decide"))
	}
	if _, ok := recusal.Life.Find(f.State, recusal.Waive, recusal.All); ok && rule.Waivable && f.User != c.Actor.User {
		if _, _, err := c.Recusal(c.ctx, f.ID, who.CaseAmend); err == nil {
			add("waive", recusal.Titles[recusal.Waive])
		}
	}
}

// recusalDays shows until when the word, or the substitute, is due.
func (c *Call) recusalDays(v *recusalView) error {
	all, err := c.Tx.Clocks.OfCase(c.ctx, v.CaseID)
	for _, x := range all {
		if x.Of != "recusal/"+v.ID || !x.Live() {
			continue
		}
		switch x.Rule {
		case "recusal.decide":
			v.DecisionDueOn = day(x.DueOn)
		case "recusal.substitute":
			v.SubstituteDue = day(x.DueOn)
		}
	}
	return err
}

func caseRecusals(c *Call) (Items[recusalView], error) {
	x, _, err := c.See(c.ctx, c.caseID(), who.CaseCard)
	if err != nil {
		return Items[recusalView]{}, err
	}
	all, err := c.Tx.Recusals.OfCase(c.ctx, x.Facts().ID)
	if err != nil {
		return Items[recusalView]{}, err
	}
	views := []recusalView{}
	for _, f := range all {
		v, err := c.recusal(f)
		if err != nil {
			return Items[recusalView]{}, err
		}
		views = append(views, v)
	}
	return page(views, ""), c.notice(string(c.caseID()), "recusals.listed", "case/"+string(c.caseID()))
}

type recusalIn struct {
	UserID   string         `json:"user_id,omitempty" doc:"whom a party objects to; without it, oneself"`
	At       org.ID         `json:"organization_id,omitempty" doc:"where they are met, for who works in more than one"`
	PartyID  party.ID       `json:"party_id,omitempty" doc:"who objects"`
	Ground   recusal.Ground `json:"ground"`
	Text     string         `json:"text"`
	Form     string         `json:"form,omitempty" doc:"of an objection: written, recorded, phone or online"`
	RaisedOn calendar.Date  `json:"raised_on,omitempty"`
	Proof    *cases.Proof   `json:"proof,omitempty"`
	Reason   string         `json:"reason,omitempty"`
}

func (in recusalIn) raising() desk.Raising {
	return desk.Raising{User: in.UserID, Organization: in.At, PartyID: in.PartyID, Ground: in.Ground, Text: in.Text, Form: in.Form, Raised: desk.Day{On: in.RaisedOn, Proof: in.Proof, Reason: in.Reason}}
}

func raiseRecusal(c *Call, in recusalIn) (recusalView, error) {
	f, err := c.RaiseRecusal(c.ctx, c.caseID(), in.raising())
	if err != nil {
		return recusalView{}, err
	}
	return c.recusal(f)
}

type ownRecusalIn struct {
	UserID string         `json:"user_id"`
	At     org.ID         `json:"organization_id,omitempty"`
	Ground recusal.Ground `json:"ground"`
	Text   string         `json:"text"`
}

func ownRecusal(c *Call, in ownRecusalIn) (ownRecusalView, error) {
	f, err := c.OwnRecusal(c.ctx, desk.Raising{User: in.UserID, Organization: in.At, Ground: in.Ground, Text: in.Text})
	if err != nil {
		return ownRecusalView{}, err
	}
	return c.ownRecusal(f)
}

type decideRecusalIn struct {
	Decision  recusal.State `json:"decision" doc:"upheld or rejected"`
	Text      string        `json:"text"`
	DecidedOn calendar.Date `json:"decided_on,omitempty"`
	Proof     *cases.Proof  `json:"proof,omitempty"`
	Reason    string        `json:"reason,omitempty"`
}

func decideRecusal(c *Call, in decideRecusalIn) (recusalView, error) {
	f, err := c.DecideRecusal(c.ctx, c.req.Params["id"], desk.Deciding{Decision: in.Decision, Text: in.Text, Decided: desk.Day{On: in.DecidedOn, Proof: in.Proof, Reason: in.Reason}})
	if err != nil {
		return recusalView{}, err
	}
	return c.recusal(f)
}

type waiveIn struct {
	PartyID party.ID      `json:"party_id"`
	Form    string        `json:"form" doc:"written or recorded"`
	On      calendar.Date `json:"on,omitempty"`
	Proof   *cases.Proof  `json:"proof,omitempty"`
	Reason  string        `json:"reason,omitempty"`
}

func waiveRecusal(c *Call, in waiveIn) (recusalView, error) {
	f, err := c.WaiveRecusal(c.ctx, c.req.Params["id"], desk.Waiving{PartyID: in.PartyID, Form: in.Form, On: desk.Day{On: in.On, Proof: in.Proof, Reason: in.Reason}})
	if err != nil {
		return recusalView{}, err
	}
	return c.recusal(f)
}

type participantView struct {
	ID           string         `json:"id"`
	Role         procedure.Part `json:"role"`
	RoleName     string         `json:"role_name"`
	UserID       *string        `json:"user_id"`
	Name         string         `json:"name"`
	Organization *orgView       `json:"organization"`
	PartyID      *party.ID      `json:"party_id"`
	Since        *time.Time     `json:"since"`
}

func (c *Call) participant(p procedure.Participant) participantView {
	return participantView{ID: p.ID, Role: p.Role, RoleName: c.say(procedure.PartNames[p.Role]), UserID: optional(p.User), Name: p.Name, Organization: c.orgOrNil(p.Organization), PartyID: optional(p.PartyID), Since: instant(p.At)}
}

func participants(c *Call) (Items[participantView], error) {
	p, _, err := c.Proceeding(c.ctx, c.proceedingID(), who.ProceedingRead)
	if err != nil {
		return Items[participantView]{}, err
	}
	all, err := c.Tx.People.Participants(c.ctx, p.Facts().CaseID)
	views := []participantView{}
	for _, x := range all {
		if x.ProceedingID == p.Facts().ID {
			views = append(views, c.participant(x))
		}
	}
	if err != nil {
		return page(views, ""), err
	}
	return page(views, ""), c.notice(string(p.Facts().CaseID), "participants.listed", "proceeding/"+string(p.Facts().ID))
}

type participantIn struct {
	Role           procedure.Part `json:"role"`
	UserID         string         `json:"user_id,omitempty"`
	Name           string         `json:"name,omitempty" doc:"of somebody without an account"`
	OrganizationID org.ID         `json:"organization_id,omitempty"`
	PartyID        party.ID       `json:"party_id,omitempty" doc:"for whom an agent acts"`
	Namesake       bool           `json:"namesake,omitempty" doc:"another person of the same name as one who mediated, checked by papers"`
}

func addParticipant(c *Call, in participantIn) (participantView, error) {
	p, err := c.AddParticipant(c.ctx, c.proceedingID(), desk.TakingPart{Role: in.Role, User: in.UserID, Name: in.Name, Organization: in.OrganizationID, PartyID: in.PartyID, Namesake: in.Namesake})
	if err != nil {
		return participantView{}, err
	}
	return c.participant(p), nil
}
