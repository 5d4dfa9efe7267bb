package api

import (
	"time"

	"liandong/domain/fault"
	"liandong/domain/lang"
	"liandong/domain/who"
	"liandong/infra/gormdb"
	"liandong/infra/secrets"
)

// staffFactorRoutes are what a person does with their own second factors. What
// is answered there is shown once, and kept nowhere.
func (a *App) staffFactorRoutes() []Route {
	add := act("POST", "/session/factors", "登记第二道验证 · finish enrolling a second factor", who.AccountSelf, ofNothing, a.addFactor).creates().unkept().stepUp()
	add.Outside = true
	return []Route{
		look("/session/factors", "我的第二道验证 · one's own second factors", who.AccountSelf, ofNothing, ownFactors),
		act("POST", "/session/factors/enrolment", "开始登记第二道验证 · begin enrolling one more", who.AccountSelf, ofNothing, a.beginFactor).unkept().stepUp(),
		add,
		act("PATCH", "/session/factors/:factor", "修改名称 · give a second factor another name", who.AccountSelf, ofNothing, a.nameFactor).stepUp(),
		act("POST", "/session/factors/:factor/remove", "删除第二道验证 · remove a second factor", who.AccountSelf, ofNothing, a.removeFactor).stepUp(),
		act("POST", "/session/recovery-codes", "生成备用码 · a new sheet of recovery codes; those before are dead", who.AccountSelf, ofNothing, a.newSheet).unkept().stepUp(),
		look("/session/fresh", "最近验证过 · whether the second factor was shown just now", who.AccountSelf, ofNothing, func(c *Call) (freshView, error) {
			return freshView{instant(gormdb.Unstamp(c.session.FactorAt))}, nil
		}).stepUp(),
		list("/session/notices", "账号通知 · what was done to one's own account", who.AccountSelf, ofNothing, accountNotices),
		act("POST", "/session/notices/seen", "账号通知已看 · one has seen what was done to one's account", who.AccountSelf, ofNothing, func(c *Call, _ none) (any, error) {
			return nil, c.accounts().SeeAccountNotices(c.ctx, c.session.UserID, c.app.wall())
		}),
		act("POST", "/session/factor-link", "重设第二道验证 · end every second factor of one's own, by a one-time link and the password", who.Public, ofPublic, a.useFactorLink).keyless(),
	}
}

type freshView struct {
	FactorAt *time.Time `json:"factor_at"`
}

type staffFactorView struct {
	ID     string     `json:"id"`
	Kind   string     `json:"kind" doc:"totp or passkey"`
	Name   string     `json:"name"`
	MadeAt *time.Time `json:"made_at"`
	UsedAt *time.Time `json:"used_at"`
}

type ownFactorsView struct {
	Items     []staffFactorView `json:"items"`
	CodesLeft int               `json:"codes_left" doc:"recovery codes that were not used"`
	Needed    bool              `json:"needed" doc:"a role of the account needs a second factor"`
	Kinds     []string          `json:"kinds" doc:"that can be enrolled here"`
	FactorAt  *time.Time        `json:"factor_at" doc:"when one was last shown in this login"`
}

func showStaffFactor(f gormdb.StaffFactor) staffFactorView {
	return staffFactorView{ID: f.ID, Kind: f.Kind, Name: f.Name, MadeAt: instant(gormdb.Unstamp(f.MadeAt)), UsedAt: instant(gormdb.Unstamp(f.UsedAt))}
}

func ownFactors(c *Call) (ownFactorsView, error) {
	v := ownFactorsView{Items: []staffFactorView{}, Kinds: c.app.enrolable(), FactorAt: instant(gormdb.Unstamp(c.session.FactorAt))}
	if c.session.UserID == "" {
		return v, who.ErrNotAllowed
	}
	all, err := c.accounts().StaffFactors(c.ctx, c.session.UserID)
	if err != nil {
		return v, err
	}
	for _, f := range all {
		v.Items = append(v.Items, showStaffFactor(f))
	}
	if v.CodesLeft, err = c.accounts().RecoveryCodesLeft(c.ctx, c.session.UserID); err != nil {
		return v, err
	}
	roles, err := c.accounts().Memberships(c.ctx, c.session.UserID)
	v.Needed = c.app.owes(c.holder.Username, roles)
	return v, err
}

// holding is the account of who is signed in, once it has shown its password
// anew. A party has none: who.ErrNotAllowed.
func (a *App) holding(c *Call, password string) (gormdb.User, error) {
	if c.session.UserID == "" {
		return gormdb.User{}, who.ErrNotAllowed
	}
	names := []string{"again/" + c.session.UserID}
	if err := c.throttled(names, triesPerName); err != nil {
		return gormdb.User{}, err
	}
	u, err := c.accounts().ByID(c.ctx, c.session.UserID)
	if err != nil {
		return u, err
	}
	if !a.passwords.Matches(password, u.PasswordHash) {
		a.countFailure(c, names)
		return u, fault.Invalid("/password", "wrong_password", "密码不正确", "the password is not right")
	}
	return u, nil
}

type beginFactorIn struct {
	Kind     string `json:"kind" doc:"totp or passkey"`
	Password string `json:"password" doc:"of the account, again"`
}

func (a *App) beginFactor(c *Call, in beginFactorIn) (enrolmentView, error) {
	u, err := a.holding(c, in.Password)
	if err != nil {
		return enrolmentView{}, err
	}
	id, now := newSecret(), a.wall()
	v, sealed, err := c.pend(u, hashed(id), in.Kind)
	if err != nil {
		return v, err
	}
	v.ChallengeID = id
	return v, c.accounts().AddChallenge(c.ctx, gormdb.FactorChallenge{IDHash: hashed(id), UserID: u.ID, Purpose: forAdding, SessionHash: c.session.TokenHash, SourceHash: hashed(c.req.Source),
		Kind: in.Kind, Sealed: sealed, ExpiresAt: gormdb.Stamp(now.Add(who.ChallengeLasts))}, now)
}

type addedFactorView struct {
	Factor        staffFactorView `json:"factor"`
	RecoveryCodes []string        `json:"recovery_codes,omitempty" doc:"of a first factor: shown once, to be printed"`
}

// addFactor keeps a factor that beginFactor began. With it shown, the login counts as having shown one.
func (a *App) addFactor(c *Call, in secondFactorIn) (addedFactorView, error) {
	var v addedFactorView
	err := a.tried(c, in.ChallengeID, []string{forAdding}, func(c *Call, ch gormdb.FactorChallenge) error {
		u, err := c.accounts().ByID(c.ctx, ch.UserID)
		if err != nil {
			return over(err)
		}
		f, codes, err := c.finishEnrolment(u, ch, in)
		if err != nil {
			return err
		}
		v = addedFactorView{showStaffFactor(f), codes}
		return c.accounts().ProveSession(c.ctx, c.session.TokenHash, a.wall())
	})
	return v, err
}

type nameFactorIn struct {
	Name     string `json:"name"`
	Password string `json:"password" doc:"of the account, again"`
}

func (a *App) nameFactor(c *Call, in nameFactorIn) (staffFactorView, error) {
	u, err := a.holding(c, in.Password)
	if err != nil {
		return staffFactorView{}, err
	}
	f, err := c.accounts().StaffFactor(c.ctx, u.ID, c.req.Params["factor"])
	if err != nil {
		return staffFactorView{}, err
	}
	if f.Name, err = factorName(in.Name, f.Kind); err != nil {
		return staffFactorView{}, err
	}
	if err := c.accounts().NameStaffFactor(c.ctx, u.ID, f.ID, f.Name); err != nil {
		return staffFactorView{}, err
	}
	return showStaffFactor(f), c.didFactor(u.ID, "factor_named")
}

// didFactor tells the account's holder and the log.
func (c *Call) didFactor(user, event string) error {
	if err := c.tellAccount(user, event); err != nil {
		return err
	}
	return c.notice("", "user."+event, "user/"+user)
}

type againIn struct {
	Password string `json:"password" doc:"of the account, again"`
}

// removeFactor returns who.ErrFactorLast for the only one of an account that needs one.
func (a *App) removeFactor(c *Call, in againIn) (any, error) {
	u, err := a.holding(c, in.Password)
	if err != nil {
		return nil, err
	}
	if err := c.accounts().LockUser(c.ctx, u.ID); err != nil { // two at once do not leave an account with none
		return nil, err
	}
	all, err := c.accounts().StaffFactors(c.ctx, u.ID)
	if err != nil {
		return nil, err
	}
	roles, err := c.accounts().Memberships(c.ctx, u.ID)
	if err != nil {
		return nil, err
	}
	f, err := c.accounts().StaffFactor(c.ctx, u.ID, c.req.Params["factor"])
	if err != nil {
		return nil, err
	}
	if len(all) == 1 && a.owes(u.Username, roles) {
		return nil, who.ErrFactorLast
	}
	if err := c.accounts().DropStaffFactor(c.ctx, u.ID, f.ID); err != nil {
		return nil, err
	}
	if len(all) == 1 { // codes on paper stand in for a factor that there no longer is
		if err := c.accounts().DropStaffFactors(c.ctx, u.ID); err != nil {
			return nil, err
		}
	}
	return nil, c.didFactor(u.ID, "factor_removed")
}

type sheetView struct {
	RecoveryCodes []string `json:"recovery_codes" doc:"shown once, to be printed"`
}

var errNoFactor = fault.New(fault.Conflict, "factor.none", "还没有第二道验证，请先登记", "there is no second factor yet: enrol one first")

func (a *App) newSheet(c *Call, in againIn) (sheetView, error) {
	u, err := a.holding(c, in.Password)
	if err != nil {
		return sheetView{}, err
	}
	all, err := c.accounts().StaffFactors(c.ctx, u.ID)
	if err != nil {
		return sheetView{}, err
	}
	if len(all) == 0 {
		return sheetView{}, errNoFactor
	}
	codes, err := c.newRecoveryCodes(u.ID)
	if err != nil {
		return sheetView{}, err
	}
	return sheetView{codes}, c.didFactor(u.ID, "codes_made")
}

// tellAccount tells an account's holder what was done to its ways in.
func (c *Call) tellAccount(user, event string) error {
	by := c.Actor.User
	if by == "" {
		by = user
	}
	return c.accounts().TellAccount(c.ctx, gormdb.AccountNotice{ID: secrets.NewID(), UserID: user, Event: event, ByUser: by, At: gormdb.Stamp(c.app.wall())})
}

type accountNoticeView struct {
	ID    string     `json:"id"`
	Event string     `json:"event"`
	Text  string     `json:"text"`
	At    *time.Time `json:"at"`
	Own   bool       `json:"own" doc:"done by the account itself"`
	Seen  bool       `json:"seen"`
}

func accountNotices(c *Call) (Items[accountNoticeView], error) {
	p, err := c.page()
	if err != nil {
		return Items[accountNoticeView]{}, err
	}
	if c.session.UserID == "" {
		return page[accountNoticeView](nil, ""), nil
	}
	all, next, err := c.lists().AccountNotices(c.ctx, c.session.UserID, p)
	views := make([]accountNoticeView, 0, len(all))
	for _, n := range all {
		text, ok := who.AccountEvent(n.Event)
		if !ok {
			text = lang.T(n.Event, n.Event)
		}
		views = append(views, accountNoticeView{n.ID, n.Event, c.say(text), instant(gormdb.Unstamp(n.At)), n.ByUser == n.UserID, n.SeenAt != ""})
	}
	return page(views, next), err
}

// otherHand refuses the second of two links to one person: who made a way to a
// new password does not also end the second factor, nor the other way round.
func (c *Call) otherHand(user, made string) error {
	did, err := c.accounts().DidTo(c.ctx, c.Actor.User, user, made, c.app.wall().Add(-who.FactorLinkLasts))
	if err == nil && did {
		err = who.ErrSameHand
	}
	return err
}

// factorResetLink makes the one-time way to a new start. Whoever makes it
// learns no secret, and ends nothing: the holder does, with the password.
func factorResetLink(c *Call, _ none) (resetView, error) {
	u, _, err := c.helped()
	if err != nil {
		return resetView{}, err
	}
	if err := c.otherHand(u.ID, "password_link_made"); err != nil {
		return resetView{}, err
	}
	token := newSecret()
	until := c.app.wall().Add(who.FactorLinkLasts)
	if err := c.accounts().LinkFactors(c.ctx, hashed(token), u.ID, c.Actor.User, until); err != nil {
		return resetView{}, err
	}
	return resetView{token, "/desk#/factor/" + token, instant(until)}, c.didFactor(u.ID, "reset_link_made")
}

type factorLinkIn struct {
	Token    string `json:"token"`
	Password string `json:"password"`
}

// useFactorLink ends every factor and login of the account. A role that needs a
// factor has one enrolled at the next sign-in.
func (a *App) useFactorLink(c *Call, in factorLinkIn) (any, error) {
	names := []string{"link/" + c.req.Source}
	if err := c.throttled(names, triesPerSource); err != nil {
		return nil, err
	}
	id, err := c.accounts().FactorLink(c.ctx, hashed(in.Token), a.wall())
	if fault.Of(err) != nil {
		a.countFailure(c, names)
		return nil, errLink
	}
	if err != nil {
		return nil, err
	}
	names = append(names, "again/"+id)
	if err := c.throttled(names, triesPerSource, triesPerName); err != nil {
		return nil, err
	}
	u, err := c.accounts().ByID(c.ctx, id)
	if err != nil {
		return nil, err
	}
	if !a.passwords.Matches(in.Password, u.PasswordHash) || u.Disabled == 1 {
		a.countFailure(c, names)
		return nil, fault.Invalid("/password", "wrong_password", "密码不正确", "the password is not right")
	}
	if err := c.accounts().UseFactorLink(c.ctx, hashed(in.Token)); err != nil {
		return nil, errLink
	}
	if err := c.endFactors(id); err != nil {
		return nil, err
	}
	c.Actor = who.Actor{User: id, Origin: "window"}
	return nil, c.didFactor(id, "factors_ended")
}

// endFactors leaves nothing by which the account was known, but its password.
func (c *Call) endFactors(user string) error {
	for _, end := range []func() error{
		func() error { return c.accounts().DropStaffFactors(c.ctx, user) },
		func() error { return c.accounts().DropChallenges(c.ctx, user) },
		func() error { return c.accounts().EndLogins(c.ctx, user) },
	} {
		if err := end(); err != nil {
			return err
		}
	}
	return nil
}
