package gormdb

import (
	"context"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/org"
	"liandong/domain/referral"
)

type arrivalRow struct {
	ReferralID     string `gorm:"primaryKey"`
	How            string `gorm:"primaryKey"`
	CaseID         string
	OrganizationID string
	UserID         string
	HappenedOn     string
	Proof          string `gorm:"serializer:personal"`
	Reason         string `gorm:"serializer:personal"`
	EnteredAt      string
}

func (arrivalRow) TableName() string { return "arrivals" }

// Arrivals implements desk.Referrals.
func (s referralStore) Arrivals(ctx context.Context, id cases.ID) ([]referral.Arrival, error) {
	var rows []arrivalRow
	if err := s.db(ctx).Order("referral_id, how").Limit(1000).Find(&rows, "case_id = ?", string(id)).Error; err != nil {
		return nil, err
	}
	all := make([]referral.Arrival, 0, len(rows))
	for _, r := range rows {
		a := referral.Arrival{
			ReferralID: referral.ID(r.ReferralID), CaseID: id, How: r.How, Organization: org.ID(r.OrganizationID), User: r.UserID,
			On: cases.Occurred{On: calendar.Date(r.HappenedOn), Reason: r.Reason, EnteredAt: Unstamp(r.EnteredAt)},
		}
		if err := unpack(r.Proof, &a.On.Proof); err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	return all, nil
}

// AddArrival implements desk.Referrals.
func (s referralStore) AddArrival(ctx context.Context, a referral.Arrival) error {
	row := arrivalRow{
		ReferralID: string(a.ReferralID), How: a.How, CaseID: string(a.CaseID), OrganizationID: string(a.Organization), UserID: a.User,
		HappenedOn: string(a.On.On), Proof: packed(a.On.Proof), Reason: a.On.Reason, EnteredAt: Stamp(a.On.EnteredAt),
	}
	return s.db(ctx).Create(&row).Error
}
