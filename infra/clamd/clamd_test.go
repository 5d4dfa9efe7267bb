package clamd

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"path/filepath"
	"strings"
	"testing"
)

// daemon speaks the protocol: what holds the word «harm» is found.
func daemon(t *testing.T, l net.Listener) {
	t.Helper()
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = conn.Write([]byte(judge(conn)))
			_ = conn.Close()
		}
	}()
}

func judge(r io.Reader) string {
	head := make([]byte, len("zINSTREAM\x00"))
	if _, err := io.ReadFull(r, head); err != nil || string(head) != "zINSTREAM\x00" {
		return "UNKNOWN COMMAND\x00"
	}
	var body bytes.Buffer
	for {
		var n uint32
		if err := binary.Read(r, binary.BigEndian, &n); err != nil {
			return "ERROR\x00"
		}
		if n == 0 {
			break
		}
		if _, err := io.CopyN(&body, r, int64(n)); err != nil {
			return "ERROR\x00"
		}
	}
	switch {
	case strings.Contains(body.String(), "harm"):
		return "stream: Test.Harm FOUND\x00"
	case strings.Contains(body.String(), "sick"):
		return "stream: Can't allocate memory ERROR\x00"
	}
	return "stream: OK\x00"
}

func TestScan(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	daemon(t, l)
	s, err := At("unix:" + path)
	if err != nil {
		t.Fatal(err)
	}
	large := bytes.Repeat([]byte("x"), 3*piece+7)
	for body, want := range map[string]string{"a paper": "", "does harm": "Test.Harm", string(large): "", string(large) + "harm": "Test.Harm"} {
		if got, err := s.Scan(context.Background(), []byte(body)); err != nil || got != want {
			t.Errorf("%d bytes: %q %v, want %q", len(body), got, err, want)
		}
	}
	if got, err := s.Scan(context.Background(), []byte("sick")); err == nil || errors.Is(err, ErrAway) {
		t.Errorf("a scanner that fails says %q", got)
	}
	_ = l.Close()
	if got, err := s.Scan(context.Background(), nil); !errors.Is(err, ErrAway) {
		t.Errorf("a scanner that is away says %q", got)
	}
}

func TestAt(t *testing.T) {
	for address, ok := range map[string]bool{"": true, "unix:/run/clamd.ctl": true, "tcp:127.0.0.1:3310": true, "clamd": false, "udp:1": false, "unix:": false} {
		if _, err := At(address); (err == nil) != ok {
			t.Errorf("%q: %v", address, err)
		}
	}
}
