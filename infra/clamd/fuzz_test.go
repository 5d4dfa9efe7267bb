package clamd

import (
	"strings"
	"testing"
)

// Nothing but the scanner's OK says that a file is clean.
func FuzzRead(f *testing.F) {
	f.Add("stream: OK")
	f.Add("stream: Eicar-Signature FOUND")
	f.Add("stream:  FOUND")
	f.Add("INSTREAM size limit exceeded. ERROR")
	f.Fuzz(func(t *testing.T, answer string) {
		found, err := read(answer)
		if err == nil && found == "" && !strings.HasSuffix(answer, ": OK") {
			t.Fatalf("%q passes for clean", answer)
		}
	})
}
