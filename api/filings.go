package api

import (
	"strings"
	"time"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/desk"
	"liandong/domain/filing"
	"liandong/domain/routing"
	"liandong/domain/statute"
	"liandong/domain/who"
)

// filingRoutes are a party's application on its way into a court, a tribunal
// or a reconsideration body, and the numbers these give it.
func filingRoutes() []Route {
	return []Route{
		look("/referrals/:id/completeness", "材料核对 · an application beside the filing list of its kind", who.ReferralRead, ofReferral, completeness),
		act("POST", "/referrals/:id/hand-in", "登记收到申请 · record that the application was handed in", who.ReferralRead, ofReferral, func(c *Call, in handInIn) (referralView, error) {
			return c.moved(c.TakeApplication(c.ctx, c.referralID(), desk.HandingIn{On: desk.Day{On: in.HandedInOn, Proof: in.Proof, Reason: in.Reason}, Papers: in.Papers}, c.version()))
		}),
		act("POST", "/referrals/:id/supply-items", "补齐材料 · supply items", who.ReferralRead, ofReferral, func(c *Call, in supplyIn) (referralView, error) {
			s := desk.Supplying{Items: in.Items, Papers: in.Papers, Text: in.Text, On: desk.Day{On: in.SuppliedOn, Proof: in.Proof, Reason: in.Reason}}
			return c.moved(c.SupplyItems(c.ctx, c.referralID(), s, c.version()))
		}),
		act("POST", "/referrals/:id/file", "登记立案 · record the filing", who.ReferralRead, ofReferral, func(c *Call, in filingIn) (referralView, error) {
			return c.moved(c.File(c.ctx, c.referralID(), in.filing(), c.version()))
		}),
		act("POST", "/referrals/:id/refused", "登记不予受理 · record a refused filing", who.ReferralRead, ofReferral, func(c *Call, in refusedIn) (referralView, error) {
			f := desk.RefusedFiling{Text: in.Text, On: desk.Day{On: in.RefusedOn, Proof: in.Proof, Reason: in.Reason}, Served: in.ServedOn}
			return c.moved(c.RefuseFiling(c.ctx, c.referralID(), f, c.version()))
		}),
		list("/cases/:id/numbers", "外部编号 · numbers that bodies gave the matter", who.CaseFile, ofCase, caseNumbers),
		act("POST", "/cases/:id/numbers", "登记外部编号 · note a body's number", who.CaseAmend, ofCase, noteNumber),
	}
}

type handInIn struct {
	HandedInOn calendar.Date `json:"handed_in_on,omitempty"`
	Papers     []string      `json:"papers,omitempty" doc:"items of the filing list handed over on paper"`
	Proof      *cases.Proof  `json:"proof,omitempty" doc:"the body's receipt; the sender records with it only"`
	Reason     string        `json:"reason,omitempty"`
}

type supplyIn struct {
	Items      []string      `json:"items,omitempty" doc:"documents of the case that now go too"`
	Papers     []string      `json:"papers,omitempty" doc:"items of the filing list handed over on paper"`
	Text       string        `json:"text,omitempty"`
	SuppliedOn calendar.Date `json:"supplied_on,omitempty"`
	Proof      *cases.Proof  `json:"proof,omitempty"`
	Reason     string        `json:"reason,omitempty"`
}

type filingIn struct {
	Number  string        `json:"number"`
	FiledOn calendar.Date `json:"filed_on,omitempty"`
	Proof   *cases.Proof  `json:"proof,omitempty"`
	Reason  string        `json:"reason,omitempty"`
}

func (in filingIn) filing() desk.Filing {
	return desk.Filing{Number: strings.TrimSpace(in.Number), Filed: desk.Day{On: in.FiledOn, Proof: in.Proof, Reason: in.Reason}}
}

type refusedIn struct {
	Text      string        `json:"text"`
	RefusedOn calendar.Date `json:"refused_on,omitempty"`
	ServedOn  calendar.Date `json:"served_on,omitempty" doc:"the day the applicant had the paper: rights against it run from here"`
	Proof     *cases.Proof  `json:"proof,omitempty"`
	Reason    string        `json:"reason,omitempty"`
}

type completenessView struct {
	List     string            `json:"list" doc:"the filing list that was looked at; empty where the kind has none"`
	Once     string            `json:"once,omitempty" doc:"the article by which defects are named once and completely"`
	Complete bool              `json:"complete"`
	Items    []completenessRow `json:"items"`
	LeftOut  []string          `json:"left_out" doc:"codes of what is missing and was not asked for"`
	Steps    []filingStepView  `json:"steps" doc:"the application on its way, each step with its day in the world"`
	Warnings []oddView         `json:"warnings" doc:"what is odd about the body's number; it is kept as given"`
}

type completenessRow struct {
	Code   string        `json:"code"`
	Name   string        `json:"name"`
	Status filing.Status `json:"status"`
	Why    string        `json:"why"`
	Cite   string        `json:"cite,omitempty"`
	Known  routing.Known `json:"known" doc:"how the article's text is known: read, secondary or unconfirmed"`
}

type filingStepView struct {
	Kind         string        `json:"kind"`
	On           calendar.Date `json:"on"`
	EnteredAt    time.Time     `json:"entered_at"`
	Proof        *cases.Proof  `json:"proof,omitempty"`
	Items        []string      `json:"items,omitempty"`
	Papers       []string      `json:"papers,omitempty"`
	Text         string        `json:"text,omitempty"`
	Organization orgView       `json:"organization"`
}

type oddView struct {
	Code   string `json:"code"`
	Detail string `json:"detail"`
}

func completeness(c *Call) (completenessView, error) {
	known, err := c.Completeness(c.ctx, c.referralID())
	v := completenessView{Items: []completenessRow{}, LeftOut: []string{}, Steps: []filingStepView{}, Warnings: []oddView{}}
	if err != nil {
		return v, err
	}
	v.Complete = known.Answer.Complete()
	if l := known.Answer.List; l != nil {
		v.List, v.Once = c.say(l.Title), cited(l.Once)
	}
	for _, l := range known.Answer.Lines {
		v.Items = append(v.Items, completenessRow{l.Item.Code, c.say(l.Item.Name), l.Status, c.say(l.Why), cited(l.Item.Cite), l.Item.Known})
	}
	for _, i := range known.LeftOut {
		v.LeftOut = append(v.LeftOut, i.Code)
	}
	for _, s := range known.Steps {
		v.Steps = append(v.Steps, filingStepView{s.Kind, s.On.On, s.At, s.On.Proof, s.Items, s.Papers, s.Text, c.org(s.Organization)})
	}
	for _, w := range known.Warnings {
		v.Warnings = append(v.Warnings, oddView{w.Code, c.say(w.Detail)})
	}
	return v, nil
}

// cited is an article in words; nothing where there is none.
func cited(c statute.Citation) string {
	if c.Empty() {
		return ""
	}
	return c.String()
}

type numberIn struct {
	Kind   string        `json:"kind"`
	Number string        `json:"number"`
	On     calendar.Date `json:"on,omitempty" doc:"the day it was given"`
	Proof  *cases.Proof  `json:"proof,omitempty"`
	Reason string        `json:"reason,omitempty"`
}

type bodyNumberView struct {
	Kind         string        `json:"kind"`
	Number       string        `json:"number"`
	On           calendar.Date `json:"on"`
	Organization orgView       `json:"organization" doc:"who gave it, or who noted it"`
	Warnings     []oddView     `json:"warnings"`
}

func (c *Call) number(n filing.Number) bodyNumberView {
	v := bodyNumberView{n.Kind, n.Number, n.On.On, c.org(n.Organization), []oddView{}}
	for _, w := range filing.CourtNumber(n.Kind, n.Number, n.On.On) {
		v.Warnings = append(v.Warnings, oddView{w.Code, c.say(w.Detail)})
	}
	return v
}

func caseNumbers(c *Call) (Items[bodyNumberView], error) {
	if _, _, err := c.See(c.ctx, c.caseID(), who.CaseFile); err != nil {
		return Items[bodyNumberView]{}, err
	}
	all, err := c.Tx.Numbers.OfCase(c.ctx, c.caseID())
	views := make([]bodyNumberView, 0, len(all))
	for _, n := range all {
		views = append(views, c.number(n))
	}
	return page(views, ""), err
}

func noteNumber(c *Call, in numberIn) (Items[bodyNumberView], error) {
	f := desk.Filing{Number: strings.TrimSpace(in.Number), Filed: desk.Day{On: in.On, Proof: in.Proof, Reason: in.Reason}}
	if _, err := c.NoteNumber(c.ctx, c.caseID(), in.Kind, f, c.version()); err != nil {
		return Items[bodyNumberView]{}, err
	}
	return caseNumbers(c)
}
