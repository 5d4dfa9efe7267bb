package gormdb

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"math"
	"slices"

	"gorm.io/gorm"

	"liandong/domain/audit"
	"liandong/infra/tlog"
)

// treeStream is how evidence names the tree over all streams.
const treeStream = "tree"

// Witness is a checkpoint that must agree with the tree, and where it was found.
// One without an origin, as read from a paper, is of the log at hand.
type Witness struct {
	tlog.Checkpoint
	From string
}

// TreeReport is what was compared.
type TreeReport struct {
	Origin              string
	Leaves, Checkpoints int64
	// Abandoned checkpoints were signed over entries that a recorded recovery gave up.
	Abandoned  int64
	Recoveries []Recovery
}

// VerifyTree walks the entries in the order of their leaves, in constant memory,
// and compares them with the tiles, with every kept checkpoint and with the
// checkpoints given. It returns an *audit.Break naming the first bad entry, or
// the first checkpoint that does not agree. open checks a kept checkpoint's
// signature; where it is nil no key is at hand and the text alone is compared.
func (db *DB) VerifyTree(ctx context.Context, open func(note string) (tlog.Checkpoint, error), given []Witness) (TreeReport, error) {
	var report TreeReport
	err := db.Read(ctx, func(ctx context.Context, tx *gorm.DB) error {
		c := treeCheck{tree: Tree{TX: tx}, tx: tx.WithContext(ctx), open: open, walk: tlog.NewWalk(), given: slices.Clone(given)}
		slices.SortStableFunc(c.given, func(a, b Witness) int { return int(min(max(a.Size-b.Size, -1), 1)) })
		err := c.all(ctx)
		report = TreeReport{Origin: c.origin, Leaves: c.walk.Size(), Checkpoints: c.compared, Abandoned: c.abandoned, Recoveries: c.recoveries}
		return err
	})
	return report, err
}

type treeCheck struct {
	tree Tree
	tx   *gorm.DB
	open func(string) (tlog.Checkpoint, error)
	walk *tlog.Walk

	given    []Witness
	kept     []Signed
	keptTo   int64 // up to which size kept was read
	keptEnd  bool
	compared int64

	origin     string
	recoveries []Recovery
	abandoned  int64

	tile   []byte
	tileAt int64
}

// reach is how far checkpoints of a log must agree with this one; known is false for another log's.
func (c *treeCheck) reach(origin string) (size int64, known bool) {
	size = math.MaxInt64
	for _, r := range c.recoveries { // earliest first: a later one may have given up more
		if r.Origin == origin {
			size, origin = min(size, r.Size), r.Next
		}
	}
	return size, origin == c.origin && origin != ""
}

// ours keeps of the checkpoints given those that must agree, and names one of another log.
func (c *treeCheck) ours() error {
	kept := c.given[:0]
	for _, w := range c.given {
		if w.Origin == "" {
			w.Origin = c.origin
		}
		size, known := c.reach(w.Origin)
		switch {
		case !known:
			return treeBreak(w.Size, "a checkpoint of %s is of the log %s, and this one is %q", w.From, w.Origin, c.origin)
		case w.Size > size:
			c.abandoned++
		default:
			kept = append(kept, w)
		}
	}
	c.given = kept
	return nil
}

func treeBreak(at int64, why string, args ...any) *audit.Break {
	return &audit.Break{Stream: treeStream, Seq: at, Why: fmt.Sprintf(why, args...)}
}

// leafLine is an entry in the order of leaves.
type leafLine struct {
	FirstLeaf, FirstSeq, Length int64
	Stream                      string
	Seq                         *int64
	ID, Digest                  *string
}

func (c *treeCheck) all(ctx context.Context) error {
	origin, size, err := c.tree.Name(ctx)
	if err != nil {
		return err
	}
	if c.recoveries, err = c.tree.Recovered(ctx); err != nil {
		return err
	}
	c.origin = origin
	if err := c.ours(); err != nil {
		return err
	}
	c.tileAt = -1
	for after := int64(-1); ; {
		var runs []runRow
		if err := c.tx.Session(&gorm.Session{NewDB: true}).Order("first_leaf").Limit(chunk).Find(&runs, "first_leaf > ?", after).Error; err != nil {
			return err
		}
		if len(runs) == 0 {
			break
		}
		// What is held in memory is bounded by entries, not by runs.
		entries, n := int64(0), 0
		for n < len(runs) && entries < 2*chunk {
			entries += runs[n].Length
			n++
		}
		after = runs[n-1].FirstLeaf
		if err := c.runs(ctx, runs[0].FirstLeaf, after); err != nil {
			return err
		}
	}
	if c.walk.Size() != size {
		return treeBreak(c.walk.Size(), "the tree holds %d entries, and there are leaves for %d", size, c.walk.Size())
	}
	if err := c.agree(ctx); err != nil {
		return err
	}
	if err := c.beyond(ctx); err != nil {
		return err
	}
	return c.everyEntry()
}

// runs checks the entries of neighbouring runs.
func (c *treeCheck) runs(ctx context.Context, from, to int64) error {
	var lines []leafLine
	err := c.tx.Session(&gorm.Session{NewDB: true}).Table("audit_runs r").
		Select("r.first_leaf, r.first_seq, r.length, r.stream, e.seq, e.id, e.digest").
		Joins("LEFT JOIN audit_entries e ON e.stream = r.stream AND e.seq >= r.first_seq AND e.seq < r.first_seq + r.length").
		Where("r.first_leaf BETWEEN ? AND ?", from, to).Order("r.first_leaf, e.seq").Scan(&lines).Error
	if err != nil {
		return err
	}
	for i, l := range lines {
		if err := c.leaf(ctx, l); err != nil {
			return err
		}
		if next := l.FirstLeaf + l.Length; (i == len(lines)-1 || lines[i+1].FirstLeaf != l.FirstLeaf) && c.walk.Size() != next {
			return &audit.Break{Stream: l.Stream, Seq: *l.Seq + 1, Why: fmt.Sprintf("entry %d stands in the tree and is missing", *l.Seq+1)}
		}
	}
	return nil
}

// leaf checks one entry against its place and its tile, and the checkpoints of the size before it.
func (c *treeCheck) leaf(ctx context.Context, l leafLine) error {
	if err := c.agree(ctx); err != nil {
		return err
	}
	at := c.walk.Size()
	if l.Seq == nil {
		return &audit.Break{Stream: l.Stream, Seq: l.FirstSeq, Why: fmt.Sprintf("entry %d stands in the tree and is missing", l.FirstSeq)}
	}
	if want := l.FirstLeaf + *l.Seq - l.FirstSeq; want != at {
		return &audit.Break{Stream: l.Stream, Seq: *l.Seq, ID: *l.ID, Why: fmt.Sprintf("stands at leaf %d, and leaf %d is next", want, at)}
	}
	hash := tlog.Leaf(*l.Digest)
	kept, err := c.tileLeaf(at)
	if err != nil {
		return err
	}
	if !bytes.Equal(kept, hash) {
		return &audit.Break{Stream: l.Stream, Seq: *l.Seq, ID: *l.ID, Why: "is not what was merged into the tree"}
	}
	return c.walk.Next(hash)
}

// tileLeaf is what the tiles hold at a leaf.
func (c *treeCheck) tileLeaf(at int64) ([]byte, error) {
	if index := at / tlog.TileWidth; index != c.tileAt {
		tile, err := tiles{c.tx.Session(&gorm.Session{NewDB: true})}.Tile(0, index)
		if err != nil {
			return nil, treeBreak(at, "tile %d cannot be read", index)
		}
		c.tile, c.tileAt = tile, index
	}
	offset := int(at%tlog.TileWidth) * 32
	if len(c.tile) < offset+32 {
		return nil, treeBreak(at, "the tile of leaf %d is cut off", at)
	}
	return c.tile[offset : offset+32], nil
}

// agree compares every checkpoint of the size reached with the root reached.
func (c *treeCheck) agree(ctx context.Context) error {
	size := c.walk.Size()
	if err := c.more(ctx); err != nil {
		return err
	}
	for len(c.kept) > 0 && c.kept[0].Size == size {
		w, err := c.read(c.kept[0])
		if err != nil {
			return err
		}
		if err := c.same(w); err != nil {
			return err
		}
		c.kept = c.kept[1:]
	}
	for len(c.given) > 0 && c.given[0].Size == size {
		if err := c.same(c.given[0]); err != nil {
			return err
		}
		c.given = c.given[1:]
	}
	return nil
}

func (c *treeCheck) same(w Witness) error {
	root, err := c.walk.Root()
	if err != nil {
		return err
	}
	c.compared++
	if !bytes.Equal(root, w.Root) {
		return treeBreak(w.Size, "the first %d entries are not those signed in the checkpoint of %s (it has root %s, they have %s)", w.Size, w.From,
			base64.StdEncoding.EncodeToString(w.Root), base64.StdEncoding.EncodeToString(root))
	}
	return nil
}

// more reads the next kept checkpoints.
func (c *treeCheck) more(ctx context.Context) error {
	if len(c.kept) > 0 || c.keptEnd {
		return nil
	}
	all, err := Tree{TX: c.tx.Session(&gorm.Session{NewDB: true})}.Checkpoints(ctx, c.keptTo, chunk)
	if err != nil {
		return err
	}
	if c.keptEnd = len(all) == 0; !c.keptEnd {
		c.kept, c.keptTo = all, all[len(all)-1].Size
	}
	return nil
}

// read opens a kept checkpoint.
func (c *treeCheck) read(s Signed) (Witness, error) {
	open := c.open
	if open == nil {
		open = tlog.Unsigned
	}
	cp, err := open(s.Note)
	if err != nil {
		return Witness{}, treeBreak(s.Size, "the checkpoint kept at %d is not signed with the key of this log", s.Size)
	}
	if reach, known := c.reach(cp.Origin); !known || cp.Size > reach {
		return Witness{}, treeBreak(s.Size, "the checkpoint kept at %d is one of the log %s", s.Size, cp.Origin)
	}
	if cp.Size != s.Size {
		return Witness{}, treeBreak(s.Size, "the checkpoint kept at %d is one of %d entries", s.Size, cp.Size)
	}
	return Witness{cp, "the database"}, nil
}

// beyond names a checkpoint of more entries than there are: the log was cut, or is an older copy.
func (c *treeCheck) beyond(ctx context.Context) error {
	if err := c.more(ctx); err != nil {
		return err
	}
	if len(c.kept) > 0 {
		c.given = append(c.given, Witness{tlog.Checkpoint{Size: c.kept[0].Size}, "the database"})
	}
	if len(c.given) > 0 {
		return treeBreak(c.walk.Size(), "a checkpoint of %s was signed over %d entries and the tree holds %d: entries were cut off, or this is an older copy", c.given[0].From, c.given[0].Size, c.walk.Size())
	}
	return nil
}

// everyEntry compares what the heads say is merged with the leaves.
func (c *treeCheck) everyEntry() error {
	var n struct{ Merged, Ahead int64 }
	err := c.tx.Session(&gorm.Session{NewDB: true}).Table("audit_heads").
		Select("COALESCE(SUM(merged_seq), 0) AS merged, COALESCE(SUM(CASE WHEN merged_seq > seq OR (waiting = 0 AND merged_seq <> seq) THEN 1 ELSE 0 END), 0) AS ahead").Scan(&n).Error
	if err != nil {
		return err
	}
	if n.Merged != c.walk.Size() || n.Ahead > 0 {
		return treeBreak(c.walk.Size(), "the heads say that %d entries are in the tree, and it holds %d (%d heads do not fit their entries)", n.Merged, c.walk.Size(), n.Ahead)
	}
	return nil
}
