package gormdb_test

import (
	"context"
	"testing"

	"gorm.io/gorm"

	"liandong/infra/gormdb"
	"liandong/infra/gormdb/testdb"
	"liandong/infra/tlog"
)

// Whatever number of runs is passed at a time, up to whatever checkpoint, every entry that a
// filter takes is there once, at its leaf, and with what is left out they give the root.
func TestLeavesInTheOrderOfTheTree(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *gormdb.DB) {
		n := newNotary(t, 7)
		for _, w := range worldOfEntries(t, db, n) {
			size, root := w.Size, w.Root
			for _, f := range []gormdb.EntryFilter{{}, {Organization: "o1"}, {Actor: "nobody"}, {Subject: "4"}} {
				for _, runs := range []int{1, 2, 100} {
					passes(t, db, size, root, f, runs)
				}
			}
		}
	})
}

func passes(t *testing.T, db *gormdb.DB, size int64, root []byte, f gormdb.EntryFilter, runs int) {
	t.Helper()
	walk, want, got := tlog.NewWalk(), 0, 0
	err := db.Read(context.Background(), func(ctx context.Context, tx *gorm.DB) error {
		tree := gormdb.Tree{TX: tx}
		skip := func(to int64) error {
			if to == walk.Size() {
				return nil
			}
			hashes, err := tree.Range(ctx, walk.Size(), to)
			if err != nil {
				return err
			}
			return walk.Skip(to, hashes)
		}
		for at := int64(0); at < size; {
			all, _, err := tree.Leaves(ctx, at, size, gormdb.EntryFilter{}, runs)
			if err != nil {
				return err
			}
			for _, x := range all {
				if (f.Organization == "" || x.Entry.Organization == f.Organization) && (f.Actor == "" || x.Entry.Actor == f.Actor) && (f.Subject == "" || x.Entry.Subject == f.Subject) {
					want++
				}
			}
			found, next, err := tree.Leaves(ctx, at, size, f, runs)
			if err != nil {
				return err
			}
			if next <= at || next > size || len(all) != int(next-at) {
				t.Fatalf("from %d to %d of %d: %d entries", at, next, size, len(all))
			}
			for _, x := range found {
				if err := skip(x.Leaf); err != nil {
					return err
				}
				if err := walk.Next(tlog.Leaf(x.Entry.Digest)); err != nil {
					return err
				}
				got++
			}
			if err := skip(next); err != nil {
				return err
			}
			at = next
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if sum, err := walk.Root(); err != nil || string(sum) != string(root) || got != want {
		t.Errorf("%+v by %d: %d entries, want %d; %v", f, runs, got, want, err)
	}
}
