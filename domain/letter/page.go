package letter

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"liandong/domain/calendar"
)

// Style says what a block of a letter is; each has one look on paper.
type Style string

// The styles.
const (
	RedHead   Style = "red"     // the issuer's name
	NumberRow Style = "number"  // 文号
	TitleRow  Style = "title"   // 标题
	Addressee Style = "to"      // 主送
	Body      Style = "body"    // 正文, indented by two characters
	Flush     Style = "flush"   // 顶格
	Heading   Style = "heading" // 小标题
	Center    Style = "center"
	Signature Style = "right" // 落款
	Table     Style = "table"
	CheckRow  Style = "check" // 核验, with the QR code beside it
)

// styleWords says each style as the tables write it.
var styleWords = map[Style]string{
	RedHead: "红头", NumberRow: "文号", TitleRow: "标题", Addressee: "主送", Body: "正文", Flush: "顶格", Heading: "小标题",
	Center: "居中", Signature: "落款", Table: "表格", CheckRow: "核验",
}

// Styles lists every style with its Chinese name.
func Styles() map[Style]string { return styleWords }

// Block is one paragraph or table of a letter.
type Block struct {
	Style Style      `json:"style"`
	Text  string     `json:"text,omitempty"`
	Rows  [][]string `json:"rows,omitempty"`
}

// texts lists what stands in the block, cell by cell.
func (b Block) texts() []string {
	if b.Style != Table {
		return []string{b.Text}
	}
	var all []string
	for _, r := range b.Rows {
		all = append(all, r...)
	}
	return all
}

// check returns an error naming a field that is in no list.
func (b Block) check() error {
	for _, s := range b.texts() {
		for _, name := range placeholders(s) {
			if _, ok := named(name); !ok && name != optional {
				return fmt.Errorf("no field %s", name)
			}
		}
	}
	return nil
}

// Page is a letter as it is printed: docx, PDF and the text for screen readers
// are all made of it.
type Page struct {
	Title    string        `json:"title"`
	Issuer   string        `json:"issuer"`
	On       calendar.Date `json:"on"`
	Form     string        `json:"form"`
	CheckURL string        `json:"check_url,omitempty"`
	Draft    bool          `json:"draft,omitempty"` // no number, no check code: a look before issuing
	Blocks   []Block       `json:"blocks"`
}

// Text is the page in plain lines, as read aloud.
func (p Page) Text() string {
	var b strings.Builder
	for _, x := range p.Blocks {
		for _, r := range x.Rows {
			b.WriteString(strings.Join(r, "："))
			b.WriteString("\n")
		}
		if x.Style != Table {
			b.WriteString(x.Text)
			b.WriteString("\n")
		}
	}
	return b.String()
}

// Length counts the characters of the page.
func (p Page) Length() int { return utf8.RuneCountInString(p.Text()) }

// optional marks a paragraph that is left out where something in it is not known.
const optional = "?"

// placeholders lists the names between braces, of either width, in their order.
func placeholders(s string) []string {
	var names []string
	for _, part := range split(s) {
		if part.name != "" {
			names = append(names, part.name)
		}
	}
	return names
}

// piece is plain text, or the name of a field.
type piece struct{ text, name string }

// split cuts a text at its fields. Braces that do not close stay text.
func split(s string) []piece {
	s = strings.NewReplacer("｛｛", "{{", "｝｝", "}}").Replace(s)
	var all []piece
	for {
		at := strings.Index(s, "{{")
		if at < 0 {
			break
		}
		end := strings.Index(s[at:], "}}")
		if end < 0 {
			break
		}
		name := strings.TrimSpace(s[at+2 : at+end])
		all = append(all, piece{text: s[:at]}, piece{name: name})
		s = s[at+end+2:]
	}
	return append(all, piece{text: s})
}

// named finds a field by the name that stands in a template.
func named(name string) (Field, bool) {
	i := slices.IndexFunc(Fields, func(f Field) bool { return f.Name.ZH == name })
	if i < 0 {
		return Field{}, false
	}
	return Fields[i], true
}

// FieldOf finds a field by its code.
func FieldOf(code string) (Field, bool) {
	i := slices.IndexFunc(Fields, func(f Field) bool { return f.Code == code })
	if i < 0 {
		return Field{}, false
	}
	return Fields[i], true
}

// Used lists the codes of the fields that stand in a template, each once.
func Used(template []Block) []string {
	var all []string
	for _, b := range template {
		for _, s := range b.texts() {
			for _, name := range placeholders(s) {
				if f, ok := named(name); ok && !slices.Contains(all, f.Code) {
					all = append(all, f.Code)
				}
			}
		}
	}
	return all
}
