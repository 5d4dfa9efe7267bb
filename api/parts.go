package api

import (
	"strings"

	"liandong/domain/cases"
	"liandong/domain/desk"
	"liandong/domain/fault"
	"liandong/domain/lang"
	"liandong/domain/party"
	"liandong/domain/routing"
	"liandong/domain/wall"
	"liandong/domain/who"
)

func partRoutes() []Route {
	return []Route{
		act("POST", "/cases/:id/claims", "增加诉求 · add a claim", who.CaseAmend, ofCase, addClaim).creates(),
		look("/cases/:id/split/preview", "分案预览 · a split before it is done", who.CaseArrange, ofCase, previewSplit).
			with(Parameter{Name: "claims", Doc: "the claims that go out, by id, with commas"}).logged(),
		act("POST", "/cases/:id/split", "分案 · split", who.CaseArrange, ofCase, splitCase),
		list("/cases/:id/duplicates", "可能重复的登记 · what may be the same dispute", who.CaseFile, ofCase, duplicates).logged(),
		act("POST", "/cases/:id/merge", "合并 · make one case of two registrations", who.CaseArrange, ofCase, mergeCase),
	}
}

type newClaimIn struct {
	Text     string         `json:"text"`
	Category string         `json:"category,omitempty"`
	Facts    *routing.Facts `json:"facts,omitempty"`
	Parties  []party.ID     `json:"parties,omitempty" doc:"whose claim it is; every applicant's where it is left out"`
}

func addClaim(c *Call, in newClaimIn) (caseView, error) {
	x, err := c.AddClaim(c.ctx, c.caseID(), desk.Claiming{Text: in.Text, Category: in.Category, Facts: in.Facts, Parties: in.Parties}, c.version())
	if err != nil {
		return caseView{}, err
	}
	return c.again(x)
}

type placingIn struct {
	ID   string    `json:"id"`
	Side desk.Side `json:"side" doc:"here stays, there goes; a party may stand on both"`
}

type wordingIn struct {
	Purpose  string `json:"purpose,omitempty"`
	Category string `json:"category,omitempty"`
	Title    string `json:"title,omitempty"`
	Summary  string `json:"summary,omitempty"`
}

type splitIn struct {
	Claims []string `json:"claims" doc:"those that go out, by id"`
	wordingIn
	Remaining wordingIn   `json:"remaining,omitzero" doc:"how what stays reads from then on"`
	Parties   []placingIn `json:"parties,omitempty"`
	Documents []placingIn `json:"documents,omitempty"`
	Reason    string      `json:"reason,omitempty"`
}

func (in splitIn) splitting() desk.Splitting {
	placed := func(all []placingIn) (out []desk.Placing) {
		for _, p := range all {
			out = append(out, desk.Placing(p))
		}
		return out
	}
	return desk.Splitting{Claims: in.Claims, There: desk.Wording(in.wordingIn), Here: desk.Wording(in.Remaining), Parties: placed(in.Parties), Documents: placed(in.Documents), Reason: in.Reason}
}

type splitPartyView struct {
	ID   party.ID   `json:"id"`
	Name string     `json:"name"`
	Role party.Role `json:"role"`
	Side desk.Side  `json:"side"`
}

type splitDocumentView struct {
	ID    string     `json:"id"`
	Title string     `json:"title"`
	Class wall.Class `json:"class"`
	Side  desk.Side  `json:"side"`
}

type splitClaimView struct {
	ID   string    `json:"id"`
	Text string    `json:"text"`
	Side desk.Side `json:"side"`
}

type splitPreview struct {
	Apart     bool                `json:"apart" doc:"one side is an accusation: nothing will lead from the one to the other"`
	Sealed    bool                `json:"sealed" doc:"what goes out is the accusation"`
	Goes      wordingIn           `json:"goes"`
	Remaining wordingIn           `json:"remaining"`
	Claims    []splitClaimView    `json:"claims"`
	Parties   []splitPartyView    `json:"parties"`
	Documents []splitDocumentView `json:"documents" doc:"those the caller may read; the others go with the accusation"`
	Bars      string              `json:"bars,omitempty" doc:"why it cannot be done now"`
	Text      string              `json:"text" doc:"what is to be known before"`
}

var (
	apartWords = lang.T("两侧分开办理：检举控告一侧保密，另一侧的标题、摘要、诉求、材料、检索、统计、导出和经过里都不出现它，也没有可见的关联。没有选定的材料和人员随检举控告一侧。", "The two are handled apart: the accusation is kept secret, no word of it stands on the other side, and no link is shown. What you do not place goes with the accusation.")
	otherWords = lang.T("分出去的诉求有自己的编号、查询码和期限，收件日不变，两件之间的关联只显示给能看两件的人。", "What goes out has a number, codes and clocks of its own from the same day of receipt; the link is shown only to who may see both.")
)

func previewSplit(c *Call) (splitPreview, error) {
	in := desk.Splitting{}
	for _, id := range strings.Split(c.req.Query["claims"], ",") {
		if id = strings.TrimSpace(id); id != "" {
			in.Claims = append(in.Claims, id)
		}
	}
	p, err := c.PlanSplit(c.ctx, c.caseID(), in)
	if err != nil {
		return splitPreview{}, err
	}
	x, _, err := c.See(c.ctx, c.caseID(), who.CaseCard)
	if err != nil {
		return splitPreview{}, err
	}
	r, err := c.Reader(c.ctx, x.Facts())
	if err != nil {
		return splitPreview{}, err
	}
	v := splitPreview{Apart: p.Apart, Sealed: p.Sealed, Goes: wordingIn(p.There), Remaining: wordingIn(p.Here), Claims: []splitClaimView{}, Parties: []splitPartyView{}, Documents: []splitDocumentView{}, Text: c.say(otherWords)}
	if p.Apart {
		v.Text = c.say(apartWords)
	}
	if f := fault.Of(p.Bars); f != nil {
		v.Bars = c.say(f.Title)
	}
	for _, l := range x.Facts().Claims {
		v.Claims = append(v.Claims, splitClaimView{l.ID, l.Text, p.ClaimSide(l.ID)})
	}
	for _, x := range p.All {
		v.Parties = append(v.Parties, splitPartyView{x.ID, x.Name, x.Role, desk.SideOf(p.Parties, string(x.ID))})
	}
	for _, d := range p.Papers {
		if r.Sees(d) {
			v.Documents = append(v.Documents, splitDocumentView{string(d.ID), d.Title, d.Class, desk.SideOf(p.Documents, string(d.ID))})
		}
	}
	return v, c.notice(string(c.caseID()), "case.split_looked_at", "case/"+string(c.caseID()))
}

// childView is the case that a split made, with what is shown once.
type childView struct {
	ID           cases.ID      `json:"id"`
	Number       string        `json:"number"`
	Purpose      string        `json:"purpose"`
	QueryCode    string        `json:"query_code,omitempty" doc:"the first applicant's own code, shown once"`
	SecondSecret string        `json:"second_secret,omitempty"`
	Warnings     []warningView `json:"warnings"`
}

type splitView struct {
	caseView
	Child *childView `json:"child" doc:"null where the caller's own organisation is accused in it"`
}

func splitCase(c *Call, in splitIn) (splitView, error) {
	x, out, err := c.Split(c.ctx, c.caseID(), in.splitting(), c.version())
	if err != nil {
		return splitView{}, err
	}
	var v splitView
	if !out.Barred {
		v.Child = &childView{ID: out.Case.ID, Number: out.Case.Number, Purpose: out.Case.Purpose, QueryCode: out.QueryCode, SecondSecret: out.PaperSecret, Warnings: c.warnings(out.Warnings)}
	}
	v.caseView, err = c.again(x)
	if f := fault.Of(err); f == nil || f.Kind != fault.NotFound || out.Barred {
		return v, err
	}
	child, err := c.Tx.Cases.Get(c.ctx, out.Case.ID) // what remains accuses the caller's own organisation
	if err != nil {
		return v, err
	}
	v.caseView, err = c.again(child)
	return v, err
}

type linkView struct {
	Kind   cases.LinkKind `json:"kind"`
	From   bool           `json:"from" doc:"this case was split off the other, or was merged into it"`
	CaseID cases.ID       `json:"case_id"`
	Number string         `json:"number"`
}

func (c *Call) linksOf(f cases.Facts, s desk.Sight) ([]linkView, error) {
	all, err := c.LinksOf(c.ctx, f, s)
	views := make([]linkView, 0, len(all))
	for _, l := range all {
		views = append(views, linkView{l.Kind, l.From, l.Case, l.Number})
	}
	return views, err
}
