package api

import (
	"time"

	"liandong/api/problem"
	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/channel"
	"liandong/domain/procedure"
)

type proceedingView struct {
	ID             procedure.ID        `json:"id"`
	CaseID         cases.ID            `json:"case_id"`
	ReferralID     *string             `json:"referral_id"`
	Channel        channel.Channel     `json:"channel"`
	Route          channel.Route       `json:"route"`
	Organization   orgView             `json:"organization"`
	Team           string              `json:"team,omitempty"`
	Life           string              `json:"life" doc:"the name of its table in docs/machines"`
	State          procedure.State     `json:"state"`
	OpenedAt       *time.Time          `json:"opened_at"`
	EndedAt        *time.Time          `json:"ended_at"`
	Outcome        *procedure.Outcome  `json:"outcome"`
	Number         *string             `json:"number"`
	FiledOn        *calendar.Date      `json:"filed_on"`
	DecidedOn      *calendar.Date      `json:"decided_on"`
	Result         string              `json:"result,omitempty" doc:"the text of an opinion, award, decision, judgment or ruling"`
	Served         []procedure.Service `json:"served,omitempty"`
	EndCode        string              `json:"end_code,omitempty" doc:"to the handling team only"`
	EndText        string              `json:"end_text,omitempty" doc:"to the handling team only"`
	ReviewOn       *calendar.Date      `json:"review_on,omitempty"`
	Clocks         []clockView         `json:"clocks"`
	AllowedActions []problem.Action    `json:"allowed_actions"`
	Version        int                 `json:"version"`
}

func (v proceedingView) etag() string { return etagOf(v.Version) }

// hears tells whether the caller may read why a proceeding ended.
func (c *Call) hears(f procedure.Facts) (bool, error) {
	x, err := c.Tx.Cases.Get(c.ctx, f.CaseID)
	if err != nil {
		return false, err
	}
	r, err := c.Reader(c.ctx, x.Facts())
	return err == nil && r.Hears(f.ID), err
}

func (c *Call) proceeding(f procedure.Facts) (proceedingView, error) {
	v := proceedingView{
		ID: f.ID, CaseID: f.CaseID, ReferralID: optional(f.ReferralID), Channel: f.Channel, Route: f.Route, Organization: c.org(f.Organization),
		Team: f.Team, Life: procedure.LifeOf(f).Name, State: f.State, OpenedAt: instant(f.OpenedAt), EndedAt: instant(f.EndedAt), Number: optional(f.Number), FiledOn: day(f.FiledOn),
		DecidedOn: day(f.DecidedOn), Result: f.ResultText, Served: f.Served, ReviewOn: day(f.ReviewOn), Clocks: []clockView{}, Version: f.Version,
	}
	if f.Outcome != "" {
		v.Outcome = &f.Outcome
	}
	if f.EndCode != "" || f.EndText != "" {
		hears, err := c.hears(f)
		if err != nil {
			return v, err
		}
		if hears {
			v.EndCode, v.EndText = f.EndCode, f.EndText
		}
	}
	all, err := c.Tx.Clocks.OfCase(c.ctx, f.CaseID)
	if err == nil {
		all, err = c.SaidOfClocks(c.ctx, f.CaseID, all)
	}
	if err != nil {
		return v, err
	}
	for _, x := range all {
		if x.Of == "proceeding/"+string(f.ID) {
			v.Clocks = append(v.Clocks, c.clock(x))
		}
	}
	allowed, err := c.ProceedingActions(c.ctx, f)
	v.AllowedActions = c.proceedingActions(f, allowed)
	return v, err
}
