package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/url"
	"strings"
	"time"

	"liandong/domain/bundle"
	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/desk"
	"liandong/domain/document"
	"liandong/domain/fault"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/wall"
	"liandong/domain/who"
	"liandong/infra/filecheck"
)

func documentRoutes() []Route {
	return []Route{
		list("/cases/:id/documents", "材料 · documents of a case", who.CaseFile, ofCase, caseDocuments).logged(),
		act("POST", "/cases/:id/documents", "上传材料 · add a document", who.CaseAmend, ofCase, uploadDocument).creates().multipart(),
		look("/documents/:id", "材料 · a document", who.CaseFile, ofDocument, showDocument).logged(),
		look("/documents/:id/content", "打开材料 · a document's content", who.CaseFile, ofDocument, documentContent).logged().
			with(Parameter{Name: "inline", Doc: "not empty: to be shown in the page, where it is a picture or PDF"}, Parameter{Name: "as", Doc: "of a letter: the same words another way", Codes: []string{"pdf", "docx", "html"}}),
		act("POST", "/referrals/:id/receipt", "清点签收 · sign for the bundle, item by item", who.ReferralAnswer, ofReferral, signReceipt),
		list("/proceedings/:id/undisputed-facts", "无争议事实 · undisputed facts", who.ProceedingRead, ofProceeding, undisputedFacts),
		act("POST", "/proceedings/:id/undisputed-facts", "记载无争议事实 · write undisputed facts down", who.ProceedingAct, ofProceeding, writeUndisputed).creates(),
		act("POST", "/cases/:id/safety-report", "依法报告 · a lawful report of danger", who.CaseAmend, ofCase, safetyReport).creates(),
		list("/safety-reports", "依法报告 · reports of danger", who.SafetyRead, ofNothing, safetyReports, Parameter{Name: "box", Doc: "in, or out for those made", Codes: []string{"in", "out"}}),
	}
}

// uploadIn is a document's form. Bytes and what is said of them come together.
type uploadIn struct {
	Class      wall.Class `json:"class"`
	Title      string     `json:"title,omitempty" doc:"the file's name by default"`
	Kind       string     `json:"kind,omitempty"`
	Form       string     `json:"form,omitempty" doc:"original or copy; copy by default"`
	OriginalAt string     `json:"original_at,omitempty" doc:"where the original of a copy lies"`
	PartyID    party.ID   `json:"party_id,omitempty" doc:"who handed it in"`
	File       file       `json:"file"`

	kind    string // by its content
	refused error  // why it is not taken: told after access was checked
}

// file is the bytes of an upload.
type file []byte

// readUpload reads a form with one file. Every field but the file is short, and none is read twice.
func readUpload(req Request) (*uploadIn, error) {
	kind, params, err := mime.ParseMediaType(req.ContentType)
	if err != nil || kind != "multipart/form-data" || params["boundary"] == "" {
		return nil, errMultipart
	}
	in := &uploadIn{}
	form := multipart.NewReader(bytes.NewReader(req.Body), params["boundary"])
	for n := 0; ; n++ {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return in, in.check()
		}
		if err != nil || n > 20 {
			return nil, fault.New(fault.Malformed, "malformed", "上传的内容格式不正确", "the form cannot be read")
		}
		if err := in.take(part); err != nil {
			return nil, err
		}
	}
}

func (in *uploadIn) take(part *multipart.Part) error {
	name := part.FormName()
	body, err := io.ReadAll(io.LimitReader(part, document.MaxBytes+1))
	if err != nil {
		return fault.New(fault.Malformed, "malformed", "上传的内容格式不正确", "the form cannot be read")
	}
	text := strings.TrimSpace(string(body))
	if name != "file" && len(body) > 4<<10 {
		return fault.Invalid("/"+name, "too_long", "内容过长", "this is too long")
	}
	switch name {
	case "file":
		in.File = body
		if in.Title == "" {
			in.Title = part.FileName()
		}
	case "class":
		in.Class = wall.Class(text)
	case "title":
		in.Title = text
	case "kind":
		in.Kind = text
	case "form", "original", "copy":
		in.Form = formOf(name, text)
	case "original_at":
		in.OriginalAt = text
	case "party_id":
		in.PartyID = party.ID(text)
	default:
		return fault.New(fault.Malformed, "malformed", "请求内容的格式不正确", "the request body cannot be read").
			WithFields(fault.Invalid("/"+name, "unknown_field", "没有这个字段："+name, "unknown field: "+name).Fields...)
	}
	return nil
}

// formOf reads form=original, original=true and copy=true alike.
func formOf(name, text string) string {
	switch {
	case name == "form", text == "original", text == "copy":
		return text
	case (name == "original") == (text == "true" || text == "1"):
		return "original"
	}
	return "copy"
}

func (in *uploadIn) check() error {
	if in.Form != "" && in.Form != "original" && in.Form != "copy" {
		return fault.Invalid("/form", "unknown_code", "请选择原件或者复印件", "say whether it is the original or a copy")
	}
	if in.File == nil {
		return filecheck.ErrEmpty
	}
	return nil
}

// canonical is what the form says, however it was sent: the same upload again
// has the same digest.
func (in *uploadIn) canonical() []byte {
	parts := []string{string(in.Class), in.Title, in.Kind, in.Form, in.OriginalAt, string(in.PartyID), digestOf(in.File)}
	return []byte(strings.Join(parts, "\x00"))
}

func digestOf(body []byte) string {
	sum := sha256.Sum256(body)
	return "sha256:" + hex.EncodeToString(sum[:])
}

type documentView struct {
	ID           document.ID `json:"id"`
	CaseID       string      `json:"case_id"`
	Title        string      `json:"title"`
	Kind         string      `json:"kind"`
	Class        wall.Class  `json:"class"`
	Form         string      `json:"form" doc:"original or copy"`
	OriginalAt   string      `json:"original_at,omitempty"`
	MediaType    string      `json:"media_type" doc:"by content"`
	Size         int         `json:"size" doc:"bytes"`
	Digest       string      `json:"digest" doc:"of what was handed in, which is kept as it came"`
	Stripped     bool        `json:"stripped,omitempty" doc:"a picture or recording: its content is given out without what a device wrote into it, such as where it was taken"`
	Held         string      `json:"held,omitempty" doc:"waiting: the scanner has not answered; harmful: it found something and the content is gone"`
	Organization orgView     `json:"organization"`
	PartyID      string      `json:"party_id,omitempty"`
	Template     string      `json:"template,omitempty"`
	Number       string      `json:"number,omitempty"`
	CheckCode    string      `json:"check_code,omitempty"`
	AddedAt      *time.Time  `json:"added_at"`
	Content      string      `json:"content" doc:"where its bytes are"`
	Returned     *returnView `json:"returned,omitempty" doc:"to whom the original went back; with a single look"`
}

func (c *Call) document(d document.Document) documentView {
	v := documentView{
		ID: d.ID, CaseID: string(d.CaseID), Title: d.Title, Kind: d.Kind, Class: d.Class, Form: "copy", OriginalAt: d.LiesAt, MediaType: d.MediaType, Size: d.Size,
		Digest: d.Digest, Stripped: filecheck.Strips(d.MediaType), Held: string(d.Held), Organization: c.org(d.Organization), PartyID: string(d.PartyID), Template: d.Template, Number: d.Number, CheckCode: d.CheckCode,
		AddedAt: instant(d.At), Content: prefix + "/documents/" + string(d.ID) + "/content",
	}
	if d.Original {
		v.Form = "original"
	}
	return v
}

func caseDocuments(c *Call) (Items[documentView], error) {
	all, err := c.Documents(c.ctx, c.caseID())
	views := make([]documentView, 0, len(all))
	for _, d := range all {
		views = append(views, c.document(d))
	}
	if err != nil {
		return page(views, ""), err
	}
	return page(views, ""), c.notice(string(c.caseID()), "documents.listed", "case/"+string(c.caseID()))
}

func uploadDocument(c *Call, in uploadIn) (documentView, error) {
	if _, err := c.Case(c.ctx, c.caseID(), who.CaseAmend); err != nil {
		return documentView{}, err
	}
	if in.refused != nil {
		return documentView{}, in.refused
	}
	d, err := c.AddDocument(c.ctx, c.caseID(), desk.Upload{
		Title: in.Title, Kind: in.Kind, Class: in.Class, Original: in.Form == "original", LiesAt: in.OriginalAt, PartyID: in.PartyID,
		MediaType: in.kind, Digest: digestOf(in.File), Body: in.File,
	})
	if err != nil {
		return documentView{}, err
	}
	c.location = prefix + "/documents/" + string(d.ID)
	return c.document(d), nil
}

func (c *Call) documentID() document.ID { return document.ID(c.req.Params["id"]) }

func showDocument(c *Call) (documentView, error) {
	d, err := c.Document(c.ctx, c.documentID())
	if err != nil {
		return documentView{}, err
	}
	v := c.document(d)
	r, ok, err := c.ReturnOf(c.ctx, d)
	if err != nil {
		return v, err
	}
	if ok {
		v.Returned = returnOf(r)
	}
	return v, c.notice(string(d.CaseID), "document.looked_at", "document/"+string(d.ID))
}

func documentContent(c *Call) (rawBody, error) {
	if as := c.req.Query["as"]; as != "" && as != "pdf" {
		return letterContent(c, as)
	}
	d, body, err := c.Content(c.ctx, c.documentID())
	if err != nil {
		return rawBody{}, err
	}
	return c.file(d, body), nil
}

// file sends a document's bytes as a file to keep; pictures and PDF may be
// shown in the page that asks, which runs nothing of theirs. Pictures and
// recordings go without the place where they were made.
func (c *Call) file(d document.Document, body []byte) rawBody {
	how := "attachment"
	if c.req.Query["inline"] != "" && (strings.HasPrefix(d.MediaType, "image/") || d.MediaType == "application/pdf") {
		how = "inline"
	}
	kind := d.MediaType
	if kind == "text/plain" {
		kind += "; charset=utf-8"
	}
	return rawBody{bytes: filecheck.Strip(d.MediaType, body), kind: kind, disposition: how + "; filename*=UTF-8''" + url.PathEscape(fileName(d))}
}

// endings of file names by type.
var endings = map[string]string{
	"application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp", "image/tiff": ".tif", "text/plain": ".txt",
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
	"audio/mpeg": ".mp3", "audio/mp4": ".m4a", "audio/x-m4a": ".m4a", "audio/wav": ".wav", "video/mp4": ".mp4",
}

func fileName(d document.Document) string {
	name := strings.Map(func(r rune) rune {
		if r < 0x20 || strings.ContainsRune(`/\\:*?"<>|`, r) {
			return '_'
		}
		return r
	}, d.Title)
	end := endings[d.MediaType]
	if !strings.HasSuffix(strings.ToLower(name), end) {
		name += end
	}
	return name
}

type receiptIn struct {
	Items []bundle.Signed `json:"items"`

	ReceivedOn calendar.Date `json:"received_on,omitempty" doc:"the day on the paper receipt, where it was signed before it could be entered"`
	Proof      *cases.Proof  `json:"proof,omitempty"`
	Reason     string        `json:"reason,omitempty"`
}

func signReceipt(c *Call, in receiptIn) (referralView, error) {
	_, r, x, err := c.Receipt(c.ctx, c.referralID(), in.Items, desk.Day{On: in.ReceivedOn, Proof: in.Proof, Reason: in.Reason})
	if err != nil {
		return referralView{}, err
	}
	return c.referral(r.Facts(), x.Facts())
}

type undisputedIn struct {
	Text string `json:"text"`
}

type undisputedView struct {
	ID          string         `json:"id"`
	Text        string         `json:"text"`
	At          *time.Time     `json:"at"`
	ConfirmedOn *calendar.Date `json:"confirmed_on" doc:"the day the last side confirmed it in writing; until then it stays in the mediation"`
}

func undisputedOf(s bundle.Statement) undisputedView {
	return undisputedView{ID: s.ID, Text: s.Text, At: instant(s.At), ConfirmedOn: day(s.ConfirmedOn)}
}

func writeUndisputed(c *Call, in undisputedIn) (undisputedView, error) {
	s, err := c.WriteUndisputed(c.ctx, c.proceedingID(), in.Text)
	return undisputedOf(s), err
}

func undisputedFacts(c *Call) (Items[undisputedView], error) {
	_, x, err := c.Proceeding(c.ctx, c.proceedingID(), who.ProceedingRead)
	if err != nil {
		return Items[undisputedView]{}, err
	}
	all, err := c.Undisputed(c.ctx, x.Facts())
	views := []undisputedView{}
	for _, s := range all {
		if s.ProceedingID == c.proceedingID() {
			views = append(views, undisputedOf(s))
		}
	}
	return page(views, ""), err
}

type safetyIn struct {
	Kind string `json:"kind"`
	To   string `json:"to"`
	Text string `json:"text"`
}

type safetyReportView struct {
	ID     string     `json:"id"`
	CaseID string     `json:"case_id"`
	Kind   string     `json:"kind"`
	From   orgView    `json:"from"`
	To     orgView    `json:"to"`
	Text   string     `json:"text"`
	At     *time.Time `json:"at"`
	Cite   string     `json:"cite"`
}

func (c *Call) safety(r bundle.Report) safetyReportView {
	return safetyReportView{ID: r.ID, CaseID: string(r.CaseID), Kind: r.Kind, From: c.org(r.From), To: c.org(r.To), Text: r.Text, At: instant(r.At), Cite: bundle.Outlets[r.Kind].Cite.String()}
}

func safetyReport(c *Call, in safetyIn) (safetyReportView, error) {
	r, err := c.ReportSafety(c.ctx, c.caseID(), desk.Reporting{Kind: in.Kind, To: org.ID(in.To), Text: in.Text})
	if err != nil {
		return safetyReportView{}, err
	}
	return c.safety(r), nil
}

func safetyReports(c *Call) (Items[safetyReportView], error) {
	all, err := c.SafetyReports(c.ctx, c.req.Query["box"] == "out")
	views := []safetyReportView{}
	for _, r := range all {
		views = append(views, c.safety(r))
	}
	return page(views, ""), err
}
