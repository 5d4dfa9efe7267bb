package gormdb_test

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"liandong/domain/who"
	"liandong/infra/gormdb"
	"liandong/infra/gormdb/testdb"
)

// What staff show beside a password is kept as it was given, used once where it
// is good once, and counted by one update, on both databases.
func TestStaffFactors(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *gormdb.DB) {
		now := time.Date(2026, 11, 27, 2, 0, 0, 0, time.UTC)
		do := func(work func(ctx context.Context, a gormdb.Accounts) error) {
			t.Helper()
			if err := db.Do(context.Background(), func(ctx context.Context, tx *gorm.DB) error { return work(ctx, gormdb.Accounts{TX: tx}) }); err != nil {
				t.Fatal(err)
			}
		}
		refused := func(what string, err error) error {
			t.Helper()
			if !errors.Is(err, who.ErrNotVisible) {
				t.Errorf("%s: %v", what, err)
			}
			return nil
		}
		hash := "digest"
		app := gormdb.StaffFactor{ID: "f1", UserID: "u1", Kind: who.TOTP, Name: "手机", Sealed: "k.x", LastStep: 7, MadeAt: gormdb.Stamp(now), UsedAt: gormdb.Stamp(now)}
		key := gormdb.StaffFactor{ID: "f2", UserID: "u1", Kind: who.Passkey, Name: "钥匙", Sealed: "k.y", CredentialHash: &hash, MadeAt: gormdb.Stamp(now)}
		do(func(ctx context.Context, a gormdb.Accounts) error {
			if err := errors.Join(a.AddStaffFactor(ctx, app), a.AddStaffFactor(ctx, key), a.AddStaffFactor(ctx, gormdb.StaffFactor{ID: "f3", UserID: "u2", Kind: who.TOTP})); err != nil {
				return err
			}
			all, err := a.StaffFactors(ctx, "u1")
			if err != nil || len(all) != 2 || all[0] != app || *all[1].CredentialHash != hash {
				t.Errorf("%+v %v", all, err)
			}
			_, err = a.StaffFactor(ctx, "u2", "f1")
			_ = refused("another's", err)
			_ = refused("a step behind", a.TakeStep(ctx, "f1", 7, now))
			if err := errors.Join(a.TakeStep(ctx, "f1", 8, now), a.NameStaffFactor(ctx, "u2", "f1", "x"), a.NameStaffFactor(ctx, "u1", "f1", "新手机")); err != nil {
				return err
			}
			_ = refused("the step again", a.TakeStep(ctx, "f1", 8, now))
			if f, err := a.StaffFactor(ctx, "u1", "f1"); err != nil || f.LastStep != 8 || f.Name != "新手机" {
				t.Errorf("%+v %v", f, err)
			}
			if err := a.PutRecoveryCodes(ctx, "u1", []string{"c1", "c2"}, now); err != nil {
				return err
			}
			_ = refused("another's code", a.UseRecoveryCode(ctx, "u2", "c1", now))
			if err := a.UseRecoveryCode(ctx, "u1", "c1", now); err != nil {
				return err
			}
			_ = refused("a code twice", a.UseRecoveryCode(ctx, "u1", "c1", now))
			if n, err := a.RecoveryCodesLeft(ctx, "u1"); n != 1 || err != nil {
				t.Errorf("%d left, %v", n, err)
			}
			return a.DropStaffFactor(ctx, "u1", "f2")
		})
		ch := gormdb.FactorChallenge{IDHash: "h1", UserID: "u1", Purpose: "sign_in", SessionHash: "s", SourceHash: "o", ExpiresAt: gormdb.Stamp(now.Add(time.Minute))}
		do(func(ctx context.Context, a gormdb.Accounts) error {
			if err := errors.Join(a.AddChallenge(ctx, ch, now), a.PendChallenge(ctx, "h1", who.TOTP, "k.z")); err != nil {
				return err
			}
			for range 2 {
				if err := a.TryChallenge(ctx, "h1", 2); err != nil {
					return err
				}
			}
			_ = refused("one try too many", a.TryChallenge(ctx, "h1", 2))
			if got, err := a.Challenge(ctx, "h1", now); err != nil || got.Sealed != "k.z" || got.Tries != 2 {
				t.Errorf("%+v %v", got, err)
			}
			_, err := a.Challenge(ctx, "h1", now.Add(time.Minute))
			_ = refused("when its time is over", err)
			if err := a.UseChallenge(ctx, "h1"); err != nil {
				return err
			}
			_ = refused("used twice", a.UseChallenge(ctx, "h1"))
			if err := errors.Join(a.LinkFactors(ctx, "l1", "u1", "boss", now.Add(time.Hour)), a.LinkFactors(ctx, "l2", "u1", "boss", now.Add(time.Hour))); err != nil {
				return err
			}
			_, err = a.FactorLink(ctx, "l1", now)
			_ = refused("the link before", err)
			if user, err := a.FactorLink(ctx, "l2", now); user != "u1" || err != nil {
				t.Errorf("%s %v", user, err)
			}
			if err := a.UseFactorLink(ctx, "l2"); err != nil {
				return err
			}
			_ = refused("a link twice", a.UseFactorLink(ctx, "l2"))
			if err := errors.Join(a.TellAccount(ctx, gormdb.AccountNotice{ID: "n1", UserID: "u1", Event: "factor_added", ByUser: "boss", At: gormdb.Stamp(now)})); err != nil {
				return err
			}
			if did, err := a.DidTo(ctx, "boss", "u1", "factor_added", now.Add(-time.Hour)); !did || err != nil {
				t.Errorf("%v", err)
			}
			if did, err := a.DidTo(ctx, "boss", "u1", "factor_added", now); did || err != nil {
				t.Errorf("longer ago than asked: %v", err)
			}
			if err := a.SeeAccountNotices(ctx, "u1", now); err != nil {
				return err
			}
			n, err := a.UnseenAccountNotices(ctx, "u1")
			if n != 0 {
				t.Errorf("%d unseen", n)
			}
			return errors.Join(err, a.DropStaffFactors(ctx, "u1"), a.DropAllStaffFactors(ctx))
		})

		taken := 0
		var mu sync.Mutex
		var all sync.WaitGroup
		for i := range 12 {
			all.Go(func() {
				got := false
				err := db.Do(context.Background(), func(ctx context.Context, tx *gorm.DB) (err error) {
					got, err = gormdb.Accounts{TX: tx}.TakeTry(ctx, "factor/u1", 5, now.Add(-time.Minute), now)
					return err
				})
				mu.Lock()
				defer mu.Unlock()
				if err != nil {
					t.Error(strconv.Itoa(i), err)
				}
				if got {
					taken++
				}
			})
		}
		all.Wait()
		if taken != 5 {
			t.Errorf("a crowd had %d tries", taken)
		}
		do(func(ctx context.Context, a gormdb.Accounts) error {
			later := now.Add(time.Hour)
			ok, err := a.TakeTry(ctx, "factor/u1", 5, later.Add(-time.Minute), later)
			if !ok {
				t.Error("the count never begins anew")
			}
			if n, err := a.Failures(ctx, "factor/u1", later.Add(-time.Minute)); n != 1 || err != nil {
				t.Errorf("%d %v", n, err)
			}
			return errors.Join(err, a.Forgive(ctx, "factor/u1"))
		})
	})
}
