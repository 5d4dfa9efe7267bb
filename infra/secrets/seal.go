package secrets

import (
	"crypto/aes"
	"crypto/cipher"
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

// SealFile is the name, in the data directory, of the key that seals second factors.
const SealFile = "factor.key"

// Seal keeps small secrets in the database unreadable to whoever has a copy of
// it: AES-256-GCM, bound to the place where each one stands.
type Seal struct {
	aead cipher.AEAD
	id   string
}

// NewSeal takes a key of 256 bits in hexadecimal digits.
func NewSeal(key string) (*Seal, error) {
	raw, err := hex.DecodeString(strings.TrimSpace(key))
	if err != nil || len(raw) != 32 {
		return nil, errors.New("secrets: a sealing key is 64 hexadecimal digits")
	}
	block, err := aes.NewCipher(raw)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(append([]byte("liandong factor key "), raw...))
	return &Seal{aead, hex.EncodeToString(sum[:8])}, nil
}

// ID names the key and tells nothing of it.
func (s *Seal) ID() string { return s.id }

// Close seals a secret into a place, such as table/column/row.
func (s *Seal) Close(place string, secret []byte) string {
	nonce := random(s.aead.NonceSize())
	return s.id + "." + base64.RawURLEncoding.EncodeToString(s.aead.Seal(nonce, nonce, secret, []byte(place)))
}

// Open gives the secret back. What was sealed into another place, or by another key, is an error.
func (s *Seal) Open(place, sealed string) ([]byte, error) {
	id, text, _ := strings.Cut(sealed, ".")
	if id != s.id {
		return nil, fmt.Errorf("secrets: sealed with key %s, and this is %s", id, s.id)
	}
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(raw) < s.aead.NonceSize() {
		return nil, errors.New("secrets: what is sealed is damaged")
	}
	n := s.aead.NonceSize()
	return s.aead.Open(nil, raw[:n], raw[n:], []byte(place))
}

// ReadSeal reads a key from its file. A file that others may read is refused.
func ReadSeal(file string) (*Seal, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("secrets: others may read %s: chmod 600 it", file)
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	s, err := NewSeal(string(raw))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return s, nil
}

// MakeSeal makes a key in its file, and reads the one that is there by now.
func MakeSeal(file string) (*Seal, error) {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return nil, err
	}
	// Written whole beside its place and linked into it: of two programs that start at once one wins, and none reads half a key.
	temp, err := os.CreateTemp(filepath.Dir(file), SealFile+"-*")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.Remove(temp.Name()) }()
	_, err = temp.WriteString(Key() + "\n")
	if err = errors.Join(err, temp.Sync(), temp.Close()); err != nil {
		return nil, err
	}
	if err := os.Link(temp.Name(), file); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	return ReadSeal(file)
}

// Recovery makes a code for paper: 80 random bits in groups of four, kept as a keyed hash.
func (c Codes) Recovery() (shown, hash string) {
	s := alphabet.EncodeToString(random(10))
	return grouped(s), c.hash(s)
}

// Hash is how a code is kept, however it was typed.
func (c Codes) Hash(typed string) string { return c.hash(typed) }
