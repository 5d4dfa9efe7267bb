package signing

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
	"testing"

	"liandong/domain/exchange"
)

// A key that is taken is one key, however it was written.
func FuzzReadPublic(f *testing.F) {
	private, err := New()
	if err != nil {
		f.Fatal(err)
	}
	public, err := Of(private).PEM()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(public)
	f.Add(private)
	f.Add("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := ReadPublic(text)
		if err != nil {
			if !errors.Is(err, ErrKey) {
				t.Fatal(err)
			}
			return
		}
		raw, err := x509.MarshalPKIXPublicKey(p)
		if err != nil {
			t.Fatal(err)
		}
		again, err := ReadPublic(string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: raw})))
		if err != nil || !again.Equal(p) {
			t.Fatalf("read again it is another key: %v", err)
		}
	})
}

// What nobody signed is not good, and a digest is matched by what has it.
func FuzzGood(f *testing.F) {
	f.Add([]byte("text"), "ed25519", "sha256:00", "AAAA", "AAAA", "sha256:00")
	f.Fuzz(func(t *testing.T, text []byte, algorithm, id, key, value, digest string) {
		h := Checker()
		if h.Good(text, exchange.Signature{Algorithm: algorithm, Key: id, PublicKey: key, Value: value}) {
			t.Fatal("a signature of nobody's is good")
		}
		if h.Same(text, digest) && digest != h.Sum(text) {
			t.Fatalf("%q matches", digest)
		}
	})
}
