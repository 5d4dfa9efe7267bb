package api

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"

	"liandong/api/problem"
	"liandong/api/wire"
	"liandong/domain/fault"
	"liandong/domain/who"
	"liandong/infra/gormdb"
)

// Limits of a request.
const (
	maxBody    = 1 << 20
	maxHeader  = 200
	keepAnswer = 24 * time.Hour
)

// The refusals of a request, before anything is asked of the domain.
var (
	errKeyMissing  = fault.New(fault.Malformed, "idempotency_key_missing", "缺少 Idempotency-Key：请为每次办理生成一个新的标识", "send an Idempotency-Key with every changing request")
	errKeyInvalid  = fault.New(fault.Malformed, "idempotency_key_invalid", "Idempotency-Key 应为1至200个可见字符", "an Idempotency-Key is 1 to 200 visible characters")
	errKeyReused   = fault.New(fault.Violation, "idempotency_key_reused", "同一个 Idempotency-Key 已用于另一项内容", "this Idempotency-Key was used for another request: make a new one")
	errCSRF        = fault.New(fault.Denied, "csrf_token_invalid", "页面已失效，请刷新后重试", "send the session's csrf_token as X-CSRF-Token")
	errTooLarge    = fault.New(fault.TooLarge, "body_too_large", "内容过大，不能超过1 MB", "the body is larger than 1 MB")
	errContentType = fault.New(fault.Unsupported, "content_type", "只接受 application/json", "send application/json")
	errRepeated    = fault.New(fault.Malformed, "parameter_repeated", "查询参数重复", "a query parameter is given twice")
)

// reply is an answer on its way out.
type reply struct {
	Status      int
	Body        []byte
	ETag        string
	Location    string
	Type        string
	Disposition string
	Retry       int
	cookie      *cookie
	flow        func(*bufio.Writer)
}

// tagged is what has an ETag.
type tagged interface{ etag() string }

// serve answers one request by one route: who asks, may they, is it well
// formed, was it answered before, and only then the deed, in one unit of work.
func (a *App) serve(ctx context.Context, r Route, req Request) reply {
	out, err := a.answer(ctx, r, req)
	if err != nil {
		return a.refuse(ctx, r, req, err)
	}
	return out
}

func (a *App) answer(ctx context.Context, r Route, req Request) (reply, error) {
	c := &Call{ctx: ctx, app: a, req: req}
	if err := a.identify(c, r); err != nil {
		return reply{}, err
	}
	if r.Write && (!r.Keyless || r.Unkept) {
		if err := checkCSRF(c, r); err != nil {
			return reply{}, err
		}
	}
	if err := a.freshPolicy(ctx); err != nil {
		return reply{}, err
	}
	if err := a.keepPace(c, r); err != nil {
		return reply{}, err
	}
	if err := a.askFactor(c, r); err != nil {
		return reply{}, err
	}
	in, shape := a.shape(ctx, r, req)
	if form, ok := in.(formed); ok {
		c.req.Body = form.canonical()
	}
	if r.Merged {
		if err := a.gathered(ctx); err != nil {
			return reply{}, err
		}
	}
	if r.Proved {
		if err := a.covered(ctx); err != nil {
			return reply{}, err
		}
	}
	if r.Outside {
		return a.outside(c, r, in, shape)
	}
	if r.Write || r.Logged {
		return a.write(c, r, in, shape)
	}
	if r.Counted {
		if err := a.keepBooks(ctx); err != nil {
			return reply{}, err
		}
	}
	var out reply
	err := a.db.Read(ctx, func(ctx context.Context, tx *gorm.DB) error {
		c.begin(ctx, tx, false)
		if shape != nil {
			if err := c.gate(r); err != nil {
				return err
			}
			return shape
		}
		var err error
		out, err = c.run(r, in)
		return err
	})
	return out, err
}

// outside runs a route that needs units of work of its own.
func (a *App) outside(c *Call, r Route, in any, shape error) (reply, error) {
	var earlier reply
	answered := false
	err := a.db.Read(c.ctx, func(ctx context.Context, tx *gorm.DB) error {
		outer := c.ctx
		defer func() { c.ctx = outer }()
		c.begin(ctx, tx, false)
		if err := c.gate(r); err != nil {
			return err
		}
		if shape != nil {
			return shape
		}
		var err error
		if r.Keyless {
			return nil
		}
		earlier, answered, err = c.repeated(r)
		return err
	})
	if err != nil || answered {
		return earlier, err
	}
	out, err := c.run(r, in)
	if err != nil || r.Keyless {
		return out, err
	}
	return out, a.db.Do(c.ctx, func(ctx context.Context, tx *gorm.DB) error {
		c.begin(ctx, tx, true)
		return c.keep(r, out)
	})
}

func checkCSRF(c *Call, r Route) error {
	if r.Of == ofPublic || c.scope != nil {
		return nil // no browser sends a machine's token by itself
	}
	if !sameSecret(c.req.CSRF, c.session.CsrfToken) {
		return errCSRF
	}
	return nil
}

// begin starts a unit of work, which may run more than once.
func (c *Call) begin(ctx context.Context, tx *gorm.DB, write bool) {
	actor := who.Actor{}
	if c.Work != nil {
		actor = c.Actor
	}
	c.ctx, c.tx, c.location, c.cookie = ctx, tx, "", nil
	c.Work = c.app.office.Begin(c.app.db.Bind(tx, write, c.app.journal), actor, c.app.clock.Now(), c.req.ID)
	if c.scope != nil {
		c.Policy = scoped{c.Policy, c.scope}
	}
}

// run does what the route is for and writes the answer down.
func (c *Call) run(r Route, in any) (reply, error) {
	if r.Of == ofNothing { // what is about a subject is opened by what it does
		if err := c.MayOwn(r.May); err != nil {
			return reply{}, err
		}
	}
	body, err := r.do(c, in)
	if asked := (problem.Challenged{}); errors.As(err, &asked) {
		return c.app.refuse(c.ctx, r, c.req, err), nil // what was asked for is kept
	}
	if err != nil {
		return reply{}, err
	}
	out := reply{Status: r.Status, Location: c.location, cookie: c.cookie}
	if t, ok := body.(tagged); ok {
		out.ETag = t.etag()
	}
	if body == nil {
		out.Status = http.StatusNoContent
		return out, nil
	}
	if raw, ok := body.(rawBody); ok {
		out.Body, out.flow, out.Type, out.Disposition = raw.bytes, raw.flow, raw.kind, raw.disposition
		return out, nil
	}
	out.Body, err = json.Marshal(body)
	return out, err
}

// shape reads the body. What is wrong with it is told only after access was checked.
func (a *App) shape(ctx context.Context, r Route, req Request) (any, error) {
	if req.Repeated != "" {
		return nil, errRepeated.WithFields(fault.Field{Pointer: "/" + req.Repeated, Code: "repeated", Detail: errRepeated.Title})
	}
	if r.Write && !r.Keyless {
		switch {
		case req.Key == "":
			return nil, errKeyMissing
		case len(req.Key) > maxHeader || strings.ContainsFunc(req.Key, func(c rune) bool { return c < 0x21 || c > 0x7e }):
			return nil, errKeyInvalid
		}
	}
	if r.In == nil {
		return nil, nil
	}
	if r.Form {
		in, err := readForm(r, req)
		if err != nil {
			return nil, err // and not a form of some kind that is nil
		}
		if f, ok := in.(looked); ok {
			if err := f.look(ctx, a.parser); err != nil {
				return nil, err
			}
		}
		return in, nil
	}
	if len(req.Body) > maxBody {
		return nil, errTooLarge
	}
	if len(req.Body) > 0 {
		kind, _, _ := strings.Cut(req.ContentType, ";")
		if strings.TrimSpace(strings.ToLower(kind)) != "application/json" {
			return nil, errContentType
		}
	}
	in := r.fresh()
	return in, wire.Decode(req.Body, in)
}

// write runs a changing route. Its answer is stored in the same transaction as
// its effect: whoever asks again with the same key gets the first answer.
func (a *App) write(c *Call, r Route, in any, shape error) (reply, error) {
	var out reply
	err := a.db.Do(c.ctx, func(ctx context.Context, tx *gorm.DB) error {
		c.begin(ctx, tx, true)
		if r.Write && !r.Keyless && c.req.Key != "" {
			earlier, ok, err := c.repeated(r)
			if err != nil || ok {
				out = earlier
				return err
			}
		}
		if shape != nil {
			if err := c.gate(r); err != nil {
				return err
			}
			return shape
		}
		var err error
		if out, err = c.run(r, in); err != nil || !r.Write || r.Keyless {
			return err
		}
		return c.keep(r, out)
	})
	if gormdb.IsDuplicate(err) && r.Write {
		err = fault.New(fault.Conflict, "conflict", "同时有人办理了同一事项，请刷新后重试", "somebody did the same at the same moment: reload and decide again")
	}
	if f := fault.Of(err); f != nil && r.Write && !r.Keyless && c.req.Key != "" && f != errKeyReused && storable(f.Kind) {
		out := a.refuse(c.ctx, r, c.req, err, a.instead(c, r, f)...)
		a.keepRefusal(c, r, out)
		return out, nil
	}
	return out, err
}

// instead lists what the caller may do now, beside a refusal by state.
func (a *App) instead(c *Call, r Route, f *fault.Fault) []problem.Action {
	if f.Kind != fault.Conflict {
		return nil
	}
	var allowed []problem.Action
	err := a.db.Read(c.ctx, func(ctx context.Context, tx *gorm.DB) error {
		c.begin(ctx, tx, false)
		var err error
		allowed, err = c.allowed(r)
		return err
	})
	if err != nil && fault.Of(err) == nil {
		a.log.WarnContext(c.ctx, "what is allowed instead is not known", "request_id", c.req.ID, "error", err)
	}
	return allowed
}

// storable tells which refusals are a request's answer for good: those the
// domain gave after it understood. Access, shape and passing trouble are not.
func storable(k fault.Kind) bool {
	return k == fault.Violation || k == fault.Stale || k == fault.Conflict
}

// digest covers what was asked: the same key for another request is refused.
func (c *Call) digest(r Route) string {
	h := sha256.New()
	for _, part := range []string{r.Method, c.req.Path, c.req.IfMatch, string(c.req.Body)} {
		h.Write([]byte(strconv.Itoa(len(part)) + ":" + part))
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil))
}

// requester is whose keys they are: an account's, a party's, or nobody's in particular.
func (c *Call) requester() string {
	switch {
	case c.session.PartyID != "":
		return "party/" + c.session.PartyID
	case c.session.UserID != "":
		return "user/" + c.session.UserID
	}
	return "public"
}

type keptHeaders struct {
	ETag     string `json:"etag,omitempty"`
	Location string `json:"location,omitempty"`
	Type     string `json:"type,omitempty"`
}

// repeated returns the answer given before to the same request.
func (c *Call) repeated(r Route) (reply, bool, error) {
	kept, ok, err := c.accounts().Answer(c.ctx, c.requester(), c.req.Key)
	if err != nil || !ok {
		return reply{}, false, err
	}
	if kept.Digest != c.digest(r) {
		return reply{}, true, errKeyReused
	}
	var h keptHeaders
	if err := json.Unmarshal([]byte(kept.Headers), &h); err != nil {
		return reply{}, true, err
	}
	return reply{Status: kept.Status, Body: []byte(kept.Body), ETag: h.ETag, Location: h.Location, Type: h.Type}, true, nil
}

func (c *Call) keep(r Route, out reply) error {
	h, err := json.Marshal(keptHeaders{ETag: out.ETag, Location: out.Location, Type: out.Type})
	if err != nil {
		return err
	}
	return c.accounts().KeepAnswer(c.ctx, gormdb.Answered{
		Actor: c.requester(), Request: c.req.Key, Digest: c.digest(r), Status: out.Status, Headers: string(h),
		Body: string(out.Body), At: gormdb.Stamp(c.app.wall()),
	})
}

// keepRefusal stores a refusal as the request's answer. If that fails, or
// somebody answered meanwhile, nothing is lost: the refusal changed nothing.
func (a *App) keepRefusal(c *Call, r Route, out reply) {
	err := a.db.Do(c.ctx, func(ctx context.Context, tx *gorm.DB) error {
		c.begin(ctx, tx, true)
		return c.keep(r, out)
	})
	if err != nil && !gormdb.IsDuplicate(err) {
		a.log.WarnContext(c.ctx, "a refusal was not kept", "request_id", c.req.ID, "error", err)
	}
}

// refuse writes a refusal. What is not one is logged whole and says nothing.
func (a *App) refuse(ctx context.Context, r Route, req Request, err error, instead ...problem.Action) reply {
	p := problem.Of(err, req.Language)
	p.AllowedActions = instead
	if p.Status >= http.StatusInternalServerError && !errors.Is(err, context.Canceled) {
		a.log.ErrorContext(ctx, "request failed", "request_id", req.ID, "method", r.Method, "path", r.Path, "error", err)
	}
	body, marshalErr := json.Marshal(p)
	if marshalErr != nil {
		body = []byte(`{"title":"internal","status":500,"code":"internal","detail":""}`)
	}
	return reply{Status: p.Status, Body: body, Type: problem.MediaType, Retry: p.RetryAfter}
}

// notice writes one entry for a look at personal data.
func (c *Call) notice(caseID, action, subject string) error {
	return c.Note(c.ctx, caseID, action, subject)
}
