package paper

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"

	"liandong/domain/fault"
	"liandong/domain/letter"
)

// Limits of an office's template, known before anything is unpacked.
const (
	maxFile     = 1 << 20
	maxParts    = 200
	maxUnpacked = 8 << 20
	maxDepth    = 64
)

// The refusals of a template's file.
var (
	errNotDocx  = fault.Invalid("/file", "file_type", "请上传 docx 文件（WPS 或 Word 的“另存为 .docx”）", "upload a docx file")
	errTooLarge = fault.New(fault.TooLarge, "letter.template_too_large", "模板文件不能超过1 MB，请去掉图片", "a template is at most 1 MB: take pictures out")
	errExpands  = fault.Invalid("/file", "file_expands", "文件解开后过大，无法安全打开", "the file is too large once it is opened")
)

// Read implements letter.Press.
func (p *Press) Read(docx []byte) ([]letter.Block, error) {
	if len(docx) > maxFile {
		return nil, errTooLarge
	}
	z, err := zip.NewReader(bytes.NewReader(docx), int64(len(docx)))
	if err != nil {
		return nil, errNotDocx
	}
	parts, err := unpack(z)
	if err != nil {
		return nil, err
	}
	main, ok := parts["word/document.xml"]
	if !ok || !bytes.Contains(parts["[content_types].xml"], []byte(wordType+"document.main+xml")) {
		return nil, errNotDocx
	}
	r := &reading{names: map[string]letter.Style{}}
	if err := r.styles(parts["word/styles.xml"]); err != nil {
		return nil, err
	}
	if err := r.document(main); err != nil {
		return nil, err
	}
	for name, body := range parts {
		base := path.Base(name)
		if strings.HasPrefix(base, "header") || strings.HasPrefix(base, "footer") {
			r.margin(body)
		}
	}
	return r.blocks, r.check.Err()
}

// unpack reads the parts that matter. The archive's own word on sizes is
// believed only as far as the limit; reading stops there too.
func unpack(z *zip.Reader) (map[string][]byte, error) {
	if len(z.File) > maxParts {
		return nil, errExpands
	}
	var c fault.Check
	parts := map[string][]byte{}
	left := int64(maxUnpacked)
	for _, f := range z.File {
		name := strings.ToLower(path.Clean(strings.ReplaceAll(f.Name, `\`, "/")))
		switch {
		case f.UncompressedSize64 > uint64(left):
			return nil, errExpands
		case strings.Contains(name, "vba"), strings.HasSuffix(name, ".bin"):
			c.Add("/file", "macro", "文件里有宏，请另存为不带宏的 docx", "the file has macros: save it without")
		case strings.Contains(name, "/embeddings/"), strings.Contains(name, "/activex/"):
			c.Add("/file", "embedded", "文件里有嵌入的对象，请去掉", "the file has embedded objects: take them out")
		case !strings.HasSuffix(name, ".xml") && !strings.HasSuffix(name, ".rels"):
			continue
		}
		if _, twice := parts[name]; twice {
			return nil, errNotDocx
		}
		body, err := inflate(f, &left)
		if err != nil {
			return nil, err
		}
		parts[name] = body
		if strings.HasSuffix(name, ".rels") && leadsOut(body) {
			c.Add("/file", "external_link", "文件里有外部链接，请去掉："+f.Name, "the file has outside links: "+f.Name)
		}
	}
	return parts, c.Err()
}

func inflate(f *zip.File, left *int64) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, errNotDocx
	}
	defer func() { _ = r.Close() }()
	body, err := io.ReadAll(io.LimitReader(r, *left+1))
	if err != nil {
		return nil, errNotDocx
	}
	if *left -= int64(len(body)); *left < 0 {
		return nil, errExpands
	}
	return body, nil
}

// leadsOut tells whether relations point outside the file; what cannot be read does.
func leadsOut(rels []byte) bool {
	out := false
	err := tokens(rels, func(t xml.Token, _ int) error {
		if e, ok := t.(xml.StartElement); ok && strings.EqualFold(attr(e, "TargetMode"), "External") {
			out = true
		}
		return nil
	})
	return out || err != nil
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// tokens walks through a part. It refuses document types, which nothing here needs.
func tokens(body []byte, see func(t xml.Token, depth int) error) error {
	d := xml.NewDecoder(bytes.NewReader(body))
	depth := 0
	for {
		t, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return errNotDocx
		}
		switch t.(type) {
		case xml.Directive:
			return errNotDocx
		case xml.StartElement:
			if depth++; depth > maxDepth {
				return errNotDocx
			}
		case xml.EndElement:
			depth--
		}
		if err := see(t, depth); err != nil {
			return err
		}
	}
}

// reading gathers the blocks of a document, and what is wrong with it.
type reading struct {
	names  map[string]letter.Style // by the id that the editor gave the style
	blocks []letter.Block
	check  fault.Check
	said   map[string]bool

	style   letter.Style
	text    strings.Builder
	inText  bool
	field   int // inside a computed field's instruction
	tables  int
	row     []string
	cell    []string
	picture bool
}

// styles learns how the editor calls our styles: WPS gives them ids of its own.
func (r *reading) styles(body []byte) error {
	id := ""
	return tokens(body, func(t xml.Token, _ int) error {
		e, ok := t.(xml.StartElement)
		if !ok {
			return nil
		}
		switch e.Name.Local {
		case "style":
			id = attr(e, "styleId")
		case "name":
			for _, s := range docStyles {
				if attr(e, "val") == s.name {
					r.names[id] = s.style
				}
			}
		}
		return nil
	})
}

func (r *reading) say(code, zh, en string) {
	if r.said == nil {
		r.said = map[string]bool{}
	}
	if !r.said[code] {
		r.said[code] = true
		r.check.Add("/file", code, zh, en)
	}
}

func (r *reading) document(body []byte) error {
	return tokens(body, func(t xml.Token, _ int) error {
		switch e := t.(type) {
		case xml.StartElement:
			r.start(e)
		case xml.EndElement:
			r.end(e.Name.Local)
		case xml.CharData:
			if r.inText {
				r.text.Write(e)
			}
		}
		return nil
	})
}

func (r *reading) start(e xml.StartElement) {
	switch e.Name.Local {
	case "p":
		r.style, r.picture = letter.Body, false
		r.text.Reset()
	case "pStyle":
		if s, ok := r.names[attr(e, "val")]; ok {
			r.style = s
		}
	case "jc":
		if r.style == letter.Body {
			switch attr(e, "val") {
			case "center":
				r.style = letter.Center
			case "right", "end":
				r.style = letter.Signature
			}
		}
	case "t":
		r.inText = r.field == 0
	case "tab":
		r.text.WriteString("　")
	case "br", "cr":
		r.text.WriteString("\n")
	case "drawing", "pict":
		r.picture = true
	case "tbl":
		if r.tables++; r.tables > 1 {
			r.say("nested_table", "不支持表格里套表格", "a table inside a table is not kept")
		}
	case "tr":
		r.row = nil
	case "tc":
		r.cell = nil
	default:
		r.odd(e)
	}
}

// odd names what would be lost or would do something by itself.
func (r *reading) odd(e xml.StartElement) {
	switch e.Name.Local {
	case "gridSpan", "vMerge", "hMerge":
		r.say("merged_cells", "不支持合并单元格", "merged cells are not kept")
	case "del", "ins", "moveFrom", "moveTo":
		r.say("tracked_changes", "文件里有修订痕迹，请先接受或者拒绝全部修订", "there are tracked changes: accept or refuse them first")
	case "commentReference", "footnoteReference", "endnoteReference":
		r.say("comments", "文件里有批注或者脚注，请先去掉", "there are comments or notes: take them out first")
	case "txbxContent":
		r.say("text_box", "不支持文本框，请把文字放在正文里", "text boxes are not kept: put the words into the text")
	case "object", "altChunk", "subDoc", "control":
		r.say("embedded", "文件里有嵌入的对象，请去掉", "the file has embedded objects: take them out")
	case "instrText", "fldSimple":
		r.say("computed_field", "正文里有自动域（如日期、页码），请改为文字或者字段", "there are computed fields in the text: write words or our fields")
	}
}

func (r *reading) end(name string) {
	switch name {
	case "t":
		r.inText = false
	case "p":
		r.paragraph()
	case "tc":
		r.row = append(r.row, strings.Trim(strings.Join(r.cell, "\n"), "\n"))
	case "tr":
		n := len(r.blocks)
		if n > 0 && r.blocks[n-1].Style == letter.Table && r.blocks[n-1].Text == "" {
			r.blocks[n-1].Rows = append(r.blocks[n-1].Rows, r.row)
			return
		}
		r.blocks = append(r.blocks, letter.Block{Style: letter.Table, Rows: [][]string{r.row}})
	case "tbl":
		r.tables--
	}
}

func (r *reading) paragraph() {
	text := strings.Trim(r.text.String(), "\n")
	if r.picture && r.style != letter.CheckRow {
		r.say("picture", "图片不保留，请去掉（二维码由系统打印）", "pictures are not kept: take them out (the QR code is printed by the system)")
	}
	if r.tables > 0 {
		r.cell = append(r.cell, text)
		return
	}
	if r.style == letter.Table {
		r.style = letter.Body
	}
	for _, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			r.blocks = append(r.blocks, letter.Block{Style: r.style, Text: line})
		}
	}
}

// margin names words in headers and footers, which are not kept: the page
// number is printed by the system.
func (r *reading) margin(body []byte) {
	in := false
	err := tokens(body, func(t xml.Token, _ int) error {
		switch e := t.(type) {
		case xml.StartElement:
			in = e.Name.Local == "t"
		case xml.EndElement:
			in = false
		case xml.CharData:
			if in && strings.Trim(string(e), " —-–0123456789第页共/　") != "" {
				r.say("header_footer", "页眉页脚里的文字不保留，请放在正文里", "words in headers and footers are not kept: put them into the text")
			}
		}
		return nil
	})
	if err != nil {
		r.say("header_footer", "页眉页脚无法识别，请去掉", "headers or footers cannot be read: take them out")
	}
}
