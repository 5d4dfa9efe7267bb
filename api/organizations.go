package api

import (
	"strings"

	"liandong/domain/calendar"
	"liandong/domain/channel"
	"liandong/domain/fault"
	"liandong/domain/org"
	"liandong/domain/who"
	"liandong/infra/gormdb"
)

func (a *App) organizationRoutes() []Route {
	return []Route{
		list("/organizations", "单位 · organisations", who.OrganizationRead, ofNothing, organizations,
			Parameter{Name: "kind"}, Parameter{Name: "region"}, Parameter{Name: "channel"}, Parameter{Name: "route"}, Parameter{Name: "category"}, Parameter{Name: "q", Doc: "part of the name"}, Parameter{Name: "led", Codes: []string{"true"}, Doc: "only what is below one's own organisation"}),
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
		act("POST", "/organizations", "新建单位 · add an organisation", who.Administer, ofNothing, addOrganization).creates().stepUp(),
		act("PATCH", "/organizations/:id", "修改单位 · change an organisation", who.Administer, ofNothing, changeOrganization).stepUp(),
		act("POST", "/organizations/:id/succession", "合并、撤销，由其他单位承接 · end an organisation and name its successor", who.Administer, ofNothing, succeed).stepUp(),
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
	if led := q["led"]; led != "" && led != "true" {
		check.Add("/led", "unknown_code", "led 只能是 true", "led is true or left out")
	}
	if err := check.Err(); err != nil {
		return Items[organizationView]{}, err
	}
	if q["led"] != "" {
		leaders, err := c.Tx.Directory.Leaders(c.ctx)
		if err != nil {
			return Items[organizationView]{}, err
		}
		f.Among = append([]org.ID{}, leaders.Led(c.Actor.Organization)...)
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
