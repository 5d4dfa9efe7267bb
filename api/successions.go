package api

import (
	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/desk"
	"liandong/domain/org"
)

type successionIn struct {
	To     org.ID        `json:"to" doc:"who takes over"`
	On     calendar.Date `json:"on,omitempty" doc:"the legal day; today by default"`
	Proof  *cases.Proof  `json:"proof,omitempty"`
	Reason string        `json:"reason,omitempty" doc:"why another day than today"`
}

type successionView struct {
	From   organizationView `json:"from"`
	To     organizationView `json:"to"`
	On     calendar.Date    `json:"on"`
	Cases  int              `json:"cases" doc:"cases whose custody moved"`
	People int              `json:"people" doc:"accounts that went along"`
}

func succeed(c *Call, in successionIn) (successionView, error) {
	s, err := c.Succeed(c.ctx, org.ID(c.req.Params["id"]), desk.Succession{To: in.To, On: desk.Day{On: in.On, Proof: in.Proof, Reason: in.Reason}})
	if err != nil {
		return successionView{}, err
	}
	s.From.Ended, s.From.EndedOn, s.From.Heir = true, s.On, s.To.ID
	return successionView{From: showOrganization(s.From, "", ""), To: showOrganization(s.To, "", ""), On: s.On, Cases: s.Cases, People: s.People}, nil
}
