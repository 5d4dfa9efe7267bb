package api

import (
	"bufio"
	"context"
	"net/http"
	"slices"
	"sync/atomic"
	"time"

	"github.com/gofiber/fiber/v2"

	"liandong/domain/fault"
	"liandong/domain/lang"
)

// A stream ends by itself before the server's time to write an answer is over;
// browsers connect again, behind the last event they saw.
const (
	streamFor   = 45 * time.Second
	streamBeat  = time.Second
	streamQuiet = 15 * time.Second // a comment is sent, so that what stands between keeps the connection
	mostStreams = 2000             // of one replica
)

var errStreams = &fault.Fault{Kind: fault.Unavailable, Code: "events.too_many_streams", RetryAfter: 10,
	Title: lang.T("实时连接已满，请稍后再试", "too many streams are open: try again shortly")}

// streaming counts the open streams and ends them when the program does.
type streaming struct {
	open atomic.Int64
	end  chan struct{}
}

// Drain ends the open streams, so that the server can stop.
func (a *App) Drain() { close(a.streaming.end) }

// streamer serves a route that streams: who asks is asked again at each beat, so
// that a login that ended ends its stream, and a stream keeps no login alive.
func (a *App) streamer(r Route) fiber.Handler {
	page := a.routes[slices.IndexFunc(a.routes, func(x Route) bool { return x.Method == http.MethodGet && x.Path == r.Stream })]
	return func(c *fiber.Ctx) error {
		req := a.read(c, r)
		req.Quiet = true
		if last := c.Get("Last-Event-ID"); last != "" {
			req.Query["after"] = last
		}
		out := a.serve(context.Background(), r, req)
		if out.Status != http.StatusOK {
			return a.send(c, out)
		}
		if req.Query["after"] = string(out.Body); len(out.Body) == 0 {
			delete(req.Query, "after")
		}
		if a.streaming.open.Add(1) > mostStreams {
			a.streaming.open.Add(-1)
			return a.send(c, a.refuse(context.Background(), r, req, errStreams))
		}
		c.Set(fiber.HeaderContentType, "text/event-stream; charset=utf-8")
		c.Set(fiber.HeaderCacheControl, "no-store")
		c.Set("X-Accel-Buffering", "no")
		c.Context().SetBodyStreamWriter(func(w *bufio.Writer) {
			defer a.streaming.open.Add(-1)
			a.flow(page, req, w)
		})
		return nil
	}
}

// flow writes what happens until the stream has lasted its time.
func (a *App) flow(page Route, req Request, w *bufio.Writer) {
	ends, quiet := time.NewTimer(streamFor), time.Now()
	defer ends.Stop()
	tick := time.NewTicker(streamBeat)
	defer tick.Stop()
	if _, err := w.WriteString("retry: 1000\n\n"); err != nil || w.Flush() != nil {
		return
	}
	for {
		out := a.serve(context.Background(), page, req)
		if out.Status != http.StatusOK {
			return
		}
		text, after, more, err := asStream(out.Body)
		if err != nil {
			a.log.Error("events", "error", err)
			return
		}
		if after != "" {
			req.Query["after"] = after
		}
		if len(text) == 0 && time.Since(quiet) > streamQuiet {
			text = []byte(": still here\n\n")
		}
		if len(text) > 0 {
			quiet = time.Now()
			if _, err := w.Write(text); err != nil || w.Flush() != nil {
				return // nobody listens any more
			}
		}
		if more {
			continue
		}
		select {
		case <-tick.C:
		case <-ends.C:
			return
		case <-a.streaming.end:
			return
		}
	}
}
