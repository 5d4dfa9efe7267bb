package passkey

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"testing"

	"github.com/descope/virtualwebauthn"
)

// Where a browser offers no passkey none is asked for.
func TestWherePasskeysAre(t *testing.T) {
	for public, want := range map[string]bool{"https://liandong.example.gov.cn": true, "https://liandong.example.gov.cn:8443": true, "http://localhost:8080": true, "": false, "http://liandong.example.gov.cn": false, "https://10.0.0.1": false, "http://127.0.0.1:8080": false} {
		p, err := At(public)
		if err != nil || (p != nil) != want {
			t.Errorf("%s: %v %v", public, p, err)
		}
	}
}

func shown(t *testing.T, raw string) Shown {
	t.Helper()
	var r struct {
		ID       string `json:"id"`
		Response struct {
			ClientDataJSON, AttestationObject, AuthenticatorData, Signature, UserHandle string
		}
	}
	if err := json.Unmarshal([]byte(raw), &r); err != nil {
		t.Fatal(err)
	}
	return Shown{ID: r.ID, ClientData: r.Response.ClientDataJSON, Attestation: r.Response.AttestationObject, AuthenticatorData: r.Response.AuthenticatorData, Signature: r.Response.Signature, UserHandle: r.Response.UserHandle}
}

func bytesOf(t *testing.T, s string) []byte {
	t.Helper()
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// A passkey that was enrolled here is taken once for what was asked of it, and
// for nothing else: not for another question, another site or another account.
func TestPasskey(t *testing.T) {
	const origin = "https://liandong.example.gov.cn"
	p, err := At(origin)
	if err != nil {
		t.Fatal(err)
	}
	rp := virtualwebauthn.RelyingParty{ID: "liandong.example.gov.cn", Name: "联动", Origin: origin}
	device, key := virtualwebauthn.NewAuthenticator(), virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2)
	h := Holder{ID: "u1", Username: "chief", Name: "管理员"}
	m, state, err := p.Make(h)
	if err != nil {
		t.Fatal(err)
	}
	made := shown(t, virtualwebauthn.CreateAttestationResponse(rp, device, key, virtualwebauthn.AttestationOptions{Challenge: bytesOf(t, m.Challenge), RelyingPartyID: m.RPID, UserID: m.UserID}))
	kept, digest, err := p.Enrol(h, state, made)
	if err != nil || len(digest) != 64 {
		t.Fatalf("%v %s", err, digest)
	}
	if _, again, err := p.Make(h); err != nil {
		t.Fatal(err)
	} else if _, _, err := p.Enrol(h, again, made); !errors.Is(err, ErrWrong) {
		t.Errorf("the answer to another question is taken: %v", err)
	}
	h.Kept = [][]byte{kept}
	device.AddCredential(key)
	device.Options.UserHandle = []byte(h.ID)
	answer := func(rp virtualwebauthn.RelyingParty, a Asking) Shown {
		key.Counter++
		return shown(t, virtualwebauthn.CreateAssertionResponse(rp, device, key, virtualwebauthn.AssertionOptions{Challenge: bytesOf(t, a.Challenge), RelyingPartyID: a.RPID}))
	}
	a, state, err := p.Ask(h)
	if err != nil || len(a.Allow) != 1 || a.Allow[0] != made.ID {
		t.Fatalf("%v %+v", err, a)
	}
	good := answer(rp, a)
	which, used, err := p.Prove(h, state, good)
	if err != nil || which != 0 {
		t.Fatalf("%v", err)
	}
	if _, _, err := p.Prove(Holder{ID: "u2", Kept: h.Kept}, state, good); err == nil {
		t.Error("another account takes it")
	}
	h.Kept = [][]byte{used}
	if _, _, err := p.Prove(h, state, good); !errors.Is(err, ErrWrong) {
		t.Errorf("a counter that stands still is taken: %v", err)
	}
	b, next, err := p.Ask(h)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := p.Prove(h, next, good); !errors.Is(err, ErrWrong) {
		t.Errorf("an old answer is taken: %v", err)
	}
	elsewhere := rp
	elsewhere.Origin = "https://liandong.example.com"
	if _, _, err := p.Prove(h, next, answer(elsewhere, b)); !errors.Is(err, ErrWrong) {
		t.Errorf("what was shown to another site is taken: %v", err)
	}
	if _, _, err := p.Prove(h, next, answer(rp, b)); err != nil {
		t.Errorf("%v", err)
	}
}
