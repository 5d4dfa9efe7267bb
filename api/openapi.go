package api

import (
	"encoding/json"
	"path"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"time"

	"liandong/api/problem"
	"liandong/domain/calendar"
	"liandong/domain/party"
)

// object is a piece of the OpenAPI document.
type object map[string]any

// describe writes the OpenAPI 3.1 document from the table of routes and the
// shapes they take and give, so that it is true by how it is made.
func (a *App) describe() ([]byte, error) {
	s := &schemas{defs: object{}, types: map[string]reflect.Type{}}
	paths := object{}
	s.of(reflect.TypeFor[problem.Problem]())
	for _, r := range a.routes {
		at := prefix + parameters.ReplaceAllString(r.Path, "{$1}")
		item, _ := paths[at].(object)
		if item == nil {
			item = object{}
			paths[at] = item
		}
		item[strings.ToLower(r.Method)] = s.operation(r)
	}
	return json.MarshalIndent(object{
		"openapi": "3.1.0",
		"info": object{
			"title": "Liandong 联动", "version": "1", "license": object{"name": "Apache-2.0", "identifier": "Apache-2.0"},
			"description": "Referral of public disputes between petition, mediation, arbitration, reconsideration and litigation. Refusals are RFC 9457 problems, in the order 401, 404, 403, 400/413/415, 422, 412, 409.",
		},
		"paths": paths,
		"components": object{
			"schemas": s.defs,
			"securitySchemes": object{
				"session": object{"type": "apiKey", "in": "cookie", "name": a.cookieName()},
				"csrf":    object{"type": "apiKey", "in": "header", "name": "X-CSRF-Token"},
			},
		},
	}, "", " ")
}

var parameters = regexp.MustCompile(`:(\w+)`)

func (s *schemas) operation(r Route) object {
	op := object{"summary": r.Title, "operationId": operationID(r), "x-permission": r.May, "responses": s.responses(r)}
	if params := operationParameters(r); len(params) > 0 {
		op["parameters"] = params
	}
	switch {
	case r.Of == ofPublic:
		op["security"] = []object{}
	case r.Write:
		op["security"] = []object{{"session": []string{}, "csrf": []string{}}}
	default:
		op["security"] = []object{{"session": []string{}}}
	}
	if r.In != nil && r.In != reflect.TypeFor[none]() {
		media := "application/json"
		if r.Form {
			media = "multipart/form-data"
		}
		op["requestBody"] = object{"content": object{media: object{"schema": s.of(r.In)}}}
	}
	return op
}

func operationID(r Route) string {
	name := strings.ToLower(r.Method) + parameters.ReplaceAllString(r.Path, "by_$1")
	return strings.Trim(regexp.MustCompile(`[^a-z0-9]+`).ReplaceAllString(name, "_"), "_")
}

func operationParameters(r Route) []object {
	var all []object
	for _, m := range parameters.FindAllStringSubmatch(r.Path, -1) {
		all = append(all, object{"name": m[1], "in": "path", "required": true, "schema": object{"type": "string"}})
	}
	for _, q := range r.Query {
		schema := object{"type": "string"}
		if len(q.Codes) > 0 {
			schema["enum"] = q.Codes
		}
		p := object{"name": q.Name, "in": "query", "schema": schema}
		if q.Doc != "" {
			p["description"] = q.Doc
		}
		all = append(all, p)
	}
	if r.Write && !r.Keyless {
		all = append(all, object{"name": "Idempotency-Key", "in": "header", "required": true, "schema": object{"type": "string", "maxLength": maxHeader}},
			object{"name": "If-Match", "in": "header", "schema": object{"type": "string"}})
	}
	return all
}

func (s *schemas) responses(r Route) object {
	refusal := object{"description": "refused", "content": object{problem.MediaType: object{"schema": object{"$ref": "#/components/schemas/Problem"}}}}
	out := object{"default": refusal}
	switch {
	case r.Out == reflect.TypeFor[any]():
		out["204"] = object{"description": "done"}
	case r.Out == reflect.TypeFor[rawBody]():
		out["200"] = object{"description": "the file", "content": object{rawKind(r): object{"schema": object{"type": "string"}}}}
	default:
		code := strconv.Itoa(r.Status)
		out[code] = object{"description": "done", "content": object{"application/json": object{"schema": s.of(r.Out)}}}
	}
	return out
}

// rawKind is the type of an answer that is not JSON.
func rawKind(r Route) string {
	if strings.HasSuffix(r.Path, ".ics") {
		return "text/calendar"
	}
	return "application/octet-stream"
}

// schemas turns Go shapes into JSON Schema, named shapes once.
type schemas struct {
	defs  object
	types map[string]reflect.Type
}

func (s *schemas) of(t reflect.Type) object {
	switch {
	case t == reflect.TypeFor[time.Time]():
		return object{"type": "string", "format": "date-time"}
	case t == reflect.TypeFor[calendar.Date]():
		return object{"type": "string", "pattern": `^(\d{4}-\d{2}-\d{2})?$`}
	case t == reflect.TypeFor[file]():
		return object{"type": "string", "format": "binary"}
	case t == reflect.TypeFor[flag]():
		return object{"type": []string{"boolean", "string"}}
	case t == reflect.TypeFor[representativeIn]():
		return object{"anyOf": []object{{"type": "string"}, s.structure(reflect.TypeFor[party.Representative]())}}
	case t == reflect.TypeFor[claimIn]():
		return object{"anyOf": []object{{"type": "string"}, s.structure(t)}}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return nullable(s.of(t.Elem()))
	case reflect.String:
		return object{"type": "string"}
	case reflect.Bool:
		return object{"type": "boolean"}
	case reflect.Float64:
		return object{"type": "number"}
	case reflect.Int, reflect.Int64:
		return object{"type": "integer"}
	case reflect.Slice:
		return object{"type": "array", "items": s.of(t.Elem())}
	case reflect.Array:
		return object{"type": "array", "items": s.of(t.Elem()), "minItems": t.Len(), "maxItems": t.Len()}
	case reflect.Map:
		return object{"type": "object", "additionalProperties": s.of(t.Elem())}
	case reflect.Struct:
		return s.named(t)
	}
	return object{}
}

func nullable(schema object) object {
	if kind, ok := schema["type"].(string); ok {
		out := object{}
		for k, v := range schema {
			out[k] = v
		}
		out["type"] = []string{kind, "null"}
		return out
	}
	return object{"anyOf": []object{schema, {"type": "null"}}}
}

func (s *schemas) named(t reflect.Type) object {
	name := schemaName(t)
	if name == "" {
		return s.structure(t)
	}
	if other, taken := s.types[name]; taken && other != t {
		pkg := path.Base(t.PkgPath())
		name = strings.ToUpper(pkg[:1]) + pkg[1:] + name
	}
	s.types[name] = t
	if _, known := s.defs[name]; !known {
		s.defs[name] = object{} // a shape that holds itself ends here
		s.defs[name] = s.structure(t)
	}
	return object{"$ref": "#/components/schemas/" + name}
}

// schemaName is the Go name without its role, in the field's words.
func schemaName(t reflect.Type) string {
	name := t.Name()
	if strings.Contains(name, "[") || name == "" {
		return ""
	}
	if strings.HasSuffix(name, "In") {
		name = strings.TrimSuffix(name, "In") + "Request"
	}
	name = strings.TrimSuffix(name, "View")
	return strings.ToUpper(name[:1]) + name[1:]
}

func (s *schemas) structure(t reflect.Type) object {
	properties, required := object{}, []string{}
	s.fields(t, properties, &required)
	out := object{"type": "object", "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		out["required"] = required
	}
	return out
}

func (s *schemas) fields(t reflect.Type, properties object, required *[]string) {
	for i := range t.NumField() {
		f := t.Field(i)
		tag := f.Tag.Get("json")
		name, options, _ := strings.Cut(tag, ",")
		switch {
		case f.Anonymous && tag == "":
			s.fields(f.Type, properties, required)
			continue
		case !f.IsExported() || name == "-":
			continue
		}
		schema := s.of(f.Type)
		if doc := f.Tag.Get("doc"); doc != "" {
			described := object{"description": doc}
			for k, v := range schema {
				described[k] = v
			}
			schema = described
		}
		properties[name] = schema
		if !strings.Contains(options, "omit") && !strings.HasSuffix(t.Name(), "In") {
			*required = append(*required, name)
		}
	}
}
