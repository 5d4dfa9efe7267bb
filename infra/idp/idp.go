// Package idp signs people in through an organisation's identity provider, by
// OpenID Connect: the authorization code with PKCE, and nothing else.
package idp

import (
	"bytes"
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// Config is the file that --oidc names.
type Config struct {
	Issuer       string `json:"issuer"`
	ClientID     string `json:"client_id"`
	SecretFile   string `json:"secret_file"`
	Name         string `json:"name"`  // on the button
	Claim        string `json:"claim"` // which claim is the account's external id; sub by default
	SecondFactor struct {
		ACR []string `json:"acr"`
		AMR []string `json:"amr"`
	} `json:"second_factor"` // what in a token says that a second factor was shown there
	Hosts []string `json:"hosts"` // on which its endpoints may be, beside the issuer's own
}

// The ways a sign-in through the provider fails.
var (
	ErrAway    = errors.New("idp: the provider does not answer as it should")
	ErrRefused = errors.New("idp: what the provider answered is not taken")
)

// algorithms are those of signatures that are taken: none with a shared secret, and never none.
var algorithms = []string{oidc.RS256, oidc.RS384, oidc.RS512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.EdDSA}

const maxID = 200

// Provider is an identity provider as it was configured. What it says of itself
// is asked for when somebody first signs in.
type Provider struct {
	cfg      Config
	secret   string
	redirect string
	now      func() time.Time
	client   *http.Client

	mu    sync.Mutex
	known *known
}

// known is what a provider says of itself.
type known struct {
	provider *oidc.Provider
	oauth    oauth2.Config
	issued   bool // it names itself in what it answers
	leave    string
}

// Open reads the file of a provider. public is this server's address: people
// come back to its desk and nowhere else. It returns nil where no file is named.
func Open(file, public string, now func() time.Time) (*Provider, error) {
	if file == "" {
		return nil, nil
	}
	raw, err := os.ReadFile(file) //nolint:gosec // named by whoever runs the server
	if err != nil {
		return nil, fmt.Errorf("--oidc: %w", err)
	}
	p := &Provider{now: now}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&p.cfg); err != nil {
		return nil, fmt.Errorf("--oidc %s: %w", file, err)
	}
	if err := p.check(file, public); err != nil {
		return nil, err
	}
	secret, err := os.ReadFile(p.cfg.SecretFile)
	if err != nil {
		return nil, fmt.Errorf("--oidc %s: secret_file: %w", file, err)
	}
	if p.secret = strings.TrimSpace(string(secret)); p.secret == "" {
		return nil, fmt.Errorf("--oidc %s: secret_file %s is empty", file, p.cfg.SecretFile)
	}
	p.redirect = strings.TrimRight(public, "/") + "/desk"
	p.client = p.guarded()
	return p, nil
}

func (p *Provider) check(file, public string) error {
	c := &p.cfg
	issuer, err := url.Parse(c.Issuer)
	switch {
	case public == "":
		return fmt.Errorf("--oidc %s: give --public-url too: the provider sends people back there", file)
	case err != nil, issuer.Host == "", issuer.User != nil, issuer.RawQuery != "", issuer.Fragment != "", !safe(issuer):
		return fmt.Errorf("--oidc %s: issuer %q: give its https address (http on this machine alone)", file, c.Issuer)
	case c.ClientID == "" || c.SecretFile == "":
		return fmt.Errorf("--oidc %s: client_id and secret_file are required", file)
	case len([]rune(c.Name)) > 30:
		return fmt.Errorf("--oidc %s: name: at most 30 characters", file)
	}
	if c.Name == "" {
		c.Name = "统一身份认证"
	}
	if c.Claim == "" {
		c.Claim = "sub"
	}
	c.Hosts = append(c.Hosts, issuer.Host)
	return nil
}

// Name is what people know the provider by.
func (p *Provider) Name() string { return p.cfg.Name }

// Issuer names the provider.
func (p *Provider) Issuer() string { return p.cfg.Issuer }

// ask finds out what the provider says of itself, once.
func (p *Provider) ask(ctx context.Context) (*known, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.known != nil {
		return p.known, nil
	}
	// The keys are fetched anew for as long as the program runs, whoever asked first.
	lasting := oidc.ClientContext(context.WithoutCancel(ctx), p.client)
	provider, err := oidc.NewProvider(lasting, p.cfg.Issuer)
	if err != nil {
		return nil, errors.Join(ErrAway, err)
	}
	var says struct {
		Issued  bool     `json:"authorization_response_iss_parameter_supported"`
		Leave   string   `json:"end_session_endpoint"`
		Methods []string `json:"token_endpoint_auth_methods_supported"`
		PKCE    []string `json:"code_challenge_methods_supported"`
	}
	if err := provider.Claims(&says); err != nil {
		return nil, errors.Join(ErrAway, err)
	}
	k := &known{provider: provider, issued: says.Issued, leave: says.Leave}
	k.oauth = oauth2.Config{ClientID: p.cfg.ClientID, ClientSecret: p.secret, Endpoint: provider.Endpoint(), RedirectURL: p.redirect, Scopes: []string{oidc.ScopeOpenID}}
	k.oauth.Endpoint.AuthStyle = oauth2.AuthStyleInHeader
	if len(says.Methods) > 0 && !slices.Contains(says.Methods, "client_secret_basic") {
		k.oauth.Endpoint.AuthStyle = oauth2.AuthStyleInParams
	}
	if len(says.PKCE) > 0 && !slices.Contains(says.PKCE, "S256") {
		return nil, fmt.Errorf("%w: it does not take code challenges by S256", ErrAway)
	}
	for _, address := range []string{k.oauth.Endpoint.AuthURL, k.oauth.Endpoint.TokenURL, k.leave} {
		if u, err := url.Parse(address); address != "" && (err != nil || !p.own(u)) {
			return nil, fmt.Errorf("%w: %q is on none of the hosts that are named", ErrAway, address)
		}
	}
	p.known = k
	return k, nil
}

// Begin is where to send a browser. state, nonce and verifier are secrets of
// this one sign-in. It returns ErrAway.
func (p *Provider) Begin(ctx context.Context, state, nonce, verifier string) (address string, err error) {
	k, err := p.ask(ctx)
	if err != nil {
		return "", err
	}
	return k.oauth.AuthCodeURL(state, oidc.Nonce(nonce), oauth2.S256ChallengeOption(verifier)), nil
}

// Leave is where a browser signs out at the provider; empty where it has no such place.
func (p *Provider) Leave(ctx context.Context) string {
	k, err := p.ask(ctx)
	if err != nil || k.leave == "" {
		return ""
	}
	u, err := url.Parse(k.leave)
	if err != nil {
		return ""
	}
	q := u.Query()
	q.Set("client_id", p.cfg.ClientID)
	q.Set("post_logout_redirect_uri", p.redirect)
	u.RawQuery = q.Encode()
	return u.String()
}

// Answer is what a browser brings back.
type Answer struct {
	Code   string
	Issuer string // the parameter iss, where there is one
}

// Identity is who signed in there.
type Identity struct {
	ID     string    // external id, by the claim that was configured
	Factor bool      // a second factor was shown
	At     time.Time // when; zero where the provider does not say
}

// Finish takes the code to the provider and looks at the token it gives. It
// returns ErrAway, or ErrRefused for whatever is not as it should be.
func (p *Provider) Finish(ctx context.Context, a Answer, nonce, verifier string) (Identity, error) {
	k, err := p.ask(ctx)
	if err != nil {
		return Identity{}, err
	}
	if a.Issuer != p.cfg.Issuer && (a.Issuer != "" || k.issued) {
		return Identity{}, fmt.Errorf("%w: it is another provider's answer", ErrRefused)
	}
	token, err := k.oauth.Exchange(oidc.ClientContext(ctx, p.client), a.Code, oauth2.VerifierOption(verifier))
	if refused := (*oauth2.RetrieveError)(nil); errors.As(err, &refused) && refused.Response.StatusCode < http.StatusInternalServerError {
		return Identity{}, fmt.Errorf("%w: the code: %s", ErrRefused, refused.ErrorCode)
	}
	if err != nil {
		return Identity{}, errors.Join(ErrAway, err)
	}
	raw, _ := token.Extra("id_token").(string)
	id, err := k.provider.Verifier(&oidc.Config{ClientID: p.cfg.ClientID, SupportedSigningAlgs: algorithms, Now: p.now}).Verify(oidc.ClientContext(ctx, p.client), raw)
	if err != nil {
		return Identity{}, errors.Join(ErrRefused, err)
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(nonce)) != 1 || nonce == "" {
		return Identity{}, fmt.Errorf("%w: the token is of another sign-in", ErrRefused)
	}
	return p.identity(id)
}

// identity reads a token whose signature, issuer, audience and time were right.
func (p *Provider) identity(id *oidc.IDToken) (Identity, error) {
	var c struct {
		AZP      string   `json:"azp"`
		ACR      string   `json:"acr"`
		AMR      []string `json:"amr"`
		AuthTime int64    `json:"auth_time"`
	}
	all := map[string]any{}
	if err := errors.Join(id.Claims(&c), id.Claims(&all)); err != nil {
		return Identity{}, errors.Join(ErrRefused, err)
	}
	if c.AZP != "" && c.AZP != p.cfg.ClientID || c.AZP == "" && len(id.Audience) > 1 {
		return Identity{}, fmt.Errorf("%w: the token was made for another program", ErrRefused)
	}
	if id.IssuedAt.After(p.now().Add(5 * time.Minute)) {
		return Identity{}, fmt.Errorf("%w: the token is of the future", ErrRefused)
	}
	name, _ := all[p.cfg.Claim].(string)
	if name == "" || len(name) > maxID {
		return Identity{}, fmt.Errorf("%w: the token has no %s", ErrRefused, p.cfg.Claim)
	}
	who := Identity{ID: name}
	shown := c.ACR != "" && slices.Contains(p.cfg.SecondFactor.ACR, c.ACR) || slices.ContainsFunc(c.AMR, func(m string) bool { return slices.Contains(p.cfg.SecondFactor.AMR, m) })
	if shown && c.AuthTime > 0 && !time.Unix(c.AuthTime, 0).After(p.now().Add(time.Minute)) {
		who.Factor, who.At = true, time.Unix(c.AuthTime, 0)
	}
	return who, nil
}
