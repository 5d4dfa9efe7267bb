package gormdb

import (
	"context"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/desk"
	"liandong/domain/official"
	"liandong/domain/org"
)

var _ desk.Officials = officialStore{}

// officialStore is desk.Officials bound to one transaction.
type officialStore struct{ store }

type officialRow struct {
	ID        string `gorm:"primaryKey"`
	CaseID    string
	FromID    string
	OrgID     string
	Name      string `gorm:"serializer:personal"`
	Post      string `gorm:"serializer:personal"`
	Reason    string `gorm:"serializer:personal"`
	FromOn    string
	ReviewOn  string
	State     string
	ByUser    string
	NamedAt   string
	Ending    string
	EndReason string `gorm:"serializer:personal"`
	EndedBy   string
	EndedAt   string
	Version   int
}

func (officialRow) TableName() string { return "lead_officials" }

type officialStepRow struct {
	ID         string `gorm:"primaryKey"`
	OfficialID string
	CaseID     string
	Code       string
	HappenedOn string
	Words      string `gorm:"serializer:personal"`
	OrgID      string
	ByUser     string
	At         string
}

func (officialStepRow) TableName() string { return "lead_official_steps" }

func officialRowOf(f official.Facts) officialRow {
	return officialRow{
		ID: string(f.ID), CaseID: string(f.CaseID), FromID: string(f.From), OrgID: string(f.Organization), Name: f.Name, Post: f.Post, Reason: f.Reason, FromOn: string(f.FromOn),
		ReviewOn: string(f.ReviewOn), State: string(f.State), ByUser: f.By, NamedAt: Stamp(f.NamedAt), Ending: string(f.Ending), EndReason: f.EndReason, EndedBy: f.EndedBy, EndedAt: Stamp(f.EndedAt), Version: f.Version,
	}
}

func (r officialRow) facts() (official.Facts, error) {
	return official.Facts{
		ID: official.ID(r.ID), CaseID: cases.ID(r.CaseID), From: org.ID(r.FromID), Organization: org.ID(r.OrgID), Name: r.Name, Post: r.Post, Reason: r.Reason, FromOn: calendar.Date(r.FromOn),
		ReviewOn: calendar.Date(r.ReviewOn), State: official.State(r.State), By: r.ByUser, NamedAt: Unstamp(r.NamedAt), Ending: official.Ending(r.Ending), EndReason: r.EndReason, EndedBy: r.EndedBy, EndedAt: Unstamp(r.EndedAt), Version: r.Version,
	}, nil
}

func (r officialStepRow) step() (official.Step, error) {
	return official.Step{
		ID: r.ID, OfficialID: official.ID(r.OfficialID), CaseID: cases.ID(r.CaseID), Code: official.Code(r.Code), On: calendar.Date(r.HappenedOn), Text: r.Words,
		Organization: org.ID(r.OrgID), By: r.ByUser, At: Unstamp(r.At),
	}, nil
}

// Get implements desk.Officials.
func (s officialStore) Get(ctx context.Context, id official.ID) (official.Facts, error) {
	var row officialRow
	if err := s.take(ctx, s.db(ctx), &row, "id = ?", string(id)); err != nil {
		return official.Facts{}, err
	}
	return row.facts()
}

// Add implements desk.Officials.
func (s officialStore) Add(ctx context.Context, f official.Facts) error {
	row := officialRowOf(f)
	return s.db(ctx).Create(&row).Error
}

// Put implements desk.Officials.
func (s officialStore) Put(ctx context.Context, f official.Facts) error {
	row := officialRowOf(f)
	row.Version++
	res := s.db(ctx).Model(&officialRow{}).Where("id = ? AND version = ?", row.ID, f.Version).Select("*").Omit("id").Updates(&row)
	return Touched(res, cases.ErrStale)
}

// OfCase implements desk.Officials.
func (s officialStore) OfCase(ctx context.Context, id cases.ID) ([]official.Facts, error) {
	var rows []officialRow
	if err := s.db(ctx).Order("id").Limit(500).Find(&rows, "case_id = ?", string(id)).Error; err != nil {
		return nil, err
	}
	return each(rows, officialRow.facts)
}

// AddStep implements desk.Officials.
func (s officialStore) AddStep(ctx context.Context, x official.Step) error {
	return s.db(ctx).Create(&officialStepRow{
		ID: x.ID, OfficialID: string(x.OfficialID), CaseID: string(x.CaseID), Code: string(x.Code), HappenedOn: string(x.On), Words: x.Text, OrgID: string(x.Organization), ByUser: x.By, At: Stamp(x.At),
	}).Error
}

// Steps implements desk.Officials.
func (s officialStore) Steps(ctx context.Context, id official.ID) ([]official.Step, error) {
	var rows []officialStepRow
	if err := s.db(ctx).Order("happened_on, id").Limit(official.MostSteps).Find(&rows, "official_id = ?", string(id)).Error; err != nil {
		return nil, err
	}
	return each(rows, officialStepRow.step)
}
