package party

import (
	"testing"

	"liandong/domain/calendar"
	"liandong/domain/fault"
)

// Whatever somebody shows is looked at, and a petition is never refused for it.
func FuzzPapers(f *testing.F) {
	f.Add("11010519491231002X", "13900001234", "resident_id")
	f.Add("１１０１０５", "", "")
	f.Add("11010500000000002\u00e9", "+86 139", "passport")
	f.Fuzz(func(t *testing.T, number, phone, kind string) {
		p := Party{Kind: Person, Name: "林某", IDNumber: number, Phone: phone, IDKind: kind}
		for _, w := range p.Papers("/parties/0", calendar.Date("2026-11-24")) {
			if w.Code == "" {
				t.Fatalf("%+v says nothing", w)
			}
		}
		for _, four := range p.LastFour() {
			if len([]rune(four)) > 4 {
				t.Fatalf("%q is more than four", four)
			}
		}
		if !p.Same(p) {
			t.Fatalf("%q %q is not itself", number, phone)
		}
		var c fault.Check
		p.Validate(&c, "/parties/0")
	})
}

// A PIN that is taken is six digits that do not run and do not repeat.
func FuzzGoodPIN(f *testing.F) {
	f.Add("123456", "13900001234")
	f.Add("628193", "")
	f.Fuzz(func(t *testing.T, pin, known string) {
		if GoodPIN(pin, known) != nil {
			return
		}
		if len(pin) != 6 || pin == "123456" || pin == "000000" || known != "" && pin == known {
			t.Fatalf("%q is taken beside %q", pin, known)
		}
	})
}
