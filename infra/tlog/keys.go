package tlog

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/emmansun/gmsm/sm2"
	"golang.org/x/mod/sumdb/note"
)

// sm2Type is how a signed note names a kind of signature that has no byte of its
// own in C2SP signed-note: 0xff and a name.
const sm2Type = "\xffsm2-with-sm3"

var errKind = errors.New("tlog: a checkpoint is signed with Ed25519 or SM2 alone")

// sm2Verifier checks what an SM2 key signed with SM3 (GB/T 32918.2, the default
// user id of GM/T 0009), in the ASN.1 form that OpenSSL writes.
type sm2Verifier struct {
	name string
	key  *ecdsa.PublicKey
	hash uint32
}

// Name implements note.Verifier.
func (v sm2Verifier) Name() string { return v.name }

// KeyHash implements note.Verifier.
func (v sm2Verifier) KeyHash() uint32 { return v.hash }

// Verify implements note.Verifier.
func (v sm2Verifier) Verify(text, signature []byte) bool {
	return sm2.VerifyASN1WithSM2(v.key, nil, text, signature)
}

func sm2Bytes(key *ecdsa.PublicKey) ([]byte, error) {
	if !sm2.IsSM2PublicKey(key) {
		return nil, errKind
	}
	point := make([]byte, 65)
	point[0] = 4
	key.X.FillBytes(point[1:33]) //nolint:staticcheck // the library's keys are of this type, and crypto/ecdh has no SM2
	key.Y.FillBytes(point[33:])  //nolint:staticcheck // likewise
	return append([]byte(sm2Type), point...), nil
}

func keyHash(name string, typed []byte) uint32 {
	sum := sha256.Sum256(append([]byte(name+"\n"), typed...))
	return binary.BigEndian.Uint32(sum[:4])
}

// verifier opens what a public key signed under a name; text is the key as tools for signed notes read it.
func verifier(name string, key crypto.PublicKey) (v note.Verifier, text string, err error) {
	switch key := key.(type) {
	case ed25519.PublicKey:
		if text, err = note.NewEd25519VerifierKey(name, key); err == nil {
			v, err = note.NewVerifier(text)
		}
		return v, text, err
	case *ecdsa.PublicKey:
		typed, err := sm2Bytes(key)
		if err != nil {
			return nil, "", err
		}
		hash := keyHash(name, typed)
		return sm2Verifier{name, key, hash}, fmt.Sprintf("%s+%08x+%s", name, hash, base64.StdEncoding.EncodeToString(typed)), nil
	}
	return nil, "", errKind
}

// Signer signs the texts of checkpoints with one key.
type Signer struct {
	Public crypto.PublicKey
	Sign   func(text []byte) ([]byte, error)
}

// SM2 signs with an SM2 key.
func SM2(key *sm2.PrivateKey) Signer {
	return Signer{&key.PublicKey, func(text []byte) ([]byte, error) { return key.Sign(rand.Reader, text, sm2.DefaultSM2SignerOpts) }}
}
