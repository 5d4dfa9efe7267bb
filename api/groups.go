package api

import (
	"time"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/desk"
	"liandong/domain/document"
	"liandong/domain/fault"
	"liandong/domain/group"
	"liandong/domain/party"
	"liandong/domain/who"
	"liandong/infra/gormdb"
)

func (a *App) groupRoutes() []Route {
	batch := act("POST", "/groups/:id/batch", "批量办理 · one act on many cases of a group, with a result for each", who.CaseArrange, ofGroup, a.groupBatch)
	joiners := act("POST", "/groups/:id/people", "批量登记 · a case of their own for each of many people, with a result for each", who.CaseArrange, ofGroup, a.groupPeople)
	batch.Outside, joiners.Outside = true, true
	return []Route{
		act("POST", "/cases/:id/group", "串并 · put a case in a group, or found one with it", who.CaseArrange, ofCase, groupCase),
		act("POST", "/cases/:id/group/leave", "退出串并 · let a case go on alone", who.CaseArrange, ofCase, leaveGroup),
		act("POST", "/cases/:id/group/people", "登记同一事由的另一人 · register one more person of the same cause", who.CaseArrange, ofCase, registerAlike).creates(),
		look("/groups/:id", "串并 · a group", who.CaseCard, ofGroup, showGroup),
		list("/groups/:id/members", "串并的案件 · the cases of a group", who.CaseCard, ofGroup, groupMembers).logged(),
		act("POST", "/groups/:id/representatives", "登记代表 · name a representative", who.CaseArrange, ofGroup, nameRepresentative).creates(),
		act("POST", "/groups/:id/representatives/:pid/end", "不再担任代表 · end a representation", who.CaseArrange, ofGroup, endRepresentative),
		joiners, batch,
	}
}

type groupIn struct {
	Group group.ID `json:"group,omitempty" doc:"an existing group; a new one where neither is given"`
	With  string   `json:"with,omitempty" doc:"the number of a case: its group"`
	Title string   `json:"title,omitempty" doc:"of a new group"`
}

func groupCase(c *Call, in groupIn) (caseView, error) {
	x, err := c.GroupCase(c.ctx, c.caseID(), desk.Grouping(in), c.version())
	if err != nil {
		return caseView{}, err
	}
	return c.again(x)
}

func leaveGroup(c *Call, _ none) (caseView, error) {
	x, err := c.LeaveGroup(c.ctx, c.caseID(), c.version())
	if err != nil {
		return caseView{}, err
	}
	return c.again(x)
}

type alikeIn struct {
	Party   partyIn   `json:"party" doc:"the applicant; role may be left out"`
	Summary string    `json:"summary,omitempty" doc:"where it differs"`
	Claims  []claimIn `json:"claims,omitempty" doc:"where they differ: those of everybody by default"`
}

func registerAlike(c *Call, in alikeIn) (registeredView, error) {
	x := desk.Alike{Applicant: in.Party.party(), Summary: in.Summary}
	if x.Applicant.Kind == "" {
		x.Applicant.Kind = party.Person
	}
	for _, l := range in.Claims {
		x.Claims = append(x.Claims, cases.ClaimLine{Text: l.Text, Category: l.Category, Facts: l.Facts})
	}
	out, err := c.RegisterAlike(c.ctx, c.caseID(), x)
	if err != nil {
		return registeredView{}, err
	}
	c.location = prefix + "/cases/" + string(out.Case.ID)
	v := registeredView{caseHead: c.head(out.Case), Warnings: c.warnings(out.Warnings), QueryCode: out.QueryCode, SecondSecret: out.PaperSecret}
	v.Clocks, err = c.clocksOf(out.Case.ID)
	return v, err
}

// groupNameView is a group on the page of one of its cases.
type groupNameView struct {
	ID    group.ID `json:"id"`
	Title string   `json:"title"`
}

func (c *Call) groupOf(id cases.ID) (*groupNameView, error) {
	g, in, err := c.GroupOf(c.ctx, id)
	if err != nil || !in {
		return nil, err
	}
	return &groupNameView{g.ID, g.Title}, nil
}

type representativeView struct {
	PartyID    party.ID      `json:"party_id"`
	CaseID     cases.ID      `json:"case_id"`
	Name       string        `json:"name" doc:"masked to who does not read that file"`
	DocumentID document.ID   `json:"document_id" doc:"the paper of authority, in the file of the representative's own case"`
	SinceOn    calendar.Date `json:"since_on"`
}

type groupView struct {
	ID              group.ID             `json:"id"`
	Title           string               `json:"title"`
	Founder         orgView              `json:"founder"`
	FoundedAt       *time.Time           `json:"founded_at"`
	Representatives []representativeView `json:"representatives"`
	MaxReps         int                  `json:"max_representatives"`
	Cite            string               `json:"cite"`
	Plan            *planView            `json:"plan" doc:"the newest, to who reads the file of one of its cases"`
	CanArrange      bool                 `json:"can_arrange" doc:"the caller's organisation answers for one of its cases at least"`
}

func (c *Call) groupID() group.ID { return group.ID(c.req.Params["id"]) }

func showGroup(c *Call) (groupView, error) {
	g, err := c.OpenGroup(c.ctx, c.groupID(), who.CaseCard)
	if err != nil {
		return groupView{}, err
	}
	return c.groupView(g)
}

func (c *Call) groupView(g group.Group) (groupView, error) {
	v := groupView{ID: g.ID, Title: g.Title, Founder: c.org(g.Founder), FoundedAt: instant(g.FoundedAt), Representatives: []representativeView{}, MaxReps: group.MaxRepresentatives, Cite: group.ErrTooMany.Cite[0].String()}
	_, err := c.OpenGroup(c.ctx, g.ID, who.CaseArrange)
	v.CanArrange = err == nil
	if plans, err := c.Plans(c.ctx, g.ID); err == nil {
		if p, ok := group.Newest(plans); ok {
			shown := c.plan(p)
			v.Plan = &shown
		}
	} else if fault.Of(err) == nil {
		return v, err
	}
	all, err := c.Tx.Groups.Representatives(c.ctx, g.ID)
	if err != nil {
		return v, err
	}
	for _, r := range all {
		shown, err := c.representative(r)
		if err != nil {
			return v, err
		}
		if shown != nil {
			v.Representatives = append(v.Representatives, *shown)
		}
	}
	return v, nil
}

// representative shows one to who may know of that party's own case.
func (c *Call) representative(r group.Representative) (*representativeView, error) {
	_, sight, err := c.See(c.ctx, r.Case, who.CaseCard)
	if fault.Of(err) != nil {
		return nil, nil //nolint:nilerr // a case that is not the caller's to see is left out
	} else if err != nil {
		return nil, err
	}
	p, err := c.Tx.Parties.Get(c.ctx, r.Case, r.Party)
	if err != nil {
		return nil, err
	}
	v := representativeView{PartyID: r.Party, CaseID: r.Case, Name: partyCard(p).Name, DocumentID: r.Document, SinceOn: r.Since}
	if sight.Full {
		v.Name = p.Name
	}
	return &v, nil
}

type memberView struct {
	caseHead
	Applicants []partyNameView `json:"applicants" doc:"named to who reads the file"`
	PlanWords  []planWordView  `json:"plan_words" doc:"to who reads the file: what each applicant said of the newest plan, for themself alone"`
}

func groupMembers(c *Call) (Items[memberView], error) {
	g, err := c.OpenGroup(c.ctx, c.groupID(), who.CaseCard)
	if err != nil {
		return Items[memberView]{}, err
	}
	p, err := c.page()
	if err != nil {
		return Items[memberView]{}, err
	}
	found, next, err := c.lists().Cases(c.ctx, c.Actor, c.Policy, c.Today(), gormdb.CaseFilter{Box: "all", Group: string(g.ID)}, p)
	if err != nil {
		return Items[memberView]{}, err
	}
	plans, err := c.Tx.Groups.Plans(c.ctx, g.ID)
	if err != nil {
		return Items[memberView]{}, err
	}
	plan, planned := group.Newest(plans)
	views := make([]memberView, 0, len(found))
	for _, f := range found {
		v, err := c.member(f, plan, planned)
		if err != nil {
			return Items[memberView]{}, err
		}
		views = append(views, v)
	}
	return page(views, next), c.notice("", "group.viewed", "group/"+string(g.ID))
}

func (c *Call) member(f cases.Facts, plan group.Plan, planned bool) (memberView, error) {
	v := memberView{caseHead: c.cardHead(f), Applicants: []partyNameView{}, PlanWords: []planWordView{}}
	_, sight, err := c.See(c.ctx, f.ID, who.CaseCard)
	if err != nil {
		return v, err
	}
	if sight.Full {
		v.Title = f.Title
	}
	all, err := c.Tx.Parties.OfCase(c.ctx, f.ID)
	for _, p := range all {
		if p.Role != party.Applicant {
			continue
		}
		name := partyCard(p).Name
		if sight.Full {
			name = p.Name
		}
		v.Applicants = append(v.Applicants, partyNameView{ID: string(p.ID), Role: string(p.Role), Name: name})
	}
	if err == nil && sight.Full && planned {
		v.PlanWords, err = c.planWords(plan, f.ID, all)
	}
	return v, err
}

type representIn struct {
	PartyID    party.ID      `json:"party_id"`
	DocumentID document.ID   `json:"document_id" doc:"the paper of authority"`
	SinceOn    calendar.Date `json:"since_on,omitempty"`
	Proof      *cases.Proof  `json:"proof,omitempty"`
	Reason     string        `json:"reason,omitempty"`
}

func nameRepresentative(c *Call, in representIn) (groupView, error) {
	err := c.Represent(c.ctx, c.groupID(), desk.Representing{Party: in.PartyID, Document: in.DocumentID, Since: desk.Day{On: in.SinceOn, Proof: in.Proof, Reason: in.Reason}})
	if err != nil {
		return groupView{}, err
	}
	return showGroup(c)
}

func endRepresentative(c *Call, _ none) (groupView, error) {
	if err := c.EndRepresentation(c.ctx, c.groupID(), party.ID(c.req.Params["pid"])); err != nil {
		return groupView{}, err
	}
	return showGroup(c)
}
