package gormdb

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"liandong/infra/sealing"
)

// Found is a column in which something is readable that should not be.
type Found struct {
	Column string
	Rows   int64
}

// textsAtOnce is how many texts one query looks for: SQLite bounds how deep an expression is.
const textsAtOnce = 100

// Readable counts, for every text column, the rows in which one of the texts
// stands as it is; a row with several may count more than once. The keys are not
// needed for it, and not used.
func (db *DB) Readable(ctx context.Context, texts []string) ([]Found, error) {
	var all []Found
	for some := range slices.Chunk(texts, textsAtOnce) {
		var where []string
		var args []any
		for _, text := range some {
			where, args = append(where, "INSTR(@, ?) > 0"), append(args, text)
		}
		found, err := db.eachColumn(ctx, func(Column) (string, []any) { return strings.Join(where, " OR "), args })
		if err != nil {
			return nil, err
		}
		for _, f := range found {
			if i := slices.IndexFunc(all, func(x Found) bool { return x.Column == f.Column }); i >= 0 {
				all[i].Rows += f.Rows
			} else {
				all = append(all, f)
			}
		}
	}
	return all, nil
}

// Unsealed counts, for every column that is sealed, the rows that are not yet.
func (db *DB) Unsealed(ctx context.Context) ([]Found, error) {
	words, err := worded()
	if err != nil {
		return nil, err
	}
	return db.eachColumn(ctx, func(c Column) (string, []any) {
		if !words[c.Table+"."+c.Name] {
			return "", nil
		}
		return "@ <> '' AND @ NOT LIKE ?", []any{sealing.Prefix + "%"}
	})
}

// eachColumn counts what a condition, with @ for the column, holds for.
func (db *DB) eachColumn(ctx context.Context, condition func(Column) (string, []any)) ([]Found, error) {
	all, err := Columns()
	if err != nil {
		return nil, err
	}
	var found []Found
	err = db.Read(ctx, func(ctx context.Context, tx *gorm.DB) error {
		for _, c := range all {
			where, args := condition(c)
			if where == "" {
				continue
			}
			var n int64
			if err := tx.WithContext(ctx).Table(c.Table).Where(strings.ReplaceAll(where, "@", c.Name), args...).Count(&n).Error; err != nil {
				return err
			}
			if n > 0 {
				found = append(found, Found{c.Table + "." + c.Name, n})
			}
		}
		return nil
	})
	return found, err
}

// Words reads every sealed value with the keys that are here. It returns an
// error naming the first that cannot be read.
func (db *DB) Words(ctx context.Context, visit func(column, text string) error) error {
	tables, err := sealedTables()
	if err != nil {
		return err
	}
	ring := db.ring.Load()
	if ring == nil {
		return ErrLocked
	}
	return db.Read(ctx, func(ctx context.Context, tx *gorm.DB) error {
		for _, t := range tables {
			if err := t.words(tx.WithContext(ctx), ring, visit); err != nil {
				return err
			}
		}
		return nil
	})
}

func (t sealedTable) words(tx *gorm.DB, ring *sealing.Ring, visit func(column, text string) error) error {
	for behind := ""; ; {
		rows, err := t.read(tx, behind, sealAtOnce)
		if err != nil || len(rows) == 0 {
			return err
		}
		for _, row := range rows {
			key := make([]any, len(t.keys))
			for i := range t.keys {
				key[i] = row[i]
			}
			for i, c := range t.columns {
				text, err := ring.Open(boundTo(t.name, c, key), row[len(t.keys)+i])
				if err != nil {
					return fmt.Errorf("%s.%s of row %v: %w", t.name, c, key, err)
				}
				if err := visit(t.name+"."+c, text); err != nil {
					return err
				}
			}
		}
		last, err := json.Marshal(rows[len(rows)-1][:len(t.keys)])
		if err != nil {
			return err
		}
		behind = string(last)
	}
}
