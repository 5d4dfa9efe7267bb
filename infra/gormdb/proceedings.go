package gormdb

import (
	"context"
	"errors"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/channel"
	"liandong/domain/desk"
	"liandong/domain/org"
	"liandong/domain/procedure"
)

var (
	_ desk.Proceedings = proceedingStore{}
	_ desk.Notes       = noteStore{}
)

// proceedingStore is desk.Proceedings bound to one transaction.
type proceedingStore struct{ store }

type proceedingRow struct {
	ID             string `gorm:"primaryKey"`
	CaseID         string
	ReferralID     string
	Channel        string
	Route          string
	Life           string
	OrganizationID string
	Team           string
	State          string
	StateBefore    string
	Outcome        string
	EndCode        string
	EndText        string `gorm:"serializer:personal"`
	ResultText     string `gorm:"serializer:personal"`
	Number         string `gorm:"serializer:personal"`
	FiledOn        string
	DecidedOn      string
	ReviewOn       string
	Ground         string `gorm:"serializer:personal"`
	Asked          string `gorm:"serializer:personal"`
	Served         string
	OpenedAt       string
	EndedAt        string
	Version        int
}

func (proceedingRow) TableName() string { return "proceedings" }

func proceedingRowOf(f procedure.Facts) proceedingRow {
	return proceedingRow{
		ID: string(f.ID), CaseID: string(f.CaseID), ReferralID: f.ReferralID, Channel: string(f.Channel), Route: string(f.Route), Life: f.Life,
		OrganizationID: string(f.Organization), Team: f.Team, State: string(f.State), StateBefore: string(f.Before), Outcome: string(f.Outcome),
		EndCode: f.EndCode, EndText: f.EndText, ResultText: f.ResultText, Number: f.Number, FiledOn: string(f.FiledOn), DecidedOn: string(f.DecidedOn),
		ReviewOn: string(f.ReviewOn), Ground: f.Ground, Asked: packed(f.Asked), Served: packed(f.Served), OpenedAt: Stamp(f.OpenedAt), EndedAt: Stamp(f.EndedAt), Version: f.Version,
	}
}

func (r proceedingRow) facts() (procedure.Facts, error) {
	f := procedure.Facts{
		ID: procedure.ID(r.ID), CaseID: cases.ID(r.CaseID), ReferralID: r.ReferralID, Channel: channel.Channel(r.Channel), Route: channel.Route(r.Route), Life: r.Life,
		Organization: org.ID(r.OrganizationID), Team: r.Team, State: procedure.State(r.State), Before: procedure.State(r.StateBefore),
		Outcome: procedure.Outcome(r.Outcome), EndCode: r.EndCode, EndText: r.EndText, ResultText: r.ResultText, Number: r.Number,
		FiledOn: calendar.Date(r.FiledOn), DecidedOn: calendar.Date(r.DecidedOn), ReviewOn: calendar.Date(r.ReviewOn), Ground: r.Ground,
		OpenedAt: Unstamp(r.OpenedAt), EndedAt: Unstamp(r.EndedAt), Version: r.Version,
	}
	return f, errors.Join(unpack(r.Served, &f.Served), unpack(r.Asked, &f.Asked))
}

// Get implements desk.Proceedings.
func (s proceedingStore) Get(ctx context.Context, id procedure.ID) (*procedure.Proceeding, error) {
	var row proceedingRow
	if err := s.take(ctx, s.db(ctx), &row, "id = ?", string(id)); err != nil {
		return nil, err
	}
	f, err := row.facts()
	return procedure.Restore(f), err
}

// OfCase implements desk.Proceedings.
func (s proceedingStore) OfCase(ctx context.Context, id cases.ID) ([]procedure.Facts, error) {
	var rows []proceedingRow
	if err := s.db(ctx).Order("id").Find(&rows, "case_id = ?", string(id)).Error; err != nil {
		return nil, err
	}
	return each(rows, proceedingRow.facts)
}

// Add implements desk.Proceedings.
func (s proceedingStore) Add(ctx context.Context, p *procedure.Proceeding) error {
	row := proceedingRowOf(p.Facts())
	return s.db(ctx).Create(&row).Error
}

// Put implements desk.Proceedings by compare-and-set on the version.
func (s proceedingStore) Put(ctx context.Context, p *procedure.Proceeding) error {
	f := p.Facts()
	row := proceedingRowOf(f)
	row.Version = f.Version + 1
	res := s.db(ctx).Model(&proceedingRow{}).Where("id = ? AND version = ?", row.ID, f.Version).
		Select("*").Omit("id", "case_id", "referral_id", "opened_at").Updates(row)
	if err := Touched(res, cases.ErrStale); err != nil {
		return err
	}
	p.Saved()
	return nil
}

type sessionRow struct {
	ID           string `gorm:"primaryKey"`
	ProceedingID string
	Seq          int
	ScheduledAt  string
	Place        string `gorm:"serializer:personal"`
	Held         string `gorm:"serializer:personal"`
	Present      string `gorm:"serializer:personal"`
	Text         string `gorm:"serializer:personal"`
}

func (sessionRow) TableName() string { return "mediation_sessions" }

// AddSession implements desk.Proceedings.
func (s proceedingStore) AddSession(ctx context.Context, id procedure.ID, m procedure.Session) error {
	row := sessionRow{ID: m.ID, ProceedingID: string(id), ScheduledAt: Stamp(m.At), Place: m.Place, Held: packed(m.Held), Present: packed(m.Present), Text: m.Text}
	err := s.db(ctx).Model(&sessionRow{}).Where("proceeding_id = ?", row.ProceedingID).Select("COALESCE(MAX(seq), 0) + 1").Scan(&row.Seq).Error
	if err != nil {
		return err
	}
	return s.db(ctx).Create(&row).Error
}

// Sessions implements desk.Proceedings.
func (s proceedingStore) Sessions(ctx context.Context, id procedure.ID) ([]procedure.Session, error) {
	var rows []sessionRow
	if err := s.db(ctx).Order("seq").Limit(1000).Find(&rows, "proceeding_id = ?", string(id)).Error; err != nil {
		return nil, err
	}
	all := make([]procedure.Session, 0, len(rows))
	for _, r := range rows {
		m := procedure.Session{ID: r.ID, Seq: r.Seq, At: Unstamp(r.ScheduledAt), Place: r.Place, Text: r.Text}
		if err := errors.Join(unpack(r.Held, &m.Held), unpack(r.Present, &m.Present)); err != nil {
			return nil, err
		}
		all = append(all, m)
	}
	return all, nil
}

// noteStore is desk.Notes bound to one transaction.
type noteStore struct{ store }

type noteRow struct {
	ID           string `gorm:"primaryKey"`
	ProceedingID string
	CaseID       string
	Class        string
	Text         string `gorm:"serializer:personal"`
	AuthorID     string
	Team         string
	WrittenAt    string
}

func (noteRow) TableName() string { return "notes" }

// Add implements desk.Notes.
func (s noteStore) Add(ctx context.Context, n procedure.Note) error {
	row := noteRow{ID: n.ID, ProceedingID: string(n.ProceedingID), CaseID: string(n.CaseID), Class: n.Class, Text: n.Text, AuthorID: n.Author, Team: n.Team, WrittenAt: Stamp(n.At)}
	return s.db(ctx).Create(&row).Error
}

// OfProceeding implements desk.Notes.
func (s noteStore) OfProceeding(ctx context.Context, id procedure.ID) ([]procedure.Note, error) {
	var rows []noteRow
	if err := s.db(ctx).Order("id").Limit(1000).Find(&rows, "proceeding_id = ?", string(id)).Error; err != nil {
		return nil, err
	}
	all := make([]procedure.Note, 0, len(rows))
	for _, r := range rows {
		all = append(all, procedure.Note{ID: r.ID, ProceedingID: id, CaseID: cases.ID(r.CaseID), Class: r.Class, Text: r.Text, Author: r.AuthorID, Team: r.Team, At: Unstamp(r.WrittenAt)})
	}
	return all, nil
}
