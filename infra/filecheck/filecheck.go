// Package filecheck says by content what an uploaded file is, and refuses what
// could do harm when somebody opens it. Nothing is unpacked before its limits
// are known, and nothing is kept before it passed.
package filecheck

import (
	"archive/zip"
	"bytes"
	"image"
	_ "image/jpeg" // sizes of pictures are read before anyone draws them
	_ "image/png"
	"path"
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"
	_ "golang.org/x/image/tiff" // as for jpeg
	_ "golang.org/x/image/webp"

	"liandong/domain/document"
	"liandong/domain/fault"
)

// Limits of what is inside a file.
const (
	maxPixels   = 60_000_000
	maxEntries  = 2_000
	maxUnpacked = 200 << 20
)

// The refusals of a file.
var (
	ErrTooLarge = fault.New(fault.TooLarge, "document.too_large", "文件不能超过10 MB，请拆分或压缩后再上传", "a file is at most 10 MB: split it or make it smaller")
	ErrEmpty    = fault.Invalid("/file", "required", "请选择文件", "choose a file")
	ErrKind     = fault.Invalid("/file", "file_type", "只接受 PDF、图片、Word、Excel、文本和录音录像文件", "only PDF, pictures, Word, Excel, text, sound and video are taken")
	ErrHarmful  = fault.Invalid("/file", "file_active", "文件里有宏、脚本、嵌入程序或外部链接，请去掉后再上传", "the file holds macros, scripts, embedded programs or outside links: take them out")
	ErrBomb     = fault.Invalid("/file", "file_expands", "文件解开后过大，无法安全打开", "the file is too large once it is opened")
)

// kinds lists what is taken.
var kinds = []string{
	"application/pdf", "image/png", "image/jpeg", "image/webp", "image/tiff",
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	"text/plain", "audio/mpeg", "audio/mp4", "audio/x-m4a", "audio/wav", "video/mp4",
}

// Check returns what the file is by its content. It returns ErrTooLarge,
// ErrEmpty, ErrKind, ErrBomb or ErrHarmful.
func Check(body []byte) (mediaType string, err error) {
	if err := Size(body); err != nil {
		return "", err
	}
	kind, _, _ := strings.Cut(mimetype.Detect(body).String(), ";")
	switch {
	case !slices.Contains(kinds, kind):
		return "", ErrKind
	case strings.HasPrefix(kind, "image/"):
		return kind, picture(body)
	case kind == "application/pdf":
		return kind, pdf(body)
	case strings.Contains(kind, "openxmlformats"):
		return kind, office(body)
	}
	return kind, nil
}

// Size returns ErrTooLarge or ErrEmpty, before anything is read.
func Size(body []byte) error {
	switch {
	case len(body) == 0:
		return ErrEmpty
	case len(body) > document.MaxBytes:
		return ErrTooLarge
	}
	return nil
}

func picture(body []byte) error {
	c, _, err := image.DecodeConfig(bytes.NewReader(body))
	switch {
	case err != nil:
		return ErrKind
	case c.Width*c.Height > maxPixels:
		return ErrBomb
	}
	return nil
}

// active marks what makes a PDF do something by itself.
var active = []string{"/JavaScript", "/JS", "/Launch", "/EmbeddedFile", "/RichMedia", "/XFA"}

func pdf(body []byte) error {
	for _, mark := range active {
		for rest := body; ; {
			at := bytes.Index(rest, []byte(mark))
			if at < 0 {
				break
			}
			rest = rest[at+len(mark):]
			if len(rest) == 0 || !letter(rest[0]) {
				return ErrHarmful
			}
		}
	}
	return nil
}

func letter(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9'
}

func office(body []byte) error {
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		return ErrKind
	}
	if len(z.File) > maxEntries {
		return ErrBomb
	}
	var unpacked uint64
	for _, f := range z.File {
		unpacked += f.UncompressedSize64
		name := strings.ToLower(path.Clean(f.Name))
		switch {
		case unpacked > maxUnpacked:
			return ErrBomb
		case strings.HasSuffix(name, ".bin") && strings.Contains(name, "vba"), strings.Contains(name, "/embeddings/"), strings.Contains(name, "/activex/"):
			return ErrHarmful
		case strings.HasSuffix(name, ".rels"):
			if outside(f) {
				return ErrHarmful
			}
		}
	}
	return nil
}

// outside tells whether relations load something from elsewhere. A hyperlink
// that a reader clicks is none.
func outside(f *zip.File) bool {
	r, err := f.Open()
	if err != nil {
		return true
	}
	defer func() { _ = r.Close() }()
	text := make([]byte, 1<<20)
	n := 0
	for n < len(text) {
		k, err := r.Read(text[n:])
		n += k
		if err != nil {
			break
		}
	}
	for _, relation := range strings.Split(string(text[:n]), "<Relationship ") {
		if strings.Contains(relation, `TargetMode="External"`) && !strings.Contains(relation, "/hyperlink") {
			return true
		}
	}
	return false
}
