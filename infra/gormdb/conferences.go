package gormdb

import (
	"context"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/conference"
	"liandong/domain/desk"
	"liandong/domain/org"
)

var _ desk.Conferences = conferenceStore{}

// conferenceStore is desk.Conferences bound to one transaction.
type conferenceStore struct{ store }

type conferenceRow struct {
	ID     string `gorm:"primaryKey"`
	FromID string
	HeldOn string
	ByUser string
	At     string
}

func (conferenceRow) TableName() string { return "conference_decisions" }

type atTableRow struct {
	OrganizationID string `gorm:"primaryKey"`
	DecisionID     string `gorm:"primaryKey"`
	Seq            int
}

func (atTableRow) TableName() string { return "conference_seats" }

type conferenceMatterRow struct {
	DecisionID string `gorm:"primaryKey"`
	Seq        int    `gorm:"primaryKey;autoIncrement:false"`
	CaseID     string
	Words      string `gorm:"serializer:personal"`
}

func (conferenceMatterRow) TableName() string { return "conference_matters" }

// Get implements desk.Conferences.
func (s conferenceStore) Get(ctx context.Context, id conference.ID) (conference.Decision, error) {
	var row conferenceRow
	if err := s.take(ctx, s.db(ctx), &row, "id = ?", string(id)); err != nil {
		return conference.Decision{}, err
	}
	d := conference.Decision{ID: conference.ID(row.ID), From: org.ID(row.FromID), HeldOn: calendar.Date(row.HeldOn), By: row.ByUser, At: Unstamp(row.At)}
	var seats []atTableRow
	if err := s.db(ctx).Order("seq").Limit(conference.MostSeats).Find(&seats, "decision_id = ?", row.ID).Error; err != nil {
		return d, err
	}
	for _, x := range seats {
		d.TookPart = append(d.TookPart, org.ID(x.OrganizationID))
	}
	var matters []conferenceMatterRow
	err := s.db(ctx).Order("seq").Limit(conference.MostMatters).Find(&matters, "decision_id = ?", row.ID).Error
	for _, x := range matters {
		d.Matters = append(d.Matters, conference.Matter{CaseID: cases.ID(x.CaseID), Text: x.Words})
	}
	return d, err
}

// Add implements desk.Conferences.
func (s conferenceStore) Add(ctx context.Context, d conference.Decision) error {
	row := conferenceRow{ID: string(d.ID), FromID: string(d.From), HeldOn: string(d.HeldOn), ByUser: d.By, At: Stamp(d.At)}
	if err := s.db(ctx).Create(&row).Error; err != nil {
		return err
	}
	var seats []atTableRow
	for i, id := range d.TookPart {
		seats = append(seats, atTableRow{OrganizationID: string(id), DecisionID: row.ID, Seq: i})
	}
	if err := s.db(ctx).Create(&seats).Error; err != nil {
		return err
	}
	var matters []conferenceMatterRow
	for i, m := range d.Matters {
		matters = append(matters, conferenceMatterRow{DecisionID: row.ID, Seq: i, CaseID: string(m.CaseID), Words: m.Text})
	}
	return s.db(ctx).Create(&matters).Error
}

// OfCase implements desk.Conferences.
func (s conferenceStore) OfCase(ctx context.Context, id cases.ID) ([]conference.Decision, error) {
	var ids []string
	if err := s.db(ctx).Model(&conferenceMatterRow{}).Where("case_id = ?", string(id)).Order("decision_id").Limit(100).Pluck("decision_id", &ids).Error; err != nil {
		return nil, err
	}
	return each(ids, func(x string) (conference.Decision, error) { return s.Get(ctx, conference.ID(x)) })
}

// Conferences lists those of conferences that organisations led or took part in, the last first.
func (l Lists) Conferences(ctx context.Context, own []org.ID, p Page) ([]conference.ID, string, error) {
	q := l.TX.WithContext(ctx).Model(&conferenceRow{}).Where("(from_id IN ? OR id IN (SELECT decision_id FROM conference_seats WHERE organization_id IN ?))", own, own).Order("id DESC").Limit(p.Limit + 1)
	if p.Cursor != "" {
		last, _, err := decodeCursor(p.Cursor)
		if err != nil {
			return nil, "", err
		}
		q = q.Where("id < ?", last)
	}
	var rows []conferenceRow
	if err := q.Find(&rows).Error; err != nil {
		return nil, "", err
	}
	return cut(rows, p, func(r conferenceRow) (string, string) { return r.ID, "" }, func(r conferenceRow) (conference.ID, error) { return conference.ID(r.ID), nil })
}
