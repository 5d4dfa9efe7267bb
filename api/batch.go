package api

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

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
	Field  string `json:"field,omitempty" doc:"what of the row is at fault"`
	Detail string `json:"detail,omitempty" doc:"what to do about it"`
}

// batch takes each row as a request of its own, by the same route and under a
// key of its own: one row's refusal undoes no other, and who asks again after a
// power cut gets each row's first answer and the rest done.
func (a *App) batch(c *Call, in batchIn) (Items[batchRowView], error) {
	if err := checkBatch(in); err != nil {
		return Items[batchRowView]{}, err
	}
	views := make([]batchRowView, 0, len(in.Items))
	for _, row := range in.Items {
		v, err := a.row(c, in.Action, row)
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

func (a *App) row(c *Call, action string, row batchRowIn) (batchRowView, error) {
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
	v := batchRowView{ID: row.ID}
	said, status, err := a.alone(c, "/referrals/:id/"+action, row.ID, row.ID, body, row.Version)
	if v.Status = status; err != nil {
		return v, err
	}
	if status < http.StatusMultipleChoices {
		v.State = said.State
		return v, nil
	}
	v.Code, v.Field, v.Detail = said.Code, said.field(), said.why()
	return v, nil
}

// said is what the answer to one row of a batch tells of it.
type said struct {
	ID           string `json:"id"`
	Number       string `json:"number"`
	QueryCode    string `json:"query_code"`
	SecondSecret string `json:"second_secret"`
	State        string `json:"state"`
	Code         string `json:"code"`
	Detail       string `json:"detail"`
	Errors       []struct {
		Pointer string `json:"pointer"`
		Detail  string `json:"detail"`
	} `json:"errors"`
}

// field is what a refusal points at first.
func (s said) field() string {
	if len(s.Errors) == 0 {
		return ""
	}
	return strings.TrimPrefix(s.Errors[0].Pointer, "/")
}

// why is what to do about a refusal: about its first field, where there is one.
func (s said) why() string {
	if len(s.Errors) == 0 {
		return s.Detail
	}
	return s.Errors[0].Detail
}

// alone takes one row of a batch as a request of its own, by the route of the
// single act and under a key of its own, which name keeps apart from the other
// rows'. A client that hangs up does not cut a row in two.
func (a *App) alone(c *Call, path, id, name string, body any, version int) (said, int, error) {
	raw, err := json.Marshal(body)
	if err != nil {
		return said{}, 0, err
	}
	i := slices.IndexFunc(a.routes, func(r Route) bool { return r.Path == path && r.Method == http.MethodPost })
	req := c.req
	req.Path, req.Params, req.Query = prefix+strings.Replace(path, ":id", id, 1), map[string]string{"id": id}, map[string]string{}
	req.Key, req.ContentType, req.Body, req.IfMatch = digestOf([]byte(c.req.Key+"/"+name)), "application/json", raw, ""
	if version > 0 {
		req.IfMatch = etagOf(version)
	}
	out := a.serve(context.WithoutCancel(c.ctx), a.routes[i], req)
	var told said
	err = json.Unmarshal(out.Body, &told)
	return told, out.Status, err
}
