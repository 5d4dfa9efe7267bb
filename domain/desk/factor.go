package desk

import (
	"context"
	"strings"
	"time"

	"liandong/domain/cases"
	"liandong/domain/fault"
	"liandong/domain/party"
	"liandong/domain/who"
)

// ErrFactor refuses a binding act without a factor that staff do not hold.
var ErrFactor = fault.New(fault.Denied, "factor_required", "这一步需要本人验证（短信验证码或个人密码）", "this act needs the party's own factor")

// binding refuses an act that binds a party unless its holder has just shown a
// factor of their own: ErrFactor; and, where somebody acts for the party,
// unless the confirmed paper allows it: party.ErrPower.
func (w *Work) binding(ctx context.Context, p party.Power) error {
	if err := w.empowered(ctx, p); err != nil {
		return err
	}
	if !w.Actor.Proved {
		return ErrFactor
	}
	return nil
}

// empowered lets a party act for themself, and an agent as far as the paper goes.
func (w *Work) empowered(ctx context.Context, p party.Power) error {
	if err := w.MayOwn(who.PartySelf); err != nil {
		return err
	}
	if w.Actor.Agent == "" {
		return nil
	}
	a, err := w.Tx.Agents.Get(ctx, cases.ID(w.Actor.Case), party.AgentID(w.Actor.Agent))
	if err != nil {
		return err
	}
	return a.May(p, w.Today())
}

// factorOf is a holder's factor; for one that has none yet, the phone with
// which they were registered.
func (w *Work) factorOf(ctx context.Context, holder string, c cases.ID, phone string) (party.Factor, error) {
	f, err := w.Tx.Factors.Get(ctx, holder)
	if err != nil || f.Version > 0 {
		return f, err
	}
	return party.Factor{Holder: holder, CaseID: string(c), Phone: phone}, nil
}

// keepFactor ties a factor to the phone that is on file now, before anyone changes it.
func (w *Work) keepFactor(ctx context.Context, holder string, c cases.ID, phone string) error {
	f, err := w.factorOf(ctx, holder, c, phone)
	if err != nil || f.Version > 0 {
		return err
	}
	w.touch("factor/%s", holder)
	return w.Tx.Factors.Put(ctx, f)
}

// ownNumbers is what stands on the form of whoever is acting.
func (w *Work) ownNumbers(ctx context.Context) (phone, idNumber string, err error) {
	c := cases.ID(w.Actor.Case)
	if w.Actor.Agent != "" {
		a, err := w.Tx.Agents.Get(ctx, c, party.AgentID(w.Actor.Agent))
		return a.Phone, a.IDNumber, err
	}
	p, err := w.Tx.Parties.Get(ctx, c, party.ID(w.Actor.Party))
	return p.Phone, p.IDNumber, err
}

// OwnFactor is the factor of whoever is acting.
func (w *Work) OwnFactor(ctx context.Context) (party.Factor, error) {
	if err := w.MayOwn(who.PartySelf); err != nil {
		return party.Factor{}, err
	}
	phone, _, err := w.ownNumbers(ctx)
	if err != nil {
		return party.Factor{}, err
	}
	return w.factorOf(ctx, w.Actor.Holder(), cases.ID(w.Actor.Case), phone)
}

// SendCode sends a new code to the holder's phone; the one before is dead. It
// returns party.ErrNoFactor where there is no phone to send it to.
func (w *Work) SendCode(ctx context.Context, wall time.Time) (party.Factor, error) {
	f, err := w.OwnFactor(ctx)
	if err != nil {
		return f, err
	}
	if f.Phone == "" {
		return f, party.ErrNoFactor
	}
	shown, hash := w.Secrets.Short()
	f.Expect(hash, wall)
	if err := w.saveFactor(ctx, &f); err != nil {
		return f, err
	}
	text := "验证码 " + shown + "，5分钟内有效，请勿告诉任何人，包括工作人员。"
	if err := w.message(ctx, f.Phone, text, wall); err != nil {
		return f, err
	}
	return f, w.record(ctx, w.Actor.Case, deed{action: "factor.code_sent", subject: f.Holder})
}

func (w *Work) saveFactor(ctx context.Context, f *party.Factor) error {
	if err := w.Tx.Factors.Put(ctx, *f); err != nil {
		return err
	}
	f.Version++
	w.touch("factor/%s", f.Holder)
	return nil
}

// message sends words that name nobody and tell nothing of a matter.
func (w *Work) message(ctx context.Context, to, text string, wall time.Time) error {
	if to == "" {
		return nil
	}
	return w.Tx.Outgoing.Send(ctx, Message{ID: w.NewID(), Way: "sms", To: to, Text: text, At: wall})
}

// TakeTry counts a try at the factor in a unit of work of its own, before it
// is looked at. It returns party.ErrTries when there have been enough.
func (w *Work) TakeTry(ctx context.Context, wall time.Time) error {
	f, err := w.OwnFactor(ctx)
	if err != nil {
		return err
	}
	if err := f.Take(wall); err != nil {
		return err
	}
	if err := w.saveFactor(ctx, &f); err != nil {
		return err
	}
	return w.record(ctx, w.Actor.Case, deed{action: "factor.tried", subject: f.Holder})
}

// Prove looks at a code or a PIN. A wrong one is no error: the unit of work
// must be kept, so that it is counted.
func (w *Work) Prove(ctx context.Context, typedCode, pin string, wall time.Time) (proved bool, err error) {
	f, err := w.OwnFactor(ctx)
	if err != nil {
		return false, err
	}
	action := "factor.proved"
	switch {
	case typedCode != "":
		if proved = w.Secrets.Matches(typedCode, f.CodeHash) && f.TakesCode(wall); proved {
			f.ProvedByCode()
		}
	default:
		if proved = w.Secrets.Matches(pin, f.PINHash) && f.TakesPIN(); proved {
			f.ProvedByPIN()
		} else {
			f.WrongPIN()
		}
	}
	if !proved {
		action = "factor.refused"
	}
	if err := w.saveFactor(ctx, &f); err != nil {
		return false, err
	}
	return proved, w.record(ctx, w.Actor.Case, deed{action: action, subject: f.Holder})
}

// SetPIN keeps a PIN of the holder's own making. It needs the factor there is:
// whoever holds no more than what is written down cannot make one.
func (w *Work) SetPIN(ctx context.Context, pin string, wall time.Time) error {
	f, err := w.OwnFactor(ctx)
	if err != nil {
		return err
	}
	phone, idNumber, err := w.ownNumbers(ctx)
	if err != nil {
		return err
	}
	if !w.Actor.Proved {
		return ErrFactor
	}
	if err := party.GoodPIN(pin, phone, f.Phone, strings.ToUpper(idNumber)); err != nil {
		return err
	}
	f.PINHash, f.PINFails = w.Secrets.Slow(pin), 0
	if err := w.saveFactor(ctx, &f); err != nil {
		return err
	}
	if err := w.message(ctx, f.Phone, "您已设置个人密码。如非本人操作，请尽快联系办理窗口。", wall); err != nil {
		return err
	}
	return w.record(ctx, w.Actor.Case, deed{action: "factor.pin_set", subject: f.Holder})
}

// MoveFactor lets codes go to another phone. Only its holder can, with the
// factor they have; the phone before is told.
func (w *Work) MoveFactor(ctx context.Context, phone string, wall time.Time) error {
	f, err := w.OwnFactor(ctx)
	if err != nil {
		return err
	}
	if digits := strings.TrimLeft(phone, "+"); len(digits) < 7 || len(digits) > 20 || strings.Trim(digits, "0123456789- ") != "" {
		return fault.Invalid("/phone", "phone_invalid", "请填写手机号码", "give a phone number")
	}
	if !w.Actor.Proved {
		return ErrFactor
	}
	before := f.Phone
	f.Phone, f.CodeHash, f.CodeUntil = phone, "", time.Time{}
	if err := w.saveFactor(ctx, &f); err != nil {
		return err
	}
	if err := w.message(ctx, before, "接收验证码的手机已更换。如非本人操作，请尽快联系办理窗口。", wall); err != nil {
		return err
	}
	return w.record(ctx, w.Actor.Case, deed{action: "factor.phone_moved", subject: f.Holder})
}
