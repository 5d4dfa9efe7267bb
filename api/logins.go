package api

import (
	"strings"
	"time"

	"liandong/domain/fault"
	"liandong/domain/lang"
	"liandong/domain/org"
	"liandong/domain/who"
	"liandong/infra/gormdb"
)

// loginRoutes are a person's own logins, and an administrator's way to end anyone's.
func (a *App) loginRoutes() []Route {
	return []Route{
		look("/session/logins", "我的登录 · one's own logins: when, from what kind of device, last used", who.AccountSelf, ofNothing, ownLogins),
		act("POST", "/session/logins/:login/end", "结束一个登录 · end one of one's own logins", who.AccountSelf, ofNothing, endLogin),
		act("POST", "/session/logins/end-others", "结束其他登录 · end all of one's own logins but this one", who.AccountSelf, ofNothing, endOtherLogins),
		act("POST", "/users/:id/end-logins", "结束账号的全部登录 · end every login of an account", who.AccountHelp, ofNothing, endLoginsOf).stepUp(),
	}
}

// devices are the kinds of device that a browser's own words tell apart, the
// telling ones first. Nothing finer is kept, and no address.
var devices = []struct {
	code, mark string
	name       lang.Text
}{
	{"wechat", "MicroMessenger", lang.T("微信", "WeChat")},
	{"harmony", "HarmonyOS", lang.T("鸿蒙设备", "a HarmonyOS device")},
	{"android", "Android", lang.T("安卓手机或平板", "an Android phone or tablet")},
	{"iphone", "iPhone", lang.T("iPhone", "an iPhone")},
	{"ipad", "iPad", lang.T("iPad", "an iPad")},
	{"windows", "Windows", lang.T("Windows 电脑", "a Windows computer")},
	{"mac", "Macintosh", lang.T("苹果电脑", "a Mac")},
	{"linux", "Linux", lang.T("Linux 电脑（含国产操作系统）", "a Linux computer")},
}

// unknownDevice is one that says nothing of itself that is known here.
const unknownDevice = "other"

// deviceOf is the kind of device that a User-Agent speaks of.
func deviceOf(agent string) string {
	for _, d := range devices {
		if strings.Contains(agent, d.mark) {
			return d.code
		}
	}
	return unknownDevice
}

func deviceName(code string) lang.Text {
	for _, d := range devices {
		if d.code == code {
			return d.name
		}
	}
	return lang.T("其他设备", "another device")
}

type loginView struct {
	ID           string     `json:"id"`
	Current      bool       `json:"current" doc:"the login that asks"`
	Device       string     `json:"device" doc:"its kind, as the browser said when signing in; no address is kept"`
	DeviceName   string     `json:"device_name"`
	Organization orgView    `json:"organization"`
	Role         who.Role   `json:"role"`
	OpenedAt     *time.Time `json:"opened_at"`
	UsedAt       *time.Time `json:"used_at" doc:"to the minute"`
	FactorAt     *time.Time `json:"factor_at" doc:"when the second factor was last shown in it"`
}

// ownLogins lists the caller's live logins, the one used last first.
func ownLogins(c *Call) (Items[loginView], error) {
	if c.session.UserID == "" || c.scope != nil {
		return Items[loginView]{}, who.ErrNotAllowed
	}
	now := c.app.wall()
	all, err := c.accounts().Logins(c.ctx, c.session.UserID, now.Add(-c.app.limits.Span(who.SessionTotal)), now.Add(-c.app.limits.Span(who.SessionIdle)))
	views := make([]loginView, 0, len(all))
	for _, s := range all {
		views = append(views, loginView{
			ID: s.ID, Current: s.TokenHash == c.session.TokenHash, Device: s.Device, DeviceName: c.say(deviceName(s.Device)), Organization: c.org(org.ID(s.OrganizationID)), Role: who.Role(s.Role),
			OpenedAt: instant(gormdb.Unstamp(s.CreatedAt)), UsedAt: instant(gormdb.Unstamp(s.SeenAt)), FactorAt: instant(gormdb.Unstamp(s.FactorAt)),
		})
	}
	return page(views, ""), err
}

var errThisLogin = fault.New(fault.Conflict, "login.this_one", "这是当前的登录，请用“退出”结束", "this is the login that asks: sign out to end it")

// endLogin ends one of the caller's logins: login.this_one for the one that asks.
func endLogin(c *Call, _ none) (any, error) {
	if c.session.UserID == "" || c.scope != nil {
		return nil, who.ErrNotAllowed
	}
	if c.req.Params["login"] == c.session.ID {
		return nil, errThisLogin
	}
	if err := c.accounts().EndLogin(c.ctx, c.session.UserID, c.req.Params["login"]); err != nil {
		return nil, err
	}
	return nil, c.notice("", "session.ended", "user/"+c.session.UserID)
}

type endedView struct {
	Ended int `json:"ended" doc:"how many logins were ended"`
}

// endOtherLogins ends all of the caller's logins but the one that asks, and
// what was asked for on the way to another.
func endOtherLogins(c *Call, _ none) (endedView, error) {
	if c.session.UserID == "" || c.scope != nil {
		return endedView{}, who.ErrNotAllowed
	}
	return c.endOthers(c.session.UserID, c.session.TokenHash, "session.others_ended")
}

func (c *Call) endOthers(user, keep, action string) (endedView, error) {
	n, err := c.accounts().EndOtherLogins(c.ctx, user, keep)
	if err != nil {
		return endedView{}, err
	}
	if err := c.accounts().DropChallenges(c.ctx, user); err != nil {
		return endedView{}, err
	}
	return endedView{n}, c.notice("", action, "user/"+user)
}

// endLoginsOf ends every login of an account within the actor's reach; the
// holder is told at the next one.
func endLoginsOf(c *Call, _ none) (endedView, error) {
	u, _, err := c.helped()
	if err != nil {
		return endedView{}, err
	}
	if err := c.tellAccount(u.ID, "logins_ended"); err != nil {
		return endedView{}, err
	}
	keep := ""
	if u.ID == c.session.UserID {
		keep = c.session.TokenHash // one's own others
	}
	return c.endOthers(u.ID, keep, "user.logins_ended")
}
