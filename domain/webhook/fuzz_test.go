package webhook

import (
	"net/url"
	"strings"
	"testing"

	"liandong/domain/fault"
)

// An address that is taken names a host, by https, and nobody's password.
func FuzzCheck(f *testing.F) {
	for _, s := range []string{"https://example.org/hook", "https://:443/", "https://a@b/", "http://x", "https://x#y", "https://x\n"} {
		f.Add(s, "referral.accepted")
	}
	f.Fuzz(func(t *testing.T, address, kind string) {
		var c fault.Check
		Facts{URL: address, Types: []string{kind}}.Check(&c, false)
		if c.Err() != nil {
			return
		}
		u, err := url.Parse(address)
		if err != nil || u.Scheme != "https" || u.Hostname() == "" || u.User != nil || strings.ContainsAny(address, "\r\n ") {
			t.Fatalf("%q was taken", address)
		}
	})
}
