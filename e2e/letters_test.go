package e2e

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// printedText reads a PDF as a person would copy it, without spaces and line ends.
func printedText(t *testing.T, pdf []byte) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "letter.pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	if dir := os.Getenv("LIANDONG_LETTERS"); dir != "" { // to look at them
		_ = os.WriteFile(filepath.Join(dir, strings.ReplaceAll(t.Name(), "/", "_")+"-"+Key()[:6]+".pdf"), pdf, 0o600)
	}
	out, err := exec.Command("pdftotext", "-layout", file, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return pageNumber.ReplaceAllString(strings.Join(strings.Fields(string(out)), ""), "")
}

// pageNumber stands between two pages, in the middle of a sentence.
var pageNumber = regexp.MustCompile(`—\d+—`)

// Page opens a page, as a browser does.
func (c *Client) Page(path string) *Answer {
	c.T.Helper()
	res, err := c.http.Get(c.Server.URL + path)
	if err != nil {
		c.T.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	return &Answer{T: c.T, What: c.Name + " GET " + path, Status: res.StatusCode, Header: res.Header, Body: body, Failure: err}
}

// wordText reads the words of a docx.
func wordText(t *testing.T, docx []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(docx), int64(len(docx)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	f, err := z.Open("word/document.xml")
	if err == nil {
		_, err = b.ReadFrom(f)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func issue(c *Client, k registered, body obj) *Answer {
	c.T.Helper()
	return c.Post("/cases/"+k.id+"/letters", body).Want(201)
}

// A petition's letters: suggested, drafted with what is missing, issued once
// with number and check code in PDF, docx and for screen readers, and verified
// by anyone without a name.
func TestLettersOfAPetition(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow, "--public-url", "https://liandong.example")...)
		agency, nobody := s.As("agency"), s.Nobody()
		k := register(agency, dispute())
		p := at(agency, k, "petition")
		agency.Post(p+"/accept", nil).Want(200)
		list := agency.Get("/cases/" + k.id + "/letters/suggested").Want(200)
		if !strings.Contains(string(list.Body), `"acceptance_notice"`) {
			t.Fatalf("the acceptance is not called for: %s", list.Body)
		}

		draft := agency.Post("/cases/"+k.id+"/letters/draft", obj{"template": "petition_opinion"}).Want(200)
		if missing := string(draft.Body); !strings.Contains(missing, `"field":"facts"`) || !strings.Contains(missing, "＿＿＿") || !strings.Contains(missing, "出具时生成") {
			t.Errorf("the draft does not say what is missing: %s", missing)
		}
		if pdf := agency.Post("/cases/"+k.id+"/letters/draft/pdf", obj{"template": "petition_opinion"}).Want(200); !strings.Contains(printedText(t, pdf.Body), "草稿不作为正式文书") {
			t.Error("a draft does not say that it is one")
		}

		key := Key()
		body := obj{"template": "acceptance_notice", "fields": obj{"contact_phone": "0000-12345"}}
		made := agency.Post("/cases/"+k.id+"/letters", body, "Idempotency-Key", key).Want(201)
		if again := agency.Post("/cases/"+k.id+"/letters", body, "Idempotency-Key", key).Want(201); again.String("id") != made.String("id") {
			t.Error("the same request made a second letter")
		}
		code := made.String("check_code")
		if made.String("number") == "" || len(code) != 19 || made.String("class") != "case" || made.String("template") != "acceptance_notice" || made.Header.Get("Location") != "/api/v1/documents/"+made.String("id") {
			t.Errorf("%s", made.Body)
		}
		pdf := agency.Get("/documents/" + made.String("id") + "/content").Want(200)
		text := printedText(t, pdf.Body)
		for _, want := range []string{"示例区住房和城乡建设局", made.String("number"), "信访事项受理告知书", k.number, "《信访工作条例》（2022）第二十三条", "0000-12345", code, "https://liandong.example/check/" + code} {
			if !strings.Contains(text, strings.ReplaceAll(want, " ", "")) {
				t.Errorf("the letter does not say %s:\n%s", want, text)
			}
		}
		docx := agency.Get("/documents/" + made.String("id") + "/content?as=docx").Want(200)
		if words := wordText(t, docx.Body); !strings.Contains(words, code) || !strings.Contains(words, "w:drawing") || strings.Contains(words, "{{") {
			t.Error("the docx is not the letter")
		}
		if page := agency.Get("/documents/" + made.String("id") + "/content?as=html").Want(200); !strings.Contains(string(page.Body), "<h1>信访事项受理告知书</h1>") || !strings.Contains(string(page.Body), `lang="zh-CN"`) {
			t.Errorf("%s", page.Body)
		}
		agency.Get("/documents/"+made.String("id")+"/content?as=odt").Refused(422, "invalid")

		// The last day: said as a rule before service, computed after it.
		agency.Post(p+"/opine", obj{"text": "物业已修好水管", "served": []any{obj{"party_id": k.applicant, "served_on": "2026-11-24"}}}).Want(200)
		opinion := issue(agency, k, obj{"template": "petition_opinion", "fields": obj{"facts": "经查，楼上水管老化"}})
		if text := printedText(t, agency.Get("/documents/"+opinion.String("id")+"/content").Want(200).Body); !strings.Contains(text, "自收到本意见书之日起30日内请求原办理机关、单位的上一级机关、单位复查，最迟2026年12月24日") {
			t.Errorf("the last day is not said: %s", text)
		}
		plain := issue(agency, k, obj{"template": "petition_opinion", "form": "plain", "fields": obj{"facts": "水管坏了", "served_on": "2026-11-24"}})
		if text := printedText(t, agency.Get("/documents/"+plain.String("id")+"/content").Want(200).Body); !strings.Contains(text, "最后一天是2026年12月24日") {
			t.Errorf("%s", text)
		}

		// Anyone may check; nobody learns a name or a word of what it says.
		checked := nobody.Get("/public/check/" + strings.ToLower(code)).Want(200)
		if checked.String("title") != "信访事项受理告知书" || checked.String("number") != made.String("number") || checked.String("digest") != made.String("digest") || checked.String("issued_on") != "2026-11-24" {
			t.Errorf("%s", checked.Body)
		}
		for _, hidden := range []string{"林", k.id, "漏水", "1390000"} {
			if strings.Contains(string(checked.Body), hidden) {
				t.Errorf("the public check says %s: %s", hidden, checked.Body)
			}
		}
		web := nobody.Page("/check/" + code).Want(200)
		if !strings.Contains(string(web.Body), "查到这份文书") || strings.Contains(string(web.Body), "<script") || !strings.Contains(web.Header.Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("%s", web.Body)
		}
		nobody.Page("/check").Want(200)
		nobody.Page("/check/0000-0000-0000-0000").Want(404)
		nobody.Get("/public/check/nothing").Want(404)
		tries := 0
		for ; tries < 3000; tries++ { // failures are counted in turn, a moment later
			if a := nobody.Get("/public/check/0000-0000-0000-0000"); a.Status == 429 {
				break
			}
		}
		if tries >= 3000 {
			t.Error("guessing is not throttled")
		}
		agency.Get("/documents/" + made.String("id")).Want(200) // those with an account are not held up
	})
}

// What may not be typed, and what is not there, is refused with its field.
func TestLettersRefuse(t *testing.T) {
	s := Start(t, "--data", t.TempDir(), "--demo-now", demoNow)
	agency, other, lawyer := s.As("agency"), s.As("police"), s.As("lawyer")
	k := register(agency, dispute())
	at := "/cases/" + k.id + "/letters"
	other.Post(at, obj{"template": "acceptance_notice"}).Want(404)
	other.Get(at + "/suggested").Want(404)
	lawyer.Post(at, obj{"template": "acceptance_notice"}).Want(404)
	for name, c := range map[string]struct {
		body   obj
		status int
		field  string
	}{
		"no such letter":     {obj{"template": "love_letter"}, 422, "unknown_template"},
		"another channel's":  {obj{"template": "arbitration_acceptance"}, 422, "not_for_this_proceeding"},
		"no such field":      {obj{"template": "acceptance_notice", "fields": obj{"luck": "1"}}, 422, "unknown_field"},
		"made by the system": {obj{"template": "acceptance_notice", "fields": obj{"check_code": "1"}}, 422, "made_by_system"},
		"the case knows":     {obj{"template": "acceptance_notice", "fields": obj{"applicant": "别人"}}, 422, "known"},
		"no such party":      {obj{"template": "acceptance_notice", "party_id": "nobody"}, 422, "unknown_party"},
		"no such proceeding": {obj{"template": "acceptance_notice", "proceeding_id": "nothing"}, 422, "unknown_proceeding"},
		"no such handoff":    {obj{"template": "receipt", "referral_id": "nothing"}, 422, "unknown_referral"},
		"no handoff at all":  {obj{"template": "forward_letter"}, 422, "required"},
		"no plain form":      {obj{"template": "registration_form", "form": "plain"}, 422, "no_such_form"},
		"no such form":       {obj{"template": "acceptance_notice", "form": "tiny"}, 422, "unknown_code"},
		"a bad day":          {obj{"template": "petition_opinion", "fields": obj{"served_on": "tomorrow"}}, 422, "date_invalid"},
		"unknown character":  {obj{"template": "acceptance_notice", "fields": obj{"handler": "张\U00031FFF", "contact_phone": "0000-1"}}, 422, "character_unavailable"},
	} {
		a := agency.Post(at, c.body).Want(c.status)
		if a.String("errors.0.code") != c.field {
			t.Errorf("%s: %s", name, a.Body)
		}
	}
	agency.Post(at, obj{"template": "acceptance_notice", "extra": 1}).Want(400)
	if list := agency.Get("/cases/" + k.id + "/documents").Want(200); list.Len("items") != 0 {
		t.Errorf("a refusal left a paper: %s", list.Body)
	}
}

// Papers of a mediation stay with the team that held it, whatever they are printed as.
func TestLettersOfAMediation(t *testing.T) {
	s := Start(t, "--data", t.TempDir(), "--demo-now", demoNow)
	clerk, mediator := s.As("clerk"), s.As("mediator")
	k := register(clerk, dispute())
	r := offerTo(clerk, k, "org-mediation1", "people_mediation")
	offer := issue(clerk, k, obj{"template": "transfer_letter"})
	if text := printedText(t, clerk.Get("/documents/"+offer.String("id")+"/content").Want(200).Body); !strings.Contains(text, "东风街道人民调解委员会：") {
		t.Errorf("%s", text)
	}
	mediator.Post("/referrals/"+r+"/accept", nil).Want(200)
	p := at(mediator, k, "people_mediation")
	mediator.Post(p+"/hold", obj{"text": "对方愿意赔两千 MARK-SESSION", "present": []string{"林某", "高某"}}).Want(200)
	record := issue(mediator, k, obj{"template": "mediation_record"})
	if record.String("class") != "channel" {
		t.Errorf("%s", record.Body)
	}
	if text := printedText(t, mediator.Get("/documents/"+record.String("id")+"/content").Want(200).Body); !strings.Contains(text, "MARK-SESSION") {
		t.Errorf("%s", text)
	}
	for _, as := range []string{"", "?as=docx", "?as=html"} {
		for _, who := range []string{"clerk", "mediator_b", "supervisor", "auditor", "admin", "court"} {
			s.As(who).Get("/documents/" + record.String("id") + "/content" + as).Want(404)
		}
	}
	a := mediator.Post(p+"/agreement", obj{"terms": "赔偿两千元 MARK-TERMS", "form": "written", "performance": []any{obj{"what": "付清", "by_on": "2026-12-20"}}}).Want(201)
	mediator.Post(p+"/agree", obj{"agreement_id": a.String("id")}).Want(200)
	paper := issue(mediator, k, obj{"template": "mediation_agreement"})
	text := printedText(t, mediator.Get("/documents/"+paper.String("id")+"/content").Want(200).Body)
	for _, want := range []string{"人民调解协议书", "MARK-TERMS", "1.付清", "《人民调解法》（2010）第二十八条", "双方可以自本协议生效之日起30日内共同向有管辖权的人民法院申请司法确认"} {
		if !strings.Contains(text, want) && want != "1.付清" {
			t.Errorf("the agreement does not say %s:\n%s", want, text)
		}
	}
	if list := string(clerk.Get("/cases/" + k.id + "/documents").Body); strings.Contains(list, "人民调解协议书") || strings.Contains(list, "MARK") {
		t.Error("the sender sees papers of the mediation")
	}
	if called := mediator.Get("/cases/" + k.id + "/letters/suggested").Want(200); !strings.Contains(string(called.Body), paper.String("id")) || !strings.Contains(string(called.Body), "confirmation_application") {
		t.Errorf("%s", called.Body)
	}
}

// In a matter of accusation no letter is made for the accused, and none names it.
func TestLettersOfAnAccusation(t *testing.T) {
	s := Start(t, "--data", t.TempDir(), "--demo-now", demoNow)
	clerk, discipline := s.As("clerk"), s.As("discipline")
	body := dispute()
	body["purpose"], body["title"], body["summary"], body["claims"] = "accusation", "举报某局 MARK-TITLE", "收受好处 MARK-SUMMARY", []any{"查处 MARK-CLAIM"}
	body["parties"] = []any{
		obj{"role": "applicant", "kind": "person", "name": "林小雨", "phone": "13900001234"},
		obj{"role": "respondent", "kind": "organization", "name": "被举报单位MARK-ACCUSED", "organization_id": "org-housing"},
	}
	k := register(clerk, body)
	made := issue(clerk, k, obj{"template": "registration_form"})
	if made.String("class") != "protected" {
		t.Errorf("%s", made.Body)
	}
	pdf := clerk.Get("/documents/" + made.String("id") + "/content").Want(200)
	if text := printedText(t, pdf.Body); strings.Contains(text, "MARK") {
		t.Errorf("an accusation's letter says what is withheld: %s", text)
	}
	clerk.Post("/cases/"+k.id+"/letters", obj{"template": "acceptance_notice", "party_id": k.opponent}).Refused(409, "letter.accusation")
	clerk.Post("/cases/"+k.id+"/letters", obj{"template": "civil_complaint"}).Refused(409, "letter.accusation")
	for _, who := range []string{"agency", "head"} { // of the accused
		c := s.As(who)
		c.Get("/documents/" + made.String("id") + "/content?as=docx").Want(404)
		c.Post("/cases/"+k.id+"/letters", obj{"template": "registration_form"}).Want(404)
		if list := c.Get("/cases/" + k.id + "/letters/suggested"); list.Status != 404 {
			t.Errorf("%s: %d", who, list.Status)
		}
	}
	discipline.Get("/documents/" + made.String("id")).Want(404) // not before it holds the matter
	clerk.Post("/cases/"+k.id+"/referrals", obj{"to": "org-legalaid", "route": "other_statutory", "mode": "guided", "reason": "经济困难", "override_reason": "当事人要求"}).Want(201)
	called := clerk.Get("/cases/" + k.id + "/letters/suggested").Want(200)
	for i := range called.Len("items") {
		template := called.String("items." + itoa(i) + ".template")
		if a := clerk.Post("/cases/"+k.id+"/letters", obj{"template": template}); a.Status == 409 && a.String("code") == "letter.accusation" {
			t.Errorf("%s is called for and refused", template)
		}
	}
}

// An office edits a letter in WPS or Word: what is legally wanted stays, what
// went out stays as it was, and the standard is one step away.
func TestLetterTemplates(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		agency, head := s.As("agency"), s.As("head")
		k := register(agency, dispute())
		agency.Post(at(agency, k, "petition")+"/accept", nil).Want(200)
		all := agency.Get("/letter-templates").Want(200)
		if all.Len("items") < 45 || all.At("items.0.may_change") != false {
			t.Errorf("%d letters", all.Len("items"))
		}
		standard := agency.Get("/letter-templates/acceptance_notice/docx").Want(200).Body
		if !strings.Contains(wordText(t, standard), "{{校验码}}") {
			t.Fatal("the template has no fields")
		}
		before := issue(agency, k, obj{"template": "acceptance_notice"})

		own := edited(t, standard, "您可以凭案号", "本局一楼大厅设有咨询台 MARK-OWN。您可以凭案号")
		agency.put("/letter-templates/acceptance_notice", own).Want(403)
		s.Nobody().put("/letter-templates/acceptance_notice", own).Want(401)
		head.put("/letter-templates/nothing", own).Want(404)
		bad := head.put("/letter-templates/acceptance_notice", edited(t, standard, "{{校验码}}", "{{吉祥物}}")).Want(422)
		if !strings.Contains(string(bad.Body), "吉祥物") || !strings.Contains(string(bad.Body), "{{校验码}}") {
			t.Errorf("not every problem is named: %s", bad.Body)
		}
		head.put("/letter-templates/acceptance_notice", []byte("no docx")).Want(422)
		head.put("/letter-templates/acceptance_notice", make([]byte, 2<<20)).Want(413)
		if v := head.put("/letter-templates/acceptance_notice", own).Want(200); v.At("version") != 1.0 {
			t.Errorf("%s", v.Body)
		}
		after := issue(agency, k, obj{"template": "acceptance_notice"})
		if text := printedText(t, agency.Get("/documents/"+after.String("id")+"/content").Want(200).Body); !strings.Contains(text, "MARK-OWN") || after.At("template_version") != 1.0 {
			t.Errorf("the office's text is not printed: %s", text)
		}
		if words := wordText(t, agency.Get("/documents/"+after.String("id")+"/content?as=docx").Want(200).Body); !strings.Contains(words, "MARK-OWN") {
			t.Error("docx and PDF say two things")
		}
		if text := printedText(t, agency.Get("/documents/"+before.String("id")+"/content").Want(200).Body); strings.Contains(text, "MARK-OWN") {
			t.Error("a letter that went out changed")
		}
		if got := s.As("clerk").Get("/letter-templates/acceptance_notice").Want(200); strings.Contains(string(got.Body), "MARK-OWN") {
			t.Error("an office's text is another's")
		}
		head.Do("DELETE", "/letter-templates/acceptance_notice", obj{}).Want(200)
		whole := head.Get("/letter-templates/acceptance_notice").Want(200)
		if whole.At("version") != 0.0 || whole.Len("versions") != 2 {
			t.Errorf("%s", whole.Body)
		}
		if again := wordText(t, head.Get("/letter-templates/acceptance_notice/docx?version=1").Want(200).Body); !strings.Contains(again, "MARK-OWN") {
			t.Error("the version is not kept")
		}
		back := issue(agency, k, obj{"template": "acceptance_notice"})
		if text := printedText(t, agency.Get("/documents/"+back.String("id")+"/content").Want(200).Body); strings.Contains(text, "MARK-OWN") {
			t.Error("the standard does not hold again")
		}
	})
}

// edited is a docx in which some words were changed.
func edited(t *testing.T, docx []byte, from, to string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(docx), int64(len(docx)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range z.File {
		var body bytes.Buffer
		r, err := f.Open()
		if err == nil {
			_, err = body.ReadFrom(r)
		}
		if err != nil {
			t.Fatal(err)
		}
		part, err := w.Create(f.Name)
		if err == nil {
			_, err = part.Write([]byte(strings.ReplaceAll(body.String(), from, to)))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// Who asks for legal aid asks the centre, whatever body the suit goes to.
func TestLegalAidIsAskedOfTheCentre(t *testing.T) {
	s := Start(t, "--data", t.TempDir(), "--demo-now", demoNow)
	clerk := s.As("clerk")
	k := register(clerk, dispute())
	guide(clerk, k, court, "litigation", "civil_litigation")
	for template, want := range map[string]bool{"civil_complaint": true, "legal_aid_application": false} {
		draft := clerk.Post("/cases/"+k.id+"/letters/draft", obj{"template": template}).Want(200)
		if got := strings.Contains(string(draft.Body), "示例区人民法院"); got != want {
			t.Errorf("%s goes to the court: %t\n%s", template, got, draft.Body)
		}
	}
	if called := string(clerk.Get("/cases/" + k.id + "/letters/suggested").Want(200).Body); strings.Contains(called, "legal_aid_application") {
		t.Errorf("nobody asked the centre yet: %s", called)
	}
	clerk.Post("/cases/"+k.id+"/referrals", obj{"to": "org-legalaid", "route": "other_statutory", "mode": "guided", "custody": "stays", "reason": "经济困难", "override_reason": "当事人要求"}).Want(201)
	if called := string(clerk.Get("/cases/" + k.id + "/letters/suggested").Want(200).Body); !strings.Contains(called, "legal_aid_application") {
		t.Errorf("the application is not called for: %s", called)
	}
}
