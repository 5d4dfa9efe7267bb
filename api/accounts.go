package api

import (
	"errors"
	"slices"
	"strings"

	"liandong/domain/fault"
	"liandong/domain/lang"
	"liandong/domain/org"
	"liandong/domain/who"
	"liandong/infra/gormdb"
)

func (a *App) accountRoutes() []Route {
	return []Route{
		list("/users", "账号 · accounts: all for an administrator, those of one house for a helper", who.AccountHelp, ofNothing, users,
			Parameter{Name: "organization", Doc: "a helper's own where it is left out"}, Parameter{Name: "q", Doc: "a username, or its beginning"}),
		act("POST", "/users", "新建账号 · add an account", who.AccountHelp, ofNothing, a.addUser).creates().stepUp(),
		act("PATCH", "/users/:id", "修改账号 · change an account", who.AccountHelp, ofNothing, a.changeUser).stepUp(),
		list("/helped-organizations", "协管的单位 · the houses whose accounts a helper sees to", who.AccountHelp, ofNothing, helpedHouses),
	}
}

type roleIn struct {
	OrganizationID org.ID   `json:"organization_id"`
	Role           who.Role `json:"role"`
	Team           string   `json:"team,omitempty"`
}

type userIn struct {
	Username    string   `json:"username"`
	Name        string   `json:"name"`
	Password    string   `json:"password,omitempty" doc:"where it is left out the answer has a one-time link by which the holder sets one"`
	Memberships []roleIn `json:"memberships"`
}

type accountView struct {
	ID          string     `json:"id"`
	Username    string     `json:"username"`
	Name        string     `json:"name"`
	Disabled    bool       `json:"disabled"`
	Memberships []roleIn   `json:"memberships"`
	Version     int        `json:"version"`
	Link        *resetView `json:"link,omitempty" doc:"of a new account without a password"`
}

func (v accountView) etag() string { return etagOf(v.Version) }

func showAccount(u gormdb.User, roles []gormdb.Membership) accountView {
	v := accountView{ID: u.ID, Username: u.Username, Name: u.Name, Disabled: u.Disabled == 1, Memberships: []roleIn{}, Version: u.Version}
	for _, m := range roles {
		v.Memberships = append(v.Memberships, roleIn{org.ID(m.OrganizationID), who.Role(m.Role), m.Team})
	}
	return v
}

// reach says which roles, at which organisations, the actor sees to.
type reach func(roleIn) bool

func (all reach) over(roles []gormdb.Membership) bool {
	for _, m := range roles {
		if !all(roleIn{org.ID(m.OrganizationID), who.Role(m.Role), m.Team}) {
			return false
		}
	}
	return true
}

// helping says whose accounts the actor sees to: a security administrator to all,
// a system administrator to all but those of guarded roles once there is one; a
// helper to those of the roles of who.Helped in its own house, below it, and
// where it guides the work. It returns who.ErrNotAllowed to everybody else.
func (c *Call) helping() (reach, error) {
	if err := c.MayOwn(who.AccountHelp); err != nil {
		return nil, err
	}
	if c.secures() {
		return func(roleIn) bool { return true }, nil
	}
	if c.administers() {
		return func(m roleIn) bool { return !who.IsGuarded([]who.Role{m.Role}) }, nil
	}
	leaders, err := c.Tx.Directory.Leaders(c.ctx)
	return func(m roleIn) bool {
		return slices.Contains(who.Helped, m.Role) && leaders.Belongs(m.OrganizationID, c.Actor.Organization)
	}, err
}

// helped is the account the route names, with the actor's reach;
// who.ErrNotVisible where the account is beyond it.
func (c *Call) helped() (gormdb.User, reach, error) {
	within, err := c.helping()
	if err != nil {
		return gormdb.User{}, nil, err
	}
	u, err := c.accounts().ByID(c.ctx, c.req.Params["id"])
	if err != nil {
		return u, nil, err
	}
	roles, err := c.accounts().Memberships(c.ctx, u.ID)
	if err == nil && !c.administers() && (len(roles) == 0 || !within.over(roles)) {
		err = who.ErrNotVisible
	}
	if err == nil && !within.over(roles) {
		err = who.ErrGuarded
	}
	return u, within, err
}

// administers tells whether the actor sees to accounts as an administrator.
func (c *Call) administers() bool {
	return c.secures() || c.Policy.May(c.Actor.Role, []who.Standing{who.Own}, who.Administer)
}

func users(c *Call) (Items[accountView], error) {
	within, err := c.helping()
	if err != nil {
		return Items[accountView]{}, err
	}
	house := c.req.Query["organization"]
	if house == "" && !c.administers() {
		house = string(c.Actor.Organization)
	}
	p, err := c.page()
	if err != nil {
		return Items[accountView]{}, err
	}
	all, next, err := c.lists().Users(c.ctx, house, strings.NewReplacer("%", "", "_", "").Replace(c.req.Query["q"]), p)
	if err != nil {
		return Items[accountView]{}, err
	}
	views := make([]accountView, 0, len(all))
	for _, u := range all {
		roles, err := c.accounts().Memberships(c.ctx, u.ID)
		if err != nil {
			return Items[accountView]{}, err
		}
		if c.administers() || within.over(roles) {
			views = append(views, showAccount(u, roles))
		}
	}
	return page(views, next), nil
}

type houseView struct {
	ID   org.ID `json:"id"`
	Name string `json:"name"`
}

// helpedHouses lists a helper's own house first, then those below it and those whose work it guides.
func helpedHouses(c *Call) (Items[houseView], error) {
	if err := c.MayOwn(who.AccountHelp); err != nil {
		return Items[houseView]{}, err
	}
	leaders, err := c.Tx.Directory.Leaders(c.ctx)
	if err != nil {
		return Items[houseView]{}, err
	}
	below := leaders.Under(c.Actor.Organization)
	views := make([]houseView, 0, 1+len(below))
	for _, id := range append([]org.ID{c.Actor.Organization}, below[:min(len(below), maxHouses)]...) {
		o, err := c.Tx.Directory.Get(c.ctx, id)
		if err != nil {
			return Items[houseView]{}, err
		}
		if !o.Ended {
			views = append(views, houseView{o.ID, o.Name})
		}
	}
	return page(views, ""), nil
}

// maxHouses bounds the list of who is helped: a street has some dozens.
const maxHouses = 500

func (a *App) addUser(c *Call, in userIn) (accountView, error) {
	within, err := c.helping()
	if err != nil {
		return accountView{}, err
	}
	for _, m := range in.Memberships {
		if !within(m) {
			return accountView{}, c.beyond()
		}
	}
	return a.createUser(c, in)
}

var errBeyond = fault.New(fault.Violation, "account_beyond", "协管员只能管理本单位、所属单位和所指导单位的窗口人员、经办人员和调解员账号，其他账号请系统管理员办理",
	"a helper sees to the accounts of clerks, officers and mediators of its own house, those below it and those it guides: ask the administrator for others").
	WithFields(fault.Field{Pointer: "/memberships", Code: "beyond", Detail: lang.T("超出协管范围", "beyond a helper's reach")})

func (a *App) createUser(c *Call, in userIn) (accountView, error) {
	var check fault.Check
	if n := len(in.Username); n < 2 || n > 100 || strings.ContainsFunc(in.Username, func(r rune) bool { return r <= ' ' }) {
		check.Add("/username", "invalid", "用户名应为2至100个字符，不含空格", "a username has 2 to 100 characters and no spaces")
	}
	if in.Name == "" {
		check.Add("/name", "required", "请填写姓名", "give the name")
	}
	c.checkRoles(&check, in.Memberships)
	if err := check.Err(); err != nil {
		return accountView{}, err
	}
	u := gormdb.User{ID: c.NewID(), Username: in.Username, Name: in.Name, PasswordHash: noPassword, Version: 1}
	roles := membershipsOf(u.ID, in.Memberships)
	if in.Password != "" {
		if err := c.checkPassword("/password", in.Password, u, roles); err != nil {
			return accountView{}, err
		}
		u.PasswordHash = a.passwords.Hash(in.Password)
		if c.Actor.User == installation { // who sets up sets their own
			u.PasswordAt = gormdb.Stamp(a.wall())
		}
	}
	err := c.accounts().AddUser(c.ctx, u, roles)
	if errors.Is(err, gormdb.ErrNameTaken) {
		return accountView{}, fault.Invalid("/username", "taken", "用户名已被使用", "the username is taken")
	}
	if err != nil {
		return accountView{}, err
	}
	v := showAccount(u, roles)
	if in.Password == "" {
		link, err := c.resetLink(u.ID)
		if err != nil {
			return v, err
		}
		v.Link = &link
	}
	c.location = prefix + "/users/" + u.ID
	return v, c.notice("", "user.added", "user/"+u.ID)
}

// checkRoles refuses roles that do not exist, and an account that would both
// administer or audit and work cases: those stay apart.
func (c *Call) checkRoles(check *fault.Check, roles []roleIn) {
	if why := apartRoles(roles); why != nil {
		check.Add(why.Pointer, why.Code, why.Detail.ZH, why.Detail.EN)
	}
	for _, m := range roles {
		if _, ok := who.Roles[m.Role]; !ok {
			check.Add("/memberships", "unknown_code", "没有这个岗位："+string(m.Role), "unknown role: "+string(m.Role))
		}
		if _, err := c.Tx.Directory.Get(c.ctx, m.OrganizationID); err != nil {
			check.Add("/memberships", "unknown_organization", "没有这个单位", "there is no such organisation")
		}
	}
}

// apartRoles names what is wrong with an account's roles; nil where nothing is.
func apartRoles(roles []roleIn) *fault.Field {
	if len(roles) == 0 {
		return &fault.Field{Pointer: "/memberships", Code: "required", Detail: lang.T("请至少指定一个岗位", "give at least one role")}
	}
	held := make([]who.Role, 0, len(roles))
	for _, m := range roles {
		held = append(held, m.Role)
	}
	if _, clash := who.Clash(held); clash {
		return &fault.Field{Pointer: "/memberships", Code: "roles_apart", Detail: lang.T("管理员、安全管理员、账号协管员、审计人员的账号不得兼任其他岗位", "administrators, security administrators, account helpers and auditors have no other role")}
	}
	return nil
}

func membershipsOf(user string, roles []roleIn) []gormdb.Membership {
	var all []gormdb.Membership
	for _, m := range roles {
		all = append(all, gormdb.Membership{UserID: user, OrganizationID: string(m.OrganizationID), Role: string(m.Role), Team: m.Team})
	}
	return all
}

type changeUserIn struct {
	Name        *string   `json:"name,omitempty"`
	Disabled    *bool     `json:"disabled,omitempty"`
	Memberships *[]roleIn `json:"memberships,omitempty"`
}

func (a *App) changeUser(c *Call, in changeUserIn) (accountView, error) {
	u, within, err := c.helped()
	if err != nil {
		return accountView{}, err
	}
	var check fault.Check
	set(&u.Name, in.Name)
	if in.Disabled != nil {
		u.Disabled = 0
		if *in.Disabled {
			u.Disabled = 1
		}
	}
	var roles *[]gormdb.Membership
	if in.Memberships != nil {
		c.checkRoles(&check, *in.Memberships)
		all := membershipsOf(u.ID, *in.Memberships)
		roles = &all
	}
	if err := check.Err(); err != nil {
		return accountView{}, err
	}
	if roles != nil && !within.over(*roles) {
		return accountView{}, c.beyond()
	}
	if v := c.version(); v != 0 && v != u.Version {
		return accountView{}, errStale
	}
	if err := c.accounts().PutUser(c.ctx, u, roles); err != nil {
		return accountView{}, err
	}
	u.Version++
	now, err := c.accounts().Memberships(c.ctx, u.ID)
	if err != nil {
		return accountView{}, err
	}
	return showAccount(u, now), c.notice("", "user.changed", "user/"+u.ID)
}
