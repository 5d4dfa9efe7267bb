package api

import (
	"time"

	"liandong/domain/who"
)

func messageRoutes() []Route {
	return []Route{
		act("POST", "/referrals/:id/messages", "移交留言 · write to the other end of a handoff", who.ReferralRead, ofReferral, func(c *Call, in textIn) (referralView, error) {
			return c.moved(c.WriteMessage(c.ctx, c.referralID(), in.Text))
		}),
		list("/referrals/:id/messages", "移交留言 · what the two ends of a handoff wrote to each other", who.ReferralRead, ofReferral, messages).logged(),
	}
}

type handoffMessageView struct {
	ID           string     `json:"id"`
	Organization orgView    `json:"organization" doc:"who wrote"`
	Text         string     `json:"text"`
	At           *time.Time `json:"at"`
}

// messages shows all of them: they are few, and an answer needs its question.
func messages(c *Call) (Items[handoffMessageView], error) {
	all, err := c.Messages(c.ctx, c.referralID())
	views := make([]handoffMessageView, 0, len(all))
	for _, m := range all {
		views = append(views, handoffMessageView{ID: m.ID, Organization: c.org(m.Organization), Text: m.Text, At: instant(m.At)})
	}
	return page(views, ""), err
}
