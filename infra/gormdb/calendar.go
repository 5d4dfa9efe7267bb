package gormdb

import (
	"context"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/clock"
)

// CalendarVersion is the meta row that changes with every imported notice.
const CalendarVersion = "calendar_version"

// Notices keeps the holiday notices that were imported.
type Notices struct{ TX *gorm.DB }

type noticeRow struct {
	Year        int `gorm:"primaryKey"`
	PublishedOn string
	Notice      string
	ImportedAt  string
}

func (noticeRow) TableName() string { return "calendar_notices" }

// All returns the stored notices, by year.
func (n Notices) All(ctx context.Context) ([]string, error) {
	var rows []noticeRow
	if err := n.TX.WithContext(ctx).Order("year").Limit(200).Find(&rows).Error; err != nil {
		return nil, err
	}
	all := make([]string, 0, len(rows))
	for _, r := range rows {
		all = append(all, r.Notice)
	}
	return all, nil
}

// Put stores a year's notice in the place of an earlier one.
func (n Notices) Put(ctx context.Context, year int, published calendar.Date, notice string, at time.Time) error {
	row := noticeRow{Year: year, PublishedOn: string(published), Notice: notice, ImportedAt: Stamp(at)}
	return n.TX.WithContext(ctx).Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error
}

// UndatedCases lists, after a case id, up to limit open ends: cases with a live
// clock that has no binding day yet, or one on or after a day.
func (db *DB) UndatedCases(ctx context.Context, from calendar.Date, after cases.ID, limit int) ([]cases.ID, error) {
	var ids []cases.ID
	live := []string{string(clock.Ticking), string(clock.Paused)}
	err := db.reader().WithContext(ctx).Table("clocks").Distinct("case_id").
		Where("state IN ? AND (due_on = '' OR due_on >= ?) AND case_id > ?", live, string(from), string(after)).
		Order("case_id").Limit(limit).Scan(&ids).Error
	return ids, err
}
