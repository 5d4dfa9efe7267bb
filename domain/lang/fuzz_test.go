package lang

import "testing"

// Whatever a browser asks for, it is answered in one of the two languages.
func FuzzAccept(f *testing.F) {
	for _, s := range []string{"", "en", "zh-CN,zh;q=0.9,en;q=0.8", "en;q=x", ";;,,", "*"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, header string) {
		if s := T("甲", "a").In(Accept(header)); s != "甲" && s != "a" {
			t.Fatalf("%q is answered %q", header, s)
		}
	})
}
