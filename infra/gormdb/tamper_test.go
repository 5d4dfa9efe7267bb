package gormdb_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"liandong/domain/audit"
	"liandong/infra/gormdb"
	"liandong/infra/gormdb/testdb"
	"liandong/infra/secrets"
)

// forger has the database, and not the key.
type forger struct {
	t  *testing.T
	tx *gorm.DB
}

func (f forger) exec(sql string, args ...any) {
	f.t.Helper()
	if err := f.tx.Exec(sql, args...).Error; err != nil {
		f.t.Fatal(err)
	}
}

// rechain makes every chain and every head whole again.
func (f forger) rechain() {
	var rows []struct {
		Stream, ID, At, Actor, OrganizationID, Role, Origin, Action, Subject, CaseID, Touched, ReasonDigest, RequestID, PayloadDigest string
		Seq                                                                                                                           int64
		Backdated                                                                                                                     int
	}
	if err := f.tx.Table("audit_entries").Order("stream, seq").Scan(&rows).Error; err != nil {
		f.t.Fatal(err)
	}
	stream, previous, seq := "", "", int64(0)
	for _, r := range rows {
		if r.Stream != stream {
			stream, previous, seq = r.Stream, "", 0
		}
		seq++
		e := audit.Entry{Stream: r.Stream, Seq: seq, ID: r.ID, At: r.At, Actor: r.Actor, Organization: r.OrganizationID, Role: r.Role, Origin: r.Origin, Action: r.Action, Subject: r.Subject,
			CaseID: r.CaseID, Touched: r.Touched, ReasonDigest: r.ReasonDigest, Backdated: r.Backdated == 1, RequestID: r.RequestID, PayloadDigest: r.PayloadDigest, Previous: previous}
		previous = e.Seal(secrets.SHA256{})
		f.exec("UPDATE audit_entries SET seq = ?, previous = ?, digest = ? WHERE id = ?", seq, e.Previous, previous, r.ID)
		f.exec("UPDATE audit_heads SET seq = ?, digest = ? WHERE stream = ?", seq, previous, r.Stream)
	}
}

// replant throws the tree away and merges all entries into a new one.
func (f forger) replant() {
	f.exec("DELETE FROM audit_runs")
	f.exec("DELETE FROM audit_tiles")
	f.exec("UPDATE audit_tree SET size = 0")
	f.exec("UPDATE audit_heads SET merged_seq = 0, merged_digest = '', waiting = 1")
	if _, err := (gormdb.Tree{TX: f.tx}).Merge(context.Background(), secrets.SHA256{}, 1000, nil); err != nil {
		f.t.Fatal(err)
	}
}

// tampers are what somebody with the database and without the key can do; each is
// named, by the words that must be in the evidence.
var tampers = []struct {
	name string
	do   func(f forger)
	says string
}{
	{"an entry is edited", func(f forger) {
		f.exec("UPDATE audit_entries SET actor = 'x' WHERE stream = 'organization/o1' AND seq = 3")
	}, "stream organization/o1, entry 3"},
	{"an entry is edited and the chain made whole", func(f forger) {
		f.exec("UPDATE audit_entries SET actor = 'x' WHERE stream = 'organization/o1' AND seq = 3")
		f.rechain()
	}, "stream organization/o1, entry 3"},
	{"an entry is edited and chain and tree made whole", func(f forger) {
		f.exec("UPDATE audit_entries SET actor = 'x' WHERE stream = 'organization/o1' AND seq = 3")
		f.rechain()
		f.replant()
	}, "are not those signed"},
	{"and the checkpoints are thrown away too", func(f forger) {
		f.exec("UPDATE audit_entries SET actor = 'x' WHERE stream = 'organization/o1' AND seq = 3")
		f.rechain()
		f.replant()
		f.exec("DELETE FROM audit_checkpoints")
	}, "are not those signed in the checkpoint of the file"},
	{"an entry is deleted", func(f forger) { f.exec("DELETE FROM audit_entries WHERE stream = 'organization/o1' AND seq = 3") }, "stream organization/o1, entry 3"},
	{"an entry is deleted and the chain closed", func(f forger) {
		f.exec("DELETE FROM audit_entries WHERE stream = 'organization/o1' AND seq = 3")
		f.rechain()
	}, "stream organization/o1, entry 3"},
	{"an entry is deleted and all made whole", func(f forger) {
		f.exec("DELETE FROM audit_entries WHERE stream = 'organization/o1' AND seq = 3")
		f.rechain()
		f.replant()
	}, "are not those signed"},
	{"two entries change places", func(f forger) {
		f.exec("UPDATE audit_entries SET seq = 1000 WHERE stream = 'organization/o2' AND seq = 4")
		f.exec("UPDATE audit_entries SET seq = 4 WHERE stream = 'organization/o2' AND seq = 5")
		f.exec("UPDATE audit_entries SET seq = 5 WHERE stream = 'organization/o2' AND seq = 1000")
		f.rechain()
	}, "stream organization/o2, entry 4"},
	{"the tail is cut", func(f forger) { f.exec("DELETE FROM audit_entries WHERE stream = 'organization/o0' AND seq > 8") }, "stream organization/o0, entry 9"},
	{"the tail is cut and the head set back", func(f forger) {
		f.exec("DELETE FROM audit_entries WHERE stream = 'organization/o0' AND seq > 8")
		f.rechain()
	}, "stream organization/o0, entry 9"},
	{"the tail is cut of everything", func(f forger) {
		f.exec("DELETE FROM audit_entries WHERE seq > 8")
		f.rechain()
		f.replant()
	}, "are not those signed"},
	{"a whole stream is cut", func(f forger) {
		f.exec("DELETE FROM audit_entries WHERE stream = 'organization/o2'")
		f.exec("DELETE FROM audit_heads WHERE stream = 'organization/o2'")
	}, "stream organization/o2, entry 1"},
	{"an entry is put in between", func(f forger) {
		f.exec("UPDATE audit_entries SET seq = seq + 1000 WHERE stream = 'organization/o1' AND seq > 5")
		f.exec(`INSERT INTO audit_entries SELECT stream, 500, 'forged', at, actor, organization_id, role, origin, action, subject, case_id, touched, reason_digest, backdated, request_id, payload_digest, previous, digest
			FROM audit_entries WHERE stream = 'organization/o1' AND seq = 5`)
		f.rechain()
	}, "stream organization/o1, entry 6"},
	{"an older copy takes the place of all", func(f forger) {
		f.exec("DELETE FROM audit_entries WHERE at >= ?", gormdb.Stamp(treeDay.Add(20*time.Second)))
		f.exec("DELETE FROM audit_checkpoints WHERE size > 20")
		f.exec("DELETE FROM audit_runs WHERE first_leaf >= 20")
		f.exec("UPDATE audit_tree SET size = 20")
		f.rechain()
		f.exec("UPDATE audit_heads SET merged_seq = seq")
	}, "this is an older copy"},
	{"a checkpoint is changed", func(f forger) {
		f.exec("UPDATE audit_checkpoints SET note = REPLACE(note, 'liandong/test', 'liandong/tost') WHERE size = 20")
	}, "is not signed with the key"},
	{"a tile is cut", func(f forger) { f.exec("UPDATE audit_tiles SET hashes = '' WHERE level = 0") }, "is cut off"},
	{"an entry is taken out of the tree", func(f forger) {
		f.exec("DELETE FROM audit_runs WHERE first_leaf = (SELECT first_leaf FROM (SELECT MAX(first_leaf) AS first_leaf FROM audit_runs) x)")
	}, "there are leaves for"},
	{"entries are hidden from the tree", func(f forger) {
		f.exec("INSERT INTO audit_heads (stream, seq, digest, merged_seq, waiting) VALUES ('organization/o3', 1, 'x', 0, 0)")
	}, "every entry of the stream was cut off"},
}

// Whoever has the database and not the key is found out every time.
func TestEveryTamperIsNamed(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *gormdb.DB) {
		n := newNotary(t, 7)
		given := worldOfEntries(t, db, n)
		if report, err := check(db, n, given); err != nil || report.Leaves != 30 || report.Checkpoints != 6 {
			t.Fatalf("a log as it should be: %+v %v", report, err)
		}
		restore := photograph(t, db)
		for _, tamper := range tampers {
			t.Run(tamper.name, func(t *testing.T) {
				defer restore()
				err := db.Do(context.Background(), func(_ context.Context, tx *gorm.DB) error {
					tamper.do(forger{t, tx})
					return nil
				})
				if err != nil {
					t.Fatal(err)
				}
				_, err = check(db, n, given)
				var b *audit.Break
				if !errors.As(err, &b) || !strings.Contains(b.Error(), tamper.says) {
					t.Errorf("evidence: %v, wanted: %s", err, tamper.says)
				}
			})
		}
		restore()
		if _, err := check(db, n, given); err != nil {
			t.Errorf("put back as it was: %v", err)
		}
	})
}
