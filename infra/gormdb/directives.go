package gormdb

import (
	"context"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/desk"
	"liandong/domain/directive"
	"liandong/domain/org"
)

var _ desk.Directives = directiveStore{}

// directiveStore is desk.Directives bound to one transaction.
type directiveStore struct{ store }

type directiveRow struct {
	ID         string `gorm:"primaryKey"`
	CaseID     string
	FromID     string
	ToID       string
	Ground     string
	Words      string `gorm:"serializer:personal"`
	DueOn      string
	State      string
	ByUser     string
	GivenAt    string
	Answer     string `gorm:"serializer:personal"`
	DocumentID string
	AnsweredBy string
	AnsweredAt string
	DecisionID string
	Version    int
}

func (directiveRow) TableName() string { return "directives" }

func directiveRowOf(f directive.Facts) directiveRow {
	return directiveRow{
		ID: string(f.ID), CaseID: string(f.CaseID), FromID: string(f.From), ToID: string(f.To), Ground: string(f.Ground), Words: f.Text, DueOn: string(f.DueOn), State: string(f.State),
		ByUser: f.By, GivenAt: Stamp(f.GivenAt), Answer: f.Answer, DocumentID: f.DocumentID, AnsweredBy: f.AnsweredBy, AnsweredAt: Stamp(f.AnsweredAt), DecisionID: f.Decision, Version: f.Version,
	}
}

func (r directiveRow) facts() (directive.Facts, error) {
	return directive.Facts{
		ID: directive.ID(r.ID), CaseID: cases.ID(r.CaseID), From: org.ID(r.FromID), To: org.ID(r.ToID), Ground: directive.Ground(r.Ground), Text: r.Words, DueOn: calendar.Date(r.DueOn),
		State: directive.State(r.State), By: r.ByUser, GivenAt: Unstamp(r.GivenAt), Answer: r.Answer, DocumentID: r.DocumentID, AnsweredBy: r.AnsweredBy, AnsweredAt: Unstamp(r.AnsweredAt), Decision: r.DecisionID, Version: r.Version,
	}, nil
}

// Get implements desk.Directives.
func (s directiveStore) Get(ctx context.Context, id directive.ID) (directive.Facts, error) {
	var row directiveRow
	if err := s.take(ctx, s.db(ctx), &row, "id = ?", string(id)); err != nil {
		return directive.Facts{}, err
	}
	return row.facts()
}

// Add implements desk.Directives.
func (s directiveStore) Add(ctx context.Context, f directive.Facts) error {
	row := directiveRowOf(f)
	return s.db(ctx).Create(&row).Error
}

// Put implements desk.Directives.
func (s directiveStore) Put(ctx context.Context, f directive.Facts) error {
	row := directiveRowOf(f)
	row.Version++
	res := s.db(ctx).Model(&directiveRow{}).Where("id = ? AND version = ?", row.ID, f.Version).Select("*").Omit("id").Updates(&row)
	return Touched(res, cases.ErrStale)
}

// OfCase implements desk.Directives.
func (s directiveStore) OfCase(ctx context.Context, id cases.ID) ([]directive.Facts, error) {
	var rows []directiveRow
	if err := s.db(ctx).Order("id").Limit(500).Find(&rows, "case_id = ?", string(id)).Error; err != nil {
		return nil, err
	}
	return each(rows, directiveRow.facts)
}

// Directives lists those that organisations gave or got, the one that must be
// answered first before the others.
func (l Lists) Directives(ctx context.Context, own []org.ID, given bool, state directive.State, p Page) ([]directive.Facts, string, error) {
	column := "to_id"
	if given {
		column = "from_id"
	}
	q := l.TX.WithContext(ctx).Model(&directiveRow{}).Where(column+" IN ?", own)
	if state != "" {
		q = q.Where("state = ?", string(state))
	}
	q, err := after(q, p, "due_on", "id")
	if err != nil {
		return nil, "", err
	}
	var rows []directiveRow
	if err := q.Find(&rows).Error; err != nil {
		return nil, "", err
	}
	return cut(rows, p, func(r directiveRow) (string, string) { return r.DueOn, r.ID }, directiveRow.facts)
}

// Given counts the directives that organisations gave in a time, both days
// included, how many of them were answered, and how many were answered after
// their day or still wait after it.
type Given struct{ Given, Answered, Late int64 }

// DirectivesGiven counts what organisations gave.
func (l Lists) DirectivesGiven(ctx context.Context, own []org.ID, from, to, today calendar.Date) (Given, error) {
	var n Given
	var rows []directiveRow
	err := l.TX.WithContext(ctx).Model(&directiveRow{}).Select("id", "due_on", "answered_at").Where("from_id IN ? AND given_at >= ? AND given_at < ?", own, Stamp(from.Start()), Stamp(to.End())).Find(&rows).Error
	for _, r := range rows {
		n.Given++
		on := today
		if r.AnsweredAt != "" {
			n.Answered++
			on = calendar.DayOf(Unstamp(r.AnsweredAt))
		}
		if on > calendar.Date(r.DueOn) {
			n.Late++
		}
	}
	return n, err
}
