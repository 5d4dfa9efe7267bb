package api

import (
	"strings"
	"time"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/desk"
	"liandong/domain/fault"
	"liandong/domain/who"
	"liandong/infra/gormdb"
)

// linkLasts is how long a one-time link to a password lives.
const linkLasts = 24 * time.Hour

func (a *App) leaverRoutes() []Route {
	return []Route{
		act("POST", "/users/:id/reset-link", "重设密码链接 · a one-time link to a new password", who.AccountHelp, ofNothing, resetLink).stepUp(),
		act("POST", "/users/:id/factor-reset-link", "重设第二道验证链接 · a one-time link that ends an account's second factors", who.AccountHelp, ofNothing, factorResetLink).stepUp(),
		act("POST", "/users/:id/handover", "离岗移交 · hand a leaver's cases over and close the account", who.AccountHelp, ofNothing, handOver).stepUp(),
		act("POST", "/session/password-link", "设置密码 · set a password by a one-time link", who.Public, ofPublic, a.setPassword).keyless(),
		list("/colleagues", "本单位人员 · who works here", who.OrganizationRead, ofNothing, func(c *Call) (Items[personView], error) {
			if err := c.MayOwn(who.OrganizationRead); err != nil {
				return Items[personView]{}, err
			}
			all, err := c.Tx.People.Of(c.ctx, c.Actor.Organization)
			views := make([]personView, 0, len(all))
			for _, p := range all {
				views = append(views, personView{p.User, p.Name})
			}
			return page(views, ""), err
		}),
		list("/absences", "不在岗 · who is away, and who stands in", who.OrganizationRead, ofNothing, absences),
		act("POST", "/absences", "登记不在岗 · record an absence and the deputy", who.OrganizationRead, ofNothing, addAbsence).creates(),
		act("POST", "/absences/end", "提前回岗 · back before the last day", who.OrganizationRead, ofNothing, func(c *Call, in backIn) (any, error) {
			return nil, c.Back(c.ctx, in.ID)
		}),
	}
}

type resetView struct {
	Token     string     `json:"token" doc:"shown once; an earlier one is dead"`
	Path      string     `json:"path" doc:"of the page at which it is used"`
	ExpiresAt *time.Time `json:"expires_at"`
}

// resetLink makes the one-time way to a password. Nobody who makes it learns the password.
func (c *Call) resetLink(user string) (resetView, error) {
	token := newSecret()
	until := c.app.wall().Add(linkLasts)
	if err := c.tellAccount(user, "password_link_made"); err != nil {
		return resetView{}, err
	}
	err := c.accounts().LinkPassword(c.ctx, hashed(token), user, c.Actor.User, until)
	return resetView{token, "/desk#/password/" + token, instant(until)}, err
}

func resetLink(c *Call, _ none) (resetView, error) {
	u, _, err := c.helped()
	if err != nil {
		return resetView{}, err
	}
	if err := c.otherHand(u.ID, "reset_link_made"); err != nil {
		return resetView{}, err
	}
	v, err := c.resetLink(u.ID)
	if err != nil {
		return v, err
	}
	return v, c.notice("", "user.link_made", "user/"+u.ID)
}

type setPasswordIn struct {
	Token    string `json:"token"`
	Password string `json:"password"`
}

var errLink = fault.New(fault.Denied, "link_invalid", "链接无效、已经用过或者超过24小时，请向管理员要一个新的", "the link is not valid, was used, or is older than a day: ask the administrator for a new one")

func (a *App) setPassword(c *Call, in setPasswordIn) (any, error) {
	names := []string{"link/" + c.req.Source}
	if err := c.throttled(names, triesPerSource); err != nil {
		return nil, err
	}
	if err := who.CheckLength("/password", in.Password); err != nil {
		return nil, err
	}
	id, err := c.accounts().UseLink(c.ctx, hashed(in.Token), a.wall())
	if fault.Of(err) != nil {
		a.countFailure(c, names)
		return nil, errLink
	}
	if err != nil {
		return nil, err
	}
	u, err := c.accounts().ByID(c.ctx, id)
	if err != nil {
		return nil, err
	}
	if u.Disabled == 1 {
		return nil, errLink
	}
	if err := c.setPasswordOf(&u, "/password", in.Password); err != nil {
		return nil, err
	}
	if err := c.accounts().EndLogins(c.ctx, id); err != nil {
		return nil, err
	}
	if err := c.accounts().DropChallenges(c.ctx, id); err != nil {
		return nil, err
	}
	if err := c.tellAccount(id, "password_link_set"); err != nil {
		return nil, err
	}
	return nil, c.notice("", "user.password_changed", "user/"+id)
}

type handOverIn struct {
	To     string `json:"to" doc:"the account that takes over"`
	Reason string `json:"reason"`
	Stays  bool   `json:"stays,omitempty" doc:"the account stays open: a long leave, another post"`
}

type handedView struct {
	CaseID  cases.ID `json:"case_id"`
	Number  string   `json:"number"`
	Kind    string   `json:"kind" doc:"handler or lead"`
	Handed  bool     `json:"handed"`
	WhyCode string   `json:"why_code,omitempty" doc:"why nobody is named now"`
	Why     string   `json:"why,omitempty"`
}

// handOver is one act: the cases go to the other person, every login ends, and the account is closed.
func handOver(c *Call, in handOverIn) (Items[handedView], error) {
	u, _, err := c.helped()
	if err != nil {
		return Items[handedView]{}, err
	}
	all, err := c.HandOver(c.ctx, u.ID, desk.Handover{To: in.To, Reason: strings.TrimSpace(in.Reason)})
	if err != nil {
		return Items[handedView]{}, err
	}
	if !in.Stays {
		u.Disabled = 1
		if err := c.accounts().PutUser(c.ctx, u, &[]gormdb.Membership{}); err != nil {
			return Items[handedView]{}, err
		}
	}
	views := make([]handedView, 0, len(all))
	for _, h := range all {
		v := handedView{CaseID: h.CaseID, Number: h.Number, Kind: h.Kind, Handed: h.Refusal == nil}
		if h.Refusal != nil {
			v.WhyCode, v.Why = h.Refusal.Code, c.say(h.Refusal.Title)
		}
		views = append(views, v)
	}
	return page(views, ""), nil
}

type absenceView struct {
	ID     string        `json:"id"`
	User   string        `json:"user_id"`
	Name   string        `json:"user_name"`
	From   calendar.Date `json:"from"`
	Until  calendar.Date `json:"until"`
	Deputy *personView   `json:"deputy"`
}

func showAbsence(a who.Absence) absenceView {
	v := absenceView{ID: a.ID, User: a.User, Name: a.Name, From: a.From, Until: a.Until}
	if a.Deputy != "" {
		v.Deputy = &personView{a.Deputy, a.DeputyName}
	}
	return v
}

func absences(c *Call) (Items[absenceView], error) {
	if err := c.MayOwn(who.OrganizationRead); err != nil {
		return Items[absenceView]{}, err
	}
	all, err := c.Absences(c.ctx)
	views := make([]absenceView, 0, len(all))
	for _, a := range all {
		views = append(views, showAbsence(a))
	}
	return page(views, ""), err
}

type backIn struct {
	ID string `json:"id"`
}

type absenceIn struct {
	UserID string        `json:"user_id,omitempty" doc:"oneself by default; the head records anyone's"`
	From   calendar.Date `json:"from"`
	Until  calendar.Date `json:"until"`
	Deputy string        `json:"deputy,omitempty" doc:"the account that stands in"`
}

func addAbsence(c *Call, in absenceIn) (absenceView, error) {
	if err := c.MayOwn(who.OrganizationRead); err != nil {
		return absenceView{}, err
	}
	if in.UserID == "" {
		in.UserID = c.Actor.User
	}
	a, err := c.Absent(c.ctx, in.UserID, desk.Absenting{From: in.From, Until: in.Until, Deputy: in.Deputy})
	return showAbsence(a), err
}
