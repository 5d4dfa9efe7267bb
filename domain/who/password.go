package who

import (
	"unicode/utf8"

	"liandong/domain/fault"
	"liandong/domain/lang"
)

// How long a password is, in characters.
const (
	ShortestPassword = 12
	LongestPassword  = 128
)

// Weakness says why a password that is long enough is still guessed first.
type Weakness string

// The weaknesses.
const (
	NotWeak   Weakness = ""
	Common    Weakness = "common"
	LocalWord Weakness = "local_word"
	Pattern   Weakness = "pattern"
	OwnName   Weakness = "own_name"
)

// Weaknesses say in words what is wrong, and what to do.
var Weaknesses = map[Weakness]lang.Text{
	Common:    lang.T("这是常见密码，或者在常见密码前后加了数字和符号，最先被人猜到；请换一个，例如几个互不相干的词连在一起", "this is a common password, or one with digits and signs around it, and is guessed first: take another, such as several words that have nothing to do with each other"),
	LocalWord: lang.T("密码只由本系统、单位、地名、姓氏等词加数字组成，容易被猜到；请换一个，例如几个互不相干的词连在一起", "the password is only a word of this system, its offices, places or surnames with digits, which is easily guessed: take another, such as several words that have nothing to do with each other"),
	Pattern:   lang.T("密码是键盘上相邻的键、连续或重复的字符、日期，容易被猜到；请换一个，例如几个互不相干的词连在一起", "the password is a walk over the keyboard, a sequence, a repetition or a day, which is easily guessed: take another, such as several words that have nothing to do with each other"),
	OwnName:   lang.T("密码里有您的用户名、姓名或者单位名称，请换一个", "the password holds the username, the name or the organisation's name: take another"),
}

// CheckLength refuses a password in a field that is too short or too long.
func CheckLength(pointer, password string) error {
	if n := utf8.RuneCountInString(password); n < ShortestPassword || n > LongestPassword {
		return fault.Invalid(pointer, "password_length", "密码应为12至128个字符", "a password has 12 to 128 characters")
	}
	return nil
}

// Refusal refuses a password in a field for a weakness; nil for none.
func (w Weakness) Refusal(pointer string) error {
	if w == NotWeak {
		return nil
	}
	say := Weaknesses[w]
	return fault.Invalid(pointer, "password_"+string(w), say.ZH, say.EN)
}
