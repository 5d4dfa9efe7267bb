package api

import (
	"context"
	"slices"
	"strings"

	"liandong/domain/channel"
	"liandong/domain/fault"
	"liandong/domain/lang"
	"liandong/domain/org"
	"liandong/domain/who"
	"liandong/infra/gormdb"
	"liandong/infra/parsing"
	"liandong/infra/roster"
)

func (a *App) rosterRoutes() []Route {
	return []Route{
		look("/roster/template", "单位人员模板 · the empty workbook of organisations and people", who.Administer, ofNothing, func(c *Call) (rawBody, error) {
			if err := c.MayOwn(who.Administer); err != nil {
				return rawBody{}, err
			}
			body, err := roster.Template()
			return rawBody{bytes: body, kind: workbookType, disposition: "attachment; filename*=UTF-8''%E5%8D%95%E4%BD%8D%E4%BA%BA%E5%91%98.xlsx"}, err
		}),
		act("POST", "/roster/preview", "试导入，不入库 · what a workbook would bring; nothing is kept", who.Administer, ofNothing, func(c *Call, in rosterIn) (Items[rosterRowView], error) {
			return a.roster(c, in, false)
		}).multipart().still(),
		act("POST", "/roster", "导入单位和人员 · bring organisations and people in", who.Administer, ofNothing, func(c *Call, in rosterIn) (Items[rosterRowView], error) {
			return a.roster(c, in, true)
		}).multipart().stepUp(),
	}
}

const workbookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

type rosterIn struct {
	File []byte `json:"file"`

	organizations, people []roster.Row
	refused               error
}

// look opens the workbook apart, before any unit of work begins.
func (in *rosterIn) look(ctx context.Context, p *parsing.Parser) error {
	in.organizations, in.people, in.refused = p.Roster(ctx, in.File)
	return nil
}

func (in *rosterIn) canonical() []byte { return []byte(digestOf(in.File)) }

type rosterRowView struct {
	Sheet  string `json:"sheet"`
	Row    int    `json:"row"`
	Name   string `json:"name"`
	State  string `json:"state" doc:"new, added, known (nothing to do) or wrong"`
	ID     string `json:"id,omitempty"`
	Field  string `json:"field,omitempty" doc:"the column at fault"`
	Detail string `json:"detail,omitempty"`
	// Link is the one-time way to a first password, shown once.
	Link *resetView `json:"link,omitempty"`
}

// roster brings a workbook in: a line that is wrong is named and stops no
// other, what is known is left alone, so that a workbook sent twice or mended
// and sent again brings only what is new.
func (a *App) roster(c *Call, in rosterIn, keep bool) (Items[rosterRowView], error) {
	if err := c.MayOwn(who.Administer); err != nil {
		return Items[rosterRowView]{}, err
	}
	if in.refused != nil {
		return Items[rosterRowView]{}, in.refused
	}
	b := &bringing{c: c, keep: keep, named: map[string]org.ID{}}
	views := make([]rosterRowView, 0, len(in.organizations)+len(in.people))
	for _, r := range in.organizations {
		v, err := b.organization(r)
		if err != nil {
			return Items[rosterRowView]{}, err
		}
		views = append(views, v)
	}
	for _, r := range in.people {
		v, err := b.person(r)
		if err != nil {
			return Items[rosterRowView]{}, err
		}
		views = append(views, v)
	}
	if !keep {
		return page(views, ""), nil
	}
	return page(views, ""), c.notice("", "roster.imported", "roster/"+digestOf(in.File))
}

// bringing is one workbook on its way in.
type bringing struct {
	c     *Call
	keep  bool
	named map[string]org.ID // organisations of this workbook, by name
	users []string          // usernames of this workbook
}

// wrong marks a line, with the column at fault and what to do.
func (b *bringing) wrong(v rosterRowView, column, zh, en string) (rosterRowView, error) {
	v.State, v.Field, v.Detail = "wrong", column, b.c.say(lang.T(zh, en))
	return v, nil
}

// find looks an organisation up by its name, in this workbook first, and says
// how many have the name: none, one, or several.
func (b *bringing) find(name string) (org.ID, int, error) {
	if id, ok := b.named[name]; ok {
		return id, 1, nil
	}
	found, err := b.c.registry().Named(b.c.ctx, name)
	if err != nil || len(found) == 0 {
		return "", 0, err
	}
	return found[0], len(found), nil
}

func (b *bringing) organization(r roster.Row) (rosterRowView, error) {
	name := r.Cells["名称"]
	v := rosterRowView{Sheet: r.Sheet, Row: r.Line, Name: name, State: "new"}
	id, n, err := b.find(name)
	switch {
	case err != nil:
		return v, err
	case n > 1:
		return b.wrong(v, "名称", "已有几个单位同名，请在“单位”里逐个修改", "several organisations have this name: change them one by one")
	case n == 1:
		v.State, v.ID = "known", string(id)
		return v, nil
	}
	o := org.Organization{ID: org.ID(b.c.NewID()), Name: name, Region: r.Cells["区划代码"], Outside: r.Cells["系统外"] == "是", Version: 1}
	var ok bool
	if o.Kind, ok = codeOf(org.Kinds, r.Cells["类型"]); !ok {
		return b.wrong(v, "类型", "没有这类单位："+r.Cells["类型"], "unknown kind: "+r.Cells["类型"])
	}
	for _, word := range r.List("渠道") {
		ch, ok := codeOf(channel.Names, word)
		if !ok {
			return b.wrong(v, "渠道", "没有这个渠道："+word, "unknown channel: "+word)
		}
		o.Channels = append(o.Channels, ch)
	}
	for _, word := range r.List("途径") {
		i := slices.IndexFunc(channel.Steps, func(s channel.Step) bool { return word == string(s.Route) || word == s.Name.ZH })
		if i < 0 {
			return b.wrong(v, "途径", "没有这个途径："+word, "unknown route: "+word)
		}
		o.Routes = append(o.Routes, channel.Steps[i].Route)
	}
	var above []org.ID
	for _, word := range r.List("上级单位") {
		id, n, err := b.find(word)
		if err != nil {
			return v, err
		}
		if n != 1 {
			return b.wrong(v, "上级单位", "没有找到上级单位，或者有同名单位："+word, "no organisation of this name leads it, or several have the name: "+word)
		}
		above = append(above, id)
	}
	if f := fault.Of(b.c.checkOrganization(o, nil)); f != nil && len(f.Fields) > 0 {
		return b.wrong(v, columnOf(f.Fields[0].Pointer), f.Fields[0].Detail.ZH, f.Fields[0].Detail.EN)
	}
	b.named[name] = o.ID
	if !b.keep {
		return v, nil
	}
	v.State, v.ID = "added", string(o.ID)
	return v, b.keepOrganization(o, above)
}

func (b *bringing) keepOrganization(o org.Organization, above []org.ID) error {
	c := b.c
	if err := c.registry().AddOrganization(c.ctx, o); err != nil {
		return err
	}
	for _, s := range above {
		if err := c.registry().Lead(c.ctx, org.Leadership{Superior: s, Subordinate: o.ID, Relation: org.Tree}); err != nil {
			return err
		}
	}
	return c.notice("", "organization.added", "organization/"+string(o.ID))
}

func (b *bringing) person(r roster.Row) (rosterRowView, error) {
	c := b.c
	username := r.Cells["用户名"]
	v := rosterRowView{Sheet: r.Sheet, Row: r.Line, Name: r.Cells["姓名"], State: "new"}
	if n := len(username); n < 2 || n > 100 || strings.ContainsAny(username, " \t　") {
		return b.wrong(v, "用户名", "请填写用户名（2至100个字符，不含空格）", "give a username of 2 to 100 characters without spaces")
	}
	if slices.Contains(b.users, username) {
		return b.wrong(v, "用户名", "这份工作簿里用户名重复", "the workbook has this username twice")
	}
	u, err := c.accounts().ByName(c.ctx, username)
	if err == nil {
		v.State, v.ID = "known", u.ID
	}
	if err == nil || fault.Of(err) == nil {
		return v, err
	}
	if v.Name == "" {
		return b.wrong(v, "姓名", "请填写姓名", "give the name")
	}
	house, n, err := b.find(r.Cells["单位"])
	if err != nil {
		return v, err
	}
	if n != 1 {
		return b.wrong(v, "单位", "没有找到单位，或者有同名单位："+r.Cells["单位"], "there is no such organisation, or several have the name: "+r.Cells["单位"])
	}
	var roles []roleIn
	for _, word := range r.List("岗位") {
		role, ok := codeOf(who.Roles, word)
		if !ok {
			return b.wrong(v, "岗位", "没有这个岗位："+word, "unknown role: "+word)
		}
		roles = append(roles, roleIn{house, role, r.Cells["组别"]})
	}
	if why := apartRoles(roles); why != nil {
		return b.wrong(v, "岗位", why.Detail.ZH, why.Detail.EN)
	}
	for _, m := range roles {
		if !c.secures() && who.IsGuarded([]who.Role{m.Role}) {
			return b.wrong(v, "岗位", who.ErrGuarded.Title.ZH, who.ErrGuarded.Title.EN)
		}
	}
	b.users = append(b.users, username)
	if !b.keep {
		return v, nil
	}
	added := gormdb.User{ID: c.NewID(), Username: username, Name: v.Name, PasswordHash: noPassword, Version: 1}
	if err := c.accounts().AddUser(c.ctx, added, membershipsOf(added.ID, roles)); err != nil {
		return v, err
	}
	link, err := c.resetLink(added.ID)
	v.State, v.ID, v.Link = "added", added.ID, &link
	if err != nil {
		return v, err
	}
	return v, c.notice("", "user.added", "user/"+added.ID)
}

// noPassword is met by nothing that anybody types.
const noPassword = ""

// columns ties what a refusal points at to the column it stands in.
var columns = map[string]string{"/name": "名称", "/kind": "类型", "/region": "区划代码", "/channels": "渠道", "/routes": "途径", "/superiors": "上级单位"}

func columnOf(pointer string) string { return columns[pointer] }

// codeOf finds a code by itself or by its Chinese name.
func codeOf[K ~string](names map[K]lang.Text, word string) (K, bool) {
	for code, name := range names {
		if word != "" && (word == string(code) || word == name.ZH) {
			return code, true
		}
	}
	return "", false
}
