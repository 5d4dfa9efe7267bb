package gormdb

import (
	"context"
	"errors"
	"time"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/desk"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/procedure"
	"liandong/domain/recusal"
	"liandong/domain/who"
)

var (
	_ desk.People   = peopleStore{}
	_ desk.Recusals = recusalStore{}
	_ desk.Attempts = attemptStore{}
)

// peopleStore is desk.People bound to one transaction.
type peopleStore struct{ store }

// Of implements desk.People.
func (s peopleStore) Of(ctx context.Context, organization org.ID) ([]who.Person, error) {
	return s.people(ctx, organization, "")
}

// At implements desk.People.
func (s peopleStore) At(ctx context.Context, organization org.ID, user string) (who.Person, error) {
	all, err := s.people(ctx, organization, user)
	if err == nil && len(all) == 0 {
		err = who.ErrNotVisible
	}
	if err != nil {
		return who.Person{}, err
	}
	return all[0], nil
}

func (s peopleStore) people(ctx context.Context, organization org.ID, user string) ([]who.Person, error) {
	var roles []Membership
	q := s.db(ctx).Where("organization_id = ?", string(organization))
	if user != "" {
		q = q.Where("user_id = ?", user)
	}
	if err := q.Order("user_id, role").Limit(500).Find(&roles).Error; err != nil || len(roles) == 0 {
		return nil, err
	}
	ids := make([]string, 0, len(roles))
	for _, m := range roles {
		ids = append(ids, m.UserID)
	}
	var users []User
	if err := s.db(ctx).Where("id IN ? AND disabled = 0", ids).Order("id").Find(&users).Error; err != nil {
		return nil, err
	}
	var all []who.Person
	for _, u := range users {
		p := who.Person{User: u.ID, Name: u.Name}
		for _, m := range roles {
			if m.UserID == u.ID {
				p.Team, p.Roles = m.Team, append(p.Roles, who.Role(m.Role))
			}
		}
		all = append(all, p)
	}
	return all, nil
}

type participantRow struct {
	ID             string `gorm:"primaryKey"`
	CaseID         string
	ProceedingID   string
	Role           string
	UserID         string
	Name           string `gorm:"serializer:personal"`
	OrganizationID string
	PartyID        string
	ByUser         string
	SinceAt        string
}

func (participantRow) TableName() string { return "participants" }

// Participants implements desk.People.
func (s peopleStore) Participants(ctx context.Context, id cases.ID) ([]procedure.Participant, error) {
	var rows []participantRow
	err := s.db(ctx).Order("id").Find(&rows, "case_id = ?", string(id)).Error
	all := make([]procedure.Participant, 0, len(rows))
	for _, r := range rows {
		all = append(all, procedure.Participant{
			ID: r.ID, CaseID: id, ProceedingID: procedure.ID(r.ProceedingID), Role: procedure.Part(r.Role), User: r.UserID, Name: r.Name,
			Organization: org.ID(r.OrganizationID), PartyID: party.ID(r.PartyID), By: r.ByUser, At: Unstamp(r.SinceAt),
		})
	}
	return all, err
}

// AddParticipant implements desk.People.
func (s peopleStore) AddParticipant(ctx context.Context, p procedure.Participant) error {
	return s.db(ctx).Create(&participantRow{
		ID: p.ID, CaseID: string(p.CaseID), ProceedingID: string(p.ProceedingID), Role: string(p.Role), UserID: p.User, Name: p.Name,
		OrganizationID: string(p.Organization), PartyID: string(p.PartyID), ByUser: p.By, SinceAt: Stamp(p.At),
	}).Error
}

type assignmentRow struct {
	ID             string `gorm:"primaryKey"`
	CaseID         string
	ProceedingID   string
	OrganizationID string
	Kind           string
	UserID         string
	Name           string `gorm:"serializer:personal"`
	Team           string
	ByUser         string
	FromAt         string
	UntilAt        string
}

func (assignmentRow) TableName() string { return "assignments" }

// Assignments implements desk.People.
func (s peopleStore) Assignments(ctx context.Context, id cases.ID) ([]procedure.Assignment, error) {
	var rows []assignmentRow
	err := s.db(ctx).Order("id").Find(&rows, "case_id = ?", string(id)).Error
	all := make([]procedure.Assignment, 0, len(rows))
	for _, r := range rows {
		all = append(all, r.assignment())
	}
	return all, err
}

// Assign implements desk.People.
func (s peopleStore) Assign(ctx context.Context, a procedure.Assignment) error {
	return s.db(ctx).Create(&assignmentRow{
		ID: a.ID, CaseID: string(a.CaseID), ProceedingID: string(a.ProceedingID), OrganizationID: string(a.Organization), Kind: a.Kind, UserID: a.User,
		Name: a.Name, Team: a.Team, ByUser: a.By, FromAt: Stamp(a.From), UntilAt: Stamp(a.Until),
	}).Error
}

// EndAssignment implements desk.People.
func (s peopleStore) EndAssignment(ctx context.Context, id string, at time.Time) error {
	res := s.db(ctx).Model(&assignmentRow{}).Where("id = ? AND until_at = ''", id).Update("until_at", Stamp(at))
	return Touched(res, cases.ErrStale)
}

// Named implements desk.People.
func (s peopleStore) Named(ctx context.Context, user string) ([]procedure.Assignment, error) {
	var rows []assignmentRow
	err := s.db(ctx).Order("id").Limit(1000).Find(&rows, "user_id = ? AND until_at = ''", user).Error
	all := make([]procedure.Assignment, 0, len(rows))
	for _, r := range rows {
		all = append(all, r.assignment())
	}
	return all, err
}

func (r assignmentRow) assignment() procedure.Assignment {
	return procedure.Assignment{
		ID: r.ID, CaseID: cases.ID(r.CaseID), ProceedingID: procedure.ID(r.ProceedingID), Organization: org.ID(r.OrganizationID), Kind: r.Kind, User: r.UserID,
		Name: r.Name, Team: r.Team, By: r.ByUser, From: Unstamp(r.FromAt), Until: Unstamp(r.UntilAt),
	}
}

// recusalStore is desk.Recusals bound to one transaction.
type recusalStore struct{ store }

type recusalRow struct {
	ID             string `gorm:"primaryKey"`
	CaseID         string
	UserID         string
	Name           string `gorm:"serializer:personal"`
	OrganizationID string
	Office         string
	PartyID        string
	Ground         string
	Text           string `gorm:"serializer:personal"`
	Form           string
	Raised         string `gorm:"serializer:personal"`
	ByUser         string
	ByOrg          string
	State          string
	Waivers        string
	DecidedBy      string
	DecidedOn      string
	Decision       string `gorm:"serializer:personal"`
	SubstituteID   string
	RaisedAt       string
	Version        int
}

func (recusalRow) TableName() string { return "recusals" }

func recusalRowOf(f recusal.Facts) recusalRow {
	return recusalRow{
		ID: f.ID, CaseID: string(f.CaseID), UserID: f.User, Name: f.Name, OrganizationID: string(f.Organization), Office: string(f.Office),
		PartyID: string(f.PartyID), Ground: string(f.Ground), Text: f.Text, Form: f.Form, Raised: packed(f.Raised), ByUser: f.By, ByOrg: string(f.ByOrg),
		State: string(f.State), Waivers: packed(f.Waivers), DecidedBy: f.DecidedBy, DecidedOn: string(f.DecidedOn), Decision: f.Decision,
		SubstituteID: f.Substitute, RaisedAt: Stamp(f.At), Version: f.Version,
	}
}

func (r recusalRow) facts() (recusal.Facts, error) {
	f := recusal.Facts{
		ID: r.ID, CaseID: cases.ID(r.CaseID), User: r.UserID, Name: r.Name, Organization: org.ID(r.OrganizationID), Office: recusal.Office(r.Office),
		PartyID: party.ID(r.PartyID), Ground: recusal.Ground(r.Ground), Text: r.Text, Form: r.Form, By: r.ByUser, ByOrg: org.ID(r.ByOrg),
		State: recusal.State(r.State), DecidedBy: r.DecidedBy, DecidedOn: calendar.Date(r.DecidedOn), Decision: r.Decision,
		Substitute: r.SubstituteID, At: Unstamp(r.RaisedAt), Version: r.Version,
	}
	return f, errors.Join(unpack(r.Raised, &f.Raised), unpack(r.Waivers, &f.Waivers))
}

// Get implements desk.Recusals.
func (s recusalStore) Get(ctx context.Context, id string) (*recusal.Recusal, error) {
	var row recusalRow
	if err := s.take(ctx, s.db(ctx), &row, "id = ?", id); err != nil {
		return nil, err
	}
	f, err := row.facts()
	return recusal.Restore(f), err
}

// OfCase implements desk.Recusals.
func (s recusalStore) OfCase(ctx context.Context, id cases.ID) ([]recusal.Facts, error) {
	var rows []recusalRow
	if err := s.db(ctx).Order("id").Find(&rows, "case_id = ?", string(id)).Error; err != nil {
		return nil, err
	}
	return each(rows, recusalRow.facts)
}

// Add implements desk.Recusals.
func (s recusalStore) Add(ctx context.Context, r *recusal.Recusal) error {
	row := recusalRowOf(r.Facts())
	return s.db(ctx).Create(&row).Error
}

// Put implements desk.Recusals by compare-and-set on the version.
func (s recusalStore) Put(ctx context.Context, r *recusal.Recusal) error {
	row := recusalRowOf(r.Facts())
	row.Version++
	res := s.db(ctx).Model(&recusalRow{}).Where("id = ? AND version = ?", row.ID, r.Facts().Version).
		Select("state", "waivers", "decided_by", "decided_on", "decision", "substitute_id", "version").Updates(row)
	if err := Touched(res, cases.ErrStale); err != nil {
		return err
	}
	r.Saved()
	return nil
}

// attemptStore is desk.Attempts bound to one transaction.
type attemptStore struct{ store }

type attemptRow struct {
	ID             string `gorm:"primaryKey"`
	CaseID         string
	PartyID        string
	Way            string
	Reached        int
	Text           string `gorm:"serializer:personal"`
	ByUser         string
	OrganizationID string
	Team           string
	TriedAt        string
}

func (attemptRow) TableName() string { return "contact_attempts" }

// OfCase implements desk.Attempts.
func (s attemptStore) OfCase(ctx context.Context, id cases.ID) ([]desk.Tried, error) {
	var rows []attemptRow
	err := s.db(ctx).Order("id").Limit(500).Find(&rows, "case_id = ?", string(id)).Error
	all := make([]desk.Tried, 0, len(rows))
	for _, r := range rows {
		all = append(all, desk.Tried{
			ID: r.ID, CaseID: id, PartyID: party.ID(r.PartyID), Way: r.Way, Reached: r.Reached == 1, Text: r.Text, By: r.ByUser,
			Organization: org.ID(r.OrganizationID), Team: r.Team, At: Unstamp(r.TriedAt),
		})
	}
	return all, err
}

// Add implements desk.Attempts.
func (s attemptStore) Add(ctx context.Context, t desk.Tried) error {
	return s.db(ctx).Create(&attemptRow{
		ID: t.ID, CaseID: string(t.CaseID), PartyID: string(t.PartyID), Way: t.Way, Reached: bit(t.Reached), Text: t.Text, ByUser: t.By,
		OrganizationID: string(t.Organization), Team: t.Team, TriedAt: Stamp(t.At),
	}).Error
}
