package gormdb

import (
	"context"
	"slices"
	"strings"

	"gorm.io/gorm"

	"liandong/domain/cases"
	"liandong/domain/desk"
	"liandong/domain/document"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/wall"
	"liandong/domain/who"
)

var _ desk.Parts = partStore{}

// partStore is desk.Parts bound to one transaction.
type partStore struct{ store }

type linkRow struct {
	CaseID  string `gorm:"primaryKey"`
	OtherID string `gorm:"primaryKey"`
	Kind    string `gorm:"primaryKey"`
	MadeAt  string
}

func (linkRow) TableName() string { return "case_links" }

// Link implements desk.Parts.
func (s partStore) Link(ctx context.Context, l cases.Link) error {
	return s.db(ctx).Create(&linkRow{CaseID: string(l.Case), OtherID: string(l.Other), Kind: string(l.Kind), MadeAt: Stamp(l.At)}).Error
}

// Links implements desk.Parts.
func (s partStore) Links(ctx context.Context, id cases.ID) ([]cases.Link, error) {
	var all []cases.Link
	for _, column := range []string{"case_id", "other_id"} {
		var rows []linkRow
		if err := s.db(ctx).Order("made_at, case_id").Find(&rows, column+" = ?", string(id)).Error; err != nil {
			return nil, err
		}
		for _, r := range rows {
			all = append(all, cases.Link{Case: cases.ID(r.CaseID), Other: cases.ID(r.OtherID), Kind: cases.LinkKind(r.Kind), At: Unstamp(r.MadeAt)})
		}
	}
	return all, nil
}

// wordy lists where words of others may stand in a case.
var wordy = []string{"referrals", "agreements", "notes", "statements", "safety_reports", "recusals", "origins"}

// Wordy implements desk.Parts.
func (s partStore) Wordy(ctx context.Context, id cases.ID) (bool, error) {
	for _, table := range wordy {
		if found, err := s.some(s.db(ctx).Table(table).Where("case_id = ?", string(id))); err != nil || found {
			return found, err
		}
	}
	if found, err := s.some(s.db(ctx).Table("rounds").Where("case_id = ? AND seq > 1", string(id))); err != nil || found {
		return found, err
	}
	return s.some(s.db(ctx).Table("mediation_sessions").Where("proceeding_id IN (SELECT id FROM proceedings WHERE case_id = ?)", string(id)))
}

func (partStore) some(q *gorm.DB) (bool, error) {
	var n []int
	err := q.Limit(1).Select("1").Scan(&n).Error
	return len(n) > 0, err
}

// own lists what is a party's beside the party; written, what staff wrote down about them.
var (
	own     = []string{"party_keys", "agents", "withdrawals", "protected_addresses"}
	written = []string{"recorded_for", "contact_attempts", "oral_records", "original_returns"}
)

// MoveParty implements desk.Parts.
func (s partStore) MoveParty(ctx context.Context, id party.ID, to cases.ID, words bool) error {
	var row struct{ CaseID string }
	if err := s.take(ctx, s.db(ctx).Table("parties").Select("case_id"), &row, "id = ?", string(id)); err != nil {
		return err
	}
	var seq int
	if err := s.db(ctx).Table("parties").Where("case_id = ?", string(to)).Select("COALESCE(MAX(seq), 0) + 1").Scan(&seq).Error; err != nil {
		return err
	}
	err := s.db(ctx).Table("parties").Where("id = ?", string(id)).Updates(map[string]any{"case_id": string(to), "seq": seq}).Error
	if err != nil {
		return err
	}
	if err := s.consents(ctx, row.CaseID, id, id, to); err != nil {
		return err
	}
	tables := own
	if words {
		tables = slices.Concat(own, written)
	}
	for _, table := range tables {
		if err := s.db(ctx).Table(table).Where("case_id = ? AND party_id = ?", row.CaseID, string(id)).Update("case_id", string(to)).Error; err != nil {
			return err
		}
	}
	holders := []string{"party/" + string(id)}
	var agents []string
	if err := s.db(ctx).Table("agents").Where("case_id = ? AND party_id = ?", string(to), string(id)).Order("id").Pluck("id", &agents).Error; err != nil {
		return err
	}
	for _, a := range agents {
		holders = append(holders, "agent/"+a)
	}
	return s.db(ctx).Table("factors").Where("holder IN ?", holders).Update("case_id", string(to)).Error
}

// consents moves a party's words, in the order in which they were entered.
func (s partStore) consents(ctx context.Context, from string, who, as party.ID, to cases.ID) error {
	var ids []string
	if err := s.db(ctx).Table("consents").Where("case_id = ? AND party_id = ?", from, string(who)).Order("seq").Pluck("id", &ids).Error; err != nil || len(ids) == 0 {
		return err
	}
	var seq int
	if err := s.db(ctx).Table("consents").Where("case_id = ?", string(to)).Select("COALESCE(MAX(seq), 0)").Scan(&seq).Error; err != nil {
		return err
	}
	for i, id := range ids {
		err := s.db(ctx).Table("consents").Where("id = ?", id).Updates(map[string]any{"case_id": string(to), "party_id": string(as), "seq": seq + 1 + i}).Error
		if err != nil {
			return err
		}
	}
	return nil
}

// Fold implements desk.Parts.
func (s partStore) Fold(ctx context.Context, from, into party.ID, to cases.ID) error {
	var row struct{ CaseID string }
	if err := s.take(ctx, s.db(ctx).Table("parties").Select("case_id"), &row, "id = ?", string(from)); err != nil {
		return err
	}
	if err := s.consents(ctx, row.CaseID, from, into, to); err != nil {
		return err
	}
	for _, table := range []string{"party_keys", "agents", "contact_attempts", "oral_records"} {
		err := s.db(ctx).Table(table).Where("case_id = ? AND party_id = ?", row.CaseID, string(from)).
			Updates(map[string]any{"case_id": string(to), "party_id": string(into)}).Error
		if err != nil {
			return err
		}
	}
	return nil
}

// MoveDocument implements desk.Parts. Under another id it is stored anew, for
// what is stored may be bound to its id.
func (s partStore) MoveDocument(ctx context.Context, id document.ID, to cases.ID, as document.ID, class wall.Class) error {
	docs := documentStore(s)
	d, err := docs.Get(ctx, id)
	if err != nil {
		return err
	}
	if class != "" {
		d.Class = class
	}
	if d.CaseID != to {
		d.ProceedingID = ""
	}
	if d.CaseID = to; as == "" {
		return s.db(ctx).Model(&documentRow{}).Where("id = ?", string(id)).
			Updates(map[string]any{"case_id": string(to), "class": string(d.Class), "proceeding_id": string(d.ProceedingID)}).Error
	}
	body, err := docs.Body(ctx, id)
	if err != nil {
		return err
	}
	// The old one goes first: a letter's check code is its own.
	if err := s.db(ctx).Delete(&documentPart{}, "document_id = ?", string(id)).Error; err != nil {
		return err
	}
	if err := s.db(ctx).Delete(&documentRow{}, "id = ?", string(id)).Error; err != nil {
		return err
	}
	d.ID = as
	if err := docs.Add(ctx, d, body); err != nil {
		return err
	}
	if err := s.rebind(ctx, string(id), string(as)); err != nil {
		return err
	}
	if err := s.db(ctx).Table("oral_records").Where("document_id = ?", string(id)).Update("document_id", string(as)).Error; err != nil {
		return err
	}
	if err := s.db(ctx).Table("agents").Where("authority_id = ?", string(id)).Update("authority_id", string(as)).Error; err != nil {
		return err
	}
	return s.db(ctx).Table("original_returns").Where("document_id = ?", string(as)).Update("case_id", string(to)).Error
}

// rebind stores anew, under a document's new id, what is bound to it.
func (s partStore) rebind(ctx context.Context, id, as string) error {
	var pages []letterRow
	var returns []handedBackRow
	for _, rows := range []any{&pages, &returns} {
		if err := s.db(ctx).Limit(1).Find(rows, "document_id = ?", id).Error; err != nil {
			return err
		}
	}
	for _, r := range pages {
		if err := s.db(ctx).Delete(&letterRow{}, "document_id = ?", id).Error; err != nil {
			return err
		}
		r.DocumentID = as
		if err := s.db(ctx).Create(&r).Error; err != nil {
			return err
		}
	}
	for _, r := range returns {
		if err := s.db(ctx).Delete(&handedBackRow{}, "document_id = ?", id).Error; err != nil {
			return err
		}
		r.DocumentID = as
		if err := s.db(ctx).Create(&r).Error; err != nil {
			return err
		}
	}
	return nil
}

// Rename implements desk.Parts.
func (s partStore) Rename(ctx context.Context, id cases.ID, from, to party.ID) error {
	for _, table := range []string{"documents", "oral_records", "contact_attempts", "recorded_for", "original_returns"} {
		if err := s.db(ctx).Table(table).Where("case_id = ? AND party_id = ?", string(id), string(from)).Update("party_id", string(to)).Error; err != nil {
			return err
		}
	}
	return nil
}

// MoveWords implements desk.Parts.
func (s partStore) MoveWords(ctx context.Context, from, to cases.ID) error {
	for _, table := range []string{"oral_records", "contact_attempts", "recorded_for", "backdated"} {
		if err := s.db(ctx).Table(table).Where("case_id = ?", string(from)).Update("case_id", string(to)).Error; err != nil {
			return err
		}
	}
	return s.db(ctx).Table("backdated").Where("case_id = ? AND subject = ?", string(to), "case/"+string(from)).Update("subject", "case/"+string(to)).Error
}

type partyKeyRow struct {
	ID         string `gorm:"primaryKey"`
	PartyID    string
	CaseID     string
	CodeHash   string
	SecretHash string
}

func (partyKeyRow) TableName() string { return "party_keys" }

// AddKey implements desk.Parts.
func (s partStore) AddKey(ctx context.Context, k desk.PartyKey) error {
	return s.db(ctx).Create(&partyKeyRow{ID: k.ID, PartyID: string(k.Party), CaseID: string(k.Case), CodeHash: k.CodeHash, SecretHash: k.SecretHash}).Error
}

// Keys implements desk.Parts.
func (s partStore) Keys(ctx context.Context, id cases.ID) ([]desk.PartyKey, error) {
	var rows []partyKeyRow
	if err := s.db(ctx).Order("id").Find(&rows, "case_id = ?", string(id)).Error; err != nil {
		return nil, err
	}
	all := make([]desk.PartyKey, 0, len(rows))
	for _, r := range rows {
		all = append(all, desk.PartyKey{ID: r.ID, Party: party.ID(r.PartyID), Case: cases.ID(r.CaseID), CodeHash: r.CodeHash, SecretHash: r.SecretHash})
	}
	return all, nil
}

// DropKeys implements desk.Parts.
func (s partStore) DropKeys(ctx context.Context, id party.ID) error {
	return s.db(ctx).Delete(&partyKeyRow{}, "party_id = ?", string(id)).Error
}

// answering are the standings of who answers for a case, works on it or registered it.
var answering = []who.Standing{who.Custodian, who.Delegate, who.FirstReceiver}

// Bearing implements desk.Parts. Who bears a mark is found by its keyed hash; what
// is found is compared once more as the domain writes it. Until every party from
// before has its marks, all of the organisation's are compared.
func (s partStore) Bearing(ctx context.Context, organization org.ID, m party.Mark, limit int) ([]cases.ID, error) {
	whole, err := Meta{TX: s.tx}.Get(ctx, marksWhole)
	if err != nil {
		return nil, err
	}
	q := s.db(ctx).Model(&partyRow{}).Select("parties.*").
		Joins("JOIN standings s ON s.case_id = parties.case_id AND s.organization_id = ? AND s.standing IN ?", string(organization), answering)
	if ring := s.ring(); whole != "" && ring != nil {
		q = q.Joins("JOIN party_marks k ON k.party_id = parties.id AND k.mark = ?", ring.Mark(m.By, m.Plain()))
	}
	var found []cases.ID
	var rows []partyRow
	err = q.FindInBatches(&rows, 500, func(*gorm.DB, int) error {
		for _, r := range rows {
			if p := (party.Party{Kind: party.Kind(r.Kind), Name: r.Name, IDNumber: r.IDNumber, Phone: r.Phone}); p.Bears(m) {
				found = append(found, cases.ID(r.CaseID))
			}
		}
		return nil
	}).Error
	if err != nil {
		return nil, err
	}
	slices.SortFunc(found, func(a, b cases.ID) int { return strings.Compare(string(b), string(a)) })
	found = slices.Compact(found)
	return found[:min(len(found), limit)], nil
}

// Neighbours implements desk.Parts.
func (s partStore) Neighbours(ctx context.Context, organization org.ID, without cases.ID, limit int) ([]party.Party, error) {
	var ids []string
	err := s.db(ctx).Table("standings").Where("organization_id = ? AND standing IN ? AND case_id <> ?",
		string(organization), answering, string(without)).
		Group("case_id").Order("case_id DESC").Limit(limit).Pluck("case_id", &ids).Error
	if err != nil {
		return nil, err
	}
	var all []party.Party
	for part := range slices.Chunk(ids, 500) {
		var rows []partyRow
		if err := s.db(ctx).Order("case_id DESC, seq").Find(&rows, "case_id IN ?", part).Error; err != nil {
			return nil, err
		}
		for _, r := range rows {
			p, err := r.party()
			if err != nil {
				return nil, err
			}
			all = append(all, p)
		}
	}
	return all, nil
}
