package gormdb

import (
	"context"
	"errors"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/desk"
	"liandong/domain/org"
	"liandong/domain/party"
)

var (
	_ desk.Withdrawals = withdrawalStore{}
	_ desk.Recordings  = recordingStore{}
	_ desk.Ratings     = ratingStore{}
	_ desk.Addresses   = addressStore{}
)

// withdrawalStore is desk.Withdrawals bound to one transaction.
type withdrawalStore struct{ store }

type withdrawalRow struct {
	ID        string `gorm:"primaryKey"`
	CaseID    string
	PartyID   string
	AgentID   string
	State     string
	AskedAt   string
	UndoUntil string
	ByOrg     string
	ByUser    string
	EndedAt   string
	Version   int
}

func (withdrawalRow) TableName() string { return "withdrawals" }

func withdrawalRowOf(w cases.Withdrawal) withdrawalRow {
	return withdrawalRow{
		ID: w.ID, CaseID: string(w.CaseID), PartyID: string(w.PartyID), AgentID: string(w.AgentID), State: w.State, AskedAt: Stamp(w.AskedAt),
		UndoUntil: string(w.UndoUntil), ByOrg: string(w.ByOrg), ByUser: w.ByUser, EndedAt: Stamp(w.EndedAt), Version: w.Version,
	}
}

// OfCase implements desk.Withdrawals.
func (s withdrawalStore) OfCase(ctx context.Context, id cases.ID) ([]cases.Withdrawal, error) {
	var rows []withdrawalRow
	if err := s.db(ctx).Order("id").Limit(1000).Find(&rows, "case_id = ?", string(id)).Error; err != nil {
		return nil, err
	}
	all := make([]cases.Withdrawal, 0, len(rows))
	for _, r := range rows {
		all = append(all, cases.Withdrawal{
			ID: r.ID, CaseID: id, PartyID: party.ID(r.PartyID), AgentID: party.AgentID(r.AgentID), State: r.State, AskedAt: Unstamp(r.AskedAt),
			UndoUntil: calendar.Date(r.UndoUntil), ByOrg: org.ID(r.ByOrg), ByUser: r.ByUser, EndedAt: Unstamp(r.EndedAt), Version: r.Version,
		})
	}
	return all, nil
}

// Add implements desk.Withdrawals.
func (s withdrawalStore) Add(ctx context.Context, w cases.Withdrawal) error {
	row := withdrawalRowOf(w)
	return s.db(ctx).Create(&row).Error
}

// Put implements desk.Withdrawals by compare-and-set on the version.
func (s withdrawalStore) Put(ctx context.Context, w cases.Withdrawal) error {
	row := withdrawalRowOf(w)
	row.Version++
	res := s.db(ctx).Model(&withdrawalRow{}).Where("id = ? AND version = ?", w.ID, w.Version).Select("*").Omit("id", "case_id", "party_id").Updates(row)
	return Touched(res, cases.ErrStale)
}

// recordingStore is desk.Recordings bound to one transaction.
type recordingStore struct{ store }

type recordingRow struct {
	ID         string `gorm:"primaryKey"`
	CaseID     string
	PartyID    string
	Act        string
	Subject    string
	ByOrg      string
	ByUser     string
	RecordedAt string
	Answer     string
	AnsweredBy string
	AnsweredAt string
	Version    int
}

func (recordingRow) TableName() string { return "recorded_for" }

func recordingRowOf(r desk.Recording) recordingRow {
	return recordingRow{
		ID: r.ID, CaseID: string(r.CaseID), PartyID: string(r.PartyID), Act: r.Act, Subject: r.Subject, ByOrg: string(r.ByOrg), ByUser: r.ByUser,
		RecordedAt: Stamp(r.At), Answer: r.Answer, AnsweredBy: r.AnsweredBy, AnsweredAt: Stamp(r.AnsweredAt), Version: r.Version,
	}
}

// OfCase implements desk.Recordings.
func (s recordingStore) OfCase(ctx context.Context, id cases.ID) ([]desk.Recording, error) {
	var rows []recordingRow
	if err := s.db(ctx).Order("id").Limit(1000).Find(&rows, "case_id = ?", string(id)).Error; err != nil {
		return nil, err
	}
	all := make([]desk.Recording, 0, len(rows))
	for _, r := range rows {
		all = append(all, desk.Recording{
			ID: r.ID, CaseID: id, PartyID: party.ID(r.PartyID), Act: r.Act, Subject: r.Subject, ByOrg: org.ID(r.ByOrg), ByUser: r.ByUser,
			At: Unstamp(r.RecordedAt), Answer: r.Answer, AnsweredBy: r.AnsweredBy, AnsweredAt: Unstamp(r.AnsweredAt), Version: r.Version,
		})
	}
	return all, nil
}

// Add implements desk.Recordings.
func (s recordingStore) Add(ctx context.Context, r desk.Recording) error {
	row := recordingRowOf(r)
	return s.db(ctx).Create(&row).Error
}

// Put implements desk.Recordings by compare-and-set on the version.
func (s recordingStore) Put(ctx context.Context, r desk.Recording) error {
	row := recordingRowOf(r)
	row.Version++
	res := s.db(ctx).Model(&recordingRow{}).Where("id = ? AND version = ?", r.ID, r.Version).Select("answer", "answered_by", "answered_at", "version").Updates(row)
	return Touched(res, cases.ErrStale)
}

// ratingStore is desk.Ratings bound to one transaction.
type ratingStore struct{ store }

type ratingRow struct {
	ID             string `gorm:"primaryKey"`
	OrganizationID string
	Month          string
	Score          int
}

func (ratingRow) TableName() string { return "ratings" }

type ratingMark struct {
	PartyID        string `gorm:"primaryKey"`
	OrganizationID string `gorm:"primaryKey"`
}

func (ratingMark) TableName() string { return "rating_marks" }

// Mark implements desk.Ratings.
func (s ratingStore) Mark(ctx context.Context, p party.ID, organization org.ID) error {
	err := s.db(ctx).Create(&ratingMark{PartyID: string(p), OrganizationID: string(organization)}).Error
	if IsDuplicate(err) {
		return desk.ErrRated
	}
	return err
}

// Add implements desk.Ratings.
func (s ratingStore) Add(ctx context.Context, r desk.Rating) error {
	return s.db(ctx).Create(&ratingRow{ID: r.ID, OrganizationID: string(r.Organization), Month: r.Month, Score: r.Score}).Error
}

// Of implements desk.Ratings.
func (s ratingStore) Of(ctx context.Context, organization org.ID) (map[int]int, error) {
	var rows []struct{ Score, N int }
	err := s.db(ctx).Model(&ratingRow{}).Select("score, COUNT(*) AS n").Where("organization_id = ?", string(organization)).Group("score").Scan(&rows).Error
	count := map[int]int{}
	for _, r := range rows {
		count[r.Score] = r.N
	}
	return count, err
}

// addressStore is desk.Addresses bound to one transaction.
type addressStore struct{ store }

type addressRow struct {
	PartyID string `gorm:"primaryKey"`
	CaseID  string
	Address string `gorm:"serializer:personal"`
}

func (addressRow) TableName() string { return "protected_addresses" }

// Get implements desk.Addresses.
func (s addressStore) Get(ctx context.Context, p party.ID) (string, bool, error) {
	var row addressRow
	err := s.db(ctx).Take(&row, "party_id = ?", string(p)).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return "", false, nil
	}
	return row.Address, err == nil, err
}

// OfCase implements desk.Addresses.
func (s addressStore) OfCase(ctx context.Context, id cases.ID) ([]party.ID, error) {
	var all []party.ID
	return all, s.db(ctx).Model(&addressRow{}).Where("case_id = ?", string(id)).Order("party_id").Pluck("party_id", &all).Error
}

// Keep implements desk.Addresses.
func (s addressStore) Keep(ctx context.Context, id cases.ID, p party.ID, address string) error {
	return s.db(ctx).Clauses(clause.OnConflict{UpdateAll: true}).Create(&addressRow{PartyID: string(p), CaseID: string(id), Address: address}).Error
}

// Drop implements desk.Addresses.
func (s addressStore) Drop(ctx context.Context, p party.ID) error {
	return s.db(ctx).Delete(&addressRow{}, "party_id = ?", string(p)).Error
}
