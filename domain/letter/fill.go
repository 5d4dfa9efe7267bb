package letter

import (
	"slices"
	"strings"
)

// Blank is what stands on paper where nothing is known.
const Blank = "＿＿＿"

// Withheld is what stands where the law keeps something back.
const Withheld = "（依法不予载明）"

// Values is what is known, by field code. A code with an empty value does not
// apply here: its paragraph is left out.
type Values map[string]string

// Fill puts what is known into a template. What is not known is a visible
// blank and is listed by code; nothing is invented.
func Fill(template []Block, v Values) (filled []Block, missing []string) {
	f := &filling{v: v}
	for _, b := range template {
		if b.Style == Table {
			filled = append(filled, f.table(b))
			continue
		}
		text, ok := f.text(b.Text)
		if !ok {
			continue
		}
		for _, line := range strings.Split(text, "\n") {
			if strings.TrimSpace(line) != "" {
				filled = append(filled, Block{Style: b.Style, Text: line})
			}
		}
	}
	return filled, f.missing
}

type filling struct {
	v       Values
	missing []string
}

// text fills one text; ok is false where its paragraph is left out.
func (f *filling) text(s string) (filled string, ok bool) {
	parts := split(s)
	mayGo := slices.ContainsFunc(parts, func(p piece) bool { return p.name == optional })
	var out strings.Builder
	var lacks []string
	for _, p := range parts {
		if p.name == "" || p.name == optional {
			out.WriteString(p.text)
			continue
		}
		field, known := named(p.name)
		value, has := f.v[field.Code]
		switch {
		case !known:
			out.WriteString("{{" + p.name + "}}")
		case has && value == "":
			return "", false
		case !has && mayGo:
			return "", false
		case !has:
			lacks = append(lacks, field.Code)
			out.WriteString(Blank)
		default:
			out.WriteString(value)
		}
	}
	for _, code := range lacks {
		if !slices.Contains(f.missing, code) {
			f.missing = append(f.missing, code)
		}
	}
	return out.String(), true
}

// table fills the rows. A row whose cells are all columns of a list becomes as
// many rows as the list has lines.
func (f *filling) table(b Block) Block {
	out := Block{Style: Table}
	for _, row := range b.Rows {
		var columns [][]string
		long := 1
		for _, cell := range row {
			text, ok := f.text(cell)
			if !ok {
				text = Blank
			}
			lines := []string{text}
			if listed(cell) {
				lines = strings.Split(text, "\n")
			}
			long = max(long, len(lines))
			columns = append(columns, lines)
		}
		for i := range long {
			var cells []string
			for _, c := range columns {
				if i < len(c) {
					cells = append(cells, c[i])
				} else {
					cells = append(cells, "")
				}
			}
			out.Rows = append(out.Rows, cells)
		}
	}
	return out
}

// listed tells whether a cell is one column of a list.
func listed(cell string) bool {
	names := placeholders(cell)
	if len(names) != 1 {
		return false
	}
	f, _ := named(names[0])
	return strings.HasPrefix(f.Code, "list_") || strings.HasPrefix(f.Code, "volume_")
}
