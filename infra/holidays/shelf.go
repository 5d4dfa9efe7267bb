package holidays

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"sync/atomic"

	"liandong/domain/calendar"
)

// Years lists the years whose notice is known.
func (n *Notices) Years() []int { return slices.Sorted(maps.Keys(n.published)) }

// With is the calendar with further notices, each in the place of an earlier one for its year.
func (n *Notices) With(more *Notices) *Notices {
	all := &Notices{off: maps.Clone(n.off), makeUp: maps.Clone(n.makeUp), published: maps.Clone(n.published), asOf: n.asOf}
	for y, on := range more.published {
		for _, days := range []map[calendar.Date]bool{all.off, all.makeUp} {
			maps.DeleteFunc(days, func(d calendar.Date, _ bool) bool { year, _, _ := d.Civil(); return year == y })
		}
		all.published[y] = on
	}
	maps.Copy(all.off, more.off)
	maps.Copy(all.makeUp, more.makeUp)
	return all
}

// Year is one year's notice as JSON that Load reads, and the day it was published.
func (n *Notices) Year(year int) (notice string, published calendar.Date, err error) {
	pick := func(days map[calendar.Date]bool) map[calendar.Date]string {
		some := map[calendar.Date]string{}
		for d := range days {
			if y, _, _ := d.Civil(); y == year {
				some[d] = ""
			}
		}
		return some
	}
	raw, err := json.Marshal(map[string]any{
		"off_days": pick(n.off), "make_up_work_days": pick(n.makeUp),
		"published_on": map[string]calendar.Date{strconv.Itoa(year): n.published[year]},
	})
	if err != nil {
		return "", "", fmt.Errorf("holidays: %w", err)
	}
	return string(raw), n.published[year], nil
}

// Shelf is the calendar in use; a newly imported notice takes effect on it at once.
type Shelf struct{ now atomic.Pointer[Notices] }

var _ calendar.Calendar = (*Shelf)(nil)

// NewShelf puts notices on a shelf.
func NewShelf(n *Notices) *Shelf {
	s := &Shelf{}
	s.now.Store(n)
	return s
}

// Replace puts other notices in force.
func (s *Shelf) Replace(n *Notices) { s.now.Store(n) }

// Rest implements calendar.Calendar.
func (s *Shelf) Rest(d calendar.Date) (rest, known bool) { return s.now.Load().Rest(d) }

// PublishedBy implements calendar.Calendar.
func (s *Shelf) PublishedBy(asOf calendar.Date) calendar.Calendar {
	return s.now.Load().PublishedBy(asOf)
}

// Version implements calendar.Calendar.
func (s *Shelf) Version() string { return s.now.Load().Version() }
