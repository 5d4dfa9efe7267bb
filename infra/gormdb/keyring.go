package gormdb

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"liandong/infra/sealing"
)

// Unlocking says where the master key of a database is.
type Unlocking struct {
	Dir string // directory of the master key
	// Provider is a KMS or an HSM that wraps the keys instead.
	Provider sealing.Provider
	// Make makes what a new database lacks: the master key in Dir, and its first data key.
	Make bool
	// Within keeps a new master key in the database itself: it protects nothing,
	// and is for a fictional county beside a database server.
	Within  bool
	Profile sealing.Profile // of the first data key
}

// ErrLocked says that no keys were made for the database yet.
var ErrLocked = errors.New("gormdb: this database has no keys to seal with: start the server once, which makes them")

// ErrKeysMissing refuses to go on over sealed rows that nobody could read.
var ErrKeysMissing = errors.New("gormdb: what people entered is sealed in this database, and its master key is not here")

// The slots of data keys.
const (
	slotData  = "data"
	slotIndex = "index"
	slotNext  = "next"
)

// withinDatabase is the meta row that keeps a fictional county's master key.
const withinDatabase = "demo_master_key"

type dataKeyRow struct {
	ID      string `gorm:"primaryKey"`
	Slot    string
	Profile string
	Master  string
	Wrapped string
	MadeAt  string
	KeptAt  string
}

func (dataKeyRow) TableName() string { return "data_keys" }

func (r dataKeyRow) bound() string {
	if r.Slot == slotIndex {
		return r.ID + "|" + slotIndex
	}
	return r.ID + "|" + slotData
}

// Unlock makes the sealed rows readable. A database without keys stays locked
// unless some are to be made. It returns ErrKeysMissing, naming the master key
// that is wanted, or an error for one that was changed.
func (db *DB) Unlock(ctx context.Context, u Unlocking) error {
	db.unlocking = u
	rows, err := db.dataKeys(ctx)
	if err != nil {
		return err
	}
	if len(rows) == 0 && u.Make {
		if err := db.makeKeys(ctx, u); err != nil {
			return err
		}
		if rows, err = db.dataKeys(ctx); err != nil {
			return err
		}
	}
	if len(rows) == 0 {
		return nil
	}
	return db.turn(ctx, rows)
}

// dataKeys reads the keys that are there; a database from before has none.
func (db *DB) dataKeys(ctx context.Context) ([]dataKeyRow, error) {
	if !db.keyed {
		if db.keyed = db.read.WithContext(ctx).Migrator().HasTable("data_keys"); !db.keyed {
			return nil, nil
		}
	}
	var rows []dataKeyRow
	err := db.read.WithContext(ctx).Order("id").Limit(1000).Find(&rows).Error
	return rows, err
}

func (db *DB) makeKeys(ctx context.Context, u Unlocking) error {
	profile := u.Profile
	if profile == "" {
		profile = sealing.Profiles[0]
	}
	return db.Do(ctx, func(ctx context.Context, tx *gorm.DB) error {
		provider, err := firstMaster(ctx, tx, u)
		if err != nil {
			return err
		}
		for _, slot := range []string{slotData, slotIndex} {
			row, err := newKey(provider, profile, slot)
			if err != nil {
				return err
			}
			if err := tx.WithContext(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&row).Error; err != nil {
				return err
			}
		}
		return nil
	})
}

func firstMaster(ctx context.Context, tx *gorm.DB, u Unlocking) (sealing.Provider, error) {
	if u.Provider != nil {
		return u.Provider, nil
	}
	if !u.Within {
		return sealing.ReadOrMake(u.Dir)
	}
	text, err := Meta{TX: tx}.Keep(ctx, withinDatabase, sealing.New().Text())
	if err != nil {
		return nil, err
	}
	return sealing.Parse(text)
}

func newKey(provider sealing.Provider, profile sealing.Profile, slot string) (dataKeyRow, error) {
	raw, err := profile.NewKey()
	if slot == slotIndex { // an index key marks with HMAC-SHA256 whatever the profile
		raw, err = sealing.AES256GCM.NewKey()
	}
	if err != nil {
		return dataKeyRow{}, err
	}
	now := Stamp(time.Now())
	row := dataKeyRow{ID: sealing.NewID(), Slot: slot, Profile: string(profile), Master: provider.Master(), MadeAt: now, KeptAt: now}
	row.Wrapped, err = provider.Wrap(profile, row.bound(), raw)
	return row, err
}

// turn unwraps the keys and takes them into use.
func (db *DB) turn(ctx context.Context, rows []dataKeyRow) error {
	same := ""
	for _, r := range rows {
		same += r.ID + "=" + r.Slot + " "
	}
	if db.ring.Load() != nil && db.turnedTo == same {
		db.turned.Store(time.Now().UnixNano())
		return nil
	}
	var keys []sealing.Key
	var current string
	var index []byte
	for _, r := range rows {
		provider, err := db.providerOf(ctx, db.read, r.Master)
		if err != nil {
			return err
		}
		raw, err := provider.Unwrap(sealing.Profile(r.Profile), r.bound(), r.Wrapped)
		if err != nil {
			return fmt.Errorf("%w (data key %s)", err, r.ID)
		}
		switch r.Slot {
		case slotIndex:
			index = raw
			continue
		case slotData:
			current = r.ID
		}
		keys = append(keys, sealing.Key{ID: r.ID, Profile: sealing.Profile(r.Profile), Bytes: raw})
	}
	ring, err := sealing.NewRing(keys, current, index)
	if err != nil {
		return err
	}
	db.turnedTo = same
	db.ring.Store(ring)
	db.turned.Store(time.Now().UnixNano())
	return nil
}

// providerOf finds who has the master key of that name.
func (db *DB) providerOf(ctx context.Context, tx *gorm.DB, master string) (sealing.Provider, error) {
	u := db.unlocking
	if u.Provider != nil && u.Provider.Master() == master {
		return u.Provider, nil
	}
	mine, err := sealing.Read(u.Dir)
	if err == nil && mine.Master() == master {
		return mine, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	text, err := Meta{TX: tx}.Get(ctx, withinDatabase)
	if err != nil {
		return nil, err
	}
	if text != "" {
		if kept, err := sealing.Parse(text); err == nil && kept.Master() == master {
			return kept, nil
		}
	}
	found := "there is none"
	if mine != nil {
		found = "the one there is " + mine.Master()
	}
	return nil, fmt.Errorf("%w: put %s with the fingerprint %s into %s, from where this database was first started or from its copy, or name its directory with --keys (%s); without it nothing of the sealed rows can be read", ErrKeysMissing, sealing.FileName, master, u.Dir, found)
}

// How long a ring is used before it is read again, and how old it may grow
// where that fails: a key is only taken away long after.
const (
	ringFresh = 2 * time.Second
	ringStale = 10 * time.Minute
)

// freshRing lets a unit of work begin with the keys as they are now.
func (db *DB) freshRing(ctx context.Context) error {
	age := time.Duration(time.Now().UnixNano() - db.turned.Load())
	if db.ring.Load() == nil && db.unlocking.Dir == "" && db.unlocking.Provider == nil || age < ringFresh || !db.turning.TryLock() {
		return nil
	}
	defer db.turning.Unlock()
	rows, err := db.dataKeys(ctx)
	if err == nil && len(rows) > 0 {
		err = db.turn(ctx, rows)
	}
	if err != nil && (age > ringStale || db.ring.Load() == nil) {
		return fmt.Errorf("%w (%w)", ErrUnavailable, err)
	}
	return nil
}
