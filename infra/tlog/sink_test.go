package tlog

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

func noted(origin string, size int64) Line {
	c := Checkpoint{Origin: origin, Size: size, Root: Leaf(origin)}
	return Line{At: time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC), Note: c.Text() + "\n— " + origin + " " + base64.StdEncoding.EncodeToString([]byte("signature")) + "\n"}
}

func TestSinkKeepsCheckpoints(t *testing.T) {
	file := filepath.Join(t.TempDir(), "checkpoints.jsonl")
	s := &Sink{File: file}
	if _, found, err := s.Last(); found || err != nil {
		t.Fatalf("a file that is not there holds something: %v", err)
	}
	for _, size := range []int64{3, 9} {
		if err := s.Add(noted("liandong/a", size)); err != nil {
			t.Fatal(err)
		}
	}
	// A crash cuts the last line off; what is written next stands on a line of its own.
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, whole[:len(whole)-5], 0o600); err != nil {
		t.Fatal(err)
	}
	s = &Sink{File: file}
	if last, _, err := s.Last(); err != nil || last.Size != 3 {
		t.Fatalf("behind a cut line: %+v %v", last, err)
	}
	if after, err := s.After("liandong/a"); after != 3 || err != nil {
		t.Fatalf("after %d %v", after, err)
	}
	if err := s.Add(noted("liandong/a", 12)); err != nil {
		t.Fatal(err)
	}
	sizes := []int64{}
	skipped, err := s.Read(func(_ Line, c Checkpoint) error { sizes = append(sizes, c.Size); return nil })
	if skipped != 1 || err != nil || !slices.Equal(sizes, []int64{3, 12}) {
		t.Fatalf("%d lines passed over, %v: %v", skipped, sizes, err)
	}
	if after, err := s.After("liandong/b"); after != 0 || err != nil {
		t.Fatalf("another log has reached %d %v", after, err)
	}
}
