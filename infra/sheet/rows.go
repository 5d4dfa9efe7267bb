package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"liandong/domain/fault"
)

// The bounds of a workbook that is read row by row. What is unpacked beyond
// inMemory lies in a temporary file while it is read.
const (
	MaxBytes   = 10 << 20
	MaxRows    = 100_000
	maxEntries = 200
	unzipped   = 400 << 20
	inMemory   = 1 << 20
	beside     = 16 << 20 // all that is neither the cells nor their words
	maxRow     = 1 << 20  // one row, unpacked
)

// The refusals of a workbook.
var (
	ErrWorkbook = fault.Invalid("/file", "workbook", "请上传 xlsx 工作簿，先下载模板填写", "send an xlsx workbook: download the template and fill it in")
	ErrTooLarge = fault.Invalid("/file", "too_large", "工作簿不能超过10 MB、10万行，请分成几份", "a workbook has at most 10 MB and 100,000 rows: split it")
)

// Reader reads the first sheet of a workbook row by row.
type Reader struct {
	file  *excelize.File
	rows  *excelize.Rows
	line  int
	Heads []string
	Total int // rows below the heading
}

// Open looks over a workbook before anything of it is unpacked into memory and
// reads its heading. It returns ErrWorkbook, or ErrTooLarge for one that is
// larger than it should be, packed or unpacked. The caller closes the reader.
func Open(body []byte) (*Reader, error) {
	if len(body) > MaxBytes {
		return nil, ErrTooLarge
	}
	marks, err := weigh(body)
	if err != nil {
		return nil, err
	}
	f, err := excelize.OpenReader(bytes.NewReader(body), excelize.Options{UnzipSizeLimit: unzipped, UnzipXMLSizeLimit: inMemory, RawCellValue: true})
	if err != nil {
		return nil, ErrWorkbook
	}
	r := &Reader{file: f}
	sheets := f.GetSheetList()
	if len(sheets) == 0 {
		return nil, errors.Join(ErrWorkbook, f.Close())
	}
	if r.rows, err = f.Rows(sheets[0]); err != nil {
		return nil, errors.Join(ErrWorkbook, f.Close())
	}
	_, heads, ok, err := r.Next()
	if err != nil || !ok {
		return nil, errors.Join(ErrWorkbook, r.Close())
	}
	r.Heads, r.Total = heads, max(0, marks-1)
	return r, nil
}

// Next gives the next row and its line, as the program that shows the workbook
// numbers it; ok is false behind the last.
func (r *Reader) Next() (line int, cells []string, ok bool, err error) {
	if !r.rows.Next() {
		if r.rows.Error() != nil {
			return r.line, nil, false, ErrWorkbook
		}
		return r.line, nil, false, nil
	}
	r.line++
	cells, err = r.rows.Columns()
	if err != nil {
		return r.line, nil, false, ErrWorkbook
	}
	return r.line, cells, true, nil
}

// Close gives up what reading held.
func (r *Reader) Close() error { return errors.Join(r.rows.Close(), r.file.Close()) }

// weigh reads a workbook through, keeping none of it: how many parts it has, how
// much it unpacks to, and that no row or word is a flood of its own. It returns
// how many rows the longest sheet has.
func weigh(body []byte) (int, error) {
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		return 0, ErrWorkbook
	}
	if len(z.File) > maxEntries {
		return 0, ErrTooLarge
	}
	var whole, rest uint64
	rows := 0
	for _, f := range z.File {
		name := strings.ToLower(strings.ReplaceAll(f.Name, "\\", "/"))
		mark := ""
		switch {
		case strings.HasPrefix(name, "xl/worksheets/sheet"):
			mark = "<row"
		case name == "xl/sharedstrings.xml":
			mark = "<si"
		default:
			rest += f.UncompressedSize64
		}
		whole += f.UncompressedSize64
		if whole > unzipped || rest > beside {
			return 0, ErrTooLarge
		}
		if mark == "" {
			continue
		}
		n, err := marks(f, mark)
		if err != nil {
			return 0, err
		}
		if mark == "<row" {
			rows = max(rows, n)
		}
	}
	if rows > MaxRows+1 {
		return 0, ErrTooLarge
	}
	return rows, nil
}

// marks counts a mark in a part. It returns ErrTooLarge where two of them stand
// farther apart than a row may be long.
func marks(f *zip.File, mark string) (int, error) {
	r, err := f.Open()
	if err != nil {
		return 0, ErrWorkbook
	}
	defer func() { _ = r.Close() }()
	n, since, held := 0, 0, 0
	buf := make([]byte, 64<<10)
	for {
		got, err := r.Read(buf[held:])
		piece := buf[:held+got]
		for {
			i := bytes.Index(piece, []byte(mark))
			if i < 0 {
				break
			}
			if since+i > maxRow {
				return n, ErrTooLarge
			}
			n, since, piece = n+1, 0, piece[i+len(mark):]
		}
		held = min(len(piece), len(mark)-1) // a mark may lie across two pieces
		since += len(piece) - held
		if since > maxRow {
			return n, ErrTooLarge
		}
		copy(buf, piece[len(piece)-held:])
		if errors.Is(err, io.EOF) {
			return n, nil
		}
		if err != nil {
			return n, ErrWorkbook
		}
	}
}

// Stream writes a long sheet row by row; what it has written lies in a temporary
// file in dir. Cells are text, and none is a formula.
func Stream(dir, name string, next func() ([]string, bool, error)) ([]byte, error) {
	f := excelize.NewFile(excelize.Options{TmpDir: dir})
	defer func() { _ = f.Close() }()
	if err := f.SetSheetName("Sheet1", name); err != nil {
		return nil, err
	}
	w, err := f.NewStreamWriter(name)
	if err != nil {
		return nil, err
	}
	text, err := f.NewStyle(&excelize.Style{NumFmt: 49}) // text, so that a mended cell keeps its digits
	if err != nil {
		return nil, err
	}
	for y := 1; ; y++ {
		row, more, err := next()
		if err != nil {
			return nil, err
		}
		if !more {
			break
		}
		cells := make([]any, len(row))
		for i, cell := range row {
			cells[i] = excelize.Cell{StyleID: text, Value: cell}
		}
		at, err := excelize.CoordinatesToCellName(1, y)
		if err != nil {
			return nil, err
		}
		if err := w.SetRow(at, cells); err != nil {
			return nil, err
		}
	}
	if err := w.Flush(); err != nil {
		return nil, err
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
