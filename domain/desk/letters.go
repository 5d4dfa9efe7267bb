package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"liandong/domain/cases"
	"liandong/domain/channel"
	"liandong/domain/document"
	"liandong/domain/fault"
	"liandong/domain/letter"
	"liandong/domain/party"
	"liandong/domain/procedure"
	"liandong/domain/referral"
	"liandong/domain/wall"
	"liandong/domain/who"
)

// Letters keeps what was printed on each letter that went out.
type Letters interface {
	Add(ctx context.Context, i letter.Issued) error
	// Get returns who.ErrNotVisible for a document that is no letter.
	Get(ctx context.Context, id document.ID) (letter.Issued, error)
	// AddVersion keeps an office's own text of a letter.
	AddVersion(ctx context.Context, v letter.Version) error
	// Versions lists an office's versions of a letter, newest first.
	Versions(ctx context.Context, organization, code string) ([]letter.Version, error)
	// Current gives the newest version of each letter an office has changed, by code.
	Current(ctx context.Context, organization string) (map[string]letter.Version, error)
}

// Lettering is a letter that somebody wants to make.
type Lettering struct {
	Template     string
	PartyID      party.ID
	ProceedingID procedure.ID
	ReferralID   referral.ID
	Form         string
	Fields       map[string]string // by field code: what the case does not know
}

// DraftLetter is a letter before it goes out.
type DraftLetter struct {
	Letter  *letter.Letter
	Version int
	Page    letter.Page
	Missing []string
	Class   wall.Class
	Party   party.ID

	about *matter
}

// LetterDraft fills a letter with what the case knows, and lists what it does
// not. It returns letter.ErrUnknown, ErrNotHere, ErrNoPlain, ErrNoReferral or
// ErrAccusation, document.ErrNoChannel for a paper of a mediation that the
// actor's team does not hold, and an Invalid fault for a field that is not to be typed.
func (w *Work) LetterDraft(ctx context.Context, id cases.ID, in Lettering) (DraftLetter, error) {
	m, err := w.matter(ctx, id, in)
	if err != nil {
		return DraftLetter{}, err
	}
	return w.fill(ctx, m, "", "")
}

// IssueLetter makes a letter: numbered, with a check code, kept as a document
// of the case in the class of its template. It returns what LetterDraft does,
// document.ErrTooMany, letter.ErrTooLong, and the press's own refusals.
func (w *Work) IssueLetter(ctx context.Context, id cases.ID, in Lettering) (document.Document, letter.Issued, error) {
	m, err := w.matter(ctx, id, in)
	if err != nil {
		return document.Document{}, letter.Issued{}, err
	}
	all, err := w.Tx.Documents.OfCase(ctx, id)
	if err != nil {
		return document.Document{}, letter.Issued{}, err
	}
	if len(all) >= document.MaxOfCase {
		return document.Document{}, letter.Issued{}, document.ErrTooMany
	}
	number := strings.TrimSpace(in.Fields["number"])
	if number == "" {
		number = fmt.Sprintf("%s-%d", m.c.Number, 1+count(all, func(d document.Document) bool { return d.Kind == "letter" }))
	}
	d := document.Document{
		ID: document.ID(w.NewID()), CaseID: id, ProceedingID: m.p.ID, Kind: "letter", Original: true, MediaType: "application/pdf", Organization: w.Actor.Organization,
		Team: w.Actor.Team, Author: w.Actor.User, Template: m.l.Code, Number: number, CheckCode: w.CheckCode(), At: w.Now,
	}
	draft, err := w.fill(ctx, m, d.Number, d.CheckCode)
	if err != nil {
		return d, letter.Issued{}, err
	}
	if draft.Page.Length() > letter.MaxLength {
		return d, letter.Issued{}, letter.ErrTooLong
	}
	pdf, err := w.Press.PDF(draft.Page)
	if err != nil {
		return d, letter.Issued{}, err
	}
	d.Title, d.Class, d.PartyID, d.Size, d.Digest = draft.Page.Title, draft.Class, draft.Party, len(pdf.Body), pdf.Digest
	i := letter.Issued{DocumentID: string(d.ID), Code: m.l.Code, Organization: d.Organization, Version: draft.Version, Page: draft.Page, Missing: draft.Missing}
	if err := w.Tx.Letters.Add(ctx, i); err != nil {
		return d, i, err
	}
	return d, i, w.keepDocument(ctx, d, pdf.Body, "letter.issued")
}

func count[T any](all []T, is func(T) bool) (n int) {
	for _, x := range all {
		if is(x) {
			n++
		}
	}
	return n
}

// Letter opens a letter that went out, for another way of printing it.
func (w *Work) Letter(ctx context.Context, id document.ID) (document.Document, letter.Issued, error) {
	d, err := w.Document(ctx, id)
	if err != nil {
		return d, letter.Issued{}, err
	}
	i, err := w.Tx.Letters.Get(ctx, id)
	if err != nil {
		return d, i, err
	}
	return d, i, w.record(ctx, string(d.CaseID), deed{action: "document.opened", subject: "document/" + string(id)})
}

// matter is what one letter is about.
type matter struct {
	l       *letter.Letter
	in      Lettering
	c       cases.Facts
	p       procedure.Facts // empty where none of the actor's own
	life    string
	r       referral.Facts // empty where no handoff is meant
	parties []party.Party
	to      party.Party // empty where it goes to no party
	form    string
	class   wall.Class
}

func (m *matter) accusation() bool { return m.c.Purpose == cases.Accusation }

// matter checks what a letter is to be made of.
func (w *Work) matter(ctx context.Context, id cases.ID, in Lettering) (*matter, error) {
	c, err := w.Case(ctx, id, who.CaseAmend)
	if err != nil {
		return nil, err
	}
	m := &matter{in: in, c: c.Facts(), form: in.Form}
	if m.l, err = letter.Find(in.Template); err != nil {
		return nil, err
	}
	if err := checkFields(in.Fields); err != nil {
		return nil, err
	}
	if m.parties, err = w.Tx.Parties.OfCase(ctx, id); err != nil {
		return nil, err
	}
	for _, find := range []func(context.Context, *matter) error{w.findProceeding, w.findReferral, w.findAddressee, w.findClass} {
		if err := find(ctx, m); err != nil {
			return nil, err
		}
	}
	return m, m.checkForm()
}

// findProceeding takes the proceeding named, or the actor's own that the letter belongs to.
func (w *Work) findProceeding(ctx context.Context, m *matter) error {
	if m.in.ProceedingID != "" {
		x, _, err := w.Proceeding(ctx, m.in.ProceedingID, who.ProceedingAct)
		if f := fault.Of(err); f != nil && f.Kind == fault.NotFound || err == nil && x.Facts().CaseID != m.c.ID {
			return fault.Invalid("/proceeding_id", "unknown_proceeding", "本案没有这个程序", "the case has no such proceeding")
		}
		if err != nil {
			return err
		}
		m.p, m.life = x.Facts(), procedure.LifeOf(x.Facts()).Name
		return nil
	}
	all, err := w.ownProceedings(ctx, m.c.ID)
	if err != nil {
		return err
	}
	for _, p := range all {
		life := procedure.LifeOf(p).Name
		if m.l.For(life) || m.life == "" {
			m.p, m.life = p, life
		}
	}
	return nil
}

// ownProceedings lists the proceedings of the actor's team, ended ones first.
func (w *Work) ownProceedings(ctx context.Context, id cases.ID) ([]procedure.Facts, error) {
	all, err := w.Tx.Proceedings.OfCase(ctx, id)
	all = slices.DeleteFunc(all, func(p procedure.Facts) bool {
		return p.Organization != w.Actor.Organization || (p.Team != "" && p.Team != w.Actor.Team) || !slices.Contains(Handlers[string(p.Channel)], w.Actor.Role)
	})
	slices.SortStableFunc(all, func(x, y procedure.Facts) int {
		switch {
		case x.Open() == y.Open():
			return 0
		case x.Open():
			return 1
		}
		return -1
	})
	return all, err
}

// findReferral takes the handoff named, or the last one in which the actor
// stands on the side from which such a letter goes.
func (w *Work) findReferral(ctx context.Context, m *matter) error {
	mine := w.Actor.Organization
	if m.in.ReferralID != "" {
		r, c, err := w.Referral(ctx, m.in.ReferralID, who.ReferralRead)
		if f := fault.Of(err); f != nil && f.Kind == fault.NotFound || err == nil && (c.Facts().ID != m.c.ID || r.Facts().From != mine && r.Facts().To != mine) {
			return fault.Invalid("/referral_id", "unknown_referral", "本案没有这次移交", "the case has no such handoff of yours")
		}
		if err != nil {
			return err
		}
		m.r = r.Facts()
		return nil
	}
	all, err := w.Tx.Referrals.OfCase(ctx, m.c.ID)
	if err != nil {
		return err
	}
	for _, r := range all {
		sent := m.l.To == "receiver" || m.l.Frame == letter.Party && r.Channel.OnApplication() // the window prepares what the party hands in
		if sent && r.From == mine || m.l.To != "receiver" && r.To == mine {
			m.r = r
		}
	}
	about := slices.ContainsFunc(m.l.Calls, func(c letter.Call) bool { return c.By == "referral" })
	if m.r.ID == "" && about && (m.l.To == "receiver" || m.l.To == "sender") {
		return letter.ErrNoReferral
	}
	return nil
}

func (w *Work) findAddressee(ctx context.Context, m *matter) error {
	if m.in.PartyID != "" {
		var err error
		m.to, err = w.party(ctx, m.c.ID, m.in.PartyID, "/party_id")
		return err
	}
	role := party.Applicant
	switch {
	case m.l.To == "respondent":
		role = party.Respondent
	case m.l.To == "applicant", m.l.To == "party", m.l.Frame == letter.Party && m.l.To == "file": // whose paper it is
	default:
		return nil
	}
	if i := slices.IndexFunc(m.parties, func(p party.Party) bool { return p.Role == role }); i >= 0 {
		m.to = m.parties[i]
	}
	return nil
}

// accuses tells whether a letter is one that a matter of accusation may have:
// those of a petition by name, not those of every life.
func accuses(l *letter.Letter) bool {
	return slices.ContainsFunc(l.Lives, func(life string) bool { return strings.HasPrefix(life, "petition") })
}

// findClass decides whether the letter may be made here, and how far it goes.
func (w *Work) findClass(ctx context.Context, m *matter) error {
	m.class = m.l.Class
	fits := m.l.For(m.life) || slices.Contains(m.l.Routes(), string(m.r.Route)) || m.l.Frame == letter.Party && m.class != wall.Channel
	if m.accusation() {
		if !accuses(m.l) || m.to.ID != "" && m.to.Role != party.Applicant {
			return letter.ErrAccusation
		}
		m.class = wall.Protected
	}
	if !fits {
		return letter.ErrNotHere
	}
	if m.l.Code == "undisputed_facts" {
		all, err := w.undisputedOf(ctx, m)
		if err != nil {
			return err
		}
		if len(all) == 0 {
			return letter.ErrNotReleased
		}
		if !slices.ContainsFunc(all, func(s statement) bool { return s.ConfirmedOn == "" }) {
			m.class = wall.CaseClass
		}
	}
	if m.class == wall.Channel && (m.p.ID == "" || !m.p.Channel.Mediation() && m.p.Channel != channel.Petition) {
		return document.ErrNoChannel
	}
	return nil
}

func (m *matter) checkForm() error {
	switch {
	case m.form == "" && m.to.Needs != nil && m.to.Needs.LargePrint:
		m.form = letter.LargePrint
	case m.form == "":
		m.form = letter.Standard
	case !slices.Contains(letter.Forms, m.form):
		return fault.Invalid("/form", "unknown_code", "请选择标准版、通俗版或者大字版", "choose standard, plain or large_print")
	}
	if m.form == letter.Plain && len(m.l.Words) == 0 {
		return letter.ErrNoPlain
	}
	return nil
}

// checkFields refuses what is not to be typed, before it is known what the case knows.
func checkFields(fields map[string]string) error {
	var c fault.Check
	if len(fields) > 60 {
		c.Add("/fields", "too_many", "填写的内容过多", "too many fields")
	}
	for _, code := range sortedKeys(fields) {
		f, ok := letter.FieldOf(code)
		at := "/fields/" + code
		switch {
		case !ok:
			c.Add(at, "unknown_field", "没有这个字段："+code, "there is no such field: "+code)
		case f.Kind == "made":
			c.Add(at, "made_by_system", "“"+f.Name.ZH+"”由系统生成，不能填写", f.Name.EN+" is written by the system")
		case utf8.RuneCountInString(fields[code]) > MaxText:
			c.Add(at, "too_long", "不能超过2000字", "at most 2,000 characters")
		case code == "number" && utf8.RuneCountInString(fields[code]) > 60:
			c.Add(at, "too_long", "文号不能超过60字", "a number has at most 60 characters")
		}
	}
	return c.Err()
}
