package api

import (
	"net/http"
	"net/url"
	"strconv"

	"liandong/domain/calendar"
	"liandong/domain/fault"
	"liandong/domain/job"
	"liandong/domain/lang"
	"liandong/domain/org"
	"liandong/domain/who"
)

// firstYear is the earliest one a report is written of.
const firstYear = 2000

func reportRoutes() []Route {
	start := act("POST", "/reports/annual", "年度报告 · the figures of a year as a document, as a job（《信访工作条例》第四十一条）", who.StockRead, ofNothing, startReport)
	start.Status = http.StatusAccepted
	return []Route{
		start,
		look("/jobs/:id/report.docx", "下载年度报告 · the report for Word and WPS", who.JobRead, ofJob, takeReport).logged(),
	}
}

type reportIn struct {
	Year         int    `json:"year"`
	Organization org.ID `json:"organization,omitempty" doc:"one below, to a supervisor; one's own by default"`
	Region       string `json:"region,omitempty" doc:"a region within its own, to a supervisor"`
}

// startReport begins a report of a year that is over or under way. Whose figures
// may be asked for is decided as on the page of figures.
func startReport(c *Call, in reportIn) (importView, error) {
	if err := c.startsJobs(who.StockRead); err != nil {
		return importView{}, err
	}
	this, err := strconv.Atoi(string(c.Today()[:4]))
	if err != nil {
		return importView{}, err
	}
	if in.Year < firstYear || in.Year > this {
		return importView{}, fault.Invalid("/year", "out_of_range", "请填写2000年到今年之间的年份", "give a year from 2000 to this one")
	}
	query := map[string]string{"from": strconv.Itoa(in.Year) + "-01-01", "to": string(min(calendar.Date(strconv.Itoa(in.Year)+"-12-31"), c.Today()))}
	if in.Organization != "" {
		query["organization"] = string(in.Organization)
	}
	if in.Region != "" {
		query["region"] = in.Region
	}
	probe := *c
	probe.req = exportRequest(c.req.ID, c.req.Language, query, "", 1)
	if _, err := probe.figuresAsked(); err != nil {
		return importView{}, err
	}
	f, err := c.StartJob(c.ctx, job.Facts{Kind: job.Report, File: strconv.Itoa(in.Year), Subject: "annual", Query: query, Total: 1, Language: lang.ZH}, nil)
	if err != nil {
		return importView{}, err
	}
	c.location = prefix + "/jobs/" + string(f.ID)
	return importView{JobID: f.ID, Href: c.location}, nil
}

func takeReport(c *Call) (rawBody, error) {
	f, err := c.JobResults(c.ctx, c.jobID())
	switch {
	case err != nil:
		return rawBody{}, err
	case f.Kind != job.Report:
		return rawBody{}, who.ErrNotVisible
	case f.State != job.Done:
		return rawBody{}, job.ErrNotDone
	}
	body, err := c.Tx.Jobs.File(c.ctx, f.ID)
	if err != nil {
		return rawBody{}, err
	}
	return rawBody{bytes: body, kind: docxType, disposition: "attachment; filename*=UTF-8''" + url.PathEscape(f.File+"年度信访情况报告.docx")}, c.notice("", "report.taken", "job/"+string(f.ID))
}
