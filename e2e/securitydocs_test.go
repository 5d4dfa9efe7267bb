package e2e

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// docs/security.md has a line for every number, and names no test that is not there.
func TestSecurityDocs(t *testing.T) {
	page, err := os.ReadFile("../docs/security.md")
	if err != nil {
		t.Fatal(err)
	}
	lines := map[string]int{}
	for _, m := range regexp.MustCompile(`(?m)^\| (T?\d+) \|`).FindAllStringSubmatch(string(page), -1) {
		lines[m[1]]++
	}
	for prefix, most := range map[string]int{"": 84, "T": 27} {
		for n := 1; n <= most; n++ {
			if id := fmt.Sprintf("%s%d", prefix, n); lines[id] != 1 {
				t.Errorf("%s stands there %d times", id, lines[id])
			}
		}
	}
	there := map[string]bool{}
	declared := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
	err = filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git") {
			return fs.SkipDir
		}
		if !strings.HasSuffix(path, "_test.go") {
			return nil
		}
		source, err := os.ReadFile(path)
		for _, m := range declared.FindAllStringSubmatch(string(source), -1) {
			there[m[1]] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(string(page), -1) {
		name := m[1]
		_, missing := os.Stat(filepath.Join("..", name))
		test := strings.HasPrefix(name, "Test") || strings.HasPrefix(name, "Fuzz")
		if test && !there[name] || !test && strings.Contains(name, "/") && missing != nil {
			t.Errorf("the page names %s, which is not there", name)
		}
	}
}
