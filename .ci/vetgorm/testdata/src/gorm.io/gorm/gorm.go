// Package gorm stands for the real one.
package gorm

type DB struct{ Error error }

type expr struct{ SQL string }

func Expr(sql string, args ...any) expr { return expr{sql} }

func (db *DB) Where(query any, args ...any) *DB  { return db }
func (db *DB) Or(query any, args ...any) *DB     { return db }
func (db *DB) Order(value any) *DB               { return db }
func (db *DB) Group(name string) *DB             { return db }
func (db *DB) Having(query any, args ...any) *DB { return db }
func (db *DB) Select(query any, args ...any) *DB { return db }
func (db *DB) Joins(query string, a ...any) *DB  { return db }
func (db *DB) Raw(sql string, values ...any) *DB { return db }
func (db *DB) Exec(sql string, values ...any) *DB {
	return db
}
func (db *DB) Table(name string, args ...any) *DB  { return db }
func (db *DB) Pluck(column string, dest any) *DB   { return db }
func (db *DB) First(dest any, conds ...any) *DB    { return db }
func (db *DB) Find(dest any, conds ...any) *DB     { return db }
func (db *DB) Save(value any) *DB                  { return db }
func (db *DB) Unscoped() *DB                       { return db }
func (db *DB) Update(column string, value any) *DB { return db }
func (db *DB) Model(value any) *DB                 { return db }
func (db *DB) Updates(values map[string]any) *DB   { return db }
