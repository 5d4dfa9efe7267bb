package gormdb

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"

	"gorm.io/gorm"
	"gorm.io/gorm/schema"

	"liandong/infra/sealing"
)

// personal is the one field type of every column that names people or tells
// their matters: names, phones, papers, addresses, notes, claims. What of them
// stands in a column whose class says that it holds words of a case is sealed,
// bound to table, column and row; the office's own words are stored as they are.
type personal struct{}

// personalJSON is personal for what is stored as JSON.
type personalJSON struct{}

func init() { // gorm knows serializers by name only
	schema.RegisterSerializer("personal", personal{})
	schema.RegisterSerializer("personaljson", personalJSON{})
}

// inClear lists the columns that hold words of a case and stay as they are, and why.
var inClear = map[string]string{
	"case_numbers.number_key": "a body's number of a matter is found by it, whole; the number as it was given is sealed",
	"parties.id_kind":         "which kind of paper was shown, never its number",
	"proceedings.end_code":    "one of a list: figures count by it",
}

// place is where a field's values stand.
type place struct {
	table, column string
	keys          []*schema.Field
	sealed        bool
}

var (
	places   sync.Map // *schema.Field to place
	worded   = sync.OnceValues(wordedColumns)
	errNoKey = errors.New("gormdb: the row's key is not read before what it seals: select the key first")
)

// wordedColumns are the columns that hold words of a case and are sealed for it, as table.column.
func wordedColumns() (map[string]bool, error) {
	all, err := Columns()
	if err != nil {
		return nil, err
	}
	sealed := make(map[string]bool, len(all))
	for _, c := range all {
		if at := c.Table + "." + c.Name; c.Words() && inClear[at] == "" {
			sealed[at] = true
		}
	}
	return sealed, nil
}

func placeOf(field *schema.Field) (place, error) {
	if p, ok := places.Load(field); ok {
		return p.(place), nil
	}
	sealed, err := worded()
	if err != nil {
		return place{}, err
	}
	in, table := field.Schema, field.Schema.Table
	if field.OwnerSchema != nil { // the row stands within another struct, whose table gorm gives it
		in = field.OwnerSchema
		if t, ok := reflect.New(in.ModelType).Interface().(schema.Tabler); ok {
			table = t.TableName()
		}
	}
	p := place{table: table, column: field.DBName, keys: in.PrimaryFields, sealed: sealed[table+"."+field.DBName]}
	places.Store(field, p)
	return p, nil
}

// bound is what a value is bound to: table, column and the key of its row.
func (p place) bound(ctx context.Context, row reflect.Value) (string, error) {
	key, known := make([]any, 0, len(p.keys)), false
	for _, k := range p.keys {
		v, zero := k.ValueOf(ctx, row)
		key, known = append(key, v), known || !zero
	}
	if !known {
		return "", fmt.Errorf("%w (%s.%s)", errNoKey, p.table, p.column)
	}
	return boundTo(p.table, p.column, key), nil
}

func boundTo(table, column string, key []any) string {
	var b strings.Builder
	b.WriteString(table + "|" + column)
	for _, k := range key {
		fmt.Fprintf(&b, "|%v", k)
	}
	return b.String()
}

// Scan implements schema.SerializerInterface.
func (personal) Scan(ctx context.Context, field *schema.Field, row reflect.Value, stored any) error {
	text, err := opened(ctx, field, row, stored)
	if err != nil {
		return err
	}
	return field.Set(ctx, row, text)
}

// Value implements schema.SerializerInterface.
func (personal) Value(ctx context.Context, field *schema.Field, row reflect.Value, value any) (any, error) {
	text, ok := value.(string)
	if !ok {
		return nil, fmt.Errorf("gormdb: column %s is given %T", field.DBName, value)
	}
	return closed(ctx, field, row, text)
}

// Scan implements schema.SerializerInterface.
func (personalJSON) Scan(ctx context.Context, field *schema.Field, row reflect.Value, stored any) error {
	text, err := opened(ctx, field, row, stored)
	if err != nil {
		return err
	}
	v := reflect.New(field.FieldType)
	if err := unpack(text, v.Interface()); err != nil {
		return err
	}
	field.ReflectValueOf(ctx, row).Set(v.Elem())
	return nil
}

// Value implements schema.SerializerInterface.
func (personalJSON) Value(ctx context.Context, field *schema.Field, row reflect.Value, value any) (any, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	if string(text) == "null" {
		return "", nil
	}
	return closed(ctx, field, row, string(text))
}

func closed(ctx context.Context, field *schema.Field, row reflect.Value, text string) (any, error) {
	p, err := placeOf(field)
	if err != nil || !p.sealed || text == "" {
		return text, err
	}
	ring := ringOf(ctx)
	if ring == nil {
		return nil, ErrLocked
	}
	bound, err := p.bound(ctx, row)
	if err != nil {
		return nil, err
	}
	return ring.Seal(bound, text), nil
}

func opened(ctx context.Context, field *schema.Field, row reflect.Value, stored any) (string, error) {
	text, err := textOf(field, stored)
	if err != nil {
		return "", err
	}
	p, err := placeOf(field)
	if _, sealed := sealing.KeyOf(text); err != nil || !sealed || !p.sealed {
		return text, err
	}
	ring := ringOf(ctx)
	if ring == nil {
		return "", ErrLocked
	}
	bound, err := p.bound(ctx, row)
	if err != nil {
		return "", err
	}
	text, err = ring.Open(bound, text)
	if err != nil {
		return "", fmt.Errorf("%s.%s: %w", p.table, p.column, err)
	}
	return text, nil
}

func textOf(field *schema.Field, stored any) (string, error) {
	switch v := stored.(type) {
	case nil:
		return "", nil
	case string:
		return v, nil
	case []byte:
		return string(v), nil
	}
	return "", fmt.Errorf("gormdb: column %s holds %T", field.DBName, stored)
}

type dbKey struct{}

// ringOf is the ring of the database that a statement goes to.
func ringOf(ctx context.Context) *sealing.Ring {
	if db, ok := ctx.Value(dbKey{}).(*DB); ok {
		return db.ring.Load()
	}
	return nil
}

// carrying lets every statement carry its database, so that what it stores is sealed with its keys.
func (db *DB) carrying(g *gorm.DB, err error) (*gorm.DB, error) {
	if err != nil {
		return nil, err
	}
	carry := func(tx *gorm.DB) {
		if tx.Statement.Context.Value(dbKey{}) == nil {
			tx.Statement.Context = context.WithValue(tx.Statement.Context, dbKey{}, db)
		}
	}
	c := g.Callback()
	return g, errors.Join(
		c.Create().Before("gorm:create").Register("liandong:keys", carry), c.Query().Before("gorm:query").Register("liandong:keys", carry),
		c.Update().Before("gorm:update").Register("liandong:keys", carry), c.Raw().Before("gorm:raw").Register("liandong:keys", carry),
		c.Row().Before("gorm:row").Register("liandong:keys", carry), c.Delete().Before("gorm:delete").Register("liandong:keys", carry),
	)
}
