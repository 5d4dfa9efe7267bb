package desk

import (
	"context"
	"slices"

	"liandong/domain/cases"
	"liandong/domain/document"
	"liandong/domain/fault"
	"liandong/domain/party"
	"liandong/domain/who"
)

// AddAgent gives who acts for a party a way in of their own, as far as reading
// goes. What their paper allows holds once the party has confirmed it.
func (w *Work) AddAgent(ctx context.Context, id cases.ID, pid party.ID, a party.Agent) (party.Agent, Credentials, error) {
	c, err := w.Case(ctx, id, who.CaseAmend)
	if err != nil {
		return a, Credentials{}, err
	}
	if _, err := w.Tx.Parties.Get(ctx, id, pid); err != nil {
		return a, Credentials{}, err
	}
	var check fault.Check
	a.Validate(&check)
	if err := check.Err(); err != nil {
		return a, Credentials{}, err
	}
	if a.AuthorityID != "" {
		if err := w.checkDocument(ctx, c.Facts(), document.ID(a.AuthorityID), "/authority_document_id"); err != nil {
			return a, Credentials{}, err
		}
	}
	all, err := w.Tx.Agents.OfCase(ctx, id)
	if err != nil {
		return a, Credentials{}, err
	}
	if len(all) >= maxParties {
		return a, Credentials{}, fault.Invalid("/name", "too_many", "代理人过多", "too many representatives")
	}
	a.CaseID, a.PartyID, a.AtFiling = string(id), pid, false
	out, err := w.admit(ctx, &a)
	if err != nil {
		return a, out, err
	}
	w.tell(event("agent.added", c.Facts(), "party/"+string(pid), w.Today()))
	return a, out, w.record(ctx, string(id), deed{action: "agent.added", subject: "agent/" + string(a.ID), payload: map[string]any{"kind": a.Kind, "powers": a.Powers, "authority": a.AuthorityID, "party_id": pid}})
}

// admit stores a new agent with a code and a factor.
func (w *Work) admit(ctx context.Context, a *party.Agent) (Credentials, error) {
	var out Credentials
	a.ID, a.AddedAt, a.Version = party.AgentID(w.NewID()), w.Now, 1
	out.QueryCode, a.CodeHash = w.Secrets.Code()
	if len(a.LastFour()) == 0 {
		out.PaperSecret, a.SecretHash = w.Secrets.Paper()
	}
	if err := w.Tx.Agents.Add(ctx, *a); err != nil {
		return out, err
	}
	w.touch("agent/%s", a.ID)
	return out, w.keepFactor(ctx, "agent/"+string(a.ID), cases.ID(a.CaseID), a.Phone)
}

// admitNamed gives the representative named on a form their own way in.
func (w *Work) admitNamed(ctx context.Context, p party.Party, atFiling bool) error {
	if p.RepresentedBy == nil || p.RepresentedBy.Name == "" {
		return nil
	}
	a := party.Agent{CaseID: p.CaseID, PartyID: p.ID, Kind: party.Authorised, Name: p.RepresentedBy.Name, Phone: p.RepresentedBy.Phone, AtFiling: atFiling}
	if p.RepresentedBy.Relation == party.Guardian {
		a.Kind = party.Guardian
	}
	_, err := w.admit(ctx, &a)
	return err
}

// renamed follows a change of who represents a party: the one before is out,
// the new one reads until the party has confirmed more.
func (w *Work) renamed(ctx context.Context, before, p party.Party) error {
	was, is := before.RepresentedBy, p.RepresentedBy
	if is == nil || was != nil && was.Name == is.Name && was.Phone == is.Phone && was.Relation == is.Relation {
		return nil
	}
	all, err := w.Tx.Agents.OfCase(ctx, cases.ID(p.CaseID))
	if err != nil {
		return err
	}
	for _, a := range all {
		if a.PartyID != p.ID || was == nil || a.Name != was.Name || !a.RevokedAt.IsZero() {
			continue
		}
		a.RevokedAt = w.Now
		if err := w.Tx.Agents.Put(ctx, a); err != nil {
			return err
		}
		w.touch("agent/%s", a.ID)
	}
	return w.admitNamed(ctx, p, false)
}

// AgentsOf lists who acts for the parties of a case.
func (w *Work) AgentsOf(ctx context.Context, id cases.ID) ([]party.Agent, error) {
	if _, err := w.Case(ctx, id, who.CaseFile); err != nil {
		return nil, err
	}
	return w.Tx.Agents.OfCase(ctx, id)
}

// OwnAgents lists who acts for the party that is signed in.
func (w *Work) OwnAgents(ctx context.Context) ([]party.Agent, error) {
	if err := w.MayOwn(who.PartySelf); err != nil {
		return nil, err
	}
	all, err := w.Tx.Agents.OfCase(ctx, cases.ID(w.Actor.Case))
	return slices.DeleteFunc(all, func(a party.Agent) bool { return a.PartyID != party.ID(w.Actor.Party) }), err
}

func (w *Work) ownAgent(ctx context.Context, id party.AgentID) (party.Agent, error) {
	if err := w.MayOwn(who.PartySelf); err != nil {
		return party.Agent{}, err
	}
	a, err := w.Tx.Agents.Get(ctx, cases.ID(w.Actor.Case), id)
	if err == nil && a.PartyID != party.ID(w.Actor.Party) {
		err = who.ErrNotVisible
	}
	return a, err
}

// ConfirmAgent lets the party confirm, with their own factor, what an agent's
// paper allows. No agent confirms an agent: party.ErrPower.
func (w *Work) ConfirmAgent(ctx context.Context, id party.AgentID) (party.Agent, error) {
	a, err := w.ownAgent(ctx, id)
	switch {
	case err != nil:
		return a, err
	case w.Actor.Agent != "":
		return a, party.ErrPower
	case !w.Actor.Proved:
		return a, ErrFactor
	case !a.RevokedAt.IsZero():
		return a, party.ErrRevoked
	case !a.ConfirmedAt.IsZero():
		return a, party.ErrConfirmed
	}
	a.ConfirmedAt = w.Now
	return a, w.putAgent(ctx, &a, "agent.confirmed")
}

// DismissAgent lets the party end a representation at once; it needs no factor.
// Who acts by law is not the ward's to dismiss: party.ErrPower.
func (w *Work) DismissAgent(ctx context.Context, id party.AgentID) (party.Agent, error) {
	a, err := w.ownAgent(ctx, id)
	switch {
	case err != nil:
		return a, err
	case w.Actor.Agent != "" && w.Actor.Agent != string(id), a.Kind == party.Guardian && w.Actor.Agent == "":
		return a, party.ErrPower
	case !a.RevokedAt.IsZero():
		return a, party.ErrRevoked
	}
	a.RevokedAt = w.Now
	return a, w.putAgent(ctx, &a, "agent.revoked")
}

// RevokeAgent ends a representation at the window, with a reason.
func (w *Work) RevokeAgent(ctx context.Context, id cases.ID, aid party.AgentID, why string) (party.Agent, error) {
	if _, err := w.Case(ctx, id, who.CaseAmend); err != nil {
		return party.Agent{}, err
	}
	a, err := w.Tx.Agents.Get(ctx, id, aid)
	if err != nil {
		return a, err
	}
	if err := words(why); err != nil {
		return a, err
	}
	if !a.RevokedAt.IsZero() {
		return a, party.ErrRevoked
	}
	a.RevokedAt = w.Now
	if err := w.Tx.Agents.Put(ctx, a); err != nil {
		return a, err
	}
	return a, w.record(ctx, string(id), deed{action: "agent.revoked", subject: "agent/" + string(aid), reason: why})
}

func (w *Work) putAgent(ctx context.Context, a *party.Agent, action string) error {
	if err := w.Tx.Agents.Put(ctx, *a); err != nil {
		return err
	}
	a.Version++
	return w.record(ctx, a.CaseID, deed{action: action, subject: "agent/" + string(a.ID)})
}
