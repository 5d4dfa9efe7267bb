package party

import (
	"testing"

	"liandong/domain/fault"
)

// Odd papers warn and never refuse (条例 44).
func TestPapers(t *testing.T) {
	for _, x := range []struct {
		says string
		p    Party
		want string
	}{
		{"a good number", Party{Kind: Person, IDNumber: "11010519491231002X"}, ""},
		{"a small x", Party{Kind: Person, IDNumber: "11010519491231002x"}, ""},
		{"a wrong digit", Party{Kind: Person, IDNumber: "110105194912310021"}, "identity.checksum"},
		{"fifteen digits", Party{Kind: Person, IDNumber: "110105491231002"}, "identity.checksum"},
		{"letters", Party{Kind: Person, IDNumber: "AB0105194912310021"}, "identity.checksum"},
		{"none", Party{Kind: Person}, "identity.absent"},
		{"a passport", Party{Kind: Person, IDKind: "passport", IDNumber: "P123"}, "identity.not_checkable"},
		{"an organisation", Party{Kind: Organization}, ""},
	} {
		got := ""
		if w := x.p.Papers("/parties/0", "2026-11-24"); len(w) > 0 {
			got = w[0].Code
		}
		if got != x.want {
			t.Errorf("%s: %q, want %q", x.says, got, x.want)
		}
	}
}

func TestValidateNamesEveryField(t *testing.T) {
	var c fault.Check
	Party{Role: "friend", Kind: "ghost"}.Validate(&c, "/parties/0")
	f := fault.Of(c.Err())
	if f == nil || len(f.Fields) != 3 {
		t.Fatalf("%v", c.Err())
	}
}

func TestLastFour(t *testing.T) {
	p := Party{IDNumber: "11010519491231002X", Phone: "13900001234"}
	if got := p.LastFour(); len(got) != 2 || got[0] != "002X" || got[1] != "1234" {
		t.Errorf("%v", got)
	}
	if got := (Party{Phone: "12"}).LastFour(); got != nil {
		t.Errorf("%v", got)
	}
}
