package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"liandong/domain/backlog"
	"liandong/domain/desk"
	"liandong/domain/fault"
	"liandong/domain/job"
	"liandong/domain/lang"
	"liandong/domain/who"
	"liandong/infra/parsing"
	"liandong/infra/sheet"
)

func (a *App) importRoutes() []Route {
	start := act("POST", "/imports", "导入积案 · bring a backlog of cases in, as a job", who.CaseImport, ofNothing, startImport).multipart()
	start.Status = http.StatusAccepted
	return []Route{
		look("/imports/template", "积案导入模板 · the workbook for a backlog, with notes and choices", who.CaseImport, ofNothing, a.importTemplate),
		act("POST", "/imports/headings", "核对表头 · which columns of a workbook are known; nothing is kept", who.CaseImport, ofNothing, importHeadings).multipart().still(),
		start,
	}
}

// importIn is a workbook with what is said of it. It is looked over before any
// unit of work begins, because that takes a while.
type importIn struct {
	File    file              `json:"file"`
	Mapping map[string]string `json:"mapping,omitempty" doc:"JSON: the sheet's heading by column, where it is not the template's"`
	Reason  string            `json:"reason,omitempty" doc:"why old days are entered only now, for rows that do not say"`
	Trial   bool              `json:"trial,omitempty" doc:"true: the same answer, and nothing is kept"`
	Tell    bool              `json:"tell,omitempty" doc:"true: applicants are told of the registration, as at the window; by default they are not, for they were told when the matter was new"`

	name  string
	heads []string
	total int
}

func (in *importIn) canonical() []byte {
	said, _ := json.Marshal([]any{in.Mapping, in.Reason, in.Trial, in.Tell}) // of strings
	return append(said, digestOf(in.File)...)
}

// readImport reads the form of an import.
func readImport(req Request) (*importIn, error) {
	kind, params, err := mime.ParseMediaType(req.ContentType)
	if err != nil || kind != "multipart/form-data" || params["boundary"] == "" {
		return nil, errMultipart
	}
	in := &importIn{}
	form := multipart.NewReader(bytes.NewReader(req.Body), params["boundary"])
	for n := 0; ; n++ {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return in, nil
		}
		if err != nil || n > 5 {
			return nil, errForm
		}
		if err := in.take(part); err != nil {
			return nil, err
		}
	}
}

var errForm = fault.New(fault.Malformed, "malformed", "上传的内容格式不正确", "the form cannot be read")

func (in *importIn) take(part *multipart.Part) error {
	body, err := io.ReadAll(io.LimitReader(part, sheet.MaxBytes+1))
	if err != nil {
		return errForm
	}
	name, text := part.FormName(), strings.TrimSpace(string(body))
	if name != "file" && len(body) > 16<<10 {
		return fault.Invalid("/"+name, "too_long", "内容过长", "this is too long")
	}
	switch name {
	case "file":
		in.File, in.name = body, part.FileName()
	case "mapping":
		if err := json.Unmarshal(body, &in.Mapping); err != nil {
			return fault.Invalid("/mapping", "malformed", "列的对应关系格式不正确", "give the mapping as a JSON object of headings")
		}
	case "reason":
		in.Reason = text
	case "trial":
		in.Trial = text == "true"
	case "tell":
		in.Tell = text == "true"
	default:
		return fault.Invalid("/"+name, "unknown_field", "没有这个字段："+name, "unknown field: "+name)
	}
	return nil
}

func (in *importIn) look(ctx context.Context, p *parsing.Parser) error {
	r, err := p.Workbook(ctx, in.File)
	if err != nil {
		return err
	}
	in.heads, in.total = r.Heads, r.Total
	return r.Close()
}

type importColumnView struct {
	Code     string `json:"code"`
	Name     string `json:"name"`
	Required bool   `json:"required"`
	Note     string `json:"note,omitempty"`
	Heading  string `json:"heading,omitempty" doc:"which heading of the sheet it was found under"`
}

type importHeadingsView struct {
	Headings []string           `json:"headings" doc:"of the sheet, in their order"`
	Columns  []importColumnView `json:"columns"`
	Total    int                `json:"total" doc:"rows below the heading"`
}

func importHeadings(c *Call, in importIn) (importHeadingsView, error) {
	if err := c.MayOwn(who.CaseImport); err != nil {
		return importHeadingsView{}, err
	}
	v := importHeadingsView{Headings: []string{}, Columns: []importColumnView{}, Total: in.total}
	for _, h := range in.heads {
		if h = strings.TrimSpace(h); h != "" {
			v.Headings = append(v.Headings, h)
		}
	}
	found := backlog.Match(in.heads, in.Mapping)
	for _, x := range backlog.Columns {
		column := importColumnView{Code: x.Code, Name: x.Name, Required: x.Required, Note: c.say(x.Note)}
		if i, ok := found[x.Code]; ok {
			column.Heading = strings.TrimSpace(in.heads[i])
		}
		v.Columns = append(v.Columns, column)
	}
	return v, nil
}

type importView struct {
	JobID job.ID `json:"job_id"`
	Href  string `json:"href"`
}

func startImport(c *Call, in importIn) (importView, error) {
	if err := c.MayOwn(who.CaseImport); err != nil {
		return importView{}, err
	}
	if err := backlog.Match(in.heads, in.Mapping).Check(in.Mapping); err != nil {
		return importView{}, err
	}
	kind := job.Import
	if in.Trial {
		kind = job.Trial
	}
	f, err := c.StartJob(c.ctx, job.Facts{Kind: kind, File: in.name, Mapping: in.Mapping, Reason: in.Reason, Total: in.total, Query: job.Told(in.Tell)}, in.File)
	if err != nil {
		return importView{}, err
	}
	c.location = prefix + "/jobs/" + string(f.ID)
	return importView{JobID: f.ID, Href: c.location}, nil
}

// choiceLists are the lists whose words may stand in a sheet, in the order in
// which the template shows them.
var choiceLists = []struct {
	list string
	name lang.Text
}{
	{backlog.Purpose, lang.T("信访目的", "purpose")}, {backlog.Category, lang.T("纠纷类别", "category")}, {backlog.Source, lang.T("来源", "source")}, {"party_kind", lang.T("当事人类型", "kind of party")},
}

// terms are the words of the lists that a sheet may hold.
func (a *App) terms() map[string][]termView {
	p := &lawView{Lang: lang.ZH, values: map[string]string{}}
	all := map[string][]termView{backlog.Category: flattened(p.categories(a.pack.Codes)), backlog.Purpose: flattened(p.options("purpose", a.pack.Codes))}
	for _, list := range []string{backlog.Source, "party_kind"} {
		for _, w := range words[list] {
			all[list] = append(all[list], termView{Code: w.code, Name: w.name.ZH})
		}
	}
	return all
}

// choices tells which code a word stands for: its name in Chinese, or itself.
func (a *App) choices() desk.Choices {
	all := desk.Choices{}
	for list, terms := range a.terms() {
		all[list] = map[string]string{}
		for _, t := range terms {
			all[list][t.Name], all[list][t.Code] = t.Code, t.Code
		}
	}
	return all
}

func (a *App) importTemplate(c *Call) (rawBody, error) {
	if err := c.MayOwn(who.CaseImport); err != nil {
		return rawBody{}, err
	}
	heads := make([]string, 0, len(backlog.Columns))
	notes := [][]string{{"列", "必填", "怎样填写"}}
	for _, x := range backlog.Columns {
		heads = append(heads, x.Name)
		notes = append(notes, []string{x.Name, map[bool]string{true: "是", false: ""}[x.Required], x.Note.ZH})
	}
	terms := a.terms()
	var names []string
	longest := 0
	for _, l := range choiceLists {
		names = append(names, l.name.ZH)
		longest = max(longest, len(terms[l.list]))
	}
	may := [][]string{names}
	for i := range longest {
		row := make([]string, len(choiceLists))
		for k, l := range choiceLists {
			if i < len(terms[l.list]) {
				row[k] = terms[l.list][i].Name
			}
		}
		may = append(may, row)
	}
	body, err := sheet.Workbook(sheet.Page{Name: "积案", Rows: [][]string{heads}}, sheet.Page{Name: "填写说明", Rows: notes}, sheet.Page{Name: "可选内容", Rows: may})
	return rawBody{bytes: body, kind: workbookType, disposition: "attachment; filename*=UTF-8''%E7%A7%AF%E6%A1%88%E5%AF%BC%E5%85%A5.xlsx"}, err
}

// wrongPage is how many wrong rows are read at once.
const wrongPage = 500

// wrongRows writes the rows that are wrong as they were sent, each with what is
// to be done, so that they can be mended in the file and sent again.
func wrongRows(c *Call) (rawBody, error) {
	f, err := c.JobResults(c.ctx, c.jobID())
	if err != nil {
		return rawBody{}, err
	}
	if f.Kind != job.Import && f.Kind != job.Trial {
		return rawBody{}, who.ErrNotVisible
	}
	file, err := c.Tx.Jobs.File(c.ctx, f.ID)
	if err != nil {
		return rawBody{}, err
	}
	r, err := c.app.parser.Workbook(c.ctx, file)
	if err != nil {
		return rawBody{}, err
	}
	w := &wrongSheet{c: c, r: r, id: f.ID}
	body, err := c.app.stream("有误的行", w.next)
	if err = errors.Join(err, r.Close()); err != nil {
		return rawBody{}, err
	}
	return rawBody{bytes: body, kind: workbookType, disposition: "attachment; filename*=UTF-8''%E6%9C%89%E8%AF%AF%E7%9A%84%E8%A1%8C.xlsx"}, c.notice("", "job.rows_taken", "job/"+string(f.ID))
}

// wrongSheet walks through a workbook beside what became of its rows.
type wrongSheet struct {
	c     *Call
	r     *parsing.Workbook
	id    job.ID
	begun bool
	last  int
	held  []job.Row
}

// next gives the heading first, then each wrong row.
func (w *wrongSheet) next() ([]string, bool, error) {
	if !w.begun {
		w.begun = true
		return append(slices.Clone(w.r.Heads), "原文件行号", "哪里有误、怎样改"), true, nil
	}
	if len(w.held) == 0 {
		var err error
		if w.held, err = w.c.lists().JobRows(w.c.ctx, w.id, job.Wrong, w.last, wrongPage); err != nil || len(w.held) == 0 {
			return nil, false, err
		}
	}
	row := w.held[0]
	w.held, w.last = w.held[1:], row.Line
	for {
		line, cells, ok, err := w.r.Next()
		if err != nil || !ok {
			return nil, false, err
		}
		if line == row.Line {
			return w.mark(row, cells), true, nil
		}
	}
}

func (w *wrongSheet) mark(row job.Row, cells []string) []string {
	out := make([]string, len(w.r.Heads), len(w.r.Heads)+2)
	copy(out, cells)
	var all []string
	for _, f := range row.Faults {
		said := w.c.say(f.Detail)
		if f.Column != "" {
			said = f.Column + "：" + said
		}
		all = append(all, said)
	}
	return append(out, strconv.Itoa(row.Line), strings.Join(all, "；"))
}
