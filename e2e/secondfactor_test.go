package e2e

import (
	"context"
	"encoding/base64"
	"net"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/descope/virtualwebauthn"

	"liandong/infra/totp"
)

// holder is one person with a password, an app and a sheet of codes.
type holder struct {
	*Client
	username, password, secret string
	sheet                      []string
}

// signs sends the password; what comes back asks for a second factor.
func (h *holder) signs() *Answer {
	h.T.Helper()
	return h.Do("POST", "/session", obj{"username": h.username, "password": h.password}).Refused(401, "second_factor_required")
}

// in takes the session that an answer opened.
func (h *holder) in(a *Answer) *Answer {
	h.T.Helper()
	h.csrf = a.Want(200).String("csrf_token")
	return a
}

// paper is the next code of the sheet.
func (h *holder) paper() string {
	code := h.sheet[0]
	h.sheet = h.sheet[1:]
	return code
}

// enrols makes an account whose role needs a factor enrol an app at its first sign-in.
func enrols(s *Server, username, password string) *holder {
	s.T.Helper()
	h := &holder{Client: s.Nobody(), username: username, password: password}
	h.Name = username
	due := h.signs()
	if due.At("challenge.enrol") != true {
		s.T.Fatalf("%s", due.Body)
	}
	id := due.String("challenge.id")
	h.secret = h.Do("POST", "/session/factor/enrolment", obj{"challenge_id": id, "kind": "totp"}).Want(200).String("secret")
	var session struct {
		Codes []string `json:"recovery_codes"`
	}
	h.in(h.Do("POST", "/session/factor", obj{"challenge_id": id, "code": h.code(0), "name": "手机"})).Into(&session)
	h.sheet = session.Codes
	return h
}

// code is that of the app, some steps from now.
func (h *holder) code(steps int) string {
	h.T.Helper()
	code, err := totp.Code(h.secret, time.Now().Add(time.Duration(steps)*totp.Period))
	if err != nil {
		h.T.Fatal(err)
	}
	return code
}

// installed is a new installation with its first administrator, who has enrolled.
func installed(t *testing.T, args ...string) (*Server, *holder, string) {
	t.Helper()
	s := StartEmpty(t, args...)
	made := s.Nobody().Post("/setup", obj{
		"token": s.Token, "username": "chief", "name": "系统管理员", "password": "a long enough password", "region_name": "某县",
		"organization": obj{"name": "某县信访局", "kind": "petition_office", "region": "330100", "channels": []any{"petition"}},
	}).Want(201)
	return s, enrols(s, "chief", "a long enough password"), made.String("memberships.0.organization_id")
}

// The second factor as a county uses it: enrolled at the first sign-in, shown
// at the next ones, shown again before what is dangerous; lost, and given anew
// by two people.
func TestSecondFactor(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s, chief, office := installed(t, args...)
		again := chief.signs()
		chief.Do("POST", "/session/factor", obj{"challenge_id": again.String("challenge.id"), "code": "000000"}).Refused(401, "factor_wrong")
		before := chief.Get("/session").Want(200).String("csrf_token")
		v := chief.in(chief.Do("POST", "/session/factor", obj{"challenge_id": again.String("challenge.id"), "code": chief.code(1)}))
		if v.String("factor_at") == "" || v.String("csrf_token") == before || v.At("recovery_codes") != nil {
			t.Errorf("%s", v.Body)
		}
		once := chief.signs().String("challenge.id")
		chief.Do("POST", "/session/factor", obj{"challenge_id": once, "code": chief.code(1)}).Refused(401, "factor_wrong")
		chief.in(chief.Do("POST", "/session/factor", obj{"challenge_id": once, "recovery_code": chief.paper()}))

		for _, name := range []string{"audit", "deputy"} {
			role := map[string]string{"audit": "auditor", "deputy": "admin"}[name]
			chief.Post("/users", obj{"username": name, "name": name, "password": "another long password", "memberships": []any{obj{"organization_id": office, "role": role}}}).Want(201)
		}
		audit, deputy := enrols(s, "audit", "another long password"), enrols(s, "deputy", "another long password")
		own := audit.Get("/session/factors").Want(200)
		if own.Len("items") != 1 || own.String("items.0.name") != "手机" || own.At("needed") != true || own.At("codes_left") != 10.0 {
			t.Errorf("%s", own.Body)
		}
		path := "/session/factors/" + own.String("items.0.id")
		audit.Post(path+"/remove", obj{"password": "another long password"}).Refused(409, "factor.last")
		deputy.Post(path+"/remove", obj{"password": "another long password"}).Refused(404, "not_found")
		audit.Do("PATCH", path, obj{"name": "新手机", "password": "another long password"}).Want(200)

		// The phone is lost, and the sheet with it.
		users := chief.Get("/users?q=audit").Want(200).String("items.0.id")
		link := chief.Post("/users/"+users+"/factor-reset-link", nil).Want(200)
		chief.Post("/users/"+users+"/reset-link", nil).Refused(409, "factor.same_hand")
		nobody := s.Nobody()
		nobody.Do("POST", "/session/factor-link", obj{"token": link.String("token"), "password": "a wrong password"}).Refused(422, "invalid")
		nobody.Do("POST", "/session/factor-link", obj{"token": link.String("token"), "password": "another long password"}).Want(204)
		nobody.Do("POST", "/session/factor-link", obj{"token": link.String("token"), "password": "another long password"}).Refused(403, "link_invalid")
		audit.Get("/session").Refused(401, "sign_in_required")
		audit = enrols(s, "audit", "another long password")
		if told := audit.Get("/session/notices").Want(200); told.Len("items") < 4 || told.String("items.0.event") != "factor_added" {
			t.Errorf("%s", told.Body)
		}
		audit.Post("/session/notices/seen", nil).Want(204)
		log := audit.Get("/audit/entries?limit=100").Want(200)
		for _, action := range []string{"user.factor_added", "session.factor_refused", "user.recovery_code_used", "user.reset_link_made", "user.factors_ended", "user.factor_named"} {
			if !strings.Contains(string(log.Body), `"`+action+`"`) {
				t.Errorf("the log has no %s", action)
			}
		}

		// What is sealed opens after a restart, with the key of the installation.
		s.Stop()
		s.Token = "none"
		s.Restart()
		deputy.in(deputy.Do("POST", "/session/factor", obj{"challenge_id": deputy.signs().String("challenge.id"), "code": deputy.code(1)}))
		s.Stop()
		verifiedIn(t, s.home, args...)
	})
}

// A passkey through the real program: enrolled beside an app, asked for at the
// next sign-in, and refused where it answers another question.
func TestPasskeyAtTheDoor(t *testing.T) {
	t.Parallel()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := strconv.Itoa(free.Addr().(*net.TCPAddr).Port)
	_ = free.Close()
	origin := "http://localhost:" + port
	_, chief, _ := installed(t, "--data", t.TempDir(), "--listen", "127.0.0.1:"+port, "--public-url", origin)
	rp := virtualwebauthn.RelyingParty{ID: "localhost", Name: "联动", Origin: origin}
	device, key := virtualwebauthn.NewAuthenticator(), virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2)
	raw := func(text string) []byte {
		b, err := base64.RawURLEncoding.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	begun := chief.Do("POST", "/session/factors/enrolment", obj{"kind": "passkey", "password": chief.password}).Want(200)
	made := shownBy(t, virtualwebauthn.CreateAttestationResponse(rp, device, key, virtualwebauthn.AttestationOptions{Challenge: raw(begun.String("passkey.challenge")), RelyingPartyID: "localhost", UserID: begun.String("passkey.user_id")}))
	chief.Do("POST", "/session/factors", obj{"challenge_id": begun.String("challenge_id"), "passkey": made, "name": "钥匙"}).Want(201)
	device.AddCredential(key)
	answer := func(due *Answer) obj {
		if due.String("challenge.passkey.rp_id") != "localhost" || due.String("challenge.passkey.allow.0") != made["id"] {
			t.Fatalf("%s", due.Body)
		}
		key.Counter++
		return shownBy(t, virtualwebauthn.CreateAssertionResponse(rp, device, key, virtualwebauthn.AssertionOptions{Challenge: raw(due.String("challenge.passkey.challenge")), RelyingPartyID: "localhost"}))
	}
	first := chief.signs()
	good := answer(first)
	second := chief.signs()
	chief.Do("POST", "/session/factor", obj{"challenge_id": second.String("challenge.id"), "passkey": good}).Refused(401, "factor_wrong")
	chief.in(chief.Do("POST", "/session/factor", obj{"challenge_id": first.String("challenge.id"), "passkey": good}))
	chief.in(chief.Do("POST", "/session/factor", obj{"challenge_id": second.String("challenge.id"), "passkey": answer(second)}))
}

// shownBy is what a browser would send of an authenticator's answer.
func shownBy(t *testing.T, text string) obj {
	t.Helper()
	a := &Answer{T: t, Body: []byte(text)}
	out := obj{"id": a.String("id"), "client_data": a.String("response.clientDataJSON")}
	for field, in := range map[string]string{"attestation": "attestationObject", "authenticator_data": "authenticatorData", "signature": "signature", "user_handle": "userHandle"} {
		if v := a.String("response." + in); v != "" {
			out[field] = v
		}
	}
	return out
}

// An address that browsers could not use is refused at the start, with what to give instead.
func TestPublicURLRefusals(t *testing.T) {
	t.Parallel()
	for _, url := range []string{"http://liandong.example.gov.cn", "liandong.example.gov.cn", "https://liandong.example.gov.cn/desk", "https://user@liandong.example.gov.cn"} {
		out := refusesToStart(t, "--data", t.TempDir(), "--public-url", url)
		if !strings.Contains(out, "--public-url") || !strings.Contains(out, "https://") {
			t.Errorf("%s: %s", url, out)
		}
	}
}

// refusesToStart runs the program and returns what it says when it does not go on.
func refusesToStart(t *testing.T, args ...string) string {
	t.Helper()
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	defer stop()
	cmd := exec.CommandContext(ctx, Binary(t), append([]string{"serve", "--listen", "127.0.0.1:0"}, args...)...)
	cmd.Dir = t.TempDir()
	out, err := cmd.CombinedOutput()
	if err == nil || ctx.Err() != nil {
		t.Fatalf("it starts with %v", args)
	}
	return string(out)
}
