// Package store is what the checks are shown: faults that are planted, and what is right.
package store

import (
	"fmt"
	"strings"

	"gorm.io/gorm"
)

const column = "due_on"

var tables = []string{"cases", "parties"}

var boxes = map[string]string{"in": "to_id = ?", "out": "from_id = ?"}

type row struct{ ID string }

// What somebody sends goes into statements as it is.
func Planted(db *gorm.DB, typed string, rows []row) {
	sort := fmt.Sprintf("%s DESC", rows[0].ID) // want `Order puts this text`
	db.Where("id = '" + rows[0].ID + "'")      // want `Where puts this text`
	db.Order(sort)
	db.Group(strings.ToLower(rows[0].ID))  // want `Group puts this text`
	db.Having(rows[0].ID)                  // want `Having puts this text`
	db.Select([]string{"id", rows[0].ID})  // want `Select puts this text`
	db.Joins("JOIN " + rows[0].ID)         // want `Joins puts this text`
	db.Raw(fmt.Sprint(1))                  // want `Raw puts this text`
	db.Exec("DROP TABLE " + fmt.Sprint(1)) // want `Exec puts this text`
	db.Pluck(rows[0].ID, nil)              // want `Pluck puts this text`
	db.First(nil, rows[0].ID)              // want `First puts this text`
	db.Find(nil, "id = "+rows[0].ID)       // want `Find puts this text`
	db.Table(rows[0].ID)                   // want `Table puts this text`
	db.Update(rows[0].ID, 1)               // want `Update puts this text`
	gorm.Expr(rows[0].ID)                  // want `Expr puts this text`
	later := "id"
	later = rows[0].ID // want `Order puts this text`
	db.Order(later)
	for _, q := range []struct{ column, value string }{{"a", typed}, {rows[0].ID, "b"}} { // want `Order puts this text`
		db.Order(q.column)
	}
	narrowed(db, rows[0].ID) // want `narrowed puts this text`
}

// What is written down is right, whichever way it gets there.
func Right(db *gorm.DB, typed string, box string) {
	db.Where("id = ?", typed).Where(column+" < ?", typed).Order(column+", id").First(nil, "id = ?", typed)
	db.Where(map[string]any{"id": typed}).Where(row{ID: typed})
	where, ok := boxes[box]
	if ok {
		db.Where(where, typed)
	}
	db.Where(boxes[box], typed)
	for _, t := range tables {
		db.Table(t)
	}
	for _, q := range []struct{ column, value string }{{"a", typed}, {"b", "c"}} {
		db.Where(q.column+" = ?", q.value)
	}
	by := "id"
	if ok {
		by = "seq"
	}
	db.Order(strings.Join([]string{by, "id"}, ", "))
	narrowed(db, "state")
}

// narrowed hands its text on: its callers are asked.
func narrowed(db *gorm.DB, by string) *gorm.DB { return Sorted(db, by+" ASC") } // want narrowed:"takes"

// Sorted does too, in whichever package it is called.
func Sorted(db *gorm.DB, by string) *gorm.DB { return db.Order(by) } // want Sorted:"takes"
