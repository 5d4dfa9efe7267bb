package e2e

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"liandong/infra/gormdb"
)

// unreadable scans what a thief of the disk would find, the database with its log
// ahead, a backup, the program's own messages, for every mark that was planted:
// none is readable, and one that is put there in clear is found.
func unreadable(t *testing.T, s *Server, held map[string][]string, args []string) {
	t.Helper()
	clear := gormdb.ClearColumns()
	var marks, open []string
	for at, some := range held {
		if clear[at] == "" {
			marks = append(marks, some...)
		} else {
			open = append(open, some...)
		}
	}
	marks = slices.DeleteFunc(marks, func(m string) bool { return slices.Contains(open, m) })
	if len(marks) < 100 {
		t.Fatalf("only %d marks are looked for", len(marks))
	}
	dir := t.TempDir()
	list := filepath.Join(dir, "markers")
	if err := os.WriteFile(list, []byte(strings.Join(marks, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	backup := filepath.Join(dir, "backup")
	if err := os.Mkdir(backup, 0o700); err != nil {
		t.Fatal(err)
	}
	s.Stop()
	if err := os.WriteFile(filepath.Join(backup, "log"), s.log.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	if args[0] == "--data" {
		for _, name := range []string{gormdb.FileName, gormdb.FileName + "-wal"} {
			raw, err := os.ReadFile(filepath.Join(args[1], name))
			if err != nil && !os.IsNotExist(err) {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(backup, name), raw, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	scan := append([]string{"data", "scan", "--markers", list}, append(slices.Clone(args), backup, s.home)...)
	if out, err := liandong(t, scan...); err != nil {
		t.Errorf("what people entered is readable: %s", out)
	}
	if out, err := liandong(t, append([]string{"keys", "check"}, args...)...); err != nil || strings.HasPrefix(out, "0 ") {
		t.Errorf("the keys: %v %s", err, out)
	}
	if _, err := openRaw(t, args).Exec("UPDATE organizations SET name = ? WHERE id = 'org-traffic'", "x"+marks[0]+"x"); err != nil {
		t.Fatal(err)
	}
	if out, err := liandong(t, scan...); err == nil || !strings.Contains(out, "column organizations.name: a marker is readable") {
		t.Errorf("a mark in clear is not found: %v %s", err, out)
	}
}

// A new key is taken into use beside a running server that people work with, and
// a copy of the database without the master key starts nowhere.
func TestKeysRotateBesideAServer(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	s := Start(t, "--data", data, "--demo-now", demoNow)
	clerk := s.As("clerk")
	done := make(chan string, 1)
	go func() {
		out, err := liandong(t, "keys", "rotate", "--profile", "sm4-gcm", "--data", data)
		if err != nil {
			out = "failed: " + out
		}
		done <- out
	}()
	var out string
	var all []registered
	for out == "" {
		all = append(all, register(clerk, dispute()))
		select {
		case out = <-done:
		default:
		}
	}
	if !strings.Contains(out, "is in use") {
		t.Fatal(out)
	}
	all = append(all, register(clerk, dispute()))
	for _, k := range all {
		if name := clerk.Get("/cases/" + k.id).Want(200).String("parties.0.name"); name == "" || strings.Contains(name, "sealed") {
			t.Errorf("a name is read as %q", name)
		}
	}
	if out, err := liandong(t, "keys", "check", "--data", data); err != nil {
		t.Errorf("%v %s", err, out)
	}
	verified(t, "--data", data)
	s.Stop()
	if err := os.Rename(filepath.Join(data, "keys"), filepath.Join(data, "lost")); err != nil {
		t.Fatal(err)
	}
	for _, command := range []string{"verify", "migrate"} {
		if out, err := liandong(t, command, "--data", data); err == nil || !strings.Contains(out, "its master key is not here") {
			t.Errorf("%s without the key: %v %s", command, err, out)
		}
	}
	if out, err := liandong(t, "verify", "--data", data, "--keys", filepath.Join(data, "lost")); err != nil {
		t.Errorf("with the key: %v %s", err, out)
	}
}
