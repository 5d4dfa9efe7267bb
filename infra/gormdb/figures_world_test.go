package gormdb_test

import (
	"context"
	"testing"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/clock"
	"liandong/domain/desk"
	"liandong/domain/figures"
	"liandong/domain/procedure"
	"liandong/infra/gormdb"
)

// tried: somebody was reached in k1…k9, in k1 twice; in k10 nobody was. In the
// accusation k30 somebody was reached: it counts for nobody here.
func tried(ctx context.Context, tx desk.Tx, i int, id string) error {
	if i > 10 && i < 30 {
		return nil
	}
	for n := range 2 {
		x := desk.Tried{ID: string(rune('a'+n)) + id, CaseID: cases.ID(id), Way: "phone", Reached: i != 10 && (n == 0 || i == 1), At: noon(10, 1)}
		if err := tx.Attempts.Add(ctx, x); err != nil {
			return err
		}
	}
	return nil
}

// suits: k11…k20 went to law and ended on 12 October, two by settlement, one
// withdrawn, one awarded, three judged, one decided; one was not accepted and one
// confirmed, which count in neither. The limit to try them fell due on 14 October in
// k11…k16: met in four, missed in one, running and late in one.
func suits(ctx context.Context, tx desk.Tx, i int, id string) error {
	if i < 11 || i > 20 {
		return nil
	}
	p := procedure.Facts{ID: procedure.ID("s" + id), CaseID: cases.ID(id), Channel: "litigation", Organization: "court", State: "ended", OpenedAt: noon(10, 1), EndedAt: noon(10, 12)}
	p.Outcome = []procedure.Outcome{
		procedure.OutcomeMediated, procedure.OutcomeAgreed, procedure.OutcomeWithdrawn, procedure.OutcomeAward, procedure.OutcomeJudgment,
		procedure.OutcomeJudgment, procedure.OutcomeJudgment, procedure.OutcomeDecision, procedure.OutcomeRefused, procedure.OutcomeConfirmed,
	}[i-11]
	switch p.Outcome {
	case procedure.OutcomeAward:
		p.Channel = "arbitration"
	case procedure.OutcomeDecision:
		p.Channel = "administrative_reconsideration"
	}
	if err := tx.Proceedings.Add(ctx, procedure.Restore(p)); err != nil || i > 16 {
		return err
	}
	limit := clock.Running{ID: "t" + id, CaseID: id, Rule: "civil_litigation.trial_summary", Kind: clock.Procedure, State: clock.Met, Of: "proceeding/s" + id, DueOn: calendar.Date("2026-10-14")}
	switch i {
	case 15:
		limit.State = clock.Missed
	case 16:
		limit.State = clock.Ticking
	}
	return tx.Clocks.Add(ctx, limit)
}

// lasted: seven mediations took four days, k8's was handed back; eight suits took
// eleven, with one arbitration and one reconsideration.
func lasted(ctx context.Context, t *testing.T, l gormdb.Lists) error {
	t.Helper()
	by, err := l.Lasted(ctx, ofA, "2026-10-01", "2026-10-31")
	same(t, "the days by channel", by, map[string]figures.Days{
		"people_mediation": {4: 7}, "litigation": {11: 8}, "arbitration": {11: 1}, "administrative_reconsideration": {11: 1},
	})
	return err
}
