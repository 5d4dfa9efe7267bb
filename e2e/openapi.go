package e2e

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// contract checks every answer of every test against the OpenAPI document the
// server gives out: the document is true, or the test that saw otherwise fails.
type contract struct {
	operations []operation
}

type operation struct {
	files   []string // statuses answered with a file
	method  string
	path    *regexp.Regexp
	schemas map[string]*jsonschema.Schema // by status; default for refusals
}

var (
	contractOnce sync.Once
	theContract  *contract
	contractErr  error
)

// contractOf reads the document once for all servers of a test process.
func contractOf(s *Server) *contract {
	contractOnce.Do(func() { theContract, contractErr = readContract(s.URL) })
	if contractErr != nil {
		s.T.Fatal(contractErr)
	}
	return theContract
}

func readContract(url string) (*contract, error) {
	res, err := http.Get(url + "/api/v1/openapi.json")
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, err
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	compiler := jsonschema.NewCompiler()
	compiler.DefaultDraft(jsonschema.Draft2020)
	if err := compiler.AddResource("openapi.json", doc); err != nil {
		return nil, err
	}
	c := &contract{}
	paths, _ := doc.(map[string]any)["paths"].(map[string]any)
	for path, item := range paths {
		for method, op := range item.(map[string]any) {
			o := operation{method: strings.ToUpper(method), path: pattern(path), schemas: map[string]*jsonschema.Schema{}}
			responses, _ := op.(map[string]any)["responses"].(map[string]any)
			for status, r := range responses {
				content, _ := r.(map[string]any)["content"].(map[string]any)
				for media := range content {
					if !strings.Contains(media, "json") {
						o.files = append(o.files, status)
						continue
					}
					at := fmt.Sprintf("openapi.json#/paths/%s/%s/responses/%s/content/%s/schema", escape(path), method, status, escape(media))
					if o.schemas[status], err = compiler.Compile(at); err != nil {
						return nil, fmt.Errorf("%s %s: %w", method, path, err)
					}
				}
			}
			c.operations = append(c.operations, o)
		}
	}
	return c, nil
}

func escape(s string) string {
	s = strings.NewReplacer("~", "~0", "/", "~1").Replace(s)
	return strings.NewReplacer("{", "%7B", "}", "%7D").Replace(s)
}

var variable = regexp.MustCompile(`\\\{\w+\\\}`)

func pattern(path string) *regexp.Regexp {
	return regexp.MustCompile("^" + variable.ReplaceAllString(regexp.QuoteMeta(path), `[^/]+`) + "$")
}

// check fails the test if an answer is not as the document says.
func (c *contract) check(t testing.TB, method, path string, a *Answer) {
	path, _, _ = strings.Cut(path, "?")
	for _, o := range c.operations {
		if o.method != method || !o.path.MatchString(path) {
			continue
		}
		schema, ok := o.schemas[fmt.Sprint(a.Status)]
		if !ok && a.Status >= 400 {
			schema = o.schemas["default"]
		}
		if schema == nil {
			if len(a.Body) > 0 && !slices.Contains(o.files, fmt.Sprint(a.Status)) {
				t.Errorf("%s: %d is not in the OpenAPI document", a.What, a.Status)
			}
			return
		}
		body, err := jsonschema.UnmarshalJSON(bytes.NewReader(a.Body))
		if err == nil {
			err = schema.Validate(body)
		}
		if err != nil {
			t.Errorf("%s: %d is not as the OpenAPI document says: %v\n%s", a.What, a.Status, err, a.Body)
		}
		return
	}
}
