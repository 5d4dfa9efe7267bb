package api

import (
	"strings"
	"testing"

	"liandong/domain/who"
)

// Wherever a password is set, one that is guessed first is refused with its
// reason in both languages, and nothing has changed.
func TestBlockedPasswordsAtEveryDoor(t *testing.T) {
	p := opened(t, Config{})
	admin := p.enrols("chief", chiefPassword)
	p.add(admin, "window", who.Clerk)
	clerk := p.request(p.signIn("window", windowPassword))
	me, _ := ask[sessionView](t, p.App, "GET", "/session", "", clerk)
	link := func() string {
		v, out := ask[resetView](t, p.App, "POST", "/users/:id/reset-link", "{}", withParams(admin, "id", me.User.ID))
		if out.Status != 200 {
			t.Fatalf("%s", out.Body)
		}
		return v.Token
	}
	token := link()
	for password, field := range map[string]string{
		"Password2026!": "password_common", "liandong@2026": "password_local_word", "abcdefghijkl": "password_pattern", "某县信访局的密码真的很长": "password_own_name",
		"short": "password_length",
	} {
		made := body(userIn{Username: "another", Name: "另一位", Password: password, Memberships: []roleIn{{OrganizationID: me.Acting.Organization.ID, Role: who.Clerk}}})
		for door, out := range map[string]reply{
			"an account is made":   p.do("POST", "/users", made, admin),
			"one's own is changed": p.do("POST", "/session/password", body(map[string]string{"current": windowPassword, "new": password}), clerk),
			"a link is used":       p.do("POST", "/session/password-link", body(map[string]string{"token": token, "password": password}), Request{Source: "10.0.0.9"}),
		} {
			if out.Status != 422 || !strings.Contains(string(out.Body), `"`+field+`"`) {
				t.Errorf("%s with %q: %d %s, want %s", door, password, out.Status, out.Body, field)
			}
		}
	}
	p.request(p.signIn("window", windowPassword))
	if out := p.do("POST", "/session/password-link", body(map[string]string{"token": token, "password": "a word nobody guesses"}), Request{Source: "10.0.0.9"}); out.Status != 204 {
		t.Errorf("the link is gone after a refusal: %s", out.Body)
	}
}

// A new installation's first password is no other: the setup refuses and its token stays good.
func TestBlockedPasswordAtSetup(t *testing.T) {
	p := opened(t, Config{})
	token, err := p.SetupToken(t.Context())
	if err != nil || token != "" {
		t.Fatalf("an installation with an administrator gives %q, %v", token, err)
	}
	fresh := opening(t, Config{})
	token, err = fresh.SetupToken(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	setup := func(password string) reply {
		return fresh.do("POST", "/setup", body(map[string]any{"token": token, "username": "chief", "name": "系统管理员", "password": password, "region_name": "某县",
			"organization": map[string]any{"name": "某县信访局", "kind": "petition_office", "region": "330100", "channels": []string{"petition"}}}), Request{})
	}
	for password, field := range map[string]string{"qwerty123456": "password_common", "chief-chief-chief": "password_own_name", "": "password_length"} {
		if out := setup(password); out.Status != 422 || !strings.Contains(string(out.Body), field) {
			t.Errorf("%q: %d %s", password, out.Status, out.Body)
		}
	}
	if out := setup(chiefPassword); out.Status != 201 {
		t.Errorf("%s", out.Body)
	}
}
