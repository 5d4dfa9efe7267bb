package gormdb

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	driver "github.com/go-sql-driver/mysql"
	"gorm.io/gorm"
)

//go:embed migrations/*.sql
var migrations embed.FS

// tableSuffix stands at the end of each CREATE TABLE: one set of migrations
// serves both engines.
const tableSuffix = "/*!table*/"

type migration struct {
	name, digest string
	statements   []string
}

// Migrate brings the schema up to date. It is safe twice, safe by two replicas
// at once, and safe after a kill half-way: the MySQL family commits each DDL
// statement by itself, so every statement is kept with its number and the next
// start goes on behind the last that was done. It returns an error for a
// database that is newer than the program, or whose migrations were edited.
//
// A runner of our own, because goose knows a migration only as a whole: what a
// kill leaves half-done on MySQL has to be mended by hand there.
func (db *DB) Migrate(ctx context.Context) error {
	all, err := readMigrations(db.dialect)
	if err != nil {
		return err
	}
	tx := db.write.WithContext(ctx)
	for _, ddl := range []string{
		"CREATE TABLE IF NOT EXISTS migrations (name VARCHAR(100) NOT NULL PRIMARY KEY, digest VARCHAR(80) NOT NULL, done INTEGER NOT NULL, at VARCHAR(30) NOT NULL)",
		"CREATE TABLE IF NOT EXISTS migration_lock (id INTEGER NOT NULL PRIMARY KEY, owner VARCHAR(80) NOT NULL, until_at BIGINT NOT NULL)",
	} {
		if err := tx.Exec(ddl).Error; err != nil {
			return fmt.Errorf("gormdb: migrate: %w", err)
		}
	}
	release, err := db.lockMigrations(ctx)
	if err != nil {
		return err
	}
	defer release()
	if err := db.known(ctx, all); err != nil {
		return err
	}
	for _, m := range all {
		if err := db.apply(ctx, m); err != nil {
			return fmt.Errorf("gormdb: migration %s: %w", m.name, err)
		}
	}
	return nil
}

func readMigrations(dialect string) ([]migration, error) {
	suffix := ""
	if dialect == "mysql" {
		suffix = "ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin"
	}
	entries, err := fs.ReadDir(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	var all []migration
	for _, e := range entries {
		raw, err := migrations.ReadFile("migrations/" + e.Name())
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(raw)
		m := migration{name: strings.TrimSuffix(e.Name(), ".sql"), digest: "sha256:" + hex.EncodeToString(sum[:])}
		for _, s := range strings.Split(stripComments(string(raw)), ";\n") {
			// What only a server needs stands in a comment that it executes.
			if s = strings.TrimSpace(strings.ReplaceAll(s, tableSuffix, suffix)); s != "" && (dialect == "mysql" || !strings.HasPrefix(s, "/*!")) {
				m.statements = append(m.statements, strings.TrimSuffix(s, ";"))
			}
		}
		all = append(all, m)
	}
	return all, nil
}

func stripComments(sql string) string {
	var kept []string
	for _, line := range strings.Split(sql, "\n") {
		if !strings.HasPrefix(strings.TrimSpace(line), "--") {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "\n")
}

type migrationRow struct {
	Name   string `gorm:"primaryKey"`
	Digest string
	Done   int
	At     string
}

func (migrationRow) TableName() string { return "migrations" }

// known refuses a database whose migrations are not a beginning of ours.
func (db *DB) known(ctx context.Context, all []migration) error {
	var rows []migrationRow
	if err := db.write.WithContext(ctx).Order("name").Find(&rows).Error; err != nil {
		return err
	}
	ours := map[string]string{}
	for _, m := range all {
		ours[m.name] = m.digest
	}
	for _, r := range rows {
		digest, ok := ours[r.Name]
		if !ok {
			return fmt.Errorf("gormdb: the database has migration %s, which this program does not know: use a newer program", r.Name)
		}
		if digest != r.Digest {
			return fmt.Errorf("gormdb: migration %s was applied with other contents", r.Name)
		}
	}
	return nil
}

func (db *DB) apply(ctx context.Context, m migration) error {
	tx := db.write.WithContext(ctx)
	row := migrationRow{Name: m.name, Digest: m.digest}
	if err := tx.Where("name = ?", m.name).FirstOrCreate(&row).Error; err != nil {
		return err
	}
	for n := row.Done; n < len(m.statements); n++ {
		err := tx.Transaction(func(tx *gorm.DB) error {
			if err := tx.Exec(m.statements[n]).Error; err != nil && !alreadyThere(err) {
				return err
			}
			return tx.Model(&migrationRow{}).Where("name = ?", m.name).
				Updates(map[string]any{"done": n + 1, "at": Stamp(time.Now())}).Error
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// alreadyThere recognises what a killed run left behind one statement further than it noted.
func alreadyThere(err error) bool {
	var my *driver.MySQLError
	return errors.As(err, &my) && slices.Contains([]uint16{1050, 1060, 1061, 1091}, my.Number)
}

// lockMigrations waits until no other replica migrates. The lock lapses, so
// that a killed one does not hold it for ever.
func (db *DB) lockMigrations(ctx context.Context) (release func(), err error) {
	const lease = 30 * time.Second
	owner := fmt.Sprintf("%d", time.Now().UnixNano())
	tx := db.write.WithContext(ctx)
	for {
		err := tx.Exec("INSERT INTO migration_lock (id, owner, until_at) VALUES (1, '', 0)").Error
		if err == nil || IsDuplicate(err) {
			break
		}
		if !again(err) {
			return nil, err
		}
	}
	for {
		now := time.Now()
		res := tx.Exec("UPDATE migration_lock SET owner = ?, until_at = ? WHERE id = 1 AND until_at < ?", owner, now.Add(lease).UnixMilli(), now.UnixMilli())
		if res.Error != nil && !again(res.Error) {
			return nil, res.Error
		}
		if res.Error == nil && res.RowsAffected == 1 {
			return func() {
				if err := tx.Exec("UPDATE migration_lock SET until_at = 0 WHERE id = 1 AND owner = ?", owner).Error; err != nil {
					db.log.Warn("the migration lock was not released; it lapses by itself", "error", err)
				}
			}, nil
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
}
