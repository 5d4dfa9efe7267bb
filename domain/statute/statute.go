// Package statute names articles of law.
package statute

import (
	"fmt"
	"strings"
)

// A Citation names one article of one version of a law.
type Citation struct {
	Law     string `json:"law"`
	Version string `json:"version"`
	Article string `json:"article"`
}

// String gives 《信访工作条例》(2022)第23条 style text.
func (c Citation) String() string {
	var b strings.Builder
	b.WriteString("《" + c.Law + "》")
	if c.Version != "" {
		b.WriteString("(" + c.Version + ")")
	}
	if c.Article != "" {
		b.WriteString("第" + c.Article)
	}
	return b.String()
}

// Empty tells whether nothing is cited.
func (c Citation) Empty() bool { return c.Law == "" }

// Petition cites the Regulations on Petition Work, 信访工作条例.
func Petition(article string) Citation {
	return Citation{Law: "信访工作条例", Version: "2022", Article: article}
}

// Read reads a citation as the tables write it: «信访工作条例(2022)23条»;
// nothing is no citation.
func Read(s string) (Citation, error) {
	if s == "" {
		return Citation{}, nil
	}
	open, end := strings.LastIndex(s, "("), strings.LastIndex(s, ")")
	if open <= 0 || end <= open || !strings.Contains(s[end:], "条") {
		return Citation{}, fmt.Errorf("statute: no citation: %q", s)
	}
	return Citation{Law: s[:open], Version: s[open+1 : end], Article: s[end+1:]}, nil
}
