// Bench measures acknowledged referrals a second: one assignment each, over
// HTTP, with authorization, clocks, idempotency and audit, beside the raw
// database writing the same rows, in one run. Ratios are what counts: absolute
// figures are this machine's.
package main

import (
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"runtime"
	"time"

	"liandong/infra/gormdb/testdb"
)

type result struct {
	database string
	clients  int
	product  float64
	raw      float64
	p50, p99 time.Duration
}

func main() {
	binary := flag.String("binary", "bin/liandong", "the program")
	length := flag.Duration("d", 4*time.Second, "how long each cell runs")
	rounds := flag.Int("rounds", 2, "how often each cell is run, interleaved; the better one counts")
	out := flag.String("o", "docs/bench.md", "where the table goes; empty: to the terminal only")
	entries := flag.Int64("entries", 0, "measure the check of a log of so many entries instead, such as 10000000")
	dir := flag.String("dir", "", "where that log is, or is written")
	pages := flag.Bool("figures", false, "measure the pages of figures instead, to the terminal only")
	flag.Parse()
	if *pages {
		if err := onlyFigures(); err != nil {
			log.Fatal(err)
		}
		return
	}
	if *entries > 0 {
		if err := logged(*binary, *dir, *entries); err != nil {
			log.Fatal(err)
		}
		return
	}
	if err := bench(*binary, *length, *rounds, *out); err != nil {
		log.Fatal(err)
	}
}

// booksOn measures the pages of figures on both databases; the server's is made first.
func booksOn(addr string) (string, error) {
	pool, err := sql.Open("mysql", "root@tcp("+addr+")/")
	if err != nil {
		return "", err
	}
	_, err = pool.Exec("CREATE DATABASE books DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin")
	if err = errors.Join(err, pool.Close()); err != nil {
		return "", err
	}
	return counted("mysql://root@" + addr + "/books")
}

func onlyFigures() error {
	addr, stop, err := testdb.StartMariaDB()
	if err != nil {
		return err
	}
	defer stop()
	table, err := booksOn(addr)
	fmt.Print(table)
	return err
}

func bench(binary string, length time.Duration, rounds int, out string) error {
	addr, stop, err := testdb.StartMariaDB()
	if err != nil {
		return err
	}
	defer stop()
	dir, err := os.MkdirTemp("", "liandong-bench")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	stores := []store{
		{name: "SQLite", args: []string{"--data", dir}, driver: "sqlite", dsn: "file:" + dir + "/liandong.db?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_txlock=immediate"},
		{name: "MariaDB", args: []string{"--database", "mysql://root@" + addr + "/bench"}, driver: "mysql", dsn: "root@tcp(" + addr + ")/bench?interpolateParams=true", setup: "root@tcp(" + addr + ")/"},
	}
	var all []result
	for _, s := range stores {
		rs, err := s.measure(binary, length, rounds)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		all = append(all, rs...)
	}
	routes, err := judged(length)
	if err != nil {
		return err
	}
	books, err := booksOn(addr)
	if err != nil {
		return err
	}
	table := render(all, length, rounds) + routes + books
	fmt.Print(table)
	if out == "" {
		return nil
	}
	return os.WriteFile(out, []byte(table), 0o644)
}

func render(all []result, length time.Duration, rounds int) string {
	s := fmt.Sprintf("# Referrals a second\n\nOne assignment each, over HTTP, with authorization, validation, clocks, idempotency, audit chain and timeline;\nraw: the same rows written by prepared statements, one transaction each, without HTTP and without a rule.\n\n"+
		"%s, %s, %d cores; `make bench`: %d rounds of %s a cell, the better round counts.\n\n", time.Now().Format("2006-01-02"), runtime.Version(), runtime.NumCPU(), rounds, length)
	s += "| database | clients | referrals/s | p50 | p99 | raw/s | ratio |\n|---|---|---|---|---|---|---|\n"
	for _, r := range all {
		s += fmt.Sprintf("| %s | %d | %.0f | %s | %s | %.0f | %.2f |\n", r.database, r.clients, r.product, r.p50.Round(100*time.Microsecond), r.p99.Round(100*time.Microsecond), r.raw, r.product/r.raw)
	}
	return s
}

// start runs the program and returns its address and how to end it.
func start(binary string, args ...string) (*exec.Cmd, string, error) {
	cmd := exec.Command(binary, append([]string{"serve", "--demo", "--listen", "127.0.0.1:0"}, args...)...)
	cmd.Stderr = os.Stderr
	url, err := announced(cmd)
	return cmd, url, err
}
