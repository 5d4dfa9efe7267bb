package exchange

import (
	"path"
	"strings"

	"liandong/domain/bundle"
	"liandong/domain/fault"
)

// Content is what an installation puts into a bundle; the manifest is
// complete but for the parts, which Make lists.
type Content struct {
	Manifest Manifest
	Case     Case
	Custody  Custody
	Handoff  Handoff
	Bodies   Parts // documents by their path
}

// endings of file names by type; what is not known has none.
var endings = map[string]string{
	"application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp", "image/tiff": ".tif", "text/plain": ".txt",
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
	"audio/mpeg": ".mp3", "audio/mp4": ".m4a", "audio/x-m4a": ".m4a", "audio/wav": ".wav", "video/mp4": ".mp4",
}

// PathOf is where a document lies: under its digest, so that its name says nothing.
func PathOf(digest, mediaType string) string {
	_, sum, _ := strings.Cut(digest, ":")
	return path.Join("documents", sum+endings[mediaType])
}

// Make writes the parts of a bundle and signs them. The same content gives the
// same bytes.
func Make(c Content, seal Seal) (Parts, string, error) {
	p := Parts{}
	for name, body := range c.Bodies {
		p[name] = body
	}
	for name, record := range map[string]any{CasePart: c.Case, CustodyPart: c.Custody, HandoffPart: c.Handoff} {
		raw, err := Canonical(record)
		if err != nil {
			return nil, "", err
		}
		p[name] = raw
	}
	blank, err := Canonical(Blank(c.Manifest))
	if err != nil {
		return nil, "", err
	}
	p[TemplatePart], p[PaperPart], p[ReadMePart] = blank, []byte(paper(c.Manifest)), []byte(readMe)
	m := c.Manifest
	m.Parts = nil
	for _, name := range p.Names() {
		m.Parts = append(m.Parts, Part{Path: name, Size: len(p[name]), Digest: seal.Sum(p[name])})
	}
	if p[ManifestPart], err = Canonical(m); err != nil {
		return nil, "", err
	}
	digest := seal.Sum(p[ManifestPart])
	signed, err := seal.Sign(Text(Format, digest))
	if err != nil {
		return nil, "", err
	}
	p[SignaturePart], err = Canonical(Signatures{Format: SignatureFormat, Signs: ManifestPart, Digest: digest, Signatures: []Signature{signed}})
	return p, digest, err
}

// Blank is a receipt to be filled in by a body without an installation.
func Blank(m Manifest) Receipt {
	r := Receipt{Format: ReceiptFormat, Sender: m.Installation, ReferralID: m.Referral.ID, CaseNumber: m.Case.Number, Receiver: m.Referral.To, Items: []ReceiptItem{}}
	for _, d := range m.Documents {
		r.Items = append(r.Items, ReceiptItem{ID: d.ID, Digest: d.Digest, State: Missing})
	}
	return r
}

// Whole makes the receipt of a bundle that was examined: every item is there.
func Whole(o Opened) Receipt {
	r := Blank(o.Manifest)
	r.Bundle, r.Export = o.Digest, o.Manifest.Export
	for i := range r.Items {
		r.Items[i].State = Received
	}
	return r
}

// Sealed signs a receipt.
func (r Receipt) Sealed(seal Seal) (Receipt, error) {
	digest, err := r.digest(seal)
	if err != nil {
		return r, err
	}
	s, err := seal.Sign(Text(ReceiptFormat, digest))
	r.Signatures = []Signature{s}
	return r, err
}

func (r Receipt) digest(seal Seal) (string, error) {
	r.Signatures = nil
	raw, err := Canonical(r)
	return seal.Sum(raw), err
}

// Signed checks the receipt's signature. It returns ErrReceipt unless all of
// them hold, and the id of the first key.
func (r Receipt) Signed(seal Seal) (Signature, error) {
	digest, err := r.digest(seal)
	if err != nil {
		return Signature{}, err
	}
	if len(r.Signatures) == 0 {
		return Signature{}, ErrReceipt.WithFields(field("/receipt/signatures", "required", "回执没有签名", "the receipt is not signed"))
	}
	for _, s := range r.Signatures {
		if !seal.Good(Text(ReceiptFormat, digest), s) {
			return Signature{}, ErrReceipt.WithFields(field("/receipt/signatures", "signature", "签名不成立", "the signature does not hold"))
		}
	}
	return r.Signatures[0], nil
}

func field(pointer, code, zh, en string) fault.Field {
	return fault.Field{Pointer: pointer, Code: code, Detail: said(zh, en)}
}

// Named lists the items as the receiver has them, for bundle.Sign: what it
// does not have is left out.
func (r Receipt) Named() []bundle.Signed {
	all := []bundle.Signed{}
	for _, i := range r.Items {
		if i.State != Missing {
			all = append(all, bundle.Signed{ID: i.ID, Digest: i.Digest})
		}
	}
	return all
}
