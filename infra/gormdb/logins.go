package gormdb

import (
	"context"
	"time"

	"liandong/domain/who"
)

// mostLogins is how many logins of one account are listed.
const mostLogins = 100

// Logins lists an account's logins that were opened and used since the times
// given, the one used last first.
func (a Accounts) Logins(ctx context.Context, user string, opened, used time.Time) ([]Session, error) {
	var all []Session
	return all, a.db(ctx).Where("user_id = ? AND created_at >= ? AND seen_at >= ?", user, Stamp(opened), Stamp(used)).Order("seen_at DESC, id DESC").Limit(mostLogins).Find(&all).Error
}

// EndLogin ends one login of an account; who.ErrNotVisible where it has none of that name.
func (a Accounts) EndLogin(ctx context.Context, user, id string) error {
	return Touched(a.db(ctx).Where("user_id = ? AND id = ?", user, id).Delete(&Session{}), who.ErrNotVisible)
}

// EndOtherLogins ends every login of an account but one, and counts them.
func (a Accounts) EndOtherLogins(ctx context.Context, user, keep string) (int, error) {
	res := a.db(ctx).Where("user_id = ? AND token_hash <> ?", user, keep).Delete(&Session{})
	return int(res.RowsAffected), res.Error
}

// ForgetLogins drops logins that nobody used since a time.
func (a Accounts) ForgetLogins(ctx context.Context, before time.Time) error {
	return a.db(ctx).Where("seen_at < ?", Stamp(before)).Delete(&Session{}).Error
}
