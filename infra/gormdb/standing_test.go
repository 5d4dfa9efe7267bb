package gormdb_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"gorm.io/gorm"

	"liandong/domain/audit"
	"liandong/domain/journal"
	"liandong/domain/org"
	"liandong/domain/who"
	"liandong/infra/gormdb"
	"liandong/infra/gormdb/testdb"
	"liandong/infra/secrets"
)

const standingEntries = 1500 // about 650 looks of staff: more than the 500 that a page of them is taken from

// busy writes a log of many kinds of entries, at a second each.
func busy(t *testing.T, db *gormdb.DB, seed uint64) {
	t.Helper()
	pick := rand.New(rand.NewPCG(seed, 1))
	actions := append(slices.Repeat([]string{"case.viewed", "documents.listed"}, 7), "consent.recorded", "withdrawal.recorded_for", "referral.external_receipt", "case.changed", audit.BreakGlass)
	err := db.Do(context.Background(), func(ctx context.Context, tx *gorm.DB) error {
		j := gormdb.Journal{TX: tx, Hash: secrets.SHA256{}, NewID: secrets.NewID, Salt: secrets.Salt, My: db.Dialect() == "mysql"}
		for i := range standingEntries {
			by := []who.Actor{{User: "u1", Organization: "o1", Role: who.Clerk, Origin: "window"}, {User: "u2", Organization: "o2", Role: who.Head, Origin: "window"}, {User: "party/p", Role: who.PartyRole, Origin: "kiosk"}, {User: "party/p", Role: who.PartyRole, Origin: "own_device"}}[max(pick.IntN(6)-2, 0)]
			e := journal.Entry{Actor: by, Action: actions[pick.IntN(len(actions))], Subject: "case/x", Backdated: pick.IntN(5) == 0, At: treeDay.Add(time.Duration(i/2) * time.Second)}
			if pick.IntN(9) > 0 {
				e.CaseID = "c" + string(rune('a'+pick.IntN(26)))
			}
			if err := j.Record(ctx, e); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// followed says whether the same actor did anything but look in the same case after an entry.
func followed(all []audit.Entry, e audit.Entry) bool {
	return slices.ContainsFunc(all, func(x audit.Entry) bool {
		return x.Stream == e.Stream && x.Seq > e.Seq && x.Actor == e.Actor && !slices.Contains(audit.Looks, x.Action)
	})
}

// Page by page, a standing list holds exactly the entries that its line in the
// table says, in the order of the log, whatever the size of a page.
func TestStandingLists(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	testdb.Each(t, func(t *testing.T, db *gormdb.DB) {
		busy(t, db, seed)
		now := treeDay.Add(7*24*time.Hour + 500*time.Second)
		err := db.Read(context.Background(), func(ctx context.Context, tx *gorm.DB) error {
			l := gormdb.Lists{TX: tx}
			whole, _, err := l.Entries(ctx, gormdb.EntryFilter{}, gormdb.Page{Limit: 2 * standingEntries})
			if err != nil || len(whole) != standingEntries {
				t.Fatal(len(whole), err)
			}
			for _, s := range audit.Lists {
				for _, f := range []gormdb.EntryFilter{{}, {Organization: "o1", From: gormdb.Stamp(treeDay.Add(20 * time.Second)), To: gormdb.Stamp(treeDay.Add(400 * time.Second))}} {
					var want, got []string
					for _, e := range whole {
						if s.Holds(e) && agrees(f, e) && (!s.Unfollowed || e.At < gormdb.Stamp(now.Add(-s.Wait)) && !followed(whole, e)) {
							want = append(want, e.ID)
						}
					}
					p := gormdb.Page{Limit: 7}
					for turn := 0; turn == 0 || p.Cursor != ""; turn++ {
						some, next, err := l.Standing(ctx, s, f, now, p)
						if err != nil || len(some) > p.Limit || turn > standingEntries {
							t.Fatalf("%s: page %d of %d entries: %v", s.Code, turn, len(some), err)
						}
						for _, e := range some {
							got = append(got, e.ID)
						}
						p.Cursor = next
					}
					if !slices.Equal(got, want) || len(want) == 0 && f.Organization == "" {
						t.Errorf("%s %+v: %d entries of %d", s.Code, f, len(got), len(want))
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func agrees(f gormdb.EntryFilter, e audit.Entry) bool {
	return (f.Organization == "" || org.ID(e.Organization) == org.ID(f.Organization)) && (f.From == "" || e.At >= f.From) && (f.To == "" || e.At < f.To)
}
