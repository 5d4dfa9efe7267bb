package api

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"
	"time"

	"liandong/domain/fault"
	"liandong/domain/org"
	"liandong/domain/who"
	"liandong/infra/gormdb"
	"liandong/infra/idp"
)

func (a *App) providerRoutes() []Route {
	begin := act("POST", "/session/provider", "统一身份认证登录 · begin to sign in through the identity provider", who.Public, ofPublic, a.beginProvider).keyless()
	finish := act("POST", "/session/provider/code", "完成统一身份认证登录 · sign in with what the identity provider answered", who.Public, ofPublic, a.finishProvider).keyless()
	begin.Outside, finish.Outside = true, true
	return []Route{
		look("/session/provider", "统一身份认证 · whether people may sign in through an identity provider", who.Public, ofPublic, a.showProvider),
		begin, finish,
		act("PUT", "/users/:id/provider", "绑定统一身份认证 · tie an account to an external id", who.Administer, ofNothing, a.linkProvider).stepUp(),
		act("POST", "/users/:id/provider/remove", "解除统一身份认证绑定 · end what ties an account to an external id", who.Administer, ofNothing, a.unlinkProvider).stepUp(),
	}
}

type providerView struct {
	Name string `json:"name" doc:"what people know it by; empty where none is set up"`
}

func (a *App) showProvider(*Call) (providerView, error) {
	if a.provider == nil {
		return providerView{}, nil
	}
	return providerView{a.provider.Name()}, nil
}

type providerBegunView struct {
	URL     string `json:"url" doc:"where to send the browser"`
	Browser string `json:"browser" doc:"kept by the page that asked, and sent back with the code: a sign-in ends in the browser where it began"`
	Leave   string `json:"leave,omitempty" doc:"where to send the browser after signing out here, to sign out there"`
}

// part makes a secret of one sign-in from its state, so that none is stored.
func (a *App) part(use, state string) string {
	m := hmac.New(sha256.New, a.keyed.Key)
	m.Write([]byte("provider/" + use + "\x00" + state))
	return base64.RawURLEncoding.EncodeToString(m.Sum(nil))
}

// externalHash is how an external id is kept and found.
func (a *App) externalHash(id string) string {
	m := hmac.New(sha256.New, a.keyed.Key)
	m.Write([]byte("provider/account\x00" + a.provider.Issuer() + "\x00" + id))
	return "hmac-sha256:" + hex.EncodeToString(m.Sum(nil))
}

func (a *App) beginProvider(c *Call, _ none) (providerBegunView, error) {
	if a.provider == nil {
		return providerBegunView{}, who.ErrNoProvider
	}
	state, browser := newSecret(), newSecret()
	err := a.unit(c, func(c *Call) error {
		now := a.wall()
		ok, err := c.accounts().TakeTry(c.ctx, "provider/"+c.req.Source, who.ProviderBegins, now.Add(-triesWithin), now)
		if err == nil && !ok {
			err = tooMany()
		}
		if err != nil {
			return err
		}
		return c.accounts().AddProviderLogin(c.ctx, gormdb.ProviderLogin{StateHash: hashed(state), BrowserHash: hashed(browser), ExpiresAt: gormdb.Stamp(now.Add(who.ProviderLasts))}, now)
	})
	if err != nil {
		return providerBegunView{}, err
	}
	address, err := a.provider.Begin(c.ctx, state, a.part("nonce", state), a.part("verifier", state))
	if err != nil {
		a.log.WarnContext(c.ctx, "the identity provider", "request_id", c.req.ID, "error", err)
		return providerBegunView{}, who.ErrProviderAway
	}
	return providerBegunView{URL: address, Browser: browser, Leave: a.provider.Leave(c.ctx)}, nil
}

type providerCodeIn struct {
	Code    string `json:"code"`
	State   string `json:"state"`
	Browser string `json:"browser"`
	Issuer  string `json:"iss,omitempty" doc:"as the provider's answer has it, where it does"`
}

// finishProvider signs in whoever comes back with a code: in the browser where
// it began, once, and if an administrator tied the identity to an account. It
// returns who.ErrProviderRefused, ErrProviderAway or ErrNotLinked, and asks for
// a second factor as signIn does.
func (a *App) finishProvider(c *Call, in providerCodeIn) (sessionView, error) {
	if a.provider == nil {
		return sessionView{}, who.ErrNoProvider
	}
	if len(in.Code) > 4096 || in.Code == "" {
		return sessionView{}, who.ErrProviderRefused
	}
	err := a.unit(c, func(c *Call) error {
		if err := c.throttled([]string{"source/" + c.req.Source}, triesPerSource); err != nil {
			return err
		}
		return c.accounts().TakeProviderLogin(c.ctx, hashed(in.State), hashed(in.Browser), a.wall())
	})
	if errors.Is(err, who.ErrNotVisible) {
		err = who.ErrProviderRefused
	}
	if err != nil {
		return sessionView{}, a.notSignedIn(c, err)
	}
	found, err := a.provider.Finish(c.ctx, idp.Answer{Code: in.Code, Issuer: in.Issuer}, a.part("nonce", in.State), a.part("verifier", in.State))
	if err != nil {
		a.log.WarnContext(c.ctx, "the identity provider", "request_id", c.req.ID, "error", err)
		if errors.Is(err, idp.ErrAway) {
			return sessionView{}, who.ErrProviderAway
		}
		return sessionView{}, a.notSignedIn(c, who.ErrProviderRefused)
	}
	var v sessionView
	var asked error
	err = a.unit(c, func(c *Call) (err error) {
		if v, err = a.enterByProvider(c, found); fault.Of(err) == nil {
			return err
		}
		if !errors.Is(err, who.ErrNotLinked) {
			asked = err // what was asked for is kept
			return nil
		}
		return err
	})
	if err == nil {
		err = asked
	}
	if errors.Is(err, who.ErrNotLinked) {
		err = a.notSignedIn(c, err)
	}
	return v, err
}

// notSignedIn writes a refused sign-in down, and counts it against its source.
func (a *App) notSignedIn(c *Call, refused error) error {
	f := fault.Of(refused)
	if f == nil || f.Kind != fault.Unauthenticated {
		return refused
	}
	a.countFailure(c, []string{"source/" + c.req.Source})
	return errors.Join(refused, a.unit(c, func(c *Call) error {
		c.Actor = who.Actor{User: "provider", Role: who.System, Origin: "provider"}
		return c.notice("", "session."+strings.Replace(f.Code, ".", "_", 1), "session")
	}))
}

// enterByProvider opens a login for who the identity is tied to. The second
// factor that was shown there spares being asked for one's own, and no more:
// whoever must have one enrols it all the same.
func (a *App) enterByProvider(c *Call, found idp.Identity) (sessionView, error) {
	tied, err := c.accounts().ByProvider(c.ctx, a.externalHash(found.ID))
	if errors.Is(err, who.ErrNotVisible) {
		err = who.ErrNotLinked
	}
	if err != nil {
		return sessionView{}, err
	}
	u, err := c.accounts().ByID(c.ctx, tied.UserID)
	if err != nil {
		return sessionView{}, err
	}
	roles, err := c.accounts().Memberships(c.ctx, u.ID)
	if err != nil {
		return sessionView{}, err
	}
	if u.Disabled != 0 || len(roles) == 0 {
		return sessionView{}, who.ErrNotLinked
	}
	c.Actor = who.Actor{User: u.ID, Name: u.Name, Organization: org.ID(roles[0].OrganizationID), Role: who.Role(roles[0].Role), Origin: "provider"}
	s := gormdb.Session{UserID: u.ID, OrganizationID: roles[0].OrganizationID, Role: roles[0].Role}
	factors, err := c.accounts().StaffFactors(c.ctx, u.ID)
	if err != nil {
		return sessionView{}, err
	}
	if found.Factor && a.wall().Sub(found.At) < a.limits.Span(who.SessionTotal) && (len(factors) > 0 || !a.owes(u.Username, roles)) {
		s.FactorAt = gormdb.Stamp(found.At)
	} else if err := c.factorDue(u, roles); err != nil {
		return sessionView{}, err
	}
	return c.enterAs(s, u, "session.opened_by_provider")
}

type providerLinkIn struct {
	ExternalID string `json:"external_id" doc:"as the provider's tokens have it; a keyed hash of it is kept"`
}

type providerLinkView struct {
	UserID string     `json:"user_id"`
	MadeAt *time.Time `json:"made_at"`
}

// linkProvider returns an Invalid fault where another account has the external id.
func (a *App) linkProvider(c *Call, in providerLinkIn) (providerLinkView, error) {
	u, _, err := c.helped()
	if err != nil {
		return providerLinkView{}, err
	}
	if a.provider == nil {
		return providerLinkView{}, who.ErrNoProvider
	}
	if n := len(in.ExternalID); n == 0 || n > 200 || strings.TrimSpace(in.ExternalID) != in.ExternalID {
		return providerLinkView{}, fault.Invalid("/external_id", "invalid", "请填写统一身份标识（不超过200个字符，前后无空格）", "give the external id: at most 200 characters, no spaces around it")
	}
	hash := a.externalHash(in.ExternalID)
	if other, err := c.accounts().ByProvider(c.ctx, hash); err == nil && other.UserID != u.ID {
		return providerLinkView{}, fault.Invalid("/external_id", "taken", "这个统一身份已与另一个账号绑定", "this identity is tied to another account")
	} else if err != nil && !errors.Is(err, who.ErrNotVisible) {
		return providerLinkView{}, err
	}
	now := gormdb.Stamp(a.wall())
	if err := c.accounts().LinkProvider(c.ctx, gormdb.ProviderAccount{UserID: u.ID, ExternalHash: hash, MadeBy: c.Actor.User, MadeAt: now}); err != nil {
		return providerLinkView{}, err
	}
	return providerLinkView{u.ID, instant(gormdb.Unstamp(now))}, c.didFactor(u.ID, "provider_linked")
}

func (a *App) unlinkProvider(c *Call, _ none) (any, error) {
	u, _, err := c.helped()
	if err != nil {
		return nil, err
	}
	if err := c.accounts().UnlinkProvider(c.ctx, u.ID); err != nil {
		return nil, err
	}
	return nil, c.didFactor(u.ID, "provider_unlinked")
}
