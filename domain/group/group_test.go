package group_test

import (
	"errors"
	"strconv"
	"testing"

	"liandong/domain/cases"
	"liandong/domain/group"
	"liandong/domain/party"
)

// Five represent, a sixth does not, and nobody twice.
func TestMayName(t *testing.T) {
	var now []group.Representative
	for i := range group.MaxRepresentatives {
		id := party.ID(strconv.Itoa(i))
		if err := group.MayName(now, id); err != nil {
			t.Fatalf("the %dth: %v", i+1, err)
		}
		now = append(now, group.Representative{Party: id})
	}
	if err := group.MayName(now, "x"); !errors.Is(err, group.ErrTooMany) || len(group.ErrTooMany.Cite) == 0 {
		t.Errorf("a sixth: %v", err)
	}
	if err := group.MayName(now, "0"); !errors.Is(err, group.ErrNamed) {
		t.Errorf("the first again: %v", err)
	}
}

func TestMayJoin(t *testing.T) {
	for _, c := range []struct {
		f    cases.Facts
		want error
	}{
		{cases.Facts{State: cases.Open, Purpose: cases.Claim}, nil},
		{cases.Facts{State: cases.Closed, Purpose: cases.Claim}, cases.ErrClosed},
		{cases.Facts{State: cases.Open, Purpose: cases.Accusation}, group.ErrSealed},
	} {
		if err := group.MayJoin(c.f); !errors.Is(err, c.want) {
			t.Errorf("%+v: %v", c.f, err)
		}
	}
}
