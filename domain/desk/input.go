package desk

import (
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/fault"
	"liandong/domain/journal"
)

// MaxText is how long, in characters, a reason or report may be.
const MaxText = 2000

// Day is a legal day as a person enters it, with what it rests on.
type Day struct {
	On     calendar.Date
	Proof  *cases.Proof
	Reason string
}

// occurred checks a day: today by default; never in the future; not before
// what it follows; another day than today needs the reason, and is listed as backdated.
func (w *Work) occurred(d Day, pointer string, notBefore calendar.Date) (cases.Occurred, error) {
	today := w.Today()
	o := cases.Occurred{On: d.On, Proof: d.Proof, Reason: strings.TrimSpace(d.Reason), EnteredAt: w.Now}
	if o.On == "" {
		o.On = today
	}
	switch {
	case !o.On.Valid():
		return o, fault.Invalid(pointer, "date_invalid", "日期应为 年-月-日，如 2026-11-24", "give the day as YYYY-MM-DD")
	case o.On > today:
		return o, fault.Invalid(pointer, "date_in_future", "日期不能晚于今天", "the day lies in the future: give the day on which it happened")
	case notBefore != "" && o.On < notBefore:
		return o, fault.Invalid(pointer, "date_too_early", "日期早于此前的环节（"+string(notBefore)+"），请核对", "the day lies before what it follows ("+string(notBefore)+"): please check")
	case o.On != today && o.Reason == "":
		return o, fault.Invalid("/reason", "reason_required", "补录以往日期时请说明原因", "another day than today needs a reason")
	case len([]rune(o.Reason)) > MaxText:
		return o, fault.Invalid("/reason", "too_long", "说明不能超过2000字", "the reason is longer than 2,000 characters")
	}
	if err := checkProof(o, pointer, today); err != nil {
		return o, err
	}
	if o.Backdated() {
		w.lates = append(w.lates, o)
	}
	if o.Proof != nil && o.Proof.DocumentID != "" {
		w.proofs = append(w.proofs, o.Proof.DocumentID)
	}
	return o, nil
}

// checkProof refuses a proof of no known kind, and one whose own date lies
// after the day it is to prove: nothing happened before the stamp that shows it.
func checkProof(o cases.Occurred, pointer string, today calendar.Date) error {
	if o.Proof == nil {
		return nil
	}
	var c fault.Check
	dated := o.Proof.DatedOn
	switch {
	case !slices.Contains(cases.ProofKinds, o.Proof.Kind):
		c.Add("/proof/kind", "unknown_code", "证明的种类不在可选范围内", "the kind of proof is not one of the known codes")
	case dated != "" && !dated.Valid():
		c.Add("/proof/dated_on", "date_invalid", "日期应为 年-月-日", "give the day as YYYY-MM-DD")
	case dated > today:
		c.Add("/proof/dated_on", "date_in_future", "证明上的日期不能晚于今天", "the proof bears a day in the future")
	case dated != "" && o.On < dated:
		c.Add(pointer, "before_its_proof", "所填日期早于证明上的日期（"+string(dated)+"），证明不了这一天", "the day lies before the date that its own proof bears ("+string(dated)+")")
	}
	limit(&c, "/proof/text", o.Proof.Text, 400)
	return c.Err()
}

// text checks a required text of 1 to MaxText characters.
func text(c *fault.Check, pointer, value string) {
	c.Words(pointer, value, MaxText)
}

// code checks a value against a list.
func code[T ~string](c *fault.Check, pointer string, value T, list []T) {
	switch {
	case value == "":
		c.Add(pointer, "required", "请选择", "this is required")
	case !slices.Contains(list, value):
		c.Add(pointer, "unknown_code", "代码不在可选范围内："+string(value), "unknown code: "+string(value))
	}
}

// limit checks an optional text's length.
func limit(c *fault.Check, pointer, value string, n int) {
	if utf8.RuneCountInString(value) > n {
		c.Add(pointer, "too_long", "内容过长", "this is too long")
	}
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

func event(kind string, f cases.Facts, subject string, on calendar.Date) journal.Event {
	return journal.Event{Kind: kind, CaseID: string(f.ID), Subject: subject, On: on}
}
