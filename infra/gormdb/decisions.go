package gormdb

import (
	"context"
	"strings"

	"gorm.io/gorm/clause"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/decision"
	"liandong/domain/desk"
	"liandong/domain/figures"
	"liandong/domain/org"
)

var _ desk.Decisions = decisionStore{}

// decisionStore is desk.Decisions bound to one transaction.
type decisionStore struct{ store }

type decisionRow struct {
	ID             string `gorm:"primaryKey"`
	OrganizationID string
	Title          string
	Region         string
	DecidedOn      string
	Words          string
	EnteredBy      string
	ByUser         string
	EnteredAt      string
	Version        int
}

func (decisionRow) TableName() string { return "decisions" }

type decisionStepRow struct {
	DecisionID string `gorm:"primaryKey"`
	Seq        int    `gorm:"primaryKey;autoIncrement:false"`
	Kind       string
	HappenedOn string
	Result     string
	ByUser     string
	EnteredAt  string
}

func (decisionStepRow) TableName() string { return "decision_steps" }

type decisionLinkRow struct {
	CaseID     string `gorm:"primaryKey"`
	DecisionID string `gorm:"primaryKey"`
	ByUser     string
	LinkedAt   string
}

func (decisionLinkRow) TableName() string { return "decision_links" }

func decisionRowOf(f decision.Facts) decisionRow {
	return decisionRow{
		ID: string(f.ID), OrganizationID: string(f.Organization), Title: f.Title, Region: f.Region, DecidedOn: string(f.DecidedOn), Words: f.Text,
		EnteredBy: string(f.EnteredBy), ByUser: f.By, EnteredAt: Stamp(f.EnteredAt), Version: f.Version,
	}
}

func (r decisionRow) facts() (decision.Facts, error) {
	return decision.Facts{
		ID: decision.ID(r.ID), Organization: org.ID(r.OrganizationID), Title: r.Title, Region: r.Region, DecidedOn: calendar.Date(r.DecidedOn), Text: r.Words,
		EnteredBy: org.ID(r.EnteredBy), By: r.ByUser, EnteredAt: Unstamp(r.EnteredAt), Version: r.Version,
	}, nil
}

// Get implements desk.Decisions.
func (s decisionStore) Get(ctx context.Context, id decision.ID) (decision.Facts, error) {
	var row decisionRow
	if err := s.take(ctx, s.db(ctx), &row, "id = ?", string(id)); err != nil {
		return decision.Facts{}, err
	}
	all, err := stepped(ctx, Lists{TX: s.tx}, []decisionRow{row})
	if err != nil {
		return decision.Facts{}, err
	}
	return all[0], nil
}

// stepped adds the steps to decisions, in the order in which they were entered.
func stepped(ctx context.Context, l Lists, rows []decisionRow) ([]decision.Facts, error) {
	all, err := each(rows, decisionRow.facts)
	if err != nil || len(all) == 0 {
		return all, err
	}
	at := map[string]int{}
	var ids []string
	for i, f := range all {
		at[string(f.ID)] = i
		ids = append(ids, string(f.ID))
	}
	var steps []decisionStepRow
	if err := l.TX.WithContext(ctx).Order("decision_id, seq").Find(&steps, "decision_id IN ?", ids).Error; err != nil {
		return nil, err
	}
	for _, s := range steps {
		f := &all[at[s.DecisionID]]
		f.Taken = append(f.Taken, decision.Taken{Kind: decision.Kind(s.Kind), On: calendar.Date(s.HappenedOn), Result: s.Result, By: s.ByUser, EnteredAt: Unstamp(s.EnteredAt)})
	}
	return all, nil
}

// Add implements desk.Decisions.
func (s decisionStore) Add(ctx context.Context, f decision.Facts) error {
	row := decisionRowOf(f)
	if err := s.db(ctx).Create(&row).Error; err != nil {
		return err
	}
	return s.addSteps(ctx, f)
}

// addSteps writes the steps that are not there yet: what was taken is never changed.
func (s decisionStore) addSteps(ctx context.Context, f decision.Facts) error {
	rows := make([]decisionStepRow, 0, len(f.Taken))
	for i, t := range f.Taken {
		rows = append(rows, decisionStepRow{string(f.ID), i + 1, string(t.Kind), string(t.On), t.Result, t.By, Stamp(t.EnteredAt)})
	}
	if len(rows) == 0 {
		return nil
	}
	return s.db(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&rows).Error
}

// Put implements desk.Decisions.
func (s decisionStore) Put(ctx context.Context, f decision.Facts) error {
	row := decisionRowOf(f)
	row.Version++
	res := s.db(ctx).Model(&decisionRow{}).Where("id = ? AND version = ?", row.ID, f.Version).Select("*").Omit("id").Updates(&row)
	if err := Touched(res, cases.ErrStale); err != nil {
		return err
	}
	return s.addSteps(ctx, f)
}

// LinksOf implements desk.Decisions.
func (s decisionStore) LinksOf(ctx context.Context, id cases.ID) ([]decision.Link, error) {
	var rows []decisionLinkRow
	if err := s.db(ctx).Order("linked_at, decision_id").Limit(100).Find(&rows, "case_id = ?", string(id)).Error; err != nil {
		return nil, err
	}
	return each(rows, func(r decisionLinkRow) (decision.Link, error) {
		return decision.Link{Case: cases.ID(r.CaseID), Decision: decision.ID(r.DecisionID), By: r.ByUser, At: Unstamp(r.LinkedAt)}, nil
	})
}

// Link implements desk.Decisions.
func (s decisionStore) Link(ctx context.Context, l decision.Link) error {
	err := s.db(ctx).Create(&decisionLinkRow{string(l.Case), string(l.Decision), l.By, Stamp(l.At)}).Error
	if IsDuplicate(err) {
		return decision.ErrLinked
	}
	return err
}

// Unlink implements desk.Decisions.
func (s decisionStore) Unlink(ctx context.Context, id cases.ID, d decision.ID) (bool, error) {
	res := s.db(ctx).Delete(&decisionLinkRow{}, "case_id = ? AND decision_id = ?", string(id), string(d))
	return res.RowsAffected > 0, res.Error
}

// Carry implements desk.Decisions.
func (s decisionStore) Carry(ctx context.Context, from, to cases.ID) error {
	var rows []decisionLinkRow
	if err := s.db(ctx).Find(&rows, "case_id = ?", string(from)).Error; err != nil || len(rows) == 0 {
		return err
	}
	for i := range rows {
		rows[i].CaseID = string(to)
	}
	if err := s.db(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&rows).Error; err != nil {
		return err
	}
	return s.db(ctx).Delete(&decisionLinkRow{}, "case_id = ?", string(from)).Error
}

// Linked implements desk.Decisions.
func (s decisionStore) Linked(ctx context.Context, id decision.ID) (n int64, err error) {
	err = s.db(ctx).Table("decision_links l").Joins("JOIN cases c ON c.id = l.case_id").Where("l.decision_id = ? AND c.purpose <> ?", string(id), string(cases.Accusation)).Count(&n).Error
	return n, err
}

// DecisionFilter narrows the register.
type DecisionFilter struct {
	Own    []org.ID // the reader's organisation and those in whose place it stands
	Region string   // the reader's own
	Mine   bool     // only those of Own
	Query  string   // part of the title
}

// Decisions lists the register of an area, the latest decision first.
func (l Lists) Decisions(ctx context.Context, f DecisionFilter, p Page) ([]decision.Facts, string, error) {
	q := l.TX.WithContext(ctx).Model(&decisionRow{}).Order("decided_on DESC, id DESC").Limit(p.Limit + 1)
	if f.Mine {
		q = q.Where("organization_id IN ?", f.Own)
	} else {
		q = q.Where("(organization_id IN ? OR region LIKE ? OR region IN ?)", f.Own, f.Region+"%", figures.Regions(f.Region))
	}
	if f.Query != "" {
		q = q.Where("title LIKE ?", "%"+strings.NewReplacer("%", "", "_", "").Replace(f.Query)+"%")
	}
	if p.Cursor != "" {
		on, id, err := decodeCursor(p.Cursor)
		if err != nil {
			return nil, "", err
		}
		q = q.Where("(decided_on < ? OR (decided_on = ? AND id < ?))", on, on, id)
	}
	var rows []decisionRow
	if err := q.Find(&rows).Error; err != nil {
		return nil, "", err
	}
	next := ""
	if len(rows) > p.Limit {
		rows = rows[:p.Limit]
		next = encodeCursor(rows[p.Limit-1].DecidedOn, rows[p.Limit-1].ID)
	}
	all, err := stepped(ctx, l, rows)
	return all, next, err
}

// RegionNames names divisions by their codes.
func (l Lists) RegionNames(ctx context.Context, codes []string) (map[string]string, error) {
	var rows []regionRow
	if err := l.TX.WithContext(ctx).Find(&rows, "code IN ?", codes).Error; err != nil {
		return nil, err
	}
	names := make(map[string]string, len(rows))
	for _, r := range rows {
		names[r.Code] = r.Name
	}
	return names, nil
}
