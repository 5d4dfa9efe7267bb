package api

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"liandong/infra/gormdb"
)

// DataScan is what a scan looked at, and where something is readable.
type DataScan struct {
	Files    int
	Bytes    int64
	Findings []string // where, never what
}

// ScanData looks for markers, texts that people entered, in every file under the
// paths and in every text column of the database: as they are, as JSON escapes
// them and in base64. The columns that are not sealed yet are findings too. It
// does not use the keys: it sees what a thief of disk or backup sees.
func ScanData(ctx context.Context, cfg Config, markers, paths []string) (r DataScan, err error) {
	forms := make([]string, 0, 6*len(markers))
	for _, m := range markers {
		if len([]rune(m)) < 4 {
			return r, fmt.Errorf("the marker %q is too short to be told from chance: at least four characters", m)
		}
		forms = append(forms, written(m)...)
	}
	slices.Sort(forms)
	forms = slices.Compact(forms) // a marker that is given twice is looked for once
	if len(forms) == 0 {
		return r, errors.New("there is no marker to look for")
	}
	if cfg.Database == "" {
		paths = append([]string{cfg.Data}, paths...)
	}
	for _, p := range paths {
		if err := r.walk(p, forms); err != nil {
			return r, err
		}
	}
	db, err := gormdb.Open(gormdb.Config{Dir: cfg.Data, URL: cfg.Database, Log: cfg.Log, ReadOnly: true})
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	readable, err := db.Readable(ctx, forms)
	if err != nil {
		return r, err
	}
	for _, f := range readable {
		r.Findings = append(r.Findings, fmt.Sprintf("column %s: a marker is readable in %d rows", f.Column, f.Rows))
	}
	unsealed, err := db.Unsealed(ctx)
	for _, f := range unsealed {
		r.Findings = append(r.Findings, fmt.Sprintf("column %s: %d rows are not sealed", f.Column, f.Rows))
	}
	return r, err
}

// written lists the forms in which a text would be readable.
func written(m string) []string {
	all := []string{m}
	if b, err := json.Marshal(m); err == nil && string(b) != `"`+m+`"` {
		all = append(all, strings.Trim(string(b), `"`))
	}
	escaped := ""
	for _, c := range m {
		if c > 0xffff {
			escaped = ""
			break
		}
		if c < 128 {
			escaped += string(c)
		} else {
			escaped += fmt.Sprintf(`\u%04x`, c)
		}
	}
	if escaped != "" && escaped != m {
		all = append(all, escaped)
	}
	// In base64 a text looks three ways, by where it begins; its ends are shared with what stands beside it.
	for shift := range 3 {
		b := base64.RawStdEncoding.EncodeToString([]byte(strings.Repeat("\x00", shift) + m))
		begin, end := []int{0, 2, 3}[shift], len(b)
		if (shift+len(m))%3 != 0 {
			end--
		}
		all = append(all, b[begin:end])
	}
	return all
}

func (r *DataScan) walk(root string, forms []string) error {
	return filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		found, n, err := fileHas(name, forms)
		r.Files++
		r.Bytes += n
		if found {
			r.Findings = append(r.Findings, "file "+name+": a marker is readable")
		}
		return err
	})
}

// fileHas reads a file piece by piece: a database need not fit into memory.
func fileHas(name string, forms []string) (found bool, n int64, err error) {
	f, err := os.Open(name)
	if err != nil {
		return false, 0, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	longest := 0
	for _, m := range forms {
		longest = max(longest, len(m))
	}
	buf, kept := make([]byte, longest+1<<20), 0
	for {
		m, err := io.ReadFull(f, buf[kept:])
		n += int64(m)
		for _, form := range forms {
			found = found || bytes.Contains(buf[:kept+m], []byte(form))
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return found, n, nil
		}
		if err != nil {
			return found, n, err
		}
		kept = copy(buf, buf[len(buf)-longest:])
	}
}
