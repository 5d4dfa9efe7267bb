package api

import (
	"strings"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/fault"
	"liandong/domain/org"
	"liandong/domain/supervision"
	"liandong/domain/who"
	"liandong/infra/gormdb"
)

func supervisionRoutes() []Route {
	var kinds []string
	for _, r := range supervision.Reasons {
		kinds = append(kinds, string(r.Kind))
	}
	return []Route{
		list("/supervision/attention", "要我处理的 · what needs a superior now, the most urgent first", who.SupervisionRead, ofNothing, listAttention,
			Parameter{Name: "kind", Codes: kinds}, Parameter{Name: "custodian", Doc: "the organisation that has the case"}),
	}
}

type attentionView struct {
	Kind        supervision.Kind `json:"kind"`
	Reason      string           `json:"reason"`
	CaseID      cases.ID         `json:"case_id"`
	Number      string           `json:"case_number"`
	Category    string           `json:"category"`
	Custodian   orgView          `json:"custodian"`
	Acts        orgView          `json:"acts" doc:"who has to act"`
	Subject     string           `json:"subject" doc:"clock/…, referral/…, directive/…, official/… or case/…"`
	What        string           `json:"what,omitempty" doc:"the time limit by name"`
	On          calendar.Date    `json:"on" doc:"the last day; of a case without a step the day of the last one"`
	Workdays    *int             `json:"working_days_left" doc:"negative when the day is past; null where it is no last day, or far"`
	Own         bool             `json:"own" doc:"it is one's own organisation that has to act"`
	Informative bool             `json:"informative" doc:"of a body that decides for itself: nothing is late, and nothing is offered"`
	Cite        string           `json:"cite,omitempty"`
}

// listAttention leaves out what the organisation may not know of. A title may
// name people and is for who handles the case: none is shown here.
func listAttention(c *Call) (Items[attentionView], error) {
	if err := c.MayOwn(who.SupervisionRead); err != nil {
		return Items[attentionView]{}, err
	}
	p, err := c.page()
	if err != nil {
		return Items[attentionView]{}, err
	}
	kind := supervision.Kind(c.req.Query["kind"])
	if kind != "" && !supervision.Known(kind) {
		return Items[attentionView]{}, fault.Invalid("/kind", "unknown_code", "没有这类事由", "unknown kind")
	}
	mine, err := c.Mine(c.ctx)
	if err != nil {
		return Items[attentionView]{}, err
	}
	today := c.Today()
	all, next, err := c.lists().Attention(c.ctx, gormdb.Watch{
		Superior: c.Actor.Organization, Mine: mine, Today: today, Patiences: supervision.Patiences,
		Near: supervision.NearDay(c.Calendar, today, supervision.Near), Closing: supervision.NearDay(c.Calendar, today, supervision.Closing),
		Kind: kind, Custodian: org.ID(c.req.Query["custodian"]),
	}, p)
	if err != nil {
		return Items[attentionView]{}, err
	}
	views := make([]attentionView, 0, len(all))
	for _, a := range all {
		x, err := c.Tx.Cases.Get(c.ctx, a.CaseID)
		if err != nil {
			return Items[attentionView]{}, err
		}
		if barred, err := c.Barring(c.ctx, x.Facts()); err != nil {
			return Items[attentionView]{}, err
		} else if barred {
			continue
		}
		v, err := c.attention(a, x.Facts())
		if err != nil {
			return Items[attentionView]{}, err
		}
		views = append(views, v)
	}
	return page(views, next), nil
}

func (c *Call) attention(a gormdb.Attention, f cases.Facts) (attentionView, error) {
	r := supervision.ReasonOf(a.Kind)
	v := attentionView{
		Kind: a.Kind, Reason: c.say(r.Name), CaseID: f.ID, Number: f.Number, Category: f.Category, Custodian: c.org(f.Custodian), Acts: c.org(a.Org),
		Subject: a.Subject, On: a.Day, Own: a.Org == c.Actor.Organization,
	}
	if a.Kind != supervision.Idle && a.Kind != supervision.LapsedTwice {
		v.Workdays = supervision.WorkdaysLeft(c.Calendar, c.Today(), a.Day)
	}
	if !r.Cite.Empty() {
		v.Cite = r.Cite.String()
	}
	if o, err := c.Tx.Directory.Get(c.ctx, a.Org); err == nil {
		v.Informative = supervision.Independent(o.Kind)
	} else if fault.Of(err) == nil {
		return v, err
	}
	id, timed := strings.CutPrefix(a.Subject, "clock/")
	if !timed {
		return v, nil
	}
	k, err := c.Tx.Clocks.Get(c.ctx, id)
	if err != nil {
		return v, err
	}
	said := c.clock(k)
	v.What, v.Cite = said.Name, said.Cite
	return v, nil
}

// reasonsOfAttention lists the kinds in their order.
func reasonsOfAttention() []word {
	var all []word
	for _, r := range supervision.Reasons {
		all = append(all, word{string(r.Kind), r.Name})
	}
	return all
}
