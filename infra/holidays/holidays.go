// Package holidays knows the State Council's holiday notices.
package holidays

import (
	_ "embed" // the notices known when this was built
	"encoding/json"
	"fmt"
	"sort"
	"strconv"
	"strings"

	"liandong/domain/calendar"
)

//go:embed calendar.json
var national []byte

// Notices is a calendar.Calendar made of yearly notices.
type Notices struct {
	off, makeUp map[calendar.Date]bool
	published   map[int]calendar.Date
	asOf        calendar.Date
}

var _ calendar.Calendar = (*Notices)(nil)

// National returns the notices known when this program was built.
func National() *Notices {
	n, err := Load(national)
	if err != nil {
		panic("holidays: the embedded calendar: " + err.Error()) // a build with a bad calendar cannot run
	}
	return n
}

// Load reads notices. It returns an error naming the day or year that is wrong.
func Load(data []byte) (*Notices, error) {
	var file struct {
		OffDays     map[calendar.Date]string `json:"off_days"`
		MakeUp      map[calendar.Date]string `json:"make_up_work_days"`
		PublishedOn map[string]calendar.Date `json:"published_on"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return nil, fmt.Errorf("holidays: %w", err)
	}
	n := &Notices{off: map[calendar.Date]bool{}, makeUp: map[calendar.Date]bool{}, published: map[int]calendar.Date{}}
	for year, on := range file.PublishedOn {
		y, err := strconv.Atoi(year)
		if err != nil || !on.Valid() {
			return nil, fmt.Errorf("holidays: published_on: %q: %q", year, on)
		}
		n.published[y] = on
	}
	for _, days := range []struct {
		from map[calendar.Date]string
		into map[calendar.Date]bool
		name string
	}{{file.OffDays, n.off, "off_days"}, {file.MakeUp, n.makeUp, "make_up_work_days"}} {
		for d := range days.from {
			if !d.Valid() {
				return nil, fmt.Errorf("holidays: %s: %q is not a day", days.name, d)
			}
			if y, _, _ := d.Civil(); n.published[y] == "" {
				return nil, fmt.Errorf("holidays: %s: %s lies in a year without a notice", days.name, d)
			}
			days.into[d] = true
		}
	}
	for d := range n.makeUp {
		if n.off[d] || !calendar.Weekend(d) {
			return nil, fmt.Errorf("holidays: make_up_work_days: %s is not a weekend day that is worked", d)
		}
	}
	return n, nil
}

// Rest implements calendar.Calendar.
func (n *Notices) Rest(d calendar.Date) (rest, known bool) {
	y, _, _ := d.Civil()
	on, ok := n.published[y]
	if !ok || (n.asOf != "" && on > n.asOf) {
		return false, false
	}
	return n.off[d] || calendar.Weekend(d) && !n.makeUp[d], true
}

// PublishedBy implements calendar.Calendar.
func (n *Notices) PublishedBy(asOf calendar.Date) calendar.Calendar {
	c := *n
	c.asOf = asOf
	return &c
}

// Version implements calendar.Calendar: the years known and the newest notice.
func (n *Notices) Version() string {
	var years []string
	newest := calendar.Date("")
	for y, on := range n.published {
		if n.asOf == "" || on <= n.asOf {
			years = append(years, strconv.Itoa(y))
			newest = max(newest, on)
		}
	}
	sort.Strings(years)
	return strings.Join(years, "+") + "@" + string(newest)
}
