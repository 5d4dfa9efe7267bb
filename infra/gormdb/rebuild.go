package gormdb

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"liandong/domain/figures"
)

// Rebuilt is what came of counting every case anew beside the books.
type Rebuilt struct {
	Cases     int64
	Counts    int64
	Unwritten bool     // the books were not written yet by these rules: nothing was compared
	Different int64    // counts that are not what they should be
	First     []string // the first of them
}

// shown is how many differences are named.
const shown = 20

// SettleBooks counts what is marked in a unit of work of its own and tells
// whether more is left.
func (db *DB) SettleBooks(ctx context.Context) (more bool, err error) {
	err = db.Do(ctx, func(ctx context.Context, tx *gorm.DB) (err error) {
		more, err = Books{TX: tx, My: db.Dialect() == "mysql"}.Settle(ctx)
		return err
	})
	return more, err
}

// ResetBooks throws the books away and writes them anew from every case.
func (db *DB) ResetBooks(ctx context.Context) error {
	err := db.Do(ctx, func(ctx context.Context, tx *gorm.DB) error {
		return tx.WithContext(ctx).Model(&stateRow{}).Where("id = 1").Update("version", 0).Error
	})
	for more := true; more && err == nil; {
		more, err = db.SettleBooks(ctx)
	}
	return err
}

// RebuildBooks counts every case anew over one unchanging view of the database,
// beside a running server too, and compares. What is marked and not counted yet
// counts as it will. It changes nothing; its memory grows with the counts, not
// with the cases.
func (db *DB) RebuildBooks(ctx context.Context) (Rebuilt, error) {
	var found Rebuilt
	err := db.Read(ctx, func(ctx context.Context, tx *gorm.DB) error {
		var state stateRow
		if err := tx.WithContext(ctx).Take(&state, "id = 1").Error; err != nil {
			return err
		}
		found.Unwritten = state.Version != figures.Version
		rest, err := recounted(ctx, tx, &found)
		if err != nil || found.Unwritten {
			return err
		}
		if err := takePending(ctx, tx, rest); err != nil {
			return err
		}
		if err := takeWritten(ctx, tx, rest, &found); err != nil {
			return err
		}
		found.Different = int64(len(rest))
		for _, k := range rest.Keys()[:min(shown, len(rest))] {
			found.First = append(found.First, fmt.Sprintf("%s as %s, below %q, region %q, slice %q: %s %q of %s: %+d missing", k.Organization, k.Standing, k.Below, k.Region, k.Slice, k.Measure, k.Detail, k.Period, rest[k]))
		}
		return nil
	})
	return found, err
}

// recounted is what all cases add, read some at a time.
func recounted(ctx context.Context, tx *gorm.DB, found *Rebuilt) (figures.Counts, error) {
	all := figures.Counts{}
	for last := ""; ; {
		var ids []string
		if err := tx.WithContext(ctx).Table("cases").Where("id > ?", last).Order("id").Limit(atOnce).Pluck("id", &ids).Error; err != nil {
			return nil, err
		}
		if len(ids) == 0 {
			return all, nil
		}
		matters, err := mattersOf(ctx, tx, ids)
		if err != nil {
			return nil, err
		}
		for _, m := range matters {
			all.Add(m.Counts(), 1)
		}
		found.Cases += int64(len(ids))
		last = ids[len(ids)-1]
	}
}

// takePending takes off what the marked cases will add when they are counted.
func takePending(ctx context.Context, tx *gorm.DB, rest figures.Counts) error {
	for last := ""; ; {
		var ids []string
		if err := tx.WithContext(ctx).Table("figure_marks").Distinct("case_id").Where("case_id > ?", last).Order("case_id").Limit(atOnce).Pluck("case_id", &ids).Error; err != nil {
			return err
		}
		if len(ids) == 0 {
			return nil
		}
		change, _, err := difference(ctx, tx, ids)
		if err != nil {
			return err
		}
		rest.Add(change, -1)
		last = ids[len(ids)-1]
	}
}

// takeWritten takes off what stands in the books.
func takeWritten(ctx context.Context, tx *gorm.DB, rest figures.Counts, found *Rebuilt) error {
	rows, err := tx.WithContext(ctx).Model(&countRow{}).Rows()
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var r countRow
		if err := tx.ScanRows(rows, &r); err != nil {
			return err
		}
		if r.N != 0 {
			found.Counts++
			rest.Add(figures.Counts{r.key(): r.N}, -1)
		}
	}
	return rows.Err()
}
