package gormdb

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"liandong/domain/webhook"
)

// Cosigned is what a witness signed under a checkpoint. The first that comes is kept.
type Cosigned struct {
	Size     int64  `gorm:"primaryKey;autoIncrement:false"`
	KeyID    string `gorm:"primaryKey"`
	Name     string
	SignedAt string
	Line     string
}

// TableName implements gorm's Tabler.
func (Cosigned) TableName() string { return "audit_cosignatures" }

// mostWitnesses bounds the cosignatures of a checkpoint that are shown.
const mostWitnesses = 100

// Kept is the checkpoint of a size; found is false where none was signed at it.
func (t Tree) Kept(ctx context.Context, size int64) (s Signed, found bool, err error) {
	var row checkpointRow
	err = t.TX.WithContext(ctx).Take(&row, "size = ?", size).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Signed{}, false, nil
	}
	return row.signed(), err == nil, err
}

// KeepCosignature keeps what a witness signed; what is kept of it already stays.
func (t Tree) KeepCosignature(ctx context.Context, c Cosigned) error {
	return t.TX.WithContext(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&c).Error
}

// Cosignatures lists what witnesses signed under the last checkpoint that any of them signed.
func (t Tree) Cosignatures(ctx context.Context) ([]Cosigned, error) {
	db := t.TX.WithContext(ctx)
	var last, all []Cosigned
	if err := db.Order("size DESC").Limit(1).Find(&last).Error; err != nil || len(last) == 0 {
		return nil, err
	}
	return all, db.Order("key_id").Limit(mostWitnesses).Find(&all, "size = ?", last[0].Size).Error
}

// DueWitnesses lists the webhooks that are to be told of a checkpoint of a size:
// those that name the kind of event and were told of none since an instant.
func (l Lists) DueWitnesses(ctx context.Context, size int64, since, now time.Time, limit int) ([]webhook.Facts, error) {
	var rows []webhookRow
	err := l.TX.WithContext(ctx).Where("state = ? AND next_at <= ? AND told_size < ? AND log_at <= ? AND types LIKE ?", string(webhook.Active), Stamp(now), size, Stamp(since), `%"`+webhook.Checkpoints+`"%`).
		Order("next_at, id").Limit(limit).Find(&rows).Error
	if err != nil {
		return nil, err
	}
	all := make([]webhook.Facts, 0, len(rows))
	for _, r := range rows {
		f, err := r.facts()
		if err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return all, nil
}
