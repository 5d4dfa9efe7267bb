package gormdb

import (
	"errors"
	"testing"
)

// A cursor that is taken is one that a page gave, and any other is refused with words.
func FuzzCursor(f *testing.F) {
	f.Add(encodeCursor("2026-11-24", "id"))
	f.Add("AA")
	f.Add("AAA=")
	f.Fuzz(func(t *testing.T, cursor string) {
		first, second, err := decodeCursor(cursor)
		if err != nil {
			if !errors.Is(err, ErrCursor) {
				t.Fatal(err)
			}
			return
		}
		if one, two, err := decodeCursor(encodeCursor(first, second)); err != nil || one != first || two != second {
			t.Fatalf("%q: %q %q, then %q %q", cursor, first, second, one, two)
		}
	})
}

// What is stored as an instant reads as one, or as none.
func FuzzUnstamp(f *testing.F) {
	f.Add("2026-11-24T01:00:00.000000Z")
	f.Add("9999-99-99")
	f.Fuzz(func(t *testing.T, text string) {
		if at := Unstamp(text); !at.IsZero() && !Unstamp(Stamp(at)).Equal(at) {
			t.Fatalf("%q: %s", text, at)
		}
	})
}
