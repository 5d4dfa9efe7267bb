// Package audit checks the log: each stream of entries is a chain in which
// every entry's digest covers all of its columns and the digest before it, and
// the heads of the chains are kept apart, so that a cut tail is named too.
package audit

import (
	"fmt"
	"strconv"
	"strings"
)

// Hasher is the port to a digest algorithm. Sums name their algorithm, as sha256:….
type Hasher interface {
	Sum(data []byte) string
}

// Entry is one line of the log as it is stored: no text of a case, only digests.
type Entry struct {
	Stream        string
	Seq           int64
	ID            string
	At            string
	Actor         string
	Organization  string
	Role          string
	Origin        string
	Action        string
	Subject       string
	CaseID        string
	Touched       string
	ReasonDigest  string
	Backdated     bool
	RequestID     string
	PayloadDigest string
	Previous      string
	Digest        string
}

// Seal computes the digest of everything in the entry but Digest itself. Each
// field is preceded by its length, so that no two entries read alike.
func (e Entry) Seal(h Hasher) string {
	var b strings.Builder
	for _, field := range []string{
		e.Stream, strconv.FormatInt(e.Seq, 10), e.ID, e.At, e.Actor, e.Organization, e.Role, e.Origin, e.Action, e.Subject,
		e.CaseID, e.Touched, e.ReasonDigest, strconv.FormatBool(e.Backdated), e.RequestID, e.PayloadDigest, e.Previous,
	} {
		b.WriteString(strconv.Itoa(len(field)))
		b.WriteByte(':')
		b.WriteString(field)
	}
	return h.Sum([]byte(b.String()))
}

// Salted is the digest under which a payload is kept: erasing payload and salt
// leaves the chain whole and tells nothing.
func Salted(h Hasher, salt, reason, payload string) string {
	return h.Sum([]byte(strconv.Itoa(len(salt)) + ":" + salt + strconv.Itoa(len(reason)) + ":" + reason + payload))
}

// Head is the last link of a stream, kept outside the entries.
type Head struct {
	Stream string
	Seq    int64
	Digest string
}

// Payload is what an entry's digest stands for, where it has not been erased.
type Payload struct{ Salt, Reason, Text string }

// Break is evidence: the first bad entry of a stream, and why.
type Break struct {
	Stream string
	Seq    int64
	ID     string
	Why    string
}

// Error says where the chain breaks.
func (b *Break) Error() string {
	return fmt.Sprintf("audit: stream %s, entry %d (%s): %s", b.Stream, b.Seq, b.ID, b.Why)
}

// Checker walks one stream at a time, in order of Seq, in constant memory.
type Checker struct {
	Hash Hasher
	last Entry
}

// Next checks the following entry of a stream; a new stream begins at 1.
func (c *Checker) Next(e Entry, p *Payload) *Break {
	previous, expected := "", int64(1)
	if c.last.Stream == e.Stream {
		previous, expected = c.last.Digest, c.last.Seq+1
	}
	c.last = e
	bad := func(why string) *Break { return &Break{e.Stream, e.Seq, e.ID, why} }
	switch {
	case e.Seq != expected:
		return &Break{e.Stream, expected, e.ID, fmt.Sprintf("entry %d is missing", expected)}
	case e.Previous != previous:
		return bad("does not follow the entry before it")
	case e.Seal(c.Hash) != e.Digest:
		return bad("was changed after it was written")
	case p != nil && Salted(c.Hash, p.Salt, p.Reason, p.Text) != e.PayloadDigest:
		return bad("its payload was changed")
	}
	return nil
}

// End compares where a stream ended with the head kept for it; last is nil for
// a stream of which no entry is left.
func End(h Head, last *Entry) *Break {
	switch {
	case last == nil:
		return &Break{h.Stream, 1, "", "every entry of the stream was cut off"}
	case last.Seq < h.Seq:
		return &Break{h.Stream, last.Seq + 1, "", "the entries from here on were cut off"}
	case last.Seq > h.Seq || last.Digest != h.Digest:
		return &Break{h.Stream, last.Seq, last.ID, "the head kept apart does not agree"}
	}
	return nil
}
