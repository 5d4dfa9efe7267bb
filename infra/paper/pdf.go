package paper

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/carlos7ags/folio/barcode"
	"github.com/carlos7ags/folio/document"
	"github.com/carlos7ags/folio/font"
	"github.com/carlos7ags/folio/layout"

	"liandong/domain/letter"
)

const mm = 72 / 25.4

// look is how large things are in a form. The standard one follows GB/T 9704:
// 22 lines of 28 characters inside margins of 37, 35, 28 and 26 mm.
type look struct{ body, title, red, small, lead float64 }

var looks = map[string]look{
	letter.Standard:   {body: 15.75, title: 22, red: 34, small: 10.5, lead: 28.95},
	letter.Plain:      {body: 18, title: 24, red: 34, small: 12, lead: 33},
	letter.LargePrint: {body: 22, title: 30, red: 36, small: 22, lead: 39},
}

const textWidth = (210 - 28 - 26) * mm

// PDF implements letter.Press: A4, tagged, PDF/A.
func (p *Press) PDF(page letter.Page) (letter.Printed, error) {
	s := &setting{fonts: p.fonts(), look: looks[page.Form]}
	if s.body == 0 {
		s.look = looks[letter.Standard]
	}
	d := document.NewDocument(document.PageSizeA4)
	d.Info = document.Info{Title: page.Title, Author: page.Issuer, Language: "zh-CN", Producer: "Liandong", CreationDate: page.On.Start(), ModDate: page.On.Start()}
	d.SetTagged(true)
	d.SetPdfA(document.PdfAConfig{Level: document.PdfA2A})
	d.SetMargins(layout.Margins{Top: 37 * mm, Bottom: 35 * mm, Left: 28 * mm, Right: 26 * mm})
	d.SetViewerPreferences(document.ViewerPreferences{DisplayDocTitle: true})
	s.lay(d, page)
	if s.lacks != 0 {
		return letter.Printed{}, errGlyph(s.lacks)
	}
	d.SetFooter(s.pageNumber)
	var out bytes.Buffer
	_, err := d.WriteToWithOptions(&out, document.WriteOptions{Deterministic: true, UseXRefStream: true})
	return printed(out.Bytes()), err
}

// setting is one page being set.
type setting struct {
	fonts
	look
	lacks rune // the first character that no face has
}

// lay sets block after block; the signature and the check stay together.
func (s *setting) lay(d *document.Document, page letter.Page) {
	if page.Draft {
		d.Add(s.paragraph("草稿　不作为正式文书", s.small, true, layout.RGB(.6, .1, .1)).SetAlign(layout.AlignRight))
	}
	end := layout.NewDiv().SetKeepTogether(true)
	closing := false
	for i, b := range page.Blocks {
		if !closing && (onlyClosing(page.Blocks[i:]) || short(b) && onlyClosing(page.Blocks[i+1:])) {
			closing = true
		}
		for _, e := range s.block(b, page) {
			if closing {
				end.Add(e)
			} else {
				d.Add(e)
			}
		}
	}
	d.Add(end)
}

// onlyClosing tells whether nothing but the address to the body (此致), the
// signatures and the check follow.
func onlyClosing(rest []letter.Block) bool {
	for _, b := range rest {
		if b.Style != letter.Signature && b.Style != letter.CheckRow && b.Style != letter.Flush && b.Text != "此致" {
			return false
		}
	}
	return true
}

// short tells whether a paragraph is kept with the signature, which never
// stands on a page without words of the letter.
func short(b letter.Block) bool {
	return b.Style == letter.Body && len([]rune(b.Text)) < 160
}

func (s *setting) block(b letter.Block, page letter.Page) []layout.Element {
	black, red := layout.Color{}, layout.RGB(.8, 0, 0)
	switch b.Style {
	case letter.RedHead:
		size := min(s.red, textWidth/float64(max(1, len([]rune(b.Text)))))
		return []layout.Element{s.paragraph(b.Text, size, true, red).SetAlign(layout.AlignCenter).SetSpaceAfter(s.body)}
	case letter.NumberRow:
		line := layout.NewLineSeparator().SetColor(red).SetWidth(1.2).SetSpaceBefore(4).SetSpaceAfter(s.lead)
		if !hasHead(page) {
			line = layout.NewLineSeparator().SetWidth(.5).SetSpaceBefore(4).SetSpaceAfter(s.body)
		}
		return []layout.Element{s.paragraph(b.Text, s.body, false, black).SetAlign(layout.AlignCenter), line}
	case letter.TitleRow:
		h := layout.NewHeadingEmbedded(b.Text, layout.H1, s.bold).SetRuns(s.runs(b.Text, s.title, true, black)).SetAlign(layout.AlignCenter)
		return []layout.Element{layout.NewDiv().Add(h).SetSpaceAfter(s.body)}
	case letter.Heading:
		return []layout.Element{s.paragraph(b.Text, s.body, true, black).SetFirstLineIndent(2 * s.body).SetOrphans(2)}
	case letter.Center:
		return []layout.Element{s.paragraph(b.Text, s.body, false, black).SetAlign(layout.AlignCenter)}
	case letter.Addressee, letter.Flush:
		return []layout.Element{s.paragraph(b.Text, s.body, false, black)}
	case letter.Signature:
		right := layout.Padding{Right: 2 * s.body}
		return []layout.Element{layout.NewDiv().SetPaddingAll(right).Add(s.paragraph(b.Text, s.body, false, black).SetAlign(layout.AlignRight))}
	case letter.CheckRow:
		return s.check(b, page)
	case letter.Table:
		return []layout.Element{s.table(b), layout.NewDiv().SetSpaceAfter(s.body / 2)}
	}
	return []layout.Element{s.paragraph(b.Text, s.body, false, black).SetFirstLineIndent(2 * s.body)}
}

func hasHead(p letter.Page) bool {
	for _, b := range p.Blocks {
		if b.Style == letter.RedHead {
			return true
		}
	}
	return false
}

// paragraph sets a text, each character in the first face that has it.
func (s *setting) paragraph(text string, size float64, bold bool, c layout.Color) *layout.Paragraph {
	lead := s.lead / s.body
	if size > s.body || size < s.body {
		lead = 1.5
	}
	return layout.NewStyledParagraph(s.runs(text, size, bold, c)...).SetLeading(lead).SetWidows(2).SetOrphans(2)
}

func (s *setting) runs(text string, size float64, bold bool, c layout.Color) []layout.TextRun {
	var all []layout.TextRun
	var face *font.EmbeddedFont
	var now strings.Builder
	flush := func() {
		if now.Len() > 0 {
			r := layout.NewRunEmbedded(now.String(), face, size)
			r.Color = c
			all = append(all, r)
			now.Reset()
		}
	}
	for _, r := range printable(text) {
		next := s.pick(r, bold)
		if next == nil {
			if s.lacks == 0 {
				s.lacks = r
			}
			continue
		}
		if next != face {
			flush()
			face = next
		}
		now.WriteRune(r)
	}
	flush()
	if len(all) == 0 {
		all = append(all, layout.NewRunEmbedded(" ", s.song, size))
	}
	return all
}

// columns says how wide the columns of a table are, in hundredths.
var columns = map[int][]float64{1: {100}, 2: {26, 74}, 3: {12, 58, 30}, 4: {11, 47, 14, 28}}

func (s *setting) table(b letter.Block) layout.Element {
	t := layout.NewTable().SetBorderCollapse(true)
	n := 0
	for _, row := range b.Rows {
		n = max(n, len(row))
	}
	widths := columns[n]
	if widths == nil {
		for range n {
			widths = append(widths, 100/float64(n))
		}
	}
	points := make([]float64, n)
	for i := range points {
		points[i] = widths[i] * textWidth / 100
	}
	t.SetColumnWidths(points)
	line := layout.AllBorders(layout.SolidBorder(.6, layout.Color{}))
	for i, row := range b.Rows {
		r := t.AddRow()
		for j := range n {
			text := ""
			if j < len(row) {
				text = row[j]
			}
			cell := layout.NewDiv()
			head := n > 2 && i == 0
			for _, l := range strings.Split(text, "\n") {
				cell.Add(layout.NewStyledParagraph(s.runs(l, s.cell(), head, layout.Color{})...).SetLeading(1.4))
			}
			r.AddCellElement(cell).SetPadding(5).SetBorders(line).SetVAlign(layout.VAlignMiddle)
		}
	}
	return t
}

// cell is the size of type in tables: one step smaller, never in large print.
func (s *setting) cell() float64 {
	if s.body >= 22 {
		return s.body
	}
	return s.body - 1.75
}

// check prints the QR code beside the check code; without one, the words alone.
func (s *setting) check(b letter.Block, page letter.Page) []layout.Element {
	words := layout.NewDiv()
	for _, part := range strings.Split(b.Text, "　") {
		words.Add(s.paragraph(part, s.small, false, layout.Color{}))
	}
	if page.CheckURL == "" {
		return []layout.Element{layout.NewDiv().SetSpaceBefore(s.body).Add(words)}
	}
	code, err := barcode.NewQRWithECC(page.CheckURL, barcode.ECCLevelM)
	if err != nil {
		return []layout.Element{words}
	}
	t := layout.NewTable().SetColumnWidths([]float64{32 * mm, textWidth - 32*mm})
	r := t.AddRow()
	r.AddCellElement(layout.NewBarcodeElement(code, 26*mm).SetAltText("核验二维码：" + page.CheckURL)).SetBorders(layout.NoBorders()).SetPadding(2)
	r.AddCellElement(words).SetBorders(layout.NoBorders()).SetPadding(2).SetVAlign(layout.VAlignMiddle)
	return []layout.Element{layout.NewDiv().SetSpaceBefore(s.body).Add(t)}
}

// pageNumber stands outside, one character in from the edge of the text: on the
// right of odd pages and on the left of even ones. Screen readers pass it over.
func (s *setting) pageNumber(ctx document.PageContext, page *document.Page) {
	text := fmt.Sprintf("— %d —", ctx.PageIndex+1)
	const size = 14.0
	width := 0.0
	for _, r := range text {
		width += float64(s.song.Face().GlyphAdvance(s.song.Face().GlyphIndex(r))) / float64(s.song.Face().UnitsPerEm()) * size
	}
	x := 28*mm + size
	if ctx.PageIndex%2 == 0 {
		x = 28*mm + textWidth - size - width
	}
	page.ContentStream().BeginMarkedContent("Artifact") // the library's own call writes an operator that readers refuse
	page.AddTextEmbedded(text, s.song, size, x, 35*mm-7*mm-size)
	page.ContentStream().EndMarkedContent()
}
