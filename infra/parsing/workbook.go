package parsing

import (
	"context"
	"encoding/json"
	"errors"
	"io"

	"liandong/infra/sheet"
)

// How many rows travel together, and how many bytes of them.
const (
	rowsTogether  = 200
	bytesTogether = 1 << 20
)

// Workbook is a workbook that another process reads row by row. That process
// waits while nobody asks for the next rows.
type Workbook struct {
	Heads []string
	Total int // rows below the heading

	x    *process
	held []row
	line int
	end  bool
}

type row struct {
	Line  int      `json:"l"`
	Cells []string `json:"c"`
}

type head struct {
	Heads []string
	Total int
}

// Workbook opens a workbook as sheet.Open does, apart. Beside its refusals it
// returns ErrUnsafe or ErrBusy. The caller closes the workbook.
func (p *Parser) Workbook(ctx context.Context, body []byte) (*Workbook, error) {
	if len(body) > sheet.MaxBytes {
		return nil, sheet.ErrTooLarge
	}
	x, err := p.start(ctx, p.long, taskWorkbook)
	if err != nil {
		return nil, err
	}
	_ = x.within(func() error { return x.send(ask{}, [][]byte{body}) })
	_, raw, err := x.next(frameRows)
	var h head
	if err == nil && json.Unmarshal(raw, &h) != nil {
		err = x.broken(errFrame)
	}
	if err != nil {
		return nil, errors.Join(err, x.close())
	}
	return &Workbook{Heads: h.Heads, Total: h.Total, x: x}, nil
}

// Next gives the next row and its line, as the program that shows the workbook
// numbers it; ok is false behind the last. It returns sheet.ErrWorkbook or ErrUnsafe.
func (b *Workbook) Next() (line int, cells []string, ok bool, err error) {
	for len(b.held) == 0 && !b.end {
		kind, raw, err := b.x.next(frameRows, frameDone)
		if err != nil {
			return b.line, nil, false, err
		}
		if b.end = kind == frameDone; !b.end && json.Unmarshal(raw, &b.held) != nil {
			return b.line, nil, false, b.x.broken(errFrame)
		}
	}
	if len(b.held) == 0 {
		return b.line, nil, false, nil
	}
	r := b.held[0]
	b.held, b.line = b.held[1:], r.Line
	return r.Line, r.Cells, true, nil
}

// Close gives up what reading held, and the process with it.
func (b *Workbook) Close() error { return b.x.close() }

type flusher interface{ Flush() error }

// doWorkbook answers with the heading, then with rows, as fast as they are taken.
func doWorkbook(w io.Writer, _ ask, bodies [][]byte) error {
	r, err := sheet.Open(first(bodies))
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }()
	say := func(v any) error {
		if err := writeJSON(w, frameRows, v); err != nil {
			return err
		}
		if f, ok := w.(flusher); ok {
			return f.Flush()
		}
		return nil
	}
	if err := say(head{r.Heads, r.Total}); err != nil {
		return err
	}
	var held []row
	size := 0
	for {
		line, cells, ok, err := r.Next()
		if err != nil {
			return errors.Join(err, sayHeld(say, held))
		}
		if !ok {
			return errors.Join(sayHeld(say, held), writeJSON(w, frameDone, true))
		}
		held = append(held, row{line, cells})
		for _, c := range cells {
			size += len(c)
		}
		if len(held) >= rowsTogether || size >= bytesTogether {
			if err := say(held); err != nil {
				return err
			}
			held, size = nil, 0
		}
	}
}

// sayHeld says what was read before the end, or before what is broken.
func sayHeld(say func(any) error, held []row) error {
	if len(held) == 0 {
		return nil
	}
	return say(held)
}
