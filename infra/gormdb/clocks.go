package gormdb

import (
	"context"
	"errors"
	"slices"
	"strings"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/clock"
	"liandong/domain/desk"
)

var _ desk.Clocks = clockStore{}

// clockStore is desk.Clocks bound to one transaction.
type clockStore struct{ store }

type clockRow struct {
	ID              string `gorm:"primaryKey"`
	CaseID          string
	Rule            string
	RuleVersion     string
	Kind            string
	State           string
	Subject         string
	PartyID         string
	StartOn         string
	Excluded        string
	Extension       string
	LiteralOn       string
	DueOn           string
	LatestOn        string
	CalendarVersion string
	CalendarMissing int
	StopsWaiting    int
	Label           string `gorm:"serializer:personal"`
	PausedOn        string
	Ground          string `gorm:"serializer:personal"`
	ReviewOn        string
	StartedAt       string
	EndedAt         string
	FiredAt         string
	DoneAt          string
	Version         int
}

func (clockRow) TableName() string { return "clocks" }

func clockRowOf(c clock.Running) clockRow {
	return clockRow{
		ID: c.ID, CaseID: c.CaseID, Rule: c.Rule, RuleVersion: c.RuleVersion, Kind: string(c.Kind), State: string(c.State), Subject: c.Of,
		PartyID: c.PartyID, StartOn: string(c.StartOn), Excluded: packed(c.Excluded), Extension: packed(c.Extension), LiteralOn: string(c.LiteralOn),
		DueOn: string(c.DueOn), LatestOn: string(c.LatestOn), CalendarVersion: c.CalendarVersion, CalendarMissing: bit(c.CalendarMissing),
		StopsWaiting: bit(c.StopsWhileWaiting), Label: c.Label, PausedOn: string(c.PausedOn), Ground: c.Ground, ReviewOn: string(c.ReviewOn),
		StartedAt: Stamp(c.StartedAt), EndedAt: Stamp(c.EndedAt), FiredAt: Stamp(c.FiredAt), DoneAt: Stamp(c.DoneAt), Version: c.Version,
	}
}

func (r clockRow) running() (clock.Running, error) {
	c := clock.Running{
		ID: r.ID, CaseID: r.CaseID, Rule: r.Rule, RuleVersion: r.RuleVersion, Kind: clock.Kind(r.Kind), State: clock.State(r.State), Of: r.Subject,
		PartyID: r.PartyID, StartOn: calendar.Date(r.StartOn), LiteralOn: calendar.Date(r.LiteralOn), DueOn: calendar.Date(r.DueOn),
		LatestOn: calendar.Date(r.LatestOn), CalendarVersion: r.CalendarVersion, CalendarMissing: r.CalendarMissing == 1,
		StopsWhileWaiting: r.StopsWaiting == 1, Label: r.Label, PausedOn: calendar.Date(r.PausedOn), Ground: r.Ground, ReviewOn: calendar.Date(r.ReviewOn),
		StartedAt: Unstamp(r.StartedAt), EndedAt: Unstamp(r.EndedAt), FiredAt: Unstamp(r.FiredAt), DoneAt: Unstamp(r.DoneAt), Version: r.Version,
	}
	return c, errors.Join(unpack(r.Excluded, &c.Excluded), unpack(r.Extension, &c.Extension))
}

// OfCase implements desk.Clocks.
func (s clockStore) OfCase(ctx context.Context, id cases.ID) ([]clock.Running, error) {
	var rows []clockRow
	if err := s.db(ctx).Order("id").Find(&rows, "case_id = ?", string(id)).Error; err != nil {
		return nil, err
	}
	all := make([]clock.Running, 0, len(rows))
	for _, r := range rows {
		c, err := r.running()
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}

// Get implements desk.Clocks.
func (s clockStore) Get(ctx context.Context, id string) (clock.Running, error) {
	var row clockRow
	if err := s.take(ctx, s.db(ctx), &row, "id = ?", id); err != nil {
		return clock.Running{}, err
	}
	return row.running()
}

// Add implements desk.Clocks.
func (s clockStore) Add(ctx context.Context, c clock.Running) error {
	row := clockRowOf(c)
	return s.db(ctx).Create(&row).Error
}

// Put implements desk.Clocks by compare-and-set on the version.
func (s clockStore) Put(ctx context.Context, c clock.Running) error {
	row := clockRowOf(c)
	row.Version = c.Version + 1
	res := s.db(ctx).Model(&clockRow{}).Where("id = ? AND version = ?", row.ID, c.Version).
		Select("*").Omit("id", "case_id", "rule", "rule_version", "kind", "subject", "party_id", "start_on", "started_at").Updates(row)
	return Touched(res, cases.ErrStale)
}

// Due is a clock whose last day is over.
type Due struct {
	ID   string
	Last calendar.Date
}

// DueClocks lists up to limit running clocks whose last day lies before today,
// earliest first. A clock whose calendar is not published ends on the day by
// which it is certainly over, where there is one.
func (db *DB) DueClocks(ctx context.Context, today calendar.Date, limit int) ([]Due, error) {
	var due []Due
	for _, q := range []struct{ column, where string }{
		{"due_on", "due_on <> ''"}, {"latest_on", "due_on = '' AND latest_on <> ''"},
	} {
		var some []Due
		err := db.reader().WithContext(ctx).Table("clocks").Select("id, "+q.column+" AS last").
			Where("state = ? AND "+q.where+" AND "+q.column+" < ?", string(clock.Ticking), string(today)).
			Order(q.column + ", id").Limit(limit).Scan(&some).Error
		if err != nil {
			return nil, err
		}
		due = append(due, some...)
	}
	slices.SortStableFunc(due, func(a, b Due) int { return strings.Compare(string(a.Last), string(b.Last)) })
	return due[:min(limit, len(due))], nil
}
