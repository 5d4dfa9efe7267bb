//go:build !linux

package parsing

// confine has nothing here: time and the collector's own bound hold.
func confine(int, int) error { return nil }
