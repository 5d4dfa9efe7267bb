package e2e

import (
	"bytes"
	"encoding/json"
	"mime/multipart"
	"slices"
	"strings"
)

// body writes what a door takes, or nearly that, and says in which headers it comes.
func (f *fuzzer) body(d door) (any, []string) {
	if slices.Contains(forms, d.String()) && f.chance(90) {
		return f.form(d)
	}
	var v any
	if told := f.seen[d.String()]; len(told) > 0 && f.chance(60) {
		if err := json.Unmarshal(told[f.random.IntN(len(told))], &v); err != nil {
			f.t.Fatal(err)
		}
	} else if schema := f.bodies[d.String()]; schema != nil {
		v = f.value(schema, "", 0)
	} else {
		v = obj{}
	}
	for range max(0, f.random.IntN(4)-1) {
		v = f.changed(v)
	}
	raw, err := json.Marshal(v)
	if err != nil {
		f.t.Fatal(err)
	}
	switch {
	case len(raw) > 4<<20: // beyond what the server reads at all, it ends the connection
		raw = raw[:4<<20]
	case f.chance(2):
		raw = raw[:f.random.IntN(len(raw)+1)]
	case f.chance(2) && len(raw) > 0:
		raw[f.random.IntN(len(raw))] = byte(f.random.IntN(256))
	case f.chance(1):
		return raw, []string{"Content-Type", f.pick("text/plain", "application/xml", "", "application/json; charset=gbk", "multipart/form-data")}
	}
	return raw, nil
}

// value makes what a schema describes.
func (f *fuzzer) value(schema map[string]any, name string, depth int) any {
	if ref, ok := schema["$ref"].(string); ok {
		def, _ := f.defs[strings.TrimPrefix(ref, "#/components/schemas/")].(map[string]any)
		return f.value(def, name, depth+1)
	}
	if either, ok := schema["anyOf"].([]any); ok {
		one, _ := either[f.random.IntN(len(either))].(map[string]any)
		return f.value(one, name, depth+1)
	}
	kind, _ := schema["type"].(string)
	if kinds, ok := schema["type"].([]any); ok {
		kind, _ = kinds[f.random.IntN(len(kinds))].(string)
	}
	switch kind {
	case "object":
		out := obj{}
		properties, _ := schema["properties"].(map[string]any)
		for key, of := range properties {
			if sub, ok := of.(map[string]any); ok && depth < 6 && f.chance(70) {
				out[key] = f.value(sub, key, depth+1)
			}
		}
		if more, ok := schema["additionalProperties"].(map[string]any); ok && f.chance(50) {
			out[f.word()] = f.value(more, name, depth+1)
		}
		return out
	case "array":
		out := []any{}
		sub, _ := schema["items"].(map[string]any)
		for range f.random.IntN(4) {
			if depth < 6 {
				out = append(out, f.value(sub, name, depth+1))
			}
		}
		return out
	case "integer":
		return []any{0, 1, 2, -1, 100, 101, 1 << 31, -(1 << 62)}[f.random.IntN(8)]
	case "number":
		return []any{0, 1.5, -1, 1e300}[f.random.IntN(4)]
	case "boolean":
		return f.chance(50)
	case "null":
		return nil
	}
	return f.named(name, schema)
}

// named makes a text that suits the name of its field.
func (f *fuzzer) named(name string, schema map[string]any) any {
	switch {
	case f.chance(15):
		return f.word()
	case schema["format"] == "date-time":
		return f.pick("2026-11-24T09:00:00+08:00", "2026-12-01T09:00:00+08:00", "2026-12-01T17:00:00+08:00", "2020-01-01T00:00:00Z")
	case schema["pattern"] != nil:
		return f.pick("2026-11-20", "2026-11-24", "2026-12-01", "", "2026-11-23")
	case name == "id" || strings.HasSuffix(name, "_id"):
		return f.id()
	case name == "to" || name == "organization" || name == "toward" || name == "receiver":
		return f.pick("org-petition", "org-housing", "org-mediation1", "org-court", "org-market", "org-street1")
	case strings.Contains(name, "text") || strings.Contains(name, "reason") || name == "title" || name == "name":
		return "文字" + itoa(f.random.IntN(100))
	}
	return f.word()
}

// changed spoils one place of a body.
func (f *fuzzer) changed(v any) any {
	switch x := v.(type) {
	case map[string]any:
		var keys []string
		for key := range x {
			keys = append(keys, key)
		}
		slices.Sort(keys)
		if len(keys) == 0 || f.chance(5) {
			x[f.word()] = f.word()
			return x
		}
		key := keys[f.random.IntN(len(keys))]
		if f.chance(15) {
			delete(x, key)
			return x
		}
		x[key] = f.changed(x[key])
		return x
	case []any:
		if len(x) > 0 && f.chance(60) {
			i := f.random.IntN(len(x))
			x[i] = f.changed(x[i])
			return x
		}
		if len(x) > 0 && f.chance(50) {
			for range f.random.IntN(300) {
				x = append(x, x[0])
			}
			return x
		}
		return append(x, f.word())
	}
	if f.chance(20) {
		return []any{nil, true, 0, -1, 1.5, 1e18, "", []any{}, obj{}, []any{nil}, obj{"a": obj{}}}[f.random.IntN(11)]
	}
	return f.word()
}

// form writes a form with a file.
func (f *fuzzer) form(d door) (any, []string) {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	file := [][]byte{[]byte("文字"), []byte("%PDF-1.4\n1 0 obj"), []byte("PK\x03\x04abc"), {}, bytes.Repeat([]byte("a"), 1<<16), []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), []byte("\x89PNG\r\n\x1a\n"), []byte("MZ\x90")}[f.random.IntN(8)]
	for range f.random.IntN(3) {
		_ = w.WriteField(f.pick("class", "title", "kind", "form", "party_id", "mapping", "reason", "trial", "tell", "original_at", f.word()), f.pick("case", "open", "{}", "1", f.word()))
	}
	part, err := w.CreateFormFile(f.pick("file", "file", "file", f.word()), f.pick("a.txt", "b.pdf", "../x", f.word()))
	if err != nil {
		f.t.Fatal(err)
	}
	_, _ = part.Write(file)
	_ = w.Close()
	raw := body.Bytes()
	if f.chance(5) {
		raw = raw[:f.random.IntN(len(raw))]
	}
	return raw, []string{"Content-Type", w.FormDataContentType()}
}
