package api

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm"

	"liandong/domain/calendar"
	"liandong/domain/channel"
	"liandong/domain/desk"
	"liandong/domain/directive"
	"liandong/domain/fault"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/who"
	"liandong/infra/gormdb"
	"liandong/infra/secrets"
)

// Throttling of logins: by account and by source, never a lasting lock.
const (
	triesPerName   = 5
	triesPerSource = 100
	triesWithin    = 15 * time.Minute
)

var (
	errLogin    = fault.New(fault.Unauthenticated, "credentials", "用户名或密码不正确", "username or password is not right")
	errTooMany  = fault.New(fault.TooMany, "too_many_tries", "尝试次数过多，请稍后再试", "too many tries: wait and try again")
	errNoMember = fault.New(fault.Violation, "membership_unknown", "您在该单位没有这个岗位", "you do not have this role there")
)

type sessionIn struct {
	Username string `json:"username"`
	Password string `json:"password"`
}

type userView struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

type membershipView struct {
	Organization orgKindView   `json:"organization"`
	Role         who.Role      `json:"role"`
	Team         string        `json:"team,omitempty"`
	StandsInFor  string        `json:"stands_in_for,omitempty" doc:"the name of the head who is away: the role is held in their place"`
	Until        calendar.Date `json:"until,omitempty" doc:"the last day of that"`
}

type orgKindView struct {
	ID   org.ID   `json:"id"`
	Name string   `json:"name"`
	Kind org.Kind `json:"kind"`
}

type actingView struct {
	Organization orgKindView `json:"organization"`
	Role         who.Role    `json:"role"`
}

type sessionView struct {
	User        userView         `json:"user"`
	Memberships []membershipView `json:"memberships"`
	Acting      actingView       `json:"acting"`
	CSRFToken   string           `json:"csrf_token"`
	Today       calendar.Date    `json:"today" doc:"the legal day here"`
	FilingDesk  bool             `json:"filing_desk" doc:"the acting organisation acts on a party's own application: court, tribunal or reconsideration body"`
	Directives  bool             `json:"directives" doc:"the acting organisation gives directives, or can be given them"`
	May         []who.Permission `json:"may" doc:"what the acting role may do at its own organisation, and where it is invited"`
	FactorAt    *time.Time       `json:"factor_at,omitempty" doc:"when the second factor was last shown in this login, by the wall's clock"`
	PasswordDue bool             `json:"password_due,omitempty" doc:"nothing but this session's own addresses answers until the password is changed"`
	Told        int              `json:"told,omitempty" doc:"what was done to the account's ways in and its holder has not seen: GET /session/notices"`
}

func (a *App) sessionRoutes() []Route {
	return []Route{
		act("POST", "/session", "登录 · sign in", who.Public, ofPublic, a.signIn).keyless(),
		look("/session", "当前登录 · who is signed in", who.SessionSelf, ofNothing, func(c *Call) (sessionView, error) {
			return c.showSession(c.session)
		}),
		act("PUT", "/session", "切换岗位 · act in another role", who.SessionSelf, ofNothing, switchRole),
		act("DELETE", "/session", "退出 · sign out", who.SessionSelf, ofNothing, signOut).keyless(),
		act("POST", "/session/password", "修改密码 · change the password", who.SessionSelf, ofNothing, a.changePassword).stepUp(),
	}
}

// signIn answers a known and an unknown username in the same way and time.
func (a *App) signIn(c *Call, in sessionIn) (sessionView, error) {
	names := []string{"name/" + in.Username, "source/" + c.req.Source}
	if err := c.throttled(names, triesPerName, triesPerSource); err != nil {
		return sessionView{}, err
	}
	u, err := c.accounts().ByName(c.ctx, in.Username)
	if fault.Of(err) == nil && err != nil {
		return sessionView{}, err
	}
	right := a.passwords.Matches(in.Password, u.PasswordHash) && u.Disabled == 0
	if !right {
		a.countFailure(c, names)
		return sessionView{}, errLogin
	}
	roles, err := c.accounts().Memberships(c.ctx, u.ID)
	if err != nil {
		return sessionView{}, err
	}
	if len(roles) == 0 {
		return sessionView{}, errLogin
	}
	if err := c.factorDue(u, roles); err != nil {
		return sessionView{}, err
	}
	return c.openSession(gormdb.Session{UserID: u.ID, OrganizationID: roles[0].OrganizationID, Role: roles[0].Role}, u)
}

func (c *Call) openSession(s gormdb.Session, u gormdb.User) (sessionView, error) {
	return c.enterAs(s, u, "session.opened")
}

// enterAs stores a login under a new token, and says what it is.
func (c *Call) enterAs(s gormdb.Session, u gormdb.User, action string) (sessionView, error) {
	c.startSession(&s)
	c.holder = gormdb.Holder{Username: u.Username, Name: u.Name, PasswordAt: u.PasswordAt}
	c.session = s
	if err := c.accounts().OpenSession(c.ctx, s); err != nil {
		return sessionView{}, err
	}
	if err := c.accounts().ForgetLogins(c.ctx, c.app.wall().Add(-c.app.limits.Span(who.SessionTotal))); err != nil {
		return sessionView{}, err
	}
	c.Actor = who.Actor{User: u.ID, Name: u.Name, Organization: org.ID(s.OrganizationID), Role: who.Role(s.Role), Origin: "window"}
	if err := c.notice("", action, "user/"+u.ID); err != nil {
		return sessionView{}, err
	}
	return c.showSession(s)
}

// startSession gives a login its token: a new one, never one the client named.
func (c *Call) startSession(s *gormdb.Session) {
	token := newSecret()
	now := gormdb.Stamp(c.app.wall())
	s.TokenHash, s.CsrfToken, s.SeenAt = hashed(token), newSecret(), now
	s.ID, s.Device = secrets.NewID(), c.req.Device
	if s.CreatedAt == "" {
		s.CreatedAt = now
	}
	c.cookie = &cookie{value: token}
}

// throttled refuses while too many tries under a name or from a source failed.
func (c *Call) throttled(names []string, limits ...int) error {
	since := c.app.wall().Add(-triesWithin)
	for i, name := range names {
		n, err := c.accounts().Failures(c.ctx, name, since)
		if err != nil {
			return err
		}
		if n >= limits[i] {
			return tooMany()
		}
	}
	return nil
}

func tooMany() error {
	f := *errTooMany
	f.RetryAfter = int(triesWithin / time.Second)
	return &f
}

// countFailure counts a failed try in a unit of work of its own, after the
// one that is refused: queued, since the writer is busy with this one.
func (a *App) countFailure(c *Call, names []string) {
	now := a.wall()
	a.later(func(ctx context.Context) error {
		return a.db.Do(ctx, func(ctx context.Context, tx *gorm.DB) error {
			for _, name := range names {
				if err := (gormdb.Accounts{TX: tx}).Failed(ctx, name, now.Add(-triesWithin), now); err != nil {
					return err
				}
			}
			return nil
		})
	}, c.req.ID)
}

func (c *Call) orgKind(id org.ID) (orgKindView, error) {
	o, err := c.Tx.Directory.Get(c.ctx, id)
	return orgKindView{ID: o.ID, Name: o.Name, Kind: o.Kind}, err
}

func (c *Call) showSession(s gormdb.Session) (sessionView, error) {
	if s.PartyID != "" {
		return sessionView{User: userView{ID: s.PartyID, Name: c.Actor.Name}, Memberships: []membershipView{}, CSRFToken: s.CsrfToken, Acting: actingView{Role: who.PartyRole}, Today: c.Today(), May: []who.Permission{}}, nil
	}
	v := sessionView{User: userView{ID: s.UserID, Name: c.holder.Name}, Memberships: []membershipView{}, CSRFToken: s.CsrfToken, Today: c.Today(), May: []who.Permission{}, FactorAt: instant(gormdb.Unstamp(s.FactorAt)), PasswordDue: c.app.passwordDue(c.holder)}
	var err error
	if v.Told, err = c.accounts().UnseenAccountNotices(c.ctx, s.UserID); err != nil {
		return v, err
	}
	roles, err := c.accounts().Memberships(c.ctx, s.UserID)
	if err != nil {
		return v, err
	}
	for _, m := range roles {
		o, err := c.orgKind(org.ID(m.OrganizationID))
		if err != nil {
			return v, err
		}
		v.Memberships = append(v.Memberships, membershipView{Organization: o, Role: who.Role(m.Role), Team: m.Team})
	}
	places, err := c.accounts().StandsIn(c.ctx, s.UserID, c.Today())
	if err != nil {
		return v, err
	}
	for _, p := range places {
		o, err := c.orgKind(p.Organization)
		if err != nil {
			return v, err
		}
		v.Memberships = append(v.Memberships, membershipView{Organization: o, Role: who.Head, StandsInFor: p.For, Until: p.Until})
	}
	v.Acting.Role = who.Role(s.Role)
	for _, p := range who.Permissions {
		if !v.PasswordDue && c.Policy.May(v.Acting.Role, []who.Standing{who.Own, who.Invited}, p) {
			v.May = append(v.May, p)
		}
	}
	if v.Acting.Organization, err = c.orgKind(org.ID(s.OrganizationID)); err != nil {
		return v, err
	}
	o, err := c.Tx.Directory.Get(c.ctx, org.ID(s.OrganizationID))
	v.FilingDesk = slices.ContainsFunc(o.Channels, channel.Channel.OnApplication) && c.Policy.May(v.Acting.Role, []who.Standing{who.Receiver}, who.ReferralAnswer)
	v.Directives = c.Policy.May(v.Acting.Role, []who.Standing{who.Own}, who.DirectiveRead) && (directive.Directed(o.Kind) || v.Acting.Role == who.Supervisor)
	return v, err
}

type switchIn struct {
	OrganizationID org.ID   `json:"organization_id"`
	Role           who.Role `json:"role"`
}

// switchRole acts in another of one's own roles, or in the place of a head who
// is away, under a new token.
func switchRole(c *Call, in switchIn) (sessionView, error) {
	roles, err := c.accounts().Memberships(c.ctx, c.session.UserID)
	if err != nil {
		return sessionView{}, err
	}
	places, err := c.accounts().StandsIn(c.ctx, c.session.UserID, c.Today())
	if err != nil {
		return sessionView{}, err
	}
	for _, p := range places {
		roles = append(roles, gormdb.Membership{OrganizationID: string(p.Organization), Role: string(who.Head)})
	}
	for _, m := range roles {
		if m.OrganizationID != string(in.OrganizationID) || m.Role != string(in.Role) {
			continue
		}
		if c.session.FactorAt == "" && c.app.owesFactor(c.holder.Username, in.Role) {
			return sessionView{}, who.ErrSignIn // with the factor that the role needs
		}
		if err := c.accounts().CloseSession(c.ctx, c.session.TokenHash); err != nil {
			return sessionView{}, err
		}
		u, err := c.accounts().ByID(c.ctx, c.session.UserID)
		if err != nil {
			return sessionView{}, err
		}
		return c.openSession(gormdb.Session{UserID: u.ID, OrganizationID: m.OrganizationID, Role: m.Role, FactorAt: c.session.FactorAt, CreatedAt: c.session.CreatedAt}, u)
	}
	return sessionView{}, errNoMember.WithFields(fault.Field{Pointer: "/role", Code: "unknown_membership", Detail: errNoMember.Title})
}

func signOut(c *Call, _ none) (any, error) {
	if err := c.accounts().CloseSession(c.ctx, c.session.TokenHash); err != nil {
		return nil, err
	}
	c.cookie = &cookie{clear: true}
	return nil, c.notice(c.Actor.Case, "session.closed", "session")
}

type passwordIn struct {
	Current string `json:"current"`
	New     string `json:"new"`
}

func (a *App) changePassword(c *Call, in passwordIn) (any, error) {
	names := []string{"again/" + c.session.UserID}
	if err := c.throttled(names, triesPerName); err != nil {
		return nil, err
	}
	u, err := c.accounts().ByID(c.ctx, c.session.UserID)
	if err != nil {
		return nil, err
	}
	if !a.passwords.Matches(in.Current, u.PasswordHash) {
		a.countFailure(c, names)
		return nil, fault.Invalid("/current", "wrong_password", "当前密码不正确", "the current password is not right")
	}
	if err := c.setPasswordOf(&u, "/new", in.New); err != nil {
		return nil, err
	}
	if err := c.tellAccount(u.ID, "password_changed"); err != nil {
		return nil, err
	}
	_, err = c.endOthers(u.ID, c.session.TokenHash, "user.password_changed") // what the old password opened
	return nil, err
}

// partySessionIn is a party's way in.
type partySessionIn struct {
	Number       string `json:"number"`
	QueryCode    string `json:"query_code"`
	SecondSecret string `json:"second_secret"`
	Origin       string `json:"origin,omitempty" doc:"own_device by default; kiosk at a device of a window, where nobody is asked for a rating"`
}

type partySessionView struct {
	Party     partyNameView `json:"party"`
	Case      numberView    `json:"case"`
	CSRFToken string        `json:"csrf_token"`
	// Agent is who came in, where somebody acts for the party.
	Agent *agentNameView `json:"agent,omitempty"`
}

type agentNameView struct {
	ID   party.AgentID `json:"id"`
	Kind string        `json:"kind"`
	Name string        `json:"name"`
}

type partyNameView struct {
	ID   string `json:"id"`
	Role string `json:"role"`
	Name string `json:"name"`
}

type numberView struct {
	Number string `json:"number"`
}

// enter answers anything wrong with the same 401.
func (a *App) enter(c *Call, in partySessionIn) (partySessionView, error) {
	names := []string{"number/" + in.Number, "source/" + c.req.Source}
	if err := c.throttled(names, triesPerName, triesPerSource); err != nil {
		return partySessionView{}, err
	}
	if in.Origin == "" {
		in.Origin = desk.OwnDevice
	}
	if !slices.Contains(desk.Origins, in.Origin) {
		return partySessionView{}, fault.Invalid("/origin", "unknown_code", "来源不在可选范围内", "origin is own_device or kiosk")
	}
	e, err := c.Enter(c.ctx, in.Number, in.QueryCode, in.SecondSecret, in.Origin)
	if err != nil {
		if fault.Of(err) != nil {
			a.countFailure(c, names)
		}
		return partySessionView{}, err
	}
	s := gormdb.Session{PartyID: string(e.Party.ID), AgentID: c.Actor.Agent, CaseID: string(e.Case.ID), Role: string(who.PartyRole), CodeHash: e.CodeHash, Origin: in.Origin}
	c.startSession(&s)
	if err := c.accounts().OpenSession(c.ctx, s); err != nil {
		return partySessionView{}, err
	}
	v := partySessionView{Party: partyNameView{ID: string(e.Party.ID), Role: string(e.Party.Role), Name: e.Party.Name}, Case: numberView{Number: e.Case.Number}, CSRFToken: s.CsrfToken}
	if e.Agent != nil {
		v.Agent = &agentNameView{ID: e.Agent.ID, Kind: e.Agent.Kind, Name: e.Agent.Name}
	}
	return v, nil
}
