package api

import (
	"time"

	"liandong/domain/cases"
	"liandong/domain/desk"
	"liandong/domain/group"
	"liandong/domain/party"
	"liandong/domain/who"
)

func groupPlanRoutes() []Route {
	return []Route{
		list("/groups/:id/plans", "串并办理方案 · the plan of a group, each version", who.CaseFile, ofGroup, groupPlans),
		act("POST", "/groups/:id/plans", "写办理方案 · write how the cases of a group are to be handled; each party is asked for a word of its own", who.CaseArrange, ofGroup, writePlan).creates(),
	}
}

type planView struct {
	No           int        `json:"no" doc:"from 1; also its version for If-Match"`
	Text         string     `json:"text"`
	Organization orgView    `json:"organization"`
	MadeAt       *time.Time `json:"made_at"`
}

func (v planView) etag() string { return etagOf(v.No) }

func (c *Call) plan(p group.Plan) planView {
	return planView{p.No, p.Text, c.org(p.Organization), instant(p.MadeAt)}
}

func groupPlans(c *Call) (Items[planView], error) {
	all, err := c.Plans(c.ctx, c.groupID())
	views := make([]planView, 0, len(all))
	for _, p := range all {
		views = append(views, c.plan(p))
	}
	return page(views, ""), err
}

func writePlan(c *Call, in textIn) (planView, error) {
	p, err := c.WritePlan(c.ctx, c.groupID(), in.Text, c.version())
	c.location = prefix + "/groups/" + string(c.groupID()) + "/plans"
	return c.plan(p), err
}

type planWordView struct {
	PartyID party.ID `json:"party_id"`
	Answer  string   `json:"answer" doc:"yes, no, or empty: not asked about the newest plan yet"`
}

// planWords are the applicants' own words on the newest plan of their group.
func (c *Call) planWords(p group.Plan, id cases.ID, all []party.Party) ([]planWordView, error) {
	book, err := c.Readable(c.ctx, id)
	views := []planWordView{}
	for _, x := range all {
		if x.Role == party.Applicant {
			views = append(views, planWordView{x.ID, p.Word(book, x.ID)})
		}
	}
	return views, err
}

// ownPlanView is the plan as one of the many reads it.
type ownPlanView struct {
	Text         string     `json:"text"`
	Organization orgView    `json:"organization"`
	MadeAt       *time.Time `json:"made_at"`
	Answer       string     `json:"answer" doc:"the party's own word on this plan; empty: none yet"`
}

func (c *Call) ownPlan(own desk.Own) (*ownPlanView, error) {
	p, word, ok, err := c.OwnPlan(c.ctx, own)
	if err != nil || !ok {
		return nil, err
	}
	return &ownPlanView{p.Text, c.org(p.Organization), instant(p.MadeAt), word}, nil
}
