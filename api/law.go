package api

import (
	"slices"

	"liandong/domain/channel"
	"liandong/domain/clock"
	"liandong/domain/fault"
	"liandong/domain/routing"
	"liandong/domain/statute"
	"liandong/domain/who"
	"liandong/infra/rulepack"
)

// lawRoutes show the rules themselves: they are public, like the law.
func (a *App) lawRoutes() []Route {
	return []Route{
		list("/public/rules", "途径规则 · the routing rules", who.Public, ofPublic, a.listRules,
			Parameter{Name: "route", Doc: "only the rules of this route"}),
		look("/public/rules/:rule", "途径规则 · a routing rule", who.Public, ofPublic, a.showRule),
		list("/public/clock-rules", "期限规则 · the rules of time limits", who.Public, ofPublic, a.listClockRules),
	}
}

type ruleClockView struct {
	Rule              string `json:"rule"`
	From              string `json:"from"`
	StopsWhileWaiting bool   `json:"stops_while_waiting"`
	Text              string `json:"text"`
}

type ruleView struct {
	ID           string             `json:"id"`
	Name         string             `json:"name"`
	Route        channel.Route      `json:"route"`
	Effect       rulepack.Effect    `json:"effect"`
	When         string             `json:"when"` // CEL over the routing facts; @term stands for a term of the pack
	Text         string             `json:"text"`
	Cite         []statute.Citation `json:"cite"`
	Known        routing.Known      `json:"known"`
	Reviewer     *string            `json:"reviewer"`
	InForceFrom  *string            `json:"in_force_from"`
	InForceUntil *string            `json:"in_force_until"`
	DecidedBy    string             `json:"decided_by"`
	Clocks       []ruleClockView    `json:"clocks"`
	WouldChange  []changeView       `json:"would_change"`
	Loses        *channel.Route     `json:"loses"`
}

func (c *Call) rule(r rulepack.Rule) ruleView {
	v := ruleView{
		ID: r.ID, Name: c.say(r.Name), Route: r.Route, Effect: r.Effect, When: r.When, Text: c.say(r.Text), Cite: cites(r.Cite), Known: r.Known,
		Reviewer: optional(r.Reviewer), InForceFrom: optional(string(r.From)), InForceUntil: optional(string(r.Until)), DecidedBy: r.Deciding(),
		Clocks: []ruleClockView{}, WouldChange: []changeView{}, Loses: optional(r.Loses),
	}
	for _, k := range r.Clocks {
		v.Clocks = append(v.Clocks, ruleClockView{Rule: k.Rule, From: k.From, StopsWhileWaiting: k.Stops, Text: c.say(k.Text)})
	}
	for _, x := range r.WouldChange {
		v.WouldChange = append(v.WouldChange, changeView{What: x.What, Text: c.say(x.Text), Cite: cites(x.Cite)})
	}
	return v
}

// errRule refuses a rule that is in no pack.
var errRule = fault.New(fault.NotFound, "not_found", "没有这条规则", "there is no such rule")

func (a *App) showRule(c *Call) (ruleView, error) {
	r, ok := a.pack.Find(c.req.Params["rule"])
	if !ok {
		return ruleView{}, errRule
	}
	return c.rule(r), nil
}

func (a *App) listRules(c *Call) (Items[ruleView], error) {
	route := channel.Route(c.req.Query["route"])
	if _, ok := channel.Find(route); route != "" && !ok {
		return Items[ruleView]{}, fault.Invalid("/route", "unknown_code", "没有这条途径", "there is no such route")
	}
	var all []rulepack.Rule
	for _, r := range a.pack.Rules {
		if route == "" || r.Route == route {
			all = append(all, r)
		}
	}
	some, next, err := turn(c, all, func(r rulepack.Rule) string { return r.ID })
	views := make([]ruleView, 0, len(some))
	for _, r := range some {
		views = append(views, c.rule(r))
	}
	return page(views, next), err
}

type clockRuleView struct {
	Rule         string           `json:"rule"`
	Version      *string          `json:"version"`
	Name         string           `json:"name"`
	Amount       int              `json:"amount"`
	Unit         clock.Unit       `json:"unit"`
	Rolls        *bool            `json:"rolls_past_rest_days"` // null where working days are counted
	Starts       string           `json:"starts"`
	Pauses       *string          `json:"pauses"`
	Lapse        *string          `json:"lapse"`
	Document     *string          `json:"document"`
	Kind         clock.Kind       `json:"kind"`
	Cite         statute.Citation `json:"cite"`
	Known        string           `json:"known"`
	Extension    *allowanceView   `json:"extension"`
	InForceFrom  *string          `json:"in_force_from"`
	InForceUntil *string          `json:"in_force_until"`
}

type allowanceView struct {
	Amount   *int        `json:"amount"` // null where the law sets no ceiling
	Unit     *clock.Unit `json:"unit"`
	Approver string      `json:"approver"`
}

func (a *App) listClockRules(c *Call) (Items[clockRuleView], error) {
	key := func(r clock.Rule) string { return r.ID + "@" + r.Version }
	some, next, err := turn(c, a.office.Rules.All(), key)
	views := make([]clockRuleView, 0, len(some))
	for _, r := range some {
		v := clockRuleView{
			Rule: r.ID, Version: optional(r.Version), Name: c.say(r.Name), Amount: r.Span.Amount, Unit: r.Span.Unit, Rolls: r.Rolls, Starts: c.say(r.Starts),
			Pauses: optional(c.say(r.Pauses)), Lapse: optional(c.say(r.Lapse)), Document: optional(r.Document),
			Kind: r.Kind, Cite: r.Cite, Known: r.Known, InForceFrom: optional(string(r.From)), InForceUntil: optional(string(r.Until)),
		}
		if e := r.Extension; e != nil {
			v.Extension = &allowanceView{Approver: c.say(e.Approver)}
			if e.Longest != nil {
				v.Extension.Amount, v.Extension.Unit = &e.Longest.Amount, &e.Longest.Unit
			}
		}
		views = append(views, v)
	}
	return page(views, next), err
}

// turn takes one page out of a fixed list whose items are known by a key.
func turn[T any](c *Call, all []T, key func(T) string) (some []T, next string, err error) {
	p, err := c.page()
	if err != nil {
		return nil, "", err
	}
	if p.Cursor != "" {
		at := slices.IndexFunc(all, func(x T) bool { return key(x) == p.Cursor })
		if at < 0 {
			return nil, "", fault.Invalid("/cursor", "cursor_invalid", "翻页标记无效，请从第一页开始", "unknown cursor: begin with the first page")
		}
		all = all[at+1:]
	}
	if len(all) > p.Limit {
		return all[:p.Limit], key(all[p.Limit-1]), nil
	}
	return all, "", nil
}
