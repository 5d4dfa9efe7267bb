package main

import (
	"database/sql"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	_ "github.com/go-sql-driver/mysql" // the drivers the product uses
	_ "modernc.org/sqlite"

	"liandong/infra/secrets"
)

// raw writes the rows of one assignment by prepared statements: the same
// tables, columns, indexes and widths, taken from a real one.
type raw struct {
	db      *sql.DB
	one     *sync.Mutex // SQLite has one writer
	inserts []insert
	updates []string
	cases   []string // rows to update: several, so that clients do not wait for one row more than the product's do
}

type insert struct {
	statement string
	values    []any
	fresh     []int // columns that get a value of their own
}

// written lists what an assignment inserts: table, how its new rows are found,
// how many, and which columns must be new each time.
var written = []struct {
	table, where string
	limit        int
	fresh        []string
}{
	{"referrals", "case_id = ?", 1, []string{"id", "moving_case_id", "case_id"}},
	{"custody", "case_id = ? ORDER BY seq DESC", 1, []string{"case_id"}},
	{"standings", "case_id = ? AND standing IN ('custodian', 'former', 'sender')", 3, []string{"case_id"}},
	{"clocks", "case_id = ? AND subject LIKE 'referral/%'", 2, []string{"id", "case_id"}},
	{"audit_entries", "case_id = ? ORDER BY seq DESC", 1, []string{"id", "stream"}},
	{"events", "case_id = ? ORDER BY id DESC", 2, []string{"id", "case_id"}},
}

func newRaw(s store, caseID string) (*raw, error) {
	db, err := sql.Open(s.driver, s.dsn)
	if err != nil {
		return nil, err
	}
	r := &raw{db: db}
	if s.driver == "sqlite" {
		r.one = &sync.Mutex{}
		db.SetMaxOpenConns(1)
	} else {
		db.SetMaxOpenConns(64)
		db.SetMaxIdleConns(64)
	}
	for _, w := range written {
		if err := r.learn(w.table, w.where, w.limit, w.fresh, caseID); err != nil {
			return nil, fmt.Errorf("%s: %w", w.table, err)
		}
	}
	if err := r.learn("audit_payloads", "entry_id IN (SELECT id FROM audit_entries WHERE case_id = ?)", 1, []string{"entry_id"}, caseID); err != nil {
		return nil, err
	}
	if err := r.learn("idempotency", "actor <> ?", 1, []string{"request"}, "-"); err != nil {
		return nil, err
	}
	r.updates = []string{
		"UPDATE cases SET custodian_id = custodian_id, custody_seq = custody_seq, version = version + 1 WHERE id = ? AND version > 0",
		"UPDATE custody SET until_at = until_at WHERE case_id = ? AND seq = 1",
		"UPDATE proceedings SET state = state, version = version + 1 WHERE case_id = ?",
		"UPDATE clocks SET version = version + 1 WHERE case_id = ? AND rule = 'petition.forward'",
		"UPDATE audit_heads SET seq = seq + 1 WHERE stream = CONCAT('case/', ?)",
	}
	rows, err := db.Query("SELECT id FROM cases LIMIT 500")
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		r.cases = append(r.cases, id)
	}
	return r, rows.Err()
}

// learn keeps an insert for each row that is found.
func (r *raw) learn(table, where string, limit int, fresh []string, arg any) error {
	rows, err := r.db.Query(fmt.Sprintf("SELECT * FROM %s WHERE %s LIMIT %d", table, where, limit), arg)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	marks := strings.TrimSuffix(strings.Repeat("?,", len(columns)), ",")
	for rows.Next() {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return err
		}
		in := insert{statement: fmt.Sprintf("INSERT INTO %s (%s) VALUES (%s)", table, strings.Join(columns, ","), marks), values: values}
		for i, c := range columns {
			if b, ok := values[i].([]byte); ok {
				values[i] = string(b)
			}
			for _, f := range fresh {
				if f == c {
					in.fresh = append(in.fresh, i)
				}
			}
		}
		r.inserts = append(r.inserts, in)
	}
	return rows.Err()
}

// run writes for a time from several clients, one transaction each.
func (r *raw) run(clients int, length time.Duration) (float64, error) {
	begin := time.Now()
	var done sync.Map
	err := parallel(clients, func(i int) error {
		if time.Since(begin) > length {
			return io.EOF
		}
		if r.one != nil {
			r.one.Lock()
			defer r.one.Unlock()
		}
		if err := r.once(r.cases[i%len(r.cases)]); err != nil {
			return err
		}
		done.Store(i, true)
		return nil
	})
	n := 0
	done.Range(func(any, any) bool { n++; return true })
	return float64(n) / time.Since(begin).Seconds(), err
}

func (r *raw) once(caseID string) error {
	tx, err := r.db.Begin()
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	id := secrets.NewID()
	for _, in := range r.inserts {
		values := append([]any(nil), in.values...)
		for _, i := range in.fresh {
			values[i] = id
		}
		if strings.Contains(in.statement, "INTO clocks") || strings.Contains(in.statement, "INTO events") {
			values[in.fresh[0]] = secrets.NewID()
		}
		if _, err := tx.Exec(in.statement, values...); err != nil {
			return fmt.Errorf("%s: %w", in.statement[:40], err)
		}
	}
	for _, u := range r.updates {
		if _, err := tx.Exec(u, caseID); err != nil {
			return err
		}
	}
	return tx.Commit()
}
