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

type pastPassword struct {
	ID           string `gorm:"primaryKey"`
	UserID       string
	PasswordHash string
}

func (pastPassword) TableName() string { return "past_passwords" }

// PastPasswords lists the hashes of the passwords before the present one, the last first.
func (a Accounts) PastPasswords(ctx context.Context, user string) ([]string, error) {
	var all []string
	return all, a.db(ctx).Model(&pastPassword{}).Where("user_id = ?", user).Order("id DESC").Limit(100).Pluck("password_hash", &all).Error
}

// RememberPassword keeps the hash of a password that was replaced, under an id
// that is later than those before, and forgets all but the last keep of them.
func (a Accounts) RememberPassword(ctx context.Context, id, user, hash string, keep int) error {
	if keep > 0 && hash != "" {
		if err := a.db(ctx).Create(&pastPassword{ID: id, UserID: user, PasswordHash: hash}).Error; err != nil {
			return err
		}
	}
	var old []string
	if err := a.db(ctx).Model(&pastPassword{}).Where("user_id = ?", user).Order("id DESC").Limit(100).Pluck("id", &old).Error; err != nil || len(old) <= keep {
		return err
	}
	return a.db(ctx).Where("id IN ?", old[keep:]).Delete(&pastPassword{}).Error
}
