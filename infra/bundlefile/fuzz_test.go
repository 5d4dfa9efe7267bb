package bundlefile

import (
	"bytes"
	"testing"

	"liandong/domain/exchange"
	"liandong/domain/fault"
	"liandong/infra/signing"
)

// A file that is taken for a bundle has one form only: written again it is the
// same, byte for byte. What is refused is refused with words that name the part.
func FuzzRead(f *testing.F) {
	good, err := Bytes(exchange.Parts{"manifest.json": []byte("{}"), "signature.json": []byte("{}")})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte("PK\x05\x06"))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := Read(data)
		if err != nil {
			if _, ok := Unreadable(err); !ok {
				t.Fatalf("refused without words: %v", err)
			}
			return
		}
		again, err := Bytes(p)
		if err != nil || !bytes.Equal(again, data) {
			t.Fatalf("a bundle of two forms: %v", err)
		}
	})
}

// Whatever stands in the manifest and the signature of a bundle, one that nobody
// signed is not opened, and says why in words.
func FuzzOpen(f *testing.F) {
	f.Add([]byte(`{"format":"liandong-bundle/1"}`), []byte(`{"algorithm":"ed25519","key_id":"x","public_key":"","signature":""}`), "documents/1.txt", []byte("x"))
	f.Add([]byte(`null`), []byte(`[]`), "case.json", []byte(`{}`))
	f.Fuzz(func(t *testing.T, manifest, signature []byte, name string, more []byte) {
		data, err := Bytes(exchange.Parts{exchange.ManifestPart: manifest, exchange.SignaturePart: signature, name: more})
		if err != nil {
			return
		}
		_, err = Open(data, signing.Checker())
		if err == nil {
			t.Fatal("a bundle nobody signed was opened")
		}
		if fault.Of(err) == nil {
			t.Fatalf("refused without words: %v", err)
		}
	})
}
