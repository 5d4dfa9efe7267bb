package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"strings"
	"testing"

	"liandong/domain/fault"
)

// A workbook of anybody's is read to its end, or refused with words; it is never more than it may be.
func FuzzOpen(f *testing.F) {
	good, err := XLSX([][]string{{"标题", "日期"}, {"漏水", "2026-11-24"}, {"=1+1", "45000"}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add(good[:len(good)/2])
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, body []byte) {
		r, err := Open(body)
		if err != nil {
			if fault.Of(err) == nil {
				t.Fatalf("refused without words: %v", err)
			}
			return
		}
		defer func() { _ = r.Close() }()
		for n := 0; ; n++ {
			_, _, ok, err := r.Next()
			if err != nil && !errors.Is(err, ErrWorkbook) {
				t.Fatalf("row %d: %v", n, err)
			}
			if err != nil || !ok || n > 2000 {
				return
			}
		}
	})
}

// What a cell says is in the file, and no cell is a formula.
func FuzzCSV(f *testing.F) {
	f.Add("=1+1", "a,b\"c")
	f.Add("\u3000＝cmd", "\r\nx")
	f.Fuzz(func(t *testing.T, one, two string) {
		body, err := CSV([][]string{{"第一", "第二"}, {one, two}})
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(body, []byte("\ufeff")))).ReadAll()
		if err != nil || len(rows) != 2 || len(rows[1]) != 2 {
			t.Fatalf("%q, %q: %v %q", one, two, err, rows)
		}
		for _, cell := range rows[1] {
			if cell != "" && strings.ContainsRune("=+-@\t\r", []rune(cell)[0]) {
				t.Fatalf("%q is a formula", cell)
			}
		}
	})
}
