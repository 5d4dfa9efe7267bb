package party_test

import (
	"errors"
	"testing"
	"time"

	"liandong/domain/party"
)

var noon = time.Date(2026, 11, 24, 4, 0, 0, 0, time.UTC)

// Five tries in a quarter of an hour, counted before they are looked at.
func TestFactorTries(t *testing.T) {
	var f party.Factor
	for i := range 5 {
		if err := f.Take(noon); err != nil {
			t.Fatalf("try %d: %v", i+1, err)
		}
	}
	if err := f.Take(noon.Add(14 * time.Minute)); !errors.Is(err, party.ErrTries) {
		t.Errorf("a sixth try: %v", err)
	}
	if err := f.Take(noon.Add(15*time.Minute + time.Second)); err != nil {
		t.Errorf("the window never ends: %v", err)
	}
}

// A code is good once, for five minutes, and dies when another is sent.
func TestFactorCode(t *testing.T) {
	var f party.Factor
	f.Expect("one", noon)
	if !f.TakesCode(noon.Add(party.CodeLasts-time.Second)) || f.TakesCode(noon.Add(party.CodeLasts)) {
		t.Error("a code ends with its five minutes, not before and not after")
	}
	f.Expect("two", noon)
	if f.CodeHash != "two" {
		t.Error("the older code lives")
	}
	f.ProvedByCode()
	if f.TakesCode(noon) {
		t.Error("a code is good twice")
	}
}

// Ten wrong PINs in a row close it until a code opens it again.
func TestFactorPINCloses(t *testing.T) {
	f := party.Factor{PINHash: "x"}
	for range 10 {
		if !f.TakesPIN() {
			t.Fatal("closed too early")
		}
		f.WrongPIN()
	}
	if f.TakesPIN() {
		t.Error("a PIN may be guessed at for ever")
	}
	if f.ProvedByCode(); !f.TakesPIN() {
		t.Error("nothing opens the PIN again")
	}
}

// A PIN is nothing that stands on the form.
func TestGoodPIN(t *testing.T) {
	for _, weak := range []string{"", "12345", "1234567", "12345a", "123456", "654321", "111111", "482482", "19491231"[2:8], "001234", "１２３４５６"} {
		if err := party.GoodPIN(weak, "11010519491231002X", "13900001234"); err == nil {
			t.Errorf("%q was taken", weak)
		}
	}
	if err := party.GoodPIN("482915", "11010519491231002X", "13900001234"); err != nil {
		t.Error(err)
	}
}

// Who acts for a party does what the paper allows and the party confirmed, as long as it holds.
func TestAgentMay(t *testing.T) {
	paper := party.Agent{Kind: party.Authorised, Powers: []party.Power{party.PowerSign}, ConfirmedAt: noon, UntilOn: "2026-12-01"}
	unconfirmed, revoked, late := paper, paper, party.Agent{Kind: party.Guardian}
	unconfirmed.ConfirmedAt = time.Time{}
	revoked.RevokedAt = noon
	byLaw := party.Agent{Kind: party.Guardian, AtFiling: true}
	named := party.Agent{Kind: party.Authorised, AtFiling: true}
	for _, x := range []struct {
		name string
		a    party.Agent
		p    party.Power
		may  bool
	}{
		{"by a confirmed paper", paper, party.PowerSign, true}, {"beyond the paper", paper, party.PowerWithdraw, false}, {"not confirmed", unconfirmed, party.PowerSign, false},
		{"revoked", revoked, party.PowerSign, false}, {"guardian at filing", byLaw, party.PowerWithdraw, true}, {"guardian added by staff", late, party.PowerConsent, false},
		{"agent named on the form", named, party.PowerConsent, false},
	} {
		if got := x.a.May(x.p, "2026-11-24") == nil; got != x.may {
			t.Errorf("%s: may %v, want %v", x.name, got, x.may)
		}
	}
	if paper.May(party.PowerSign, "2026-12-02") == nil {
		t.Error("a paper lasts longer than it says")
	}
}
