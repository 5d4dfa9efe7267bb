// Package totp makes and checks the codes of authenticator apps (RFC 6238, HMAC-SHA-1,
// six digits, thirty seconds: what every such app knows).
package totp

import (
	"crypto/subtle"
	"strings"
	"time"

	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"
)

// Period is the length of a time step.
const Period = 30 * time.Second

// skew is how many steps to either side are taken: clocks of phones differ.
const skew = 1

// New makes a secret for an account, as the base32 text that is typed and the
// address that is scanned.
func New(issuer, account string) (secret, uri string, err error) {
	key, err := totp.Generate(totp.GenerateOpts{Issuer: issuer, AccountName: account, SecretSize: 20})
	if err != nil {
		return "", "", err
	}
	return key.Secret(), key.URL(), nil
}

// Match finds the time step that a code belongs to, of those around an instant
// that come after the step of the last code taken. Every step is looked at,
// whichever fits.
func Match(secret, typed string, at time.Time, after int64) (step int64, ok bool) {
	typed = strings.NewReplacer(" ", "", "-", "").Replace(typed)
	now := at.Unix() / int64(Period/time.Second)
	for s := now - skew; s <= now+skew; s++ {
		code, err := hotp.GenerateCode(secret, uint64(s))
		if err != nil {
			return 0, false
		}
		if subtle.ConstantTimeCompare([]byte(code), []byte(typed)) == 1 && s > after && !ok {
			step, ok = s, true
		}
	}
	return step, ok
}

// Code is the code of an instant.
func Code(secret string, at time.Time) (string, error) {
	return hotp.GenerateCode(secret, uint64(at.Unix()/int64(Period/time.Second)))
}
