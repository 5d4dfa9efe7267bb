package e2e

import (
	"archive/zip"
	"bytes"
	"io"
	"os/exec"
	"strings"
	"testing"
)

// pdfText is what a reader of the PDF finds in it.
func pdfText(t *testing.T, pdf []byte) string {
	t.Helper()
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Fatal("pdftotext (poppler-utils) is not installed: .ci/deps installs it")
	}
	cmd := exec.Command(tool, "-", "-")
	cmd.Stdin = bytes.NewReader(pdf)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(string(out)), "")
}

// A window issues a notice: numbered, with its remedy and a check code that
// anyone may verify, on paper as in the file; the party reads it on its own page.
func TestLetters(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk := s.As("clerk")
		k := register(clerk, dispute())
		p := at(clerk, k, "petition")
		clerk.Post(p+"/accept", nil).Want(200)
		if got := clerk.Get("/cases/" + k.id + "/letters/suggested").Want(200); !strings.Contains(string(got.Body), `"acceptance_notice"`) {
			t.Errorf("nothing asks for the notice of acceptance: %s", got.Body)
		}
		draft := clerk.Post("/cases/"+k.id+"/letters/draft", obj{"template": "acceptance_notice"}).Want(200)
		if clerk.Get("/cases/"+k.id+"/documents").Want(200).Len("items") != 0 {
			t.Errorf("a draft was kept: %s", draft.Body)
		}
		made := clerk.Post("/cases/"+k.id+"/letters", obj{"template": "acceptance_notice"}).Want(201)
		code := made.String("check_code")
		pdf := clerk.Get("/documents/" + made.String("id") + "/content").Want(200)
		text := pdfText(t, pdf.Body)
		for _, word := range []string{"受理告知书", "林小雨", k.number, code, "信访工作条例"} {
			if !strings.Contains(text, strings.ReplaceAll(word, " ", "")) {
				t.Errorf("the notice does not say %s:\n%s", word, text)
			}
		}
		if strings.Contains(text, "11010519491231002X") {
			t.Error("the notice carries an id number")
		}
		// The same words for WPS and Word, and for a screen reader.
		docx := clerk.Get("/documents/" + made.String("id") + "/content?as=docx").Want(200)
		if words := docxText(t, docx.Body); !strings.Contains(words, "受理告知书") || !strings.Contains(words, "林小雨") {
			t.Errorf("the docx says %s", words)
		}
		if html := clerk.Get("/documents/" + made.String("id") + "/content?as=html").Want(200); !strings.Contains(string(html.Body), "<h1") || strings.Contains(string(html.Body), "<script") {
			t.Errorf("%s", html.Body)
		}
		clerk.Get("/documents/"+made.String("id")+"/content?as=exe").Refused(422, "invalid")

		// Anyone may check it, and learns nothing of whom it is about.
		anyone := s.Nobody()
		found := anyone.Get("/public/check/" + code).Want(200)
		if found.String("organization") != "示例区信访局" || found.String("digest") != made.String("digest") || strings.Contains(string(found.Body), "林小雨") {
			t.Errorf("%s", found.Body)
		}
		anyone.Get("/public/check/AAAA-BBBB-CCCC-DDDD").Want(404)
		// The addressee reads it on its own page; the other side does not.
		own := s.Enter(k.number, k.code, "1234")
		if got := own.Get("/party/documents").Want(200); got.Len("items") != 1 || got.String("items.0.id") != made.String("id") {
			t.Errorf("%s", got.Body)
		}
		other := clerk.Post("/cases/"+k.id+"/parties/"+k.opponent+"/query-code", nil).Want(200).String("query_code")
		if got := s.Enter(k.number, other, "5678").Get("/party/documents").Want(200); got.Len("items") != 0 {
			t.Errorf("%s", got.Body)
		}
		// What does not belong here is refused, naming the field.
		for field, body := range map[string]obj{
			"/template": {"template": "nothing"}, "/form": {"template": "acceptance_notice", "form": "braille"}, "/fields/title": {"template": "acceptance_notice", "fields": obj{"title": "x"}},
			"/fields/nonsense": {"template": "acceptance_notice", "fields": obj{"nonsense": "x"}}, "/party_id": {"template": "acceptance_notice", "party_id": "nobody"},
		} {
			if got := clerk.Post("/cases/"+k.id+"/letters", body).Want(422); !strings.Contains(string(got.Body), field) {
				t.Errorf("%s is not named: %s", field, got.Body)
			}
		}
		s.As("court").Post("/cases/"+k.id+"/letters", obj{"template": "acceptance_notice"}).Want(404)
	})
}

// An office prints its own text, checked: what the law wants on the letter stays on it.
func TestOwnTemplates(t *testing.T) {
	s := Start(t, "--data", t.TempDir(), "--demo-now", demoNow)
	clerk, head := s.As("clerk"), s.As("petition_head")
	standard := clerk.Get("/letter-templates/acceptance_notice/docx").Want(200)
	own := docxWith(t, standard.Body, func(xml string) string { return strings.Replace(xml, "信访", "本区信访", 1) })
	put := func(c *Client, body []byte) *Answer {
		return c.UploadTo("PUT", "/letter-templates/acceptance_notice", body, "模板.docx", nil)
	}
	put(clerk, own).Want(403)
	if got := put(head, own).Want(200); got.At("version") != 1.0 {
		t.Errorf("%s", got.Body)
	}
	without := docxWith(t, standard.Body, func(xml string) string { return strings.ReplaceAll(xml, "{{校验码}}", "") })
	put(head, without).Want(422)
	put(head, docxWith(t, standard.Body, func(xml string) string { return strings.Replace(xml, "{{承办人}}", "{{身份证号}}", 1) })).Want(422)
	put(head, []byte("no docx at all")).Want(422)
	k := register(clerk, dispute())
	clerk.Post(at(clerk, k, "petition")+"/accept", nil).Want(200)
	made := clerk.Post("/cases/"+k.id+"/letters", obj{"template": "acceptance_notice"}).Want(201)
	if made.At("template_version") != 1.0 {
		t.Errorf("%s", made.Body)
	}
	head.Do("DELETE", "/letter-templates/acceptance_notice", nil, "Idempotency-Key", Key()).Want(200)
	if again := clerk.Post("/cases/"+k.id+"/letters", obj{"template": "acceptance_notice"}).Want(201); again.At("template_version") != 0.0 {
		t.Errorf("%s", again.Body)
	}
}

func docxText(t *testing.T, body []byte) string {
	t.Helper()
	words := ""
	docxWith(t, body, func(xml string) string { words = xml; return xml })
	var b strings.Builder
	for inside, rest := false, words; rest != ""; {
		i := strings.IndexAny(rest, "<>")
		if i < 0 {
			break
		}
		if !inside {
			b.WriteString(rest[:i])
		}
		inside, rest = rest[i] == '<', rest[i+1:]
	}
	return b.String()
}

// docxWith writes a docx again with another text.
func docxWith(t *testing.T, body []byte, change func(string) string) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range in.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if f.Name == "word/document.xml" {
			raw = []byte(change(string(raw)))
		}
		part, err := w.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write(raw); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
