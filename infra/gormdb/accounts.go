package gormdb

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/org"
	"liandong/domain/who"
)

// User is an account.
type User struct {
	ID           string `gorm:"primaryKey"`
	Username     string
	Name         string `gorm:"serializer:personal"`
	PasswordHash string
	PasswordAt   string // when its holder set it; empty where somebody else did
	Disabled     int
	Version      int
}

// TableName implements gorm's Tabler.
func (User) TableName() string { return "users" }

// Membership is a role in an organisation.
type Membership struct {
	UserID         string `gorm:"primaryKey"`
	OrganizationID string `gorm:"primaryKey"`
	Role           string `gorm:"primaryKey"`
	Team           string
}

// TableName implements gorm's Tabler.
func (Membership) TableName() string { return "memberships" }

// Session is a login: of a person acting in one role, or of a party.
type Session struct {
	TokenHash      string `gorm:"primaryKey"`
	CsrfToken      string
	UserID         string
	OrganizationID string
	Role           string
	PartyID        string
	CaseID         string
	CodeHash       string
	AgentID        string // who acts for the party, where somebody does
	FactorAt       string // when the factor was last shown
	Origin         string
	ID             string // by which its holder ends it
	Device         string // its kind
	CreatedAt      string
	SeenAt         string
}

// TableName implements gorm's Tabler.
func (Session) TableName() string { return "sessions" }

// Accounts keeps accounts and logins, bound to one transaction.
type Accounts struct{ TX *gorm.DB }

func (a Accounts) db(ctx context.Context) *gorm.DB { return a.TX.WithContext(ctx) }

// ByName returns who.ErrNotVisible for an unknown username.
func (a Accounts) ByName(ctx context.Context, username string) (User, error) {
	var u User
	return u, store{}.take(ctx, a.db(ctx), &u, "username = ?", username)
}

// ByID returns who.ErrNotVisible for an unknown id.
func (a Accounts) ByID(ctx context.Context, id string) (User, error) {
	var u User
	return u, store{}.take(ctx, a.db(ctx), &u, "id = ?", id)
}

// AddUser stores a new account. It returns ErrNameTaken.
func (a Accounts) AddUser(ctx context.Context, u User, roles []Membership) error {
	if err := a.db(ctx).Create(&u).Error; err != nil {
		if IsDuplicate(err) {
			return ErrNameTaken
		}
		return err
	}
	if len(roles) == 0 {
		return nil
	}
	return a.db(ctx).Create(&roles).Error
}

// ErrNameTaken refuses a username that somebody has.
var ErrNameTaken = errors.New("gormdb: the username is taken")

// PutUser stores a changed account, with its roles if they are given. Every login of a disabled account ends.
func (a Accounts) PutUser(ctx context.Context, u User, roles *[]Membership) error {
	res := a.db(ctx).Model(&User{}).Where("id = ? AND version = ?", u.ID, u.Version).
		Select("name", "password_hash", "password_at", "disabled", "version").
		Updates(User{Name: u.Name, PasswordHash: u.PasswordHash, PasswordAt: u.PasswordAt, Disabled: u.Disabled, Version: u.Version + 1})
	if err := Touched(res, cases.ErrStale); err != nil {
		return err
	}
	if u.Disabled == 1 {
		if err := a.db(ctx).Where("user_id = ?", u.ID).Delete(&Session{}).Error; err != nil {
			return err
		}
	}
	if roles == nil {
		return nil
	}
	if err := a.db(ctx).Where("user_id = ?", u.ID).Delete(&Membership{}).Error; err != nil || len(*roles) == 0 {
		return err
	}
	return a.db(ctx).Create(roles).Error
}

// Memberships lists a person's roles.
func (a Accounts) Memberships(ctx context.Context, user string) ([]Membership, error) {
	var all []Membership
	return all, a.db(ctx).Order("organization_id, role").Limit(100).Find(&all, "user_id = ?", user).Error
}

// Session returns who.ErrSignIn if the token belongs to no login.
func (a Accounts) Session(ctx context.Context, tokenHash string) (Session, error) {
	var s Session
	err := store{}.take(ctx, a.db(ctx), &s, "token_hash = ?", tokenHash)
	if errors.Is(err, who.ErrNotVisible) {
		err = who.ErrSignIn
	}
	return s, err
}

// Holder is what a login stands for right now.
type Holder struct {
	Username, Name, Team string

	PasswordAt string // when its holder set the password
}

// Holder returns who.ErrSignIn unless the account is live and still has the
// role of the login, or stands in on that day for the head who has it.
func (a Accounts) Holder(ctx context.Context, s Session, day calendar.Date) (Holder, error) {
	u, err := a.ByID(ctx, s.UserID)
	if err != nil || u.Disabled == 1 {
		return Holder{}, notSignedIn(err)
	}
	var m Membership
	err = store{}.take(ctx, a.db(ctx), &m, "user_id = ? AND organization_id = ? AND role = ?", s.UserID, s.OrganizationID, s.Role)
	if errors.Is(err, who.ErrNotVisible) && s.Role == string(who.Head) {
		places, inErr := a.StandsIn(ctx, s.UserID, day)
		if inErr != nil || slices.ContainsFunc(places, func(d Deputyship) bool { return string(d.Organization) == s.OrganizationID }) {
			return Holder{Username: u.Username, Name: u.Name, PasswordAt: u.PasswordAt}, inErr
		}
	}
	return Holder{Username: u.Username, Name: u.Name, Team: m.Team, PasswordAt: u.PasswordAt}, notSignedInIf(err)
}

func notSignedIn(err error) error {
	if err == nil {
		return who.ErrSignIn
	}
	return notSignedInIf(err)
}

func notSignedInIf(err error) error {
	if errors.Is(err, who.ErrNotVisible) {
		return who.ErrSignIn
	}
	return err
}

// PartyOf returns who.ErrSignIn if the code was issued anew since the login, or
// the representation has ended. It is asked at each request, on every replica.
func (a Accounts) PartyOf(ctx context.Context, s Session) (name string, err error) {
	if s.AgentID != "" {
		var agent agentRow
		err := store{}.take(ctx, a.db(ctx), &agent, "id = ? AND party_id = ? AND case_id = ? AND code_hash = ? AND revoked_at = ''", s.AgentID, s.PartyID, s.CaseID, s.CodeHash)
		return agent.Name, notSignedInIf(err)
	}
	var row partyRow
	err = store{}.take(ctx, a.db(ctx), &row, "id = ? AND case_id = ?", s.PartyID, s.CaseID)
	if err == nil && row.CodeHash != s.CodeHash {
		// The code of a registration that was merged into this case.
		err = store{}.take(ctx, a.db(ctx), &partyKeyRow{}, "party_id = ? AND code_hash = ?", s.PartyID, s.CodeHash)
	}
	return row.Name, notSignedInIf(err)
}

// OpenSession stores a login.
func (a Accounts) OpenSession(ctx context.Context, s Session) error {
	return a.db(ctx).Create(&s).Error
}

// SeeSession notes that a login is in use.
func (a Accounts) SeeSession(ctx context.Context, tokenHash string, at time.Time) error {
	return a.db(ctx).Model(&Session{}).Where("token_hash = ?", tokenHash).Update("seen_at", Stamp(at)).Error
}

// ProveSession notes that the factor was shown in a login.
func (a Accounts) ProveSession(ctx context.Context, tokenHash string, at time.Time) error {
	return a.db(ctx).Model(&Session{}).Where("token_hash = ?", tokenHash).Update("factor_at", Stamp(at)).Error
}

// CloseSession ends a login.
func (a Accounts) CloseSession(ctx context.Context, tokenHash string) error {
	return a.db(ctx).Where("token_hash = ?", tokenHash).Delete(&Session{}).Error
}

type throttleRow struct {
	Name      string `gorm:"primaryKey"`
	Failures  int
	StartedAt string
}

func (throttleRow) TableName() string { return "throttles" }

// Failures counts the failed tries under a name since a time.
func (a Accounts) Failures(ctx context.Context, name string, since time.Time) (int, error) {
	var row throttleRow
	err := a.db(ctx).Limit(1).Find(&row, "name = ? AND started_at >= ?", name, Stamp(since)).Error
	return row.Failures, err
}

// Failed counts one more failed try; the count begins anew where the last began before since.
func (a Accounts) Failed(ctx context.Context, name string, since, at time.Time) error {
	n, err := a.Failures(ctx, name, since)
	if err != nil {
		return err
	}
	if n > 0 {
		return a.db(ctx).Model(&throttleRow{}).Where("name = ?", name).Update("failures", n+1).Error
	}
	return a.db(ctx).Clauses(clause.OnConflict{UpdateAll: true}).Create(&throttleRow{Name: name, Failures: 1, StartedAt: Stamp(at)}).Error
}

// Answered is the stored answer of a request.
type Answered struct {
	Actor   string `gorm:"primaryKey"`
	Request string `gorm:"primaryKey"`
	Digest  string
	Status  int
	Headers string `gorm:"serializer:personal"`
	Body    string `gorm:"serializer:personal"`
	At      string
}

// TableName implements gorm's Tabler.
func (Answered) TableName() string { return "idempotency" }

// Answer returns what a request was answered; ok is false if it was not.
func (a Accounts) Answer(ctx context.Context, actor, request string) (answer Answered, ok bool, err error) {
	res := a.db(ctx).Limit(1).Find(&answer, "actor = ? AND request = ?", actor, request)
	return answer, res.RowsAffected == 1, res.Error
}

// KeepAnswer stores the answer of a request, in the transaction that did what
// was asked. It returns IsDuplicate's error if the same request was answered meanwhile.
func (a Accounts) KeepAnswer(ctx context.Context, answer Answered) error {
	return a.db(ctx).Create(&answer).Error
}

// ForgetAnswers drops answers older than a time, some at a time.
func (a Accounts) ForgetAnswers(ctx context.Context, before time.Time) error {
	return a.db(ctx).Where("at < ?", Stamp(before)).Delete(&Answered{}).Error
}

// Meta keeps single values of the installation.
type Meta struct{ TX *gorm.DB }

type metaRow struct {
	Name  string `gorm:"primaryKey"`
	Value string
}

func (metaRow) TableName() string { return "meta" }

// Get returns a value, empty if there is none.
func (m Meta) Get(ctx context.Context, name string) (string, error) {
	var row metaRow
	err := m.TX.WithContext(ctx).Limit(1).Find(&row, "name = ?", name).Error
	return row.Value, err
}

// Put stores a value.
func (m Meta) Put(ctx context.Context, name, value string) error {
	return m.TX.WithContext(ctx).Clauses(clause.OnConflict{UpdateAll: true}).Create(&metaRow{Name: name, Value: value}).Error
}

// Keep stores a value unless there is one, and returns the one that stands: of
// two programs that do so at once both learn the same.
func (m Meta) Keep(ctx context.Context, name, value string) (string, error) {
	if err := m.TX.WithContext(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&metaRow{Name: name, Value: value}).Error; err != nil {
		return "", err
	}
	var row metaRow
	err := m.TX.WithContext(ctx).Clauses(clause.Locking{Strength: clause.LockingStrengthUpdate}).Take(&row, "name = ?", name).Error
	return row.Value, err
}

// Bump changes a version that others watch to one that never was: what was
// remembered under a version that was rolled back is not taken for another's.
func (m Meta) Bump(ctx context.Context, name string) error {
	return m.Put(ctx, name, uuid.NewString())
}

// Registry changes organisations, who leads whom, regions and the policy.
type Registry struct{ TX *gorm.DB }

// AddOrganization stores a new organisation.
func (r Registry) AddOrganization(ctx context.Context, o org.Organization) error {
	row := OrganizationRowOf(o)
	if err := r.TX.WithContext(ctx).Create(&row).Error; err != nil {
		return err
	}
	return Meta(r).Bump(ctx, DirectoryVersion)
}

// PutOrganization stores a changed organisation. It returns cases.ErrStale if it changed meanwhile.
func (r Registry) PutOrganization(ctx context.Context, o org.Organization) error {
	row := OrganizationRowOf(o)
	row.Version++
	res := r.TX.WithContext(ctx).Model(&OrganizationRow{}).Where("id = ? AND version = ?", row.ID, o.Version).Select("*").Omit("id").Updates(row)
	if err := Touched(res, cases.ErrStale); err != nil {
		return err
	}
	return Meta(r).Bump(ctx, DirectoryVersion)
}

// Lead stores who leads whom.
func (r Registry) Lead(ctx context.Context, l org.Leadership) error {
	row := leadershipRow{SuperiorID: string(l.Superior), SubordinateID: string(l.Subordinate), Relation: string(l.Relation)}
	if err := r.TX.WithContext(ctx).Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error; err != nil {
		return err
	}
	return Meta(r).Bump(ctx, DirectoryVersion)
}

// AddRegion stores a division.
func (r Registry) AddRegion(ctx context.Context, code, name, parent string) error {
	row := regionRow{Code: code, Name: name, Parent: parent}
	if err := r.TX.WithContext(ctx).Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error; err != nil {
		return err
	}
	return Meta(r).Bump(ctx, DirectoryVersion)
}

type policyRow struct {
	Ptype string `gorm:"primaryKey"`
	V0    string `gorm:"primaryKey"`
	V1    string `gorm:"primaryKey"`
	V2    string `gorm:"primaryKey"`
}

func (policyRow) TableName() string { return "casbin_rule" }

// PolicyVersion is the meta row that every change of the policy bumps.
const PolicyVersion = "policy_version"

// Policy lists the policy's rows.
func (r Registry) Policy(ctx context.Context) ([][4]string, error) {
	var rows []policyRow
	if err := r.TX.WithContext(ctx).Order("ptype, v0, v1, v2").Find(&rows).Error; err != nil {
		return nil, err
	}
	all := make([][4]string, 0, len(rows))
	for _, p := range rows {
		all = append(all, [4]string{p.Ptype, p.V0, p.V1, p.V2})
	}
	return all, nil
}

// TakePolicy takes rows away; those that are not there are none.
func (r Registry) TakePolicy(ctx context.Context, rows [][4]string) error {
	for _, x := range rows {
		if err := r.TX.WithContext(ctx).Delete(&policyRow{}, "ptype = ? AND v0 = ? AND v1 = ? AND v2 = ?", x[0], x[1], x[2], x[3]).Error; err != nil {
			return err
		}
	}
	return Meta(r).Bump(ctx, PolicyVersion)
}

// AddPolicy adds rows; those that are there already stay.
func (r Registry) AddPolicy(ctx context.Context, rows [][4]string) error {
	for _, p := range rows {
		row := policyRow{p[0], p[1], p[2], p[3]}
		if err := r.TX.WithContext(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&row).Error; err != nil {
			return err
		}
	}
	return Meta(r).Bump(ctx, PolicyVersion)
}
