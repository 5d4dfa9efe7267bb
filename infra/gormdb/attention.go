package gormdb

import (
	"context"
	"strings"

	"gorm.io/gorm"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/org"
	"liandong/domain/supervision"
)

// Watch is whose attention is asked for, on which day, and what of it.
type Watch struct {
	Superior  org.ID
	Mine      []org.ID // the superior, and those in whose place it stands
	Today     calendar.Date
	Near      calendar.Date // the last day that is near for a time limit
	Closing   calendar.Date // the last day that is near for the window of confirmation
	Patiences []supervision.Patience
	Kind      supervision.Kind // empty for all
	Custodian org.ID           // empty for all
}

// Attention is one case that needs its superior, and why.
type Attention struct {
	Kind    supervision.Kind
	CaseID  cases.ID
	Subject string // clock/…, referral/…, directive/…, official/… or case/…
	Day     calendar.Date
	Org     org.ID // who has to act
}

type attentionRow struct {
	CaseID, Subject, Day, Org string
}

// led joins what is read to the open cases that the superior leads.
const led = " JOIN cases c ON c.id = s.case_id WHERE s.organization_id = ? AND s.standing = 'superior'"

// limits are the clocks of the cases a superior leads, with who has to act: the
// proceeding's body, the side of a handoff whose word is awaited, the custodian.
const limits = `SELECT s.case_id, k.id AS clock_id, k.due_on AS day,
	COALESCE(p.organization_id, CASE WHEN k.rule IN ('referral.sender_answer', 'referral.acknowledge') THEN r.from_id ELSE r.to_id END, c.custodian_id) AS org
	FROM standings s JOIN clocks k ON k.case_id = s.case_id
	LEFT JOIN proceedings p ON p.id = CASE WHEN k.subject LIKE 'proceeding/%' THEN SUBSTR(k.subject, 12) ELSE '' END
	LEFT JOIN referrals r ON r.id = CASE WHEN k.subject LIKE 'referral/%' THEN SUBSTR(k.subject, 10) ELSE '' END` + led + " AND s.state = 'open'"

// owed are time limits of the office, the procedure and who must answer; the
// office's own reviews and reminders are no one's default; the day by which a
// superior designates is that of the contest.
const owed = " AND k.kind IN ('procedure', 'answer', 'office') AND k.rule NOT IN ('case.review', 'case.withdrawal', 'agreement.performance', 'agreement.reminder', 'directive.answer', 'referral.unseen', 'referral.superior') AND k.due_on <> ''"

// by picks the limits of who decides for itself, or of all others.
func (w Watch) by(alone bool, condition string, args ...any) (string, []any) {
	not := "NOT "
	if alone {
		not = ""
	}
	sql := "SELECT x.case_id, REPLACE('clock/@', '@', x.clock_id) AS subject, x.day, x.org FROM (" + limits + owed + condition + w.held() + ") x JOIN organizations o ON o.id = x.org WHERE o.kind " + not + "IN ?"
	all := append([]any{string(w.Superior)}, args...)
	return sql, append(append(all, w.holder()...), supervision.IndependentKinds())
}

func (w Watch) held() string {
	if w.Custodian == "" {
		return ""
	}
	return " AND c.custodian_id = ?"
}

func (w Watch) holder() []any {
	if w.Custodian == "" {
		return nil
	}
	return []any{string(w.Custodian)}
}

// source is the query of one kind: rows of case, subject, day and who acts.
func (w Watch) source(k supervision.Kind) (string, []any) {
	today, boss := string(w.Today), string(w.Superior)
	late := " AND (k.state = 'missed' AND k.done_at = '' OR k.state = 'running' AND k.due_on < ?)"
	switch k {
	case supervision.Overdue:
		return w.by(false, late, today)
	case supervision.Soon:
		return w.by(false, " AND k.state = 'running' AND k.due_on >= ? AND k.due_on <= ?", today, string(w.Near))
	case supervision.Informed:
		return w.by(true, " AND (k.state = 'missed' AND k.done_at = '' OR k.state = 'running' AND k.due_on <= ?)", string(w.Near))
	case supervision.Directive:
		return "SELECT d.case_id, REPLACE('directive/@', '@', d.id) AS subject, d.due_on AS day, d.to_id AS org FROM directives d JOIN cases c ON c.id = d.case_id WHERE d.from_id IN ? AND d.state = 'open' AND d.due_on <= ?" + w.held(),
			append([]any{w.Mine, string(w.Near)}, w.holder()...)
	case supervision.LeadReview:
		return "SELECT d.case_id, REPLACE('official/@', '@', d.id) AS subject, d.review_on AS day, c.custodian_id AS org FROM lead_officials d JOIN cases c ON c.id = d.case_id WHERE d.from_id IN ? AND d.state = 'live' AND d.review_on < ?" + w.held(),
			append([]any{w.Mine, today}, w.holder()...)
	case supervision.Contested:
		return "SELECT s.case_id, REPLACE('referral/@', '@', r.id) AS subject, r.due_key AS day, r.superior_id AS org FROM standings s JOIN referrals r ON r.case_id = s.case_id AND r.state = 'contested'" + led + w.held(),
			append([]any{boss}, w.holder()...)
	case supervision.LapsedTwice:
		return "SELECT s.case_id, REPLACE('case/@', '@', s.case_id) AS subject, MAX(r.answer_due_on) AS day, MAX(c.custodian_id) AS org FROM standings s JOIN referrals r ON r.case_id = s.case_id AND r.state = 'lapsed'" + led +
			" AND s.state = 'open' AND NOT EXISTS (SELECT 1 FROM referrals b WHERE b.case_id = s.case_id AND b.accepted_at <> '' AND b.sent_at > r.sent_at)" + w.held() + " GROUP BY s.case_id HAVING COUNT(*) >= 2", append([]any{boss}, w.holder()...)
	case supervision.Confirmation:
		return "SELECT s.case_id, REPLACE('clock/@', '@', k.id) AS subject, k.due_on AS day, c.custodian_id AS org FROM standings s JOIN clocks k ON k.case_id = s.case_id AND k.rule = 'judicial_confirmation.apply' AND k.state = 'running'" + led +
			" AND k.due_on >= ? AND k.due_on <= ?" + w.held(), append([]any{boss, today, string(w.Closing)}, w.holder()...)
	}
	return w.idle()
}

// idle are the open cases whose last step is longer ago than their patience. That
// a day passed, that a handoff was opened, and what is between a superior and
// who it directs, are no steps.
func (w Watch) idle() (string, []any) {
	var since strings.Builder
	var args []any
	since.WriteString("CASE")
	for _, p := range w.Patiences {
		since.WriteString(" WHEN (c.category = ? OR c.category LIKE ? OR ? = '') AND (o.kind = ? OR ? = '') THEN ?")
		args = append(args, p.Category, p.Category+".%", p.Category, string(p.Kind), string(p.Kind), Stamp(w.Today.AddDays(1-p.Days).Start()))
	}
	since.WriteString(" ELSE '' END")
	sql := "SELECT y.case_id, REPLACE('case/@', '@', y.case_id) AS subject, y.day, y.org FROM (SELECT s.case_id, c.custodian_id AS org, " + since.String() + ` AS since, COALESCE((SELECT MAX(e.at) FROM events e WHERE e.case_id = s.case_id
		AND e.kind NOT IN ('clock.missed', 'referral.seen', 'directive.given', 'directive.answered', 'directive.missed', 'official.named', 'official.ended', 'conference.decided')), c.registered_at) AS day
		FROM standings s JOIN cases c ON c.id = s.case_id JOIN organizations o ON o.id = c.custodian_id
		WHERE s.organization_id = ? AND s.standing = 'superior' AND s.state = 'open'` + w.held() + ") y JOIN organizations o ON o.id = y.org WHERE y.day < y.since AND o.kind NOT IN ?"
	args = append(append(args, string(w.Superior)), w.holder()...)
	return sql, append(args, supervision.IndependentKinds())
}

// Attention lists what needs a superior, the most urgent kind first, in each
// the earliest day first. A cursor goes on within a kind and then with the next.
func (l Lists) Attention(ctx context.Context, w Watch, p Page) ([]Attention, string, error) {
	from, rest := supervision.Kind(""), ""
	if p.Cursor != "" {
		k, key, err := decodeCursor(p.Cursor)
		if err != nil || !supervision.Known(supervision.Kind(k)) {
			return nil, "", ErrCursor
		}
		from, rest = supervision.Kind(k), key
	}
	var all []Attention
	for _, r := range supervision.Reasons {
		if from != "" && r.Kind != from || w.Kind != "" && w.Kind != r.Kind {
			continue
		}
		from = ""
		rows, next, err := l.attention(ctx, w, r.Kind, Page{Limit: p.Limit - len(all), Cursor: rest})
		if err != nil {
			return nil, "", err
		}
		all, rest = append(all, rows...), ""
		if next != "" {
			return all, encodeCursor(string(r.Kind), next), nil
		}
	}
	return all, "", nil
}

// attention reads one kind; with no room left it only tells whether there is more.
func (l Lists) attention(ctx context.Context, w Watch, k supervision.Kind, p Page) ([]Attention, string, error) {
	sql, args := w.source(k)
	q, err := after(l.TX.WithContext(ctx).Table("(?) z", gorm.Expr(sql, args...)), p, "z.day", "z.subject")
	if err != nil {
		return nil, "", err
	}
	var rows []attentionRow
	if err := q.Scan(&rows).Error; err != nil {
		return nil, "", err
	}
	if p.Limit == 0 {
		if len(rows) == 0 {
			return nil, "", nil
		}
		return nil, encodeCursor("", ""), nil
	}
	return cut(rows, p, func(r attentionRow) (string, string) { return r.Day, r.Subject }, func(r attentionRow) (Attention, error) {
		a := Attention{Kind: k, CaseID: cases.ID(r.CaseID), Subject: r.Subject, Day: calendar.Date(r.Day), Org: org.ID(r.Org)}
		if k == supervision.Idle { // an instant
			a.Day = calendar.DayOf(Unstamp(r.Day))
		}
		return a, nil
	})
}
