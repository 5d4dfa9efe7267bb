package gormdb

import (
	"context"

	"gorm.io/gorm"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/org"
	"liandong/domain/reception"
	"liandong/domain/who"
)

type availabilityRow struct {
	OrganizationID string `gorm:"primaryKey"`
	UserID         string `gorm:"primaryKey"`
	Version        int
}

func (availabilityRow) TableName() string { return "availabilities" }

type availabilityDay struct {
	OrganizationID string `gorm:"primaryKey"`
	UserID         string `gorm:"primaryKey"`
	OnDay          string `gorm:"primaryKey"`
}

func (availabilityDay) TableName() string { return "availability_days" }

// Availability implements desk.Receptions.
func (s receptionStore) Availability(ctx context.Context, firm org.ID, user string, from calendar.Date) (reception.Availability, error) {
	a := reception.Availability{User: user, Organization: firm}
	var rows []availabilityRow
	if err := s.db(ctx).Limit(1).Find(&rows, "organization_id = ? AND user_id = ?", string(firm), user).Error; err != nil || len(rows) == 0 {
		return a, err
	}
	a.Version = rows[0].Version
	err := s.db(ctx).Model(&availabilityDay{}).Where("organization_id = ? AND user_id = ? AND on_day >= ?", string(firm), user, string(from)).Order("on_day").Limit(500).Pluck("on_day", &a.Days).Error
	return a, err
}

// PutAvailability implements desk.Receptions. Days that are over go with those that were taken back.
func (s receptionStore) PutAvailability(ctx context.Context, a reception.Availability) error {
	row := availabilityRow{OrganizationID: string(a.Organization), UserID: a.User, Version: a.Version + 1}
	if a.Version == 0 {
		err := s.db(ctx).Create(&row).Error
		if IsDuplicate(err) {
			return cases.ErrStale
		}
		if err != nil {
			return err
		}
	} else if err := Touched(s.db(ctx).Model(&availabilityRow{}).Where("organization_id = ? AND user_id = ? AND version = ?", row.OrganizationID, row.UserID, a.Version).Update("version", row.Version), cases.ErrStale); err != nil {
		return err
	}
	if err := s.db(ctx).Delete(&availabilityDay{}, "organization_id = ? AND user_id = ?", row.OrganizationID, row.UserID).Error; err != nil || len(a.Days) == 0 {
		return err
	}
	days := make([]availabilityDay, 0, len(a.Days))
	for _, d := range a.Days {
		days = append(days, availabilityDay{OrganizationID: row.OrganizationID, UserID: row.UserID, OnDay: string(d)})
	}
	return s.db(ctx).CreateInBatches(days, 100).Error
}

// Lawyer is somebody who may be asked to sit at a reception.
type Lawyer struct {
	UserID         string
	Name           string `gorm:"serializer:personal"`
	OrganizationID string
	Available      int
}

// Lawyers lists the lawyers of all firms, by firm and never by rank, each with
// whether they said that they are available on a day and are not away; those only, where asked.
func (l Lists) Lawyers(ctx context.Context, on calendar.Date, availableOnly bool, p Page) ([]Lawyer, string, error) {
	said := l.TX.Session(&gorm.Session{NewDB: true}).Table("availability_days d").Select("1").
		Where("d.user_id = m.user_id AND d.organization_id = m.organization_id AND d.on_day = ?", string(on)).
		Where("NOT EXISTS (SELECT 1 FROM absences a WHERE a.user_id = m.user_id AND a.organization_id = m.organization_id AND a.from_on <= ? AND a.until_on >= ?)", string(on), string(on))
	q := l.TX.WithContext(ctx).Table("memberships m").
		Select("m.user_id, u.name, m.organization_id, CASE WHEN EXISTS (?) THEN 1 ELSE 0 END AS available", said).
		Joins("JOIN users u ON u.id = m.user_id AND u.disabled = 0").
		Joins("JOIN organizations o ON o.id = m.organization_id AND o.ended = 0").
		Where("m.role = ?", string(who.Lawyer))
	if availableOnly {
		q = q.Where("EXISTS (?)", said)
	}
	q, err := after(q, p, "m.organization_id", "m.user_id")
	if err != nil {
		return nil, "", err
	}
	var rows []Lawyer
	if err := q.Find(&rows).Error; err != nil {
		return nil, "", err
	}
	return cut(rows, p, func(r Lawyer) (string, string) { return r.OrganizationID, r.UserID }, func(r Lawyer) (Lawyer, error) { return r, nil })
}
