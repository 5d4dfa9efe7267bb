package gormdb_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"

	"gorm.io/gorm"

	"liandong/domain/desk"
	"liandong/domain/document"
	"liandong/domain/journal"
	"liandong/infra/gormdb"
	"liandong/infra/gormdb/testdb"
)

// A crowd that hands in files at once gets as much room as there is and no
// more; what is refused or undone takes none, each owner and day has its own.
func TestRoomForFiles(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *gormdb.DB) {
		count := func(ctx context.Context, tx desk.Tx, owner string, bytes, most int64) (bool, error) {
			return tx.Documents.Count(ctx, document.OfHouse, owner, "", bytes, most)
		}
		in := func(work func(ctx context.Context, tx desk.Tx) error) error {
			return db.Do(context.Background(), func(ctx context.Context, tx *gorm.DB) error {
				return work(ctx, db.Bind(tx, true, func(*gorm.DB) journal.Journal { return nil }))
			})
		}
		var taken atomic.Int64
		var crowd sync.WaitGroup
		for range 16 {
			crowd.Go(func() {
				got := false
				err := in(func(ctx context.Context, tx desk.Tx) (err error) {
					got, err = count(ctx, tx, "h1", 30, 100)
					return err
				})
				if err != nil {
					t.Error(err)
				}
				if got {
					taken.Add(30)
				}
			})
		}
		crowd.Wait()
		if taken.Load() != 90 {
			t.Errorf("%d of 100 bytes were taken", taken.Load())
		}
		undone := in(func(ctx context.Context, tx desk.Tx) error {
			if ok, err := count(ctx, tx, "h1", 10, 100); !ok || err != nil {
				t.Errorf("no room for the last: %v %v", ok, err)
			}
			return document.ErrCaseFull
		})
		if undone == nil {
			t.Error("the unit of work was done")
		}
		for _, step := range []struct {
			owner       string
			bytes, most int64
			want        bool
		}{{"h1", 10, 100, true}, {"h1", 1, 100, false}, {"h2", 100, 100, true}, {"h1", -30, 0, true}, {"h1", 30, 100, true}, {"h1", 1, 0, true}} {
			if err := in(func(ctx context.Context, tx desk.Tx) error {
				ok, err := count(ctx, tx, step.owner, step.bytes, step.most)
				if ok != step.want {
					t.Errorf("%+v: %v", step, ok)
				}
				return err
			}); err != nil {
				t.Error(err)
			}
		}
	})
}
