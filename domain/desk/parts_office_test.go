package desk_test

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"liandong/domain/desk"
	"liandong/domain/org"
	"liandong/domain/referral"
	"liandong/domain/who"
	"liandong/infra/gormdb"
)

// actor is somebody of an office of the county, or of one that the machine made.
func (l *letters) actor(id org.ID) who.Actor {
	a := actor(id)
	if id == l.other || l.ended[id] {
		a.Role = who.Officer
	}
	return a
}

func (l *letters) as(id org.ID, do func(ctx context.Context, w *desk.Work) error) error {
	return l.c.as(l.actor(id), do)
}

// another makes an office like the market office, under the joint conference.
func (l *letters) another() error {
	return l.c.db.Do(context.Background(), func(ctx context.Context, tx *gorm.DB) error {
		o, err := l.c.db.Bind(tx, true, l.c.journal).Directory.Get(ctx, "org-market")
		if err != nil {
			return err
		}
		o.ID = org.ID(l.c.office.NewID())
		o.Name = fmt.Sprintf("示例区第%d市场监督管理局", len(l.ended)+1)
		l.other = o.ID
		r := gormdb.Registry{TX: tx}
		if err := r.AddOrganization(ctx, o); err != nil {
			return err
		}
		return r.Lead(ctx, org.Leadership{Superior: "org-conference", Subordinate: o.ID, Relation: org.Tree})
	})
}

// succeed ends the office and lets a new one take its place.
func (l *letters) succeed() error {
	old := l.other
	if err := l.another(); err != nil {
		return err
	}
	l.ended[old] = true
	admin := who.Actor{User: "user-admin", Organization: "org-government", Role: who.Admin, Origin: "window"}
	return l.c.as(admin, func(ctx context.Context, w *desk.Work) error {
		_, err := w.Succeed(ctx, old, desk.Succession{To: l.other})
		return err
	})
}

// hand sends a case to the market office, or lets it come back.
func (l *letters) hand(s turnOf) error {
	id := l.pick(s.A)
	if s.Do == "send" {
		return l.as("org-petition", func(ctx context.Context, w *desk.Work) error {
			r, err := w.Send(ctx, id, desk.Sending{To: l.other, Channel: "petition", Route: "petition", Mode: referral.ByAssignment, Reason: "转送"}, 0)
			if err == nil {
				l.sent[id] = r.Facts().ID
			}
			return err
		})
	}
	err := l.as(l.other, func(ctx context.Context, w *desk.Work) error {
		_, err := w.Object(ctx, l.sent[id], desk.Reason{Code: "not_own_duty", Text: "不属于"}, 0)
		return err
	})
	if err != nil {
		return err
	}
	return l.as("org-petition", func(ctx context.Context, w *desk.Work) error { _, err := w.Uphold(ctx, l.sent[id], 0); return err })
}
