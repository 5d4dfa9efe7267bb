package gormdb

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"liandong/domain/audit"
	"liandong/infra/tlog"
)

// Tree is the log's Merkle tree bound to one transaction. Writers of entries do
// not touch it: they mark the head of their stream, and Merge gathers what is
// marked. Its one row is locked first, so that two sequencers follow each other.
type Tree struct {
	TX *gorm.DB
	My bool
}

// Signed is a checkpoint as it is kept.
type Signed struct {
	Size int64
	At   time.Time
	Note string
}

type treeRow struct {
	ID     int `gorm:"primaryKey"`
	Origin string
	Size   int64
}

func (treeRow) TableName() string { return "audit_tree" }

// runRow says that neighbouring entries of a stream stand at neighbouring leaves.
type runRow struct {
	FirstLeaf int64 `gorm:"primaryKey;autoIncrement:false"`
	Stream    string
	FirstSeq  int64
	Length    int64
}

func (runRow) TableName() string { return "audit_runs" }

type tileRow struct {
	Level  int   `gorm:"primaryKey;autoIncrement:false"`
	Tile   int64 `gorm:"primaryKey;autoIncrement:false"`
	Hashes string
}

func (tileRow) TableName() string { return "audit_tiles" }

type checkpointRow struct {
	Size     int64 `gorm:"primaryKey;autoIncrement:false"`
	SignedAt string
	Note     string
}

func (checkpointRow) TableName() string { return "audit_checkpoints" }

func (r checkpointRow) signed() Signed {
	return Signed{Size: r.Size, At: Unstamp(r.SignedAt), Note: r.Note}
}

// tiles is tlog.Tiles in a transaction.
type tiles struct{ tx *gorm.DB }

// Tile implements tlog.Tiles.
func (t tiles) Tile(level int, index int64) ([]byte, error) {
	var row tileRow
	err := t.tx.Take(&row, "level = ? AND tile = ?", level, index).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return base64.StdEncoding.DecodeString(row.Hashes)
}

// PutTile implements tlog.Tiles.
func (t tiles) PutTile(level int, index int64, hashes []byte) error {
	row := tileRow{Level: level, Tile: index, Hashes: base64.StdEncoding.EncodeToString(hashes)}
	return t.tx.Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error
}

func (t Tree) hashes(ctx context.Context) tlog.Tree {
	return tlog.Tree{Tiles: tiles{t.TX.WithContext(ctx)}}
}

// locked reads the tree's row and keeps it until the unit of work ends.
func (t Tree) locked(ctx context.Context) (treeRow, error) {
	var row treeRow
	err := store{tx: t.TX, write: true, my: t.My}.locking(ctx).Take(&row, "id = 1").Error
	return row, err
}

// Waiting reports whether entries stand in no tree yet.
func (t Tree) Waiting(ctx context.Context) (bool, error) {
	var rows []headRow
	err := t.TX.WithContext(ctx).Limit(1).Find(&rows, "waiting = 1").Error
	return len(rows) > 0, err
}

// waitingLine is an entry that waits, and what the tree holds of its stream.
type waitingLine struct {
	Row                      auditRow `gorm:"embedded"`
	HeadSeq, MergedSeq       int64
	HeadDigest, MergedDigest string
}

// Merged is what a unit of merging did. A stream whose entries do not follow
// what the tree holds of it is Broken: nothing of it is merged, so that what was
// changed at once after it was written is not signed for.
type Merged struct {
	Entries int
	Broken  []*audit.Break
}

// Merge puts at most limit entries that wait into the tree, passing over streams
// that are known to be broken.
func (t Tree) Merge(ctx context.Context, h audit.Hasher, limit int, passOver []string) (Merged, error) {
	row, err := t.locked(ctx)
	if err != nil {
		return Merged{}, err
	}
	db := t.TX.WithContext(ctx)
	find := db.Table("audit_heads h").Select("e.*, h.seq AS head_seq, h.digest AS head_digest, h.merged_seq, h.merged_digest").
		Joins("JOIN audit_entries e ON e.stream = h.stream AND e.seq > h.merged_seq AND e.seq <= h.seq").Where("h.waiting = 1")
	if len(passOver) > 0 {
		find = find.Where("h.stream NOT IN ?", passOver)
	}
	var found []waitingLine
	if err := find.Order("h.stream, e.seq").Limit(limit).Scan(&found).Error; err != nil {
		return Merged{}, err
	}
	var done Merged
	var runs []mergedRun
	var leaves [][]byte
	at := map[string]int64{}
	for len(found) > 0 {
		n := 1
		for n < len(found) && found[n].Row.Stream == found[0].Row.Stream {
			n++
		}
		if broken := follows(h, found[:n]); broken != nil {
			done.Broken = append(done.Broken, broken)
		} else {
			runs = append(runs, mergedRun{runRow{row.Size + int64(len(leaves)), found[0].Row.Stream, found[0].Row.Seq, int64(n)}, found[n-1].Row.Digest})
			for _, e := range found[:n] {
				at[e.Row.ID] = row.Size + int64(len(leaves))
				leaves = append(leaves, tlog.Leaf(e.Row.Digest))
			}
		}
		found = found[n:]
	}
	if len(leaves) == 0 {
		return done, nil
	}
	done.Entries = len(leaves)
	if err := t.hashes(ctx).Append(row.Size, leaves); err != nil {
		return done, err
	}
	for _, r := range runs {
		if err := r.keep(db); err != nil {
			return done, err
		}
	}
	if err := feed(db, at); err != nil {
		return done, err
	}
	return done, db.Model(&treeRow{}).Where("id = 1").Update("size", row.Size+int64(len(leaves))).Error
}

// follows checks that entries of one stream follow what the tree holds of it, and end where its head says.
func follows(h audit.Hasher, lines []waitingLine) *audit.Break {
	previous, seq := lines[0].MergedDigest, lines[0].MergedSeq
	for _, l := range lines {
		e := l.Row.entry()
		seq++
		if e.Seq != seq || e.Previous != previous || e.Seal(h) != e.Digest || e.Seq == l.HeadSeq && e.Digest != l.HeadDigest {
			return &audit.Break{Stream: e.Stream, Seq: seq, ID: e.ID, Why: "does not follow what the tree holds, or was changed after it was written: it is not merged"}
		}
		previous = e.Digest
	}
	return nil
}

type mergedRun struct {
	runRow
	last string // digest of its last entry
}

// keep writes where a run stands, and says in the head that it is merged.
func (r mergedRun) keep(db *gorm.DB) error {
	if err := db.Create(&r.runRow).Error; err != nil {
		return err
	}
	merged := r.FirstSeq + r.Length - 1
	// A writer may have moved the head on meanwhile: it then waits still.
	return db.Exec("UPDATE audit_heads SET merged_seq = ?, merged_digest = ?, waiting = CASE WHEN seq = ? THEN 0 ELSE 1 END WHERE stream = ?", merged, r.last, merged, r.Stream).Error
}

// Sign keeps a checkpoint of the tree as it is, or returns the last one where
// nothing was merged since. Which log it is is decided when it is first signed.
func (t Tree) Sign(ctx context.Context, at time.Time, origin string, sign func(tlog.Checkpoint) (string, error)) (Signed, error) {
	row, err := t.locked(ctx)
	if err != nil {
		return Signed{}, err
	}
	last, err := t.Last(ctx)
	if err != nil || row.Size == 0 || last.Size == row.Size {
		return last, err
	}
	db := t.TX.WithContext(ctx)
	if row.Origin == "" {
		row.Origin = origin
		if err := db.Model(&treeRow{}).Where("id = 1").Update("origin", origin).Error; err != nil {
			return Signed{}, err
		}
	}
	root, err := t.hashes(ctx).Root(row.Size)
	if err != nil {
		return Signed{}, err
	}
	text, err := sign(tlog.Checkpoint{Origin: row.Origin, Size: row.Size, Root: root})
	if err != nil {
		return Signed{}, err
	}
	kept := checkpointRow{Size: row.Size, SignedAt: Stamp(at), Note: text}
	return kept.signed(), db.Create(&kept).Error
}

// Last is the last checkpoint; its size is 0 where none was signed.
func (t Tree) Last(ctx context.Context) (Signed, error) {
	var rows []checkpointRow
	err := t.TX.WithContext(ctx).Order("size DESC").Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return Signed{}, err
	}
	return rows[0].signed(), nil
}

// LastBefore is the last checkpoint that was signed before an instant; its size is 0 where there is none.
func (t Tree) LastBefore(ctx context.Context, end time.Time) (Signed, error) {
	var rows []checkpointRow
	err := t.TX.WithContext(ctx).Order("signed_at DESC, size DESC").Limit(1).Find(&rows, "signed_at < ?", Stamp(end)).Error
	if err != nil || len(rows) == 0 {
		return Signed{}, err
	}
	return rows[0].signed(), nil
}

// Checkpoints lists the next checkpoints after a size.
func (t Tree) Checkpoints(ctx context.Context, after int64, limit int) ([]Signed, error) {
	var rows []checkpointRow
	err := t.TX.WithContext(ctx).Order("size").Limit(limit).Find(&rows, "size > ?", after).Error
	all := make([]Signed, 0, len(rows))
	for _, r := range rows {
		all = append(all, r.signed())
	}
	return all, err
}

// Name says which log it is, empty where nothing was signed yet, and how many entries the tree holds.
func (t Tree) Name(ctx context.Context) (origin string, size int64, err error) {
	var row treeRow
	err = t.TX.WithContext(ctx).Take(&row, "id = 1").Error
	return row.Origin, row.Size, err
}

// Root is the root the tree had at a size. It returns an error where the tree is smaller.
func (t Tree) Root(ctx context.Context, size int64) ([]byte, error) {
	return t.hashes(ctx).Root(size)
}

// Entry is an entry and its leaf; the leaf is -1 where it is in no tree yet. It
// returns who.ErrNotVisible for an id that is nobody's.
func (t Tree) Entry(ctx context.Context, id string) (audit.Entry, int64, error) {
	var row auditRow
	db := t.TX.WithContext(ctx)
	if err := (store{}).take(ctx, db, &row, "id = ?", id); err != nil {
		return audit.Entry{}, 0, err
	}
	var runs []runRow
	err := db.Order("first_seq DESC").Limit(1).Find(&runs, "stream = ? AND first_seq <= ?", row.Stream, row.Seq).Error
	if err != nil || len(runs) == 0 || row.Seq >= runs[0].FirstSeq+runs[0].Length {
		return row.entry(), -1, err
	}
	return row.entry(), runs[0].FirstLeaf + row.Seq - runs[0].FirstSeq, nil
}

// ErrShrunk says that the tree is smaller than what is asked of it.
var ErrShrunk = errors.New("gormdb: the tree does not reach so far")

// Inclusion proves that a leaf is in the tree of a size.
func (t Tree) Inclusion(ctx context.Context, leaf, size int64) ([][]byte, error) {
	return t.hashes(ctx).Inclusion(leaf, size)
}

// Consistency proves that the tree of one size is the beginning of another's.
// It returns ErrShrunk where the tree is smaller than that.
func (t Tree) Consistency(ctx context.Context, from, to int64) ([][]byte, error) {
	_, size, err := t.Name(ctx)
	if err != nil {
		return nil, err
	}
	if to > size {
		return nil, fmt.Errorf("%w: %d of %d", ErrShrunk, size, to)
	}
	return t.hashes(ctx).Consistency(from, to)
}

// Range is the hashes of the subtrees that the leaves from one up to another fill.
func (t Tree) Range(ctx context.Context, from, to int64) ([][]byte, error) {
	return t.hashes(ctx).Range(from, to)
}

// Recovery says that a log was given up at a size, and which one goes on from there.
type Recovery struct {
	Origin string
	Size   int64
	Next   string
	At     time.Time
}

type recoveryRow struct {
	Origin string `gorm:"primaryKey"`
	Size   int64
	Next   string
	At     string
}

func (recoveryRow) TableName() string { return "audit_recoveries" }

// Recover gives a log up: the tree goes on as it is under another name, so that
// two checkpoints of one name never differ. The entry that says why is the
// caller's to write in the same unit of work.
func (t Tree) Recover(ctx context.Context, r Recovery) (size int64, err error) {
	row, err := t.locked(ctx)
	if err != nil {
		return 0, err
	}
	db := t.TX.WithContext(ctx)
	if err := db.Create(&recoveryRow{Origin: r.Origin, Size: row.Size, Next: r.Next, At: Stamp(r.At)}).Error; err != nil {
		return 0, err
	}
	return row.Size, db.Model(&treeRow{}).Where("id = 1").Update("origin", r.Next).Error
}

// Recovered lists what was given up, earliest first.
func (t Tree) Recovered(ctx context.Context) ([]Recovery, error) {
	var rows []recoveryRow
	err := t.TX.WithContext(ctx).Order("at, origin").Limit(1000).Find(&rows).Error
	all := make([]Recovery, 0, len(rows))
	for _, r := range rows {
		all = append(all, Recovery{r.Origin, r.Size, r.Next, Unstamp(r.At)})
	}
	return all, err
}

// Acted lists the ids of a case's entries of the actions that a pattern fits, on
// one subject, or on any where none is named, in their order.
func (t Tree) Acted(ctx context.Context, caseID, subject, actions string, limit int) ([]string, error) {
	var ids []string
	db := t.TX.WithContext(ctx).Table("audit_entries").Where("stream = ? AND action LIKE ?", "case/"+caseID, actions)
	if subject != "" {
		db = db.Where("subject = ?", subject)
	}
	return ids, db.Order("seq").Limit(limit).Pluck("id", &ids).Error
}
