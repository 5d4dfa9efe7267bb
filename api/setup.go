package api

import (
	"context"

	"gorm.io/gorm"

	"liandong/domain/cases"
	"liandong/domain/fault"
	"liandong/domain/org"
	"liandong/domain/who"
	"liandong/infra/gormdb"
)

var (
	errStale = cases.ErrStale
	errSetup = fault.New(fault.Unauthenticated, "setup_token", "一次性安装口令不正确或者已经使用", "the one-time token is not right, or was used")
)

// installation is who acts before anybody has an account.
const installation = "installation"

// setupHash is the meta row with the hash of the one-time token.
const setupHash = "setup_token_hash"

// SetupToken makes the one-time token of a new installation; empty where
// somebody has an account already. It is shown once, by whoever calls this.
func (a *App) SetupToken(ctx context.Context) (string, error) {
	if a.cfg.Demo {
		return "", nil
	}
	token := ""
	err := a.db.Do(ctx, func(ctx context.Context, tx *gorm.DB) error {
		token = ""
		var users int64
		if err := tx.WithContext(ctx).Table("users").Limit(1).Count(&users).Error; err != nil || users > 0 {
			return err
		}
		token = newSecret()
		return gormdb.Meta{TX: tx}.Put(ctx, setupHash, hashed(token))
	})
	return token, err
}

type setupIn struct {
	Token        string         `json:"token"`
	Username     string         `json:"username"`
	Name         string         `json:"name"`
	Password     string         `json:"password"`
	Organization organizationIn `json:"organization"`
	RegionName   string         `json:"region_name"`
}

// setup makes the first administrator and its organisation; the token dies with it.
func (a *App) setup(c *Call, in setupIn) (accountView, error) {
	meta := gormdb.Meta{TX: c.tx}
	kept, err := meta.Get(c.ctx, setupHash)
	if err != nil {
		return accountView{}, err
	}
	if !sameSecret(hashed(in.Token), kept) {
		return accountView{}, errSetup
	}
	if in.Organization.Region == "" {
		return accountView{}, fault.Invalid("/organization/region", "required", "请填写区划代码", "give the region's code")
	}
	if err := c.registry().AddRegion(c.ctx, in.Organization.Region, in.RegionName, ""); err != nil {
		return accountView{}, err
	}
	o := org.Organization{ID: org.ID(c.NewID()), Name: in.Organization.Name, Kind: in.Organization.Kind, Region: in.Organization.Region, Channels: in.Organization.Channels, Routes: in.Organization.Routes, Version: 1}
	if err := c.checkOrganization(o, nil); err != nil {
		return accountView{}, err
	}
	if err := c.registry().AddOrganization(c.ctx, o); err != nil {
		return accountView{}, err
	}
	c.Actor = who.Actor{User: installation, Organization: o.ID, Role: who.Admin, Origin: "installation"}
	if err := who.CheckLength("/password", in.Password); err != nil { // here nobody goes without one
		return accountView{}, err
	}
	v, err := a.createUser(c, userIn{Username: in.Username, Name: in.Name, Password: in.Password, Memberships: []roleIn{{OrganizationID: o.ID, Role: who.Admin}}})
	if err != nil {
		return accountView{}, err
	}
	return v, meta.Put(c.ctx, setupHash, "")
}
