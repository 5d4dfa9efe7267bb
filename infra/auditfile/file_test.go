package auditfile

import (
	"bytes"
	"compress/gzip"
	"crypto"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"liandong/domain/audit"
	"liandong/infra/secrets"
	"liandong/infra/tlog"
)

// shelf keeps tiles in memory.
type shelf map[[2]int64][]byte

func (s shelf) Tile(level int, index int64) ([]byte, error) {
	return s[[2]int64{int64(level), index}], nil
}

func (s shelf) PutTile(level int, index int64, hashes []byte) error {
	s[[2]int64{int64(level), index}] = bytes.Clone(hashes)
	return nil
}

func keyOf(seed byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, ed25519.SeedSize))
}

func by(key ed25519.PrivateKey) tlog.Signer {
	return tlog.Signer{Public: key.Public(), Sign: func(b []byte) ([]byte, error) { return ed25519.Sign(key, b), nil }}
}

func signed(key ed25519.PrivateKey) func(name, text string) (string, error) {
	return func(name, text string) (string, error) {
		return tlog.SignText(name, text, by(key))
	}
}

// world is a log of entries with its tree.
type world struct {
	entries []audit.Entry
	tree    tlog.Tree
	note    string
	key     ed25519.PrivateKey
}

func newWorld(t interface{ Fatal(...any) }, n int) world {
	w := world{tree: tlog.Tree{Tiles: shelf{}}, key: keyOf(1)}
	last := map[string]audit.Entry{}
	leaves := make([][]byte, 0, n)
	for i := range n {
		e := audit.Entry{Stream: fmt.Sprintf("case/%d", i%7), ID: fmt.Sprintf("e%06d", i), At: fmt.Sprintf("2026-11-24 %02d:%02d:%02d.000000", i/3600%24, i/60%60, i%60), Actor: fmt.Sprintf("u%d", i%5), Organization: fmt.Sprintf("o%d", i%3), Action: "case.read", Subject: fmt.Sprintf("case/%d", i%7)}
		before := last[e.Stream]
		e.Seq, e.Previous, e.PayloadDigest = before.Seq+1, before.Digest, "sha256:00"
		e.Digest = e.Seal(secrets.SHA256{})
		last[e.Stream] = e
		w.entries, leaves = append(w.entries, e), append(leaves, tlog.Leaf(e.Digest))
	}
	if err := w.tree.Append(0, leaves); err != nil {
		t.Fatal(err)
	}
	root, err := w.tree.Root(int64(n))
	if err != nil {
		t.Fatal(err)
	}
	w.note, err = tlog.Sign(tlog.Checkpoint{Origin: "liandong/test", Size: int64(n), Root: root}, by(w.key))
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// file writes what was asked for in sections of a size.
func (w world) file(t interface{ Fatal(...any) }, asked Asked, step int) []byte {
	var out bytes.Buffer
	var s State
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	for s.At < int64(len(w.entries)) {
		var err error
		s, err = ParseState(strings.TrimSpace(s.String()))
		must(err)
		x := Continue(&out, s)
		if s.At == 0 {
			must(x.Head(Head{Asked: asked, By: "auditor", Checkpoint: w.note}))
		}
		to := min(s.At+int64(step), int64(len(w.entries)))
		for at := s.At; at < to; at++ {
			if !asked.Agrees(w.entries[at]) {
				continue
			}
			if at > x.At() {
				hashes, err := w.tree.Range(x.At(), at)
				must(err)
				must(x.LeftOut(at, hashes))
			}
			must(x.Entry(w.entries[at]))
		}
		if to > x.At() {
			hashes, err := w.tree.Range(x.At(), to)
			must(err)
			must(x.LeftOut(to, hashes))
		}
		s, err = x.Close()
		must(err)
	}
	must(End(&out, "liandong/test", s, signed(w.key)))
	return out.Bytes()
}

func check(file []byte, key ed25519.PrivateKey) (Report, error) {
	return Verify(bytes.NewReader(file), []crypto.PublicKey{key.Public()}, secrets.SHA256{}, nil)
}

// Whatever is asked for, in sections of whatever size, packed or not, the file holds
// exactly what agrees and verifies with the public key alone.
func TestAFileVerifies(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t, rapid.IntRange(1, 400).Draw(t, "entries"))
		asked := Asked{Actor: rapid.SampledFrom([]string{"", "u1", "nobody"}).Draw(t, "actor"), Organization: rapid.SampledFrom([]string{"", "o2"}).Draw(t, "organization"), From: rapid.SampledFrom([]string{"", "2026-11-24 00:01:00.000000"}).Draw(t, "from")}
		file := w.file(t, asked, rapid.IntRange(1, 300).Draw(t, "step"))
		var want, got int64
		for _, e := range w.entries {
			if asked.Agrees(e) {
				want++
			}
		}
		var packed bytes.Buffer
		for part := range slices.Chunk(file, 20_000) { // members one behind the other, as a job adds them
			z := gzip.NewWriter(&packed)
			if _, err := z.Write(part); err != nil || z.Close() != nil {
				t.Fatal(err)
			}
		}
		for _, body := range [][]byte{file, packed.Bytes()} {
			got = 0
			r, err := Verify(bytes.NewReader(body), []crypto.PublicKey{w.key.Public()}, secrets.SHA256{}, func(audit.Entry) { got++ })
			if err != nil || r.Entries != want || got != want || r.Size != int64(len(w.entries)) || r.Origin != "liandong/test" {
				t.Fatalf("%+v %v, want %d", r, err, want)
			}
		}
	})
}

func linesOf(file []byte) [][]byte {
	var all [][]byte
	for l := range bytes.Lines(file) {
		all = append(all, bytes.Clone(l))
	}
	return all
}

// Each way to change a file is named, at the line where it shows first.
func TestAFileThatWasChanged(t *testing.T) {
	w := newWorld(t, 300)
	file := w.file(t, Asked{Actor: "u1"}, 100)
	if r, err := check(file, w.key); err != nil || r.Entries != 60 {
		t.Fatalf("%+v %v", r, err)
	}
	// Line 1 is the head; entries and what was left out take turns.
	at := func(i int, change func([]byte) []byte) func([][]byte) [][]byte {
		return func(all [][]byte) [][]byte { all[i-1] = change(all[i-1]); return all }
	}
	swap := func(old, now string) func([]byte) []byte {
		return func(l []byte) []byte {
			if !bytes.Contains(l, []byte(old)) {
				t.Fatalf("no %s in %s", old, l)
			}
			return bytes.Replace(l, []byte(old), []byte(now), 1)
		}
	}
	resealed := func(l []byte) []byte { // changed by somebody who can count, but has no key
		var x line
		if err := json.Unmarshal(l, &x); err != nil {
			t.Fatal(err)
		}
		x.Entry.Action = "nothing.done"
		x.Entry.Digest = audit.Entry(*x.Entry).Seal(secrets.SHA256{})
		out, err := json.Marshal(x)
		if err != nil {
			t.Fatal(err)
		}
		return append(out, '\n')
	}
	last := len(linesOf(file))
	for name, x := range map[string]struct {
		change func([][]byte) [][]byte
		line   int64
		why    string
	}{
		"an edited entry":                   {at(3, swap("case.read", "case.rode")), 3, "does not have the digest"},
		"an entry sealed anew":              {at(3, resealed), 0, "section does not fit"},
		"an entry taken away":               {func(l [][]byte) [][]byte { return append(l[:2], l[3:]...) }, 3, "is next"},
		"two lines moved":                   {func(l [][]byte) [][]byte { l[2], l[4] = l[4], l[2]; return l }, 3, "was put in, taken away or moved"},
		"an entry twice":                    {func(l [][]byte) [][]byte { return append(l[:3:3], l[2:]...) }, 4, "is next"},
		"another question":                  {at(1, swap(`"actor":"u1"`, `"actor":"u2"`)), 3, "not one that was asked for"},
		"the question made wider":           {at(1, swap(`{"actor":"u1"}`, `{}`)), 0, "section does not fit"},
		"hashes of what was left out":       {at(2, swap(`"hashes":["`, `"hashes":["AAAA`)), 0, ""},
		"more left out":                     {at(4, swap(`"to":6`, `"to":7`)), 0, ""},
		"a section":                         {at(last-1, swap(`"entries":60`, `"entries":61`)), int64(last - 1), "section does not fit"},
		"a section taken away":              {func(l [][]byte) [][]byte { return append(l[:last-2], l[last-1:]...) }, int64(last - 1), "another file"},
		"the last line cut off":             {func(l [][]byte) [][]byte { return l[:last-1] }, int64(last), "cut off"},
		"half of the last line":             {at(last, func(l []byte) []byte { return l[:len(l)/2] }), int64(last), "cut off"},
		"the second half":                   {func(l [][]byte) [][]byte { return append(l[:40:40], l[last-1]) }, 41, "taken away"},
		"a line behind the end":             {func(l [][]byte) [][]byte { return append(l, l[2]) }, int64(last + 1), "it was added"},
		"a second head":                     {func(l [][]byte) [][]byte { return append(l[:5:5], append([][]byte{l[0]}, l[5:]...)...) }, 6, "the head"},
		"no head":                           {func(l [][]byte) [][]byte { return l[1:] }, 1, "the head"},
		"a field nobody knows":              {at(3, swap(`{"leaf"`, `{"x":1,"leaf"`)), 3, "no line"},
		"two objects on a line":             {at(3, func(l []byte) []byte { return append(bytes.TrimSpace(l), "{}\n"...) }), 3, "no line"},
		"the head's time":                   {at(1, swap(`"at":""`, `"at":"2020"`)), 0, "section does not fit"},
		"what is signed":                    {at(last, swap(`"entries":60`, `"entries":59`)), int64(last), "another file"},
		"the checkpoint of another log":     {at(1, swap("liandong/test", "liandong/other")), 1, "not signed with this key"},
		"an empty file":                     {func([][]byte) [][]byte { return nil }, 1, "missing"},
		"an entry that says it is left out": {at(3, swap(`{"leaf"`, `{"left_out":{"from":1,"to":2,"hashes":[]},"leaf"`)), 0, ""},
	} {
		changed := bytes.Join(x.change(linesOf(file)), nil)
		_, err := check(changed, w.key)
		var f *Fault
		if !errors.As(err, &f) || (x.line > 0 && f.Line != x.line) || !strings.Contains(f.Why, x.why) {
			t.Errorf("%s: %v, want line %d: %s", name, err, x.line, x.why)
		}
	}
	var f *Fault
	if _, err := check(file, keyOf(2)); !errors.As(err, &f) || f.Line != 1 {
		t.Errorf("another key: %v", err)
	}
}

// Whoever rewrites the whole file without the key, sections and all, is found out at
// the root; and a note over another digest is no signature of this file.
func TestAFileWrittenAnew(t *testing.T) {
	w := newWorld(t, 50)
	forged := w
	forged.entries = append([]audit.Entry(nil), w.entries...)
	forged.entries[10].Action = "nothing.done"
	forged.entries[10].Digest = forged.entries[10].Seal(secrets.SHA256{})
	var f *Fault
	if _, err := check(forged.file(t, Asked{}, 20), w.key); !errors.As(err, &f) || !strings.Contains(f.Why, "do not add up") {
		t.Errorf("%v", err)
	}
	forged = w
	forged.key = keyOf(3) // signs the end, not the checkpoint
	if _, err := check(forged.file(t, Asked{}, 20), w.key); !errors.As(err, &f) || !strings.Contains(f.Why, "not signed with this key") {
		t.Errorf("%v", err)
	}
}

// A bit changed anywhere in a file is found.
func TestAnyByte(t *testing.T) {
	w := newWorld(t, 40)
	file := w.file(t, Asked{Organization: "o1"}, 15)
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	for range 400 {
		at := r.IntN(len(file))
		changed := bytes.Clone(file)
		changed[at] ^= 1 << r.IntN(7)
		if _, err := check(changed, w.key); err == nil {
			t.Fatalf("byte %d of %q", at, changed[max(0, at-40):min(len(changed), at+40)])
		}
	}
}

// Reading ends, without a panic, whatever is read.
func FuzzVerify(f *testing.F) {
	w := newWorld(f, 20)
	file := w.file(f, Asked{Actor: "u1"}, 9)
	f.Add(file)
	f.Add(file[:len(file)/2])
	f.Add([]byte{0x1f, 0x8b, 8, 0})
	f.Fuzz(func(t *testing.T, raw []byte) {
		if r, err := check(raw, w.key); err == nil && r.Origin != "liandong/test" {
			t.Errorf("%+v", r)
		}
	})
}
