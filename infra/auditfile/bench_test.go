package auditfile

import (
	"bufio"
	"compress/gzip"
	"crypto"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"liandong/domain/audit"
	"liandong/infra/secrets"
	"liandong/infra/tlog"
)

// BenchmarkMillion reads an export of a million entries to its end: how long, and how
// much memory more than before.
func BenchmarkMillion(b *testing.B) {
	const entries, step = 1_000_000, 2000
	tree, key := tlog.Tree{Tiles: shelf{}}, keyOf(1)
	of := func(i int) audit.Entry {
		e := audit.Entry{Stream: fmt.Sprintf("case/%d", i/8), Seq: int64(i%8) + 1, ID: fmt.Sprintf("%026d", i), At: "2026-11-24 01:02:03.000000", Actor: fmt.Sprintf("u%d", i%500), Organization: fmt.Sprintf("o%d", i%90), Role: "clerk", Origin: "window", Action: "case.read", Subject: fmt.Sprintf("case/%d", i/8), CaseID: fmt.Sprint(i / 8), PayloadDigest: secrets.SHA256{}.Sum([]byte(fmt.Sprint(i)))}
		e.Previous = e.PayloadDigest
		e.Digest = e.Seal(secrets.SHA256{})
		return e
	}
	path := filepath.Join(b.TempDir(), "audit.jsonl.gz")
	file, err := os.Create(path)
	must := func(err error) {
		if err != nil {
			b.Fatal(err)
		}
	}
	must(err)
	for i := 0; i < entries; i += step {
		leaves := make([][]byte, step)
		for j := range leaves {
			leaves[j] = tlog.Leaf(of(i + j).Digest)
		}
		must(tree.Append(int64(i), leaves))
	}
	root, err := tree.Root(entries)
	must(err)
	note, err := tlog.Sign(tlog.Checkpoint{Origin: "liandong/test", Size: entries, Root: root}, by(key))
	must(err)
	var s State
	for s.At < entries {
		z := gzip.NewWriter(file)
		w := Continue(z, s)
		if s.At == 0 {
			must(w.Head(Head{Checkpoint: note}))
		}
		for range step {
			must(w.Entry(of(int(w.At()))))
		}
		s, err = w.Close()
		must(err)
		if s.At == entries {
			must(End(z, "liandong/test", s, signed(key)))
		}
		must(z.Close())
	}
	must(file.Close())
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for b.Loop() {
		in, err := os.Open(path)
		must(err)
		r, err := Verify(bufio.NewReader(in), []crypto.PublicKey{key.Public()}, secrets.SHA256{}, nil)
		if err != nil || r.Entries != entries {
			b.Fatalf("%+v %v", r, err)
		}
		must(in.Close())
	}
	runtime.ReadMemStats(&after)
	info, err := os.Stat(path)
	must(err)
	b.ReportMetric(float64(info.Size())/entries, "bytes/entry")
	b.ReportMetric(float64(after.HeapSys-before.HeapSys)/1e6, "MB-more")
}
