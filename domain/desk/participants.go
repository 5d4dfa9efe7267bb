package desk

import (
	"context"
	"slices"
	"strings"

	"liandong/domain/cases"
	"liandong/domain/fault"
	"liandong/domain/journal"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/procedure"
	"liandong/domain/reception"
	"liandong/domain/recusal"
	"liandong/domain/who"
)

// TakingPart is a person's part as it is entered.
type TakingPart struct {
	Role         procedure.Part
	User, Name   string
	Organization org.ID
	PartyID      party.ID
	Namesake     bool
}

// AddParticipant enters somebody's part in a proceeding. It returns
// recusal.ErrRecusedThem, recusal.ErrBarred for a part barred to who mediated the
// case (特邀调解规定 16), or reception.ErrConflict for an agent whose firm acts
// against the party (律师法 39).
func (w *Work) AddParticipant(ctx context.Context, id procedure.ID, in TakingPart) (procedure.Participant, error) {
	x, c, err := w.Proceeding(ctx, id, who.ProceedingAct)
	if err != nil {
		return procedure.Participant{}, err
	}
	f := x.Facts()
	p := procedure.Participant{CaseID: f.CaseID, ProceedingID: id, Role: in.Role, User: in.User, Name: strings.TrimSpace(in.Name), Organization: in.Organization, PartyID: in.PartyID, By: w.Actor.User}
	if err := w.checkPart(ctx, &p); err != nil {
		return p, err
	}
	if !f.Open() {
		return p, procedure.ErrEnded
	}
	recusals, err := w.Tx.Recusals.OfCase(ctx, f.CaseID)
	if err != nil {
		return p, err
	}
	if r, out := recusal.Standing(recusals, p.User); out && p.User != "" {
		return p, r.Refusal(true)
	}
	if err := w.notBarred(ctx, f.CaseID, p.Role, named{user: p.User, name: p.Name, namesake: in.Namesake}); err != nil {
		return p, err
	}
	if err := w.notAgainst(ctx, p); err != nil {
		return p, err
	}
	if err := w.enter(ctx, p); err != nil {
		return p, err
	}
	subject := "proceeding/" + string(id)
	w.tell(journal.Event{Kind: "participant.added", CaseID: string(f.CaseID), Subject: subject, Organization: f.Organization, On: w.Today(), Code: string(p.Role)})
	return p, w.settle(ctx, c, deed{action: "participant.added", subject: subject, payload: map[string]any{"role": p.Role, "user": p.User, "name": p.Name, "namesake": in.Namesake}})
}

func (w *Work) checkPart(ctx context.Context, p *procedure.Participant) error {
	var c fault.Check
	code(&c, "/role", p.Role, procedure.Parts)
	if p.User == "" && p.Name == "" {
		c.Add("/name", "required", "请填写姓名", "give the name")
	}
	limit(&c, "/name", p.Name, 200)
	if p.Organization != "" {
		if _, err := w.organization(ctx, p.Organization, "/organization_id"); err != nil {
			return err
		}
	}
	if p.PartyID != "" {
		if _, err := w.party(ctx, p.CaseID, p.PartyID, "/party_id"); err != nil {
			return err
		}
	}
	if p.User != "" {
		if p.Organization == "" {
			p.Organization = w.Actor.Organization
		}
		known, err := w.Tx.People.At(ctx, p.Organization, p.User)
		if err != nil && fault.Of(err) == nil {
			return err
		}
		if err != nil {
			c.Add("/user_id", "unknown_user", "该单位没有这位工作人员", "nobody of this name works there")
		}
		p.Name = known.Name
	}
	return c.Err()
}

// notAgainst refuses an agent whose firm acts against the party: the same
// comparison of names as at a reception.
func (w *Work) notAgainst(ctx context.Context, p procedure.Participant) error {
	if p.Role != procedure.PartAgent || p.PartyID == "" || p.Organization == "" {
		return nil
	}
	client, err := w.Tx.Parties.Get(ctx, p.CaseID, p.PartyID)
	if err != nil {
		return err
	}
	against, err := w.Tx.Parties.Against(ctx, p.Organization)
	if err == nil && slices.Contains(against, client.Name) {
		return reception.ErrConflict
	}
	return err
}

// mayRepresent refuses a representative who mediated the case.
func (w *Work) mayRepresent(ctx context.Context, id cases.ID, r *party.Representative) error {
	if r == nil {
		return nil
	}
	return w.notBarred(ctx, id, procedure.PartAgent, named{name: r.Name, namesake: r.Namesake})
}

// Facing lists the people a party meets in their case: who was named to handle
// or lead it, and who takes part by office.
func (w *Work) Facing(ctx context.Context, id cases.ID) ([]Face, error) {
	assigned, err := w.Tx.People.Assignments(ctx, id)
	if err != nil {
		return nil, err
	}
	parts, err := w.Tx.People.Participants(ctx, id)
	if err != nil {
		return nil, err
	}
	var all []Face
	add := func(f Face) error {
		if f.User == "" || slices.ContainsFunc(all, func(x Face) bool { return x.User == f.User && x.Organization == f.Organization }) {
			return nil
		}
		p, err := w.Tx.People.At(ctx, f.Organization, f.User)
		if err != nil {
			return unlessFault(err) // a refusal: they no longer work there
		}
		r := recusal.Facts{CaseID: id, Organization: f.Organization}
		err = w.capacity(ctx, &r, p.Roles)
		f.Office = r.Office
		all = append(all, f)
		return err
	}
	for _, p := range parts {
		if err := add(Face{User: p.User, Name: p.Name, Organization: p.Organization, Part: p.Role}); err != nil {
			return nil, err
		}
	}
	for _, a := range assigned {
		if !a.Until.IsZero() {
			continue
		}
		if err := add(Face{User: a.User, Name: a.Name, Organization: a.Organization, Kind: a.Kind}); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// Face is a person a party meets, and by which rule they would be recused.
type Face struct {
	User, Name   string
	Organization org.ID
	Part         procedure.Part
	Kind         string
	Office       recusal.Office
}

// OwnOffice says by which rule the actor would be recused from a case.
func (w *Work) OwnOffice(ctx context.Context, id cases.ID) (recusal.Office, error) {
	f := recusal.Facts{CaseID: id, Organization: w.Actor.Organization}
	err := w.capacity(ctx, &f, []who.Role{w.Actor.Role})
	return f.Office, err
}
