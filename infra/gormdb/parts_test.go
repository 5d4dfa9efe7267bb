package gormdb_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"liandong/domain/cases"
	"liandong/domain/consent"
	"liandong/domain/desk"
	"liandong/domain/document"
	"liandong/domain/group"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/procedure"
	"liandong/domain/wall"
	"liandong/domain/who"
	"liandong/infra/gormdb"
	"liandong/infra/gormdb/testdb"
)

// What goes from one case to another goes whole, and leaves nothing behind.
func TestPartsMoveWhole(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *gormdb.DB) {
		unit(t, db, func(ctx context.Context, tx desk.Tx) error {
			now := time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)
			for _, id := range []cases.ID{"a", "b"} {
				c := cases.Register(cases.Facts{ID: id, Number: string(id), FirstReceiver: "o"}, now)
				if err := tx.Cases.Add(ctx, c); err != nil {
					return err
				}
				if err := tx.Standings.Replace(ctx, c.Facts(), map[org.ID][]who.Standing{"o": {who.Custodian, who.FirstReceiver}}, ""); err != nil {
					return err
				}
				for _, p := range []party.ID{"1", "2"} {
					x := party.Party{ID: party.ID(id) + p, CaseID: string(id), Role: party.Applicant, Kind: party.Person, Name: "甲" + string(p), CodeHash: "h", Version: 1}
					if err := tx.Parties.Add(ctx, x); err != nil {
						return err
					}
					for _, answer := range []string{"yes", "no"} {
						if err := tx.Consents.Add(ctx, consent.Consent{ID: string(id) + string(p) + answer, CaseID: id, PartyID: x.ID, Subject: consent.Mediation, Answer: answer}); err != nil {
							return err
						}
					}
				}
			}
			body := make([]byte, 100_000)
			body[99_999] = 7
			d := document.Document{ID: "d", CaseID: "a", ProceedingID: "p", Title: "信", Class: wall.CaseClass, Size: len(body), CheckCode: "k", At: now}
			if err := tx.Documents.Add(ctx, d, body); err != nil {
				return err
			}

			if err := tx.Parts.MoveParty(ctx, "a1", "b", true); err != nil {
				return err
			}
			if err := tx.Parts.Fold(ctx, "a2", "b2", "b"); err != nil {
				return err
			}
			left, err := tx.Parties.OfCase(ctx, "a")
			if err != nil || len(left) != 1 || left[0].ID != "a2" {
				t.Errorf("left: %v %v", left, err)
			}
			there, err := tx.Parties.OfCase(ctx, "b")
			if err != nil || len(there) != 3 || there[2].ID != "a1" {
				t.Errorf("there: %v %v", there, err)
			}
			book, err := tx.Consents.OfCase(ctx, "b")
			if err != nil || len(book) != 8 || book[7].PartyID != "b2" || book[7].Answer != "no" || book[4].PartyID != "a1" {
				t.Errorf("the words are not in order: %+v %v", book, err)
			}
			if rest, err := tx.Consents.OfCase(ctx, "a"); err != nil || len(rest) != 0 {
				t.Errorf("words stayed behind: %v %v", rest, err)
			}

			if err := tx.Parts.MoveDocument(ctx, "d", "b", "e", wall.Protected); err != nil {
				return err
			}
			if _, err := tx.Documents.Get(ctx, "d"); err == nil {
				t.Error("the old id still opens it")
			}
			got, err := tx.Documents.ByCheck(ctx, "k")
			if err != nil || got.ID != "e" || got.CaseID != "b" || got.Class != wall.Protected || got.ProceedingID != "" || got.Title != "信" {
				t.Errorf("%+v %v", got, err)
			}
			if back, err := tx.Documents.Body(ctx, "e"); err != nil || !slices.Equal(back, body) {
				t.Errorf("the bytes changed: %d %v", len(back), err)
			}
			if old, err := tx.Documents.Body(ctx, "d"); err != nil || len(old) != 0 {
				t.Errorf("bytes stayed behind: %d %v", len(old), err)
			}

			return partsTie(t, ctx, tx, now)
		})
	})
}

func partsTie(t *testing.T, ctx context.Context, tx desk.Tx, now time.Time) error {
	l := cases.Link{Case: "a", Other: "b", Kind: cases.MergedInto, At: now}
	if err := tx.Parts.Link(ctx, l); err != nil {
		return err
	}
	for _, id := range []cases.ID{"a", "b"} {
		if all, err := tx.Parts.Links(ctx, id); err != nil || len(all) != 1 || all[0] != l {
			t.Errorf("links of %s: %v %v", id, all, err)
		}
	}
	k := desk.PartyKey{ID: "k", Party: "b2", Case: "b", CodeHash: "h", SecretHash: "s"}
	if err := tx.Parts.AddKey(ctx, k); err != nil {
		return err
	}
	if all, err := tx.Parts.Keys(ctx, "b"); err != nil || len(all) != 1 || all[0] != k {
		t.Errorf("keys: %v %v", all, err)
	}
	if err := tx.Parts.DropKeys(ctx, "b2"); err != nil {
		return err
	}
	if all, err := tx.Parts.Keys(ctx, "b"); err != nil || len(all) != 0 {
		t.Errorf("a dropped key lives: %v %v", all, err)
	}
	near, err := tx.Parts.Neighbours(ctx, "o", "a", 10)
	if err != nil || len(near) != 3 {
		t.Errorf("neighbours: %v %v", near, err)
	}
	if none, err := tx.Parts.Neighbours(ctx, "else", "a", 10); err != nil || len(none) != 0 {
		t.Errorf("neighbours of a stranger: %v %v", none, err)
	}
	if err := bearing(t, ctx, tx); err != nil {
		return err
	}
	if wordy, err := tx.Parts.Wordy(ctx, "a"); err != nil || wordy {
		t.Errorf("no words of others stand in it: %v %v", wordy, err)
	}
	if err := tx.Notes.Add(ctx, procedure.Note{ID: "n", CaseID: "a", ProceedingID: "p", Class: string(wall.Channel), Text: "x", At: now}); err != nil {
		return err
	}
	if wordy, err := tx.Parts.Wordy(ctx, "a"); err != nil || !wordy {
		t.Errorf("a note is words of others: %v %v", wordy, err)
	}
	return nil
}

// A mark finds, newest first, the cases of an organisation's own in which it is a person's.
func bearing(t *testing.T, ctx context.Context, tx desk.Tx) error {
	for i, id := range []cases.ID{"m1", "m2", "m3"} {
		if err := tx.Parties.Add(ctx, party.Party{ID: party.ID(id), CaseID: string(id), Kind: party.Person, Role: party.Applicant, Name: "苏 小满", Phone: "139-0000-4321"}); err != nil {
			return err
		}
		all := map[org.ID][]who.Standing{"window": {who.Custodian, who.FirstReceiver}}
		if i == 1 {
			all = map[org.ID][]who.Standing{"window": {who.Superior}, "else": {who.Custodian}}
		}
		if err := tx.Standings.Replace(ctx, cases.Facts{ID: id, State: cases.Open}, all, ""); err != nil {
			return err
		}
	}
	for _, x := range []struct {
		m     party.Mark
		limit int
		want  []cases.ID
	}{
		{party.Mark{By: "phone", Value: "13900004321"}, 9, []cases.ID{"m3", "m1"}}, {party.Mark{By: "name", Value: "苏小满"}, 1, []cases.ID{"m3"}},
		{party.Mark{By: "phone", Value: "1390000432"}, 9, []cases.ID{}}, {party.Mark{By: "name", Value: "苏%"}, 9, []cases.ID{}},
	} {
		if got, err := tx.Parts.Bearing(ctx, "window", x.m, x.limit); err != nil || !slices.Equal(got, x.want) {
			t.Errorf("%+v: %v %v", x.m, got, err)
		}
	}
	return nil
}

// A case is in one group at most; who represents does so while their case is
// open and in it; an organisation stands toward a group as toward its members.
func TestGroupsAreKept(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *gormdb.DB) {
		now := time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)
		g := group.Group{ID: "g", Title: "欠薪", Founder: "o", FoundedAt: now, Version: 1}
		plan := group.Plan{Group: "g", No: 1, Text: "先核对工资", Organization: "o", By: "u", MadeAt: now}
		r := group.Representative{Group: "g", Party: "a1", Case: "a", Document: "d", Since: "2026-11-24", By: "u"}
		unit(t, db, func(ctx context.Context, tx desk.Tx) error {
			if err := tx.Groups.Add(ctx, g); err != nil {
				return err
			}
			for _, id := range []cases.ID{"a", "b"} {
				c := cases.Register(cases.Facts{ID: id, Number: string(id), FirstReceiver: "o"}, now)
				if err := tx.Cases.Add(ctx, c); err != nil {
					return err
				}
				if err := tx.Standings.Replace(ctx, c.Facts(), map[org.ID][]who.Standing{"o": {who.Custodian}}, ""); err != nil {
					return err
				}
				if err := tx.Parties.Add(ctx, party.Party{ID: party.ID(id) + "1", CaseID: string(id), Role: party.Applicant, Kind: party.Person, Name: "甲", Version: 1}); err != nil {
					return err
				}
			}
			if err := tx.Groups.Join(ctx, "g", "a", now); err != nil {
				return err
			}
			if err := tx.Groups.AddPlan(ctx, plan); err != nil {
				return err
			}
			return tx.Groups.Name(ctx, r)
		})
		unit(t, db, func(ctx context.Context, tx desk.Tx) error {
			if got, err := tx.Groups.Get(ctx, "g"); err != nil || got != g {
				t.Errorf("%+v %v", got, err)
			}
			if all, err := tx.Groups.Plans(ctx, "g"); err != nil || len(all) != 1 || all[0] != plan {
				t.Errorf("%+v %v", all, err)
			}
			if got, in, err := tx.Groups.Of(ctx, "a"); err != nil || !in || got != g {
				t.Errorf("%+v %v %v", got, in, err)
			}
			if _, in, err := tx.Groups.Of(ctx, "b"); err != nil || in {
				t.Errorf("b is in a group: %v", err)
			}
			if all, err := tx.Groups.Representatives(ctx, "g"); err != nil || len(all) != 1 || all[0] != r {
				t.Errorf("%+v %v", all, err)
			}
			if all, err := tx.Groups.Toward(ctx, "g", "o", "2026-12-01"); err != nil || !slices.Equal(all, []who.Standing{who.Custodian}) {
				t.Errorf("%v %v", all, err)
			}
			if all, err := tx.Groups.Toward(ctx, "g", "else", "2026-12-01"); err != nil || len(all) != 0 {
				t.Errorf("%v %v", all, err)
			}
			if c, err := tx.Groups.CaseOf(ctx, "g", "a1"); err != nil || c != "a" {
				t.Errorf("%v %v", c, err)
			}
			if _, err := tx.Groups.CaseOf(ctx, "g", "b1"); !errors.Is(err, who.ErrNotVisible) {
				t.Errorf("%v", err)
			}
			c, err := tx.Cases.Get(ctx, "a")
			if err != nil {
				return err
			}
			if err := c.Close(cases.Handled, now); err != nil {
				return err
			}
			if err := tx.Cases.Put(ctx, c); err != nil {
				return err
			}
			if all, err := tx.Groups.Representatives(ctx, "g"); err != nil || len(all) != 0 {
				t.Errorf("whose case is closed represents: %+v %v", all, err)
			}
			if n, err := tx.Groups.End(ctx, "a", ""); err != nil || n != 1 {
				t.Errorf("%d %v", n, err)
			}
			return tx.Groups.Leave(ctx, "a")
		})
	})
}
