package paper

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"

	"github.com/carlos7ags/folio/barcode"
	"github.com/carlos7ags/folio/content"

	"liandong/domain/letter"
)

// docStyle is how a style of a letter is called and looks in Word and WPS.
type docStyle struct {
	id     string
	style  letter.Style
	name   string // as an office sees it in the list of styles
	ppr    string
	family string // Chinese type; what offices have installed
	size   int    // in half points; 0: that of the body
	bold   bool
	color  string
}

// docStyles are in the order of the list. A paragraph's style is how the
// letter's style survives the way through an office's editor.
var docStyles = []docStyle{
	{id: "LDRed", style: letter.RedHead, name: "联动红头", ppr: `<w:spacing w:after="240"/><w:jc w:val="center"/>`, family: "宋体", size: 68, bold: true, color: "CC0000"},
	{id: "LDNumber", style: letter.NumberRow, name: "联动文号", ppr: `<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="4" w:color="CC0000"/></w:pBdr><w:spacing w:after="360"/><w:jc w:val="center"/>`, family: "仿宋"},
	{id: "LDTitle", style: letter.TitleRow, name: "联动标题", ppr: `<w:keepNext/><w:spacing w:after="240"/><w:jc w:val="center"/><w:outlineLvl w:val="0"/>`, family: "宋体", size: 44, bold: true},
	{id: "LDTo", style: letter.Addressee, name: "联动主送", family: "仿宋"},
	{id: "LDBody", style: letter.Body, name: "联动正文", ppr: `<w:spacing w:line="579" w:lineRule="exact"/><w:ind w:firstLineChars="200"/><w:jc w:val="both"/>`, family: "仿宋"},
	{id: "LDFlush", style: letter.Flush, name: "联动顶格", family: "仿宋"},
	{id: "LDHeading", style: letter.Heading, name: "联动小标题", ppr: `<w:keepNext/><w:ind w:firstLineChars="200"/><w:outlineLvl w:val="1"/>`, family: "黑体"},
	{id: "LDCenter", style: letter.Center, name: "联动居中", ppr: `<w:jc w:val="center"/>`, family: "仿宋"},
	{id: "LDSign", style: letter.Signature, name: "联动落款", ppr: `<w:keepLines/><w:ind w:rightChars="200"/><w:jc w:val="right"/>`, family: "仿宋"},
	{id: "LDCheck", style: letter.CheckRow, name: "联动核验", ppr: `<w:keepLines/><w:spacing w:before="240"/>`, family: "仿宋", size: 21},
	{id: "LDCell", style: letter.Table, name: "联动表格", family: "仿宋", size: 28},
}

func docStyleOf(s letter.Style) docStyle {
	for _, d := range docStyles {
		if d.style == s {
			return d
		}
	}
	return docStyles[4]
}

// Docx implements letter.Press.
func (p *Press) Docx(page letter.Page) (letter.Printed, error) {
	return p.docx(page, nil)
}

func (p *Press) docx(page letter.Page, charts map[int]Chart) (letter.Printed, error) {
	w := &docWriter{page: page, body: 32, charts: charts}
	switch page.Form {
	case letter.LargePrint:
		w.body, w.large = 44, true
	case letter.Plain:
		w.body = 36
	}
	parts, err := w.parts()
	if err != nil {
		return letter.Printed{}, err
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, part := range parts {
		// No time in the archive: the same page gives the same bytes.
		f, err := z.CreateHeader(&zip.FileHeader{Name: part.name, Method: zip.Deflate})
		if err != nil {
			return letter.Printed{}, err
		}
		if _, err := f.Write(part.body); err != nil {
			return letter.Printed{}, err
		}
	}
	if err := z.Close(); err != nil {
		return letter.Printed{}, err
	}
	return printed(out.Bytes()), nil
}

type part struct {
	name string
	body []byte
}

type docWriter struct {
	page  letter.Page
	body  int // half points
	large bool
	qr    []byte

	charts map[int]Chart // after which block each stands
	drawn  []Chart       // in their order in the text
}

const (
	xmlHead  = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	mainNS   = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	relsNS   = `xmlns="http://schemas.openxmlformats.org/package/2006/relationships"`
	relsBase = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	wordType = "application/vnd.openxmlformats-officedocument.wordprocessingml."
)

func (w *docWriter) parts() ([]part, error) {
	document, err := w.document()
	if err != nil {
		return nil, err
	}
	types := `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>`
	rels := `<Relationships ` + relsNS + `>`
	for i, name := range []string{"styles", "settings", "footer1", "footer2"} {
		kind := strings.TrimRight(name, "12")
		types += `<Override PartName="/word/` + name + `.xml" ContentType="` + wordType + kind + `+xml"/>`
		rels += fmt.Sprintf(`<Relationship Id="rId%d" Type="%s%s" Target="%s.xml"/>`, i+1, relsBase, kind, name)
	}
	types += `<Override PartName="/word/document.xml" ContentType="` + wordType + `document.main+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`
	if w.qr != nil {
		rels += `<Relationship Id="rId5" Type="` + relsBase + `image" Target="media/check.png"/>`
	}
	for i := range w.drawn {
		types = strings.Replace(types, `</Types>`, fmt.Sprintf(`<Override PartName="/word/charts/chart%d.xml" ContentType="%s"/></Types>`, i+1, chartType), 1)
		rels += fmt.Sprintf(`<Relationship Id="%s" Type="%schart" Target="charts/chart%d.xml"/>`, chartID(i), relsBase, i+1)
	}
	rels += `</Relationships>`
	parts := []part{
		{"[Content_Types].xml", []byte(xmlHead + types)},
		{"_rels/.rels", []byte(xmlHead + `<Relationships ` + relsNS + `><Relationship Id="rId1" Type="` + relsBase + `officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`)},
		{"docProps/core.xml", []byte(xmlHead + w.core())},
		{"word/document.xml", []byte(xmlHead + document)},
		{"word/styles.xml", []byte(xmlHead + w.styles())},
		{"word/settings.xml", []byte(xmlHead + `<w:settings ` + mainNS + `><w:evenAndOddHeaders/><w:characterSpacingControl w:val="compressPunctuation"/></w:settings>`)},
		{"word/footer1.xml", []byte(xmlHead + footer("right"))},
		{"word/footer2.xml", []byte(xmlHead + footer("left"))},
		{"word/_rels/document.xml.rels", []byte(xmlHead + rels)},
	}
	if w.qr != nil {
		parts = append(parts, part{"word/media/check.png", w.qr})
	}
	for i, c := range w.drawn {
		parts = append(parts, part{fmt.Sprintf("word/charts/chart%d.xml", i+1), []byte(xmlHead + c.xml())})
	}
	return parts, nil
}

// core says what the file is; never who wrote it or when.
func (w *docWriter) core() string {
	return `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>` + escape(w.page.Title) + `</dc:title><dc:creator>` + escape(w.page.Issuer) + `</dc:creator><dc:language>zh-CN</dc:language></cp:coreProperties>`
}

func escape(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(printable(s))) // a buffer takes everything
	return b.String()
}

func (w *docWriter) styles() string {
	var b strings.Builder
	b.WriteString(`<w:styles ` + mainNS + `><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="仿宋" w:cs="Times New Roman"/><w:sz w:val="` + fmt.Sprint(w.body) + `"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>`)
	for _, s := range docStyles {
		ppr := s.ppr
		if w.large {
			ppr = strings.Replace(ppr, `w:line="579" w:lineRule="exact"`, `w:line="400" w:lineRule="auto"`, 1)
		}
		b.WriteString(`<w:style w:type="paragraph" w:customStyle="1" w:styleId="` + s.id + `"><w:name w:val="` + s.name + `"/><w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>` + ppr + `</w:pPr><w:rPr><w:rFonts w:eastAsia="` + s.family + `"/>`)
		if s.bold {
			b.WriteString(`<w:b/>`)
		}
		if s.color != "" {
			b.WriteString(`<w:color w:val="` + s.color + `"/>`)
		}
		size := s.size
		if w.large {
			size = max(size, 44)
			if s.style == letter.TitleRow {
				size = 60
			}
		}
		if size > 0 {
			b.WriteString(fmt.Sprintf(`<w:sz w:val="%d"/>`, size))
		}
		b.WriteString(`</w:rPr></w:style>`)
	}
	b.WriteString(`</w:styles>`)
	return b.String()
}

// footer is the page number, outside: odd pages right, even pages left.
func footer(side string) string {
	run := func(inner string) string { return `<w:r><w:rPr><w:sz w:val="28"/></w:rPr>` + inner + `</w:r>` }
	return `<w:ftr ` + mainNS + `><w:p><w:pPr><w:jc w:val="` + side + `"/></w:pPr>` + run(`<w:t xml:space="preserve">— </w:t>`) +
		run(`<w:fldChar w:fldCharType="begin"/>`) + run(`<w:instrText xml:space="preserve"> PAGE </w:instrText>`) + run(`<w:fldChar w:fldCharType="separate"/>`) + run(`<w:t>1</w:t>`) + run(`<w:fldChar w:fldCharType="end"/>`) +
		run(`<w:t xml:space="preserve"> —</w:t>`) + `</w:p></w:ftr>`
}

const twip = 1440 / 25.4 // to a millimetre

func twips(millimetres float64) int { return int(millimetres*twip + .5) }

func (w *docWriter) document() (string, error) {
	var b strings.Builder
	b.WriteString(`<w:document ` + mainNS + ` xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><w:body>`)
	for i, x := range w.page.Blocks {
		if x.Style == letter.Table {
			w.table(&b, x)
			w.chart(&b, i)
			continue
		}
		picture := ""
		if x.Style == letter.CheckRow && w.page.CheckURL != "" {
			var err error
			if w.qr, err = qrPNG(w.page.CheckURL); err != nil {
				return "", err
			}
			picture = drawing(w.page.CheckURL)
		}
		b.WriteString(`<w:p><w:pPr><w:pStyle w:val="` + docStyleOf(x.Style).id + `"/></w:pPr>` + picture + `<w:r><w:t xml:space="preserve">` + escape(x.Text) + `</w:t></w:r></w:p>`)
		w.chart(&b, i)
	}
	b.WriteString(fmt.Sprintf(`<w:sectPr><w:footerReference w:type="default" r:id="rId3"/><w:footerReference w:type="even" r:id="rId4"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="%d" w:right="%d" w:bottom="%d" w:left="%d" w:header="851" w:footer="%d" w:gutter="0"/>`, twips(37), twips(26), twips(35), twips(28), twips(25)))
	if !w.large && w.page.Form != letter.Plain {
		b.WriteString(`<w:docGrid w:type="lines" w:linePitch="579"/>`)
	}
	b.WriteString(`</w:sectPr></w:body></w:document>`)
	return b.String(), nil
}

func (w *docWriter) table(b *strings.Builder, x letter.Block) {
	n := 1
	for _, r := range x.Rows {
		n = max(n, len(r))
	}
	whole := twips(156)
	b.WriteString(`<w:tbl><w:tblPr><w:tblW w:w="` + fmt.Sprint(whole) + `" w:type="dxa"/><w:tblBorders>`)
	for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		b.WriteString(`<w:` + side + ` w:val="single" w:sz="4" w:space="0" w:color="000000"/>`)
	}
	b.WriteString(`</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>`)
	wide := make([]int, n)
	for i := range wide {
		wide[i] = whole / n
		if c := columns[n]; c != nil {
			wide[i] = int(c[i] * float64(whole) / 100)
		}
		_, _ = fmt.Fprintf(b, `<w:gridCol w:w="%d"/>`, wide[i])
	}
	b.WriteString(`</w:tblGrid>`)
	for _, r := range x.Rows {
		b.WriteString(`<w:tr>`)
		for i := range n {
			text := ""
			if i < len(r) {
				text = r[i]
			}
			_, _ = fmt.Fprintf(b, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>`, wide[i])
			for _, line := range strings.Split(text, "\n") {
				b.WriteString(`<w:p><w:pPr><w:pStyle w:val="LDCell"/></w:pPr><w:r><w:t xml:space="preserve">` + escape(line) + `</w:t></w:r></w:p>`)
			}
			b.WriteString(`</w:tc>`)
		}
		b.WriteString(`</w:tr>`)
	}
	b.WriteString(`</w:tbl>`)
}

// drawing places the QR code in the line; its words for screen readers name the address.
func drawing(address string) string {
	const side = 936_000 // 26 mm
	size := fmt.Sprintf(`cx="%d" cy="%d"`, side, side)
	return `<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent ` + size + `/><wp:docPr id="1" name="核验二维码" descr="核验二维码：` + escape(address) + `"/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="1" name="check.png"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="rId5"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext ` + size + `/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r><w:r><w:br/></w:r>`
}

// qrPNG draws the code with the quiet zone of four modules that readers need.
func qrPNG(text string) ([]byte, error) {
	code, err := barcode.NewQRWithECC(text, barcode.ECCLevelM)
	if err != nil {
		return nil, err
	}
	const dot, quiet = 6, 4
	side := (code.Width() + 2*quiet) * dot
	img := image.NewPaletted(image.Rect(0, 0, side, side), color.Palette{color.White, color.Black})
	for _, at := range dark(code) {
		for i := range dot * dot {
			img.SetColorIndex((at.X+quiet)*dot+i%dot, (at.Y+quiet)*dot+i/dot, 1)
		}
	}
	var out bytes.Buffer
	err = png.Encode(&out, img)
	return out.Bytes(), err
}

// dark lists the dark modules, from the top left. The library tells them only
// by drawing: a rectangle of one point for each, counted from the bottom left.
func dark(code *barcode.Barcode) []image.Point {
	stream := content.NewStream()
	code.Draw(stream, 0, 0, float64(code.Width()), float64(code.Height()))
	var all []image.Point
	for line := range strings.Lines(string(stream.Bytes())) {
		var x, y, w, h float64
		if n, _ := fmt.Sscanf(line, "%g %g %g %g re", &x, &y, &w, &h); n == 4 {
			all = append(all, image.Pt(int(x+.5), code.Height()-1-int(y+.5)))
		}
	}
	return all
}
