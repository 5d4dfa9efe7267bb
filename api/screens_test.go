package api

import (
	"io"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/gofiber/fiber/v2"
)

// Files are served by an exact list, compressed for whoever can read that.
func TestScreensAreAnExactList(t *testing.T) {
	dist := fstest.MapFS{}
	for name, text := range map[string]string{"party.html": "page", "assets/a-1.js": "script", "assets/a-1.css": "style", "secret.txt": "no"} {
		for suffix, body := range map[string]string{"": text, ".gz": text + " gzip", ".br": text + " brotli"} {
			dist[name+suffix] = &fstest.MapFile{Data: []byte(body)}
		}
	}
	all, err := screens(dist)
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 3 {
		t.Fatalf("%d addresses", len(all))
	}
	server := fiber.New()
	for address, s := range all {
		server.Get(address, s.send)
	}
	for _, x := range []struct {
		address, accept, body, encoding, cache string
		status                                 int
	}{
		{"/party", "gzip, br", "page brotli", "br", "no-cache", 200},
		{"/party", "gzip", "page gzip", "gzip", "no-cache", 200},
		{"/assets/a-1.js", "", "script", "", forEver, 200},
		{"/party.html", "", "Cannot GET /party.html", "", "", 404},
		{"/assets/a-1.js.gz", "", "Cannot GET /assets/a-1.js.gz", "", "", 404},
		{"/secret.txt", "", "Cannot GET /secret.txt", "", "", 404},
	} {
		req := httptest.NewRequest("GET", x.address, nil)
		req.Header.Set("Accept-Encoding", x.accept)
		res, err := server.Test(req)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if err != nil || res.StatusCode != x.status || string(body) != x.body || res.Header.Get("Content-Encoding") != x.encoding || res.Header.Get("Cache-Control") != x.cache {
			t.Errorf("%s (%s): %d %q %v %v", x.address, x.accept, res.StatusCode, body, res.Header, err)
		}
	}
}

// A page that makes styles of its own carries a nonce, a new one with each answer, and is never stored.
func TestStyledPageCarriesItsNonce(t *testing.T) {
	s := screen{kind: "text/html", cache: "no-cache", styled: true, as: map[string][]byte{"": []byte(`<meta nonce="` + noncePlace + `">`)}}
	server := fiber.New()
	server.Get("/desk", s.send)
	seen := map[string]bool{}
	for range 3 {
		res, err := server.Test(httptest.NewRequest("GET", "/desk", nil))
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		_ = res.Body.Close()
		nonce := strings.TrimSuffix(strings.TrimPrefix(string(body), `<meta nonce="`), `">`)
		policy := res.Header.Get("Content-Security-Policy")
		if err != nil || len(nonce) < 40 || seen[nonce] || !strings.Contains(policy, "style-src 'self' 'nonce-"+nonce+"'") || strings.Contains(policy, "unsafe") || res.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%q %v %v", body, res.Header, err)
		}
		seen[nonce] = true
	}
}
