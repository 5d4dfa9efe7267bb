// Package passkey enrols and checks passkeys (WebAuthn) as a second factor: with
// a password before them, for one web address, and without attestation.
package passkey

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net"
	"net/url"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

// Place is the web address whose passkeys are taken.
type Place struct{ web *webauthn.WebAuthn }

// At makes the place of a public address. It is nil where browsers would offer
// no passkey: without an address, on an IP address, and over plain http except
// on localhost.
func At(public string) (*Place, error) {
	u, err := url.Parse(public)
	if err != nil || u.Hostname() == "" || net.ParseIP(u.Hostname()) != nil || u.Scheme != "https" && u.Hostname() != "localhost" {
		return nil, err
	}
	web, err := webauthn.New(&webauthn.Config{
		RPID: u.Hostname(), RPDisplayName: "联动 Liandong", RPOrigins: []string{u.Scheme + "://" + u.Host},
		AttestationPreference:  protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{ResidentKey: protocol.ResidentKeyRequirementDiscouraged, UserVerification: protocol.VerificationPreferred},
	})
	return &Place{web}, err
}

// Holder is whose passkeys they are. Kept holds what Enrol returned, each.
type Holder struct {
	ID, Username, Name string
	Kept               [][]byte
}

// Shown is what a browser says; bytes are base64url without padding.
type Shown struct {
	ID                string   `json:"id"`
	ClientData        string   `json:"client_data"`
	Attestation       string   `json:"attestation,omitempty" doc:"when enrolling"`
	Transports        []string `json:"transports,omitempty" doc:"when enrolling"`
	AuthenticatorData string   `json:"authenticator_data,omitempty" doc:"when showing"`
	Signature         string   `json:"signature,omitempty" doc:"when showing"`
	UserHandle        string   `json:"user_handle,omitempty" doc:"when showing"`
}

// Making is what a browser is told when a passkey is to be made.
type Making struct {
	Challenge  string   `json:"challenge"`
	RPID       string   `json:"rp_id"`
	RPName     string   `json:"rp_name"`
	UserID     string   `json:"user_id"`
	Username   string   `json:"username"`
	Name       string   `json:"name"`
	Algorithms []int    `json:"algorithms" doc:"COSE, the liked first"`
	Exclude    []string `json:"exclude" doc:"ids of passkeys the account has already"`
	Timeout    int      `json:"timeout" doc:"milliseconds"`
}

// Asking is what a browser is told when a passkey is to be shown.
type Asking struct {
	Challenge, RPID string
	Allow           []string
	Timeout         int
}

// ErrWrong refuses what does not fit what was asked for.
var ErrWrong = errors.New("passkey: not what was asked for")

type user struct {
	Holder
	credentials []webauthn.Credential
}

func (u user) WebAuthnID() []byte                         { return []byte(u.ID) }
func (u user) WebAuthnName() string                       { return u.Username }
func (u user) WebAuthnDisplayName() string                { return u.Name }
func (u user) WebAuthnCredentials() []webauthn.Credential { return u.credentials }

func userOf(h Holder) (user, error) {
	u := user{Holder: h}
	for _, kept := range h.Kept {
		var c webauthn.Credential
		if err := json.Unmarshal(kept, &c); err != nil {
			return u, err
		}
		u.credentials = append(u.credentials, c)
	}
	return u, nil
}

var text = base64.RawURLEncoding.EncodeToString

func idsOf(all []protocol.CredentialDescriptor) []string {
	ids := []string{}
	for _, d := range all {
		ids = append(ids, text(d.CredentialID))
	}
	return ids
}

// timeout is how long a browser waits; that the answer comes in time is seen to by whoever keeps the state.
const timeout = 5 * 60 * 1000

// Make begins an enrolment; state is kept until Enrol and shown to nobody.
func (p *Place) Make(h Holder) (m Making, state []byte, err error) {
	u, err := userOf(h)
	if err != nil {
		return m, nil, err
	}
	made, session, err := p.web.BeginRegistration(u, webauthn.WithExclusions(webauthn.Credentials(u.credentials).CredentialDescriptors()))
	if err != nil {
		return m, nil, err
	}
	o := made.Response
	m = Making{Challenge: text(o.Challenge), RPID: o.RelyingParty.ID, RPName: o.RelyingParty.Name, UserID: text([]byte(h.ID)), Username: h.Username, Name: h.Name, Exclude: idsOf(o.CredentialExcludeList), Timeout: timeout}
	for _, a := range o.Parameters {
		m.Algorithms = append(m.Algorithms, int(a.Algorithm))
	}
	state, err = json.Marshal(session)
	return m, state, err
}

// Enrol takes a new passkey: what is kept of it, and a digest of its id, which
// is the same wherever it is shown. It returns ErrWrong.
func (p *Place) Enrol(h Holder, state []byte, s Shown) (kept []byte, digest string, err error) {
	u, session, err := resume(h, state)
	if err != nil {
		return nil, "", err
	}
	raw, err := json.Marshal(map[string]any{"id": s.ID, "rawId": s.ID, "type": "public-key", "clientExtensionResults": map[string]any{},
		"response": map[string]any{"clientDataJSON": s.ClientData, "attestationObject": s.Attestation, "transports": s.Transports}})
	if err != nil {
		return nil, "", err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(raw)
	if err != nil {
		return nil, "", ErrWrong
	}
	c, err := p.web.CreateCredential(u, session, parsed)
	if err != nil {
		return nil, "", ErrWrong
	}
	c.Attestation = webauthn.CredentialAttestation{} // says which device it is, and nobody needs to know
	kept, err = json.Marshal(c)
	sum := sha256.Sum256(c.ID)
	return kept, hex.EncodeToString(sum[:]), err
}

// Ask asks for one of the holder's passkeys.
func (p *Place) Ask(h Holder) (a Asking, state []byte, err error) {
	u, err := userOf(h)
	if err != nil {
		return a, nil, err
	}
	asked, session, err := p.web.BeginLogin(u)
	if err != nil {
		return a, nil, err
	}
	o := asked.Response
	a = Asking{Challenge: text(o.Challenge), RPID: o.RelyingPartyID, Allow: idsOf(o.AllowedCredentials), Timeout: timeout}
	state, err = json.Marshal(session)
	return a, state, err
}

// Prove checks what was shown. It returns which of the holder's passkeys it
// was, and what is kept of it from now on; ErrWrong also where the counter says
// that there are two of it.
func (p *Place) Prove(h Holder, state []byte, s Shown) (which int, kept []byte, err error) {
	u, session, err := resume(h, state)
	if err != nil {
		return 0, nil, err
	}
	raw, err := json.Marshal(map[string]any{"id": s.ID, "rawId": s.ID, "type": "public-key", "clientExtensionResults": map[string]any{},
		"response": map[string]any{"clientDataJSON": s.ClientData, "authenticatorData": s.AuthenticatorData, "signature": s.Signature, "userHandle": s.UserHandle}})
	if err != nil {
		return 0, nil, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(raw)
	if err != nil {
		return 0, nil, ErrWrong
	}
	c, err := p.web.ValidateLogin(u, session, parsed)
	if err != nil || c.Authenticator.CloneWarning {
		return 0, nil, ErrWrong
	}
	for i, known := range u.credentials {
		if string(known.ID) == string(c.ID) {
			kept, err = json.Marshal(c)
			return i, kept, err
		}
	}
	return 0, nil, ErrWrong
}

func resume(h Holder, state []byte) (u user, session webauthn.SessionData, err error) {
	if u, err = userOf(h); err != nil {
		return u, session, err
	}
	return u, session, json.Unmarshal(state, &session)
}
