package api

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"liandong/domain/proposal"
	"liandong/domain/who"
	"liandong/infra/gormdb/testdb"
)

const clerkExports = `{"role":"head","standing":"own","permission":"case.export"}`

// proposes a change of the policy and returns its id.
func (p *place) proposes(as Request, change string) proposalView {
	p.t.Helper()
	v, out := ask[proposalView](p.t, p.App, "POST", "/proposals", fmt.Sprintf(`{"act":"policy.change","reason":"分工调整","policy":{%s}}`, change), as)
	if out.Status != 201 {
		p.t.Fatalf("%d %s", out.Status, out.Body)
	}
	return v
}

// A county with one person begins on Monday: its administrator may everything
// that keeps the house. Once a security administrator has shown a second factor,
// and not before, the administrators are parted, for good.
func TestAdministratorsPart(t *testing.T) {
	p := opened(t, Config{})
	admin := p.enrols("chief", chiefPassword)
	may := func(as Request, path string) int { return p.do("GET", path, "", as).Status }
	if may(admin, "/trusted-keys") != 200 || may(admin, "/policy") != 200 {
		t.Error("one person cannot begin")
	}
	p.refused("two administrators in one account", p.do("POST", "/users", fmt.Sprintf(`{"username":"both","name":"x","memberships":[{"organization_id":%q,"role":"admin"},{"organization_id":%q,"role":"auditor"}]}`, p.office, p.office), admin), 422, "invalid")
	p.add(admin, "guard", who.SecurityAdmin)
	p.add(admin, "watch", who.Auditor)
	p.add(admin, "window", who.Clerk)
	p.pass(2 * time.Second)
	if may(admin, "/trusted-keys") != 200 {
		t.Error("parted by an account that nobody is in yet")
	}
	guard := p.enrols("guard", windowPassword)
	p.pass(2 * time.Second)
	if got := [...]int{may(admin, "/trusted-keys"), may(guard, "/trusted-keys"), may(admin, "/policy"), may(admin, "/webhooks"), may(guard, "/webhooks")}; got != [...]int{403, 200, 403, 200, 403} {
		t.Errorf("%v", got)
	}
	p.refused("a guarded role", p.do("POST", "/users", fmt.Sprintf(`{"username":"another","name":"x","memberships":[{"organization_id":%q,"role":"security_admin"}]}`, p.office), admin), 403, "account_guarded")
	users, _ := ask[Items[accountView]](t, p.App, "GET", "/users", "", admin)
	ids := map[string]string{}
	for _, u := range users.Items {
		ids[u.Username] = u.ID
	}
	of := func(as Request, user string) Request { return withParams(as, "id", ids[user]) }
	for _, user := range []string{"guard", "watch", "chief"} {
		p.refused("another's factors: "+user, p.do("POST", "/users/:id/factor-reset-link", "{}", of(admin, user)), 403, "account_guarded")
		p.refused("another's password: "+user, p.do("POST", "/users/:id/reset-link", "{}", of(admin, user)), 403, "account_guarded")
		p.refused("another's account: "+user, p.do("PATCH", "/users/:id", `{"disabled":true}`, of(admin, user)), 403, "account_guarded")
	}
	p.refused("a role given by hand", p.do("PATCH", "/users/:id", fmt.Sprintf(`{"memberships":[{"organization_id":%q,"role":"auditor"}]}`, p.office), of(admin, "window")), 403, "account_guarded")
	if out := p.do("POST", "/users/:id/reset-link", "{}", of(admin, "window")); out.Status != 200 {
		t.Errorf("the administrator keeps the windows' accounts: %s", out.Body)
	}
	if out := p.do("POST", "/users/:id/factor-reset-link", "{}", of(guard, "watch")); out.Status != 200 {
		t.Errorf("the security administrator resets factors: %s", out.Body)
	}
	if out := p.do("PATCH", "/users/:id", `{"disabled":true}`, of(guard, "guard")); out.Status != 200 {
		t.Fatalf("%s", out.Body)
	}
	p.pass(2 * time.Second)
	if may(admin, "/trusted-keys") != 403 {
		t.Error("joined again once the security administrator left")
	}
	watch := p.enrols("watch", windowPassword)
	entries, _ := ask[Items[map[string]any]](t, p.App, "GET", "/audit/entries", "", withQuery(watch, "action", "policy.administrators_split"))
	if len(entries.Items) != 1 {
		t.Errorf("the log says it %d times", len(entries.Items))
	}
}

func withQuery(r Request, name, value string) Request {
	r.Query = map[string]string{name: value}
	return r
}

// The policy changes once two persons want it: not before, not twice, not after
// it was changed otherwise, and never so that what stands apart is joined.
func TestPolicyNeedsTwo(t *testing.T) {
	for name, url := range map[string]string{"sqlite": "", "mariadb": testdb.NewURL(t)} {
		t.Run(name, func(t *testing.T) {
			p := opened(t, Config{Database: url})
			admin := p.enrols("chief", chiefPassword)
			p.add(admin, "guard", who.SecurityAdmin)
			p.add(admin, "window", who.Clerk)
			guard := p.enrols("guard", windowPassword)
			p.pass(2 * time.Second)
			p.refused("joined again", p.do("POST", "/proposals", `{"act":"policy.change","reason":"x","policy":{"add":[{"role":"admin","standing":"own","permission":"security.administer"}]}}`, guard), 422, "invalid")
			p.refused("the administrator proposes", p.do("POST", "/proposals", `{"act":"policy.change","reason":"x","policy":{"add":[`+clerkExports+`]}}`, admin), 403, "not_allowed")
			p.refused("no reason", p.do("POST", "/proposals", `{"act":"policy.change","reason":"","policy":{"add":[`+clerkExports+`]}}`, guard), 422, "invalid")
			p.refused("no such act", p.do("POST", "/proposals", `{"act":"case.burn","reason":"x"}`, guard), 422, "invalid")
			one, two := p.proposes(guard, `"add":[`+clerkExports+`]`), p.proposes(guard, `"remove":[{"role":"caseworker","standing":"own","permission":"case.import"}]`)
			if len(one.What) != 1 || !strings.Contains(one.What[0], "case.export") || one.State != proposal.Pending || len(one.AllowedActions) != 1 {
				t.Errorf("%+v", one)
			}
			at := func(as Request, v proposalView) Request { return withParams(as, "id", string(v.ID)) }
			p.refused("the same person", p.do("POST", "/proposals/:id/confirm", "{}", at(guard, one)), 403, "proposal.same_person")
			p.refused("a clerk", p.do("POST", "/proposals/:id/confirm", "{}", at(p.request(p.signIn("window", windowPassword)), one)), 404, "not_found")
			waits, _ := ask[Items[proposalView]](t, p.App, "GET", "/proposals", "", withQuery(admin, "box", "to_confirm"))
			if len(waits.Items) != 2 || waits.Items[1].ID != one.ID || len(waits.Items[1].AllowedActions) != 2 {
				t.Errorf("%+v", waits)
			}
			if p.policy.May(who.Head, []who.Standing{who.Own}, who.CaseExport) {
				t.Fatal("in force before anybody agreed, or all along")
			}
			done, out := ask[proposalView](t, p.App, "POST", "/proposals/:id/confirm", "{}", at(admin, one))
			if out.Status != 200 || done.State != proposal.Done || done.Second == nil || done.Second.Name != "系统管理员" {
				t.Fatalf("%s", out.Body)
			}
			p.pass(2 * time.Second)
			p.do("GET", "/session", "", admin)
			if !p.policy.May(who.Head, []who.Standing{who.Own}, who.CaseExport) {
				t.Error("two agreed, and nothing changed")
			}
			p.refused("twice", p.do("POST", "/proposals/:id/confirm", "{}", at(admin, one)), 409, "proposal.over")
			p.refused("of the policy before", p.do("POST", "/proposals/:id/confirm", "{}", at(admin, two)), 409, "proposal.changed")
			if back, out := ask[proposalView](t, p.App, "POST", "/proposals/:id/withdraw", "{}", at(guard, two)); out.Status != 200 || back.State != proposal.Withdrawn {
				t.Errorf("%s", out.Body)
			}
			p.refused("withdrawn", p.do("POST", "/proposals/:id/confirm", "{}", at(admin, two)), 409, "proposal.over")
			three := p.proposes(guard, `"remove":[{"role":"caseworker","standing":"own","permission":"case.import"}]`)
			if no, out := ask[proposalView](t, p.App, "POST", "/proposals/:id/decline", `{"text":"先不改"}`, at(admin, three)); out.Status != 200 || no.State != proposal.Declined || no.Answer != "先不改" {
				t.Errorf("%s", out.Body)
			}
		})
	}
}

// What is revoked on one replica is refused on the other within two seconds, and
// at once where the other can no longer ask.
func TestRevokedOnEveryReplica(t *testing.T) {
	now := time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC)
	two := replicas(t, 2, Config{Data: t.TempDir(), Database: testdb.NewURL(t), Demo: true}, func() time.Time { return now })
	guard := demoSession(t, two[0], "security_admin")
	admin, clerk := demoSession(t, two[0], "admin"), demoSession(t, two[1], "clerk")
	status := func() int {
		_, out := ask[any](t, two[1], "GET", "/export-order", "", clerk)
		return out.Status
	}
	if status() != 200 {
		t.Fatal("a clerk reads no order")
	}
	v, out := ask[proposalView](t, two[0], "POST", "/proposals", `{"act":"policy.change","reason":"x","policy":{"remove":[{"role":"staff","standing":"own","permission":"organization.read"}]}}`, guard)
	if out.Status != 201 {
		t.Fatalf("%s", out.Body)
	}
	if _, out := ask[proposalView](t, two[0], "POST", "/proposals/:id/confirm", "{}", withParams(admin, "id", string(v.ID))); out.Status != 200 {
		t.Fatalf("%s", out.Body)
	}
	now = now.Add(2 * time.Second)
	if got := status(); got != 403 {
		t.Errorf("two seconds later: %d", got)
	}
	now = now.Add(2 * time.Second)
	if err := two[1].db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := two[1].freshPolicy(context.Background()); err == nil {
		t.Error("the policy is used though nobody can say whether it is in force")
	}
	if got := status(); got < 500 {
		t.Errorf("without the database: %d", got)
	}
}

func demoSession(t *testing.T, a *App, username string) Request {
	t.Helper()
	v, out := ask[sessionView](t, a, "POST", "/session", fmt.Sprintf(`{"username":%q,"password":"demo-liandong"}`, username), Request{})
	if out.Status != 200 {
		t.Fatalf("%s: %s", username, out.Body)
	}
	return Request{Token: out.cookie.value, CSRF: v.CSRFToken, Params: map[string]string{}, Query: map[string]string{}}
}

// Where a security administrator is in office, a new key needs what two agreed to,
// once; where none is, the operator goes without.
func TestKeysNeedTwo(t *testing.T) {
	p := opened(t, Config{})
	ctx := context.Background()
	alone := func(agreed proposal.ID, done bool) error {
		return rotation(ctx, p.db, keysAgreed{"", agreed, p.now()}, done)
	}
	if err := alone("", false); err != nil {
		t.Fatal(err)
	}
	admin := p.enrols("chief", chiefPassword)
	p.add(admin, "guard", who.SecurityAdmin)
	guard := p.enrols("guard", windowPassword)
	if err := alone("", false); err == nil || !strings.Contains(err.Error(), "--proposal") {
		t.Errorf("alone: %v", err)
	}
	v, out := ask[proposalView](t, p.App, "POST", "/proposals", `{"act":"keys.rotate","reason":"年度更换"}`, guard)
	if out.Status != 201 {
		t.Fatalf("%s", out.Body)
	}
	if err := alone(v.ID, false); err == nil {
		t.Error("one person's word is enough")
	}
	v, _ = ask[proposalView](t, p.App, "POST", "/proposals/:id/confirm", "{}", withParams(admin, "id", string(v.ID)))
	if v.State != proposal.Confirmed {
		t.Fatalf("%+v", v)
	}
	if err := rotation(ctx, p.db, keysAgreed{"sm4-gcm", v.ID, p.now()}, false); err == nil {
		t.Error("another key than the two agreed to")
	}
	if err := alone(v.ID, false); err != nil {
		t.Errorf("agreed: %v", err)
	}
	if err := alone(v.ID, true); err != nil {
		t.Errorf("done: %v", err)
	}
	if err := alone(v.ID, false); err == nil {
		t.Error("a second key by the same word")
	}
}
