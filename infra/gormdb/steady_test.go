package gormdb_test

import (
	"context"
	"fmt"
	"testing"

	"gorm.io/gorm"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/desk"
	"liandong/domain/org"
	"liandong/domain/who"
	"liandong/infra/gormdb"
	"liandong/infra/gormdb/testdb"
)

// Who takes the pages of a list while people work has every case once, also those
// whose time limits come nearer or move away between two pages.
func TestSteadyPages(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *gormdb.DB) {
		const n = 12
		due := func(ctx context.Context, tx desk.Tx, i int, on calendar.Date) error {
			c, err := tx.Cases.Get(ctx, cases.ID(fmt.Sprintf("s%02d", i)))
			if err != nil {
				return err
			}
			return tx.Standings.Replace(ctx, c.Facts(), map[org.ID][]who.Standing{"a": {who.Custodian}}, on)
		}
		unit(t, db, func(ctx context.Context, tx desk.Tx) error {
			for i := range n {
				if _, err := received(ctx, tx, fmt.Sprintf("s%02d", i), noon(9, 1), nil); err != nil {
					return err
				}
				if err := due(ctx, tx, i, calendar.Date("2026-10-01").AddDays(i)); err != nil {
					return err
				}
			}
			return nil
		})
		seen, cursor := map[cases.ID]int{}, ""
		for page := 0; page == 0 || cursor != ""; page++ {
			err := db.Read(context.Background(), func(ctx context.Context, tx *gorm.DB) error {
				found, next, err := gormdb.Lists{TX: tx}.Cases(ctx, who.Actor{Organization: "a", Role: who.Clerk}, anything{}, "2026-10-01", gormdb.CaseFilter{Box: "mine"}, gormdb.Page{Limit: 5, Cursor: cursor, Steady: true})
				for _, f := range found {
					seen[f.ID]++
				}
				cursor = next
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			unit(t, db, func(ctx context.Context, tx desk.Tx) error { // the first moves behind what was read, the last before it
				if err := due(ctx, tx, 0, "2027-01-01"); err != nil {
					return err
				}
				return due(ctx, tx, n-1, "2026-01-01")
			})
		}
		for i := range n {
			if id := cases.ID(fmt.Sprintf("s%02d", i)); seen[id] != 1 {
				t.Errorf("%s is there %d times", id, seen[id])
			}
		}
	})
}
