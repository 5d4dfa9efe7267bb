package party

import (
	"strings"
	"time"

	"liandong/domain/fault"
)

// How long a code is good for, how long what it proved lasts, and how often it
// may be tried. All of it is by the wall's clock, never the law's.
const (
	CodeLasts   = 5 * time.Minute
	ProofLasts  = 5 * time.Minute
	triesWithin = 15 * time.Minute
	maxTries    = 5
	maxPINFails = 10 // in a row; then only a code opens the PIN again
)

// Factor is what its holder has and staff have not: the phone on which a code
// arrives, and a PIN of the holder's own making. What staff write into the file
// never changes it: a corrected phone number is a phone number, not a factor.
type Factor struct {
	Holder    string // party/… or agent/…
	CaseID    string
	Phone     string // where codes go: as first registered, or as its holder moved it
	CodeHash  string // one code at a time, gone when used
	CodeUntil time.Time
	Tries     int // wrong ones since TriedSince
	TriedFrom time.Time
	PINHash   string
	PINFails  int
	Version   int
}

// The refusals of a factor.
var (
	ErrNoFactor = fault.New(fault.Conflict, "factor.none", "没有登记可以接收验证码的手机，也没有个人密码；这一步请本人到窗口当面签字办理", "there is no phone for a code and no PIN: this act is done on paper, signed in person at a window")
	ErrWrong    = fault.New(fault.Denied, "factor.wrong", "验证码或者个人密码不正确，或者已经过期", "the code or PIN is not right, or has run out")
	ErrTries    = &fault.Fault{Kind: fault.TooMany, Code: "factor.too_many_tries", RetryAfter: int(triesWithin / time.Second), Title: fault.New(0, "", "尝试次数过多，请稍后再试", "too many tries: wait and try again").Title}
	ErrPINWeak  = fault.Invalid("/set_pin", "pin_weak", "个人密码为6位数字，不能是连号、同号，也不能是证件号、手机号、生日里的数字", "a PIN is 6 digits, not a run or a repetition, and not part of the id number or the phone number")
)

// Take counts a try before it is looked at, so that no crowd of requests gets
// more of them. It returns ErrTries when there have been enough.
func (f *Factor) Take(now time.Time) error {
	if now.Sub(f.TriedFrom) > triesWithin {
		f.Tries, f.TriedFrom = 0, now
	}
	if f.Tries >= maxTries {
		return ErrTries
	}
	f.Tries++
	return nil
}

// Expect waits for a code until its time is over. The one before is dead.
func (f *Factor) Expect(codeHash string, now time.Time) {
	f.CodeHash, f.CodeUntil = codeHash, now.Add(CodeLasts)
}

// TakesCode tells whether a code is waited for.
func (f *Factor) TakesCode(now time.Time) bool { return f.CodeHash != "" && now.Before(f.CodeUntil) }

// TakesPIN tells whether there is a PIN that was not guessed at too often.
func (f *Factor) TakesPIN() bool { return f.PINHash != "" && f.PINFails < maxPINFails }

// ProvedByCode uses the code up.
func (f *Factor) ProvedByCode() {
	f.CodeHash, f.CodeUntil, f.Tries, f.PINFails = "", time.Time{}, 0, 0
}

// ProvedByPIN forgets the wrong tries.
func (f *Factor) ProvedByPIN() { f.Tries, f.PINFails = 0, 0 }

// WrongPIN counts a PIN guessed at.
func (f *Factor) WrongPIN() { f.PINFails++ }

// GoodPIN returns ErrPINWeak for what is no PIN, or is easily guessed by
// whoever has the form in hand.
func GoodPIN(pin string, known ...string) error {
	if len(pin) != 6 || strings.Trim(pin, "0123456789") != "" {
		return ErrPINWeak
	}
	up, down, same := true, true, true
	for i := 1; i < len(pin); i++ {
		step := int(pin[i]) - int(pin[i-1])
		up, down, same = up && step == 1, down && step == -1, same && step == 0
	}
	if up || down || same || pin[:3] == pin[3:] {
		return ErrPINWeak
	}
	for _, k := range known {
		if strings.Contains(k, pin) {
			return ErrPINWeak
		}
	}
	return nil
}
