package api

import (
	"slices"
	"time"

	"liandong/domain/fault"
	"liandong/domain/who"
	"liandong/infra/gormdb"
)

// administratorsSplit is the meta row that says since when the system
// administrator has no security to administer any more.
const administratorsSplit = "administrators_split"

// takesOffice parts the administrators once the first security administrator has
// a second factor: who holds nothing but a password that others made up is not in
// office yet. It is not undone. A fictional county shows both ways: it has a
// security administrator from the start, and nobody there takes office.
func (c *Call) takesOffice(user string) error {
	if c.app.cfg.Demo {
		return nil
	}
	roles, err := c.accounts().Memberships(c.ctx, user)
	if err != nil || !slices.ContainsFunc(roles, func(m gormdb.Membership) bool { return who.Role(m.Role) == who.SecurityAdmin }) {
		return err
	}
	meta := gormdb.Meta{TX: c.tx}
	if since, err := meta.Get(c.ctx, administratorsSplit); err != nil || since != "" {
		return err
	}
	if err := meta.Put(c.ctx, administratorsSplit, c.app.wall().UTC().Format(time.RFC3339)); err != nil {
		return err
	}
	rows := make([][4]string, 0, len(who.Split))
	for _, g := range who.Split {
		rows = append(rows, [4]string{"p", string(g.Role), string(g.Standing), string(g.Permission)})
	}
	if err := c.registry().TakePolicy(c.ctx, rows); err != nil {
		return err
	}
	return c.notice("", "policy.administrators_split", "policy")
}

// secures tells whether the actor sees to the accounts of guarded roles.
func (c *Call) secures() bool {
	return c.Policy.May(c.Actor.Role, []who.Standing{who.Own}, who.SecurityAdminister)
}

// beyond is why roles are not the actor's to give.
func (c *Call) beyond() *fault.Fault {
	if c.administers() {
		return who.ErrGuarded
	}
	return errBeyond
}
