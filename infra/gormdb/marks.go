package gormdb

import (
	"gorm.io/gorm"

	"liandong/domain/party"
	"liandong/infra/sealing"
)

// partyMarkRow is what a party is found by without being read.
type partyMarkRow struct {
	PartyID string `gorm:"primaryKey"`
	Kind    string `gorm:"primaryKey"`
	Mark    string
}

func (partyMarkRow) TableName() string { return "party_marks" }

// mark keeps the marks of a party as it is now.
func mark(tx *gorm.DB, ring *sealing.Ring, p party.Party) error {
	if ring == nil {
		return ErrLocked
	}
	if err := tx.Delete(&partyMarkRow{}, "party_id = ?", string(p.ID)).Error; err != nil {
		return err
	}
	var rows []partyMarkRow
	for _, m := range p.Marks() {
		rows = append(rows, partyMarkRow{PartyID: string(p.ID), Kind: m.By, Mark: ring.Mark(m.By, m.Value)})
	}
	if len(rows) == 0 {
		return nil
	}
	return tx.Create(&rows).Error
}
