package desk

import (
	"context"

	"liandong/domain/cases"
	"liandong/domain/consent"
	"liandong/domain/fault"
	"liandong/domain/party"
	"liandong/domain/procedure"
	"liandong/domain/referral"
	"liandong/domain/who"
)

// ErrCredentials is the one answer to anything wrong at a party's way in.
var ErrCredentials = fault.New(fault.Unauthenticated, "party.credentials", "编号、查询码或验证信息不正确", "the number, the code or the second secret is not right")

// Entered is who came in: a party, or who acts for one.
type Entered struct {
	Party party.Party
	Agent *party.Agent
	Case  cases.Facts
	// CodeHash is of the code they came in with.
	CodeHash string
}

// Enter checks a number, a code and a second secret: a party's, or those of who
// acts for one. Whatever is wrong, ErrCredentials.
func (w *Work) Enter(ctx context.Context, number, typed, second, origin string) (Entered, error) {
	id, err := w.byNumber(ctx, number)
	if f := fault.Of(err); f != nil {
		w.Secrets.Matches(typed, "") // the same work as for a number that exists
		return Entered{}, ErrCredentials
	}
	if err != nil {
		return Entered{}, err
	}
	e, err := w.holding(ctx, id, typed, second)
	if err != nil {
		return Entered{}, err
	}
	c, err := w.Tx.Cases.Get(ctx, id)
	if err != nil {
		return e, err
	}
	e.Case = c.Facts()
	w.Actor = who.Actor{User: "party/" + string(e.Party.ID), Name: e.Party.Name, Role: who.PartyRole, Party: string(e.Party.ID), Case: string(id), Origin: origin}
	if e.Agent != nil {
		w.Actor.User, w.Actor.Name, w.Actor.Agent = "agent/"+string(e.Agent.ID), e.Agent.Name, string(e.Agent.ID)
	}
	return e, w.record(ctx, string(id), deed{action: "party.entered", subject: w.Actor.Holder()})
}

// holding finds whose code and second secret these are.
func (w *Work) holding(ctx context.Context, id cases.ID, typed, second string) (Entered, error) {
	parties, err := w.Tx.Parties.OfCase(ctx, id)
	if err != nil {
		return Entered{}, err
	}
	for _, p := range parties {
		if w.Secrets.Matches(typed, p.CodeHash) {
			if !w.second(p.SecretHash, p.LastFour(), second) {
				return Entered{}, ErrCredentials
			}
			return Entered{Party: p, CodeHash: p.CodeHash}, nil
		}
	}
	if e, ok, err := w.holdingKey(ctx, id, parties, typed, second); err != nil || ok {
		return e, err
	}
	agents, err := w.Tx.Agents.OfCase(ctx, id)
	if err != nil {
		return Entered{}, err
	}
	for _, a := range agents {
		if !w.Secrets.Matches(typed, a.CodeHash) {
			continue
		}
		if !w.second(a.SecretHash, a.LastFour(), second) || !a.Live(w.Today()) {
			return Entered{}, ErrCredentials
		}
		p, err := w.Tx.Parties.Get(ctx, id, a.PartyID)
		return Entered{Party: p, Agent: &a, CodeHash: a.CodeHash}, err
	}
	return Entered{}, ErrCredentials
}

func (w *Work) second(secretHash string, lastFour []string, typed string) bool {
	if secretHash != "" {
		return w.Secrets.Matches(typed, secretHash)
	}
	ok := false
	for _, four := range lastFour {
		ok = sameText(four, typed) || ok
	}
	return ok
}

// sameText compares without telling by time how much agreed.
func sameText(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	var diff byte
	for i := range len(a) {
		diff |= a[i] ^ b[i]
	}
	return diff == 0
}

// Own is a party's case as the party may see it.
type Own struct {
	Party       party.Party
	Case        cases.Facts
	Custodian   string
	Referrals   []referral.Facts
	Proceedings []procedure.Facts
	Book        consent.Book
	All         []party.Party
	Clocks      []RunningClock
}

// OwnCase gathers what a party is told of their own case.
func (w *Work) OwnCase(ctx context.Context) (Own, error) {
	c, err := w.ownCase(ctx)
	if err != nil {
		return Own{}, err
	}
	id, out := c.Facts().ID, Own{Case: c.Facts()}
	if out.Party, err = w.Tx.Parties.Get(ctx, id, party.ID(w.Actor.Party)); err != nil {
		return out, err
	}
	o, err := w.Tx.Directory.Get(ctx, out.Case.Custodian)
	if err != nil {
		return out, err
	}
	out.Custodian = o.Name
	if out.Referrals, err = w.Tx.Referrals.OfCase(ctx, id); err != nil {
		return out, err
	}
	if out.Proceedings, err = w.Tx.Proceedings.OfCase(ctx, id); err != nil {
		return out, err
	}
	if out.All, err = w.Tx.Parties.OfCase(ctx, id); err != nil {
		return out, err
	}
	if out.Book, err = w.book(ctx, id); err != nil {
		return out, err
	}
	if err := w.watch(ctx, id); err != nil {
		return out, err
	}
	for _, x := range w.clocks {
		if x.PartyID == "" || x.PartyID == string(out.Party.ID) {
			out.Clocks = append(out.Clocks, RunningClock{x.Running})
		}
	}
	return out, nil
}

// OwnConsent takes a party's own word. Refusing mediation takes this one step
// and nothing more; what binds a party needs a factor that staff do not hold.
func (w *Work) OwnConsent(ctx context.Context, in Word) (consent.Consent, *cases.Case, error) {
	if err := w.empowered(ctx, party.PowerConsent); err != nil {
		return consent.Consent{}, nil, err
	}
	c, err := w.ownCase(ctx)
	if err != nil {
		return consent.Consent{}, nil, err
	}
	if in.Subject != consent.Mediation && !w.Actor.Proved {
		return consent.Consent{}, nil, ErrFactor
	}
	in.PartyID = party.ID(w.Actor.Party)
	if in.Form == "" {
		in.Form = "online"
	}
	return w.consent(ctx, c, in, 0)
}
