package api

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"liandong/api/problem"
	"liandong/domain/who"
	"liandong/infra/secrets"
	"liandong/infra/totp"
)

const (
	chiefPassword  = "a long enough password"
	windowPassword = "another long password"
)

// place is a new installation without a demo, at a time that a test sets.
type place struct {
	*App
	t      *testing.T
	hour   atomic.Pointer[time.Time] // read by what works beside the test
	office string
	keys   map[string]string // of apps, by username
	sheets map[string][]string
}

func (p *place) now() time.Time       { return *p.hour.Load() }
func (p *place) set(at time.Time)     { p.hour.Store(&at) }
func (p *place) pass(d time.Duration) { p.set(p.now().Add(d)) }

// opening makes an installation with nobody in it.
func opening(t *testing.T, cfg Config) *place {
	t.Helper()
	p := &place{t: t, keys: map[string]string{}, sheets: map[string][]string{}}
	p.set(time.Date(2026, 11, 27, 2, 0, 5, 0, time.UTC))
	cfg.Listen, cfg.Log, cfg.Wall = "127.0.0.1:0", slog.New(slog.DiscardHandler), p.now
	if cfg.Data == "" {
		cfg.Data = t.TempDir()
	}
	a, err := New(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	p.App = a
	a.Start()
	return p
}

// opened makes an installation with its first administrator, chief, who has no factor yet.
func opened(t *testing.T, cfg Config) *place {
	t.Helper()
	p := opening(t, cfg)
	a := p.App
	token, err := a.SetupToken(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	made, out := ask[accountView](t, a, "POST", "/setup", fmt.Sprintf(`{"token":%q,"username":"chief","name":"系统管理员","password":%q,"region_name":"某县",
		"organization":{"name":"某县信访局","kind":"petition_office","region":"330100","channels":["petition"]}}`, token, chiefPassword), Request{})
	if out.Status != 201 {
		t.Fatalf("%s", out.Body)
	}
	p.office = string(made.Memberships[0].OrganizationID)
	return p
}

// do is ask for what answers nothing.
func (p *place) do(method, path, body string, as Request) reply {
	as.Body, as.Key, as.ContentType = []byte(body), secrets.NewID(), "application/json"
	return p.serve(context.Background(), p.route(p.t, method, path), as)
}

func (p *place) signIn(username, password string) reply {
	_, out := ask[sessionView](p.t, p.App, "POST", "/session", fmt.Sprintf(`{"username":%q,"password":%q}`, username, password), Request{Source: "10.0.0.1"})
	return out
}

// asked is the challenge that a refusal carries.
func (p *place) asked(out reply, status int, code string) problem.Challenge {
	p.t.Helper()
	var v problem.Problem
	if err := json.Unmarshal(out.Body, &v); err != nil || out.Status != status || v.Code != code || v.Challenge == nil {
		p.t.Fatalf("%d %s, want %d %s with a challenge", out.Status, out.Body, status, code)
	}
	return *v.Challenge
}

func code(out reply) string {
	var v problem.Problem
	_ = json.Unmarshal(out.Body, &v)
	return v.Code
}

func (p *place) refused(what string, out reply, status int, want string) {
	p.t.Helper()
	if out.Status != status || code(out) != want {
		p.t.Errorf("%s: %d %s, want %d %s", what, out.Status, out.Body, status, want)
	}
}

func (p *place) code(username string) string {
	c, err := totp.Code(p.keys[username], p.now())
	if err != nil {
		p.t.Fatal(err)
	}
	return c
}

func body(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err) // a map of strings
	}
	return string(raw)
}

func (p *place) show(id string, in map[string]string, as Request) reply {
	in["challenge_id"] = id
	if as.Source == "" {
		as.Source = "10.0.0.1"
	}
	_, out := ask[factorSessionView](p.t, p.App, "POST", "/session/factor", body(in), as)
	return out
}

func (p *place) request(out reply) Request {
	p.t.Helper()
	var v factorSessionView
	if err := json.Unmarshal(out.Body, &v); err != nil || out.Status != 200 || out.cookie == nil {
		p.t.Fatalf("%d %s", out.Status, out.Body)
	}
	return Request{Token: out.cookie.value, CSRF: v.CSRFToken, Source: "10.0.0.1", Params: map[string]string{}, Query: map[string]string{}}
}

// enrols lets an account that needs a factor enrol an app at sign-in.
func (p *place) enrols(username, password string) Request {
	p.t.Helper()
	ch := p.asked(p.signIn(username, password), 401, "second_factor_required")
	if !ch.Enrol || !slices.Contains(ch.Kinds, who.TOTP) {
		p.t.Fatalf("%+v", ch)
	}
	v, out := ask[enrolmentView](p.t, p.App, "POST", "/session/factor/enrolment", body(map[string]string{"challenge_id": ch.ID, "kind": "totp"}), Request{Source: "10.0.0.1"})
	if out.Status != 200 || v.Secret == "" || !strings.Contains(v.URI, v.Secret) {
		p.t.Fatalf("%s", out.Body)
	}
	p.keys[username] = v.Secret
	in := p.show(ch.ID, map[string]string{"code": p.code(username)}, Request{})
	as := p.request(in)
	var s factorSessionView
	if err := json.Unmarshal(in.Body, &s); err != nil || len(s.RecoveryCodes) != who.RecoveryCodes {
		p.t.Fatalf("%s", in.Body)
	}
	p.sheets[username] = s.RecoveryCodes
	return as
}

func (p *place) add(admin Request, username string, role who.Role) {
	p.t.Helper()
	at, _ := ask[sessionView](p.t, p.App, "GET", "/session", "", admin)
	raw, err := json.Marshal(userIn{Username: username, Name: username, Password: windowPassword, Memberships: []roleIn{{OrganizationID: at.Acting.Organization.ID, Role: role}}})
	if err != nil {
		p.t.Fatal(err)
	}
	if _, out := ask[accountView](p.t, p.App, "POST", "/users", string(raw), admin); out.Status != 201 {
		p.t.Fatalf("%s: %s", username, out.Body)
	}
}

// Who keeps accounts, audits or supervises does not get in with a password
// alone, and has no session before a factor is enrolled; others do.
func TestSecondFactorRequired(t *testing.T) {
	p := opened(t, Config{})
	admin := p.enrols("chief", chiefPassword)
	for role := range who.Roles {
		name := "u_" + string(role)
		p.add(admin, name, role)
		out := p.signIn(name, windowPassword)
		if needs := who.NeedsFactor(p.policy, role); needs {
			if ch := p.asked(out, 401, "second_factor_required"); !ch.Enrol || out.cookie != nil {
				t.Errorf("%s: %s %v", role, out.Body, out.cookie)
			}
		} else if out.Status != 200 {
			t.Errorf("%s: %s", role, out.Body)
		}
	}
	for _, role := range []who.Role{who.Admin, who.SecurityAdmin, who.Auditor, who.Supervisor} {
		if !who.NeedsFactor(p.policy, role) {
			t.Errorf("%s needs no factor", role)
		}
	}
	p.pass(totp.Period)
	ch := p.asked(p.signIn("chief", chiefPassword), 401, "second_factor_required")
	if ch.Enrol || !slices.Equal(ch.Kinds, []string{"totp", "recovery"}) {
		t.Errorf("%+v", ch)
	}
	p.refused("enrolling instead of showing", func() reply {
		_, out := ask[enrolmentView](t, p.App, "POST", "/session/factor/enrolment", body(map[string]string{"challenge_id": ch.ID, "kind": "totp"}), Request{Source: "10.0.0.1"})
		return out
	}(), 401, "challenge_over")
	in := p.show(ch.ID, map[string]string{"code": p.code("chief")}, Request{})
	if v, _ := ask[sessionView](t, p.App, "GET", "/session", "", p.request(in)); v.FactorAt == nil || !v.FactorAt.Equal(p.now().Truncate(time.Second)) && !v.FactorAt.Equal(p.now()) {
		t.Errorf("%+v", v.FactorAt)
	}
}

// The same database served without --demo asks its accounts for a second
// factor; in a demo the exemption is of the fictional accounts alone.
func TestNoExemptionWithoutDemo(t *testing.T) {
	cfg := Config{Data: t.TempDir(), Listen: "127.0.0.1:0", Log: slog.New(slog.DiscardHandler)}
	entry := func(a *App, username, password string) reply {
		_, out := ask[sessionView](t, a, "POST", "/session", fmt.Sprintf(`{"username":%q,"password":%q}`, username, password), Request{})
		return out
	}
	cfg.Demo = true
	a, err := New(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"admin", "auditor", "supervisor"} {
		if out := entry(a, name, DemoPassword); out.Status != 200 {
			t.Errorf("in a demo %s: %s", name, out.Body)
		}
	}
	p := &place{App: a, t: t}
	in := entry(a, "admin", DemoPassword)
	p.add(p.request(in), "real_auditor", who.Auditor)
	p.asked(entry(a, "real_auditor", windowPassword), 401, "second_factor_required")
	cookie := p.request(in)
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}

	cfg.Demo = false
	if a, err = New(context.Background(), cfg); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Close() }()
	p.App = a
	for _, name := range []string{"admin", "auditor", "supervisor"} {
		p.asked(entry(a, name, DemoPassword), 401, "second_factor_required")
	}
	if _, out := ask[sessionView](t, a, "GET", "/session", "", cookie); out.Status != 401 {
		t.Errorf("a login of the demo goes on without a factor: %d", out.Status)
	}
}
