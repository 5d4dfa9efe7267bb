package gormdb

import (
	"context"

	"liandong/domain/calendar"
	"liandong/domain/channel"
	"liandong/domain/org"
	"liandong/domain/procedure"
)

// EndedMediations lists the people's mediations of organisations that ended in
// a time, both days included, first ended first. Those that a body merely held
// on their way to another are none.
func (l Lists) EndedMediations(ctx context.Context, mine []org.ID, from, to calendar.Date, p Page) ([]procedure.Facts, string, error) {
	q := l.TX.WithContext(ctx).Model(&proceedingRow{}).
		Where("organization_id IN ? AND channel = ? AND ended_at >= ? AND ended_at < ?", mine, string(channel.PeopleMediation), Stamp(from.Start()), Stamp(to.End()))
	q, err := after(q, p, "ended_at", "id")
	if err != nil {
		return nil, "", err
	}
	var rows []proceedingRow
	if err := q.Find(&rows).Error; err != nil {
		return nil, "", err
	}
	return cut(rows, p, func(r proceedingRow) (string, string) { return r.EndedAt, r.ID }, proceedingRow.facts)
}
