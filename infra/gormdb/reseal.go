package gormdb

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/schema"

	"liandong/domain/party"
	"liandong/infra/sealing"
)

// sealedRows are the rows that hold words of a case.
var sealedRows = []any{
	&agentRow{}, &factorRow{}, &outgoingRow{}, &partyRow{}, &addressRow{}, &consentRow{}, &visitRow{}, &opinionRow{}, &tableStatementRow{}, &participantRow{},
	&recusalRow{}, &attemptRow{}, &caseRow{}, &groupRow{}, &planRow{}, &roundRow{}, &arrivalRow{}, &lateRow{}, &oralRow{}, &oralVersionRow{}, &handedBackRow{},
	&officialRow{}, &officialStepRow{}, &directiveRow{}, &messageRow{}, &conferenceMatterRow{}, &filingStepRow{}, &caseNumberRow{}, &externalReceiptRow{}, &ReferralRow{},
	&proceedingRow{}, &sessionRow{}, &noteRow{}, &statementRow{}, &safetyReportRow{}, &agreementRow{}, &performanceRow{}, &clockRow{}, &toldRow{}, &letterRow{},
	&documentRow{}, &documentPart{}, &bundleRow{}, &originPart{}, &draftRow{}, &jobRow{}, &jobPart{}, &jobLine{}, &Answered{}, &payloadRow{},
}

// sealedTable is a table with what of it is sealed.
type sealedTable struct {
	name          string
	keys, columns []string
	whole         []bool // which keys are whole numbers
}

var sealedTables = sync.OnceValues(func() ([]sealedTable, error) {
	words, err := worded()
	if err != nil {
		return nil, err
	}
	var cache sync.Map
	var all []sealedTable
	for _, row := range sealedRows {
		s, err := schema.Parse(row, &cache, schema.NamingStrategy{})
		if err != nil {
			return nil, err
		}
		t := sealedTable{name: s.Table}
		for _, k := range s.PrimaryFields {
			t.keys, t.whole = append(t.keys, k.DBName), append(t.whole, k.DataType == schema.Int)
		}
		for _, f := range s.Fields {
			if words[s.Table+"."+f.DBName] {
				t.columns = append(t.columns, f.DBName)
			}
		}
		all = append(all, t)
	}
	return all, nil
})

type sealingRow struct {
	TableName_ string `gorm:"column:table_name;primaryKey"` //nolint:revive // the method has the name
	KeyID      string
	Behind     string
	Sealed     int64
	Ended      int
}

func (sealingRow) TableName() string { return "sealings" }

const (
	sealingLease = "sealing"
	sealAtOnce   = 200
	sealLease    = 30 * time.Second
	// marksWhole is the meta row that says that every party is found by its marks.
	marksWhole = "party_marks"
)

// SealSome seals with the current key some of what is not, and returns how many
// rows it looked at; none when all is done, or another replica is at it. Each
// row changes by compare-and-set, so that what people write meanwhile stands,
// and how far it came is kept with the rows: killed, it goes on behind them.
func (db *DB) SealSome(ctx context.Context, owner string, now time.Time) (looked int, err error) {
	if db.ring.Load() == nil {
		return 0, nil
	}
	tables, err := sealedTables()
	if err != nil {
		return 0, err
	}
	var ended int64
	err = db.Read(ctx, func(ctx context.Context, tx *gorm.DB) error {
		ring := db.ring.Load()
		return tx.WithContext(ctx).Model(&sealingRow{}).Where("key_id = ? AND ended = 1", ring.Current()).Count(&ended).Error
	})
	if err != nil || int(ended) == len(tables) {
		return 0, err
	}
	err = db.Do(ctx, func(ctx context.Context, tx *gorm.DB) error {
		looked = 0
		ring := db.ring.Load()
		var current []string // who has not heard of a new key yet seals nothing back to the old one
		if err := tx.WithContext(ctx).Model(&dataKeyRow{}).Where("slot = ?", slotData).Pluck("id", &current).Error; err != nil || len(current) != 1 || current[0] != ring.Current() {
			db.turned.Store(0)
			return err
		}
		if _, held, err := (Relay{TX: tx}).Lease(ctx, sealingLease, owner, now, now.Add(sealLease)); err != nil || !held {
			return err
		}
		for _, t := range tables {
			n, err := t.some(tx.WithContext(ctx), ring, sealAtOnce-looked)
			if looked += n; err != nil || looked >= sealAtOnce {
				return err
			}
		}
		return nil
	})
	return looked, err
}

// Sealed tells whether everything is sealed with the current key.
func (db *DB) Sealed(ctx context.Context) (bool, error) {
	tables, err := sealedTables()
	if err != nil {
		return false, err
	}
	var ended int64
	err = db.Read(ctx, func(ctx context.Context, tx *gorm.DB) error {
		return tx.WithContext(ctx).Model(&sealingRow{}).Where("ended = 1 AND key_id = (SELECT id FROM data_keys WHERE slot = ?)", slotData).Count(&ended).Error
	})
	return err == nil && int(ended) == len(tables), err
}

// some goes on in one table.
func (t sealedTable) some(tx *gorm.DB, ring *sealing.Ring, most int) (int, error) {
	at := sealingRow{TableName_: t.name}
	if err := tx.Limit(1).Find(&at, "table_name = ?", t.name).Error; err != nil {
		return 0, err
	}
	if at.KeyID == ring.Current() && at.Ended == 1 {
		return 0, nil
	}
	if at.KeyID != ring.Current() {
		at = sealingRow{TableName_: t.name, KeyID: ring.Current()}
	}
	rows, err := t.read(tx, at.Behind, most)
	if err != nil {
		return 0, err
	}
	for _, r := range rows {
		changed, err := t.reseal(tx, ring, r)
		if err != nil {
			return 0, err
		}
		if changed {
			at.Sealed++
		}
	}
	if len(rows) < most {
		at.Ended = 1
		if t.name == "parties" {
			if err := (Meta{TX: tx}).Put(tx.Statement.Context, marksWhole, "1"); err != nil {
				return 0, err
			}
		}
	}
	if len(rows) > 0 {
		behind, err := json.Marshal(rows[len(rows)-1][:len(t.keys)])
		if err != nil {
			return 0, err
		}
		at.Behind = string(behind)
	}
	return len(rows), tx.Clauses(clause.OnConflict{UpdateAll: true}).Create(&at).Error
}

// read reads keys and columns of the rows behind a key, as they are stored.
func (t sealedTable) read(tx *gorm.DB, behind string, most int) ([][]string, error) {
	q := tx.Table(t.name).Select(append(slices.Clone(t.keys), t.columns...)).Order(strings.Join(t.keys, ", ")).Limit(most)
	if behind != "" {
		var after []string
		if err := json.Unmarshal([]byte(behind), &after); err != nil {
			return nil, err
		}
		where, args, err := t.behind(after)
		if err != nil {
			return nil, err
		}
		q = q.Where(where, args...)
	}
	found, err := q.Rows()
	if err != nil {
		return nil, err
	}
	defer func() { _ = found.Close() }()
	var all [][]string
	for found.Next() {
		cells := make([]sql.NullString, len(t.keys)+len(t.columns))
		into := make([]any, len(cells))
		for i := range cells {
			into[i] = &cells[i]
		}
		if err := found.Scan(into...); err != nil {
			return nil, err
		}
		row := make([]string, len(cells))
		for i, c := range cells {
			row[i] = c.String
		}
		all = append(all, row)
	}
	return all, found.Err()
}

// behind asks for what follows a key of one or more columns.
func (t sealedTable) behind(after []string) (string, []any, error) {
	var ors []string
	var args []any
	for i := range t.keys {
		var ands []string
		for j, k := range t.keys[:i+1] {
			op := " = ?"
			if j == i {
				op = " > ?"
			}
			v, err := t.key(j, after[j])
			if err != nil {
				return "", nil, err
			}
			ands, args = append(ands, k+op), append(args, v)
		}
		ors = append(ors, "("+strings.Join(ands, " AND ")+")")
	}
	return strings.Join(ors, " OR "), args, nil
}

func (t sealedTable) key(i int, text string) (any, error) {
	if t.whole[i] {
		return strconv.ParseInt(text, 10, 64)
	}
	return text, nil
}

// reseal seals a row that is not sealed with the current key, unless somebody changed it meanwhile.
func (t sealedTable) reseal(tx *gorm.DB, ring *sealing.Ring, row []string) (bool, error) {
	var where []string
	var args, key []any
	for i, k := range t.keys {
		v, err := t.key(i, row[i])
		if err != nil {
			return false, err
		}
		where, args, key = append(where, k+" = ?"), append(args, v), append(key, v)
	}
	set, clear := map[string]any{}, map[string]string{}
	for i, c := range t.columns {
		stored := row[len(t.keys)+i]
		bound := boundTo(t.name, c, key)
		text, err := ring.Open(bound, stored)
		if err != nil {
			return false, fmt.Errorf("%s.%s of row %v: %w", t.name, c, key, err)
		}
		clear[c] = text
		if id, sealed := sealing.KeyOf(stored); stored == "" || sealed && id == ring.Current() {
			continue
		}
		set[c] = ring.Seal(bound, text)
		where, args = append(where, c+" = ?"), append(args, stored)
	}
	if len(set) == 0 {
		return false, nil
	}
	res := tx.Table(t.name).Where(strings.Join(where, " AND "), args...).Updates(set)
	if res.Error != nil || res.RowsAffected != 1 || t.name != "parties" {
		return res.RowsAffected == 1, res.Error
	}
	p := party.Party{ID: party.ID(row[0]), Name: clear["name"], IDNumber: clear["id_number"], Phone: clear["phone"]}
	return true, mark(tx, ring, p)
}

// SealedColumns lists what is sealed, as table.column.
func SealedColumns() ([]string, error) {
	tables, err := sealedTables()
	var all []string
	for _, t := range tables {
		for _, c := range t.columns {
			all = append(all, t.name+"."+c)
		}
	}
	return all, err
}

// ClearColumns lists what holds words of a case and is not sealed, and why.
func ClearColumns() map[string]string { return inClear }
