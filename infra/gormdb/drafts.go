package gormdb

import (
	"context"
	"encoding/json"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// Drafts keeps what one account at one organisation has begun to write.
type Drafts struct {
	TX                 *gorm.DB
	User, Organization string
}

// Draft is something begun and not yet sent.
type Draft struct {
	Name, Title string
	Body        map[string]any
	SavedAt     time.Time
}

type draftRow struct {
	UserID         string `gorm:"primaryKey"`
	OrganizationID string `gorm:"primaryKey"`
	Name           string `gorm:"primaryKey"`
	Title          string `gorm:"serializer:personal"`
	Body           string `gorm:"serializer:personal"`
	SavedAt        string
}

func (draftRow) TableName() string { return "drafts" }

func (d Drafts) own(ctx context.Context) *gorm.DB {
	return d.TX.WithContext(ctx).Where("user_id = ? AND organization_id = ?", d.User, d.Organization)
}

// Put stores a draft in the place of the one of its name.
func (d Drafts) Put(ctx context.Context, x Draft) error {
	body, err := json.Marshal(x.Body)
	if err != nil {
		return err
	}
	row := draftRow{UserID: d.User, OrganizationID: d.Organization, Name: x.Name, Title: x.Title, Body: string(body), SavedAt: Stamp(x.SavedAt)}
	return d.TX.WithContext(ctx).Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error
}

// All returns the drafts saved since a time, the newest first.
func (d Drafts) All(ctx context.Context, since time.Time) ([]Draft, error) {
	var rows []draftRow
	if err := d.own(ctx).Where("saved_at >= ?", Stamp(since)).Order("saved_at DESC, name").Limit(100).Find(&rows).Error; err != nil {
		return nil, err
	}
	all := make([]Draft, 0, len(rows))
	for _, r := range rows {
		x := Draft{Name: r.Name, Title: r.Title, SavedAt: Unstamp(r.SavedAt)}
		if err := json.Unmarshal([]byte(r.Body), &x.Body); err != nil {
			return nil, err
		}
		all = append(all, x)
	}
	return all, nil
}

// Drop removes a draft; one that is not there is no error.
func (d Drafts) Drop(ctx context.Context, name string) error {
	return d.own(ctx).Delete(&draftRow{}, "name = ?", name).Error
}

// Expire removes every draft saved before a time.
func (d Drafts) Expire(ctx context.Context, before time.Time) error {
	return d.own(ctx).Delete(&draftRow{}, "saved_at < ?", Stamp(before)).Error
}
