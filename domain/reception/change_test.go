package reception

import (
	"errors"
	"testing"
	"time"
)

func TestChange(t *testing.T) {
	start := time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)
	fresh := func() Reception {
		return Reception{Place: "一号室", StartsAt: start, EndsAt: start.Add(2 * time.Hour), LawyersWanted: 2}
	}
	before := start.Add(-time.Hour)
	r := fresh()
	if err := r.Move("一号室", start, r.EndsAt, "x", before); !errors.Is(err, ErrUnmoved) {
		t.Errorf("moved to where it is: %v", err)
	}
	later := start.Add(24 * time.Hour)
	if err := r.Move("二号室", later, later.Add(time.Hour), "会场维修", before); err != nil || r.Place != "二号室" || !r.MovedFrom.Equal(start) || r.Change != "会场维修" {
		t.Errorf("%+v %v", r, err)
	}
	if err := r.Move("三号室", later.Add(time.Hour), later.Add(2*time.Hour), "又改", before); err != nil || !r.MovedFrom.Equal(start) {
		t.Errorf("what was announced first is forgotten: %+v %v", r, err)
	}
	if err := r.Cancel("领导出差", before); err != nil || !r.Off() {
		t.Errorf("%+v %v", r, err)
	}
	if err := errors.Join(r.Cancel("x", before)); !errors.Is(err, ErrCancelled) {
		t.Errorf("cancelled twice: %v", err)
	}
	if err := r.Move("四号室", later, later.Add(time.Hour), "x", before); !errors.Is(err, ErrCancelled) {
		t.Errorf("moved though it does not take place: %v", err)
	}
	if err := r.Join(Seat{User: "u"}, before); !errors.Is(err, ErrCancelled) {
		t.Errorf("a lawyer joins it: %v", err)
	}
	told := fresh()
	told.Version = 1
	_ = told.Join(Seat{User: "early"}, before)
	if len(told.Unaware()) != 0 {
		t.Error("nothing has changed, and somebody is to know of it")
	}
	_ = told.Move("二号室", later, later.Add(time.Hour), "会场维修", before)
	told.Version++ // as it is kept
	_ = told.Join(Seat{User: "late"}, before)
	if all := told.Unaware(); len(all) != 1 || all[0].User != "early" {
		t.Errorf("who does not know of it: %+v", all)
	}
	begun := fresh()
	if err := begun.Cancel("x", start); !errors.Is(err, ErrBegun) {
		t.Errorf("cancelled though it has begun: %v", err)
	}
}
