package api

import (
	"liandong/domain/cases"
	"liandong/domain/channel"
	"liandong/domain/desk"
	"liandong/domain/routing"
	"liandong/domain/safety"
)

type helpView struct {
	Code  string        `json:"code"`
	Title string        `json:"title"`
	Text  string        `json:"text"`
	Phone string        `json:"phone,omitempty"`
	Cite  []string      `json:"cite"`
	Known routing.Known `json:"known"`
}

// helps says what helps at once.
func (c *Call) helps(s *cases.Safety) []helpView {
	var views []helpView
	for _, h := range safety.Helps(s) {
		v := helpView{Code: h.Code, Title: c.say(h.Title), Text: c.say(h.Text), Phone: h.Phone, Known: h.Known}
		for _, x := range h.Cite {
			v.Cite = append(v.Cite, x.String())
		}
		views = append(views, v)
	}
	return views
}

// withCare adds to a case what only its handlers are told, and what waits to be undone.
func (c *Call) withCare(v *caseView, f cases.Facts, sight desk.Sight) error {
	v.Withdrawals = []withdrawalView{}
	all, err := c.WithdrawalsOf(c.ctx, f.ID)
	if err != nil {
		return err
	}
	for _, x := range all {
		v.Withdrawals = append(v.Withdrawals, c.withdrawal(x))
	}
	if c.SeesSafety(f, sight) {
		v.Safety = c.helps(f.Safety)
	}
	v.Protected, err = c.Sheltered(c.ctx, f, sight)
	return err
}

type caseRoutesView struct {
	routingView
	Preselected *channel.Route `json:"preselected" doc:"the way a window is led to first; never mediation where somebody may be in danger"`
	Safety      []helpView     `json:"safety,omitempty"`
}

// carefully shows the ways of a case: behind what helps at once, and with
// mediation last, where the window noticed danger.
func (c *Call) carefully(a routing.Answer, f cases.Facts, sight desk.Sight) caseRoutesView {
	var s *cases.Safety
	if c.SeesSafety(f, sight) {
		s = f.Safety
	}
	if s.Any() {
		a = safety.Ordered(a, s)
	}
	first := safety.Preselected(a, s)
	return caseRoutesView{routingView: c.routing(a), Preselected: optional(first), Safety: c.helps(s)}
}
