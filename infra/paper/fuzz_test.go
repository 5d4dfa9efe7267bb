package paper

import (
	"testing"

	"liandong/domain/fault"
	"liandong/domain/letter"
)

// A document of anybody's is read as words of a letter, or refused with words.
func FuzzReadDocx(f *testing.F) {
	p, err := NewPress()
	if err != nil {
		f.Fatal(err)
	}
	good, err := p.Docx(letter.Page{Title: "告知书", Blocks: []letter.Block{{Text: "您好"}}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good.Body)
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, body []byte) {
		if _, err := p.Read(body); err != nil && fault.Of(err) == nil {
			t.Fatalf("refused without words: %v", err)
		}
	})
}
