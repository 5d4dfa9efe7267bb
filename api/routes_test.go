package api

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"slices"
	"strings"
	"testing"

	"liandong/domain/who"
)

func demo(t testing.TB) *App {
	t.Helper()
	a, err := New(context.Background(), Config{Data: t.TempDir(), Demo: true, Listen: "127.0.0.1:0", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	return a
}

// Every route declares a permission that exists, says what it is, takes a key
// where it changes something, and is described.
func TestRoutes(t *testing.T) {
	a := demo(t)
	seen := map[string]bool{}
	for _, r := range a.Routes() {
		name := r.Method + " " + r.Path
		if seen[name] {
			t.Errorf("%s stands twice", name)
		}
		seen[name] = true
		if !slices.Contains(who.Permissions, r.May) {
			t.Errorf("%s declares no permission", name)
		}
		if r.Title == "" || r.Status == 0 || r.Out == nil {
			t.Errorf("%s is not described", name)
		}
		if (r.May == who.Public) != (r.Of == ofPublic) {
			t.Errorf("%s: public, or not?", name)
		}
		if r.Method == "GET" && r.Write {
			t.Errorf("%s changes something by GET", name)
		}
		// The same signature of a witness again is the same: it needs no key.
		if r.Keyless && !strings.Contains(r.Path, "session") && r.Path != "/setup" && r.Path != "/audit/checkpoint/cosignatures" {
			t.Errorf("%s changes something without a key", name)
		}
		if strings.Contains(r.Path, ":id") && slices.Contains([]subject{ofNothing, ofPublic}, r.Of) && !strings.HasPrefix(r.Path, "/organizations/") && !strings.HasPrefix(r.Path, "/users/") {
			t.Errorf("%s takes an id that is not scoped", name)
		}
	}
	for _, r := range a.Server().GetRoutes(true) {
		if r.Path == "/" || !strings.HasPrefix(r.Path, prefix) || strings.HasSuffix(r.Path, "openapi.json") {
			continue
		}
		if path := strings.TrimPrefix(r.Path, prefix); !seen[r.Method+" "+path] && !known405(a, path) {
			t.Errorf("%s %s is served and not in the table", r.Method, r.Path)
		}
	}
}

// known405 tells whether a path is in the table with other methods.
func known405(a *App, path string) bool {
	return slices.ContainsFunc(a.Routes(), func(r Route) bool { return r.Path == path })
}

// The server must not reuse the memory of one person's request for another's.
func TestServerKeepsItsMemoryApart(t *testing.T) {
	if !demo(t).Server().Config().Immutable {
		t.Error("fiber's strings would change under us")
	}
}

// Neither demo accounts nor the demo's clock exist without --demo.
func TestNoDemoWithoutDemo(t *testing.T) {
	a, err := New(context.Background(), Config{Data: t.TempDir(), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Close() }()
	for _, r := range a.Routes() {
		if strings.HasPrefix(r.Path, "/demo") {
			t.Errorf("%s exists", r.Path)
		}
	}
	req := Request{Body: []byte(`{"username":"clerk","password":"demo-liandong"}`), ContentType: "application/json"}
	for _, r := range a.Routes() {
		if r.Method == "POST" && r.Path == "/session" {
			if out := a.serve(context.Background(), r, req); out.Status != 401 {
				t.Errorf("a demo account signs in: %d", out.Status)
			}
		}
	}
}

func TestListenRefusesToSpeakInTheClear(t *testing.T) {
	for _, cfg := range []Config{{Listen: "0.0.0.0:8080"}, {Listen: "10.0.0.1:8080"}, {Listen: "nonsense"}, {Listen: "0.0.0.0:8080", Demo: true, PublicURL: "https://x"}, {Listen: "127.0.0.1:1", TLSCert: "c"}} {
		if checkListen(cfg) == nil {
			t.Errorf("%+v was taken", cfg)
		}
	}
	for _, cfg := range []Config{{Listen: "127.0.0.1:8080"}, {Listen: "[::1]:8080"}, {Listen: "0.0.0.0:443", TLSCert: "c", TLSKey: "k"}, {Listen: "0.0.0.0:80", PublicURL: "https://x.example"}} {
		if err := checkListen(cfg); err != nil {
			t.Errorf("%+v: %v", cfg, err)
		}
	}
}

// docs/openapi.json is what the server gives out.
func TestDocsOpenAPI(t *testing.T) {
	const file = "../docs/openapi.json"
	a := demo(t)
	if os.Getenv("LIANDONG_WRITE_DOCS") != "" {
		if err := os.WriteFile(file, append(a.openapi, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(file)
	if err != nil || !bytes.Equal(bytes.TrimSpace(kept), a.openapi) {
		t.Errorf("docs/openapi.json is out of date: make docs (%v)", err)
	}
}
