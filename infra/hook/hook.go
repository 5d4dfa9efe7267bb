// Package hook carries events to other systems: signed as Standard Webhooks
// say, and only to addresses that are not this machine's or its neighbours'.
package hook

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// How long a receiver may take, and how much of its answer is read.
const (
	timeout = 10 * time.Second
	most    = 64 << 10
)

const secretPrefix = "whsec_"

// NewSecret makes a signing secret of 256 bits, in the form of Standard Webhooks.
func NewSecret() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails: the runtime stops the program instead
	return secretPrefix + base64.StdEncoding.EncodeToString(b)
}

// Signature is the value of the header webhook-signature.
func Signature(secret, id string, at time.Time, body []byte) (string, error) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, secretPrefix))
	if err != nil {
		return "", fmt.Errorf("hook: the secret is damaged: %w", err)
	}
	mac := hmac.New(sha256.New, key)
	_, _ = fmt.Fprintf(mac, "%s.%d.", id, at.Unix())
	mac.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)), nil
}

// ErrAddress says that a receiver's name led to an address that is not sent to.
var ErrAddress = errors.New("the address is on this machine or inside its network: name it with --webhook-hosts if that is meant")

// Guard decides which addresses are sent to.
type Guard struct {
	Loopback bool           // a demo's receivers are on this machine
	Inside   []netip.Prefix // networks that were named on purpose
}

// ParseGuard reads a list of addresses and networks, separated by commas.
func ParseGuard(list string) (Guard, error) {
	var g Guard
	for _, part := range strings.Split(list, ",") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		p, err := netip.ParsePrefix(part)
		if err != nil {
			addr, bad := netip.ParseAddr(part)
			if bad != nil {
				return g, fmt.Errorf("--webhook-hosts %q: give addresses or networks, such as 10.8.0.0/16", part)
			}
			p = netip.PrefixFrom(addr, addr.BitLen())
		}
		g.Inside = append(g.Inside, p.Masked())
	}
	return g, nil
}

// special are networks that no receiver of the open internet is in (RFC 6890 and its like).
var special = func() []netip.Prefix {
	var all []netip.Prefix
	for _, s := range []string{
		"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
		"::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fec0::/10",
	} {
		all = append(all, netip.MustParsePrefix(s))
	}
	return all
}()

// Allows tells whether an address is sent to.
func (g Guard) Allows(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	for _, p := range g.Inside {
		if p.Contains(a) {
			return true
		}
	}
	if a.IsLoopback() {
		return g.Loopback
	}
	if !a.IsValid() || a.IsPrivate() || a.IsLinkLocalUnicast() || a.IsMulticast() || a.IsUnspecified() {
		return false
	}
	for _, p := range special {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

// Sender posts events.
type Sender struct{ client *http.Client }

// NewSender makes a sender that asks the guard of the very address it connects
// to, so that a name which changes its address between two looks is no way in.
// It follows no redirect and uses no proxy.
func NewSender(g Guard) *Sender {
	dialer := &net.Dialer{Timeout: timeout, Control: func(_, address string, _ syscall.RawConn) error {
		ap, err := netip.ParseAddrPort(address)
		if err != nil || !g.Allows(ap.Addr()) {
			return ErrAddress
		}
		return nil
	}}
	return &Sender{client: &http.Client{
		Timeout:       timeout,
		Transport:     &http.Transport{DialContext: dialer.DialContext, TLSHandshakeTimeout: timeout, ResponseHeaderTimeout: timeout, MaxIdleConnsPerHost: 1, IdleConnTimeout: 30 * time.Second, MaxResponseHeaderBytes: most},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Close ends idle connections.
func (s *Sender) Close() { s.client.CloseIdleConnections() }

// Send posts one event. It returns the status of the answer, and an error for
// anything but 2xx; the event may have arrived all the same, and comes again under the same id.
func (s *Sender) Send(ctx context.Context, url, secret, id string, at time.Time, body []byte) (status int, err error) {
	signature, err := Signature(secret, id, at, body)
	if err != nil {
		return 0, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	req.Header.Set("Content-Type", "application/cloudevents+json; charset=utf-8")
	req.Header.Set("User-Agent", "liandong")
	req.Header.Set("webhook-id", id)
	req.Header.Set("webhook-timestamp", strconv.FormatInt(at.Unix(), 10))
	req.Header.Set("webhook-signature", signature)
	res, err := s.client.Do(req)
	if err != nil {
		if errors.Is(err, ErrAddress) {
			return 0, ErrAddress
		}
		return 0, errors.New("the receiver cannot be reached, or did not answer in time")
	}
	defer func() { _ = res.Body.Close() }()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, most))
	if res.StatusCode/100 != 2 {
		return res.StatusCode, fmt.Errorf("the receiver answered %d", res.StatusCode)
	}
	return res.StatusCode, nil
}
