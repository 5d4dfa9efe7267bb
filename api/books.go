package api

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"liandong/domain/fault"
	"liandong/domain/lang"
	"liandong/infra/gormdb"
)

// errCounting says that more is to be counted than one question waits for: after
// an upgrade that counts otherwise, every case is counted anew.
var errCounting = &fault.Fault{Kind: fault.Unavailable, Code: "figures.counting", RetryAfter: 10,
	Title: lang.T("正在重新统计全部案件，请稍后再查", "all cases are being counted anew: ask again shortly")}

// keepRounds is how many units of work one question waits for.
const keepRounds = 20

// keepBooks counts what has happened until now. It returns errCounting where
// that takes longer than a question should wait; what was counted stays.
func (a *App) keepBooks(ctx context.Context) error {
	var behind bool
	err := a.db.Read(ctx, func(ctx context.Context, tx *gorm.DB) (err error) {
		behind, err = gormdb.Books{TX: tx}.Behind(ctx)
		return err
	})
	for round := 0; behind && err == nil; round++ {
		if round == keepRounds {
			return errCounting
		}
		behind, err = a.db.SettleBooks(ctx)
	}
	return err
}

// RebuildFigures counts every case of a database anew and returns how the books
// differ from that, at most a few; it writes only where write is set. It may run
// beside a running server.
func RebuildFigures(ctx context.Context, cfg Config, write bool) (gormdb.Rebuilt, error) {
	db, err := open(ctx, cfg, !write)
	if err != nil {
		return gormdb.Rebuilt{}, err
	}
	if write {
		if err := db.ResetBooks(ctx); err != nil {
			return gormdb.Rebuilt{}, errors.Join(err, db.Close())
		}
	}
	found, err := db.RebuildBooks(ctx)
	return found, errors.Join(err, db.Close())
}
