package gormdb

import (
	"context"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/desk"
	"liandong/domain/document"
	"liandong/domain/org"
	"liandong/domain/party"
)

var (
	_ desk.Lateness    = lateStore{}
	_ desk.OralRecords = oralStore{}
	_ desk.Returns     = returnStore{}
)

// lateStore is desk.Lateness bound to one transaction.
type lateStore struct{ store }

type lateRow struct {
	ID             string `gorm:"primaryKey"`
	CaseID         string
	OrganizationID string
	Team           string
	UserID         string
	Action         string
	Subject        string
	HappenedOn     string
	EnteredAt      string
	Reason         string `gorm:"serializer:personal"`
	Proof          string `gorm:"serializer:personal"`
	Confidential   int
}

func (lateRow) TableName() string { return "backdated" }

func (r lateRow) late() (desk.Late, error) {
	l := desk.Late{
		ID: r.ID, CaseID: cases.ID(r.CaseID), Organization: org.ID(r.OrganizationID), Team: r.Team, User: r.UserID, Action: r.Action, Subject: r.Subject,
		On: calendar.Date(r.HappenedOn), EnteredAt: Unstamp(r.EnteredAt), Reason: r.Reason, Confidential: r.Confidential == 1,
	}
	return l, unpack(r.Proof, &l.Proof)
}

// Add implements desk.Lateness.
func (s lateStore) Add(ctx context.Context, l desk.Late) error {
	return s.db(ctx).Create(&lateRow{
		ID: l.ID, CaseID: string(l.CaseID), OrganizationID: string(l.Organization), Team: l.Team, UserID: l.User, Action: l.Action, Subject: l.Subject,
		HappenedOn: string(l.On), EnteredAt: Stamp(l.EnteredAt), Reason: l.Reason, Proof: packed(l.Proof), Confidential: bit(l.Confidential),
	}).Error
}

// LateFilter narrows a list of backdated entries: to a case, or to what an organisation entered.
type LateFilter struct {
	CaseID       cases.ID
	Organization org.ID
}

// Late lists backdated entries, oldest first.
func (l Lists) Late(ctx context.Context, f LateFilter, p Page) ([]desk.Late, string, error) {
	q := l.TX.WithContext(ctx).Model(&lateRow{})
	if f.CaseID != "" {
		q = q.Where("case_id = ?", string(f.CaseID))
	} else {
		q = q.Where("organization_id = ?", string(f.Organization))
	}
	q, err := after(q, p, "id", "id")
	if err != nil {
		return nil, "", err
	}
	var rows []lateRow
	if err := q.Find(&rows).Error; err != nil {
		return nil, "", err
	}
	return cut(rows, p, func(r lateRow) (string, string) { return r.ID, r.ID }, lateRow.late)
}

// oralStore is desk.OralRecords bound to one transaction.
type oralStore struct{ store }

type oralRow struct {
	ID              string `gorm:"primaryKey"`
	CaseID          string
	PartyID         string
	OrganizationID  string
	Versions        int
	Confirmed       string `gorm:"serializer:personal"`
	ReadBackBy      string
	ConfirmedHow    string
	ConfirmedNumber int
	DocumentID      string
	Version         int
}

func (oralRow) TableName() string { return "oral_records" }

type oralVersionRow struct {
	RecordID  string `gorm:"primaryKey"`
	Number    int    `gorm:"primaryKey"`
	Text      string `gorm:"serializer:personal"`
	Reason    string `gorm:"serializer:personal"`
	AuthorID  string
	WrittenAt string
}

func (oralVersionRow) TableName() string { return "oral_versions" }

func oralRowOf(o document.Oral) oralRow {
	return oralRow{
		ID: o.ID, CaseID: string(o.CaseID), PartyID: string(o.PartyID), OrganizationID: string(o.Organization), Versions: len(o.Versions), Confirmed: packed(o.Confirmed),
		ReadBackBy: o.ReadBackBy, ConfirmedHow: o.How, ConfirmedNumber: o.Number, DocumentID: o.DocumentID, Version: o.Version,
	}
}

func (s oralStore) read(ctx context.Context, r oralRow) (document.Oral, error) {
	o := document.Oral{
		ID: r.ID, CaseID: cases.ID(r.CaseID), PartyID: party.ID(r.PartyID), Organization: org.ID(r.OrganizationID), ReadBackBy: r.ReadBackBy,
		How: r.ConfirmedHow, Number: r.ConfirmedNumber, DocumentID: r.DocumentID, Version: r.Version,
	}
	var rows []oralVersionRow
	if err := s.db(ctx).Order("number").Limit(document.MaxVersions).Find(&rows, "record_id = ?", r.ID).Error; err != nil {
		return o, err
	}
	for _, v := range rows {
		o.Versions = append(o.Versions, document.OralVersion{Number: v.Number, Text: v.Text, Reason: v.Reason, Author: v.AuthorID, At: Unstamp(v.WrittenAt)})
	}
	return o, unpack(r.Confirmed, &o.Confirmed)
}

// OfCase implements desk.OralRecords.
func (s oralStore) OfCase(ctx context.Context, id cases.ID) ([]document.Oral, error) {
	var rows []oralRow
	if err := s.db(ctx).Order("id").Limit(100).Find(&rows, "case_id = ?", string(id)).Error; err != nil {
		return nil, err
	}
	all := make([]document.Oral, 0, len(rows))
	for _, r := range rows {
		o, err := s.read(ctx, r)
		if err != nil {
			return nil, err
		}
		all = append(all, o)
	}
	return all, nil
}

// Get implements desk.OralRecords.
func (s oralStore) Get(ctx context.Context, c cases.ID, id string) (document.Oral, error) {
	var row oralRow
	if err := s.take(ctx, s.db(ctx), &row, "id = ? AND case_id = ?", id, string(c)); err != nil {
		return document.Oral{}, err
	}
	return s.read(ctx, row)
}

// Add implements desk.OralRecords.
func (s oralStore) Add(ctx context.Context, o document.Oral) error {
	row := oralRowOf(o)
	if err := s.db(ctx).Create(&row).Error; err != nil {
		return err
	}
	return s.wordings(ctx, o, 0)
}

// Put implements desk.OralRecords by compare-and-set; wordings are only ever added.
func (s oralStore) Put(ctx context.Context, o document.Oral) error {
	var before oralRow
	if err := s.take(ctx, s.db(ctx), &before, "id = ?", o.ID); err != nil {
		return err
	}
	row := oralRowOf(o)
	row.Version++
	res := s.db(ctx).Model(&oralRow{}).Where("id = ? AND version = ?", o.ID, o.Version).Select("*").Omit("id", "case_id", "party_id", "organization_id").Updates(row)
	if err := Touched(res, cases.ErrStale); err != nil {
		return err
	}
	return s.wordings(ctx, o, before.Versions)
}

func (s oralStore) wordings(ctx context.Context, o document.Oral, kept int) error {
	for _, v := range o.Versions[kept:] {
		row := oralVersionRow{RecordID: o.ID, Number: v.Number, Text: v.Text, Reason: v.Reason, AuthorID: v.Author, WrittenAt: Stamp(v.At)}
		if err := s.db(ctx).Create(&row).Error; err != nil {
			return err
		}
	}
	return nil
}

// returnStore is desk.Returns bound to one transaction.
type returnStore struct{ store }

type handedBackRow struct {
	DocumentID string `gorm:"primaryKey"`
	CaseID     string
	PartyID    string
	Receiver   string `gorm:"serializer:personal"`
	Returned   string `gorm:"serializer:personal"`
	ByUser     string
	ByOrg      string
}

func (handedBackRow) TableName() string { return "original_returns" }

// OfCase implements desk.Returns.
func (s returnStore) OfCase(ctx context.Context, id cases.ID) ([]document.Return, error) {
	var rows []handedBackRow
	if err := s.db(ctx).Order("document_id").Limit(document.MaxOfCase).Find(&rows, "case_id = ?", string(id)).Error; err != nil {
		return nil, err
	}
	all := make([]document.Return, 0, len(rows))
	for _, r := range rows {
		x := document.Return{DocumentID: document.ID(r.DocumentID), CaseID: id, PartyID: party.ID(r.PartyID), To: r.Receiver, ByUser: r.ByUser, ByOrg: org.ID(r.ByOrg)}
		if err := unpack(r.Returned, &x.Returned); err != nil {
			return nil, err
		}
		all = append(all, x)
	}
	return all, nil
}

// Add implements desk.Returns.
func (s returnStore) Add(ctx context.Context, r document.Return) error {
	err := s.db(ctx).Create(&handedBackRow{
		DocumentID: string(r.DocumentID), CaseID: string(r.CaseID), PartyID: string(r.PartyID), Receiver: r.To, Returned: packed(r.Returned), ByUser: r.ByUser, ByOrg: string(r.ByOrg),
	}).Error
	if IsDuplicate(err) {
		return document.ErrReturned
	}
	return err
}
