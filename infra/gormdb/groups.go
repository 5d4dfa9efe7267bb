package gormdb

import (
	"context"
	"errors"
	"time"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/desk"
	"liandong/domain/document"
	"liandong/domain/group"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/who"
)

var _ desk.Groups = groupStore{}

// groupStore is desk.Groups bound to one transaction.
type groupStore struct{ store }

type groupRow struct {
	ID        string `gorm:"primaryKey"`
	Title     string `gorm:"serializer:personal"`
	FounderID string
	FoundedAt string
	Version   int
}

func (groupRow) TableName() string { return "case_groups" }

func (r groupRow) group() group.Group {
	return group.Group{ID: group.ID(r.ID), Title: r.Title, Founder: org.ID(r.FounderID), FoundedAt: Unstamp(r.FoundedAt), Version: r.Version}
}

type memberRow struct {
	CaseID   string `gorm:"primaryKey"`
	GroupID  string
	JoinedAt string
}

func (memberRow) TableName() string { return "group_members" }

type representativeRow struct {
	PartyID    string `gorm:"primaryKey"`
	GroupID    string
	CaseID     string
	DocumentID string
	SinceOn    string
	ByUser     string
}

func (representativeRow) TableName() string { return "group_representatives" }

// Get implements desk.Groups.
func (s groupStore) Get(ctx context.Context, id group.ID) (group.Group, error) {
	var row groupRow
	err := s.take(ctx, s.locking(ctx), &row, "id = ?", string(id))
	return row.group(), err
}

// Of implements desk.Groups.
func (s groupStore) Of(ctx context.Context, id cases.ID) (group.Group, bool, error) {
	var row groupRow
	err := s.take(ctx, s.db(ctx), &row, "id = (SELECT m.group_id FROM group_members m WHERE m.case_id = ?)", string(id))
	if errors.Is(err, who.ErrNotVisible) {
		return group.Group{}, false, nil
	}
	return row.group(), err == nil, err
}

// Add implements desk.Groups.
func (s groupStore) Add(ctx context.Context, g group.Group) error {
	return s.db(ctx).Create(&groupRow{ID: string(g.ID), Title: g.Title, FounderID: string(g.Founder), FoundedAt: Stamp(g.FoundedAt), Version: g.Version}).Error
}

// Join implements desk.Groups.
func (s groupStore) Join(ctx context.Context, id group.ID, c cases.ID, at time.Time) error {
	err := s.db(ctx).Create(&memberRow{CaseID: string(c), GroupID: string(id), JoinedAt: Stamp(at)}).Error
	if IsDuplicate(err) {
		return group.ErrGrouped
	}
	return err
}

// Leave implements desk.Groups.
func (s groupStore) Leave(ctx context.Context, c cases.ID) error {
	return s.db(ctx).Delete(&memberRow{}, "case_id = ?", string(c)).Error
}

// Toward implements desk.Groups.
func (s groupStore) Toward(ctx context.Context, id group.ID, organization org.ID, on calendar.Date) ([]who.Standing, error) {
	var all []who.Standing
	q := s.db(ctx).Table("group_members m").Joins("JOIN standings s ON s.case_id = m.case_id").
		Where("m.group_id = ? AND s.organization_id = ?", string(id), string(organization))
	err := standing(q, on).Distinct().Order("s.standing").Pluck("s.standing", &all).Error
	return all, err
}

// CaseOf implements desk.Groups.
func (s groupStore) CaseOf(ctx context.Context, id group.ID, p party.ID) (cases.ID, error) {
	var row struct{ CaseID string }
	err := s.take(ctx, s.db(ctx).Table("parties").Select("parties.case_id"), &row,
		"parties.id = ? AND EXISTS (SELECT 1 FROM group_members m WHERE m.case_id = parties.case_id AND m.group_id = ?)", string(p), string(id))
	return cases.ID(row.CaseID), err
}

// Representatives implements desk.Groups.
func (s groupStore) Representatives(ctx context.Context, id group.ID) ([]group.Representative, error) {
	var rows []representativeRow
	err := s.db(ctx).Table("group_representatives r").Select("r.*").Joins("JOIN cases c ON c.id = r.case_id AND c.state = 'open'").
		Where("r.group_id = ?", string(id)).Order("r.since_on, r.party_id").Scan(&rows).Error
	all := make([]group.Representative, 0, len(rows))
	for _, r := range rows {
		all = append(all, group.Representative{Group: id, Party: party.ID(r.PartyID), Case: cases.ID(r.CaseID), Document: document.ID(r.DocumentID), Since: calendar.Date(r.SinceOn), By: r.ByUser})
	}
	return all, err
}

// Name implements desk.Groups. The group is locked by who names.
func (s groupStore) Name(ctx context.Context, r group.Representative) error {
	if _, err := s.End(ctx, r.Case, r.Party); err != nil {
		return err
	}
	return s.db(ctx).Create(&representativeRow{PartyID: string(r.Party), GroupID: string(r.Group), CaseID: string(r.Case), DocumentID: string(r.Document), SinceOn: string(r.Since), ByUser: r.By}).Error
}

// End implements desk.Groups.
func (s groupStore) End(ctx context.Context, c cases.ID, p party.ID) (int, error) {
	q := s.db(ctx).Where("case_id = ?", string(c))
	if p != "" {
		q = q.Where("party_id = ?", string(p))
	}
	res := q.Delete(&representativeRow{})
	return int(res.RowsAffected), res.Error
}

type planRow struct {
	GroupID        string `gorm:"primaryKey"`
	No             int    `gorm:"primaryKey"`
	Words          string `gorm:"serializer:personal"`
	OrganizationID string
	ByUser         string
	MadeAt         string
}

func (planRow) TableName() string { return "group_plans" }

// AddPlan implements desk.Groups. The group is locked by who writes.
func (s groupStore) AddPlan(ctx context.Context, p group.Plan) error {
	return s.db(ctx).Create(&planRow{GroupID: string(p.Group), No: p.No, Words: p.Text, OrganizationID: string(p.Organization), ByUser: p.By, MadeAt: Stamp(p.MadeAt)}).Error
}

// Plans implements desk.Groups.
func (s groupStore) Plans(ctx context.Context, id group.ID) ([]group.Plan, error) {
	var rows []planRow
	err := s.db(ctx).Where("group_id = ?", string(id)).Order("no").Find(&rows).Error
	all := make([]group.Plan, 0, len(rows))
	for _, r := range rows {
		all = append(all, group.Plan{Group: id, No: r.No, Text: r.Words, Organization: org.ID(r.OrganizationID), By: r.ByUser, MadeAt: Unstamp(r.MadeAt)})
	}
	return all, err
}
