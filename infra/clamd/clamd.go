// Package clamd asks a ClamAV daemon whether a file is known to do harm.
package clamd

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"
)

// patience is how long one file may take.
const patience = 20 * time.Second

// piece is how much of a file is sent at a time.
const piece = 64 << 10

// Scanner is a daemon on a socket of this machine or of its network.
type Scanner struct{ network, address string }

// At reads unix:/path/to/clamd.ctl or tcp:host:port; an empty address is no scanner.
func At(address string) (*Scanner, error) {
	if address == "" {
		return nil, nil
	}
	network, rest, ok := strings.Cut(address, ":")
	if !ok || network != "unix" && network != "tcp" || rest == "" {
		return nil, fmt.Errorf("--scanner %q: give unix:/path/to/clamd.ctl or tcp:host:3310", address)
	}
	return &Scanner{network, rest}, nil
}

// ErrAway tells that nobody answers at the address: every file waits.
var ErrAway = errors.New("clamd: the scanner does not answer")

// Scan returns the name of what was found in a file; empty where there is
// nothing. It returns ErrAway where there is no scanner at the address. Any other
// error says only that this file was not judged: ask again.
func (s *Scanner) Scan(ctx context.Context, body []byte) (found string, err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	conn, err := (&net.Dialer{}).DialContext(ctx, s.network, s.address)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrAway, err)
	}
	defer func() { _ = conn.Close() }()
	deadline, _ := ctx.Deadline()
	if err := conn.SetDeadline(deadline); err != nil {
		return "", err
	}
	if err := stream(conn, body); err != nil {
		return "", err
	}
	answer, err := bufio.NewReader(conn).ReadString(0)
	if err != nil {
		return "", err
	}
	return read(strings.TrimSuffix(answer, "\x00"))
}

// stream sends a file as INSTREAM wants it: each piece after its length, and a length of zero.
func stream(conn net.Conn, body []byte) error {
	w := bufio.NewWriter(conn)
	_, _ = w.WriteString("zINSTREAM\x00")
	for len(body) > 0 {
		n := min(piece, len(body))
		_ = binary.Write(w, binary.BigEndian, uint32(n))
		_, _ = w.Write(body[:n])
		body = body[n:]
	}
	_ = binary.Write(w, binary.BigEndian, uint32(0))
	return w.Flush() // an error of any write comes back here
}

func read(answer string) (found string, err error) {
	_, says, _ := strings.Cut(answer, ": ")
	switch name, infected := strings.CutSuffix(says, " FOUND"); {
	case says == "OK":
		return "", nil
	case infected && name != "": // nothing found is no find, and no OK either
		return name, nil
	}
	return "", fmt.Errorf("the scanner answers %q", answer)
}
