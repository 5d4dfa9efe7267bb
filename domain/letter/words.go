package letter

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"liandong/domain/calendar"
	"liandong/domain/clock"
	"liandong/domain/statute"
)

// digits of Chinese numerals.
var digits = []string{"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"}

// numeral writes 1 to 9,999 in Chinese: 23 is 二十三, 127 is 一百二十七.
func numeral(n int) string {
	var b strings.Builder
	for i, unit := range []string{"千", "百", "十", ""} {
		base := []int{1000, 100, 10, 1}[i]
		d := n / base % 10
		switch {
		case d == 0 && n%base > 0 && b.Len() > 0 && !strings.HasSuffix(b.String(), "零"):
			b.WriteString("零")
		case d == 1 && base == 10 && b.Len() == 0:
			b.WriteString("十")
		case d > 0:
			b.WriteString(digits[d] + unit)
		}
	}
	return b.String()
}

// Formal writes a citation as in a letter: 《信访工作条例》（2022）第二十三条第三款.
func Formal(c statute.Citation) string {
	if c.Empty() {
		return ""
	}
	law := c.Law
	if strings.Contains(law, "《") { // a law within a law's name
		law = strings.NewReplacer("《", "〈", "》", "〉").Replace(law)
	}
	var b strings.Builder
	b.WriteString("《" + law + "》")
	if c.Version != "" {
		b.WriteString("（" + c.Version + "）")
	}
	number := ""
	for _, r := range c.Article {
		if r >= '0' && r <= '9' {
			number += string(r)
			continue
		}
		if number != "" {
			n, _ := strconv.Atoi(number)
			b.WriteString("第" + numeral(n))
			number = ""
		}
		b.WriteRune(r)
	}
	return b.String()
}

// Day writes 2026年12月25日; empty for no day.
func Day(d calendar.Date) string {
	if !d.Valid() {
		return ""
	}
	var y, m, n int
	_, _ = fmt.Sscanf(string(d), "%d-%d-%d", &y, &m, &n)
	return fmt.Sprintf("%d年%d月%d日", y, m, n)
}

var units = map[clock.Unit]string{clock.NaturalDay: "日", clock.WorkingDay: "个工作日", clock.Month: "个月", clock.Year: "年"}

// Length writes 30日, 15个工作日, 6个月, 2年.
func Length(s clock.Span) string { return strconv.Itoa(s.Amount) + units[s.Unit] }

// Last says in words until when something may be done: the rule, and its last
// day where the day it runs from is known. due tells the last day.
func (r Remedy) Last(rule clock.Rule, start calendar.Date, due func(calendar.Date) (calendar.Date, error)) (string, error) {
	var b strings.Builder
	within := "自" + r.Start + "起" + Length(rule.Span) + "内"
	if rule.Backward {
		within = r.Start + Length(rule.Span) + "前"
	}
	b.WriteString(r.Opening + within + r.Act)
	if start.Valid() {
		last, err := due(start)
		if err != nil {
			return "", err
		}
		if last != "" {
			b.WriteString("，最迟" + Day(last))
		}
	}
	return b.String(), nil
}

// Tell says what the addressee may do and until when, a line each; empty where
// the law gives nothing. days are those the times run from, by field; due is
// the last day of a rule from a day.
func (l *Letter) Tell(life, form string, days map[string]calendar.Date, today calendar.Date, book *clock.Book, due func(rule string, from calendar.Date) (calendar.Date, error)) (string, error) {
	var all []string
	for _, r := range l.Remedy(life) {
		sentence, cite := r.Opening, r.Cite
		if cite.Empty() {
			cite = l.Basis(life)
		}
		if r.Rule != "" {
			start := days[r.From]
			rule, err := book.InForce(r.Rule, max(start, today))
			if err != nil {
				return "", err
			}
			cite = rule.Cite
			if sentence, err = r.Last(rule, start, func(d calendar.Date) (calendar.Date, error) { return due(r.Rule, d) }); err != nil {
				return "", err
			}
		}
		if form == Plain {
			all = append(all, everyday(sentence)+"。")
			continue
		}
		all = append(all, sentence+"（"+Formal(cite)+"）。")
	}
	return strings.Join(all, "\n"), nil
}

var disagreeing = regexp.MustCompile(`^如不服本[^，]*，您可以`)

// everyday says a remedy in everyday words.
func everyday(sentence string) string {
	sentence = disagreeing.ReplaceAllString(sentence, "您不同意的话，可以")
	sentence = strings.NewReplacer("自收到本", "从收到本", "之日起", "那天起，", "日内", "天内", "，最迟", "。最后一天是").Replace(sentence)
	return sentence
}
