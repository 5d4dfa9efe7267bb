package gormdb

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"gorm.io/gorm"

	"liandong/domain/fault"
)

// Refusals of the store itself.
var (
	ErrUnavailable = &fault.Fault{Kind: fault.Unavailable, Code: "store.unavailable", Title: unavailable, RetryAfter: 2}
	errClosed      = errors.New("gormdb: the database is closed")
)

// maxGathered is how many units of work one commit carries at most.
const maxGathered = 128

// gatherer is SQLite's one writer. Units of work that wait while a commit is
// written to disk share the next one: each runs behind a savepoint of its own,
// a failing one is rolled back alone, and nobody is answered before the commit.
type gatherer struct {
	db   *gorm.DB
	log  *slog.Logger
	jobs chan *queued

	mu     sync.RWMutex
	closed bool
	done   chan struct{}
}

type queued struct {
	ctx  context.Context
	work func(ctx context.Context, tx *gorm.DB) error
	err  error
	done chan struct{}
}

func newGatherer(db *gorm.DB, log *slog.Logger) *gatherer {
	g := &gatherer{db: db, log: log, jobs: make(chan *queued, maxGathered), done: make(chan struct{})}
	go g.loop()
	return g
}

// do queues a unit of work and waits for its commit. It always waits: what
// work touches belongs to the caller until then.
func (g *gatherer) do(ctx context.Context, work func(context.Context, *gorm.DB) error) error {
	j := &queued{ctx: ctx, work: work, done: make(chan struct{})}
	g.mu.RLock()
	if g.closed {
		g.mu.RUnlock()
		return errClosed
	}
	g.jobs <- j
	g.mu.RUnlock()
	<-j.done
	return j.err
}

// close lets what is queued finish.
func (g *gatherer) close() {
	g.mu.Lock()
	if !g.closed {
		g.closed = true
		close(g.jobs)
	}
	g.mu.Unlock()
	<-g.done
}

func (g *gatherer) loop() {
	defer close(g.done)
	for first := range g.jobs {
		batch := []*queued{first}
	more:
		for len(batch) < maxGathered {
			select {
			case j, ok := <-g.jobs:
				if !ok {
					break more
				}
				batch = append(batch, j)
			default:
				break more
			}
		}
		g.commit(batch)
		for _, j := range batch {
			close(j.done)
		}
	}
}

// begin waits for another process that writes to the same file.
func (g *gatherer) begin() (*gorm.DB, error) {
	var tx *gorm.DB
	for try := range 4 {
		tx = g.db.Begin()
		if tx.Error == nil || !busy(tx.Error) {
			return tx, tx.Error
		}
		time.Sleep(time.Duration(50<<try) * time.Millisecond)
	}
	return tx, tx.Error
}

func busy(err error) bool { return strings.Contains(err.Error(), "SQLITE_BUSY") }

func (g *gatherer) commit(batch []*queued) {
	tx, err := g.begin()
	if err != nil {
		g.fail(batch, err)
		return
	}
	for _, j := range batch {
		if j.err = g.one(tx, j); j.err != nil && errors.Is(j.err, errLost) {
			tx.Rollback()
			g.fail(batch, j.err)
			return
		}
	}
	if err := tx.Commit().Error; err != nil {
		tx.Rollback()
		g.fail(batch, err)
	}
}

// fail tells everybody whose effects are not on disk; who was refused keeps the refusal.
func (g *gatherer) fail(batch []*queued, err error) {
	g.log.Error("a commit failed", "units", len(batch), "error", err)
	for _, j := range batch {
		if fault.Of(j.err) == nil {
			j.err = fmt.Errorf("%w (%w)", ErrUnavailable, err)
		}
	}
}

// errLost says that the whole transaction can no longer be trusted.
var errLost = errors.New("gormdb: the savepoint was lost")

func (g *gatherer) one(tx *gorm.DB, j *queued) (err error) {
	if err := j.ctx.Err(); err != nil {
		return err
	}
	if err := tx.Exec("SAVEPOINT unit").Error; err != nil {
		return errors.Join(errLost, err)
	}
	if err = g.run(tx, j); err != nil {
		if back := tx.Exec("ROLLBACK TO unit").Error; back != nil {
			return errors.Join(errLost, back)
		}
	}
	if released := tx.Exec("RELEASE unit").Error; released != nil {
		return errors.Join(errLost, released)
	}
	if err != nil && storeTrouble(err) {
		return fmt.Errorf("%w (%w)", ErrUnavailable, err)
	}
	return err
}

// run turns a panic into its own caller's error.
func (g *gatherer) run(tx *gorm.DB, j *queued) (err error) {
	defer func() {
		if p := recover(); p != nil {
			g.log.Error("a unit of work panicked", "panic", p, "stack", string(debug.Stack()))
			err = fmt.Errorf("gormdb: panic in a unit of work: %v", p)
		}
	}()
	return j.work(j.ctx, tx.Session(&gorm.Session{NewDB: true, Context: j.ctx}))
}

// storeTrouble tells a full or failing disk from a mistake of ours.
func storeTrouble(err error) bool {
	for _, sign := range []string{"SQLITE_FULL", "SQLITE_IOERR", "disk is full", "disk I/O error", "SQLITE_BUSY"} {
		if strings.Contains(err.Error(), sign) {
			return true
		}
	}
	return false
}
