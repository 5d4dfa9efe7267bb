package who

import (
	"testing"
	"time"
)

// Each profile asks for what its standard asks, and for nothing of the other's.
func TestStandards(t *testing.T) {
	now := time.Date(2026, 11, 27, 2, 0, 0, 0, time.UTC)
	asvs, err := StandardOf("")
	if err != nil || asvs.Profile != ASVS {
		t.Fatalf("%+v %v", asvs, err)
	}
	level3, err := StandardOf(Dengbao3)
	if err != nil || level3.Lasts != 90*24*time.Hour || level3.Remembered != 5 || !level3.EveryFactor {
		t.Fatalf("%+v %v", level3, err)
	}
	if _, err := StandardOf("none"); err == nil {
		t.Error("there is a profile that there is not")
	}
	for password, three := range map[string]bool{"a long enough password": false, "A long enough password": true, "alongenough1word": false, "ALONG-enough-1": true, "八月的雨落在旧自行车上哦": false, "八月的雨a1": true, "Abcdefg12": true} {
		if err := level3.CheckKinds("/p", password); (err == nil) != three {
			t.Errorf("dengbao3, %q: %v", password, err)
		}
		if err := asvs.CheckKinds("/p", password); err != nil {
			t.Errorf("asvs, %q: %v", password, err)
		}
	}
	for _, x := range []struct {
		s    Standard
		set  time.Time
		want bool
	}{
		{asvs, time.Time{}, false}, {asvs, now.AddDate(-10, 0, 0), false},
		{level3, time.Time{}, true}, {level3, now, false}, {level3, now.AddDate(0, 0, -90).Add(time.Second), false}, {level3, now.AddDate(0, 0, -90), true},
	} {
		if got := x.s.Due(x.set, now); got != x.want {
			t.Errorf("%s, set %s: %v", x.s.Profile, x.set, got)
		}
	}
}
