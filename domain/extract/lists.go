package extract

import (
	_ "embed"
	"fmt"
	"strings"

	"liandong/domain/lang"
)

// List is a list of the API that leaves as a file: its rows are those of its own
// address, as the same person sees them there.
type List struct {
	Code    string
	Address string // with :id where it is of one thing
	Rows    string // where in the answer the rows are, in dots
	Name    lang.Text
	Columns []ListColumn
}

// ListColumn is one column of a list. Say names a list of codes, or is yes or at;
// empty where the cell stands as it is.
type ListColumn struct {
	Path string // where in the row it is, in dots; a word of several is joined
	Say  string
	Name lang.Text
}

// The ways to say a cell that are no list of codes.
const (
	SayYes = "yes"
	SayAt  = "at"
)

//go:embed lists.txt
var writtenLists string

// Lists are the lists that leave as a file.
var Lists = mustReadLists()

func mustReadLists() []List {
	var all []List
	for line := range strings.Lines(writtenLists) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		f := strings.Split(line, "|")
		for i := range f {
			f[i] = strings.TrimSpace(f[i])
		}
		switch {
		case f[0] == "list" && len(f) == 6:
			all = append(all, List{Code: f[1], Address: f[2], Rows: f[3], Name: lang.T(f[4], f[5])})
		case f[0] == "column" && len(f) == 5 && len(all) > 0:
			l := &all[len(all)-1]
			l.Columns = append(l.Columns, ListColumn{Path: f[1], Say: f[2], Name: lang.T(f[3], f[4])})
		default:
			panic(fmt.Sprintf("extract: %q", line)) // the table is built in, and a test reads it
		}
	}
	return all
}

// FindList finds a list by its code.
func FindList(code string) (List, bool) {
	for _, l := range Lists {
		if l.Code == code {
			return l, true
		}
	}
	return List{}, false
}
