package gormdb

import (
	"encoding/json"
	"time"
)

// stampLayout keeps instants as text that sorts, reads the same in every
// database, and gives the same digest everywhere.
const stampLayout = "2006-01-02T15:04:05.000000Z"

// Stamp is how an instant is stored; the zero time is empty.
func Stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(stampLayout)
}

// Unstamp reads a stored instant.
func Unstamp(s string) time.Time {
	t, _ := time.Parse(stampLayout, s)
	return t
}

// packed is how a small structure is stored in one column; empty for nothing.
func packed(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic("gormdb: a domain value that is not JSON: " + err.Error()) // domain types are plain data
	}
	if s := string(b); s != "null" {
		return s
	}
	return ""
}

func unpack(s string, v any) error {
	if s == "" {
		return nil
	}
	return json.Unmarshal([]byte(s), v)
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}
