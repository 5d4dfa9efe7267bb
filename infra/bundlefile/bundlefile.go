// Package bundlefile writes and reads the one file of a bundle. A bundle has
// exactly one form: entries sorted by name, stored and not compressed, without
// times. What is read is written again and must be the same bytes, so nothing
// can hide between, before or behind the parts, and nothing can swell.
package bundlefile

import (
	"archive/zip"
	"bytes"
	"errors"
	"hash/crc32"
	"io"
	"strings"

	"liandong/domain/exchange"
	"liandong/domain/fault"
)

// year1980 is the first day a zip file knows, in its own notation.
const year1980 = 1<<5 | 1

// Write writes a bundle.
func Write(out io.Writer, p exchange.Parts) error {
	z := zip.NewWriter(out)
	for _, name := range p.Names() {
		size := uint64(len(p[name]))
		w, err := z.CreateRaw(&zip.FileHeader{
			Name: name, Method: zip.Store, ModifiedDate: year1980, CRC32: crc32.ChecksumIEEE(p[name]), //nolint:staticcheck // the old notation is what is written
			CompressedSize64: size, UncompressedSize64: size,
		})
		if err != nil {
			return err
		}
		if _, err := w.Write(p[name]); err != nil {
			return err
		}
	}
	return z.Close()
}

// Bytes is the file of a bundle.
func Bytes(p exchange.Parts) ([]byte, error) {
	var b bytes.Buffer
	err := Write(&b, p)
	return b.Bytes(), err
}

const whole = "bundle.zip"

// Read takes a bundle apart. Everything is checked before a byte is copied:
// how many entries, their names, their order, their sizes and that they are
// stored. It returns exchange.ErrBroken naming the first bad entry.
func Read(data []byte) (exchange.Parts, error) {
	if len(data) > exchange.MaxBytes {
		return nil, exchange.Broken("too_large", whole, "文件过大", "the file is larger than a bundle may be")
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, exchange.Broken("not_a_zip", whole, "不是完整的压缩文件", "this is no whole zip file")
	}
	if err := headers(z.File, uint64(len(data))); err != nil {
		return nil, err
	}
	p := exchange.Parts{}
	for _, f := range z.File {
		body, err := content(f)
		if err != nil {
			return nil, exchange.Broken("entry", f.Name, "内容损坏", "its content is damaged")
		}
		p[f.Name] = body
	}
	same := &comparison{want: data}
	if err := Write(same, p); err != nil || len(same.want) > 0 {
		return nil, exchange.Broken("form", whole, "文件中有清单以外的字节", "the file holds bytes beside its parts, or is not written as a bundle is")
	}
	return p, nil
}

func headers(files []*zip.File, limit uint64) error {
	if len(files) > exchange.MaxParts {
		return exchange.Broken("too_many", whole, "文件过多", "it holds more entries than a bundle may")
	}
	total, before := uint64(0), ""
	for _, f := range files {
		switch {
		case !exchange.Name(f.Name):
			return exchange.Broken("name", f.Name, "不允许的文件名", "a name that a bundle does not have")
		case f.Name == before:
			return exchange.Broken("twice", f.Name, "同一文件出现两次", "it is there twice")
		case f.Name < before:
			return exchange.Broken("order", f.Name, "文件的次序不对", "the entries are not in order")
		case f.Method != zip.Store || f.CompressedSize64 != f.UncompressedSize64:
			return exchange.Broken("compressed", f.Name, "文件被压缩；材料包只存放不压缩", "it is compressed: a bundle stores")
		case !strings.HasPrefix(f.Name, "documents/") && f.UncompressedSize64 > exchange.MaxRecord:
			return exchange.Broken("too_large", f.Name, "记录过大", "a record is larger than it may be")
		}
		before = f.Name
		if total += f.UncompressedSize64; f.UncompressedSize64 > limit || total > limit {
			return exchange.Broken("too_large", f.Name, "声明的大小超过文件本身", "it claims to be larger than the file")
		}
	}
	return nil
}

func content(f *zip.File) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	body := make([]byte, f.UncompressedSize64)
	if _, err := io.ReadFull(r, body); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	_, err = io.Copy(io.Discard, r) // reads the checksum
	return body, errors.Join(err, r.Close())
}

// comparison is a writer that takes only what it wants to see.
type comparison struct{ want []byte }

var errDiffers = errors.New("differs")

// Write implements io.Writer.
func (c *comparison) Write(b []byte) (int, error) {
	if !bytes.HasPrefix(c.want, b) {
		return 0, errDiffers
	}
	c.want = c.want[len(b):]
	return len(b), nil
}

// Open reads a bundle and checks everything it says of itself, offline. Whether
// the key is trusted is for the caller to ask.
func Open(data []byte, seal exchange.Seal) (exchange.Opened, error) {
	p, err := Read(data)
	if err != nil {
		return exchange.Opened{}, err
	}
	for _, part := range []string{exchange.ManifestPart, exchange.SignaturePart} {
		if _, ok := p[part]; !ok {
			return exchange.Opened{}, exchange.Broken("missing", part, "缺少这个文件", "it is missing")
		}
	}
	return exchange.Examine(p, seal, Check)
}

// Unreadable tells whether an error says that a bundle is broken, and where.
func Unreadable(err error) (*fault.Fault, bool) {
	f := fault.Of(err)
	return f, f != nil && errors.Is(f, exchange.ErrBroken)
}
