package gormdb

import (
	"context"
	"errors"

	"liandong/domain/cases"
	"liandong/domain/consent"
	"liandong/domain/desk"
	"liandong/domain/org"
	"liandong/domain/party"
)

var _ desk.Parties = partyStore{}

// partyStore is desk.Parties bound to one transaction.
type partyStore struct{ store }

type partyRow struct {
	ID             string `gorm:"primaryKey"`
	CaseID         string
	Seq            int
	Role           string
	Kind           string
	Name           string `gorm:"serializer:personal"`
	IDKind         string
	IDNumber       string `gorm:"serializer:personal"`
	Phone          string `gorm:"serializer:personal"`
	Address        string `gorm:"serializer:personal"`
	Email          string `gorm:"serializer:personal"`
	OrganizationID string
	RepresentedBy  string `gorm:"serializer:personal"`
	FirmID         string
	Needs          string `gorm:"serializer:personal"`
	CodeHash       string
	SecretHash     string
	Version        int
}

func (partyRow) TableName() string { return "parties" }

func partyRowOf(p party.Party) partyRow {
	row := partyRow{
		ID: string(p.ID), CaseID: p.CaseID, Role: string(p.Role), Kind: string(p.Kind), Name: p.Name, IDKind: p.IDKind,
		IDNumber: p.IDNumber, Phone: p.Phone, Address: p.Address, Email: p.Email, OrganizationID: string(p.OrganizationID),
		RepresentedBy: packed(p.RepresentedBy), Needs: packed(p.Needs), CodeHash: p.CodeHash, SecretHash: p.SecretHash, Version: p.Version,
	}
	if p.RepresentedBy != nil {
		row.FirmID = string(p.RepresentedBy.OrganizationID)
	}
	return row
}

func (r partyRow) party() (party.Party, error) {
	p := party.Party{
		ID: party.ID(r.ID), CaseID: r.CaseID, Role: party.Role(r.Role), Kind: party.Kind(r.Kind), Name: r.Name, IDKind: r.IDKind,
		IDNumber: r.IDNumber, Phone: r.Phone, Address: r.Address, Email: r.Email, OrganizationID: org.ID(r.OrganizationID),
		CodeHash: r.CodeHash, SecretHash: r.SecretHash, Version: r.Version,
	}
	return p, errors.Join(unpack(r.RepresentedBy, &p.RepresentedBy), unpack(r.Needs, &p.Needs))
}

// OfCase implements desk.Parties.
func (s partyStore) OfCase(ctx context.Context, id cases.ID) ([]party.Party, error) {
	var rows []partyRow
	if err := s.db(ctx).Order("seq").Find(&rows, "case_id = ?", string(id)).Error; err != nil {
		return nil, err
	}
	all := make([]party.Party, 0, len(rows))
	for _, r := range rows {
		p, err := r.party()
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
}

// Get implements desk.Parties.
func (s partyStore) Get(ctx context.Context, c cases.ID, id party.ID) (party.Party, error) {
	var row partyRow
	if err := s.take(ctx, s.db(ctx), &row, "id = ? AND case_id = ?", string(id), string(c)); err != nil {
		return party.Party{}, err
	}
	return row.party()
}

// Add implements desk.Parties.
func (s partyStore) Add(ctx context.Context, p party.Party) error {
	row := partyRowOf(p)
	err := s.db(ctx).Model(&partyRow{}).Where("case_id = ?", p.CaseID).Select("COALESCE(MAX(seq), 0) + 1").Scan(&row.Seq).Error
	if err != nil {
		return err
	}
	if err := s.db(ctx).Create(&row).Error; err != nil {
		return err
	}
	return mark(s.db(ctx), s.ring(), p)
}

// Put implements desk.Parties.
func (s partyStore) Put(ctx context.Context, p party.Party) error {
	row := partyRowOf(p)
	row.Version++
	res := s.db(ctx).Model(&partyRow{}).Where("id = ? AND version = ?", row.ID, p.Version).
		Select("*").Omit("id", "case_id", "seq", "role", "kind").Updates(row)
	if err := Touched(res, cases.ErrStale); err != nil {
		return err
	}
	return mark(s.db(ctx), s.ring(), p)
}

// Against implements desk.Parties: the parties on another side than the one the firm represents.
func (s partyStore) Against(ctx context.Context, firm org.ID) ([]string, error) {
	var mine []partyRow
	if err := s.db(ctx).Limit(1000).Find(&mine, "firm_id = ?", string(firm)).Error; err != nil || firm == "" {
		return nil, err
	}
	var names []string
	for _, m := range mine {
		all, err := s.OfCase(ctx, cases.ID(m.CaseID))
		if err != nil {
			return nil, err
		}
		for _, p := range all {
			if string(p.Role) != m.Role {
				names = append(names, p.Name)
			}
		}
	}
	return names, nil
}

var _ desk.Consents = consentStore{}

// consentStore is desk.Consents bound to one transaction.
type consentStore struct{ store }

type consentRow struct {
	ID       string `gorm:"primaryKey"`
	CaseID   string
	Seq      int
	PartyID  string
	Subject  string
	TowardID string
	Answer   string
	Form     string
	Given    string `gorm:"serializer:personal"`
	ByUser   string
	ByOrg    string
	ByParty  int
}

func (consentRow) TableName() string { return "consents" }

// OfCase implements desk.Consents.
func (s consentStore) OfCase(ctx context.Context, id cases.ID) (consent.Book, error) {
	var rows []consentRow
	if err := s.db(ctx).Order("seq").Find(&rows, "case_id = ?", string(id)).Error; err != nil {
		return nil, err
	}
	book := make(consent.Book, 0, len(rows))
	for _, r := range rows {
		c := consent.Consent{
			ID: r.ID, CaseID: id, Seq: r.Seq, PartyID: party.ID(r.PartyID), Subject: consent.Subject(r.Subject), Toward: org.ID(r.TowardID),
			Answer: r.Answer, Form: r.Form, ByUser: r.ByUser, ByOrg: org.ID(r.ByOrg), ByParty: r.ByParty == 1,
		}
		if err := unpack(r.Given, &c.Given); err != nil {
			return nil, err
		}
		book = append(book, c)
	}
	return book, nil
}

// Add implements desk.Consents.
func (s consentStore) Add(ctx context.Context, c consent.Consent) error {
	row := consentRow{
		ID: c.ID, CaseID: string(c.CaseID), PartyID: string(c.PartyID), Subject: string(c.Subject), TowardID: string(c.Toward),
		Answer: c.Answer, Form: c.Form, Given: packed(c.Given), ByUser: c.ByUser, ByOrg: string(c.ByOrg), ByParty: bit(c.ByParty),
	}
	err := s.db(ctx).Model(&consentRow{}).Where("case_id = ?", row.CaseID).Select("COALESCE(MAX(seq), 0) + 1").Scan(&row.Seq).Error
	if err != nil {
		return err
	}
	return s.db(ctx).Create(&row).Error
}
