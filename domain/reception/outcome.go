package reception

import (
	"liandong/domain/fault"
	"liandong/domain/lang"
)

// Outcome is what became of a visit.
type Outcome string

// The outcomes.
const (
	Advised    Outcome = "advised"    // advice, and nothing more was wanted
	Registered Outcome = "registered" // a case was registered from it: the registration says so itself
	Linked     Outcome = "linked"     // it belongs to a case there is
	Guided     Outcome = "guided"     // shown the way to another body
	Gone       Outcome = "gone"       // left before being received
)

// Outcomes lists them in the order they are published, with their names.
var Outcomes = []struct {
	Code Outcome
	Name lang.Text
}{
	{Advised, lang.T("当场解答", "advised")}, {Registered, lang.T("登记受理", "registered")}, {Linked, lang.T("并入已有事项", "belongs to a case there is")},
	{Guided, lang.T("引导到其他途径", "shown another way")}, {Gone, lang.T("未等到接待", "left before being received")},
}

// The refusals of an ending, and of a lawyer who leaves.
var (
	ErrEnded   = fault.New(fault.Conflict, "visit.ended", "这次来访已经登记结果", "what became of this visit is recorded already")
	ErrBegun   = fault.New(fault.Conflict, "reception.begun", "接访已经开始，不能退出", "the reception has begun: nobody leaves it now")
	ErrNotHere = fault.New(fault.Conflict, "reception.not_joined", "您没有报名本场接访", "you have not joined this reception")
)
