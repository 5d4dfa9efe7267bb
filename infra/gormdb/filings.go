package gormdb

import (
	"context"
	"errors"

	"gorm.io/gorm/clause"

	"liandong/domain/cases"
	"liandong/domain/desk"
	"liandong/domain/filing"
	"liandong/domain/org"
	"liandong/domain/referral"
)

var (
	_ desk.Filings = filingStore{}
	_ desk.Numbers = numberStore{}
)

// filingStore is desk.Filings bound to one transaction.
type filingStore struct{ store }

type filingStepRow struct {
	ID             string `gorm:"primaryKey"`
	ReferralID     string
	CaseID         string
	Kind           string
	Happened       string `gorm:"serializer:personal"`
	Items          string `gorm:"serializer:personal"`
	Papers         string
	Text           string `gorm:"serializer:personal"`
	OrganizationID string
	AuthorID       string
	RecordedAt     string
}

func (filingStepRow) TableName() string { return "filing_steps" }

// Add implements desk.Filings.
func (s filingStore) Add(ctx context.Context, f filing.Step) error {
	return s.db(ctx).Create(&filingStepRow{
		ID: f.ID, ReferralID: string(f.ReferralID), CaseID: string(f.CaseID), Kind: f.Kind, Happened: packed(f.On), Items: packed(f.Items),
		Papers: packed(f.Papers), Text: f.Text, OrganizationID: string(f.Organization), AuthorID: f.Author, RecordedAt: Stamp(f.At),
	}).Error
}

// OfReferral implements desk.Filings, in the order of entry.
func (s filingStore) OfReferral(ctx context.Context, id referral.ID) ([]filing.Step, error) {
	var rows []filingStepRow
	err := s.db(ctx).Order("id").Find(&rows, "referral_id = ?", string(id)).Error
	all := make([]filing.Step, 0, len(rows))
	for _, r := range rows {
		f := filing.Step{
			ID: r.ID, ReferralID: id, CaseID: cases.ID(r.CaseID), Kind: r.Kind, Text: r.Text,
			Organization: org.ID(r.OrganizationID), Author: r.AuthorID, At: Unstamp(r.RecordedAt),
		}
		err = errors.Join(err, unpack(r.Happened, &f.On), unpack(r.Items, &f.Items), unpack(r.Papers, &f.Papers))
		all = append(all, f)
	}
	return all, err
}

// numberStore is desk.Numbers bound to one transaction.
type numberStore struct{ store }

type caseNumberRow struct {
	CaseID         string `gorm:"primaryKey"`
	NumberKey      string `gorm:"primaryKey"`
	Kind           string
	Number         string `gorm:"serializer:personal"`
	OrganizationID string
	Happened       string `gorm:"serializer:personal"`
}

func (caseNumberRow) TableName() string { return "case_numbers" }

// Add implements desk.Numbers.
func (s numberStore) Add(ctx context.Context, n filing.Number) error {
	return s.db(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&caseNumberRow{
		CaseID: string(n.CaseID), NumberKey: filing.Key(n.Number), Kind: n.Kind, Number: n.Number, OrganizationID: string(n.Organization), Happened: packed(n.On),
	}).Error
}

// OfCase implements desk.Numbers, by the number.
func (s numberStore) OfCase(ctx context.Context, id cases.ID) ([]filing.Number, error) {
	var rows []caseNumberRow
	err := s.db(ctx).Order("number_key").Limit(500).Find(&rows, "case_id = ?", string(id)).Error
	all := make([]filing.Number, 0, len(rows))
	for _, r := range rows {
		n := filing.Number{CaseID: id, Kind: r.Kind, Number: r.Number, Organization: org.ID(r.OrganizationID)}
		err = errors.Join(err, unpack(r.Happened, &n.On))
		all = append(all, n)
	}
	return all, err
}

// Drop implements desk.Numbers.
func (s numberStore) Drop(ctx context.Context, id cases.ID) error {
	return s.db(ctx).Delete(&caseNumberRow{}, "case_id = ?", string(id)).Error
}

// numbered names at most fifty cases that bear a number: their own, or one
// that a body gave them.
func (l Lists) numbered(ctx context.Context, number string) ([]string, error) {
	var ids []string
	err := l.TX.WithContext(ctx).Raw(
		"SELECT id FROM cases WHERE number = ? UNION SELECT case_id FROM case_numbers WHERE number_key = ? LIMIT 50", number, filing.Key(number),
	).Scan(&ids).Error
	return ids, err
}
