package rulepack

import (
	"os"
	"path/filepath"
	"testing"
)

// A place's own rules are taken whole or refused with the file they stand in.
func FuzzOverlay(f *testing.F) {
	f.Add([]byte(`{"version":"x","terms":{},"rules":[]}`))
	f.Add([]byte(`{"rules":[{"id":"x@1","route":"petition","when":"true"}]}`))
	f.Add([]byte(`{"terms":{"a":"b"}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "own.json"), raw, 0o600); err != nil {
			t.Fatal(err)
		}
		p, err := Load(dir)
		if err == nil && p.Digest == "" {
			t.Fatal("taken without a digest")
		}
	})
}
