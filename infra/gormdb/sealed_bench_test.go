package gormdb_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"gorm.io/gorm"

	"liandong/domain/cases"
	"liandong/domain/desk"
	"liandong/domain/journal"
	"liandong/domain/party"
	"liandong/infra/gormdb"
	"liandong/infra/gormdb/testdb"
)

// BenchmarkPeopleRead reads fifty cases' parties, sealed and as they were stored
// before there were keys: the ratio is what sealing costs a list.
func BenchmarkPeopleRead(b *testing.B) {
	ctx := context.Background()
	sealed, clear := testdb.SQLite(b), testdb.SQLite(b)
	for _, db := range []*gormdb.DB{sealed, clear} {
		err := db.Do(ctx, func(ctx context.Context, tx *gorm.DB) error {
			parties := db.Bind(tx, true, noJournal).Parties
			for i := range 100 {
				p := party.Party{ID: party.ID(fmt.Sprintf("p%03d", i)), CaseID: fmt.Sprintf("c%02d", i/2), Role: party.Applicant, Kind: party.Person, Name: "林小雨", IDNumber: "11010519491231002X", Phone: "13900001234", Address: "某县某街道某社区12号楼3单元401室", Version: 1}
				if err := parties.Add(ctx, p); err != nil {
					return err
				}
			}
			if db == sealed {
				return nil
			}
			return tx.WithContext(ctx).Table("parties").Where("1 = 1").Updates(map[string]any{"name": "林小雨", "id_number": "11010519491231002X", "phone": "13900001234", "address": "某县某街道某社区12号楼3单元401室"}).Error
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	// In turns, and the best of each: what else the machine does meets both alike.
	best := map[*gormdb.DB]time.Duration{sealed: time.Hour, clear: time.Hour}
	for b.Loop() {
		for db := range best {
			begun := time.Now()
			err := db.Read(ctx, func(ctx context.Context, tx *gorm.DB) error { return everyone(ctx, db.Bind(tx, false, noJournal)) })
			if err != nil {
				b.Fatal(err)
			}
			best[db] = min(best[db], time.Since(begun))
		}
	}
	b.ReportMetric(float64(best[sealed].Microseconds()), "µs-sealed")
	b.ReportMetric(float64(best[clear].Microseconds()), "µs-clear")
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
