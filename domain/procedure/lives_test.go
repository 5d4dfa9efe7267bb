package procedure

import (
	"errors"
	"os"
	"slices"
	"testing"
	"time"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/channel"
	"liandong/domain/party"
)

var moment = time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)

// From every state the end can be reached, and every action has a title.
func TestLivesEnd(t *testing.T) {
	for name, life := range Lives {
		ends := map[State]bool{back: true}
		for s := range life.Results {
			ends[s] = true
		}
		for range life.Rows {
			for _, row := range life.Rows {
				ends[row.From] = ends[row.From] || ends[row.To]
			}
		}
		for _, row := range life.Rows {
			if !ends[row.From] {
				t.Errorf("%s: %s never ends", name, row.From)
			}
			if Titles[row.Do].ZH == "" || StateNames[row.From].ZH == "" || row.To != back && StateNames[row.To].ZH == "" {
				t.Errorf("%s: %s from %s to %s has a word without a name", name, row.Do, row.From, row.To)
			}
			if !slices.Contains([]Side{Handler, Handoff, Clockwork}, row.By) {
				t.Errorf("%s: %s by %q", name, row.Do, row.By)
			}
		}
		if len(life.Open(Ended)) > 0 {
			t.Errorf("%s: something follows the end", name)
		}
	}
}

// What opens after acceptance is possible at once, as the contract says.
func TestAcceptedMediationPermitsAtOnce(t *testing.T) {
	for _, c := range []channel.Channel{channel.PeopleMediation, channel.AdministrativeMediation, channel.JudicialMediation} {
		p := Open(Facts{Channel: c, Route: channel.RouteOf(c)}, Accepted, moment)
		for _, do := range []Action{Schedule, Hold, Agree, Terminate, Suspend} {
			if err := p.Facts().Can(do); err != nil {
				t.Errorf("%s: %s: %v", c, do, err)
			}
		}
	}
}

func TestSuspensionGoesOnWhereItInterrupted(t *testing.T) {
	p := Open(Facts{Channel: channel.PeopleMediation, Route: channel.RoutePeopleMediation}, Accepted, moment)
	if err := errors.Join(p.Hold(moment), p.Suspend("鉴定", "等待鉴定", "2026-12-24", moment), p.Resume(moment)); err != nil {
		t.Fatal(err)
	}
	if p.Facts().State != Mediating {
		t.Errorf("resumed in %s", p.Facts().State)
	}
}

// An agreement takes effect on the last day of all sides, the mediator and the
// seal, in whatever order they signed.
func TestAgreementTakesEffectOnTheLastDay(t *testing.T) {
	parties := []party.Party{{ID: "p1", Role: party.Applicant}, {ID: "p2", Role: party.Respondent}, {ID: "p3", Role: party.ThirdParty}}
	days := map[string]calendar.Date{"p1": "2026-11-20", "p2": "2026-11-23", SignerMediator: "2026-11-19", SignerSeal: "2026-11-21"}
	for _, order := range [][]string{{"p1", "p2", SignerMediator, SignerSeal}, {SignerSeal, "p2", "p1", SignerMediator}} {
		var a Agreement
		for i, s := range order {
			if a.EffectiveOn != "" {
				t.Errorf("%v: in effect before %s signed", order, s)
			}
			if err := a.Sign(Signature{Signer: s, Signed: cases.Occurred{On: days[s]}}, parties); err != nil {
				t.Fatal(err)
			}
			if err := a.Sign(Signature{Signer: s}, parties); !errors.Is(err, ErrSigned) || len(a.Signatures) != i+1 {
				t.Errorf("a second signature of %s: %v", s, err)
			}
		}
		if a.EffectiveOn != "2026-11-23" {
			t.Errorf("%v: in effect on %s", order, a.EffectiveOn)
		}
	}
}

// docs/machines draws each table the program runs.
func TestDocsLives(t *testing.T) {
	var names []string
	for name := range Lives {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		file := "../../docs/machines/" + name + ".md"
		text := "# " + name + "\n\nDrawn from the table the program runs.\n\n```mermaid\n" + Lives[name].Mermaid() + "```\n"
		if os.Getenv("LIANDONG_WRITE_DOCS") != "" {
			if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if kept, err := os.ReadFile(file); err != nil || string(kept) != text {
			t.Errorf("%s is out of date: make docs (%v)", file, err)
		}
	}
}
