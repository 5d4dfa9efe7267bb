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
	if err := secrets.Weakness(password, own...).Refusal(pointer); err != nil {
		return err
	}
	return c.app.standard.CheckKinds(pointer, password)
}

// passwordDue tells whether the profile has the holder of an account change its password now.
func (a *App) passwordDue(h gormdb.Holder) bool {
	return !a.exempt(h.Username) && a.standard.Due(gormdb.Unstamp(h.PasswordAt), a.wall())
}

// checkUsed refuses one of the passwords that an account had last.
func (c *Call) checkUsed(pointer, password string, u gormdb.User) error {
	if c.app.standard.Remembered == 0 {
		return nil
	}
	past, err := c.accounts().PastPasswords(c.ctx, u.ID)
	if err != nil {
		return err
	}
	for i, hash := range append([]string{u.PasswordHash}, past...) {
		if i < c.app.standard.Remembered && hash != noPassword && c.app.passwords.Matches(password, hash) {
			return who.ErrPasswordUsed(pointer)
		}
	}
	return nil
}

// setPasswordOf has the holder of an account give it another password; its version moves on.
func (c *Call) setPasswordOf(u *gormdb.User, pointer, password string) error {
	roles, err := c.accounts().Memberships(c.ctx, u.ID)
	if err != nil {
		return err
	}
	if err := c.checkPassword(pointer, password, *u, roles); err != nil {
		return err
	}
	if err := c.checkUsed(pointer, password, *u); err != nil {
		return err
	}
	if err := c.accounts().RememberPassword(c.ctx, c.NewID(), u.ID, u.PasswordHash, max(0, c.app.standard.Remembered-1)); err != nil {
		return err
	}
	u.PasswordHash, u.PasswordAt = c.app.passwords.Hash(password), gormdb.Stamp(c.app.wall())
	return c.accounts().PutUser(c.ctx, *u, nil)
}
