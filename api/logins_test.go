package api

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"liandong/domain/who"
	"liandong/infra/gormdb/testdb"
)

// onBothStores runs a test over the embedded database and over a server's.
func onBothStores(t *testing.T, test func(t *testing.T, cfg Config)) {
	t.Run("sqlite", func(t *testing.T) { test(t, Config{}) })
	t.Run("mariadb", func(t *testing.T) { test(t, Config{Database: testdb.NewURL(t)}) })
}

// limited is a directory with a place's own limits.
func limited(t *testing.T, lines ...string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "limits.txt"), []byte(strings.Join(lines, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

func (p *place) alive(as Request) bool {
	p.t.Helper()
	_, out := ask[sessionView](p.t, p.App, "GET", "/session", "", as)
	if out.Status != 200 && out.Status != 401 {
		p.t.Fatalf("%d %s", out.Status, out.Body)
	}
	return out.Status == 200
}

// A login ends half an hour after its last use, and twelve hours after it was
// opened however it is used; a place sets its own times.
func TestLoginsEndByThemselves(t *testing.T) {
	onBothStores(t, func(t *testing.T, cfg Config) {
		p := opened(t, cfg)
		p.add(p.enrols("chief", chiefPassword), "window", who.Clerk)
		idle := p.request(p.signIn("window", windowPassword))
		p.pass(30 * time.Minute)
		if !p.alive(idle) {
			t.Error("a login ends before it was idle for half an hour")
		}
		p.pass(30*time.Minute + time.Second)
		if p.alive(idle) {
			t.Error("an idle login does not end")
		}
		p.pass(-time.Hour)
		if p.alive(idle) {
			t.Error("an idle login that ended comes back")
		}
		used := p.request(p.signIn("window", windowPassword))
		opened := p.now()
		for p.now().Sub(opened) < 12*time.Hour {
			if !p.alive(used) {
				t.Fatalf("a login in use ended after %s", p.now().Sub(opened))
			}
			p.pass(20 * time.Minute)
		}
		if !p.alive(used) {
			t.Error("a login ends before twelve hours")
		}
		p.pass(time.Second)
		if p.alive(used) {
			t.Error("a login in use has no end")
		}
	})
	p := opened(t, Config{Rules: limited(t, "session.idle | 5", "session.total | 1")})
	as := p.enrols("chief", chiefPassword)
	for range 15 {
		p.pass(4 * time.Minute)
		if !p.alive(as) {
			t.Fatal("ended too soon")
		}
	}
	p.pass(4 * time.Minute)
	if p.alive(as) {
		t.Error("the place's own hour is not kept")
	}
}

// Who acts in another of their roles goes on with the same login: it does not
// begin anew.
func TestAnotherRoleIsNoNewLogin(t *testing.T) {
	p := opened(t, Config{})
	admin := p.enrols("chief", chiefPassword)
	at, _ := ask[sessionView](t, p.App, "GET", "/session", "", admin)
	office := at.Acting.Organization.ID
	made := body(userIn{Username: "both", Name: "两岗", Password: windowPassword, Memberships: []roleIn{{OrganizationID: office, Role: who.Clerk}, {OrganizationID: office, Role: who.Officer}}})
	if _, out := ask[accountView](t, p.App, "POST", "/users", made, admin); out.Status != 201 {
		t.Fatalf("%s", out.Body)
	}
	as, roles := p.request(p.signIn("both", windowPassword)), []who.Role{who.Officer, who.Clerk}
	for i := range 36 {
		p.pass(20 * time.Minute)
		_, out := ask[sessionView](t, p.App, "PUT", "/session", body(switchIn{office, roles[i%2]}), as)
		as = p.request(out)
	}
	p.pass(time.Second)
	if p.alive(as) {
		t.Error("a login that changes roles has no end")
	}
}

func (p *place) from(device, username, password string) Request {
	p.t.Helper()
	_, out := ask[sessionView](p.t, p.App, "POST", "/session", body(map[string]string{"username": username, "password": password}), Request{Source: "10.0.0.7", Device: device})
	return p.request(out)
}

func (p *place) logins(as Request) Items[loginView] {
	p.t.Helper()
	v, out := ask[Items[loginView]](p.t, p.App, "GET", "/session/logins", "", as)
	if out.Status != 200 || strings.Contains(string(out.Body), "10.0.0") || strings.Contains(string(out.Body), hashed(as.Token)) {
		p.t.Errorf("%d %s", out.Status, out.Body)
	}
	return v
}

// A person sees their own logins and nobody else's, ends one or all others, and
// what was ended is out at its next request.
func TestOwnLogins(t *testing.T) {
	onBothStores(t, func(t *testing.T, cfg Config) {
		p := opened(t, cfg)
		admin := p.enrols("chief", chiefPassword)
		p.add(admin, "window", who.Clerk)
		p.add(admin, "other", who.Clerk)
		desk := p.from("windows", "window", windowPassword)
		p.pass(2 * time.Minute)
		phone, other := p.from("android", "window", windowPassword), p.from("mac", "other", windowPassword)
		all := p.logins(desk)
		if len(all.Items) != 2 || all.Items[0].Device != "android" || all.Items[0].Current || !all.Items[1].Current || all.Items[1].DeviceName != "Windows 电脑" || !all.Items[1].OpenedAt.Before(p.now()) {
			t.Fatalf("%+v", all.Items)
		}
		p.refused("a login of somebody else", p.do("POST", "/session/logins/:login/end", "{}", withParams(other, "login", all.Items[0].ID)), 404, "not_found")
		p.refused("the login that asks", p.do("POST", "/session/logins/:login/end", "{}", withParams(desk, "login", all.Items[1].ID)), 409, "login.this_one")
		if out := p.do("POST", "/session/logins/:login/end", "{}", withParams(desk, "login", all.Items[0].ID)); out.Status != 204 {
			t.Errorf("%s", out.Body)
		}
		if p.alive(phone) || !p.alive(desk) || !p.alive(other) || len(p.logins(desk).Items) != 1 {
			t.Error("not the one that was named was ended")
		}
		phone, tablet := p.from("android", "window", windowPassword), p.from("ipad", "window", windowPassword)
		if v, out := ask[endedView](t, p.App, "POST", "/session/logins/end-others", "{}", desk); v.Ended != 2 {
			t.Errorf("%s", out.Body)
		}
		if p.alive(phone) || p.alive(tablet) || !p.alive(desk) || !p.alive(other) {
			t.Error("not all others were ended")
		}
		phone = p.from("android", "window", windowPassword)
		if out := p.do("POST", "/session/password", body(map[string]string{"current": windowPassword, "new": "a third long password"}), desk); out.Status != 204 || p.alive(phone) || !p.alive(desk) {
			t.Errorf("a new password leaves other logins: %s", out.Body)
		}
		p.loggedActions(admin, "session.ended", "session.others_ended", "user.password_changed")
	})
}

// loggedActions looks for entries of the log, as an auditor whom the administrator adds.
func (p *place) loggedActions(admin Request, actions ...string) {
	p.t.Helper()
	p.add(admin, "audit", who.Auditor)
	as := p.enrols("audit", windowPassword)
	as.Query = map[string]string{"limit": "100"}
	_, out := ask[any](p.t, p.App, "GET", "/audit/entries", "", as)
	for _, action := range actions {
		if !strings.Contains(string(out.Body), `"`+action+`"`) {
			p.t.Errorf("the log has no %s", action)
		}
	}
}

// An administrator ends every login of an account, and its holder is told; a
// helper does so within reach, and nobody else does.
func TestLoginsEndedByAnAdministrator(t *testing.T) {
	p := opened(t, Config{})
	admin := p.enrols("chief", chiefPassword)
	p.add(admin, "window", who.Clerk)
	p.add(admin, "other", who.Clerk)
	desk, other := p.from("windows", "window", windowPassword), p.from("mac", "other", windowPassword)
	me, _ := ask[sessionView](t, p.App, "GET", "/session", "", desk)
	at := func(as Request, id string) Request { return withParams(as, "id", id) }
	p.refused("by a colleague", p.do("POST", "/users/:id/end-logins", "{}", at(other, me.User.ID)), 403, "not_allowed")
	p.refused("of nobody", p.do("POST", "/users/:id/end-logins", "{}", at(admin, "nobody")), 404, "not_found")
	if v, out := ask[endedView](t, p.App, "POST", "/users/:id/end-logins", "{}", at(admin, me.User.ID)); v.Ended != 1 {
		t.Errorf("%s", out.Body)
	}
	if p.alive(desk) || !p.alive(other) || !p.alive(admin) {
		t.Error("not the account's logins were ended")
	}
	desk = p.from("windows", "window", windowPassword)
	told, _ := ask[Items[accountNoticeView]](t, p.App, "GET", "/session/notices", "", desk)
	if len(told.Items) != 1 || told.Items[0].Event != "logins_ended" || told.Items[0].Own {
		t.Errorf("%+v", told.Items)
	}
	chief, _ := ask[sessionView](t, p.App, "GET", "/session", "", admin)
	if _, out := ask[endedView](t, p.App, "POST", "/users/:id/end-logins", "{}", at(admin, chief.User.ID)); out.Status != 200 || !p.alive(admin) {
		t.Errorf("who ends their own others is out: %s", out.Body)
	}
	p.loggedActions(admin, "user.logins_ended")
}

// A browser's words become a kind of device, and nothing finer.
func TestKindsOfDevice(t *testing.T) {
	for agent, want := range map[string]string{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0":  "windows",
		"Mozilla/5.0 (Linux; Android 14; V2309A) AppleWebKit/537.36 Chrome/116 Mobile MicroMessenger/8.0.50": "wechat",
		"Mozilla/5.0 (Phone; OpenHarmony 5.0) HarmonyOS AppleWebKit/537.36":                                  "harmony",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Mobile":    "iphone",
		"Mozilla/5.0 (X11; Linux x86_64; UOS) Gecko/20100101 Firefox/128.0":                                  "linux",
		"curl/8.9": unknownDevice, "": unknownDevice, strings.Repeat("x", 9000): unknownDevice,
	} {
		if got := deviceOf(agent); got != want {
			t.Errorf("%.40q is %s, want %s", agent, got, want)
		}
	}
	for _, d := range devices {
		if len(d.code) > 40 || deviceName(d.code) != d.name || d.name.EN == "" {
			t.Errorf("%+v", d)
		}
	}
}
