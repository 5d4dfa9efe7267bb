package letter

import "testing"

// A check code that is read is read the same again, however it is typed.
func FuzzCheckCode(f *testing.F) {
	f.Add("ABCD-EFGH-JKMN-PQRS")
	f.Add("abcd efgh jkmn pqrs")
	f.Add("ＡＢＣＤ")
	f.Fuzz(func(t *testing.T, typed string) {
		if c := CheckCode(typed); c != "" && (CheckCode(c) != c || len(c) != 19) {
			t.Fatalf("%q: %q, then %q", typed, c, CheckCode(c))
		}
	})
}

// A text is taken apart at its blanks and loses nothing.
func FuzzSplit(f *testing.F) {
	f.Add("您好，{{name}}，请于{{day}}到场")
	f.Add("{{{{")
	f.Fuzz(func(_ *testing.T, text string) {
		_ = split(text)
		_ = placeholders(text)
	})
}
