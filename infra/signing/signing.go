// Package signing holds the installation's own Ed25519 key and checks the
// signatures of others. The key is made once and never leaves its file.
package signing

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"liandong/domain/exchange"
)

// FileName is the private key's name in the data directory.
const FileName = "installation.key"

// Algorithm is what this package signs with.
const Algorithm = "ed25519"

const prefix = "sha256:"

var _ exchange.Seal = (*Holder)(nil)

// Holder holds the installation's key. Other parts that sign for the
// installation share it.
type Holder struct {
	file string
	make bool

	once sync.Once
	key  ed25519.PrivateKey
	err  error
}

// At names the file of the key; it is read, or made, when it is first needed.
func At(file string) *Holder { return &Holder{file: file, make: true} }

// Checker checks the signatures of others and has no key of its own.
func Checker() *Holder { return &Holder{} }

// Of holds a key given as PEM (PKCS #8).
func Of(text string) *Holder {
	h := &Holder{}
	h.once.Do(func() { h.key, h.err = parseKey([]byte(text), "the key") })
	return h
}

// New makes a key, as PEM (PKCS #8).
func New() (string, error) {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return "", err
	}
	return PEM(key), nil
}

// PEM writes a private key as PEM (PKCS #8).
func PEM(key ed25519.PrivateKey) string {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		panic(err) // every Ed25519 key has that form
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

// In is the key file of an installation: the one named, or the one in its data directory.
func In(named, data string) string {
	if named != "" {
		return named
	}
	return filepath.Join(data, FileName)
}

func (h *Holder) private() (ed25519.PrivateKey, error) {
	h.once.Do(func() {
		if !h.make {
			h.err = errors.New("signing: there is no key here")
			return
		}
		if h.key, h.err = load(h.file); errors.Is(h.err, fs.ErrNotExist) {
			h.key, h.err = create(h.file)
		}
	})
	return h.key, h.err
}

// load reads a key. A file that others may read is refused: it is no secret any more.
func load(file string) (ed25519.PrivateKey, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("signing: others may read %s: chmod 600 it, or make a new key if they did", file)
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return parseKey(raw, file)
}

// parseKey reads a private key; errors name where it came from.
func parseKey(raw []byte, from string) (ed25519.PrivateKey, error) {
	block, _ := pem.Decode(raw)
	if block == nil || block.Type != "PRIVATE KEY" {
		return nil, fmt.Errorf("signing: %s is no private key in PEM (PKCS #8)", from)
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("signing: %s: %w", from, err)
	}
	key, ok := parsed.(ed25519.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("signing: %s is no Ed25519 key", from)
	}
	return key, nil
}

// create makes the key. Of two programs that do so at once the first one wins
// and the other reads its key.
func create(file string) (ed25519.PrivateKey, error) {
	text, err := New()
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return nil, err
	}
	fresh, err := os.CreateTemp(filepath.Dir(file), ".key-*") // 0600
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.Remove(fresh.Name()) }()
	_, err = fresh.WriteString(text)
	if err = errors.Join(err, fresh.Sync(), fresh.Close()); err != nil {
		return nil, err
	}
	if err := os.Link(fresh.Name(), file); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	return load(file)
}

// KeyID implements exchange.Seal.
func (h *Holder) KeyID() (string, error) {
	key, err := h.private()
	if err != nil {
		return "", err
	}
	return idOf(public(key)), nil
}

// PublicKey is the public key in base64, as signatures show it.
func (h *Holder) PublicKey() (string, error) {
	key, err := h.private()
	if err != nil {
		return "", err
	}
	return base64.StdEncoding.EncodeToString(public(key)), nil
}

// PEM is the public key as OpenSSL reads it.
func (h *Holder) PEM() (string, error) {
	key, err := h.private()
	if err != nil {
		return "", err
	}
	der, err := x509.MarshalPKIXPublicKey(public(key))
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})), err
}

// Sign implements exchange.Seal.
func (h *Holder) Sign(text []byte) (exchange.Signature, error) {
	key, err := h.private()
	if err != nil {
		return exchange.Signature{}, err
	}
	return exchange.Signature{
		Algorithm: Algorithm, Key: idOf(public(key)), PublicKey: base64.StdEncoding.EncodeToString(public(key)),
		Value: base64.StdEncoding.EncodeToString(ed25519.Sign(key, text)),
	}, nil
}

// Good implements exchange.Seal. An algorithm it does not know is never good.
func (h *Holder) Good(text []byte, s exchange.Signature) bool {
	if s.Algorithm != Algorithm {
		return false
	}
	key, err := base64.StdEncoding.Strict().DecodeString(s.PublicKey)
	if err != nil || len(key) != ed25519.PublicKeySize || s.Key != idOf(key) {
		return false
	}
	value, err := base64.StdEncoding.Strict().DecodeString(s.Value)
	return err == nil && ed25519.Verify(key, text, value)
}

// Sum implements exchange.Seal.
func (h *Holder) Sum(data []byte) string { return sum(data) }

// Same implements exchange.Seal.
func (h *Holder) Same(data []byte, digest string) bool { return digest == sum(data) }

func sum(data []byte) string {
	d := sha256.Sum256(data)
	return prefix + hex.EncodeToString(d[:])
}

func public(key ed25519.PrivateKey) ed25519.PublicKey {
	p, _ := key.Public().(ed25519.PublicKey)
	return p
}

// idOf is a key's fingerprint: short enough to read over the telephone.
func idOf(public ed25519.PublicKey) string {
	d := sha256.Sum256(public)
	return Algorithm + ":" + hex.EncodeToString(d[:16])
}

// ErrKey refuses what is no public key.
var ErrKey = errors.New("this is no Ed25519 public key in PEM")

// ParsePublic reads a public key in PEM: its id, and the key in base64. A
// private key is refused: nobody else should have been given it.
func ParsePublic(text string) (id, key string, err error) {
	p, err := ReadPublic(text)
	if err != nil {
		return "", "", err
	}
	return idOf(p), base64.StdEncoding.EncodeToString(p), nil
}

// ReadPublic reads a public key in PEM. It returns ErrKey for anything else.
func ReadPublic(text string) (ed25519.PublicKey, error) {
	block, rest := pem.Decode([]byte(strings.TrimSpace(text)))
	if block == nil || block.Type != "PUBLIC KEY" || len(strings.TrimSpace(string(rest))) > 0 {
		return nil, ErrKey
	}
	parsed, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		return nil, ErrKey
	}
	p, ok := parsed.(ed25519.PublicKey)
	if !ok {
		return nil, ErrKey
	}
	return p, nil
}
