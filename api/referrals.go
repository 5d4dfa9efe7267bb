package api

import (
	"fmt"

	"liandong/domain/channel"
	"liandong/domain/desk"
	"liandong/domain/fault"
	"liandong/domain/filing"
	"liandong/domain/lang"
	"liandong/domain/org"
	"liandong/domain/referral"
	"liandong/domain/wall"
	"liandong/domain/who"
	"liandong/infra/gormdb"
)

func referralRoutes() []Route {
	answer, decide := who.ReferralAnswer, who.ReferralDecide
	return []Route{
		act("POST", "/cases/:id/referrals", "移交 · refer a case", who.ReferralSend, ofCase, sendReferral).creates(),
		list("/cases/:id/referrals", "本案移交 · referrals of a case", who.CaseFile, ofCase, caseReferrals),
		look("/cases/:id/referrals/preview", "移交预览 · what goes and what stays", who.ReferralSend, ofCase, preview).
			with(Parameter{Name: "to"}, Parameter{Name: "channel"}, Parameter{Name: "route"}),
		list("/referrals", "移交收发 · referral boxes", who.OrganizationRead, ofNothing, listReferrals,
			Parameter{Name: "box", Codes: []string{"in", "out", "contested"}}, Parameter{Name: "state"}, Parameter{Name: "stage", Codes: gormdb.Stages(), Doc: "a shelf of a filing desk"}),
		look("/referrals/:id", "移交 · a referral", who.ReferralRead, ofReferral, showReferral).logged(),
		look("/referrals/:id/conflict-check", "仅核对姓名 · names-only conflict check", who.ReferralRead, ofReferral, referralNames).logged(),
		act("POST", "/referrals/:id/accept", "接受 · accept", answer, ofReferral, func(c *Call, _ none) (referralView, error) {
			return c.moved(c.Accept(c.ctx, c.referralID(), c.version()))
		}),
		act("POST", "/referrals/:id/ask-items", "一次性补正 · ask for what is missing", answer, ofReferral, func(c *Call, in itemsIn) (referralView, error) {
			return c.moved(c.AskItems(c.ctx, c.referralID(), in.Items, c.version()))
		}),
		act("POST", "/referrals/:id/decline", "不予接受 · decline", answer, ofReferral, func(c *Call, in reasonIn) (referralView, error) {
			return c.moved(c.Decline(c.ctx, c.referralID(), desk.Reason(in), c.version()))
		}),
		act("POST", "/referrals/:id/recall", "撤回 · recall", decide, ofReferral, func(c *Call, in textIn) (referralView, error) {
			return c.moved(c.Recall(c.ctx, c.referralID(), in.Text, c.version()))
		}),
		act("POST", "/referrals/:id/object", "提出异议 · object", answer, ofReferral, func(c *Call, in reasonIn) (referralView, error) {
			return c.moved(c.Object(c.ctx, c.referralID(), desk.Reason(in), c.version()))
		}),
		act("POST", "/referrals/:id/uphold", "同意退回 · uphold the objection", decide, ofReferral, func(c *Call, _ none) (referralView, error) {
			return c.moved(c.Uphold(c.ctx, c.referralID(), c.version()))
		}),
		act("POST", "/referrals/:id/overrule", "异议不成立 · overrule the objection", decide, ofReferral, func(c *Call, in textIn) (referralView, error) {
			return c.moved(c.Overrule(c.ctx, c.referralID(), in.Text, c.version()))
		}),
		act("POST", "/referrals/:id/contest", "提请指定管辖 · contest", answer, ofReferral, func(c *Call, in textIn) (referralView, error) {
			return c.moved(c.Contest(c.ctx, c.referralID(), in.Text, c.version()))
		}),
		look("/referrals/:id/contest", "管辖争议 · both sides' reasons side by side, for the common superior", who.Designate, ofReferral, showContest).logged(),
		act("POST", "/referrals/:id/designate", "指定管辖 · designate", who.Designate, ofReferral, func(c *Call, in designateIn) (referralView, error) {
			return c.moved(c.Designate(c.ctx, c.referralID(), in.To, in.Text, c.version()))
		}),
		act("POST", "/referrals/:id/complete", "办结反馈 · complete", answer, ofReferral, func(c *Call, in completeIn) (referralView, error) {
			return c.moved(c.Complete(c.ctx, c.referralID(), desk.Report(in), c.version()))
		}),
		act("POST", "/referrals/:id/send-back", "退回补充办理 · send back", decide, ofReferral, func(c *Call, in textIn) (referralView, error) {
			return c.moved(c.SendBack(c.ctx, c.referralID(), in.Text, c.version()))
		}),
		act("POST", "/referrals/:id/acknowledge", "确认收悉 · acknowledge", decide, ofReferral, func(c *Call, _ none) (referralView, error) {
			return c.moved(c.Acknowledge(c.ctx, c.referralID(), c.version()))
		}),
	}
}

type itemsIn struct {
	Items []string `json:"items"`
}

type reasonIn struct {
	Code string `json:"code"`
	Text string `json:"text"`
}

type textIn struct {
	Text string `json:"text"`
}

type designateIn struct {
	To   org.ID `json:"to"`
	Text string `json:"text"`
}

type completeIn struct {
	Outcome    referral.Outcome `json:"outcome"`
	Text       string           `json:"text"`
	DocumentID string           `json:"document_id,omitempty"`
}

type sendIn struct {
	To             org.ID           `json:"to"`
	Channel        *channel.Channel `json:"channel"`
	Route          channel.Route    `json:"route"`
	Mode           referral.Mode    `json:"mode"`
	Custody        string           `json:"custody,omitempty"`
	Reason         string           `json:"reason"`
	OverrideReason string           `json:"override_reason,omitempty"`
	Items          []string         `json:"items,omitempty"`
}

func sendReferral(c *Call, in sendIn) (referralView, error) {
	s := desk.Sending{To: in.To, Route: in.Route, Mode: in.Mode, Custody: in.Custody, Reason: in.Reason, OverrideReason: in.OverrideReason, Items: in.Items}
	if in.Channel != nil {
		s.Channel = *in.Channel
	}
	r, err := c.Send(c.ctx, c.caseID(), s, c.version())
	if err != nil {
		return referralView{}, err
	}
	c.location = prefix + "/referrals/" + string(r.Facts().ID)
	return c.moved(r, nil)
}

// moved shows a referral after an act.
func (c *Call) moved(r *referral.Referral, err error) (referralView, error) {
	if err != nil {
		return referralView{}, err
	}
	return c.showReferralOf(r.Facts())
}

func (c *Call) showReferralOf(f referral.Facts) (referralView, error) {
	x, err := c.Tx.Cases.Get(c.ctx, f.CaseID)
	if err != nil {
		return referralView{}, err
	}
	return c.referral(f, x.Facts())
}

func showReferral(c *Call) (referralView, error) {
	r, _, err := c.Referral(c.ctx, c.referralID(), who.ReferralRead)
	v, err := c.moved(r, err)
	if err != nil {
		return v, err
	}
	changed, err := c.Seen(c.ctx, v.CaseID)
	if err == nil && changed {
		err = c.notice(string(v.CaseID), "referral.seen", "referral/"+string(v.ID))
	}
	if err != nil {
		return v, err
	}
	known, err := c.Completeness(c.ctx, c.referralID())
	if err == nil {
		v.Bundle.Lacks = c.lacks(known.Answer)
	}
	return v, unlessFault(err) // only the two sides see the list
}

// unlessFault lets a refusal mean that there is nothing to show.
func unlessFault(err error) error {
	if fault.Of(err) == nil {
		return err
	}
	return nil
}

// lacks says in words what a list still wants.
func (c *Call) lacks(a filing.Answer) []string {
	lacks := []string{}
	for _, l := range a.Lines {
		switch l.Status {
		case filing.Missing:
			lacks = append(lacks, c.say(l.Item.Name))
		case filing.Later:
			lacks = append(lacks, c.say(lang.T(l.Item.Name.ZH+"（可以后补）", l.Item.Name.EN+" (it may follow)")))
		}
	}
	return lacks
}

func caseReferrals(c *Call) (Items[referralView], error) {
	x, _, err := c.See(c.ctx, c.caseID(), who.CaseFile)
	if err != nil {
		return Items[referralView]{}, err
	}
	all, err := c.Tx.Referrals.OfCase(c.ctx, c.caseID())
	if err != nil {
		return Items[referralView]{}, err
	}
	views := make([]referralView, 0, len(all))
	for _, f := range all {
		v, err := c.referral(f, x.Facts())
		if err != nil {
			return Items[referralView]{}, err
		}
		views = append(views, v)
	}
	return page(views, ""), nil
}

func listReferrals(c *Call) (Items[referralView], error) {
	p, err := c.page()
	if err != nil {
		return Items[referralView]{}, err
	}
	box, state := c.req.Query["box"], c.req.Query["state"]
	if box == "" {
		box = "in"
	}
	if state != "" && !known(referral.States, referral.State(state)) {
		return Items[referralView]{}, fault.Invalid("/state", "unknown_code", "没有这个状态", "unknown state")
	}
	standing := map[string]who.Standing{"in": who.Receiver, "out": who.Sender, "contested": who.Superior}[box]
	if !c.Policy.May(c.Actor.Role, []who.Standing{standing}, who.ReferralRead) {
		return page([]referralView{}, ""), nil
	}
	mine, err := c.Mine(c.ctx)
	if err != nil {
		return Items[referralView]{}, err
	}
	all, next, err := c.lists().Referrals(c.ctx, mine, box, state, c.req.Query["stage"], p)
	if err != nil {
		return Items[referralView]{}, err
	}
	views := make([]referralView, 0, len(all))
	for _, f := range all {
		x, err := c.Tx.Cases.Get(c.ctx, f.CaseID)
		if err != nil {
			return Items[referralView]{}, err
		}
		if barred, err := c.Barring(c.ctx, x.Facts()); err != nil {
			return Items[referralView]{}, err
		} else if barred {
			continue
		}
		v, err := c.referral(f, x.Facts())
		if err != nil {
			return Items[referralView]{}, err
		}
		views = append(views, v)
	}
	return page(views, next), nil
}

func known[T comparable](all []T, x T) bool {
	for _, y := range all {
		if x == y {
			return true
		}
	}
	return false
}

type previewView struct {
	Goes  []itemView `json:"goes"`
	Stays []itemView `json:"stays"`
	Lacks []string   `json:"lacks"`
	Costs []hintView `json:"costs"` // the routes that the party loses by this step
	Modes []modeView `json:"modes" doc:"in which the receiver may be sent this route; empty if it does not take it"`
}

type modeView struct {
	Mode          referral.Mode `json:"mode"`
	Custody       []string      `json:"custody" doc:"moves and stays as far as allowed, what the mode implies first"`
	NeedsOverride bool          `json:"needs_override" doc:"the route is closed: override_reason is needed"`
}

func preview(c *Call) (previewView, error) {
	s := desk.Sending{To: org.ID(c.req.Query["to"]), Channel: channel.Channel(c.req.Query["channel"])}
	s.Route = channel.Route(c.req.Query["route"])
	if s.Route == "" {
		s.Route = channel.RouteOf(s.Channel)
	}
	p, err := c.Preview(c.ctx, c.caseID(), s)
	if err != nil {
		return previewView{}, err
	}
	v := previewView{Goes: c.items(wall.Goes), Stays: c.items(wall.Stays), Lacks: c.lacks(p), Modes: []modeView{}}
	parties, err := c.Tx.Parties.OfCase(c.ctx, c.caseID())
	if err != nil {
		return v, err
	}
	v.Goes = append(v.Goes, c.needsGo(parties)...)
	packed, err := c.Bundling(c.ctx, c.caseID(), "", s)
	if err != nil {
		return v, err
	}
	for _, i := range packed.Goes {
		v.Goes = append(v.Goes, itemView{Item: string(i.ID), Name: i.Title, Why: c.say(followsWhy)})
	}
	for _, k := range packed.Stays {
		name := c.say(lang.T(fmt.Sprintf("%s材料 %d 份", classNames[k.Class].ZH, k.Count), fmt.Sprintf("%d documents: %s", k.Count, classNames[k.Class].EN)))
		v.Stays = append(v.Stays, itemView{Item: string(k.Class), Name: name, Why: c.say(staysWhy), Cite: k.Cite.String()})
	}
	choices, err := c.Choices(c.ctx, c.caseID(), s)
	if err != nil {
		return v, err
	}
	for _, x := range choices {
		v.Modes = append(v.Modes, modeView{x.Mode, x.Custody, x.NeedsOverride})
	}
	v.Costs, err = c.costs(s.Route)
	return v, err
}

// costs says which routes the party loses by taking one.
func (c *Call) costs(r channel.Route) ([]hintView, error) {
	found, _, err := c.See(c.ctx, c.caseID(), who.ReferralSend)
	if err != nil {
		return nil, err
	}
	answer, _, err := c.Routes(c.ctx, found.Facts(), c.Today())
	judged, _ := answer.Of(r)
	costs := []hintView{}
	for _, x := range judged.Warnings {
		if x.Loses != "" {
			costs = append(costs, c.hint(x))
		}
	}
	return costs, err
}

type namesView struct {
	Conflict bool     `json:"conflict"`
	Names    []string `json:"names"`
}

func referralNames(c *Call) (namesView, error) {
	names, conflict, err := c.ReferralNames(c.ctx, c.referralID())
	if names == nil {
		names = []string{}
	}
	return namesView{conflict, names}, err
}
