package api

import (
	"strconv"
	"time"

	"liandong/api/problem"
	"liandong/domain/cases"
	"liandong/domain/fault"
	"liandong/domain/job"
	"liandong/domain/lang"
	"liandong/domain/who"
	"liandong/infra/gormdb"
)

func jobRoutes() []Route {
	return []Route{
		list("/jobs", "我的任务 · the long work one started; for a head, that of the house", who.JobRead, ofNothing, listJobs),
		look("/jobs/:id", "任务进度 · how far a job is", who.JobRead, ofJob, func(c *Call) (jobView, error) {
			f, err := c.Job(c.ctx, c.jobID(), who.JobRead)
			return c.job(f), err
		}),
		list("/jobs/:id/rows", "逐行结果 · what became of each row", who.JobRead, ofJob, jobRows,
			Parameter{Name: "result", Codes: []string{string(job.Registered), string(job.Known), string(job.Wrong), string(job.Acted), string(job.Refused)}}),
		look("/jobs/:id/wrong.xlsx", "有误的行（Excel）· the rows that are wrong, with what to do", who.JobRead, ofJob, wrongRows).logged(),
		act("POST", "/jobs/:id/stop", "停止 · stop between two steps", who.JobRead, ofJob, func(c *Call, _ none) (jobView, error) {
			f, err := c.StopJob(c.ctx, c.jobID())
			return c.job(f), err
		}),
		act("POST", "/jobs/:id/resume", "继续 · go on where it stopped", who.JobRead, ofJob, func(c *Call, _ none) (jobView, error) {
			f, err := c.ResumeJob(c.ctx, c.jobID())
			return c.job(f), err
		}),
	}
}

func (c *Call) jobID() job.ID { return job.ID(c.req.Params["id"]) }

type jobView struct {
	ID             job.ID           `json:"id"`
	Kind           job.Kind         `json:"kind"`
	KindName       string           `json:"kind_name"`
	State          job.State        `json:"state" doc:"waiting, running, stopped or done"`
	StateName      string           `json:"state_name"`
	Why            string           `json:"why,omitempty" doc:"why it stopped"`
	File           string           `json:"file,omitempty" doc:"its name; to the starter"`
	Mine           bool             `json:"mine" doc:"the caller started it and reads its rows"`
	Done           int              `json:"done" doc:"rows taken, the wrong ones among them"`
	Total          int              `json:"total" doc:"rows of the file"`
	Failed         int              `json:"failed" doc:"rows that are wrong"`
	StartedAt      *time.Time       `json:"started_at"`
	EndedAt        *time.Time       `json:"ended_at"`
	NeedsSecond    bool             `json:"needs_second" doc:"an export so long that a second person confirms it before it is taken"`
	ExpiresAt      *time.Time       `json:"expires_at" doc:"when file and results are deleted"`
	AllowedActions []problem.Action `json:"allowed_actions"`
	Version        int              `json:"version"`
}

func (v jobView) etag() string { return etagOf(v.Version) }

// whys say why a job stands still.
var whys = map[string]lang.Text{
	"user":    lang.T("已由工作人员停止，可以继续", "stopped by somebody; it can go on"),
	"account": lang.T("发起人已不在原岗位，任务已停止", "its starter has not that role any more"),
	"trouble": lang.T("系统出错，任务已停止；可以继续，仍然不行请告知系统管理员", "something went wrong: let it go on, and tell an administrator if it stops again"),
	"access":  lang.T("您的岗位现在看不到这份列表，任务已停止", "your role does not read this list any more"),
	"rows":    lang.T("只导出了前10万行，请缩小筛选范围另行导出其余部分", "the first 100,000 rows only: narrow the filters and export the rest apart"),
	"entries": lang.T("超过100万条，没有生成文件；请缩小期间分次导出", "more than 1,000,000 entries: no file was made; export shorter periods, one by one"),
	"file":    lang.T("文件读不下去了，请另存为 xlsx 后重新导入；已登记的不会重复", "the file cannot be read on: save it as xlsx and import it again; what was registered is not doubled"),
}

func (c *Call) job(f job.Facts) jobView {
	mine := f.User == c.Actor.User
	v := jobView{
		ID: f.ID, Kind: f.Kind, KindName: c.say(job.Kinds[f.Kind]), State: f.State, StateName: c.say(job.States[f.State]), Mine: mine, Done: f.Rows, Total: f.Total, Failed: f.Failed,
		StartedAt: instant(f.StartedAt), EndedAt: instant(f.EndedAt), ExpiresAt: instant(f.ExpiresAt), AllowedActions: []problem.Action{}, Version: f.Version,
	}
	v.NeedsSecond = f.Kind == job.Export && f.State == job.Done && f.Rows > c.app.large()
	if mine {
		v.File = f.File
	}
	if f.StoppedBy != "" {
		v.Why = c.say(whys[f.StoppedBy])
	}
	add := func(action string, title lang.Text) {
		v.AllowedActions = append(v.AllowedActions, problem.Action{Action: action, Method: "POST", Href: prefix + "/jobs/" + string(f.ID) + "/" + action, Title: c.say(title)})
	}
	if f.Open() {
		add("stop", lang.T("停止", "stop"))
	}
	if mine && f.State == job.Stopped {
		add("resume", lang.T("继续", "go on"))
	}
	return v
}

func listJobs(c *Call) (Items[jobView], error) {
	if err := c.MayOwn(who.JobRead); err != nil {
		return Items[jobView]{}, err
	}
	p, err := c.page()
	if err != nil {
		return Items[jobView]{}, err
	}
	user := c.Actor.User
	if c.Actor.Role == who.Head {
		user = ""
	}
	all, next, err := c.lists().Jobs(c.ctx, c.Actor.Organization, user, p)
	views := make([]jobView, 0, len(all))
	for _, f := range all {
		views = append(views, c.job(f))
	}
	return page(views, next), err
}

type jobFaultView struct {
	Column string `json:"column,omitempty" doc:"where it lies, by the template's heading"`
	Detail string `json:"detail" doc:"what is wrong and what to do"`
}

type jobRowView struct {
	Line       int            `json:"line" doc:"as the program that shows the workbook numbers it"`
	Result     job.Result     `json:"result" doc:"registered, known (before) or wrong; of a batch acted or refused"`
	ResultName string         `json:"result_name"`
	CaseID     *cases.ID      `json:"case_id"`
	Number     string         `json:"number,omitempty" doc:"of the case"`
	Code       string         `json:"code,omitempty" doc:"of the refusal"`
	Faults     []jobFaultView `json:"faults"`
}

func jobRows(c *Call) (Items[jobRowView], error) {
	f, err := c.JobResults(c.ctx, c.jobID())
	if err != nil {
		return Items[jobRowView]{}, err
	}
	p, err := c.page()
	if err != nil {
		return Items[jobRowView]{}, err
	}
	after := 0
	if p.Cursor != "" {
		if after, err = strconv.Atoi(p.Cursor); err != nil {
			return Items[jobRowView]{}, gormdb.ErrCursor
		}
	}
	rows, err := c.lists().JobRows(c.ctx, f.ID, job.Result(c.req.Query["result"]), after, p.Limit+1)
	if err != nil {
		return Items[jobRowView]{}, err
	}
	next := ""
	if len(rows) > p.Limit {
		rows = rows[:p.Limit]
		next = strconv.Itoa(rows[p.Limit-1].Line)
	}
	views := make([]jobRowView, 0, len(rows))
	for _, r := range rows {
		v, err := c.jobRow(r)
		if err != nil {
			return Items[jobRowView]{}, err
		}
		views = append(views, v)
	}
	return page(views, next), nil
}

// jobRow names the case of a row only while the caller may know of it.
func (c *Call) jobRow(r job.Row) (jobRowView, error) {
	v := jobRowView{Line: r.Line, Result: r.Result, ResultName: c.say(job.Results[r.Result]), Code: r.Code, Faults: []jobFaultView{}}
	for _, f := range r.Faults {
		v.Faults = append(v.Faults, jobFaultView{f.Column, c.say(f.Detail)})
	}
	if r.CaseID == "" {
		return v, nil
	}
	_, err := c.Case(c.ctx, cases.ID(r.CaseID), who.CaseCard)
	if err == nil {
		v.CaseID, v.Number = optional(cases.ID(r.CaseID)), r.Number
	}
	if fault.Of(err) != nil {
		err = nil
	}
	return v, err
}
