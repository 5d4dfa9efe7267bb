package gormdb_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"
	"gorm.io/gorm"

	"liandong/domain/fault"
	"liandong/infra/gormdb"
	"liandong/infra/gormdb/testdb"
)

func TestMain(m *testing.M) { testdb.Main(m) }

var errMine = errors.New("refused for a reason of its own")

// A unit that fails is rolled back alone; one that panics is its own caller's
// error; everybody else's effects are there.
func TestUnitsFailAlone(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *gormdb.DB) {
		ctx := context.Background()
		var wait sync.WaitGroup
		for i := range 90 {
			wait.Add(1)
			go func() {
				defer wait.Done()
				err := db.Do(ctx, func(ctx context.Context, tx *gorm.DB) error {
					if err := (gormdb.Meta{TX: tx}).Put(ctx, "unit-"+string(rune('a'+i%26))+strings.Repeat("x", i/26), "there"); err != nil {
						return err
					}
					switch i % 3 {
					case 1:
						return errMine
					case 2:
						panic("a mistake of ours")
					}
					return nil
				})
				switch i % 3 {
				case 0:
					if err != nil {
						t.Errorf("unit %d: %v", i, err)
					}
				case 1:
					if !errors.Is(err, errMine) {
						t.Errorf("unit %d: %v, want its own error", i, err)
					}
				case 2:
					if err == nil || !strings.Contains(err.Error(), "panic") {
						t.Errorf("unit %d: %v, want a panic's error", i, err)
					}
				}
			}()
		}
		wait.Wait()
		var n int64
		err := db.Read(ctx, func(ctx context.Context, tx *gorm.DB) error {
			return tx.WithContext(ctx).Table("meta").Where("name LIKE 'unit-%'").Count(&n).Error
		})
		if err != nil || n != 30 {
			t.Fatalf("%d effects are there (%v), want 30", n, err)
		}
	})
}

// What was answered is on disk: another handle sees it at once.
func TestNobodyIsAnsweredBeforeTheCommit(t *testing.T) {
	dir := t.TempDir()
	one, err := gormdb.Open(gormdb.Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = one.Close() }()
	if err := one.Migrate(context.Background()); err != nil {
		t.Fatal(err)
	}
	two, err := gormdb.Open(gormdb.Config{Dir: dir, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = two.Close() }()
	var wait sync.WaitGroup
	for i := range 40 {
		wait.Add(1)
		go func() {
			defer wait.Done()
			name := "k" + strings.Repeat("x", i)
			err := one.Do(context.Background(), func(ctx context.Context, tx *gorm.DB) error { return gormdb.Meta{TX: tx}.Put(ctx, name, "1") })
			if err != nil {
				t.Error(err)
			}
			err = two.Read(context.Background(), func(ctx context.Context, tx *gorm.DB) error {
				v, err := gormdb.Meta{TX: tx}.Get(ctx, name)
				if v != "1" {
					t.Errorf("%s was acknowledged and is not there", name)
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
		}()
	}
	wait.Wait()
}

func TestCountersLoseNothing(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *gormdb.DB) {
		ctx := context.Background()
		bump := func(ctx context.Context, tx *gorm.DB) error {
			return tx.WithContext(ctx).Exec("UPDATE meta SET value = value + 1 WHERE name = 'n'").Error
		}
		err := db.Do(ctx, func(ctx context.Context, tx *gorm.DB) error { return gormdb.Meta{TX: tx}.Put(ctx, "n", "0") })
		if err != nil {
			t.Fatal(err)
		}
		var wait sync.WaitGroup
		for range 64 {
			wait.Add(1)
			go func() {
				defer wait.Done()
				if err := db.Do(ctx, bump); err != nil {
					t.Error(err)
				}
			}()
		}
		wait.Wait()
		var v string
		err = db.Read(ctx, func(ctx context.Context, tx *gorm.DB) error {
			var err error
			v, err = gormdb.Meta{TX: tx}.Get(ctx, "n")
			return err
		})
		if err != nil || v != "64" {
			t.Fatalf("%s (%v), want 64", v, err)
		}
	})
}

func TestReadCannotWrite(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *gormdb.DB) {
		err := db.Read(context.Background(), func(ctx context.Context, tx *gorm.DB) error {
			return gormdb.Meta{TX: tx}.Put(ctx, "x", "y")
		})
		if err == nil {
			t.Fatal("a read changed something")
		}
	})
}

// Two units that take two rows in opposite order deadlock on MariaDB: one is
// run again, and both are done.
func TestDeadlockIsRunAgain(t *testing.T) {
	db := testdb.MariaDB(t)
	ctx := context.Background()
	err := db.Do(ctx, func(ctx context.Context, tx *gorm.DB) error {
		return errors.Join(gormdb.Meta{TX: tx}.Put(ctx, "a", "0"), gormdb.Meta{TX: tx}.Put(ctx, "b", "0"))
	})
	if err != nil {
		t.Fatal(err)
	}
	var both, wait sync.WaitGroup
	both.Add(2)
	runs := [2]int{}
	for i, order := range [][2]string{{"a", "b"}, {"b", "a"}} {
		wait.Add(1)
		go func() {
			defer wait.Done()
			err := db.Do(ctx, func(ctx context.Context, tx *gorm.DB) error {
				runs[i]++
				for n, name := range order {
					if err := tx.WithContext(ctx).Exec("UPDATE meta SET value = value + 1 WHERE name = ?", name).Error; err != nil {
						return err
					}
					if n == 0 && runs[i] == 1 {
						both.Done()
						both.Wait()
					}
				}
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		}()
	}
	wait.Wait()
	if runs[0]+runs[1] < 3 {
		t.Fatalf("there was no deadlock: %v runs", runs)
	}
}

func TestMigrate(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *gormdb.DB) {
		ctx := context.Background()
		if err := db.Migrate(ctx); err != nil {
			t.Fatalf("twice: %v", err)
		}
		if db.Dialect() == "mysql" { // a kill after a statement that was not noted yet
			err := db.Do(ctx, func(ctx context.Context, tx *gorm.DB) error {
				return tx.WithContext(ctx).Exec("UPDATE migrations SET done = 3 WHERE name = '0002_office'").Error
			})
			if err != nil {
				t.Fatal(err)
			}
			if err := db.Migrate(ctx); err != nil {
				t.Fatalf("after a half-done run: %v", err)
			}
		}
		err := db.Do(ctx, func(ctx context.Context, tx *gorm.DB) error {
			return tx.WithContext(ctx).Exec("INSERT INTO migrations (name, digest, done, at) VALUES ('9999_later', 'x', 1, '')").Error
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Migrate(ctx); err == nil || !strings.Contains(err.Error(), "9999_later") {
			t.Fatalf("a newer database was taken: %v", err)
		}
	})
}

func TestTwoReplicasMigrateAtOnce(t *testing.T) {
	for _, cfg := range []gormdb.Config{{Dir: t.TempDir()}, {URL: testdb.NewURL(t)}} {
		var wait sync.WaitGroup
		for range 4 {
			wait.Add(1)
			go func() {
				defer wait.Done()
				db, err := gormdb.Open(cfg)
				if err != nil {
					t.Error(err)
					return
				}
				if err := errors.Join(db.Migrate(context.Background()), db.Close()); err != nil {
					t.Error(err)
				}
			}()
		}
		wait.Wait()
	}
}

// A server that may forget what it acknowledged is refused, and the refusal says what to set.
func TestForgetfulServerIsRefused(t *testing.T) {
	addr, stop, err := testdb.StartMariaDB("--innodb-flush-log-at-trx-commit=2")
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	if db, err := gormdb.Open(gormdb.Config{URL: "mysql://root@" + addr + "/mysql"}); err == nil || !strings.Contains(err.Error(), "innodb_flush_log_at_trx_commit") {
		t.Fatalf("%v %v", db, err)
	}
}

func TestPasswordsStayOutOfErrors(t *testing.T) {
	for _, url := range []string{"mysql://u:geheim@127.0.0.1:1/x", "mysql:/u:geheim", "postgres://u:geheim@h/x"} {
		if _, err := gormdb.Open(gormdb.Config{URL: url}); err == nil || strings.Contains(err.Error(), "geheim") {
			t.Errorf("%s: %v", url, err)
		}
	}
}

func TestCloseLeavesNothingRunning(t *testing.T) {
	ignore := goleak.IgnoreCurrent()
	db, err := gormdb.Open(gormdb.Config{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	err = db.Do(context.Background(), func(context.Context, *gorm.DB) error { return nil })
	if err == nil || fault.Of(err) != nil {
		t.Errorf("a closed database took a unit of work: %v", err)
	}
	goleak.VerifyNone(t, ignore)
}

func TestDuplicatesAreRecognised(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *gormdb.DB) {
		user := gormdb.User{ID: "1", Username: "a", Version: 1}
		add := func() error {
			return db.Do(context.Background(), func(ctx context.Context, tx *gorm.DB) error {
				return gormdb.Accounts{TX: tx}.AddUser(ctx, user, nil)
			})
		}
		if err := add(); err != nil {
			t.Fatal(err)
		}
		if user.ID = "2"; !errors.Is(add(), gormdb.ErrNameTaken) {
			t.Error("a second account of the same name was not recognised")
		}
	})
}
