package exchange

import (
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
