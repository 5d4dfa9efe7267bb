package api

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"

	"liandong/domain/desk"
	"liandong/domain/lang"
	"liandong/domain/notice"
	"liandong/infra/gormdb"
	"liandong/infra/outbox"
	"liandong/infra/secrets"
)

// The relay's lease and pace, by this machine's time.
const (
	relayLease = "notices"
	leaseFor   = 30 * time.Second
	relayBatch = 50
)

// codesLooked is how many codes are looked through at a beat.
const codesLooked = 500

// relay sends the notices that wait, if this replica holds the lease.
type relay struct {
	owner string
	ways  map[notice.Way]outbox.Sender
	tries map[string]codeTries // of codes that did not go, while this replica runs
}

type codeTries struct {
	count int
	next  time.Time
}

func newRelay(cfg Config) (relay, error) {
	texts, err := outbox.Texts(cfg.SMSSpool, cfg.SMSURL)
	if err != nil {
		return relay{}, err
	}
	mails, err := outbox.Mails(cfg.SMTP)
	if err != nil {
		return relay{}, err
	}
	r := relay{owner: secrets.NewID(), ways: map[notice.Way]outbox.Sender{}, tries: map[string]codeTries{}}
	if texts != nil {
		r.ways[notice.SMS] = texts
	}
	if mails != nil {
		r.ways[notice.Email] = mails
	}
	return r, nil
}

// carry sends what is due and returns how much it tried. What has no sender
// configured waits.
func (a *App) carry(ctx context.Context) (int, error) {
	if len(a.relay.ways) == 0 {
		return 0, nil
	}
	now := a.wall()
	var token int64
	held := false
	err := a.db.Do(ctx, func(ctx context.Context, tx *gorm.DB) error {
		var err error
		token, held, err = gormdb.Relay{TX: tx}.Lease(ctx, relayLease, a.relay.owner, now, now.Add(leaseFor))
		return err
	})
	if err != nil || !held {
		return 0, err
	}
	if err := a.carryCodes(ctx, now); err != nil {
		return 0, err
	}
	var due []notice.Notice
	err = a.db.Read(ctx, func(ctx context.Context, tx *gorm.DB) error {
		var err error
		due, err = gormdb.Relay{TX: tx}.Due(ctx, a.relay.known(), now, relayBatch)
		return err
	})
	tried := 0
	for _, n := range due {
		if a.wall().Sub(now) > leaseFor/2 {
			break // the lease is taken anew before it runs out
		}
		if err := a.try(ctx, token, n); err != nil {
			return tried, err
		}
		tried++
	}
	return tried, err
}

// carryCodes sends the codes that wait by the sender of text messages, if there
// is one, under the same lease. Each is forgotten once it went. One that did not
// is tried again later and holds up no other.
func (a *App) carryCodes(ctx context.Context, now time.Time) error {
	sender := a.relay.ways[notice.SMS]
	if sender == nil {
		return nil
	}
	all, err := a.db.Waiting(ctx, codesLooked)
	for _, m := range all {
		t := a.relay.tries[m.ID]
		if now.Before(t.next) {
			continue
		}
		if a.wall().Sub(now) > leaseFor/2 {
			return err
		}
		if failed := sender.Send(ctx, outbox.Message{Key: m.ID, To: m.To, Text: m.Text}); failed != nil {
			t.count++
			t.next = now.Add(notice.Backoff(t.count))
			a.relay.tries[m.ID] = t
			a.log.Warn("a code waits", "tries", t.count, "error", failed)
			continue
		}
		delete(a.relay.tries, m.ID)
		if err := a.db.CarryOff(ctx, m, func(desk.Message) error { return nil }); err != nil {
			return err
		}
	}
	return err
}

// known lists the ways that have a sender.
func (r relay) known() []notice.Way {
	var all []notice.Way
	for way := range r.ways {
		all = append(all, way)
	}
	return all
}

// try sends one notice and notes how it ended.
func (a *App) try(ctx context.Context, token int64, n notice.Notice) error {
	err := a.relay.ways[n.Way].Send(ctx, outbox.Message{Key: string(n.ID), To: n.Address, Text: notice.Neutral(n.Said.Number, a.cfg.PublicURL).In(lang.ZH)})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	now := a.wall()
	n.Attempts++
	switch {
	case err == nil:
		n.State, n.SentAt, n.Trouble = notice.Out, now, ""
	case n.Attempts >= notice.MaxAttempts:
		n.State, n.Trouble = notice.Failed, err.Error()
	default:
		n.NextAt, n.Trouble = now.Add(notice.Backoff(n.Attempts)), err.Error()
	}
	err = a.db.Do(ctx, func(ctx context.Context, tx *gorm.DB) error {
		return gormdb.Relay{TX: tx}.Tried(ctx, relayLease, token, n)
	})
	if errors.Is(err, gormdb.ErrFenced) {
		return nil
	}
	return err
}

// carryAll runs the relay until nothing is due.
func (a *App) carryAll(ctx context.Context) error {
	for {
		if n, err := a.carry(ctx); err != nil || n < relayBatch {
			return err
		}
	}
}
