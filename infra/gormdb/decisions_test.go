package gormdb_test

import (
	"context"
	"errors"
	"testing"

	"liandong/domain/cases"
	"liandong/domain/decision"
	"liandong/domain/desk"
	"liandong/domain/trend"
	"liandong/infra/gormdb"
)

// decisions goes on with a decision that was kept: a step more, an old version,
// and the cases that are about it, also after two of them became one.
func decisions(t *testing.T, db *gormdb.DB, m decision.Facts) {
	t.Helper()
	more := m
	more.Title, more.Taken = "更正后的标题", append(append([]decision.Taken{}, m.Taken...), decision.Taken{Kind: decision.Hearing, On: "2026-11-20", Result: "到会二十人", By: "user-x", EnteredAt: m.EnteredAt})
	keep(t, db, "a decision with a step more", func() decision.Facts { x := more; x.Version++; return x }(), func(ctx context.Context, tx desk.Tx) (decision.Facts, error) {
		if err := tx.Decisions.Put(ctx, more); err != nil {
			return m, err
		}
		if err := tx.Decisions.Put(ctx, more); !errors.Is(err, cases.ErrStale) {
			t.Errorf("a stale decision is kept: %v", err)
		}
		return tx.Decisions.Get(ctx, m.ID)
	})
	l := decision.Link{Case: "case-one", Decision: m.ID, By: "user-x", At: m.EnteredAt}
	keep(t, db, "a link that was carried", func() decision.Link { x := l; x.Case = "case-two"; return x }(), func(ctx context.Context, tx desk.Tx) (decision.Link, error) {
		if err := tx.Decisions.Link(ctx, l); err != nil {
			return l, err
		}
		for range 2 { // the second time there is nothing left to carry
			if err := tx.Decisions.Carry(ctx, l.Case, "case-two"); err != nil {
				return l, err
			}
		}
		all, err := tx.Decisions.LinksOf(ctx, "case-two")
		if err != nil || len(all) != 1 {
			t.Fatalf("%v %v", all, err)
		}
		if left, err := tx.Decisions.LinksOf(ctx, l.Case); err != nil || len(left) != 0 {
			t.Errorf("left behind: %v %v", left, err)
		}
		return all[0], nil
	})
	keep(t, db, "a link that is taken back", true, func(ctx context.Context, tx desk.Tx) (bool, error) {
		was, err := tx.Decisions.Unlink(ctx, "case-two", m.ID)
		if err != nil {
			return was, err
		}
		again, err := tx.Decisions.Unlink(ctx, "case-two", m.ID)
		if again {
			t.Error("it is taken back twice")
		}
		return was, err
	})
}

// trendNotes are kept with the numbers as shown, and those that were hidden as none.
func trendNotes(t *testing.T, db *gormdb.DB) {
	t.Helper()
	n := filled[trend.Note]()
	keep(t, db, "a note about a trend", n, func(ctx context.Context, tx desk.Tx) (trend.Note, error) {
		if err := tx.TrendNotes.Add(ctx, n); err != nil {
			return n, err
		}
		return tx.TrendNotes.Get(ctx, n.ID)
	})
	answered := n
	answered.State, answered.Answer, answered.About.Before = trend.Answered, "已排查", nil
	keep(t, db, "an answered note", func() trend.Note { x := answered; x.Version++; return x }(), func(ctx context.Context, tx desk.Tx) (trend.Note, error) {
		if err := tx.TrendNotes.Put(ctx, answered); err != nil {
			return n, err
		}
		if err := tx.TrendNotes.Put(ctx, answered); !errors.Is(err, cases.ErrStale) {
			t.Errorf("a stale note is kept: %v", err)
		}
		return tx.TrendNotes.Get(ctx, n.ID)
	})
}
