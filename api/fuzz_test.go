package api

import (
	"context"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"liandong/api/wire"
	"liandong/domain/fault"
)

// Whatever a body says, every route reads it whole or refuses it with words, and
// what was read is read the same when it is written down again.
func FuzzBody(f *testing.F) {
	a := demo(f)
	var routes []Route
	for _, r := range a.Routes() {
		if r.fresh != nil && !r.Form && r.In != reflect.TypeFor[none]() {
			routes = append(routes, r)
		}
	}
	for i, body := range []string{`{"title":"漏水","parties":[{"role":"applicant","represented_by":"某人"}],"claims":["修复",{"text":"赔偿"}]}`, `{"facts":{"history":[]}}`, `{"a":{"b":[1,2,{}]}}`, `{"x":1,"x":2}`, `null`, `[]`, "{\"a\":\"\u202e\"}", `{"final":"yes"}`} {
		f.Add(uint16(i*7), []byte(body))
	}
	f.Fuzz(func(t *testing.T, n uint16, body []byte) {
		r := routes[int(n)%len(routes)]
		in := r.fresh()
		if err := wire.Decode(body, in); err != nil {
			if x := fault.Of(err); x == nil || x.Title.ZH == "" {
				t.Fatalf("%s %s refuses without words: %v", r.Method, r.Path, err)
			}
			return
		}
		if _, err := json.Marshal(in); err != nil {
			t.Fatalf("%s %s: %v", r.Method, r.Path, err)
		}
	})
}

// Whatever a form says, it is read or refused with words.
func FuzzForm(f *testing.F) {
	a := demo(f)
	var routes []Route
	for _, r := range a.Routes() {
		if r.Form {
			routes = append(routes, r)
		}
	}
	const part = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nabc\r\n"
	f.Add(uint8(0), "multipart/form-data; boundary=x", []byte(part+"--x--\r\n"))
	f.Add(uint8(1), "multipart/form-data; boundary=x", []byte("--x\r\nContent-Disposition: form-data; name=\"mapping\"\r\n\r\n{}\r\n"+part+"--x--"))
	f.Add(uint8(2), "multipart/form-data", []byte(part))
	f.Fuzz(func(t *testing.T, n uint8, kind string, body []byte) {
		r := routes[int(n)%len(routes)]
		in, err := a.shape(context.Background(), r, Request{Key: "k", ContentType: kind, Body: body})
		if err != nil && (fault.Of(err) == nil || in != nil) {
			t.Fatalf("%s: refused with %v and without words: %v", r.Path, in, err)
		}
		if form, ok := in.(formed); ok {
			_ = form.canonical()
		}
	})
}

// Whatever keys, versions, pages and parameters somebody sends, nothing breaks.
func FuzzHeaders(f *testing.F) {
	a := demo(f)
	var route Route
	for _, r := range a.Routes() {
		if r.Method == "GET" && r.Path == "/public/receptions" {
			route = r
		}
	}
	f.Add("k1", `"1"`, "50", "", "application/json")
	f.Add(strings.Repeat("k", 201), "W/\"x\"", "-1", "AAAA", "text/plain")
	f.Fuzz(func(t *testing.T, key, match, limit, cursor, kind string) {
		c := &Call{ctx: context.Background(), app: a, req: Request{Key: key, IfMatch: match, ContentType: kind, Query: map[string]string{"limit": limit, "cursor": cursor}}}
		if v := c.version(); v < -1 {
			t.Fatalf("%q is version %d", match, v)
		}
		if p, err := c.page(); err == nil && (p.Limit < 1 || p.Limit > 100) {
			t.Fatalf("%q is a page of %d", limit, p.Limit)
		}
		if _, err := a.shape(context.Background(), Route{Write: true}, c.req); err == nil && (key == "" || len(key) > maxHeader || strings.ContainsAny(key, " \n\x00")) {
			t.Fatalf("the key %q was taken", key)
		}
		if out := a.serve(context.Background(), route, c.req); out.Status >= 500 {
			t.Fatalf("limit %q, cursor %q: %d", limit, cursor, out.Status)
		}
	})
}

// A calendar's line is folded, and no word of it begins another.
func FuzzCalendarLine(f *testing.F) {
	f.Add("大厅\nBEGIN:VEVENT")
	f.Add("a;b,c\\d\r\nX")
	f.Add("\xff\u2028")
	f.Fuzz(func(t *testing.T, text string) {
		var b icalFile
		b.line("LOCATION", icalText(text))
		lines := strings.Split(strings.TrimSuffix(b.String(), "\r\n"), "\r\n")
		for i, line := range lines {
			if len(line) > icalOctets || !utf8.ValidString(line) || strings.ContainsAny(line, "\r\n") || i > 0 && !strings.HasPrefix(line, " ") {
				t.Fatalf("%q: %q", text, lines)
			}
		}
	})
}
