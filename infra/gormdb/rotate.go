package gormdb

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"

	"liandong/infra/sealing"
)

// RotatePause is how long a new key waits until every replica has it: longer
// than any of them uses a ring without reading it again.
const RotatePause = 2*ringFresh + time.Second

// spentAfter is how long a key that was replaced is kept at least: units of work
// that began with it, and replicas that could not read the keys anew, are over by then.
const spentAfter = time.Hour

// Rotate makes a new data key and takes it into use once every replica knows it,
// which pause waits for. What is stored is sealed anew by SealSome; both keys read meanwhile.
// Cut off, it is run again and goes on with the key it made. The profile is the
// one in use where none is named.
func (db *DB) Rotate(ctx context.Context, profile sealing.Profile, pause func(context.Context) error) (id string, err error) {
	err = db.Do(ctx, func(ctx context.Context, tx *gorm.DB) error {
		row, err := db.next(ctx, tx.WithContext(ctx), profile)
		id = row.ID
		return err
	})
	if err != nil {
		return "", err
	}
	db.turned.Store(0)
	if err := pause(ctx); err != nil {
		return "", err
	}
	err = db.Do(ctx, func(ctx context.Context, tx *gorm.DB) error {
		keys := func() *gorm.DB { return tx.WithContext(ctx).Model(&dataKeyRow{}) }
		if err := keys().Where("slot = ?", slotData).Update("slot", gorm.Expr("id")).Error; err != nil {
			return err
		}
		taken := keys().Where("id = ? AND slot = ?", id, slotNext).Updates(map[string]any{"slot": slotData, "kept_at": Stamp(time.Now())})
		return Touched(taken, errors.New("gormdb: another rotation took this key into use"))
	})
	db.turned.Store(0)
	return id, err
}

// next is the key that a rotation waits with.
func (db *DB) next(ctx context.Context, tx *gorm.DB, profile sealing.Profile) (dataKeyRow, error) {
	var rows []dataKeyRow
	if err := tx.Find(&rows, "slot IN ?", []string{slotData, slotNext}).Error; err != nil {
		return dataKeyRow{}, err
	}
	var current dataKeyRow
	for _, r := range rows {
		if r.Slot == slotNext {
			return r, nil
		}
		current = r
	}
	if current.ID == "" {
		return dataKeyRow{}, ErrLocked
	}
	if profile == "" {
		profile = sealing.Profile(current.Profile)
	}
	provider, err := db.providerOf(ctx, tx, current.Master)
	if err != nil {
		return dataKeyRow{}, err
	}
	row, err := newKey(provider, profile, slotNext)
	if err != nil {
		return row, err
	}
	return row, tx.Create(&row).Error
}

// Retire takes away the keys that were replaced long enough ago and that nothing
// is sealed with any more. What is still found under one is sealed anew first.
func (db *DB) Retire(ctx context.Context, now time.Time, after time.Duration) (gone int, err error) {
	var old []string
	err = db.Read(ctx, func(ctx context.Context, tx *gorm.DB) error {
		var current dataKeyRow
		if err := tx.WithContext(ctx).Limit(1).Find(&current, "slot = ?", slotData).Error; err != nil || current.ID == "" || Unstamp(current.KeptAt).Add(after).After(now) {
			return err
		}
		return tx.WithContext(ctx).Model(&dataKeyRow{}).Where("slot = id").Pluck("id", &old).Error
	})
	if err != nil {
		return 0, err
	}
	for _, id := range old {
		used, err := db.sealedWith(ctx, id)
		if err != nil {
			return gone, err
		}
		err = db.Do(ctx, func(ctx context.Context, tx *gorm.DB) error {
			if used {
				return tx.WithContext(ctx).Delete(&sealingRow{}, "table_name <> ''").Error
			}
			return tx.WithContext(ctx).Delete(&dataKeyRow{}, "id = ? AND slot = id", id).Error
		})
		if err != nil || used {
			return gone, err
		}
		gone++
	}
	return gone, nil
}

// SpentAfter is how long replaced keys are kept at least.
func SpentAfter() time.Duration { return spentAfter }

func (db *DB) sealedWith(ctx context.Context, id string) (bool, error) {
	words, err := worded()
	if err != nil {
		return false, err
	}
	found, err := db.eachColumn(ctx, func(c Column) (string, []any) {
		if !words[c.Table+"."+c.Name] {
			return "", nil
		}
		return "@ LIKE ?", []any{sealing.Prefix + id + ":%"}
	})
	return len(found) > 0, err
}
