package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"liandong/api/problem"
	"liandong/domain/who"
	"liandong/infra/gormdb/testdb"
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
	now    time.Time
	office string
	keys   map[string]string // of apps, by username
	sheets map[string][]string
}

// opened makes an installation with its first administrator, chief, who has no factor yet.
func opened(t *testing.T, cfg Config) *place {
	t.Helper()
	p := &place{t: t, now: time.Date(2026, 11, 27, 2, 0, 5, 0, time.UTC), keys: map[string]string{}, sheets: map[string][]string{}}
	cfg.Listen, cfg.Log, cfg.Wall = "127.0.0.1:0", slog.New(slog.DiscardHandler), func() time.Time { return p.now }
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
	c, err := totp.Code(p.keys[username], p.now)
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
	p.now = p.now.Add(totp.Period)
	ch := p.asked(p.signIn("chief", chiefPassword), 401, "second_factor_required")
	if ch.Enrol || !slices.Equal(ch.Kinds, []string{"totp", "recovery"}) {
		t.Errorf("%+v", ch)
	}
	p.refused("enrolling instead of showing", func() reply {
		_, out := ask[enrolmentView](t, p.App, "POST", "/session/factor/enrolment", body(map[string]string{"challenge_id": ch.ID, "kind": "totp"}), Request{Source: "10.0.0.1"})
		return out
	}(), 401, "challenge_over")
	in := p.show(ch.ID, map[string]string{"code": p.code("chief")}, Request{})
	if v, _ := ask[sessionView](t, p.App, "GET", "/session", "", p.request(in)); v.FactorAt == nil || !v.FactorAt.Equal(p.now.Truncate(time.Second)) && !v.FactorAt.Equal(p.now) {
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

// A code of an app is taken once, one step to either side, by the server's
// clock, and not by whoever guesses.
func TestTOTPOnceOneStepByTheClock(t *testing.T) {
	p := opened(t, Config{})
	p.enrols("chief", chiefPassword)
	used := p.code("chief")
	again := func() string { return p.asked(p.signIn("chief", chiefPassword), 401, "second_factor_required").ID }
	p.refused("the code of the enrolment", p.show(again(), map[string]string{"code": used}, Request{}), 401, "factor_wrong")
	p.now = p.now.Add(10 * totp.Period)
	at := p.now
	for _, steps := range []time.Duration{-2, 2} {
		p.now = at.Add(steps * totp.Period)
		typed := p.code("chief")
		p.now = at
		p.refused(fmt.Sprint(int(steps), " steps away"), p.show(again(), map[string]string{"code": typed}, Request{}), 401, "factor_wrong")
	}
	late := p.code("chief")
	p.now = at.Add(totp.Period)
	p.request(p.show(again(), map[string]string{"code": late}, Request{}))
	p.refused("taken twice", p.show(again(), map[string]string{"code": late}, Request{}), 401, "factor_wrong")
	p.refused("nothing", p.show(again(), map[string]string{}, Request{}), 401, "factor_wrong")
	paper := p.sheets["chief"][0]
	p.now = p.now.Add(triesWithin)
	p.request(p.show(again(), map[string]string{"recovery_code": strings.ToLower(strings.ReplaceAll(paper, "-", " "))}, Request{}))
	p.refused("a code on paper twice", p.show(again(), map[string]string{"recovery_code": paper}, Request{}), 401, "factor_wrong")
}

// A challenge lives five minutes, ends with its first use and after five tries,
// and is nobody's but the account's that it was given to, at the place where it was asked.
func TestChallengeIsBoundAndUsedOnce(t *testing.T) {
	p := opened(t, Config{})
	admin := p.enrols("chief", chiefPassword)
	p.add(admin, "watch", who.Auditor)
	p.enrols("watch", windowPassword)
	next := func(name, password string) string { // another day: nothing of the day before counts
		p.now = p.now.Add(24 * time.Hour)
		return p.asked(p.signIn(name, password), 401, "second_factor_required").ID
	}
	id := next("chief", chiefPassword)
	p.refused("from elsewhere", p.show(id, map[string]string{"code": p.code("chief")}, Request{Source: "10.9.9.9"}), 401, "challenge_over")
	p.refused("another's code", p.show(id, map[string]string{"code": p.code("watch")}, Request{}), 401, "factor_wrong")
	p.request(p.show(id, map[string]string{"code": p.code("chief")}, Request{}))
	p.refused("used twice", p.show(id, map[string]string{"recovery_code": p.sheets["chief"][1]}, Request{}), 401, "challenge_over")

	id = next("chief", chiefPassword)
	p.now = p.now.Add(who.ChallengeLasts + time.Second)
	p.refused("too late", p.show(id, map[string]string{"code": p.code("chief")}, Request{}), 401, "challenge_over")
	p.refused("never given", p.show("nothing", map[string]string{"code": p.code("chief")}, Request{}), 401, "challenge_over")

	id = next("chief", chiefPassword)
	for range who.ChallengeTries {
		p.refused("a guess", p.show(id, map[string]string{"code": "000000"}, Request{}), 401, "factor_wrong")
	}
	p.refused("after five guesses", p.show(id, map[string]string{"code": p.code("chief")}, Request{}), 429, "too_many_tries")
	if out := p.signIn("chief", chiefPassword); out.Status == 200 {
		t.Error("the password alone opens")
	}
	id = p.asked(p.signIn("chief", chiefPassword), 401, "second_factor_required").ID
	p.refused("a new challenge does not give new tries", p.show(id, map[string]string{"code": p.code("chief")}, Request{}), 429, "too_many_tries")
	p.refused("another's challenge", p.show(next("watch", windowPassword), map[string]string{"recovery_code": p.sheets["chief"][2]}, Request{}), 401, "factor_wrong")
}

// A crowd that guesses at once gets no more tries than one after the other, and
// of a crowd that shows the same right code one gets in: on both databases, over two replicas.
func TestCrowdAtTheSecondFactor(t *testing.T) {
	for name, url := range map[string]string{"sqlite": "", "mariadb": testdb.NewURL(t)} {
		t.Run(name, func(t *testing.T) {
			p := opened(t, Config{Database: url})
			p.enrols("chief", chiefPassword)
			crowd := func(in map[string]string) map[string]int {
				var mu sync.Mutex
				var all sync.WaitGroup
				p.now = p.now.Add(time.Hour)
				var ids []string
				for range 4 {
					ids = append(ids, p.asked(p.signIn("chief", chiefPassword), 401, "second_factor_required").ID)
				}
				if in["code"] == "" {
					in["code"] = p.code("chief")
				}
				counts := map[string]int{}
				for i := range 16 {
					all.Go(func() {
						out := p.show(ids[i%4], map[string]string{"code": in["code"]}, Request{})
						mu.Lock()
						defer mu.Unlock()
						if out.Status == 200 {
							counts["in"]++
						} else {
							counts[code(out)]++
						}
					})
				}
				all.Wait()
				return counts
			}
			if got := crowd(map[string]string{"code": "000000"}); got["factor_wrong"] > triesPerName || got["in"] > 0 {
				t.Errorf("guesses: %v", got)
			}
			if got := crowd(map[string]string{}); got["in"] > 1 {
				t.Errorf("the same code: %v", got)
			}
		})
	}
}

// Every sign-in and every step up has a new token; the one before is dead, and
// one that a client brings is never taken.
func TestNewSessionAtSignInAndStepUp(t *testing.T) {
	p := opened(t, Config{})
	first := p.enrols("chief", chiefPassword)
	p.now = p.now.Add(10 * time.Minute)
	brought := Request{Token: "a-token-of-my-own", Source: "10.0.0.1"}
	id := p.asked(p.signIn("chief", chiefPassword), 401, "second_factor_required").ID
	second := p.request(p.show(id, map[string]string{"code": p.code("chief")}, brought))
	if second.Token == first.Token || second.Token == brought.Token || second.CSRF == first.CSRF {
		t.Error("a token is used again")
	}
	p.now = p.now.Add(10 * time.Minute)
	_, out := ask[accountView](t, p.App, "POST", "/users", "{}", second)
	id = p.asked(out, 403, "step_up_required").ID
	p.refused("shown by another login", p.show(id, map[string]string{"code": p.code("chief")}, first), 401, "challenge_over")
	p.refused("shown by nobody", p.show(id, map[string]string{"code": p.code("chief")}, Request{}), 401, "challenge_over")
	third := p.request(p.show(id, map[string]string{"code": p.code("chief")}, second))
	if third.Token == second.Token || third.CSRF == second.CSRF {
		t.Error("the token stays at a step up")
	}
	if _, out := ask[sessionView](t, p.App, "GET", "/session", "", second); out.Status != 401 {
		t.Errorf("the token before the step up is alive: %d", out.Status)
	}
	if _, out := ask[sessionView](t, p.App, "GET", "/session", "", third); out.Status != 200 {
		t.Errorf("%s", out.Body)
	}
	opened := p.now // a step up does not make a login longer than a day's work
	for p.now.Sub(opened) < lastsFor {
		p.now = p.now.Add(20 * time.Minute)
		_, out = ask[sessionView](t, p.App, "GET", "/session", "", third)
	}
	if out.Status != 401 {
		t.Error("a login with a step up has no end")
	}
}

// Which routes need the factor just shown: all that administers accounts,
// organisations and keys, and what is named here.
func TestStepUpTable(t *testing.T) {
	named := []string{
		"POST /exports", "GET /exports/cases.xlsx", "GET /exports/cases.csv", "GET /jobs/:id/list.xlsx", "GET /jobs/:id/list.csv", "POST /tokens", "POST /session/password", "GET /session/fresh",
		"POST /session/factors", "POST /session/factors/enrolment", "PATCH /session/factors/:factor", "POST /session/factors/:factor/remove", "POST /session/recovery-codes",
	}
	found := 0
	for _, r := range demo(t).Routes() {
		name := r.Method + " " + r.Path
		administers := r.Write && (r.May == who.Administer || r.May == who.AccountHelp)
		if want := administers || slices.Contains(named, name); want != r.StepUp {
			t.Errorf("%s: step up %v, want %v", name, r.StepUp, want)
		}
		if slices.Contains(named, name) {
			found++
		}
	}
	if found != len(named) {
		t.Errorf("%d of %d named routes are there", found, len(named))
	}
}

// A dangerous act needs the factor shown within five minutes; who may not do it
// is told so and not asked; who has no factor and needs none is not asked.
func TestStepUp(t *testing.T) {
	p := opened(t, Config{})
	admin := p.enrols("chief", chiefPassword)
	p.add(admin, "window", who.Clerk)
	clerk := p.request(p.signIn("window", windowPassword))
	token := `{"name":"x","permissions":["case.card"],"expires_on":"2027-01-01"}`
	if _, out := ask[newTokenView](t, p.App, "POST", "/tokens", token, clerk); out.Status != 201 {
		t.Errorf("a clerk without a factor is asked: %s", out.Body)
	}
	p.now = p.now.Add(who.FactorFresh - time.Second)
	if _, out := ask[accountView](t, p.App, "POST", "/users", "{}", admin); out.Status != 422 {
		t.Errorf("asked again within five minutes: %s", out.Body)
	}
	p.now = p.now.Add(time.Second)
	for _, r := range p.Routes() {
		if !r.StepUp || r.Form || r.Of != ofNothing {
			continue
		}
		_, out := ask[json.RawMessage](t, p.App, r.Method, r.Path, "{}", withParams(admin, "id", "x", "factor", "x", "hook", "x", "token", "x"))
		if !p.policy.May(who.Admin, []who.Standing{who.Own}, r.May) {
			p.refused(r.Path, out, 403, "not_allowed")
			continue
		}
		p.asked(out, 403, "step_up_required")
	}
	if _, out := ask[sessionView](t, p.App, "GET", "/session", "", admin); out.Status != 200 {
		t.Errorf("a look is asked for a factor: %s", out.Body)
	}
	_, out := ask[accountView](t, p.App, "POST", "/users", "{}", clerk)
	p.refused("a clerk", out, 403, "not_allowed")
	_, out = ask[accountView](t, p.App, "POST", "/users", "{}", admin)
	admin = p.request(p.show(p.asked(out, 403, "step_up_required").ID, map[string]string{"recovery_code": p.sheets["chief"][0]}, admin))
	p.add(admin, "after", who.Clerk)
}

// What a person does with their factors needs the password again, is told to
// them and stands in the log; the only factor of a role that needs one stays.
func TestFactorChangesNeedThePasswordAndAreTold(t *testing.T) {
	p := opened(t, Config{})
	admin := p.enrols("chief", chiefPassword)
	p.add(admin, "window", who.Clerk)
	clerk := p.request(p.signIn("window", windowPassword))
	_, out := ask[enrolmentView](t, p.App, "POST", "/session/factors/enrolment", `{"kind":"totp","password":"wrong"}`, clerk)
	p.refused("without the password", out, 422, "invalid")
	v, out := ask[enrolmentView](t, p.App, "POST", "/session/factors/enrolment", body(map[string]string{"kind": "totp", "password": windowPassword}), clerk)
	if out.Status != 200 {
		t.Fatalf("%s", out.Body)
	}
	p.keys["window"] = v.Secret
	add := func(code string, as Request) (addedFactorView, reply) {
		return ask[addedFactorView](t, p.App, "POST", "/session/factors", body(map[string]string{"challenge_id": v.ChallengeID, "code": code, "name": "我的手机"}), as)
	}
	_, out = add("000000", clerk)
	p.refused("with a wrong code", out, 401, "factor_wrong")
	_, out = add(p.code("window"), admin)
	p.refused("by another account", out, 401, "challenge_over")
	done, out := add(p.code("window"), clerk)
	if out.Status != 201 || len(done.RecoveryCodes) != who.RecoveryCodes || done.Factor.Name != "我的手机" {
		t.Fatalf("%s", out.Body)
	}
	p.sheets["window"] = done.RecoveryCodes
	p.now = p.now.Add(time.Hour)
	clerk = p.request(p.show(p.asked(p.signIn("window", windowPassword), 401, "second_factor_required").ID, map[string]string{"code": p.code("window")}, Request{}))
	at := withParams(clerk, "factor", done.Factor.ID)
	_, out = ask[staffFactorView](t, p.App, "PATCH", "/session/factors/:factor", `{"name":"新手机","password":"wrong"}`, at)
	p.refused("named without the password", out, 422, "invalid")
	if v, out := ask[staffFactorView](t, p.App, "PATCH", "/session/factors/:factor", body(map[string]string{"name": "新手机", "password": windowPassword}), at); v.Name != "新手机" {
		t.Errorf("%s", out.Body)
	}
	sheet, out := ask[sheetView](t, p.App, "POST", "/session/recovery-codes", body(map[string]string{"password": windowPassword}), clerk)
	if out.Status != 200 || len(sheet.RecoveryCodes) != who.RecoveryCodes {
		t.Errorf("%s", out.Body)
	}
	id := p.asked(p.signIn("window", windowPassword), 401, "second_factor_required").ID
	p.refused("a code of the old sheet", p.show(id, map[string]string{"recovery_code": done.RecoveryCodes[3]}, Request{}), 401, "factor_wrong")
	out = p.do("POST", "/session/factors/:factor/remove", `{"password":"wrong"}`, at)
	p.refused("removed without the password", out, 422, "invalid")

	p.now = p.now.Add(time.Hour)
	admin = p.request(p.show(p.asked(p.signIn("chief", chiefPassword), 401, "second_factor_required").ID, map[string]string{"code": p.code("chief")}, Request{}))
	out = p.do("POST", "/session/factors/:factor/remove", body(map[string]string{"password": chiefPassword}), withParams(admin, "factor", done.Factor.ID))
	p.refused("another's factor", out, 404, "not_found")
	own, _ := ask[ownFactorsView](t, p.App, "GET", "/session/factors", "", admin)
	if len(own.Items) != 1 || !own.Needed || own.CodesLeft != who.RecoveryCodes {
		t.Fatalf("%+v", own)
	}
	out = p.do("POST", "/session/factors/:factor/remove", body(map[string]string{"password": chiefPassword}), withParams(admin, "factor", own.Items[0].ID))
	p.refused("the last of an administrator", out, 409, "factor.last")

	clerk = p.request(p.show(p.asked(p.signIn("window", windowPassword), 401, "second_factor_required").ID, map[string]string{"recovery_code": sheet.RecoveryCodes[0]}, Request{}))
	if out = p.do("POST", "/session/factors/:factor/remove", body(map[string]string{"password": windowPassword}), withParams(clerk, "factor", done.Factor.ID)); out.Status != 204 {
		t.Errorf("%s", out.Body)
	}
	if out := p.do("POST", "/session/password", body(map[string]string{"current": windowPassword, "new": "a third long password"}), clerk); out.Status != 204 {
		t.Errorf("%s", out.Body)
	}
	told, _ := ask[Items[accountNoticeView]](t, p.App, "GET", "/session/notices", "", clerk)
	var events []string
	for _, n := range told.Items {
		events = append(events, n.Event)
		if n.Seen || !n.Own || n.Text == n.Event {
			t.Errorf("%+v", n)
		}
	}
	if want := []string{"password_changed", "factor_removed", "code_used", "codes_made", "factor_named", "factor_added"}; !slices.Equal(events, want) {
		t.Errorf("told %v, want %v", events, want)
	}
	if out := p.do("POST", "/session/notices/seen", "{}", clerk); out.Status != 204 {
		t.Errorf("%s", out.Body)
	}
	if v, _ := ask[sessionView](t, p.App, "GET", "/session", "", clerk); v.Told != 0 {
		t.Errorf("still told %d", v.Told)
	}
	for _, action := range []string{"user.factor_added", "user.factor_named", "user.codes_made", "user.factor_removed", "user.recovery_code_used", "session.factor_refused"} {
		if n := inLog(t, p.App, action); n == 0 {
			t.Errorf("the log has no %s", action)
		}
	}
}

// inLog counts the log's entries of an action.
func inLog(t *testing.T, a *App, action string) (n int64) {
	t.Helper()
	err := a.db.Read(context.Background(), func(ctx context.Context, tx *gorm.DB) error {
		return tx.WithContext(ctx).Table("audit_entries").Where("action = ?", action).Count(&n).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// An administrator makes a link and learns nothing; the holder ends the factors
// with it and the password, once; the same administrator does not also reset the password.
func TestFactorResetTakesTwo(t *testing.T) {
	p := opened(t, Config{})
	admin := p.enrols("chief", chiefPassword)
	p.add(admin, "watch", who.Auditor)
	p.add(admin, "second", who.Admin)
	watch := p.enrols("watch", windowPassword)
	second := p.enrols("second", windowPassword)
	users, _ := ask[Items[accountView]](t, p.App, "GET", "/users", "", admin)
	id := users.Items[slices.IndexFunc(users.Items, func(u accountView) bool { return u.Username == "watch" })].ID
	link, out := ask[resetView](t, p.App, "POST", "/users/:id/factor-reset-link", "{}", withParams(admin, "id", id))
	if out.Status != 200 || !strings.HasPrefix(link.Path, "/desk#/factor/") {
		t.Fatalf("%s", out.Body)
	}
	if _, out := ask[sessionView](t, p.App, "GET", "/session", "", watch); out.Status != 200 {
		t.Errorf("making a link ends something: %s", out.Body)
	}
	_, out = ask[resetView](t, p.App, "POST", "/users/:id/reset-link", "{}", withParams(admin, "id", id))
	p.refused("both by one hand", out, 409, "factor.same_hand")
	if _, out = ask[resetView](t, p.App, "POST", "/users/:id/reset-link", "{}", withParams(second, "id", id)); out.Status != 200 {
		t.Errorf("the password by another hand: %s", out.Body)
	}
	_, out = ask[resetView](t, p.App, "POST", "/users/:id/factor-reset-link", "{}", withParams(second, "id", id))
	p.refused("both by the other hand", out, 409, "factor.same_hand")
	use := func(token, password string) reply {
		return p.do("POST", "/session/factor-link", body(map[string]string{"token": token, "password": password}), Request{Source: "10.0.0.1"})
	}
	p.refused("without the password", use(link.Token, "wrong"), 422, "invalid")
	p.refused("a guess", use("guess", windowPassword), 403, "link_invalid")
	if out := use(link.Token, windowPassword); out.Status != 204 {
		t.Fatalf("%s", out.Body)
	}
	p.refused("used twice", use(link.Token, windowPassword), 403, "link_invalid")
	if _, out := ask[sessionView](t, p.App, "GET", "/session", "", watch); out.Status != 401 {
		t.Errorf("a login outlives the reset: %d", out.Status)
	}
	watch = p.enrols("watch", windowPassword)
	told, _ := ask[Items[accountNoticeView]](t, p.App, "GET", "/session/notices", "", watch)
	var events []string
	for _, n := range told.Items {
		events = append(events, n.Event)
	}
	if !slices.Contains(events, "reset_link_made") || !slices.Contains(events, "factors_ended") {
		t.Errorf("%v", events)
	}
	if inLog(t, p.App, "user.reset_link_made") != 1 || inLog(t, p.App, "user.factors_ended") != 1 {
		t.Error("the log does not have both steps")
	}
	late, _ := ask[resetView](t, p.App, "POST", "/users/:id/factor-reset-link", "{}", withParams(admin, "id", id))
	p.now = p.now.Add(who.FactorLinkLasts)
	p.refused("a day later", use(late.Token, windowPassword), 403, "link_invalid")
}

// Neither the database nor anything beside it holds a secret or a code in the
// clear, and the key that opens them is in a file of its own.
func TestFactorSecretsAreSealed(t *testing.T) {
	dir := t.TempDir()
	p := opened(t, Config{Data: dir})
	p.enrols("chief", chiefPassword)
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	hidden := append([]string{p.keys["chief"]}, p.sheets["chief"]...)
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		for _, h := range hidden {
			if bytes.Contains(raw, []byte(h)) || bytes.Contains(raw, []byte(strings.ReplaceAll(h, "-", ""))) {
				t.Errorf("%s holds %s", path, h)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(filepath.Join(dir, "factor.key")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info, err)
	}
	if err := os.Remove(filepath.Join(dir, "factor.key")); err != nil {
		t.Fatal(err)
	}
	a, err := New(context.Background(), Config{Data: dir, Listen: "127.0.0.1:0", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Close() }()
	if err := a.ClaimFactorKey(context.Background()); err == nil || !strings.Contains(err.Error(), "--factor-key") {
		t.Errorf("another key is made beside what the first one sealed: %v", err)
	}
	if _, err := a.AdoptFactorKey(context.Background()); err != nil {
		t.Fatal(err)
	}
	if err := a.ClaimFactorKey(context.Background()); err != nil {
		t.Errorf("%v", err)
	}
	again := &place{App: a, t: t, now: time.Now(), keys: map[string]string{}, sheets: map[string][]string{}}
	if ch := again.asked(again.signIn("chief", chiefPassword), 401, "second_factor_required"); !ch.Enrol {
		t.Errorf("what the lost key sealed is asked for: %+v", ch)
	}
	again.enrols("chief", chiefPassword)
	if err := a.EndFactors(context.Background(), "nobody"); err == nil {
		t.Error("nobody's factors are ended")
	}
	if err := a.EndFactors(context.Background(), "chief"); err != nil {
		t.Fatal(err)
	}
	if ch := again.asked(again.signIn("chief", chiefPassword), 401, "second_factor_required"); !ch.Enrol || inLog(t, a, "factor_key.adopted") != 1 || inLog(t, a, "user.factors_ended") != 1 {
		t.Errorf("%+v", ch)
	}
}
