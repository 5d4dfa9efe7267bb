package who

import (
	"slices"
	"testing"
)

// No account has two of the three administrators' roles, nor one of them and
// any other; any other two go together.
func TestAdministratorsAreApart(t *testing.T) {
	if len(Administrators) != 3 {
		t.Errorf("%v", Administrators)
	}
	for a := range Roles {
		for b := range Roles {
			apart := slices.Contains(Administrators, a) || slices.Contains(Administrators, b) || a == AccountHelper || b == AccountHelper
			if _, clash := Clash([]Role{a, b}); clash != (a != b && apart) {
				t.Errorf("%s and %s: %v", a, b, clash)
			}
		}
		if _, clash := Clash([]Role{a, a}); clash {
			t.Errorf("%s at two organisations", a)
		}
	}
	for _, r := range Administrators {
		if !IsGuarded([]Role{Clerk, r}) {
			t.Errorf("a system administrator gives %s", r)
		}
	}
	for _, g := range Split {
		if slices.Contains(Kept, g) {
			t.Errorf("%v is parted and kept", g)
		}
	}
}
