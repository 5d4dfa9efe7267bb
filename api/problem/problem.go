// Package problem turns errors into RFC 9457 answers. It holds the only table
// from kinds of refusal to statuses.
package problem

import (
	"errors"
	"net/http"
	"time"

	"liandong/domain/desk"
	"liandong/domain/fault"
	"liandong/domain/lang"
	"liandong/domain/statute"
)

// MediaType is what refusals are sent as.
const MediaType = "application/problem+json"

// statuses is the one table; unknown means 500.
var statuses = map[fault.Kind]int{
	fault.Internal:        http.StatusInternalServerError,
	fault.Unauthenticated: http.StatusUnauthorized,
	fault.NotFound:        http.StatusNotFound,
	fault.Denied:          http.StatusForbidden,
	fault.Malformed:       http.StatusBadRequest,
	fault.TooLarge:        http.StatusRequestEntityTooLarge,
	fault.Unsupported:     http.StatusUnsupportedMediaType,
	fault.Violation:       http.StatusUnprocessableEntity,
	fault.Stale:           http.StatusPreconditionFailed,
	fault.Conflict:        http.StatusConflict,
	fault.TooMany:         http.StatusTooManyRequests,
	fault.Unavailable:     http.StatusServiceUnavailable,
}

// Field is one field at fault.
type Field struct {
	Pointer string `json:"pointer" doc:"RFC 6901, into the request's body; empty for the body itself"`
	Code    string `json:"code"`
	Detail  string `json:"detail"`
}

// Problem is a refusal as it is sent.
type Problem struct {
	Type           string             `json:"type"`
	Title          string             `json:"title"`
	Status         int                `json:"status"`
	Code           string             `json:"code" doc:"stable, dotted lower_snake"`
	Detail         string             `json:"detail"`
	Cite           []statute.Citation `json:"cite,omitempty"`
	Errors         []Field            `json:"errors,omitempty"`
	Reasons        []Reason           `json:"reasons,omitempty" doc:"why the law closes a route"`
	AllowedActions []Action           `json:"allowed_actions,omitempty"`
	Challenge      *Challenge         `json:"challenge,omitempty" doc:"a second factor that is to be shown first, at POST /session/factor"`
	RetryAfter     int                `json:"-"`
}

// Challenge is a second factor that is asked for.
type Challenge struct {
	ID        string      `json:"id"`
	Kinds     []string    `json:"kinds" doc:"totp, passkey, recovery: any one of them"`
	Enrol     bool        `json:"enrol,omitempty" doc:"the account has none yet and must enrol one of the kinds: POST /session/factor/enrolment"`
	ExpiresAt time.Time   `json:"expires_at"`
	Passkey   *PasskeyAsk `json:"passkey,omitempty" doc:"for navigator.credentials.get"`
}

// PasskeyAsk is what a browser is told to ask a passkey for. Bytes are base64url without padding.
type PasskeyAsk struct {
	Challenge string   `json:"challenge"`
	RPID      string   `json:"rp_id"`
	Allow     []string `json:"allow" doc:"ids of the account's passkeys"`
	Timeout   int      `json:"timeout" doc:"milliseconds"`
}

// Challenged is a refusal that says what to show first.
type Challenged struct {
	Refusal   *fault.Fault
	Challenge Challenge
}

// Error implements error.
func (c Challenged) Error() string { return c.Refusal.Error() }

// Unwrap gives the refusal.
func (c Challenged) Unwrap() error { return c.Refusal }

// Reason is one rule behind a closed route.
type Reason struct {
	Rule string             `json:"rule"`
	Text string             `json:"text"`
	Cite []statute.Citation `json:"cite"`
}

// Action is one thing the caller may do now.
type Action struct {
	Action string `json:"action"`
	Method string `json:"method"`
	Href   string `json:"href"`
	Title  string `json:"title"`
	Effect string `json:"effect,omitempty" doc:"what the step starts, ends and rests on, in words"`
}

// Status is the status of a refusal; 500 for anything that is none.
func Status(err error) int {
	if f := fault.Of(err); f != nil {
		return statuses[f.Kind]
	}
	return http.StatusInternalServerError
}

var internal = fault.New(fault.Internal, "internal", "系统内部错误，操作没有完成，请稍后重试", "something went wrong here and nothing was done: try again later")

// Of describes err in a language. What is not a refusal says nothing of its cause.
func Of(err error, tag lang.Tag) Problem {
	f := fault.Of(err)
	if f == nil {
		f = internal
	}
	p := Problem{
		Type: "/problems/" + f.Code, Title: f.Title.In(tag), Status: statuses[f.Kind], Code: f.Code,
		Detail: f.Detail.In(tag), Cite: f.Cite, RetryAfter: f.RetryAfter,
	}
	for _, x := range f.Fields {
		p.Errors = append(p.Errors, Field{Pointer: x.Pointer, Code: x.Code, Detail: x.Detail.In(tag)})
	}
	if p.Detail == "" {
		p.Detail = p.Title
	}
	var closed desk.ClosedRoute
	if errors.As(err, &closed) {
		for _, r := range closed.Judged.Reasons {
			p.Reasons = append(p.Reasons, Reason{Rule: r.Rule, Text: r.Text.In(tag), Cite: r.Cite})
		}
	}
	var asked Challenged
	if errors.As(err, &asked) {
		p.Challenge = &asked.Challenge
	}
	return p
}
