package desk

import (
	"context"

	"liandong/domain/document"
	"liandong/domain/letter"
	"liandong/domain/who"
)

// LetterVersion gives the text of a letter as the actor's organisation prints
// it: its own version, or the standard. It returns letter.ErrUnknown.
func (w *Work) LetterVersion(ctx context.Context, code string) (*letter.Letter, letter.Version, error) {
	if err := w.MayOwn(who.OrganizationRead); err != nil {
		return nil, letter.Version{}, err
	}
	l, err := letter.Find(code)
	if err != nil {
		return nil, letter.Version{}, who.ErrNotVisible
	}
	v := letter.Version{Code: code}
	all, err := w.Tx.Letters.Versions(ctx, string(w.Actor.Organization), code)
	if len(all) > 0 && !all[0].Back() {
		v = all[0]
	}
	if v.Number == 0 {
		v.Blocks = l.Template(letter.Standard)
	}
	return l, v, err
}

// KeepLetterVersion makes an office's own text of a letter the one it prints
// from now on. It returns what letter.CheckVersion says, and the press on the file.
func (w *Work) KeepLetterVersion(ctx context.Context, code string, docx []byte, digest string) (*letter.Letter, letter.Version, error) {
	if err := w.MayOwn(who.LetterKeep); err != nil {
		return nil, letter.Version{}, err
	}
	l, err := letter.Find(code)
	if err != nil {
		return nil, letter.Version{}, who.ErrNotVisible
	}
	blocks, err := w.Press.Read(docx)
	if err != nil {
		return l, letter.Version{}, err
	}
	if err := letter.CheckVersion(l, blocks); err != nil {
		return l, letter.Version{}, err
	}
	return w.keepVersion(ctx, l, blocks, digest, "letter_template.kept")
}

// DropLetterVersion goes back to the standard; the versions before are kept.
// Where the standard holds already nothing changes.
func (w *Work) DropLetterVersion(ctx context.Context, code string) (*letter.Letter, letter.Version, error) {
	if err := w.MayOwn(who.LetterKeep); err != nil {
		return nil, letter.Version{}, err
	}
	l, v, err := w.LetterVersion(ctx, code)
	if err != nil || v.Number == 0 {
		return l, v, err
	}
	return w.keepVersion(ctx, l, nil, "", "letter_template.dropped")
}

func (w *Work) keepVersion(ctx context.Context, l *letter.Letter, blocks []letter.Block, digest, action string) (*letter.Letter, letter.Version, error) {
	before, err := w.Tx.Letters.Versions(ctx, string(w.Actor.Organization), l.Code)
	if err != nil {
		return l, letter.Version{}, err
	}
	v := letter.Version{Organization: w.Actor.Organization, Code: l.Code, Number: 1, Blocks: blocks, Digest: digest, Author: w.Actor.User, At: w.Now}
	if len(before) > 0 {
		v.Number = before[0].Number + 1
	}
	if err := w.Tx.Letters.AddVersion(ctx, v); err != nil {
		return l, v, err
	}
	subject := "letter_template/" + l.Code
	w.touch("%s", subject)
	return l, v, w.record(ctx, "", deed{action: action, subject: subject, payload: map[string]any{"version": v.Number, "digest": digest}})
}

// Checked is what anyone may learn of a letter by its check code.
type Checked struct {
	Document document.Document
	Page     letter.Page
	Issuer   string
}

// CheckLetter looks a letter up by its check code, as a person types it. It
// returns who.ErrNotVisible for a code that is on no letter.
func (w *Work) CheckLetter(ctx context.Context, typed string) (Checked, error) {
	code := letter.CheckCode(typed)
	if code == "" {
		return Checked{}, who.ErrNotVisible
	}
	d, err := w.Tx.Documents.ByCheck(ctx, code)
	if err != nil {
		return Checked{}, err
	}
	i, err := w.Tx.Letters.Get(ctx, d.ID)
	return Checked{Document: d, Page: i.Page, Issuer: i.Page.Issuer}, err
}
