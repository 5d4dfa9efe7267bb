package idp

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"time"
)

const (
	timeout = 10 * time.Second
	most    = 1 << 20
)

// safe tells whether what goes to an address is sealed on its way, or stays on this machine.
func safe(u *url.URL) bool {
	if u.Scheme == "https" {
		return true
	}
	ip := net.ParseIP(u.Hostname())
	return u.Scheme == "http" && (u.Hostname() == "localhost" || ip != nil && ip.IsLoopback())
}

// own tells whether an address is on a host that was named: a provider's
// description leads to no other.
func (p *Provider) own(u *url.URL) bool {
	return safe(u) && u.User == nil && slices.Contains(p.cfg.Hosts, u.Host)
}

// guarded is a client that speaks with the provider's hosts alone, follows no
// redirect, uses no proxy, and reads no more than most.
func (p *Provider) guarded() *http.Client {
	return &http.Client{
		Timeout:       timeout,
		Transport:     bounded{p, &http.Transport{TLSHandshakeTimeout: timeout, ResponseHeaderTimeout: timeout, MaxIdleConnsPerHost: 2, IdleConnTimeout: 30 * time.Second, MaxResponseHeaderBytes: 64 << 10}},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

type bounded struct {
	p    *Provider
	next http.RoundTripper
}

// RoundTrip implements http.RoundTripper.
func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	if !b.p.own(r.URL) {
		return nil, fmt.Errorf("idp: %s is on none of the hosts that are named", r.URL.Host)
	}
	out, err := b.next.RoundTrip(r)
	if err == nil {
		out.Body = body{io.LimitReader(out.Body, most), out.Body}
	}
	return out, err
}

type body struct {
	io.Reader
	io.Closer
}

// Close ends idle connections.
func (p *Provider) Close() {
	if p != nil {
		p.client.Transport.(bounded).next.(*http.Transport).CloseIdleConnections() //nolint:forcetypeassert // made above
	}
}
