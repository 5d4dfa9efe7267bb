package e2e

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// What is no request, or none that a browser would send, is refused as a problem
// with the headers of every answer, and no word of the server's insides.
func TestWhatIsNoRequest(t *testing.T) {
	t.Parallel()
	s := Start(t, "--data", t.TempDir(), "--demo-now", demoNow)
	const host, end = "Host: 127.0.0.1\r\n", "Connection: close\r\n\r\n"
	post := "POST /api/v1/session HTTP/1.1\r\n" + host + "Content-Type: application/json\r\n"
	for says, raw := range map[string]string{
		"an address too long":   "GET /api/v1/cases?q=" + strings.Repeat("a", 17000) + " HTTP/1.1\r\n" + host + end,
		"no HTTP":               "hello\r\n\r\n",
		"a header that is none": "GET /api/v1/session HTTP/1.1\r\n" + host + "X Y\r\n" + end,
		"two lengths":           post + "Content-Length: 2\r\nContent-Length: 5\r\n" + end + "{}",
		"a length below nought": post + "Content-Length: -5\r\n" + end + "{}",
		"a length too large":    post + "Content-Length: 99999999\r\n" + end + "{}",
		"a broken chunk":        post + "Transfer-Encoding: chunked\r\n" + end + "ZZ\r\n{}\r\n0\r\n\r\n",
		"a length and chunks":   post + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n" + end + "2\r\n{}\r\n0\r\n\r\n",
		"escapes that are none": "GET /api/v1/public/check/%zz%00 HTTP/1.1\r\n" + host + end,
		"another host's name":   "GET /api/v1/public/codes HTTP/1.1\r\nHost: elsewhere.example\r\n" + end,
		"no host":               "GET /api/v1/public/codes HTTP/1.1\r\n" + end,
		"steps back":            "GET /api/v1/../../etc/passwd HTTP/1.1\r\n" + host + end,
		"no address of ours":    "GET /api/v1/nothing HTTP/1.1\r\n" + host + end,
	} {
		t.Run(says, func(t *testing.T) {
			conn, err := net.Dial("tcp", strings.TrimPrefix(s.URL, "http://"))
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = conn.Close() }()
			_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
			if _, err := io.WriteString(conn, raw); err != nil {
				t.Fatal(err)
			}
			res, err := http.ReadResponse(bufio.NewReader(conn), nil)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = res.Body.Close() }()
			body, _ := io.ReadAll(res.Body) // the server may end the connection behind its answer
			if res.StatusCode < 400 || res.StatusCode >= 500 || res.Header.Get("Content-Type") != "application/problem+json" {
				t.Errorf("%d %s: %s", res.StatusCode, res.Header.Get("Content-Type"), body)
			}
			if res.Header.Get("X-Content-Type-Options") != "nosniff" || res.Header.Get("Cache-Control") != "no-store" || res.Header.Get("Content-Security-Policy") == "" {
				t.Errorf("without the headers of every answer: %v", res.Header)
			}
			if found := inner.Find(body); found != nil {
				t.Errorf("it says %q: %s", found, body)
			}
		})
	}
}
