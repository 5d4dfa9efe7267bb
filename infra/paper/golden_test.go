package paper

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"liandong/domain/calendar"
	"liandong/domain/clock"
	"liandong/domain/letter"
	"liandong/domain/procedure"
	"liandong/infra/holidays"
)

// example is a realistic case of one life.
type example struct {
	life, issuer string
	values       letter.Values
	days         map[string]calendar.Date
}

// dayFields ties the days of the examples to the fields they are of.
var dayFields = map[string]string{"served": "served_on", "effective": "effective_on", "known": "act_known_on", "session": "session_on"}

func examples(t testing.TB) []example {
	t.Helper()
	raw, err := os.ReadFile("testdata/cases.txt")
	if err != nil {
		t.Fatal(err)
	}
	var all []example
	find := func(life string) example {
		for _, e := range all {
			if e.life == life {
				return e
			}
		}
		t.Fatalf("no case %s", life)
		return example{}
	}
	for line := range strings.Lines(string(raw)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.SplitN(line, "|", 3)
		for i := range f {
			f[i] = strings.TrimSpace(f[i])
		}
		if f[0] == "case" {
			e := example{life: f[1], issuer: f[2], values: letter.Values{}, days: map[string]calendar.Date{}}
			if e.life != "all" {
				maps.Copy(e.values, find("all").values)
			}
			all = append(all, e)
			continue
		}
		now := all[len(all)-1]
		switch field, isDay := dayFields[f[0]]; {
		case f[0] == "from":
			maps.Copy(now.values, find(f[1]).values)
			maps.Copy(now.days, find(f[1]).days)
		case isDay:
			now.days[field] = calendar.Date(f[1])
			now.values[field] = letter.Day(calendar.Date(f[1]))
		case f[1] != "":
			now.values[f[0]] = strings.ReplaceAll(f[1], "/", "\n")
		}
	}
	return all[1:]
}

// page prints a letter for an example as the desk does.
func (e example) page(t testing.TB, l *letter.Letter, form string) (letter.Page, []string) {
	t.Helper()
	book, err := clock.Default()
	if err != nil {
		t.Fatal(err)
	}
	v := maps.Clone(e.values)
	const code = "0123-4567-89AB-CDEF"
	v["title"], v["issuer"], v["number"] = l.Title(e.life), e.issuer, v["case_number"]+"-7"
	v["issued_on"], v["check_code"], v["check_url"] = "2026年12月4日", code, "https://liandong.example/check/"+code
	v["basis"], v["fees"], v["procedure"] = letter.Formal(l.Basis(e.life)), letter.Fee(e.life), procedure.Lives[e.life].Title.ZH
	v["recipient"] = map[string]string{"receiver": v["receiver"], "sender": v["sender"], "organization": v["sender"]}[l.To]
	if v["recipient"] == "" {
		v["recipient"] = v["applicant"]
	}
	v["remedy"], err = l.Tell(e.life, form, e.days, "2026-12-04", book, func(rule string, from calendar.Date) (calendar.Date, error) {
		due, err := book.Evaluate(holidays.National(), clock.Request{Rule: rule, StartOn: from})
		return due.DueOn, err
	})
	if err != nil {
		t.Fatal(err)
	}
	p := letter.Page{Title: v["title"], Issuer: e.issuer, On: "2026-12-04", Form: form, CheckURL: v["check_url"]}
	var missing []string
	p.Blocks, missing = letter.Fill(l.Template(form), v)
	return p, missing
}

// Every letter in a realistic case of every channel reads as it was looked at;
// the PDF and the docx say the same words. LIANDONG_WRITE_DOCS writes what is
// kept, LIANDONG_LETTERS puts the pages into a folder.
func TestDocsGolden(t *testing.T) {
	p := press(t)
	seen, lives := map[string]bool{}, map[string]bool{}
	for _, e := range examples(t) {
		lives[e.life] = true
		var kept strings.Builder
		for _, l := range letter.All {
			if !l.For(e.life) {
				continue
			}
			first := !seen[l.Code]
			seen[l.Code] = true
			for _, form := range letter.Forms {
				if form == letter.LargePrint && os.Getenv("LIANDONG_LETTERS") == "" || form == letter.Plain && len(l.Words) == 0 {
					continue
				}
				page, missing := e.page(t, l, form)
				if form == letter.LargePrint { // the words of the standard
					same(t, p, e, l, page)
					continue
				}
				kept.WriteString("== " + l.Code + " " + form + "\n" + page.Text())
				if len(missing) > 0 {
					kept.WriteString("-- missing: " + strings.Join(missing, ", ") + "\n")
				}
				kept.WriteString("\n")
				if strings.Contains(page.Text(), "{{") {
					t.Errorf("%s %s: a field stands open", e.life, l.Code)
				}
				if first || os.Getenv("LIANDONG_LETTERS") != "" {
					same(t, p, e, l, page)
				}
			}
		}
		file := filepath.Join("testdata", "golden", e.life+".txt")
		if os.Getenv("LIANDONG_WRITE_DOCS") != "" {
			if err := os.WriteFile(file, []byte(kept.String()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if want, err := os.ReadFile(file); err != nil || string(want) != kept.String() {
			t.Errorf("%s reads differently: look at it, and run make docs (%v)", file, err)
		}
	}
	for life := range procedure.Lives {
		if !lives[life] {
			t.Errorf("%s has no example", life)
		}
	}
	for _, l := range letter.All {
		if !seen[l.Code] {
			t.Errorf("%s is in no example", l.Code)
		}
	}
}

// same tells whether PDF and docx say the words of the page, no more, no less.
func same(t *testing.T, p *Press, e example, l *letter.Letter, page letter.Page) {
	t.Helper()
	pdf, err := p.PDF(page)
	if err != nil {
		t.Fatalf("%s %s: %v", e.life, l.Code, err)
	}
	if dir := os.Getenv("LIANDONG_LETTERS"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, e.life+"-"+l.Code+"-"+page.Form+".pdf"), pdf.Body, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text, _ := textOf(t, pdf.Body)
	text = pageNumber.ReplaceAllString(squeeze(text), "")
	for _, line := range strings.Split(page.Text(), "\n") {
		for _, part := range strings.FieldsFunc(line, func(r rune) bool { return r == '　' || r == '：' }) {
			if !strings.Contains(strings.ReplaceAll(text, "：", ""), squeeze(part)) {
				t.Errorf("%s %s: the PDF does not say %q", e.life, l.Code, part)
			}
		}
	}
	docx, err := p.Docx(page)
	if err != nil {
		t.Fatal(err)
	}
	blocks, err := p.Read(docx.Body)
	if got := (letter.Page{Blocks: blocks}).Text(); err != nil || got != page.Text() {
		t.Errorf("%s %s: the docx says\n%s\nwant\n%s (%v)", e.life, l.Code, got, page.Text(), err)
	}
}
