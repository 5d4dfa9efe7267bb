//go:build !race

package parsing

const raced = 1
