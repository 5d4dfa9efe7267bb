// Package gormdb keeps everything in SQLite or in a database of the MySQL
// family, through GORM. Every write goes through one unit of work, DB.Do.
package gormdb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	driver "github.com/go-sql-driver/mysql"
	"gorm.io/driver/mysql"
	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"liandong/infra/sealing"
)

// FileName is the database's name in the data directory.
const FileName = "liandong.db"

// Config says where the data are: a directory for the embedded database, or
// the URL of a server, mysql://user:password@host:port/name.
type Config struct {
	Dir string
	URL string
	Log *slog.Logger
	// ReadOnly opens what is there and changes nothing.
	ReadOnly bool
}

// DB is an open database.
type DB struct {
	dialect   string
	write     *gorm.DB // SQLite: the one writer
	read      *gorm.DB
	pools     []*sql.DB
	gather    *gatherer // SQLite only
	log       *slog.Logger
	directory directory

	// The keys that seal people's words (keyring.go).
	unlocking Unlocking
	keyed     bool
	ring      atomic.Pointer[sealing.Ring]
	turned    atomic.Int64
	turnedTo  string // guarded by turning
	turning   sync.Mutex
}

// Dialect is sqlite or mysql.
func (db *DB) Dialect() string { return db.dialect }

// reader is for single reads outside a unit of work.
func (db *DB) reader() *gorm.DB { return db.read }

// Open opens the database. It returns an error that says what to change for a
// URL that cannot be read, or a server that does not flush at commit.
func Open(cfg Config) (*DB, error) {
	if cfg.Log == nil {
		cfg.Log = slog.Default()
	}
	if cfg.URL != "" {
		return openMySQL(cfg)
	}
	return openSQLite(cfg)
}

// Close ends the writer after what is queued, and closes the pools.
func (db *DB) Close() error {
	if db.gather != nil {
		db.gather.close()
	}
	var err error
	for _, p := range db.pools {
		err = errors.Join(err, p.Close())
	}
	return err
}

// Ping tells whether the database answers.
func (db *DB) Ping(ctx context.Context) error {
	for _, p := range db.pools {
		if err := p.PingContext(ctx); err != nil {
			return err
		}
	}
	return nil
}

func options(log *slog.Logger) *gorm.Config {
	return &gorm.Config{
		TranslateError: true, SkipDefaultTransaction: true,
		Logger: logger.NewSlogLogger(log, logger.Config{LogLevel: logger.Silent, ParameterizedQueries: true, IgnoreRecordNotFoundError: true}),
	}
}

func openSQLite(cfg Config) (*DB, error) {
	file := filepath.Join(cfg.Dir, FileName)
	if cfg.ReadOnly {
		return readSQLite(file, cfg)
	}
	if err := os.MkdirAll(cfg.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("gormdb: data directory: %w", err)
	}
	f, err := os.OpenFile(file, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("gormdb: data file: %w", err)
	}
	if err := f.Close(); err != nil {
		return nil, err
	}
	db := &DB{dialect: "sqlite", log: cfg.Log}
	pragmas := "_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(ON)&_pragma=secure_delete(ON)&_pragma=cache_size(-65536)"
	if db.write, err = db.sqlitePool(file, pragmas+"&_txlock=immediate", 1, cfg.Log); err == nil {
		db.read, err = db.sqlitePool(file, pragmas+"&_pragma=query_only(ON)", 8, cfg.Log)
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	db.gather = newGatherer(db.write, cfg.Log)
	return db, nil
}

// readSQLite opens a database that is there, without a writer.
func readSQLite(file string, cfg Config) (*DB, error) {
	if _, err := os.Stat(file); err != nil {
		return nil, fmt.Errorf("gormdb: there is no database: %w", err)
	}
	db := &DB{dialect: "sqlite", log: cfg.Log}
	var err error
	if db.read, err = db.sqlitePool(file, "_pragma=busy_timeout(10000)&_pragma=query_only(ON)", 2, cfg.Log); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	db.write = db.read
	return db, nil
}

func (db *DB) sqlitePool(file, query string, conns int, log *slog.Logger) (*gorm.DB, error) {
	pool, err := sql.Open("sqlite", "file:"+(&url.URL{Path: file}).EscapedPath()+"?"+query)
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(conns)
	pool.SetMaxIdleConns(conns)
	db.pools = append(db.pools, pool)
	if err := reach(pool); err != nil {
		return nil, err
	}
	return db.carrying(gorm.Open(sqlite.Dialector{Conn: pool}, options(log)))
}

// reach opens the first connection. Programs that open a new file at the same
// moment switch it to WAL in turn, and SQLite does not make them wait for that.
func reach(pool *sql.DB) error {
	var err error
	for range 100 {
		if err = pool.Ping(); err == nil || !busy(err) {
			return err
		}
		time.Sleep(50 * time.Millisecond)
	}
	return err
}

func openMySQL(cfg Config) (*DB, error) {
	dsn, err := dsnOf(cfg.URL)
	if err != nil {
		return nil, err
	}
	connector, err := driver.NewConnector(dsn)
	if err != nil {
		return nil, errors.New("gormdb: the database URL cannot be used: " + strings.ReplaceAll(err.Error(), dsn.Passwd, "…"))
	}
	pool := sql.OpenDB(connector)
	pool.SetMaxOpenConns(64)
	pool.SetMaxIdleConns(64)
	pool.SetConnMaxLifetime(30 * time.Minute)
	db := &DB{dialect: "mysql", log: cfg.Log, pools: []*sql.DB{pool}}
	if err := durable(pool); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	if db.write, err = db.carrying(gorm.Open(mysql.New(mysql.Config{Conn: pool}), options(cfg.Log))); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	db.read = db.write
	return db, nil
}

// dsnOf reads mysql://user:password@host:port/name. An error never shows the password.
func dsnOf(raw string) (*driver.Config, error) {
	u, err := url.Parse(raw)
	if err != nil || u.Scheme != "mysql" || u.Host == "" || len(u.Path) < 2 {
		return nil, errors.New("gormdb: the database is given as mysql://user:password@host:port/name")
	}
	c := driver.NewConfig()
	c.User, c.Net, c.Addr, c.DBName = u.User.Username(), "tcp", u.Host, strings.TrimPrefix(u.Path, "/")
	c.Passwd, _ = u.User.Password()
	if u.Port() == "" {
		c.Addr += ":3306"
	}
	c.Collation, c.Loc = "utf8mb4_bin", time.UTC
	c.InterpolateParams, c.MultiStatements, c.ClientFoundRows, c.RejectReadOnly = true, false, true, true
	c.Params = map[string]string{"time_zone": "'+00:00'"}
	if tls := u.Query().Get("tls"); tls != "" {
		c.TLSConfig = tls
	}
	return c, nil
}

// durable refuses a server that may forget a commit it acknowledged.
func durable(pool *sql.DB) error {
	var flush, logBin, syncBin int
	err := pool.QueryRow("SELECT @@innodb_flush_log_at_trx_commit, @@log_bin, @@sync_binlog").Scan(&flush, &logBin, &syncBin)
	switch {
	case err != nil:
		return fmt.Errorf("gormdb: the database does not answer: %w", err)
	case flush != 1:
		return fmt.Errorf("gormdb: innodb_flush_log_at_trx_commit is %d: set it to 1, or an acknowledged handoff can be lost", flush)
	case logBin == 1 && syncBin != 1:
		return fmt.Errorf("gormdb: sync_binlog is %d: set it to 1, or an acknowledged handoff can be lost", syncBin)
	}
	return nil
}
