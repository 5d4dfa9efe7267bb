package api

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"liandong/domain/audit"
	"liandong/infra/secrets"
	"liandong/infra/signing"
	"liandong/infra/tlog"
)

// goldenProofs is what the page in the browser is tested with.
const goldenProofs = "../frontend/src/proof/golden.json"

type golden struct {
	PublicKey string      `json:"public_key"`
	OtherKey  string      `json:"other_key"`
	Proofs    []proofView `json:"proofs"`
}

// flat keeps the tiles of a tree of one tile.
type flat map[int][]byte

func (f flat) Tile(level int, _ int64) ([]byte, error) { return bytes.Clone(f[level]), nil }
func (f flat) PutTile(level int, _ int64, hashes []byte) error {
	f[level] = bytes.Clone(hashes)
	return nil
}

// seededKey is a key that is the same in every run.
func seededKey(t *testing.T, seed byte) (*signing.Holder, string) {
	t.Helper()
	h := signing.Of(signing.PEM(ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, ed25519.SeedSize))))
	public, err := h.PEM()
	if err != nil {
		t.Fatal(err)
	}
	return h, public
}

// goldenNote is the note that is kept, where it holds still: an SM2 signature is another every time.
func goldenNote(t *testing.T, holder *signing.Holder, c tlog.Checkpoint) string {
	t.Helper()
	keys, err := holder.Keys()
	if err != nil {
		t.Fatal(err)
	}
	var kept golden
	if raw, err := os.ReadFile(goldenProofs); err == nil && json.Unmarshal(raw, &kept) == nil && len(kept.Proofs) > 0 {
		note := kept.Proofs[0].Checkpoint.Note
		if got, err := tlog.Open(note, keys...); err == nil && got.Text() == c.Text() && strings.Count(note, "\n") == strings.Count(c.Text(), "\n")+1+len(keys) {
			return note
		}
	}
	note, err := holder.SignCheckpoint(c)
	if err != nil {
		t.Fatal(err)
	}
	return note
}

// Proofs hold with the key alone, and the page in the browser is tested with
// the very ones the program makes.
func TestProofsDocs(t *testing.T) {
	holder, public := seededKey(t, 1)
	_, other := seededKey(t, 2)
	publics, err := holder.Publics()
	if err != nil {
		t.Fatal(err)
	}
	g := golden{PublicKey: public, OtherKey: other}
	tree := tlog.Tree{Tiles: flat{}}
	const size = 7
	var entries []audit.Entry
	previous := ""
	for i := range int64(size) {
		e := audit.Entry{Stream: "case/1", Seq: i + 1, ID: "e" + string(rune('0'+i)), At: "2026-11-24T01:00:00.000000Z", Actor: "王窗口", Organization: "org-petition", Role: "clerk", Origin: "window", Action: "case.registered",
			Subject: "case/1", CaseID: "case/1", Touched: "party/1 clock/2", Backdated: i == 3, RequestID: "r", PayloadDigest: "sha256:00", Previous: previous}
		e.Digest = e.Seal(secrets.SHA256{})
		previous = e.Digest
		entries = append(entries, e)
		if err := tree.Append(i, [][]byte{tlog.Leaf(e.Digest)}); err != nil {
			t.Fatal(err)
		}
	}
	root, err := tree.Root(size)
	if err != nil {
		t.Fatal(err)
	}
	note := goldenNote(t, holder, tlog.Checkpoint{Origin: "liandong/test", Size: size, Root: root})
	for i, e := range entries {
		hashes, err := tree.Inclusion(int64(i), size)
		if err != nil {
			t.Fatal(err)
		}
		p := proofView{Format: proofFormat, Entry: sealedOf(e), Leaf: int64(i), Hashes: encoded(hashes),
			Checkpoint: checkpointView{Origin: "liandong/test", Size: size, Root: base64.StdEncoding.EncodeToString(root), SignedAt: e.At, Note: note}}
		raw, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		proven, err := VerifyProofs(raw, public)
		if err != nil || len(proven) != 1 || proven[0].Entry != e || proven[0].Size != size {
			t.Errorf("leaf %d: %+v %v", i, proven, err)
		}
		for _, alone := range publics {
			if _, err := VerifyProofs(raw, alone.PEM); err != nil {
				t.Errorf("leaf %d with the %s key alone: %v", i, alone.Algorithm, err)
			}
		}
		if _, err := VerifyProofs(raw, other); err == nil {
			t.Errorf("leaf %d: another key fits", i)
		}
		g.Proofs = append(g.Proofs, p)
	}
	want, err := json.MarshalIndent(g, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	want = append(want, '\n')
	if os.Getenv("LIANDONG_WRITE_DOCS") != "" {
		if err := os.WriteFile(goldenProofs, want, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if have, err := os.ReadFile(goldenProofs); err != nil || !bytes.Equal(have, want) {
		t.Errorf("%s is not what the program signs: make docs (%v)", goldenProofs, err)
	}
}
