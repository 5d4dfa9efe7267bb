package api

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/fault"
	"liandong/domain/who"
)

// maxRows is how many referrals one batch may name.
const maxRows = 100

// batchActions lists what may be done to many referrals at once: what a filing
// desk does with a morning's papers.
var batchActions = []string{"accept", "file", "acknowledge"}

func (a *App) batchRoutes() []Route {
	r := act("POST", "/referrals/batch", "批量办理 · one act on many referrals, with a result for each", who.OrganizationRead, ofNothing, a.batch)
	r.Outside = true
	return []Route{r}
}

type batchRowIn struct {
	ID      string        `json:"id"`
	Version int           `json:"version,omitempty" doc:"the version that was seen"`
	Number  string        `json:"number,omitempty" doc:"file: the body's own number"`
	FiledOn calendar.Date `json:"filed_on,omitempty"`
	Proof   *cases.Proof  `json:"proof,omitempty"`
	Reason  string        `json:"reason,omitempty"`
}

type batchIn struct {
	Action string       `json:"action" doc:"accept, file or acknowledge"`
	Items  []batchRowIn `json:"items" doc:"1 to 100, each once"`
}

type batchRowView struct {
	ID     string `json:"id"`
	Status int    `json:"status" doc:"as the single act would answer"`
	State  string `json:"state,omitempty" doc:"of the referral, where it was done"`
	Code   string `json:"code,omitempty" doc:"of the refusal"`
	Detail string `json:"detail,omitempty" doc:"what to do about it"`
}

// batch takes each row as a request of its own, by the same route and under a
// key of its own: one row's refusal undoes no other, and who asks again after a
// power cut gets each row's first answer and the rest done.
func (a *App) batch(c *Call, in batchIn) (Items[batchRowView], error) {
	if err := checkBatch(in); err != nil {
		return Items[batchRowView]{}, err
	}
	i := slices.IndexFunc(a.routes, func(r Route) bool { return r.Path == "/referrals/:id/"+in.Action })
	views := make([]batchRowView, 0, len(in.Items))
	for _, row := range in.Items {
		v, err := a.row(c, a.routes[i], in.Action, row)
		if err != nil {
			return Items[batchRowView]{}, err
		}
		views = append(views, v)
	}
	return page(views, ""), nil
}

func checkBatch(in batchIn) error {
	var check fault.Check
	if !slices.Contains(batchActions, in.Action) {
		check.Add("/action", "unknown_code", "只能批量接受、登记立案或者确认收悉", "only accept, file and acknowledge are done in a batch")
	}
	if len(in.Items) == 0 || len(in.Items) > maxRows {
		check.Add("/items", "out_of_range", "请选择1至100件", "name 1 to 100 referrals")
	}
	seen := map[string]bool{}
	for n, row := range in.Items {
		if row.ID == "" || seen[row.ID] {
			check.Add("/items/"+strconv.Itoa(n)+"/id", "twice", "同一件只能出现一次", "each is named once")
		}
		seen[row.ID] = true
	}
	return check.Err()
}

func (a *App) row(c *Call, r Route, action string, row batchRowIn) (batchRowView, error) {
	body := map[string]any{}
	if action == "file" {
		body["number"] = row.Number
		if row.FiledOn != "" {
			body["filed_on"] = row.FiledOn
		}
		if row.Proof != nil {
			body["proof"] = row.Proof
		}
		if row.Reason != "" {
			body["reason"] = row.Reason
		}
	}
	raw, err := json.Marshal(body)
	if err != nil {
		return batchRowView{}, err
	}
	req := c.req
	req.Path, req.Params, req.Query = prefix+"/referrals/"+row.ID+"/"+action, map[string]string{"id": row.ID}, map[string]string{}
	req.Key, req.ContentType, req.Body, req.IfMatch = digestOf([]byte(c.req.Key+"/"+row.ID)), "application/json", raw, ""
	if row.Version > 0 {
		req.IfMatch = `"` + strconv.Itoa(row.Version) + `"`
	}
	out := a.serve(context.WithoutCancel(c.ctx), r, req)
	v := batchRowView{ID: row.ID, Status: out.Status}
	var said struct{ State, Code, Detail string }
	if err := json.Unmarshal(out.Body, &said); err != nil {
		return v, err
	}
	if out.Status < http.StatusMultipleChoices {
		v.State = said.State
	} else {
		v.Code, v.Detail = said.Code, said.Detail
	}
	return v, nil
}
