package e2e

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// logFile takes audit entries as a file, once it is written.
func (c *Client) logFile(asked obj) []byte {
	c.T.Helper()
	id := c.Post("/audit/exports", asked).Want(202).String("job_id")
	if j := c.ended(id); j.State != "done" {
		c.T.Fatalf("%v: %+v", asked, j)
	}
	return c.Get("/jobs/" + id + "/audit.jsonl.gz").Want(200).Body
}

func verifiesExport(t *testing.T, key string, file []byte) (string, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "audit.jsonl.gz")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	return liandong(t, "audit", "verify-export", path, "--public-key", key)
}

// An auditor takes the log away, whole or in part, without a word of a case; another
// machine finds with the public key alone that it is the log, and names what was changed.
func TestAuditExport(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, args...)
		agency, auditor := s.As("agency"), s.As("auditor")
		body := dispute()
		body["title"], body["summary"] = "MARKTITLE", "MARKSUMMARY"
		k := register(agency, body)
		register(s.As("clerk"), dispute())
		key := publicKey(t, s)

		whole := auditor.logFile(obj{})
		if out, err := verifiesExport(t, key, whole); err != nil || !strings.Contains(out, "everything") {
			t.Errorf("%v %s", err, out)
		}
		part := auditor.logFile(obj{"subject": "case/" + k.id, "from": "2020-01-01T00:00:00+08:00"})
		out, err := verifiesExport(t, key, part)
		shown := auditor.Get("/audit/entries?subject=case/" + k.id + "&limit=100").Want(200)
		if err != nil || !strings.Contains(out, "subject case/"+k.id) || strings.HasPrefix(out, "0 ") {
			t.Errorf("%v %s", err, out)
		}
		text := gunzipped(t, part)
		if n := strings.Count(text, `{"leaf"`); n == 0 || n > shown.Len("items") || strings.Count(text, `"subject":"case/`+k.id+`"`) != n+1 {
			t.Errorf("%d entries of %d: %s", n, shown.Len("items"), text)
		}
		for _, file := range [][]byte{whole, part} {
			if text := gunzipped(t, file); strings.Contains(text, "MARK") || strings.Contains(text, "林小雨") {
				t.Error("words of a case leave with the log")
			}
		}
		changed := strings.Replace(text, `"action":"`, `"action":"x`, 1)
		if out, err := verifiesExport(t, key, []byte(changed)); err == nil || !strings.Contains(err.Error()+out, "does not have the digest") {
			t.Errorf("a changed file: %v %s", err, out)
		}
		if out, err := verifiesExport(t, key, part[:len(part)-9]); err == nil {
			t.Errorf("a file cut off: %s", out)
		}
		if a := auditor.Get("/audit/entries?action=audit.exported&limit=100").Want(200); a.Len("items") != 2 {
			t.Errorf("who took the log stands in it: %s", a.Body)
		}
		auditor.Post("/audit/exports", obj{"from": "yesterday"}).Refused(422, "invalid")
		auditor.Post("/audit/exports", obj{"payload": true}).Refused(400, "malformed")
		for _, name := range []string{"clerk", "agency", "supervisor", "admin", "head"} {
			s.As(name).Post("/audit/exports", obj{}).Want(403)
		}
		id := auditor.Post("/audit/exports", obj{}).Want(202).String("job_id")
		auditor.ended(id)
		s.As("admin").Get("/jobs/" + id + "/audit.jsonl.gz").Want(403)
		auditor.Get("/jobs/" + id + "/list.csv").Want(404)
		s.Stop()
		verified(t, args...)
	})
}

func gunzipped(t *testing.T, file []byte) string {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
