package desk_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"liandong/domain/cases"
	"liandong/domain/channel"
	"liandong/domain/desk"
	"liandong/domain/document"
	"liandong/domain/fault"
	"liandong/domain/org"
	"liandong/domain/referral"
	"liandong/domain/who"
	"liandong/infra/gormdb"
	"liandong/infra/gormdb/testdb"
)

// After five working days of silence the law takes an application for
// reconsideration as accepted (行政复议法 30): from then on it is not refused any
// more, also while the clock has not come round to saying so.
func TestSilenceBindsBeforeTheClockSaysSo(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *gormdb.DB) {
		c := newCounty(t, db)
		c.now = time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)
		clerk, body := actor("org-petition"), who.Actor{User: "user-reconsider", Organization: org.ID("org-reconsider"), Role: who.ReconsiderationOfficer, Origin: "window"}
		var ref referral.ID
		must(t, c.as(clerk, func(ctx context.Context, w *desk.Work) error {
			out, err := w.Register(ctx, dispute())
			if err != nil {
				return err
			}
			r, err := w.Send(ctx, out.Case.ID, desk.Sending{To: "org-reconsider", Channel: channel.AdministrativeReconsideration, Route: channel.RouteAdministrativeReconsideration, Mode: referral.ByGuidance, Reason: "申请复议"}, 0)
			if err == nil {
				ref = r.Facts().ID
			}
			return err
		}))
		must(t, c.as(body, func(ctx context.Context, w *desk.Work) error {
			_, err := w.TakeApplication(ctx, ref, desk.HandingIn{}, 0)
			return err
		}))
		refuse := func() error {
			return c.as(body, func(ctx context.Context, w *desk.Work) error {
				_, err := w.RefuseFiling(ctx, ref, desk.RefusedFiling{Text: "不予受理"}, 0)
				return err
			})
		}
		ask := func() error {
			return c.as(body, func(ctx context.Context, w *desk.Work) error {
				_, err := w.AskItems(ctx, ref, []string{"身份证复印件"}, 0)
				return err
			})
		}
		c.now = time.Date(2026, 12, 2, 1, 0, 0, 0, time.UTC) // the first day after the fifth working day; nothing has fired
		for name, try := range map[string]func() error{"refused": refuse, "asked for defects": ask} {
			if f := fault.Of(try()); f == nil || f.Code != referral.ErrTooLate.Code {
				t.Errorf("%s after the silence: %v", name, f)
			}
		}
		c.now = time.Date(2026, 12, 1, 1, 0, 0, 0, time.UTC) // the fifth day itself
		must(t, refuse())
	})
}

// Whoever sent a case records the body's filing with a proof only; the body itself needs none.
func TestTheSenderFilesWithProof(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *gormdb.DB) {
		c := newCounty(t, db)
		c.now = time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)
		guided := func() (ref referral.ID) {
			must(t, c.as(actor("org-petition"), func(ctx context.Context, w *desk.Work) error {
				out, err := w.Register(ctx, dispute())
				if err != nil {
					return err
				}
				r, err := w.Send(ctx, out.Case.ID, desk.Sending{To: "org-court", Channel: channel.Litigation, Route: channel.RouteCivilLitigation, Mode: referral.ByGuidance, Reason: "起诉"}, 0)
				if err == nil {
					ref = r.Facts().ID
				}
				return err
			}))
			return ref
		}
		file := func(a who.Actor, ref referral.ID, proof *cases.Proof) error {
			return c.as(a, func(ctx context.Context, w *desk.Work) error {
				_, err := w.File(ctx, ref, desk.Filing{Number: "(2026)示0102民初1号", Filed: desk.Day{Proof: proof}}, 0)
				return err
			})
		}
		first := guided()
		if f := fault.Of(file(actor("org-petition"), first, nil)); f == nil || len(f.Fields) == 0 || f.Fields[0].Pointer != "/proof" {
			t.Errorf("the sender files without proof: %v", f)
		}
		must(t, file(actor("org-petition"), first, &cases.Proof{Kind: "receipt"}))
		must(t, file(actor("org-court"), guided(), nil))
	})
}

// What the scanner said of a file is kept once: a second word changes nothing.
func TestAScannerSpeaksOnce(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *gormdb.DB) {
		c := newCounty(t, db)
		c.now = time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)
		var paper document.ID
		must(t, c.as(actor("org-petition"), func(ctx context.Context, w *desk.Work) error {
			out, err := w.Register(ctx, dispute())
			if err != nil {
				return err
			}
			w.HoldFiles = true
			d, err := w.AddDocument(ctx, out.Case.ID, desk.Upload{Title: "照片", Kind: "evidence", Class: "case", MediaType: "text/plain", Digest: "sha256:0", Body: []byte("照片")})
			paper = d.ID
			return err
		}))
		must(t, c.as(who.Clockwork, func(ctx context.Context, w *desk.Work) error { return w.Tx.Documents.Hold(ctx, paper, document.Free) }))
		err := c.as(who.Clockwork, func(ctx context.Context, w *desk.Work) error {
			return w.Tx.Documents.Hold(ctx, paper, document.Harmful)
		})
		if !errors.Is(err, cases.ErrStale) {
			t.Errorf("the second word is kept too: %v", err)
		}
	})
}
