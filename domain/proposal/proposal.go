package proposal

import (
	"slices"
	"time"

	"liandong/domain/fault"
	"liandong/domain/lang"
	"liandong/domain/machine"
	"liandong/domain/org"
	"liandong/domain/who"
)

// ID names a proposal.
type ID string

// State is where a proposal stands.
type State string

// The states.
const (
	Pending   State = "pending"
	Confirmed State = "confirmed" // waits for the command that carries it out
	Done      State = "done"
	Declined  State = "declined"
	Withdrawn State = "withdrawn"
	Expired   State = "expired"
)

// States names them on screen.
var States = map[State]lang.Text{
	Pending: lang.T("等待另一人确认", "waits for a second person"), Confirmed: lang.T("已确认，待执行", "confirmed, to be carried out"), Done: lang.T("已执行", "done"),
	Declined: lang.T("不同意", "declined"), Withdrawn: lang.T("已撤回", "withdrawn"), Expired: lang.T("已过期", "expired"),
}

// Action is a step of a proposal's life.
type Action string

// Side is whose step it is.
type Side string

// The steps and the sides.
const (
	Propose  Action = "propose"
	Confirm  Action = "confirm"
	Decline  Action = "decline"
	Withdraw Action = "withdraw"
	Do       Action = "do"
	Expire   Action = "expire"

	First  Side = "first"  // who proposed
	Second Side = "second" // another person, of a role that the act names
	Clock  Side = "clock"
	Hand   Side = "program" // what carries it out
)

var when = machine.When[State, Action, Side]

// Life is everything that can happen to a proposal.
var Life = machine.Table[State, Action, Side]{
	when("", Propose, First, Pending),
	when(Pending, Confirm, Second, Confirmed),
	when(Pending, Decline, Second, Declined),
	when(Pending, Withdraw, First, Withdrawn),
	when(Pending, Expire, Clock, Expired),
	when(Confirmed, Do, Hand, Done),
	when(Confirmed, Withdraw, First, Withdrawn),
	when(Confirmed, Expire, Clock, Expired),
}

// The refusals.
var (
	ErrNeeded  = fault.New(fault.Conflict, "proposal.needed", "这一步需要另一个人确认：请先提出申请", "this needs a second person: propose it first")
	ErrSame    = fault.New(fault.Denied, "proposal.same_person", "提出申请的人不能自己确认，也不能由代理本人的人确认：请另一位有权确认的人办理", "who proposed it does not confirm it, nor does who stands in for them: let another person who may confirm do it")
	ErrOver    = fault.New(fault.Conflict, "proposal.over", "这项申请已经办结，不能再改变", "this proposal is over")
	ErrExpired = fault.New(fault.Conflict, "proposal.expired", "这项申请已经过期：请重新提出", "the time of this proposal is over: propose it anew")
	ErrChanged = fault.New(fault.Conflict, "proposal.changed", "要办的内容在提出之后变了，不能按原申请办理：请重新提出", "what would be done is not what was proposed any more: propose it anew")
	ErrAlone   = fault.New(fault.Conflict, "proposal.nobody", "现在没有第二个人可以确认：请先由管理员为本单位负责人或者另一位安全管理员开通账号", "nobody else may confirm this: have an account made for the head of your house or for another security administrator first")
	ErrUnknown = fault.Invalid("/act", "unknown_code", "没有这种申请", "there is no such act")
)

// Facts is a proposal as it is kept.
type Facts struct {
	ID           ID
	Act          Act
	Subject      string // what it is about, such as job/…
	Plan         string // what would be done, as JSON: what the second person reads
	Digest       string // of what exactly would be done
	Reason       string
	State        State
	By           string // who proposed
	ByName       string
	ByRole       who.Role
	Organization org.ID
	MadeAt       time.Time
	Until        time.Time
	Second       string // who confirmed or declined
	SecondName   string
	SecondRole   who.Role
	AnsweredAt   time.Time
	Answer       string // why it was declined
	EndedAt      time.Time
	Version      int
}

// A Person is who acts on a proposal: also in whose place, where they stand in.
type Person struct {
	who.Actor
	For string
}

// New begins a proposal. It returns ErrUnknown for none of our acts and
// who.ErrNotAllowed for a role that the act does not name.
func New(f Facts, by Person, now time.Time) (Facts, error) {
	r, ok := Find(f.Act)
	if !ok {
		return f, ErrUnknown
	}
	if !slices.Contains(r.Propose, by.Role) {
		return f, who.ErrNotAllowed
	}
	f.State, f.By, f.ByName, f.ByRole, f.Organization = Pending, by.User, by.Name, by.Role, by.Organization
	f.MadeAt, f.Until, f.Version = now, now.Add(r.Stands), 1
	return f, nil
}

// MayAnswer tells whether a person could confirm or decline, who they are aside.
func (f Facts) MayAnswer(by Person) bool {
	r, ok := Find(f.Act)
	return ok && slices.Contains(r.Confirm, by.Role) && (by.Role != who.Head || by.Organization == f.Organization)
}

// Same tells whether a person is who proposed, or stands in for them.
func (f Facts) Same(by Person) bool { return by.User == f.By || by.For == f.By }

// Confirm lets a second person agree to what digest names. It returns ErrSame,
// who.ErrNotAllowed, ErrExpired, ErrChanged or ErrOver, and changes nothing then.
func (f Facts) Confirm(by Person, digest string, now time.Time) (Facts, error) {
	next, err := f.answer(Confirm, by, now)
	if err == nil && digest != f.Digest {
		err = ErrChanged
	}
	if err != nil {
		return f, err
	}
	r, _ := Find(f.Act)
	next.Until = now.Add(r.Stands)
	return next, nil
}

// Decline lets a second person refuse, with a reason. It refuses as Confirm does.
func (f Facts) Decline(by Person, why string, now time.Time) (Facts, error) {
	next, err := f.answer(Decline, by, now)
	if err != nil {
		return f, err
	}
	next.Answer, next.EndedAt = why, now
	return next, nil
}

func (f Facts) answer(do Action, by Person, now time.Time) (Facts, error) {
	switch {
	case f.Same(by):
		return f, ErrSame
	case !f.MayAnswer(by):
		return f, who.ErrNotAllowed
	}
	next, err := f.step(do, Second, now)
	if err != nil {
		return f, err
	}
	next.Second, next.SecondName, next.SecondRole, next.AnsweredAt = by.User, by.Name, by.Role, now
	return next, nil
}

// Withdraw lets who proposed take it back. It returns who.ErrNotAllowed for
// anybody else, ErrExpired or ErrOver.
func (f Facts) Withdraw(by Person, now time.Time) (Facts, error) {
	if by.User != f.By {
		return f, who.ErrNotAllowed
	}
	return f.ended(Withdraw, First, now)
}

// Do says that it was carried out, once. It returns ErrChanged where what is
// done is not what was confirmed, ErrExpired or ErrOver.
func (f Facts) Do(digest string, now time.Time) (Facts, error) {
	if digest != f.Digest {
		return f, ErrChanged
	}
	return f.ended(Do, Hand, now)
}

// Expire ends a proposal whose time is over; ErrOver before that, and for one
// that has ended.
func (f Facts) Expire(now time.Time) (Facts, error) {
	r, ok := Life.Find(f.State, Expire, Clock)
	if !ok || now.Before(f.Until) {
		return f, ErrOver
	}
	f.State, f.EndedAt = r.To, now
	return f, nil
}

func (f Facts) ended(do Action, by Side, now time.Time) (Facts, error) {
	next, err := f.step(do, by, now)
	if err == nil {
		next.EndedAt = now
	}
	return next, err
}

func (f Facts) step(do Action, by Side, now time.Time) (Facts, error) {
	r, ok := Life.Find(f.State, do, by)
	switch {
	case !ok && f.State == Expired:
		return f, ErrExpired
	case !ok:
		return f, ErrOver
	case !now.Before(f.Until):
		return f, ErrExpired
	}
	f.State = r.To
	return f, nil
}

// Open tells whether anything can still happen to it.
func (f Facts) Open() bool { return len(Life.Open(f.State)) > 0 }
