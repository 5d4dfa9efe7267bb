package audit

import (
	"bytes"
	"strings"
	"testing"
)

// A root is read back from paper however it is typed, and one wrong digit is told.
func TestRootsOnPaper(t *testing.T) {
	root := bytes.Repeat([]byte{0xa5, 0x0f, 0x3c, 0x71}, 8)
	rows := Groups(plainHash{}, root)
	if len(rows) != 5 || rows[0] != "a50f 3c71 a50f 3c71" || len(rows[4]) != 4 {
		t.Fatalf("%q", rows)
	}
	whole := strings.Join(rows, " ")
	for _, typed := range []string{whole, strings.Join(rows, "\n"), strings.ToUpper(whole), strings.ReplaceAll(whole, " ", ""), strings.ReplaceAll(whole, " ", "-"), strings.Join(rows[:4], "")} {
		if got, err := ParseGroups(plainHash{}, typed); err != nil || !bytes.Equal(got, root) {
			t.Errorf("%q: %x %v", typed, got, err)
		}
	}
	for typed, says := range map[string]string{
		"": "has 0 digits", whole + "0": "has 69 digits", strings.Replace(whole, "a50f", "a50g", 1): "0-9 and the letters a-f", strings.Replace(whole, "a50f", "a51f", 1): "mistyped",
	} {
		if _, err := ParseGroups(plainHash{}, typed); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v", typed, err)
		}
	}
}
