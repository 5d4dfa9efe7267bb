// Package auditfile writes a part of the log down so that whoever has the public key
// finds, with nothing else, whether a line of it was changed, left out, put in or moved
// (docs/adr/0042).
//
// A file is lines of JSON, in the order of the log's tree. What was not asked for is
// there as the hashes of the subtrees it fills, so that the lines add up to the root
// of the checkpoint at the head of the file. Sections chain the digests of the lines,
// and the last line is signed.
package auditfile

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"liandong/domain/audit"
)

// Format names what a file is, and its version.
const Format = "liandong-audit-export/1"

// Asked is which entries a file holds: those in which every field that is given agrees.
// From and To are instants as entries carry them; To itself is not in it.
type Asked struct {
	Actor        string `json:"actor,omitempty"`
	Organization string `json:"organization,omitempty"`
	Action       string `json:"action,omitempty"`
	Subject      string `json:"subject,omitempty"`
	Backdated    bool   `json:"backdated,omitempty"`
	From         string `json:"from,omitempty"`
	To           string `json:"to,omitempty"`
}

// String says what was asked for.
func (a Asked) String() string {
	var parts []string
	for _, x := range []struct{ name, value string }{{"actor", a.Actor}, {"organization", a.Organization}, {"action", a.Action}, {"subject", a.Subject}, {"from", a.From}, {"to", a.To}} {
		if x.value != "" {
			parts = append(parts, x.name+" "+x.value)
		}
	}
	if a.Backdated {
		parts = append(parts, "backdated")
	}
	if len(parts) == 0 {
		return "everything"
	}
	return strings.Join(parts, ", ")
}

// Agrees reports whether an entry was asked for.
func (a Asked) Agrees(e audit.Entry) bool {
	return (a.Actor == "" || e.Actor == a.Actor) && (a.Organization == "" || e.Organization == a.Organization) && (a.Action == "" || e.Action == a.Action) &&
		(a.Subject == "" || e.Subject == a.Subject) && (!a.Backdated || e.Backdated) && (a.From == "" || e.At >= a.From) && (a.To == "" || e.At < a.To)
}

// Head is the first line: what was asked, by whom, and the checkpoint the rest adds up to.
type Head struct {
	Format       string `json:"format"`
	Asked        Asked  `json:"asked"`
	By           string `json:"by"`
	Organization string `json:"organization"`
	At           string `json:"at"`
	Checkpoint   string `json:"checkpoint"`
}

// entry is an audit.Entry as a line carries it: every column that its digest covers.
type entry struct {
	Stream        string `json:"stream"`
	Seq           int64  `json:"seq"`
	ID            string `json:"id"`
	At            string `json:"at"`
	Actor         string `json:"actor"`
	Organization  string `json:"organization"`
	Role          string `json:"role"`
	Origin        string `json:"origin"`
	Action        string `json:"action"`
	Subject       string `json:"subject"`
	CaseID        string `json:"case_id"`
	Touched       string `json:"touched"`
	ReasonDigest  string `json:"reason_digest"`
	Backdated     bool   `json:"backdated"`
	RequestID     string `json:"request_id"`
	PayloadDigest string `json:"payload_digest"`
	Previous      string `json:"previous"`
	Digest        string `json:"digest"`
}

// leftOut are leaves that were not asked for, as the hashes of the subtrees they fill.
type leftOut struct {
	From   int64    `json:"from"`
	To     int64    `json:"to"` // not in it
	Hashes [][]byte `json:"hashes"`
}

// section ends a portion of lines: how far the file is, and the digest of its lines behind the digest before.
type section struct {
	At      int64  `json:"at"`
	Entries int64  `json:"entries"`
	Digest  string `json:"digest"`
}

// end is the last line. Note is Statement, signed.
type end struct {
	Entries int64  `json:"entries"`
	Note    string `json:"note"`
}

// line is one of these; the others are nil.
type line struct {
	Head    *Head    `json:"head,omitempty"`
	Leaf    *int64   `json:"leaf,omitempty"`
	Entry   *entry   `json:"entry,omitempty"`
	LeftOut *leftOut `json:"left_out,omitempty"`
	Section *section `json:"section,omitempty"`
	End     *end     `json:"end,omitempty"`
}

// State is how far a file is written between two sections.
type State struct {
	At      int64 // the next leaf of the tree
	Entries int64 // lines of entries so far
	Digest  [sha256.Size]byte
}

// String keeps a state between two steps.
func (s State) String() string {
	return strconv.FormatInt(s.At, 10) + " " + strconv.FormatInt(s.Entries, 10) + " " + hex.EncodeToString(s.Digest[:])
}

// ParseState reads what String kept; an empty text is the beginning.
func ParseState(text string) (s State, err error) {
	if text == "" {
		return s, nil
	}
	parts := strings.Fields(text)
	if len(parts) != 3 {
		return s, fmt.Errorf("auditfile: state %q", text)
	}
	var wrong [3]error
	s.At, wrong[0] = strconv.ParseInt(parts[0], 10, 64)
	s.Entries, wrong[1] = strconv.ParseInt(parts[1], 10, 64)
	digest, err := hex.DecodeString(parts[2])
	if copy(s.Digest[:], digest) != sha256.Size {
		wrong[2] = fmt.Errorf("auditfile: state %q", text)
	}
	return s, errors.Join(wrong[0], wrong[1], wrong[2], err)
}

// Statement is what is signed at the end: the format, the log, how many entries, and the digest over all lines.
func Statement(origin string, s State) string {
	return Format + "\n" + origin + "\n" + strconv.FormatInt(s.Entries, 10) + "\n" + digestText(s.Digest) + "\n"
}

func digestText(d [sha256.Size]byte) string { return "sha256:" + hex.EncodeToString(d[:]) }

// SignerName is under which name the log's key signs files, so that no file can be taken for a checkpoint.
func SignerName(origin string) string { return origin + "/export" }
