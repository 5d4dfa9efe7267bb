package statute

import "testing"

// A citation is read, or it is none.
func FuzzRead(f *testing.F) {
	f.Add("信访工作条例(2022)23条")
	f.Add(")(条")
	f.Fuzz(func(t *testing.T, text string) {
		if c, err := Read(text); err == nil && text != "" && c.Empty() {
			t.Fatalf("%q is a citation of nothing", text)
		}
	})
}
