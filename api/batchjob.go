package api

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"

	"liandong/domain/fault"
	"liandong/domain/job"
	"liandong/domain/lang"
	"liandong/domain/who"
	"liandong/infra/sheet"
)

// bulkAct is what may be done to many things at once: an act that carries no
// words of judgement on the single thing.
type bulkAct struct {
	code string
	path string // of the single act
	name lang.Text
}

// bulkActs are those. A recall's reason is one for all: the office took its own
// handoffs back.
var bulkActs = []bulkAct{
	{"accept", "/referrals/:id/accept", lang.T("接受", "accept")},
	{"acknowledge", "/referrals/:id/acknowledge", lang.T("确认收悉", "acknowledge")},
	{"recall", "/referrals/:id/recall", lang.T("撤回", "recall")},
	{"handler", "/cases/:id/handler", lang.T("指定承办人", "name the handler")},
}

func bulkActOf(code string) (bulkAct, bool) {
	i := slices.IndexFunc(bulkActs, func(b bulkAct) bool { return b.code == code })
	if i < 0 {
		return bulkAct{}, false
	}
	return bulkActs[i], true
}

func (a *App) batchJobRoutes() []Route {
	start := act("POST", "/batches", "批量办理 · one act on many referrals or cases, as a job with a result for each", who.JobRead, ofNothing, a.startBatch)
	start.Status = http.StatusAccepted
	return []Route{
		start,
		look("/jobs/:id/result.xlsx", "批量办理结果（Excel）· what became of each row of a batch, with what to do", who.JobRead, ofJob, batchResult).logged(),
	}
}

type batchItemIn struct {
	ID      string `json:"id"`
	Version int    `json:"version,omitempty" doc:"the version that was seen: a row that changed since is refused alone"`
}

type batchJobIn struct {
	Action string         `json:"action" doc:"accept, acknowledge, recall or handler"`
	Items  []batchItemIn  `json:"items" doc:"1 to 1000, each once"`
	Body   map[string]any `json:"body,omitempty" doc:"what the single act takes, the same for all"`
}

// batchFile is what a batch keeps of what was asked until it ends.
type batchFile struct {
	Items []batchItemIn   `json:"items"`
	Body  json.RawMessage `json:"body"`
}

// startBatch begins a batch. Whether each act may be done is decided row by row.
func (a *App) startBatch(c *Call, in batchJobIn) (importView, error) {
	if err := c.startsJobs(who.JobRead); err != nil {
		return importView{}, err
	}
	var check fault.Check
	b, known := bulkActOf(in.Action)
	if !known {
		check.Add("/action", "unknown_code", "只能批量接受、确认收悉、撤回或者指定承办人", "only accept, acknowledge, recall and handler are done in a batch")
	}
	if len(in.Items) == 0 || len(in.Items) > job.BatchRows {
		check.Add("/items", "out_of_range", "请选择1至1000件", "name 1 to 1000")
	}
	seen := map[string]bool{}
	for n, x := range in.Items {
		if x.ID == "" || len(x.ID) > 60 || seen[x.ID] {
			check.Add("/items/"+strconv.Itoa(n)+"/id", "twice", "请写明编号，同一件只能出现一次", "give the id, each once")
		}
		seen[x.ID] = true
	}
	if err := check.Err(); err != nil {
		return importView{}, err
	}
	if in.Body == nil {
		in.Body = map[string]any{}
	}
	body, err := json.Marshal(in.Body)
	if err != nil {
		return importView{}, err
	}
	file, err := json.Marshal(batchFile{in.Items, body})
	if err != nil {
		return importView{}, err
	}
	f, err := c.StartJob(c.ctx, job.Facts{Kind: job.Batch, File: c.say(b.name), Subject: b.code, Total: len(in.Items), Language: c.req.Language}, file)
	if err != nil {
		return importView{}, err
	}
	c.location = prefix + "/jobs/" + string(f.ID)
	return importView{JobID: f.ID, Href: c.location}, nil
}

var batchHeads = []lang.Text{lang.T("序号", "Row"), lang.T("案件编号", "Number of the case"), lang.T("结果", "Result"), lang.T("原因代码", "Code"), lang.T("说明", "What to do")}

// batchResult writes what became of each row of a batch.
func batchResult(c *Call) (rawBody, error) {
	f, err := c.JobResults(c.ctx, c.jobID())
	if err != nil {
		return rawBody{}, err
	}
	if f.Kind != job.Batch {
		return rawBody{}, who.ErrNotVisible
	}
	rows, err := c.lists().JobRows(c.ctx, f.ID, "", 0, job.BatchRows)
	if err != nil {
		return rawBody{}, err
	}
	head := make([]string, len(batchHeads))
	for i, h := range batchHeads {
		head[i] = c.say(h)
	}
	all := [][]string{head}
	for _, r := range rows {
		v, err := c.jobRow(r)
		if err != nil {
			return rawBody{}, err
		}
		why := ""
		for _, x := range v.Faults {
			why += x.Detail
		}
		all = append(all, []string{strconv.Itoa(v.Line), v.Number, v.ResultName, v.Code, why})
	}
	body, err := sheet.XLSX(all)
	return rawBody{bytes: body, kind: workbookType, disposition: "attachment; filename*=UTF-8''%E6%89%B9%E9%87%8F%E5%8A%9E%E7%90%86%E7%BB%93%E6%9E%9C.xlsx"}, err
}
