package gormdb

import (
	"context"

	"liandong/domain/cases"
	"liandong/domain/org"
	"liandong/domain/referral"
)

type messageRow struct {
	ID             string `gorm:"primaryKey"`
	ReferralID     string
	CaseID         string
	OrganizationID string
	UserID         string
	Words          string `gorm:"serializer:personal"`
	WrittenAt      string
}

func (messageRow) TableName() string { return "referral_messages" }

// Messages implements desk.Referrals.
func (s referralStore) Messages(ctx context.Context, id referral.ID) ([]referral.Message, error) {
	var rows []messageRow
	if err := s.db(ctx).Order("id").Limit(referral.MostMessages).Find(&rows, "referral_id = ?", string(id)).Error; err != nil {
		return nil, err
	}
	all := make([]referral.Message, 0, len(rows))
	for _, r := range rows {
		all = append(all, referral.Message{ID: r.ID, ReferralID: id, CaseID: cases.ID(r.CaseID), Organization: org.ID(r.OrganizationID), By: r.UserID, Text: r.Words, At: Unstamp(r.WrittenAt)})
	}
	return all, nil
}

// AddMessage implements desk.Referrals.
func (s referralStore) AddMessage(ctx context.Context, m referral.Message) error {
	row := messageRow{ID: m.ID, ReferralID: string(m.ReferralID), CaseID: string(m.CaseID), OrganizationID: string(m.Organization), UserID: m.By, Words: m.Text, WrittenAt: Stamp(m.At)}
	return s.db(ctx).Create(&row).Error
}
