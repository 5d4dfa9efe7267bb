package roster

import (
	"testing"

	"liandong/domain/fault"
)

// A workbook of anybody's is read, or refused with words.
func FuzzRead(f *testing.F) {
	good, err := Template()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, body []byte) {
		houses, people, err := Read(body)
		if err != nil && fault.Of(err) == nil {
			t.Fatalf("refused without words: %v", err)
		}
		for _, r := range append(houses, people...) {
			for name, cell := range r.Cells {
				if len([]rune(cell)) > maxCell {
					t.Fatalf("%s is longer than a cell may be", name)
				}
			}
		}
	})
}
