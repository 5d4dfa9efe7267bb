package api

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"time"

	"gorm.io/gorm"

	"liandong/domain/exchange"
	"liandong/domain/fault"
	"liandong/domain/webhook"
	"liandong/infra/gormdb"
	"liandong/infra/tlog"
)

// Witnesses are told of a checkpoint once an hour: what one of them has seen can
// no longer be rewritten, and that it is told costs no more than that.
const witnessEvery = time.Hour

const maxNote = 8 << 10

var (
	errNote         = fault.Invalid("/note", "note_invalid", "note 应为检查点全文及见证签名（C2SP cosignature/v1），不超过8KB", "note is the checkpoint's whole text with the witness's signature (C2SP cosignature/v1), at most 8 KB")
	errCosignature  = fault.New(fault.Denied, "audit.cosignature_invalid", "没有该公钥的有效见证签名：公钥须为本系统信任的公钥", "there is no cosignature here that holds under that key: the key is one that is trusted here")
	errNoSuchSize   = fault.New(fault.NotFound, "audit.checkpoint_unknown", "本系统没有签出过这个检查点", "no such checkpoint was signed here")
	errOtherHistory = fault.New(fault.Conflict, "audit.checkpoint_differs", "见证的检查点与本系统保存的不一致：请双方保存证据并核对日志", "the witnessed checkpoint is not the one kept here: both sides keep the evidence and check the log")
)

type cosignatureIn struct {
	Key  string `json:"key" doc:"id of the witness's key, as it is trusted here"`
	Note string `json:"note" doc:"the checkpoint with the witness's signature line, C2SP cosignature/v1"`
}

type cosignatureView struct {
	Key      string `json:"key" doc:"id of the witness's key"`
	Name     string `json:"name" doc:"the witness's name for itself"`
	SignedAt string `json:"signed_at" doc:"by the witness's clock"`
	Line     string `json:"line" doc:"belongs behind the note"`
}

func cosignatureOf(c gormdb.Cosigned) cosignatureView {
	return cosignatureView{Key: c.KeyID, Name: c.Name, SignedAt: c.SignedAt, Line: c.Line}
}

// cosign keeps a witness's signature under a checkpoint. Who sends it is told by the
// signature alone. It leaves no entry, as checkpoints do not: the log would never come to rest.
func cosign(c *Call, in cosignatureIn) (cosignatureView, error) {
	if len(in.Note) > maxNote {
		return cosignatureView{}, errNote
	}
	if _, err := tlog.Unsigned(in.Note); err != nil {
		return cosignatureView{}, errNote
	}
	var kept gormdb.Cosigned
	err := c.app.db.Read(c.ctx, func(ctx context.Context, tx *gorm.DB) error {
		public, err := c.app.witnessKey(ctx, tx, in.Key)
		if err != nil {
			return err
		}
		cp, w, err := tlog.CosignedBy(in.Note, public)
		if err != nil {
			return errCosignature
		}
		s, found, err := c.app.tree(tx).Kept(ctx, cp.Size)
		if err != nil {
			return err
		}
		ours, err := tlog.Unsigned(s.Note)
		switch {
		case found && err != nil:
			return err
		case found && ours.Text() != cp.Text():
			c.app.log.Error("witness", "key", in.Key, "error", "a witness signed another checkpoint than the one kept here", "witnessed", in.Note)
			return errOtherHistory
		case !found:
			return errNoSuchSize
		}
		kept = gormdb.Cosigned{Size: cp.Size, KeyID: in.Key, Name: w.Name, SignedAt: gormdb.Stamp(w.At), Line: w.Line}
		return nil
	})
	if err != nil {
		return cosignatureView{}, err
	}
	return cosignatureOf(kept), c.app.db.Do(c.ctx, func(ctx context.Context, tx *gorm.DB) error {
		return c.app.tree(tx).KeepCosignature(ctx, kept)
	})
}

// witnessKey is a key that is trusted here and not withdrawn.
func (a *App) witnessKey(ctx context.Context, tx *gorm.DB, id string) (ed25519.PublicKey, error) {
	key, err := a.db.Bind(tx, false, a.journal).Exchange.Key(ctx, id)
	if fault.Of(err) == exchange.ErrUnknownKey || err == nil && !key.WithdrawnAt.IsZero() {
		return nil, errCosignature
	}
	if err != nil {
		return nil, err
	}
	raw, err := base64.StdEncoding.DecodeString(key.PublicKey)
	if err != nil || len(raw) != ed25519.PublicKeySize {
		return nil, errCosignature
	}
	return raw, nil
}

// checkpointEvent is a checkpoint as witnesses are told of it: CloudEvents 1.0, JSON.
type checkpointEvent struct {
	SpecVersion     string         `json:"specversion"`
	ID              string         `json:"id"`
	Source          string         `json:"source"`
	Type            string         `json:"type"`
	Subject         string         `json:"subject"`
	Time            string         `json:"time"`
	DataContentType string         `json:"datacontenttype"`
	Data            checkpointView `json:"data"`
}

// dueWitnesses are the webhooks that are to be told of the last checkpoint, and what.
func (a *App) dueWitnesses(ctx context.Context, now time.Time) (due []webhook.Facts, event checkpointEvent, err error) {
	if !a.sealed || now.Before(a.hooks.witnesses) {
		return nil, event, nil
	}
	a.hooks.witnesses = now.Add(witnessLook)
	err = a.db.Read(ctx, func(ctx context.Context, tx *gorm.DB) error {
		last, err := a.tree(tx).Last(ctx)
		if err != nil || last.Size == 0 {
			return err
		}
		if due, err = (gormdb.Lists{TX: tx}).DueWitnesses(ctx, last.Size, now.Add(-witnessEvery), now, hooksLooked); err != nil || len(due) == 0 {
			return err
		}
		c := &Call{ctx: ctx, app: a, tx: tx}
		v, _, err := c.checkpoint()
		event = checkpointEvent{
			SpecVersion: "1.0", ID: fmt.Sprintf("%s/%d", v.Origin, v.Size), Source: a.source(), Type: "liandong." + webhook.Checkpoints, Subject: "log/" + v.Origin, Time: v.SignedAt, DataContentType: "application/json", Data: v,
		}
		return err
	})
	return due, event, err
}

// tellWitnesses sends a checkpoint to webhooks, within the lease of tellSystems.
func (a *App) tellWitnesses(ctx context.Context, due []webhook.Facts, event checkpointEvent) error {
	if len(due) == 0 {
		return nil
	}
	body, err := json.Marshal(event)
	if err != nil {
		return err
	}
	for _, f := range due {
		a.withHook(ctx, f, func() error {
			status, err := a.hooks.sender.Send(ctx, f.URL, f.Secret, event.ID, a.wall(), body)
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if err != nil {
				f.Failed(status, err.Error(), a.wall())
			} else {
				f.Witnessed(event.Data.Size, status, a.wall())
			}
			return a.keepHook(ctx, &f)
		})
	}
	return nil
}

// witnessedView is the last checkpoint that a witness signed too: what it covers
// cannot be rewritten without the witness.
type witnessedView struct {
	Size         int64             `json:"size"`
	Note         string            `json:"note" doc:"with the witnesses' lines behind it"`
	Cosignatures []cosignatureView `json:"cosignatures"`
}

func witnessed(ctx context.Context, tree gormdb.Tree) (*witnessedView, error) {
	all, err := tree.Cosignatures(ctx)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	s, found, err := tree.Kept(ctx, all[0].Size)
	if err != nil || !found {
		return nil, err
	}
	v := &witnessedView{Size: s.Size, Note: s.Note}
	for _, x := range all {
		v.Note += x.Line
		v.Cosignatures = append(v.Cosignatures, cosignatureOf(x))
	}
	return v, nil
}
