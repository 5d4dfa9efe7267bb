package letter

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"liandong/domain/fault"
	"liandong/domain/org"
)

// Limits of an office's own version.
const (
	maxBlocks = 400
	maxLength = 12_000
)

// Version is an office's own text of a letter. Versions are kept for good: a
// letter stays what it was made from.
type Version struct {
	Organization org.ID
	Code         string
	Number       int     // 1, 2, …; 0 is the standard
	Blocks       []Block // empty: from here on the standard again
	Digest       string  // of the file it was read from
	Author       string
	At           time.Time
}

// Back tells whether the version says that the standard holds again.
func (v Version) Back() bool { return len(v.Blocks) == 0 }

// Issued is a letter that went out: what is printed on it, kept whole.
type Issued struct {
	DocumentID   string
	Code         string
	Organization org.ID
	Version      int // of the office's template; 0 is the standard
	Page         Page
	Missing      []string // what was left blank
}

// Printed is a letter on paper.
type Printed struct {
	Body   []byte
	Digest string
}

// Press prints a page. Both ways print the same blocks.
type Press interface {
	// PDF prints with type that is embedded. The same page gives the same bytes.
	// It returns an Invalid fault naming a character that no type has.
	PDF(p Page) (Printed, error)
	// Docx writes the page for WPS and Word.
	Docx(p Page) (Printed, error)
	// HTML writes the page for screen readers.
	HTML(p Page) ([]byte, error)
	// Read takes the text out of an office's docx. It returns an Invalid fault
	// that names each thing in the file that would do something by itself, lead
	// elsewhere, or be lost.
	Read(docx []byte) ([]Block, error)
}

// CheckVersion refuses an office's version that lost what the law wants on the
// paper, names a field there is none of, or takes what was said in mediation
// into a paper that leaves it. Every problem is named.
func CheckVersion(l *Letter, blocks []Block) error {
	var c fault.Check
	var names []string
	length := 0
	for i, b := range blocks {
		for _, s := range b.texts() {
			length += utf8.RuneCountInString(s)
			names = append(names, placeholders(s)...)
		}
		if _, known := styleWords[b.Style]; !known {
			c.Add(fmt.Sprintf("/file/%d", i), "unknown_style", "无法识别的段落样式", "a paragraph's style is not known")
		}
	}
	if len(blocks) == 0 || length == 0 {
		c.Add("/file", "empty", "文件里没有文字", "there is no text in the file")
	}
	if len(blocks) > maxBlocks || length > maxLength {
		c.Add("/file", "too_long", fmt.Sprintf("模板不能超过%d段、%d字", maxBlocks, maxLength), fmt.Sprintf("a template has at most %d paragraphs and %d characters", maxBlocks, maxLength))
	}
	checkNames(&c, l, names)
	return c.Err()
}

func checkNames(c *fault.Check, l *Letter, names []string) {
	var used []string
	for _, n := range names {
		f, ok := named(n)
		switch {
		case n == optional:
		case !ok:
			c.Add("/file", "unknown_field", "没有这个字段：{{"+n+"}}", "there is no such field: {{"+n+"}}")
		case f.Kind == "channel" && l.Class != "channel":
			c.Add("/file", "stays_in_mediation", "调解内部的内容不能写入这种文书：{{"+n+"}}", "what was said in mediation does not go into this letter: {{"+n+"}}")
		default:
			used = append(used, f.Code)
		}
	}
	for _, code := range l.Required() {
		if !slices.Contains(used, code) {
			f, _ := FieldOf(code)
			c.Add("/file", "required_field", "缺少依法应当保留的字段：{{"+f.Name.ZH+"}}", "a field that must stay is gone: {{"+f.Name.ZH+"}} ("+f.Name.EN+")")
		}
	}
}

// CheckCode reads a check code as a person types it: any case, with or without
// the strokes, and with the letters that look like digits. Empty if it is none.
func CheckCode(typed string) string {
	var plain []byte
	for _, r := range strings.ToUpper(typed) {
		switch r {
		case '-', ' ', '—', '－':
			continue
		case 'O':
			r = '0'
		case 'I', 'L':
			r = '1'
		}
		if r > 'Z' || !strings.ContainsRune("0123456789ABCDEFGHJKMNPQRSTVWXYZ", r) || len(plain) == 16 {
			return ""
		}
		plain = append(plain, byte(r))
	}
	if len(plain) != 16 {
		return ""
	}
	return fmt.Sprintf("%s-%s-%s-%s", plain[:4], plain[4:8], plain[8:12], plain[12:])
}
