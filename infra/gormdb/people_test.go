package gormdb_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"gorm.io/gorm"

	"liandong/domain/desk"
	"liandong/domain/fault"
	"liandong/domain/filing"
	"liandong/domain/procedure"
	"liandong/domain/recusal"
	"liandong/domain/who"
	"liandong/infra/gormdb"
	"liandong/infra/gormdb/testdb"
)

// What is kept of people, tries, promises and returned papers comes back as it was given.
func TestPeopleStoresKeepEverything(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *gormdb.DB) {
		r := filled[recusal.Facts]()
		keep(t, db, "a recusal", r, func(ctx context.Context, tx desk.Tx) (recusal.Facts, error) {
			if err := tx.Recusals.Add(ctx, recusal.Restore(r)); err != nil {
				return r, err
			}
			got, err := tx.Recusals.Get(ctx, r.ID)
			return got.Facts(), err
		})
		p := filled[procedure.Participant]()
		keep(t, db, "a participant", p, func(ctx context.Context, tx desk.Tx) (procedure.Participant, error) {
			if err := tx.People.AddParticipant(ctx, p); err != nil {
				return p, err
			}
			all, err := tx.People.Participants(ctx, p.CaseID)
			return all[0], err
		})
		a := filled[procedure.Assignment]()
		keep(t, db, "an assignment", a, func(ctx context.Context, tx desk.Tx) (procedure.Assignment, error) {
			if err := tx.People.Assign(ctx, a); err != nil {
				return a, err
			}
			all, err := tx.People.Assignments(ctx, a.CaseID)
			return all[0], err
		})
		x := filled[desk.Tried]()
		keep(t, db, "a try to reach a party", x, func(ctx context.Context, tx desk.Tx) (desk.Tried, error) {
			if err := tx.Attempts.Add(ctx, x); err != nil {
				return x, err
			}
			all, err := tx.Attempts.OfCase(ctx, x.CaseID)
			return all[0], err
		})
		away := filled[who.Absence]()
		keep(t, db, "an absence", away, func(ctx context.Context, tx desk.Tx) (who.Absence, error) {
			if err := tx.People.AddAbsence(ctx, away); err != nil {
				return away, err
			}
			all, err := tx.People.Absences(ctx, away.Organization, away.Until)
			return all[0], err
		})
		step := filled[filing.Step]()
		keep(t, db, "a step of an application", step, func(ctx context.Context, tx desk.Tx) (filing.Step, error) {
			if err := tx.Filings.Add(ctx, step); err != nil {
				return step, err
			}
			all, err := tx.Filings.OfReferral(ctx, step.ReferralID)
			return all[0], err
		})
		number := filled[filing.Number]()
		keep(t, db, "a body's number", number, func(ctx context.Context, tx desk.Tx) (filing.Number, error) {
			if err := errors.Join(tx.Numbers.Add(ctx, number), tx.Numbers.Add(ctx, number)); err != nil {
				return number, err
			}
			all, err := tx.Numbers.OfCase(ctx, number.CaseID)
			if len(all) != 1 {
				t.Errorf("noted twice: %v", all)
			}
			return all[0], err
		})
		f := filled[procedure.Performance]()
		keep(t, db, "a follow-up", f, func(ctx context.Context, tx desk.Tx) (procedure.Performance, error) {
			if err := tx.Follow.AddPerformance(ctx, f); err != nil {
				return f, err
			}
			if of, err := tx.Follow.PerformancesOf(ctx, f.CaseID); err != nil || len(of) != 1 {
				t.Errorf("of the case: %v %v", of, err)
			}
			all, err := tx.Follow.Performances(ctx, f.AgreementID)
			return all[0], err
		})
		b := filled[desk.Returned]()
		keep(t, db, "returned papers", b, func(ctx context.Context, tx desk.Tx) (desk.Returned, error) {
			if err := tx.Follow.AddReturned(ctx, b); err != nil {
				return b, err
			}
			all, err := tx.Follow.Returned(ctx, b.Referral)
			return all[0], err
		})
	})
}

// A recusal changes by compare-and-set, an assignment ends once, and of people
// only those are found who work there and whose account lives.
func TestPeopleStoresRefuse(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *gormdb.DB) {
		unit(t, db, func(ctx context.Context, tx desk.Tx) error {
			r := recusal.Raise(recusal.Facts{ID: "r", CaseID: "c", User: "u", Office: recusal.InvitedMediator})
			if err := tx.Recusals.Add(ctx, r); err != nil {
				return err
			}
			one, err := tx.Recusals.Get(ctx, "r")
			if err != nil {
				return err
			}
			two, err := tx.Recusals.Get(ctx, "r")
			if err != nil {
				return err
			}
			if err := tx.Recusals.Put(ctx, one); err != nil {
				return err
			}
			refused(t, "a stale word", tx.Recusals.Put(ctx, two), fault.Stale)
			_, err = tx.Recusals.Get(ctx, "none")
			refused(t, "an unknown recusal", err, fault.NotFound)
			if err := tx.People.Assign(ctx, procedure.Assignment{ID: "a", CaseID: "c"}); err != nil {
				return err
			}
			if err := tx.People.EndAssignment(ctx, "a", time.Now()); err != nil {
				return err
			}
			refused(t, "ending it twice", tx.People.EndAssignment(ctx, "a", time.Now()), fault.Stale)
			return nil
		})
		err := db.Do(context.Background(), func(ctx context.Context, tx *gorm.DB) error {
			for _, u := range []gormdb.User{{ID: "on", Username: "on", Name: "在岗", Version: 1}, {ID: "off", Username: "off", Name: "离岗", Disabled: 1, Version: 1}} {
				roles := []gormdb.Membership{{UserID: u.ID, OrganizationID: "o", Role: "mediator", Team: "一组"}}
				if err := (gormdb.Accounts{TX: tx}).AddUser(ctx, u, roles); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		unit(t, db, func(ctx context.Context, tx desk.Tx) error {
			all, err := tx.People.Of(ctx, "o")
			if err != nil {
				return err
			}
			same(t, "people", all, []who.Person{{User: "on", Name: "在岗", Team: "一组", Roles: []who.Role{who.Mediator}}})
			_, err = tx.People.At(ctx, "o", "off")
			refused(t, "a dead account", err, fault.NotFound)
			_, err = tx.People.At(ctx, "elsewhere", "on")
			refused(t, "another house", err, fault.NotFound)
			return nil
		})
	})
}
