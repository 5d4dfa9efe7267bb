// Package idptest is an identity provider on the loopback address, for tests:
// as conformant as a sign-in needs, and bent where a test bends it.
package idptest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// The client that the provider knows.
const (
	ClientID = "liandong"
	Secret   = "a secret of this client" //nolint:gosec // of a test
)

// Provider signs everybody in as Subject, without asking.
type Provider struct {
	*httptest.Server
	Redirect string // the only address it sends people to
	Now      func() time.Time

	mu      sync.Mutex
	subject string
	bend    func(claims map[string]any)
	sign    func(claims map[string]any) string
	says    map[string]any
	key     *ecdsa.PrivateKey
	codes   map[string]url.Values
	asked   int
}

// New starts a provider; it ends with the test.
func New(t testing.TB, redirect string, now func() time.Time) *Provider {
	t.Helper()
	p := &Provider{Redirect: redirect, Now: now, subject: "zhang", key: NewKey(t), codes: map[string]url.Values{}}
	m := http.NewServeMux()
	m.HandleFunc("GET /.well-known/openid-configuration", p.describe)
	m.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusOK, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: p.key.Public(), KeyID: "one", Algorithm: string(jose.ES256), Use: "sig"}}})
	})
	m.HandleFunc("GET /authorize", p.authorize)
	m.HandleFunc("POST /token", p.token)
	p.Server = httptest.NewServer(m)
	t.Cleanup(p.Close)
	return p
}

// NewKey makes a signing key.
func NewKey(t testing.TB) *ecdsa.PrivateKey {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// Be signs people in as another from now on.
func (p *Provider) Be(subject string) { p.set(func() { p.subject = subject }) }

// Bend changes what the next tokens say; nil changes nothing.
func (p *Provider) Bend(how func(claims map[string]any)) { p.set(func() { p.bend = how }) }

// Sign signs the next tokens another way; nil is the right one.
func (p *Provider) Sign(how func(claims map[string]any) string) { p.set(func() { p.sign = how }) }

// Says changes what the provider says of itself.
func (p *Provider) Says(says map[string]any) { p.set(func() { p.says = says }) }

// Asked is how often a token was asked for.
func (p *Provider) Asked() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.asked
}

func (p *Provider) set(do func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	do()
}

// By signs claims with a key, as ES256.
func By(key *ecdsa.PrivateKey, claims map[string]any) string {
	s, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: jose.JSONWebKey{Key: key, KeyID: "one"}}, nil)
	if err != nil {
		return err.Error()
	}
	raw, err := jwt.Signed(s).Claims(claims).Serialize()
	if err != nil {
		return err.Error()
	}
	return raw
}

// Unsigned is a token by the algorithm none.
func Unsigned(claims map[string]any) string {
	body, err := json.Marshal(claims)
	if err != nil {
		return err.Error()
	}
	return base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none"}`)) + "." + base64.RawURLEncoding.EncodeToString(body) + "."
}

// Shared signs claims with the client's own secret, as HS256.
func Shared(claims map[string]any) string {
	sum := sha256.Sum256([]byte(Secret))
	s, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.HS256, Key: sum[:]}, nil)
	if err != nil {
		return err.Error()
	}
	raw, err := jwt.Signed(s).Claims(claims).Serialize()
	if err != nil {
		return err.Error()
	}
	return raw
}

func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

func (p *Provider) describe(w http.ResponseWriter, _ *http.Request) {
	d := map[string]any{
		"issuer": p.URL, "authorization_endpoint": p.URL + "/authorize", "token_endpoint": p.URL + "/token", "jwks_uri": p.URL + "/keys", "end_session_endpoint": p.URL + "/leave",
		"response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"}, "id_token_signing_alg_values_supported": []string{"ES256", "HS256", "none"},
		"code_challenge_methods_supported": []string{"S256"}, "authorization_response_iss_parameter_supported": true,
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for k, v := range p.says {
		d[k] = v
	}
	answer(w, http.StatusOK, d)
}

// authorize refuses what is not asked for as it should be; an address that is
// not the client's own gets nothing at all.
func (p *Provider) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if q.Get("client_id") != ClientID || q.Get("redirect_uri") != p.Redirect || q.Get("response_type") != "code" || q.Get("code_challenge_method") != "S256" ||
		q.Get("code_challenge") == "" || q.Get("nonce") == "" || q.Get("state") == "" || q.Get("scope") != "openid" {
		http.Error(w, "invalid_request", http.StatusBadRequest)
		return
	}
	code := rand.Text()
	p.set(func() { p.codes[code] = q })
	http.Redirect(w, r, p.Redirect+"?"+url.Values{"code": {code}, "state": {q.Get("state")}, "iss": {p.URL}}.Encode(), http.StatusFound)
}

func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	id, secret, _ := r.BasicAuth()
	name, _ := url.QueryUnescape(id)
	word, _ := url.QueryUnescape(secret)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked++
	code := r.FormValue("code")
	q, ok := p.codes[code]
	delete(p.codes, code) // once
	sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	switch {
	case name != ClientID || word != Secret:
		answer(w, http.StatusUnauthorized, map[string]string{"error": "invalid_client"})
		return
	case !ok, r.FormValue("redirect_uri") != q.Get("redirect_uri"), r.FormValue("grant_type") != "authorization_code",
		base64.RawURLEncoding.EncodeToString(sum[:]) != q.Get("code_challenge"):
		answer(w, http.StatusBadRequest, map[string]string{"error": "invalid_grant"})
		return
	}
	now := p.Now()
	claims := map[string]any{"iss": p.URL, "aud": ClientID, "sub": p.subject, "nonce": q.Get("nonce"), "iat": now.Unix(), "exp": now.Add(5 * time.Minute).Unix(), "auth_time": now.Unix()}
	if p.bend != nil {
		p.bend(claims)
	}
	signed := By(p.key, claims)
	if p.sign != nil {
		signed = p.sign(claims)
	}
	answer(w, http.StatusOK, map[string]any{"access_token": rand.Text(), "token_type": "Bearer", "expires_in": 300, "id_token": signed})
}
