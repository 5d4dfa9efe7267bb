package api

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"gorm.io/gorm"

	"liandong/domain/cases"
	"liandong/domain/fault"
	"liandong/domain/group"
	"liandong/domain/who"
)

// groupActions says what may be done to many cases of a group at once, and by
// which route each is done.
var groupActions = map[string]string{
	"refer": "/cases/:id/referrals", "facts": "/cases/:id/facts", "letter": "/cases/:id/letters", "close": "/cases/:id/close", "leave": "/cases/:id/group/leave",
}

type groupBatchIn struct {
	Action string         `json:"action" doc:"refer, facts, letter, close or leave"`
	Cases  []cases.ID     `json:"cases" doc:"1 to 100 members, each once"`
	Body   map[string]any `json:"body,omitempty" doc:"what the single act takes"`
}

type groupRowView struct {
	CaseID       cases.ID `json:"case_id,omitempty"`
	Name         string   `json:"name,omitempty"`
	Status       int      `json:"status" doc:"as the single act would answer"`
	ID           string   `json:"id,omitempty" doc:"of what was made"`
	Number       string   `json:"number,omitempty"`
	QueryCode    string   `json:"query_code,omitempty" doc:"a new case's, shown once"`
	SecondSecret string   `json:"second_secret,omitempty"`
	Code         string   `json:"code,omitempty" doc:"of the refusal"`
	Field        string   `json:"field,omitempty" doc:"what of the row is at fault"`
	Detail       string   `json:"detail,omitempty" doc:"what to do about it"`
}

// groupBatch takes each case as a request of its own, by the same route and
// under a key of its own: one refusal undoes no other, and who asks again after
// a power cut gets each row's first answer and the rest done.
func (a *App) groupBatch(c *Call, in groupBatchIn) (Items[groupRowView], error) {
	path, known := groupActions[in.Action]
	var check fault.Check
	if !known {
		check.Add("/action", "unknown_code", "只能批量移交、补充事实、出具文书、办结或者退出", "only refer, facts, letter, close and leave are done in a batch")
	}
	if len(in.Cases) == 0 || len(in.Cases) > maxRows {
		check.Add("/cases", "out_of_range", "请选择1至100件", "name 1 to 100 cases")
	}
	for n, id := range in.Cases {
		if slices.Contains(in.Cases[:n], id) {
			check.Add("/cases/"+strconv.Itoa(n), "twice", "同一件只能出现一次", "each is named once")
		}
	}
	if err := check.Err(); err != nil {
		return Items[groupRowView]{}, err
	}
	views := make([]groupRowView, 0, len(in.Cases))
	for _, id := range in.Cases {
		v := groupRowView{CaseID: id, Status: http.StatusNotFound, Code: who.ErrNotVisible.Code, Detail: c.say(who.ErrNotVisible.Title)}
		member, err := a.isMember(c, id)
		if err != nil {
			return Items[groupRowView]{}, err
		}
		if member {
			if v, err = a.within(c, path, string(id), in.Body, string(id)); err != nil {
				return Items[groupRowView]{}, err
			}
		}
		v.CaseID = id
		views = append(views, v)
	}
	return page(views, ""), nil
}

// isMember tells whether a case is in the group of the request.
func (a *App) isMember(c *Call, id cases.ID) (bool, error) {
	var g group.Group
	in := false
	err := a.reading(c, func() (err error) {
		g, in, err = c.Tx.Groups.Of(c.ctx, id)
		return err
	})
	return in && g.ID == c.groupID(), err
}

type groupPeopleIn struct {
	Like   cases.ID  `json:"like" doc:"the member whose case theirs is like: same respondents, day of receipt and claims"`
	People []alikeIn `json:"people" doc:"1 to 100"`
}

// groupPeople registers a case of their own for each person.
func (a *App) groupPeople(c *Call, in groupPeopleIn) (Items[groupRowView], error) {
	if len(in.People) == 0 || len(in.People) > maxRows {
		return Items[groupRowView]{}, fault.Invalid("/people", "out_of_range", "请填写1至100人", "name 1 to 100 people")
	}
	member, err := a.isMember(c, in.Like)
	if err == nil && !member {
		err = fault.Invalid("/like", "unknown_case", "这个串并里没有这一件", "the group has no such case")
	}
	if err != nil {
		return Items[groupRowView]{}, err
	}
	views := make([]groupRowView, 0, len(in.People))
	for n, p := range in.People {
		v, err := a.within(c, "/cases/:id/group/people", string(in.Like), p, strconv.Itoa(n))
		if err != nil {
			return Items[groupRowView]{}, err
		}
		if v.Name = p.Party.Name; v.Status < http.StatusMultipleChoices {
			v.CaseID = cases.ID(v.ID)
		}
		views = append(views, v)
	}
	return page(views, ""), nil
}

// within takes one row as a request of its own.
func (a *App) within(c *Call, path, id string, body any, name string) (groupRowView, error) {
	if m, isMap := body.(map[string]any); isMap && m == nil {
		body = struct{}{}
	}
	x, status, err := a.alone(c, path, id, name, body, 0)
	v := groupRowView{Status: status}
	switch {
	case err != nil:
	case status < http.StatusMultipleChoices:
		v.ID, v.Number, v.QueryCode, v.SecondSecret = x.ID, x.Number, x.QueryCode, x.SecondSecret
	default:
		v.Code, v.Field, v.Detail = x.Code, x.field(), x.why()
	}
	return v, err
}

// reading looks something up in a unit of work of its own.
func (a *App) reading(c *Call, look func() error) error {
	return a.db.Read(c.ctx, func(ctx context.Context, tx *gorm.DB) error {
		outer := c.ctx
		defer func() { c.ctx = outer }()
		c.begin(ctx, tx, false)
		return look()
	})
}
