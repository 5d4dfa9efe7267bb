package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"runtime"
	"slices"
	"time"

	"liandong/domain/calendar"
	"liandong/domain/clock"
	"liandong/domain/routing"
	"liandong/examples"
	"liandong/infra/holidays"
	"liandong/infra/rulepack"
)

// judged measures the full rule pack on one core, on the facts of the example cases.
func judged(length time.Duration) (string, error) {
	book, err := clock.Default()
	if err != nil {
		return "", err
	}
	cal := holidays.National()
	judge, err := rulepack.Open("", func(rule string, start calendar.Date) (calendar.Date, calendar.Date, bool) {
		d, err := book.Evaluate(cal, clock.Request{Rule: rule, StartOn: start})
		return d.DueOn, d.LiteralOn, err == nil
	})
	if err != nil {
		return "", err
	}
	var all []routing.Facts
	for _, line := range bytes.Split(bytes.TrimSpace(examples.Cases), []byte("\n")) {
		var row struct {
			Facts routing.Facts `json:"facts"`
		}
		if err := json.Unmarshal(line, &row); err != nil {
			return "", err
		}
		all = append(all, row.Facts)
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	var took []time.Duration
	for begin := time.Now(); time.Since(begin) < length; {
		at := time.Now()
		if _, err := judge.Evaluate("2026-11-24", all[len(took)%len(all)]); err != nil {
			return "", err
		}
		took = append(took, time.Since(at))
	}
	total := time.Duration(0)
	for _, d := range took {
		total += d
	}
	slices.Sort(took)
	mean := total / time.Duration(len(took))
	return fmt.Sprintf("\n# Routing answers a second, one core\n\nThe whole pack (%s, %d rules, 16 routes) on the facts of the example cases, in the process.\n\n"+
		"| answers/s | mean | p50 | p99 | 100 cases |\n|---|---|---|---|---|\n| %.0f | %s | %s | %s | %s |\n",
		judge.Pack().Version, len(judge.Rules().Rules), float64(len(took))/total.Seconds(), mean.Round(time.Microsecond),
		took[len(took)/2].Round(time.Microsecond), took[len(took)*99/100].Round(time.Microsecond), (100 * mean).Round(100*time.Microsecond)), nil
}
