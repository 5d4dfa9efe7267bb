package gormdb_test

import (
	"context"
	"fmt"
	"testing"

	"gorm.io/gorm"

	"liandong/domain/cases"
	"liandong/domain/desk"
	"liandong/domain/journal"
	"liandong/domain/party"
	"liandong/infra/gormdb/testdb"
)

// BenchmarkPeopleRead reads fifty cases' parties, sealed and then as they were
// stored before there were keys: the ratio is what sealing costs a list.
func BenchmarkPeopleRead(b *testing.B) {
	db := testdb.SQLite(b)
	ctx := context.Background()
	do := func(work func(ctx context.Context, tx *gorm.DB) error) {
		if err := db.Do(ctx, work); err != nil {
			b.Fatal(err)
		}
	}
	do(func(ctx context.Context, tx *gorm.DB) error {
		parties := db.Bind(tx, true, noJournal).Parties
		for i := range 100 {
			p := party.Party{ID: party.ID(fmt.Sprintf("p%03d", i)), CaseID: fmt.Sprintf("c%02d", i/2), Role: party.Applicant, Kind: party.Person, Name: "林小雨", IDNumber: "11010519491231002X", Phone: "13900001234", Address: "某县某街道某社区12号楼3单元401室", Version: 1}
			if err := parties.Add(ctx, p); err != nil {
				return err
			}
		}
		return nil
	})
	read := func(b *testing.B) {
		for b.Loop() {
			err := db.Read(ctx, func(ctx context.Context, tx *gorm.DB) error {
				return everyone(ctx, db.Bind(tx, false, noJournal))
			})
			if err != nil {
				b.Fatal(err)
			}
		}
	}
	b.Run("sealed", read)
	do(func(ctx context.Context, tx *gorm.DB) error {
		return tx.WithContext(ctx).Table("parties").Where("1 = 1").Updates(map[string]any{"name": "林小雨", "id_number": "11010519491231002X", "phone": "13900001234", "address": "某县某街道某社区12号楼3单元401室", "needs": ""}).Error
	})
	b.Run("clear", read)
}

func everyone(ctx context.Context, tx desk.Tx) error {
	for i := range 50 {
		if _, err := tx.Parties.OfCase(ctx, cases.ID(fmt.Sprintf("c%02d", i))); err != nil {
			return err
		}
	}
	return nil
}

func noJournal(*gorm.DB) journal.Journal { return nil }
