package reception

import "testing"

// A place's own rule of how often leaders receive is taken whole, or refused with its line.
func FuzzReadFrequencies(f *testing.F) {
	f.Add("county|petition_office|1|month|read|条例")
	f.Add("|||||")
	f.Fuzz(func(t *testing.T, text string) {
		all, err := ReadFrequencies(text)
		if err != nil {
			return
		}
		for _, x := range all {
			if x.Days < 1 || len(x.Kinds) == 0 || x.Basis == "" {
				t.Fatalf("%+v was taken", x)
			}
		}
	})
}
