package gormdb

import (
	"context"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/desk"
	"liandong/domain/figures"
	"liandong/domain/org"
	"liandong/domain/trend"
)

var _ desk.TrendNotes = trendNoteStore{}

// trendNoteStore is desk.TrendNotes bound to one transaction.
type trendNoteStore struct{ store }

type trendNoteRow struct {
	ID         string `gorm:"primaryKey"`
	FromID     string
	ToID       string
	ToldBy     string
	Code       string
	Category   string
	Region     string
	BelowID    string
	FromOn     string
	ToOn       string
	NNow       *int64
	NBefore    *int64
	Words      string
	DueOn      string
	State      string
	ByUser     string
	GivenAt    string
	Answer     string
	AnsweredBy string
	AnsweredAt string
	Version    int
}

func (trendNoteRow) TableName() string { return "trend_notes" }

func trendNoteRowOf(n trend.Note) trendNoteRow {
	a := n.About
	return trendNoteRow{
		ID: string(n.ID), FromID: string(n.From), ToID: string(n.To), ToldBy: string(a.By), Code: a.Code, Category: a.Category, Region: a.Region, BelowID: string(a.Below),
		FromOn: string(a.From), ToOn: string(a.To), NNow: a.Now, NBefore: a.Before, Words: n.Text, DueOn: string(n.DueOn), State: string(n.State), ByUser: n.By, GivenAt: Stamp(n.GivenAt),
		Answer: n.Answer, AnsweredBy: n.AnsweredBy, AnsweredAt: Stamp(n.AnsweredAt), Version: n.Version,
	}
}

func (r trendNoteRow) note() (trend.Note, error) {
	return trend.Note{
		ID: trend.ID(r.ID), From: org.ID(r.FromID), To: org.ID(r.ToID), Text: r.Words, DueOn: calendar.Date(r.DueOn), State: trend.State(r.State), By: r.ByUser, GivenAt: Unstamp(r.GivenAt),
		About: trend.About{
			By: trend.By(r.ToldBy), Code: r.Code, Category: r.Category, Region: r.Region, Below: org.ID(r.BelowID),
			From: calendar.Date(r.FromOn), To: calendar.Date(r.ToOn), Now: r.NNow, Before: r.NBefore,
		},
		Answer: r.Answer, AnsweredBy: r.AnsweredBy, AnsweredAt: Unstamp(r.AnsweredAt), Version: r.Version,
	}, nil
}

// Get implements desk.TrendNotes.
func (s trendNoteStore) Get(ctx context.Context, id trend.ID) (trend.Note, error) {
	var row trendNoteRow
	if err := s.take(ctx, s.locking(ctx), &row, "id = ?", string(id)); err != nil {
		return trend.Note{}, err
	}
	return row.note()
}

// Add implements desk.TrendNotes.
func (s trendNoteStore) Add(ctx context.Context, n trend.Note) error {
	row := trendNoteRowOf(n)
	return s.db(ctx).Create(&row).Error
}

// Put implements desk.TrendNotes.
func (s trendNoteStore) Put(ctx context.Context, n trend.Note) error {
	row := trendNoteRowOf(n)
	row.Version++
	res := s.db(ctx).Model(&trendNoteRow{}).Where("id = ? AND version = ?", row.ID, n.Version).Select("*").Omit("id").Updates(&row)
	return Touched(res, cases.ErrStale)
}

// TrendNotes lists those that organisations wrote or got, the latest first.
func (l Lists) TrendNotes(ctx context.Context, own []org.ID, written bool, state trend.State, p Page) ([]trend.Note, string, error) {
	column := "to_id"
	if written {
		column = "from_id"
	}
	q := l.TX.WithContext(ctx).Where(column+" IN ?", own).Order("given_at DESC, id DESC").Limit(p.Limit + 1)
	if state != "" {
		q = q.Where("state = ?", string(state))
	}
	if p.Cursor != "" {
		at, id, err := decodeCursor(p.Cursor)
		if err != nil {
			return nil, "", err
		}
		q = q.Where("(given_at < ? OR (given_at = ? AND id < ?))", at, at, id)
	}
	var rows []trendNoteRow
	if err := q.Find(&rows).Error; err != nil {
		return nil, "", err
	}
	return cut(rows, p, func(r trendNoteRow) (string, string) { return r.GivenAt, r.ID }, trendNoteRow.note)
}

// Disputes counts from the books what was registered in a time, both days
// included, by the details of a measure: figures.Dispute by category,
// figures.About by whose decision it is about.
func (l Lists) Disputes(ctx context.Context, in Scope, measure string, from, to calendar.Date) (map[string]int64, error) {
	sums, err := l.Sums(ctx, in, from, to, []string{measure})
	return sums[measure], err
}

// DisputesIn counts by region what was registered in a time in a region and the
// next below it; what names none of these counts for the region itself. Of one
// category, where it is named.
func (l Lists) DisputesIn(ctx context.Context, in Scope, category string, from, to calendar.Date) (map[string]int64, error) {
	var below []string
	if err := l.TX.WithContext(ctx).Model(&regionRow{}).Where("parent = ?", in.Region).Order("code").Limit(500).Pluck("code", &below).Error; err != nil {
		return nil, err
	}
	all := map[string]int64{}
	for _, p := range figures.Pieces(from, to) {
		q := l.TX.WithContext(ctx).Model(&countRow{}).Where("organization_id = ? AND standing = ? AND below_id = ? AND region IN ? AND slice = '' AND measure = ? AND span = ? AND period >= ? AND period <= ?",
			string(in.Organization), string(in.Standing), string(in.Below), append(below, in.Region), figures.Dispute, p.Span, p.From, p.To)
		if category != "" {
			q = q.Where("detail = ?", category)
		}
		var rows []countRow
		if err := q.Select("region, SUM(n) AS n").Group("region").Find(&rows).Error; err != nil {
			return nil, err
		}
		for _, r := range rows {
			all[r.Region] += r.N
		}
	}
	for _, code := range below {
		all[in.Region] -= all[code]
	}
	return all, nil
}
