package figures

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"liandong/domain/calendar"
	"liandong/domain/lang"
)

// Piece is a part of a time that a book answers by one span.
type Piece struct{ Span, From, To string }

// Pieces cuts a time, both days included, into whole months and the days that
// are left before and after them. They follow each other and nothing is in two.
func Pieces(from, to calendar.Date) []Piece {
	if to < from {
		return nil
	}
	first, last := from, to.AddDays(1) // whole months lie in [first, last)
	if from[8:] != "01" {
		first = nextMonth(from)
	}
	last = last[:8] + "01"
	if first >= last {
		return []Piece{{Day, string(from), string(to)}}
	}
	var all []Piece
	if from < first {
		all = append(all, Piece{Day, string(from), string(first.AddDays(-1))})
	}
	all = append(all, Piece{Month, string(first[:7]), string(last.AddDays(-1)[:7])})
	if last <= to {
		all = append(all, Piece{Day, string(last), string(to)})
	}
	return all
}

func nextMonth(d calendar.Date) calendar.Date { return (d[:8] + "28").AddDays(4)[:8] + "01" }

// Begin is before everything that a book counts.
const Begin calendar.Date = "0001-01-01"

// Sums are a measure's counts in a time, by detail.
type Sums map[string]map[string]int64

// Of is how much there is of a measure, whatever its detail.
func (s Sums) Of(measure string) (n int64) {
	for _, v := range s[measure] {
		n += v
	}
	return n
}

// At is how much there is of a measure with one of these details.
func (s Sums) At(measure string, details ...string) (n int64) {
	for _, d := range details {
		n += s[measure][d]
	}
	return n
}

// Stock is how many matters were open, came, came back and ended in a time:
// Start + Registered + Reopened − Closed = End.
type Stock struct {
	Start, Registered, Reopened, Closed, ClosedOfStart, End int64
}

// StockMeasures are what StockOf asks of the time, and of all before it.
var StockMeasures = []string{Came, Back, Gone, Closed}

// StockOf is the stock of a time that begins on from.
func StockOf(from calendar.Date, before, within Sums) Stock {
	s := Stock{
		Start:      before.Of(Came) + before.Of(Back) - before.Of(Gone),
		Registered: within.Of(Came), Reopened: within.Of(Back), Closed: within.Of(Gone),
	}
	for opened, n := range within[Closed] {
		if opened < string(from) {
			s.ClosedOfStart += n
		}
	}
	s.End = s.Start + s.Registered + s.Reopened - s.Closed
	return s
}

// IndicatorMeasures are what IndicatorsOf asks of the time.
var IndicatorMeasures = []string{Handled, Told, Mediated, Effect, Promised, Sent, Gone, Reclosed, First, Came, Online, Reached, Tried, Resolved}

// LateMeasures are what IndicatorsOf asks of the part of the time that is over:
// what still runs counts only once its day has passed.
var LateMeasures = []string{Handled, Told, Promised, Tried}

// IndicatorsOf counts what each indicator counts; those of days and of ratings
// are Took and Blocks.
func IndicatorsOf(within, late Sums) map[string]Count {
	kept, promised := within.At(Promised, InTime, Late), within.At(Promised, InTime, Late)+late.At(Promised, Open)
	returned, contested := int64(0), int64(0)
	for detail, n := range within[Sent] {
		fate := detail[strings.LastIndex(detail, ">")+1:]
		if fate == Returned || fate == Both {
			returned += n
		}
		if fate == Contested || fate == Both {
			contested += n
		}
	}
	sent := within.Of(Sent)
	return map[string]Count{
		OnTime:       {within.At(Handled, Met), within.At(Handled, Met, Missed) + late.At(Handled, Running)},
		Notice:       {within.At(Told, Met), within.At(Told, Met, Missed) + late.At(Told, Running)},
		Mediation:    {within.At(Mediated, Agreed), within.Of(Mediated)},
		Confirmation: {within.At(Effect, Asked), within.Of(Effect)},
		Performance:  {kept, promised},
		OnItsDay:     {within.At(Promised, InTime), promised},
		Returns:      {returned, sent},
		Contests:     {contested, sent},
		Reopening:    {within.Of(Reclosed), within.Of(Gone)},
		SettledOnce:  {within.At(First, Once), within.Of(First)},
		CameOnline:   {within.Of(Online), within.Of(Came)},
		Contacted:    {within.Of(Reached), within.Of(Came)},
		InAccord:     {within.At(Resolved, Agreed), within.Of(Resolved)},
		TrialOnTime:  {within.At(Tried, Met), within.At(Tried, Met, Missed) + late.At(Tried, Running)},
	}
}

// DaysOf are the days that what closed took.
func DaysOf(within Sums) Days {
	days := Days{}
	for detail, n := range within[Took] {
		if d, err := strconv.Atoi(detail); err == nil { // Counts writes nothing else
			days[d] += n
		}
	}
	return days
}

// LastedDefinition says what LastedOf counts.
var LastedDefinition = lang.T("这段时间结束的程序，从开始到结束的自然日数；退回、移交出去的不计。少于5件的不显示。", "The proceedings that ended in the time, in days from their opening to their end; those handed back are not counted. Fewer than five are not shown.")

// LastedOf are the days that proceedings took, by channel.
func LastedOf(within Sums) map[string]Days {
	all := map[string]Days{}
	for detail, n := range within[Lasted] {
		in, days, _ := strings.Cut(detail, ">")
		d, err := strconv.Atoi(days)
		if err != nil {
			continue // Counts writes nothing else
		}
		if all[in] == nil {
			all[in] = Days{}
		}
		all[in][d] += n
	}
	return all
}

// Flow are the handoffs of a time, from each kind of organisation to each
// channel, in an order that does not change.
func Flow(within Sums) []Cell {
	n := map[string]int64{}
	for detail, count := range within[Sent] {
		n[detail[:strings.LastIndex(detail, ">")]] += count
	}
	cells := make([]Cell, 0, len(n))
	for _, pair := range slices.Sorted(maps.Keys(n)) {
		from, to, _ := strings.Cut(pair, ">")
		cells = append(cells, Cell{From: from, To: to, Count: n[pair]})
	}
	return cells
}

// Age is a range of days for which matters have been open.
type Age struct {
	Code string
	Name lang.Text
	Days int // at most; 0: any number
}

// Ages are the ranges of the backlog's age, the youngest first.
var Ages = []Age{
	{"d30", lang.T("30日以内", "up to 30 days"), 30},
	{"d90", lang.T("31至90日", "31 to 90 days"), 90},
	{"d180", lang.T("91至180日", "91 to 180 days"), 180},
	{"d365", lang.T("181至365日", "181 to 365 days"), 365},
	{"older", lang.T("365日以上", "more than 365 days"), 0},
}

// AgeDefinition says what the backlog's age counts.
var AgeDefinition = lang.T("期末未办结的轮次，从收到（重新办理的从重新办理之日）到期末的自然日数。", "The rounds open at the end of the time, by the days from receipt, or from being taken up again, to that end.")

// AgeMeasures are what AgesOf asks of the year before to; YearBefore is its first day.
var AgeMeasures = []string{Opened, Ended}

// YearBefore is the first day on which what is not older than the last but one
// range can have begun.
func YearBefore(to calendar.Date) calendar.Date { return to.AddDays(-Ages[len(Ages)-2].Days) }

// AgesOf tells how many of the open ones are how old at the end of to. The year
// is that since YearBefore: what began in it opened and closed in it too.
func AgesOf(open int64, year Sums, to calendar.Date) []int64 {
	n := make([]int64, len(Ages))
	for measure, sign := range map[string]int64{Opened: 1, Ended: -1} {
		for began, count := range year[measure] {
			days := calendar.Date(began).DaysUntil(to)
			for i, a := range Ages {
				if a.Days > 0 && days <= a.Days {
					n[i] += sign * count
					break
				}
			}
		}
	}
	last := len(n) - 1
	n[last] = open
	for _, x := range n[:last] {
		n[last] -= x
	}
	return n
}

// Rates are the ratings of one month.
type Rates struct {
	Month                string
	Satisfied, Responses int64
}

// Blocks joins ended months, the earliest first, into stretches of at least
// Small ratings each, and counts those that lie in the months asked about whole.
// Where the stretches lie depends on nothing that is asked, so that two answers
// differ by nothing or by a whole stretch. It returns nil where there is none.
func Blocks(months []Rates, from, to string) *Count {
	var sum, block Count
	begins := ""
	for _, m := range months {
		if begins == "" {
			begins = m.Month
		}
		block.Numerator += m.Satisfied
		block.Denominator += m.Responses
		if block.Denominator < Small {
			continue
		}
		if begins >= from && m.Month <= to {
			sum.Numerator += block.Numerator
			sum.Denominator += block.Denominator
		}
		block, begins = Count{}, ""
	}
	if sum.Denominator == 0 {
		return nil
	}
	return &sum
}
