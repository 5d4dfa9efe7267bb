package gormdb

import (
	"context"
	"encoding/base64"
	"errors"
	"slices"

	"gorm.io/gorm/clause"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/desk"
	"liandong/domain/exchange"
	"liandong/domain/org"
	"liandong/domain/referral"
	"liandong/domain/who"
)

var _ desk.Exchange = exchangeStore{}

// exchangeStore is desk.Exchange bound to one transaction.
type exchangeStore struct{ store }

type trustedKeyRow struct {
	ID            string `gorm:"primaryKey"`
	Algorithm     string
	PublicKey     string
	Name          string
	Organizations string
	TrustedBy     string
	TrustedAt     string
	WithdrawnAt   string
}

func (trustedKeyRow) TableName() string { return "trusted_keys" }

func (r trustedKeyRow) key() (exchange.Key, error) {
	k := exchange.Key{
		ID: r.ID, Algorithm: r.Algorithm, PublicKey: r.PublicKey, Name: r.Name, TrustedBy: r.TrustedBy, TrustedAt: Unstamp(r.TrustedAt), WithdrawnAt: Unstamp(r.WithdrawnAt),
	}
	return k, unpack(r.Organizations, &k.Organizations)
}

// Key implements desk.Exchange.
func (s exchangeStore) Key(ctx context.Context, id string) (exchange.Key, error) {
	var row trustedKeyRow
	err := s.take(ctx, s.db(ctx), &row, "id = ?", id)
	if errors.Is(err, who.ErrNotVisible) {
		return exchange.Key{}, exchange.ErrUnknownKey
	}
	if err != nil {
		return exchange.Key{}, err
	}
	return row.key()
}

// PutKey implements desk.Exchange: a key is trusted, or no longer, as was last said.
func (s exchangeStore) PutKey(ctx context.Context, k exchange.Key) error {
	return s.db(ctx).Clauses(clause.OnConflict{UpdateAll: true}).Create(&trustedKeyRow{
		ID: k.ID, Algorithm: k.Algorithm, PublicKey: k.PublicKey, Name: k.Name, Organizations: packed(k.Organizations), TrustedBy: k.TrustedBy,
		TrustedAt: Stamp(k.TrustedAt), WithdrawnAt: Stamp(k.WithdrawnAt),
	}).Error
}

// TrustedKeys lists the keys by id, withdrawn ones too: what they signed stays checkable.
func (l Lists) TrustedKeys(ctx context.Context, p Page) ([]exchange.Key, string, error) {
	q, err := after(l.TX.WithContext(ctx).Model(&trustedKeyRow{}), p, "id", "id")
	if err != nil {
		return nil, "", err
	}
	var rows []trustedKeyRow
	if err := q.Find(&rows).Error; err != nil {
		return nil, "", err
	}
	return cut(rows, p, func(r trustedKeyRow) (string, string) { return r.ID, r.ID }, trustedKeyRow.key)
}

type bundleExportRow struct {
	ID             string `gorm:"primaryKey"`
	CaseID         string
	ReferralID     string
	Digest         string
	OrganizationID string
	ExportedAt     string
}

func (bundleExportRow) TableName() string { return "bundle_exports" }

// AddExport implements desk.Exchange.
func (s exchangeStore) AddExport(ctx context.Context, x exchange.Sent) error {
	return s.db(ctx).Create(&bundleExportRow{
		ID: x.ID, CaseID: string(x.CaseID), ReferralID: string(x.ReferralID), Digest: x.Digest, OrganizationID: string(x.Organization), ExportedAt: Stamp(x.At),
	}).Error
}

// Exported implements desk.Exchange.
func (s exchangeStore) Exported(ctx context.Context, id referral.ID, digest string) (bool, error) {
	var n int64
	err := s.db(ctx).Model(&bundleExportRow{}).Where("referral_id = ? AND digest = ?", string(id), digest).Limit(1).Count(&n).Error
	return n > 0, err
}

type externalReceiptRow struct {
	ID           string `gorm:"primaryKey"`
	CaseID       string
	ReferralID   string
	BundleDigest string
	KeyID        string
	Number       string `gorm:"serializer:personal"`
	AcceptedOn   string
	FiledOn      string
	Proof        string `gorm:"serializer:personal"`
	Receipt      string `gorm:"serializer:personal"`
	RecordedBy   string
	RecordedAt   string
}

func (externalReceiptRow) TableName() string { return "external_receipts" }

// AddAnswer implements desk.Exchange.
func (s exchangeStore) AddAnswer(ctx context.Context, a exchange.Answer) error {
	return s.db(ctx).Create(&externalReceiptRow{
		ID: a.ID, CaseID: string(a.CaseID), ReferralID: string(a.ReferralID), BundleDigest: a.Digest, KeyID: a.KeyID, Number: a.Number,
		AcceptedOn: string(a.AcceptedOn), FiledOn: string(a.FiledOn), Proof: packed(a.Proof), Receipt: packed(a.Receipt), RecordedBy: a.By, RecordedAt: Stamp(a.At),
	}).Error
}

// Answers implements desk.Exchange; the last hundred, newest first.
func (s exchangeStore) Answers(ctx context.Context, id referral.ID) ([]exchange.Answer, error) {
	var rows []externalReceiptRow
	if err := s.db(ctx).Order("id DESC").Limit(100).Find(&rows, "referral_id = ?", string(id)).Error; err != nil {
		return nil, err
	}
	all := make([]exchange.Answer, 0, len(rows))
	for _, r := range rows {
		a := exchange.Answer{
			ID: r.ID, CaseID: cases.ID(r.CaseID), ReferralID: id, Digest: r.BundleDigest, KeyID: r.KeyID, Number: r.Number, AcceptedOn: calendar.Date(r.AcceptedOn),
			FiledOn: calendar.Date(r.FiledOn), By: r.RecordedBy, At: Unstamp(r.RecordedAt),
		}
		if err := errors.Join(unpack(r.Proof, &a.Proof), unpack(r.Receipt, &a.Receipt)); err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	return all, nil
}

type originRow struct {
	CaseID       string `gorm:"primaryKey"`
	KeyID        string
	ReferralID   string
	BundleDigest string
	ImportedBy   string
	ImportedAt   string
}

func (originRow) TableName() string { return "origins" }

type originPart struct {
	CaseID string `gorm:"primaryKey"`
	Path   string `gorm:"primaryKey"`
	Seq    int    `gorm:"primaryKey"`
	Bytes  string `gorm:"serializer:personal"`
}

func (originPart) TableName() string { return "origin_parts" }

// Origin implements desk.Exchange.
func (s exchangeStore) Origin(ctx context.Context, id cases.ID) (exchange.Origin, bool, error) {
	var row originRow
	err := s.take(ctx, s.db(ctx), &row, "case_id = ?", string(id))
	if errors.Is(err, who.ErrNotVisible) {
		return exchange.Origin{}, false, nil
	}
	if err != nil {
		return exchange.Origin{}, false, err
	}
	o := exchange.Origin{
		CaseID: id, KeyID: row.KeyID, ReferralID: referral.ID(row.ReferralID), Digest: row.BundleDigest, By: row.ImportedBy, At: Unstamp(row.ImportedAt), Parts: exchange.Parts{},
	}
	var parts []originPart
	if err := s.db(ctx).Order("path, seq").Find(&parts, "case_id = ?", string(id)).Error; err != nil {
		return o, false, err
	}
	for _, p := range parts {
		piece, err := base64.StdEncoding.DecodeString(p.Bytes)
		if err != nil {
			return o, false, err
		}
		o.Parts[p.Path] = append(o.Parts[p.Path], piece...)
	}
	return o, true, nil
}

// TakenIn implements desk.Exchange.
func (s exchangeStore) TakenIn(ctx context.Context, key string, id referral.ID) (cases.ID, bool, error) {
	var row originRow
	err := s.take(ctx, s.db(ctx), &row, "key_id = ? AND referral_id = ?", key, string(id))
	if errors.Is(err, who.ErrNotVisible) {
		return "", false, nil
	}
	return cases.ID(row.CaseID), err == nil, err
}

// AddOrigin implements desk.Exchange.
func (s exchangeStore) AddOrigin(ctx context.Context, o exchange.Origin) error {
	err := s.db(ctx).Create(&originRow{
		CaseID: string(o.CaseID), KeyID: o.KeyID, ReferralID: string(o.ReferralID), BundleDigest: o.Digest, ImportedBy: o.By, ImportedAt: Stamp(o.At),
	}).Error
	if err != nil {
		return err
	}
	for _, path := range o.Parts.Names() {
		seq := 0
		for piece := range slices.Chunk(o.Parts[path], partBytes) {
			part := originPart{CaseID: string(o.CaseID), Path: path, Seq: seq, Bytes: base64.StdEncoding.EncodeToString(piece)}
			if err := s.db(ctx).Create(&part).Error; err != nil {
				return err
			}
			seq++
		}
	}
	return nil
}

// Events implements desk.Exchange.
func (s exchangeStore) Events(ctx context.Context, id cases.ID, kinds []string, limit int) ([]exchange.Event, error) {
	var rows []eventRow
	if err := s.db(ctx).Where("case_id = ? AND kind IN ?", string(id), kinds).Order("id DESC").Limit(limit).Find(&rows).Error; err != nil {
		return nil, err
	}
	slices.Reverse(rows)
	all := make([]exchange.Event, 0, len(rows))
	for _, r := range rows {
		all = append(all, exchange.Event{
			At: Unstamp(r.At), On: calendar.Date(r.HappenedOn), Kind: r.Kind, Organization: org.ID(r.OrganizationID), Other: org.ID(r.OtherID),
		})
	}
	return all, nil
}
