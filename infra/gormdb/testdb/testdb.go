// Package testdb gives tests a database: an embedded one, or a private MariaDB
// on the loopback address that ends with the test process.
package testdb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	_ "github.com/go-sql-driver/mysql" // the driver, as «mysql»

	"liandong/infra/gormdb"
	"liandong/infra/parsing"
	"liandong/infra/sealing"
)

// Env names a server that is running already, host:port, root without a
// password; the gate starts one for all packages.
const Env = "LIANDONG_TEST_MYSQL"

// SQLite opens a migrated embedded database.
func SQLite(t testing.TB) *gormdb.DB {
	t.Helper()
	return open(t, gormdb.Config{Dir: t.TempDir()})
}

// MariaDB opens a migrated database of its own.
func MariaDB(t testing.TB) *gormdb.DB {
	t.Helper()
	return open(t, gormdb.Config{URL: NewURL(t)})
}

// Each runs a test on both.
func Each(t *testing.T, test func(t *testing.T, db *gormdb.DB)) {
	t.Run("sqlite", func(t *testing.T) { test(t, SQLite(t)) })
	t.Run("mariadb", func(t *testing.T) { test(t, MariaDB(t)) })
}

func open(t testing.TB, cfg gormdb.Config) *gormdb.DB {
	t.Helper()
	cfg.Log = slog.New(slog.DiscardHandler)
	db, err := gormdb.Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := errors.Join(db.Migrate(context.Background()), db.Unlock(context.Background(), gormdb.Unlocking{Provider: sealing.New(), Make: true})); err != nil {
		t.Fatal(err)
	}
	return db
}

var (
	once  sync.Once
	addr  string
	fault error
	stop  = func() {}
	count atomic.Int64
)

// Main runs a package's tests and ends the server it started, if any. A process
// that a test started to parse a file does that instead.
func Main(m *testing.M) {
	parsing.Run()
	code := m.Run()
	stop()
	os.Exit(code)
}

// NewURL makes an empty database and returns its URL.
func NewURL(t testing.TB) string {
	t.Helper()
	once.Do(func() {
		if addr = os.Getenv(Env); addr == "" {
			var end func()
			if addr, end, fault = StartMariaDB(); fault == nil {
				stop = end
			}
		}
	})
	if fault != nil {
		t.Fatalf("MariaDB is needed by the tests (apt-get install mariadb-server): %v", fault)
	}
	name := fmt.Sprintf("t%d_%d", os.Getpid(), count.Add(1))
	pool, err := sql.Open("mysql", "root@tcp("+addr+")/")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = pool.Close() }()
	if _, err := pool.Exec("CREATE DATABASE " + name + " DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		pool, err := sql.Open("mysql", "root@tcp("+addr+")/")
		if err == nil {
			_, _ = pool.Exec("DROP DATABASE " + name)
			_ = pool.Close()
		}
	})
	return "mysql://root@" + addr + "/" + name
}

// StartMariaDB starts a private server; extra options follow the durable ones.
func StartMariaDB(extra ...string) (address string, end func(), err error) {
	dir, err := os.MkdirTemp("", "liandong-mariadb")
	if err != nil {
		return "", nil, err
	}
	clean := func() { _ = os.RemoveAll(dir) }
	data := filepath.Join(dir, "data")
	if err := ownedByMySQL(dir, data); err != nil {
		clean()
		return "", nil, err
	}
	install := exec.Command("mariadb-install-db", "--no-defaults", "--datadir="+data, "--auth-root-authentication-method=normal", "--skip-test-db")
	install.Env = append(os.Environ(), "TMPDIR="+dir) // two that install at once would take each other's temporary tables away
	asMySQL(install)
	if out, err := install.CombinedOutput(); err != nil {
		clean()
		return "", nil, fmt.Errorf("mariadb-install-db: %w\n%s", err, out)
	}
	port, err := freePort()
	if err != nil {
		clean()
		return "", nil, err
	}
	args := append([]string{"--no-defaults", "--datadir=" + data, "--tmpdir=" + dir, "--socket=" + filepath.Join(dir, "s"), "--port=" + strconv.Itoa(port),
		"--bind-address=127.0.0.1", "--innodb-flush-log-at-trx-commit=1", "--skip-log-bin", "--innodb-buffer-pool-size=256M", "--max-connections=400"}, extra...)
	server := exec.Command("mariadbd", args...)
	asMySQL(server)
	if err := server.Start(); err != nil {
		clean()
		return "", nil, err
	}
	address = "127.0.0.1:" + strconv.Itoa(port)
	end = func() {
		_ = server.Process.Signal(syscall.SIGTERM)
		_ = server.Wait()
		clean()
	}
	if err := answers(address); err != nil {
		end()
		return "", nil, err
	}
	return address, end, nil
}

// ownedByMySQL makes the directories; the server does not run as root.
func ownedByMySQL(dir, data string) error {
	if err := os.Mkdir(data, 0o700); err != nil {
		return err
	}
	if os.Geteuid() != 0 {
		return nil
	}
	uid, gid, err := mysqlUser()
	if err != nil {
		return err
	}
	return errors.Join(os.Chown(dir, uid, gid), os.Chown(data, uid, gid))
}

func mysqlUser() (uid, gid int, err error) {
	u, err := user.Lookup("mysql")
	if err != nil {
		return 0, 0, err
	}
	uid, _ = strconv.Atoi(u.Uid)
	gid, _ = strconv.Atoi(u.Gid)
	return uid, gid, nil
}

func asMySQL(cmd *exec.Cmd) {
	if os.Geteuid() != 0 {
		return
	}
	if uid, gid, err := mysqlUser(); err == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, Pdeathsig: syscall.SIGKILL}
	}
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// answers waits until the server does, for a minute at most.
func answers(address string) error {
	pool, err := sql.Open("mysql", "root@tcp("+address+")/")
	if err != nil {
		return err
	}
	defer func() { _ = pool.Close() }()
	for range 600 {
		if err = pool.Ping(); err == nil {
			return nil
		}
		time.Sleep(100 * time.Millisecond)
	}
	return err
}
