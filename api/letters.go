package api

import (
	"net/url"
	"slices"
	"strconv"
	"time"

	"liandong/domain/calendar"
	"liandong/domain/desk"
	"liandong/domain/document"
	"liandong/domain/fault"
	"liandong/domain/lang"
	"liandong/domain/letter"
	"liandong/domain/party"
	"liandong/domain/procedure"
	"liandong/domain/referral"
	"liandong/domain/wall"
	"liandong/domain/who"
)

func letterRoutes() []Route {
	draft := act("POST", "/cases/:id/letters/draft", "文书草稿 · a letter before it goes out", who.CaseAmend, ofCase, draftLetter).logged()
	printed := act("POST", "/cases/:id/letters/draft/pdf", "文书草稿预览 · a draft as PDF", who.CaseAmend, ofCase, draftPDF).logged()
	draft.Write, printed.Write = false, false // a look: nothing is kept
	return []Route{
		list("/letter-templates", "文书模板 · letters and their texts", who.OrganizationRead, ofNothing, letterTemplates),
		look("/letter-templates/:code", "文书模板 · one letter, with the office's versions", who.OrganizationRead, ofNothing, letterTemplate),
		look("/letter-templates/:code/docx", "下载模板 · a letter's text to edit in WPS or Word", who.OrganizationRead, ofNothing, templateFile).
			with(Parameter{Name: "version", Doc: "an earlier version of the office; 0 is the standard"}),
		act("PUT", "/letter-templates/:code", "更换本单位模板 · the office's own text of a letter", who.LetterKeep, ofNothing, keepTemplate).multipart(),
		act("DELETE", "/letter-templates/:code", "恢复标准模板 · back to the standard text", who.LetterKeep, ofNothing, dropTemplate),
		act("POST", "/cases/:id/letters", "出具文书 · make a letter", who.CaseAmend, ofCase, issueLetter).creates(),
		draft, printed,
		list("/cases/:id/letters/suggested", "应当出具的文书 · letters that the case calls for", who.CaseAmend, ofCase, suggestedLetters),
		look("/public/check/:code", "核验文书 · is this letter genuine", who.Public, ofPublic, publicCheck),
	}
}

type letterIn struct {
	Template     string            `json:"template" doc:"code of a letter"`
	PartyID      party.ID          `json:"party_id,omitempty" doc:"to whom; the applicant by default"`
	ProceedingID procedure.ID      `json:"proceeding_id,omitempty" doc:"your own one that the letter belongs to by default"`
	ReferralID   referral.ID       `json:"referral_id,omitempty" doc:"the last one in which you stand on the letter's side by default"`
	Form         string            `json:"form,omitempty" doc:"standard, plain or large_print; what the party needs by default"`
	Fields       map[string]string `json:"fields,omitempty" doc:"by field code: what the case does not know"`
}

func (in letterIn) lettering() desk.Lettering {
	return desk.Lettering{Template: in.Template, PartyID: in.PartyID, ProceedingID: in.ProceedingID, ReferralID: in.ReferralID, Form: in.Form, Fields: in.Fields}
}

type letterFieldView struct {
	Field    string `json:"field"`
	Name     string `json:"name"`
	Kind     string `json:"kind" doc:"made by the system, a fact of the case, typed, of a party, of the other side, or of the mediation"`
	Required bool   `json:"required" doc:"no version of the letter may lose it"`
}

func (c *Call) fields(codes []string, required []string) []letterFieldView {
	views := []letterFieldView{}
	for _, code := range codes {
		if f, ok := letter.FieldOf(code); ok {
			views = append(views, letterFieldView{Field: code, Name: c.say(f.Name), Kind: f.Kind, Required: slices.Contains(required, code)})
		}
	}
	return views
}

type letterView struct {
	documentView
	Form            string            `json:"form_of_print" doc:"standard, plain or large_print"`
	TemplateVersion int               `json:"template_version" doc:"of the office's own text; 0 is the standard"`
	Missing         []letterFieldView `json:"missing" doc:"what stands on it as a blank"`
	Files           filesView         `json:"files"`
}

type filesView struct {
	PDF  string `json:"pdf" doc:"as issued; its bytes are kept"`
	Docx string `json:"docx" doc:"the same words for WPS and Word, written from what was kept"`
	HTML string `json:"html" doc:"the same words for screen readers"`
}

func (c *Call) letter(d document.Document, i letter.Issued) letterView {
	v := letterView{documentView: c.document(d), Form: i.Page.Form, TemplateVersion: i.Version, Missing: c.fields(i.Missing, nil)}
	v.Files = filesView{PDF: v.Content, Docx: v.Content + "?as=docx", HTML: v.Content + "?as=html"}
	return v
}

func issueLetter(c *Call, in letterIn) (letterView, error) {
	d, i, err := c.IssueLetter(c.ctx, c.caseID(), in.lettering())
	if err != nil {
		return letterView{}, err
	}
	c.location = prefix + "/documents/" + string(d.ID)
	return c.letter(d, i), nil
}

type letterDraftView struct {
	Template        string            `json:"template"`
	Title           string            `json:"title"`
	Class           wall.Class        `json:"class"`
	Form            string            `json:"form"`
	TemplateVersion int               `json:"template_version"`
	Missing         []letterFieldView `json:"missing" doc:"what would stand on it as a blank"`
	Blocks          []letter.Block    `json:"blocks" doc:"the words, paragraph by paragraph"`
}

func draftLetter(c *Call, in letterIn) (letterDraftView, error) {
	d, err := c.LetterDraft(c.ctx, c.caseID(), in.lettering())
	if err != nil {
		return letterDraftView{}, err
	}
	v := letterDraftView{Template: d.Letter.Code, Title: d.Page.Title, Class: d.Class, Form: d.Page.Form, TemplateVersion: d.Version, Missing: c.fields(d.Missing, d.Letter.Required()), Blocks: d.Page.Blocks}
	return v, c.notice(string(c.caseID()), "letter.drafted", "case/"+string(c.caseID()))
}

func draftPDF(c *Call, in letterIn) (rawBody, error) {
	d, err := c.LetterDraft(c.ctx, c.caseID(), in.lettering())
	if err != nil {
		return rawBody{}, err
	}
	out, err := c.Press.PDF(d.Page)
	if err != nil {
		return rawBody{}, err
	}
	return rawBody{bytes: out.Body, kind: pdfType, disposition: "inline; filename*=UTF-8''" + url.PathEscape(d.Page.Title+"（草稿）.pdf")},
		c.notice(string(c.caseID()), "letter.drafted", "case/"+string(c.caseID()))
}

type suggestedView struct {
	Template     string        `json:"template"`
	Title        string        `json:"title"`
	ProceedingID string        `json:"proceeding_id,omitempty"`
	ReferralID   string        `json:"referral_id,omitempty"`
	Why          string        `json:"why" doc:"the step or state that calls for it"`
	Made         []document.ID `json:"made" doc:"those made for it already"`
}

func suggestedLetters(c *Call) (Items[suggestedView], error) {
	all, err := c.SuggestedLetters(c.ctx, c.caseID())
	views := []suggestedView{}
	for _, x := range all {
		v := suggestedView{Template: x.Letter.Code, Title: x.Title, ProceedingID: string(x.Proceeding.ID), ReferralID: string(x.Referral.ID), Made: x.Made}
		if v.Made == nil {
			v.Made = []document.ID{}
		}
		switch {
		case x.Step != "":
			v.Why = c.say(procedure.Titles[x.Step])
		case x.Proceeding.ID != "":
			v.Why = c.say(procedure.StateNames[x.Proceeding.State])
		default:
			v.Why = c.say(eventWords["referral."+string(x.Referral.State)])
		}
		views = append(views, v)
	}
	return page(views, ""), err
}

type templateView struct {
	Code      string            `json:"code"`
	Title     string            `json:"title"`
	Frame     string            `json:"frame" doc:"organ: issued by an organisation; party: a party's own application; record: kept or signed by those present"`
	To        string            `json:"to"`
	Class     wall.Class        `json:"class"`
	Forms     []string          `json:"forms"`
	Lives     []string          `json:"lives" doc:"the tables of proceedings it belongs to; * stands for any rest"`
	Fields    []letterFieldView `json:"fields"`
	Version   int               `json:"version" doc:"of the office's own text; 0 is the standard"`
	ChangedAt *time.Time        `json:"changed_at"`
	Docx      string            `json:"docx"`
	MayChange bool              `json:"may_change"`
}

func (c *Call) template(l *letter.Letter, v letter.Version) templateView {
	view := templateView{
		Code: l.Code, Title: c.say(l.Name), Frame: string(l.Frame), To: l.To, Class: l.Class, Forms: []string{letter.Standard, letter.LargePrint}, Lives: l.Lives,
		Fields: c.fields(letter.Used(l.Template(letter.Standard)), l.Required()), Docx: prefix + "/letter-templates/" + l.Code + "/docx", MayChange: c.MayOwn(who.LetterKeep) == nil,
	}
	if len(l.Words) > 0 {
		view.Forms = letter.Forms
	}
	if !v.Back() && v.Number > 0 {
		view.Version, view.ChangedAt = v.Number, instant(v.At)
	}
	return view
}

func letterTemplates(c *Call) (Items[templateView], error) {
	own, err := c.Tx.Letters.Current(c.ctx, string(c.Actor.Organization))
	views := []templateView{}
	for _, l := range letter.All {
		views = append(views, c.template(l, own[l.Code]))
	}
	return page(views, ""), err
}

type versionView struct {
	Version int        `json:"version"`
	KeptAt  *time.Time `json:"kept_at"`
	Back    bool       `json:"back" doc:"from here on the standard held again"`
	Digest  string     `json:"digest,omitempty" doc:"of the file it was read from"`
}

type templateWhole struct {
	templateView
	Versions []versionView  `json:"versions"`
	Blocks   []letter.Block `json:"blocks" doc:"the text, with its fields in braces"`
}

func letterTemplate(c *Call) (templateWhole, error) {
	l, v, err := c.LetterVersion(c.ctx, c.req.Params["code"])
	if err != nil {
		return templateWhole{}, err
	}
	w := templateWhole{templateView: c.template(l, v), Versions: []versionView{}, Blocks: v.Blocks}
	all, err := c.Tx.Letters.Versions(c.ctx, string(c.Actor.Organization), l.Code)
	for _, x := range all {
		w.Versions = append(w.Versions, versionView{Version: x.Number, KeptAt: instant(x.At), Back: x.Back(), Digest: x.Digest})
	}
	return w, err
}

// templateFile is the text an office edits, in the look of the letter.
func templateFile(c *Call) (rawBody, error) {
	l, v, err := c.LetterVersion(c.ctx, c.req.Params["code"])
	if err != nil {
		return rawBody{}, err
	}
	if raw, ok := c.req.Query["version"]; ok {
		if v, err = c.versionOf(l, raw); err != nil {
			return rawBody{}, err
		}
	}
	out, err := c.Press.Docx(letter.Page{Title: l.Name.ZH, Issuer: "联动", On: calendar.Date("2000-01-01"), Form: letter.Standard, Blocks: v.Blocks})
	name := l.Name.ZH + "（模板）.docx"
	return rawBody{bytes: out.Body, kind: docxType, disposition: "attachment; filename*=UTF-8''" + url.PathEscape(name)}, err
}

func (c *Call) versionOf(l *letter.Letter, raw string) (letter.Version, error) {
	n, err := strconv.Atoi(raw)
	if err != nil {
		return letter.Version{}, fault.Invalid("/version", "unknown_version", "没有这个版本", "there is no such version")
	}
	if n == 0 {
		return letter.Version{Code: l.Code, Blocks: l.Template(letter.Standard)}, nil
	}
	all, err := c.Tx.Letters.Versions(c.ctx, string(c.Actor.Organization), l.Code)
	for _, v := range all {
		if v.Number == n && !v.Back() {
			return v, nil
		}
	}
	if err == nil {
		err = who.ErrNotVisible
	}
	return letter.Version{}, err
}

// templateIn is the form with which an office sends its own text.
type templateIn struct {
	File file `json:"file" doc:"a docx of at most 1 MB"`
}

func (in *templateIn) canonical() []byte { return []byte(digestOf(in.File)) }

func keepTemplate(c *Call, in templateIn) (templateView, error) {
	l, v, err := c.KeepLetterVersion(c.ctx, c.req.Params["code"], in.File, digestOf(in.File))
	if err != nil {
		return templateView{}, err
	}
	return c.template(l, v), nil
}

func dropTemplate(c *Call, _ none) (templateView, error) {
	l, v, err := c.DropLetterVersion(c.ctx, c.req.Params["code"])
	if err != nil {
		return templateView{}, err
	}
	return c.template(l, v), nil
}

const (
	pdfType  = "application/pdf"
	docxType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
)

var errAs = fault.Invalid("/as", "unknown_code", "只能下载 pdf、docx 或者 html", "a letter is given as pdf, docx or html")

// letterContent prints a letter another way than as PDF.
func letterContent(c *Call, as string) (rawBody, error) {
	if as != "docx" && as != "html" {
		return rawBody{}, errAs
	}
	d, i, err := c.Letter(c.ctx, c.documentID())
	if err != nil {
		return rawBody{}, err
	}
	if as == "html" {
		body, err := c.Press.HTML(i.Page)
		return rawBody{bytes: body, kind: "text/html; charset=utf-8", disposition: "inline; filename*=UTF-8''" + url.PathEscape(i.Page.Title+".html")}, err
	}
	out, err := c.Press.Docx(i.Page)
	d.MediaType = docxType
	return rawBody{bytes: out.Body, kind: docxType, disposition: "attachment; filename*=UTF-8''" + url.PathEscape(fileName(d))}, err
}

type checkView struct {
	Title        string         `json:"title"`
	Organization string         `json:"organization"`
	Number       string         `json:"number"`
	IssuedOn     *calendar.Date `json:"issued_on"`
	Digest       string         `json:"digest" doc:"of the PDF as issued"`
	Text         string         `json:"text"`
}

var genuine = lang.T("查到这份文书。请核对标题、单位、文号和日期与您手中的一致；内容以纸面或者原件为准。", "this letter exists: compare title, organisation, number and day with what you hold")

func publicCheck(c *Call) (checkView, error) {
	x, err := c.checked(c.req.Params["code"])
	if err != nil {
		return checkView{}, err
	}
	return checkView{Title: x.Page.Title, Organization: x.Issuer, Number: x.Document.Number, IssuedOn: day(x.Page.On), Digest: x.Document.Digest, Text: c.say(genuine)}, nil
}

// checksPerSource is how many wrong codes one address may try in a quarter of
// an hour: codes have 80 random bits, so that nobody finds one by trying.
const checksPerSource = 30

func (c *Call) checked(code string) (desk.Checked, error) {
	names := []string{"check/" + c.req.Source}
	if err := c.throttled(names, checksPerSource); err != nil {
		return desk.Checked{}, err
	}
	x, err := c.CheckLetter(c.ctx, code)
	if f := fault.Of(err); f != nil && f.Kind == fault.NotFound {
		c.app.countFailure(c, names)
	}
	return x, err
}
