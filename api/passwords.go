package api

import (
	"liandong/domain/org"
	"liandong/domain/who"
	"liandong/infra/gormdb"
	"liandong/infra/secrets"
)

// checkPassword refuses a new password in a field that is too short, or that is
// guessed first, for everybody or by who knows the account's own names.
func (c *Call) checkPassword(pointer, password string, u gormdb.User, roles []gormdb.Membership) error {
	if err := who.CheckLength(pointer, password); err != nil {
		return err
	}
	if c.app.cfg.Demo && password == DemoPassword { // everybody knows it, of a county that is not there
		return nil
	}
	own := []string{u.Username, u.Name}
	for _, m := range roles {
		o, err := c.Tx.Directory.Get(c.ctx, org.ID(m.OrganizationID))
		if err != nil {
			return err
		}
		own = append(own, o.Name)
	}
	return secrets.Weakness(password, own...).Refusal(pointer)
}

// setPasswordOf gives an account another password; its version moves on.
func (c *Call) setPasswordOf(u *gormdb.User, pointer, password string) error {
	roles, err := c.accounts().Memberships(c.ctx, u.ID)
	if err != nil {
		return err
	}
	if err := c.checkPassword(pointer, password, *u, roles); err != nil {
		return err
	}
	u.PasswordHash = c.app.passwords.Hash(password)
	return c.accounts().PutUser(c.ctx, *u, nil)
}
