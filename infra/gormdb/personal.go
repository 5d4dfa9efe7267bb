package gormdb

import (
	"context"
	"fmt"
	"reflect"

	"gorm.io/gorm/schema"
)

// personal is the one field type of every column that names people or tells
// their matters: names, phones, papers, addresses, notes, claims. It stores the
// text as it is; encryption, bound to the row, comes behind it without touching a row type.
type personal struct{}

func init() { schema.RegisterSerializer("personal", personal{}) } // gorm knows serializers by name only

// Scan implements schema.SerializerInterface.
func (personal) Scan(ctx context.Context, field *schema.Field, dst reflect.Value, stored any) error {
	var text string
	switch v := stored.(type) {
	case nil:
	case string:
		text = v
	case []byte:
		text = string(v)
	default:
		return fmt.Errorf("gormdb: column %s holds %T", field.DBName, stored)
	}
	return field.Set(ctx, dst, text)
}

// Value implements schema.SerializerInterface.
func (personal) Value(_ context.Context, _ *schema.Field, _ reflect.Value, value any) (any, error) {
	return value, nil
}
