package exchange

import (
	"bytes"
	"strings"
	"testing"
)

// A name of a part leads nowhere but into the bundle.
func FuzzName(f *testing.F) {
	f.Add("documents/1.txt")
	f.Add("../x")
	f.Add("documents/..")
	f.Fuzz(func(t *testing.T, name string) {
		if Name(name) && (strings.Contains(name, "..") || strings.HasPrefix(name, "/") || strings.ContainsAny(name, "\\\x00\n:")) {
			t.Fatalf("%q is taken", name)
		}
	})
}

// The canonical form of a text is its own, and says the same.
func FuzzRecanonical(f *testing.F) {
	f.Add([]byte(`{"b":1,"a":"\u2028<"}`))
	f.Add([]byte(`{"a":"\\u2028","a":1e5}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		one, err := Recanonical(raw)
		if err != nil {
			return
		}
		two, err := Recanonical(one)
		if err != nil || !bytes.Equal(one, two) {
			t.Fatalf("%q: %q, then %q (%v)", raw, one, two, err)
		}
	})
}
