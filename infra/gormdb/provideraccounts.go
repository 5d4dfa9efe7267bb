package gormdb

import (
	"context"
	"time"

	"liandong/domain/who"
)

// ProviderAccount ties an account to an identity provider's external id, of
// which only a keyed hash is kept.
type ProviderAccount struct {
	UserID       string `gorm:"primaryKey"`
	ExternalHash string
	MadeBy       string
	MadeAt       string
}

// TableName implements gorm's Tabler.
func (ProviderAccount) TableName() string { return "provider_accounts" }

// ProviderLogin is a sign-in through the provider that is under way.
type ProviderLogin struct {
	StateHash   string `gorm:"primaryKey"`
	BrowserHash string
	ExpiresAt   string
}

// TableName implements gorm's Tabler.
func (ProviderLogin) TableName() string { return "provider_logins" }

// LinkProvider ties an account to an external id, instead of any before. It
// returns an error of IsDuplicate where another account has the id.
func (a Accounts) LinkProvider(ctx context.Context, p ProviderAccount) error {
	if err := a.UnlinkProvider(ctx, p.UserID); err != nil {
		return err
	}
	return a.db(ctx).Create(&p).Error
}

// UnlinkProvider ends what ties an account to the provider.
func (a Accounts) UnlinkProvider(ctx context.Context, user string) error {
	return a.db(ctx).Where("user_id = ?", user).Delete(&ProviderAccount{}).Error
}

// ByProvider returns who.ErrNotVisible for an external id that stands for nobody.
func (a Accounts) ByProvider(ctx context.Context, externalHash string) (ProviderAccount, error) {
	var p ProviderAccount
	return p, store{}.take(ctx, a.db(ctx), &p, "external_hash = ?", externalHash)
}

// AddProviderLogin stores a sign-in, and drops those whose time is over.
func (a Accounts) AddProviderLogin(ctx context.Context, p ProviderLogin, now time.Time) error {
	if err := a.db(ctx).Where("expires_at < ?", Stamp(now)).Delete(&ProviderLogin{}).Error; err != nil {
		return err
	}
	return a.db(ctx).Create(&p).Error
}

// TakeProviderLogin ends a sign-in that a browser began: it is there once. It
// returns who.ErrNotVisible for what is unknown, another browser's, used or over.
func (a Accounts) TakeProviderLogin(ctx context.Context, stateHash, browserHash string, now time.Time) error {
	return Touched(a.db(ctx).Where("state_hash = ? AND browser_hash = ? AND expires_at > ?", stateHash, browserHash, Stamp(now)).Delete(&ProviderLogin{}), who.ErrNotVisible)
}
