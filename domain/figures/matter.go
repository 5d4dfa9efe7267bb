package figures

import (
	"cmp"
	"slices"
	"strconv"

	"liandong/domain/calendar"
)

// Version is that of what Counts makes of a matter. Whoever changes what it
// counts raises it: every book is then written anew.
const Version = 3

// The measures: what a book counts, on which day, and what its detail says.
const (
	Came     = "came"      // a matter was registered; the day of registration
	Back     = "back"      // it was taken up again
	Gone     = "gone"      // a round closed
	Closed   = "closed"    // the same; detail: the day on which the round opened
	Opened   = "opened"    // a round opened; detail: the day from which its age counts
	Ended    = "ended"     // a round closed; detail: as in Opened
	Reclosed = "reclosed"  // a round closed after which the matter was taken up again
	Took     = "took"      // a round closed; detail: after how many days
	Handled  = "handling"  // a time limit for handling fell due; detail: met, missed or running
	Told     = "telling"   // one for telling of acceptance
	Mediated = "mediated"  // a people's mediation ended; detail: agreed or not
	Effect   = "effective" // an agreement took effect; detail: asked (for confirmation) or not
	Promised = "promised"  // a promise fell due; detail: on_time, late or open
	Sent     = "sent"      // a handoff was sent; detail: kind of sender>channel>what became of it
	Sides    = "sides"     // applicants and respondents of a matter; the day it last closed
	First    = "first"     // a matter closed for the first time; detail: once or again
	Online   = "online"    // a matter that came online was registered
	Reached  = "reached"   // a matter one of whose parties was reached; the day of registration
	Tried    = "trial"     // a time limit for trying a suit fell due; detail as of Handled
	Resolved = "resolved"  // an arbitration, a reconsideration or a suit ended; detail: agreed or not
	Lasted   = "lasted"    // a proceeding ended; detail: channel>days
	Dispute  = "dispute"   // a matter that is no accusation was registered; detail: its category
	About    = "about"     // the same; detail: an organisation whose major decision it is about
	Rated    = "rated"     // of these, who rated; detail: which organisation
)

// The details of time limits, mediations, agreements, promises and handoffs.
const (
	Met       = "met"
	Missed    = "missed"
	Running   = "running"
	Agreed    = "agreed"
	Asked     = "asked"
	Not       = "not"
	InTime    = "on_time"
	Late      = "late"
	Open      = "open"
	Kept      = "kept"
	Returned  = "returned"
	Contested = "contested"
	Both      = "returned+contested"
	Once      = "once"
	Again     = "again"
)

// Day and Month are the spans a book counts by.
const (
	Day   = "day"
	Month = "month"
)

// Matter is what figures know of one case: days and codes, no word and no person.
type Matter struct {
	Toward   []Toward `json:"toward"`
	Region   string   `json:"region"`
	Category string   `json:"category"`
	Channels []string `json:"channels,omitempty"` // it was ever in, each once
	Rounds   []Round  `json:"rounds"`
	Facts    []Fact   `json:"facts,omitempty"`
	Sides    int64    `json:"sides,omitempty"`
	Rated    []string `json:"rated,omitempty"` // the organisations rated, once for each who rated
}

// Toward is an organisation whose figures count the matter, and as what.
type Toward struct {
	Organization string `json:"o"`
	Standing     string `json:"s"`
}

// Round is one round of handling. Began is the day from which its age counts.
type Round struct {
	Began  calendar.Date `json:"b"`
	Opened calendar.Date `json:"o"`
	Closed calendar.Date `json:"c,omitempty"`
}

// Fact is one thing that is counted on its day.
type Fact struct {
	Measure string        `json:"m"`
	On      calendar.Date `json:"d"`
	Detail  string        `json:"x,omitempty"`
}

// Key is one count in the books: whose, of which matters, what and when.
type Key struct {
	Organization string // whose figures
	Standing     string // as what it stands toward the matters
	Below        string // those that this organisation was the first to receive; empty: all
	Region       string // those of this region and below it; empty: all
	Slice        string // those of a category and a channel, as Slice makes it; empty: all
	Measure      string
	Span         string // Day or Month
	Period       string // YYYY-MM-DD or YYYY-MM
	Detail       string
}

// Counts are what one or many matters add to the books.
type Counts map[Key]int64

// firstReceiver is the standing by which Below names an organisation.
const firstReceiver = "first_receiver"

// Slice names the matters of a category, of a channel, or of both.
func Slice(category, channel string) string {
	if category == "" && channel == "" {
		return ""
	}
	return category + "|" + channel
}

// regionLengths are those of the codes of a province, a city, a county, a
// street and a village (GB/T 2260, GB/T 10114).
var regionLengths = []int{2, 4, 6, 9, 12}

// Regions are a region and all that it lies in.
func Regions(region string) []string {
	var all []string
	for _, n := range regionLengths {
		if n < len(region) {
			all = append(all, region[:n])
		}
	}
	if region != "" {
		all = append(all, region)
	}
	return all
}

// Counts is what the matter adds to the books: each fact once for each
// organisation toward which the matter stands, on its day and in its month.
func (m Matter) Counts() Counts {
	all := Counts{}
	var first []string
	for _, t := range m.Toward {
		if t.Standing == firstReceiver {
			first = append(first, t.Organization)
		}
	}
	regions := append([]string{""}, Regions(m.Region)...)
	lines := m.lines()
	for _, t := range m.Toward {
		below := []string{""}
		if t.Standing != firstReceiver {
			below = append(below, first...)
		}
		for _, b := range below {
			for _, r := range regions {
				k := Key{Organization: t.Organization, Standing: t.Standing, Below: b, Region: r}
				for _, l := range lines {
					k.Slice, k.Measure, k.Detail = l.slice, l.Measure, l.Detail
					k.Span, k.Period = Day, string(l.On)
					all[k] += l.n
					k.Span, k.Period = Month, string(l.On[:7])
					all[k] += l.n
				}
			}
		}
	}
	return all
}

// Add takes other in, times n, and keeps no zero.
func (c Counts) Add(other Counts, n int64) {
	for k, v := range other {
		if c[k] += v * n; c[k] == 0 {
			delete(c, k)
		}
	}
}

// Keys are the keys in one order that does not change.
func (c Counts) Keys() []Key {
	keys := make([]Key, 0, len(c))
	for k := range c {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, Key.Compare)
	return keys
}

// Compare orders keys as the books' primary key does.
func (k Key) Compare(o Key) int {
	return cmp.Or(cmp.Compare(k.Organization, o.Organization), cmp.Compare(k.Standing, o.Standing), cmp.Compare(k.Below, o.Below),
		cmp.Compare(k.Region, o.Region), cmp.Compare(k.Slice, o.Slice), cmp.Compare(k.Measure, o.Measure),
		cmp.Compare(k.Span, o.Span), cmp.Compare(k.Period, o.Period), cmp.Compare(k.Detail, o.Detail))
}

type line struct {
	Fact
	slice string
	n     int64
}

func (m Matter) lines() []line {
	var all []line
	add := func(measure string, on calendar.Date, detail string, n int64) {
		if on.Valid() && n != 0 { // a time limit without a calendar has no day
			all = append(all, line{Fact: Fact{Measure: measure, On: on, Detail: detail}, n: n})
		}
	}
	sliced := func(measure string, on calendar.Date) {
		add(measure, on, "", 1)
		for _, s := range m.slices() {
			all = append(all, line{Fact: Fact{Measure: measure, On: on}, slice: s, n: 1})
		}
	}
	closed := calendar.Date("")
	for i, r := range m.Rounds {
		if i == 0 {
			sliced(Came, r.Opened)
		} else {
			sliced(Back, r.Opened)
		}
		add(Opened, r.Opened, string(r.Began), 1)
		if r.Closed == "" {
			continue
		}
		closed = r.Closed
		sliced(Gone, r.Closed)
		add(Closed, r.Closed, string(r.Opened), 1)
		add(Ended, r.Closed, string(r.Began), 1)
		add(Took, r.Closed, strconv.Itoa(max(0, r.Began.DaysUntil(r.Closed))), 1)
		again := i+1 < len(m.Rounds)
		if again {
			add(Reclosed, r.Closed, "", 1)
		}
		switch {
		case i > 0:
		case again:
			add(First, r.Closed, Again, 1)
		default:
			add(First, r.Closed, Once, 1)
		}
	}
	for _, f := range m.Facts {
		add(f.Measure, f.On, f.Detail, 1)
	}
	add(Sides, closed, "", m.Sides)
	for _, o := range m.Rated {
		add(Rated, closed, o, 1)
	}
	return all
}

// slices are the ways in which a question may cut the matter out of all.
func (m Matter) slices() []string {
	var all []string
	if m.Category != "" {
		all = append(all, Slice(m.Category, ""))
	}
	for _, c := range m.Channels {
		all = append(all, Slice("", c))
		if m.Category != "" {
			all = append(all, Slice(m.Category, c))
		}
	}
	return all
}
