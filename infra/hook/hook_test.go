package hook

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"
)

// The addresses that a receiver's name must not lead to, and some it may.
func TestGuard(t *testing.T) {
	var g Guard
	for _, a := range []string{
		"127.0.0.1", "127.8.8.8", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "169.254.0.1", "100.64.0.1", "100.100.100.200", "192.0.0.1", "192.0.2.1",
		"198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "192.88.99.1",
		"::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::a00:1", "64:ff9b:1::1", "2001:db8::1", "2002:7f00:1::", "2001::1", "100::1", "fec0::1", "::127.0.0.1",
	} {
		if g.Allows(netip.MustParseAddr(a)) {
			t.Errorf("%s is sent to", a)
		}
	}
	for _, a := range []string{"1.1.1.1", "203.119.175.1", "2400:3200::1", "172.32.0.1", "::ffff:1.1.1.1"} {
		if !g.Allows(netip.MustParseAddr(a)) {
			t.Errorf("%s is not sent to", a)
		}
	}
	g, err := ParseGuard("10.8.0.0/16, 192.168.3.4")
	if err != nil || !g.Allows(netip.MustParseAddr("10.8.200.1")) || !g.Allows(netip.MustParseAddr("192.168.3.4")) || g.Allows(netip.MustParseAddr("192.168.3.5")) || g.Allows(netip.MustParseAddr("127.0.0.1")) {
		t.Errorf("networks named on purpose: %v", err)
	}
	if _, err := ParseGuard("oa.example"); err == nil {
		t.Error("a name is taken for a network")
	}
}

func TestSend(t *testing.T) {
	secret, at := NewSecret(), time.Unix(1764000000, 0)
	status := http.StatusNoContent
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		want, err := Signature(secret, "e1", at, body)
		if err != nil || r.Header.Get("webhook-signature") != want || r.Header.Get("webhook-id") != "e1" || r.Header.Get("webhook-timestamp") != "1764000000" {
			t.Errorf("%v %v", err, r.Header)
		}
		if status/100 == 3 {
			w.Header().Set("Location", "http://169.254.169.254/")
		}
		w.WriteHeader(status)
	}))
	defer receiver.Close()
	s := NewSender(Guard{Loopback: true})
	defer s.Close()
	if got, err := s.Send(context.Background(), receiver.URL, secret, "e1", at, []byte("{}")); got != 204 || err != nil {
		t.Errorf("%d %v", got, err)
	}
	for _, status = range []int{302, 400, 410, 500} {
		if got, err := s.Send(context.Background(), receiver.URL, secret, "e1", at, []byte("{}")); got != status || err == nil {
			t.Errorf("%d: %d %v", status, got, err)
		}
	}
	closed := NewSender(Guard{})
	defer closed.Close()
	for _, url := range []string{receiver.URL, strings.Replace(receiver.URL, "127.0.0.1", "localhost", 1), strings.Replace(receiver.URL, "127.0.0.1", "[::ffff:127.0.0.1]", 1), strings.Replace(receiver.URL, "127.0.0.1", "2130706433", 1)} {
		if _, err := closed.Send(context.Background(), url, secret, "e1", at, nil); err == nil {
			t.Errorf("%s is sent to", url)
		} else if strings.Contains(url, "127.0.0.1") && !errors.Is(err, ErrAddress) {
			t.Errorf("%s: %v", url, err)
		}
	}
}

// The value that the Standard Webhooks specification's own libraries give.
func TestSignature(t *testing.T) {
	got, err := Signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", time.Unix(1614265330, 0), []byte(`{"test": 2432232314}`))
	if err != nil || got != "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=" {
		t.Errorf("%s %v", got, err)
	}
}
