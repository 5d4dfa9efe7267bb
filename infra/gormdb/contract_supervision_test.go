package gormdb_test

import (
	"context"
	"errors"
	"testing"

	"liandong/domain/cases"
	"liandong/domain/conference"
	"liandong/domain/desk"
	"liandong/domain/official"
	"liandong/domain/org"
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

// conferences are kept with who took part and what was decided about which case, in order.
func conferences(t *testing.T, db *gormdb.DB) {
	d := filled[conference.Decision]()
	d.TookPart = []org.ID{"org-b", "org-a"}
	d.Matters = []conference.Matter{{CaseID: "case-2", Text: "先办"}, {CaseID: "case-1", Text: "后办"}}
	keep(t, db, "a decision", d, func(ctx context.Context, tx desk.Tx) (conference.Decision, error) {
		if err := tx.Conferences.Add(ctx, d); err != nil {
			return d, err
		}
		all, err := tx.Conferences.OfCase(ctx, "case-1")
		if err != nil || len(all) != 1 {
			t.Errorf("of the case: %v %v", all, err)
		}
		return tx.Conferences.Get(ctx, d.ID)
	})
}
