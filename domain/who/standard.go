package who

import (
	"fmt"
	"time"
	"unicode"

	"liandong/domain/fault"
	"liandong/domain/lang"
)

// Profile names the standard that an installation's ways in follow.
type Profile string

// The profiles. The two contradict each other on purpose: OWASP ASVS forbids
// rules of composition and forced change, 等级保护 level three asks for them.
const (
	ASVS     Profile = "asvs"
	Dengbao3 Profile = "dengbao3"
)

// Standard is what a profile asks of passwords and logins beyond what always
// holds (length, blocked passwords, tries, ends of logins).
type Standard struct {
	Profile Profile
	Basis   string
	// Kinds is how many of capitals, small letters, digits and other characters a
	// password has; 0 asks for none.
	Kinds int
	// Lasts is how long a password is good; 0 is for good.
	Lasts time.Duration
	// Remembered is how many passwords, the present one among them, are not taken again.
	Remembered int
	// EveryFactor asks every account for a second factor, and not only those of FactorRoles.
	EveryFactor bool
	// OwnFirst has a password that somebody else set changed by its holder before anything else.
	OwnFirst bool
}

// Standards are the profiles, the default first.
var Standards = []Standard{
	{Profile: ASVS, Basis: "OWASP ASVS 5.0: 6.2.5, 6.2.10"},
	{Profile: Dengbao3, Basis: "GB/T 22239-2019 8.1.4.1 a), d)", Kinds: 3, Lasts: 90 * 24 * time.Hour, Remembered: 5, EveryFactor: true, OwnFirst: true},
}

// StandardOf finds a profile; the default for none. The error lists those there are.
func StandardOf(p Profile) (Standard, error) {
	if p == "" {
		return Standards[0], nil
	}
	for _, s := range Standards {
		if s.Profile == p {
			return s, nil
		}
	}
	return Standard{}, fmt.Errorf("there is no profile %q: asvs or dengbao3", p)
}

// The refusals of a profile.
var (
	ErrPasswordDue    = fault.New(fault.Denied, "password_due", "密码到期或者还没有由本人设置，请先修改密码", "the password is over its time, or was set by somebody else: change it first")
	passwordRemembers = lang.T("不能使用最近用过的密码", "a password that was used lately cannot be taken again")
	passwordOfKinds   = lang.T("密码至少应包含大写字母、小写字母、数字、其他字符中的三类", "a password has at least three of capitals, small letters, digits and other characters")
)

// ErrPasswordUsed refuses a password in a field that was used lately.
func ErrPasswordUsed(pointer string) error {
	return fault.Invalid(pointer, "password_used", passwordRemembers.ZH, passwordRemembers.EN)
}

// CheckKinds refuses a password in a field that has too few kinds of characters.
func (s Standard) CheckKinds(pointer, password string) error {
	var upper, lower, digit, other int
	for _, r := range password {
		switch {
		case unicode.IsUpper(r):
			upper = 1
		case unicode.IsLower(r):
			lower = 1
		case unicode.IsDigit(r):
			digit = 1
		default:
			other = 1
		}
	}
	if upper+lower+digit+other < s.Kinds {
		return fault.Invalid(pointer, "password_kinds", passwordOfKinds.ZH, passwordOfKinds.EN)
	}
	return nil
}

// Due tells whether a password that its holder set at a time must be changed
// now; the zero time is of one that somebody else set.
func (s Standard) Due(set, now time.Time) bool {
	if set.IsZero() {
		return s.OwnFirst
	}
	return s.Lasts > 0 && now.Sub(set) >= s.Lasts
}
