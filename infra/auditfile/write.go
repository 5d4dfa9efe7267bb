package auditfile

import (
	"crypto/sha256"
	"encoding/json"
	"hash"
	"io"

	"liandong/domain/audit"
)

// Writer writes the lines of one section.
type Writer struct {
	out   io.Writer
	lines *json.Encoder
	hash  hash.Hash
	state State
}

// Continue goes on with a file where a section ended.
func Continue(out io.Writer, s State) *Writer {
	w := &Writer{out: out, hash: sha256.New(), state: s}
	w.hash.Write(s.Digest[:])
	w.lines = json.NewEncoder(io.MultiWriter(out, w.hash))
	w.lines.SetEscapeHTML(false)
	return w
}

// Head writes the first line of a file.
func (w *Writer) Head(h Head) error {
	h.Format = Format
	return w.lines.Encode(line{Head: &h})
}

// Entry writes an entry that stands at the next leaf.
func (w *Writer) Entry(e audit.Entry) error {
	leaf, x := w.state.At, entry(e)
	w.state.At++
	w.state.Entries++
	return w.lines.Encode(line{Leaf: &leaf, Entry: &x})
}

// LeftOut writes, for the leaves up to one, the hashes of the subtrees they fill.
func (w *Writer) LeftOut(to int64, hashes [][]byte) error {
	x := leftOut{From: w.state.At, To: to, Hashes: hashes}
	w.state.At = to
	return w.lines.Encode(line{LeftOut: &x})
}

// At is the next leaf.
func (w *Writer) At() int64 { return w.state.At }

// Close ends the section and returns where the next one goes on.
func (w *Writer) Close() (State, error) {
	w.hash.Sum(w.state.Digest[:0])
	x := section{At: w.state.At, Entries: w.state.Entries, Digest: digestText(w.state.Digest)}
	return w.state, bare(w.out).Encode(line{Section: &x})
}

// End writes the last line; sign makes a note of the statement.
func End(out io.Writer, origin string, s State, sign func(name, text string) (string, error)) error {
	note, err := sign(SignerName(origin), Statement(origin, s))
	if err != nil {
		return err
	}
	return bare(out).Encode(line{End: &end{Entries: s.Entries, Note: note}})
}

func bare(out io.Writer) *json.Encoder {
	lines := json.NewEncoder(out)
	lines.SetEscapeHTML(false)
	return lines
}
