package desk_test

import (
	"context"
	"testing"
	"time"

	"liandong/domain/channel"
	"liandong/domain/desk"
	"liandong/domain/org"
	"liandong/domain/referral"
	"liandong/infra/gormdb/testdb"
)

// Two units may return a case; the third return is contested by itself, though
// no unit returned it twice, and the receiver keeps custody.
func TestThirdReturnIsContested(t *testing.T) {
	c := newCounty(t, testdb.SQLite(t))
	c.now = time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)
	var out desk.Registered
	must(t, c.as(actor("org-petition"), func(ctx context.Context, w *desk.Work) (err error) {
		out, err = w.Register(ctx, dispute())
		return err
	}))
	for i, to := range []org.ID{"org-housing", "org-police", "org-market"} {
		var r *referral.Referral
		must(t, c.as(actor("org-petition"), func(ctx context.Context, w *desk.Work) (err error) {
			r, err = w.Send(ctx, out.Case.ID, desk.Sending{To: to, Channel: channel.Petition, Route: channel.RoutePetition, Mode: referral.ByAssignment, Reason: "按职责"}, 0)
			return err
		}))
		must(t, c.as(actor(to), func(ctx context.Context, w *desk.Work) error {
			_, err := w.Object(ctx, r.Facts().ID, desk.Reason{Code: "not_own_duty", Text: "不属于职责"}, 0)
			return err
		}))
		must(t, c.as(actor("org-petition"), func(ctx context.Context, w *desk.Work) (err error) {
			r, err = w.Uphold(ctx, r.Facts().ID, 0)
			return err
		}))
		want := []referral.State{referral.Returned, referral.Returned, referral.Contested}[i]
		if r.Facts().State != want {
			t.Fatalf("return %d: %s, want %s", i+1, r.Facts().State, want)
		}
	}
	must(t, c.as(actor("org-market"), func(ctx context.Context, w *desk.Work) error {
		k, err := w.Tx.Cases.Get(ctx, out.Case.ID)
		if err == nil && k.Facts().Custodian != "org-market" {
			t.Errorf("custody is with %s", k.Facts().Custodian)
		}
		return err
	}))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
