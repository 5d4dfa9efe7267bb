package api

import (
	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/clock"
	"liandong/domain/desk"
	"liandong/domain/lang"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/procedure"
	"liandong/domain/recusal"
	"liandong/domain/referral"
	"liandong/domain/who"
	"liandong/infra/gormdb"
)

func (a *App) partyRoutes() []Route {
	return []Route{
		act("POST", "/party/session", "当事人登录 · a party's way in", who.Public, ofPublic, a.enter).keyless(),
		look("/party/case", "我的案件 · my case in plain words", who.PartySelf, ofParty, partyCase),
		act("POST", "/party/consents", "同意或拒绝 · agree or refuse", who.PartySelf, ofParty, partyConsent).creates(),
		list("/party/access-log", "谁看过我的案件 · who opened my case", who.PartySelf, ofParty, accessLog),
	}
}

type ownClockView struct {
	Name              string         `json:"name"`
	DueOn             *calendar.Date `json:"due_on"`
	State             clock.State    `json:"state"`
	StopsWhileWaiting bool           `json:"stops_while_waiting"`
	Text              string         `json:"text"`
}

type ownCaseView struct {
	Number   string         `json:"number"`
	State    cases.State    `json:"state"`
	Now      string         `json:"now"`
	Next     string         `json:"next"`
	ByWhen   *calendar.Date `json:"by_when"`
	Who      orgView        `json:"who"`
	Party    partyView      `json:"party"`
	Clocks   []ownClockView `json:"clocks" doc:"my own rights, and until when"`
	Acting   *agentNameView `json:"acting,omitempty" doc:"who acts for the party here, where somebody does"`
	CanAgree bool           `json:"can_agree"`
	Refuse   string         `json:"refuse" doc:"how to refuse mediation in one step"`
	Steps    []eventView    `json:"steps"`

	Withdrawal  *withdrawalView    `json:"withdrawal" doc:"of this party; pending as long as it can be undone"`
	CanWithdraw bool               `json:"can_withdraw"`
	CanRate     []orgView          `json:"can_rate" doc:"the organisations that dealt with the matter"`
	Reopen      []reopenGroundView `json:"can_reopen" doc:"why the closed matter can be taken up again, from here, in one step"`
	After       []afterView        `json:"after" doc:"what lives on when the matter is closed: in plain words, with the last day"`

	Official *ownOfficialView `json:"lead_official" doc:"the official who leads the matter, where one was named"`

	Needs    []needView       `json:"needs" doc:"what I said that I need"`
	People   []facingView     `json:"people" doc:"who handles my case, and to whom I may object"`
	Recusals []ownRecusalView `json:"recusals" doc:"my own objections"`
	Ways     []routeView      `json:"ways" doc:"the other ways that are open, with their clocks: mediation never takes them away"`
	Plan     *ownPlanView     `json:"group_plan" doc:"how my matter and others of the same cause are to be handled, where there is a plan; my word on it binds nobody else"`
}

type facingView struct {
	UserID       string       `json:"user_id"`
	Name         string       `json:"name"`
	Role         string       `json:"role"`
	Organization orgView      `json:"organization"`
	Grounds      []groundView `json:"grounds"`
	Cite         string       `json:"cite"`
}

func (c *Call) facing(id cases.ID) ([]facingView, error) {
	all, err := c.Facing(c.ctx, id)
	views := []facingView{}
	for _, f := range all {
		rule := c.recusalRule(recusal.Of(f.Office))
		v := facingView{UserID: f.User, Name: f.Name, Role: rule.Name, Organization: c.org(f.Organization), Grounds: rule.Grounds, Cite: rule.Cite}
		if f.Part != "" {
			v.Role = c.say(procedure.PartNames[f.Part])
		}
		views = append(views, v)
	}
	return views, err
}

type ownRecusalView struct {
	ID            string         `json:"id"`
	Name          string         `json:"name"`
	State         recusal.State  `json:"state"`
	GroundName    string         `json:"ground_name"`
	Text          string         `json:"text"`
	GoesOn        string         `json:"goes_on,omitempty"`
	DecisionDueOn *calendar.Date `json:"decision_due_on"`
	DecidedOn     *calendar.Date `json:"decided_on"`
	Decision      string         `json:"decision,omitempty"`
}

// ownRecusal is an objection as the party who made it reads it.
func (c *Call) ownRecusal(f recusal.Facts) (ownRecusalView, error) {
	full := recusalView{ID: f.ID, CaseID: f.CaseID}
	err := c.recusalDays(&full)
	v := ownRecusalView{
		ID: f.ID, Name: f.Name, State: f.State, GroundName: c.say(recusal.GroundNames[f.Ground]), Text: f.Text, DecisionDueOn: full.DecisionDueOn,
		DecidedOn: day(f.DecidedOn), Decision: f.Decision,
	}
	if f.Pending() {
		v.GoesOn = c.say(goesOn)
	}
	return v, err
}

func (c *Call) ownRecusals(id cases.ID) ([]ownRecusalView, error) {
	all, err := c.Tx.Recusals.OfCase(c.ctx, id)
	if err != nil {
		return nil, err
	}
	views := []ownRecusalView{}
	for _, f := range all {
		if string(f.PartyID) != c.Actor.Party {
			continue
		}
		v, err := c.ownRecusal(f)
		if err != nil {
			return nil, err
		}
		views = append(views, v)
	}
	return views, nil
}

// surroundings adds who handles the case, what the party objected to, and the other ways.
func (c *Call) surroundings(v *ownCaseView, id cases.ID) (err error) {
	v.Ways = []routeView{}
	if v.People, err = c.facing(id); err != nil {
		return err
	}
	if v.Recusals, err = c.ownRecusals(id); err != nil || v.State == cases.Closed {
		return err
	}
	v.Ways, err = c.waysOpen(id)
	return err
}

func partyCase(c *Call) (ownCaseView, error) {
	own, err := c.OwnCase(c.ctx)
	if err != nil {
		return ownCaseView{}, err
	}
	f := own.Case
	v := ownCaseView{
		Number: f.Number, State: f.State, ByWhen: day(f.NextDueOn), Who: c.org(f.Custodian), Party: partyFull(own.Party), Clocks: []ownClockView{},
		CanAgree: f.State == cases.Open, Refuse: c.say(lang.T("您可以随时在这里一步拒绝调解；拒绝不影响您的其他权利", "you may refuse mediation here at any time, in one step; refusing leaves your other rights as they are")), Steps: []eventView{},
	}
	if err := c.ownActs(&v, own); err != nil {
		return v, err
	}
	if err := c.afterClosing(&v, own); err != nil {
		return v, err
	}
	now, next := c.plainly(own)
	v.Now, v.Next = c.say(now), c.say(next)
	for _, x := range own.Clocks {
		if x.Kind == clock.Right && x.State == clock.Ticking {
			v.Clocks = append(v.Clocks, c.ownClock(x))
		}
	}
	v.Needs, _ = c.needs([]party.Party{own.Party})
	if err := c.surroundings(&v, f.ID); err != nil {
		return ownCaseView{}, err
	}
	if v.Plan, err = c.ownPlan(own); err != nil {
		return v, err
	}
	if v.Official, err = c.ownOfficial(own); err != nil {
		return ownCaseView{}, err
	}
	lines, _, err := c.lists().Timeline(c.ctx, f.ID, firstPage)
	for _, l := range lines {
		if aside(l, own.Party.ID) {
			continue
		}
		v.Steps = append(v.Steps, c.event(l))
	}
	return v, err
}

func (c *Call) ownClock(x desk.RunningClock) ownClockView {
	shown := c.clock(x.Running)
	return ownClockView{Name: shown.Name, DueOn: shown.DueOn, State: x.State, StopsWhileWaiting: x.StopsWhileWaiting, Text: c.say(waiting(x.Running))}
}

// plainly says in one sentence each where the case is and what comes next.
func (c *Call) plainly(own desk.Own) (now, next lang.Text) {
	holder := own.Custodian
	if own.Case.State == cases.Closed {
		return lang.T("您的事项已经办结。", "Your matter is closed."),
			lang.T("如果没有解决，或者对方没有履行，可以在这里一步要求重新办理，编号不变。", "If it was not settled or the other side does not perform, have it taken up again here, in one step, under the same number.")
	}
	for _, r := range own.Referrals {
		if r.State == referral.Guided {
			to := c.org(r.To).Name
			return lang.T("材料已经准备好，引导您向"+to+"提出申请；尚未立案，期限仍在计算。", "The papers are ready for your own application to "+to+"; not yet filed, the time still runs."),
				lang.T("请在期限内提交；立案后这里会显示案号。", "Hand them in before the time ends; the number will show here once it is filed.")
		}
	}
	for _, r := range own.Referrals {
		if r.State == referral.Offered {
			return lang.T(holder+"已请"+c.org(r.To).Name+"调解或者协商，正在等待对方单位答复。", holder+" has asked "+c.org(r.To).Name+" to take this up and waits for its answer."),
				lang.T("对方单位答复后会通知您；是否调解由您决定。", "You will hear once it has answered; whether to mediate is for you to decide.")
		}
	}
	for _, p := range own.Proceedings {
		if p.Open() && p.ReferralID != "" && p.State != procedure.HandedOn {
			return lang.T(c.org(p.Organization).Name+"正在办理您的事项。", c.org(p.Organization).Name+" is handling your matter."),
				lang.T("办理结果会在这里显示；有会议安排时会通知您。", "The result will show here; you will be told of any meeting.")
		}
	}
	return lang.T("您的事项由"+holder+"负责。", "Your matter is with "+holder+"."),
		lang.T(holder+"会告诉您下一步怎么办。", holder+" will tell you the next step.")
}

func partyConsent(c *Call, in partyConsentIn) (consentDoneView, error) {
	w := consentIn{Subject: in.Subject, Toward: in.Toward, Answer: in.Answer, Form: in.Form, PartyID: in.PartyID}.word()
	x, k, err := c.OwnConsent(c.ctx, w)
	if err != nil {
		return consentDoneView{}, err
	}
	return c.consented(x, k)
}

// partyConsentIn is consentIn; the party is always the one who is signed in.
type partyConsentIn struct {
	consentIn
	PartyID party.ID `json:"party_id,omitempty"`
	Form    string   `json:"form,omitempty"`
}

type accessView struct {
	At           string  `json:"at"`
	Organization orgView `json:"organization"`
	Role         string  `json:"role"`
	Action       string  `json:"action"`
}

// accessLog tells a party which organisation opened or changed their case, and when.
func accessLog(c *Call) (Items[accessView], error) {
	if err := c.MayOwn(who.PartySelf); err != nil {
		return Items[accessView]{}, err
	}
	found, err := c.entries(gormdb.EntryFilter{CaseID: c.Actor.Case})
	out := Items[accessView]{Items: []accessView{}, NextCursor: found.NextCursor}
	for _, e := range found.Items {
		if e.Role == string(who.PartyRole) && e.Actor != c.Actor.User {
			continue // what the other side does is not this party's to follow
		}
		out.Items = append(out.Items, accessView{At: e.At, Organization: c.org(org.ID(e.Organization)), Role: e.Role, Action: e.Action})
	}
	return out, err
}
