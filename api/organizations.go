package api

import (
	"errors"
	"slices"
	"strings"

	"liandong/domain/calendar"
	"liandong/domain/channel"
	"liandong/domain/fault"
	"liandong/domain/lang"
	"liandong/domain/org"
	"liandong/domain/who"
	"liandong/infra/gormdb"
)

func (a *App) organizationRoutes() []Route {
	return []Route{
		list("/organizations", "单位 · organisations", who.OrganizationRead, ofNothing, organizations,
			Parameter{Name: "kind"}, Parameter{Name: "region"}, Parameter{Name: "channel"}, Parameter{Name: "route"}, Parameter{Name: "category"}, Parameter{Name: "q", Doc: "part of the name"}),
		look("/organizations/:id", "单位 · an organisation", who.OrganizationRead, ofNothing, func(c *Call) (organizationView, error) {
			if err := c.MayOwn(who.OrganizationRead); err != nil {
				return organizationView{}, err
			}
			o, err := c.Tx.Directory.Get(c.ctx, org.ID(c.req.Params["id"]))
			if fault.Of(err) != nil {
				err = who.ErrNotVisible
			}
			return showOrganization(o, channel.Channel(""), ""), err
		}),
		act("POST", "/organizations", "新建单位 · add an organisation", who.Administer, ofNothing, addOrganization).creates(),
		act("PATCH", "/organizations/:id", "修改单位 · change an organisation", who.Administer, ofNothing, changeOrganization),
		act("POST", "/organizations/:id/succession", "合并、撤销，由其他单位承接 · end an organisation and name its successor", who.Administer, ofNothing, succeed),
		act("POST", "/users", "新建账号 · add an account", who.Administer, ofNothing, a.addUser).creates(),
		act("PATCH", "/users/:id", "修改账号 · change an account", who.Administer, ofNothing, a.changeUser),
		act("POST", "/setup", "首位管理员 · the first administrator, by one-time token", who.Public, ofPublic, a.setup).creates().keyless(),
	}
}

type organizationView struct {
	ID         org.ID            `json:"id"`
	Name       string            `json:"name"`
	Kind       org.Kind          `json:"kind"`
	Region     string            `json:"region"`
	Channels   []channel.Channel `json:"channels"`
	Routes     []channel.Route   `json:"routes"`
	Categories []string          `json:"categories"`
	Outside    bool              `json:"outside"`
	CanTake    bool              `json:"can_take" doc:"whether it takes the channel or route asked about"`
	EndedOn    *calendar.Date    `json:"ended_on,omitempty" doc:"the day it was merged or abolished"`
	Successor  org.ID            `json:"successor,omitempty" doc:"who took over from it"`
	Version    int               `json:"version"`
}

func (v organizationView) etag() string { return etagOf(v.Version) }

func showOrganization(o org.Organization, ch channel.Channel, r channel.Route) organizationView {
	v := organizationView{ID: o.ID, Name: o.Name, Kind: o.Kind, Region: o.Region, Channels: o.Channels, Routes: o.Routes, Categories: o.Categories, Outside: o.Outside, EndedOn: day(o.EndedOn), Successor: o.Heir, Version: o.Version}
	if v.Channels == nil {
		v.Channels = []channel.Channel{}
	}
	if v.Routes == nil {
		v.Routes = []channel.Route{}
	}
	if v.Categories == nil {
		v.Categories = []string{}
	}
	v.CanTake = len(o.Channels) > 0
	if ch != "" || r != "" {
		step, _ := channel.Find(r)
		if ch == "" {
			ch = step.Channel
		}
		v.CanTake = o.Takes(ch, r)
	}
	return v
}

func organizations(c *Call) (Items[organizationView], error) {
	p, err := c.page()
	if err != nil {
		return Items[organizationView]{}, err
	}
	q := c.req.Query
	f := gormdb.OrganizationFilter{Kind: q["kind"], Region: q["region"], Channel: q["channel"], Route: q["route"], Category: q["category"], Query: strings.NewReplacer("%", "", "_", "").Replace(q["q"])}
	var check fault.Check
	if _, ok := org.Kinds[org.Kind(f.Kind)]; f.Kind != "" && !ok {
		check.Add("/kind", "unknown_code", "没有这类单位", "unknown kind")
	}
	if f.Channel != "" && !channel.Channel(f.Channel).Known() {
		check.Add("/channel", "unknown_code", "没有这个渠道", "unknown channel")
	}
	if _, ok := channel.Find(channel.Route(f.Route)); f.Route != "" && !ok {
		check.Add("/route", "unknown_code", "没有这个途径", "unknown route")
	}
	if err := check.Err(); err != nil {
		return Items[organizationView]{}, err
	}
	all, next, err := c.lists().Organizations(c.ctx, f, p)
	views := make([]organizationView, 0, len(all))
	for _, o := range all {
		views = append(views, showOrganization(o, channel.Channel(f.Channel), channel.Route(f.Route)))
	}
	return page(views, next), err
}

type organizationIn struct {
	Name       string            `json:"name"`
	Kind       org.Kind          `json:"kind"`
	Region     string            `json:"region"`
	Channels   []channel.Channel `json:"channels,omitempty"`
	Routes     []channel.Route   `json:"routes,omitempty"`
	Categories []string          `json:"categories,omitempty"`
	Teams      []string          `json:"teams,omitempty"`
	Outside    bool              `json:"outside,omitempty"`
	Superiors  []org.ID          `json:"superiors,omitempty" doc:"who leads it"`
}

func addOrganization(c *Call, in organizationIn) (organizationView, error) {
	if err := c.MayOwn(who.Administer); err != nil {
		return organizationView{}, err
	}
	o := org.Organization{ID: org.ID(c.NewID()), Name: strings.TrimSpace(in.Name), Kind: in.Kind, Region: in.Region, Channels: in.Channels, Routes: in.Routes, Categories: in.Categories, Teams: in.Teams, Outside: in.Outside, Version: 1}
	if err := c.checkOrganization(o, in.Superiors); err != nil {
		return organizationView{}, err
	}
	if err := c.registry().AddOrganization(c.ctx, o); err != nil {
		return organizationView{}, err
	}
	for _, s := range in.Superiors {
		if err := c.registry().Lead(c.ctx, org.Leadership{Superior: s, Subordinate: o.ID, Relation: org.Tree}); err != nil {
			return organizationView{}, err
		}
	}
	c.location = prefix + "/organizations/" + string(o.ID)
	return showOrganization(o, "", ""), c.notice("", "organization.added", "organization/"+string(o.ID))
}

func (c *Call) checkOrganization(o org.Organization, superiors []org.ID) error {
	var check fault.Check
	if n := len([]rune(o.Name)); n == 0 || n > 200 {
		check.Add("/name", "required", "请填写单位名称（不超过200字）", "give a name of at most 200 characters")
	}
	if _, ok := org.Kinds[o.Kind]; !ok {
		check.Add("/kind", "unknown_code", "没有这类单位", "unknown kind")
	}
	known, err := c.Tx.Directory.Region(c.ctx, o.Region)
	if err != nil {
		return err
	}
	if !known {
		check.Add("/region", "unknown_region", "没有这个区划代码", "there is no such region")
	}
	for _, ch := range o.Channels {
		if !ch.Known() {
			check.Add("/channels", "unknown_code", "没有这个渠道："+string(ch), "unknown channel: "+string(ch))
		}
	}
	for _, r := range o.Routes {
		if _, ok := channel.Find(r); !ok {
			check.Add("/routes", "unknown_code", "没有这个途径："+string(r), "unknown route: "+string(r))
		}
	}
	for _, s := range superiors {
		if _, err := c.Tx.Directory.Get(c.ctx, s); err != nil {
			check.Add("/superiors", "unknown_organization", "没有这个单位", "there is no such organisation")
		}
	}
	return check.Err()
}

type changeOrganizationIn struct {
	Name       *string            `json:"name,omitempty"`
	Channels   *[]channel.Channel `json:"channels,omitempty"`
	Routes     *[]channel.Route   `json:"routes,omitempty"`
	Categories *[]string          `json:"categories,omitempty"`
	Outside    *bool              `json:"outside,omitempty"`
}

func changeOrganization(c *Call, in changeOrganizationIn) (organizationView, error) {
	if err := c.MayOwn(who.Administer); err != nil {
		return organizationView{}, err
	}
	o, err := c.Tx.Directory.Get(c.ctx, org.ID(c.req.Params["id"]))
	if fault.Of(err) != nil {
		return organizationView{}, who.ErrNotVisible
	}
	if err != nil {
		return organizationView{}, err
	}
	set(&o.Name, in.Name)
	set(&o.Channels, in.Channels)
	set(&o.Routes, in.Routes)
	set(&o.Categories, in.Categories)
	set(&o.Outside, in.Outside)
	if err := c.checkOrganization(o, nil); err != nil {
		return organizationView{}, err
	}
	if v := c.version(); v != 0 && v != o.Version {
		return organizationView{}, errStale
	}
	if err := c.registry().PutOrganization(c.ctx, o); err != nil {
		return organizationView{}, err
	}
	o.Version++
	return showOrganization(o, "", ""), c.notice("", "organization.changed", "organization/"+string(o.ID))
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
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
	Password    string   `json:"password"`
	Memberships []roleIn `json:"memberships"`
}

type accountView struct {
	ID          string   `json:"id"`
	Username    string   `json:"username"`
	Name        string   `json:"name"`
	Disabled    bool     `json:"disabled"`
	Memberships []roleIn `json:"memberships"`
	Version     int      `json:"version"`
}

func (v accountView) etag() string { return etagOf(v.Version) }

func (a *App) addUser(c *Call, in userIn) (accountView, error) {
	if err := c.MayOwn(who.Administer); err != nil {
		return accountView{}, err
	}
	return a.createUser(c, in)
}

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
	if err := checkPassword("/password", in.Password); err != nil {
		return accountView{}, err
	}
	u := gormdb.User{ID: c.NewID(), Username: in.Username, Name: in.Name, PasswordHash: a.passwords.Hash(in.Password), Version: 1}
	err := c.accounts().AddUser(c.ctx, u, membershipsOf(u.ID, in.Memberships))
	if errors.Is(err, gormdb.ErrNameTaken) {
		return accountView{}, fault.Invalid("/username", "taken", "用户名已被使用", "the username is taken")
	}
	if err != nil {
		return accountView{}, err
	}
	c.location = prefix + "/users/" + u.ID
	return accountView{ID: u.ID, Username: u.Username, Name: u.Name, Memberships: in.Memberships, Version: 1}, c.notice("", "user.added", "user/"+u.ID)
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
	apart := []who.Role{who.Admin, who.SecurityAdmin, who.Auditor}
	if len(roles) == 0 {
		return &fault.Field{Pointer: "/memberships", Code: "required", Detail: lang.T("请至少指定一个岗位", "give at least one role")}
	}
	for _, m := range roles {
		if slices.Contains(apart, m.Role) && slices.ContainsFunc(roles, func(o roleIn) bool { return o.Role != m.Role }) {
			return &fault.Field{Pointer: "/memberships", Code: "roles_apart", Detail: lang.T("管理员、安全管理员、审计人员的账号不得兼任其他岗位", "administrators, security administrators and auditors have no other role")}
		}
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
	if err := c.MayOwn(who.Administer); err != nil {
		return accountView{}, err
	}
	u, err := c.accounts().ByID(c.ctx, c.req.Params["id"])
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
	if v := c.version(); v != 0 && v != u.Version {
		return accountView{}, errStale
	}
	if err := c.accounts().PutUser(c.ctx, u, roles); err != nil {
		return accountView{}, err
	}
	v := accountView{ID: u.ID, Username: u.Username, Name: u.Name, Disabled: u.Disabled == 1, Memberships: []roleIn{}, Version: u.Version + 1}
	now, err := c.accounts().Memberships(c.ctx, u.ID)
	for _, m := range now {
		v.Memberships = append(v.Memberships, roleIn{org.ID(m.OrganizationID), who.Role(m.Role), m.Team})
	}
	if err != nil {
		return v, err
	}
	return v, c.notice("", "user.changed", "user/"+u.ID)
}
