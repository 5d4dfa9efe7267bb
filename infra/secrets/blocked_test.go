package secrets

import (
	"testing"

	"liandong/domain/who"
)

// What is guessed first is refused with its reason, however it is written;
// what is merely without digits or signs is not.
func TestBlockedPasswords(t *testing.T) {
	own := []string{"zhaomin", "other", "赵敏", "临江县信访局", "ld"}
	for password, want := range map[string]who.Weakness{
		"1qaz2wsx3edc": who.Common, "123456789qwe": who.Common, "Password2026!": who.Common, "P@ssw0rd2026!!": who.Common, "passwordpassword": who.Common,
		"ｐａｓｓｗｏｒｄ２０２６": who.Common, "PASSWORD 1234": who.Common, "!!!!iloveyou1314": who.Common, "football-2026": who.Common, "Qwerty123456!": who.Common,
		"liandong2026": who.LocalWord, "LianDong@2026": who.LocalWord, "xinfangju@123": who.LocalWord, "wang19900101": who.LocalWord, "woaizhongguo1": who.LocalWord,
		"人民政府人民政府123456": who.LocalWord, "信访局2026!!!!!!": who.LocalWord, "demo-liandong": who.LocalWord, "hangzhouxinfang1": who.LocalWord, "Admin@123456": who.Common,
		"abcdefghijkl": who.Pattern, "qwertyasdfgh": who.Common, "aaaaaaaaaaaaaa": who.Pattern, "abc!abc!abc!": who.Pattern, "zq19900101zq": who.Pattern, "!QAZ@WSX#EDC$RFV": who.Common, "5TGB6YHN7UJM8IK": who.Pattern,
		"20261127-20261127": who.Pattern, "147258369147": who.Pattern,
		"zhaomin-likes-tea": who.OwnName, "ZhaoMin 4711 tea": who.OwnName, "赵敏的自行车停在楼下呢": who.OwnName, "在临江县信访局上班": who.OwnName,
		"a long enough password": who.NotWeak, "another long password": who.NotWeak, "correct horse battery staple": who.NotWeak, "zvtlqmrxwkpb": who.NotWeak,
		"my other bicycle is red": who.OwnName, "otherotter1x": who.OwnName, "nan-hu-yi-hao-1": who.NotWeak, "long-enough-pass": who.NotWeak, "八月的雨落在旧自行车上": who.NotWeak, "xK4!wealdbox7": who.NotWeak,
	} {
		if got := Weakness(password, own...); got != want {
			t.Errorf("%q is %q, want %q", password, got, want)
		}
	}
}

// Each password of the list that is long enough to be chosen is refused, and
// each other one when it is filled up with what people fill up with.
func TestEveryListedPasswordIsBlocked(t *testing.T) {
	l := blocked()
	if len(l.common) < 11_000 || len(l.local) < 300 {
		t.Fatalf("%d passwords and %d words", len(l.common), len(l.local))
	}
	long := 0
	for word := range l.common {
		if len(word) >= who.ShortestPassword {
			long++
		}
		if Weakness(word) == who.NotWeak {
			t.Errorf("%q is allowed", word)
		}
		letters := only(word, func(r rune) bool { return r >= 'a' && r <= 'z' })
		if len(letters) == len(word) {
			if filled := word + "20261127!!"; Weakness(filled) == who.NotWeak {
				t.Errorf("%q is allowed", filled)
			}
		}
	}
	if long < 300 {
		t.Errorf("%d of twelve characters and more", long)
	}
	for word := range l.local {
		if filled := word + "202611271234"; Weakness(filled) == who.NotWeak {
			t.Errorf("%q is allowed", filled)
		}
	}
}

// Every weakness has its sentence in both languages.
func TestWeaknessesSayWhatToDo(t *testing.T) {
	for _, w := range []who.Weakness{who.Common, who.LocalWord, who.Pattern, who.OwnName} {
		if say := who.Weaknesses[w]; say.ZH == "" || say.EN == "" || w.Refusal("/password") == nil {
			t.Errorf("%s says nothing", w)
		}
	}
	if who.NotWeak.Refusal("/password") != nil {
		t.Error("what is not weak is refused")
	}
}

func FuzzWeakness(f *testing.F) {
	f.Add("P@ssw0rd", "赵敏")
	f.Add("", "")
	f.Fuzz(func(t *testing.T, password, name string) {
		w := Weakness(password, name)
		if again := Weakness(password, name); w != again {
			t.Errorf("%q is %q, and then %q", password, w, again)
		}
		if w != who.NotWeak && who.Weaknesses[w].EN == "" {
			t.Errorf("%q", w)
		}
	})
}
