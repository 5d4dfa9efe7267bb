package desk

import (
	"context"
	"strings"

	"liandong/domain/cases"
	"liandong/domain/fault"
	"liandong/domain/org"
	"liandong/domain/webhook"
	"liandong/domain/who"
)

// Webhooks keeps where other systems are told. Get returns who.ErrNotVisible if
// there is none; Put returns cases.ErrStale if it changed since it was read.
type Webhooks interface {
	Get(ctx context.Context, id webhook.ID) (webhook.Facts, error)
	Add(ctx context.Context, f webhook.Facts) error
	Put(ctx context.Context, f webhook.Facts) error
	Count(ctx context.Context, organization org.ID) (int, error)
	// End is the last event of an organisation's feed, empty where there is none.
	End(ctx context.Context, organization org.ID) (string, error)
	// Knows tells whether an event is in an organisation's feed.
	Knows(ctx context.Context, organization org.ID, event string) (bool, error)
}

// AddWebhook has an organisation's own system told what happens from now on in
// its cases. insecure lets http through, for a receiver on this machine. It
// returns an Invalid fault naming the field, or webhook.ErrTooMany.
func (w *Work) AddWebhook(ctx context.Context, f webhook.Facts, insecure bool) (webhook.Facts, error) {
	if err := w.MayOwn(who.Administer); err != nil {
		return f, err
	}
	if f.Organization == "" {
		f.Organization = w.Actor.Organization
	}
	var c fault.Check
	limit(&c, "/name", f.Name, 200)
	f.Check(&c, insecure)
	if err := c.Err(); err != nil {
		return f, err
	}
	if _, err := w.organization(ctx, f.Organization, "/organization_id"); err != nil {
		return f, err
	}
	n, err := w.Tx.Webhooks.Count(ctx, f.Organization)
	if err != nil {
		return f, err
	}
	if n >= webhook.Most {
		return f, webhook.ErrTooMany
	}
	if f.After, err = w.Tx.Webhooks.End(ctx, f.Organization); err != nil {
		return f, err
	}
	f.ID, f.Name, f.State, f.MadeBy, f.MadeAt, f.Version = webhook.ID(w.NewID()), strings.TrimSpace(f.Name), webhook.Active, w.Actor.User, w.Now, 1
	if err := w.Tx.Webhooks.Add(ctx, f); err != nil {
		return f, err
	}
	return f, w.hooked(ctx, f, "webhook.added", "", map[string]any{"organization": f.Organization, "url": f.URL, "types": f.Types})
}

func (w *Work) hooked(ctx context.Context, f webhook.Facts, action, reason string, payload map[string]any) error {
	subject := "webhook/" + string(f.ID)
	w.touch("%s", subject)
	return w.record(ctx, "", deed{action: action, subject: subject, reason: reason, payload: payload})
}

// changeWebhook opens a webhook for whoever keeps the installation, changes it and says so in the log.
func (w *Work) changeWebhook(ctx context.Context, id webhook.ID, version int, action, reason string, change func(f *webhook.Facts) error) (webhook.Facts, error) {
	if err := w.MayOwn(who.Administer); err != nil {
		return webhook.Facts{}, err
	}
	f, err := w.Tx.Webhooks.Get(ctx, id)
	if err != nil {
		return f, err
	}
	if version != 0 && version != f.Version {
		return f, cases.ErrStale
	}
	if err := change(&f); err != nil {
		return f, err
	}
	if err := w.Tx.Webhooks.Put(ctx, f); err != nil {
		return f, err
	}
	f.Version++
	return f, w.hooked(ctx, f, action, reason, map[string]any{"after": f.After})
}

// PauseWebhook stops telling a system, with a reason; its place is kept. It
// returns webhook.ErrPaused for one that is paused.
func (w *Work) PauseWebhook(ctx context.Context, id webhook.ID, reason string, version int) (webhook.Facts, error) {
	var c fault.Check
	text(&c, "/text", reason)
	return w.changeWebhook(ctx, id, version, "webhook.paused", reason, func(f *webhook.Facts) error {
		if err := c.Err(); err != nil {
			return err
		}
		if f.State == webhook.Paused {
			return webhook.ErrPaused
		}
		f.State = webhook.Paused
		return nil
	})
}

// ResumeWebhook goes on where telling stopped, at once. It returns webhook.ErrActive for one that is not paused.
func (w *Work) ResumeWebhook(ctx context.Context, id webhook.ID, version int) (webhook.Facts, error) {
	return w.changeWebhook(ctx, id, version, "webhook.resumed", "", func(f *webhook.Facts) error {
		if f.State != webhook.Paused {
			return webhook.ErrActive
		}
		f.State, f.Tries, f.NextAt = webhook.Active, 0, w.Now
		return nil
	})
}

// ReplayWebhook tells a system anew what happened behind an event: everything
// where none is named. Naming an event that does not arrive passes it over. A
// reason says why; the event must be one of the organisation's feed.
func (w *Work) ReplayWebhook(ctx context.Context, id webhook.ID, after, reason string, version int) (webhook.Facts, error) {
	var c fault.Check
	text(&c, "/text", reason)
	return w.changeWebhook(ctx, id, version, "webhook.replayed", reason, func(f *webhook.Facts) error {
		known := after == ""
		if !known {
			var err error
			if known, err = w.Tx.Webhooks.Knows(ctx, f.Organization, after); err != nil {
				return err
			}
		}
		if !known {
			c.Add("/after", "event_unknown", "没有这个事件", "no such event")
		}
		if err := c.Err(); err != nil {
			return err
		}
		f.After, f.Tries, f.NextAt = after, 0, w.Now
		return nil
	})
}
