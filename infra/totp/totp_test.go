package totp

import (
	"net/url"
	"testing"
	"time"
)

// RFC 6238, appendix B, the last six digits of the SHA-1 column.
func TestRFC6238(t *testing.T) {
	const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" // "12345678901234567890"
	for at, want := range map[int64]string{59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130"} {
		if got, err := Code(secret, time.Unix(at, 0)); err != nil || got != want {
			t.Errorf("at %d: %s %v, want %s", at, got, err, want)
		}
		if step, ok := Match(secret, want, time.Unix(at, 0), 0); !ok || step != at/30 {
			t.Errorf("at %d: %d %v", at, step, ok)
		}
	}
}

// A code is taken one step to either side, two steps away it is not, and after
// a step was taken neither it nor one before it.
func TestCodeOnceAndOneStep(t *testing.T) {
	secret, uri, err := New("联动", "clerk")
	if err != nil {
		t.Fatal(err)
	}
	if u, err := url.Parse(uri); err != nil || u.Scheme != "otpauth" || u.Query().Get("secret") != secret {
		t.Errorf("%s", uri)
	}
	now := time.Unix(1_800_000_015, 0)
	at := now.Unix() / 30
	for steps, want := range map[int64]bool{-2: false, -1: true, 0: true, 1: true, 2: false} {
		code, err := Code(secret, now.Add(time.Duration(steps)*Period))
		if err != nil {
			t.Fatal(err)
		}
		step, ok := Match(secret, code[:3]+" "+code[3:], now, 0)
		if ok != want || ok && step != at+steps {
			t.Errorf("%d steps away: %v", steps, ok)
		}
		if _, ok := Match(secret, code, now, at+steps); ok {
			t.Errorf("%d steps away: taken twice", steps)
		}
	}
	if _, ok := Match(secret, "", now, 0); ok {
		t.Error("nothing is taken for a code")
	}
}
