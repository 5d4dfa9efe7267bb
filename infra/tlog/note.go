package tlog

import (
	"crypto/ed25519"
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

// signer is a note.Signer over any holder of an Ed25519 key.
type signer struct {
	note.Verifier
	sign func([]byte) ([]byte, error)
}

func (s signer) Sign(text []byte) ([]byte, error) { return s.sign(text) }

func verifier(name string, key ed25519.PublicKey) (note.Verifier, string, error) {
	text, err := note.NewEd25519VerifierKey(name, key)
	if err != nil {
		return nil, "", err
	}
	v, err := note.NewVerifier(text)
	return v, text, err
}

// VerifierKey is the key as tools for signed notes read it: name+id+key.
func VerifierKey(name string, key ed25519.PublicKey) (string, error) {
	_, text, err := verifier(name, key)
	return text, err
}

// Sign makes a signed note of a checkpoint. The key's name is the log's origin.
func Sign(c Checkpoint, key ed25519.PublicKey, sign func([]byte) ([]byte, error)) (string, error) {
	v, _, err := verifier(c.Origin, key)
	if err != nil {
		return "", err
	}
	text, err := note.Sign(&note.Note{Text: c.Text()}, signer{v, sign})
	return string(text), err
}

// Open checks a signed note with a public key. It returns ErrCheckpoint for
// anything that this key did not sign under the note's own origin.
func Open(text string, key ed25519.PublicKey) (Checkpoint, error) {
	origin, _, _ := strings.Cut(text, "\n")
	v, _, err := verifier(origin, key)
	if err != nil {
		return Checkpoint{}, ErrCheckpoint
	}
	n, err := note.Open([]byte(text), note.VerifierList(v))
	if err != nil {
		return Checkpoint{}, ErrCheckpoint
	}
	return parse(n.Text)
}

// SignText makes a signed note of a text that is no checkpoint, under a name that no log has.
func SignText(name, text string, key ed25519.PublicKey, sign func([]byte) ([]byte, error)) (string, error) {
	v, _, err := verifier(name, key)
	if err != nil {
		return "", err
	}
	signed, err := note.Sign(&note.Note{Text: text}, signer{v, sign})
	return string(signed), err
}

// OpenText checks a signed note under a name and returns its text. It returns
// ErrCheckpoint for anything that this key did not sign under that name.
func OpenText(name, text string, key ed25519.PublicKey) (string, error) {
	v, _, err := verifier(name, key)
	if err != nil {
		return "", ErrCheckpoint
	}
	n, err := note.Open([]byte(text), note.VerifierList(v))
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
