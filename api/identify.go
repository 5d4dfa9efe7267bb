package api

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"
	"time"

	"gorm.io/gorm"

	"liandong/domain/calendar"
	"liandong/domain/desk"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/who"
	"liandong/infra/gormdb"
)

// noteSeen is how exactly the last use of a login is kept. How long one lasts
// (who.SessionIdle, who.SessionTotal) is by this machine's time: the demo's
// clock does not end it.
const noteSeen = time.Minute

// sameSecret compares without telling by time how much agreed; nothing agrees with nothing.
func sameSecret(a, b string) bool {
	return a != "" && subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1
}

// newSecret makes 256 random bits as text.
func newSecret() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails: the runtime stops the program instead
	return base64.RawURLEncoding.EncodeToString(b)
}

// hashed is how a login's token is stored.
func hashed(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// identify finds out who asks. It returns who.ErrSignIn where an account is
// needed and there is none, or one of the wrong kind.
func (a *App) identify(c *Call, r Route) error {
	c.Work = &desk.Work{}
	if r.Of == ofPublic {
		return nil
	}
	if c.req.Bearer != "" {
		return a.identifyMachine(c, r)
	}
	if c.req.Token == "" {
		return who.ErrSignIn
	}
	now := a.wall()
	err := a.db.Read(c.ctx, func(ctx context.Context, tx *gorm.DB) error {
		accounts := gormdb.Accounts{TX: tx}
		s, err := accounts.Session(ctx, hashed(c.req.Token))
		if err != nil {
			return err
		}
		c.session = s
		return c.become(ctx, accounts, s)
	})
	if err != nil {
		return err
	}
	if isParty := c.session.PartyID != ""; isParty != (r.Of == ofParty) && r.May != who.SessionSelf {
		return who.ErrSignIn
	}
	seen := gormdb.Unstamp(c.session.SeenAt)
	if now.Sub(seen) > a.limits.Span(who.SessionIdle) || now.Sub(gormdb.Unstamp(c.session.CreatedAt)) > a.limits.Span(who.SessionTotal) {
		return errors.Join(who.ErrSignIn, a.endSession(c))
	}
	if c.session.UserID != "" && !strings.HasPrefix(r.Path, "/session") && a.passwordDue(c.holder) {
		return who.ErrPasswordDue
	}
	if now.Sub(seen) > noteSeen && !c.req.Quiet {
		return a.db.Do(c.ctx, func(ctx context.Context, tx *gorm.DB) error {
			return gormdb.Accounts{TX: tx}.SeeSession(ctx, c.session.TokenHash, now)
		})
	}
	return nil
}

// become makes the caller the actor the login stands for, if it still does.
func (c *Call) become(ctx context.Context, accounts gormdb.Accounts, s gormdb.Session) error {
	if s.PartyID != "" {
		name, err := accounts.PartyOf(ctx, s)
		a := who.Actor{User: "party/" + s.PartyID, Name: name, Role: who.PartyRole, Party: s.PartyID, Agent: s.AgentID, Case: s.CaseID, Origin: s.Origin}
		if a.Origin == "" {
			a.Origin = desk.OwnDevice
		}
		if a.Agent != "" {
			a.User = a.Holder()
		}
		a.Proved = s.FactorAt != "" && c.app.wall().Sub(gormdb.Unstamp(s.FactorAt)) < party.ProofLasts
		c.Work = &desk.Work{Actor: a}
		return err
	}
	h, err := accounts.Holder(ctx, s, calendar.DayOf(c.app.clock.Now()))
	c.holder = h
	if err == nil && s.FactorAt == "" && c.app.owesFactor(h.Username, who.Role(s.Role)) {
		err = who.ErrSignIn // the role was given, or the rule came, since the login
	}
	c.Work = &desk.Work{Actor: who.Actor{User: s.UserID, Name: h.Name, Organization: org.ID(s.OrganizationID), Role: who.Role(s.Role), Team: h.Team, Origin: "window"}}
	return err
}

func (a *App) endSession(c *Call) error {
	return a.db.Do(c.ctx, func(ctx context.Context, tx *gorm.DB) error {
		return gormdb.Accounts{TX: tx}.CloseSession(ctx, c.session.TokenHash)
	})
}
