// Package sealing keeps people's words unreadable at rest: data keys seal
// values, and a provider that may be a KMS or an HSM wraps the data keys.
package sealing

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/hex"
	"fmt"

	"github.com/emmansun/gmsm/sm4"
)

// Profile says by which algorithm a data key seals.
type Profile string

// The profiles. SM4 is for places whose cryptography is assessed by 商用密码 rules.
const (
	AES256GCM Profile = "aes-256-gcm"
	SM4GCM    Profile = "sm4-gcm"
)

// Profiles lists the profiles; the first is used unless another is asked for.
var Profiles = []Profile{AES256GCM, SM4GCM}

// size is the length of a key, in bytes.
func (p Profile) size() (int, error) {
	switch p {
	case AES256GCM:
		return 32, nil
	case SM4GCM:
		return 16, nil
	}
	return 0, fmt.Errorf("sealing: %q is no profile: take %s or %s", string(p), AES256GCM, SM4GCM)
}

// NewKey makes a key of the profile's length.
func (p Profile) NewKey() ([]byte, error) {
	n, err := p.size()
	if err != nil {
		return nil, err
	}
	return random(n), nil
}

// aead is the profile's cipher under a key.
func (p Profile) aead(key []byte) (cipher.AEAD, error) {
	n, err := p.size()
	if err != nil {
		return nil, err
	}
	if len(key) != n {
		return nil, fmt.Errorf("sealing: a key of %s has %d bytes, not %d", p, n, len(key))
	}
	var block cipher.Block
	if p == SM4GCM {
		block, err = sm4.NewCipher(key)
	} else {
		block, err = aes.NewCipher(key)
	}
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails: the runtime stops the program instead
	return b
}

// NewID names a new data key.
func NewID() string { return hex.EncodeToString(random(idBytes)) }

const idBytes = 8

// Provider wraps data keys with a master key that it never hands out. A KMS or
// an HSM is taken into use by implementing it; Files keeps the key in a file.
type Provider interface {
	// Master names the master key under which Wrap wraps.
	Master() string
	// Wrap makes a data key unreadable. What it is bound to must be given again to Unwrap.
	Wrap(p Profile, bound string, key []byte) (string, error)
	// Unwrap returns an error for what another master key wrapped, or was changed.
	Unwrap(p Profile, bound, wrapped string) ([]byte, error)
}
