package parsing

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"

	"liandong/domain/fault"
	"liandong/domain/lang"
)

// What is said between the two processes is frames: a kind, a length of four
// bytes, and so many bytes.
const (
	frameAsk     = 'q' // JSON: what is wanted
	frameBody    = 'b' // bytes of a file
	frameRows    = 'r' // JSON: some rows of a workbook
	frameDone    = 'e' // JSON: what was found
	frameRefused = 'x' // JSON: a refusal
	frameFailed  = '!' // something went wrong that is no refusal
)

const maxRefusal = 256 << 10

// errFrame is an answer that is none.
var errFrame = errors.New("parsing: what was answered is no answer")

func writeFrame(w io.Writer, kind byte, body []byte) error {
	head := [5]byte{kind}
	binary.BigEndian.PutUint32(head[1:], uint32(len(body))) //nolint:gosec // bodies are bounded far below
	if _, err := w.Write(head[:]); err != nil {
		return err
	}
	_, err := w.Write(body)
	return err
}

func writeJSON(w io.Writer, kind byte, v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err
	}
	return writeFrame(w, kind, b.Bytes())
}

// readFrame reads one frame of at most so many bytes. A length that is not
// followed by its bytes takes no memory.
func readFrame(r io.Reader, most int) (kind byte, body []byte, err error) {
	var head [5]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return 0, nil, err
	}
	n := int64(binary.BigEndian.Uint32(head[1:]))
	if n > int64(most) {
		return 0, nil, errFrame
	}
	var b bytes.Buffer
	if _, err := io.CopyN(&b, r, n); err != nil {
		return 0, nil, err
	}
	return head[0], b.Bytes(), nil
}

// refusal is a fault on its way between the two.
type refusal struct {
	Kind   fault.Kind
	Code   string
	Title  lang.Text
	Detail lang.Text
	Fields []fault.Field
}

func refusalOf(f *fault.Fault) refusal { return refusal{f.Kind, f.Code, f.Title, f.Detail, f.Fields} }

// fault is the refusal again. What parses files refuses files, and nothing else.
func (r refusal) fault() error {
	switch r.Kind {
	case fault.Malformed, fault.TooLarge, fault.Unsupported, fault.Violation:
	default:
		return errFrame
	}
	if r.Code == "" || r.Title.Empty() {
		return errFrame
	}
	f := fault.New(r.Kind, r.Code, r.Title.ZH, r.Title.EN)
	f.Detail, f.Fields = r.Detail, r.Fields
	return f
}
