package desk_test

import (
	"context"
	"testing"
	"time"

	"gorm.io/gorm"

	"liandong/domain/cases"
	"liandong/domain/clock"
	"liandong/domain/desk"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/referral"
	"liandong/domain/who"
	"liandong/infra/gormdb"
	"liandong/infra/gormdb/testdb"
	"liandong/infra/secrets"
)

// Where the discipline organ of this level is itself accused, or belongs to the
// accused, the organ of the next level takes the matter (条例 30, 46); where there
// is none, nobody does, and the window is told.
func TestAccusedDisciplineOrgan(t *testing.T) {
	c := newCounty(t, testdb.SQLite(t))
	c.now = time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)
	register := func() (holder org.ID, err error) {
		in := dispute()
		in.Purpose, in.Category = "accusation", "accusation.misconduct"
		in.Parties[1] = party.Party{Role: party.Respondent, Kind: party.Organization, Name: "示例区纪委监委信访室", OrganizationID: "org-discipline"}
		err = c.as(who.Actor{User: "user-discipline", Organization: "org-discipline", Role: who.Officer, Origin: "window"}, func(ctx context.Context, w *desk.Work) error {
			out, err := w.Register(ctx, in)
			holder = out.Case.Custodian
			return err
		})
		return holder, err
	}
	if at, err := register(); err == nil {
		t.Errorf("without a higher organ the accused holds its own matter: %s", at)
	}
	err := c.db.Do(context.Background(), func(ctx context.Context, tx *gorm.DB) error {
		return gormdb.Registry{TX: tx}.AddOrganization(ctx, org.Organization{ID: "org-citydiscipline", Name: "示例市纪委监委信访室", Kind: org.DisciplineOrgan, Region: "9901", Version: 1})
	})
	if err != nil {
		t.Fatal(err)
	}
	if at, err := register(); err != nil || at != "org-citydiscipline" {
		t.Errorf("it is with %q: %v", at, err)
	}
}

// Whoever turns out to be accused while it works on the matter loses it, and
// nobody waits for it: what it was handed is closed, its limits are over, and
// the custodian can go on to the end.
func TestNobodyWaitsForTheAccused(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *gormdb.DB) {
		c := newCounty(t, db)
		clerk := actor("org-petition")
		for _, how := range []struct {
			name     string
			to       org.ID
			accepted bool
			holder   org.ID
		}{
			{"a receiver that has not answered", "org-market", false, "org-discipline"},
			{"a receiver that works on it", "org-market", true, "org-discipline"},
		} {
			c.now = time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)
			in := dispute()
			in.Purpose, in.Category, in.Parties = "accusation", "accusation.misconduct", in.Parties[:1]
			var id cases.ID
			var ref referral.ID
			must(t, c.as(clerk, func(ctx context.Context, w *desk.Work) error {
				out, err := w.Register(ctx, in)
				id = out.Case.ID
				return err
			}))
			must(t, c.as(clerk, func(ctx context.Context, w *desk.Work) error {
				r, err := w.Send(ctx, id, desk.Sending{To: how.to, Channel: "petition", Route: "petition", Mode: referral.ByAssignment, Reason: "转送"}, 0)
				if err == nil {
					ref = r.Facts().ID
				}
				return err
			}))
			if how.accepted {
				must(t, c.as(actor(how.to), func(ctx context.Context, w *desk.Work) error { _, err := w.Accept(ctx, ref, 0); return err }))
			}
			must(t, c.as(actor(how.to), func(ctx context.Context, w *desk.Work) error {
				_, _, _, err := w.AddParty(ctx, id, party.Party{Role: party.Respondent, Kind: party.Organization, Name: "被反映单位", OrganizationID: how.to}, 0)
				return err
			}))
			must(t, c.as(who.Actor{User: "user-discipline", Organization: how.holder, Role: who.Officer, Origin: "window"}, func(ctx context.Context, w *desk.Work) error {
				clocks, err := w.Tx.Clocks.OfCase(ctx, id)
				if err != nil {
					return err
				}
				over := map[string]bool{"referral/" + string(ref): true}
				steps, err := w.Tx.Proceedings.OfCase(ctx, id)
				if err != nil {
					return err
				}
				for _, p := range steps {
					over["proceeding/"+string(p.ID)] = p.Organization == how.to
				}
				for _, x := range clocks {
					if x.State == clock.Ticking && over[x.Of] {
						t.Errorf("%s: %s still runs", how.name, x.Rule)
					}
				}
				_, err = w.Close(ctx, id, cases.Handled, 0)
				return err
			}))
		}
		found, err := db.Verify(context.Background(), secrets.SHA256{}, c.office.Rules, c.office.Calendar)
		if err != nil || len(found.Broken) > 0 {
			t.Fatalf("%v %v", err, found.Broken)
		}
	})
}
