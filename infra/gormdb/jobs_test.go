package gormdb_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"gorm.io/gorm"

	"liandong/domain/cases"
	"liandong/domain/desk"
	"liandong/domain/job"
	"liandong/domain/who"
	"liandong/infra/gormdb"
	"liandong/infra/gormdb/testdb"
)

// jobs: a job comes back with every column, its file whole, its rows in order.
func jobs(t *testing.T, db *gormdb.DB) {
	f, file := filled[job.Facts](), bytes.Repeat([]byte("积案"), 60_000)
	f.State = job.Running
	keep(t, db, "a job", f, func(ctx context.Context, tx desk.Tx) (job.Facts, error) {
		if err := tx.Jobs.Add(ctx, f, file); err != nil {
			return f, err
		}
		return tx.Jobs.Get(ctx, f.ID)
	})
	moved := f
	moved.Rows, moved.At = 40, 42
	keep(t, db, "a job that went on", func() job.Facts { x := moved; x.Version++; return x }(), func(ctx context.Context, tx desk.Tx) (job.Facts, error) {
		if err := tx.Jobs.Put(ctx, moved); err != nil {
			return f, err
		}
		if err := tx.Jobs.Put(ctx, moved); !errors.Is(err, cases.ErrStale) {
			t.Errorf("a stale job is kept: %v", err)
		}
		return tx.Jobs.Get(ctx, f.ID)
	})
	r := filled[job.Row]()
	r.Job = f.ID
	unit(t, db, func(ctx context.Context, tx desk.Tx) error {
		got, err := tx.Jobs.File(ctx, f.ID)
		if err != nil || !bytes.Equal(got, file) {
			t.Errorf("the file came back with %d bytes: %v", len(got), err)
		}
		next := (len(file) + 45<<10 - 1) / (45 << 10)
		if n, err := tx.Jobs.AddParts(ctx, f.ID, next, []byte("more")); n != 1 || err != nil {
			t.Errorf("%d parts are added: %v", n, err)
		}
		if got, err := tx.Jobs.File(ctx, f.ID); err != nil || string(got) != string(file)+"more" {
			t.Errorf("the longer file came back with %d bytes: %v", len(got), err)
		}
		if n, err := tx.Jobs.Open(ctx, f.User); n != 1 || err != nil {
			t.Errorf("%d are open: %v", n, err)
		}
		if err := tx.Jobs.AddRow(ctx, r); err != nil {
			return err
		}
		if line, err := tx.Jobs.Keyed(ctx, f.ID, r.Key); line != r.Line || err != nil {
			t.Errorf("line %d has the key: %v", line, err)
		}
		line, err := tx.Jobs.Keyed(ctx, f.ID, "another")
		if line != 0 {
			t.Errorf("line %d has no such key", line)
		}
		return err
	})
	err := db.Read(context.Background(), func(ctx context.Context, tx *gorm.DB) error {
		rows, err := gormdb.Lists{TX: tx}.JobRows(ctx, f.ID, r.Result, 0, 10)
		same(t, "rows", rows, []job.Row{r})
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// What was kept long enough is forgotten whole, and nothing else.
func TestJobsAreForgotten(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *gormdb.DB) {
		now := time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)
		unit(t, db, func(ctx context.Context, tx desk.Tx) error {
			return errors.Join(
				tx.Jobs.Add(ctx, job.Facts{ID: "old", State: job.Done, ExpiresAt: now}, []byte("x")),
				tx.Jobs.AddRow(ctx, job.Row{Job: "old", Line: 2, Result: job.Wrong}),
				tx.Jobs.Add(ctx, job.Facts{ID: "kept", State: job.Done, ExpiresAt: now.Add(time.Second)}, nil),
				tx.Jobs.Add(ctx, job.Facts{ID: "open", State: job.Waiting}, nil),
			)
		})
		unit(t, db, func(ctx context.Context, tx desk.Tx) error {
			ids, err := tx.Jobs.Expired(ctx, now, 10)
			if !slices.Equal(ids, []job.ID{"old"}) {
				t.Errorf("%v are forgotten", ids)
			}
			return errors.Join(err, tx.Jobs.Delete(ctx, "old"))
		})
		unit(t, db, func(ctx context.Context, tx desk.Tx) error {
			if _, err := tx.Jobs.Get(ctx, "old"); !errors.Is(err, who.ErrNotVisible) {
				t.Errorf("%v", err)
			}
			file, err := tx.Jobs.File(ctx, "old")
			if len(file) > 0 {
				t.Error("its file is still there")
			}
			_, there := tx.Jobs.Get(ctx, "kept")
			return errors.Join(err, there)
		})
	})
}

// A replica that lost the lease changes nothing by its token.
func TestJobsLeaseIsFenced(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *gormdb.DB) {
		now := time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)
		do := func(work func(ctx context.Context, r gormdb.Relay) error) error {
			return db.Do(context.Background(), func(ctx context.Context, tx *gorm.DB) error { return work(ctx, gormdb.Relay{TX: tx}) })
		}
		var mine int64
		err := do(func(ctx context.Context, r gormdb.Relay) (err error) {
			mine, _, err = r.Lease(ctx, "jobs", "a", now, now.Add(time.Minute))
			return err
		})
		held := func(token int64) error {
			return do(func(ctx context.Context, r gormdb.Relay) error {
				return r.Held(ctx, "jobs", "a", token, now.Add(2*time.Minute))
			})
		}
		if err != nil || held(mine) != nil || !errors.Is(held(mine+1), gormdb.ErrFenced) {
			t.Errorf("its own: %v", err)
		}
		err = do(func(ctx context.Context, r gormdb.Relay) error {
			_, ok, err := r.Lease(ctx, "jobs", "b", now.Add(time.Hour), now.Add(2*time.Hour))
			if !ok {
				t.Error("an old lease is not taken over")
			}
			return err
		})
		if err != nil || !errors.Is(held(mine), gormdb.ErrFenced) {
			t.Errorf("who lost the lease goes on: %v", err)
		}
	})
}
