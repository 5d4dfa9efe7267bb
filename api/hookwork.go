package api

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"time"

	"gorm.io/gorm"

	"liandong/domain/lang"
	"liandong/domain/webhook"
	"liandong/domain/who"
	"liandong/infra/gormdb"
	"liandong/infra/hook"
)

// The pace of webhooks, by this machine's time.
const (
	hookLease   = "webhooks"
	hooksAtOnce = 8  // receivers that are spoken to at the same time
	hooksLooked = 64 // at a beat
	hookPage    = 50 // events read at once
	hookSpell   = 5 * time.Second
	witnessLook = 5 * time.Second // between two looks for a checkpoint that somebody is to be told of
)

// hooks carries events to other systems. Each receiver has a place in the feed
// of its organisation and is told in order; one that hangs keeps only itself waiting.
type hooks struct {
	sender *hook.Sender
	slots  chan struct{}

	witnesses time.Time // not before: was looked for by the one beat that tells

	mu   sync.Mutex
	busy map[webhook.ID]bool
}

func newHooks(cfg Config) (*hooks, error) {
	guard, err := hook.ParseGuard(cfg.WebhookHosts)
	guard.Loopback = cfg.Demo
	return &hooks{sender: hook.NewSender(guard), slots: make(chan struct{}, hooksAtOnce), busy: map[webhook.ID]bool{}}, err
}

// begin reserves a receiver; false where it is spoken to already, or nobody is free.
func (h *hooks) begin(id webhook.ID) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.busy[id] {
		return false
	}
	select {
	case h.slots <- struct{}{}:
		h.busy[id] = true
		return true
	default:
		return false
	}
}

func (h *hooks) end(id webhook.ID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.busy, id)
	<-h.slots
}

// tellSystems starts telling whoever is due, if this replica holds the lease.
func (a *App) tellSystems(ctx context.Context) error {
	var due []webhook.Facts
	now := a.wall()
	look := func(ctx context.Context, tx *gorm.DB) (err error) {
		due, err = gormdb.Lists{TX: tx}.DueWebhooks(ctx, now, hooksLooked)
		return err
	}
	if err := a.db.Read(ctx, look); err != nil {
		return err
	}
	witnesses, event, err := a.dueWitnesses(ctx, now)
	if err != nil || len(due) == 0 && len(witnesses) == 0 {
		return err
	}
	held := false
	err = a.db.Do(ctx, func(ctx context.Context, tx *gorm.DB) (err error) {
		_, held, err = gormdb.Relay{TX: tx}.Lease(ctx, hookLease, a.relay.owner, now, now.Add(shortLease))
		return err
	})
	if err != nil || !held {
		return err
	}
	for _, f := range due {
		a.withHook(ctx, f, func() error { return a.tellSystem(ctx, f) })
	}
	return a.tellWitnesses(ctx, witnesses, event)
}

// withHook speaks to one receiver, beside others, unless it is spoken to already.
func (a *App) withHook(ctx context.Context, f webhook.Facts, tell func() error) {
	if !a.hooks.begin(f.ID) {
		return
	}
	a.running.Add(1)
	go func() {
		defer a.running.Done()
		defer a.hooks.end(f.ID)
		if err := tell(); err != nil && stillThere(err) && ctx.Err() == nil {
			a.log.Error("webhook", "webhook", string(f.ID), "error", err)
		}
	}()
}

// tellSystem sends what one receiver has not had yet, in order, until it fails,
// has all of it, or its spell is over and others are to have their turn.
func (a *App) tellSystem(ctx context.Context, f webhook.Facts) error {
	for began := a.wall(); a.wall().Sub(began) < hookSpell; {
		told, last, err := a.news(ctx, f)
		if err != nil || last == "" {
			return err
		}
		for _, e := range told {
			if !f.Wants(strings.TrimPrefix(e.Type, "liandong.")) {
				continue
			}
			body, err := json.Marshal(e)
			if err != nil {
				return err
			}
			status, err := a.hooks.sender.Send(ctx, f.URL, f.Secret, e.ID, a.wall(), body)
			if ctx.Err() != nil {
				return ctx.Err() // the program ends: whether it arrived is not known, and it is sent again
			}
			if err != nil {
				f.Failed(status, err.Error(), a.wall())
				return a.keepHook(ctx, &f)
			}
			f.Arrived(e.ID, status, a.wall())
			if err := a.keepHook(ctx, &f); err != nil {
				return err
			}
		}
		if f.After != last {
			f.Passed(last, a.wall())
			if err := a.keepHook(ctx, &f); err != nil {
				return err
			}
		}
	}
	return nil
}

// news reads what a receiver has not had: only what its organisation may still
// know of, and the last event up to which that is all; empty where there is nothing new.
func (a *App) news(ctx context.Context, f webhook.Facts) (told []cloudEvent, last string, err error) {
	err = a.db.Read(ctx, func(ctx context.Context, tx *gorm.DB) error {
		c := &Call{ctx: ctx, app: a, tx: tx, req: Request{Language: lang.ZH}}
		actor := who.Actor{User: "webhook/" + string(f.ID), Organization: f.Organization, Role: who.Clerk, Origin: "api"}
		c.Work = a.office.Begin(a.db.Bind(tx, false, a.journal), actor, a.clock.Now(), "webhook/"+string(f.ID))
		lines, found, err := c.lists().Feed(ctx, f.Organization, f.After, hookPage)
		if err != nil || !found || len(lines) == 0 {
			return err
		}
		last = lines[len(lines)-1].ID
		lines, err = c.tellable(lines)
		for _, l := range lines {
			told = append(told, c.cloudEvent(l))
		}
		return err
	})
	return told, last, err
}

func (a *App) keepHook(ctx context.Context, f *webhook.Facts) error {
	err := a.db.Do(ctx, func(ctx context.Context, tx *gorm.DB) error {
		return a.db.Bind(tx, true, a.journal).Webhooks.Put(ctx, *f)
	})
	f.Version++
	return err
}
