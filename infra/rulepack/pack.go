// Package rulepack judges routes by rules that are data: each with its
// condition in CEL over the routing facts, its effect on one route, its
// sentence for people, its articles, and how sure its text is.
package rulepack

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"sort"
	"strings"

	"liandong/domain/calendar"
	"liandong/domain/channel"
	"liandong/domain/lang"
	"liandong/domain/routing"
	"liandong/domain/statute"
)

//go:embed national/*.json
var national embed.FS

// Effect is what a rule does to its route.
type Effect string

// The effects. Scope gives the reason where no rule opens the route; Asks says
// that the body itself decides, and how to ask it, where the route is closed.
const (
	Opens    Effect = "opens"
	Closes   Effect = "closes"
	Requires Effect = "requires"
	Warns    Effect = "warns"
	Prefers  Effect = "prefers"
	Scope    Effect = "scope"
	Asks     Effect = "asks"
)

// Effects lists them in the order in which they are explained.
var Effects = []Effect{Opens, Closes, Requires, Warns, Prefers, Scope, Asks}

// ClockRef names a clock that a rule brings, and the day it runs from:
// event_on, as_of, or a step as history:procedure:status (any for every status).
type ClockRef struct {
	Rule  string    `json:"rule"`
	From  string    `json:"from"`
	Stops bool      `json:"stops_while_waiting"`
	Text  lang.Text `json:"text"`
}

// ChangeRef names what would open a route.
type ChangeRef struct {
	What string             `json:"what"`
	Text lang.Text          `json:"text"`
	Cite []statute.Citation `json:"cite"`
}

// Rule is one rule of law, as data. The texts of one rule share its id up to
// the @; the day that DecidedBy names tells which of them is in force.
type Rule struct {
	ID          string             `json:"id"`
	Name        lang.Text          `json:"name"`
	Route       channel.Route      `json:"route"`
	Effect      Effect             `json:"effect"`
	When        string             `json:"when"`
	Text        lang.Text          `json:"text"`
	Cite        []statute.Citation `json:"cite"`
	Known       routing.Known      `json:"known"`
	Reviewer    string             `json:"reviewer,omitempty"`
	ReviewedOn  calendar.Date      `json:"reviewed_on,omitempty"`
	From        calendar.Date      `json:"in_force_from,omitempty"`
	Until       calendar.Date      `json:"in_force_until,omitempty"`
	DecidedBy   string             `json:"decided_by,omitempty"` // event_on unless it says as_of or history:…
	Clocks      []ClockRef         `json:"clocks,omitempty"`
	WouldChange []ChangeRef        `json:"would_change,omitempty"`
	Loses       channel.Route      `json:"loses,omitempty"` // the route that taking this one costs
	Weight      int                `json:"weight,omitempty"`

	// Place is file:line, where the rule stands.
	Place string `json:"-"`
	layer int
}

// Family is the rule's id without the version of its text.
func (r Rule) Family() string { name, _, _ := strings.Cut(r.ID, "@"); return name }

// Deciding names the day on which the text in force decides.
func (r Rule) Deciding() string {
	if r.DecidedBy == "" {
		return "event_on"
	}
	return r.DecidedBy
}

// Pack is a set of rules with the terms they are written in.
type Pack struct {
	Version string            `json:"version"`
	Terms   map[string]string `json:"terms"`
	Rules   []Rule            `json:"rules"`

	Codes  Codes  `json:"-"`
	Digest string `json:"-"`
}

// Codes are the codes in which facts are given, national/codes.json.
type Codes struct {
	Purpose      map[string]string `json:"purpose"`
	Category     map[string]string `json:"category"`
	Relation     map[string]string `json:"relation"`
	Circumstance map[string]string `json:"circumstance"`
	History      struct {
		Procedures []string          `json:"procedures"`
		Statuses   map[string]string `json:"statuses"`
	} `json:"history"`
	ArbitrationClause map[string]string `json:"arbitration_clause"`
	Consent           map[string]string `json:"consent"`
	ActingParty       map[string]string `json:"acting_party"`
	PetitionMode      map[string]string `json:"petition_mode"`
	Note              string            `json:"note"`
}

// Load reads the national pack, and over it every *.json of a place's own
// directory: a rule there adds, or replaces the one of the same id. An error
// names file, line and rule.
func Load(dir string) (*Pack, error) {
	p := &Pack{Terms: map[string]string{}}
	raw, err := national.ReadFile("national/codes.json")
	if err != nil {
		return nil, err
	}
	if err := strict("codes.json", raw, &p.Codes); err != nil {
		return nil, err
	}
	files := []string{"national/pack.json"}
	for _, s := range channel.Steps {
		files = append(files, "national/"+string(s.Route)+".json")
	}
	for _, f := range files {
		if err := p.read(national, f, 0); err != nil {
			return nil, err
		}
	}
	if dir != "" {
		if err := p.overlay(dir); err != nil {
			return nil, err
		}
	}
	if err := p.check(); err != nil {
		return nil, err
	}
	sum := sha256.New()
	for _, v := range []any{p.Version, p.Terms, p.Rules, p.Codes} {
		b, err := json.Marshal(v)
		if err != nil {
			return nil, err
		}
		sum.Write(b)
	}
	p.Digest = "sha256:" + hex.EncodeToString(sum.Sum(nil))
	return p, nil
}

// strict decodes JSON and refuses fields nobody knows, naming file and line.
func strict(name string, raw []byte, v any) error {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		at := min(int(dec.InputOffset()), len(raw))
		return fmt.Errorf("rulepack: %s:%d: %w", name, 1+bytes.Count(raw[:at], []byte("\n")), err)
	}
	return nil
}

// line tells on which line of a file a rule stands.
func line(raw []byte, id string) int {
	at := bytes.Index(raw, []byte(`"`+id+`"`))
	if at < 0 {
		return 1
	}
	return 1 + bytes.Count(raw[:at], []byte("\n"))
}

func (p *Pack) read(fsys fs.FS, name string, layer int) error {
	raw, err := fs.ReadFile(fsys, name)
	if err != nil {
		return fmt.Errorf("rulepack: %w", err)
	}
	var more Pack
	if err := strict(name, raw, &more); err != nil {
		return err
	}
	for k, v := range more.Terms {
		p.Terms[k] = v
	}
	for _, r := range more.Rules {
		r.Place, r.layer = fmt.Sprintf("%s:%d", name, line(raw, r.ID)), layer
		i := slices.IndexFunc(p.Rules, func(o Rule) bool { return o.ID == r.ID })
		switch {
		case i < 0:
			p.Rules = append(p.Rules, r)
		case p.Rules[i].layer == layer:
			return fmt.Errorf("rulepack: %s: rule %s stands twice, first at %s", r.Place, r.ID, p.Rules[i].Place)
		default:
			p.Rules[i] = r
		}
	}
	switch {
	case more.Version == "":
	case p.Version == "":
		p.Version = more.Version
	default:
		p.Version += "+" + more.Version
	}
	return nil
}

// Limits is the file in which a place says how much it allows: domain/who/limits.txt.
const Limits = "limits.txt"

// Receptions is the file in which a place says how often its leaders receive people.
const Receptions = "receptions.txt"

func (p *Pack) overlay(dir string) error {
	files, err := fs.Glob(os.DirFS(dir), "*.json")
	if err != nil {
		return err
	}
	found := len(files) > 0
	for _, other := range []string{"clocks.jsonl", Receptions, Limits} {
		_, err := fs.Stat(os.DirFS(dir), other)
		found = found || err == nil
	}
	if !found {
		return fmt.Errorf("rulepack: %s has none of *.json, clocks.jsonl, %s and %s", dir, Receptions, Limits)
	}
	sort.Strings(files)
	for _, f := range files {
		if err := p.read(os.DirFS(dir), f, 1); err != nil {
			return err
		}
	}
	return nil
}

// Find returns a rule by its id.
func (p *Pack) Find(id string) (Rule, bool) {
	i := slices.IndexFunc(p.Rules, func(r Rule) bool { return r.ID == id })
	if i < 0 {
		return Rule{}, false
	}
	return p.Rules[i], true
}
