package extract

import (
	"strings"
	"testing"
)

// No cell is a formula, and none is changed twice.
func FuzzInert(f *testing.F) {
	f.Add("=1+1")
	f.Add("\xff=")
	f.Fuzz(func(t *testing.T, cell string) {
		s := Inert(cell)
		if s != "" && strings.ContainsRune("=+-@\t\r＝＋－＠", []rune(s)[0]) || Inert(s) != s || !strings.HasSuffix(s, cell) {
			t.Fatalf("%q: %q", cell, s)
		}
	})
}
