package signing

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"math/big"
	"strings"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/smx509"

	"liandong/infra/tlog"
)

// SM2 is the algorithm of the second signature under a checkpoint.
const SM2 = "sm2"

// sm2Label separates the SM2 key from anything else that is ever derived from the installation's.
const sm2Label = "liandong checkpoint sm2 1"

// Public is a public key of the installation.
type Public struct {
	ID, Algorithm string
	PEM           string
	Key           crypto.PublicKey
}

// sm2Key is derived from the seed of the installation's key (docs/adr/0050): there is one file to
// keep, and replicas agree. 48 bytes make what is left of a division even (FIPS 186-5, A.2.1).
func sm2Key(key ed25519.PrivateKey) (*sm2.PrivateKey, error) {
	raw, err := hkdf.Key(sha256.New, key.Seed(), nil, sm2Label, 48)
	if err != nil {
		return nil, err
	}
	d := new(big.Int).SetBytes(raw)
	most := new(big.Int).Sub(sm2.P256().Params().N, big.NewInt(2)) // 1 ≤ d ≤ n-2 (GB/T 32918.1)
	return sm2.NewPrivateKeyFromInt(d.Add(d.Mod(d, most), big.NewInt(1)))
}

// SignCheckpoint signs what is said of the log's tree, as a note, with Ed25519 and with SM2.
func (h *Holder) SignCheckpoint(c tlog.Checkpoint) (string, error) {
	return h.SignText(c.Origin, c.Text())
}

// SignText signs a text as a note under a name, with both.
func (h *Holder) SignText(name, text string) (string, error) {
	key, err := h.private()
	if err != nil {
		return "", err
	}
	second, err := sm2Key(key)
	if err != nil {
		return "", err
	}
	first := tlog.Signer{Public: public(key), Sign: func(text []byte) ([]byte, error) { return ed25519.Sign(key, text), nil }}
	return tlog.SignText(name, text, first, tlog.SM2(second))
}

// Publics are the installation's public keys: Ed25519, then SM2.
func (h *Holder) Publics() ([]Public, error) {
	key, err := h.private()
	if err != nil {
		return nil, err
	}
	second, err := sm2Key(key)
	if err != nil {
		return nil, err
	}
	all := []Public{{ID: idOf(public(key)), Algorithm: Algorithm, Key: public(key)}, {Algorithm: SM2, Key: &second.PublicKey}}
	for i := range all {
		der, err := smx509.MarshalPKIXPublicKey(all[i].Key)
		if err != nil {
			return nil, err
		}
		if all[i].ID == "" {
			sum := sha256.Sum256(der)
			all[i].ID = SM2 + ":" + hex.EncodeToString(sum[:16])
		}
		all[i].PEM = string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
	}
	return all, nil
}

// Keys are the public keys that open the installation's checkpoints.
func (h *Holder) Keys() ([]crypto.PublicKey, error) {
	all, err := h.Publics()
	keys := make([]crypto.PublicKey, 0, len(all))
	for _, p := range all {
		keys = append(keys, p.Key)
	}
	return keys, err
}

// ErrKeys refuses what is no public key that a checkpoint is signed with.
var ErrKeys = fmt.Errorf("this holds no public key in PEM, of Ed25519 or SM2")

// mostKeys bounds the keys of one file.
const mostKeys = 16

// ReadKeys reads the public keys in a text, PEM, one behind the other. It returns
// ErrKeys where there is none, or anything else.
func ReadKeys(text string) ([]crypto.PublicKey, error) {
	var keys []crypto.PublicKey
	for rest := []byte(strings.TrimSpace(text)); len(rest) > 0; {
		var block *pem.Block
		block, rest = pem.Decode(rest)
		if block == nil || block.Type != "PUBLIC KEY" || len(keys) == mostKeys {
			return nil, ErrKeys
		}
		rest = []byte(strings.TrimSpace(string(rest)))
		parsed, err := smx509.ParsePKIXPublicKey(block.Bytes)
		if err != nil {
			return nil, ErrKeys
		}
		switch key := parsed.(type) {
		case ed25519.PublicKey:
			keys = append(keys, key)
		case *ecdsa.PublicKey:
			if !sm2.IsSM2PublicKey(key) {
				return nil, ErrKeys
			}
			keys = append(keys, key)
		default:
			return nil, ErrKeys
		}
	}
	if len(keys) == 0 {
		return nil, ErrKeys
	}
	return keys, nil
}
