package org

import "slices"

// Heirs tells who stands in the place of an organisation that has ended.
type Heirs struct{ next map[ID]ID }

// NewHeirs gathers successions: from the organisation that ended to the one that took over.
func NewHeirs(next map[ID]ID) Heirs { return Heirs{next} }

// Of returns the organisation that stands in id's place today: id itself while it lives.
func (h Heirs) Of(id ID) ID {
	for range len(h.next) {
		n, ok := h.next[id]
		if !ok {
			return id
		}
		id = n
	}
	return id
}

// Before lists id and every organisation in whose place it stands today.
func (h Heirs) Before(id ID) []ID {
	all := []ID{id}
	for old := range h.next {
		if old != id && h.Of(old) == id {
			all = append(all, old)
		}
	}
	slices.Sort(all[1:])
	return all
}
