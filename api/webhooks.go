package api

import (
	"time"

	"liandong/domain/cases"
	"liandong/domain/fault"
	"liandong/domain/org"
	"liandong/domain/webhook"
	"liandong/domain/who"
	"liandong/infra/hook"
)

func (a *App) webhookRoutes() []Route {
	return []Route{
		list("/webhooks", "事件推送 · where other systems are told what happens", who.Administer, ofNothing, webhooks),
		act("POST", "/webhooks", "新建事件推送 · have an organisation's own system told", who.Administer, ofNothing, func(c *Call, in webhookIn) (newWebhookView, error) {
			f, err := c.AddWebhook(c.ctx, webhook.Facts{Organization: in.Organization, Name: in.Name, URL: in.URL, Types: in.Types, Secret: hook.NewSecret(), NextAt: a.wall()}, a.cfg.Demo)
			c.location = prefix + "/webhooks/" + string(f.ID)
			return newWebhookView{c.webhook(f), f.Secret}, err
		}).creates().merged().stepUp(),
		act("POST", "/webhooks/:hook/pause", "暂停推送 · stop telling a system; its place is kept", who.Administer, ofNothing, func(c *Call, in textIn) (webhookView, error) {
			return c.webhookOf(c.PauseWebhook(c.ctx, c.webhookID(), in.Text, c.version()))
		}).stepUp(),
		act("POST", "/webhooks/:hook/resume", "恢复推送 · go on where it stopped", who.Administer, ofNothing, func(c *Call, _ none) (webhookView, error) {
			return c.webhookOf(c.ResumeWebhook(c.ctx, c.webhookID(), c.version()))
		}).stepUp(),
		act("POST", "/webhooks/:hook/replay", "重新推送 · tell a system anew what happened behind an event", who.Administer, ofNothing, func(c *Call, in replayIn) (webhookView, error) {
			return c.webhookOf(c.ReplayWebhook(c.ctx, c.webhookID(), in.After, in.Text, c.version()))
		}).stepUp(),
	}
}

func (c *Call) webhookID() webhook.ID { return webhook.ID(c.req.Params["hook"]) }

type webhookIn struct {
	URL          string   `json:"url" doc:"https; in a demo also http on this machine"`
	Name         string   `json:"name,omitempty"`
	Organization org.ID   `json:"organization_id,omitempty" doc:"whose cases; one's own organisation by default"`
	Types        []string `json:"types,omitempty" doc:"kinds of events, as referral.accepted; all by default"`
}

type replayIn struct {
	After string `json:"after,omitempty" doc:"id of an event: what happened behind it is sent; everything without it"`
	Text  string `json:"text" doc:"why"`
}

type webhookView struct {
	ID           webhook.ID    `json:"id"`
	Organization orgView       `json:"organization"`
	Name         string        `json:"name"`
	URL          string        `json:"url"`
	Types        []string      `json:"types"`
	State        webhook.State `json:"state"`
	After        *string       `json:"after" doc:"the last event that arrived, or that was not to be sent"`
	Tries        int           `json:"tries" doc:"failed tries of the next event; it is tried until it arrives"`
	NextAt       *time.Time    `json:"next_at"`
	LastStatus   int           `json:"last_status" doc:"of the receiver's last answer; 0: there was none"`
	LastError    string        `json:"last_error"`
	LastAt       *time.Time    `json:"last_at" doc:"when something arrived last"`
	Version      int           `json:"version"`
}

func (v webhookView) etag() string { return etagOf(v.Version) }

type newWebhookView struct {
	webhookView
	Secret string `json:"secret" doc:"verifies the signature; shown once"`
}

func (c *Call) webhook(f webhook.Facts) webhookView {
	v := webhookView{ID: f.ID, Organization: c.org(f.Organization), Name: f.Name, URL: f.URL, Types: f.Types, State: f.State, After: optional(f.After), Tries: f.Tries, NextAt: instant(f.NextAt),
		LastStatus: f.LastStatus, LastError: f.LastError, LastAt: instant(f.LastAt), Version: f.Version}
	if v.Types == nil {
		v.Types = []string{}
	}
	return v
}

func (c *Call) webhookOf(f webhook.Facts, err error) (webhookView, error) {
	if err != nil {
		return webhookView{}, err
	}
	return c.webhook(f), nil
}

func webhooks(c *Call) (Items[webhookView], error) {
	if err := c.MayOwn(who.Administer); err != nil {
		return Items[webhookView]{}, err
	}
	p, err := c.page()
	if err != nil {
		return Items[webhookView]{}, err
	}
	all, next, err := c.lists().Webhooks(c.ctx, p)
	views := make([]webhookView, 0, len(all))
	for _, f := range all {
		views = append(views, c.webhook(f))
	}
	return page(views, next), err
}

// stillThere tells a webhook that changed or went from a failure.
func stillThere(err error) bool {
	return fault.Of(err) != cases.ErrStale && fault.Of(err) != who.ErrNotVisible
}
