package gormdb

import (
	"context"
	"errors"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/channel"
	"liandong/domain/desk"
	"liandong/domain/org"
	"liandong/domain/referral"
)

var _ desk.Referrals = referralStore{}

// referralStore is desk.Referrals bound to one transaction.
type referralStore struct{ store }

// ReferralRow is a referral as stored; readers share it.
type ReferralRow struct {
	ID             string `gorm:"primaryKey"`
	CaseID         string
	MovingCaseID   *string // the case's id while unanswered and moving, else NULL: at most one
	FromID         string
	ToID           string
	SuperiorID     string
	Mode           string
	Moves          int
	Channel        string
	Route          string
	State          string
	Reason         string `gorm:"serializer:personal"`
	OverrideReason string `gorm:"serializer:personal"`
	Items          string
	AskedItems     string `gorm:"serializer:personal"`
	AnswerCode     string
	AnswerText     string `gorm:"serializer:personal"`
	ObjectionText  string `gorm:"serializer:personal"`
	OverruledText  string `gorm:"serializer:personal"`
	DecisionText   string `gorm:"serializer:personal"`
	Outcome        string
	SentAt         string
	DeliveredAt    string
	AcceptedAt     string
	CompletedAt    string
	AcknowledgedAt string
	ObjectedAt     string
	OverruledAt    string
	ContestedAt    string
	Filed          string `gorm:"serializer:personal"`
	FilingNumber   string `gorm:"serializer:personal"`
	HandedInOn     string
	AskedOn        string
	SuppliedOn     string
	RefusedOn      string
	AnswerDueOn    string
	NoticeDueOn    string
	DueKey         string // what the boxes are sorted by
	ObjectionOpen  int
	ObjectionUsed  int
	Final          int
	SentBack       int
	AutoClosed     int
	Version        int
}

// TableName implements gorm's Tabler.
func (ReferralRow) TableName() string { return "referrals" }

func referralRowOf(f referral.Facts) ReferralRow {
	row := ReferralRow{
		ID: string(f.ID), CaseID: string(f.CaseID), FromID: string(f.From), ToID: string(f.To), SuperiorID: string(f.Superior),
		Mode: string(f.Mode), Moves: bit(f.Moves), Channel: string(f.Channel), Route: string(f.Route), State: string(f.State),
		Reason: f.Reason, OverrideReason: f.OverrideReason, Items: packed(f.Items), AskedItems: packed(f.AskedItems),
		AnswerCode: f.AnswerCode, AnswerText: f.AnswerText, ObjectionText: f.ObjectionText, OverruledText: f.OverruledText, DecisionText: f.DecisionText, Outcome: string(f.Outcome),
		SentAt: Stamp(f.SentAt), DeliveredAt: Stamp(f.DeliveredAt), AcceptedAt: Stamp(f.AcceptedAt), CompletedAt: Stamp(f.CompletedAt),
		AcknowledgedAt: Stamp(f.AcknowledgedAt), ObjectedAt: Stamp(f.ObjectedAt), OverruledAt: Stamp(f.OverruledAt), ContestedAt: Stamp(f.ContestedAt),
		Filed: packed(f.Filed), FilingNumber: f.FilingNumber, AnswerDueOn: string(f.AnswerDueOn), NoticeDueOn: string(f.NoticeDueOn),
		DueKey: dueKey(f), ObjectionOpen: bit(f.ObjectionOpen), ObjectionUsed: bit(f.ObjectionUsed), Final: bit(f.Final),
		SentBack: bit(f.SentBack), AutoClosed: bit(f.AutoClosed), Version: f.Version,
		HandedInOn: string(f.HandedInOn), AskedOn: string(f.AskedOn), SuppliedOn: string(f.SuppliedOn), RefusedOn: string(f.RefusedOn),
	}
	if f.Moves && f.State.Unanswered() {
		row.MovingCaseID = &row.CaseID
	}
	return row
}

// dueKey puts what must be answered soonest first, what runs without a date
// after it, and what is over last.
func dueKey(f referral.Facts) string {
	switch {
	case f.State.Unfinished() && f.AnswerDueOn != "":
		return string(f.AnswerDueOn)
	case f.State == referral.Assigned && f.NoticeDueOn != "":
		return string(f.NoticeDueOn)
	case f.State.Unfinished():
		return "9998-12-31"
	}
	return farOff
}

// Facts rebuilds the domain's view of the row.
func (r ReferralRow) Facts() (referral.Facts, error) {
	f := referral.Facts{
		ID: referral.ID(r.ID), CaseID: cases.ID(r.CaseID), From: org.ID(r.FromID), To: org.ID(r.ToID), Superior: org.ID(r.SuperiorID),
		Mode: referral.Mode(r.Mode), Moves: r.Moves == 1, Channel: channel.Channel(r.Channel), Route: channel.Route(r.Route), State: referral.State(r.State),
		Reason: r.Reason, OverrideReason: r.OverrideReason, AnswerCode: r.AnswerCode, AnswerText: r.AnswerText, ObjectionText: r.ObjectionText, OverruledText: r.OverruledText, DecisionText: r.DecisionText,
		Outcome: referral.Outcome(r.Outcome), SentAt: Unstamp(r.SentAt), DeliveredAt: Unstamp(r.DeliveredAt), AcceptedAt: Unstamp(r.AcceptedAt),
		CompletedAt: Unstamp(r.CompletedAt), AcknowledgedAt: Unstamp(r.AcknowledgedAt), ObjectedAt: Unstamp(r.ObjectedAt),
		OverruledAt: Unstamp(r.OverruledAt), ContestedAt: Unstamp(r.ContestedAt), FilingNumber: r.FilingNumber,
		AnswerDueOn: calendar.Date(r.AnswerDueOn), NoticeDueOn: calendar.Date(r.NoticeDueOn), ObjectionOpen: r.ObjectionOpen == 1,
		ObjectionUsed: r.ObjectionUsed == 1, Final: r.Final == 1, SentBack: r.SentBack == 1, AutoClosed: r.AutoClosed == 1, Version: r.Version,
		HandedInOn: calendar.Date(r.HandedInOn), AskedOn: calendar.Date(r.AskedOn), SuppliedOn: calendar.Date(r.SuppliedOn), RefusedOn: calendar.Date(r.RefusedOn),
	}
	return f, errors.Join(unpack(r.Items, &f.Items), unpack(r.AskedItems, &f.AskedItems), unpack(r.Filed, &f.Filed))
}

// Get implements desk.Referrals.
func (s referralStore) Get(ctx context.Context, id referral.ID) (*referral.Referral, error) {
	var row ReferralRow
	if err := s.take(ctx, s.db(ctx), &row, "id = ?", string(id)); err != nil {
		return nil, err
	}
	f, err := row.Facts()
	return referral.Restore(f), err
}

// OfCase implements desk.Referrals.
func (s referralStore) OfCase(ctx context.Context, id cases.ID) ([]referral.Facts, error) {
	var rows []ReferralRow
	if err := s.db(ctx).Order("id").Find(&rows, "case_id = ?", string(id)).Error; err != nil {
		return nil, err
	}
	all := make([]referral.Facts, 0, len(rows))
	for _, r := range rows {
		f, err := r.Facts()
		if err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return all, nil
}

// Add implements desk.Referrals.
func (s referralStore) Add(ctx context.Context, r *referral.Referral) error {
	row := referralRowOf(r.Facts())
	err := s.db(ctx).Create(&row).Error
	if IsDuplicate(err) {
		return desk.ErrUnanswered
	}
	return err
}

// Put implements desk.Referrals by compare-and-set on the version.
func (s referralStore) Put(ctx context.Context, r *referral.Referral) error {
	f := r.Facts()
	row := referralRowOf(f)
	row.Version = f.Version + 1
	res := s.db(ctx).Model(&ReferralRow{}).Where("id = ? AND version = ?", row.ID, f.Version).
		Select("*").Omit("id", "case_id", "mode", "sent_at").Updates(row)
	if err := Touched(res, cases.ErrStale); err != nil {
		return err
	}
	r.Saved()
	return nil
}
