package gormdb

import (
	"context"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"liandong/domain/org"
	"liandong/domain/reception"
)

// guestRow is an organisation at the table of a joint reception.
type guestRow struct {
	ReceptionID    string `gorm:"primaryKey"`
	OrganizationID string `gorm:"primaryKey"`
	State          string
	People         string
	Words          string
	AskedAt        string
	AnsweredAt     string
}

func (guestRow) TableName() string { return "reception_guests" }

// sat reads who was asked to the tables of receptions.
func sat(db *gorm.DB, ids []string) (map[string][]reception.Guest, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var rows []guestRow
	if err := db.Order("asked_at, organization_id").Find(&rows, "reception_id IN ?", ids).Error; err != nil {
		return nil, err
	}
	all := map[string][]reception.Guest{}
	for _, r := range rows {
		g := reception.Guest{Organization: org.ID(r.OrganizationID), State: reception.GuestState(r.State), Words: r.Words, AskedAt: Unstamp(r.AskedAt), AnsweredAt: Unstamp(r.AnsweredAt)}
		if err := unpack(r.People, &g.People); err != nil {
			return nil, err
		}
		all[r.ReceptionID] = append(all[r.ReceptionID], g)
	}
	return all, nil
}

// PutGuest implements desk.Receptions.
func (s receptionStore) PutGuest(ctx context.Context, id string, g reception.Guest) error {
	row := guestRow{ReceptionID: id, OrganizationID: string(g.Organization), State: string(g.State), People: packed(g.People), Words: g.Words, AskedAt: Stamp(g.AskedAt), AnsweredAt: Stamp(g.AnsweredAt)}
	return s.db(ctx).Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error
}

// DeleteGuest implements desk.Receptions.
func (s receptionStore) DeleteGuest(ctx context.Context, id string, organization org.ID) error {
	return s.db(ctx).Delete(&guestRow{}, "reception_id = ? AND organization_id = ?", id, string(organization)).Error
}

// Invitations lists the receptions that are not over at a time and to whose table an organisation is asked.
func (l Lists) Invitations(ctx context.Context, organization org.ID, notOverAt time.Time, p Page) ([]reception.Reception, string, error) {
	q := l.TX.WithContext(ctx).Model(&receptionRow{}).Where("ends_at >= ? AND cancelled_at = ''", Stamp(notOverAt)).
		Where("id IN (SELECT g.reception_id FROM reception_guests g WHERE g.organization_id = ?)", string(organization))
	return l.receptions(ctx, q, p)
}

type callRow struct {
	VisitID        string `gorm:"primaryKey"`
	OrganizationID string `gorm:"primaryKey"`
}

func (callRow) TableName() string { return "visit_calls" }

// called reads which organisations were called to visits.
func called(db *gorm.DB, ids []string) (map[string][]org.ID, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var rows []callRow
	err := db.Order("organization_id").Find(&rows, "visit_id IN ?", ids).Error
	all := map[string][]org.ID{}
	for _, r := range rows {
		all[r.VisitID] = append(all[r.VisitID], org.ID(r.OrganizationID))
	}
	return all, err
}

// Call implements desk.Receptions.
func (s receptionStore) Call(ctx context.Context, visit string, organizations []org.ID) error {
	if err := s.db(ctx).Delete(&callRow{}, "visit_id = ?", visit).Error; err != nil || len(organizations) == 0 {
		return err
	}
	rows := make([]callRow, 0, len(organizations))
	for _, id := range organizations {
		rows = append(rows, callRow{visit, string(id)})
	}
	return s.db(ctx).Create(&rows).Error
}

// CalledTo implements desk.Receptions.
func (s receptionStore) CalledTo(ctx context.Context, id string, organization org.ID) (bool, error) {
	var n int64
	err := s.db(ctx).Table("visit_calls c").Joins("JOIN visits v ON v.id = c.visit_id").Where("v.reception_id = ? AND c.organization_id = ?", id, string(organization)).Limit(1).Count(&n).Error
	return n > 0, err
}

type tableStatementRow struct {
	ID             string `gorm:"primaryKey"`
	VisitID        string
	OrganizationID string
	UserID         string
	Text           string `gorm:"serializer:personal"`
	SaidAt         string
}

func (tableStatementRow) TableName() string { return "visit_statements" }

// AddStatement implements desk.Receptions.
func (s receptionStore) AddStatement(ctx context.Context, x reception.Statement) error {
	row := tableStatementRow{x.ID, x.VisitID, string(x.Organization), x.Author, x.Text, Stamp(x.At)}
	return s.db(ctx).Create(&row).Error
}

// Statements implements desk.Receptions.
func (s receptionStore) Statements(ctx context.Context, visit string) ([]reception.Statement, error) {
	var rows []tableStatementRow
	if err := s.db(ctx).Order("id").Limit(reception.MostStatements).Find(&rows, "visit_id = ?", visit).Error; err != nil {
		return nil, err
	}
	all := make([]reception.Statement, 0, len(rows))
	for _, r := range rows {
		all = append(all, reception.Statement{ID: r.ID, VisitID: r.VisitID, Organization: org.ID(r.OrganizationID), Author: r.UserID, Text: r.Text, At: Unstamp(r.SaidAt)})
	}
	return all, nil
}
