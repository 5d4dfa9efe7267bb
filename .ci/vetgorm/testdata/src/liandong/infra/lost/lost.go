// Package lost loses what others wrote.
package lost

import "gorm.io/gorm"

type row struct{ ID string }

// Written loses what others wrote.
func Written(db *gorm.DB, r *row) {
	db.Save(r)                         // want `Save is not for this program`
	db.Unscoped().Find(r, "id = ?", 1) // want `Unscoped is not for this program`
	db.Model(r).Updates(map[string]any{"id": r.ID})
}
