package tlog

import (
	"crypto"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// Checkpoint is what is signed about a tree (C2SP tlog-checkpoint).
type Checkpoint struct {
	Origin string // which log, as liandong/0a1b…
	Size   int64
	Root   []byte
}

// ErrCheckpoint says that a text is no checkpoint signed with a key at hand.
var ErrCheckpoint = errors.New("this is no checkpoint signed with the key of this log")

// Text is what is signed: origin, size and root, a line each.
func (c Checkpoint) Text() string {
	return fmt.Sprintf("%s\n%d\n%s\n", c.Origin, c.Size, base64.StdEncoding.EncodeToString(c.Root))
}

func parse(text string) (Checkpoint, error) {
	lines := strings.SplitN(text, "\n", 4)
	if len(lines) < 4 || lines[0] == "" {
		return Checkpoint{}, ErrCheckpoint
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	root, bad := base64.StdEncoding.Strict().DecodeString(lines[2])
	if err != nil || bad != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] || len(root) != hashSize {
		return Checkpoint{}, ErrCheckpoint
	}
	return Checkpoint{Origin: lines[0], Size: size, Root: root}, nil
}

// signer is a note.Signer over any holder of a key.
type signer struct {
	note.Verifier
	sign func([]byte) ([]byte, error)
}

func (s signer) Sign(text []byte) ([]byte, error) { return s.sign(text) }

// VerifierKey is the key as tools for signed notes read it: name+id+key.
func VerifierKey(name string, key crypto.PublicKey) (string, error) {
	_, text, err := verifier(name, key)
	return text, err
}

// Sign makes a signed note of a checkpoint, signed by each. The keys' name is the log's origin.
func Sign(c Checkpoint, by ...Signer) (string, error) { return SignText(c.Origin, c.Text(), by...) }

// Open checks a signed note with public keys (Ed25519, SM2): one of them must
// have signed it, and a signature under any of them must hold. It returns
// ErrCheckpoint for anything else, and for what was signed under another origin than the note's own.
func Open(text string, keys ...crypto.PublicKey) (Checkpoint, error) {
	origin, _, _ := strings.Cut(text, "\n")
	body, err := OpenText(origin, text, keys...)
	if err != nil {
		return Checkpoint{}, err
	}
	return parse(body)
}

// SignText makes a signed note of a text that is no checkpoint, under a name that no log has.
func SignText(name, text string, by ...Signer) (string, error) {
	signers := make([]note.Signer, 0, len(by))
	for _, s := range by {
		v, _, err := verifier(name, s.Public)
		if err != nil {
			return "", err
		}
		signers = append(signers, signer{v, s.Sign})
	}
	signed, err := note.Sign(&note.Note{Text: text}, signers...)
	return string(signed), err
}

// OpenText checks a signed note under a name as Open does, and returns its text.
func OpenText(name, text string, keys ...crypto.PublicKey) (string, error) {
	verifiers := make([]note.Verifier, 0, len(keys))
	given := make(map[uint32]bool, len(keys)) // one that is given twice is taken for two that cannot be told apart
	for _, key := range keys {
		v, _, err := verifier(name, key)
		if err != nil {
			return "", ErrCheckpoint
		}
		if !given[v.KeyHash()] {
			given[v.KeyHash()] = true
			verifiers = append(verifiers, v)
		}
	}
	n, err := note.Open([]byte(text), note.VerifierList(verifiers...))
	if err != nil {
		return "", ErrCheckpoint
	}
	return n.Text, nil
}

// Unsigned reads a note without checking who signed it: where no key is at hand.
func Unsigned(text string) (Checkpoint, error) {
	body, _, found := strings.Cut(text, "\n\n")
	if !found {
		return Checkpoint{}, ErrCheckpoint
	}
	return parse(body + "\n")
}
