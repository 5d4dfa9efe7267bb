// Package extract says what may stand in a list that an office takes into
// another system (台账导出), and in what order: nothing is typed twice.
package extract

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"liandong/domain/fault"
	"liandong/domain/lang"
)

// Field is one thing that may stand in a column.
type Field struct {
	Code string
	Name lang.Text
}

//go:embed fields.txt
var written string

// Fields lists the fields, in the standard order.
var Fields = mustRead()

func mustRead() []Field {
	var all []Field
	for line := range strings.Lines(written) {
		f := strings.Split(strings.TrimSpace(line), "|")
		if strings.TrimSpace(f[0]) != "field" {
			continue
		}
		if len(f) != 4 {
			panic(fmt.Sprintf("extract: %q", line)) // the table is built in, and a test reads it
		}
		all = append(all, Field{strings.TrimSpace(f[1]), lang.T(strings.TrimSpace(f[2]), strings.TrimSpace(f[3]))})
	}
	return all
}

// Reference is what a field of another system's number begins with:
// reference:诉前调 is the case's number there.
const Reference = "reference:"

// Column is one column: a field, or a text that stands in every row.
type Column struct {
	Field string `json:"field,omitempty"`
	Title string `json:"title,omitempty"` // the field's own name by default
	Text  string `json:"text,omitempty"`
}

// MaxColumns is how many columns a list has; MaxRows is how many cases one
// file holds.
const (
	MaxColumns = 60
	MaxRows    = 500
)

// ErrTooMany refuses a list that is longer than one file.
var ErrTooMany = fault.Invalid("/to", "too_many", "超过500件，请缩短日期范围后分次导出", "more than 500 cases: ask for a shorter time")

// Standard is every field in the standard order.
func Standard() []Column {
	all := make([]Column, len(Fields))
	for i, f := range Fields {
		all[i] = Column{Field: f.Code}
	}
	return all
}

// Check returns an Invalid fault that points at each column that is wrong.
func Check(all []Column) error {
	var c fault.Check
	if len(all) > MaxColumns {
		c.Add("/columns", "too_many", "最多60列", "at most 60 columns")
		return c.Err()
	}
	for i, x := range all {
		at := fmt.Sprintf("/columns/%d", i)
		known := x.Field == "" || strings.HasPrefix(x.Field, Reference) && len(x.Field) > len(Reference) && len([]rune(x.Field)) <= 60 ||
			slices.ContainsFunc(Fields, func(f Field) bool { return f.Code == x.Field })
		switch {
		case !known:
			c.Add(at+"/field", "unknown_field", "没有这个字段", "there is no such field")
		case x.Field == "" && x.Title == "":
			c.Add(at+"/title", "required", "没有字段的列须有列名", "a column without a field needs a title")
		case x.Field != "" && x.Text != "":
			c.Add(at+"/text", "one_of", "字段和固定内容只能填一个", "a field or a text, not both")
		}
		if len([]rune(x.Title)) > 60 || len([]rune(x.Text)) > 200 {
			c.Add(at, "too_long", "列名不超过60字，固定内容不超过200字", "a title has at most 60 characters, a text at most 200")
		}
	}
	return c.Err()
}

// Head is a column's title.
func (x Column) Head() string {
	if x.Title != "" {
		return x.Title
	}
	for _, f := range Fields {
		if f.Code == x.Field {
			return f.Name.ZH
		}
	}
	return strings.TrimPrefix(x.Field, Reference)
}

// Cell is a column's value, given what is known by field.
func (x Column) Cell(known map[string]string) string {
	if x.Field == "" {
		return x.Text
	}
	return known[x.Field]
}

// Inert keeps a cell from being run as a formula by the program that opens the file.
func Inert(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r＝＋－＠", []rune(cell)[0]) {
		return "'" + cell
	}
	return cell
}
