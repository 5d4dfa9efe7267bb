package exchange

import (
	"bytes"
	"encoding/json"
)

// Canonical writes a value in the one form of RFC 8785: names sorted, no
// space, nothing escaped that need not be. What is signed is in this form, so
// that every program that reads it computes the same digest. The formats here
// hold no numbers but whole ones, and no names beyond ASCII.
func Canonical(v any) ([]byte, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return Recanonical(raw)
}

// Recanonical brings JSON into the canonical form.
func Recanonical(raw []byte) ([]byte, error) {
	in := json.NewDecoder(bytes.NewReader(raw))
	in.UseNumber()
	var tree any
	if err := in.Decode(&tree); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	out := json.NewEncoder(&b)
	out.SetEscapeHTML(false)
	if err := out.Encode(tree); err != nil {
		return nil, err
	}
	return unescaped(bytes.TrimSuffix(b.Bytes(), []byte("\n"))), nil
}

// unescaped gives back the two line separators that Go escapes and RFC 8785 does not.
func unescaped(b []byte) []byte {
	if !bytes.Contains(b, []byte(`\u202`)) {
		return b
	}
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); i++ {
		switch {
		case b[i] != '\\':
			out = append(out, b[i])
		case bytes.HasPrefix(b[i:], []byte(`\u2028`)):
			out = append(out, "\u2028"...)
			i += 5
		case bytes.HasPrefix(b[i:], []byte(`\u2029`)):
			out = append(out, "\u2029"...)
			i += 5
		default: // an escape and what it escapes
			out = append(out, b[i], b[i+1])
			i++
		}
	}
	return out
}
