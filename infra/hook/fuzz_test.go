package hook

import (
	"net/netip"
	"testing"
)

// However the list of networks is written, no address of this machine is sent to that it does not name.
func FuzzParseGuard(f *testing.F) {
	f.Add("10.8.0.0/16, 192.168.1.5")
	f.Add("::ffff:127.0.0.1")
	f.Fuzz(func(t *testing.T, list string) {
		g, err := ParseGuard(list)
		if err != nil {
			return
		}
		here := netip.MustParseAddr("127.0.0.1")
		named := false
		for _, p := range g.Inside {
			named = named || p.Contains(here)
		}
		if g.Allows(here) != named || g.Allows(netip.MustParseAddr("::ffff:127.0.0.1")) != named {
			t.Fatalf("%q opens this machine", list)
		}
	})
}
