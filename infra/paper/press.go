// Package paper prints letters: PDF with type that is embedded, docx for WPS
// and Word, and HTML for screen readers. It also reads an office's own template.
package paper

import (
	"crypto/sha256"
	_ "embed" // the type is part of the program
	"encoding/hex"
	"fmt"
	"unicode"

	"github.com/carlos7ags/folio/font"

	"liandong/domain/fault"
	"liandong/domain/letter"
)

var (
	//go:embed type/song.otf
	song []byte
	//go:embed type/song-bold.otf
	songBold []byte
	//go:embed type/kai-rare.ttf
	kaiRare []byte
)

// Press is letter.Press. Its faces are parsed once and only read afterwards.
type Press struct{ song, bold, rare font.Face }

var _ letter.Press = (*Press)(nil)

// NewPress reads the embedded type.
func NewPress() (*Press, error) {
	var p Press
	for _, f := range []struct {
		face *font.Face
		raw  []byte
	}{{&p.song, song}, {&p.bold, songBold}, {&p.rare, kaiRare}} {
		face, err := font.ParseFont(f.raw)
		if err != nil {
			return nil, fmt.Errorf("paper: type: %w", err)
		}
		*f.face = face
	}
	return &p, nil
}

func printed(body []byte) letter.Printed {
	sum := sha256.Sum256(body)
	return letter.Printed{Body: body, Digest: "sha256:" + hex.EncodeToString(sum[:])}
}

// errGlyph names a character that no type has: a name is printed whole, or not at all.
func errGlyph(r rune) error {
	return fault.Invalid("/fields", "character_unavailable",
		fmt.Sprintf("字库没有“%c”（U+%04X），无法印出 PDF；请核对该字，或者下载 Word 模板在装有该字的电脑上填写", r, r),
		fmt.Sprintf("no type has the character U+%04X (%c): check it, or fill in the Word template on a computer that has it", r, r))
}

// fonts are the faces of one page, with the glyphs it uses.
type fonts struct{ song, bold, rare *font.EmbeddedFont }

func (p *Press) fonts() fonts {
	return fonts{font.NewEmbeddedFont(p.song), font.NewEmbeddedFont(p.bold), font.NewEmbeddedFont(p.rare)}
}

// pick chooses the face for a character: nil if none has it.
func (f fonts) pick(r rune, bold bool) *font.EmbeddedFont {
	order := []*font.EmbeddedFont{f.song, f.rare}
	if bold {
		order = []*font.EmbeddedFont{f.bold, f.song, f.rare}
	}
	for _, face := range order {
		if face.Face().GlyphIndex(r) != 0 {
			return face
		}
	}
	return nil
}

// printable leaves out what has no shape of its own and could change how
// others read: controls, marks of direction, joiners, private use.
func printable(s string) string {
	var out []rune
	for _, r := range s {
		switch {
		case r == '\t' || r == '\u00a0':
			out = append(out, ' ')
		case unicode.Is(unicode.Cc, r) && r != '\n', unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r), unicode.Is(unicode.Variation_Selector, r):
		default:
			out = append(out, r)
		}
	}
	return string(out)
}
