// Package volume binds the papers of a mediation into the volume a committee
// keeps (卷宗): in which order, what it must hold, and what is missing.
package volume

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"liandong/domain/document"
	"liandong/domain/fault"
	"liandong/domain/lang"
	"liandong/domain/letter"
)

// Wanted says when a slot must hold something.
type Wanted string

// When a slot is wanted.
const (
	Always Wanted = "always"
	Agreed Wanted = "agreed" // where an agreement has effect
	Failed Wanted = "failed" // where mediation ended without one
)

// Slot is one place in the order of a volume.
type Slot struct {
	Code      string
	Name      lang.Text
	Wanted    Wanted // empty: where there is something
	Templates []string
	Kinds     []string
}

//go:embed order.txt
var written string

// Order is the standard order; an office may keep its own.
var Order = mustRead()

func mustRead() []Slot {
	var all []Slot
	for line := range strings.Lines(written) {
		f := strings.Split(strings.TrimSpace(line), "|")
		if strings.TrimSpace(f[0]) != "slot" {
			continue
		}
		if len(f) != 7 {
			panic(fmt.Sprintf("volume: %q", line)) // the table is built in, and a test reads it
		}
		for i := range f {
			f[i] = strings.TrimSpace(f[i])
		}
		all = append(all, Slot{Code: f[1], Name: lang.T(f[2], f[3]), Wanted: Wanted(f[4]), Templates: list(f[5]), Kinds: list(f[6])})
	}
	return all
}

func list(column string) []string {
	var all []string
	for s := range strings.SplitSeq(column, ",") {
		if s = strings.TrimSpace(s); s != "" {
			all = append(all, s)
		}
	}
	return all
}

// Ordered puts the slots into an office's own order, given by their codes. It
// returns an Invalid fault unless every slot stands there once: an order may
// move a slot, never lose one.
func Ordered(codes []string) ([]Slot, error) {
	var check fault.Check
	var all []Slot
	for i, code := range codes {
		at := fmt.Sprintf("/slots/%d", i)
		j := slices.IndexFunc(Order, func(s Slot) bool { return s.Code == code })
		switch {
		case j < 0:
			check.Add(at, "unknown_code", "没有这一项", "there is no such slot")
		case slices.Index(codes, code) != i:
			check.Add(at, "repeated", "这一项重复了", "this slot stands there twice")
		default:
			all = append(all, Order[j])
		}
	}
	for _, s := range Order {
		if !slices.Contains(codes, s.Code) {
			check.Add("/slots", "required", "缺少“"+s.Name.ZH+"”", "the slot "+s.Code+" is missing")
		}
	}
	return all, check.Err()
}

// Placed is one slot with the papers that stand in it.
type Placed struct {
	Slot
	Papers []document.Document
	Gap    bool // wanted, and empty
}

// Ended is how the mediation stands, as far as the volume asks.
type Ended struct{ Agreed, Failed bool }

// Place puts papers into the slots of an order, oldest first, and names the gaps.
func Place(order []Slot, papers []document.Document, e Ended) []Placed {
	placed := make([]Placed, len(order))
	for i, s := range order {
		placed[i] = Placed{Slot: s}
	}
	for _, d := range papers {
		i := slices.IndexFunc(order, func(s Slot) bool { return d.Template != "" && slices.Contains(s.Templates, d.Template) })
		if i < 0 {
			i = slices.IndexFunc(order, func(s Slot) bool { return d.Template == "" && slices.Contains(s.Kinds, d.Kind) })
		}
		if i < 0 {
			i = slices.IndexFunc(order, func(s Slot) bool { return s.Code == "rest" })
		}
		placed[i].Papers = append(placed[i].Papers, d)
	}
	for i, p := range placed {
		wanted := p.Wanted == Always || p.Wanted == Agreed && e.Agreed || p.Wanted == Failed && e.Failed
		placed[i].Gap = wanted && len(p.Papers) == 0
	}
	return placed
}

// Gaps lists the slots that are wanted and empty; a volume without one is complete.
func Gaps(all []Placed) []Slot {
	var gaps []Slot
	for _, p := range all {
		if p.Gap {
			gaps = append(gaps, p.Slot)
		}
	}
	return gaps
}

// Binder puts pages together. Leaves tells how many pages a paper has as it can
// be bound; 0 for what cannot, such as a recording, which is listed with its
// digest. Bind prints the front, then the papers with the volume's own page
// numbers from 1.
type Binder interface {
	Leaves(body []byte, mediaType string) (int, error)
	Bind(front []letter.Page, papers []Paper) ([]byte, error)
}

// Paper is one paper as it is bound.
type Paper struct {
	Body      []byte
	MediaType string
	Instead   letter.Page // printed in its place where it cannot be bound
	Leaves    int
}

// MaxBytes and MaxLeaves bound what is bound in one volume.
const (
	MaxBytes  = 60 << 20
	MaxLeaves = 1500
)

// The refusals of a volume.
var (
	ErrNone   = fault.New(fault.Conflict, "volume.none", "本案没有本单位的人民调解卷宗", "this organisation has held no people's mediation in the case")
	ErrTooBig = fault.New(fault.Conflict, "volume.too_big", "材料过多，超过一册卷宗的上限，请分别下载", "the papers are more than one volume holds: download them one by one")
)
