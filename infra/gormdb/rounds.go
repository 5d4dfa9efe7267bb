package gormdb

import (
	"context"

	"liandong/domain/cases"
	"liandong/domain/org"
	"liandong/domain/party"
)

type roundRow struct {
	CaseID         string `gorm:"primaryKey"`
	Seq            int    `gorm:"primaryKey"`
	OpenedAt       string
	Ground         string
	PartyID        string
	OrganizationID string
	Words          string `gorm:"serializer:personal"`
	DocumentID     string
	ClosedAt       string
	Outcome        string
}

func (roundRow) TableName() string { return "rounds" }

// rounds writes what a unit of work did to a case's rounds: one that ends is
// ended exactly once, one that begins is new.
func (s caseStore) rounds(ctx context.Context, all []cases.Round) error {
	for _, r := range all {
		if !r.ClosedAt.IsZero() {
			res := s.db(ctx).Model(&roundRow{}).Where("case_id = ? AND seq = ? AND closed_at = ''", string(r.CaseID), r.Seq).
				Updates(map[string]any{"closed_at": Stamp(r.ClosedAt), "outcome": string(r.Outcome)})
			if err := Touched(res, cases.ErrStale); err != nil {
				return err
			}
			continue
		}
		row := roundRow{
			CaseID: string(r.CaseID), Seq: r.Seq, OpenedAt: Stamp(r.OpenedAt), Ground: string(r.Ground), PartyID: string(r.PartyID),
			OrganizationID: string(r.Organization), Words: r.Words, DocumentID: r.DocumentID,
		}
		if err := s.db(ctx).Create(&row).Error; err != nil {
			return err
		}
	}
	return nil
}

// Rounds implements desk.Cases.
func (s caseStore) Rounds(ctx context.Context, id cases.ID) ([]cases.Round, error) {
	var rows []roundRow
	if err := s.db(ctx).Order("seq").Limit(1000).Find(&rows, "case_id = ?", string(id)).Error; err != nil {
		return nil, err
	}
	all := make([]cases.Round, 0, len(rows))
	for _, r := range rows {
		all = append(all, cases.Round{
			CaseID: id, Seq: r.Seq, OpenedAt: Unstamp(r.OpenedAt), Ground: cases.Ground(r.Ground), PartyID: party.ID(r.PartyID), Organization: org.ID(r.OrganizationID),
			Words: r.Words, DocumentID: r.DocumentID, ClosedAt: Unstamp(r.ClosedAt), Outcome: cases.Outcome(r.Outcome),
		})
	}
	return all, nil
}
