package paper

import (
	"bytes"
	"fmt"
	"image"
	_ "image/jpeg" // what an upload may be
	_ "image/png"
	"strings"
	"unicode/utf8"

	"github.com/carlos7ags/folio/document"
	folioimage "github.com/carlos7ags/folio/image"
	"github.com/carlos7ags/folio/reader"
	_ "golang.org/x/image/tiff"
	_ "golang.org/x/image/webp"

	"liandong/domain/calendar"
	"liandong/domain/letter"
	"liandong/domain/volume"
	"liandong/infra/filecheck"
)

var _ volume.Binder = (*Press)(nil)

// What one paper may cost while it is bound: a file may be hostile.
const (
	maxPixels = 40_000_000
	maxOpened = 128 << 20
	maxText   = 20_000
)

// sheetOf is one page on its way into a volume: a page of a PDF, or a picture.
type sheetOf struct {
	page    *reader.PageImport
	picture *folioimage.Image
}

// Leaves implements volume.Binder.
func (p *Press) Leaves(body []byte, mediaType string) (int, error) {
	all, err := p.sheets(body, mediaType)
	return len(all), err
}

// sheets opens a paper page by page; none where it cannot be bound.
func (p *Press) sheets(body []byte, mediaType string) ([]sheetOf, error) {
	switch mediaType {
	case "application/pdf":
		return pages(body), nil
	case "image/jpeg", "image/png", "image/tiff", "image/webp":
		return picture(body, mediaType), nil
	case "text/plain":
		return p.plain(body)
	}
	return nil, nil
}

// pages opens a PDF. A broken or locked one cannot be bound; the library's own
// trouble with one is no reason to fail the volume.
func pages(body []byte) (all []sheetOf) {
	defer func() {
		if recover() != nil {
			all = nil
		}
	}()
	r, err := reader.ParseWithOptions(body, reader.ReadOptions{MemoryLimits: reader.MemoryLimits{MaxStreamSize: maxOpened, MaxTotalAlloc: 2 * maxOpened, MaxObjectCount: 200_000}})
	if err != nil {
		return nil
	}
	for i := range min(r.PageCount(), volume.MaxLeaves+1) {
		page, err := reader.ExtractPageImport(r, i)
		if err != nil || page.Width <= 0 || page.Height <= 0 {
			return nil
		}
		all = append(all, sheetOf{page: page})
	}
	return all
}

func picture(body []byte, mediaType string) []sheetOf {
	c, _, err := image.DecodeConfig(bytes.NewReader(body))
	if err != nil || c.Width <= 0 || c.Height <= 0 || c.Width*c.Height > maxPixels {
		return nil
	}
	make := map[string]func([]byte) (*folioimage.Image, error){
		"image/jpeg": folioimage.NewJPEG, "image/png": folioimage.NewPNG, "image/tiff": folioimage.NewTIFF, "image/webp": folioimage.NewWebP,
	}[mediaType]
	img, err := make(filecheck.Strip(mediaType, body))
	if err != nil {
		return nil
	}
	return []sheetOf{{picture: img}}
}

// plain prints a plain text; one that is too long, or has a character that no
// type has, cannot be bound.
func (p *Press) plain(body []byte) ([]sheetOf, error) {
	text := string(body)
	if !utf8.ValidString(text) || utf8.RuneCountInString(text) > maxText {
		return nil, nil
	}
	page := letter.Page{Title: "文本", Form: letter.Standard, On: calendar.Date("2000-01-01")}
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			page.Blocks = append(page.Blocks, letter.Block{Style: letter.Flush, Text: line})
		}
	}
	if len(page.Blocks) == 0 {
		return nil, nil
	}
	if printed, wrong := p.PDF(page); wrong == nil {
		return pages(printed.Body), nil
	}
	return nil, nil // a text that no type at hand can print is listed with its digest
}

// Bind implements volume.Binder.
func (p *Press) Bind(front []letter.Page, papers []volume.Paper) ([]byte, error) {
	d := document.NewDocument(document.PageSizeA4)
	d.Info = document.Info{Title: front[0].Title, Author: front[0].Issuer, Language: "zh-CN", Producer: "Liandong", CreationDate: front[0].On.Start(), ModDate: front[0].On.Start()}
	s := &setting{fonts: p.fonts(), look: looks[letter.Standard]}
	for _, page := range front {
		if _, err := p.bind(d, s, volume.Paper{Instead: page}, 0); err != nil {
			return nil, err
		}
	}
	number := 1
	for _, x := range papers {
		n, err := p.bind(d, s, x, number)
		if err != nil {
			return nil, err
		}
		number += n
	}
	var out bytes.Buffer
	_, err := d.WriteToWithOptions(&out, document.WriteOptions{Deterministic: true, UseXRefStream: true})
	return out.Bytes(), err
}

// bind adds one paper, with the volume's page numbers from number on; 0 is without.
func (p *Press) bind(d *document.Document, s *setting, x volume.Paper, number int) (int, error) {
	body, kind := x.Body, x.MediaType
	if body == nil {
		printed, err := p.PDF(x.Instead)
		if err != nil {
			return 0, err
		}
		body, kind = printed.Body, "application/pdf"
	}
	all, err := p.sheets(body, kind)
	if err == nil && len(all) == 0 {
		err = fmt.Errorf("paper: a %s that could be bound cannot", kind)
	}
	for i, leaf := range all {
		page := d.AddPage()
		size := document.PageSizeA4
		if leaf.page != nil {
			size = document.PageSize{Width: leaf.page.Width, Height: leaf.page.Height}
			page.SetSize(size)
			page.ImportPage(leaf.page.ContentStream, leaf.page.Resources, size.Width, size.Height)
		} else {
			place(page, leaf.picture)
		}
		if number > 0 {
			s.volumeNumber(page, size, number+i)
		}
	}
	return len(all), err
}

// place fits a picture between margins of 20 mm.
func place(page *document.Page, img *folioimage.Image) {
	const margin = 20 * mm
	wide, high := document.PageSizeA4.Width-2*margin, document.PageSizeA4.Height-2*margin
	w, h := float64(img.Width()), float64(img.Height())
	scale := min(wide/w, high/h)
	page.AddImage(img, margin+(wide-w*scale)/2, margin+(high-h*scale)/2, w*scale, h*scale)
}

// volumeNumber stands in the upper right corner, apart from a paper's own numbers.
func (s *setting) volumeNumber(page *document.Page, size document.PageSize, n int) {
	const height = 12.0
	text := fmt.Sprintf("卷 %d", n)
	page.AddTextEmbedded(text, s.song, height, size.Width-26*mm-float64(utf8.RuneCountInString(text))*height/1.5, size.Height-12*mm-height)
}
