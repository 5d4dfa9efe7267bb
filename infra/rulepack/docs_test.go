package rulepack

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"liandong/domain/calendar"
	"liandong/domain/channel"
	"liandong/domain/clock"
	"liandong/domain/lang"
	"liandong/domain/routing"
	"liandong/domain/statute"
	"liandong/infra/holidays"
)

var effects = map[Effect]lang.Text{
	Opens: lang.T("开通", "opens"), Closes: lang.T("关闭", "closes"), Requires: lang.T("前提", "requires"), Warns: lang.T("提示", "warns"),
	Prefers: lang.T("排序", "ranks"), Scope: lang.T("范围", "scope"), Asks: lang.T("如何提出", "how to ask"),
}

var knowns = map[routing.Known]string{routing.Read: "已核对原文 · read", routing.Secondary: "据转述 · secondary", routing.Unconfirmed: "未核实 · unconfirmed"}

func cited(all []statute.Citation) string {
	var b []string
	for _, c := range all {
		b = append(b, c.String())
	}
	return strings.Join(b, "；")
}

// docs/law holds each rule as a lawyer reads it.
func TestDocsLaw(t *testing.T) {
	j := judge(t)
	files := map[string]string{}
	var index strings.Builder
	fmt.Fprintf(&index, "# 途径与期限规则 · the rules of routes and time limits\n\n由规则库 `%s` 生成，请勿手工修改。 Generated from the rule pack; do not edit.\n\n", j.pack.Version)
	index.WriteString("| 途径 · route | 规则 · rules |\n|---|---|\n")
	for _, s := range channel.Steps {
		var b strings.Builder
		n := 0
		fmt.Fprintf(&b, "# %s · %s\n", s.Name.ZH, s.Name.EN)
		for _, e := range Effects {
			for _, r := range j.pack.Rules {
				if r.Route != s.Route || r.Effect != e {
					continue
				}
				n++
				b.WriteString(asRead(r))
			}
		}
		files[string(s.Route)+".md"] = b.String()
		fmt.Fprintf(&index, "| [%s · %s](%s.md) | %d |\n", s.Name.ZH, s.Name.EN, s.Route, n)
	}
	index.WriteString("\n期限 · time limits: [clocks.md](clocks.md)\n\n## 术语 · terms\n\n")
	for _, k := range keys(j.pack.Terms) {
		fmt.Fprintf(&index, "- `@%s`: `%s`\n", k, j.pack.Terms[k])
	}
	files["README.md"], files["clocks.md"] = index.String(), clocksDoc(t)
	for name, text := range files {
		path := filepath.Join("..", "..", "docs", "law", name)
		if os.Getenv("LIANDONG_WRITE_DOCS") != "" {
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if old, err := os.ReadFile(path); err != nil || string(old) != text {
			t.Errorf("docs/law/%s is out of date: make docs (%v)", name, err)
		}
	}
}

// asRead is one rule in words.
func asRead(r Rule) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n## %s · %s\n\n%s · %s\n\n%s\n\n%s\n\n", r.Name.ZH, r.Name.EN, effects[r.Effect].ZH, effects[r.Effect].EN, r.Text.ZH, r.Text.EN)
	fmt.Fprintf(&b, "- 依据 · law: %s（%s）\n- 条件 · when: `%s`\n- 编号 · id: `%s`\n", cited(r.Cite), knowns[r.Known], r.When, r.ID)
	if r.From != "" || r.Until != "" {
		fmt.Fprintf(&b, "- 适用 · in force: %s – %s，以 `%s` 为准 · by `%s`\n", r.From, r.Until, r.Deciding(), r.Deciding())
	}
	if r.Loses != "" {
		fmt.Fprintf(&b, "- 代价 · costs: `%s`\n", r.Loses)
	}
	for _, c := range r.Clocks {
		fmt.Fprintf(&b, "- 期限 · clock: `%s` 自 · from `%s`；%s · %s\n", c.Rule, c.From, c.Text.ZH, c.Text.EN)
	}
	for _, x := range r.WouldChange {
		fmt.Fprintf(&b, "- 如何改变 · would change: %s · %s（%s）\n", x.Text.ZH, x.Text.EN, cited(x.Cite))
	}
	return b.String()
}

// clocksDoc lists every time limit with a worked example.
func clocksDoc(t *testing.T) string {
	t.Helper()
	book, err := clock.Default()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("# 期限 · time limits\n\n由规则生成，请勿手工修改。 Generated; do not edit.\n")
	for _, r := range book.All() {
		fmt.Fprintf(&b, "\n## %s · %s\n\n- 编号 · id: `%s`", r.Name.ZH, r.Name.EN, r.ID)
		if r.Version != "" {
			fmt.Fprintf(&b, "`@%s`", r.Version)
		}
		fmt.Fprintf(&b, "\n- 起算 · from: %s · %s\n- 依据 · law: %s（%s）\n", r.Starts.ZH, r.Starts.EN, r.Cite, knowns[routing.Known(r.Known)])
		for _, x := range []struct {
			name string
			text lang.Text
		}{{"不计入 · does not count", r.Pauses}, {"逾期 · lapse", r.Lapse}, {"文书 · document", lang.T(r.Document, "")}} {
			if !x.text.Empty() {
				fmt.Fprintf(&b, "- %s: %s %s\n", x.name, x.text.ZH, x.text.EN)
			}
		}
		if r.Extension != nil {
			longest := ""
			if r.Extension.Longest != nil {
				longest = fmt.Sprintf("≤ %d %s, ", r.Extension.Longest.Amount, r.Extension.Longest.Unit)
			}
			fmt.Fprintf(&b, "- 延长 · extension: %s%s · %s\n", longest, r.Extension.Approver.ZH, r.Extension.Approver.EN)
		}
		start := calendar.Date("2026-03-02")
		if r.Until != "" && r.Until < start {
			start = r.Until.AddDays(-30)
		}
		rule := r.ID
		if r.Version != "" {
			rule += "@" + r.Version
		}
		d, err := book.Evaluate(holidays.National(), clock.Request{Rule: rule, StartOn: start})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "- 例 · example: %s %s\n", d.Explanation.ZH, d.Explanation.EN)
	}
	return b.String()
}
