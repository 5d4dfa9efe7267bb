package desk

import (
	"context"
	"strings"
	"time"

	"liandong/domain/cases"
	"liandong/domain/fault"
	"liandong/domain/journal"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/who"
)

// Credentials is what a party gets anew, shown once.
type Credentials struct{ QueryCode, PaperSecret string }

// Identity is how a window made sure of who stands before it.
type Identity struct {
	How  string
	Text string
}

// KnownToHandler is what a case's own handler says who knows the person from the case.
const KnownToHandler = "known_to_handler"

// IdentityChecks lists how another window may make sure.
var IdentityChecks = []string{"original_paper", "temporary_paper", "two_witnesses"}

func (i Identity) check(c *fault.Check) {
	code(c, "/identity/how", i.How, IdentityChecks)
	limit(c, "/identity/text", i.Text, MaxText)
}

// ReissueCode gives a party of one's own case a new code; the old one dies in
// the same unit of work, and whoever is signed in with it is out at the next
// request. The factor stays as it is: it is not the window's to give.
func (w *Work) ReissueCode(ctx context.Context, id cases.ID, pid party.ID, i Identity, wall time.Time) (Credentials, error) {
	c, err := w.Case(ctx, id, who.CaseAmend)
	if err != nil {
		return Credentials{}, err
	}
	p, err := w.Tx.Parties.Get(ctx, id, pid)
	if err != nil {
		return Credentials{}, err
	}
	if i.How == "" {
		i.How = KnownToHandler
	} else if i.How != KnownToHandler {
		var check fault.Check
		i.check(&check)
		if err := check.Err(); err != nil {
			return Credentials{}, err
		}
	}
	return w.reissue(ctx, c.Facts(), p, i, wall)
}

// Reissuing is what a person shows at a window that does not hold their case.
type Reissuing struct {
	Number   string // the case's full number
	Name     string
	IDNumber string // whole; or
	Phone    string // whole
	Identity Identity
}

// ReissueAnywhere gives whoever stands before any public organ's window a new
// code after an identity check. Nothing of the case is shown to the window; its
// custodian is told. What does not fit in any way is who.ErrNotVisible, as is
// a matter in which the window's own organisation is accused.
func (w *Work) ReissueAnywhere(ctx context.Context, in Reissuing, wall time.Time) (Credentials, error) {
	if err := w.MayOwn(who.CredentialReissue); err != nil {
		return Credentials{}, err
	}
	o, err := w.Tx.Directory.Get(ctx, w.Actor.Organization)
	if err != nil {
		return Credentials{}, err
	}
	if !publicOrgan(o) {
		return Credentials{}, who.ErrNotAllowed
	}
	var check fault.Check
	text(&check, "/number", in.Number)
	text(&check, "/name", in.Name)
	if strings.TrimSpace(in.IDNumber) == "" && strings.TrimSpace(in.Phone) == "" {
		check.Add("/id_number", "required", "请填写完整的证件号或者完整的手机号", "give the whole id number or the whole phone number")
	}
	in.Identity.check(&check)
	if err := check.Err(); err != nil {
		return Credentials{}, err
	}
	id, err := w.byNumber(ctx, strings.TrimSpace(in.Number))
	if err != nil {
		return Credentials{}, err
	}
	c, err := w.Tx.Cases.Get(ctx, id)
	if err != nil {
		return Credentials{}, err
	}
	if barred, err := w.Barring(ctx, c.Facts()); err != nil || barred {
		return Credentials{}, orNotVisible(err)
	}
	return w.reissueTo(ctx, c.Facts(), in, wall)
}

// reissueTo finds the one who stands there among the parties and their agents.
func (w *Work) reissueTo(ctx context.Context, f cases.Facts, in Reissuing, wall time.Time) (Credentials, error) {
	fits := func(name, idNumber, phone string) bool {
		byID := in.IDNumber != "" && sameText(strings.ToUpper(strings.TrimSpace(in.IDNumber)), strings.ToUpper(idNumber))
		byPhone := in.Phone != "" && sameText(strings.TrimSpace(in.Phone), phone)
		return name == strings.TrimSpace(in.Name) && (byID || byPhone)
	}
	parties, err := w.Tx.Parties.OfCase(ctx, f.ID)
	if err != nil {
		return Credentials{}, err
	}
	for _, p := range parties {
		if fits(p.Name, p.IDNumber, p.Phone) {
			return w.reissue(ctx, f, p, in.Identity, wall)
		}
	}
	agents, err := w.Tx.Agents.OfCase(ctx, f.ID)
	if err != nil {
		return Credentials{}, err
	}
	for _, a := range agents {
		if a.Live(w.Today()) && fits(a.Name, a.IDNumber, a.Phone) {
			return w.reissueAgent(ctx, f, a, in.Identity, wall)
		}
	}
	return Credentials{}, who.ErrNotVisible
}

func (w *Work) reissue(ctx context.Context, f cases.Facts, p party.Party, i Identity, wall time.Time) (Credentials, error) {
	var out Credentials
	if complainedOf(f, p) {
		return out, ErrPartyAccused
	}
	out.QueryCode, p.CodeHash = w.Secrets.Code()
	if len(p.LastFour()) == 0 {
		out.PaperSecret, p.SecretHash = w.Secrets.Paper()
	}
	if err := w.Tx.Parties.Put(ctx, p); err != nil {
		return out, err
	}
	if err := w.Tx.Parts.DropKeys(ctx, p.ID); err != nil {
		return out, err
	}
	subject := "party/" + string(p.ID)
	return out, w.reissued(ctx, f, subject, p.Phone, i, wall)
}

// ReissueAgent gives who acts for a party of one's own case a new code.
func (w *Work) ReissueAgent(ctx context.Context, id cases.ID, aid party.AgentID, i Identity, wall time.Time) (Credentials, error) {
	c, err := w.Case(ctx, id, who.CaseAmend)
	if err != nil {
		return Credentials{}, err
	}
	a, err := w.Tx.Agents.Get(ctx, id, aid)
	if err != nil {
		return Credentials{}, err
	}
	if !a.Live(w.Today()) {
		return Credentials{}, party.ErrRevoked
	}
	if i.How == "" {
		i.How = KnownToHandler
	}
	return w.reissueAgent(ctx, c.Facts(), a, i, wall)
}

func (w *Work) reissueAgent(ctx context.Context, f cases.Facts, a party.Agent, i Identity, wall time.Time) (Credentials, error) {
	var out Credentials
	out.QueryCode, a.CodeHash = w.Secrets.Code()
	if len(a.LastFour()) == 0 {
		out.PaperSecret, a.SecretHash = w.Secrets.Paper()
	}
	if err := w.Tx.Agents.Put(ctx, a); err != nil {
		return out, err
	}
	return out, w.reissued(ctx, f, "agent/"+string(a.ID), a.Phone, i, wall)
}

// reissued tells the custodian where, and the holder's phone that, a code was
// issued, and writes down how the identity was checked.
func (w *Work) reissued(ctx context.Context, f cases.Facts, holder, phone string, i Identity, wall time.Time) error {
	w.touch("%s", holder)
	known, err := w.factorOf(ctx, holder, f.ID, phone)
	if err != nil {
		return err
	}
	if err := w.message(ctx, known.Phone, "查询码已在窗口补发，原查询码作废。如非本人办理，请尽快联系办理窗口。", wall); err != nil {
		return err
	}
	w.tell(journal.Event{Kind: "credential.reissued", CaseID: string(f.ID), Subject: holder, Organization: w.Actor.Organization, Other: f.Custodian, On: w.Today(), Code: i.How})
	return w.record(ctx, string(f.ID), deed{action: "party.code_reissued", subject: holder, payload: map[string]any{"identity": i.How, "identity_text": i.Text}})
}

// publicOrgan tells which windows may make sure of somebody's identity for others.
func publicOrgan(o org.Organization) bool {
	switch o.Kind {
	case org.MediationCommittee, org.ArbitrationComm, org.LawFirm:
		return false
	}
	return !o.Ended
}
