package api

import (
	"slices"
	"strings"
	"time"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/consent"
	"liandong/domain/desk"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/who"
	"liandong/infra/gormdb"
)

func (a *App) partyActRoutes() []Route {
	return append(a.factorRoutes(),
		act("POST", "/party/withdraw", "撤回 · withdraw; three working days to undo", who.PartySelf, ofParty, withdraw),
		act("POST", "/party/withdraw/undo", "撤销撤回 · undo a withdrawal", who.PartySelf, ofParty, undoWithdrawal),
		act("POST", "/party/rating", "评价 · rate an organisation", who.PartySelf, ofParty, rate),
		look("/party/certificate", "请求证明 · what was asked of whom, against whom, when", who.PartySelf, ofParty, certificate).logged(),
		list("/party/recorded-for", "代我记录 · what was recorded for me", who.PartySelf, ofParty, ownRecorded),
		act("POST", "/party/recorded-for/:id/confirm", "确认代录 · it is so", who.PartySelf, ofParty, confirmRecorded),
		act("POST", "/party/recorded-for/:id/dispute", "否认代录 · it is not so", who.PartySelf, ofParty, disputeRecorded),
		list("/party/agents", "我的代理人 · who acts for me", who.PartySelf, ofParty, ownAgents),
		act("POST", "/party/agents/:id/confirm", "确认代理权限 · confirm what an agent may do", who.PartySelf, ofParty, confirmAgent),
		act("POST", "/party/agents/:id/dismiss", "解除代理 · end a representation", who.PartySelf, ofParty, dismissAgent),
		act("POST", "/cases/:id/withdraw", "代录撤回 · record a withdrawal for a party, to be confirmed by them", who.CaseAmend, ofCase, recordWithdrawal).creates(),
		list("/cases/:id/recorded-for", "代录 · what was recorded for the parties", who.CaseFile, ofCase, recordedFor),
	)
}

type withdrawalView struct {
	ID         string         `json:"id"`
	PartyID    party.ID       `json:"party_id"`
	State      string         `json:"state" doc:"recorded (not confirmed by the party), pending, done"`
	AskedAt    *time.Time     `json:"asked_at"`
	UndoUntil  *calendar.Date `json:"undo_until" doc:"the last day on which it can be undone"`
	RecordedBy *orgView       `json:"recorded_by,omitempty" doc:"who recorded it for the party"`
}

func (c *Call) withdrawal(x cases.Withdrawal) withdrawalView {
	return withdrawalView{ID: x.ID, PartyID: x.PartyID, State: x.State, AskedAt: instant(x.AskedAt), UndoUntil: day(x.UndoUntil), RecordedBy: c.orgOrNil(x.ByOrg)}
}

func withdraw(c *Call, _ none) (withdrawalView, error) {
	x, err := c.Withdraw(c.ctx)
	return c.withdrawal(x), err
}

func undoWithdrawal(c *Call, _ none) (withdrawalView, error) {
	x, err := c.UndoWithdrawal(c.ctx)
	return c.withdrawal(x), err
}

type recordWithdrawalIn struct {
	PartyID party.ID `json:"party_id"`
}

func recordWithdrawal(c *Call, in recordWithdrawalIn) (withdrawalView, error) {
	x, err := c.RecordWithdrawal(c.ctx, c.caseID(), in.PartyID)
	return c.withdrawal(x), err
}

// ownActs adds what a party may do on their own page, as the domain says.
func (c *Call) ownActs(v *ownCaseView, own desk.Own) error {
	open := own.Case.State == cases.Open
	v.CanRate = []orgView{}
	all, err := c.WithdrawalsOf(c.ctx, own.Case.ID)
	if err != nil {
		return err
	}
	for _, x := range all {
		if x.PartyID == own.Party.ID && open == (x.State != cases.WithdrawalDone) {
			shown := c.withdrawal(x)
			v.Withdrawal = &shown
		}
	}
	v.CanWithdraw = open && own.Party.Role == party.Applicant && v.Withdrawal == nil
	if c.Actor.Agent != "" {
		a, err := c.Tx.Agents.Get(c.ctx, own.Case.ID, party.AgentID(c.Actor.Agent))
		if err != nil {
			return err
		}
		v.Acting = &agentNameView{ID: a.ID, Kind: a.Kind, Name: a.Name}
		v.CanWithdraw = v.CanWithdraw && a.May(party.PowerWithdraw, c.Today()) == nil
		v.CanAgree = v.CanAgree && a.May(party.PowerConsent, c.Today()) == nil
		return nil
	}
	if c.Actor.Origin != desk.OwnDevice {
		return nil
	}
	dealt, err := c.DealtWith(c.ctx, own.Case.ID)
	for _, id := range dealt {
		if !slices.ContainsFunc(v.CanRate, func(o orgView) bool { return o.ID == id }) {
			v.CanRate = append(v.CanRate, c.org(id))
		}
	}
	return err
}

// aside keeps what happens around the other side's way in off a party's page:
// where somebody showed their paper tells where they are.
func aside(l gormdb.TimelineLine, own party.ID) bool {
	return betweenOffices(l.Subject) || (l.Kind == "credential.reissued" || l.Kind == "agent.added" || l.Kind == "recorded_for.disputed") && l.Subject != "party/"+string(own)
}

// betweenOffices tells what passes between organisations about a case and is no party's.
func betweenOffices(subject string) bool {
	kind, _, _ := strings.Cut(subject, "/")
	return kind == "directive" || kind == "official" || kind == "decision" || kind == "conference"
}

type ratingIn struct {
	Score          int    `json:"score" doc:"1 to 5"`
	OrganizationID org.ID `json:"organization_id,omitempty" doc:"an organisation that dealt with the matter; its custodian by default"`
}

func rate(c *Call, in ratingIn) (doneView, error) {
	err := c.Rate(c.ctx, in.OrganizationID, in.Score)
	return doneView{err == nil}, err
}

type recordedView struct {
	ID         string           `json:"id"`
	PartyID    party.ID         `json:"party_id" doc:"for whom"`
	Act        string           `json:"act" doc:"consent or withdrawal"`
	Subject    string           `json:"subject"`
	By         orgView          `json:"recorded_by"`
	RecordedAt *time.Time       `json:"recorded_at"`
	Answer     string           `json:"answer,omitempty" doc:"the party's own word: confirmed or disputed"`
	AnsweredAt *time.Time       `json:"answered_at"`
	Consent    *consent.Subject `json:"consent_subject,omitempty" doc:"to the party: what was recorded"`
	Said       string           `json:"consent_answer,omitempty" doc:"to the party"`
}

func (c *Call) recorded(r desk.Recording) recordedView {
	return recordedView{ID: r.ID, PartyID: r.PartyID, Act: r.Act, Subject: r.Subject, By: c.org(r.ByOrg), RecordedAt: instant(r.At), Answer: r.Answer, AnsweredAt: instant(r.AnsweredAt)}
}

func recordedFor(c *Call) (Items[recordedView], error) {
	all, err := c.RecordedFor(c.ctx, c.caseID())
	views := []recordedView{}
	for _, r := range all {
		views = append(views, c.recorded(r))
	}
	return page(views, ""), err
}

func ownRecorded(c *Call) (Items[recordedView], error) {
	all, err := c.OwnRecorded(c.ctx)
	if err != nil {
		return Items[recordedView]{}, err
	}
	views := []recordedView{}
	for _, r := range all {
		v := c.recorded(r)
		if r.Act == desk.RecordedConsent {
			said, err := c.WordOf(c.ctx, r)
			if err != nil {
				return Items[recordedView]{}, err
			}
			v.Consent, v.Said = &said.Subject, said.Answer
		}
		views = append(views, v)
	}
	return page(views, ""), nil
}

func confirmRecorded(c *Call, _ none) (recordedView, error) {
	r, err := c.ConfirmRecording(c.ctx, c.req.Params["id"])
	return c.recorded(r), err
}

func disputeRecorded(c *Call, _ none) (recordedView, error) {
	r, err := c.DisputeRecording(c.ctx, c.req.Params["id"])
	return c.recorded(r), err
}

type requestView struct {
	AskedOn    calendar.Date  `json:"asked_on" doc:"the day on which it reached whom it was asked of"`
	EnteredAt  *time.Time     `json:"entered_at"`
	Of         orgView        `json:"of"`
	AcceptedOn *calendar.Date `json:"accepted_on"`
	What       []string       `json:"what"`
	Against    []string       `json:"against"`
}

type certificateView struct {
	Number   string        `json:"number"`
	Party    partyNameView `json:"party"`
	Requests []requestView `json:"requests"`
	Notes    []noteOfLaw   `json:"notes"`
	MadeAt   *time.Time    `json:"made_at"`
}

type noteOfLaw struct {
	Text string `json:"text"`
	Cite string `json:"cite"`
}

func certificate(c *Call) (certificateView, error) {
	cert, err := c.Certificate(c.ctx)
	if err != nil {
		return certificateView{}, err
	}
	v := certificateView{
		Number: cert.Number, Party: partyNameView{ID: string(cert.Party.ID), Role: string(cert.Party.Role), Name: cert.Party.Name}, Requests: []requestView{}, Notes: []noteOfLaw{}, MadeAt: instant(c.Now),
	}
	for _, r := range cert.Requests {
		v.Requests = append(v.Requests, requestView{AskedOn: r.AskedOn, EnteredAt: instant(r.EnteredAt), Of: c.org(r.Of), AcceptedOn: day(r.AcceptedOn), What: r.What, Against: r.Against})
	}
	for _, n := range cert.Notes {
		v.Notes = append(v.Notes, noteOfLaw{c.say(n.Text), n.Cite.String()})
	}
	return v, c.notice(c.Actor.Case, "certificate.made", c.Actor.Holder())
}
