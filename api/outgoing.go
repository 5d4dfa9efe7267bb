package api

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"time"

	"liandong/domain/desk"
	"liandong/domain/who"
)

// spoolFile is where messages lie for whoever carries them to the phones: a
// line of JSON each, readable to this program's own user only.
const spoolFile = "outgoing.jsonl"

// carried is how many messages are carried off at a time.
const carried = 100

type spooled struct {
	ID   string `json:"id"`
	Way  string `json:"way"`
	To   string `json:"to"`
	Text string `json:"text"`
	At   string `json:"at"`
}

// carryOff writes each message once it is forgotten here in the same unit of
// work: one that could not be written stays.
func (a *App) carryOff(ctx context.Context) error {
	all, err := a.db.Waiting(ctx, carried)
	if err != nil {
		return err
	}
	for _, m := range all {
		if err := a.db.CarryOff(ctx, m, a.spool); err != nil {
			return err
		}
	}
	return nil
}

func (a *App) spool(m desk.Message) error {
	if err := os.MkdirAll(a.cfg.Data, 0o700); err != nil {
		return err
	}
	line, err := json.Marshal(spooled{m.ID, m.Way, m.To, m.Text, m.At.UTC().Format(time.RFC3339)})
	if err != nil {
		return err
	}
	f, err := os.OpenFile(filepath.Join(a.cfg.Data, spoolFile), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(append(line, '\n'))
	return errors.Join(err, f.Sync(), f.Close())
}

type messageView struct {
	To   string     `json:"to"`
	Text string     `json:"text"`
	At   *time.Time `json:"at"`
}

// demoMessages shows, in a demo only, what a phone would have got. There is no
// phone in a fictional county: its messages stay where they are, for its
// visitors and tests to read.
func (a *App) demoMessages() Route {
	return list("/demo/messages", "演示短信 · what the phones of the demo got, newest first", who.DemoClock, ofNothing, func(c *Call) (Items[messageView], error) {
		if err := c.MayOwn(who.DemoClock); err != nil {
			return Items[messageView]{}, err
		}
		all, err := c.lists().Messages(c.ctx, firstPage.Limit)
		views := []messageView{}
		for _, m := range all {
			views = append(views, messageView{m.To, m.Text, instant(m.At)})
		}
		return page(views, ""), err
	})
}
