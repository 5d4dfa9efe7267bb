package desk

import (
	"context"

	"liandong/domain/cases"
	"liandong/domain/party"
	"liandong/domain/who"
)

// A protected address is taken out of the party before it is stored: whatever
// reads parties, for a bundle, a letter, a list or the other side's page, has
// nothing to hold back. It is looked at by itself, each look is written down.

// shelter keeps a person's address apart where the event was noticed to be dangerous.
func (w *Work) shelter(ctx context.Context, f cases.Facts, p *party.Party) error {
	if !f.Safety.Any() || p.Kind != party.Person || p.Address == "" {
		return nil
	}
	return w.hide(ctx, f.ID, p)
}

func (w *Work) hide(ctx context.Context, id cases.ID, p *party.Party) error {
	address := p.Address
	p.Address = ""
	w.touch("protected_address/%s", p.ID)
	return w.Tx.Addresses.Keep(ctx, id, p.ID, address)
}

// rehouse keeps a changed party's address where it belongs. Only its custodian
// opens a protected one again: who.ErrNotAllowed.
func (w *Work) rehouse(ctx context.Context, f cases.Facts, p *party.Party, in PartyChange) error {
	kept, protected, err := w.Tx.Addresses.Get(ctx, p.ID)
	if err != nil {
		return err
	}
	if in.Address == nil && protected {
		p.Address = kept
	}
	protect := protected || f.Safety.Any() && p.Kind == party.Person && p.Address != ""
	if in.ProtectAddress != nil {
		protect = *in.ProtectAddress
	}
	switch {
	case protect:
		return w.hide(ctx, f.ID, p)
	case !protected:
		return nil
	case f.Custodian != w.Actor.Organization:
		return who.ErrNotAllowed
	}
	w.touch("protected_address/%s", p.ID)
	return w.Tx.Addresses.Drop(ctx, p.ID)
}

// ProtectedAddress shows a protected address to who handles the case for its
// custodian. It is who.ErrNotAllowed to anybody else who sees the case, and
// who.ErrNotVisible where none is protected.
func (w *Work) ProtectedAddress(ctx context.Context, id cases.ID, pid party.ID) (string, error) {
	c, err := w.Case(ctx, id, who.CaseAmend)
	if err != nil {
		return "", err
	}
	if c.Facts().Custodian != w.Actor.Organization {
		return "", who.ErrNotAllowed
	}
	if _, err := w.Tx.Parties.Get(ctx, id, pid); err != nil {
		return "", err
	}
	address, protected, err := w.Tx.Addresses.Get(ctx, pid)
	if err == nil && !protected {
		err = who.ErrNotVisible
	}
	return address, err
}

// Sheltered lists whose addresses are protected, for the custodian's handlers; nobody else is told.
func (w *Work) Sheltered(ctx context.Context, f cases.Facts, s Sight) ([]party.ID, error) {
	if !w.handlesForCustodian(f, s) {
		return nil, nil
	}
	return w.Tx.Addresses.OfCase(ctx, f.ID)
}

// SeesSafety tells whether the actor is told what was noticed of danger: the
// window that noticed it, while it answers for the case. It follows nowhere.
func (w *Work) SeesSafety(f cases.Facts, s Sight) bool {
	return f.FirstReceiver == w.Actor.Organization && w.handlesForCustodian(f, s)
}

func (w *Work) handlesForCustodian(f cases.Facts, s Sight) bool {
	return f.Custodian == w.Actor.Organization && w.may(who.CaseAmend, s.Standings...) == nil
}
