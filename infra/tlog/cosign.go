package tlog

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strings"
	"time"
)

// cosignatureType is the kind of a witness's signature (C2SP tlog-cosignature, cosignature/v1).
const cosignatureType = 0x04

// mostLines bounds the signatures of a note that are looked at.
const mostLines = 32

// Cosignature is a witness's word that, at an instant, this was the log it saw,
// and the continuation of what it saw before.
type Cosignature struct {
	Name string // the witness's own
	At   time.Time
	Line string // as it stands in a note
}

func cosigned(c Checkpoint, at int64) []byte {
	return fmt.Appendf(nil, "cosignature/v1\ntime %d\n%s", at, c.Text())
}

func witnessHash(name string, key ed25519.PublicKey) uint32 {
	return keyHash(name, append([]byte{cosignatureType}, key...))
}

// Cosign makes a witness's signature line under a checkpoint.
func Cosign(c Checkpoint, name string, at time.Time, key ed25519.PrivateKey) string {
	public, _ := key.Public().(ed25519.PublicKey)
	raw := binary.BigEndian.AppendUint32(nil, witnessHash(name, public))
	raw = binary.BigEndian.AppendUint64(raw, uint64(at.Unix())) //nolint:gosec // after 1970
	raw = append(raw, ed25519.Sign(key, cosigned(c, at.Unix()))...)
	return "— " + name + " " + base64.StdEncoding.EncodeToString(raw) + "\n"
}

// CosignedBy finds in a note the cosignature of a witness's key. It returns
// ErrCheckpoint where there is none that holds.
func CosignedBy(text string, key ed25519.PublicKey) (Checkpoint, Cosignature, error) {
	c, err := Unsigned(text)
	if err != nil {
		return Checkpoint{}, Cosignature{}, ErrCheckpoint
	}
	_, signatures, _ := strings.Cut(text, "\n\n")
	lines := strings.SplitN(signatures, "\n", mostLines+1)
	for _, line := range lines[:min(len(lines), mostLines)] {
		name, value, found := strings.Cut(strings.TrimPrefix(line, "— "), " ")
		raw, err := base64.StdEncoding.Strict().DecodeString(value)
		if !found || !strings.HasPrefix(line, "— ") || err != nil || len(raw) != 4+8+ed25519.SignatureSize || !named(name) {
			continue
		}
		at := int64(binary.BigEndian.Uint64(raw[4:])) //nolint:gosec // a negative one does not hold
		if at < 0 || binary.BigEndian.Uint32(raw) != witnessHash(name, key) || !ed25519.Verify(key, cosigned(c, at), raw[12:]) {
			continue
		}
		return c, Cosignature{Name: name, At: time.Unix(at, 0).UTC(), Line: line + "\n"}, nil
	}
	return Checkpoint{}, Cosignature{}, ErrCheckpoint
}

// named tells whether a name may stand before a signature.
func named(name string) bool {
	return name != "" && len(name) <= 100 && !strings.ContainsFunc(name, func(r rune) bool { return r <= 0x20 || r > 0x7e || r == '+' })
}
