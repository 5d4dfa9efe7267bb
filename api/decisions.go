package api

import (
	"time"

	"liandong/api/problem"
	"liandong/domain/calendar"
	"liandong/domain/decision"
	"liandong/domain/lang"
	"liandong/domain/org"
	"liandong/domain/routing"
	"liandong/domain/who"
	"liandong/infra/gormdb"
)

func decisionRoutes() []Route {
	return []Route{
		list("/decisions", "重大决策登记 · the register of major decisions of one's own area, the latest first", who.DecisionRead, ofNothing, listDecisions,
			Parameter{Name: "box", Doc: "mine: only those of one's own organisation", Codes: []string{"mine"}}, Parameter{Name: "q", Doc: "part of the title"}),
		act("POST", "/decisions", "登记重大决策 · register a decision of one's own organisation, or as a supervisor of one below it", who.DecisionKeep, ofNothing, registerDecision).creates(),
		look("/decisions/:id", "重大决策 · a decision and the steps of its assessment", who.DecisionRead, ofDecision, func(c *Call) (decisionView, error) {
			f, err := c.Decision(c.ctx, c.decisionID(), who.DecisionRead)
			if err != nil {
				return decisionView{}, err
			}
			return c.decision(f)
		}),
		act("PATCH", "/decisions/:id", "更正重大决策登记 · mend what was registered, with a reason", who.DecisionKeep, ofDecision, func(c *Call, in correctDecisionIn) (decisionView, error) {
			f, err := c.CorrectDecision(c.ctx, c.decisionID(), decision.Facts{Title: in.Title, Region: in.Region, DecidedOn: in.DecidedOn, Text: in.Text}, in.Reason, c.version())
			if err != nil {
				return decisionView{}, err
			}
			return c.decision(f)
		}),
		act("POST", "/decisions/:id/steps", "登记评估步骤 · enter a step of the assessment that was taken", who.DecisionKeep, ofDecision, func(c *Call, in decisionStepIn) (decisionView, error) {
			f, err := c.TakeStep(c.ctx, c.decisionID(), decision.Taken{Kind: in.Kind, On: in.On, Result: in.Text}, c.version())
			if err != nil {
				return decisionView{}, err
			}
			return c.decision(f)
		}),
		list("/cases/:id/decisions", "本案关联的重大决策 · the decisions that a case is about, to who works on it", who.CaseFile, ofCase, func(c *Call) (Items[decisionView], error) {
			all, err := c.DecisionsOf(c.ctx, c.caseID())
			if err != nil {
				return Items[decisionView]{}, err
			}
			return c.decisions(all, "")
		}),
		act("POST", "/cases/:id/decisions", "关联重大决策 · say that a case is about a decision", who.CaseAmend, ofCase, func(c *Call, in decisionLinkIn) (caseView, error) {
			x, err := c.LinkDecision(c.ctx, c.caseID(), in.DecisionID, c.version())
			if err != nil {
				return caseView{}, err
			}
			return c.again(x)
		}),
		act("POST", "/cases/:id/decisions/remove", "取消关联重大决策 · take a link to a decision back", who.CaseAmend, ofCase, func(c *Call, in decisionLinkIn) (caseView, error) {
			x, err := c.UnlinkDecision(c.ctx, c.caseID(), in.DecisionID, c.version())
			if err != nil {
				return caseView{}, err
			}
			return c.again(x)
		}),
	}
}

func (c *Call) decisionID() decision.ID { return decision.ID(c.req.Params["id"]) }

type decisionIn struct {
	Organization org.ID        `json:"organization_id,omitempty" doc:"whose decision it is; one's own organisation by default"`
	Title        string        `json:"title"`
	Region       string        `json:"region" doc:"the area it touches"`
	DecidedOn    calendar.Date `json:"decided_on" doc:"the day of the decision, at most a year ahead"`
	Text         string        `json:"text" doc:"what it decides"`
}

type correctDecisionIn struct {
	Title     string        `json:"title"`
	Region    string        `json:"region"`
	DecidedOn calendar.Date `json:"decided_on"`
	Text      string        `json:"text"`
	Reason    string        `json:"reason"`
}

type decisionStepIn struct {
	Kind decision.Kind `json:"kind" doc:"publication, hearing, dialogue, consultation or review"`
	On   calendar.Date `json:"on" doc:"the day on which it was taken"`
	Text string        `json:"text" doc:"its result, in short"`
}

type decisionLinkIn struct {
	DecisionID decision.ID `json:"decision_id"`
}

type decisionStepView struct {
	Kind      decision.Kind `json:"kind"`
	Name      string        `json:"name"`
	On        calendar.Date `json:"on"`
	Text      string        `json:"text"`
	EnteredAt *time.Time    `json:"entered_at"`
}

type missingStepView struct {
	Kind  decision.Kind `json:"kind"`
	Name  string        `json:"name"`
	Cite  string        `json:"cite,omitempty"`
	Known routing.Known `json:"known" doc:"how the article's text is known: read, secondary or unconfirmed"`
}

type decisionView struct {
	ID           decision.ID        `json:"id"`
	Organization orgView            `json:"organization" doc:"whose decision it is"`
	Title        string             `json:"title"`
	Region       string             `json:"region"`
	RegionName   string             `json:"region_name"`
	DecidedOn    calendar.Date      `json:"decided_on"`
	Text         string             `json:"text"`
	Steps        []decisionStepView `json:"steps"`
	Missing      []missingStepView  `json:"missing" doc:"steps that are not entered; nothing is held up by them"`
	Linked       *int64             `json:"linked_cases" doc:"how many cases are about it; null where there are too few, and to everybody but the organisation whose decision it is"`
	Suppressed   bool               `json:"suppressed" doc:"there are too few to be shown"`
	Cite         string             `json:"cite"`
	Known        routing.Known      `json:"known"`
	EnteredAt    *time.Time         `json:"entered_at"`
	Actions      []problem.Action   `json:"allowed_actions"`
	Version      int                `json:"version"`
}

func (v decisionView) etag() string { return etagOf(v.Version) }

func (c *Call) decision(f decision.Facts) (decisionView, error) {
	v := decisionView{
		ID: f.ID, Organization: c.org(f.Organization), Title: f.Title, Region: f.Region, DecidedOn: f.DecidedOn, Text: f.Text, Steps: []decisionStepView{}, Missing: []missingStepView{},
		Cite: decision.Basis.Cite.String(), Known: decision.Basis.Known, EnteredAt: instant(f.EnteredAt), Actions: []problem.Action{}, Version: f.Version,
	}
	names, err := c.lists().RegionNames(c.ctx, []string{f.Region})
	if err != nil {
		return v, err
	}
	v.RegionName = names[f.Region]
	for _, t := range f.Taken {
		v.Steps = append(v.Steps, decisionStepView{Kind: t.Kind, Name: c.say(nameOfStep(t.Kind)), On: t.On, Text: t.Result, EnteredAt: instant(t.EnteredAt)})
	}
	for _, s := range f.Missing() {
		m := missingStepView{Kind: s.Kind, Name: c.say(s.Name), Known: s.Known}
		if !s.Cite.Empty() {
			m.Cite = s.Cite.String()
		}
		v.Missing = append(v.Missing, m)
	}
	n, own, err := c.LinkedCases(c.ctx, f)
	if err != nil {
		return v, err
	}
	v.Linked, v.Suppressed = n, own && n == nil
	if _, err := c.Decision(c.ctx, f.ID, who.DecisionKeep); err == nil {
		at := prefix + "/decisions/" + string(f.ID)
		v.Actions = append(v.Actions, problem.Action{Action: "take_step", Method: "POST", Href: at + "/steps", Title: c.say(lang.T("登记评估步骤", "enter a step"))},
			problem.Action{Action: "correct", Method: "PATCH", Href: at, Title: c.say(lang.T("更正登记", "correct the register"))})
	}
	return v, nil
}

func nameOfStep(k decision.Kind) lang.Text {
	for _, s := range decision.Steps {
		if s.Kind == k {
			return s.Name
		}
	}
	return lang.T(string(k), string(k))
}

func (c *Call) decisions(all []decision.Facts, next string) (Items[decisionView], error) {
	views := make([]decisionView, 0, len(all))
	for _, f := range all {
		v, err := c.decision(f)
		if err != nil {
			return Items[decisionView]{}, err
		}
		views = append(views, v)
	}
	return page(views, next), nil
}

func listDecisions(c *Call) (Items[decisionView], error) {
	if err := c.MayOwn(who.DecisionRead); err != nil {
		return Items[decisionView]{}, err
	}
	p, err := c.page()
	if err != nil {
		return Items[decisionView]{}, err
	}
	mine, err := c.Mine(c.ctx)
	if err != nil {
		return Items[decisionView]{}, err
	}
	own, err := c.Tx.Directory.Get(c.ctx, c.Actor.Organization)
	if err != nil {
		return Items[decisionView]{}, err
	}
	all, next, err := c.lists().Decisions(c.ctx, gormdb.DecisionFilter{Own: mine, Region: own.Region, Mine: c.req.Query["box"] == "mine", Query: c.req.Query["q"]}, p)
	if err != nil {
		return Items[decisionView]{}, err
	}
	return c.decisions(all, next)
}

func registerDecision(c *Call, in decisionIn) (decisionView, error) {
	f, err := c.RegisterDecision(c.ctx, decision.Facts{Organization: in.Organization, Title: in.Title, Region: in.Region, DecidedOn: in.DecidedOn, Text: in.Text})
	if err != nil {
		return decisionView{}, err
	}
	c.location = prefix + "/decisions/" + string(f.ID)
	return c.decision(f)
}

// stepsOfDecisions lists the kinds of steps in their order.
func stepsOfDecisions() []word {
	var all []word
	for _, s := range decision.Steps {
		all = append(all, word{string(s.Kind), s.Name})
	}
	return all
}
