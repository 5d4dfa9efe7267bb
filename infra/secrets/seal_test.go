package secrets

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What is sealed opens in its own place, with its own key, and nowhere else;
// the secret stands nowhere in what is kept.
func TestSeal(t *testing.T) {
	s, err := NewSeal(Key())
	if err != nil {
		t.Fatal(err)
	}
	kept := s.Close("staff_factors/1", []byte("JBSWY3DPEHPK3PXP"))
	if strings.Contains(kept, "JBSW") {
		t.Errorf("%s", kept)
	}
	if again := s.Close("staff_factors/1", []byte("JBSWY3DPEHPK3PXP")); again == kept {
		t.Error("the same secret is sealed the same way twice")
	}
	if got, err := s.Open("staff_factors/1", kept); err != nil || string(got) != "JBSWY3DPEHPK3PXP" {
		t.Errorf("%s %v", got, err)
	}
	other, err := NewSeal(Key())
	if err != nil {
		t.Fatal(err)
	}
	damaged := kept[:len(kept)-2] + "AA"
	for name, open := range map[string]func() ([]byte, error){
		"in another place":   func() ([]byte, error) { return s.Open("staff_factors/2", kept) },
		"with another key":   func() ([]byte, error) { return other.Open("staff_factors/1", kept) },
		"damaged":            func() ([]byte, error) { return s.Open("staff_factors/1", damaged) },
		"cut off":            func() ([]byte, error) { return s.Open("staff_factors/1", s.ID()+".AA") },
		"with nothing there": func() ([]byte, error) { return s.Open("staff_factors/1", "") },
	} {
		if got, err := open(); err == nil {
			t.Errorf("%s it opens: %s", name, got)
		}
	}
}

// The key's file is made once, for its owner alone; a file that others may read is refused.
func TestSealFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "sub", SealFile)
	if _, err := ReadSeal(file); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v", err)
	}
	first, err := MakeSeal(file)
	if err != nil {
		t.Fatal(err)
	}
	second, err := MakeSeal(file)
	if err != nil || first.ID() != second.ID() {
		t.Errorf("%v: made anew", err)
	}
	if entries, err := os.ReadDir(filepath.Dir(file)); err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v %v", entries, err)
	}
	if err := os.Chmod(file, 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadSeal(file); err == nil {
		t.Error("a key that others may read is taken")
	}
}
