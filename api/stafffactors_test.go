package api

import (
	"bytes"
	"context"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"liandong/domain/who"
	"liandong/infra/secrets"
)

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
	p.pass(time.Hour)
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

	p.pass(time.Hour)
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
	p.pass(who.FactorLinkLasts)
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
	if _, err := secrets.MakeSeal(filepath.Join(dir, "factor.key")); err != nil {
		t.Fatal(err)
	}
	if err := a.ClaimFactorKey(context.Background()); err == nil || !strings.Contains(err.Error(), "--factor-key") {
		t.Errorf("another key is taken: %v", err)
	}
	if _, err := a.AdoptFactorKey(context.Background()); err != nil {
		t.Fatal(err)
	}
	if err := a.ClaimFactorKey(context.Background()); err != nil {
		t.Errorf("%v", err)
	}
	again := &place{App: a, t: t, keys: map[string]string{}, sheets: map[string][]string{}}
	again.set(time.Now())
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
