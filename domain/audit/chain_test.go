package audit

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

type plainHash struct{}

func (plainHash) Sum(b []byte) string {
	s := sha256.Sum256(b)
	return "sha256:" + hex.EncodeToString(s[:])
}

func chain(n int) []Entry {
	var all []Entry
	previous := ""
	for i := range n {
		e := Entry{Stream: "case/1", Seq: int64(i + 1), ID: strings.Repeat("i", i+1), Action: "a", Previous: previous}
		e.Digest = e.Seal(plainHash{})
		previous = e.Digest
		all = append(all, e)
	}
	return all
}

func check(all []Entry, h Head) *Break {
	c := Checker{Hash: plainHash{}}
	for _, e := range all {
		if b := c.Next(e, nil); b != nil {
			return b
		}
	}
	if len(all) == 0 {
		return End(h, nil)
	}
	return End(h, &all[len(all)-1])
}

// Any single change of any column, any row left out, any two rows swapped, any
// tail cut is found, and the first bad entry is named.
func TestEveryChangeIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 8).Draw(t, "n")
		all := chain(n)
		head := Head{Stream: "case/1", Seq: int64(n), Digest: all[n-1].Digest}
		if b := check(all, head); b != nil {
			t.Fatalf("a whole chain: %v", b)
		}
		i := rapid.IntRange(0, n-1).Draw(t, "i")
		bad := int64(i + 1)
		switch rapid.SampledFrom([]string{"edit", "delete", "swap", "cut"}).Draw(t, "how") {
		case "edit":
			field := rapid.SampledFrom([]*string{&all[i].ID, &all[i].At, &all[i].Actor, &all[i].Organization, &all[i].Role, &all[i].Origin, &all[i].Action, &all[i].Subject,
				&all[i].CaseID, &all[i].Touched, &all[i].ReasonDigest, &all[i].RequestID, &all[i].PayloadDigest, &all[i].Previous, &all[i].Digest}).Draw(t, "field")
			*field += "x"
		case "delete":
			all = append(all[:i], all[i+1:]...)
		case "swap":
			j := (i + 1) % n
			all[i], all[j] = all[j], all[i]
			bad = int64(min(i, j) + 1)
		case "cut":
			all = all[:i]
		}
		b := check(all, head)
		if b == nil {
			t.Fatal("not found")
			return
		}
		if b.Seq > bad+1 || b.Stream != "case/1" {
			t.Fatalf("named %d, want %d", b.Seq, bad)
		}
	})
}
