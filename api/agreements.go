package api

import (
	"strconv"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/desk"
	"liandong/domain/fault"
	"liandong/domain/procedure"
	"liandong/domain/who"
)

func agreementRoutes() []Route {
	return []Route{
		list("/agreements", "本组协议和口头协议登记 · agreements of one's team, the register of oral ones among them", who.AgreementList, ofNothing, teamAgreements,
			Parameter{Name: "form", Codes: procedure.AgreementForms}).logged(),
		look("/agreements/:id", "协议和履行 · an agreement and what became of it", who.Confidential, ofAgreement, oneAgreement).logged(),
		act("POST", "/agreements/:id/performance/:item", "登记履行情况 · follow up what was promised", who.ProceedingAct, ofAgreement, followUp),
		list("/party/agreements", "我的协议 · my agreements", who.PartySelf, ofParty, ownAgreements).logged(),
		act("POST", "/party/agreements/:id/sign", "签署协议 · sign my agreement", who.PartySelf, ofParty, ownSign),
	}
}

type dutyView struct {
	procedure.Duty
	Item    int               `json:"item" doc:"its place, from 1"`
	Result  *procedure.Result `json:"result" doc:"the last word; null while nothing was followed up"`
	On      *calendar.Date    `json:"on"`
	Text    string            `json:"text,omitempty"`
	Lines   []performanceView `json:"lines" doc:"every follow-up, oldest first"`
	Overdue bool              `json:"overdue"`
	Follow  string            `json:"follow,omitempty" doc:"where to say what became of it"`
}

type performanceView struct {
	Result procedure.Result `json:"result"`
	On     calendar.Date    `json:"on"`
	Text   string           `json:"text,omitempty"`
	Proof  *cases.Proof     `json:"proof,omitempty"`
}

func (c *Call) duties(a procedure.Agreement, all []procedure.Performance) []dutyView {
	views := []dutyView{}
	for i, d := range a.Performance {
		v := dutyView{Duty: d, Item: i + 1, Lines: []performanceView{}}
		for _, p := range all {
			if p.Item == v.Item {
				v.Lines = append(v.Lines, performanceView{p.Result, p.Happened.On, p.Text, p.Happened.Proof})
			}
		}
		last, said := procedure.Latest(all, v.Item)
		if said {
			v.Result, v.On, v.Text = &last.Result, day(last.Happened.On), last.Text
		}
		open := !said || last.Result != procedure.Performed
		v.Overdue = open && d.ByOn < c.Today()
		if open && a.EffectiveOn != "" {
			v.Follow = prefix + "/agreements/" + a.ID + "/performance/" + strconv.Itoa(v.Item)
		}
		views = append(views, v)
	}
	return views
}

type agreementLine struct {
	ID          string         `json:"id"`
	CaseID      cases.ID       `json:"case_id"`
	CaseNumber  string         `json:"case_number"`
	Form        string         `json:"form"`
	Terms       string         `json:"terms"`
	ReachedOn   *calendar.Date `json:"reached_on"`
	Proof       *cases.Proof   `json:"proof,omitempty"`
	EffectiveOn *calendar.Date `json:"effective_on"`
	NextDueOn   *calendar.Date `json:"next_due_on"`
	Performance []dutyView     `json:"performance"`
}

// teamAgreements lists what the caller's own team brought about: its terms are
// for that team, like everything said in the mediation.
func teamAgreements(c *Call) (Items[agreementLine], error) {
	if err := c.MayOwn(who.AgreementList); err != nil {
		return Items[agreementLine]{}, err
	}
	p, err := c.page()
	if err != nil {
		return Items[agreementLine]{}, err
	}
	all, next, err := c.lists().Agreements(c.ctx, c.Actor.Organization, c.Actor.Team, c.req.Query["form"], p)
	if err != nil {
		return Items[agreementLine]{}, err
	}
	views := []agreementLine{}
	for _, a := range all {
		if _, _, _, err := c.Agreement(c.ctx, a.ID, who.Confidential); err != nil {
			if fault.Of(err) == nil {
				return Items[agreementLine]{}, err
			}
			continue // recused, or no longer of a role that handles it
		}
		x, err := c.Tx.Cases.Get(c.ctx, a.CaseID)
		if err != nil {
			return Items[agreementLine]{}, err
		}
		lines, err := c.Tx.Follow.Performances(c.ctx, a.ID)
		if err != nil {
			return Items[agreementLine]{}, err
		}
		views = append(views, agreementLine{
			ID: a.ID, CaseID: a.CaseID, CaseNumber: x.Facts().Number, Form: a.Form, Terms: a.Terms, ReachedOn: day(a.Made.On), Proof: a.Made.Proof,
			EffectiveOn: day(a.EffectiveOn), NextDueOn: day(procedure.NextDue(a, lines)), Performance: c.duties(a, lines),
		})
	}
	return page(views, next), c.notice("", "agreements.listed", "organization/"+string(c.Actor.Organization))
}

func oneAgreement(c *Call) (agreementView, error) {
	a, _, _, err := c.Agreement(c.ctx, c.req.Params["id"], who.Confidential)
	if err != nil {
		return agreementView{}, err
	}
	v, err := c.agreementView(a)
	if err != nil {
		return v, err
	}
	return v, c.notice(string(a.CaseID), "agreement.viewed", "agreement/"+a.ID)
}

type followIn struct {
	Result procedure.Result `json:"result"`
	On     calendar.Date    `json:"on,omitempty"`
	Proof  *cases.Proof     `json:"proof,omitempty"`
	Reason string           `json:"reason,omitempty"`
	Text   string           `json:"text,omitempty"`
}

type followedView struct {
	agreementView
	Routes []routeView `json:"routes" doc:"after a breach: the ways that are open now, with their clocks"`
}

func followUp(c *Call, in followIn) (followedView, error) {
	item, err := strconv.Atoi(c.req.Params["item"])
	if err != nil {
		item = 0
	}
	a, err := c.RecordPerformance(c.ctx, c.req.Params["id"], desk.Following{Item: item, Result: in.Result, Text: in.Text, On: desk.Day{On: in.On, Proof: in.Proof, Reason: in.Reason}})
	if err != nil {
		return followedView{}, err
	}
	v := followedView{Routes: []routeView{}}
	if v.agreementView, err = c.agreementView(a); err != nil || in.Result != procedure.Breached {
		return v, err
	}
	v.Routes, err = c.waysOpen(a.CaseID)
	return v, err
}

type ownAgreementView struct {
	ID          string          `json:"id"`
	Terms       string          `json:"terms"`
	Form        string          `json:"form"`
	EffectiveOn *calendar.Date  `json:"effective_on"`
	Signed      bool            `json:"signed" doc:"by me"`
	Signatures  []signatureView `json:"signatures" doc:"my own"`
	Waiting     int             `json:"waiting" doc:"how many signatures are still missing"`
	Performance []dutyView      `json:"performance"`
}

func (c *Call) ownAgreement(a procedure.Agreement) (ownAgreementView, error) {
	full, err := c.agreementView(a)
	v := ownAgreementView{ID: a.ID, Terms: a.Terms, Form: a.Form, EffectiveOn: day(a.EffectiveOn), Waiting: len(full.Missing), Performance: full.Performance}
	for i := range v.Performance {
		v.Performance[i].Follow = ""
	}
	v.Signatures = []signatureView{}
	for _, s := range a.Signatures {
		if s.Signer == c.Actor.Party {
			v.Signed, v.Signatures = true, append(v.Signatures, signatureView{s.Signer, s.Signed.On, s.Grade})
		}
	}
	return v, err
}

func ownAgreements(c *Call) (Items[ownAgreementView], error) {
	all, _, err := c.OwnAgreements(c.ctx)
	if err != nil {
		return Items[ownAgreementView]{}, err
	}
	views := []ownAgreementView{}
	for _, a := range all {
		v, err := c.ownAgreement(a)
		if err != nil {
			return Items[ownAgreementView]{}, err
		}
		views = append(views, v)
	}
	return page(views, ""), c.notice(c.Actor.Case, "agreements.read", c.Actor.Holder())
}

func ownSign(c *Call, _ none) (ownAgreementView, error) {
	a, err := c.OwnSign(c.ctx, c.req.Params["id"])
	if err != nil {
		return ownAgreementView{}, err
	}
	return c.ownAgreement(a)
}
