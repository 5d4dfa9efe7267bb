package desk

import (
	"context"
	"strconv"
	"strings"

	"liandong/domain/cases"
	"liandong/domain/fault"
	"liandong/domain/party"
	"liandong/domain/routing"
	"liandong/domain/statute"
	"liandong/domain/who"
)

// AddFacts takes new routing facts: what is given takes the place of what was
// known, the rest stays. The parties' clocks follow.
func (w *Work) AddFacts(ctx context.Context, id cases.ID, in routing.Facts, version int) (*cases.Case, error) {
	c, err := w.Case(ctx, id, who.CaseAmend)
	if err != nil {
		return nil, err
	}
	f := c.Facts()
	merged := overlay(f.Routing, in)
	if err := agrees(in, f.Purpose, f.Category); err != nil {
		return nil, err
	}
	answer, err := w.Judge.Evaluate(w.Today(), merged)
	if err != nil {
		return nil, err
	}
	if err := matches(version, f.Version); err != nil {
		return nil, err
	}
	if f.State == cases.Closed {
		return nil, cases.ErrClosed
	}
	c.Learn(merged, answer.Pack)
	if err := w.rights(ctx, c); err != nil {
		return nil, err
	}
	w.tell(event("case.facts_added", f, "case/"+string(id), w.Today()))
	return c, w.settle(ctx, c, deed{action: "case.facts_added", subject: "case/" + string(id), payload: map[string]any{"facts": in}})
}

// agrees refuses facts that contradict what was registered: that is corrected, not supplied.
func agrees(in routing.Facts, purpose, category string) error {
	var c fault.Check
	if in.Purpose != "" && in.Purpose != purpose {
		c.Add("/facts/purpose", "disagrees", "与登记的信访目的不一致", "this differs from the case's purpose")
	}
	if in.Category != "" && in.Category != category {
		c.Add("/facts/category", "disagrees", "与登记的纠纷类别不一致", "this differs from the case's category")
	}
	return c.Err()
}

// overlay puts what is given over what was known.
func overlay(known, given routing.Facts) routing.Facts {
	put(&known.Relation, given.Relation)
	put(&known.EventOn, given.EventOn)
	put(&known.ArbitrationClause, given.ArbitrationClause)
	put(&known.ActingParty, given.ActingParty)
	putAny(&known.InformedOfRemedies, given.InformedOfRemedies)
	putAny(&known.History, given.History)
	putAny(&known.Consent, given.Consent)
	putAny(&known.JointApplication, given.JointApplication)
	putAny(&known.Petition, given.Petition)
	if given.Circumstances != nil {
		known.Circumstances = given.Circumstances
	}
	if given.CircumstancesRuledOut != nil {
		known.CircumstancesRuledOut = given.CircumstancesRuledOut
	}
	return known
}

func put[T ~string](to *T, from T) {
	if from != "" {
		*to = from
	}
}

func putAny[T any](to **T, from *T) {
	if from != nil {
		*to = from
	}
}

// AddParty brings one more party in, with a code of its own.
func (w *Work) AddParty(ctx context.Context, id cases.ID, p party.Party, version int) (party.Party, []party.Warning, *cases.Case, error) {
	c, err := w.Case(ctx, id, who.CaseAmend)
	if err != nil {
		return p, nil, nil, err
	}
	var check fault.Check
	p.Validate(&check, "")
	if err := check.Err(); err != nil {
		return p, nil, nil, err
	}
	if p.OrganizationID != "" {
		if _, err := w.organization(ctx, p.OrganizationID, "/organization_id"); err != nil {
			return p, nil, nil, err
		}
	}
	if err := w.mayRepresent(ctx, id, p.RepresentedBy); err != nil {
		return p, nil, nil, err
	}
	if err := matches(version, c.Facts().Version); err != nil {
		return p, nil, nil, err
	}
	if c.Facts().State == cases.Closed {
		return p, nil, nil, cases.ErrClosed
	}
	p.ID, p.CaseID, p.Version = party.ID(w.NewID()), string(id), 1
	_, p.CodeHash = w.Secrets.Code()
	if len(p.LastFour()) == 0 {
		_, p.SecretHash = w.Secrets.Paper()
	}
	if err := w.shelter(ctx, c.Facts(), &p); err != nil {
		return p, nil, nil, err
	}
	if err := w.Tx.Parties.Add(ctx, p); err != nil {
		return p, nil, nil, err
	}
	w.touch("party/%s", p.ID)
	if err := w.keepFactor(ctx, "party/"+string(p.ID), id, p.Phone); err != nil {
		return p, nil, nil, err
	}
	if err := w.admitNamed(ctx, p, false); err != nil {
		return p, nil, nil, err
	}
	if err := w.keepFromAccused(ctx, c); err != nil {
		return p, nil, nil, err
	}
	err = w.settle(ctx, c, deed{action: "party.added", subject: "party/" + string(p.ID), payload: map[string]any{"role": p.Role, "name": p.Name}})
	return p, p.Papers("", w.Today()), c, err
}

// PartyChange is what may be corrected of a party.
type PartyChange struct {
	Name, IDKind, IDNumber, Phone, Address, Email *string
	RepresentedBy                                 *party.Representative
	Needs                                         *party.Needs
	ProtectAddress                                *bool
	Reason                                        string
}

// ChangeParty corrects a party's data, with a reason.
func (w *Work) ChangeParty(ctx context.Context, id cases.ID, pid party.ID, in PartyChange, version int) (party.Party, *cases.Case, error) {
	c, err := w.Case(ctx, id, who.CaseAmend)
	if err != nil {
		return party.Party{}, nil, err
	}
	p, err := w.Tx.Parties.Get(ctx, id, pid)
	if err != nil {
		return p, nil, err
	}
	before := p
	set := func(to *string, from *string) {
		if from != nil {
			*to = *from
		}
	}
	set(&p.Name, in.Name)
	set(&p.IDKind, in.IDKind)
	set(&p.IDNumber, in.IDNumber)
	set(&p.Phone, in.Phone)
	set(&p.Address, in.Address)
	set(&p.Email, in.Email)
	putAny(&p.RepresentedBy, in.RepresentedBy)
	putAny(&p.Needs, in.Needs)
	var check fault.Check
	p.Validate(&check, "")
	text(&check, "/reason", in.Reason)
	if err := check.Err(); err != nil {
		return p, nil, err
	}
	if err := w.mayRepresent(ctx, id, in.RepresentedBy); err != nil {
		return p, nil, err
	}
	if err := matches(version, c.Facts().Version); err != nil {
		return p, nil, err
	}
	if err := w.keepFactor(ctx, "party/"+string(p.ID), id, before.Phone); err != nil {
		return p, nil, err
	}
	if err := w.renamed(ctx, before, p); err != nil {
		return p, nil, err
	}
	if err := w.rehouse(ctx, c.Facts(), &p, in); err != nil {
		return p, nil, err
	}
	if err := w.Tx.Parties.Put(ctx, p); err != nil {
		return p, nil, err
	}
	w.touch("party/%s", p.ID)
	return p, c, w.settle(ctx, c, deed{action: "party.changed", subject: "party/" + string(pid), reason: in.Reason})
}

// CaseChange is what may be corrected of a case.
type CaseChange struct {
	Title, Summary *string
	ExternalRefs   map[string]string
	Reason         string
}

// Change corrects what a case says, with a reason.
func (w *Work) Change(ctx context.Context, id cases.ID, in CaseChange, version int) (*cases.Case, error) {
	c, err := w.Case(ctx, id, who.CaseAmend)
	if err != nil {
		return nil, err
	}
	var check fault.Check
	text(&check, "/reason", in.Reason)
	for _, field := range []struct {
		pointer string
		value   *string
		most    int
	}{{"/title", in.Title, maxTitle}, {"/summary", in.Summary, maxSummary}} {
		if field.value == nil {
			continue
		}
		if strings.TrimSpace(*field.value) == "" {
			check.Add(field.pointer, "required", "不能为空", "this cannot be empty")
		}
		limit(&check, field.pointer, *field.value, field.most)
	}
	if err := check.Err(); err != nil {
		return nil, err
	}
	if err := matches(version, c.Facts().Version); err != nil {
		return nil, err
	}
	if c.Facts().State == cases.Closed {
		return nil, cases.ErrClosed
	}
	c.Amend(func(f *cases.Facts) {
		putText(&f.Title, in.Title)
		putText(&f.Summary, in.Summary)
		if in.ExternalRefs != nil {
			f.ExternalRefs = in.ExternalRefs
		}
	})
	if err := w.keepRefs(ctx, c.Facts()); err != nil {
		return nil, err
	}
	return c, w.settle(ctx, c, deed{action: "case.changed", subject: "case/" + string(id), reason: in.Reason})
}

func putText(to *string, from *string) {
	if from != nil {
		*to = *from
	}
}

// ErrPartyAccused refuses a way in to who is complained of in an accusation.
var ErrPartyAccused = fault.ByLaw(fault.Conflict, "party.accused", "检举控告事项不得向被检举控告人提供查询码", "who is complained of in an accusation is given no way in to it", statute.Petition("30条"), statute.Petition("46条"))

// Attempt is one try to reach a party.
type Attempt struct {
	PartyID party.ID
	Way     string // phone, visit, letter, online
	Reached bool
	Text    string
}

// NoteAttempt logs a try to reach a party: nobody reached is not a refusal.
func (w *Work) NoteAttempt(ctx context.Context, id cases.ID, in Attempt) error {
	c, err := w.Case(ctx, id, who.CaseAmend)
	if err != nil {
		return err
	}
	var check fault.Check
	code(&check, "/way", in.Way, []string{"phone", "visit", "letter", "online"})
	limit(&check, "/text", in.Text, MaxText)
	if err := check.Err(); err != nil {
		return err
	}
	if _, err := w.party(ctx, id, in.PartyID, "/party_id"); err != nil {
		return err
	}
	t := Tried{ID: w.NewID(), CaseID: id, PartyID: in.PartyID, Way: in.Way, Reached: in.Reached, Text: in.Text, By: w.Actor.User, Organization: w.Actor.Organization, Team: w.Actor.Team, At: w.Now}
	if err := w.Tx.Attempts.Add(ctx, t); err != nil {
		return err
	}
	w.touch("contact_attempt/%s", t.ID)
	w.tell(event("contact.attempted", c.Facts(), "party/"+string(in.PartyID), w.Today()))
	return w.record(ctx, string(id), deed{action: "contact.attempted", subject: "party/" + string(in.PartyID),
		payload: map[string]any{"way": in.Way, "reached": strconv.FormatBool(in.Reached), "text": in.Text}})
}

// Attempts lists the tries to reach the parties. That there was one is a fact
// of the case; the words stay with the team that wrote them.
func (w *Work) Attempts(ctx context.Context, id cases.ID) ([]Tried, error) {
	c, err := w.Case(ctx, id, who.CaseFile)
	if err != nil {
		return nil, err
	}
	r, err := w.Reader(ctx, c.Facts())
	if err != nil {
		return nil, err
	}
	all, err := w.Tx.Attempts.OfCase(ctx, id)
	for i, t := range all {
		if !r.kept(t.Organization, t.Team) {
			all[i].Text = ""
		}
	}
	return all, err
}
