package filing

import (
	"testing"

	"liandong/domain/calendar"
)

// A number is looked for as it is found, however it is written.
func FuzzNumber(f *testing.F) {
	f.Add("(2026)示0102民初1号", "2026-11-24")
	f.Add("〔2026〕 X 1 号", "")
	f.Add("（2026）示0102民初1号", "2")
	f.Fuzz(func(t *testing.T, number, on string) {
		if Key(Key(number)) != Key(number) {
			t.Fatalf("%q: %q, then %q", number, Key(number), Key(Key(number)))
		}
		if d := calendar.Date(on); d == "" || d.Valid() {
			_ = CourtNumber("civil_litigation", number, d)
		}
	})
}
