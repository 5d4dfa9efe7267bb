package api

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"liandong/domain/who"
	"liandong/infra/idp/idptest"
)

const publicURL = "http://localhost:8080"

// through is an installation whose people may sign in through a provider, with
// its administrator and a clerk whose identity there is zhang.
type through struct {
	*place
	op    *idptest.Provider
	admin Request
	clerk string
}

func oidcFile(t *testing.T, says map[string]any) string {
	t.Helper()
	dir := t.TempDir()
	secret := filepath.Join(dir, "secret")
	all := map[string]any{"client_id": idptest.ClientID, "secret_file": secret, "second_factor": map[string]any{"amr": []string{"mfa"}}}
	maps.Copy(all, says)
	raw, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	for name, body := range map[string][]byte{secret: []byte(idptest.Secret + "\n"), filepath.Join(dir, "oidc.json"): raw} {
		if err := os.WriteFile(name, body, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "oidc.json")
}

func openedThrough(t *testing.T) *through {
	t.Helper()
	x := &through{}
	x.op = idptest.New(t, publicURL+"/desk", func() time.Time { return x.now() })
	x.place = opened(t, Config{PublicURL: publicURL, OIDC: oidcFile(t, map[string]any{"issuer": x.op.URL})})
	x.admin = x.enrols("chief", chiefPassword)
	x.add(x.admin, "window", who.Clerk)
	all, _ := ask[Items[accountView]](t, x.App, "GET", "/users", "", x.admin)
	for _, u := range all.Items {
		if u.Username == "window" {
			x.clerk = u.ID
		}
	}
	x.ties(x.clerk, "zhang")
	return x
}

func (x *through) ties(user, external string) {
	x.t.Helper()
	if _, out := ask[providerLinkView](x.t, x.App, "PUT", "/users/:id/provider", body(map[string]string{"external_id": external}), withParams(x.admin, "id", user)); out.Status != 200 {
		x.t.Fatalf("%s", out.Body)
	}
}

// begin begins a sign-in, as the page does.
func (x *through) begin() providerBegunView {
	x.t.Helper()
	v, out := ask[providerBegunView](x.t, x.App, "POST", "/session/provider", "{}", Request{Source: "10.0.0.1"})
	if out.Status != 200 {
		x.t.Fatalf("%d %s", out.Status, out.Body)
	}
	return v
}

// visit lets a browser go to the provider, and gives what it comes back with.
func (x *through) visit(begun providerBegunView) map[string]string {
	x.t.Helper()
	browser := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	out, err := browser.Get(begun.URL)
	if err != nil {
		x.t.Fatal(err)
	}
	defer func() { _ = out.Body.Close() }()
	back, err := out.Location()
	if err != nil || !strings.HasPrefix(back.String(), publicURL+"/desk?") {
		x.t.Fatalf("%v %v", back, err)
	}
	q := back.Query()
	return map[string]string{"code": q.Get("code"), "state": q.Get("state"), "iss": q.Get("iss"), "browser": begun.Browser}
}

func (x *through) finish(in map[string]string) reply {
	x.t.Helper()
	_, out := ask[sessionView](x.t, x.App, "POST", "/session/provider/code", body(in), Request{Source: "10.0.0.1"})
	return out
}

// Whom an administrator tied to an identity signs in through the provider, and
// nobody else: no account is made for anybody.
func TestProviderSignsIn(t *testing.T) {
	x := openedThrough(t)
	if v, _ := ask[providerView](t, x.App, "GET", "/session/provider", "", Request{}); v.Name != "统一身份认证" {
		t.Errorf("%+v", v)
	}
	begun := x.begin()
	if u, err := url.Parse(begun.URL); err != nil || u.Query().Get("redirect_uri") != publicURL+"/desk" || u.Query().Get("code_challenge_method") != "S256" || !strings.Contains(begun.Leave, "/leave?") {
		t.Errorf("%+v", begun)
	}
	as := x.request(x.finish(x.visit(begun)))
	if me, _ := ask[sessionView](t, x.App, "GET", "/session", "", as); me.User.ID != x.clerk || me.FactorAt != nil {
		t.Errorf("%+v", me)
	}
	if x.do("DELETE", "/session", "", as).Status != 204 || x.do("GET", "/session", "", as).Status != 401 {
		t.Error("signed out, and still in")
	}
	x.op.Be("li")
	before, _ := ask[Items[accountView]](t, x.App, "GET", "/users", "", x.admin)
	x.refused("nobody's identity", x.finish(x.visit(x.begin())), 401, "provider.not_linked")
	if after, _ := ask[Items[accountView]](t, x.App, "GET", "/users", "", x.admin); len(after.Items) != len(before.Items) {
		t.Error("an account was made")
	}
	x.op.Be("zhang")
	if out := x.do("POST", "/users/:id/provider/remove", "{}", withParams(x.admin, "id", x.clerk)); out.Status != 204 {
		t.Errorf("%s", out.Body)
	}
	x.refused("a tie that ended", x.finish(x.visit(x.begin())), 401, "provider.not_linked")
	x.ties(x.clerk, "zhang")
	if _, out := ask[accountView](t, x.App, "PATCH", "/users/:id", `{"disabled":true}`, withParams(x.admin, "id", x.clerk)); out.Status != 200 {
		t.Fatalf("%s", out.Body)
	}
	x.refused("a disabled account", x.finish(x.visit(x.begin())), 401, "provider.not_linked")
	for action, want := range map[string]int64{"session.opened_by_provider": 1, "session.provider_not_linked": 3, "user.provider_linked": 2, "user.provider_unlinked": 1} {
		if n := inLog(t, x.App, action); n != want {
			t.Errorf("%s: %d entries, want %d", action, n, want)
		}
	}
}

// Whatever a provider, or somebody between, answers that is not as it should
// be signs nobody in.
func TestProviderIsNotBelieved(t *testing.T) {
	x := openedThrough(t)
	other, elsewhere := idptest.NewKey(t), idptest.New(t, publicURL+"/desk", x.now)
	claim := func(name string, value any) func(map[string]any) { return func(c map[string]any) { c[name] = value } }
	for says, bend := range map[string]func(map[string]any){
		"another issuer": claim("iss", "https://elsewhere.example"), "another audience": claim("aud", "another"), "made for another": claim("azp", "another"),
		"several audiences, and nobody's": claim("aud", []string{idptest.ClientID, "another"}), "another nonce": claim("nonce", "another"),
		"no nonce": func(c map[string]any) { delete(c, "nonce") }, "over": claim("exp", x.now().Add(-time.Second).Unix()), "of the future": claim("iat", x.now().Add(time.Hour).Unix()),
		"nobody": claim("sub", ""), "a number": claim("sub", 7),
	} {
		x.op.Bend(bend)
		x.refused(says, x.finish(x.visit(x.begin())), 401, "provider.refused")
	}
	x.op.Bend(nil)
	for says, sign := range map[string]func(map[string]any) string{
		"signed by nobody": idptest.Unsigned, "signed with the client's secret": idptest.Shared, "signed by another": func(c map[string]any) string { return idptest.By(other, c) }, "no token": func(map[string]any) string { return "" },
	} {
		x.op.Sign(sign)
		x.refused(says, x.finish(x.visit(x.begin())), 401, "provider.refused")
	}
	x.op.Sign(nil)
	change := func(name, value string) reply {
		in := x.visit(x.begin())
		in[name] = value
		return x.finish(in)
	}
	asked := x.op.Asked()
	x.refused("another state", change("state", "another"), 401, "provider.refused")
	x.refused("another browser", change("browser", "another"), 401, "provider.refused")
	x.refused("another provider's answer", change("iss", elsewhere.URL), 401, "provider.refused")
	x.refused("an answer of nobody", change("iss", ""), 401, "provider.refused")
	x.refused("no code", change("code", ""), 401, "provider.refused")
	late := x.visit(x.begin())
	x.pass(who.ProviderLasts)
	x.refused("too late", x.finish(late), 401, "provider.refused")
	if n := x.op.Asked(); n != asked {
		t.Errorf("the provider was asked %d times for what is none", n-asked)
	}
	mine, theirs := x.visit(x.begin()), x.visit(x.begin())
	mine["code"] = theirs["code"]
	x.refused("a code of another sign-in", x.finish(mine), 401, "provider.refused")
	in := x.visit(x.begin())
	if out := x.finish(in); out.Status != 200 {
		t.Fatalf("the right answer: %s", out.Body)
	}
	x.refused("the same answer again", x.finish(in), 401, "provider.refused")
	if n := inLog(t, x.App, "session.provider_refused"); n < 20 {
		t.Errorf("%d entries", n)
	}
}

// The provider's second factor spares being asked for one's own, where its
// tokens say so; who must have one of their own enrols it all the same.
func TestProviderAndSecondFactors(t *testing.T) {
	x := openedThrough(t)
	x.add(x.admin, "boss", who.Supervisor)
	all, _ := ask[Items[accountView]](t, x.App, "GET", "/users", "", x.admin)
	for _, u := range all.Items {
		if u.Username == "boss" {
			x.ties(u.ID, "wang")
		}
	}
	x.op.Be("wang")
	shown := func(c map[string]any) { c["amr"] = []string{"pwd", "mfa"} }
	x.op.Bend(shown)
	if ch := x.asked(x.finish(x.visit(x.begin())), 401, "second_factor_required"); !ch.Enrol {
		t.Errorf("%+v", ch)
	}
	x.enrols("boss", windowPassword)
	if me, _ := ask[sessionView](t, x.App, "GET", "/session", "", x.request(x.finish(x.visit(x.begin())))); me.FactorAt == nil || !me.FactorAt.Equal(x.now().Truncate(time.Second)) {
		t.Errorf("%+v", me)
	}
	for says, bend := range map[string]func(map[string]any){
		"a password alone": nil, "of another kind": func(c map[string]any) { c["amr"] = []string{"sms"} }, "no time": func(c map[string]any) { shown(c); delete(c, "auth_time") },
		"long ago": func(c map[string]any) {
			shown(c)
			c["auth_time"] = x.now().Add(-x.limits.Span(who.SessionTotal)).Unix()
		}, "to come": func(c map[string]any) { shown(c); c["auth_time"] = x.now().Add(time.Hour).Unix() },
	} {
		x.op.Bend(bend)
		if ch := x.asked(x.finish(x.visit(x.begin())), 401, "second_factor_required"); ch.Enrol {
			t.Errorf("%s: %+v", says, ch)
		}
	}
	x.pass(time.Minute)
	ch := x.asked(x.finish(x.visit(x.begin())), 401, "second_factor_required")
	if out := x.show(ch.ID, map[string]string{"code": x.code("boss")}, Request{}); out.Status != 200 {
		t.Errorf("%s", out.Body)
	}
}

// Only who administers ties identities; one identity is one account's.
func TestTiesAreTheAdministrators(t *testing.T) {
	x := openedThrough(t)
	as := x.request(x.finish(x.visit(x.begin())))
	link := func(id, external string, as Request) reply {
		_, out := ask[providerLinkView](t, x.App, "PUT", "/users/:id/provider", body(map[string]string{"external_id": external}), withParams(as, "id", id))
		return out
	}
	if out := link(x.clerk, "li", as); out.Status != 403 {
		t.Errorf("a clerk: %d %s", out.Status, out.Body)
	}
	x.add(x.admin, "second", who.Clerk)
	all, _ := ask[Items[accountView]](t, x.App, "GET", "/users", "", x.admin)
	for _, u := range all.Items {
		if u.Username == "second" {
			x.refused("taken", link(u.ID, "zhang", x.admin), 422, "invalid")
		}
	}
	x.refused("nothing", link(x.clerk, "", x.admin), 422, "invalid")
	x.refused("spaces", link(x.clerk, " zhang", x.admin), 422, "invalid")
	if out := link(x.clerk, "zhang", x.admin); out.Status != 200 {
		t.Errorf("the same again: %s", out.Body)
	}
	told, _ := ask[Items[accountNoticeView]](t, x.App, "GET", "/session/notices", "", as)
	if len(told.Items) != 2 || told.Items[0].Event != "provider_linked" || told.Items[0].Own {
		t.Errorf("%+v", told.Items)
	}
	x.pass(who.FactorFresh)
	x.refused("not fresh", link(x.clerk, "li", x.admin), 403, "step_up_required")
}

// A provider that leads elsewhere, is not there or takes no challenge is not
// gone to; a file that is wrong does not start.
func TestProviderLeadsNowhereElse(t *testing.T) {
	for says, bad := range map[string]map[string]any{
		"its tokens elsewhere": {"token_endpoint": "http://127.0.0.1:1/token"}, "its page elsewhere": {"authorization_endpoint": "https://elsewhere.example/authorize"}, "in the clear": {"authorization_endpoint": "http://elsewhere.example/"},
		"another issuer": {"issuer": "https://elsewhere.example"}, "no challenges": {"code_challenge_methods_supported": []string{"plain"}}, "its goodbye elsewhere": {"end_session_endpoint": "https://elsewhere.example"},
	} {
		x := openedThrough(t)
		x.op.Says(bad)
		_, out := ask[providerBegunView](t, x.App, "POST", "/session/provider", "{}", Request{Source: "10.0.0.1"})
		x.refused(says, out, 503, "provider.away")
	}
	x := openedThrough(t)
	x.op.Says(map[string]any{"jwks_uri": "http://127.0.0.1:1/keys"})
	x.refused("its keys elsewhere", x.finish(x.visit(x.begin())), 401, "provider.refused")
	x.op.Close()
	x.refused("gone", x.finish(map[string]string{"code": "x", "state": "x", "browser": "x"}), 401, "provider.refused")
	p := opened(t, Config{})
	_, out := ask[providerBegunView](t, p.App, "POST", "/session/provider", "{}", Request{})
	p.refused("none", out, 404, "provider.none")
	if v, _ := ask[providerView](t, p.App, "GET", "/session/provider", "", Request{}); v.Name != "" {
		t.Errorf("%+v", v)
	}
	for says, bad := range map[string]map[string]any{
		"in the clear": {"issuer": "http://idp.example"}, "no issuer": {}, "no client": {"issuer": "https://idp.example", "client_id": ""}, "no secret": {"issuer": "https://idp.example", "secret_file": "/none"},
		"unknown": {"issuer": "https://idp.example", "scope": "all"}, "a long name": {"issuer": "https://idp.example", "name": strings.Repeat("名", 31)},
	} {
		if _, err := New(t.Context(), Config{Listen: "127.0.0.1:0", Data: t.TempDir(), PublicURL: publicURL, OIDC: oidcFile(t, bad)}); err == nil || !strings.Contains(err.Error(), "--oidc") {
			t.Errorf("%s: %v", says, err)
		}
	}
	if _, err := New(t.Context(), Config{Listen: "127.0.0.1:0", Data: t.TempDir(), OIDC: oidcFile(t, map[string]any{"issuer": "https://idp.example"})}); err == nil || !strings.Contains(err.Error(), "--public-url") {
		t.Errorf("%v", err)
	}
}
