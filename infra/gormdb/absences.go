package gormdb

import (
	"context"
	"time"

	"liandong/domain/calendar"
	"liandong/domain/org"
	"liandong/domain/who"
)

type absenceRow struct {
	ID             string `gorm:"primaryKey"`
	UserID         string
	UserName       string `gorm:"serializer:personal"`
	OrganizationID string
	FromOn         string
	UntilOn        string
	DeputyID       string
	DeputyName     string `gorm:"serializer:personal"`
	ByUser         string
}

func (absenceRow) TableName() string { return "absences" }

// Absences implements desk.People; at most five hundred.
func (s peopleStore) Absences(ctx context.Context, organization org.ID, on calendar.Date) ([]who.Absence, error) {
	var rows []absenceRow
	err := s.db(ctx).Order("until_on, id").Limit(500).Find(&rows, "organization_id = ? AND until_on >= ?", string(organization), string(on)).Error
	all := make([]who.Absence, 0, len(rows))
	for _, r := range rows {
		all = append(all, who.Absence{
			ID: r.ID, User: r.UserID, Name: r.UserName, Organization: org.ID(r.OrganizationID), From: calendar.Date(r.FromOn), Until: calendar.Date(r.UntilOn),
			Deputy: r.DeputyID, DeputyName: r.DeputyName, By: r.ByUser,
		})
	}
	return all, err
}

// AddAbsence implements desk.People.
func (s peopleStore) AddAbsence(ctx context.Context, a who.Absence) error {
	return s.db(ctx).Create(&absenceRow{
		ID: a.ID, UserID: a.User, UserName: a.Name, OrganizationID: string(a.Organization), FromOn: string(a.From), UntilOn: string(a.Until),
		DeputyID: a.Deputy, DeputyName: a.DeputyName, ByUser: a.By,
	}).Error
}

// EndAbsence implements desk.People.
func (s peopleStore) EndAbsence(ctx context.Context, id string, until calendar.Date) error {
	return s.db(ctx).Model(&absenceRow{}).Where("id = ?", id).Update("until_on", string(until)).Error
}

// Deputyship is a head's place that somebody stands in for.
type Deputyship struct {
	Organization org.ID
	For          string // the name of who is away
	Until        calendar.Date
}

// StandsIn lists the organisations whose head somebody stands in for on a day.
func (a Accounts) StandsIn(ctx context.Context, user string, day calendar.Date) ([]Deputyship, error) {
	var rows []absenceRow
	err := a.db(ctx).Order("organization_id, id").Limit(100).
		Where("EXISTS (SELECT 1 FROM memberships m WHERE m.user_id = absences.user_id AND m.organization_id = absences.organization_id AND m.role = ?)", string(who.Head)).
		Find(&rows, "deputy_id = ? AND from_on <= ? AND until_on >= ?", user, string(day), string(day)).Error
	all := make([]Deputyship, 0, len(rows))
	for _, r := range rows {
		all = append(all, Deputyship{org.ID(r.OrganizationID), r.UserName, calendar.Date(r.UntilOn)})
	}
	return all, err
}

type passwordLink struct {
	TokenHash string `gorm:"primaryKey"`
	UserID    string
	ExpiresAt string
	ByUser    string
}

func (passwordLink) TableName() string { return "password_links" }

// LinkPassword keeps a one-time link; an earlier one of the same account is dead.
func (a Accounts) LinkPassword(ctx context.Context, tokenHash, user, by string, until time.Time) error {
	if err := a.db(ctx).Delete(&passwordLink{}, "user_id = ?", user).Error; err != nil {
		return err
	}
	return a.db(ctx).Create(&passwordLink{TokenHash: tokenHash, UserID: user, ExpiresAt: Stamp(until), ByUser: by}).Error
}

// UseLink takes a link once, before it runs out; who.ErrNotVisible otherwise.
func (a Accounts) UseLink(ctx context.Context, tokenHash string, now time.Time) (user string, err error) {
	var l passwordLink
	if err := (store{}).take(ctx, a.db(ctx), &l, "token_hash = ?", tokenHash); err != nil {
		return "", err
	}
	res := a.db(ctx).Delete(&passwordLink{}, "token_hash = ? AND expires_at > ?", tokenHash, Stamp(now))
	return l.UserID, Touched(res, who.ErrNotVisible)
}

// Named lists the ids of living organisations of exactly this name; at most two.
func (r Registry) Named(ctx context.Context, name string) ([]org.ID, error) {
	var ids []org.ID
	return ids, r.TX.WithContext(ctx).Model(&OrganizationRow{}).Where("name = ? AND ended = 0", name).Order("id").Limit(2).Pluck("id", &ids).Error
}

// Users lists accounts by username: those of an organisation, or all.
func (l Lists) Users(ctx context.Context, organization, beginning string, p Page) ([]User, string, error) {
	q := l.TX.WithContext(ctx).Model(&User{})
	if organization != "" {
		q = q.Where("id IN (SELECT user_id FROM memberships WHERE organization_id = ?)", organization)
	}
	if beginning != "" {
		q = q.Where("username LIKE ?", beginning+"%")
	}
	q, err := after(q, p, "username", "id")
	if err != nil {
		return nil, "", err
	}
	var rows []User
	if err := q.Find(&rows).Error; err != nil {
		return nil, "", err
	}
	return cut(rows, p, func(u User) (string, string) { return u.Username, u.ID }, func(u User) (User, error) { return u, nil })
}

// EndLogins ends every login of an account.
func (a Accounts) EndLogins(ctx context.Context, user string) error {
	return a.db(ctx).Delete(&Session{}, "user_id = ?", user).Error
}
