// Package roster reads organisations and people from a workbook, as an office
// keeps them, and makes the empty one that it fills in.
package roster

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"liandong/domain/fault"
	"liandong/infra/sheet"
)

// The bounds of a workbook.
const (
	MaxBytes = 5 << 20
	MaxRows  = 2000
	unzipped = 64 << 20
	maxCell  = 500
)

// The sheets and their columns, in this order.
var (
	OrganizationSheet   = "单位"
	PeopleSheet         = "人员"
	OrganizationColumns = []string{"名称", "类型", "区划代码", "上级单位", "渠道", "途径", "系统外"}
	PeopleColumns       = []string{"用户名", "姓名", "单位", "岗位", "组别"}
)

// The refusals of a workbook.
var (
	ErrWorkbook = fault.Invalid("/file", "workbook", "请上传 xlsx 工作簿，先下载模板填写", "send an xlsx workbook: download the empty one and fill it in")
	ErrTooLarge = fault.Invalid("/file", "too_large", "工作簿不能超过5 MB、每张表2000行，请分成几份", "a workbook has at most 5 MB and 2000 rows a sheet: split it")
)

// Row is one line of a sheet: its cells by column, and where it stands.
type Row struct {
	Sheet string
	Line  int // as the program that shows the workbook numbers it
	Cells map[string]string
}

// List splits a cell that holds several things.
func (r Row) List(column string) []string {
	var all []string
	for _, x := range strings.FieldsFunc(r.Cells[column], func(c rune) bool { return strings.ContainsRune("、,，;；\n", c) }) {
		if x = strings.TrimSpace(x); x != "" {
			all = append(all, x)
		}
	}
	return all
}

// Read returns the lines of both sheets that hold anything. It returns
// ErrWorkbook, ErrTooLarge, or an Invalid fault naming a sheet whose columns are not those of the template.
func Read(body []byte) (organizations, people []Row, err error) {
	if len(body) > MaxBytes {
		return nil, nil, ErrTooLarge
	}
	f, err := excelize.OpenReader(bytes.NewReader(body), excelize.Options{UnzipSizeLimit: unzipped, UnzipXMLSizeLimit: unzipped, RawCellValue: true})
	if err != nil {
		return nil, nil, ErrWorkbook
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if organizations, err = read(f, OrganizationSheet, OrganizationColumns); err != nil {
		return nil, nil, err
	}
	people, err = read(f, PeopleSheet, PeopleColumns)
	if err == nil && len(organizations)+len(people) == 0 {
		err = ErrWorkbook
	}
	return organizations, people, err
}

func read(f *excelize.File, name string, columns []string) ([]Row, error) {
	if !slices.Contains(f.GetSheetList(), name) {
		return nil, nil
	}
	lines, err := f.Rows(name)
	if err != nil {
		return nil, ErrWorkbook
	}
	defer func() { _ = lines.Close() }()
	var all []Row
	for n := 1; lines.Next(); n++ {
		if n > MaxRows+1 {
			return nil, ErrTooLarge
		}
		cells, err := lines.Columns()
		if err != nil {
			return nil, ErrWorkbook
		}
		if n == 1 {
			if err := heading(name, columns, cells); err != nil {
				return nil, err
			}
			continue
		}
		if r := row(name, n, columns, cells); r.Cells[columns[0]] != "" || len(r.Cells) > 0 {
			all = append(all, r)
		}
	}
	return all, nil
}

func heading(name string, columns, cells []string) error {
	for i, want := range columns {
		if i >= len(cells) || strings.TrimSpace(cells[i]) != want {
			return fault.Invalid("/file", "columns", fmt.Sprintf("“%s”表第一行应为：%s", name, strings.Join(columns, "、")), fmt.Sprintf("the first line of %s must be: %s", name, strings.Join(columns, ", ")))
		}
	}
	return nil
}

func row(name string, line int, columns, cells []string) Row {
	r := Row{Sheet: name, Line: line, Cells: map[string]string{}}
	for i, column := range columns {
		if i >= len(cells) {
			break
		}
		if text := strings.TrimSpace(cells[i]); text != "" {
			runes := []rune(text)
			r.Cells[column] = string(runes[:min(len(runes), maxCell)])
		}
	}
	return r
}

// Template makes the empty workbook, with one line of example in each sheet.
func Template() ([]byte, error) {
	return sheet.Workbook(
		sheet.Page{Name: OrganizationSheet, Rows: [][]string{OrganizationColumns, {"某街道人民调解委员会", "人民调解委员会", "990102001", "某区人民政府", "人民调解", "", "否"}}},
		sheet.Page{Name: PeopleSheet, Rows: [][]string{PeopleColumns, {"wangxiu", "王某", "某街道人民调解委员会", "调解员", "一组"}}},
	)
}
