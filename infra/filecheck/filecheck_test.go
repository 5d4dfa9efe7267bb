package filecheck

import (
	"archive/zip"
	"bytes"
	"errors"
	"image"
	"image/png"
	"testing"

	"liandong/domain/document"
)

func docx(t testing.TB, more map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	entries := []string{"[Content_Types].xml", "_rels/.rels", "word/document.xml"}
	contents := map[string]string{
		"[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`, "_rels/.rels": "<Relationships/>", "word/document.xml": "<w:document/>",
	}
	for name, text := range more {
		entries = append(entries, name)
		contents[name] = text
	}
	for _, name := range entries {
		f, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(contents[name])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestCheck(t *testing.T) {
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 4, 4))); err != nil {
		t.Fatal(err)
	}
	huge := bytes.Clone(picture.Bytes())
	copy(huge[16:24], []byte{0, 0, 0x7f, 0xff, 0, 0, 0x7f, 0xff}) // says it is 32767 × 32767
	for says, x := range map[string]struct {
		body []byte
		kind string
		err  error
	}{
		"a PDF":                         {[]byte("%PDF-1.7\n1 0 obj<<>>endobj"), "application/pdf", nil},
		"a PDF that runs a script":      {[]byte("%PDF-1.7\n<</S/JavaScript/JS(app.alert(1))>>"), "", ErrHarmful},
		"a PDF that starts a program":   {[]byte("%PDF-1.7\n<</S/Launch>>"), "", ErrHarmful},
		"a word that begins like one":   {[]byte("%PDF-1.7\n<</JSomething 1>>"), "application/pdf", nil},
		"a picture":                     {picture.Bytes(), "image/png", nil},
		"a picture beyond all measure":  {huge, "", ErrBomb},
		"text":                          {[]byte("我家漏水三个月"), "text/plain", nil},
		"a page of the web":             {[]byte("<!doctype html><script>alert(1)</script>"), "", ErrKind},
		"a drawing with scripts":        {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>`), "", ErrKind},
		"a program":                     {append([]byte("MZ"), make([]byte, 600)...), "", ErrKind},
		"nothing":                       {nil, "", ErrEmpty},
		"too much":                      {make([]byte, document.MaxBytes+1), "", ErrTooLarge},
		"a Word file":                   {docx(t, nil), "application/vnd.openxmlformats-officedocument.wordprocessingml.document", nil},
		"a Word file with macros":       {docx(t, map[string]string{"word/vbaProject.bin": "x"}), "", ErrHarmful},
		"a Word file that calls out":    {docx(t, map[string]string{"word/_rels/document.xml.rels": `<Relationships><Relationship Id="1" Type="http://x/attachedTemplate" Target="http://evil" TargetMode="External"/></Relationships>`}), "", ErrHarmful},
		"a Word file with a hyperlink":  {docx(t, map[string]string{"word/_rels/document.xml.rels": `<Relationships><Relationship Id="1" Type="http://x/hyperlink" Target="http://court" TargetMode="External"/></Relationships>`}), "application/vnd.openxmlformats-officedocument.wordprocessingml.document", nil},
		"a Word file with an object in": {docx(t, map[string]string{"word/embeddings/oleObject1.bin": "x"}), "", ErrHarmful},
	} {
		kind, err := Check(x.body)
		if !errors.Is(err, x.err) || err == nil && kind != x.kind {
			t.Errorf("%s: %q, %v; want %q, %v", says, kind, err, x.kind, x.err)
		}
	}
}

func FuzzCheck(f *testing.F) {
	f.Add([]byte("%PDF-1.7"))
	f.Add(docx(f, nil))
	f.Fuzz(func(t *testing.T, body []byte) {
		if kind, err := Check(body); err == nil && kind == "" {
			t.Error("passed, and is nothing")
		}
	})
}
