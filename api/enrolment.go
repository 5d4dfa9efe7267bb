package api

import (
	"errors"
	"strings"
	"unicode/utf8"

	"liandong/domain/fault"
	"liandong/domain/who"
	"liandong/infra/gormdb"
	"liandong/infra/passkey"
	"liandong/infra/secrets"
	"liandong/infra/totp"
)

type enrolIn struct {
	ChallengeID string `json:"challenge_id"`
	Kind        string `json:"kind" doc:"totp or passkey"`
}

// enrolmentView is what a new factor is made from. It is shown once and kept sealed.
type enrolmentView struct {
	ChallengeID string          `json:"challenge_id"`
	Kind        string          `json:"kind"`
	Secret      string          `json:"secret,omitempty" doc:"of an app, to be typed"`
	URI         string          `json:"uri,omitempty" doc:"of an app, to be scanned"`
	Passkey     *passkey.Making `json:"passkey,omitempty" doc:"for navigator.credentials.create"`
}

// placeOf is where something sealed stands: it opens nowhere else.
func placeOf(row string) string { return "factor/" + row }

// enrolAtSignIn begins the enrolment within a challenge: nobody is signed in yet.
func (a *App) enrolAtSignIn(c *Call, in enrolIn) (enrolmentView, error) {
	if err := c.throttled([]string{"source/" + c.req.Source}, triesPerSource); err != nil {
		return enrolmentView{}, err
	}
	ch, err := c.open(in.ChallengeID, forEnrol)
	if err != nil {
		if errors.Is(err, who.ErrChallengeOver) {
			a.countFailure(c, []string{"source/" + c.req.Source})
		}
		return enrolmentView{}, err
	}
	u, err := c.accounts().ByID(c.ctx, ch.UserID)
	if err != nil {
		return enrolmentView{}, over(err)
	}
	v, sealed, err := c.pend(u, ch.IDHash, in.Kind)
	if err != nil {
		return v, err
	}
	v.ChallengeID = in.ChallengeID
	return v, c.accounts().PendChallenge(c.ctx, ch.IDHash, in.Kind, sealed)
}

// pend makes what a new factor is made from, and seals it into a challenge.
func (c *Call) pend(u gormdb.User, idHash, kind string) (v enrolmentView, sealed string, err error) {
	seal, err := c.seal()
	if err != nil {
		return v, "", err
	}
	factors, err := c.accounts().StaffFactors(c.ctx, u.ID)
	if err != nil {
		return v, "", err
	}
	if len(factors) >= who.MostFactors {
		return v, "", who.ErrFactorsMany
	}
	v.Kind = kind
	var secret []byte
	switch kind {
	case who.TOTP:
		v.Secret, v.URI, err = totp.New("Liandong", u.Username)
		secret = []byte(v.Secret)
	case who.Passkey:
		if c.app.passkeys == nil {
			return v, "", who.ErrNoPasskeys
		}
		h, _, failed := c.passkeysOf(u, factors)
		if failed != nil {
			return v, "", failed
		}
		var m passkey.Making
		m, secret, err = c.app.passkeys.Make(h)
		v.Passkey = &m
	default:
		return v, "", fault.Invalid("/kind", "unknown_code", "请选择验证器应用或通行密钥", "kind is totp or passkey")
	}
	return v, seal.Close(placeOf(idHash), secret), err
}

// passkeysOf opens an account's passkeys; which[i] is the factor that Kept[i] is of.
func (c *Call) passkeysOf(u gormdb.User, factors []gormdb.StaffFactor) (h passkey.Holder, which []gormdb.StaffFactor, err error) {
	h = passkey.Holder{ID: u.ID, Username: u.Username, Name: u.Name}
	for _, f := range factors {
		if f.Kind != who.Passkey {
			continue
		}
		seal, err := c.seal()
		if err != nil {
			return h, nil, err
		}
		kept, err := seal.Open(placeOf(f.ID), f.Sealed)
		if err != nil {
			return h, nil, err
		}
		h.Kept, which = append(h.Kept, kept), append(which, f)
	}
	return h, which, nil
}

// finishEnrolment keeps the factor that a challenge began, once it was shown to
// work: who.ErrFactorWrong otherwise. The first one comes with codes for paper.
func (c *Call) finishEnrolment(u gormdb.User, ch gormdb.FactorChallenge, in secondFactorIn) (f gormdb.StaffFactor, codes []string, err error) {
	now := c.app.wall()
	f = gormdb.StaffFactor{ID: secrets.NewID(), UserID: u.ID, Kind: ch.Kind, MadeAt: gormdb.Stamp(now), UsedAt: gormdb.Stamp(now)}
	if f.Name, err = factorName(in.Name, ch.Kind); err != nil {
		return f, nil, err
	}
	if ch.Kind == "" || ch.Sealed == "" {
		return f, nil, who.ErrFactorWrong
	}
	seal, err := c.seal()
	if err != nil {
		return f, nil, err
	}
	pending, err := seal.Open(placeOf(ch.IDHash), ch.Sealed)
	if err != nil {
		return f, nil, err
	}
	before, err := c.accounts().StaffFactors(c.ctx, u.ID)
	if err != nil {
		return f, nil, err
	}
	switch {
	case ch.Kind == who.TOTP:
		step, ok := totp.Match(string(pending), in.Code, now, 0)
		if !ok {
			return f, nil, who.ErrFactorWrong
		}
		f.LastStep, f.Sealed = step, seal.Close(placeOf(f.ID), pending)
	case in.Passkey == nil || c.app.passkeys == nil:
		return f, nil, who.ErrFactorWrong
	default:
		h, _, err := c.passkeysOf(u, before)
		if err != nil {
			return f, nil, err
		}
		kept, digest, err := c.app.passkeys.Enrol(h, pending, *in.Passkey)
		if err != nil {
			return f, nil, wrongPasskey(err)
		}
		f.CredentialHash, f.Sealed = &digest, seal.Close(placeOf(f.ID), kept)
	}
	err = c.accounts().AddStaffFactor(c.ctx, f)
	if gormdb.IsDuplicate(err) {
		return f, nil, who.ErrFactorTaken
	}
	if err != nil {
		return f, nil, err
	}
	if len(before) == 0 {
		if codes, err = c.newRecoveryCodes(u.ID); err != nil {
			return f, nil, err
		}
	}
	if err := c.tellAccount(u.ID, "factor_added"); err != nil {
		return f, nil, err
	}
	if err := c.takesOffice(u.ID); err != nil {
		return f, nil, err
	}
	return f, codes, c.notice("", "user.factor_added", "user/"+u.ID)
}

func wrongPasskey(err error) error {
	if errors.Is(err, passkey.ErrWrong) {
		return who.ErrFactorWrong
	}
	return err
}

// factorName is how a holder knows one factor from another.
func factorName(name, kind string) (string, error) {
	name = strings.TrimSpace(name)
	if utf8.RuneCountInString(name) > 60 {
		return name, fault.Invalid("/name", "too_long", "名称不能超过60字", "a name has at most 60 characters")
	}
	if name == "" && kind == who.Passkey {
		return "通行密钥", nil
	}
	if name == "" {
		return "手机验证器", nil
	}
	return name, nil
}

// newRecoveryCodes makes a new sheet of codes; those before are dead.
func (c *Call) newRecoveryCodes(user string) ([]string, error) {
	var shown, hashes []string
	for range who.RecoveryCodes {
		s, h := c.app.keyed.Recovery()
		shown, hashes = append(shown, s), append(hashes, h)
	}
	return shown, c.accounts().PutRecoveryCodes(c.ctx, user, hashes, c.app.wall())
}

// proveFactor looks at what was shown of an account's factors: one code of an
// app, one on paper, or a passkey's answer. It returns who.ErrFactorWrong, and
// nothing was changed then.
func (c *Call) proveFactor(u gormdb.User, ch gormdb.FactorChallenge, in secondFactorIn) error {
	now := c.app.wall()
	if in.Recovery != "" {
		if err := c.accounts().UseRecoveryCode(c.ctx, u.ID, c.app.keyed.Hash(in.Recovery), now); err != nil {
			return unproved(err)
		}
		if err := c.tellAccount(u.ID, "code_used"); err != nil {
			return err
		}
		return c.notice("", "user.recovery_code_used", "user/"+u.ID)
	}
	factors, err := c.accounts().StaffFactors(c.ctx, u.ID)
	if err != nil {
		return err
	}
	seal, err := c.seal()
	if err != nil {
		return err
	}
	if in.Passkey != nil {
		h, which, err := c.passkeysOf(u, factors)
		if err != nil {
			return err
		}
		if c.app.passkeys == nil || ch.Kind != who.Passkey {
			return who.ErrFactorWrong
		}
		state, err := seal.Open(placeOf(ch.IDHash), ch.Sealed)
		if err != nil {
			return err
		}
		i, kept, err := c.app.passkeys.Prove(h, state, *in.Passkey)
		if err != nil {
			return wrongPasskey(err)
		}
		return c.accounts().UsePasskey(c.ctx, which[i].ID, seal.Close(placeOf(which[i].ID), kept), now)
	}
	for _, f := range factors {
		if f.Kind != who.TOTP {
			continue
		}
		secret, err := seal.Open(placeOf(f.ID), f.Sealed)
		if err != nil {
			return err
		}
		if step, ok := totp.Match(string(secret), in.Code, now, f.LastStep); ok {
			return unproved(c.accounts().TakeStep(c.ctx, f.ID, step, now))
		}
	}
	return who.ErrFactorWrong
}

// unproved makes a refusal of the store say that it was not right.
func unproved(err error) error {
	if fault.Of(err) != nil {
		return who.ErrFactorWrong
	}
	return err
}
