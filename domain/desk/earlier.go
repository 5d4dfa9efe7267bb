package desk

import (
	"context"
	"strings"

	"liandong/domain/calendar"
	"liandong/domain/fault"
	"liandong/domain/party"
	"liandong/domain/reception"
	"liandong/domain/who"
)

// How many matters a mark may find before the window is shown the first of them.
const (
	earlierAmong = 200
	earlierShown = 20
)

// Earlier shows a window, while a reception is prepared or held, the matters of
// its own organisation's in which the visitor who stands there is somebody,
// newest first. A mark is found whole or not at all; an accusation is found only
// by who reads its file. The look is written down, and beside it each matter
// that was shown. It returns who.ErrNotVisible, reception.ErrCancelled,
// reception.ErrOver or an Invalid fault naming the field.
func (w *Work) Earlier(ctx context.Context, id string, m party.Mark) ([]Duplicate, error) {
	if err := w.MayOwn(who.VisitCheckIn); err != nil {
		return nil, err
	}
	r, err := w.Tx.Receptions.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := w.atTable(ctx, r); err != nil {
		return nil, err
	}
	switch {
	case r.Off():
		return nil, reception.ErrCancelled
	case !w.Now.Before(calendar.DayOf(r.EndsAt).End()):
		return nil, reception.ErrOver
	}
	if err := checkMark(m); err != nil {
		return nil, err
	}
	all, err := w.bearing(ctx, m)
	if err != nil {
		return nil, err
	}
	if err := w.record(ctx, "", deed{action: "visit.earlier_matters_looked_for", subject: "reception/" + id, payload: map[string]any{"by": m.By}}); err != nil {
		return nil, err
	}
	for _, d := range all {
		if err := w.Note(ctx, string(d.Case.ID), "case.shown_at_reception", "case/"+string(d.Case.ID)); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func checkMark(m party.Mark) error {
	var c fault.Check
	code(&c, "/by", m.By, party.Marks)
	if strings.TrimSpace(m.Value) == "" {
		c.Add("/value", "required", "请填写完整的证件号、电话或者姓名", "give the whole id number, phone or name")
	}
	limit(&c, "/value", m.Value, 200)
	return c.Err()
}

func (w *Work) bearing(ctx context.Context, m party.Mark) ([]Duplicate, error) {
	found, err := w.Tx.Parts.Bearing(ctx, w.Actor.Organization, m, earlierAmong)
	if err != nil {
		return nil, err
	}
	var all []Duplicate
	for _, x := range found {
		if len(all) == earlierShown {
			break
		}
		d, ok, err := w.duplicate(ctx, x, []string{m.By})
		if err != nil {
			return nil, err
		}
		if ok {
			all = append(all, d)
		}
	}
	return all, nil
}
