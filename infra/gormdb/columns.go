package gormdb

import (
	_ "embed" // the table
	"fmt"
	"strings"
)

//go:embed columns.txt
var columnTable string

// Column is one text column of the database with how far its words may go.
type Column struct {
	Table, Name string
	// Class is one of the wall's, or, with a hyphen before it, why no words of
	// a case stand here.
	Class string
}

// Words tells whether words of a case may stand in the column.
func (c Column) Words() bool { return !strings.HasPrefix(c.Class, "-") }

// Columns reads the table of the text columns. The tests hold it against the
// schema, and plant words in every column that it says may hold some.
func Columns() ([]Column, error) {
	var all []Column
	for i, line := range strings.Split(columnTable, "\n") {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		cells := strings.Split(line, "|")
		if len(cells) != 3 {
			return nil, fmt.Errorf("gormdb: columns.txt:%d: %q is not table | class | columns", i+1, line)
		}
		for _, name := range strings.Fields(cells[2]) {
			all = append(all, Column{Table: strings.TrimSpace(cells[0]), Name: name, Class: strings.TrimSpace(cells[1])})
		}
	}
	return all, nil
}
