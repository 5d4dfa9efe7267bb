package proposal

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"liandong/domain/who"
)

var noon = time.Date(2026, 11, 27, 4, 0, 0, 0, time.UTC)

func person(user string, role who.Role) Person {
	return Person{Actor: who.Actor{User: user, Name: user, Role: role, Organization: "house"}}
}

func proposed(t *testing.T, act Act, by Person) Facts {
	t.Helper()
	f, err := New(Facts{Act: act, Digest: "right", Reason: "年度上报"}, by, noon)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// Each act has roles that propose, others or the same that confirm, and a time;
// nobody who meets no case's words is asked about a house by its head's place.
func TestActs(t *testing.T) {
	for _, r := range Rules {
		if len(r.Propose) == 0 || len(r.Confirm) == 0 || r.Stands < time.Hour || r.Name.EN == "" || r.Effect.ZH == "" {
			t.Errorf("%+v", r)
		}
		for _, role := range slices.Concat(r.Propose, r.Confirm) {
			if _, ok := who.Roles[role]; !ok {
				t.Errorf("%s: nobody is a %s", r.Act, role)
			}
		}
		for role := range who.Roles {
			_, err := New(Facts{Act: r.Act}, person("a", role), noon)
			if got := err == nil; got != slices.Contains(r.Propose, role) {
				t.Errorf("%s proposes %s: %v", role, r.Act, err)
			}
		}
		first := r.Propose[0]
		for role := range who.Roles {
			_, err := proposed(t, r.Act, person("a", first)).Confirm(person("b", role), "right", noon)
			if got := err == nil; got != slices.Contains(r.Confirm, role) {
				t.Errorf("%s confirms %s: %v", role, r.Act, err)
			}
		}
	}
	if _, err := New(Facts{Act: "case.burn"}, person("a", who.Admin), noon); !errors.Is(err, ErrUnknown) {
		t.Error(err)
	}
}

// What a second person is refused, and that nothing changes then.
func TestRefusals(t *testing.T) {
	f := proposed(t, ReleaseExport, person("clerk", who.Clerk))
	deputy := person("deputy", who.Head)
	deputy.For = "clerk"
	elsewhere := person("far", who.Head)
	elsewhere.Organization = "another"
	late := f.Until
	for name, c := range map[string]struct {
		by     Person
		digest string
		at     time.Time
		want   error
	}{
		"oneself":                      {person("clerk", who.Head), "right", noon, ErrSame},
		"who stands in for oneself":    {deputy, "right", noon, ErrSame},
		"another house's head":         {elsewhere, "right", noon, who.ErrNotAllowed},
		"a role that is not named":     {person("other", who.Clerk), "right", noon, who.ErrNotAllowed},
		"another file":                 {person("head", who.Head), "wrong", noon, ErrChanged},
		"at the last moment, too late": {person("head", who.Head), "right", late, ErrExpired},
	} {
		if got, err := f.Confirm(c.by, c.digest, c.at); !errors.Is(err, c.want) || got != f {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := f.Withdraw(person("head", who.Head), noon); !errors.Is(err, who.ErrNotAllowed) {
		t.Error(err)
	}
	if _, err := f.Do("right", noon); !errors.Is(err, ErrOver) {
		t.Errorf("done without anybody's word: %v", err)
	}
	agreed, err := f.Confirm(person("head", who.Head), "right", late.Add(-time.Nanosecond))
	if err != nil || agreed.Second != "head" || agreed.State != Confirmed {
		t.Fatalf("%+v %v", agreed, err)
	}
	if _, err := agreed.Do("other", noon); !errors.Is(err, ErrChanged) {
		t.Error(err)
	}
	if _, err := agreed.Expire(noon); !errors.Is(err, ErrOver) {
		t.Error(err)
	}
}

// Whatever anybody tries in whatever order, at whatever time: an act is done at
// most once, with the digest that was proposed, after two persons agreed to it
// within its time; and what has ended stays as it is.
func TestNeverOneAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rule := rapid.SampledFrom(Rules).Draw(t, "act")
		at := noon
		f, err := New(Facts{Act: rule.Act, Digest: "right"}, person("a", rapid.SampledFrom(rule.Propose).Draw(t, "first")), at)
		if err != nil {
			t.Fatal(err)
		}
		var roles []who.Role
		for r := range who.Roles {
			roles = append(roles, r)
		}
		slices.Sort(roles)
		done, agreed, until := 0, "", f.Until
		for range rapid.IntRange(1, 25).Draw(t, "steps") {
			at = at.Add(time.Duration(rapid.IntRange(0, int(rule.Stands/time.Minute)/2).Draw(t, "minutes")) * time.Minute)
			by := person(rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "user"), rapid.SampledFrom(roles).Draw(t, "role"))
			by.For = rapid.SampledFrom([]string{"", "", "a"}).Draw(t, "for")
			digest := rapid.SampledFrom([]string{"right", "right", "wrong"}).Draw(t, "digest")
			was, next := f, f
			var err error
			do := rapid.SampledFrom([]Action{Confirm, Confirm, Do, Do, Withdraw, Decline, Expire}).Draw(t, "do")
			switch do {
			case Confirm:
				next, err = f.Confirm(by, digest, at)
			case Do:
				next, err = f.Do(digest, at)
			case Withdraw:
				next, err = f.Withdraw(by, at)
			case Decline:
				next, err = f.Decline(by, "不同意", at)
			case Expire:
				next, err = f.Expire(at)
			}
			if err != nil {
				if next != was {
					t.Fatalf("%s was refused and changed it: %+v", do, next)
				}
				continue
			}
			if !was.Open() {
				t.Fatalf("%s after the end: %+v", do, was)
			}
			if do != Expire && !at.Before(until) {
				t.Fatalf("%s after its time", do)
			}
			f = next
			switch do {
			case Confirm:
				if agreed, until = by.User, f.Until; by.User == "a" || by.For == "a" || digest != "right" || !slices.Contains(rule.Confirm, by.Role) {
					t.Fatalf("confirmed by %+v", by)
				}
			case Do:
				if done++; done > 1 || agreed == "" || agreed == f.By || digest != f.Digest || f.Second != agreed {
					t.Fatalf("done %d times, agreed by %q: %+v", done, agreed, f)
				}
			case Withdraw:
				if by.User != "a" {
					t.Fatalf("withdrawn by %s", by.User)
				}
			}
		}
	})
}

// The table of acts and the life of a proposal, as docs/machines shows them.
func TestDocsProposal(t *testing.T) {
	var b strings.Builder
	b.WriteString("# 双人操作 · acts of two persons\n\nDrawn from the tables the program runs, `domain/proposal`.\n\n| act | who proposes | who confirms | stands | done |\n|---|---|---|---|---|\n")
	for _, r := range Rules {
		propose, done := "every role", "by a command, once"
		if len(r.Propose) != len(who.Roles) {
			propose = fmt.Sprint(r.Propose)
		}
		if r.AtOnce {
			done = "with the confirmation"
		}
		fmt.Fprintf(&b, "| `%s` %s | %s | %v | %d h | %s |\n", r.Act, r.Name.ZH, propose, r.Confirm, int(r.Stands.Hours()), done)
	}
	fmt.Fprintf(&b, "\nA head confirms for its own organisation. An export is large from %d rows on, where an installation does not say otherwise.\n\n```mermaid\n%s```\n", Rows+1, Life.Mermaid())
	const file = "../../docs/machines/proposal.md"
	if os.Getenv("LIANDONG_WRITE_DOCS") != "" {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if kept, err := os.ReadFile(file); err != nil || string(kept) != b.String() {
		t.Errorf("%s is out of date: make docs (%v)", file, err)
	}
}
