package api

import (
	"time"

	"liandong/api/problem"
	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/conference"
	"liandong/domain/directive"
	"liandong/domain/document"
	"liandong/domain/lang"
	"liandong/domain/org"
	"liandong/domain/who"
)

func directiveRoutes() []Route {
	return []Route{
		act("POST", "/cases/:id/directives", "督办 · order an organisation below to answer by a day", who.DirectiveGive, ofCase, direct).creates(),
		list("/cases/:id/directives", "本案督办 · directives about the case that one's own organisation gave or got", who.CaseCard, ofCase, func(c *Call) (Items[directiveView], error) {
			if _, _, err := c.See(c.ctx, c.caseID(), who.CaseCard); err != nil {
				return Items[directiveView]{}, err
			}
			all, err := c.DirectivesOf(c.ctx, c.caseID())
			if err != nil {
				return Items[directiveView]{}, err
			}
			return c.directives(all, "")
		}),
		list("/directives", "督办 · directives one's own organisation gave or got, the nearest day first", who.DirectiveRead, ofNothing, listDirectives,
			Parameter{Name: "box", Doc: "in by default", Codes: []string{"in", "out"}}, Parameter{Name: "state", Codes: []string{"open", "answered"}}),
		look("/directives/:id", "督办 · a directive", who.DirectiveRead, ofDirective, func(c *Call) (directiveView, error) {
			f, _, err := c.Directive(c.ctx, c.directiveID(), who.DirectiveRead)
			if err != nil {
				return directiveView{}, err
			}
			return c.directive(f)
		}),
		act("POST", "/directives/:id/answer", "答复督办 · answer a directive in writing", who.DirectiveAnswer, ofDirective, func(c *Call, in answerDirectiveIn) (directiveView, error) {
			f, err := c.AnswerDirective(c.ctx, c.directiveID(), in.Text, in.DocumentID, c.version())
			if err != nil {
				return directiveView{}, err
			}
			return c.directive(f)
		}),
	}
}

func (c *Call) directiveID() directive.ID { return directive.ID(c.req.Params["id"]) }

type directiveIn struct {
	To     org.ID           `json:"to"`
	Text   string           `json:"text" doc:"what is to be done and answered"`
	DueOn  calendar.Date    `json:"due_on" doc:"the last day for the answer, at most ninety days away"`
	Ground directive.Ground `json:"ground,omitempty" doc:"what was seen, one of 信访工作条例 40"`
}

type answerDirectiveIn struct {
	Text       string      `json:"text"`
	DocumentID document.ID `json:"document_id,omitempty"`
}

type directiveView struct {
	ID         directive.ID     `json:"id"`
	CaseID     cases.ID         `json:"case_id"`
	Number     string           `json:"case_number"`
	From       orgView          `json:"from"`
	To         orgView          `json:"to"`
	Ground     directive.Ground `json:"ground,omitempty"`
	Text       string           `json:"text"`
	GivenAt    *time.Time       `json:"given_at"`
	DueOn      calendar.Date    `json:"due_on"`
	State      directive.State  `json:"state"`
	Late       bool             `json:"late" doc:"answered, or still waiting, after the last day"`
	Answer     string           `json:"answer,omitempty"`
	DocumentID *string          `json:"document_id"`
	AnsweredAt *time.Time       `json:"answered_at"`
	Conference *sourceView      `json:"conference" doc:"the joint conference that decided it, where one did"`
	Cite       string           `json:"cite"`
	Actions    []problem.Action `json:"allowed_actions"`
	Version    int              `json:"version"`
}

type sourceView struct {
	ID     conference.ID `json:"id"`
	HeldOn calendar.Date `json:"held_on"`
}

func (v directiveView) etag() string { return etagOf(v.Version) }

func (c *Call) directive(f directive.Facts) (directiveView, error) {
	x, err := c.Tx.Cases.Get(c.ctx, f.CaseID)
	if err != nil {
		return directiveView{}, err
	}
	v := directiveView{
		ID: f.ID, CaseID: f.CaseID, Number: x.Facts().Number, From: c.org(f.From), To: c.org(f.To), Ground: f.Ground, Text: f.Text, GivenAt: instant(f.GivenAt), DueOn: f.DueOn, State: f.State,
		Late: f.Late(c.Now), Answer: f.Answer, DocumentID: optional(f.DocumentID), AnsweredAt: instant(f.AnsweredAt), Cite: directive.Cite.String(), Actions: []problem.Action{}, Version: f.Version,
	}
	if f.Decision != "" {
		d, err := c.Tx.Conferences.Get(c.ctx, conference.ID(f.Decision))
		if err != nil {
			return v, err
		}
		v.Conference = &sourceView{d.ID, d.HeldOn}
	}
	if _, _, err := c.Directive(c.ctx, f.ID, who.DirectiveAnswer); err == nil && f.State == directive.Open {
		v.Actions = append(v.Actions, problem.Action{Action: "answer", Method: "POST", Href: prefix + "/directives/" + string(f.ID) + "/answer", Title: c.say(lang.T("答复督办", "answer the directive"))})
	}
	return v, nil
}

func (c *Call) directives(all []directive.Facts, next string) (Items[directiveView], error) {
	views := make([]directiveView, 0, len(all))
	for _, f := range all {
		v, err := c.directive(f)
		if err != nil {
			return Items[directiveView]{}, err
		}
		views = append(views, v)
	}
	return page(views, next), nil
}

func direct(c *Call, in directiveIn) (directiveView, error) {
	f, err := c.Direct(c.ctx, c.caseID(), directive.Facts{To: in.To, Text: in.Text, DueOn: in.DueOn, Ground: in.Ground})
	if err != nil {
		return directiveView{}, err
	}
	c.location = prefix + "/directives/" + string(f.ID)
	return c.directive(f)
}

// listDirectives leaves out those of a matter that the organisation may no longer know of.
func listDirectives(c *Call) (Items[directiveView], error) {
	if err := c.MayOwn(who.DirectiveRead); err != nil {
		return Items[directiveView]{}, err
	}
	p, err := c.page()
	if err != nil {
		return Items[directiveView]{}, err
	}
	own, err := c.Mine(c.ctx)
	if err != nil {
		return Items[directiveView]{}, err
	}
	all, next, err := c.lists().Directives(c.ctx, own, c.req.Query["box"] == "out", directive.State(c.req.Query["state"]), p)
	if err != nil {
		return Items[directiveView]{}, err
	}
	seen := make([]directive.Facts, 0, len(all))
	for _, f := range all {
		x, err := c.Tx.Cases.Get(c.ctx, f.CaseID)
		if err != nil {
			return Items[directiveView]{}, err
		}
		barred, err := c.Barring(c.ctx, x.Facts())
		if err != nil {
			return Items[directiveView]{}, err
		}
		if !barred {
			seen = append(seen, f)
		}
	}
	return c.directives(seen, next)
}

// groundsOfDirectives lists the grounds in the order of the article.
func groundsOfDirectives() []word {
	order := []directive.Ground{"against_rules", "passed_on", "perfunctory", "delayed", "falsified", "not_carried_out"}
	var all []word
	for _, g := range order {
		all = append(all, word{string(g), directive.Grounds[g]})
	}
	return all
}
