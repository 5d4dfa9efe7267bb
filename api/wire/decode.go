// Package wire reads JSON strictly: what is not understood is refused, not dropped.
package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"

	"liandong/domain/fault"
)

// MaxDepth is how deep a body may nest.
const MaxDepth = 32

var errBody = fault.New(fault.Malformed, "malformed", "请求内容的格式不正确", "the request body cannot be read")

func malformed(pointer, code, zh, en string) error {
	f := fault.Invalid(pointer, code, zh, en)
	return errBody.WithFields(f.Fields...)
}

// Decode reads a JSON object into v. It refuses, as Malformed: what is not
// JSON, broken UTF-8, NUL and bidirectional control characters, repeated or
// unknown fields, wrong types, too deep a nesting, and anything after the object.
func Decode(body []byte, v any) error {
	if len(bytes.TrimSpace(body)) == 0 {
		body = []byte("{}")
	}
	if !utf8.Valid(body) {
		return malformed("", "utf8", "内容不是有效的 UTF-8 文字", "the body is not valid UTF-8")
	}
	s := scanner{dec: json.NewDecoder(bytes.NewReader(body))}
	s.dec.UseNumber()
	if err := s.value("", 0); err != nil {
		return err
	}
	if _, err := s.dec.Token(); !errors.Is(err, io.EOF) {
		return malformed("", "not_json", "JSON 之后还有多余内容", "there is something after the JSON object")
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		return explain(err)
	}
	return nil
}

// explain says where the body does not fit.
func explain(err error) error {
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		pointer := ""
		if wrong.Field != "" {
			pointer = "/" + strings.ReplaceAll(wrong.Field, ".", "/")
		}
		return malformed(pointer, "wrong_type", "类型不对，应为 "+kindName(wrong.Type), "wrong type: expected "+kindName(wrong.Type))
	}
	if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		field, quoteErr := strconv.Unquote(name)
		if quoteErr != nil {
			field = name
		}
		return malformed("/"+escape(field), "unknown_field", "没有这个字段："+field, "unknown field: "+field)
	}
	var f *fault.Fault
	if errors.As(err, &f) {
		return f
	}
	return malformed("", "not_json", "内容不是有效的 JSON", "the body is not valid JSON")
}

func kindName(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return "string"
	case reflect.Bool:
		return "boolean"
	case reflect.Slice, reflect.Array:
		return "array"
	case reflect.Int, reflect.Int64, reflect.Float64:
		return "number"
	}
	return "object"
}

// scanner walks the tokens once, for what encoding/json lets pass.
type scanner struct{ dec *json.Decoder }

func (s scanner) value(at string, depth int) error {
	if depth > MaxDepth {
		return malformed(at, "too_deep", "嵌套过深", "the body is nested too deeply")
	}
	tok, err := s.dec.Token()
	if err != nil {
		return malformed("", "not_json", "内容不是有效的 JSON", "the body is not valid JSON")
	}
	switch t := tok.(type) {
	case string:
		return plain(at, t)
	case json.Delim:
		if t == '{' {
			return s.object(at, depth)
		}
		return s.array(at, depth)
	}
	return nil
}

func (s scanner) object(at string, depth int) error {
	seen := map[string]bool{}
	for s.dec.More() {
		tok, err := s.dec.Token()
		if err != nil {
			return malformed("", "not_json", "内容不是有效的 JSON", "the body is not valid JSON")
		}
		name, _ := tok.(string)
		pointer := at + "/" + escape(name)
		if seen[name] {
			return malformed(pointer, "duplicate_field", "字段重复："+name, "the field is given twice: "+name)
		}
		seen[name] = true
		if err := s.value(pointer, depth+1); err != nil {
			return err
		}
	}
	return s.end()
}

func (s scanner) array(at string, depth int) error {
	for i := 0; s.dec.More(); i++ {
		if err := s.value(fmt.Sprintf("%s/%d", at, i), depth+1); err != nil {
			return err
		}
	}
	return s.end()
}

func (s scanner) end() error {
	if _, err := s.dec.Token(); err != nil {
		return malformed("", "not_json", "内容不是有效的 JSON", "the body is not valid JSON")
	}
	return nil
}

// plain refuses characters that show one thing and mean another.
func plain(at, text string) error {
	for _, r := range text {
		if r == 0 || (r >= 0x202A && r <= 0x202E) || (r >= 0x2066 && r <= 0x2069) {
			return malformed(at, "control_character", "含有不可见的控制字符", "it holds a control character that cannot be seen")
		}
	}
	return nil
}

func escape(name string) string {
	return strings.ReplaceAll(strings.ReplaceAll(name, "~", "~0"), "/", "~1")
}
