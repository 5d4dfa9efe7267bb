package gormdb_test

import (
	"context"
	"slices"
	"testing"

	"gorm.io/gorm"

	"liandong/domain/wall"
	"liandong/infra/gormdb"
	"liandong/infra/gormdb/testdb"
)

// textColumns reads from the schema itself which columns hold text.
func textColumns(t *testing.T, db *gormdb.DB) []string {
	t.Helper()
	query := `SELECT m.name || '.' || c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\_%' ESCAPE '\' AND UPPER(c.type) NOT LIKE '%INT%'`
	if db.Dialect() == "mysql" {
		query = `SELECT CONCAT(table_name, '.', column_name) FROM information_schema.columns WHERE table_schema = DATABASE() AND data_type NOT LIKE '%int%'`
	}
	var all []string
	err := db.Read(context.Background(), func(_ context.Context, tx *gorm.DB) error { return tx.Raw(query).Scan(&all).Error })
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// Every text column has its class, and the table names none that is not there:
// whoever adds a column says how far its words may go.
func TestEveryTextColumnIsClassed(t *testing.T) {
	known, err := gormdb.Columns()
	if err != nil {
		t.Fatal(err)
	}
	classed := map[string]string{}
	for _, c := range known {
		at := c.Table + "." + c.Name
		if classed[at] != "" {
			t.Errorf("%s is classed twice", at)
		}
		classed[at] = c.Class
		if c.Words() && !slices.Contains(wall.Classes, wall.Class(c.Class)) || !c.Words() && !slices.Contains([]string{"-id", "-code", "-day", "-digest", "-office"}, c.Class) {
			t.Errorf("%s: %q is no class and no reason", at, c.Class)
		}
	}
	testdb.Each(t, func(t *testing.T, db *gormdb.DB) {
		there := textColumns(t, db)
		if len(there) < 500 {
			t.Fatalf("only %d text columns were found", len(there))
		}
		for _, at := range there {
			if classed[at] == "" {
				t.Errorf("%s has no class: say in columns.txt how far its words may go", at)
			}
		}
		for at := range classed {
			if !slices.Contains(there, at) {
				t.Errorf("%s is classed and not in the schema", at)
			}
		}
	})
}
