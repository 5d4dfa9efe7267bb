package gormdb

import (
	"context"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"liandong/domain/who"
)

// StaffFactor is something that an account shows beside its password.
type StaffFactor struct {
	ID             string `gorm:"primaryKey"`
	UserID         string
	Kind           string  // who.TOTP or who.Passkey
	Name           string  // by which its holder knows it
	Sealed         string  // the shared secret, or the passkey's public part
	CredentialHash *string // of a passkey: no two accounts hold one
	LastStep       int64   // of an app: the time step of the last code taken
	MadeAt         string
	UsedAt         string
}

// TableName implements gorm's Tabler.
func (StaffFactor) TableName() string { return "staff_factors" }

// recoveryCode is a code on paper; only its keyed hash is kept.
type recoveryCode struct {
	CodeHash string `gorm:"primaryKey"`
	UserID   string
	MadeAt   string
	UsedAt   string
}

func (recoveryCode) TableName() string { return "recovery_codes" }

// FactorChallenge is what is asked for before something is done: short-lived,
// used once, bound to the account, to where it was asked, and to a login where there is one.
type FactorChallenge struct {
	IDHash      string `gorm:"primaryKey"`
	UserID      string
	Purpose     string
	SessionHash string
	SourceHash  string
	Kind        string // of what is being enrolled, or asked of a passkey
	Sealed      string
	Tries       int
	ExpiresAt   string
}

// TableName implements gorm's Tabler.
func (FactorChallenge) TableName() string { return "factor_challenges" }

// StaffFactors lists an account's factors, oldest first.
func (a Accounts) StaffFactors(ctx context.Context, user string) ([]StaffFactor, error) {
	var all []StaffFactor
	return all, a.db(ctx).Order("id").Limit(who.MostFactors+1).Find(&all, "user_id = ?", user).Error
}

// StaffFactor returns who.ErrNotVisible for a factor that is not the user's.
func (a Accounts) StaffFactor(ctx context.Context, user, id string) (StaffFactor, error) {
	var f StaffFactor
	return f, store{}.take(ctx, a.db(ctx), &f, "id = ? AND user_id = ?", id, user)
}

// AddStaffFactor stores a new factor. IsDuplicate tells that another account
// holds the same passkey.
func (a Accounts) AddStaffFactor(ctx context.Context, f StaffFactor) error {
	return a.db(ctx).Create(&f).Error
}

// TakeStep notes the step of a code and that it was used. Of two who show the
// same code one is refused: who.ErrNotVisible.
func (a Accounts) TakeStep(ctx context.Context, id string, step int64, at time.Time) error {
	res := a.db(ctx).Model(&StaffFactor{}).Where("id = ? AND last_step < ?", id, step).Updates(map[string]any{"last_step": step, "used_at": Stamp(at)})
	return Touched(res, who.ErrNotVisible)
}

// UsePasskey keeps what a passkey says of itself after a use.
func (a Accounts) UsePasskey(ctx context.Context, id, sealed string, at time.Time) error {
	return a.db(ctx).Model(&StaffFactor{}).Where("id = ?", id).Updates(map[string]any{"sealed": sealed, "used_at": Stamp(at)}).Error
}

// NameStaffFactor gives a factor another name.
func (a Accounts) NameStaffFactor(ctx context.Context, user, id, name string) error {
	return a.db(ctx).Model(&StaffFactor{}).Where("id = ? AND user_id = ?", id, user).Update("name", name).Error
}

// DropStaffFactor removes a factor.
func (a Accounts) DropStaffFactor(ctx context.Context, user, id string) error {
	return Touched(a.db(ctx).Where("id = ? AND user_id = ?", id, user).Delete(&StaffFactor{}), who.ErrNotVisible)
}

// DropStaffFactors removes every factor of an account, and its codes on paper.
func (a Accounts) DropStaffFactors(ctx context.Context, user string) error {
	if err := a.db(ctx).Where("user_id = ?", user).Delete(&StaffFactor{}).Error; err != nil {
		return err
	}
	return a.db(ctx).Where("user_id = ?", user).Delete(&recoveryCode{}).Error
}

// PutRecoveryCodes replaces the codes on paper of an account.
func (a Accounts) PutRecoveryCodes(ctx context.Context, user string, hashes []string, at time.Time) error {
	if err := a.db(ctx).Where("user_id = ?", user).Delete(&recoveryCode{}).Error; err != nil || len(hashes) == 0 {
		return err
	}
	rows := make([]recoveryCode, 0, len(hashes))
	for _, h := range hashes {
		rows = append(rows, recoveryCode{CodeHash: h, UserID: user, MadeAt: Stamp(at)})
	}
	return a.db(ctx).Create(&rows).Error
}

// UseRecoveryCode takes a code once; who.ErrNotVisible where it is none of the
// account's, or was used.
func (a Accounts) UseRecoveryCode(ctx context.Context, user, hash string, at time.Time) error {
	res := a.db(ctx).Model(&recoveryCode{}).Where("code_hash = ? AND user_id = ? AND used_at = ''", hash, user).Update("used_at", Stamp(at))
	return Touched(res, who.ErrNotVisible)
}

// RecoveryCodesLeft counts an account's codes that were not used.
func (a Accounts) RecoveryCodesLeft(ctx context.Context, user string) (int, error) {
	var n int64
	err := a.db(ctx).Model(&recoveryCode{}).Where("user_id = ? AND used_at = ''", user).Count(&n).Error
	return int(n), err
}

// AddChallenge stores a challenge, and drops those whose time is over.
func (a Accounts) AddChallenge(ctx context.Context, c FactorChallenge, now time.Time) error {
	if err := a.db(ctx).Where("expires_at < ?", Stamp(now)).Delete(&FactorChallenge{}).Error; err != nil {
		return err
	}
	return a.db(ctx).Create(&c).Error
}

// Challenge returns who.ErrNotVisible for what is unknown, used or over.
func (a Accounts) Challenge(ctx context.Context, idHash string, now time.Time) (FactorChallenge, error) {
	var c FactorChallenge
	return c, store{}.take(ctx, a.db(ctx), &c, "id_hash = ? AND expires_at > ?", idHash, Stamp(now))
}

// TryChallenge counts a try; who.ErrNotVisible when there have been enough.
func (a Accounts) TryChallenge(ctx context.Context, idHash string, most int) error {
	res := a.db(ctx).Model(&FactorChallenge{}).Where("id_hash = ? AND tries < ?", idHash, most).Update("tries", gorm.Expr("tries + 1"))
	return Touched(res, who.ErrNotVisible)
}

// PendChallenge keeps what is being enrolled within a challenge.
func (a Accounts) PendChallenge(ctx context.Context, idHash, kind, sealed string) error {
	return a.db(ctx).Model(&FactorChallenge{}).Where("id_hash = ?", idHash).Updates(map[string]any{"kind": kind, "sealed": sealed}).Error
}

// UseChallenge ends a challenge; who.ErrNotVisible where another request did.
func (a Accounts) UseChallenge(ctx context.Context, idHash string) error {
	return Touched(a.db(ctx).Where("id_hash = ?", idHash).Delete(&FactorChallenge{}), who.ErrNotVisible)
}

// DropChallenges ends everything that is asked of an account.
func (a Accounts) DropChallenges(ctx context.Context, user string) error {
	return a.db(ctx).Where("user_id = ?", user).Delete(&FactorChallenge{}).Error
}

// TakeTry counts a try under a name, unless there have been the most there may
// be since a time: ok is false then. Of many at once no more than those are taken.
func (a Accounts) TakeTry(ctx context.Context, name string, most int, since, at time.Time) (ok bool, err error) {
	if err := a.db(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&throttleRow{Name: name, StartedAt: Stamp(at)}).Error; err != nil {
		return false, err
	}
	anew := func(then, otherwise any) clause.Expr {
		return gorm.Expr("CASE WHEN started_at < ? THEN ? ELSE ? END", Stamp(since), then, otherwise)
	}
	// MySQL assigns from left to right, and gorm by name: failures is counted before started_at moves.
	res := a.db(ctx).Model(&throttleRow{}).Where("name = ? AND (started_at < ? OR failures < ?)", name, Stamp(since), most).
		Updates(map[string]any{"failures": anew(1, gorm.Expr("failures + 1")), "started_at": anew(Stamp(at), gorm.Expr("started_at"))})
	return res.RowsAffected == 1, res.Error
}

// TriesBegan is when the count under a name began, as a stamp; empty where there is none.
func (a Accounts) TriesBegan(ctx context.Context, name string) (string, error) {
	var row throttleRow
	err := a.db(ctx).Limit(1).Find(&row, "name = ?", name).Error
	return row.StartedAt, err
}

// Forgive forgets the failed tries under a name: the right thing was shown.
func (a Accounts) Forgive(ctx context.Context, name string) error {
	return a.db(ctx).Where("name = ?", name).Delete(&throttleRow{}).Error
}

type factorLink struct {
	TokenHash string `gorm:"primaryKey"`
	UserID    string
	ByUser    string
	ExpiresAt string
}

func (factorLink) TableName() string { return "factor_links" }

// LinkFactors keeps a one-time link to a new start; an earlier one of the same account is dead.
func (a Accounts) LinkFactors(ctx context.Context, tokenHash, user, by string, until time.Time) error {
	if err := a.db(ctx).Delete(&factorLink{}, "user_id = ?", user).Error; err != nil {
		return err
	}
	return a.db(ctx).Create(&factorLink{TokenHash: tokenHash, UserID: user, ByUser: by, ExpiresAt: Stamp(until)}).Error
}

// FactorLink tells whose a link is; who.ErrNotVisible where it is none, or over.
func (a Accounts) FactorLink(ctx context.Context, tokenHash string, now time.Time) (user string, err error) {
	var l factorLink
	return l.UserID, store{}.take(ctx, a.db(ctx), &l, "token_hash = ? AND expires_at > ?", tokenHash, Stamp(now))
}

// UseFactorLink takes a link once.
func (a Accounts) UseFactorLink(ctx context.Context, tokenHash string) error {
	return Touched(a.db(ctx).Delete(&factorLink{}, "token_hash = ?", tokenHash), who.ErrNotVisible)
}

// DidTo tells whether somebody did something to an account since a time.
func (a Accounts) DidTo(ctx context.Context, by, user, event string, since time.Time) (bool, error) {
	var ids []string
	err := a.db(ctx).Model(&AccountNotice{}).Where("user_id = ? AND by_user = ? AND event = ? AND at > ?", user, by, event, Stamp(since)).Limit(1).Pluck("id", &ids).Error
	return len(ids) > 0, err
}

// AccountNotice tells an account's holder what was done to its ways in.
type AccountNotice struct {
	ID     string `gorm:"primaryKey"`
	UserID string
	Event  string
	ByUser string
	At     string
	SeenAt string
}

// TableName implements gorm's Tabler.
func (AccountNotice) TableName() string { return "account_notices" }

// TellAccount stores a notice.
func (a Accounts) TellAccount(ctx context.Context, n AccountNotice) error {
	return a.db(ctx).Create(&n).Error
}

// AccountNotices lists an account's notices, newest first.
func (l Lists) AccountNotices(ctx context.Context, user string, p Page) ([]AccountNotice, string, error) {
	q := l.TX.WithContext(ctx).Where("user_id = ?", user).Order("id DESC").Limit(p.Limit + 1)
	if p.Cursor != "" {
		last, _, err := decodeCursor(p.Cursor)
		if err != nil {
			return nil, "", err
		}
		q = q.Where("id < ?", last)
	}
	var rows []AccountNotice
	if err := q.Find(&rows).Error; err != nil {
		return nil, "", err
	}
	return cut(rows, p, func(n AccountNotice) (string, string) { return n.ID, n.ID }, func(n AccountNotice) (AccountNotice, error) { return n, nil })
}

// UnseenAccountNotices counts those that were not seen, up to a hundred.
func (a Accounts) UnseenAccountNotices(ctx context.Context, user string) (int, error) {
	var ids []string
	err := a.db(ctx).Model(&AccountNotice{}).Where("user_id = ? AND seen_at = ''", user).Limit(100).Pluck("id", &ids).Error
	return len(ids), err
}

// SeeAccountNotices notes that an account's holder saw what there is.
func (a Accounts) SeeAccountNotices(ctx context.Context, user string, at time.Time) error {
	return a.db(ctx).Model(&AccountNotice{}).Where("user_id = ? AND seen_at = ''", user).Update("seen_at", Stamp(at)).Error
}

// LockUser holds an account against another unit of work that changes it.
func (a Accounts) LockUser(ctx context.Context, id string) error {
	var u User
	return store{}.take(ctx, a.db(ctx).Clauses(clause.Locking{Strength: clause.LockingStrengthUpdate}), &u, "id = ?", id)
}

// DropAllStaffFactors ends what every account shows beside its password, and
// the logins that were opened with it.
func (a Accounts) DropAllStaffFactors(ctx context.Context) error {
	all := a.TX.WithContext(ctx).Session(&gorm.Session{AllowGlobalUpdate: true})
	if err := all.Where("factor_at <> '' AND user_id <> ''").Delete(&Session{}).Error; err != nil {
		return err
	}
	for _, row := range []any{&StaffFactor{}, &recoveryCode{}, &FactorChallenge{}} {
		if err := all.Delete(row).Error; err != nil {
			return err
		}
	}
	return nil
}
