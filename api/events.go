package api

import (
	"encoding/json"
	"strconv"

	"liandong/domain/cases"
	"liandong/domain/fault"
	"liandong/domain/who"
	"liandong/infra/gormdb"
)

func (a *App) eventRoutes() []Route {
	after := Parameter{Name: "after", Doc: "id of the last event read; from the first one without it"}
	return []Route{
		look("/events", "事件 · what happened in the cases one's own organisation has to do with, in the order of the log", who.NoticeRead, ofNothing, events).
			with(after, Parameter{Name: "limit", Doc: "1 to 100; 50 by default"}).merged(),
		look("/events/stream", "事件流 · the same as it happens, as server-sent events; the browser connects again by itself", who.NoticeRead, ofNothing, openStream).with(after).merged().streams("/events"),
	}
}

var errAfter = fault.Invalid("/after", "event_unknown", "没有这个事件：请用上一次读到的最后一个事件的 id", "no such event: give the id of the last one that was read")

// cloudEvent is an event as other systems read it: CloudEvents 1.0, JSON.
type cloudEvent struct {
	SpecVersion     string    `json:"specversion" doc:"1.0"`
	ID              string    `json:"id"`
	Source          string    `json:"source" doc:"this installation"`
	Type            string    `json:"type" doc:"liandong. and the kind of event"`
	Subject         string    `json:"subject"`
	Time            string    `json:"time"`
	DataContentType string    `json:"datacontenttype"`
	Sequence        string    `json:"sequence" doc:"place in the log: grows, also across cases"`
	Data            eventData `json:"data"`
}

type eventData struct {
	CaseID       cases.ID `json:"case_id"`
	On           string   `json:"on,omitempty" doc:"the legal day on which it happened"`
	Text         string   `json:"text"`
	Organization *orgView `json:"organization"`
	Other        *orgView `json:"other"`
	Code         string   `json:"code,omitempty"`
}

type eventsView struct {
	Items []cloudEvent `json:"items"`
	// NextAfter is the event to go on from: also where what came last may no longer be seen.
	NextAfter *string `json:"next_after" doc:"give it as after to read on; null at the end of an empty page"`
	More      bool    `json:"more" doc:"there are more at once"`
}

// source names this installation to other systems.
func (a *App) source() string {
	if a.cfg.PublicURL != "" {
		return a.cfg.PublicURL
	}
	origin, err := a.origin()
	if err != nil || !a.sealed {
		return "urn:liandong"
	}
	return "urn:" + origin
}

// events lists what happened after an event. What the organisation may no longer
// see is passed over.
func events(c *Call) (eventsView, error) {
	if err := c.MayOwn(who.NoticeRead); err != nil {
		return eventsView{}, err
	}
	limit := 50
	if raw, ok := c.req.Query["limit"]; ok {
		n, err := strconv.Atoi(raw)
		if err != nil || n < 1 || n > 100 {
			return eventsView{}, fault.Invalid("/limit", "out_of_range", "每页条数应在1至100之间", "limit is between 1 and 100")
		}
		limit = n
	}
	lines, found, err := c.lists().Feed(c.ctx, c.Actor.Organization, c.req.Query["after"], limit)
	if err != nil {
		return eventsView{}, err
	}
	if !found {
		return eventsView{}, errAfter
	}
	out := eventsView{Items: []cloudEvent{}, More: len(lines) == limit}
	told, err := c.tellable(lines)
	if err != nil {
		return eventsView{}, err
	}
	for _, l := range told {
		out.Items = append(out.Items, c.cloudEvent(l))
	}
	if len(lines) > 0 {
		out.NextAfter = &lines[len(lines)-1].ID
	}
	return out, nil
}

// tellable keeps of some events those the caller may know of now.
func (c *Call) tellable(lines []gormdb.FeedLine) ([]gormdb.FeedLine, error) {
	apart := map[cases.ID]func(string) bool{}
	var told []gormdb.FeedLine
	for _, l := range lines {
		id := cases.ID(l.CaseID)
		hidden, asked := apart[id]
		if !asked {
			_, _, err := c.See(c.ctx, id, who.CaseCard)
			if f := fault.Of(err); err != nil && (f == nil || f.Kind == fault.Unavailable) {
				return nil, err
			}
			if err == nil {
				if hidden, err = c.Apart(c.ctx, id); err != nil {
					return nil, err
				}
			} else {
				hidden = func(string) bool { return true }
			}
			apart[id] = hidden
		}
		if !hidden(l.Subject) {
			told = append(told, l)
		}
	}
	return told, nil
}

func (c *Call) cloudEvent(l gormdb.FeedLine) cloudEvent {
	v := c.event(l.TimelineLine)
	data := eventData{CaseID: cases.ID(l.CaseID), On: string(l.On), Text: v.Text, Organization: v.Organization, Other: v.Other, Code: v.Code}
	return cloudEvent{
		SpecVersion: "1.0", ID: l.ID, Source: c.app.source(), Type: "liandong." + l.Kind, Subject: l.Subject, Time: l.At, DataContentType: "application/json",
		Sequence: strconv.FormatInt(l.Leaf, 10), Data: data,
	}
}

// openStream answers whether a stream may be opened, and behind which event it
// begins: what happens from now on, where none is named. What flows in it is
// asked of /events.
func openStream(c *Call) (rawBody, error) {
	if err := c.MayOwn(who.NoticeRead); err != nil {
		return rawBody{}, err
	}
	after := c.req.Query["after"]
	if after == "" {
		last, err := c.lists().FeedEnd(c.ctx, c.Actor.Organization)
		return rawBody{bytes: []byte(last), kind: "text/event-stream"}, err
	}
	_, found, err := c.lists().Feed(c.ctx, c.Actor.Organization, after, 1)
	if err == nil && !found {
		err = errAfter
	}
	return rawBody{bytes: []byte(after), kind: "text/event-stream"}, err
}

// asStream writes a page of events as server-sent events, and says from which event to go on.
func asStream(page []byte) (text []byte, after string, more bool, err error) {
	var v struct {
		Items     []json.RawMessage `json:"items"`
		NextAfter *string           `json:"next_after"`
		More      bool              `json:"more"`
	}
	if err := json.Unmarshal(page, &v); err != nil {
		return nil, "", false, err
	}
	for _, raw := range v.Items {
		var head struct{ ID string }
		if err := json.Unmarshal(raw, &head); err != nil {
			return nil, "", false, err
		}
		text = append(text, "id: "+head.ID+"\ndata: "...)
		text = append(append(text, raw...), "\n\n"...)
	}
	if v.NextAfter != nil {
		after = *v.NextAfter
	}
	return text, after, v.More, nil
}
