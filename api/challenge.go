package api

import (
	"context"
	"errors"
	"slices"
	"time"

	"gorm.io/gorm"

	"liandong/api/problem"
	"liandong/domain/fault"
	"liandong/domain/org"
	"liandong/domain/who"
	"liandong/infra/gormdb"
	"liandong/infra/passkey"
)

// What a challenge is for.
const (
	forSignIn = "sign_in" // an account with a factor shows it
	forEnrol  = "enrol"   // one that needs a factor and has none enrols it, and is in
	forStepUp = "step_up" // who is signed in shows it again
	forAdding = "add"     // who is signed in enrols one more
)

func (a *App) challengeRoutes() []Route {
	show := act("POST", "/session/factor", "第二道验证 · show a second factor, or finish enrolling one, and be signed in", who.Public, ofPublic, a.showSecondFactor).keyless()
	show.Outside = true
	return []Route{
		show,
		act("POST", "/session/factor/enrolment", "登录时登记第二道验证 · begin enrolling the factor that a role needs", who.Public, ofPublic, a.enrolAtSignIn).keyless(),
	}
}

type secondFactorIn struct {
	ChallengeID string         `json:"challenge_id"`
	Code        string         `json:"code,omitempty" doc:"of an authenticator app"`
	Recovery    string         `json:"recovery_code,omitempty" doc:"of the printed sheet; each is good once"`
	Passkey     *passkey.Shown `json:"passkey,omitempty"`
	Name        string         `json:"name,omitempty" doc:"of what is being enrolled"`
}

type factorSessionView struct {
	sessionView
	RecoveryCodes []string `json:"recovery_codes,omitempty" doc:"of a first factor: shown once, to be printed"`
}

// exempt tells whether an account is one of the fictional county's, in a demo:
// nothing is asked of those that they did not set up themselves.
func (a *App) exempt(username string) bool {
	return a.cfg.Demo && slices.Contains(DemoAccounts(), username)
}

// owesFactor tells whether an account in a role must have a second factor.
func (a *App) owesFactor(username string, role who.Role) bool {
	return !a.exempt(username) && (a.standard.EveryFactor || who.NeedsFactor(a.policy, role))
}

func (a *App) owes(username string, roles []gormdb.Membership) bool {
	return slices.ContainsFunc(roles, func(m gormdb.Membership) bool { return a.owesFactor(username, who.Role(m.Role)) })
}

// factorDue asks for the second factor of an account that has one, or must.
func (c *Call) factorDue(u gormdb.User, roles []gormdb.Membership) error {
	factors, err := c.accounts().StaffFactors(c.ctx, u.ID)
	switch {
	case err != nil:
		return err
	case len(factors) > 0:
		return c.challenge(who.ErrFactorDue, u, forSignIn, factors)
	case c.app.owes(u.Username, roles):
		return c.challenge(who.ErrFactorDue, u, forEnrol, nil)
	}
	return nil
}

// askFactor refuses a marked route to who has a second factor and has not just
// shown it: who.ErrStepUp, with what to show. Who may not do the thing at all is told that instead.
func (a *App) askFactor(c *Call, r Route) error {
	if !r.StepUp || c.session.UserID == "" || c.scope != nil || a.fresh(c.session) {
		return nil
	}
	outer := c.ctx
	var factors []gormdb.StaffFactor
	err := a.db.Read(outer, func(ctx context.Context, tx *gorm.DB) (err error) {
		c.begin(ctx, tx, false)
		if err := c.gate(r); err != nil {
			return err
		}
		factors, err = c.accounts().StaffFactors(ctx, c.session.UserID)
		return err
	})
	c.ctx = outer
	if err != nil || len(factors) == 0 {
		return err
	}
	var asked error
	err = a.unit(c, func(c *Call) error {
		u, err := c.accounts().ByID(c.ctx, c.session.UserID)
		if err != nil {
			return err
		}
		if asked = c.challenge(who.ErrStepUp, u, forStepUp, factors); !errors.As(asked, &problem.Challenged{}) {
			return asked
		}
		return nil
	})
	if err != nil {
		return err
	}
	return asked
}

func (a *App) fresh(s gormdb.Session) bool {
	return s.FactorAt != "" && a.wall().Sub(gormdb.Unstamp(s.FactorAt)) < who.FactorFresh
}

// challenge keeps what is asked for and returns the refusal that says so.
func (c *Call) challenge(refusal *fault.Fault, u gormdb.User, purpose string, factors []gormdb.StaffFactor) error {
	id, now := newSecret(), c.app.wall()
	until := now.Add(who.ChallengeLasts)
	kept := gormdb.FactorChallenge{IDHash: hashed(id), UserID: u.ID, Purpose: purpose, SessionHash: c.session.TokenHash, SourceHash: hashed(c.req.Source), ExpiresAt: gormdb.Stamp(until)}
	shown := problem.Challenge{ID: id, Kinds: []string{}, Enrol: purpose == forEnrol, ExpiresAt: until.UTC().Truncate(time.Second)}
	if shown.Enrol {
		shown.Kinds = c.app.enrolable()
		return c.keepChallenge(refusal, kept, shown, now)
	}
	if slices.ContainsFunc(factors, func(f gormdb.StaffFactor) bool { return f.Kind == who.TOTP }) {
		shown.Kinds = append(shown.Kinds, who.TOTP)
	}
	h, _, err := c.passkeysOf(u, factors)
	if err != nil {
		return err
	}
	if c.app.passkeys != nil && len(h.Kept) > 0 {
		ask, state, err := c.app.passkeys.Ask(h)
		if err != nil {
			return err
		}
		seal, err := c.seal()
		if err != nil {
			return err
		}
		kept.Kind, kept.Sealed = who.Passkey, seal.Close(placeOf(kept.IDHash), state)
		shown.Kinds = append(shown.Kinds, who.Passkey)
		shown.Passkey = &problem.PasskeyAsk{Challenge: ask.Challenge, RPID: ask.RPID, Allow: ask.Allow, Timeout: ask.Timeout}
	}
	left, err := c.accounts().RecoveryCodesLeft(c.ctx, u.ID)
	if err != nil {
		return err
	}
	if left > 0 {
		shown.Kinds = append(shown.Kinds, who.Recovery)
	}
	return c.keepChallenge(refusal, kept, shown, now)
}

func (c *Call) keepChallenge(refusal *fault.Fault, kept gormdb.FactorChallenge, shown problem.Challenge, now time.Time) error {
	if err := c.accounts().AddChallenge(c.ctx, kept, now); err != nil {
		return err
	}
	return problem.Challenged{Refusal: refusal, Challenge: shown}
}

// enrolable lists the kinds that can be enrolled here.
func (a *App) enrolable() []string {
	if a.passkeys == nil {
		return []string{who.TOTP}
	}
	return []string{who.TOTP, who.Passkey}
}

// open finds a live challenge that was given to this caller: for the purposes
// named, from the same source and, where there was a login, the same login.
// Everything else is who.ErrChallengeOver.
func (c *Call) open(id string, purposes ...string) (gormdb.FactorChallenge, error) {
	ch, err := c.accounts().Challenge(c.ctx, hashed(id), c.app.wall())
	if fault.Of(err) != nil {
		return ch, who.ErrChallengeOver
	}
	if err != nil {
		return ch, err
	}
	session := ""
	if c.req.Token != "" && ch.SessionHash != "" {
		session = hashed(c.req.Token)
	}
	if !slices.Contains(purposes, ch.Purpose) || ch.SourceHash != hashed(c.req.Source) || ch.SessionHash != session {
		return ch, who.ErrChallengeOver
	}
	return ch, nil
}

// tried runs what a challenge leads to. The try is counted in a unit of work of
// its own before anything is looked at, so that no crowd of requests gets more
// of them; what is right ends the challenge and the count.
func (a *App) tried(c *Call, id string, purposes []string, then func(c *Call, ch gormdb.FactorChallenge) error) error {
	var ch gormdb.FactorChallenge
	err := a.unit(c, func(c *Call) (err error) {
		if err := c.throttled([]string{"source/" + c.req.Source}, triesPerSource); err != nil {
			return err
		}
		if ch, err = c.open(id, purposes...); err != nil {
			return err
		}
		now := a.wall()
		ok, err := c.accounts().TakeTry(c.ctx, "factor/"+ch.UserID, triesPerName, now.Add(-triesWithin), now)
		if err != nil {
			return err
		}
		if !ok {
			return tooMany()
		}
		return over(c.accounts().TryChallenge(c.ctx, ch.IDHash, who.ChallengeTries))
	})
	if err != nil {
		if errors.Is(err, who.ErrChallengeOver) {
			a.countFailure(c, []string{"source/" + c.req.Source})
		}
		return err
	}
	wrong := false
	err = a.unit(c, func(c *Call) error {
		c.Actor.User = ch.UserID
		err := then(c, ch)
		if wrong = errors.Is(err, who.ErrFactorWrong); wrong {
			return c.notice("", "session.factor_refused", "user/"+ch.UserID)
		}
		if err != nil {
			return err
		}
		if err := c.accounts().UseChallenge(c.ctx, ch.IDHash); err != nil {
			return over(err)
		}
		return c.accounts().Forgive(c.ctx, "factor/"+ch.UserID)
	})
	if err == nil && wrong {
		a.countFailure(c, []string{"source/" + c.req.Source})
		return who.ErrFactorWrong
	}
	return err
}

// over makes a refusal of the store say that the challenge is over.
func over(err error) error {
	if fault.Of(err) != nil {
		return who.ErrChallengeOver
	}
	return err
}

// showSecondFactor signs in, or goes on under a new token, whoever shows what
// was asked for.
func (a *App) showSecondFactor(c *Call, in secondFactorIn) (factorSessionView, error) {
	var v factorSessionView
	err := a.tried(c, in.ChallengeID, []string{forSignIn, forEnrol, forStepUp}, func(c *Call, ch gormdb.FactorChallenge) error {
		v = factorSessionView{}
		u, err := c.accounts().ByID(c.ctx, ch.UserID)
		if err != nil || u.Disabled == 1 {
			return over(errors.Join(err, who.ErrChallengeOver))
		}
		s, action, err := c.loginOf(ch)
		if err != nil {
			return err
		}
		c.Actor = who.Actor{User: u.ID, Name: u.Name, Organization: org.ID(s.OrganizationID), Role: who.Role(s.Role), Origin: "window"}
		if ch.Purpose == forEnrol {
			if err := c.noneYet(u.ID); err != nil {
				return err
			}
			if _, v.RecoveryCodes, err = c.finishEnrolment(u, ch, in); err != nil {
				return err
			}
		} else if err := c.proveFactor(u, ch, in); err != nil {
			return err
		}
		s.FactorAt = gormdb.Stamp(a.wall())
		v.sessionView, err = c.enterAs(s, u, action)
		return err
	})
	return v, err
}

// noneYet ends an enrolment at sign-in that another one was faster than: from
// then on the password alone adds nothing.
func (c *Call) noneYet(user string) error {
	if err := c.accounts().LockUser(c.ctx, user); err != nil {
		return over(err)
	}
	all, err := c.accounts().StaffFactors(c.ctx, user)
	if err == nil && len(all) > 0 {
		err = who.ErrChallengeOver
	}
	return err
}

// loginOf is the login that a challenge leads to: a new one in the account's
// first role, or the one that goes on, whose token ends.
func (c *Call) loginOf(ch gormdb.FactorChallenge) (s gormdb.Session, action string, err error) {
	if ch.Purpose != forStepUp {
		roles, err := c.accounts().Memberships(c.ctx, ch.UserID)
		if err != nil || len(roles) == 0 {
			return s, "", over(errors.Join(err, who.ErrChallengeOver))
		}
		return gormdb.Session{UserID: ch.UserID, OrganizationID: roles[0].OrganizationID, Role: roles[0].Role}, "session.opened", nil
	}
	before, err := c.accounts().Session(c.ctx, ch.SessionHash)
	if err != nil {
		return s, "", over(err)
	}
	if _, err := c.accounts().Holder(c.ctx, before, c.Today()); err != nil {
		return s, "", err
	}
	return gormdb.Session{UserID: before.UserID, OrganizationID: before.OrganizationID, Role: before.Role, CreatedAt: before.CreatedAt}, "session.factor_shown", c.accounts().CloseSession(c.ctx, before.TokenHash)
}
