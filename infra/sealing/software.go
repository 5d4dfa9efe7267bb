package sealing

import (
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// FileName is the master key's name in its directory.
const FileName = "master.key"

// header begins the file, so that no other key is taken for one.
const header = "liandong-master-key:1:"

// Software is a Provider whose master key is in this process's memory.
type Software struct{ master []byte }

var _ Provider = (*Software)(nil)

// New makes a master key.
func New() *Software { return &Software{master: random(32)} }

// Parse reads a master key as Text writes it.
func Parse(text string) (*Software, error) {
	raw, ok := strings.CutPrefix(strings.TrimSpace(text), header)
	if !ok {
		return nil, errors.New("sealing: this is no master key, which begins with liandong-master-key")
	}
	key, err := hex.DecodeString(raw)
	if err != nil || len(key) != 32 {
		return nil, errors.New("sealing: the master key is cut off or changed: restore it from its copy")
	}
	return &Software{master: key}, nil
}

// Text is the master key to be kept. Whoever has it and the database reads everything.
func (s *Software) Text() string { return header + hex.EncodeToString(s.master) + "\n" }

// Master implements Provider: a fingerprint, from which the key cannot be told.
func (s *Software) Master() string {
	sum, err := hkdf.Key(sha256.New, s.master, nil, "liandong fingerprint", 8)
	if err != nil {
		panic(err) // the length is within what HKDF gives
	}
	return hex.EncodeToString(sum)
}

// wrapping derives the key that wraps keys of a profile: each wraps by its own algorithm.
func (s *Software) wrapping(p Profile) ([]byte, error) {
	n, err := p.size()
	if err != nil {
		return nil, err
	}
	return hkdf.Key(sha256.New, s.master, nil, "liandong wrap "+string(p), n)
}

// Wrap implements Provider.
func (s *Software) Wrap(p Profile, bound string, key []byte) (string, error) {
	with, err := s.wrapping(p)
	if err != nil {
		return "", err
	}
	c, err := p.aead(with)
	if err != nil {
		return "", err
	}
	nonce := random(c.NonceSize())
	return base64.RawStdEncoding.EncodeToString(c.Seal(nonce, nonce, key, []byte(bound))), nil
}

// Unwrap implements Provider.
func (s *Software) Unwrap(p Profile, bound, wrapped string) ([]byte, error) {
	with, err := s.wrapping(p)
	if err != nil {
		return nil, err
	}
	c, err := p.aead(with)
	if err != nil {
		return nil, err
	}
	raw, err := base64.RawStdEncoding.DecodeString(wrapped)
	if err != nil || len(raw) < c.NonceSize() {
		return nil, errors.New("sealing: a wrapped key is cut off or changed")
	}
	key, err := c.Open(nil, raw[:c.NonceSize()], raw[c.NonceSize():], []byte(bound))
	if err != nil {
		return nil, errors.New("sealing: a wrapped key was changed, or another master key wrapped it")
	}
	return key, nil
}

// In is the directory of the keys: the one named, or the one in the data directory.
func In(named, data string) string {
	if named != "" {
		return named
	}
	return filepath.Join(data, "keys")
}

// Read reads the master key of a directory. It returns fs.ErrNotExist if there is none.
func Read(dir string) (*Software, error) {
	text, err := os.ReadFile(filepath.Join(dir, FileName))
	if err != nil {
		return nil, err
	}
	return Parse(string(text))
}

// ReadOrMake reads the master key of a directory, or makes it there, whole or
// not at all: of two programs that do so at once both read the same.
func ReadOrMake(dir string) (*Software, error) {
	s, err := Read(dir)
	if !errors.Is(err, fs.ErrNotExist) {
		return s, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("sealing: directory of the keys: %w", err)
	}
	file, err := os.CreateTemp(dir, ".master-*")
	if err != nil {
		return nil, fmt.Errorf("sealing: master key: %w", err)
	}
	_, err = file.WriteString(New().Text())
	err = errors.Join(err, file.Sync(), file.Close())
	if err == nil { // a link, which never takes the place of a key that is there
		if err = os.Link(file.Name(), filepath.Join(dir, FileName)); errors.Is(err, fs.ErrExist) {
			err = nil
		}
	}
	if err = errors.Join(err, os.Remove(file.Name())); err != nil {
		return nil, fmt.Errorf("sealing: master key: %w", err)
	}
	if d, err := os.Open(dir); err == nil { // the name is on disk before anything is sealed
		err = errors.Join(d.Sync(), d.Close())
		if err != nil {
			return nil, fmt.Errorf("sealing: master key: %w", err)
		}
	}
	return Read(dir)
}
