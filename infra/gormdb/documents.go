package gormdb

import (
	"context"
	"encoding/base64"
	"errors"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"liandong/domain/bundle"
	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/desk"
	"liandong/domain/document"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/procedure"
	"liandong/domain/referral"
	"liandong/domain/wall"
)

var (
	_ desk.Documents  = documentStore{}
	_ desk.Bundles    = bundleStore{}
	_ desk.Statements = statementStore{}
	_ desk.Outlets    = outletStore{}
)

// documentStore is desk.Documents bound to one transaction.
type documentStore struct{ store }

type documentRow struct {
	ID             string `gorm:"primaryKey"`
	CaseID         string
	ProceedingID   string
	Title          string `gorm:"serializer:personal"`
	Kind           string
	Class          string
	Original       int
	LiesAt         string `gorm:"serializer:personal"`
	MediaType      string
	Size           int
	Digest         string
	OrganizationID string
	Team           string
	AuthorID       string
	PartyID        string
	Template       string
	Number         string
	CheckCode      *string
	Held           string
	AddedAt        string
}

func (documentRow) TableName() string { return "documents" }

type documentPart struct {
	DocumentID string `gorm:"primaryKey"`
	Seq        int    `gorm:"primaryKey"`
	Bytes      string `gorm:"serializer:personal"`
}

func (documentPart) TableName() string { return "document_parts" }

// partBytes is how much of a document one row holds: in base64 less than the
// 64 KB that a TEXT of MySQL takes.
const partBytes = 45 << 10

func (r documentRow) document() document.Document {
	d := document.Document{
		ID: document.ID(r.ID), CaseID: cases.ID(r.CaseID), ProceedingID: procedure.ID(r.ProceedingID), Title: r.Title, Kind: r.Kind, Class: wall.Class(r.Class),
		Original: r.Original == 1, LiesAt: r.LiesAt, MediaType: r.MediaType, Size: r.Size, Digest: r.Digest, Organization: org.ID(r.OrganizationID),
		Team: r.Team, Author: r.AuthorID, PartyID: party.ID(r.PartyID), Template: r.Template, Number: r.Number, Held: document.Held(r.Held), At: Unstamp(r.AddedAt),
	}
	if r.CheckCode != nil {
		d.CheckCode = *r.CheckCode
	}
	return d
}

// Get implements desk.Documents.
func (s documentStore) Get(ctx context.Context, id document.ID) (document.Document, error) {
	var row documentRow
	err := s.take(ctx, s.db(ctx), &row, "id = ?", string(id))
	return row.document(), err
}

// ByCheck implements desk.Documents.
func (s documentStore) ByCheck(ctx context.Context, code string) (document.Document, error) {
	var row documentRow
	err := s.take(ctx, s.db(ctx), &row, "check_code = ?", code)
	return row.document(), err
}

// OfCase implements desk.Documents.
func (s documentStore) OfCase(ctx context.Context, id cases.ID) ([]document.Document, error) {
	var rows []documentRow
	if err := s.db(ctx).Order("id").Find(&rows, "case_id = ?", string(id)).Error; err != nil {
		return nil, err
	}
	all := make([]document.Document, 0, len(rows))
	for _, r := range rows {
		all = append(all, r.document())
	}
	return all, nil
}

// Body implements desk.Documents.
func (s documentStore) Body(ctx context.Context, id document.ID) ([]byte, error) {
	var parts []documentPart
	if err := s.db(ctx).Order("seq").Find(&parts, "document_id = ?", string(id)).Error; err != nil {
		return nil, err
	}
	var body []byte
	for _, p := range parts {
		piece, err := base64.StdEncoding.DecodeString(p.Bytes)
		if err != nil {
			return nil, err
		}
		body = append(body, piece...)
	}
	return body, nil
}

// Hold implements desk.Documents.
func (s documentStore) Hold(ctx context.Context, id document.ID, held document.Held) error {
	res := s.db(ctx).Model(&documentRow{}).Where("id = ? AND held = ?", string(id), string(document.Waiting)).Update("held", string(held))
	if err := Touched(res, cases.ErrStale); err != nil || held != document.Harmful {
		return err
	}
	return s.db(ctx).Delete(&documentPart{}, "document_id = ?", string(id)).Error
}

type fileSum struct {
	Kind    string `gorm:"primaryKey"`
	OwnerID string `gorm:"primaryKey"`
	OnDay   string `gorm:"primaryKey"`
	Bytes   int64
}

func (fileSum) TableName() string { return "file_sums" }

// Count implements desk.Documents.
func (s documentStore) Count(ctx context.Context, of document.Owner, owner string, on calendar.Date, bytes, most int64) (bool, error) {
	if err := s.db(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&fileSum{Kind: string(of), OwnerID: owner, OnDay: string(on)}).Error; err != nil {
		return false, err
	}
	q := s.db(ctx).Model(&fileSum{}).Where("kind = ? AND owner_id = ? AND on_day = ?", string(of), owner, string(on))
	if most > 0 {
		q = q.Where("bytes + ? <= ?", bytes, most)
	}
	res := q.Update("bytes", gorm.Expr("bytes + ?", bytes))
	return res.RowsAffected == 1, res.Error
}

// Unscanned lists documents that wait for the scanner and come after one, with their bytes, oldest first.
func (db *DB) Unscanned(ctx context.Context, last document.ID, n int) (ids []document.ID, bodies [][]byte, err error) {
	err = db.Read(ctx, func(ctx context.Context, tx *gorm.DB) error {
		s := documentStore{store{tx: tx}}
		if err := tx.WithContext(ctx).Model(&documentRow{}).Where("held = ? AND id > ?", string(document.Waiting), string(last)).Order("id").Limit(n).Pluck("id", &ids).Error; err != nil {
			return err
		}
		for _, id := range ids {
			body, err := s.Body(ctx, id)
			if err != nil {
				return err
			}
			bodies = append(bodies, body)
		}
		return nil
	})
	return ids, bodies, err
}

// Add implements desk.Documents.
func (s documentStore) Add(ctx context.Context, d document.Document, body []byte) error {
	row := documentRow{
		ID: string(d.ID), CaseID: string(d.CaseID), ProceedingID: string(d.ProceedingID), Title: d.Title, Kind: d.Kind, Class: string(d.Class),
		Original: bit(d.Original), LiesAt: d.LiesAt, MediaType: d.MediaType, Size: d.Size, Digest: d.Digest, OrganizationID: string(d.Organization),
		Team: d.Team, AuthorID: d.Author, PartyID: string(d.PartyID), Template: d.Template, Number: d.Number, Held: string(d.Held), AddedAt: Stamp(d.At),
	}
	if d.CheckCode != "" {
		row.CheckCode = &d.CheckCode
	}
	if err := s.db(ctx).Create(&row).Error; err != nil {
		return err
	}
	for seq := 0; seq*partBytes < len(body); seq++ {
		piece := body[seq*partBytes : min(len(body), (seq+1)*partBytes)]
		part := documentPart{DocumentID: row.ID, Seq: seq, Bytes: base64.StdEncoding.EncodeToString(piece)}
		if err := s.db(ctx).Create(&part).Error; err != nil {
			return err
		}
	}
	return nil
}

// bundleStore is desk.Bundles bound to one transaction.
type bundleStore struct{ store }

type bundleRow struct {
	ReferralID string `gorm:"primaryKey"`
	Goes       string `gorm:"serializer:personal"`
	Stays      string
	Receipt    string
	Version    int
}

func (bundleRow) TableName() string { return "bundles" }

// Get implements desk.Bundles; a referral from before bundles were kept has an empty one.
func (s bundleStore) Get(ctx context.Context, id referral.ID) (bundle.Bundle, error) {
	b := bundle.Bundle{Referral: id, Version: 1}
	var row bundleRow
	err := s.db(ctx).Take(&row, "referral_id = ?", string(id)).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return b, nil
	}
	if err != nil {
		return b, err
	}
	b.Version = row.Version
	return b, errors.Join(unpack(row.Goes, &b.Goes), unpack(row.Stays, &b.Stays), unpack(row.Receipt, &b.Receipt))
}

// Put implements desk.Bundles: the case is locked by the unit of work, so the last word stands.
func (s bundleStore) Put(ctx context.Context, b bundle.Bundle) error {
	row := bundleRow{ReferralID: string(b.Referral), Goes: packed(b.Goes), Stays: packed(b.Stays), Receipt: packed(b.Receipt), Version: b.Version + 1}
	return s.db(ctx).Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error
}

// statementStore is desk.Statements bound to one transaction.
type statementStore struct{ store }

type statementRow struct {
	ID             string `gorm:"primaryKey"`
	CaseID         string
	ProceedingID   string
	OrganizationID string
	Team           string
	AuthorID       string
	Text           string `gorm:"serializer:personal"`
	WrittenAt      string
}

func (statementRow) TableName() string { return "statements" }

// Add implements desk.Statements.
func (s statementStore) Add(ctx context.Context, x bundle.Statement) error {
	return s.db(ctx).Create(&statementRow{
		ID: x.ID, CaseID: string(x.CaseID), ProceedingID: string(x.ProceedingID), OrganizationID: string(x.Organization), Team: x.Team,
		AuthorID: x.Author, Text: x.Text, WrittenAt: Stamp(x.At),
	}).Error
}

// OfCase implements desk.Statements.
func (s statementStore) OfCase(ctx context.Context, id cases.ID) ([]bundle.Statement, error) {
	var rows []statementRow
	if err := s.db(ctx).Order("id").Find(&rows, "case_id = ?", string(id)).Error; err != nil {
		return nil, err
	}
	var all []bundle.Statement
	for _, r := range rows {
		all = append(all, bundle.Statement{
			ID: r.ID, CaseID: cases.ID(r.CaseID), ProceedingID: procedure.ID(r.ProceedingID), Organization: org.ID(r.OrganizationID), Team: r.Team,
			Author: r.AuthorID, Text: r.Text, At: Unstamp(r.WrittenAt),
		})
	}
	return all, nil
}

// outletStore is desk.Outlets bound to one transaction.
type outletStore struct{ store }

type safetyReportRow struct {
	ID       string `gorm:"primaryKey"`
	CaseID   string
	Kind     string
	FromID   string
	ToID     string
	AuthorID string
	Text     string `gorm:"serializer:personal"`
	MadeAt   string
}

func (safetyReportRow) TableName() string { return "safety_reports" }

// Add implements desk.Outlets.
func (s outletStore) Add(ctx context.Context, r bundle.Report) error {
	return s.db(ctx).Create(&safetyReportRow{
		ID: r.ID, CaseID: string(r.CaseID), Kind: r.Kind, FromID: string(r.From), ToID: string(r.To), AuthorID: r.Author, Text: r.Text, MadeAt: Stamp(r.At),
	}).Error
}

// Of implements desk.Outlets; at most the last hundred.
func (s outletStore) Of(ctx context.Context, organizations []org.ID, made bool) ([]bundle.Report, error) {
	column := "to_id"
	if made {
		column = "from_id"
	}
	var rows []safetyReportRow
	if err := s.db(ctx).Where(column+" IN ?", organizations).Order("id DESC").Limit(100).Find(&rows).Error; err != nil {
		return nil, err
	}
	var all []bundle.Report
	for _, r := range rows {
		all = append(all, bundle.Report{
			ID: r.ID, CaseID: cases.ID(r.CaseID), Kind: r.Kind, From: org.ID(r.FromID), To: org.ID(r.ToID), Author: r.AuthorID, Text: r.Text, At: Unstamp(r.MadeAt),
		})
	}
	return all, nil
}
