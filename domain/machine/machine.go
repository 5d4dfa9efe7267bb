// Package machine holds life tables: rows that say in which state who may do
// what, and what state follows. The program runs the rows, the API offers
// them, and the documentation draws them; there is no second truth.
package machine

import (
	"fmt"
	"strings"
)

// Rule is one row of a life.
type Rule[S, A, W ~string] struct {
	From S
	Do   A
	By   W
	To   S
}

// When makes a row.
func When[S, A, W ~string](from S, do A, by W, to S) Rule[S, A, W] {
	return Rule[S, A, W]{From: from, Do: do, By: by, To: to}
}

// Table is a whole life.
type Table[S, A, W ~string] []Rule[S, A, W]

// Find returns the row for an action in a state. ok is false if the state does not permit it.
func (t Table[S, A, W]) Find(from S, do A, by W) (rule Rule[S, A, W], ok bool) {
	for _, r := range t {
		if r.From == from && r.Do == do && r.By == by {
			return r, true
		}
	}
	return rule, false
}

// Open lists the rows that lead on from a state.
func (t Table[S, A, W]) Open(from S) []Rule[S, A, W] {
	var open []Rule[S, A, W]
	for _, r := range t {
		if r.From == from {
			open = append(open, r)
		}
	}
	return open
}

// Mermaid draws the table as a state diagram.
func (t Table[S, A, W]) Mermaid() string {
	var b strings.Builder
	b.WriteString("stateDiagram-v2\n")
	for _, r := range t {
		from := string(r.From)
		if from == "" {
			from = "[*]"
		}
		fmt.Fprintf(&b, "    %s --> %s: %s (%s)\n", from, r.To, r.Do, r.By)
	}
	return b.String()
}
