package tlog

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/emmansun/gmsm/sm2"
	"pgregory.net/rapid"
)

type tileKey struct {
	level int
	index int64
}

// shelf keeps tiles in memory.
type shelf map[tileKey][]byte

func (s shelf) Tile(level int, index int64) ([]byte, error) {
	return bytes.Clone(s[tileKey{level, index}]), nil
}

func (s shelf) PutTile(level int, index int64, hashes []byte) error {
	s[tileKey{level, index}] = bytes.Clone(hashes)
	return nil
}

func leaves(n int) [][]byte {
	all := make([][]byte, n)
	for i := range all {
		all[i] = Leaf(fmt.Sprintf("sha256:%d", i))
	}
	return all
}

// walked are the roots at every size, computed without tiles.
func walked(t *testing.T, all [][]byte) [][]byte {
	t.Helper()
	w := NewWalk()
	roots := make([][]byte, 0, len(all)+1)
	for i := 0; ; i++ {
		root, err := w.Root()
		if err != nil {
			t.Fatal(err)
		}
		roots = append(roots, root)
		if i == len(all) {
			return roots
		}
		if err := w.Next(all[i]); err != nil {
			t.Fatal(err)
		}
	}
}

// In whatever portions leaves arrive, the tiles give every root and every proof
// of every size, and no proof fits another leaf, size or root.
func TestTilesGiveEveryRootAndProof(t *testing.T) {
	const most = 70000 // three levels of tiles
	all := leaves(most)
	roots := walked(t, all)
	rapid.Check(t, func(t *rapid.T) {
		tree := Tree{shelf{}}
		total := rapid.IntRange(1, most).Draw(t, "total")
		for size := 0; size < total; {
			n := min(rapid.IntRange(1, 20000).Draw(t, "portion"), total-size)
			if err := tree.Append(int64(size), all[size:size+n]); err != nil {
				t.Fatal(err)
			}
			size += n
		}
		size := rapid.IntRange(1, total).Draw(t, "size")
		root, err := tree.Root(int64(size))
		if err != nil || !bytes.Equal(root, roots[size]) {
			t.Fatalf("the root at %d of %d: %v", size, total, err)
		}
		index := rapid.IntRange(0, size-1).Draw(t, "index")
		hashes, err := tree.Inclusion(int64(index), int64(size))
		if err != nil || !Included(all[index], int64(index), int64(size), hashes, root) {
			t.Fatalf("leaf %d in %d: %v", index, size, err)
		}
		if Included(Leaf("another"), int64(index), int64(size), hashes, root) || Included(all[index], int64(size), int64(size), hashes, root) {
			t.Fatal("a proof fits what it was not made for")
		}
		before := rapid.IntRange(1, size).Draw(t, "before")
		hashes, err = tree.Consistency(int64(before), int64(size))
		if err != nil || !Consistent(int64(before), int64(size), hashes, roots[before], root) {
			t.Fatalf("from %d to %d: %v", before, size, err)
		}
		if before < size && Consistent(int64(before), int64(size), hashes, Leaf("another tree"), root) {
			t.Fatal("another tree is taken for the beginning of this one")
		}
	})
}

func TestAppendRefusesATileThatWasCut(t *testing.T) {
	s := shelf{}
	tree := Tree{s}
	if err := tree.Append(0, leaves(300)); err != nil {
		t.Fatal(err)
	}
	s[tileKey{0, 1}] = s[tileKey{0, 1}][:hashSize]
	if err := tree.Append(300, leaves(1)); err == nil {
		t.Fatal("a leaf was put behind a gap")
	}
	if _, err := tree.Root(300); err == nil {
		t.Fatal("a root was made of a tile that was cut")
	}
}

func TestCheckpointsAreSignedNotes(t *testing.T) {
	key, private, err := ed25519.GenerateKey(bytes.NewReader(bytes.Repeat([]byte{7}, 64)))
	if err != nil {
		t.Fatal(err)
	}
	sign := func(text []byte) ([]byte, error) { return ed25519.Sign(private, text), nil }
	c := Checkpoint{Origin: "liandong/test", Size: 7, Root: Leaf("root")}
	text, err := Sign(c, Signer{key, sign})
	if err != nil {
		t.Fatal(err)
	}
	got, err := Open(text, key)
	if err != nil || got.Size != 7 || got.Origin != c.Origin || !bytes.Equal(got.Root, c.Root) {
		t.Fatalf("%+v %v", got, err)
	}
	other, _, err := ed25519.GenerateKey(bytes.NewReader(bytes.Repeat([]byte{8}, 64)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(text, other); err == nil {
		t.Fatal("another key opened it")
	}
	for _, bad := range []string{"", "\n", strings.Replace(text, "\n7\n", "\n8\n", 1), strings.Replace(text, "liandong/test", "liandong/tost", 1), text[:len(text)-8]} {
		if _, err := Open(bad, key); err == nil {
			t.Fatalf("%q was opened", bad)
		}
	}
	for _, bad := range []string{"o\n07\n" + strings.Repeat("A", 43) + "=\n", "o\n-1\n" + strings.Repeat("A", 43) + "=\n", "o\n1\nAA==\n", "o\n1\n"} {
		if _, err := parse(bad); err == nil {
			t.Fatalf("%q was read", bad)
		}
	}
}

// A checkpoint is signed with Ed25519 and SM2: either key opens it, both do, and
// whoever has both is not content with one that holds beside one that does not.
func TestCheckpointsAreSignedTwice(t *testing.T) {
	first, private, err := ed25519.GenerateKey(bytes.NewReader(bytes.Repeat([]byte{7}, 64)))
	if err != nil {
		t.Fatal(err)
	}
	ed := Signer{first, func(text []byte) ([]byte, error) { return ed25519.Sign(private, text), nil }}
	second, err := sm2.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	other, err := sm2.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := Checkpoint{Origin: "liandong/test", Size: 7, Root: Leaf("root")}
	both, err := Sign(c, ed, SM2(second))
	if err != nil {
		t.Fatal(err)
	}
	alone, err := Sign(c, ed)
	if err != nil {
		t.Fatal(err)
	}
	sm2Alone, err := Sign(c, SM2(second))
	if err != nil {
		t.Fatal(err)
	}
	forged, err := Sign(Checkpoint{Origin: c.Origin, Size: 8, Root: c.Root}, SM2(second))
	if err != nil {
		t.Fatal(err)
	}
	line := func(text string) string {
		return strings.TrimSuffix(text, "\n")[strings.LastIndex(strings.TrimSuffix(text, "\n"), "\n")+1:] + "\n"
	}
	for _, x := range []struct {
		name, text string
		keys       []crypto.PublicKey
		opens      bool
	}{
		{"both, with Ed25519", both, []crypto.PublicKey{first}, true},
		{"both, with SM2", both, []crypto.PublicKey{&second.PublicKey}, true},
		{"both, with both", both, []crypto.PublicKey{first, &second.PublicKey}, true},
		{"a key given twice", both, []crypto.PublicKey{first, &second.PublicKey, first}, true},
		{"an older one, with both", alone, []crypto.PublicKey{first, &second.PublicKey}, true},
		{"an older one, with SM2", alone, []crypto.PublicKey{&second.PublicKey}, false},
		{"SM2 alone, with SM2", sm2Alone, []crypto.PublicKey{&second.PublicKey}, true},
		{"another SM2 key", both, []crypto.PublicKey{&other.PublicKey}, false},
		{"an SM2 signature of something else beside a good one", alone + line(forged), []crypto.PublicKey{first, &second.PublicKey}, false},
		{"the same, for who has Ed25519 alone", alone + line(forged), []crypto.PublicKey{first}, true},
		{"no key", both, nil, false},
		{"a key of another kind", both, []crypto.PublicKey{"key"}, false},
	} {
		if got, err := Open(x.text, x.keys...); (err == nil) != x.opens || x.opens && (got.Size != 7 || got.Origin != c.Origin) {
			t.Errorf("%s: %+v %v", x.name, got, err)
		}
	}
	if key, err := VerifierKey(c.Origin, &second.PublicKey); err != nil || !strings.HasPrefix(key, "liandong/test+") {
		t.Errorf("%q %v", key, err)
	}
}

func FuzzOpen(f *testing.F) {
	key := ed25519.PublicKey(bytes.Repeat([]byte{1}, ed25519.PublicKeySize))
	f.Add("liandong/test\n7\nAAAA\n\n— liandong/test AAAA\n")
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := Open(text, key); err == nil {
			t.Fatal("a text nobody signed was opened")
		}
	})
}

// A checkpoint that is read without a key is written the same again.
func FuzzUnsigned(f *testing.F) {
	f.Add("liandong/test\n7\n" + strings.Repeat("A", 43) + "=\n\n— liandong/test AAAA\n")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := Unsigned(text)
		if err != nil {
			return
		}
		if again, err := Unsigned(c.Text() + "\n— x AAAA\n"); err != nil || again.Size != c.Size || again.Origin != c.Origin || !bytes.Equal(again.Root, c.Root) {
			t.Fatalf("%q: %+v, then %+v (%v)", text, c, again, err)
		}
	})
}

// A file of checkpoints that others wrote into is read to its end, line by line.
func FuzzSink(f *testing.F) {
	f.Add("{\"note\":\"liandong/test\\n7\\n" + strings.Repeat("A", 43) + "=\\n\\n— x AAAA\\n\"}\n{\"note\":")
	f.Fuzz(func(t *testing.T, text string) {
		s := &Sink{File: filepath.Join(t.TempDir(), "checkpoints.jsonl")}
		if err := os.WriteFile(s.File, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		n := 0
		skipped, err := s.Read(func(_ Line, c Checkpoint) error {
			n++
			if c.Origin == "" || len(c.Root) != hashSize {
				t.Fatalf("%+v was read", c)
			}
			return nil
		})
		if err == nil && n+skipped > strings.Count(text, "\n")+1 {
			t.Fatalf("%d and %d of %q", n, skipped, text)
		}
	})
}
