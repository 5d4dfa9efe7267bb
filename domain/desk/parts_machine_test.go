package desk_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/desk"
	"liandong/domain/fault"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/referral"
	"liandong/domain/wall"
	"liandong/domain/who"
	"liandong/infra/gormdb"
	"liandong/infra/gormdb/testdb"
	"liandong/infra/secrets"
)

// turnOf is what is tried in one step with some of the cases there are.
type turnOf struct {
	Do      string
	A, B    int
	Bits    int // which claims, which kinds of claim
	Days    int
	Placed  bool
	Street  bool // who tries is not the petition office
	Wording bool
}

var partDeeds = []string{"register", "split", "split", "split", "merge", "merge", "merge", "group", "leave", "paper", "oral", "send", "send", "back", "close", "close", "reopen", "reopen", "succeed", "wait"}

func drawTurn(t *rapid.T) turnOf {
	return turnOf{
		Do: rapid.SampledFrom(partDeeds).Draw(t, "do"), A: rapid.IntRange(0, 30).Draw(t, "a"), B: rapid.IntRange(0, 30).Draw(t, "b"), Bits: rapid.IntRange(1, 14).Draw(t, "bits"),
		Days: rapid.IntRange(0, 9).Draw(t, "days"), Placed: rapid.Bool().Draw(t, "placed"), Street: rapid.IntRange(0, 5).Draw(t, "street") == 0, Wording: rapid.IntRange(0, 3).Draw(t, "wording") == 0,
	}
}

// secretMark stands in every word of an accusation, and nowhere else.
const secretMark = "SEAL"

// letters is the machine's world: the cases that were made, and what must stay true of them.
type letters struct {
	c     *county
	ids   []cases.ID
	texts []string // of every claim there ever was
	ways  []wayIn
	sent  map[cases.ID]referral.ID
	other org.ID          // the office that is handed to, and may end
	ended map[org.ID]bool // those that came before it
	tally map[string]int
}

// wayIn is a number and a code that somebody was given, and what it must open.
type wayIn struct {
	number, code, second, name string
}

var people = []party.Party{
	{Role: party.Applicant, Kind: party.Person, Name: "甲", Phone: "13900001111"}, {Role: party.Applicant, Kind: party.Person, Name: "乙", Phone: "13900002222"},
	{Role: party.Applicant, Kind: party.Person, Name: "丙", Phone: "13900003333"},
}

func (l *letters) pick(n int) cases.ID { return l.ids[n%len(l.ids)] }

// try does one thing; a refusal is as good as a deed, anything else is not.
func (l *letters) try(s turnOf) string {
	if len(l.ids) < 4 {
		s.Do = "register"
	}
	by := org.ID("org-petition")
	if s.Street {
		by = l.other
	}
	var err error
	switch s.Do {
	case "register":
		err = l.register(s)
	case "split":
		err = l.as(by, func(ctx context.Context, w *desk.Work) error { return l.split(ctx, w, s) })
	case "merge":
		err = l.as(by, func(ctx context.Context, w *desk.Work) error {
			_, err := w.Merge(ctx, l.pick(s.A), string(l.pick(s.B)), 0)
			return err
		})
	case "group":
		err = l.as(by, func(ctx context.Context, w *desk.Work) error {
			in := desk.Grouping{}
			if g, in2, err := w.Tx.Groups.Of(ctx, l.pick(s.B)); err == nil && in2 {
				in.Group = g.ID
			}
			_, err := w.GroupCase(ctx, l.pick(s.A), in, 0)
			return err
		})
	case "leave":
		err = l.as(by, func(ctx context.Context, w *desk.Work) error { _, err := w.LeaveGroup(ctx, l.pick(s.A), 0); return err })
	case "paper", "oral":
		err = l.as(by, func(ctx context.Context, w *desk.Work) error { return l.write(ctx, w, s) })
	case "send", "back":
		err = l.hand(s)
	case "close":
		err = l.as(by, func(ctx context.Context, w *desk.Work) error {
			_, err := w.Close(ctx, l.pick(s.A), cases.Handled, 0)
			return err
		})
	case "reopen":
		err = l.as(by, func(ctx context.Context, w *desk.Work) error {
			_, err := w.Reopen(ctx, l.pick(s.A), "再次办理", 0)
			return err
		})
	case "succeed":
		err = l.succeed()
	case "wait":
		return unlessNil(l.c.fire(l.c.now.Add(time.Duration(s.Days) * 24 * time.Hour)))
	}
	l.tally[fmt.Sprintf("%s %v", s.Do, err == nil)]++
	if err != nil && fault.Of(err) == nil {
		return err.Error()
	}
	return ""
}

func unlessNil(err error) string {
	if err != nil {
		return err.Error()
	}
	return ""
}

// register takes a letter in: one to three claims, of which some accuse.
func (l *letters) register(s turnOf) error {
	n := len(l.ids)
	in := dispute()
	in.Title, in.Summary = fmt.Sprintf("来信%d", n), fmt.Sprintf("来信%d", n)
	in.Parties = []party.Party{people[s.A%3], {Role: party.Respondent, Kind: party.Organization, Name: "某公司"}}
	in.Received = desk.Day{On: calendar.DayOf(l.c.now).AddDays(-s.Days), Reason: "补录"}
	accuses := false
	for i := range 1 + s.B%3 {
		line := cases.ClaimLine{Text: fmt.Sprintf("请求%d-%d", n, i), Category: "neighbour.leak"}
		if s.Bits>>i&3 == 3 {
			line.Text, line.Category, accuses = secretMark+line.Text, "accusation.misconduct", true
		}
		in.Claims = append(in.Claims, line)
	}
	if accuses {
		in.Title, in.Summary, in.Received.Reason = secretMark+in.Title, secretMark+in.Summary, secretMark
		in.ExternalRefs = map[string]string{"n": secretMark}
		in.Parties = append(in.Parties, party.Party{Role: party.Respondent, Kind: party.Person, Name: secretMark + "某", Phone: "13911119999"})
	}
	var out desk.Registered
	err := l.as("org-petition", func(ctx context.Context, w *desk.Work) error {
		var err error
		out, err = w.Register(ctx, in)
		return err
	})
	if err != nil {
		return err
	}
	l.ids = append(l.ids, out.Case.ID)
	for _, c := range in.Claims {
		l.texts = append(l.texts, c.Text)
	}
	p := in.Parties[0]
	l.ways = append(l.ways, wayIn{number: out.Case.Number, code: out.QueryCode, second: p.Phone[len(p.Phone)-4:], name: p.Name})
	return nil
}

func (l *letters) split(ctx context.Context, w *desk.Work, s turnOf) error {
	id := l.pick(s.A)
	c, err := w.Tx.Cases.Get(ctx, id)
	if err != nil {
		return err
	}
	in := desk.Splitting{Reason: secretMark}
	for i, line := range c.Facts().Claims {
		if s.Bits>>i&1 == 1 {
			in.Claims = append(in.Claims, line.ID)
		}
	}
	if _, mixed := cases.Mixed(c.Facts()); s.Wording && mixed {
		in.There.Title, in.Here.Title = "另起标题", secretMark+"某" // the second names the accused: refused where that side must not
	}
	if all, err := w.Tx.Parties.OfCase(ctx, id); err == nil && s.Placed && len(all) > 0 {
		in.Parties = []desk.Placing{{ID: string(all[0].ID), Side: desk.Both}}
	}
	before := c.Facts()
	_, out, err := w.Split(ctx, id, in, 0)
	if err != nil {
		return err
	}
	l.ids = append(l.ids, out.Case.ID)
	for _, x := range l.ways {
		if x.number == before.Number && out.QueryCode != "" {
			l.ways = append(l.ways, wayIn{number: out.Case.Number, code: out.QueryCode, second: x.second, name: x.name})
			break
		}
	}
	return nil
}

// write adds a paper or an oral record, secret where the case tells of an accusation.
func (l *letters) write(ctx context.Context, w *desk.Work, s turnOf) error {
	id := l.pick(s.A)
	c, err := w.Tx.Cases.Get(ctx, id)
	if err != nil {
		return err
	}
	words := "材料"
	if f := c.Facts(); f.Purpose == cases.Accusation || strings.Contains(f.Title, secretMark) {
		words = secretMark + words
	}
	if s.Do == "paper" {
		_, err = w.AddDocument(ctx, id, desk.Upload{Title: words, Kind: "evidence", Class: []wall.Class{wall.Open, wall.CaseClass, wall.Protected}[s.Bits%3], MediaType: "text/plain", Digest: "sha256:0", Body: []byte(words)})
		return err
	}
	all, err := w.Tx.Parties.OfCase(ctx, id)
	if err != nil || len(all) == 0 {
		return err
	}
	_, err = w.RecordOral(ctx, id, desk.Speaking{PartyID: all[0].ID, Text: words})
	return err
}

// holds asks what must be so after each step.
func (l *letters) holds() string {
	msg := ""
	err := l.as("org-petition", func(ctx context.Context, w *desk.Work) error {
		var claims []string
		for _, id := range l.ids {
			c, err := w.Tx.Cases.Get(ctx, id)
			if err != nil {
				return err
			}
			f := c.Facts()
			if l.ended[f.Custodian] {
				msg = fmt.Sprintf("%s is with %s, which has ended", f.Title, f.Custodian)
				return nil
			}
			if f.Outcome != cases.Merged {
				for _, line := range f.Claims {
					claims = append(claims, line.Text)
				}
			}
			if msg, err = l.apart(ctx, w, f); err != nil || msg != "" {
				return err
			}
			if _, in, err := w.Tx.Groups.Of(ctx, id); err != nil || in && (f.Purpose == cases.Accusation || f.Outcome == cases.Merged) {
				msg = fmt.Sprintf("%s is in a group: %v", f.Title, err)
				return err
			}
		}
		slices.Sort(claims)
		all := slices.Sorted(slices.Values(l.texts))
		if !slices.Equal(claims, all) {
			msg = fmt.Sprintf("the claims are %v, want %v", claims, all)
		}
		return nil
	})
	if err != nil {
		return err.Error()
	}
	return msg
}

// apart looks for words of an accusation in a case that is none and holds none.
func (l *letters) apart(ctx context.Context, w *desk.Work, f cases.Facts) (string, error) {
	if _, mixed := cases.Mixed(f); mixed || f.Purpose == cases.Accusation {
		return "", nil
	}
	words := fmt.Sprint(f.Title, f.Summary, f.Claims, f.ExternalRefs, f.Received.Reason, f.Received.Proof)
	parties, err := w.Tx.Parties.OfCase(ctx, f.ID)
	if err != nil {
		return "", err
	}
	papers, err := w.Tx.Documents.OfCase(ctx, f.ID)
	if err != nil {
		return "", err
	}
	spoken, err := w.Tx.OralRecords.OfCase(ctx, f.ID)
	if err != nil {
		return "", err
	}
	words += fmt.Sprint(parties, papers, spoken)
	for _, o := range spoken {
		words += fmt.Sprint(o.Versions)
	}
	if strings.Contains(words, secretMark) {
		return fmt.Sprintf("%s tells of an accusation: %s", f.Title, words), nil
	}
	// Whoever reads one side only is shown no link.
	standings, err := w.Tx.Standings.Of(ctx, f.ID, l.other, w.Today())
	if err != nil || len(standings) == 0 {
		return "", err
	}
	links, err := l.c.office.Begin(w.Tx, l.actor(l.other), l.c.now, "test").LinksOf(ctx, f, desk.Sight{Standings: standings})
	for _, x := range links {
		if other, e := w.Tx.Standings.Of(ctx, x.Case, l.other, w.Today()); x.Kind == cases.SealedFrom && (e != nil || !slices.Contains(other, who.Custodian)) {
			return fmt.Sprintf("%s shows its link to an accusation", f.Title), e
		}
	}
	return "", err
}

// enters lets everybody in who was ever given a code: a merged number leads on,
// and a split one opens its own side only.
func (l *letters) enters() string {
	for _, x := range l.ways {
		err := l.c.as(who.Actor{}, func(ctx context.Context, w *desk.Work) error {
			e, err := w.Enter(ctx, x.number, x.code, x.second, "own_device")
			if err == nil && (e.Party.Name != x.name || e.Case.Outcome == cases.Merged) {
				err = fmt.Errorf("opens the place of %s in %s", e.Party.Name, e.Case.Number)
			}
			return err
		})
		if err != nil {
			return fmt.Sprintf("%s does not come in with %s: %v", x.name, x.number, err)
		}
	}
	return ""
}

// TestSplitMergeMachine splits, merges, groups and hands on letters at random,
// closes and reopens them, and lets the office that has them end and another
// succeed it: no claim is lost or stands twice, no word of an accusation stands
// elsewhere, every code given out opens the one right place, no case is with an
// office that has ended, and the books verify.
func TestSplitMergeMachine(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *gormdb.DB) {
		c := newCounty(t, db)
		n, sequences := played(t, 4, 200)
		tally := map[string]int{}
		at := time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)
		for i := range sequences {
			steps := rapid.Custom(func(t *rapid.T) []turnOf { return rapid.SliceOfN(rapid.Custom(drawTurn), 40, 70).Draw(t, "steps") }).Example(int((n + uint64(i)) & 0x7fffffff))
			l := &letters{c: c, sent: map[cases.ID]referral.ID{}, ended: map[org.ID]bool{}, tally: tally}
			c.now = at
			must(t, l.another())
			for k, s := range steps {
				msg := l.try(s)
				if msg == "" {
					msg = l.holds()
				}
				if msg != "" {
					t.Fatalf("seed %d, step %d %+v: %s", n+uint64(i), k, s, msg)
				}
			}
			if msg := l.enters(); msg != "" {
				t.Fatalf("seed %d: %s", n+uint64(i), msg)
			}
		}
		t.Logf("%v", tally)
		for _, deed := range []string{"split", "merge", "group", "send", "close", "reopen"} {
			if (tally[deed+" true"] == 0 || tally[deed+" false"] == 0) && sequences > 100 {
				t.Errorf("%s was done %d times and refused %d times: the machine proves nothing about it", deed, tally[deed+" true"], tally[deed+" false"])
			}
		}
		found, err := db.Verify(context.Background(), secrets.SHA256{}, c.office.Rules, c.office.Calendar)
		if err != nil || len(found.Broken) > 0 {
			t.Fatalf("%v %v", err, found.Broken)
		}
	})
}
