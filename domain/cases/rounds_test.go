package cases

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"liandong/domain/party"
)

var morning = time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)

// Whatever opens and closes a case, its rounds stay dense, one after the other,
// the ledger of custody is not touched, and the stock adds up on every day.
func TestRoundsAreDense(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := Register(Facts{ID: "c", Number: "N1", FirstReceiver: "a"}, morning)
		rounds, at, open := c.Rounds(), morning, true
		c.Saved()
		for _, closes := range rapid.SliceOfN(rapid.Bool(), 1, 30).Draw(t, "closes") {
			at = at.Add(time.Hour)
			var err error
			if closes {
				err = c.Close(Settled, at)
			} else {
				err = c.Reopen(Round{Ground: NewFacts}, at)
			}
			if (err == nil) != (closes == open) {
				t.Fatalf("closes %v while open %v: %v", closes, open, err)
			}
			if err == nil {
				open = !closes
			}
			if len(c.Stays()) != 0 || c.Facts().CustodySeq != 1 || c.Facts().Number != "N1" {
				t.Fatal("the ledger or the number changed")
			}
			for _, r := range c.Rounds() {
				if r.ClosedAt.IsZero() {
					rounds = append(rounds, r)
					continue
				}
				last := &rounds[len(rounds)-1]
				if last.Seq != r.Seq || !last.ClosedAt.IsZero() {
					t.Fatalf("round %d ends, but the last is %+v", r.Seq, *last)
				}
				last.ClosedAt, last.Outcome = r.ClosedAt, r.Outcome
			}
			c.Saved()
		}
		reopened, closed := 0, 0
		for i, r := range rounds {
			if r.Seq != i+1 || i > 0 && r.OpenedAt.Before(rounds[i-1].ClosedAt) || r.Organization != "a" {
				t.Fatalf("not dense: %+v", rounds)
			}
			if i > 0 {
				reopened++
			}
			if !r.ClosedAt.IsZero() {
				closed++
			}
		}
		if left := 1 + reopened - closed; (left == 1) != open || left < 0 || left > 1 || c.Facts().Rounds != len(rounds) {
			t.Fatalf("the stock does not add up: %+v", rounds)
		}
	})
}

func TestMayReopen(t *testing.T) {
	applicant, respondent := &party.Party{Role: party.Applicant}, &party.Party{Role: party.Respondent}
	for _, x := range []struct {
		outcome Outcome
		asks    *party.Party
		want    error
	}{
		{"", applicant, ErrOpen}, {Settled, applicant, nil}, {Settled, respondent, nil}, {Decided, nil, nil},
		{Withdrawn, applicant, nil}, {Withdrawn, nil, nil}, {Withdrawn, respondent, ErrWithdrawnByThem}, {Merged, applicant, ErrMerged}, {Merged, nil, ErrMerged},
	} {
		c := Register(Facts{ID: "c", FirstReceiver: "a"}, morning)
		if x.outcome != "" {
			if err := c.Close(x.outcome, morning); err != nil {
				t.Fatal(err)
			}
		}
		if err := c.MayReopen(x.asks); !errors.Is(err, x.want) {
			t.Errorf("%s: %v, want %v", x.outcome, err, x.want)
		}
	}
	for _, g := range Grounds {
		if GroundNames[g].ZH == "" || GroundNames[g].EN == "" {
			t.Errorf("%s has no name", g)
		}
	}
}

func TestPassedWithdrawal(t *testing.T) {
	for state, want := range map[string]bool{WithdrawalDone: true, WithdrawalUndone: false, WithdrawalOvertaken: false, WithdrawalPending: false} {
		w := Withdrawal{State: state}
		if w.Passed(morning) != want {
			t.Errorf("%s passes: %v", state, !want)
		}
	}
}
