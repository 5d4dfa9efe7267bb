// Package fault describes refusals: what was refused, why, by which article,
// and what can be done. Anything that is not a Fault is an internal error and
// says nothing of its cause to anyone outside.
package fault

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"liandong/domain/lang"
	"liandong/domain/statute"
)

// Kind says what sort of refusal it is. The HTTP status is chosen from it in one place, api/problem.
type Kind int

// The kinds, in the order in which refusals are given.
const (
	Internal Kind = iota
	Unauthenticated
	NotFound
	Denied
	Malformed
	TooLarge
	Unsupported
	Violation
	Stale
	Conflict
	TooMany
	Unavailable
)

// Field is one thing that is wrong with what was sent.
type Field struct {
	Pointer string // RFC 6901, into the request's body
	Code    string
	Detail  lang.Text
}

// Fault is a refusal. Code is stable, dotted lower_snake; Title never varies
// with the occasion; Detail may.
type Fault struct {
	Kind   Kind
	Code   string
	Title  lang.Text
	Detail lang.Text
	Cite   []statute.Citation
	Fields []Field
	// RetryAfter is in seconds, for TooMany and Unavailable.
	RetryAfter int
}

// New makes a refusal without an article.
func New(kind Kind, code, zh, en string) *Fault {
	return &Fault{Kind: kind, Code: code, Title: lang.T(zh, en)}
}

// ByLaw makes a refusal that rests on an article.
func ByLaw(kind Kind, code, zh, en string, cite ...statute.Citation) *Fault {
	f := New(kind, code, zh, en)
	f.Cite = cite
	return f
}

// Error gives code and English title, for logs and tests.
func (f *Fault) Error() string {
	if len(f.Fields) > 0 {
		return fmt.Sprintf("%s: %s (%s: %s)", f.Code, f.Title.EN, f.Fields[0].Pointer, f.Fields[0].Detail.EN)
	}
	return f.Code + ": " + f.Title.EN
}

// Is matches faults by code, so that a variable matches its copies made by With… methods.
func (f *Fault) Is(target error) bool {
	var t *Fault
	return errors.As(target, &t) && t.Code == f.Code
}

// WithDetail returns a copy that says what was special on this occasion.
func (f *Fault) WithDetail(zh, en string) *Fault {
	c := *f
	c.Detail = lang.T(zh, en)
	return &c
}

// WithFields returns a copy that names the fields at fault.
func (f *Fault) WithFields(fields ...Field) *Fault {
	c := *f
	c.Fields = fields
	return &c
}

// WithCite returns a copy that rests on the articles given.
func (f *Fault) WithCite(cite ...statute.Citation) *Fault {
	c := *f
	c.Cite = cite
	return &c
}

// Of finds the refusal in err's chain; nil if err is not a refusal.
func Of(err error) *Fault {
	var f *Fault
	if errors.As(err, &f) {
		return f
	}
	return nil
}

// ErrInvalid is the refusal of what was understood but cannot be accepted; its
// Fields say where and why.
var ErrInvalid = New(Violation, "invalid", "填写的内容有问题，请按提示修改后重试", "something in the request cannot be accepted: mend the fields named and send it again")

// Check gathers field refusals, so that a person sees them all at once.
type Check struct{ fields []Field }

// Add notes that the field at pointer is refused.
func (c *Check) Add(pointer, code, zh, en string) {
	c.fields = append(c.fields, Field{Pointer: pointer, Code: code, Detail: lang.T(zh, en)})
}

// Words wants something written, of at most so many characters.
func (c *Check) Words(pointer, value string, most int) {
	switch n := strconv.Itoa(most); {
	case strings.TrimSpace(value) == "":
		c.Add(pointer, "required", "请填写", "this is required")
	case utf8.RuneCountInString(value) > most:
		c.Add(pointer, "too_long", "不能超过"+n+"字", "at most "+n+" characters")
	}
}

// Err returns a Violation naming every field noted, or nil if there is none.
func (c *Check) Err() error {
	if len(c.fields) == 0 {
		return nil
	}
	return ErrInvalid.WithFields(c.fields...)
}

// Invalid refuses one field.
func Invalid(pointer, code, zh, en string) *Fault {
	return ErrInvalid.WithFields(Field{Pointer: pointer, Code: code, Detail: lang.T(zh, en)})
}
