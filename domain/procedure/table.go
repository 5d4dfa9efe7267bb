package procedure

import (
	"embed"
	"fmt"
	"slices"
	"strings"

	"liandong/domain/lang"
	"liandong/domain/machine"
	"liandong/domain/org"
	"liandong/domain/statute"
)

// Row is one step of a life: who may take it where, what follows, which clocks
// it starts and ends, the paper it issues and the article it rests on.
type Row struct {
	machine.Rule[State, Action, Side]
	Starts  []string // clock rules, from the day of the step; one counted back from a day is judged on the day of the step
	Since   []string // those of Starts that run from the day from which the clock they replace ran
	Served  []string // those of Starts that run from service on each party
	Pauses  []string // clock rules, or All
	Resumes []string // clock rules, or All: what a suspension stopped
	Ends    []string // clock rules met by the step, and All for the others; for a step of the clock, the one whose end brings it about
	Paper   string   // code of the document the step issues
	Cite    statute.Citation
}

// All stands in a row for every clock of the proceeding.
const All = "all"

// Life is one channel's table, as a lawyer reads it in the folder lives.
type Life struct {
	Name    string
	Title   lang.Text
	Opens   map[State][]string    // the clocks that start when it begins in a state
	OpensAt map[org.Kind][]string // in their place where an organisation of this kind registers
	Receipt []string              // those of Opens that run from the day on which the application was received
	Results map[State]Outcome     // the states in which the body's work is done
	Rows    []Row
}

// Opening lists the clocks that start when the life begins in a state at an
// organisation of a kind.
func (l *Life) Opening(s State, at org.Kind) []string {
	if own, ok := l.OpensAt[at]; ok && s == Registered {
		return own
	}
	return l.Opens[s]
}

// Find returns the row for an action in a state. ok is false if the state does not permit it.
func (l *Life) Find(from State, do Action, by Side) (row Row, ok bool) {
	for _, r := range l.Rows {
		if r.From == from && r.Do == do && r.By == by {
			return r, true
		}
	}
	return row, false
}

// Open lists the rows that lead on from a state.
func (l *Life) Open(from State) []Row {
	var open []Row
	for _, r := range l.Rows {
		if r.From == from {
			open = append(open, r)
		}
	}
	return open
}

// Lapse returns the step that the end of a clock brings about in a state.
func (l *Life) Lapse(from State, rule string) (row Row, ok bool) {
	for _, r := range l.Rows {
		if r.From == from && r.By == Clockwork && slices.Contains(r.Ends, rule) {
			return r, true
		}
	}
	return row, false
}

// Returns tells whether a state goes back to what it interrupted.
func (l *Life) Returns(s State) bool {
	return slices.ContainsFunc(l.Rows, func(r Row) bool { return r.From == s && r.To == back })
}

// States lists every state of the table once, in the order of the rows.
func (l *Life) States() []State {
	var all []State
	for _, r := range l.Rows {
		for _, s := range []State{r.From, r.To} {
			if !slices.Contains(all, s) {
				all = append(all, s)
			}
		}
	}
	return all
}

// Clocks lists every clock rule the table names.
func (l *Life) Clocks() []string {
	var all []string
	add := func(rules []string) {
		for _, r := range rules {
			if !slices.Contains(all, r) {
				all = append(all, r)
			}
		}
	}
	for _, s := range []State{Registered, Accepted, Filed} {
		add(l.Opens[s])
	}
	for _, own := range l.OpensAt {
		add(own)
	}
	for _, r := range l.Rows {
		add(r.Starts)
		add(r.Ends)
	}
	return slices.DeleteFunc(all, func(rule string) bool { return rule == All })
}

// Mermaid draws the table as a state diagram.
func (l *Life) Mermaid() string {
	var t machine.Table[State, Action, Side]
	for _, r := range l.Rows {
		t = append(t, r.Rule)
	}
	return t.Mermaid()
}

//go:embed lives/*.txt
var written embed.FS

var (
	// StateNames says each state as on screen.
	StateNames = map[State]lang.Text{}
	// Titles says each action as on a button.
	Titles = map[Action]lang.Text{}
	// Lives names each table.
	Lives = mustRead()
)

// mustRead reads the tables that come with the program; a table that does not
// hold together stops it at once, and any test with it.
func mustRead() map[string]*Life {
	lives := map[string]*Life{}
	if err := readWords(); err != nil {
		panic(err)
	}
	files, err := written.ReadDir("lives")
	if err != nil {
		panic(err)
	}
	for _, f := range files {
		name := strings.TrimSuffix(f.Name(), ".txt")
		if name == "words" {
			continue
		}
		l, err := readLife(name)
		if err != nil {
			panic(err)
		}
		lives[name] = l
	}
	return lives
}

// lines gives the fields of each line that is neither empty nor a remark.
func lines(name string) ([][]string, error) {
	raw, err := written.ReadFile("lives/" + name + ".txt")
	if err != nil {
		return nil, err
	}
	var all [][]string
	for line := range strings.Lines(string(raw)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.Split(line, "|")
		for i := range fields {
			fields[i] = strings.TrimSpace(fields[i])
		}
		all = append(all, fields)
	}
	return all, nil
}

func readWords() error {
	all, err := lines("words")
	if err != nil {
		return err
	}
	for _, f := range all {
		switch {
		case len(f) == 4 && f[0] == "state":
			StateNames[State(f[1])] = lang.T(f[2], f[3])
		case len(f) == 4 && f[0] == "step":
			Titles[Action(f[1])] = lang.T(f[2], f[3])
		default:
			return fmt.Errorf("procedure: words: %q", f)
		}
	}
	return nil
}

func readLife(name string) (*Life, error) {
	all, err := lines(name)
	if err != nil {
		return nil, err
	}
	l := &Life{Name: name, Opens: map[State][]string{}, OpensAt: map[org.Kind][]string{}, Results: map[State]Outcome{}}
	var busy []State
	for _, f := range all {
		switch kind := f[0]; {
		case kind == "life" && len(f) == 3:
			l.Title = lang.T(f[1], f[2])
		case kind == "busy" && len(f) == 2:
			for _, s := range list(f[1]) {
				busy = append(busy, State(s))
			}
		case kind == "opens" && len(f) == 3:
			l.Opens[State(f[1])] = l.opening(f[2])
		case kind == "opens" && len(f) == 4 && State(f[1]) == Registered:
			l.OpensAt[org.Kind(f[3])] = l.opening(f[2])
		case kind == "result" && len(f) == 3:
			l.Results[State(f[1])] = Outcome(f[2])
		case kind == "step" && len(f) >= 5:
			if err := l.add(f[1:], busy); err != nil {
				return nil, fmt.Errorf("procedure: %s: %w", name, err)
			}
		default:
			return nil, fmt.Errorf("procedure: %s: %q", name, f)
		}
	}
	return l, nil
}

// opening reads the clocks of a beginning.
func (l *Life) opening(column string) []string {
	var all []string
	for _, s := range list(column) {
		rule, received := strings.CutPrefix(s, "received:")
		if received && !slices.Contains(l.Receipt, rule) {
			l.Receipt = append(l.Receipt, rule)
		}
		all = append(all, rule)
	}
	return all
}

// timed reads the clocks a step moves.
func (row *Row) timed(column string) error {
	for _, s := range list(column) {
		verb, rule, marked := strings.Cut(s, ":")
		if !marked {
			verb, rule = "", s
		}
		switch verb {
		case "pause":
			row.Pauses = append(row.Pauses, rule)
			continue
		case "resume":
			row.Resumes = append(row.Resumes, rule)
			continue
		case "since":
			row.Since = append(row.Since, rule)
		case "served":
			row.Served = append(row.Served, rule)
		case "":
		default:
			return fmt.Errorf("no such word before a clock: %q", s)
		}
		row.Starts = append(row.Starts, rule)
	}
	return nil
}

// add reads one step from one state or several; «*» makes a row for each busy state.
func (l *Life) add(f []string, busy []State) error {
	for len(f) < 8 {
		f = append(f, "")
	}
	if len(f) > 8 {
		return fmt.Errorf("too many columns: %q", f)
	}
	row := Row{Ends: list(f[5]), Paper: f[6]}
	row.Do, row.By = Action(f[1]), Side(f[2])
	if err := row.timed(f[4]); err != nil {
		return err
	}
	var err error
	if row.Cite, err = statute.Read(f[7]); err != nil {
		return err
	}
	var from []State
	for _, s := range list(f[0]) {
		if s == "*" {
			from = append(from, busy...)
			continue
		}
		from = append(from, State(s))
	}
	for _, s := range from {
		row.From, row.To = s, State(f[3])
		if f[3] == "=" {
			row.To = s
		}
		if _, twice := l.Find(row.From, row.Do, row.By); twice {
			if slices.Contains(busy, s) && strings.Contains(f[0], "*") {
				continue // a row of its own goes before
			}
			return fmt.Errorf("%s twice in %s", row.Do, row.From)
		}
		l.Rows = append(l.Rows, row)
	}
	return nil
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
