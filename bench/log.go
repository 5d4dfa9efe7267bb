package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"liandong/domain/audit"
	"liandong/infra/gormdb"
	"liandong/infra/sealing"
	"liandong/infra/secrets"
	"liandong/infra/signing"
	"liandong/infra/tlog"
)

// A log of a county's years: most entries are of cases, one in ten is of an
// organisation, and a checkpoint is signed behind each portion.
const (
	portion       = 2000
	entriesOfCase = 45
	entriesOfOrg  = 5
	origin        = "liandong/bench"
)

// loggedPayload is sealed as it is in a real log.
type loggedPayload struct {
	EntryID string `gorm:"primaryKey"`
	Salt    string
	Reason  string `gorm:"serializer:personal"`
	Payload string `gorm:"serializer:personal"`
}

func (loggedPayload) TableName() string { return "audit_payloads" }

type logger struct {
	db    *gormdb.DB
	seal  *signing.Holder
	ends  map[string]audit.Head
	walk  *tlog.Walk
	tiles *tiles
	begun time.Time
	n     int64
}

// logged writes a log of so many entries into dir, where it is not there yet, has the program
// check it as an auditor does, and says how long that took and how much memory it needed at most.
func logged(binary, dir string, entries int64) error {
	if _, err := os.Stat(filepath.Join(dir, "checkpoints.jsonl")); errors.Is(err, os.ErrNotExist) {
		if err := writeLog(dir, entries); err != nil {
			return err
		}
	}
	at := time.Now()
	var out bytes.Buffer
	cmd := exec.Command(binary, "audit", "verify", "--data", dir)
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		return err
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	most := resident(cmd.Process.Pid)
	for {
		select {
		case err := <-done:
			if err != nil {
				return fmt.Errorf("%w: %s", err, out.String())
			}
			fmt.Printf("audit verify: %s wall, %s of processor time, %d MB resident at most\n%s", time.Since(at).Round(time.Second), (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Round(time.Second), most>>10, out.String())
			return nil
		case <-time.After(50 * time.Millisecond):
			most = max(most, resident(cmd.Process.Pid))
		}
	}
}

// resident is the most memory a process has had so far, in KB, as Linux counts it; what its
// resource usage says includes the program that started it.
func resident(pid int) (kb int) {
	raw, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid)) // gone when it has ended
	_, line, _ := strings.Cut(string(raw), "VmHWM:")
	_, _ = fmt.Sscanf(line, "%d", &kb)
	return kb
}

func writeLog(dir string, entries int64) (err error) {
	ctx := context.Background()
	db, err := gormdb.Open(gormdb.Config{Dir: dir, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := errors.Join(db.Migrate(ctx), db.Unlock(ctx, gormdb.Unlocking{Dir: sealing.In("", dir), Make: true})); err != nil {
		return err
	}
	l := &logger{db: db, seal: signing.At(signing.In("", dir)), ends: map[string]audit.Head{}, walk: tlog.NewWalk(), tiles: &tiles{map[int]map[int64][]byte{}, map[[2]int64][]byte{}}, begun: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)}
	begun := time.Now()
	lines := make([]tlog.Line, 0, entries/portion+1)
	for l.n < entries {
		line, err := l.write(ctx)
		if err != nil {
			return err
		}
		lines = append(lines, line)
		if l.n%500_000 == 0 {
			fmt.Printf("%d entries after %s\n", l.n, time.Since(begun).Round(time.Second))
		}
	}
	sink := &tlog.Sink{File: filepath.Join(dir, "checkpoints.jsonl")}
	for _, line := range lines {
		if err := sink.Add(line); err != nil {
			return err
		}
	}
	return nil
}

// insertEntries writes many entries with one statement: GORM takes longer than the database does.
const (
	entriesAtOnce = 10
	oneEntry      = "(?,?,?,?,?,?,?,?,?,?,?,'','',0,?,?,?,?)"
	fiveEntries   = oneEntry + "," + oneEntry + "," + oneEntry + "," + oneEntry + "," + oneEntry
	insertEntries = "INSERT INTO audit_entries (stream, seq, id, at, actor, organization_id, role, origin, action, subject, case_id, touched, reason_digest, backdated, request_id, payload_digest, previous, digest) VALUES " +
		fiveEntries + "," + fiveEntries
)

// tiles keeps those that change, and what is to be written of them.
type tiles struct {
	open    map[int]map[int64][]byte
	written map[[2]int64][]byte
}

// Tile implements tlog.Tiles.
func (t *tiles) Tile(level int, index int64) ([]byte, error) {
	return bytes.Clone(t.open[level][index]), nil
}

// PutTile implements tlog.Tiles.
func (t *tiles) PutTile(level int, index int64, hashes []byte) error {
	if t.open[level] == nil {
		t.open[level] = map[int64][]byte{}
	}
	delete(t.open[level], index-1)
	t.open[level][index] = hashes
	t.written[[2]int64{int64(level), index}] = hashes
	return nil
}

// write enters a portion, as the program and its sequencer would have, and signs for it.
func (l *logger) write(ctx context.Context) (line tlog.Line, err error) {
	first, values := l.n, make([]any, 0, portion*15)
	var payloads []loggedPayload
	var leaves [][]byte
	var runs []any
	touched := map[string]bool{}
	last, begins := "", int64(0)
	for i := range int64(portion) {
		e, p := l.next()
		touched[e.Stream] = true
		values = append(values, e.Stream, e.Seq, e.ID, e.At, e.Actor, e.Organization, e.Role, e.Origin, e.Action, e.Subject, e.CaseID, e.RequestID, e.PayloadDigest, e.Previous, e.Digest)
		payloads, leaves = append(payloads, p), append(leaves, tlog.Leaf(e.Digest))
		if e.Stream != last {
			last, begins = e.Stream, i
			runs = append(runs, first+begins, e.Stream, e.Seq, int64(0))
		}
		runs[len(runs)-1] = i - begins + 1
		if err := l.walk.Next(leaves[i]); err != nil {
			return line, err
		}
	}
	if err := (tlog.Tree{Tiles: l.tiles}).Append(first, leaves); err != nil {
		return line, err
	}
	root, err := l.walk.Root()
	if err != nil {
		return line, err
	}
	note, err := l.seal.SignCheckpoint(tlog.Checkpoint{Origin: origin, Size: l.n, Root: root})
	if err != nil {
		return line, err
	}
	line = tlog.Line{At: l.begun.Add(time.Duration(l.n) * time.Second), Note: note}
	return line, l.db.Do(ctx, func(ctx context.Context, tx *gorm.DB) error {
		tx = tx.WithContext(ctx)
		for some := range slices.Chunk(values, entriesAtOnce*15) {
			if err := tx.Exec(insertEntries, some...).Error; err != nil {
				return err
			}
		}
		if err := tx.CreateInBatches(payloads, 500).Error; err != nil {
			return err
		}
		return l.book(tx, touched, runs, line)
	})
}

// book writes heads, runs, tiles and the checkpoint.
func (l *logger) book(tx *gorm.DB, touched map[string]bool, runs []any, line tlog.Line) error {
	for stream := range touched {
		end := l.ends[stream]
		if err := tx.Exec("INSERT OR REPLACE INTO audit_heads (stream, seq, digest, merged_seq, merged_digest, waiting) VALUES (?, ?, ?, ?, ?, 0)", stream, end.Seq, end.Digest, end.Seq, end.Digest).Error; err != nil {
			return err
		}
		if end.Seq >= entriesOfCase && stream[0] == 'c' {
			delete(l.ends, stream)
		}
	}
	for run := range slices.Chunk(runs, 4) {
		if err := tx.Exec("INSERT INTO audit_runs (first_leaf, stream, first_seq, length) VALUES (?, ?, ?, ?)", run...).Error; err != nil {
			return err
		}
	}
	for at, hashes := range l.tiles.written {
		if err := tx.Exec("INSERT OR REPLACE INTO audit_tiles (level, tile, hashes) VALUES (?, ?, ?)", at[0], at[1], base64.StdEncoding.EncodeToString(hashes)).Error; err != nil {
			return err
		}
	}
	clear(l.tiles.written)
	if err := tx.Exec("INSERT INTO audit_checkpoints (size, signed_at, note) VALUES (?, ?, ?)", l.n, gormdb.Stamp(line.At), line.Note).Error; err != nil {
		return err
	}
	return tx.Exec("UPDATE audit_tree SET origin = ?, size = ? WHERE id = 1", origin, l.n).Error
}

// next is one more entry: of a case, or of one of nine organisations.
func (l *logger) next() (audit.Entry, loggedPayload) {
	round, at := l.n/(entriesOfCase+entriesOfOrg), l.n%(entriesOfCase+entriesOfOrg)
	caseID := fmt.Sprintf("01970000-0000-7000-8000-%012d", round)
	organization := fmt.Sprintf("org-%d", round%9)
	stream := "case/" + caseID
	if at >= entriesOfCase {
		stream, caseID = "organization/"+organization, ""
	}
	head := l.ends[stream]
	payload, salt := `{"text":"当事人到窗口反映相邻关系纠纷，已登记并告知权利义务","seen":["fields"]}`, secrets.Salt()
	e := audit.Entry{
		Stream: stream, Seq: head.Seq + 1, ID: fmt.Sprintf("01980000-0000-7000-8000-%012d", l.n), At: gormdb.Stamp(l.begun.Add(time.Duration(l.n) * time.Second)), Actor: "王窗口", Organization: organization, Role: "clerk", Origin: "window",
		Action: "case.read", Subject: stream, CaseID: caseID, RequestID: fmt.Sprintf("r%d", l.n), PayloadDigest: audit.Salted(secrets.SHA256{}, salt, "", payload), Previous: head.Digest,
	}
	e.Digest = e.Seal(secrets.SHA256{})
	l.n++
	l.ends[stream] = audit.Head{Stream: stream, Seq: e.Seq, Digest: e.Digest}
	return e, loggedPayload{EntryID: e.ID, Salt: salt, Payload: payload}
}
