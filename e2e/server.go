// Package e2e drives the real binary over HTTP: stories, races and kills.
package e2e

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"liandong/infra/gormdb/testdb"
)

var (
	buildOnce sync.Once
	binary    string
	buildErr  error
)

// Binary builds the program once for all tests of the process.
func Binary(t testing.TB) string {
	t.Helper()
	buildOnce.Do(func() {
		dir, err := os.MkdirTemp("", "liandong-e2e")
		if err != nil {
			buildErr = err
			return
		}
		binary = filepath.Join(dir, "liandong")
		cmd := exec.Command("go", "build", "-o", binary, "liandong")
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := cmd.CombinedOutput(); err != nil {
			buildErr = fmt.Errorf("%w\n%s", err, out)
		}
	})
	if buildErr != nil {
		t.Fatal(buildErr)
	}
	return binary
}

// Server is one running program.
type Server struct {
	T    testing.TB
	URL  string
	Args []string
	cmd  *exec.Cmd
	home string // where it runs: what is not given a place goes there
	log  *bytes.Buffer
	// Token is the one-time token of an empty installation.
	Token string

	contract *contract
	// watch is told of every request: before it is sent, without an answer, and after.
	watch    func(c *Client, method, path string, body []byte, headers []string, a *Answer)
	sheetsMu sync.Mutex
	sheets   map[string][]string // recovery codes, by account
}

// Start runs the program with a demo county on a free loopback port.
func Start(t testing.TB, args ...string) *Server {
	t.Helper()
	return launch(t, append([]string{"--demo"}, args...))
}

// StartEmpty runs the program without a demo: a new installation with nobody in it.
func StartEmpty(t testing.TB, args ...string) *Server { t.Helper(); return launch(t, args) }

func launch(t testing.TB, args []string) *Server {
	t.Helper()
	s := &Server{T: t, Args: append([]string{"serve", "--listen", "127.0.0.1:0"}, args...), home: t.TempDir()}
	s.start()
	t.Cleanup(s.Stop)
	return s
}

func (s *Server) start() {
	s.T.Helper()
	s.cmd, s.log = exec.Command(Binary(s.T), s.Args...), &bytes.Buffer{}
	s.cmd.Stderr, s.cmd.Dir = s.log, s.home
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		s.T.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		s.T.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	demo := slices.Contains(s.Args, "--demo")
	for lines.Scan() {
		if _, url, ok := strings.Cut(lines.Text(), "http://"); ok {
			s.URL = "http://" + url
		}
		if _, token, ok := strings.Cut(lines.Text(), "/setup): "); ok {
			s.Token = token
		}
		if s.URL != "" && (demo || s.Token != "") {
			break
		}
	}
	if s.URL == "" {
		_ = s.cmd.Wait()
		s.T.Fatalf("the server did not start:\n%s", s.log)
	}
	s.contract = contractOf(s)
	go func() { _, _ = io.Copy(io.Discard, out) }()
}

// Kill ends the program as a power cut would, by its own pid.
func (s *Server) Kill() {
	if s.cmd.Process != nil {
		_ = s.cmd.Process.Kill()
		_ = s.cmd.Wait()
	}
}

// Stop ends the program and waits for it.
func (s *Server) Stop() {
	if s.cmd.ProcessState != nil || s.cmd.Process == nil {
		return
	}
	_ = s.cmd.Process.Signal(os.Interrupt)
	done := make(chan struct{})
	go func() { _ = s.cmd.Wait(); close(done) }()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		s.Kill()
	}
	if s.T.Failed() && s.log.Len() > 0 {
		s.T.Logf("server log:\n%s", s.log)
	}
}

// Restart runs the program again over the same data.
func (s *Server) Restart() {
	s.T.Helper()
	s.start()
}

// Client is one person at one browser.
type Client struct {
	T        testing.TB
	Server   *Server
	Name     string
	Language string
	http     *http.Client
	bearer   string
	csrf     string
}

// As signs in.
func (s *Server) As(username string) *Client {
	s.T.Helper()
	c := s.Nobody()
	c.Name = username
	var session struct {
		CSRF string `json:"csrf_token"`
	}
	a := c.Do("POST", "/session", map[string]any{"username": username, "password": "demo-liandong"})
	if a.Status == 401 && a.String("code") == "second_factor_required" {
		a = s.shows(c, a)
	}
	a.Want(200).Into(&session)
	c.csrf = session.CSRF
	return c
}

// Nobody is somebody without an account.
func (s *Server) Nobody() *Client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.T.Fatal(err)
	}
	return &Client{T: s.T, Server: s, Name: "nobody", http: &http.Client{Jar: jar, Timeout: 60 * time.Second}}
}

// Enter signs a party in.
func (s *Server) Enter(number, code, second string) *Client {
	s.T.Helper()
	c := s.Nobody()
	c.Name = "party"
	var session struct {
		CSRF string `json:"csrf_token"`
	}
	c.Do("POST", "/party/session", map[string]any{"number": number, "query_code": code, "second_secret": second}).Want(200).Into(&session)
	c.csrf = session.CSRF
	return c
}

// Answer is what came back.
type Answer struct {
	T       testing.TB
	What    string
	Status  int
	Header  http.Header
	Body    []byte
	Failure error
}

// Key makes an Idempotency-Key.
func Key() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b)
	return hex.EncodeToString(b)
}

// Do sends a request with a new key.
func (c *Client) Do(method, path string, body any, headers ...string) *Answer {
	c.T.Helper()
	return c.Send(context.Background(), method, path, body, append([]string{"Idempotency-Key", Key()}, headers...)...)
}

// Get reads.
func (c *Client) Get(path string) *Answer { c.T.Helper(); return c.Do("GET", path, nil) }

// Post acts.
func (c *Client) Post(path string, body any, headers ...string) *Answer {
	c.T.Helper()
	if body == nil {
		body = map[string]any{}
	}
	return c.Do("POST", path, body, headers...)
}

// Send sends exactly what it is given; headers are name, value, …. A body that
// is []byte goes as it is.
func (c *Client) Send(ctx context.Context, method, path string, body any, headers ...string) *Answer {
	raw, ok := body.([]byte)
	if !ok && body != nil {
		var err error
		if raw, err = json.Marshal(body); err != nil {
			c.T.Fatal(err)
		}
	}
	if !strings.HasPrefix(path, "/api/") {
		path = "/api/v1" + path
	}
	a := &Answer{T: c.T, What: c.Name + " " + method + " " + path}
	if c.Server.watch != nil {
		c.Server.watch(c, method, path, raw, headers, nil)
		defer func() { c.Server.watch(c, method, path, raw, headers, a) }()
	}
	req, err := http.NewRequestWithContext(ctx, method, c.Server.URL+path, bytes.NewReader(raw))
	if err != nil {
		c.T.Fatal(err)
	}
	if raw != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if c.csrf != "" && method != "GET" {
		req.Header.Set("X-CSRF-Token", c.csrf)
	}
	if c.bearer != "" {
		req.Header.Set("Authorization", "Bearer "+c.bearer)
	}
	if c.Language != "" {
		req.Header.Set("Accept-Language", c.Language)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := c.http.Do(req)
	if err != nil {
		a.Failure = err
		return a
	}
	defer func() { _ = res.Body.Close() }()
	a.Status, a.Header = res.StatusCode, res.Header
	if a.Body, a.Failure = io.ReadAll(res.Body); a.Failure == nil {
		c.Server.contract.check(c.T, method, path, a)
	}
	return a
}

// Want fails the test unless the answer has the status.
func (a *Answer) Want(status int) *Answer {
	a.T.Helper()
	if a.Failure != nil {
		a.T.Fatalf("%s: %v", a.What, a.Failure)
	}
	if a.Status != status {
		a.T.Fatalf("%s: %d, want %d\n%s", a.What, a.Status, status, a.Body)
	}
	return a
}

// Refused fails the test unless the answer is a problem with status and code.
func (a *Answer) Refused(status int, code string) *Answer {
	a.T.Helper()
	a.Want(status)
	if got := a.String("code"); got != code {
		a.T.Fatalf("%s: code %q, want %q\n%s", a.What, got, code, a.Body)
	}
	return a
}

// Into reads the body.
func (a *Answer) Into(v any) *Answer {
	a.T.Helper()
	if err := json.Unmarshal(a.Body, v); err != nil {
		a.T.Fatalf("%s: %v\n%s", a.What, err, a.Body)
	}
	return a
}

// At finds a value by its path, as custodian.name or items.0.id; nil if there is none.
func (a *Answer) At(path string) any {
	var v any
	if err := json.Unmarshal(a.Body, &v); err != nil {
		a.T.Fatalf("%s: %v\n%s", a.What, err, a.Body)
	}
	for _, step := range strings.Split(path, ".") {
		switch x := v.(type) {
		case map[string]any:
			v = x[step]
		case []any:
			var i int
			if _, err := fmt.Sscan(step, &i); err != nil || i >= len(x) {
				return nil
			}
			v = x[i]
		default:
			return nil
		}
	}
	return v
}

// String is At for texts.
func (a *Answer) String(path string) string {
	s, _ := a.At(path).(string)
	return s
}

// Len is the length of the list at a path.
func (a *Answer) Len(path string) int {
	list, _ := a.At(path).([]any)
	return len(list)
}

// Databases runs a test on the embedded database and on MariaDB, side by side
// and beside other tests: each waits for the disk more than it works.
func Databases(t *testing.T, test func(t *testing.T, args ...string)) {
	t.Parallel()
	for name, args := range map[string]func(t *testing.T) []string{
		"sqlite":  func(t *testing.T) []string { return []string{"--data", t.TempDir()} },
		"mariadb": func(t *testing.T) []string { return []string{"--database", testdb.NewURL(t)} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, args(t)...)
		})
	}
}

// OnMariaDB runs a test on MariaDB only.
func OnMariaDB(t *testing.T, test func(t *testing.T, args ...string)) {
	test(t, "--database", testdb.NewURL(t))
}
