package api

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// ownCertificate writes one for the loopback address, and trusts it.
func ownCertificate(t *testing.T) (cert, key string, trust *x509.CertPool) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, &template, &template, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := x509.MarshalECPrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for path, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "EC PRIVATE KEY", Bytes: raw}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	trust = x509.NewCertPool()
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	trust.AddCert(parsed)
	return cert, key, trust
}

// listening serves a demo on the loopback address.
func listening(t *testing.T, cfg Config) string {
	t.Helper()
	cfg.Listen, cfg.Data, cfg.Demo, cfg.Log = "127.0.0.1:0", t.TempDir(), true, slog.New(slog.DiscardHandler)
	a, err := New(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	l, err := a.Listen()
	if err != nil {
		t.Fatal(err)
	}
	server := a.Server()
	done := make(chan error, 1)
	go func() { done <- server.Listener(l) }()
	t.Cleanup(func() {
		if err := server.Shutdown(); err != nil {
			t.Error(err)
		}
		<-done
	})
	return l.Addr().String()
}

// Where the server speaks TLS itself every answer, a refusal too, tells browsers
// to come by TLS only, its cookie goes nowhere else, and old TLS is refused;
// over plain http on the loopback address nothing of the kind is said.
func TestStrictTransport(t *testing.T) {
	cert, key, trust := ownCertificate(t)
	secure, plain := listening(t, Config{TLSCert: cert, TLSKey: key}), listening(t, Config{})
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: trust}}}
	defer client.CloseIdleConnections()
	get := func(url string) http.Header {
		res, err := client.Get(url)
		if err != nil {
			t.Fatal(err)
		}
		if err := res.Body.Close(); err != nil {
			t.Error(err)
		}
		return res.Header
	}
	for _, path := range []string{"/", "/healthz", "/nowhere", "/law", prefix + "/cases", prefix + "/nothing"} {
		if got := get("https://" + secure + path).Get("Strict-Transport-Security"); got != "max-age=31536000; includeSubDomains" {
			t.Errorf("%s over TLS: %q", path, got)
		}
		if got := get("http://" + plain + path).Get("Strict-Transport-Security"); got != "" {
			t.Errorf("%s over plain http: %q", path, got)
		}
	}
	res, err := client.Post("https://"+secure+prefix+"/session", "application/json", strings.NewReader(`{"username":"clerk","password":"`+DemoPassword+`"}`))
	if err != nil {
		t.Fatal(err)
	}
	if err := res.Body.Close(); err != nil {
		t.Error(err)
	}
	cookie := res.Header.Get("Set-Cookie")
	for _, want := range []string{"__Host-sid=", "secure", "HttpOnly", "SameSite=Strict"} {
		if !strings.Contains(cookie, want) {
			t.Errorf("the cookie %q has no %s", cookie, want)
		}
	}
	if conn, err := tls.Dial("tcp", secure, &tls.Config{RootCAs: trust, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}); err == nil {
		_ = conn.Close()
		t.Error("TLS 1.1 is spoken")
	}
}
