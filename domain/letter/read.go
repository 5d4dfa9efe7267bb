package letter

import (
	"embed"
	"fmt"
	"slices"
	"strings"

	"liandong/domain/lang"
	"liandong/domain/statute"
	"liandong/domain/wall"
)

//go:embed letters/*.txt
var written embed.FS

var (
	// All lists the letters in the order of the tables.
	All []*Letter
	// Fields lists what a letter may say.
	Fields []Field
	frames = map[Frame][]Block{}
	fees   []forLives
	_      = mustRead()
)

// Field is one thing that a letter may say. In a template it stands as {{案号}}.
type Field struct {
	Code string
	Name lang.Text
	Kind string // made, fact, typed, party, other or channel
}

// mustRead reads the tables that come with the program; one that does not hold
// together stops it at once, and any test with it.
func mustRead() bool {
	for _, file := range []string{"fields", "frames", "petition", "mediation", "referral", "bodies", "next"} {
		raw, err := written.ReadFile("letters/" + file + ".txt")
		if err == nil {
			err = (&table{file: file}).read(string(raw))
		}
		if err != nil {
			panic(fmt.Errorf("letter: %s: %w", file, err))
		}
	}
	return true
}

// table reads one file, a line at a time.
type table struct {
	file  string
	now   *Letter
	frame Frame
	into  *[]Block
}

func (t *table) read(raw string) error {
	for line := range strings.Lines(raw) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := t.line(line); err != nil {
			return fmt.Errorf("%q: %w", line, err)
		}
	}
	return nil
}

func (t *table) line(line string) error {
	f := strings.Split(line, "|")
	for i := range f {
		f[i] = strings.TrimSpace(f[i])
	}
	switch {
	case f[0] == "field" && len(f) == 5:
		Fields = append(Fields, Field{Code: f[1], Name: lang.T(f[2], f[3]), Kind: f[4]})
	case f[0] == "frame" && t.now == nil:
		t.frame = Frame(f[1])
	case f[0] == "fee" && len(f) == 4:
		c, err := cited(f[2])
		fees = append(fees, forLives{list(f[1]), f[3] + "（" + Formal(c) + "）。"})
		return err
	case f[0] == "letter" && len(f) == 4:
		t.now = &Letter{Code: f[1], Name: lang.T(f[2], f[3])}
		All = append(All, t.now)
	case t.now == nil:
		return t.block(line, f, t.frame)
	case f[0] == "end":
		t.now, t.into = nil, nil
	case f[0] == "text":
		t.into = &t.now.Text
	case f[0] == "plain":
		t.into = &t.now.Words
	case t.into != nil:
		return t.block(line, f, "")
	default:
		return t.about(f)
	}
	return nil
}

// about reads a line on the letter itself.
func (t *table) about(f []string) error {
	l := t.now
	switch {
	case f[0] == "lives" && len(f) == 2:
		l.Lives = list(f[1])
	case f[0] == "title" && len(f) == 3:
		l.titles = append(l.titles, forLives{list(f[1]), f[2]})
	case f[0] == "frame" && len(f) == 2:
		l.Frame = Frame(f[1])
	case f[0] == "signs" && len(f) > 1:
		l.signs = f[1:]
	case f[0] == "to" && len(f) == 2:
		l.To = f[1]
	case f[0] == "class" && len(f) == 2 && slices.Contains(wall.Classes, wall.Class(f[1])):
		l.Class = wall.Class(f[1])
	case f[0] == "cite" && len(f) == 2:
		var err error
		l.cite, err = cited(f[1])
		return err
	case f[0] == "cite" && len(f) == 3:
		l.cites = append(l.cites, forLives{list(f[1]), f[2]})
		if f[2] == "-" || strings.HasPrefix(f[2], "@") {
			return nil
		}
		_, err := cited(f[2])
		return err
	case f[0] == "need" && len(f) == 2:
		return t.need(list(f[1]))
	case f[0] == "when" && len(f) >= 3:
		c := Call{By: f[1], States: list(f[2])}
		if len(f) == 4 {
			c.Side = f[3]
		}
		l.Calls = append(l.Calls, c)
	case f[0] == "remedy":
		return t.remedy(f)
	default:
		return fmt.Errorf("not a line of the table")
	}
	return nil
}

func (t *table) need(names []string) error {
	for _, n := range names {
		f, ok := named(n)
		if !ok {
			return fmt.Errorf("no field %s", n)
		}
		t.now.Need = append(t.now.Need, f.Code)
	}
	return nil
}

func (t *table) remedy(f []string) error {
	switch len(f) {
	case 4:
		r := Remedy{Lives: list(f[1]), Opening: f[3]}
		if f[2] != "basis" {
			var err error
			if r.Cite, err = cited(f[2]); err != nil {
				return err
			}
		}
		t.now.Remedies = append(t.now.Remedies, r)
	case 7:
		t.now.Remedies = append(t.now.Remedies, Remedy{Lives: list(f[1]), Rule: f[2], Opening: f[3], Start: f[4], From: strings.Trim(f[5], "-"), Act: f[6]})
	default:
		return fmt.Errorf("a remedy has 4 or 7 columns")
	}
	return nil
}

// block reads a line of a letter's text; what names no style is body text.
func (t *table) block(line string, f []string, frame Frame) error {
	b := Block{Style: Body, Text: line}
	for style, word := range styleWords {
		if f[0] == word {
			b.Style = style
			_, rest, _ := strings.Cut(line, "|")
			b.Text = strings.TrimSpace(rest)
		}
	}
	if line == "*" {
		b = Block{Style: "*"}
	}
	into := t.into
	if frame != "" {
		all := frames[frame]
		into = &all
		defer func() { frames[frame] = *into }()
	}
	if b.Style == Table {
		b = Block{Style: Table, Rows: [][]string{f[1:]}}
		if n := len(*into); n > 0 && (*into)[n-1].Style == Table {
			(*into)[n-1].Rows = append((*into)[n-1].Rows, f[1:])
			return b.check()
		}
	}
	*into = append(*into, b)
	return b.check()
}

// list splits a column at its commas.
func list(column string) []string {
	var all []string
	for _, s := range strings.Split(column, ",") {
		if s = strings.TrimSpace(s); s != "" {
			all = append(all, s)
		}
	}
	return all
}

// cited reads «信访工作条例(2022)23条».
func cited(s string) (statute.Citation, error) {
	open, end := strings.LastIndex(s, "("), strings.LastIndex(s, ")")
	if open <= 0 || end <= open || !strings.Contains(s[end:], "条") {
		return statute.Citation{}, fmt.Errorf("no citation: %q", s)
	}
	return statute.Citation{Law: s[:open], Version: s[open+1 : end], Article: s[end+1:]}, nil
}
