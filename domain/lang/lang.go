// Package lang holds sentences in the two languages a person may be answered in.
package lang

import "strings"

// Tag names one of the two languages.
type Tag string

// The languages. Chinese is the default.
const (
	ZH Tag = "zh-CN"
	EN Tag = "en"
)

// Text is one sentence in both languages.
type Text struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// T makes a Text.
func T(zh, en string) Text { return Text{ZH: zh, EN: en} }

// In returns the sentence in the language asked for, Chinese where there is no English.
func (t Text) In(tag Tag) string {
	if tag == EN && t.EN != "" {
		return t.EN
	}
	return t.ZH
}

// Empty tells whether there is nothing to say.
func (t Text) Empty() bool { return t.ZH == "" && t.EN == "" }

// Accept chooses a language by an Accept-Language header: the first of the two
// that it names, Chinese where it names neither.
func Accept(header string) Tag {
	for _, part := range strings.Split(header, ",") {
		name, _, _ := strings.Cut(strings.TrimSpace(strings.ToLower(part)), ";")
		switch {
		case strings.HasPrefix(name, "zh"):
			return ZH
		case strings.HasPrefix(name, "en"):
			return EN
		}
	}
	return ZH
}
