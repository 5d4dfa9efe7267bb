package gormdb

import (
	"context"

	"gorm.io/gorm"

	"liandong/domain/calendar"
	"liandong/domain/figures"
	"liandong/domain/org"
	"liandong/domain/who"
)

// Scope says whose cases a figure counts: those toward which Organization
// stands in one way, and no others, so that a sealed one counts for nobody
// else; of these, where they are named, those that Below was the first to
// receive, those of a region, a channel, a category.
type Scope struct {
	Organization org.ID
	Standing     who.Standing
	Below        org.ID
	Region       string
	Channel      string
	Category     string
}

// query joins what is counted to the cases in the scope. Parameters of columns
// come first, then the scope's, then those of where, which args ends with; the
// number of the latter is that of the question marks in where.
func (in Scope) query(ctx context.Context, tx *gorm.DB, columns, join, where string, args ...any) *gorm.DB {
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
	sql += join + " WHERE s.organization_id = ? AND s.standing = ?"
	all = append(all, string(in.Organization), string(in.Standing))
	for _, x := range []struct{ sql, value, suffix string }{
		{" AND c.region LIKE ?", in.Region, "%"},
		{" AND EXISTS (SELECT 1 FROM proceedings h WHERE h.case_id = s.case_id AND h.channel = ?)", in.Channel, ""},
		{" AND c.category = ?", in.Category, ""},
	} {
		if x.value != "" {
			sql += x.sql
			all = append(all, x.value+x.suffix)
		}
	}
	return tx.WithContext(ctx).Raw(sql+where, append(all, args[cut:]...)...)
}

const counted = "SELECT COALESCE(SUM(CASE WHEN "

// Figures counts what each indicator counts, both days included; those of days
// and of ratings are Days and Ratings.
func (l Lists) Figures(ctx context.Context, in Scope, from, to, today calendar.Date) (map[string]figures.Count, error) {
	a, b := Stamp(from.Start()), Stamp(to.End())
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
	} {
		var n figures.Count
		if err := in.query(ctx, l.TX, counted+x.yes+" THEN 1 ELSE 0 END), 0) AS numerator, COUNT(*) AS denominator", x.join, x.where, x.args...).Scan(&n).Error; err != nil {
			return nil, err
		}
		all[x.code] = n
	}
	return all, nil
}

// performed holds of the clock k of a promise that was kept in the end.
const performed = `EXISTS (SELECT 1 FROM performances d WHERE d.case_id = k.case_id AND d.result = 'performed'
	AND k.subject = REPLACE(REPLACE('agreement/@/#', '@', d.agreement_id), '#', d.item))`

// Ratings counts who rated an organisation, and who was satisfied: nothing
// where there are fewer than figures.Small.
func (l Lists) Ratings(ctx context.Context, in Scope, rated org.ID, from, to calendar.Date) (participation, satisfaction *figures.Count, err error) {
	var s figures.Count
	err = l.TX.WithContext(ctx).Raw("SELECT COALESCE(SUM(CASE WHEN score >= 3 THEN 1 ELSE 0 END), 0) AS numerator, COUNT(*) AS denominator FROM ratings WHERE organization_id = ? AND month >= ? AND month <= ?",
		string(rated), string(from[:7]), string(to[:7])).Scan(&s).Error
	if err == nil && s.Denominator >= figures.Small {
		satisfaction = &s
	}
	if err != nil {
		return nil, nil, err
	}
	var p figures.Count
	err = in.query(ctx, l.TX, "SELECT COUNT(DISTINCT CASE WHEN m.organization_id = ? THEN p.id END) AS numerator, COUNT(DISTINCT p.id) AS denominator",
		"JOIN rounds r ON r.case_id = s.case_id JOIN parties p ON p.case_id = s.case_id LEFT JOIN rating_marks m ON m.party_id = p.id",
		" AND p.role IN ('applicant', 'respondent') AND r.closed_at >= ? AND r.closed_at < ?", string(rated), Stamp(from.Start()), Stamp(to.End())).Scan(&p).Error
	if err == nil && p.Numerator >= figures.Small {
		participation = &p
	}
	return participation, satisfaction, err
}

// Took tells how many days the rounds took that closed in a time.
func (l Lists) Took(ctx context.Context, in Scope, from, to calendar.Date) (figures.Days, error) {
	days := figures.Days{}
	err := l.rounds(ctx, in, " AND r.closed_at >= ? AND r.closed_at < ?", func(r roundLine) {
		began := r.opened()
		if r.Seq == 1 && r.ReceivedOn != "" {
			began = calendar.Date(r.ReceivedOn)
		}
		days[max(0, began.DaysUntil(r.closed()))]++
	}, Stamp(from.Start()), Stamp(to.End()))
	return days, err
}

// Point is what came, came back and closed on a day or in a month.
type Point struct {
	On                           string
	Registered, Reopened, Closed int64
}

// Series counts by day, or by month where byMonth, every one of the time in order.
func (l Lists) Series(ctx context.Context, in Scope, from, to calendar.Date, byMonth bool) ([]Point, error) {
	var all []Point
	at := map[string]int{}
	name := func(d calendar.Date) string {
		if byMonth {
			return string(d[:7])
		}
		return string(d)
	}
	for d := from; d <= to; d = d.AddDays(1) {
		if _, ok := at[name(d)]; !ok {
			at[name(d)] = len(all)
			all = append(all, Point{On: name(d)})
		}
	}
	a, b := Stamp(from.Start()), Stamp(to.End())
	err := l.rounds(ctx, in, " AND (r.opened_at >= ? AND r.opened_at < ? OR r.closed_at >= ? AND r.closed_at < ?)", func(r roundLine) {
		if i, ok := at[name(r.opened())]; ok && r.OpenedAt >= a {
			if r.Seq == 1 {
				all[i].Registered++
			} else {
				all[i].Reopened++
			}
		}
		if r.ClosedAt >= a && r.ClosedAt < b {
			all[at[name(r.closed())]].Closed++
		}
	}, a, b, a, b)
	return all, err
}

type roundLine struct {
	Seq                            int
	ReceivedOn, OpenedAt, ClosedAt string
}

func (r roundLine) opened() calendar.Date { return calendar.DayOf(Unstamp(r.OpenedAt)) }
func (r roundLine) closed() calendar.Date { return calendar.DayOf(Unstamp(r.ClosedAt)) }

// rounds reads rounds one by one, so that a year of a city needs no memory.
func (l Lists) rounds(ctx context.Context, in Scope, where string, each func(roundLine), args ...any) error {
	q := in.query(ctx, l.TX, "SELECT r.seq, c.received_on, r.opened_at, r.closed_at", "JOIN rounds r ON r.case_id = s.case_id", where, args...)
	rows, err := q.Rows()
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var r roundLine
		if err := rows.Scan(&r.Seq, &r.ReceivedOn, &r.OpenedAt, &r.ClosedAt); err != nil {
			return err
		}
		each(r)
	}
	return rows.Err()
}

// Flow counts the handoffs sent in a time, from each kind of organisation to each
// channel; to a guide route where there is no channel.
func (l Lists) Flow(ctx context.Context, in Scope, from, to calendar.Date) ([]figures.Cell, error) {
	var rows []struct {
		Kind, Target string
		N            int64
	}
	err := in.query(ctx, l.TX, "SELECT o.kind AS kind, CASE WHEN r.channel <> '' THEN r.channel ELSE r.route END AS target, COUNT(*) AS n",
		"JOIN referrals r ON r.case_id = s.case_id JOIN organizations o ON o.id = r.from_id",
		" AND r.sent_at >= ? AND r.sent_at < ? GROUP BY o.kind, CASE WHEN r.channel <> '' THEN r.channel ELSE r.route END ORDER BY kind, target",
		Stamp(from.Start()), Stamp(to.End())).Scan(&rows).Error
	cells := make([]figures.Cell, 0, len(rows))
	for _, r := range rows {
		cells = append(cells, figures.Cell{From: r.Kind, To: r.Target, Count: r.N})
	}
	return cells, err
}
