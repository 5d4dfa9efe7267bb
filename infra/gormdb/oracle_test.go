package gormdb_test

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"liandong/domain/calendar"
	"liandong/domain/figures"
	"liandong/infra/gormdb"
)

// oracle counts the same from the tables themselves, each figure in one
// question, as somebody would who knows nothing of books.
type oracle struct{ tx *gorm.DB }

func (o oracle) query(ctx context.Context, in gormdb.Scope, columns, join, where string, args ...any) *gorm.DB {
	cut := len(args)
	for _, r := range where {
		if r == '?' {
			cut--
		}
	}
	sql := columns + " FROM standings s JOIN cases c ON c.id = s.case_id "
	all := append([]any{}, args[:cut]...)
	if in.Below != "" {
		sql += "JOIN standings f ON f.case_id = s.case_id AND f.organization_id = ? AND f.standing = 'first_receiver' "
		all = append(all, string(in.Below))
	}
	sql += join + " WHERE s.organization_id = ? AND s.standing = ? AND c.region LIKE ?"
	all = append(all, string(in.Organization), string(in.Standing), in.Region+"%")
	return o.tx.WithContext(ctx).Raw(sql+where, append(all, args[cut:]...)...)
}

const (
	counted   = "SELECT COALESCE(SUM(CASE WHEN "
	performed = `EXISTS (SELECT 1 FROM performances d WHERE d.case_id = k.case_id AND d.result = 'performed'
	AND k.subject = REPLACE(REPLACE('agreement/@/#', '@', d.agreement_id), '#', d.item))`
)

func (o oracle) figures(ctx context.Context, in gormdb.Scope, from, to, today calendar.Date) (map[string]figures.Count, error) {
	a, b := gormdb.Stamp(from.Start()), gormdb.Stamp(to.End())
	limits := " AND k.rule IN (?) AND k.due_on >= ? AND k.due_on <= ? AND (k.state IN ('met', 'missed') OR k.state = 'running' AND k.due_on < ?)"
	all := map[string]figures.Count{}
	for _, x := range []struct {
		code, yes, join, where string
		args                   []any
	}{
		{figures.OnTime, "k.state = 'met'", "JOIN clocks k ON k.case_id = s.case_id", limits, []any{figures.Handling, string(from), string(to), string(today)}},
		{figures.Notice, "k.state = 'met'", "JOIN clocks k ON k.case_id = s.case_id", limits, []any{figures.Telling, string(from), string(to), string(today)}},
		{figures.Mediation, "p.outcome = 'agreed'", "JOIN proceedings p ON p.case_id = s.case_id",
			" AND p.channel = 'people_mediation' AND p.outcome IN ('agreed', 'unsettled', 'withdrawn') AND p.ended_at >= ? AND p.ended_at < ?", []any{a, b}},
		{figures.Confirmation, "EXISTS (SELECT 1 FROM clocks k WHERE k.case_id = g.case_id AND k.rule = 'judicial_confirmation.apply' AND k.state = 'met' AND k.subject = REPLACE('agreement/@', '@', g.id))",
			"JOIN agreements g ON g.case_id = s.case_id", " AND g.effective_on >= ? AND g.effective_on <= ?", []any{string(from), string(to)}},
		{figures.Performance, performed, "JOIN clocks k ON k.case_id = s.case_id",
			" AND k.rule = 'agreement.performance' AND k.state <> 'ended' AND k.due_on >= ? AND k.due_on <= ? AND (k.due_on < ? OR " + performed + ")", []any{string(from), string(to), string(today)}},
		{figures.Returns, "r.state IN ('returned', 'declined')", "JOIN referrals r ON r.case_id = s.case_id", " AND r.sent_at >= ? AND r.sent_at < ?", []any{a, b}},
		{figures.Contests, "r.contested_at <> ''", "JOIN referrals r ON r.case_id = s.case_id", " AND r.sent_at >= ? AND r.sent_at < ?", []any{a, b}},
		{figures.Reopening, "EXISTS (SELECT 1 FROM rounds n WHERE n.case_id = r.case_id AND n.seq = r.seq + 1)",
			"JOIN rounds r ON r.case_id = s.case_id", " AND r.closed_at >= ? AND r.closed_at < ?", []any{a, b}},
		{figures.SettledOnce, "NOT EXISTS (SELECT 1 FROM rounds n WHERE n.case_id = r.case_id AND n.seq = 2)",
			"JOIN rounds r ON r.case_id = s.case_id", " AND r.seq = 1 AND r.closed_at >= ? AND r.closed_at < ?", []any{a, b}},
		{figures.CameOnline, "c.source = 'online'", "JOIN rounds r ON r.case_id = s.case_id", " AND r.seq = 1 AND r.opened_at >= ? AND r.opened_at < ?", []any{a, b}},
		{figures.Contacted, "EXISTS (SELECT 1 FROM contact_attempts t WHERE t.case_id = s.case_id AND t.reached = 1)",
			"JOIN rounds r ON r.case_id = s.case_id", " AND r.seq = 1 AND r.opened_at >= ? AND r.opened_at < ?", []any{a, b}},
		{figures.InAccord, "p.outcome IN ('agreed', 'mediated', 'withdrawn')", "JOIN proceedings p ON p.case_id = s.case_id",
			" AND p.channel IN ('arbitration', 'administrative_reconsideration', 'litigation') AND p.outcome IN ('agreed', 'mediated', 'withdrawn', 'award', 'decision', 'judgment') AND p.ended_at >= ? AND p.ended_at < ?", []any{a, b}},
		{figures.TrialOnTime, "k.state = 'met'", "JOIN clocks k ON k.case_id = s.case_id", limits, []any{figures.Trying, string(from), string(to), string(today)}},
	} {
		var n figures.Count
		if err := o.query(ctx, in, counted+x.yes+" THEN 1 ELSE 0 END), 0) AS numerator, COUNT(*) AS denominator", x.join, x.where, x.args...).Scan(&n).Error; err != nil {
			return nil, err
		}
		all[x.code] = n
	}
	return all, nil
}

func (o oracle) stock(ctx context.Context, in gormdb.Scope, from, to calendar.Date) (figures.Stock, error) {
	a, b := gormdb.Stamp(from.Start()), gormdb.Stamp(to.End())
	var s figures.Stock
	err := o.query(ctx, in, `SELECT
		COALESCE(SUM(CASE WHEN r.opened_at < ? AND (r.closed_at = '' OR r.closed_at >= ?) THEN 1 ELSE 0 END), 0) AS start,
		COALESCE(SUM(CASE WHEN r.opened_at >= ? AND r.opened_at < ? AND r.seq = 1 THEN 1 ELSE 0 END), 0) AS registered,
		COALESCE(SUM(CASE WHEN r.opened_at >= ? AND r.opened_at < ? AND r.seq > 1 THEN 1 ELSE 0 END), 0) AS reopened,
		COALESCE(SUM(CASE WHEN r.closed_at >= ? AND r.closed_at < ? THEN 1 ELSE 0 END), 0) AS closed,
		COALESCE(SUM(CASE WHEN r.closed_at >= ? AND r.closed_at < ? AND r.opened_at < ? THEN 1 ELSE 0 END), 0) AS closed_of_start,
		COALESCE(SUM(CASE WHEN r.opened_at < ? AND (r.closed_at = '' OR r.closed_at >= ?) THEN 1 ELSE 0 END), 0) AS end`,
		"JOIN rounds r ON r.case_id = s.case_id", "", a, a, a, b, a, b, a, b, a, b, a, b, b).Scan(&s).Error
	return s, err
}

func (o oracle) flow(ctx context.Context, in gormdb.Scope, from, to calendar.Date) ([]figures.Cell, error) {
	var cells []figures.Cell
	err := o.query(ctx, in, "SELECT o.kind AS `from`, CASE WHEN r.channel <> '' THEN r.channel ELSE r.route END AS `to`, COUNT(*) AS count",
		"JOIN referrals r ON r.case_id = s.case_id JOIN organizations o ON o.id = r.from_id",
		" AND r.sent_at >= ? AND r.sent_at < ? GROUP BY o.kind, CASE WHEN r.channel <> '' THEN r.channel ELSE r.route END",
		gormdb.Stamp(from.Start()), gormdb.Stamp(to.End())).Scan(&cells).Error
	slices.SortFunc(cells, func(a, b figures.Cell) int { return compareText(a.From+">"+a.To, b.From+">"+b.To) })
	return cells, err
}

// took and ages walk the rounds one by one.
func (o oracle) rounds(ctx context.Context, in gormdb.Scope) ([]struct{ Began, Opened, Closed calendar.Date }, error) {
	var rows []struct {
		Seq                            int
		ReceivedOn, OpenedAt, ClosedAt string
	}
	err := o.query(ctx, in, "SELECT r.seq, c.received_on, r.opened_at, r.closed_at", "JOIN rounds r ON r.case_id = s.case_id", "").Scan(&rows).Error
	var all []struct{ Began, Opened, Closed calendar.Date }
	for _, r := range rows {
		var x struct{ Began, Opened, Closed calendar.Date }
		x.Opened = calendar.DayOf(gormdb.Unstamp(r.OpenedAt))
		if x.Began = x.Opened; r.Seq == 1 && r.ReceivedOn != "" {
			x.Began = calendar.Date(r.ReceivedOn)
		}
		if r.ClosedAt != "" {
			x.Closed = calendar.DayOf(gormdb.Unstamp(r.ClosedAt))
		}
		all = append(all, x)
	}
	return all, err
}

func compareText(a, b string) int {
	if a < b {
		return -1
	} else if a > b {
		return 1
	}
	return 0
}
