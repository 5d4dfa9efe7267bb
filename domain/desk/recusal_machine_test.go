package desk_test

import (
	"context"
	"testing"
	"time"

	"gorm.io/gorm"
	"pgregory.net/rapid"

	"liandong/domain/cases"
	"liandong/domain/channel"
	"liandong/domain/consent"
	"liandong/domain/desk"
	"liandong/domain/fault"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/procedure"
	"liandong/domain/recusal"
	"liandong/domain/referral"
	"liandong/domain/wall"
	"liandong/domain/who"
	"liandong/infra/gormdb"
	"liandong/infra/gormdb/testdb"
)

const (
	committee = org.ID("org-mediation1")
	courthall = org.ID("org-court")
)

// Two of the three mediators are judges of the court as well: the bar has somebody to bite.
var staff = map[string][]who.Role{"ann": {who.Mediator, who.Judge}, "bo": {who.Mediator, who.Judge}, "cy": {who.Mediator}, "jo": {who.Judge}}

// hand is what a person tries in one step of the recusal machine.
type hand struct {
	Do, User, Other string
	Pick            int
	Yes             bool
}

// bench is one delegated case, and what should be so in it.
type bench struct {
	c               *county
	id              cases.ID
	mediation, suit procedure.ID
	sides           [2]party.ID
	recusals        []*struct {
		id, user, by, state string
		waived              map[party.ID]bool
	}
	mediated              map[string]bool
	done, refused, barred int
}

func (b *bench) out(user string) bool {
	for _, r := range b.recusals {
		if r.user == user && (r.state == "declared" || r.state == "upheld") {
			return true
		}
	}
	return false
}

func person(user string, at org.ID, role who.Role) who.Actor {
	return who.Actor{User: user, Name: "人" + user, Organization: at, Role: role, Origin: "window"}
}

func newBench(t *testing.T, c *county) *bench {
	t.Helper()
	b := &bench{c: c, mediated: map[string]bool{}}
	clerk := person("clerk", courthall, who.CourtClerk)
	must(t, c.as(clerk, func(ctx context.Context, w *desk.Work) error {
		in := dispute()
		in.Category = "contract.sale"
		out, err := w.Register(ctx, in)
		b.id = out.Case.ID
		return err
	}))
	var r *referral.Referral
	must(t, c.as(clerk, func(ctx context.Context, w *desk.Work) error {
		parties, err := w.Tx.Parties.OfCase(ctx, b.id)
		if err != nil {
			return err
		}
		for i, p := range parties {
			b.sides[i] = p.ID
			if _, _, err := w.RecordConsent(ctx, b.id, desk.Word{PartyID: p.ID, Subject: consent.Mediation, Toward: committee, Answer: consent.Yes, Form: "written"}, 0); err != nil {
				return err
			}
		}
		return nil
	}))
	must(t, c.as(clerk, func(ctx context.Context, w *desk.Work) (err error) {
		r, err = w.Send(ctx, b.id, desk.Sending{To: committee, Channel: channel.JudicialMediation, Route: channel.RouteJudicialMediation, Mode: referral.ByOffer, Custody: "stays", Reason: "委派"}, 0)
		return err
	}))
	must(t, c.as(person("cy", committee, who.Mediator), func(ctx context.Context, w *desk.Work) error {
		_, err := w.Accept(ctx, r.Facts().ID, 0)
		return err
	}))
	must(t, c.as(clerk, func(ctx context.Context, w *desk.Work) error {
		all, err := w.Tx.Proceedings.OfCase(ctx, b.id)
		for _, p := range all {
			if p.Organization == committee {
				b.mediation = p.ID
			} else {
				b.suit = p.ID
			}
		}
		return err
	}))
	return b
}

// try lets the program do a step, and says what the model holds of it.
func (b *bench) try(t *testing.T, i int, h hand) {
	t.Helper()
	switch h.Do {
	case "mediate", "note":
		b.want(t, i, h, b.out(h.User), b.c.as(person(h.User, committee, who.Mediator), func(ctx context.Context, w *desk.Work) error {
			if h.Do == "note" {
				_, err := w.WriteNote(ctx, b.mediation, wall.Channel, "记录")
				return err
			}
			_, err := w.Hold(ctx, b.mediation, desk.Held{Text: "调解"}, 0)
			return err
		}), func() { b.mediated[h.User] = true })
	case "try":
		b.want(t, i, h, b.out(h.User) || b.mediated[h.User], b.c.as(person(h.User, courthall, who.Judge), func(ctx context.Context, w *desk.Work) error {
			_, err := w.WriteNote(ctx, b.suit, wall.CaseClass, "审理")
			return err
		}), nil)
	case "assign":
		b.want(t, i, h, b.out(h.User), b.c.as(person("chief", committee, who.Head), func(ctx context.Context, w *desk.Work) error {
			_, err := w.AssignProceeding(ctx, b.mediation, h.User, 0)
			return err
		}), func() { b.mediated[h.User] = true })
	case "seat":
		b.want(t, i, h, b.out(h.User) || b.mediated[h.User], b.c.as(person("clerk", courthall, who.CourtClerk), func(ctx context.Context, w *desk.Work) error {
			_, _, err := w.Assign(ctx, b.id, desk.Naming{Kind: procedure.AssignedHandler, User: h.User}, 0)
			return err
		}), nil)
	case "enter":
		part := procedure.Parts[h.Pick%len(procedure.Parts)]
		_, barred := recusal.BarOf(part)
		in := desk.TakingPart{Role: part, User: h.User, Organization: courthall}
		if h.Yes {
			in = desk.TakingPart{Role: part, Name: "人" + h.User}
		}
		b.want(t, i, h, !h.Yes && b.out(h.User) || barred && b.mediated[h.User], b.c.as(person("clerk", courthall, who.CourtClerk), func(ctx context.Context, w *desk.Work) error {
			_, err := w.AddParticipant(ctx, b.suit, in)
			return err
		}), func() {
			if part == procedure.PartMediator {
				b.mediated[h.User] = true
			}
		})
	default:
		b.about(t, i, h)
	}
}

// about raises, decides and waives.
func (b *bench) about(t *testing.T, i int, h hand) {
	t.Helper()
	add := func(f recusal.Facts, by string) {
		b.recusals = append(b.recusals, &struct {
			id, user, by, state string
			waived              map[party.ID]bool
		}{f.ID, h.User, by, string(f.State), map[party.ID]bool{}})
	}
	side := b.sides[h.Pick%2]
	switch h.Do {
	case "declare", "object":
		in := desk.Raising{Ground: recusal.Interest, Text: "有关系"}
		by := ""
		a := person(h.User, committee, who.Mediator)
		if h.Do == "object" {
			by, in.User, in.Organization, in.PartyID, in.Form = string(side), h.User, committee, side, "written"
			a = person("clerk", courthall, who.CourtClerk)
		}
		stands := b.out(h.User)
		for _, r := range b.recusals {
			stands = stands || r.user == h.User && r.state == "objected" && r.by == by
		}
		var f recusal.Facts
		b.want(t, i, h, stands, b.c.as(a, func(ctx context.Context, w *desk.Work) (err error) {
			f, err = w.RaiseRecusal(ctx, b.id, in)
			return err
		}), func() { add(f, by) })
	case "decide", "waive":
		if len(b.recusals) == 0 {
			return
		}
		r := b.recusals[h.Pick%len(b.recusals)]
		if h.Do == "decide" {
			say := recusal.Rejected
			if h.Yes {
				say = recusal.Upheld
			}
			b.want(t, i, h, r.state != "declared" && r.state != "objected", b.c.as(person("chief", committee, who.Head), func(ctx context.Context, w *desk.Work) error {
				_, err := w.DecideRecusal(ctx, r.id, desk.Deciding{Decision: say, Text: "决定"})
				return err
			}), func() { r.state = string(say) })
			return
		}
		// The court's clerk, whose organisation is answerable, takes the sides' word down.
		b.want(t, i, h, r.state == "rejected" || r.state == "waived" || r.waived[side], b.c.as(person("clerk", courthall, who.CourtClerk), func(ctx context.Context, w *desk.Work) error {
			_, err := w.WaiveRecusal(ctx, r.id, desk.Waiving{PartyID: side, Form: "written"})
			return err
		}), func() {
			if r.waived[side] = true; len(r.waived) == 2 {
				r.state = "waived"
			}
		})
	}
}

// want fails unless the program did what the model allows and refused the rest.
func (b *bench) want(t *testing.T, i int, h hand, refused bool, err error, then func()) {
	t.Helper()
	f := fault.Of(err)
	switch {
	case err != nil && f == nil:
		t.Fatalf("step %d %+v: %v", i, h, err)
	case refused && err == nil:
		t.Fatalf("step %d %+v: done by somebody who is recused or barred", i, h)
	case !refused && err != nil:
		t.Fatalf("step %d %+v: refused: %v", i, h, err)
	case refused:
		b.refused++
		if f.Code == "role_barred" {
			b.barred++
		}
	default:
		b.done++
		if then != nil {
			then()
		}
	}
}

// TestRecusalMachine drives recusals and assignments in any order: nobody who is
// recused, or who mediated and would now try the case, ever acts, reads what is
// confidential, or is assigned; and nobody else is kept from it.
func TestRecusalMachine(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *gormdb.DB) {
		c := newCounty(t, db)
		c.now = time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)
		must(t, db.Do(context.Background(), func(ctx context.Context, tx *gorm.DB) error { return plantStaff(ctx, gormdb.Accounts{TX: tx}) }))
		n, sequences := played(t, 8, 300)
		done, refused, barred := 0, 0, 0
		for i := range sequences {
			steps := rapid.Custom(func(t *rapid.T) []hand { return rapid.SliceOfN(rapid.Custom(drawHand), 20, 50).Draw(t, "steps") }).Example(int((n + uint64(i)) & 0x7fffffff))
			b := newBench(t, c)
			for at, h := range steps {
				b.try(t, at, h)
			}
			done, refused, barred = done+b.done, refused+b.refused, barred+b.barred
		}
		t.Logf("%d done, %d refused, %d of them by article 16", done, refused, barred)
		if (done == 0 || refused == 0 || barred == 0) && sequences > 100 {
			t.Errorf("%d done, %d refused, %d barred: the machine proves nothing", done, refused, barred)
		}
	})
}

func drawHand(t *rapid.T) hand {
	h := hand{
		Do:   rapid.SampledFrom([]string{"mediate", "mediate", "note", "try", "try", "assign", "seat", "enter", "enter", "declare", "object", "decide", "decide", "waive", "waive"}).Draw(t, "do"),
		User: rapid.SampledFrom([]string{"ann", "bo"}).Draw(t, "user"), Pick: rapid.IntRange(0, 17).Draw(t, "pick"), Yes: rapid.Bool().Draw(t, "yes"),
	}
	return h
}

func plantStaff(ctx context.Context, a gormdb.Accounts) error {
	for user, roles := range staff {
		var all []gormdb.Membership
		for _, r := range roles {
			at := committee
			if r == who.Judge {
				at = courthall
			}
			all = append(all, gormdb.Membership{UserID: user, OrganizationID: string(at), Role: string(r)})
		}
		if err := a.AddUser(ctx, gormdb.User{ID: user, Username: user, Name: "人" + user, Version: 1}, all); err != nil {
			return err
		}
	}
	return nil
}
