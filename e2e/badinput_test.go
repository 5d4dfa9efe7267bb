package e2e

import (
	"context"
	"strings"
	"testing"
)

// with is the dispute with one thing changed.
func with(field string, value any) obj {
	d := dispute()
	d[field] = value
	return d
}

func sending(changes obj) obj {
	b := obj{"to": "org-mediation1", "channel": "people_mediation", "route": "people_mediation", "mode": "offered", "reason": "可以调解"}
	for k, v := range changes {
		b[k] = v
	}
	return b
}

// Bad input answers with a status, a code, the field and what to do, in both
// languages; nothing is written.
func TestBadInput(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk := s.As("clerk")
		english := s.As("clerk")
		english.Language = "en"
		k, closed := register(clerk, dispute()), register(clerk, dispute())
		clerk.Post("/cases/"+closed.id+"/close", obj{"outcome": "handled"}).Want(200)
		before := countCases(s)
		for _, x := range []struct {
			says    string
			path    string
			body    any
			status  int
			code    string
			pointer string
		}{
			{"an unknown category", "/cases", with("category", "no.such"), 422, "invalid", "/category"},
			{"an unknown purpose", "/cases", with("purpose", "no_such"), 422, "invalid", "/purpose"},
			{"an unknown region", "/cases", with("region", "110101"), 422, "invalid", "/region"},
			{"an unknown source", "/cases", with("source", "pigeon"), 422, "invalid", "/source"},
			{"no title", "/cases", with("title", " "), 422, "invalid", "/title"},
			{"no applicant", "/cases", with("parties", []any{}), 422, "invalid", "/parties"},
			{"an unknown organisation as a party", "/cases", with("parties", []any{obj{"role": "applicant", "kind": "organization", "name": "某公司", "organization_id": "nope"}}), 422, "invalid", "/parties/0/organization_id"},
			{"a day in the future", "/cases", with("received_on", "2026-11-25"), 422, "invalid", "/received_on"},
			{"another day than today without a reason", "/cases", with("received_on", demoFriday), 422, "invalid", "/reason"},
			{"a day that is none", "/cases", with("received_on", "2026-02-30"), 422, "invalid", "/received_on"},
			{"facts that disagree", "/cases", with("facts", obj{"category": "contract.loan"}), 422, "invalid", "/facts/category"},
			{"an unknown field", "/cases", with("colour", "red"), 400, "malformed", "/colour"},
			{"a wrong type", "/cases", with("title", 7), 400, "malformed", "/title"},
			{"not JSON", "/cases", []byte(`{"title":`), 400, "malformed", ""},
			{"a field given twice", "/cases", []byte(`{"title":"a","title":"b"}`), 400, "malformed", "/title"},
			{"broken UTF-8", "/cases", []byte("{\"title\":\"\xff\xfe\"}"), 400, "malformed", ""},
			{"5 MB of text", "/cases", with("summary", strings.Repeat("长", 5<<20/3)), 413, "body_too_large", "-"},
			{"an unknown organisation", "/cases/" + k.id + "/referrals", sending(obj{"to": "nope"}), 422, "invalid", "/to"},
			{"an unknown route", "/cases/" + k.id + "/referrals", sending(obj{"route": "moon"}), 422, "invalid", "/route"},
			{"a route of another channel", "/cases/" + k.id + "/referrals", sending(obj{"route": "civil_litigation"}), 422, "invalid", "/route"},
			{"an unknown channel", "/cases/" + k.id + "/referrals", sending(obj{"channel": "moon"}), 422, "invalid", "/channel"},
			{"an unknown mode", "/cases/" + k.id + "/referrals", sending(obj{"mode": "thrown"}), 422, "invalid", "/mode"},
			{"a receiver that does not take the channel", "/cases/" + k.id + "/referrals", sending(obj{"to": "org-housing"}), 422, "invalid", "/to"},
			{"a missing reason", "/cases/" + k.id + "/referrals", sending(obj{"reason": ""}), 422, "invalid", "/reason"},
			{"a closed case", "/cases/" + closed.id + "/referrals", sending(nil), 409, "case.closed", "-"},
			{"an assignment to a court", "/cases/" + k.id + "/referrals", sending(obj{"to": "org-court", "channel": "litigation", "route": "civil_litigation", "mode": "assigned"}), 422, "referral.not_assignable", "/mode"},
			{"a closed route without a reason to override", "/cases/" + k.id + "/referrals", sending(obj{"to": "org-reconsider", "channel": "administrative_reconsideration", "route": "administrative_reconsideration", "mode": "guided"}), 422, "route.closed", "/route"},
			{"an unknown party's consent", "/cases/" + k.id + "/consents", obj{"party_id": "nope", "subject": "mediation", "toward": nil, "answer": "yes", "form": "written"}, 422, "invalid", "/party_id"},
			{"an unknown outcome", "/cases/" + k.id + "/close", obj{"outcome": "vanished"}, 422, "invalid", "/outcome"},
		} {
			t.Run(x.says, func(t *testing.T) {
				a := clerk.Post(x.path, x.body).Refused(x.status, x.code)
				if got := a.String("errors.0.pointer"); x.pointer != "-" && got != x.pointer {
					t.Fatalf("pointer %q, want %q: %s", got, x.pointer, a.Body)
				}
				if a.Header.Get("Content-Type") != "application/problem+json" || a.String("title") == "" || a.String("detail") == "" {
					t.Fatalf("not a problem: %s", a.Body)
				}
				if en := english.Post(x.path, x.body); en.String("title") == a.String("title") {
					t.Fatalf("the same words in both languages: %s", en.Body)
				}
			})
		}
		if after := countCases(s); after != before {
			t.Fatalf("%d cases before, %d after refused requests", before, after)
		}
		t.Run("keys, versions and strangers", func(t *testing.T) { keysAndVersions(t, s, clerk, k) })
	})
}

func keysAndVersions(t *testing.T, s *Server, clerk *Client, k registered) {
	ctx := context.Background()
	clerk.Send(ctx, "POST", "/cases", dispute()).Refused(400, "idempotency_key_missing")
	key := Key()
	first := clerk.Send(ctx, "POST", "/cases", dispute(), "Idempotency-Key", key).Want(201)
	if again := clerk.Send(ctx, "POST", "/cases", dispute(), "Idempotency-Key", key).Want(201); string(again.Body) != string(first.Body) || again.Header.Get("Location") != first.Header.Get("Location") || again.Header.Get("ETag") != first.Header.Get("ETag") {
		t.Fatal("the first answer was not given again")
	}
	clerk.Send(ctx, "POST", "/cases", with("title", "另一件"), "Idempotency-Key", key).Refused(422, "idempotency_key_reused")
	refused := clerk.Send(ctx, "POST", "/cases/"+k.id+"/close", obj{"outcome": "x"}, "Idempotency-Key", "k1").Want(422)
	if again := clerk.Send(ctx, "POST", "/cases/"+k.id+"/close", obj{"outcome": "x"}, "Idempotency-Key", "k1").Want(422); string(again.Body) != string(refused.Body) {
		t.Fatal("a refusal was not given again")
	}
	clerk.Post("/cases/"+k.id+"/close", obj{"outcome": "handled"}, "If-Match", `"999"`).Refused(412, "stale")
	clerk.Send(ctx, "POST", "/cases", dispute(), "Idempotency-Key", Key(), "Content-Type", "text/plain").Refused(415, "content_type")
	clerk.Send(ctx, "POST", "/cases", dispute(), "Idempotency-Key", Key(), "X-CSRF-Token", "wrong").Refused(403, "csrf_token_invalid")
	clerk.Send(ctx, "POST", "/cases", dispute(), "Idempotency-Key", Key(), "Origin", "https://elsewhere.example").Refused(403, "origin")
	clerk.Do("PUT", "/cases/"+k.id, nil).Want(405)
	clerk.Get("/cases?limit=101").Refused(422, "invalid")
	clerk.Get("/cases?box=mine&box=all").Refused(400, "parameter_repeated")
	clerk.Get("/cases?cursor=nonsense").Refused(422, "invalid")
	s.Nobody().Get("/cases").Refused(401, "sign_in_required")

	stranger := s.As("land")
	for _, path := range []string{"/cases/", "/referrals/", "/proceedings/", "/visits/"} {
		if a, b := stranger.Get(path+k.id).Want(404), stranger.Get(path+"unknown").Want(404); string(a.Body) != string(b.Body) {
			t.Errorf("%s: not yours and not there differ:\n%s\n%s", path, a.Body, b.Body)
		}
	}
	stranger.Send(ctx, "POST", "/cases/"+k.id+"/close", []byte("not json"), "Idempotency-Key", Key()).Refused(404, "not_found")
	s.As("head").Post("/cases", dispute()).Refused(403, "not_allowed")
	for _, form := range []string{"/bundles", "/bundles/preview", "/imports", "/imports/headings"} {
		clerk.Post(form, obj{"file": "none"}).Refused(415, "content_type")
		s.As("head").Post(form, obj{"file": "none"}).Refused(403, "not_allowed")
	}
	clerk.Do("PUT", "/drafts/empty", obj{"title": "没有内容"}).Want(200)
	if d := clerk.Get("/drafts/empty").Want(200); d.At("body") == nil {
		t.Errorf("a draft without a body has none: %s", d.Body)
	}
	clerk.Get("/trusted-keys").Refused(403, "not_allowed")
	clerk.Post("/trusted-keys", nil).Refused(403, "not_allowed")
}

func TestOddPapersAreRegisteredWithAWarning(t *testing.T) {
	s := Start(t, "--data", t.TempDir(), "--demo-now", demoNow)
	clerk := s.As("clerk")
	for code, applicant := range map[string]obj{
		"identity.checksum":      {"id_kind": "resident_id", "id_number": "110105194912310021"},
		"identity.birth_year":    {"id_kind": "resident_id", "id_number": "110105193812310028"},
		"identity.not_checkable": {"id_kind": "passport", "id_number": "P1234567"},
		"identity.absent":        {},
	} {
		applicant["role"], applicant["kind"], applicant["name"] = "applicant", "person", "陈某"
		a := clerk.Post("/cases", with("parties", []any{applicant, obj{"role": "respondent", "kind": "person", "name": "高某", "phone": "13900005678", "id_number": "11010519491231002X"}})).Want(201)
		if got := a.String("warnings.0.code"); got != code {
			t.Errorf("warning %q, want %q: %s", got, code, a.Body)
		}
		if code == "identity.absent" && a.String("second_secret") == "" {
			t.Errorf("a party without papers and phone gets no secret on paper: %s", a.Body)
		}
	}
}

// A party's code is that party's own: reissued, the old one is dead; tries are counted.
func TestPartyCredentials(t *testing.T) {
	s := Start(t, "--data", t.TempDir(), "--demo-now", demoNow)
	clerk := s.As("clerk")
	k := register(clerk, dispute())
	party := s.Enter(k.number, k.code, "002X")
	if v := party.Get("/party/case").Want(200); strings.Contains(string(v.Body), "高大山") {
		t.Errorf("a party reads the other side's data: %s", v.Body)
	}
	clerk.Get("/party/case").Refused(401, "sign_in_required")
	party.Get("/cases/"+k.id).Refused(401, "sign_in_required")
	wrong := obj{"number": k.number, "query_code": k.code, "second_secret": "0000"}
	unknown := obj{"number": "990102-2026-0000-0000", "query_code": k.code, "second_secret": "1234"}
	if a, b := s.Nobody().Post("/party/session", wrong).Want(401), s.Nobody().Post("/party/session", unknown).Want(401); string(a.Body) != string(b.Body) {
		t.Errorf("wrong answers differ: %s %s", a.Body, b.Body)
	}
	fresh := clerk.Post("/cases/"+k.id+"/parties/"+k.applicant+"/query-code", nil).Want(200).String("query_code")
	party.Get("/party/case").Refused(401, "sign_in_required")
	s.Nobody().Post("/party/session", obj{"number": k.number, "query_code": k.code, "second_secret": "1234"}).Want(401)
	party = s.Enter(k.number, fresh, "1234")

	ref, p := mediate(clerk, s.As("mediator"), k)
	party.Post("/party/consents", obj{"subject": "mediation", "answer": "no"}).Want(201)
	if v := clerk.Get("/referrals/" + ref).Want(200); v.String("outcome") != "refused" || custodian(clerk, k) != "org-petition" {
		t.Errorf("one refusal did not end it: %s", v.Body)
	}
	if v := s.As("mediator").Get("/proceedings/" + p).Want(200); v.String("state") != "ended" {
		t.Errorf("the mediation goes on: %s", v.Body)
	}
	clerk.Post("/cases/"+k.id+"/referrals", sending(obj{"override_reason": "坚持"})).Refused(409, "mediation_refused")
	party.Post("/party/consents", obj{"subject": "disclosure", "answer": "yes"}).Refused(403, "factor_required")
	for range 6 {
		s.Nobody().Post("/party/session", wrong)
	}
	for range 50 { // counting follows the answer
		if a := s.Nobody().Post("/party/session", wrong); a.Status == 429 {
			if a.Header.Get("Retry-After") == "" {
				t.Error("no Retry-After")
			}
			return
		}
	}
	t.Error("guessing is not slowed down")
}
