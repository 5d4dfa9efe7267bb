package tlog

import (
	"bytes"
	"crypto/ed25519"
	"strings"
	"testing"
	"time"
)

// A witness's cosignature holds for the checkpoint, the name, the time and the key it was made with, and for nothing else.
func TestCosignatures(t *testing.T) {
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{5}, ed25519.SeedSize))
	public, _ := key.Public().(ed25519.PublicKey)
	other, _ := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{6}, ed25519.SeedSize)).Public().(ed25519.PublicKey)
	c := Checkpoint{Origin: "liandong/test", Size: 7, Root: Leaf("root")}
	at := time.Date(2026, 11, 27, 8, 0, 0, 0, time.UTC)
	line := Cosign(c, "court.example", at, key)
	note := c.Text() + "\n— liandong/test AAAAAAAA\n" + line
	got, w, err := CosignedBy(note, public)
	if err != nil || got.Text() != c.Text() || w.Name != "court.example" || !w.At.Equal(at) || w.Line != line {
		t.Fatalf("%+v %+v %v", got, w, err)
	}
	later := Cosign(c, "court.example", at.Add(time.Second), key)
	for what, bad := range map[string]string{
		"another size": strings.Replace(note, "\n7\n", "\n8\n", 1), "another name": strings.Replace(note, "court.example", "court.exampla", 1), "no signature": c.Text() + "\n",
		"the time of another": note[:len(note)-len(line)] + line[:len("— court.example ")+6] + later[len("— court.example ")+6:len("— court.example ")+16] + line[len("— court.example ")+16:],
		"behind too many":     c.Text() + "\n" + strings.Repeat("— x AAAA\n", mostLines) + line,
		"the log's own kind":  c.Text() + "\n" + strings.Replace(line, "— ", "- ", 1), "nothing": "",
	} {
		if _, _, err := CosignedBy(bad, public); err == nil {
			t.Errorf("%s holds", what)
		}
	}
	if _, _, err := CosignedBy(note, other); err == nil {
		t.Error("another key holds")
	}
}

func FuzzCosignedBy(f *testing.F) {
	key := ed25519.PublicKey(bytes.Repeat([]byte{1}, ed25519.PublicKeySize))
	f.Add("liandong/test\n7\n" + strings.Repeat("A", 43) + "=\n\n— x AAAA\n")
	f.Fuzz(func(t *testing.T, text string) {
		if _, _, err := CosignedBy(text, key); err == nil {
			t.Fatal("what nobody signed holds")
		}
	})
}
