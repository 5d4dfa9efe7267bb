package api

import (
	"net/url"
	"strconv"
	"strings"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/extract"
	"liandong/domain/fault"
	"liandong/domain/party"
	"liandong/domain/proposal"
	"liandong/domain/who"
	"liandong/infra/sheet"
)

func extractRoutes() []Route {
	from := Parameter{Name: "from", Doc: "received on or after, YYYY-MM-DD"}
	to := Parameter{Name: "to", Doc: "received on or before, YYYY-MM-DD; today by default"}
	return []Route{
		look("/exports/cases.xlsx", "导出案件（Excel）· the cases one works on, in the office's order", who.CaseExport, ofNothing, func(c *Call) (rawBody, error) {
			return c.export("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", sheet.XLSX)
		}).logged().stepUp().with(from, to),
		look("/exports/cases.csv", "导出案件（CSV）· the cases one works on, in the office's order", who.CaseExport, ofNothing, func(c *Call) (rawBody, error) {
			return c.export("csv", "text/csv; charset=utf-8", sheet.CSV)
		}).logged().stepUp().with(from, to),
		look("/export-order", "导出字段顺序 · which fields, in which order", who.OrganizationRead, ofNothing, exportOrder),
		act("PUT", "/export-order", "设定导出字段顺序 · the organisation's own order; none for the standard", who.OrderKeep, ofNothing, keepExportOrder),
	}
}

type exportOrderView struct {
	Columns   []extract.Column `json:"columns"`
	CanKeep   bool             `json:"can_keep" doc:"the caller may set the order"`
	CanExport bool             `json:"can_export" doc:"the caller may take a file"`
	Fields    []slotName       `json:"fields" doc:"what may stand in a column; reference:NAME is the number in another system"`
}

type exportOrderIn struct {
	Columns []extract.Column `json:"columns" doc:"in their order; empty for the standard"`
}

func (c *Call) exportOrder(columns []extract.Column) exportOrderView {
	v := exportOrderView{Columns: columns, Fields: []slotName{}, CanKeep: c.MayOwn(who.OrderKeep) == nil, CanExport: c.MayOwn(who.CaseExport) == nil}
	for _, f := range extract.Fields {
		v.Fields = append(v.Fields, slotName{f.Code, c.say(f.Name)})
	}
	return v
}

func exportOrder(c *Call) (exportOrderView, error) {
	if err := c.MayOwn(who.OrganizationRead); err != nil {
		return exportOrderView{}, err
	}
	columns, err := c.ExportOrder(c.ctx)
	return c.exportOrder(columns), err
}

func keepExportOrder(c *Call, in exportOrderIn) (exportOrderView, error) {
	columns, err := c.KeepExportOrder(c.ctx, in.Columns)
	return c.exportOrder(columns), err
}

// export writes the cases that the caller's organisation works on. Every case
// in the file has its own entry, which its parties see.
func (c *Call) export(ext, kind string, write func([][]string) ([]byte, error)) (rawBody, error) {
	if err := c.MayOwn(who.CaseExport); err != nil {
		return rawBody{}, err
	}
	from, to, err := c.period()
	if err != nil {
		return rawBody{}, err
	}
	ids, err := c.lists().Received(c.ctx, c.Actor.Organization, from, to, extract.MaxRows+1)
	if err != nil {
		return rawBody{}, err
	}
	if len(ids) > extract.MaxRows {
		return rawBody{}, extract.ErrTooMany
	}
	if n := c.app.large(); len(ids) > n {
		return rawBody{}, proposal.ErrNeeded.WithDetail("超过"+strconv.Itoa(n)+"件：请缩短日期范围，或者用“导出列表”导出后申请确认", "more than "+strconv.Itoa(n)+" cases: ask for a shorter time, or export the list as a job and propose it")
	}
	columns, err := c.ExportOrder(c.ctx)
	if err != nil {
		return rawBody{}, err
	}
	head := make([]string, len(columns))
	for i, x := range columns {
		head[i] = x.Head()
	}
	rows := [][]string{head}
	for _, id := range ids {
		row, err := c.exported(id, columns)
		if fault.Of(err) != nil {
			continue // recused from it, or barred: it is in no list of theirs
		}
		if err != nil {
			return rawBody{}, err
		}
		rows = append(rows, row)
	}
	if err := c.notice("", "cases.exported", "export/"+string(c.Actor.Organization)); err != nil {
		return rawBody{}, err
	}
	body, err := write(rows)
	return rawBody{bytes: body, kind: kind, disposition: "attachment; filename*=UTF-8''" + url.PathEscape("案件-"+string(from)+"-"+string(to)+"."+ext)}, err
}

// exported is one case as a row, masked as the reader of the case sees it.
func (c *Call) exported(id cases.ID, columns []extract.Column) ([]string, error) {
	x, _, err := c.See(c.ctx, id, who.CaseFile)
	if err != nil {
		return nil, err
	}
	f := x.Facts()
	parties, err := c.Tx.Parties.OfCase(c.ctx, id)
	if err != nil {
		return nil, err
	}
	known := c.known(f, parties)
	row := make([]string, len(columns))
	for i, column := range columns {
		row[i] = column.Cell(known)
	}
	return row, c.notice(string(id), "case.exported", "case/"+string(id))
}

func (c *Call) known(f cases.Facts, parties []party.Party) map[string]string {
	var claims []string
	for _, x := range f.Claims {
		claims = append(claims, x.Text)
	}
	known := map[string]string{
		"number": f.Number, "title": f.Title, "purpose": f.Purpose, "category": f.Category, "source": f.Source, "region": f.Region, "received_on": string(f.Received.On),
		"custodian": c.org(f.Custodian).Name, "first_receiver": c.org(f.FirstReceiver).Name, "state": string(f.State), "outcome": string(f.Outcome),
		"round": strconv.Itoa(f.Rounds), "due_on": string(f.NextDueOn), "claims": strings.Join(claims, "；"), "summary": f.Summary,
	}
	if !f.ClosedAt.IsZero() {
		known["closed_on"] = string(calendar.DayOf(f.ClosedAt))
	}
	for system, number := range f.ExternalRefs {
		known[extract.Reference+system] = number
	}
	add := func(field, value string) {
		if value != "" && known[field] != "" {
			value = known[field] + "；" + value
		}
		if value != "" {
			known[field] = value
		}
	}
	for _, p := range parties {
		switch v := partyFull(p); p.Role {
		case party.Applicant:
			add("applicants", v.Name)
			add("applicant_ids", v.IDNumber)
			add("applicant_phones", v.Phone)
			add("applicant_addresses", v.Address)
		case party.Respondent:
			add("respondents", v.Name)
			add("respondent_phones", v.Phone)
		}
	}
	return known
}
