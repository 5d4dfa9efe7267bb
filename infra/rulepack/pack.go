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
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"regexp"
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

// The effects. Scope gives the reason where no rule opens the route.
const (
	Opens    Effect = "opens"
	Closes   Effect = "closes"
	Requires Effect = "requires"
	Warns    Effect = "warns"
	Prefers  Effect = "prefers"
	Scope    Effect = "scope"
)

// ClockRef names a clock that a rule brings, and the day it runs from:
// event_on, as_of, received, or a step of the history.
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

// Rule is one rule of law, as data.
type Rule struct {
	ID          string             `json:"id"`
	Route       channel.Route      `json:"route"`
	Effect      Effect             `json:"effect"`
	When        string             `json:"when"`
	Text        lang.Text          `json:"text"`
	Cite        []statute.Citation `json:"cite"`
	Known       routing.Known      `json:"known"`
	From        calendar.Date      `json:"in_force_from,omitempty"`
	Until       calendar.Date      `json:"in_force_until,omitempty"`
	Clocks      []ClockRef         `json:"clocks,omitempty"`
	WouldChange []ChangeRef        `json:"would_change,omitempty"`
	Weight      int                `json:"weight,omitempty"`

	file string
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
// names file and rule.
func Load(dir string) (*Pack, error) {
	p := &Pack{}
	if err := p.read(national, "national/pack.json"); err != nil {
		return nil, err
	}
	raw, err := national.ReadFile("national/codes.json")
	if err != nil {
		return nil, err
	}
	if err := strict(raw, &p.Codes); err != nil {
		return nil, fmt.Errorf("rulepack: codes.json: %w", err)
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

func strict(raw []byte, v any) error {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	return dec.Decode(v)
}

// line tells on which line of a file a rule stands.
func line(raw []byte, id string) int {
	at := bytes.Index(raw, []byte(`"`+id+`"`))
	if at < 0 {
		return 1
	}
	return 1 + bytes.Count(raw[:at], []byte("\n"))
}

func (p *Pack) read(fsys fs.FS, name string) error {
	raw, err := fs.ReadFile(fsys, name)
	if err != nil {
		return err
	}
	var more Pack
	if err := strict(raw, &more); err != nil {
		return fmt.Errorf("rulepack: %s: %w", name, err)
	}
	if p.Terms == nil {
		p.Terms = map[string]string{}
	}
	for k, v := range more.Terms {
		p.Terms[k] = v
	}
	for _, r := range more.Rules {
		r.file = fmt.Sprintf("%s:%d", path.Base(name), line(raw, r.ID))
		if i := slices.IndexFunc(p.Rules, func(o Rule) bool { return o.ID == r.ID }); i >= 0 {
			if p.Version == "" {
				return fmt.Errorf("rulepack: %s: rule %s stands twice", r.file, r.ID)
			}
			p.Rules[i] = r
			continue
		}
		p.Rules = append(p.Rules, r)
	}
	if p.Version != "" {
		more.Version = p.Version + "+" + more.Version
	}
	p.Version = more.Version
	return nil
}

func (p *Pack) overlay(dir string) error {
	files, err := fs.Glob(os.DirFS(dir), "*.json")
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return fmt.Errorf("rulepack: %s has no *.json", dir)
	}
	sort.Strings(files)
	for _, f := range files {
		if err := p.read(os.DirFS(dir), f); err != nil {
			return err
		}
	}
	return nil
}

// check refuses a pack in which something is missing.
func (p *Pack) check() error {
	var all error
	opened := map[channel.Route]bool{}
	scoped := map[channel.Route]bool{}
	for _, r := range p.Rules {
		all = errors.Join(all, r.check())
		opened[r.Route] = opened[r.Route] || r.Effect == Opens
		scoped[r.Route] = scoped[r.Route] || r.Effect == Scope
	}
	for _, s := range channel.Steps {
		if !opened[s.Route] || !scoped[s.Route] {
			all = errors.Join(all, fmt.Errorf("rulepack: route %s: no rule opens it, or none gives its scope", s.Route))
		}
	}
	return all
}

func (r Rule) check() error {
	bad := func(what string) error { return fmt.Errorf("rulepack: %s: rule %s: %s", r.file, r.ID, what) }
	_, known := channel.Find(r.Route)
	switch {
	case r.ID == "":
		return bad("no id")
	case !known:
		return bad("unknown route " + string(r.Route))
	case !slices.Contains([]Effect{Opens, Closes, Requires, Warns, Prefers, Scope}, r.Effect):
		return bad("unknown effect " + string(r.Effect))
	case r.When == "":
		return bad("no condition")
	case r.When == "false":
		return bad("it can never fire")
	case r.Text.ZH == "" || r.Text.EN == "":
		return bad("no sentence in both languages")
	case len(r.Cite) == 0 || slices.ContainsFunc(r.Cite, statute.Citation.Empty):
		return bad("no article")
	case !slices.Contains([]routing.Known{routing.Read, routing.Secondary, routing.Unconfirmed}, r.Known):
		return bad("does not say how its text is known")
	case r.From != "" && r.Until != "" && r.Until < r.From:
		return bad("it ends before it begins")
	}
	return nil
}

func (r Rule) inForce(on calendar.Date) bool {
	return on == "" || (r.From == "" || r.From <= on) && (r.Until == "" || on <= r.Until)
}

var termName = regexp.MustCompile(`@(\w+)`)

// expand writes a condition out: @term stands for the term's own condition.
func (p *Pack) expand(when string, depth int) (string, error) {
	var failed error
	out := termName.ReplaceAllStringFunc(when, func(m string) string {
		term, ok := p.Terms[strings.TrimPrefix(m, "@")]
		if !ok || depth > 8 {
			failed = fmt.Errorf("unknown term %s", m)
			return m
		}
		inner, err := p.expand(term, depth+1)
		failed = errors.Join(failed, err)
		return "(" + inner + ")"
	})
	return out, failed
}
