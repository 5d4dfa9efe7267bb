//go:build race

package parsing

// raced is how much more memory a program takes that the race detector watches.
const raced = 8
