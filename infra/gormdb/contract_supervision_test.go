package gormdb_test

import (
	"context"
	"errors"
	"testing"

	"liandong/domain/cases"
	"liandong/domain/desk"
	"liandong/domain/official"
	"liandong/infra/gormdb"
)

// officials are kept with all that was said of them, and what each did.
func officials(t *testing.T, db *gormdb.DB) {
	f := filled[official.Facts]()
	keep(t, db, "a lead official", f, func(ctx context.Context, tx desk.Tx) (official.Facts, error) {
		if err := tx.Officials.Add(ctx, f); err != nil {
			return f, err
		}
		return tx.Officials.Get(ctx, f.ID)
	})
	ended := f
	ended.State, ended.Ending, ended.EndReason = official.Ended, official.Solved, "已化解"
	keep(t, db, "a lead official who ended", func() official.Facts { x := ended; x.Version++; return x }(), func(ctx context.Context, tx desk.Tx) (official.Facts, error) {
		if err := tx.Officials.Put(ctx, ended); err != nil {
			return f, err
		}
		if err := tx.Officials.Put(ctx, ended); !errors.Is(err, cases.ErrStale) {
			t.Errorf("a stale lead official is kept: %v", err)
		}
		all, err := tx.Officials.OfCase(ctx, f.CaseID)
		if err != nil || len(all) != 1 {
			t.Errorf("of the case: %v %v", all, err)
		}
		return tx.Officials.Get(ctx, f.ID)
	})
	s := filled[official.Step]()
	s.OfficialID = f.ID
	keep(t, db, "what a lead official did", s, func(ctx context.Context, tx desk.Tx) (official.Step, error) {
		if err := tx.Officials.AddStep(ctx, s); err != nil {
			return s, err
		}
		all, err := tx.Officials.Steps(ctx, f.ID)
		if err != nil || len(all) != 1 {
			return s, err
		}
		return all[0], nil
	})
}
