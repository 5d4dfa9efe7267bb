// Package filing holds what a body wants an application handed in with: one
// list for each kind of proceeding, as data that a lawyer reads in the folder
// lists. Nothing here refuses a filing: the body decides, and asks once.
package filing

import (
	"embed"
	"fmt"
	"strings"

	"liandong/domain/lang"
	"liandong/domain/routing"
	"liandong/domain/statute"
)

// Item is one thing a list wants.
type Item struct {
	Code  string
	Name  lang.Text
	By    []Need // any of them meets it
	When  string // the condition under which it is wanted; empty is always
	Later bool   // it may follow after the filing
	Known routing.Known
	Cite  statute.Citation
}

// Need is one way to meet an item: document:claim, party:respondent, fact:event_on, paper, …
type Need struct{ Kind, Arg string }

// List is what one kind of proceeding wants.
type List struct {
	Code  string // the life it belongs to; «mediation» serves every mediation
	Title lang.Text
	Once  statute.Citation // by which defects are named once and completely
	// OnceKnown says how sure that article's text is.
	OnceKnown routing.Known
	Items     []Item
}

// Find returns an item by its code or by its name in either language.
func (l *List) Find(word string) (Item, bool) {
	if l == nil {
		return Item{}, false
	}
	for _, i := range l.Items {
		if word == i.Code || word == i.Name.ZH || word == i.Name.EN {
			return i, true
		}
	}
	return Item{}, false
}

//go:embed lists/*.txt
var written embed.FS

// Lists names each list by its life.
var Lists = mustRead()

// Of returns the list by which a life is judged; nil where nothing need be
// handed in: registering a petition is never refused for its papers (条例 44).
func Of(life string) *List {
	if strings.Contains(life, "mediation") {
		return Lists["mediation"]
	}
	return Lists[life]
}

// mustRead reads the lists that come with the program; one that does not hold
// together stops it at once, and any test with it.
func mustRead() map[string]*List {
	lists := map[string]*List{}
	files, err := written.ReadDir("lists")
	if err != nil {
		panic(err)
	}
	for _, f := range files {
		raw, err := written.ReadFile("lists/" + f.Name())
		if err != nil {
			panic(err)
		}
		l, err := read(string(raw))
		if err != nil {
			panic(fmt.Errorf("filing: %s: %w", f.Name(), err))
		}
		lists[l.Code] = l
	}
	return lists
}

func read(raw string) (*List, error) {
	l := &List{}
	for line := range strings.Lines(raw) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(line, "|")
		for i := range f {
			f[i] = strings.TrimSpace(f[i])
		}
		var err error
		switch {
		case f[0] == "list" && len(f) == 4:
			l.Code, l.Title = f[1], lang.T(f[2], f[3])
		case f[0] == "once" && len(f) == 3:
			l.OnceKnown = routing.Known(f[2])
			l.Once, err = statute.Read(f[1])
		case f[0] == "item" && len(f) == 9:
			err = l.add(f[1:])
		default:
			err = fmt.Errorf("%q", line)
		}
		if err != nil {
			return nil, err
		}
	}
	return l, nil
}

func (l *List) add(f []string) error {
	i := Item{Code: f[0], Name: lang.T(f[1], f[2]), When: f[4], Later: f[5] == "later", Known: routing.Known(f[6])}
	if _, twice := l.Find(i.Code); twice {
		return fmt.Errorf("%s twice", i.Code)
	}
	for _, by := range strings.Split(f[3], ",") {
		kind, arg, _ := strings.Cut(strings.TrimSpace(by), ":")
		if _, known := tests[kind]; !known {
			return fmt.Errorf("%s is met by %q, which nothing looks at", i.Code, by)
		}
		i.By = append(i.By, Need{kind, arg})
	}
	if when, _, _ := strings.Cut(i.When, ":"); when != "" {
		if _, known := conditions[when]; !known {
			return fmt.Errorf("%s is wanted when %q, which nothing looks at", i.Code, i.When)
		}
	}
	var err error
	i.Cite, err = statute.Read(f[7])
	l.Items = append(l.Items, i)
	return err
}
