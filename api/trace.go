package api

import (
	"slices"
	"time"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/clock"
	"liandong/domain/desk"
	"liandong/domain/directive"
	"liandong/domain/who"
	"liandong/infra/gormdb"
)

func traceRoutes() []Route {
	return []Route{
		look("/directives/:id/trace", "责任倒查 · who had the case when, what was due of whom and what was done, on one page", who.DirectiveGive, ofDirective, showTrace).logged(),
		list("/directives/:id/trace/proof", "责任倒查的证明 · proofs from the log of what a trace shows", who.DirectiveGive, ofDirective, traceProof).proved(),
	}
}

type traceView struct {
	DirectiveID directive.ID     `json:"directive_id"`
	CaseID      cases.ID         `json:"case_id"`
	Number      string           `json:"case_number"`
	To          orgView          `json:"to"`
	Ground      directive.Ground `json:"ground"`
	GivenAt     *time.Time       `json:"given_at"`
	AsOf        *time.Time       `json:"as_of"`
	Custody     []heldView       `json:"custody" doc:"who had the case when"`
	Limits      []limitView      `json:"limits" doc:"what was due of whom; nothing of courts, tribunals and others that decide for themselves"`
	Deeds       []deedView       `json:"deeds" doc:"what was done, the first first"`
	More        bool             `json:"more" doc:"true: the case has more steps than are shown; the log has all of them"`
	Cite        string           `json:"cite"`
}

type limitView struct {
	Organization orgView        `json:"organization"`
	Rule         string         `json:"rule"`
	Name         string         `json:"name"`
	Cite         string         `json:"cite"`
	StartOn      calendar.Date  `json:"start_on"`
	DueOn        *calendar.Date `json:"due_on"`
	DoneOn       *calendar.Date `json:"done_on" doc:"null: not done, or needed doing no more"`
	State        clock.State    `json:"state"`
	LateDays     int            `json:"late_days" doc:"calendar days after the last day; 0: in time"`
}

type deedView struct {
	At           string         `json:"at"`
	On           *calendar.Date `json:"on" doc:"the legal day on which it happened"`
	Kind         string         `json:"kind"`
	Text         string         `json:"text"`
	Organization *orgView       `json:"organization" doc:"whose people did it; null where it followed from silence"`
	EntryID      string         `json:"entry_id" doc:"of the log"`
}

// deedsOf lists what a trace shows of what was done.
func (c *Call) deedsOf(t desk.Trace) ([]gormdb.Deed, bool, error) {
	all, err := c.lists().Deeds(c.ctx, t.Case.ID)
	if err != nil {
		return nil, false, err
	}
	more := len(all) > gormdb.MostDeeds
	if more {
		all = all[:gormdb.MostDeeds]
	}
	apart, err := c.Apart(c.ctx, t.Case.ID)
	return slices.DeleteFunc(all, func(d gormdb.Deed) bool { return apart(d.Subject) }), more, err
}

func showTrace(c *Call) (traceView, error) {
	t, err := c.TraceOf(c.ctx, c.directiveID())
	if err != nil {
		return traceView{}, err
	}
	f := t.Directive
	v := traceView{
		DirectiveID: f.ID, CaseID: f.CaseID, Number: t.Case.Number, To: c.org(f.To), Ground: f.Ground, GivenAt: instant(f.GivenAt), AsOf: instant(c.Now),
		Custody: c.held(t.Custody), Limits: []limitView{}, Deeds: []deedView{}, Cite: directive.Cite.String(),
	}
	for _, l := range t.Limits {
		x := c.clock(l.Clock)
		v.Limits = append(v.Limits, limitView{c.org(l.Organization), x.Rule, x.Name, x.Cite, x.StartOn, x.DueOn, day(l.DoneOn), x.State, l.LateDays})
	}
	deeds, more, err := c.deedsOf(t)
	if err != nil {
		return v, err
	}
	for _, d := range deeds {
		v.Deeds = append(v.Deeds, deedView{d.At, day(d.On), d.Kind, c.say(wordsOf(d.Kind)), c.orgOrNil(d.By), d.EntryID})
	}
	v.More = more
	return v, c.notice(string(f.CaseID), "directive.traced", "directive/"+string(f.ID))
}

// held shows a ledger with the days that each kept the case.
func (c *Call) held(stays []cases.Stay) []heldView {
	views := make([]heldView, 0, len(stays))
	for _, s := range stays {
		until := s.Until
		if until.IsZero() {
			until = c.Now
		}
		views = append(views, heldView{c.org(s.Organization), instant(s.From), instant(s.Until), calendar.DayOf(s.From).DaysUntil(calendar.DayOf(until))})
	}
	return views
}

// traceProof proves each entry of the log behind a trace's deeds.
func traceProof(c *Call) (Items[proofView], error) {
	t, err := c.TraceOf(c.ctx, c.directiveID())
	if err != nil {
		return Items[proofView]{}, err
	}
	deeds, _, err := c.deedsOf(t)
	if err != nil {
		return Items[proofView]{}, err
	}
	views, proved := []proofView{}, map[string]bool{}
	for _, d := range deeds {
		if proved[d.EntryID] {
			continue
		}
		proved[d.EntryID] = true
		p, err := c.prove(d.EntryID)
		if err != nil {
			return Items[proofView]{}, err
		}
		views = append(views, p)
	}
	return page(views, ""), nil
}
