package api

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"gorm.io/gorm"

	"liandong/domain/calendar"
	"liandong/domain/fault"
	"liandong/domain/org"
	"liandong/domain/who"
	"liandong/infra/gormdb"
	"liandong/infra/secrets"
)

func (a *App) tokenRoutes() []Route {
	return []Route{
		list("/tokens", "接口令牌 · one's own tokens for machines", who.SessionSelf, ofNothing, ownTokens),
		act("POST", "/tokens", "新建接口令牌 · let a machine ask in one's own role, for less than that role may do", who.SessionSelf, ofNothing, addToken).creates().stepUp(),
		act("POST", "/tokens/:token/revoke", "作废接口令牌 · end a token at once", who.SessionSelf, ofNothing, revokeToken),
	}
}

// What a person's tokens are limited to.
const (
	mostTokens = 20
	tokenDays  = 366
	tokenMark  = "ldt_" // makes a token that leaked easy to find
)

var (
	errTokens     = fault.New(fault.Conflict, "token.too_many", "有效的接口令牌最多20个，请先作废不用的", "at most twenty tokens at a time: end those that are not used")
	errTokenScope = fault.New(fault.Denied, "token.scope", "这个接口令牌没有这项权限", "this token does not hold the permission")
	errTokenEnded = fault.New(fault.Conflict, "token.ended", "这个接口令牌已经作废", "this token has ended already")
)

// never are the permissions that no token holds: they are a person's at a screen.
var never = []who.Permission{who.SessionSelf, who.PartySelf, who.Public, who.DemoClock}

type tokenIn struct {
	Name        string           `json:"name"`
	Permissions []who.Permission `json:"permissions" doc:"of those one's own role has"`
	ExpiresOn   calendar.Date    `json:"expires_on" doc:"the last day on which it is taken, at most a year away"`
}

type tokenView struct {
	ID           string           `json:"id"`
	Name         string           `json:"name"`
	Organization orgView          `json:"organization" doc:"in whose name it asks"`
	Role         who.Role         `json:"role"`
	Permissions  []who.Permission `json:"permissions"`
	ExpiresOn    calendar.Date    `json:"expires_on"`
	MadeAt       string           `json:"made_at"`
	UsedOn       *calendar.Date   `json:"used_on" doc:"the day on which it was used last"`
	RevokedAt    *string          `json:"revoked_at"`
}

type newTokenView struct {
	tokenView
	Token string `json:"token" doc:"goes as Authorization: Bearer; shown once"`
}

func (c *Call) token(t gormdb.APIToken) tokenView {
	return tokenView{ID: t.ID, Name: t.Name, Organization: c.org(c.Actor.Organization), Role: who.Role(t.Role), Permissions: t.Permissions, ExpiresOn: calendar.Date(t.ExpiresOn), MadeAt: t.MadeAt,
		UsedOn: day(calendar.Date(t.UsedOn)), RevokedAt: optional(t.RevokedAt)}
}

// deviceDay is the day by this machine's clock: a demo's clock ends no token.
func (a *App) deviceDay() calendar.Date { return calendar.DayOf(a.wall()) }

func addToken(c *Call, in tokenIn) (newTokenView, error) {
	var check fault.Check
	today := c.app.deviceDay()
	if n := utf8.RuneCountInString(strings.TrimSpace(in.Name)); n == 0 || n > 100 {
		check.Add("/name", "required", "请填写名称，不超过100字", "give a name of at most 100 characters")
	}
	if len(in.Permissions) == 0 {
		check.Add("/permissions", "required", "请至少选择一项权限", "name at least one permission")
	}
	for _, p := range in.Permissions {
		if !slices.Contains(who.Permissions, p) || slices.Contains(never, p) || !c.Policy.May(c.Actor.Role, who.Standings, p) {
			check.Add("/permissions", "permission_unknown", "您的岗位没有这项权限，或者不能交给接口："+string(p), "your role has no such permission, or no token may hold it: "+string(p))
			break
		}
	}
	if in.ExpiresOn < today || in.ExpiresOn > today.AddDays(tokenDays) {
		check.Add("/expires_on", "out_of_range", "有效期最后一天应在今天到一年以内", "the last day is from today to a year away")
	}
	if err := check.Err(); err != nil {
		return newTokenView{}, err
	}
	n, err := c.accounts().LiveTokens(c.ctx, c.session.UserID, today)
	if err != nil {
		return newTokenView{}, err
	}
	if n >= mostTokens {
		return newTokenView{}, errTokens
	}
	slices.Sort(in.Permissions)
	token := tokenMark + newSecret()
	t := gormdb.APIToken{ID: secrets.NewID(), TokenHash: hashed(token), UserID: c.session.UserID, OrganizationID: string(c.Actor.Organization), Role: string(c.Actor.Role), Name: strings.TrimSpace(in.Name),
		Permissions: slices.Compact(in.Permissions), ExpiresOn: string(in.ExpiresOn), MadeAt: gormdb.Stamp(c.app.wall())}
	if err := c.accounts().AddToken(c.ctx, t); err != nil {
		return newTokenView{}, err
	}
	c.location = prefix + "/tokens/" + t.ID
	return newTokenView{c.token(t), token}, c.notice("", "token.added", "token/"+t.ID)
}

func ownTokens(c *Call) (Items[tokenView], error) {
	p, err := c.page()
	if err != nil {
		return Items[tokenView]{}, err
	}
	all, next, err := c.lists().Tokens(c.ctx, c.session.UserID, p)
	views := make([]tokenView, 0, len(all))
	for _, t := range all {
		v := c.token(t)
		v.Organization = c.org(org.ID(t.OrganizationID))
		views = append(views, v)
	}
	return page(views, next), err
}

func revokeToken(c *Call, _ none) (tokenView, error) {
	t, err := c.accounts().TokenByID(c.ctx, c.session.UserID, c.req.Params["token"])
	if err != nil {
		return tokenView{}, err
	}
	if t.RevokedAt != "" {
		return tokenView{}, errTokenEnded
	}
	now := c.app.wall()
	if err := c.accounts().RevokeToken(c.ctx, t.ID, now); err != nil {
		return tokenView{}, err
	}
	t.RevokedAt = gormdb.Stamp(now)
	v := c.token(t)
	v.Organization = c.org(org.ID(t.OrganizationID))
	return v, c.notice("", "token.revoked", "token/"+t.ID)
}

// identifyMachine finds out in whose role a token asks, and for what. It
// returns who.ErrSignIn for a token that is none, ended, or whose person has not
// that role any more.
func (a *App) identifyMachine(c *Call, r Route) error {
	if r.Of == ofParty || r.Of == ofPublic {
		return who.ErrSignIn
	}
	today := a.deviceDay()
	var t gormdb.APIToken
	err := a.db.Read(c.ctx, func(ctx context.Context, tx *gorm.DB) (err error) {
		accounts := gormdb.Accounts{TX: tx}
		if t, err = accounts.Token(ctx, hashed(c.req.Bearer)); err != nil {
			return err
		}
		if !t.Live(today) {
			return who.ErrSignIn
		}
		c.session = gormdb.Session{UserID: t.UserID, OrganizationID: t.OrganizationID, Role: t.Role}
		return c.become(ctx, accounts, c.session)
	})
	if err != nil {
		return err
	}
	c.Actor.Origin, c.scope = "api", t.Permissions
	if !slices.Contains(t.Permissions, r.May) {
		return errTokenScope
	}
	if t.UsedOn == string(today) || c.req.Quiet {
		return nil
	}
	return a.db.Do(c.ctx, func(ctx context.Context, tx *gorm.DB) error {
		return gormdb.Accounts{TX: tx}.UseToken(ctx, t.ID, today)
	})
}

// scoped is the policy as far as a token goes.
type scoped struct {
	who.Policy
	scope []who.Permission
}

// May implements who.Policy.
func (s scoped) May(role who.Role, standings []who.Standing, p who.Permission) bool {
	return slices.Contains(s.scope, p) && s.Policy.May(role, standings, p)
}
