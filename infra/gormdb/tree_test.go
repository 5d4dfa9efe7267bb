package gormdb_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"maps"
	"strings"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"liandong/domain/audit"
	"liandong/domain/journal"
	"liandong/domain/org"
	"liandong/domain/who"
	"liandong/infra/gormdb"
	"liandong/infra/gormdb/testdb"
	"liandong/infra/secrets"
	"liandong/infra/tlog"
)

// notary signs checkpoints with a key of its own.
type notary struct {
	public  ed25519.PublicKey
	private ed25519.PrivateKey
}

func newNotary(t *testing.T, seed byte) notary {
	t.Helper()
	public, private, err := ed25519.GenerateKey(bytes.NewReader(bytes.Repeat([]byte{seed}, 64)))
	if err != nil {
		t.Fatal(err)
	}
	return notary{public, private}
}

func (n notary) sign(c tlog.Checkpoint) (string, error) {
	return tlog.Sign(c, tlog.Signer{Public: n.public, Sign: func(text []byte) ([]byte, error) { return ed25519.Sign(n.private, text), nil }})
}

func (n notary) open(note string) (tlog.Checkpoint, error) { return tlog.Open(note, n.public) }

var treeDay = time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)

// enter writes one entry into a stream.
func enter(db *gormdb.DB, organization string, n int) error {
	return db.Do(context.Background(), func(ctx context.Context, tx *gorm.DB) error {
		j := gormdb.Journal{TX: tx, Hash: secrets.SHA256{}, NewID: secrets.NewID, Salt: secrets.Salt, My: db.Dialect() == "mysql"}
		return j.Record(ctx, journal.Entry{Actor: who.Actor{User: "u", Organization: org.ID(organization)}, Action: "test.done", Subject: fmt.Sprint(n), At: treeDay.Add(time.Duration(n) * time.Second)})
	})
}

// gather merges what waits, in portions.
func gather(t *testing.T, db *gormdb.DB, portion int) {
	t.Helper()
	for {
		n := 0
		err := db.Do(context.Background(), func(ctx context.Context, tx *gorm.DB) error {
			done, err := gormdb.Tree{TX: tx, My: db.Dialect() == "mysql"}.Merge(ctx, secrets.SHA256{}, portion, nil)
			n = done.Entries
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			return
		}
	}
}

func signTree(t *testing.T, db *gormdb.DB, n notary) gormdb.Signed {
	t.Helper()
	var s gormdb.Signed
	err := db.Do(context.Background(), func(ctx context.Context, tx *gorm.DB) (err error) {
		s, err = gormdb.Tree{TX: tx, My: db.Dialect() == "mysql"}.Sign(ctx, treeDay, "liandong/test", n.sign)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func witness(t *testing.T, n notary, s gormdb.Signed) gormdb.Witness {
	t.Helper()
	c, err := n.open(s.Note)
	if err != nil {
		t.Fatal(err)
	}
	return gormdb.Witness{Checkpoint: c, From: "the file"}
}

// worldOfEntries has three streams, 30 entries, and a checkpoint at each ten.
func worldOfEntries(t *testing.T, db *gormdb.DB, n notary) []gormdb.Witness {
	t.Helper()
	return entriesOf(t, db, n, 0, 30)
}

// entriesOf enters some, with a checkpoint at each ten.
func entriesOf(t *testing.T, db *gormdb.DB, n notary, from, to int) []gormdb.Witness {
	t.Helper()
	var given []gormdb.Witness
	for i := from; i < to; i++ {
		if err := enter(db, fmt.Sprintf("o%d", i%3), i); err != nil {
			t.Fatal(err)
		}
		if i%10 == 9 {
			gather(t, db, 4)
			given = append(given, witness(t, n, signTree(t, db, n)))
		}
	}
	return given
}

// check verifies chains, tree and checkpoints as an auditor does.
func check(db *gormdb.DB, n notary, given []gormdb.Witness) (gormdb.TreeReport, error) {
	if _, err := db.VerifyAudit(context.Background(), secrets.SHA256{}); err != nil {
		return gormdb.TreeReport{}, err
	}
	return db.VerifyTree(context.Background(), n.open, given)
}

var auditTables = []string{"audit_entries", "audit_heads", "audit_payloads", "audit_tree", "audit_runs", "audit_tiles", "audit_checkpoints"}

// photograph keeps the log's tables, and returns what puts them back.
func photograph(t *testing.T, db *gormdb.DB) (restore func()) {
	t.Helper()
	kept := map[string][]map[string]any{}
	ctx := context.Background()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(db.Read(ctx, func(_ context.Context, tx *gorm.DB) error {
		for _, table := range auditTables {
			var rows []map[string]any
			if err := tx.Table(table).Find(&rows).Error; err != nil {
				return err
			}
			kept[table] = rows
		}
		return nil
	}))
	return func() {
		t.Helper()
		must(db.Do(ctx, func(_ context.Context, tx *gorm.DB) error {
			for _, table := range auditTables {
				if err := tx.Exec("DELETE FROM " + table).Error; err != nil {
					return err
				}
				for _, row := range kept[table] {
					if err := tx.Table(table).Create(maps.Clone(row)).Error; err != nil {
						return err
					}
				}
			}
			return nil
		}))
	}
}

// What is changed before it is merged is not signed for: its stream waits until
// it is as it was, and the others go on.
func TestWhatWasChangedAtOnceIsNotMerged(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *gormdb.DB) {
		for i := range 6 {
			if err := enter(db, fmt.Sprintf("o%d", i%2), i); err != nil {
				t.Fatal(err)
			}
		}
		merge := func(want int, passOver ...string) []*audit.Break {
			t.Helper()
			var done gormdb.Merged
			err := db.Do(context.Background(), func(ctx context.Context, tx *gorm.DB) (err error) {
				done, err = gormdb.Tree{TX: tx, My: db.Dialect() == "mysql"}.Merge(ctx, secrets.SHA256{}, 100, passOver)
				return err
			})
			if err != nil || done.Entries != want {
				t.Fatalf("merged %d, wanted %d: %v", done.Entries, want, err)
			}
			return done.Broken
		}
		change := func(sql string) {
			t.Helper()
			if err := db.Do(context.Background(), func(_ context.Context, tx *gorm.DB) error { return tx.Exec(sql).Error }); err != nil {
				t.Fatal(err)
			}
		}
		change("UPDATE audit_entries SET actor = 'x' WHERE stream = 'organization/o0' AND seq = 2")
		if broken := merge(3); len(broken) != 1 || broken[0].Stream != "organization/o0" || broken[0].Seq != 2 {
			t.Errorf("evidence: %v", broken)
		}
		if broken := merge(0, "organization/o0"); len(broken) != 0 {
			t.Errorf("a stream to pass over: %v", broken)
		}
		change("UPDATE audit_entries SET actor = 'u' WHERE stream = 'organization/o0' AND seq = 2")
		merge(3)
	})
}

// Two copies of one log that both go on are told apart by their checkpoints, and
// one signed with another key is none.
func TestAForkIsNamed(t *testing.T) {
	n := newNotary(t, 7)
	one, two := testdb.SQLite(t), testdb.SQLite(t)
	first, second := worldOfEntries(t, one, n), worldOfEntries(t, two, n)
	if _, err := check(one, n, second); err == nil || !strings.Contains(err.Error(), "are not those signed in the checkpoint of the file") {
		t.Errorf("a fork: %v", err)
	}
	if _, err := check(two, n, second); err != nil {
		t.Error(err)
	}
	if _, err := check(one, newNotary(t, 8), first); err == nil || !strings.Contains(err.Error(), "is not signed with the key") {
		t.Errorf("another key: %v", err)
	}
}

// A copy that goes on by itself, with the key, agrees with its own checkpoints and with
// those from before it was made; the original's later ones tell it apart, and its own tell the original.
func TestACopyThatGoesOnIsNamed(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *gormdb.DB) {
		n := newNotary(t, 7)
		before := entriesOf(t, db, n, 0, 20)
		restore := photograph(t, db)
		original := entriesOf(t, db, n, 20, 30)
		restore()
		var own []gormdb.Witness
		for i := range 10 {
			if err := enter(db, "o1", 20+i); err != nil {
				t.Fatal(err)
			}
		}
		gather(t, db, 4)
		own = append(own, witness(t, n, signTree(t, db, n)))
		if _, err := check(db, n, append(before, own...)); err != nil {
			t.Errorf("the copy, and what it shares: %v", err)
		}
		var b *audit.Break
		if _, err := check(db, n, original); !errors.As(err, &b) || !strings.Contains(b.Error(), "the first 30 entries are not those signed in the checkpoint of the file") {
			t.Errorf("the original's checkpoint: %v", err)
		}
	})
}

// An older copy that was restored on purpose goes on under another name: what was
// given up is told, what was not is still compared, and nobody else's fits.
func TestARecoveryIsRecorded(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *gormdb.DB) {
		n := newNotary(t, 7)
		given := entriesOf(t, db, n, 0, 20)
		restore := photograph(t, db)
		given = append(given, entriesOf(t, db, n, 20, 30)...)
		restore()
		err := db.Do(context.Background(), func(ctx context.Context, tx *gorm.DB) error {
			size, err := gormdb.Tree{TX: tx, My: db.Dialect() == "mysql"}.Recover(ctx, gormdb.Recovery{Origin: "liandong/test", Next: "liandong/test.2", At: treeDay})
			if size != 20 {
				t.Errorf("it goes on from %d", size)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := enter(db, "o1", 50); err != nil {
			t.Fatal(err)
		}
		gather(t, db, 10)
		given = append(given, witness(t, n, signTree(t, db, n)))
		report, err := check(db, n, given)
		if err != nil || report.Abandoned != 1 || report.Checkpoints != 6 || len(report.Recoveries) != 1 {
			t.Errorf("%+v %v", report, err)
		}
		stranger := given[0]
		stranger.Origin = "liandong/other"
		if _, err := check(db, n, []gormdb.Witness{stranger}); err == nil || !strings.Contains(err.Error(), "is of the log liandong/other") {
			t.Errorf("another log's checkpoint: %v", err)
		}
	})
}

// Writers, two sequencers and signers at once: each entry stands in the tree
// once, every checkpoint agrees, and every proof holds.
func TestSequencersFollowEachOther(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *gormdb.DB) {
		n := newNotary(t, 7)
		var writers, sequencers sync.WaitGroup
		done := make(chan struct{})
		for range 2 {
			sequencers.Add(1)
			go func() {
				defer sequencers.Done()
				for {
					err := db.Do(context.Background(), func(ctx context.Context, tx *gorm.DB) error {
						tree := gormdb.Tree{TX: tx, My: db.Dialect() == "mysql"}
						if _, err := tree.Merge(ctx, secrets.SHA256{}, 7, nil); err != nil {
							return err
						}
						_, err := tree.Sign(ctx, treeDay, "liandong/test", n.sign)
						return err
					})
					if err != nil {
						t.Error(err)
						return
					}
					select {
					case <-done:
						return
					default:
					}
				}
			}()
		}
		for w := range 3 {
			writers.Add(1)
			go func() {
				defer writers.Done()
				for i := range 40 {
					if err := enter(db, fmt.Sprintf("o%d", (i+w)%4), i); err != nil {
						t.Error(err)
					}
				}
			}()
		}
		writers.Wait()
		close(done)
		sequencers.Wait()
		gather(t, db, 100)
		last := signTree(t, db, n)
		report, err := check(db, n, []gormdb.Witness{witness(t, n, last)})
		if err != nil || report.Leaves != 120 {
			t.Fatalf("%+v %v", report, err)
		}
		everyProof(t, db, n, last)
	})
}

func everyProof(t *testing.T, db *gormdb.DB, n notary, last gormdb.Signed) {
	t.Helper()
	c, err := n.open(last.Note)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Read(context.Background(), func(ctx context.Context, tx *gorm.DB) error {
		tree := gormdb.Tree{TX: tx}
		var ids []string
		if err := tx.Table("audit_entries").Pluck("id", &ids).Error; err != nil {
			return err
		}
		for _, id := range ids {
			e, leaf, err := tree.Entry(ctx, id)
			if err != nil {
				return err
			}
			hashes, err := tree.Inclusion(ctx, leaf, c.Size)
			if err != nil || !tlog.Included(tlog.Leaf(e.Digest), leaf, c.Size, hashes, c.Root) {
				t.Errorf("entry %s at leaf %d has no proof: %v", id, leaf, err)
			}
		}
		all, err := tree.Checkpoints(ctx, 0, 1000)
		for _, s := range all {
			before, err := n.open(s.Note)
			if err != nil {
				return err
			}
			hashes, err := tree.Consistency(ctx, s.Size, c.Size)
			if err != nil || !tlog.Consistent(s.Size, c.Size, hashes, before.Root, c.Root) {
				t.Errorf("no proof from %d to %d: %v", s.Size, c.Size, err)
			}
		}
		if _, err := tree.Consistency(ctx, 1, c.Size+1); !errors.Is(err, gormdb.ErrShrunk) {
			t.Errorf("a proof of a tree that is not there: %v", err)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
