package sealing

import (
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// Prefix begins every sealed value: sealed:1:KEY:base64 of nonce and ciphertext.
// A value without it was stored before there were keys.
const Prefix = "sealed:1:"

// ErrUnknownKey says that the key of a value is not in the ring: it is another
// installation's, was lost, or was made since the ring was read.
var ErrUnknownKey = errors.New("sealing: the key of a sealed value is not here")

// Ring holds the data keys of one database. It never changes; a new one takes its place.
type Ring struct {
	keys    map[string]cipher.AEAD
	current string
	index   []byte
}

// Key is one data key, unwrapped.
type Key struct {
	ID      string
	Profile Profile
	Bytes   []byte
}

// NewRing makes a ring that seals with the key current. The index key marks
// values so that they are found without being read.
func NewRing(keys []Key, current string, index []byte) (*Ring, error) {
	r := &Ring{keys: make(map[string]cipher.AEAD, len(keys)), current: current, index: index}
	for _, k := range keys {
		c, err := k.Profile.aead(k.Bytes)
		if err != nil {
			return nil, err
		}
		r.keys[k.ID] = c
	}
	if r.keys[current] == nil || len(index) < 32 {
		return nil, errors.New("sealing: a ring needs its current key and its index key")
	}
	return r, nil
}

// Current is the id of the key that seals.
func (r *Ring) Current() string { return r.current }

// Seal makes a text unreadable and binds it to where it stands. Nothing stays
// nothing: that a column is empty is no secret.
func (r *Ring) Seal(bound, text string) string {
	if text == "" {
		return ""
	}
	c := r.keys[r.current]
	buf := make([]byte, c.NonceSize(), c.NonceSize()+len(text)+c.Overhead())
	copy(buf, random(c.NonceSize()))
	sealed := c.Seal(buf, buf, []byte(text), []byte(bound))
	return Prefix + r.current + ":" + base64.RawStdEncoding.EncodeToString(sealed)
}

// ErrWrong says that a value was changed, or stands where it does not belong.
var ErrWrong = errors.New("sealing: a sealed value was changed, or stands where it does not belong")

// Open reads a value, sealed or from before there were keys. It returns
// ErrUnknownKey or ErrWrong.
func (r *Ring) Open(bound, stored string) (string, error) {
	id, sealed := KeyOf(stored)
	if !sealed {
		return stored, nil
	}
	c := r.keys[id]
	if c == nil {
		return "", fmt.Errorf("%w (%s)", ErrUnknownKey, id)
	}
	raw, err := base64.RawStdEncoding.DecodeString(stored[len(Prefix)+2*idBytes+1:])
	if err != nil || len(raw) < c.NonceSize() {
		return "", ErrWrong
	}
	text, err := c.Open(raw[:0:0], raw[:c.NonceSize()], raw[c.NonceSize():], []byte(bound))
	if err != nil {
		return "", ErrWrong
	}
	return string(text), nil
}

// KeyOf tells whether a stored value is sealed, and with which key.
func KeyOf(stored string) (id string, sealed bool) {
	rest, ok := strings.CutPrefix(stored, Prefix)
	if !ok || len(rest) <= 2*idBytes || rest[2*idBytes] != ':' {
		return "", false
	}
	id = rest[:2*idBytes]
	if _, err := hex.DecodeString(id); err != nil {
		return "", false
	}
	return id, true
}

// Mark is what a value of a kind is found by: a keyed hash. The value must be
// written one way before, as the domain writes it.
func (r *Ring) Mark(kind, value string) string {
	m := hmac.New(sha256.New, r.index)
	m.Write([]byte(kind + "|" + value))
	return hex.EncodeToString(m.Sum(nil)[:16])
}
