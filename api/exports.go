package api

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"liandong/domain/extract"
	"liandong/domain/fault"
	"liandong/domain/job"
	"liandong/domain/lang"
	"liandong/domain/who"
	"liandong/infra/sheet"
)

func (a *App) exportRoutes() []Route {
	start := act("POST", "/exports", "导出列表 · write a list that one may read down as a workbook, as a job", who.ListExport, ofNothing, a.startExport)
	start.Status, start.StepUp = http.StatusAccepted, true
	return []Route{
		start,
		look("/jobs/:id/list.xlsx", "下载导出的列表（Excel）· the exported list as a workbook", who.JobRead, ofJob, func(c *Call) (rawBody, error) {
			return c.exportedList("xlsx", workbookType, func(name string, rows [][]string) ([]byte, error) {
				return c.app.stream(name, func() ([]string, bool, error) {
					if len(rows) == 0 {
						return nil, false, nil
					}
					row := rows[0]
					rows = rows[1:]
					return row, true, nil
				})
			})
		}).logged().stepUp(),
		look("/jobs/:id/list.csv", "下载导出的列表（CSV）· the exported list as CSV", who.JobRead, ofJob, func(c *Call) (rawBody, error) {
			return c.exportedList("csv", "text/csv; charset=utf-8", func(_ string, rows [][]string) ([]byte, error) { return sheet.CSV(rows) })
		}).logged().stepUp(),
	}
}

// stream writes a long sheet; its temporary file is removed with the others.
func (a *App) stream(name string, next func() ([]string, bool, error)) ([]byte, error) {
	dir, err := a.parser.Dir()
	if err != nil {
		return nil, err
	}
	return sheet.Stream(dir, name, next)
}

type exportIn struct {
	List  string            `json:"list" doc:"the code of a list that leaves as a file, such as cases, referrals, receptions or indicators; of a case: custody, clocks, timeline, documents, consents, numbers, lead_officials"`
	Query map[string]string `json:"query,omitempty" doc:"the filters of the list's own address; id is the reception, the case or the group whose list it is"`
}

// startExport begins an export. What the list itself would refuse, who asks or
// which filters, is refused here.
func (a *App) startExport(c *Call, in exportIn) (importView, error) {
	if err := c.startsJobs(who.ListExport); err != nil {
		return importView{}, err
	}
	l, ok := extract.FindList(in.List)
	if !ok {
		return importView{}, fault.Invalid("/list", "unknown_code", "没有这份列表", "there is no such list")
	}
	r := a.listed(l)
	var check fault.Check
	for _, name := range slices.Sorted(maps.Keys(in.Query)) {
		if !takes(r, l, name) {
			check.Add("/query/"+name, "unknown_field", "这份列表没有这个筛选条件："+name, "the list has no such filter: "+name)
		}
	}
	if err := check.Err(); err != nil {
		return importView{}, err
	}
	probe := *c
	probe.req = exportRequest(c.req.ID, c.req.Language, in.Query, "", 1)
	if err := probe.gate(r); err != nil {
		return importView{}, err
	}
	if _, err := r.do(&probe, nil); err != nil {
		return importView{}, err
	}
	f, err := c.StartJob(c.ctx, job.Facts{Kind: job.Export, File: c.say(l.Name), Subject: l.Code, Query: in.Query, Language: c.req.Language}, nil)
	if err != nil {
		return importView{}, err
	}
	c.location = prefix + "/jobs/" + string(f.ID)
	return importView{JobID: f.ID, Href: c.location}, nil
}

// startsJobs lets a person start a job that runs in the person's role. A machine's
// token holds less than that role and would have more in the job: it reads the
// list, and does the act, by the single address.
func (c *Call) startsJobs(p who.Permission) error {
	if c.scope != nil {
		return errTokenJob
	}
	return c.MayOwn(p)
}

var errTokenJob = fault.New(fault.Denied, "token.job", "接口令牌不能发起这类任务：请直接读取列表，或者逐件办理", "a token starts no such job: read the list, or do the act, by its own address")

// listed is the route that answers a list. There is one: a test asks for each.
func (a *App) listed(l extract.List) Route {
	i := slices.IndexFunc(a.routes, func(r Route) bool { return r.Path == l.Address && r.Method == http.MethodGet })
	return a.routes[i]
}

func takes(r Route, l extract.List, name string) bool {
	if name == "id" {
		return r.Of != ofNothing
	}
	return name != "limit" && name != "cursor" && slices.ContainsFunc(r.Query, func(p Parameter) bool { return p.Name == name })
}

// exportRequest asks for a page of a list as the list's own address is asked.
func exportRequest(id string, language lang.Tag, filters map[string]string, cursor string, limit int) Request {
	req := Request{ID: id, Language: language, Params: map[string]string{}, Query: map[string]string{}, Steady: true}
	for name, value := range filters {
		if name == "id" {
			req.Params["id"] = value
			continue
		}
		req.Query[name] = value
	}
	if req.Query["limit"] = strconv.Itoa(limit); cursor != "" {
		req.Query["cursor"] = cursor
	}
	return req
}

// exportedList writes the rows of an export that is done under its headings.
func (c *Call) exportedList(ext, kind string, write func(name string, rows [][]string) ([]byte, error)) (rawBody, error) {
	f, err := c.JobResults(c.ctx, c.jobID())
	if err != nil {
		return rawBody{}, err
	}
	l, ok := extract.FindList(f.Subject)
	if f.Kind != job.Export || !ok {
		return rawBody{}, who.ErrNotVisible
	}
	if f.State != job.Done {
		return rawBody{}, job.ErrNotDone
	}
	file, err := c.Tx.Jobs.File(c.ctx, f.ID)
	if err != nil {
		return rawBody{}, err
	}
	if err := c.released(f, file); err != nil {
		return rawBody{}, err
	}
	head := make([]string, len(l.Columns))
	for i, x := range l.Columns {
		head[i] = x.Name.In(f.Language)
	}
	rows := [][]string{head}
	for lines := json.NewDecoder(bytes.NewReader(file)); lines.More(); {
		var row []string
		if err := lines.Decode(&row); err != nil {
			return rawBody{}, err
		}
		rows = append(rows, row)
	}
	name := l.Name.In(f.Language)
	body, err := write(name, rows)
	if err != nil {
		return rawBody{}, err
	}
	return rawBody{bytes: body, kind: kind, disposition: "attachment; filename*=UTF-8''" + url.PathEscape(name+"-"+string(c.Today())+"."+ext)}, c.notice("", "list.exported", "job/"+string(f.ID))
}
