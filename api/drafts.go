package api

import (
	"encoding/json"
	"slices"
	"time"

	"liandong/domain/fault"
	"liandong/domain/who"
	"liandong/infra/gormdb"
)

// Bounds of what an account may have begun.
const (
	maxDrafts     = 20
	maxDraftBytes = 64 << 10
	maxDraftTitle = 200
	draftLife     = 7 * 24 * time.Hour
)

var (
	errDraft  = fault.New(fault.NotFound, "not_found", "没有这份草稿", "there is no such draft")
	errDrafts = fault.New(fault.Conflict, "too_many_drafts", "草稿已有20份，请先完成或删除一份", "there are twenty drafts: finish or delete one first")
)

// draftRoutes keep a registration that was begun, on the server and not in the
// browser of a window that many use. A draft is its writer's own for seven days.
func draftRoutes() []Route {
	return []Route{
		list("/drafts", "草稿 · my drafts", who.CaseRegister, ofNothing, listDrafts),
		look("/drafts/:draft", "草稿 · a draft", who.CaseRegister, ofNothing, showDraft).logged(),
		act("PUT", "/drafts/:draft", "保存草稿 · keep a draft", who.CaseRegister, ofNothing, keepDraft),
		act("DELETE", "/drafts/:draft", "删除草稿 · drop a draft", who.CaseRegister, ofNothing, dropDraft),
	}
}

func (c *Call) drafts() gormdb.Drafts {
	return gormdb.Drafts{TX: c.tx, User: c.Actor.User, Organization: string(c.Actor.Organization)}
}

type draftHead struct {
	Draft   string     `json:"draft"`
	Title   string     `json:"title"`
	SavedAt *time.Time `json:"saved_at"`
}

type draftView struct {
	draftHead
	Body map[string]any `json:"body" doc:"as it was kept: not checked until it is registered"`
}

type draftIn struct {
	Title string         `json:"title,omitempty"`
	Body  map[string]any `json:"body"`
}

func headOf(d gormdb.Draft) draftHead {
	return draftHead{Draft: d.Name, Title: d.Title, SavedAt: instant(d.SavedAt)}
}

func (c *Call) ownDrafts() ([]gormdb.Draft, error) {
	if err := c.MayOwn(who.CaseRegister); err != nil {
		return nil, err
	}
	return c.drafts().All(c.ctx, c.app.wall().Add(-draftLife))
}

func listDrafts(c *Call) (Items[draftHead], error) {
	all, err := c.ownDrafts()
	if err != nil {
		return Items[draftHead]{}, err
	}
	some, next, err := turn(c, all, func(d gormdb.Draft) string { return d.Name })
	views := make([]draftHead, 0, len(some))
	for _, d := range some {
		views = append(views, headOf(d))
	}
	return page(views, next), err
}

func (c *Call) draft() (gormdb.Draft, error) {
	all, err := c.ownDrafts()
	if err != nil {
		return gormdb.Draft{}, err
	}
	at := slices.IndexFunc(all, func(d gormdb.Draft) bool { return d.Name == c.req.Params["draft"] })
	if at < 0 {
		return gormdb.Draft{}, errDraft
	}
	return all[at], nil
}

func showDraft(c *Call) (draftView, error) {
	d, err := c.draft()
	if err != nil {
		return draftView{}, err
	}
	if d.Body == nil { // kept without one
		d.Body = map[string]any{}
	}
	return draftView{headOf(d), d.Body}, c.notice("", "draft.viewed", "draft/"+d.Name)
}

func keepDraft(c *Call, in draftIn) (draftHead, error) {
	all, err := c.ownDrafts()
	if err != nil {
		return draftHead{}, err
	}
	d := gormdb.Draft{Name: c.req.Params["draft"], Title: in.Title, Body: in.Body, SavedAt: c.app.wall()}
	raw, err := json.Marshal(in.Body)
	if err != nil {
		return draftHead{}, err
	}
	var check fault.Check
	if len(d.Name) > 40 {
		check.Add("/draft", "too_long", "草稿的名称最长40个字符", "a draft's name has at most 40 characters")
	}
	if len([]rune(in.Title)) > maxDraftTitle {
		check.Add("/title", "too_long", "最长200个字", "at most 200 characters")
	}
	if len(raw) > maxDraftBytes {
		check.Add("/body", "too_long", "草稿太大，请先登记", "the draft is too large: register it first")
	}
	if err := check.Err(); err != nil {
		return draftHead{}, err
	}
	known := slices.ContainsFunc(all, func(x gormdb.Draft) bool { return x.Name == d.Name })
	if !known && len(all) >= maxDrafts {
		return draftHead{}, errDrafts
	}
	if err := c.drafts().Expire(c.ctx, d.SavedAt.Add(-draftLife)); err != nil {
		return draftHead{}, err
	}
	if err := c.drafts().Put(c.ctx, d); err != nil {
		return draftHead{}, err
	}
	return headOf(d), c.notice("", "draft.kept", "draft/"+d.Name)
}

func dropDraft(c *Call, _ none) (doneView, error) {
	d, err := c.draft()
	if err != nil {
		return doneView{}, err
	}
	if err := c.drafts().Drop(c.ctx, d.Name); err != nil {
		return doneView{}, err
	}
	return doneView{Done: true}, c.notice("", "draft.dropped", "draft/"+d.Name)
}
