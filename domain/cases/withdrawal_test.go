package cases_test

import (
	"errors"
	"testing"
	"time"

	"liandong/domain/cases"
)

// What is over is not undone, and ends once.
func TestWithdrawalStates(t *testing.T) {
	at := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
	for state, live := range map[string]bool{
		cases.WithdrawalRecorded: true, cases.WithdrawalPending: true, cases.WithdrawalUndone: false, cases.WithdrawalDone: false, cases.WithdrawalOvertaken: false,
	} {
		w := cases.Withdrawal{State: state}
		if err := w.Undo(at); (err == nil) != live || err != nil && !errors.Is(err, cases.ErrNoWithdrawal) {
			t.Errorf("undoing a %s one: %v", state, err)
		}
		if !live && w.State != state {
			t.Errorf("a refusal changed %s to %s", state, w.State)
		}
		w = cases.Withdrawal{State: state}
		if w.End(cases.WithdrawalDone, at) != live {
			t.Errorf("ending a %s one", state)
		}
		if live && w.End(cases.WithdrawalDone, at) {
			t.Errorf("a %s one ends twice", state)
		}
	}
}
