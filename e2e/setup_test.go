package e2e

import (
	"context"
	"strings"
	"testing"
)

// A new installation has nobody in it: the one-time token makes the first
// administrator, once, who makes everybody else.
func TestFirstAdministrator(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := StartEmpty(t, args...)
		nobody := s.Nobody()
		setup := obj{
			"token": s.Token, "username": "chief", "name": "系统管理员", "password": "a long enough password", "region_name": "某县",
			"organization": obj{"name": "某县信访局", "kind": "petition_office", "region": "330100", "channels": []any{"petition"}},
		}
		wrong := obj{}
		for k, v := range setup {
			wrong[k] = v
		}
		wrong["token"] = "guess"
		nobody.Post("/setup", wrong).Refused(401, "setup_token")
		made := nobody.Post("/setup", setup).Want(201)
		nobody.Post("/setup", setup).Refused(401, "setup_token")
		nobody.Do("POST", "/session", obj{"username": "clerk", "password": "demo-liandong"}).Refused(401, "credentials")

		admin := enrols(s, "chief", "a long enough password")
		office := admin.Get("/session").Want(200).String("acting.organization.id")
		if made.String("memberships.0.organization_id") != office {
			t.Fatalf("acting for %s: %s", office, made.Body)
		}
		admin.Post("/organizations", obj{"name": "某县调委会", "kind": "mediation_committee", "region": "330100", "channels": []any{"people_mediation"}, "superiors": []any{office}}).Want(201)
		admin.Post("/organizations", obj{"name": "某处", "kind": "spaceport", "region": "330100"}).Refused(422, "invalid")
		admin.Post("/users", obj{"username": "window", "name": "窗口", "password": "short", "memberships": []any{obj{"organization_id": office, "role": "clerk"}}}).Refused(422, "invalid")
		admin.Post("/users", obj{"username": "window", "name": "窗口", "password": "another long password", "memberships": []any{obj{"organization_id": office, "role": "clerk"}, obj{"organization_id": office, "role": "auditor"}}}).Refused(422, "invalid")
		admin.Post("/users", obj{"username": "window", "name": "窗口", "password": "another long password", "memberships": []any{obj{"organization_id": office, "role": "clerk"}}}).Want(201)
		clerk := s.Nobody()
		clerk.csrf = clerk.Do("POST", "/session", obj{"username": "window", "password": "another long password"}).Want(200).String("csrf_token")
		d := dispute()
		d["region"] = "330100"
		id := clerk.Post("/cases", d).Want(201).String("id")
		admin.Get("/cases/"+id).Refused(404, "not_found") // its own house holds the case, but who keeps the accounts meets none
		clerk.Post("/session/password", obj{"current": "wrong", "new": "a third long password"}).Refused(422, "invalid")
		clerk.Post("/session/password", obj{"current": "another long password", "new": "a third long password"}).Want(204)
		clerk.Do("DELETE", "/session", nil).Want(204)
		clerk.Get("/cases").Refused(401, "sign_in_required")
		s.Stop()
		verifiedIn(t, s.home, args...)
	})
}

// What a stranger's browser or a proxy could do is refused, and says so.
func TestDoors(t *testing.T) {
	s := Start(t, "--data", t.TempDir(), "--demo-now", demoNow)
	ctx := context.Background()
	a := s.Nobody().Send(ctx, "GET", "/cases", nil)
	for name, want := range map[string]string{"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin"} {
		if got := a.Header.Get(name); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
	clerk := s.As("clerk")
	clerk.Send(ctx, "POST", "/cases", dispute(), "Idempotency-Key", Key(), "Sec-Fetch-Site", "cross-site").Refused(403, "origin")
	clerk.Get("/CASES").Want(404)
	clerk.Get("/cases/").Want(404)
	clerk.Get("/nowhere").Refused(404, "not_found")
	admin := s.As("admin")
	first := admin.Send(ctx, "POST", "/demo/clock", obj{"to": "2026-11-25T00:00:00Z"}, "Idempotency-Key", "again").Want(200)
	if second := admin.Send(ctx, "POST", "/demo/clock", obj{"to": "2026-11-25T00:00:00Z"}, "Idempotency-Key", "again").Want(200); string(first.Body) != string(second.Body) {
		t.Errorf("the clock was moved twice: %s %s", first.Body, second.Body)
	}
	admin.Post("/demo/clock", obj{"to": "2026-11-24T00:00:00Z"}).Refused(422, "invalid")
	for range 5 {
		s.Nobody().Do("POST", "/session", obj{"username": "agency", "password": "guess"}).Want(401)
	}
	for range 50 { // counting follows the answer
		if a := s.Nobody().Do("POST", "/session", obj{"username": "agency", "password": "demo-liandong"}); a.Status == 429 {
			return
		}
	}
	t.Error("guessing a password is not slowed down")
}

// Routing and clocks answer without an account, in both languages.
func TestPublicAnswers(t *testing.T) {
	s := Start(t, "--data", t.TempDir(), "--demo-now", demoNow)
	c := s.Nobody()
	facts := obj{"as_of": "2026-11-23", "facts": obj{"purpose": "claim", "category": "labour.dispute", "relation": "employer_worker", "event_on": "2026-10-24", "arbitration_clause": "none", "history": []any{}}}
	a := c.Post("/public/routing/evaluate", facts).Want(200)
	if a.Len("routes") != 16 || !strings.HasPrefix(a.String("rule_pack.digest"), "sha256:") {
		t.Errorf("%s", a.Body)
	}
	c.Post("/routing/evaluate", facts).Want(401)
	due := c.Post("/public/clocks/evaluate", obj{"rule": "petition.handle", "start_on": "2026-03-10", "excluded": []any{}, "extension": obj{"amount": 30, "unit": "natural_day"}}).Want(200)
	if due.String("due_on") != "2026-06-08" || due.String("cite.law") != "信访工作条例" {
		t.Errorf("%s", due.Body)
	}
	c.Post("/public/clocks/evaluate", obj{"rule": "petition.handle", "start_on": "2026-03-10", "extension": obj{"amount": 31, "unit": "natural_day"}}).Refused(422, "invalid")
	c.Get("/public/receptions").Want(200)
	if ics := c.Get("/public/receptions.ics").Want(200); !strings.HasPrefix(string(ics.Body), "BEGIN:VCALENDAR") {
		t.Errorf("%s", ics.Body)
	}
}

// A demo begins at the time asked for, in the past or the future of this
// machine, keeps its time over a restart, and never goes back.
func TestDemoBeginsWhenAsked(t *testing.T) {
	for _, now := range []string{"2026-01-05T09:00:00+08:00", "2030-05-06T09:00:00+08:00"} {
		s := Start(t, "--data", t.TempDir(), "--demo-now", now)
		if got := s.As("clerk").Get("/demo/clock").Want(200).String("now"); !strings.HasPrefix(got, now[:4]) {
			t.Errorf("it is %s, want %s", got, now)
		}
		s.As("admin").Post("/demo/clock", obj{"to": "2031-01-06T00:00:00Z"}).Want(200)
		s.Stop()
		s.Restart()
		if got := s.As("clerk").Get("/demo/clock").Want(200).String("now"); !strings.HasPrefix(got, "2031-01-06") {
			t.Errorf("after a restart it is %s", got)
		}
	}
}
