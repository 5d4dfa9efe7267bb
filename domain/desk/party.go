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

// ErrFactor refuses a binding act without a factor that staff do not hold.
var ErrFactor = fault.New(fault.Denied, "factor_required", "这一步需要本人验证（短信验证码或个人密码）", "this act needs the party's own factor")

// Enter checks a party's number, code and second secret. Whatever is wrong, ErrCredentials.
func (w *Work) Enter(ctx context.Context, number, typed, second string) (party.Party, cases.Facts, error) {
	id, err := w.Tx.Cases.ByNumber(ctx, number)
	if f := fault.Of(err); f != nil {
		w.Secrets.Matches(typed, "") // the same work as for a number that exists
		return party.Party{}, cases.Facts{}, ErrCredentials
	}
	if err != nil {
		return party.Party{}, cases.Facts{}, err
	}
	all, err := w.Tx.Parties.OfCase(ctx, id)
	if err != nil {
		return party.Party{}, cases.Facts{}, err
	}
	for _, p := range all {
		if !w.Secrets.Matches(typed, p.CodeHash) {
			continue
		}
		if !w.second(p, second) {
			break
		}
		c, err := w.Tx.Cases.Get(ctx, id)
		if err != nil {
			return p, cases.Facts{}, err
		}
		w.Actor = who.Actor{User: "party/" + string(p.ID), Name: p.Name, Role: who.PartyRole, Party: string(p.ID), Case: string(id), Origin: "own_device"}
		return p, c.Facts(), w.record(ctx, string(id), deed{action: "party.entered", subject: "party/" + string(p.ID)})
	}
	return party.Party{}, cases.Facts{}, ErrCredentials
}

func (w *Work) second(p party.Party, typed string) bool {
	if p.SecretHash != "" {
		return w.Secrets.Matches(typed, p.SecretHash)
	}
	ok := false
	for _, four := range p.LastFour() {
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
	c, err := w.ownCase(ctx)
	if err != nil {
		return consent.Consent{}, nil, err
	}
	if in.Subject == consent.Disclosure || in.Subject == consent.UndisputedFacts || in.Subject == consent.Data {
		return consent.Consent{}, nil, ErrFactor
	}
	in.PartyID = party.ID(w.Actor.Party)
	if in.Form == "" {
		in.Form = "online"
	}
	return w.consent(ctx, c, in, 0)
}
