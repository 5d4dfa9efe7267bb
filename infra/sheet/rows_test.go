package sheet_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"liandong/infra/sheet"
)

func rowsOf(n int) func() ([]string, bool, error) {
	i := -1
	return func() ([]string, bool, error) {
		i++
		if i == 0 {
			return []string{"原编号", "标题"}, true, nil
		}
		return []string{"=1+" + strconv.Itoa(i), "第" + strconv.Itoa(i) + "件"}, i <= n, nil
	}
}

// What is written row by row comes back row by row, as text.
func TestStreamThereAndBack(t *testing.T) {
	body, err := sheet.Stream(t.TempDir(), "案件", rowsOf(3000))
	if err != nil {
		t.Fatal(err)
	}
	r, err := sheet.Open(body)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	if r.Total != 3000 || strings.Join(r.Heads, ",") != "原编号,标题" {
		t.Errorf("%d rows, %v", r.Total, r.Heads)
	}
	for n := 1; ; n++ {
		line, cells, ok, err := r.Next()
		if err != nil {
			t.Fatal(err)
		}
		if !ok {
			if n != 3001 {
				t.Errorf("%d rows came back", n-1)
			}
			break
		}
		if line != n+1 || cells[0] != "=1+"+strconv.Itoa(n) {
			t.Fatalf("line %d: %v", line, cells)
		}
	}
	if parts := inside(t, body); strings.Contains(parts, "<f>") {
		t.Error("a cell is a formula")
	}
}

func inside(t *testing.T, body []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(&all, r)
	}
	return all.String()
}

// part replaces a part of a workbook, or adds one.
func part(t *testing.T, name string, content io.Reader, more int) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(f, content); err != nil {
		t.Fatal(err)
	}
	for i := range more {
		if _, err := w.Create("x" + strconv.Itoa(i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

type noughts struct{}

func (noughts) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// A small file that unpacks to a flood is refused before it is unpacked.
func TestBombs(t *testing.T) {
	flood := func(n int64) io.Reader { return io.LimitReader(noughts{}, n) }
	for name, body := range map[string][]byte{
		"one row":       part(t, "xl/worksheets/sheet1.xml", io.MultiReader(strings.NewReader("<row>"), flood(50<<20)), 0),
		"one word":      part(t, "xl/sharedStrings.xml", io.MultiReader(strings.NewReader("<si>"), flood(50<<20)), 0),
		"a theme":       part(t, "xl/theme/theme1.xml", flood(50<<20), 0),
		"many parts":    part(t, "xl/workbook.xml", strings.NewReader(""), 300),
		"too many rows": part(t, "xl/worksheets/sheet1.xml", strings.NewReader(strings.Repeat("<row/>", sheet.MaxRows+2)), 0),
		"too many byte": make([]byte, sheet.MaxBytes+1),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if _, err := sheet.Open(body); !errors.Is(err, sheet.ErrTooLarge) || !strings.Contains(err.Error(), "100,000") {
			t.Errorf("%s: %v", name, err)
		}
		runtime.ReadMemStats(&after)
		if grown := after.TotalAlloc - before.TotalAlloc; grown > 8<<20 {
			t.Errorf("%s: %d MB were taken", name, grown>>20)
		}
	}
	for _, body := range [][]byte{nil, []byte("no zip"), part(t, "xl/worksheets/sheet1.xml", strings.NewReader("<row"), 0)} {
		if _, err := sheet.Open(body); !errors.Is(err, sheet.ErrWorkbook) {
			t.Errorf("%v", err)
		}
	}
}

// A mark that lies across two pieces of a part is counted once.
func TestMarksAcrossPieces(t *testing.T) {
	for pad := range 8 {
		body := part(t, "xl/worksheets/sheet1.xml", strings.NewReader(strings.Repeat(" ", 64<<10-pad)+strings.Repeat("<row/>", sheet.MaxRows+2)), 0)
		if _, err := sheet.Open(body); err == nil || !strings.Contains(err.Error(), "100,000") {
			t.Errorf("%d: %v", pad, err)
		}
	}
}

// A hundred thousand rows are read in bounded memory.
func BenchmarkReadBacklog(b *testing.B) {
	body, err := sheet.Stream(b.TempDir(), "案件", rowsOf(sheet.MaxRows))
	if err != nil {
		b.Fatal(err)
	}
	runtime.GC()
	var base runtime.MemStats
	runtime.ReadMemStats(&base)
	for b.Loop() {
		start, peak := time.Now(), uint64(0)
		r, err := sheet.Open(body)
		if err != nil {
			b.Fatal(err)
		}
		n := 0
		for {
			_, _, ok, err := r.Next()
			if err != nil {
				b.Fatal(err)
			}
			if !ok {
				break
			}
			if n++; n%5000 == 0 {
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				peak = max(peak, m.HeapAlloc)
			}
		}
		if err := r.Close(); err != nil {
			b.Fatal(err)
		}
		b.Logf("%d rows, %d KB: %v, heap %d MB above what it was", n, len(body)>>10, time.Since(start).Round(time.Millisecond), (int64(peak)-int64(base.HeapAlloc))>>20)
	}
}
