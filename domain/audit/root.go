package audit

import (
	"encoding/hex"
	"fmt"
	"strings"
)

// RootBytes is the length of a root, in bytes.
const RootBytes = 32

// groupsOfRow is how many groups of four stand in a row on paper.
const groupsOfRow = 4

// Groups writes a root as it stands on paper: sixteen groups of four hexadecimal
// digits, four to a row, and a last group that shows a slip of the pen.
func Groups(h Hasher, root []byte) []string {
	text := hex.EncodeToString(root)
	var rows []string
	for len(text) > 0 {
		var row []string
		for range groupsOfRow {
			n := min(4, len(text))
			row, text = append(row, text[:n]), text[n:]
		}
		rows = append(rows, strings.TrimSpace(strings.Join(row, " ")))
	}
	return append(rows, slip(h, root))
}

// slip is a group of four that is another for nearly every other root.
func slip(h Hasher, root []byte) string {
	_, sum, _ := strings.Cut(h.Sum([]byte("root "+hex.EncodeToString(root))), ":")
	return sum[:4]
}

// ParseGroups reads a root that was typed from paper, in groups or in one, with
// or without the last group. The error says what is wrong with it.
func ParseGroups(h Hasher, typed string) ([]byte, error) {
	text := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \t\r\n-", r) {
			return -1
		}
		return r
	}, strings.ToLower(typed))
	const digits = 2 * RootBytes
	if len(text) != digits && len(text) != digits+4 {
		return nil, fmt.Errorf("the root has %d digits: it is 64, in 16 groups of four, and a last group of four that may be left out", len(text))
	}
	root, err := hex.DecodeString(text[:digits])
	if err != nil {
		return nil, fmt.Errorf("the root is written in the digits 0-9 and the letters a-f: %w", err)
	}
	if end := text[digits:]; end != "" && end != slip(h, root) {
		return nil, fmt.Errorf("the last group does not fit the others: one of them was mistyped")
	}
	return root, nil
}
