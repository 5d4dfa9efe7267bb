package api

import (
	"context"
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"liandong/domain/desk"
	"liandong/infra/gormdb/testdb"
	"liandong/infra/secrets"
)

// route finds a row of the table.
func (a *App) route(t *testing.T, method, path string) Route {
	t.Helper()
	for _, r := range a.Routes() {
		if r.Method == method && r.Path == path {
			return r
		}
	}
	t.Fatalf("no %s %s", method, path)
	return Route{}
}

func ask[T any](t *testing.T, a *App, method, path, body string, as Request) (T, reply) {
	t.Helper()
	as.Body, as.Key, as.ContentType = []byte(body), secrets.NewID(), "application/json"
	out := a.serve(context.Background(), a.route(t, method, path), as)
	var v T
	if out.Status < 300 {
		if err := json.Unmarshal(out.Body, &v); err != nil {
			t.Fatal(err)
		}
	}
	return v, out
}

// A code issued anew on one replica ends the sign-in of the old one on the other at its next request.
func TestOldCodeIsDeadOnEveryReplica(t *testing.T) {
	now := time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC)
	two := replicas(t, 2, Config{Data: t.TempDir(), Database: testdb.NewURL(t), Demo: true}, func() time.Time { return now })
	clerk := signedIn(t, two[0])
	made, _ := ask[registeredView](t, two[0], "POST", "/cases", benchCase, clerk)
	file, _ := ask[caseView](t, two[0], "GET", "/cases/:id", "", withParams(clerk, "id", string(made.ID)))
	phone := file.Parties[0].Phone
	in, err := json.Marshal(partySessionIn{Number: made.Number, QueryCode: made.QueryCode, SecondSecret: phone[len(phone)-4:]})
	if err != nil {
		t.Fatal(err)
	}
	_, entered := ask[partySessionView](t, two[1], "POST", "/party/session", string(in), Request{})
	party := Request{Token: entered.cookie.value}
	if _, out := ask[ownCaseView](t, two[1], "GET", "/party/case", "", party); out.Status != 200 {
		t.Fatalf("%d %s", out.Status, out.Body)
	}
	at := withParams(clerk, "id", string(made.ID), "pid", string(file.Parties[0].ID))
	if _, out := ask[codeView](t, two[0], "POST", "/cases/:id/parties/:pid/query-code", "{}", at); out.Status != 200 {
		t.Fatalf("%d %s", out.Status, out.Body)
	}
	if _, out := ask[ownCaseView](t, two[1], "GET", "/party/case", "", party); out.Status != 401 {
		t.Errorf("the old code still reads: %d", out.Status)
	}
}

func withParams(r Request, pairs ...string) Request {
	r.Params = map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		r.Params[pairs[i]] = pairs[i+1]
	}
	return r
}

// A code ends by the wall's clock, and a demo's clock does not end it; what it proved ends too.
func TestFactorEndsByTheWall(t *testing.T) {
	now := time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC)
	a := replicas(t, 1, Config{Data: t.TempDir(), Demo: true}, func() time.Time { return now })[0]
	clerk := signedIn(t, a)
	made, _ := ask[registeredView](t, a, "POST", "/cases", benchCase, clerk)
	file, _ := ask[caseView](t, a, "GET", "/cases/:id", "", withParams(clerk, "id", string(made.ID)))
	phone := file.Parties[0].Phone
	in, _ := json.Marshal(partySessionIn{Number: made.Number, QueryCode: made.QueryCode, SecondSecret: phone[len(phone)-4:]})
	entered, out := ask[partySessionView](t, a, "POST", "/party/session", string(in), Request{})
	party := Request{Token: out.cookie.value, CSRF: entered.CSRFToken}
	sent := func() string {
		if _, out := ask[factorView](t, a, "POST", "/party/factor", "{}", party); out.Status != 200 {
			t.Fatalf("%d %s", out.Status, out.Body)
		}
		all, err := a.db.Waiting(context.Background(), 100)
		if err != nil {
			t.Fatal(err)
		}
		text := all[len(all)-1].Text
		return text[strings.IndexAny(text, "0123456789"):][:6]
	}
	code := sent()
	now = now.Add(5 * time.Minute)
	if _, out := ask[factorView](t, a, "POST", "/party/factor", `{"code":"`+code+`"}`, party); out.Status != 403 {
		t.Errorf("a code is good after its time: %d", out.Status)
	}
	code = sent()
	a.clock.set(a.clock.Now().Add(48 * time.Hour))
	if _, out := ask[factorView](t, a, "POST", "/party/factor", `{"code":"`+code+`"}`, party); out.Status != 200 {
		t.Errorf("a demo's clock ended a code: %d %s", out.Status, out.Body)
	}
	now = now.Add(5 * time.Minute)
	if _, out := ask[doneView](t, a, "POST", "/party/rating", `{"score":5}`, party); out.Status != 403 {
		t.Errorf("what was proved lasts for ever: %d", out.Status)
	}
}

// Outside a demo messages lie in the data directory, for this program's own user, and no route reads them.
func TestMessagesLieInTheSpool(t *testing.T) {
	dir := t.TempDir()
	a, err := New(context.Background(), Config{Data: dir, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Close() }()
	err = a.db.Do(context.Background(), func(ctx context.Context, tx *gorm.DB) error {
		return a.db.Bind(tx, true, a.journal).Outgoing.Send(ctx, desk.Message{ID: "m1", Way: "sms", To: "13900001234", Text: "验证码 123456", At: a.wall()})
	})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := a.carryOff(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	raw, err := os.ReadFile(filepath.Join(dir, spoolFile))
	if err != nil || strings.Count(string(raw), "\n") != 1 || !strings.Contains(string(raw), "13900001234") {
		t.Errorf("%q %v", raw, err)
	}
	info, err := os.Stat(filepath.Join(dir, spoolFile))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info.Mode(), err)
	}
	for _, r := range a.Routes() {
		if strings.Contains(r.Path, "messages") && !strings.HasPrefix(r.Path, "/referrals") {
			t.Errorf("%s reads what was sent", r.Path)
		}
	}
}
