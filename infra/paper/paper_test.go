package paper

import (
	"archive/zip"
	"bytes"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/carlos7ags/folio/reader"

	"liandong/domain/fault"
	"liandong/domain/letter"
)

func press(t testing.TB) *Press {
	t.Helper()
	p, err := NewPress()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// pageOf is a letter's template as a page, its fields still in it.
func pageOf(l *letter.Letter, form string) letter.Page {
	return letter.Page{Title: l.Name.ZH, Issuer: "示例区信访局", On: "2026-11-25", Form: form, CheckURL: "https://example.test/check/0000-1111-2222-3333", Blocks: l.Template(form)}
}

// What an office downloads and uploads again unchanged is the same template.
func TestRoundTrip(t *testing.T) {
	p := press(t)
	for _, l := range letter.All {
		page := pageOf(l, letter.Standard)
		docx, err := p.Docx(page)
		if err != nil {
			t.Fatal(err)
		}
		got, err := p.Read(docx.Body)
		if err != nil {
			t.Errorf("%s: %v", l.Code, fault.Of(err).Fields)
			continue
		}
		if !reflect.DeepEqual(got, page.Blocks) {
			t.Errorf("%s came back as\n%v\nwant\n%v", l.Code, got, page.Blocks)
		}
		if err := letter.CheckVersion(l, got); err != nil {
			t.Errorf("%s: %v", l.Code, err)
		}
	}
}

// squeeze leaves only what is read: no spaces, no line ends.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" 　\n\r\t\u00a0", r) {
			return -1
		}
		return r
	}, s)
}

func textOf(t *testing.T, pdf []byte) (text string, pages int) {
	t.Helper()
	r, err := reader.Parse(pdf)
	if err != nil {
		t.Fatal(err)
	}
	for i := range r.PageCount() {
		page, err := r.Page(i)
		if err != nil {
			t.Fatal(err)
		}
		words, err := page.ExtractText()
		if err != nil {
			t.Fatal(err)
		}
		text += words
	}
	return text, r.PageCount()
}

var pageNumber = regexp.MustCompile(`—\d+—`)

// The PDF says every character that the page says, in every form; the same page gives the same bytes.
func TestPDFText(t *testing.T) {
	p := press(t)
	for _, l := range letter.All {
		for _, form := range letter.Forms {
			if form == letter.Plain && len(l.Words) == 0 {
				continue
			}
			page := pageOf(l, form)
			one, err := p.PDF(page)
			if err != nil {
				t.Fatal(l.Code, err)
			}
			if form == letter.Standard {
				two, err := p.PDF(page)
				if err != nil || two.Digest != one.Digest {
					t.Errorf("%s is printed in two ways (%v)", l.Code, err)
				}
			}
			text, _ := textOf(t, one.Body)
			text = pageNumber.ReplaceAllString(squeeze(text), "")
			for _, b := range page.Blocks {
				for _, s := range append([]string{b.Text}, flat(b.Rows)...) {
					for _, part := range strings.Split(s, "　") {
						if !strings.Contains(text, squeeze(part)) {
							t.Errorf("%s %s does not print %q", l.Code, form, part)
						}
					}
				}
			}
		}
	}
}

func flat(rows [][]string) []string {
	var all []string
	for _, r := range rows {
		all = append(all, r...)
	}
	return all
}

// Rare characters of names are printed; one that no type has is named.
func TestRareNames(t *testing.T) {
	p := press(t)
	page := letter.Page{Title: "字", On: "2026-11-25", Form: letter.Standard, Blocks: []letter.Block{{Style: letter.Body, Text: "𠮷䶮㐱鿍𬎆喆"}}}
	out, err := p.PDF(page)
	if err != nil {
		t.Fatal(err)
	}
	if text, _ := textOf(t, out.Body); squeeze(text[:len("𠮷䶮㐱鿍𬎆喆")]) != "𠮷䶮㐱鿍𬎆喆" {
		t.Errorf("%q", text)
	}
	page.Blocks[0].Text = "张\U00031FFF"
	_, err = p.PDF(page)
	f := fault.Of(err)
	if f == nil || f.Fields[0].Code != "character_unavailable" || !strings.Contains(f.Fields[0].Detail.ZH, "U+31FFF") {
		t.Errorf("%v", err)
	}
}

// altered is a good template with some parts put in or changed.
func altered(t *testing.T, change map[string]string) []byte {
	t.Helper()
	l, _ := letter.Find("acceptance_notice")
	good, err := press(t).Docx(pageOf(l, letter.Standard))
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(good.Body), int64(len(good.Body)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	put := func(name, body string) {
		f, err := w.Create(name)
		if err == nil {
			_, err = f.Write([]byte(body))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range z.File {
		if body, ok := change[f.Name]; ok {
			if body != "" {
				put(f.Name, body)
			}
			delete(change, f.Name)
			continue
		}
		left := int64(maxUnpacked)
		body, err := inflate(f, &left)
		if err != nil {
			t.Fatal(err)
		}
		put(f.Name, string(body))
	}
	for name, body := range change {
		put(name, body)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// A file that would do something by itself, lead elsewhere, unpack without end
// or lose words is refused, and the reason is named.
func TestHostileTemplates(t *testing.T) {
	const head = `<w:document ` + mainNS + `><w:body>`
	doc := func(inner string) map[string]string {
		return map[string]string{"word/document.xml": head + inner + `</w:body></w:document>`}
	}
	p := press(t)
	for name, c := range map[string]struct {
		body []byte
		code string
	}{
		"not a zip":    {[]byte("hello"), "file_type"},
		"no document":  {altered(t, map[string]string{"word/document.xml": ""}), "file_type"},
		"macro":        {altered(t, map[string]string{"word/vbaProject.bin": "x"}), "macro"},
		"macro type":   {altered(t, map[string]string{"[Content_Types].xml": `<Types><Override PartName="/word/document.xml" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>`}), "file_type"},
		"embedded":     {altered(t, map[string]string{"word/embeddings/a.xml": "<a/>"}), "embedded"},
		"outside":      {altered(t, map[string]string{"word/_rels/document.xml.rels": `<Relationships><Relationship Id="r" TargetMode='External' Target="http://example.test"/></Relationships>`}), "external_link"},
		"bomb":         {altered(t, map[string]string{"word/big.xml": strings.Repeat(" ", maxUnpacked+1)}), "file_expands"},
		"entity":       {altered(t, map[string]string{"word/document.xml": `<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>`}), "file_type"},
		"deep":         {altered(t, doc(strings.Repeat("<w:sdt>", 80)+strings.Repeat("</w:sdt>", 80))), "file_type"},
		"tracked":      {altered(t, doc(`<w:p><w:ins><w:r><w:t>x</w:t></w:r></w:ins></w:p>`)), "tracked_changes"},
		"text box":     {altered(t, doc(`<w:p><w:txbxContent/></w:p>`)), "text_box"},
		"picture":      {altered(t, doc(`<w:p><w:r><w:drawing/></w:r></w:p>`)), "picture"},
		"field":        {altered(t, doc(`<w:p><w:r><w:instrText>DATE</w:instrText></w:r></w:p>`)), "computed_field"},
		"merged cells": {altered(t, doc(`<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>`)), "merged_cells"},
		"header":       {altered(t, map[string]string{"word/header1.xml": `<w:hdr><w:p><w:r><w:t>内部资料</w:t></w:r></w:p></w:hdr>`}), "header_footer"},
	} {
		_, err := p.Read(c.body)
		f := fault.Of(err)
		if f == nil || len(f.Fields) == 0 || f.Fields[0].Code != c.code {
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
	}
	if _, err := p.Read(make([]byte, maxFile+1)); fault.Of(err) == nil || fault.Of(err).Kind != fault.TooLarge {
		t.Errorf("%v", err)
	}
}

// An editor may split a field over runs and give our styles ids of its own.
func TestEditedTemplate(t *testing.T) {
	body := altered(t, map[string]string{
		"word/styles.xml":   `<w:styles ` + mainNS + `><w:style w:styleId="a7"><w:name w:val="联动标题"/></w:style></w:styles>`,
		"word/document.xml": `<w:document ` + mainNS + `><w:body><w:p><w:pPr><w:pStyle w:val="a7"/></w:pPr><w:r><w:t>{{标</w:t></w:r><w:proofErr/><w:r><w:t>题}}</w:t></w:r></w:p><w:p><w:pPr><w:jc w:val="right"/></w:pPr><w:r><w:t>落款</w:t></w:r></w:p></w:body></w:document>`,
	})
	got, err := press(t).Read(body)
	want := []letter.Block{{Style: letter.TitleRow, Text: "{{标题}}"}, {Style: letter.Signature, Text: "落款"}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v %v", got, err)
	}
}

func BenchmarkPDF(b *testing.B) {
	p := press(b)
	l, _ := letter.Find("acceptance_notice")
	for b.Loop() {
		if _, err := p.PDF(pageOf(l, letter.Standard)); err != nil {
			b.Fatal(err)
		}
	}
}
