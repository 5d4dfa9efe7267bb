package gormdb

import (
	"encoding/base64"
	"strings"

	"gorm.io/gorm"

	"liandong/domain/fault"
)

// Page is how much of a list is asked for, and after which key.
type Page struct {
	Limit  int
	Cursor string
	// Steady asks for an order that nobody's work changes, for who takes page after
	// page while people work: no row is left out because its date came nearer
	// meanwhile, and none is there twice.
	Steady bool
}

// at is what a row is sorted by: its own value of that, or its id where the order is to be steady.
func (p Page) at(value, id string) string {
	if p.Steady {
		return id
	}
	return value
}

// ErrCursor refuses a cursor that no list gave out.
var ErrCursor = fault.Invalid("/cursor", "cursor_invalid", "翻页标记无效，请从第一页重新开始", "this cursor came from no list: begin again from the first page")

func encodeCursor(first, second string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(first + "\x00" + second))
}

func decodeCursor(c string) (first, second string, err error) {
	raw, err := base64.RawURLEncoding.DecodeString(c)
	first, second, ok := strings.Cut(string(raw), "\x00")
	if err != nil || !ok {
		return "", "", ErrCursor
	}
	return first, second, nil
}

// after narrows a list to what follows the cursor; cols sort it.
func after(q *gorm.DB, p Page, first, second string) (*gorm.DB, error) {
	q = q.Order(first + ", " + second).Limit(p.Limit + 1)
	if p.Cursor == "" {
		return q, nil
	}
	a, b, err := decodeCursor(p.Cursor)
	if err != nil {
		return nil, err
	}
	return q.Where("("+first+" > ? OR ("+first+" = ? AND "+second+" > ?))", a, a, b), nil
}

// cut turns the rows of a page into what they stand for, and says where the next page begins.
func cut[R, T any](rows []R, p Page, key func(R) (first, second string), to func(R) (T, error)) ([]T, string, error) {
	next := ""
	if len(rows) > p.Limit {
		rows = rows[:p.Limit]
		next = encodeCursor(key(rows[p.Limit-1]))
	}
	all, err := each(rows, to)
	if err != nil {
		return nil, "", err
	}
	return all, next, nil
}

// each rebuilds what rows hold.
func each[R, T any](rows []R, to func(R) (T, error)) ([]T, error) {
	all := make([]T, 0, len(rows))
	for _, r := range rows {
		x, err := to(r)
		if err != nil {
			return nil, err
		}
		all = append(all, x)
	}
	return all, nil
}
