package api

import (
	"time"

	"liandong/domain/calendar"
	"liandong/domain/desk"
	"liandong/domain/party"
	"liandong/domain/procedure"
	"liandong/domain/statute"
	"liandong/domain/who"
)

type namingIn struct {
	UserID string `json:"user_id"`
}

type assignmentView struct {
	ID           string        `json:"id"`
	Kind         string        `json:"kind" doc:"handler or lead"`
	User         personView    `json:"user"`
	Team         string        `json:"team,omitempty"`
	Organization orgView       `json:"organization"`
	ProceedingID *procedure.ID `json:"proceeding_id" doc:"null: of the whole case"`
	From         *time.Time    `json:"from"`
	Until        *time.Time    `json:"until"`
	// AwayUntil and Deputy say who stands in while the person is away.
	AwayUntil *calendar.Date `json:"away_until,omitempty"`
	Deputy    *personView    `json:"deputy,omitempty"`
}

func (c *Call) assignment(a procedure.Assignment) assignmentView {
	return assignmentView{ID: a.ID, Kind: a.Kind, User: personView{a.User, a.Name}, Team: a.Team, Organization: c.org(a.Organization), ProceedingID: optional(a.ProceedingID), From: instant(a.From), Until: instant(a.Until)}
}

func (c *Call) assigned(kind string, in namingIn) (assignmentView, error) {
	a, _, err := c.Assign(c.ctx, c.caseID(), desk.Naming{Kind: kind, User: in.UserID}, c.version())
	if err != nil {
		return assignmentView{}, err
	}
	return c.assignment(a), nil
}

func nameProceedingHandler(c *Call, in namingIn) (proceedingView, error) {
	return c.proceeded(c.AssignProceeding(c.ctx, c.proceedingID(), in.UserID, c.version()))
}

func assignments(c *Call) (Items[assignmentView], error) {
	if _, _, err := c.See(c.ctx, c.caseID(), who.CaseFile); err != nil {
		return Items[assignmentView]{}, err
	}
	all, err := c.Tx.People.Assignments(c.ctx, c.caseID())
	if err != nil {
		return Items[assignmentView]{}, err
	}
	away, err := c.Absences(c.ctx)
	views := []assignmentView{}
	for _, a := range all {
		v := c.assignment(a)
		if x, out := who.Away(away, a.User, c.Today()); out && a.Until.IsZero() && a.Organization == x.Organization {
			v.AwayUntil, v.Deputy = day(x.Until), showAbsence(x).Deputy
		}
		views = append(views, v)
	}
	if err != nil {
		return page(views, ""), err
	}
	return page(views, ""), c.notice(string(c.caseID()), "assignments.listed", "case/"+string(c.caseID()))
}

type candidateView struct {
	personView
	Team    string             `json:"team,omitempty"`
	Roles   []who.Role         `json:"roles"`
	Can     bool               `json:"can"`
	Why     string             `json:"why,omitempty" doc:"why not"`
	WhyCode string             `json:"why_code,omitempty"`
	Cite    []statute.Citation `json:"cite"`
}

func candidates(c *Call) (Items[candidateView], error) {
	all, err := c.Candidates(c.ctx, c.caseID())
	views := []candidateView{}
	for _, x := range all {
		v := candidateView{personView: personView{x.User, x.Name}, Team: x.Team, Roles: x.Roles, Can: x.Refused == nil, Cite: []statute.Citation{}}
		if x.Refused != nil {
			v.Why, v.WhyCode, v.Cite = c.say(x.Refused.Title), x.Refused.Code, cites(x.Refused.Cite)
		}
		views = append(views, v)
	}
	return page(views, ""), err
}

type attemptView struct {
	ID           string     `json:"id"`
	PartyID      party.ID   `json:"party_id"`
	Way          string     `json:"way"`
	Reached      bool       `json:"reached"`
	Text         string     `json:"text,omitempty" doc:"to the team that wrote it"`
	Organization orgView    `json:"organization"`
	At           *time.Time `json:"at"`
}

func attempts(c *Call) (Items[attemptView], error) {
	all, err := c.Attempts(c.ctx, c.caseID())
	views := []attemptView{}
	for _, t := range all {
		views = append(views, attemptView{ID: t.ID, PartyID: t.PartyID, Way: t.Way, Reached: t.Reached, Text: t.Text, Organization: c.org(t.Organization), At: instant(t.At)})
	}
	if err != nil {
		return page(views, ""), err
	}
	return page(views, ""), c.notice(string(c.caseID()), "contact_attempts.listed", "case/"+string(c.caseID()))
}
