package gormdb

import (
	"context"
	"time"

	"liandong/domain/calendar"
	"liandong/domain/who"
)

// APIToken is with what a machine asks: in the name of a person's role, limited
// to some permissions and to a day. The token itself is kept nowhere.
type APIToken struct {
	ID             string `gorm:"primaryKey"`
	TokenHash      string
	UserID         string
	OrganizationID string
	Role           string
	Name           string
	Permissions    []who.Permission `gorm:"serializer:json"`
	ExpiresOn      string
	MadeAt         string
	UsedOn         string
	RevokedAt      string
}

// TableName implements gorm's Tabler.
func (APIToken) TableName() string { return "api_tokens" }

// Live tells whether a token is still taken on a day.
func (t APIToken) Live(day calendar.Date) bool {
	return t.RevokedAt == "" && calendar.Date(t.ExpiresOn) >= day
}

// AddToken stores a new token.
func (a Accounts) AddToken(ctx context.Context, t APIToken) error { return a.db(ctx).Create(&t).Error }

// Token returns who.ErrSignIn where no token has the hash.
func (a Accounts) Token(ctx context.Context, hash string) (APIToken, error) {
	var t APIToken
	err := store{}.take(ctx, a.db(ctx), &t, "token_hash = ?", hash)
	return t, signIn(err)
}

func signIn(err error) error {
	if err == who.ErrNotVisible { //nolint:errorlint // take returns the value itself
		return who.ErrSignIn
	}
	return err
}

// TokenByID returns who.ErrNotVisible for a token that is not the user's.
func (a Accounts) TokenByID(ctx context.Context, user, id string) (APIToken, error) {
	var t APIToken
	return t, store{}.take(ctx, a.db(ctx), &t, "id = ? AND user_id = ?", id, user)
}

// UseToken notes the day on which a token was used last.
func (a Accounts) UseToken(ctx context.Context, id string, day calendar.Date) error {
	return a.db(ctx).Model(&APIToken{}).Where("id = ?", id).Update("used_on", string(day)).Error
}

// RevokeToken ends a token at once.
func (a Accounts) RevokeToken(ctx context.Context, id string, at time.Time) error {
	return a.db(ctx).Model(&APIToken{}).Where("id = ?", id).Update("revoked_at", Stamp(at)).Error
}

// LiveTokens counts a user's tokens that are still taken on a day.
func (a Accounts) LiveTokens(ctx context.Context, user string, day calendar.Date) (int, error) {
	var n int64
	err := a.db(ctx).Model(&APIToken{}).Where("user_id = ? AND revoked_at = '' AND expires_on >= ?", user, string(day)).Count(&n).Error
	return int(n), err
}

// Tokens lists a user's tokens, ended ones too.
func (l Lists) Tokens(ctx context.Context, user string, p Page) ([]APIToken, string, error) {
	q, err := after(l.TX.WithContext(ctx).Model(&APIToken{}).Where("user_id = ?", user), p, "id", "id")
	if err != nil {
		return nil, "", err
	}
	var rows []APIToken
	if err := q.Find(&rows).Error; err != nil {
		return nil, "", err
	}
	return cut(rows, p, func(t APIToken) (string, string) { return t.ID, t.ID }, func(t APIToken) (APIToken, error) { return t, nil })
}
