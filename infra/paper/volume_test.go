package paper

import (
	"bytes"
	"image"
	"image/png"
	"testing"

	"liandong/domain/letter"
	"liandong/domain/volume"
)

func photo(t *testing.T, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, w, h))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// What can be bound is, page by page; what cannot is said to have no leaves,
// however broken or hostile it is.
func TestLeavesAndBind(t *testing.T) {
	p, err := NewPress()
	if err != nil {
		t.Fatal(err)
	}
	page := letter.Page{Title: "卷", Issuer: "调委会", On: "2026-11-24", Form: letter.Standard, Blocks: []letter.Block{{Style: letter.TitleRow, Text: "卷"}}}
	printed, err := p.PDF(page)
	if err != nil {
		t.Fatal(err)
	}
	var papers []volume.Paper
	for _, x := range []struct {
		kind string
		body []byte
		want int
	}{
		{"application/pdf", printed.Body, 1}, {"image/png", photo(t, 300, 200), 1}, {"text/plain", []byte("第一行\n第二行"), 1},
		{"application/pdf", []byte("%PDF-1.7 nothing of one"), 0}, {"application/pdf", printed.Body[:len(printed.Body)/2], 0}, {"image/png", []byte("no picture"), 0},
		{"image/jpeg", photo(t, 10, 10), 0}, {"audio/mpeg", []byte("sound"), 0}, {"text/plain", []byte{0xff, 0xfe}, 0}, {"text/plain", nil, 0},
	} {
		n, err := p.Leaves(x.body, x.kind)
		if err != nil || n != x.want {
			t.Errorf("%s of %d bytes has %d leaves (%v), want %d", x.kind, len(x.body), n, err, x.want)
		}
		if n > 0 {
			papers = append(papers, volume.Paper{Body: x.body, MediaType: x.kind, Leaves: n})
		}
	}
	bound, err := p.Bind([]letter.Page{page}, append(papers, volume.Paper{Instead: page}))
	if err != nil {
		t.Fatal(err)
	}
	if n, err := p.Leaves(bound, "application/pdf"); err != nil || n != len(papers)+2 {
		t.Errorf("the volume has %d pages (%v), want %d", n, err, len(papers)+2)
	}
	again, err := p.Bind([]letter.Page{page}, append(papers, volume.Paper{Instead: page}))
	if err != nil || !bytes.Equal(bound, again) {
		t.Errorf("the same papers make another volume: %v", err)
	}
}
