package sheet

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

func TestNoCellIsAFormula(t *testing.T) {
	rows := [][]string{{"编号", "名称"}, {"0012", "=HYPERLINK(\"x\")"}}
	text, err := CSV(rows)
	if err != nil || !strings.HasPrefix(string(text), "\ufeff编号,名称\r\n0012,\"'=HYPERLINK") {
		t.Errorf("%q %v", text, err)
	}
	raw, err := XLSX(rows)
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	formula, _ := f.GetCellFormula("Sheet1", "B2")
	number, _ := f.GetCellValue("Sheet1", "A2")
	name, _ := f.GetCellValue("Sheet1", "B2")
	if formula != "" || number != "0012" || name != rows[1][1] {
		t.Errorf("%q %q %q", formula, number, name)
	}
}
