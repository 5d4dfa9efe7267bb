package e2e

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
)

// raw speaks HTTP by hand, as no client library would: it returns status and headers.
func raw(t *testing.T, s *Server, head string) (int, http.Header) {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if _, err := fmt.Fprint(conn, strings.ReplaceAll(head, "\n", "\r\n")+"\r\nConnection: close\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatalf("%s: %v", head, err)
	}
	defer func() { _ = res.Body.Close() }()
	return res.StatusCode, res.Header
}

// What a page elsewhere, a proxy, or somebody with a terminal sends gets no
// further than the door (security.md 6, 26–38, 57, 58).
func TestStrangersAtTheDoor(t *testing.T) {
	s := Start(t, "--data", t.TempDir(), "--demo-now", demoNow)
	own := strings.TrimPrefix(s.URL, "http://")
	for head, want := range map[string]int{
		"GET /api/v1/public/receptions HTTP/1.1\nHost: " + own:                                              200,
		"GET /api/v1/public/receptions HTTP/1.1\nHost: evil.example":                                        400,
		"GET /api/v1/public/receptions HTTP/1.1\nHost: evil.example\nX-Forwarded-Host: " + own:              400,
		"GET /api/v1/cases HTTP/1.1\nHost: " + own + "\nX-Forwarded-For: 127.0.0.1\nX-Original-URL: /":      401,
		"TRACE /api/v1/public/receptions HTTP/1.1\nHost: " + own:                                            405,
		"OPTIONS /api/v1/cases HTTP/1.1\nHost: " + own + "\nOrigin: https://evil.example":                   405,
		"GET //api/v1/public/receptions HTTP/1.1\nHost: " + own:                                             404,
		"GET /api/v1/public/../cases HTTP/1.1\nHost: " + own:                                                404,
		"GET /api/v1/public/receptions HTTP/1.1\nHost: " + own + "\nRange: bytes=0-1,2-3,4-5,6-7,8-9":       200,
		"DELETE /api/v1/session HTTP/1.1\nHost: " + own + "\nOrigin: https://evil.example\nCookie: sid=abc": 403,
	} {
		status, answered := raw(t, s, head)
		if status != want {
			t.Errorf("%q: %d, want %d", head, status, want)
		}
		for _, name := range []string{"Access-Control-Allow-Origin", "Access-Control-Allow-Credentials", "Server", "X-Powered-By"} {
			if got := answered.Get(name); got != "" {
				t.Errorf("%q answers %s: %s", head, name, got)
			}
		}
	}

	// A login is the server's own: a token that came along is not taken, each has another, and what is over is over.
	ctx := context.Background()
	sign := obj{"username": "clerk", "password": "demo-liandong"}
	cookies := map[string]bool{"sid=planted": true}
	for range 2 {
		in := s.Nobody().Send(ctx, "POST", "/session", sign, "Cookie", "sid=planted").Want(200)
		given := in.Header.Get("Set-Cookie")
		name, _, _ := strings.Cut(given, ";")
		if cookies[name] || !strings.HasPrefix(name, "sid=") || len(name) < 26 || !strings.Contains(given, "HttpOnly") || !strings.Contains(given, "SameSite=Strict") {
			t.Errorf("the login's cookie: %s", given)
		}
		cookies[name] = true
	}
	clerk := s.As("clerk")
	if out := clerk.Do("DELETE", "/session", nil).Want(204); !strings.Contains(out.Header.Get("Clear-Site-Data"), "storage") {
		t.Errorf("signing out leaves %q", out.Header.Get("Clear-Site-Data"))
	}
	clerk.Get("/cases").Refused(401, "sign_in_required")

	// Text that shows one thing and means another, and bodies that are no plain tree.
	clerk = s.As("clerk")
	for says, body := range map[string]string{
		"a name that reads backwards": `{"title":"漏水\u202e"}`, "an isolate": `{"summary":"\u2066"}`, "NUL": `{"title":"a\u0000b"}`,
		"too deep": `{"facts":` + strings.Repeat(`{"a":`, 40) + `1` + strings.Repeat(`}`, 40) + `}`, "more after the end": `{} {}`, "no object": `[]`,
	} {
		if got := clerk.Post("/cases", []byte(body)); got.Status != 400 {
			t.Errorf("%s: %d %s", says, got.Status, got.Body)
		}
	}
}
