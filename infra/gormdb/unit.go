package gormdb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"time"

	driver "github.com/go-sql-driver/mysql"
	"gorm.io/gorm"
	"modernc.org/sqlite"

	"liandong/domain/fault"
	"liandong/domain/lang"
)

var unavailable = lang.T("数据库暂时不可用，操作没有完成，请稍后重试", "the database is not available and nothing was done: try again shortly")

// ErrOutcomeUnknown says that the connection broke during the commit: asking
// again with the same Idempotency-Key tells whether it was done.
var ErrOutcomeUnknown = &fault.Fault{Kind: fault.Unavailable, Code: "store.outcome_unknown", RetryAfter: 2,
	Title: lang.T("连接中断，不确定是否已经完成；请用同一标识重试", "the connection broke and it is not known whether this was done: send the same request again with the same Idempotency-Key")}

// Do runs work so that either everything done through tx happens or nothing
// does. Work may run more than once and must touch the world only through tx.
// Refusals of work come back as they are; ErrUnavailable and ErrOutcomeUnknown
// are the store's own.
func (db *DB) Do(ctx context.Context, work func(ctx context.Context, tx *gorm.DB) error) error {
	if err := db.freshRing(ctx); err != nil {
		return err
	}
	if db.gather != nil {
		return db.gather.do(ctx, work)
	}
	var err error
	for try := range maxTries {
		if err = db.once(ctx, work); !again(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Duration(rand.IntN(10<<try)+1) * time.Millisecond):
		}
	}
	return fmt.Errorf("%w (%w)", ErrUnavailable, err)
}

// maxTries is how often a unit of work runs when the database asks for it again.
const maxTries = 6

// once runs work in a transaction of the MySQL family.
func (db *DB) once(ctx context.Context, work func(ctx context.Context, tx *gorm.DB) error) (err error) {
	tx := db.write.WithContext(ctx).Begin(&sql.TxOptions{Isolation: sql.LevelReadCommitted})
	if tx.Error != nil {
		return fmt.Errorf("%w (%w)", ErrUnavailable, tx.Error)
	}
	defer func() {
		if p := recover(); p != nil {
			tx.Rollback()
			db.log.Error("a unit of work panicked", "panic", p, "stack", string(debug.Stack()))
			err = fmt.Errorf("gormdb: panic in a unit of work: %v", p)
		}
	}()
	if err := work(ctx, tx.Session(&gorm.Session{NewDB: true, Context: ctx})); err != nil {
		tx.Rollback()
		if broken(err) {
			return fmt.Errorf("%w (%w)", ErrUnavailable, err)
		}
		return err
	}
	if err := tx.Commit().Error; err != nil {
		if broken(err) {
			return fmt.Errorf("%w (%w)", ErrOutcomeUnknown, err)
		}
		return err
	}
	return nil
}

// again tells whether the database undid the transaction and asks for it once more.
func again(err error) bool {
	var my *driver.MySQLError
	if !errors.As(err, &my) {
		return false
	}
	switch my.Number {
	case 1213, 1205, 1020, 8002, 8022, 9007:
		return true
	}
	return false
}

func broken(err error) bool {
	return errors.Is(err, driver.ErrInvalidConn) || errors.Is(err, sql.ErrConnDone)
}

// Read runs work over one unchanging view of the database, which it cannot change.
func (db *DB) Read(ctx context.Context, work func(ctx context.Context, tx *gorm.DB) error) (err error) {
	if err := db.freshRing(ctx); err != nil {
		return err
	}
	opts := &sql.TxOptions{ReadOnly: true}
	if db.dialect == "mysql" {
		opts.Isolation = sql.LevelRepeatableRead
	} else {
		opts = nil // the pool is query_only
	}
	begin := db.read.WithContext(ctx)
	var tx *gorm.DB
	if opts != nil {
		tx = begin.Begin(opts)
	} else {
		tx = begin.Begin()
	}
	if tx.Error != nil {
		return fmt.Errorf("%w (%w)", ErrUnavailable, tx.Error)
	}
	defer tx.Rollback()
	return work(ctx, tx.Session(&gorm.Session{NewDB: true, Context: ctx}))
}

// Touched tells whether a compare-and-set changed its one row; stale if it did not.
func Touched(res *gorm.DB, stale error) error {
	if res.Error != nil {
		return res.Error
	}
	if res.RowsAffected != 1 {
		return stale
	}
	return nil
}

// SQLite's codes of a unique key and of a primary key that refuse a row.
const (
	sqliteUnique     = 2067
	sqlitePrimaryKey = 1555
)

// IsDuplicate tells whether a unique key refused a row. GORM translates the
// errors of MySQL, but not those of the pure-Go SQLite.
func IsDuplicate(err error) bool {
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		return lite.Code() == sqliteUnique || lite.Code() == sqlitePrimaryKey
	}
	return errors.Is(err, gorm.ErrDuplicatedKey)
}
