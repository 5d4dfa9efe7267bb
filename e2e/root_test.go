package e2e

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"liandong/domain/audit"
	"liandong/infra/secrets"
)

// A printed root is enough to tell later whether the log is still what it was.
func TestThePrintedRoot(t *testing.T) {
	data := t.TempDir()
	s := Start(t, "--data", data, "--demo-now", demoNow)
	register(s.As("clerk"), dispute())
	s.As("clerk").Get("/audit/root").Want(403)
	auditor := s.As("auditor")
	printed := auditor.Get("/audit/root").Want(200)
	if !strings.HasPrefix(string(printed.Body), "%PDF-") {
		t.Errorf("%.40q is no page", printed.Body)
	}
	auditor.Get("/audit/root?on=2020-01-01").Refused(404, "audit.no_root")
	auditor.Get("/audit/root?on=2199-01-01").Refused(422, "invalid")
	auditor.Get("/audit/root?on=gestern").Refused(422, "invalid")
	last := s.Nobody().Get("/audit/checkpoint").Want(200)
	root, err := base64.StdEncoding.DecodeString(last.String("root"))
	if err != nil {
		t.Fatal(err)
	}
	typed := strings.Join(audit.Groups(secrets.SHA256{}, root), " ")
	file := filepath.Join(t.TempDir(), "root.pdf")
	if out, err := liandong(t, "audit", "root", "--print", file, "--data", data); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	if raw, err := os.ReadFile(file); err != nil || !strings.HasPrefix(string(raw), "%PDF-") {
		t.Errorf("%v %.40q", err, raw)
	}
	if out, err := liandong(t, "audit", "root", "--print", file, "--data", data, "--date", "2020-01-01"); err == nil || !strings.Contains(out, "no signed checkpoint") {
		t.Errorf("a day before the log: %v %s", err, out)
	}
	register(s.As("clerk"), dispute()) // the log goes on
	size := strconv.FormatInt(int64(last.At("size").(float64)), 10)
	for _, x := range []struct {
		root, size, says string
		holds            bool
	}{
		{typed, size, "checkpoints agree with it", true},
		{strings.ReplaceAll(typed, " ", ""), size, "checkpoints agree with it", true},
		{typed, "1", "are not those signed in the checkpoint of the paper", false},
		{typed, "999999", "a checkpoint of the paper was signed over 999999 entries", false},
		{typed[1:], size, "has 67 digits", false},
		{typed, "0", "--root goes with --size", false},
	} {
		out, err := liandong(t, "audit", "verify", "--data", data, "--root", x.root, "--size", x.size)
		if (err == nil) != x.holds || !strings.Contains(out, x.says) {
			t.Errorf("%s at %s: %v %s", x.root, x.size, err, out)
		}
	}
}
