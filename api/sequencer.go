package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"gorm.io/gorm"

	"liandong/domain/audit"
	"liandong/infra/gormdb"
	"liandong/infra/secrets"
	"liandong/infra/tlog"
)

// The sequencer's lease and pace, by this machine's time. What was done is
// signed for within a minute (docs/adr/0032).
const (
	sequencerLease = "sequencer"
	shortLease     = 8 * time.Second // what is safe without a lease is taken over soon
	signEvery      = 45 * time.Second
	mergePortion   = 500 // entries in one unit of work: writers wait no longer than that takes
)

// sequencer puts what was entered into the tree and has it signed.
type sequencer struct {
	sink   *tlog.Sink
	sinkMu sync.Mutex
	next   time.Time // not before: a checkpoint was signed
	named  string    // streams found broken, told once
}

func (a *App) tree(tx *gorm.DB) gormdb.Tree {
	return gormdb.Tree{TX: tx, My: a.db.Dialect() == "mysql"}
}

// sequence merges what waits, and signs when it is time, if this replica holds the lease.
func (a *App) sequence(ctx context.Context) error {
	waiting, err := a.waiting(ctx)
	if err != nil || !waiting && a.wall().Before(a.sequencer.next) {
		return err
	}
	held := false
	now := a.wall()
	err = a.db.Do(ctx, func(ctx context.Context, tx *gorm.DB) (err error) {
		_, held, err = gormdb.Relay{TX: tx}.Lease(ctx, sequencerLease, a.relay.owner, now, now.Add(shortLease))
		return err
	})
	if err != nil || !held {
		return err
	}
	if err = a.merge(ctx); err != nil {
		told := a.sequencer.named
		if a.sequencer.named = err.Error(); a.sequencer.named == told {
			err = nil
		}
	}
	if a.wall().Before(a.sequencer.next) {
		return err
	}
	a.sequencer.next = a.wall().Add(signEvery)
	return errors.Join(err, a.sign(ctx)) // one stream's tampering keeps no other from being signed for
}

func (a *App) waiting(ctx context.Context) (waiting bool, err error) {
	err = a.db.Read(ctx, func(ctx context.Context, tx *gorm.DB) error {
		waiting, err = a.tree(tx).Waiting(ctx)
		return err
	})
	return waiting, err
}

// merge puts all that waits into the tree. It needs no lease: the tree's row is
// locked for each portion. Streams that were tampered with are named and left out.
func (a *App) merge(ctx context.Context) error {
	var broken []string
	var named error
	for {
		var done gormdb.Merged
		err := a.db.Do(ctx, func(ctx context.Context, tx *gorm.DB) (err error) {
			done, err = a.tree(tx).Merge(ctx, secrets.SHA256{}, mergePortion, broken)
			return err
		})
		if err != nil {
			return err
		}
		for _, b := range done.Broken {
			broken, named = append(broken, b.Stream), errors.Join(named, b)
		}
		if done.Entries == 0 && len(done.Broken) == 0 {
			return named
		}
	}
}

// sign keeps a checkpoint in the database, and then in the file outside it: the
// file is never ahead of what is on the disk. Without a key nothing is signed.
func (a *App) sign(ctx context.Context) error {
	if !a.sealed {
		return nil
	}
	origin, err := a.origin()
	if err != nil {
		return err
	}
	err = a.db.Do(ctx, func(ctx context.Context, tx *gorm.DB) error {
		_, err := a.tree(tx).Sign(ctx, a.wall(), origin, a.seal.SignCheckpoint)
		return err
	})
	return errors.Join(err, a.carryOut(ctx))
}

// origin names the log after the key that first signed it.
func (a *App) origin() (string, error) {
	id, err := a.seal.KeyID()
	_, sum, _ := strings.Cut(id, ":")
	return "liandong/" + sum[:min(16, len(sum))], err
}

// carryOut writes to the file what it lacks of the kept checkpoints.
func (a *App) carryOut(ctx context.Context) error {
	a.sequencer.sinkMu.Lock()
	defer a.sequencer.sinkMu.Unlock()
	for {
		var lines []tlog.Line
		err := a.db.Read(ctx, func(ctx context.Context, tx *gorm.DB) error {
			tree := a.tree(tx)
			origin, _, err := tree.Name(ctx)
			if err != nil || origin == "" {
				return err
			}
			after, err := a.sequencer.sink.After(origin)
			if err != nil {
				return err
			}
			all, err := tree.Checkpoints(ctx, after, firings)
			for _, s := range all {
				lines = append(lines, tlog.Line{At: s.At, Note: s.Note})
			}
			return err
		})
		if err != nil || len(lines) == 0 {
			return err
		}
		for _, line := range lines {
			if err := a.sequencer.sink.Add(line); err != nil {
				return err
			}
		}
	}
}

// gathered makes sure that what was entered until now stands in the tree, but
// for what was tampered with.
func (a *App) gathered(ctx context.Context) error {
	waiting, err := a.waiting(ctx)
	if err != nil || !waiting {
		return err
	}
	var broken *audit.Break
	if err := a.merge(ctx); !errors.As(err, &broken) {
		return err
	}
	a.log.Error("log", "error", broken)
	return nil
}

// covered makes sure that a checkpoint covers it.
func (a *App) covered(ctx context.Context) error {
	if err := a.gathered(ctx); err != nil {
		return err
	}
	return a.sign(ctx)
}

// sinkOf is the file of checkpoints: the one named, or one in the data directory.
// Each database of a server has its own, because they share that directory.
func sinkOf(cfg Config) *tlog.Sink {
	if cfg.Checkpoints != "" {
		return &tlog.Sink{File: cfg.Checkpoints}
	}
	name := "checkpoints.jsonl"
	if cfg.Database != "" {
		_, address, _ := strings.Cut(cfg.Database, "@")
		sum := sha256.Sum256([]byte(address))
		name = "checkpoints-" + hex.EncodeToString(sum[:6]) + ".jsonl"
	}
	return &tlog.Sink{File: filepath.Join(cfg.Data, name)}
}

// errBehind refuses to go on over a database that is behind its own checkpoints.
const errBehind = `this database is not the one whose checkpoints are in %[1]s (%[2]s).
It was set back to an older copy, or rewritten. Find out which: «liandong audit verify» names what differs.
If an older copy was restored on purpose, say so in the log: liandong audit recover --by NAME --reason TEXT`

// CheckWitness refuses to start over a database that is behind the last
// checkpoint in the file, or differs from it, unless a recovery was recorded.
func (a *App) CheckWitness(ctx context.Context) error {
	last, found, err := a.sequencer.sink.Last()
	if err != nil || !found {
		return err
	}
	why := ""
	err = a.db.Read(ctx, func(ctx context.Context, tx *gorm.DB) error {
		tree := a.tree(tx)
		origin, size, err := tree.Name(ctx)
		if err != nil {
			return err
		}
		if last.Origin != origin {
			given, err := tree.Recovered(ctx)
			if err != nil || slices.ContainsFunc(given, func(r gormdb.Recovery) bool { return r.Origin == last.Origin }) {
				return err
			}
			why = fmt.Sprintf("they are of the log %s, and this is %q", last.Origin, origin)
			return nil
		}
		if last.Size > size {
			why = fmt.Sprintf("the last was signed over %d entries, and the tree here holds %d", last.Size, size)
			return nil
		}
		root, err := tree.Root(ctx, last.Size)
		if err == nil && !bytes.Equal(root, last.Root) {
			why = fmt.Sprintf("the first %d entries are others", last.Size)
		}
		return err
	})
	if err == nil && why != "" {
		err = fmt.Errorf(errBehind, a.sequencer.sink.File, why)
	}
	return err
}
