package holidays

import (
	"os"
	"testing"

	"liandong/domain/calendar"
)

// A notice that is taken can be reckoned with.
func FuzzLoad(f *testing.F) {
	known, err := os.ReadFile("calendar.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(known)
	f.Add([]byte(`{"published_on":{"2026":"2025-11-04"},"off_days":{"2026-01-01":"元旦"}}`))
	f.Add([]byte(`{"published_on":{"-1":"0000-00-00"}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		n, err := Load(data)
		if err != nil {
			return
		}
		for _, from := range []calendar.Date{"2026-01-01", "2026-09-25", "2026-12-31"} {
			if day, known := calendar.AddWorkdays(n, from, 5, nil); known && day <= from {
				t.Fatalf("five working days after %s is %s", from, day)
			}
		}
	})
}
