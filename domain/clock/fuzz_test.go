package clock

import "testing"

// A place's own time limits are taken whole, or refused with their line.
func FuzzLoad(f *testing.F) {
	f.Add([]byte(`{"id":"petition.forward","version":"2026-01-01","amount":15,"unit":"days"}`))
	f.Add([]byte("{}\n\nnull"))
	f.Fuzz(func(t *testing.T, own []byte) {
		if b, err := Load(own); err == nil && b == nil {
			t.Fatal("no book, and no word of it")
		}
	})
}
