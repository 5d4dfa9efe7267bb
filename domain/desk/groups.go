package desk

import (
	"context"
	"strings"

	"liandong/domain/cases"
	"liandong/domain/document"
	"liandong/domain/fault"
	"liandong/domain/group"
	"liandong/domain/party"
	"liandong/domain/who"
)

// Grouping says into which group a case goes: one by its id, the one of
// another case by that case's number, or a new one of that title.
type Grouping struct {
	Group group.ID
	With  string
	Title string
}

// GroupCase puts a case in a group, or founds one with it. Nothing else of the
// case changes. It returns an Invalid fault, cases.ErrStale, cases.ErrClosed,
// group.ErrSealed, group.ErrGrouped, or group.ErrAlone where the other case is in none.
func (w *Work) GroupCase(ctx context.Context, id cases.ID, in Grouping, version int) (*cases.Case, error) {
	c, err := w.Case(ctx, id, who.CaseArrange)
	if err != nil {
		return nil, err
	}
	var check fault.Check
	limit(&check, "/title", in.Title, maxTitle)
	if err := check.Err(); err != nil {
		return nil, err
	}
	g, found, err := w.groupFor(ctx, c.Facts(), in)
	if err != nil {
		return nil, err
	}
	if err := matches(version, c.Facts().Version); err != nil {
		return nil, err
	}
	if err := w.mayJoin(ctx, c.Facts()); err != nil {
		return nil, err
	}
	if !found {
		g = group.Group{ID: group.ID(w.NewID()), Title: strings.TrimSpace(in.Title), Founder: w.Actor.Organization, FoundedAt: w.Now, Version: 1}
		if err := w.Tx.Groups.Add(ctx, g); err != nil {
			return nil, err
		}
	}
	return c, w.join(ctx, c, g.ID)
}

func (w *Work) mayJoin(ctx context.Context, f cases.Facts) error {
	if err := group.MayJoin(f); err != nil {
		return err
	}
	_, in, err := w.Tx.Groups.Of(ctx, f.ID)
	if err == nil && in {
		err = group.ErrGrouped
	}
	return err
}

// join writes the membership down and settles the case.
func (w *Work) join(ctx context.Context, c *cases.Case, id group.ID) error {
	f := c.Facts()
	if err := w.Tx.Groups.Join(ctx, id, f.ID, w.Now); err != nil {
		return err
	}
	w.touch("group/%s", id)
	w.tell(event("group.joined", f, "case/"+string(f.ID), w.Today()))
	return w.settle(ctx, c, deed{action: "group.joined", subject: "case/" + string(f.ID), payload: map[string]any{"group": id}})
}

// groupFor finds the group that was named; found is false where none was.
func (w *Work) groupFor(ctx context.Context, f cases.Facts, in Grouping) (g group.Group, found bool, err error) {
	switch {
	case in.Group != "":
		g, err = w.OpenGroup(ctx, in.Group, who.CaseCard)
		if fault.Of(err) != nil {
			err = fault.Invalid("/group", "unknown_group", "没有找到这个串并", "there is no such group")
		}
		return g, true, err
	case strings.TrimSpace(in.With) == "":
		return g, false, nil
	}
	other, err := w.mergeable(ctx, f, in.With)
	if err != nil {
		return g, false, err
	}
	g, found, err = w.Tx.Groups.Of(ctx, other.Facts().ID)
	if err == nil && !found {
		err = group.ErrAlone
	}
	return g, found, err
}

// OpenGroup opens a group for who may do p toward any of its members. It
// returns who.ErrNotVisible or who.ErrNotAllowed.
func (w *Work) OpenGroup(ctx context.Context, id group.ID, p who.Permission) (group.Group, error) {
	g, err := w.Tx.Groups.Get(ctx, id)
	if err != nil {
		return g, err
	}
	standings, err := w.Tx.Groups.Toward(ctx, id, w.Actor.Organization, w.Today())
	if err != nil {
		return g, err
	}
	if w.may(who.CaseCard, standings...) != nil {
		return g, who.ErrNotVisible
	}
	return g, w.may(p, standings...)
}

// GroupOf finds the group of a case that the actor sees.
func (w *Work) GroupOf(ctx context.Context, id cases.ID) (group.Group, bool, error) {
	return w.Tx.Groups.Of(ctx, id)
}

// LeaveGroup lets one case go on alone. The others stay as they are; who of its
// parties represented them represents them no more. It returns group.ErrAlone
// for a case in no group.
func (w *Work) LeaveGroup(ctx context.Context, id cases.ID, version int) (*cases.Case, error) {
	c, err := w.Case(ctx, id, who.CaseArrange)
	if err != nil {
		return nil, err
	}
	if err := matches(version, c.Facts().Version); err != nil {
		return nil, err
	}
	left, err := w.leave(ctx, c.Facts())
	if err == nil && !left {
		err = group.ErrAlone
	}
	if err != nil {
		return nil, err
	}
	return c, w.settle(ctx, c, deed{action: "group.left", subject: "case/" + string(id)})
}

func (w *Work) leave(ctx context.Context, f cases.Facts) (bool, error) {
	g, in, err := w.Tx.Groups.Of(ctx, f.ID)
	if err != nil || !in {
		return false, err
	}
	if _, err := w.Tx.Groups.End(ctx, f.ID, ""); err != nil {
		return false, err
	}
	w.touch("group/%s", g.ID)
	w.tell(event("group.left", f, "case/"+string(f.ID), w.Today()))
	return true, w.Tx.Groups.Leave(ctx, f.ID)
}

// Representing names a representative, with the paper by which the others say so.
type Representing struct {
	Party    party.ID
	Document document.ID
	Since    Day
}

// Represent lets a party of one of the cases represent the group. The authority
// is a paper in the file of that party's own case. It returns an Invalid fault,
// group.ErrNamed or group.ErrTooMany.
func (w *Work) Represent(ctx context.Context, id group.ID, in Representing) error {
	if _, err := w.OpenGroup(ctx, id, who.CaseArrange); err != nil {
		return err
	}
	c, err := w.memberOf(ctx, id, in.Party)
	if err != nil {
		return err
	}
	f := c.Facts()
	p, err := w.party(ctx, f.ID, in.Party, "/party_id")
	if err != nil {
		return err
	}
	if p.Role != party.Applicant {
		return fault.Invalid("/party_id", "not_applicant", "代表须是申请人一方", "a representative is one of the applicants")
	}
	if in.Document == "" {
		return fault.Invalid("/document_id", "required", "请先上传推选、授权材料", "upload the paper of authority first and name it")
	}
	if err := w.checkDocument(ctx, f, in.Document, "/document_id"); err != nil {
		return err
	}
	since, err := w.occurred(in.Since, "/since_on", "")
	if err != nil {
		return err
	}
	now, err := w.Tx.Groups.Representatives(ctx, id)
	if err != nil {
		return err
	}
	if err := group.MayName(now, in.Party); err != nil {
		return err
	}
	if err := w.Tx.Groups.Name(ctx, group.Representative{Group: id, Party: in.Party, Case: f.ID, Document: in.Document, Since: since.On, By: w.Actor.User}); err != nil {
		return err
	}
	w.touch("group/%s", id)
	w.tell(event("representative.named", f, "party/"+string(in.Party), since.On))
	return w.record(ctx, string(f.ID), deed{action: "group.representative_named", subject: "party/" + string(in.Party), reason: since.Reason, payload: map[string]any{"group": id, "document": in.Document}})
}

// memberOf opens the case of a party in a group for an act of its custodian.
func (w *Work) memberOf(ctx context.Context, id group.ID, p party.ID) (*cases.Case, error) {
	unknown := fault.Invalid("/party_id", "unknown_party", "这个串并里没有这位当事人，或者其案件不由本单位负责", "the group has no such party in a case that you answer for")
	x, err := w.Tx.Groups.CaseOf(ctx, id, p)
	if fault.Of(err) != nil {
		return nil, unknown
	} else if err != nil {
		return nil, err
	}
	c, err := w.Case(ctx, x, who.CaseArrange)
	if fault.Of(err) != nil {
		return nil, unknown
	}
	return c, err
}

// EndRepresentation lets a party represent the group no more; it returns
// group.ErrNotNamed for who does not.
func (w *Work) EndRepresentation(ctx context.Context, id group.ID, p party.ID) error {
	if _, err := w.OpenGroup(ctx, id, who.CaseArrange); err != nil {
		return err
	}
	c, err := w.memberOf(ctx, id, p)
	if err != nil {
		return err
	}
	n, err := w.Tx.Groups.End(ctx, c.Facts().ID, p)
	if err == nil && n == 0 {
		err = group.ErrNotNamed
	}
	if err != nil {
		return err
	}
	w.touch("group/%s", id)
	w.tell(event("representative.ended", c.Facts(), "party/"+string(p), w.Today()))
	return w.record(ctx, string(c.Facts().ID), deed{action: "group.representative_ended", subject: "party/" + string(p), payload: map[string]any{"group": id}})
}

// Alike is one more person of the same cause.
type Alike struct {
	Applicant party.Party
	Summary   string // where it differs
	Claims    []cases.ClaimLine
}

// RegisterAlike registers a case of their own for one more person of the same
// cause: received on the same day, against the same respondents, with a number,
// code, proceeding and clocks of its own, in the group of the case it is like.
// It returns group.ErrAlone where that case is in none, and what Register refuses.
func (w *Work) RegisterAlike(ctx context.Context, id cases.ID, in Alike) (Registered, error) {
	c, err := w.Case(ctx, id, who.CaseArrange)
	if err != nil {
		return Registered{}, err
	}
	f := c.Facts()
	g, grouped, err := w.Tx.Groups.Of(ctx, id)
	if err != nil {
		return Registered{}, err
	}
	if !grouped {
		return Registered{}, group.ErrAlone
	}
	if err := group.MayJoin(f); err != nil {
		return Registered{}, err
	}
	r := Registration{
		Title: f.Title, Purpose: f.Purpose, Category: f.Category, Source: f.Source, Region: f.Region, Summary: f.Summary, Facts: f.Routing, ExternalRefs: nil,
		Received: Day{On: f.Received.On, Reason: f.Received.Reason}, Claims: in.Claims,
	}
	fill(&r.Received.Reason, byReceipt)
	put(&r.Summary, in.Summary)
	if len(r.Claims) == 0 {
		for _, line := range f.Claims {
			if len(line.Parties) == 0 {
				r.Claims = append(r.Claims, cases.ClaimLine{Text: line.Text, Category: line.Category, Facts: line.Facts})
			}
		}
	}
	in.Applicant.Role = party.Applicant
	r.Parties = []party.Party{in.Applicant}
	all, err := w.Tx.Parties.OfCase(ctx, id)
	if err != nil {
		return Registered{}, err
	}
	for _, p := range all {
		if p.Role != party.Applicant {
			p.ID, p.CodeHash, p.SecretHash, p.Version = "", "", "", 0
			r.Parties = append(r.Parties, p)
		}
	}
	r.arrive = func(ctx context.Context, own cases.Facts, _ []party.Party) error {
		w.touch("group/%s", g.ID)
		w.tell(event("group.joined", own, "case/"+string(own.ID), w.Today()))
		return w.Tx.Groups.Join(ctx, g.ID, own.ID, w.Now)
	}
	return w.Register(ctx, r)
}
