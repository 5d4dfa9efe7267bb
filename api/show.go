package api

import (
	"fmt"
	"strings"

	"liandong/api/problem"
	"liandong/domain/bundle"
	"liandong/domain/calendar"
	"liandong/domain/channel"
	"liandong/domain/lang"
	"liandong/domain/referral"
	"liandong/domain/routing"
	"liandong/domain/statute"
	"liandong/domain/wall"
	"liandong/domain/who"
)

var notYetFiled = lang.T("尚未立案，诉讼、仲裁、复议的期限仍在计算", "not yet filed: the time to sue or apply still runs")

// actions shows what may be done, where, and as which button.
func actions[A ~string](c *Call, noun, id string, all []A, titles map[A]lang.Text) []problem.Action {
	out := make([]problem.Action, 0, len(all))
	for _, a := range all {
		href := fmt.Sprintf("%s/%s/%s/%s", prefix, noun, id, strings.ReplaceAll(string(a), "_", "-"))
		out = append(out, problem.Action{Action: string(a), Method: "POST", Href: href, Title: c.say(titles[a])})
	}
	return out
}

// allowed lists what the caller may do with what a route is about.
func (c *Call) allowed(r Route) ([]problem.Action, error) {
	switch r.Of {
	case ofReferral:
		x, _, err := c.Referral(c.ctx, c.referralID(), who.ReferralRead)
		if err != nil {
			return nil, err
		}
		list, err := c.ReferralActions(c.ctx, x.Facts())
		return actions(c, "referrals", string(x.Facts().ID), list, referral.Titles), err
	case ofProceeding:
		x, _, err := c.Proceeding(c.ctx, c.proceedingID(), who.ProceedingRead)
		if err != nil {
			return nil, err
		}
		list, err := c.ProceedingActions(c.ctx, x.Facts())
		return c.proceedingActions(x.Facts(), list), err
	case ofCase:
		x, sight, err := c.See(c.ctx, c.caseID(), who.CaseCard)
		if err != nil {
			return nil, err
		}
		list, err := c.CaseActions(c.ctx, x.Facts(), sight)
		return c.caseActions(x.Facts().ID, list), err
	}
	return nil, nil
}

func (c *Call) items(all []wall.Item) []itemView {
	views := make([]itemView, 0, len(all))
	for _, i := range all {
		v := itemView{Item: i.Code, Name: c.say(i.Name), Why: c.say(i.Why)}
		if !i.Cite.Empty() {
			v.Cite = i.Cite.String()
		}
		views = append(views, v)
	}
	return views
}

var (
	followsWhy = lang.T("当事人为办理而提交，接收单位据此办理", "handed in for this purpose; the receiver acts on it")
	staysWhy   = lang.T("依法不随案移交；经各方书面同意的除外", "it does not follow the case by law, save with the written consent of all sides")
)

// classNames says each class of document as on screen.
var classNames = map[wall.Class]lang.Text{
	wall.Open: lang.T("双方可见", "open to both sides"), wall.CaseClass: lang.T("随案材料", "follows the case"), wall.Channel: lang.T("调解内部", "of the mediation"),
	wall.PartyOnly: lang.T("仅当事人本人", "the party's own"), wall.Protected: lang.T("受保护", "protected"), wall.Sealed: lang.T("密封", "sealed"),
}

// manifest shows what goes and what stays; titles only to who may read the file.
func (c *Call) manifest(b bundle.Bundle, titles bool) bundleView {
	v := bundleView{Goes: c.items(wall.Goes), Stays: c.items(wall.Stays), Items: []manifestView{}, Kept: []keptView{}, Receipt: b.Receipt, Came: []returnedView{}}
	for _, i := range b.Goes {
		item := manifestView{ID: i.ID, Class: i.Class, Form: "copy", Digest: i.Digest}
		if titles {
			item.Title = i.Title
		}
		if i.Original {
			item.Form = "original"
		}
		v.Items = append(v.Items, item)
	}
	for _, k := range b.Stays {
		v.Kept = append(v.Kept, keptView{Class: k.Class, Count: k.Count, Cite: k.Cite.String()})
	}
	return v
}

// packed is the manifest of a referral as the caller may see it.
func (c *Call) packed(f referral.Facts) (bundleView, error) {
	b, err := c.Tx.Bundles.Get(c.ctx, f.ID)
	if err != nil {
		return bundleView{}, err
	}
	v := c.manifest(b, c.mayFile(f.CaseID))
	came, err := c.Tx.Follow.Returned(c.ctx, f.ID)
	for _, r := range came {
		v.Came = append(v.Came, returnedView{At: instant(r.At), To: c.org(r.To), Items: append([]string{}, r.Items...)})
	}
	return v, err
}

// Routing answers, as in the contract.
type routeView struct {
	Route        channel.Route    `json:"route"`
	Channel      *channel.Channel `json:"channel"`
	Name         string           `json:"name"`
	Verdict      routing.Verdict  `json:"verdict"`
	Rank         int              `json:"rank"`
	Reasons      []reasonView     `json:"reasons"`
	MissingFacts []string         `json:"missing_facts"`
	Conditions   []string         `json:"conditions"`
	Clocks       []routeClockView `json:"clocks"`
	WouldChange  []changeView     `json:"would_change"`
	Warnings     []hintView       `json:"warnings"`
	Preferred    []reasonView     `json:"preferred"` // the rules it is ranked by
}

type reasonView struct {
	Rule      string             `json:"rule"`
	Text      string             `json:"text"`
	Cite      []statute.Citation `json:"cite"`
	FactsUsed []string           `json:"facts_used"`
	Known     routing.Known      `json:"known"`

	Reviewer   *string        `json:"reviewer"`
	ReviewedOn *calendar.Date `json:"reviewed_on"`
}

type routeClockView struct {
	Rule              string  `json:"rule"`
	StartOn           *string `json:"start_on"`
	DueOn             *string `json:"due_on"`
	LiteralOn         *string `json:"literal_on"`
	StopsWhileWaiting bool    `json:"stops_while_waiting"`
	Text              string  `json:"text"`
}

type changeView struct {
	What string             `json:"what"`
	Text string             `json:"text"`
	Cite []statute.Citation `json:"cite"`
}

type hintView struct {
	Code  string             `json:"code"`
	Text  string             `json:"text"`
	Cite  []statute.Citation `json:"cite"`
	Known routing.Known      `json:"known"`
	Loses *channel.Route     `json:"loses"` // the route that taking this one costs
}

type packView struct {
	Version string `json:"version"`
	Digest  string `json:"digest"`
}

type routingView struct {
	RulePack packView    `json:"rule_pack"`
	Routes   []routeView `json:"routes"`
}

func cites(all []statute.Citation) []statute.Citation {
	if all == nil {
		return []statute.Citation{}
	}
	return all
}

func (c *Call) routing(a routing.Answer) routingView {
	v := routingView{RulePack: packView{a.Pack.Version, a.Pack.Digest}, Routes: make([]routeView, 0, len(a.Routes))}
	for _, j := range a.Routes {
		v.Routes = append(v.Routes, c.route(j))
	}
	return v
}

func (c *Call) route(j routing.Judged) routeView {
	v := routeView{
		Route: j.Route, Verdict: j.Verdict, Rank: j.Rank, MissingFacts: j.MissingFacts, Conditions: []string{},
		Clocks: []routeClockView{}, WouldChange: []changeView{}, Warnings: []hintView{},
	}
	if step, ok := channel.Find(j.Route); ok {
		v.Name = c.say(step.Name)
	}
	if j.Channel != "" {
		v.Channel = &j.Channel
	}
	if v.MissingFacts == nil {
		v.MissingFacts = []string{}
	}
	v.Reasons, v.Preferred = c.reasons(j.Reasons), c.reasons(j.Preferred)
	for _, t := range j.Conditions {
		v.Conditions = append(v.Conditions, c.say(t))
	}
	for _, h := range j.Clocks {
		v.Clocks = append(v.Clocks, routeClockView{
			Rule: h.Rule, StartOn: optional(string(h.StartOn)), DueOn: optional(string(h.DueOn)), LiteralOn: optional(string(h.LiteralOn)),
			StopsWhileWaiting: h.StopsWhileWaiting, Text: c.say(h.Text),
		})
	}
	for _, x := range j.WouldChange {
		v.WouldChange = append(v.WouldChange, changeView{What: x.What, Text: c.say(x.Text), Cite: cites(x.Cite)})
	}
	for _, x := range j.Warnings {
		v.Warnings = append(v.Warnings, c.hint(x))
	}
	return v
}

func (c *Call) hint(x routing.Warning) hintView {
	return hintView{Code: x.Code, Text: c.say(x.Text), Cite: cites(x.Cite), Known: x.Known, Loses: optional(x.Loses)}
}

func (c *Call) reasons(all []routing.Reason) []reasonView {
	views := make([]reasonView, 0, len(all))
	for _, r := range all {
		used := r.FactsUsed
		if used == nil {
			used = []string{}
		}
		views = append(views, reasonView{
			Rule: r.Rule, Text: c.say(r.Text), Cite: cites(r.Cite), FactsUsed: used, Known: r.Known,
			Reviewer: optional(r.Reviewer), ReviewedOn: day(r.ReviewedOn),
		})
	}
	return views
}
