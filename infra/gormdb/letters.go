package gormdb

import (
	"context"
	"errors"

	"liandong/domain/desk"
	"liandong/domain/document"
	"liandong/domain/letter"
	"liandong/domain/org"
)

var _ desk.Letters = letterStore{}

// letterStore is desk.Letters bound to one transaction.
type letterStore struct{ store }

type letterRow struct {
	DocumentID     string `gorm:"primaryKey"`
	Code           string
	OrganizationID string
	Version        int
	Page           string `gorm:"serializer:personal"`
	Missing        string
}

func (letterRow) TableName() string { return "letters" }

type letterTemplateRow struct {
	OrganizationID string `gorm:"primaryKey"`
	Code           string `gorm:"primaryKey"`
	Number         int    `gorm:"primaryKey;autoIncrement:false"`
	Blocks         string
	Digest         string
	AuthorID       string
	KeptAt         string
}

func (letterTemplateRow) TableName() string { return "letter_templates" }

// Add implements desk.Letters.
func (s letterStore) Add(ctx context.Context, i letter.Issued) error {
	return s.db(ctx).Create(&letterRow{
		DocumentID: i.DocumentID, Code: i.Code, OrganizationID: string(i.Organization), Version: i.Version, Page: packed(i.Page), Missing: packed(i.Missing),
	}).Error
}

// Get implements desk.Letters.
func (s letterStore) Get(ctx context.Context, id document.ID) (letter.Issued, error) {
	var row letterRow
	if err := s.take(ctx, s.db(ctx), &row, "document_id = ?", string(id)); err != nil {
		return letter.Issued{}, err
	}
	i := letter.Issued{DocumentID: row.DocumentID, Code: row.Code, Organization: org.ID(row.OrganizationID), Version: row.Version}
	return i, errors.Join(unpack(row.Page, &i.Page), unpack(row.Missing, &i.Missing))
}

// AddVersion implements desk.Letters.
func (s letterStore) AddVersion(ctx context.Context, v letter.Version) error {
	return s.db(ctx).Create(&letterTemplateRow{
		OrganizationID: string(v.Organization), Code: v.Code, Number: v.Number, Blocks: packed(v.Blocks), Digest: v.Digest, AuthorID: v.Author, KeptAt: Stamp(v.At),
	}).Error
}

// Versions implements desk.Letters: the last hundred.
func (s letterStore) Versions(ctx context.Context, organization, code string) ([]letter.Version, error) {
	var rows []letterTemplateRow
	err := s.db(ctx).Where("organization_id = ? AND code = ?", organization, code).Order("number DESC").Limit(100).Find(&rows).Error
	if err != nil {
		return nil, err
	}
	return versions(rows)
}

// Current implements desk.Letters.
func (s letterStore) Current(ctx context.Context, organization string) (map[string]letter.Version, error) {
	var rows []letterTemplateRow
	newest := s.db(ctx).Model(&letterTemplateRow{}).Select("code, MAX(number) AS number").Where("organization_id = ?", organization).Group("code")
	err := s.db(ctx).Where("organization_id = ?", organization).Joins("JOIN (?) AS newest ON newest.code = letter_templates.code AND newest.number = letter_templates.number", newest).Find(&rows).Error
	if err != nil {
		return nil, err
	}
	all, err := versions(rows)
	current := map[string]letter.Version{}
	for _, v := range all {
		current[v.Code] = v
	}
	return current, err
}

func versions(rows []letterTemplateRow) ([]letter.Version, error) {
	all := make([]letter.Version, 0, len(rows))
	for _, r := range rows {
		v := letter.Version{Organization: org.ID(r.OrganizationID), Code: r.Code, Number: r.Number, Digest: r.Digest, Author: r.AuthorID, At: Unstamp(r.KeptAt)}
		if err := unpack(r.Blocks, &v.Blocks); err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, nil
}
