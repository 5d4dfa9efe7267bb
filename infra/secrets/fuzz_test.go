package secrets

import (
	"strings"
	"testing"
)

// A code opens what it was made for, however it is typed, and nothing else does.
func FuzzTyped(f *testing.F) {
	f.Add("K4H7-HH1H")
	f.Add("k4h7 hhIh")
	f.Add("")
	f.Fuzz(func(t *testing.T, typed string) {
		c := Codes{Key: []byte("key")}
		shown, hash := c.Code()
		if c.Matches(typed, hash) || c.Matches(typed, "") {
			t.Fatalf("%q opens a code that nobody knows", typed)
		}
		if !c.Matches(strings.ToLower(strings.ReplaceAll(shown, "-", " ")), hash) {
			t.Fatalf("%s does not open itself", shown)
		}
		if h := c.hash(typed); !c.Matches(plain(typed), h) || plain(plain(typed)) != plain(typed) {
			t.Fatalf("%q does not open itself", typed)
		}
	})
}
