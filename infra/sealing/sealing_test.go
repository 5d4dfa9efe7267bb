package sealing_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"liandong/infra/sealing"
)

func ring(t *testing.T, p sealing.Profile) *sealing.Ring {
	t.Helper()
	raw, err := p.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	id := sealing.NewID()
	r, err := sealing.NewRing([]sealing.Key{{ID: id, Profile: p, Bytes: raw}}, id, []byte(strings.Repeat("i", 32)))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// A sealed value opens only where it stands, whole, with its own key.
func TestSealed(t *testing.T) {
	for _, p := range sealing.Profiles {
		r := ring(t, p)
		for _, text := range []string{"林小雨", "x", strings.Repeat("长", 70000), "sealed:1:not really"} {
			stored := r.Seal("parties|name|1", text)
			// A single letter may well stand in what is sealed: that is no leak.
			if len(text) > 1 && strings.Contains(stored, text) || stored == r.Seal("parties|name|1", text) {
				t.Fatalf("%s: %q is readable, or sealed alike twice", p, text[:1])
			}
			if got, err := r.Open("parties|name|1", stored); err != nil || got != text {
				t.Errorf("%s: %v", p, err)
			}
			for why, x := range map[string]struct{ bound, stored string }{
				"another row": {"parties|name|2", stored}, "another column": {"parties|phone|1", stored}, "cut off": {"parties|name|1", stored[:len(stored)-4]},
				"changed": {"parties|name|1", stored[:40] + "AAAA" + stored[44:]},
			} {
				if _, err := r.Open(x.bound, x.stored); err == nil {
					t.Errorf("%s: %s opens", p, why)
				}
			}
			if _, err := ring(t, p).Open("parties|name|1", stored); !errors.Is(err, sealing.ErrUnknownKey) {
				t.Errorf("%s: another ring: %v", p, err)
			}
		}
		for _, clear := range []string{"", "林小雨", "sealed:1:", "sealed:1:zzzzzzzzzzzzzzzz:AAAA", "sealed:1:0123:AAAA"} {
			if got, err := r.Open("parties|name|1", clear); err != nil || got != clear {
				t.Errorf("%q from before is read as %q, %v", clear, got, err)
			}
		}
	}
}

// What a value is found by depends on its kind and on the installation.
func TestMark(t *testing.T) {
	r := ring(t, sealing.AES256GCM)
	if r.Mark("name", "林小雨") != ring(t, sealing.SM4GCM).Mark("name", "林小雨") { // the same index key
		t.Error("a mark changes with the data key")
	}
	if r.Mark("name", "1234") == r.Mark("phone", "1234") || strings.Contains(r.Mark("name", "1234"), "1234") {
		t.Error("a mark tells more than it should")
	}
}

// The master key is made once, whole, and wraps so that nothing else unwraps.
func TestMasterKey(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "keys")
	if _, err := sealing.Read(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	var all [8]string
	var wait sync.WaitGroup
	for i := range all {
		wait.Go(func() {
			s, err := sealing.ReadOrMake(dir)
			if err != nil {
				t.Error(err)
				return
			}
			all[i] = s.Master()
		})
	}
	wait.Wait()
	for _, m := range all {
		if m != all[0] || m == "" {
			t.Fatalf("two master keys were made: %v", all)
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("%v %v: files beside the key", left, err)
	}
	s, err := sealing.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range sealing.Profiles {
		raw, _ := p.NewKey()
		wrapped, err := s.Wrap(p, "id|data", raw)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := s.Unwrap(p, "id|data", wrapped); err != nil || string(got) != string(raw) {
			t.Errorf("%s: %v", p, err)
		}
		if _, err := s.Unwrap(p, "id|index", wrapped); err == nil {
			t.Error("a key of another purpose unwraps")
		}
		if _, err := sealing.New().Unwrap(p, "id|data", wrapped); err == nil {
			t.Error("another master key unwraps")
		}
	}
	for _, bad := range []string{"", "-----BEGIN PRIVATE KEY-----", strings.TrimSpace(s.Text())[:40]} {
		if _, err := sealing.Parse(bad); err == nil {
			t.Errorf("%q is taken for a key", bad)
		}
	}
	if _, err := sealing.Profile("rot13").NewKey(); err == nil {
		t.Error("an unknown profile makes keys")
	}
}
