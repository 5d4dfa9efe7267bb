// Package caller hands texts to another package's statements.
package caller

import (
	"os"

	"gorm.io/gorm"
	"liandong/infra/store"
)

func Call(db *gorm.DB) {
	store.Sorted(db, "id")
	store.Sorted(db, os.Getenv("SORT")) // want `Sorted puts this text`
}
