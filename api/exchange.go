package api

import (
	"bytes"
	"context"
	"io"
	"mime"
	"mime/multipart"
	"net/url"
	"strings"
	"time"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/desk"
	"liandong/domain/exchange"
	"liandong/domain/fault"
	"liandong/domain/referral"
	"liandong/domain/who"
	"liandong/infra/bundlefile"
	"liandong/infra/filecheck"
	"liandong/infra/parsing"
)

func exchangeRoutes() []Route {
	return []Route{
		look("/referrals/:id/bundle", "下载移交材料包 · the bundle of a handoff", who.ReferralRead, ofReferral, exportBundle).logged(),
		act("POST", "/bundles/preview", "查看材料包，不入库 · look into a bundle; nothing is kept", who.CaseRegister, ofNothing, previewBundle).multipart().still(),
		act("POST", "/bundles", "接收材料包 · take a case in out of a bundle", who.CaseRegister, ofNothing, importBundle).creates().multipart(),
		look("/cases/:id/origin", "案件来源 · where a case came from", who.CaseFile, ofCase, showOrigin),
		look("/cases/:id/origin/receipt", "签收回执 · the signed receipt that travels back", who.CaseFile, ofCase, originReceipt).logged(),
		act("POST", "/referrals/:id/external-receipt", "登记送回的回执 · record a receipt that came back", who.ReferralDecide, ofReferral, externalReceipt),
		list("/referrals/:id/external-receipts", "送回的回执 · receipts that came back", who.ReferralRead, ofReferral, externalReceipts),
		act("POST", "/referrals/:id/external-result", "登记对方的结果 · record the result of a body outside", who.ReferralDecide, ofReferral, externalResult),
	}
}

// still says that a route takes a body and changes nothing.
func (r Route) still() Route { r.Write = false; return r }

func exportBundle(c *Call) (rawBody, error) {
	if _, _, err := c.Referral(c.ctx, c.referralID(), who.ReferralRead); err != nil {
		return rawBody{}, err // who may not know of it does not learn that a key is missing either
	}
	if err := c.sealing(); err != nil {
		return rawBody{}, err
	}
	parts, sent, err := c.ExportBundle(c.ctx, c.referralID())
	if err != nil {
		return rawBody{}, err
	}
	body, err := bundlefile.Bytes(parts)
	_, sum, _ := strings.Cut(sent.Digest, ":")
	return rawBody{bytes: body, kind: "application/zip", disposition: "attachment; filename*=UTF-8''" + url.PathEscape("liandong-"+sum[:12]+".zip")}, err
}

// bundleIn is the form of a bundle: one file.
type bundleIn struct {
	File file `json:"file"`

	refused error
}

// look reads the bundle through apart, before any unit of work begins.
func (in *bundleIn) look(ctx context.Context, p *parsing.Parser) error {
	in.refused = p.Bundle(ctx, in.File)
	return nil
}

func (in *bundleIn) canonical() []byte { return []byte(digestOf(in.File)) }

// readBundle reads a form with one file and nothing else.
func readBundle(req Request) (*bundleIn, error) {
	kind, params, err := mime.ParseMediaType(req.ContentType)
	if err != nil || kind != "multipart/form-data" || params["boundary"] == "" {
		return nil, errMultipart
	}
	part, err := multipart.NewReader(bytes.NewReader(req.Body), params["boundary"]).NextPart()
	if err != nil || part.FormName() != "file" {
		return nil, fault.New(fault.Malformed, "malformed", "上传的内容格式不正确", "send one field, file")
	}
	body, err := io.ReadAll(part)
	if err != nil {
		return nil, fault.New(fault.Malformed, "malformed", "上传的内容格式不正确", "the form cannot be read")
	}
	if len(body) == 0 {
		return nil, filecheck.ErrEmpty
	}
	return &bundleIn{File: body}, nil
}

// opened takes a bundle apart that was read through before.
func (c *Call) opened(in bundleIn) (exchange.Opened, error) {
	if in.refused != nil {
		return exchange.Opened{}, in.refused
	}
	return bundlefile.Open(in.File, c.Seal)
}

type packedCaseView struct {
	Bundle         string              `json:"bundle" doc:"digest of the manifest: the bundle's name"`
	Key            string              `json:"key" doc:"fingerprint of the key that signed"`
	Trusted        bool                `json:"trusted" doc:"somebody here answers for the key"`
	Known          bool                `json:"known" doc:"this handoff was taken in before"`
	From           string              `json:"from"`
	To             string              `json:"to"`
	CaseNumber     string              `json:"case_number" doc:"the sender's"`
	Title          string              `json:"title"`
	Category       string              `json:"category"`
	Claims         []string            `json:"claims"`
	Parties        []packedPartyView   `json:"parties"`
	Documents      []packedPaperView   `json:"documents"`
	HeldBack       []exchange.HeldBack `json:"held_back"`
	Custody        []priorStayView     `json:"custody"`
	UndisputedFact int                 `json:"undisputed_facts"`
}

type packedPartyView struct {
	Role string `json:"role"`
	Name string `json:"name"`
}

type packedPaperView struct {
	Title string `json:"title"`
	Size  int    `json:"size"`
}

// previewBundle says what taking a bundle in would make, before it is done.
func previewBundle(c *Call, in bundleIn) (packedCaseView, error) {
	if err := c.MayOwn(who.CaseRegister); err != nil {
		return packedCaseView{}, err
	}
	o, err := c.opened(in)
	if err != nil {
		return packedCaseView{}, err
	}
	m := o.Manifest
	v := packedCaseView{
		Bundle: o.Digest, Key: o.Signature.Key, From: m.Referral.From.Name, To: m.Referral.To.Name, CaseNumber: m.Case.Number, Title: o.Case.Title,
		Category: o.Case.Category, Claims: []string{}, Parties: []packedPartyView{}, Documents: []packedPaperView{}, HeldBack: m.HeldBack,
		Custody: priorStays(o.Custody.Stays), UndisputedFact: len(o.Case.UndisputedFacts),
	}
	for _, x := range o.Case.Claims {
		v.Claims = append(v.Claims, x.Text)
	}
	for _, p := range o.Case.Parties {
		v.Parties = append(v.Parties, packedPartyView{string(p.Role), p.Name})
	}
	for _, d := range m.Documents {
		v.Documents = append(v.Documents, packedPaperView{d.Title, d.Size})
	}
	switch k, err := c.Tx.Exchange.Key(c.ctx, v.Key); {
	case err == nil:
		v.Trusted = k.WithdrawnAt.IsZero() && k.PublicKey == o.Signature.PublicKey
	case fault.Of(err) == nil:
		return v, err
	}
	_, v.Known, err = c.Tx.Exchange.TakenIn(c.ctx, v.Key, m.Referral.ID)
	return v, err
}

type takenInView struct {
	caseHead
	Known        bool             `json:"known" doc:"this handoff was taken in before: nothing changed"`
	Documents    int              `json:"documents"`
	Warnings     []warningView    `json:"warnings"`
	QueryCode    string           `json:"query_code,omitempty" doc:"the first applicant's own code here, shown once"`
	SecondSecret string           `json:"second_secret,omitempty"`
	Receipt      exchange.Receipt `json:"receipt" doc:"signed: it travels back to the sender"`
}

func importBundle(c *Call, in bundleIn) (takenInView, error) {
	if err := c.MayOwn(who.CaseRegister); err != nil {
		return takenInView{}, err
	}
	if err := c.sealing(); err != nil {
		return takenInView{}, err
	}
	o, err := c.opened(in)
	if err != nil {
		return takenInView{}, err
	}
	out, err := c.TakeIn(c.ctx, o)
	if err != nil {
		return takenInView{}, err
	}
	c.location = prefix + "/cases/" + string(out.Case.ID)
	return takenInView{
		caseHead: c.head(out.Case), Known: out.Known, Documents: out.Documents, Warnings: c.warnings(out.Warnings), QueryCode: out.QueryCode,
		SecondSecret: out.PaperSecret, Receipt: out.Receipt,
	}, nil
}

type priorStayView struct {
	Seq          int        `json:"seq"`
	Organization orgView    `json:"organization" doc:"as it is called there"`
	From         *time.Time `json:"from"`
	Until        *time.Time `json:"until"`
}

// originView is the ledger of an installation that a case came through.
type originView struct {
	Installation string          `json:"installation" doc:"fingerprint of its key"`
	CaseNumber   string          `json:"case_number" doc:"its number there"`
	Bundle       string          `json:"bundle" doc:"digest of the manifest under which it left"`
	Custody      []priorStayView `json:"custody"`
}

func priorStays(all []exchange.Stay) []priorStayView {
	views := make([]priorStayView, 0, len(all))
	for _, s := range all {
		views = append(views, priorStayView{Seq: s.Seq, Organization: orgView{ID: s.Organization.ID, Name: s.Organization.Name}, From: instant(s.From), Until: instant(s.Until)})
	}
	return views
}

// origins shows the ledgers before ours, earliest first; none for a case that began here.
func (c *Call) origins(id cases.ID) ([]originView, error) {
	views := []originView{}
	o, found, err := c.Tx.Exchange.Origin(c.ctx, id)
	if err != nil || !found {
		return views, err
	}
	m, k, _, err := o.Records()
	for i, x := range k.Earlier {
		v := originView{Installation: x.Installation, CaseNumber: x.CaseNumber, Custody: priorStays(x.Stays)}
		if i < len(m.Earlier) {
			v.Bundle = m.Earlier[i].Bundle
		}
		views = append(views, v)
	}
	return append(views, originView{Installation: m.Installation, CaseNumber: m.Case.Number, Bundle: o.Digest, Custody: priorStays(k.Stays)}), err
}

type cameFromView struct {
	From     string              `json:"from" doc:"the unit that sent it"`
	Installs []originView        `json:"installations"`
	Path     []exchange.Referral `json:"referrals" doc:"the handoffs there, with their five times"`
	At       *time.Time          `json:"imported_at"`
}

func showOrigin(c *Call) (cameFromView, error) {
	if _, err := c.Case(c.ctx, c.caseID(), who.CaseFile); err != nil {
		return cameFromView{}, err
	}
	o, found, err := c.Tx.Exchange.Origin(c.ctx, c.caseID())
	if err != nil {
		return cameFromView{}, err
	}
	if !found {
		return cameFromView{}, who.ErrNotVisible
	}
	m, _, h, err := o.Records()
	if err != nil {
		return cameFromView{}, err
	}
	v := cameFromView{From: m.Referral.From.Name, Path: h.Referrals, At: instant(o.At)}
	v.Installs, err = c.origins(c.caseID())
	return v, err
}

func originReceipt(c *Call) (exchange.Receipt, error) {
	if _, _, err := c.See(c.ctx, c.caseID(), who.CaseFile); err != nil {
		return exchange.Receipt{}, err
	}
	if err := c.sealing(); err != nil {
		return exchange.Receipt{}, err
	}
	return c.OriginReceipt(c.ctx, c.caseID())
}

// externalReceiptIn is a receipt as it came back: the signed file, or what a
// person reads off a paper, with its proof.
type externalReceiptIn struct {
	Receipt      *exchange.Receipt      `json:"receipt,omitempty" doc:"the signed receipt.json; with it only reason is taken"`
	Number       string                 `json:"number,omitempty" doc:"the receiver's own number"`
	AcceptedOn   calendar.Date          `json:"accepted_on,omitempty"`
	FiledOn      calendar.Date          `json:"filed_on,omitempty"`
	FilingNumber string                 `json:"filing_number,omitempty"`
	Items        []exchange.ReceiptItem `json:"items,omitempty" doc:"what is not named is missing"`
	Proof        *cases.Proof           `json:"proof,omitempty"`
	Reason       string                 `json:"reason,omitempty"`
}

func externalReceipt(c *Call, in externalReceiptIn) (referralView, error) {
	if in.Receipt != nil {
		if _, _, err := c.Referral(c.ctx, c.referralID(), who.ReferralDecide); err != nil {
			return referralView{}, err
		}
		raw, err := exchange.Canonical(in.Receipt)
		if err != nil {
			return referralView{}, err
		}
		if err := bundlefile.Check(bundlefile.ReceiptPart, bytes.TrimSpace(raw)); err != nil {
			return referralView{}, exchange.ErrReceipt.WithFields(fault.Field{Pointer: "/receipt", Code: "schema", Detail: exchange.ErrReceipt.Title})
		}
	}
	return c.moved(c.ExternalReceipt(c.ctx, c.referralID(), desk.CameBack{Receipt: in.Receipt, Paper: desk.Paper{
		Number: strings.TrimSpace(in.Number), AcceptedOn: in.AcceptedOn, FiledOn: in.FiledOn, FilingNumber: strings.TrimSpace(in.FilingNumber),
		Items: in.Items, Proof: in.Proof, Reason: in.Reason,
	}}, c.version()))
}

type receiptBackView struct {
	ID         string         `json:"id"`
	Number     string         `json:"number"`
	AcceptedOn *calendar.Date `json:"accepted_on"`
	FiledOn    *calendar.Date `json:"filed_on"`
	Key        *string        `json:"key" doc:"that signed it; null for a paper"`
	Bundle     *string        `json:"bundle"`
	RecordedAt *time.Time     `json:"recorded_at"`
}

func externalReceipts(c *Call) (Items[receiptBackView], error) {
	if _, _, err := c.Referral(c.ctx, c.referralID(), who.ReferralRead); err != nil {
		return Items[receiptBackView]{}, err
	}
	all, err := c.Tx.Exchange.Answers(c.ctx, c.referralID())
	views := []receiptBackView{}
	for _, a := range all {
		views = append(views, receiptBackView{
			ID: a.ID, Number: a.Number, AcceptedOn: day(a.AcceptedOn), FiledOn: day(a.FiledOn), Key: optional(a.KeyID), Bundle: optional(a.Digest), RecordedAt: instant(a.At),
		})
	}
	return page(views, ""), err
}

type externalResultIn struct {
	Outcome    referral.Outcome `json:"outcome"`
	Text       string           `json:"text"`
	DocumentID string           `json:"document_id,omitempty"`
	Proof      *cases.Proof     `json:"proof,omitempty"`
}

func externalResult(c *Call, in externalResultIn) (referralView, error) {
	return c.moved(c.ExternalResult(c.ctx, c.referralID(), desk.Report{Outcome: in.Outcome, Text: in.Text, DocumentID: in.DocumentID}, in.Proof, c.version()))
}
