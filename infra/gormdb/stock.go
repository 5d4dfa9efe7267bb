package gormdb

import (
	"context"

	"liandong/domain/calendar"
)

// Stock is how many matters were open, came, came back and ended in a time:
// Start + Registered + Reopened − Closed = End.
type Stock struct {
	Start         int64 `gorm:"column:stock_start"`
	Registered    int64
	Reopened      int64
	Closed        int64
	ClosedOfStart int64
	End           int64 `gorm:"column:stock_end"`
}

// Stock counts the rounds of the cases in a scope, both days included. What who
// asks may not know of does not count.
func (l Lists) Stock(ctx context.Context, in Scope, from, to calendar.Date) (Stock, error) {
	var s Stock
	a, b := Stamp(from.Start()), Stamp(to.End())
	err := in.query(ctx, l.TX, `SELECT
		COALESCE(SUM(CASE WHEN r.opened_at < ? AND (r.closed_at = '' OR r.closed_at >= ?) THEN 1 ELSE 0 END), 0) AS stock_start,
		COALESCE(SUM(CASE WHEN r.opened_at >= ? AND r.opened_at < ? AND r.seq = 1 THEN 1 ELSE 0 END), 0) AS registered,
		COALESCE(SUM(CASE WHEN r.opened_at >= ? AND r.opened_at < ? AND r.seq > 1 THEN 1 ELSE 0 END), 0) AS reopened,
		COALESCE(SUM(CASE WHEN r.closed_at >= ? AND r.closed_at < ? THEN 1 ELSE 0 END), 0) AS closed,
		COALESCE(SUM(CASE WHEN r.closed_at >= ? AND r.closed_at < ? AND r.opened_at < ? THEN 1 ELSE 0 END), 0) AS closed_of_start,
		COALESCE(SUM(CASE WHEN r.opened_at < ? AND (r.closed_at = '' OR r.closed_at >= ?) THEN 1 ELSE 0 END), 0) AS stock_end`,
		"JOIN rounds r ON r.case_id = s.case_id", "", a, a, a, b, a, b, a, b, a, b, a, b, b).Scan(&s).Error
	return s, err
}
