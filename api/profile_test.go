package api

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"liandong/domain/who"
)

const capital = "A long enough password"

// dengbao is a new installation under 等保三级, with its first administrator.
func dengbao(t *testing.T, cfg Config) (*place, Request) {
	t.Helper()
	cfg.Profile = who.Dengbao3
	p := opening(t, cfg)
	token, err := p.SetupToken(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, password := range []string{chiefPassword, capital} {
		out := p.do("POST", "/setup", body(map[string]any{"token": token, "username": "chief", "name": "系统管理员", "password": password, "region_name": "某县",
			"organization": map[string]any{"name": "某县信访局", "kind": "petition_office", "region": "330100", "channels": []string{"petition"}}}), Request{})
		if few := password == chiefPassword; few != strings.Contains(string(out.Body), "password_kinds") || few == (out.Status == 201) {
			t.Fatalf("%d %s", out.Status, out.Body)
		}
	}
	return p, p.enrols("chief", capital)
}

func (p *place) factored(username, password string) Request {
	p.t.Helper()
	return p.request(p.show(p.asked(p.signIn(username, password), 401, "second_factor_required").ID, map[string]string{"code": p.code(username)}, Request{}))
}

func (p *place) changes(as Request, from, to string) reply {
	return p.do("POST", "/session/password", body(map[string]string{"current": from, "new": to}), as)
}

// Under 等保三级 everybody has a second factor, a password that somebody else
// set or that is 90 days old is changed before anything else, on every address,
// and the last five do not come back.
func TestDengbao3(t *testing.T) {
	onBothStores(t, func(t *testing.T, cfg Config) {
		p, admin := dengbao(t, cfg)
		at, _ := ask[sessionView](t, p.App, "GET", "/session", "", admin)
		if at.PasswordDue || len(at.May) == 0 {
			t.Fatalf("who set up is to change what they set: %+v", at)
		}
		const given = "Another long password"
		made := body(userIn{Username: "window", Name: "窗口", Password: given, Memberships: []roleIn{{OrganizationID: at.Acting.Organization.ID, Role: who.Clerk}}})
		if _, out := ask[accountView](t, p.App, "POST", "/users", made, admin); out.Status != 201 {
			t.Fatalf("%s", out.Body)
		}
		clerk := p.enrols("window", given)
		if v, _ := ask[sessionView](t, p.App, "GET", "/session", "", clerk); !v.PasswordDue || len(v.May) != 0 {
			t.Errorf("%+v", v)
		}
		p.holdsEveryDoor(clerk)
		used := func(out reply) bool { return out.Status == 422 && strings.Contains(string(out.Body), "password_used") }
		if out := p.changes(clerk, given, given); !used(out) {
			t.Errorf("%s", out.Body)
		}
		if out := p.changes(clerk, given, "number zero is not good"); out.Status != 422 || !strings.Contains(string(out.Body), "password_kinds") {
			t.Errorf("%s", out.Body)
		}
		now := given
		for i := range 5 {
			next := fmt.Sprintf("Bicycle no. %d in the rain", i)
			if out := p.changes(clerk, now, given); i > 0 && !used(out) {
				t.Errorf("after %d others: %d %s", i, out.Status, out.Body)
			}
			if out := p.changes(clerk, now, next); out.Status != 204 {
				t.Fatalf("%s", out.Body)
			}
			now = next
		}
		if out := p.changes(clerk, now, given); out.Status != 204 {
			t.Errorf("the sixth before is refused: %s", out.Body)
		}
		set := p.now()
		if _, out := ask[any](t, p.App, "GET", "/cases", "", clerk); out.Status != 200 {
			t.Errorf("%s", out.Body)
		}
		p.set(set.Add(90*24*time.Hour - time.Minute))
		clerk = p.factored("window", given)
		if _, out := ask[any](t, p.App, "GET", "/cases", "", clerk); out.Status != 200 {
			t.Errorf("before its 90 days: %s", out.Body)
		}
		p.pass(time.Minute)
		if _, out := ask[any](t, p.App, "GET", "/cases", "", clerk); out.Status != 403 || code(out) != "password_due" {
			t.Errorf("after 90 days: %d %s", out.Status, out.Body)
		}
	})
}

// holdsEveryDoor asks every address that needs an account, but those of the
// login itself: none answers anything else.
func (p *place) holdsEveryDoor(as Request) {
	p.t.Helper()
	n := 0
	for _, r := range p.Routes() {
		if r.Of == ofPublic || r.Of == ofParty || strings.HasPrefix(r.Path, "/session") {
			continue
		}
		n++
		if out := p.do(r.Method, r.Path, "{}", withParams(as, "id", "none")); out.Status != 403 || code(out) != "password_due" {
			p.t.Errorf("%s %s: %d %s", r.Method, r.Path, out.Status, out.Body)
		}
	}
	if n < 200 {
		p.t.Errorf("only %d addresses were asked", n)
	}
}

// By default nothing of that holds: a password is good until it is changed, may
// come back, and is of whatever characters; who needs no factor is asked for none.
func TestDefaultProfile(t *testing.T) {
	p := opened(t, Config{})
	p.add(p.enrols("chief", chiefPassword), "window", who.Clerk)
	clerk := p.request(p.signIn("window", windowPassword))
	for _, change := range [][2]string{{windowPassword, "a third long password"}, {"a third long password", windowPassword}} {
		if out := p.changes(clerk, change[0], change[1]); out.Status != 204 {
			t.Errorf("%s", out.Body)
		}
	}
	p.pass(400 * 24 * time.Hour)
	clerk = p.request(p.signIn("window", windowPassword))
	if v, out := ask[sessionView](t, p.App, "GET", "/session", "", clerk); v.PasswordDue || len(v.May) == 0 {
		t.Errorf("%s", out.Body)
	}
	if _, err := New(t.Context(), Config{Data: t.TempDir(), Profile: "level3"}); err == nil || !strings.Contains(err.Error(), "asvs or dengbao3") {
		t.Errorf("a profile that there is not: %v", err)
	}
}
