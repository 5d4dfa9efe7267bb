package gormdb

import (
	"context"
	"errors"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/desk"
	"liandong/domain/org"
	"liandong/domain/procedure"
	"liandong/domain/referral"
)

var (
	_ desk.Agreements = agreementStore{}
	_ desk.Follow     = followStore{}
)

// agreementStore is desk.Agreements bound to one transaction.
type agreementStore struct{ store }

type agreementRow struct {
	ID             string `gorm:"primaryKey"`
	ProceedingID   string
	CaseID         string
	OrganizationID string
	Team           string
	AuthorID       string
	Terms          string `gorm:"serializer:personal"`
	Performance    string `gorm:"serializer:personal"`
	Form           string
	Signatures     string `gorm:"serializer:personal"`
	MadeAt         string
	Made           string `gorm:"serializer:personal"`
	FiledID        string
	EffectiveOn    string
	Version        int
}

func (agreementRow) TableName() string { return "agreements" }

func agreementRowOf(a procedure.Agreement) agreementRow {
	return agreementRow{
		ID: a.ID, ProceedingID: string(a.ProceedingID), CaseID: string(a.CaseID), OrganizationID: string(a.Organization), Team: a.Team, AuthorID: a.Author,
		Terms: a.Terms, Performance: packed(a.Performance), Form: a.Form, Signatures: packed(a.Signatures), MadeAt: Stamp(a.MadeAt), Made: packed(a.Made),
		FiledID: a.FiledID, EffectiveOn: string(a.EffectiveOn), Version: a.Version,
	}
}

func (r agreementRow) agreement() (procedure.Agreement, error) {
	a := procedure.Agreement{
		ID: r.ID, ProceedingID: procedure.ID(r.ProceedingID), CaseID: cases.ID(r.CaseID), Organization: org.ID(r.OrganizationID), Team: r.Team,
		Author: r.AuthorID, Terms: r.Terms, Form: r.Form, MadeAt: Unstamp(r.MadeAt), FiledID: r.FiledID, EffectiveOn: calendar.Date(r.EffectiveOn), Version: r.Version,
	}
	return a, errors.Join(unpack(r.Performance, &a.Performance), unpack(r.Signatures, &a.Signatures), unpack(r.Made, &a.Made))
}

func agreementsOf(rows []agreementRow) ([]procedure.Agreement, error) {
	all := make([]procedure.Agreement, 0, len(rows))
	for _, r := range rows {
		a, err := r.agreement()
		if err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	return all, nil
}

// OfCase implements desk.Agreements.
func (s agreementStore) OfCase(ctx context.Context, id cases.ID) ([]procedure.Agreement, error) {
	var rows []agreementRow
	if err := s.db(ctx).Order("id").Find(&rows, "case_id = ?", string(id)).Error; err != nil {
		return nil, err
	}
	return agreementsOf(rows)
}

// Get implements desk.Agreements.
func (s agreementStore) Get(ctx context.Context, p procedure.ID, id string) (procedure.Agreement, error) {
	var row agreementRow
	if err := s.take(ctx, s.db(ctx), &row, "id = ? AND proceeding_id = ?", id, string(p)); err != nil {
		return procedure.Agreement{}, err
	}
	return row.agreement()
}

// ByID implements desk.Agreements.
func (s agreementStore) ByID(ctx context.Context, id string) (procedure.Agreement, error) {
	var row agreementRow
	if err := s.take(ctx, s.db(ctx), &row, "id = ?", id); err != nil {
		return procedure.Agreement{}, err
	}
	return row.agreement()
}

// Add implements desk.Agreements.
func (s agreementStore) Add(ctx context.Context, a procedure.Agreement) error {
	row := agreementRowOf(a)
	return s.db(ctx).Create(&row).Error
}

// Put implements desk.Agreements by compare-and-set on the version.
func (s agreementStore) Put(ctx context.Context, a procedure.Agreement) error {
	row := agreementRowOf(a)
	row.Version = a.Version + 1
	res := s.db(ctx).Model(&agreementRow{}).Where("id = ? AND version = ?", row.ID, a.Version).
		Select("signatures", "effective_on", "filed_id", "version").Updates(row)
	return Touched(res, cases.ErrStale)
}

// Agreements lists those of an organisation's team, newest first.
func (l Lists) Agreements(ctx context.Context, organization org.ID, team, form string, p Page) ([]procedure.Agreement, string, error) {
	q := l.TX.WithContext(ctx).Where("organization_id = ? AND team = ?", string(organization), team)
	if form != "" {
		q = q.Where("form = ?", form)
	}
	if p.Cursor != "" {
		_, id, err := decodeCursor(p.Cursor)
		if err != nil {
			return nil, "", err
		}
		q = q.Where("id < ?", id)
	}
	var rows []agreementRow
	if err := q.Order("id DESC").Limit(p.Limit + 1).Find(&rows).Error; err != nil {
		return nil, "", err
	}
	return cut(rows, p, func(r agreementRow) (string, string) { return "", r.ID }, agreementRow.agreement)
}

// followStore is desk.Follow bound to one transaction.
type followStore struct{ store }

type performanceRow struct {
	ID          string `gorm:"primaryKey"`
	AgreementID string
	CaseID      string
	Item        int
	Result      string
	Happened    string `gorm:"serializer:personal"`
	Text        string `gorm:"serializer:personal"`
	ByUser      string
	RecordedAt  string
}

func (performanceRow) TableName() string { return "performances" }

func (r performanceRow) performance() (procedure.Performance, error) {
	p := procedure.Performance{
		ID: r.ID, AgreementID: r.AgreementID, CaseID: cases.ID(r.CaseID), Item: r.Item, Result: procedure.Result(r.Result), Text: r.Text, By: r.ByUser, At: Unstamp(r.RecordedAt),
	}
	return p, unpack(r.Happened, &p.Happened)
}

// Performances implements desk.Follow.
func (s followStore) Performances(ctx context.Context, agreement string) ([]procedure.Performance, error) {
	return s.performances(ctx, "agreement_id = ?", agreement)
}

// PerformancesOf implements desk.Follow.
func (s followStore) PerformancesOf(ctx context.Context, id cases.ID) ([]procedure.Performance, error) {
	return s.performances(ctx, "case_id = ?", string(id))
}

func (s followStore) performances(ctx context.Context, where, id string) ([]procedure.Performance, error) {
	var rows []performanceRow
	if err := s.db(ctx).Order("id").Find(&rows, where, id).Error; err != nil {
		return nil, err
	}
	all := make([]procedure.Performance, 0, len(rows))
	for _, r := range rows {
		p, err := r.performance()
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
}

// AddPerformance implements desk.Follow.
func (s followStore) AddPerformance(ctx context.Context, p procedure.Performance) error {
	return s.db(ctx).Create(&performanceRow{
		ID: p.ID, AgreementID: p.AgreementID, CaseID: string(p.CaseID), Item: p.Item, Result: string(p.Result), Happened: packed(p.Happened), Text: p.Text,
		ByUser: p.By, RecordedAt: Stamp(p.At),
	}).Error
}

type returnRow struct {
	ID         string `gorm:"primaryKey"`
	ReferralID string
	FromID     string
	ToID       string
	Items      string
	ByUser     string
	ReturnedAt string
}

func (returnRow) TableName() string { return "bundle_returns" }

// Returned implements desk.Follow.
func (s followStore) Returned(ctx context.Context, id referral.ID) ([]desk.Returned, error) {
	var rows []returnRow
	if err := s.db(ctx).Order("id").Find(&rows, "referral_id = ?", string(id)).Error; err != nil {
		return nil, err
	}
	all := make([]desk.Returned, 0, len(rows))
	for _, r := range rows {
		x := desk.Returned{ID: r.ID, Referral: id, From: org.ID(r.FromID), To: org.ID(r.ToID), By: r.ByUser, At: Unstamp(r.ReturnedAt)}
		if err := unpack(r.Items, &x.Items); err != nil {
			return nil, err
		}
		all = append(all, x)
	}
	return all, nil
}

// AddReturned implements desk.Follow.
func (s followStore) AddReturned(ctx context.Context, r desk.Returned) error {
	return s.db(ctx).Create(&returnRow{
		ID: r.ID, ReferralID: string(r.Referral), FromID: string(r.From), ToID: string(r.To), Items: packed(r.Items), ByUser: r.By, ReturnedAt: Stamp(r.At),
	}).Error
}
