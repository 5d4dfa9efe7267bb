package api

import (
	"context"
	"time"

	"gorm.io/gorm"

	"liandong/domain/fault"
	"liandong/domain/party"
	"liandong/domain/who"
	"liandong/infra/gormdb"
)

// How many codes are sent to one holder, and to one source, in a quarter of an hour.
const (
	codesPerHolder = 5
	codesPerSource = 100
)

// factorIn asks for a code ({}), shows one, shows the PIN, or, with the factor
// just shown, makes a PIN or moves codes to another phone.
type factorIn struct {
	Code   string `json:"code,omitempty"`
	PIN    string `json:"pin,omitempty"`
	SetPIN string `json:"set_pin,omitempty"`
	Phone  string `json:"phone,omitempty" doc:"where codes go from now on"`
}

func (in factorIn) given() int {
	n := 0
	for _, v := range []string{in.Code, in.PIN, in.SetPIN, in.Phone} {
		if v != "" {
			n++
		}
	}
	return n
}

type factorView struct {
	State      string     `json:"state" doc:"none, ready, sent or proved"`
	Ways       []string   `json:"ways" doc:"code, pin"`
	To         string     `json:"to,omitempty" doc:"the phone to which codes go, masked"`
	ValidUntil *time.Time `json:"valid_until" doc:"of what was sent or proved, by the wall's clock"`
}

func (c *Call) factor(f party.Factor, state string, until time.Time) factorView {
	v := factorView{State: state, Ways: []string{}, To: mask(f.Phone, 3, 2), ValidUntil: instant(until)}
	if f.Phone != "" {
		v.Ways = append(v.Ways, "code")
	}
	if f.TakesPIN() {
		v.Ways = append(v.Ways, "pin")
	}
	if state == "" {
		v.State = "ready"
		if len(v.Ways) == 0 {
			v.State = "none"
		}
	}
	return v
}

func showFactor(c *Call) (factorView, error) {
	f, err := c.OwnFactor(c.ctx)
	if err != nil || !c.Actor.Proved {
		return c.factor(f, "", time.Time{}), err
	}
	return c.factor(f, "proved", gormdb.Unstamp(c.session.FactorAt).Add(party.ProofLasts)), nil
}

// proveFactor runs units of work of its own: a try is counted, and kept, before
// it is looked at, so that no crowd of requests gets more of them.
func (a *App) proveFactor(c *Call, in factorIn) (factorView, error) {
	if in.given() > 1 {
		return factorView{}, fault.Invalid("/code", "one_at_a_time", "一次只能办理一项", "one of code, pin, set_pin, phone at a time")
	}
	now := a.wall()
	switch {
	case in.Code != "" || in.PIN != "":
		return a.showTo(c, in, now)
	case in.SetPIN != "":
		return a.changeFactor(c, func(c *Call) error { return c.SetPIN(c.ctx, in.SetPIN, now) })
	case in.Phone != "":
		return a.changeFactor(c, func(c *Call) error { return c.MoveFactor(c.ctx, in.Phone, now) })
	}
	var f party.Factor
	err := a.unit(c, func(c *Call) error {
		names := []string{"code/" + c.Actor.Holder(), "codes/" + c.req.Source}
		if err := c.throttled(names, codesPerHolder, codesPerSource); err != nil {
			return err
		}
		for _, name := range names {
			if err := c.accounts().Failed(c.ctx, name, now.Add(-triesWithin), now); err != nil {
				return err
			}
		}
		var err error
		f, err = c.SendCode(c.ctx, now)
		return err
	})
	return c.factor(f, "sent", f.CodeUntil), err
}

// unit runs one unit of work of a route that has several.
func (a *App) unit(c *Call, do func(c *Call) error) error {
	outer := c.ctx
	defer func() { c.ctx = outer }()
	return a.db.Do(outer, func(ctx context.Context, tx *gorm.DB) error {
		c.begin(ctx, tx, true)
		return do(c)
	})
}

func (a *App) showTo(c *Call, in factorIn, now time.Time) (factorView, error) {
	if err := a.unit(c, func(c *Call) error { return c.TakeTry(c.ctx, now) }); err != nil {
		return factorView{}, err
	}
	proved := false
	var f party.Factor
	err := a.unit(c, func(c *Call) error {
		var err error
		if proved, err = c.Prove(c.ctx, in.Code, in.PIN, now); err != nil || !proved {
			return err
		}
		if f, err = c.OwnFactor(c.ctx); err != nil {
			return err
		}
		return c.accounts().ProveSession(c.ctx, c.session.TokenHash, now)
	})
	switch {
	case err != nil:
		return factorView{}, err
	case !proved:
		return factorView{}, party.ErrWrong
	}
	return c.factor(f, "proved", now.Add(party.ProofLasts)), nil
}

func (a *App) changeFactor(c *Call, change func(c *Call) error) (factorView, error) {
	var f party.Factor
	err := a.unit(c, func(c *Call) error {
		if err := change(c); err != nil {
			return err
		}
		var err error
		f, err = c.OwnFactor(c.ctx)
		return err
	})
	return c.factor(f, "proved", gormdb.Unstamp(c.session.FactorAt).Add(party.ProofLasts)), err
}

// factorRoutes are a party's way to show that it is them.
func (a *App) factorRoutes() []Route {
	prove := act("POST", "/party/factor", "本人验证 · send a code, show it, or show the PIN", who.PartySelf, ofParty, a.proveFactor)
	prove.Outside = true
	return []Route{look("/party/factor", "本人验证方式 · which factors there are", who.PartySelf, ofParty, showFactor), prove}
}
