package auditfile

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"strconv"

	"liandong/domain/audit"
	"liandong/infra/tlog"
)

// maxLine bounds a line of a file, maxOut what a file may unpack to.
const (
	maxLine = 256 << 10
	maxOut  = 64 << 30
)

// Fault is evidence: the first line of a file that is wrong, from 1, and why.
type Fault struct {
	Line int64
	Why  string
}

// Error names the line.
func (f *Fault) Error() string { return fmt.Sprintf("line %d: %s", f.Line, f.Why) }

// Report is what a whole file says.
type Report struct {
	Head    Head
	Origin  string
	Entries int64 // lines of entries
	Size    int64 // of the log at the checkpoint; the rest was not asked for
}

// Verify reads a file, packed or not, to its end, with a public key of the log and nothing
// else, in memory that does not grow with the file. It returns a *Fault that names the
// first wrong line. each, where it is given, is called for every entry that was read.
func Verify(in io.Reader, keys []crypto.PublicKey, h audit.Hasher, each func(audit.Entry)) (Report, error) {
	if each == nil {
		each = func(audit.Entry) {}
	}
	v := &reader{keys: keys, sum: h, each: each, walk: tlog.NewWalk(), hash: sha256.New()}
	v.hash.Write(make([]byte, sha256.Size))
	plain, err := unpacked(in)
	if err != nil {
		return Report{}, &Fault{1, "the file is neither text nor gzip: " + err.Error()}
	}
	lines := bufio.NewReaderSize(plain, maxLine)
	for {
		raw, err := lines.ReadSlice('\n')
		v.n++
		switch {
		case errors.Is(err, io.EOF) && len(raw) == 0:
			v.n--
			return v.report, v.whole()
		case errors.Is(err, io.EOF):
			return v.report, &Fault{v.n, "the file ends in the middle of this line: it was cut off"}
		case errors.Is(err, bufio.ErrBufferFull):
			return v.report, &Fault{v.n, "the line is too long to be one of a log"}
		case err != nil:
			return v.report, &Fault{v.n, "the file cannot be read further, it was cut off or changed: " + err.Error()}
		}
		if err := v.next(raw); err != nil {
			return v.report, err
		}
	}
}

func unpacked(in io.Reader) (io.Reader, error) {
	buffered := bufio.NewReader(in)
	magic, _ := buffered.Peek(2)
	if !bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		return buffered, nil
	}
	packed, err := gzip.NewReader(buffered)
	return io.LimitReader(packed, maxOut), err
}

// reader is a file on its way through.
type reader struct {
	keys   []crypto.PublicKey
	sum    audit.Hasher
	each   func(audit.Entry)
	walk   *tlog.Walk
	hash   hash.Hash
	n      int64
	state  State
	root   []byte
	report Report
	ended  bool
}

func (v *reader) fault(why string, parts ...any) error {
	return &Fault{v.n, fmt.Sprintf(why, parts...)}
}

func (v *reader) next(raw []byte) error {
	var x line
	strict := json.NewDecoder(bytes.NewReader(raw))
	strict.DisallowUnknownFields()
	if err := strict.Decode(&x); err != nil || strict.More() {
		return v.fault("this is no line of such a file: it was changed")
	}
	if v.ended {
		return v.fault("there is more behind the last line: it was added")
	}
	if (v.n == 1) != (x.Head != nil) {
		return v.fault("the head is the first line and no other: a line was put in, taken away or moved")
	}
	if x.Section != nil || x.End != nil {
		var again bytes.Buffer // no digest covers these two: they are read in the one way they are written
		if err := bare(&again).Encode(line{Section: x.Section, End: x.End}); err != nil || !bytes.Equal(again.Bytes(), raw) {
			return v.fault("this is no line of such a file: it was changed")
		}
		if x.Section != nil {
			return v.section(*x.Section)
		}
		return v.end(*x.End)
	}
	v.hash.Write(raw)
	switch {
	case x.Head != nil:
		return v.head(*x.Head)
	case x.Entry != nil && x.Leaf != nil:
		return v.entry(*x.Leaf, audit.Entry(*x.Entry))
	case x.LeftOut != nil:
		return v.leftOut(*x.LeftOut)
	}
	return v.fault("the line says nothing: it was changed")
}

func (v *reader) head(h Head) error {
	if h.Format != Format {
		return v.fault("the format is %q, not %q", h.Format, Format)
	}
	c, err := tlog.Open(h.Checkpoint, v.keys...)
	if err != nil {
		return v.fault("the checkpoint is not signed with this key: it was changed, or comes from another log")
	}
	v.report = Report{Head: h, Origin: c.Origin, Size: c.Size}
	v.root = c.Root
	return nil
}

func (v *reader) entry(leaf int64, e audit.Entry) error {
	if leaf != v.state.At {
		return v.fault("leaf %d is next, not %d: an entry was put in, taken away or moved", v.state.At, leaf)
	}
	if e.Seal(v.sum) != e.Digest {
		return v.fault("entry %s does not have the digest it gives: it was changed", e.ID)
	}
	if !v.report.Head.Asked.Agrees(e) {
		return v.fault("entry %s is not one that was asked for: it was put in, or the question was changed", e.ID)
	}
	if err := v.walk.Next(tlog.Leaf(e.Digest)); err != nil {
		return v.fault("%v", err)
	}
	v.state.At++
	v.state.Entries++
	v.each(e)
	return nil
}

func (v *reader) leftOut(x leftOut) error {
	if x.From != v.state.At || x.To <= x.From || x.To > v.report.Size {
		return v.fault("leaf %d is next, and %d to %d do not go on from there: a line was put in, taken away or moved", v.state.At, x.From, x.To)
	}
	if err := v.walk.Skip(x.To, x.Hashes); err != nil {
		return v.fault("the hashes of what was left out do not fill %d to %d: the line was changed", x.From, x.To)
	}
	v.state.At = x.To
	return nil
}

func (v *reader) section(x section) error {
	v.hash.Sum(v.state.Digest[:0])
	if x.At != v.state.At || x.Entries != v.state.Entries || x.Digest != digestText(v.state.Digest) {
		return v.fault("the section does not fit its lines: one of those since the last section, or this one, was changed")
	}
	v.hash.Reset()
	v.hash.Write(v.state.Digest[:])
	return nil
}

// end compares what is signed with what was read. The tree is compared first: where both
// are wrong, an entry is.
func (v *reader) end(x end) error {
	v.ended = true
	if v.state.At != v.report.Size {
		return v.fault("the lines go up to leaf %d, the checkpoint to %d: lines were taken away", v.state.At, v.report.Size)
	}
	root, err := v.walk.Root()
	if err != nil || !bytes.Equal(root, v.root) {
		return v.fault("the lines do not add up to the root of the checkpoint: an entry, or the hashes of what was left out, is not the log's")
	}
	text, err := tlog.OpenText(SignerName(v.report.Origin), x.Note, v.keys...)
	if err != nil {
		return v.fault("the last line is not signed with this key")
	}
	if text != Statement(v.report.Origin, v.state) || x.Entries != v.state.Entries {
		return v.fault("what is signed is another file: the head or a section was changed")
	}
	v.report.Entries = v.state.Entries
	return nil
}

func (v *reader) whole() error {
	if !v.ended {
		return &Fault{v.n + 1, "the last line is missing after " + strconv.FormatInt(v.n, 10) + " lines: the file was cut off"}
	}
	return nil
}
