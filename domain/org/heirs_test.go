package org

import (
	"slices"
	"testing"
)

func TestHeirs(t *testing.T) {
	h := NewHeirs(map[ID]ID{"a": "b", "b": "c", "d": "c"})
	for id, heir := range map[ID]ID{"a": "c", "b": "c", "c": "c", "d": "c", "e": "e", "": ""} {
		if got := h.Of(id); got != heir {
			t.Errorf("%s: %s, want %s", id, got, heir)
		}
	}
	if got := h.Before("c"); !slices.Equal(got, []ID{"c", "a", "b", "d"}) {
		t.Errorf("before c: %v", got)
	}
	if got := h.Before("e"); !slices.Equal(got, []ID{"e"}) {
		t.Errorf("before e: %v", got)
	}
	if got := (Heirs{}).Of("x"); got != "x" {
		t.Error("nobody ended, and x stands for another")
	}
}
