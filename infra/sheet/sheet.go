// Package sheet writes lists as files that WPS and Excel open.
package sheet

import (
	"bytes"
	"encoding/csv"

	"github.com/xuri/excelize/v2"

	"liandong/domain/extract"
)

// CSV writes rows in UTF-8 with the mark by which office programs know it. No
// cell is a formula.
func CSV(rows [][]string) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	for _, row := range rows {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = extract.Inert(cell)
		}
		if err := w.Write(cells); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// Page is one sheet of a workbook.
type Page struct {
	Name string
	Rows [][]string
}

// XLSX writes rows as text: a number keeps its noughts, and no cell is a formula.
func XLSX(rows [][]string) ([]byte, error) { return Workbook(Page{"Sheet1", rows}) }

// Workbook writes several sheets as XLSX does one.
func Workbook(pages ...Page) ([]byte, error) {
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	for i, p := range pages {
		var err error
		if i == 0 {
			err = f.SetSheetName("Sheet1", p.Name)
		} else {
			_, err = f.NewSheet(p.Name)
		}
		if err != nil {
			return nil, err
		}
		if err := write(f, p); err != nil {
			return nil, err
		}
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func write(f *excelize.File, p Page) error {
	for y, row := range p.Rows {
		for x, text := range row {
			at, err := excelize.CoordinatesToCellName(x+1, y+1)
			if err != nil {
				return err
			}
			if err := f.SetCellStr(p.Name, at, text); err != nil {
				return err
			}
		}
	}
	return nil
}
