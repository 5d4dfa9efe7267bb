package gormdb

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/channel"
	"liandong/domain/desk"
	"liandong/domain/org"
	"liandong/domain/reception"
	"liandong/domain/who"
)

var _ desk.Receptions = receptionStore{}

// receptionStore is desk.Receptions bound to one transaction.
type receptionStore struct{ store }

type receptionRow struct {
	ID            string `gorm:"primaryKey"`
	Place         string
	StartsAt      string
	EndsAt        string
	HostID        string
	LeadName      string `gorm:"serializer:personal"`
	LawyersWanted int
	IsPublic      int
	CancelledAt   string
	MovedFrom     string
	ChangeWords   string
	Version       int
}

func (receptionRow) TableName() string { return "receptions" }

type seatRow struct {
	ReceptionID    string `gorm:"primaryKey"`
	UserID         string `gorm:"primaryKey"`
	Name           string
	OrganizationID string
	Firm           string
	JoinedAt       string
	KnownVersion   int
}

func (seatRow) TableName() string { return "reception_seats" }

func (r receptionRow) reception(seats []seatRow, table []reception.Guest) reception.Reception {
	out := reception.Reception{
		ID: r.ID, Place: r.Place, StartsAt: Unstamp(r.StartsAt), EndsAt: Unstamp(r.EndsAt), Host: org.ID(r.HostID), Lead: r.LeadName,
		LawyersWanted: r.LawyersWanted, Public: r.IsPublic == 1, CancelledAt: Unstamp(r.CancelledAt), MovedFrom: Unstamp(r.MovedFrom), Change: r.ChangeWords, Version: r.Version,
		Table: table,
	}
	for _, s := range seats {
		if s.ReceptionID == r.ID {
			out.Lawyers = append(out.Lawyers, reception.Seat{User: s.UserID, Name: s.Name, Organization: org.ID(s.OrganizationID), Firm: s.Firm, JoinedAt: Unstamp(s.JoinedAt), Knows: s.KnownVersion})
		}
	}
	return out
}

// Get implements desk.Receptions.
func (s receptionStore) Get(ctx context.Context, id string) (reception.Reception, error) {
	var row receptionRow
	if err := s.take(ctx, s.locking(ctx), &row, "id = ?", id); err != nil {
		return reception.Reception{}, err
	}
	var seats []seatRow
	if err := s.db(ctx).Order("joined_at, user_id").Find(&seats, "reception_id = ?", id).Error; err != nil {
		return reception.Reception{}, err
	}
	tables, err := sat(s.db(ctx), []string{id})
	return row.reception(seats, tables[id]), err
}

// Add implements desk.Receptions.
func (s receptionStore) Add(ctx context.Context, r reception.Reception) error {
	row := receptionRowOf(r)
	return s.db(ctx).Create(&row).Error
}

func receptionRowOf(r reception.Reception) receptionRow {
	return receptionRow{ID: r.ID, Place: r.Place, StartsAt: Stamp(r.StartsAt), EndsAt: Stamp(r.EndsAt), HostID: string(r.Host), LeadName: r.Lead, LawyersWanted: r.LawyersWanted, IsPublic: bit(r.Public),
		CancelledAt: Stamp(r.CancelledAt), MovedFrom: Stamp(r.MovedFrom), ChangeWords: r.Change, Version: r.Version}
}

// Put implements desk.Receptions.
func (s receptionStore) Put(ctx context.Context, r reception.Reception) error {
	row := receptionRowOf(r)
	row.Version++
	res := s.db(ctx).Model(&receptionRow{}).Where("id = ? AND version = ?", row.ID, r.Version).Select("*").Omit("id").Updates(&row)
	return Touched(res, cases.ErrStale)
}

// Seat implements desk.Receptions.
func (s receptionStore) Seat(ctx context.Context, id string, seat reception.Seat) error {
	row := seatRow{ReceptionID: id, UserID: seat.User, Name: seat.Name, OrganizationID: string(seat.Organization), Firm: seat.Firm, JoinedAt: Stamp(seat.JoinedAt), KnownVersion: seat.Knows}
	err := s.db(ctx).Create(&row).Error
	if IsDuplicate(err) {
		return reception.ErrJoined
	}
	return err
}

// Unseat implements desk.Receptions.
func (s receptionStore) Unseat(ctx context.Context, id, user string) error {
	return s.db(ctx).Delete(&seatRow{}, "reception_id = ? AND user_id = ?", id, user).Error
}

// Knows implements desk.Receptions.
func (s receptionStore) Knows(ctx context.Context, id, user string, version int) error {
	return s.db(ctx).Model(&seatRow{}).Where("reception_id = ? AND user_id = ?", id, user).Update("known_version", version).Error
}

type visitRow struct {
	ID          string `gorm:"primaryKey"`
	ReceptionID string
	Number      int
	HostID      string
	Name        string `gorm:"serializer:personal"`
	Phone       string `gorm:"serializer:personal"`
	Matter      string `gorm:"serializer:personal"`
	CaseID      string
	CheckedInAt string
	Outcome     string
	Route       string
	EndedAt     string
	Version     int
}

func (visitRow) TableName() string { return "visits" }

func (r visitRow) visit(called []org.ID) reception.Visit {
	return reception.Visit{
		ID: r.ID, ReceptionID: r.ReceptionID, Number: r.Number, Host: org.ID(r.HostID), Name: r.Name, Phone: r.Phone,
		Matter: r.Matter, CaseID: r.CaseID, CheckedInAt: Unstamp(r.CheckedInAt), Version: r.Version,
		Outcome: reception.Outcome(r.Outcome), Route: channel.Route(r.Route), EndedAt: Unstamp(r.EndedAt), Called: called,
	}
}

// Visit implements desk.Receptions.
func (s receptionStore) Visit(ctx context.Context, id string) (reception.Visit, error) {
	var row visitRow
	if err := s.take(ctx, s.db(ctx), &row, "id = ?", id); err != nil {
		return reception.Visit{}, err
	}
	to, err := called(s.db(ctx), []string{id})
	return row.visit(to[id]), err
}

// AddVisit implements desk.Receptions. The caller has the reception locked, so numbers are dense.
func (s receptionStore) AddVisit(ctx context.Context, v reception.Visit) (int, error) {
	row := visitRow{ID: v.ID, ReceptionID: v.ReceptionID, HostID: string(v.Host), Name: v.Name, Phone: v.Phone, Matter: v.Matter, CaseID: v.CaseID, CheckedInAt: Stamp(v.CheckedInAt), Outcome: string(v.Outcome), Route: string(v.Route), EndedAt: Stamp(v.EndedAt), Version: v.Version}
	err := s.db(ctx).Model(&visitRow{}).Where("reception_id = ?", v.ReceptionID).Select("COALESCE(MAX(number), 0) + 1").Scan(&row.Number).Error
	if err != nil {
		return 0, err
	}
	return row.Number, s.db(ctx).Create(&row).Error
}

// PutVisit implements desk.Receptions.
func (s receptionStore) PutVisit(ctx context.Context, v reception.Visit) error {
	res := s.db(ctx).Model(&visitRow{}).Where("id = ? AND version = ?", v.ID, v.Version).
		Updates(map[string]any{"case_id": v.CaseID, "outcome": string(v.Outcome), "route": string(v.Route), "ended_at": Stamp(v.EndedAt), "version": v.Version + 1})
	return Touched(res, cases.ErrStale)
}

type opinionRow struct {
	ID        string `gorm:"primaryKey"`
	VisitID   string
	Facts     string `gorm:"serializer:personal"`
	Law       string `gorm:"serializer:personal"`
	Text      string `gorm:"serializer:personal"`
	Routes    string
	Bring     string `gorm:"serializer:personal"`
	ForParty  string `gorm:"serializer:personal"`
	AuthorID  string
	FirmID    string
	WrittenAt string
}

func (opinionRow) TableName() string { return "opinions" }

// AddOpinion implements desk.Receptions.
func (s receptionStore) AddOpinion(ctx context.Context, o reception.Opinion) error {
	row := opinionRow{ID: o.ID, VisitID: o.VisitID, Facts: o.Facts, Law: packed(o.Law), Text: o.Text, Routes: packed(o.Routes), Bring: packed(o.Bring), ForParty: o.ForParty, AuthorID: o.Author, FirmID: string(o.Firm), WrittenAt: Stamp(o.At)}
	return s.db(ctx).Create(&row).Error
}

// Opinions implements desk.Receptions.
func (s receptionStore) Opinions(ctx context.Context, visit string) ([]reception.Opinion, error) {
	var rows []opinionRow
	if err := s.db(ctx).Order("id").Limit(100).Find(&rows, "visit_id = ?", visit).Error; err != nil {
		return nil, err
	}
	all := make([]reception.Opinion, 0, len(rows))
	for _, r := range rows {
		o := reception.Opinion{ID: r.ID, VisitID: r.VisitID, Facts: r.Facts, Text: r.Text, ForParty: r.ForParty, Author: r.AuthorID, Firm: org.ID(r.FirmID), At: Unstamp(r.WrittenAt)}
		if err := errors.Join(unpack(r.Routes, &o.Routes), unpack(r.Law, &o.Law), unpack(r.Bring, &o.Bring)); err != nil {
			return nil, err
		}
		all = append(all, o)
	}
	return all, nil
}

// Duty lists the receptions of a month that an organisation hosts and, for a lawyer, those joined.
func (l Lists) Duty(ctx context.Context, viewer who.Actor, first calendar.Date, p Page) ([]reception.Reception, string, error) {
	next := calendar.DayOf(first.Start().In(calendar.Shanghai).AddDate(0, 1, 0))
	q := l.TX.WithContext(ctx).Model(&receptionRow{}).Where("starts_at >= ? AND starts_at < ?", Stamp(first.Start()), Stamp(next.Start()))
	if viewer.Role == who.Lawyer {
		q = q.Where("(host_id = ? OR id IN (SELECT s.reception_id FROM reception_seats s WHERE s.user_id = ? AND s.organization_id = ?))", string(viewer.Organization), viewer.User, string(viewer.Organization))
	} else {
		q = q.Where("host_id = ?", string(viewer.Organization))
	}
	return l.receptions(ctx, q, p)
}

// ReceptionChanges lists what was moved or cancelled of the receptions that are
// not over at a time and at which somebody of an organisation sits.
func (l Lists) ReceptionChanges(ctx context.Context, organization org.ID, notOverAt time.Time, p Page) ([]reception.Reception, string, error) {
	q := l.TX.WithContext(ctx).Model(&receptionRow{}).Where("ends_at >= ? AND (cancelled_at <> '' OR moved_from <> '')", Stamp(notOverAt)).
		Where("id IN (SELECT s.reception_id FROM reception_seats s WHERE s.organization_id = ?)", string(organization))
	return l.receptions(ctx, q, p)
}

// receptions reads a page of them by start, each with who sits there.
func (l Lists) receptions(ctx context.Context, q *gorm.DB, p Page) ([]reception.Reception, string, error) {
	q, err := after(q, p, "starts_at", "id")
	if err != nil {
		return nil, "", err
	}
	var rows []receptionRow
	if err := q.Find(&rows).Error; err != nil {
		return nil, "", err
	}
	ids := make([]string, 0, len(rows))
	for _, r := range rows {
		ids = append(ids, r.ID)
	}
	var seats []seatRow
	if len(ids) > 0 {
		if err := l.TX.WithContext(ctx).Order("joined_at, user_id").Find(&seats, "reception_id IN ?", ids).Error; err != nil {
			return nil, "", err
		}
	}
	tables, err := sat(l.TX.WithContext(ctx), ids)
	if err != nil {
		return nil, "", err
	}
	return cut(rows, p, func(r receptionRow) (string, string) { return r.StartsAt, r.ID },
		func(r receptionRow) (reception.Reception, error) { return r.reception(seats, tables[r.ID]), nil })
}

// ReceptionFigure is what became of the visits to an organisation's public receptions.
type ReceptionFigure struct {
	HostID     string
	Receptions int64
	Visits     int64
	Advised    int64
	Registered int64
	Linked     int64
	Guided     int64
	Gone       int64
}

// ReceptionFigures counts, by host and by name of it never by rank, the visits to the
// public receptions that began in a time, both days included.
func (l Lists) ReceptionFigures(ctx context.Context, from, to calendar.Date) ([]ReceptionFigure, error) {
	var all []ReceptionFigure
	err := l.TX.WithContext(ctx).Raw(`SELECT r.host_id, COUNT(DISTINCT r.id) AS receptions, COUNT(v.id) AS visits,
		COALESCE(SUM(CASE WHEN v.outcome = 'advised' THEN 1 ELSE 0 END), 0) AS advised,
		COALESCE(SUM(CASE WHEN v.outcome = 'registered' THEN 1 ELSE 0 END), 0) AS registered,
		COALESCE(SUM(CASE WHEN v.outcome = 'linked' THEN 1 ELSE 0 END), 0) AS linked,
		COALESCE(SUM(CASE WHEN v.outcome = 'guided' THEN 1 ELSE 0 END), 0) AS guided,
		COALESCE(SUM(CASE WHEN v.outcome = 'gone' THEN 1 ELSE 0 END), 0) AS gone
		FROM receptions r LEFT JOIN visits v ON v.reception_id = r.id
		WHERE r.is_public = 1 AND r.starts_at >= ? AND r.starts_at < ? GROUP BY r.host_id ORDER BY r.host_id LIMIT 500`,
		Stamp(from.Start()), Stamp(to.End())).Scan(&all).Error
	return all, err
}

// LedDays lists, for each of some organisations, the days on which its leaders
// receive people from one day to another.
func (l Lists) LedDays(ctx context.Context, hosts []org.ID, from, to calendar.Date) (map[org.ID][]calendar.Date, error) {
	var rows []struct{ HostID, StartsAt string }
	err := l.TX.WithContext(ctx).Model(&receptionRow{}).Select("host_id", "starts_at").
		Where("host_id IN ? AND starts_at >= ? AND starts_at < ? AND lead_name <> '' AND cancelled_at = ''", hosts, Stamp(from.Start()), Stamp(to.End())).Scan(&rows).Error
	days := map[org.ID][]calendar.Date{}
	for _, r := range rows {
		days[org.ID(r.HostID)] = append(days[org.ID(r.HostID)], calendar.DayOf(Unstamp(r.StartsAt)))
	}
	return days, err
}
