package clock

import (
	"fmt"
	"slices"

	"liandong/domain/calendar"
	"liandong/domain/fault"
	"liandong/domain/lang"
	"liandong/domain/statute"
)

// Request asks when a time limit ends.
type Request struct {
	Rule         string
	StartOn      calendar.Date
	Excluded     [][2]calendar.Date // both ends inclusive
	Extension    *Span
	CalendarAsOf calendar.Date
}

// Due is the answer. DueOn is the day that binds; LatestOn the latest
// defensible by analogy, where the law has no roll rule and the literal day is
// a rest day.
type Due struct {
	Rule, RuleVersion string
	LiteralOn         calendar.Date
	DueOn             calendar.Date
	LatestOn          calendar.Date
	Rolled            bool
	RollBasis         string
	CalendarMissing   bool
	Cite              statute.Citation
	Explanation       lang.Text
}

// farthest bounds excluded spans, so that no request counts for ever.
const farthest = 36600

// Evaluate computes a limit. It returns ErrUnknownRule, or an Invalid fault
// for a day that is none, a span that ends before it begins, or an extension
// the rule does not allow.
func (b *Book) Evaluate(cal calendar.Calendar, q Request) (Due, error) {
	if err := q.check(); err != nil {
		return Due{}, err
	}
	r, err := b.InForce(q.Rule, q.StartOn)
	if err != nil {
		return Due{}, err
	}
	if err := r.allows(q.Extension); err != nil {
		return Due{}, err
	}
	if q.CalendarAsOf != "" {
		cal = cal.PublishedBy(q.CalendarAsOf)
	}
	literal, known := r.literal(cal, q)
	due := Due{Rule: r.ID, RuleVersion: r.Version, LiteralOn: literal, DueOn: literal, Cite: r.Cite}
	switch {
	case r.Span.Unit == WorkingDay:
		due.CalendarMissing = !known
	case *r.Rolls:
		due.roll(cal, r)
	default:
		if rest, ok := cal.Rest(literal); ok && rest {
			if latest, ok := calendar.NextWorkday(cal, literal); ok {
				due.LatestOn = latest
			}
		}
	}
	if due.CalendarMissing {
		due.DueOn = ""
	}
	due.Explanation = explain(r, q, due)
	return due, nil
}

func (d *Due) roll(cal calendar.Calendar, r Rule) {
	rolled, known := calendar.NextWorkday(cal, d.LiteralOn)
	d.CalendarMissing = !known
	d.DueOn, d.Rolled = rolled, known && rolled != d.LiteralOn
	if d.Rolled {
		d.RollBasis = r.RollBasis
	}
}

func (q Request) check() error {
	var c fault.Check
	if !q.StartOn.Valid() {
		c.Add("/start_on", "date_invalid", "日期应为 年-月-日", "give the day as YYYY-MM-DD")
	}
	if q.CalendarAsOf != "" && !q.CalendarAsOf.Valid() {
		c.Add("/calendar_as_of", "date_invalid", "日期应为 年-月-日", "give the day as YYYY-MM-DD")
	}
	if len(q.Excluded) > 1000 {
		c.Add("/excluded", "too_many", "扣除期间过多", "too many excluded spans")
	}
	for i, x := range q.Excluded {
		at := fmt.Sprintf("/excluded/%d", i)
		switch {
		case !x[0].Valid() || !x[1].Valid():
			c.Add(at, "date_invalid", "扣除期间应为两个日期", "an excluded span is two days")
		case x[1] < x[0]:
			c.Add(at, "span_reversed", "扣除期间的结束早于开始", "the span ends before it begins")
		case x[0].DaysUntil(x[1]) > farthest:
			c.Add(at, "span_too_long", "扣除期间过长", "the span is too long")
		}
	}
	if e := q.Extension; e != nil {
		if e.Amount <= 0 || e.Amount > 1000 {
			c.Add("/extension/amount", "out_of_range", "延长的时间应为正数", "an extension is a positive length")
		}
		if !slices.Contains([]Unit{NaturalDay, WorkingDay, Month, Year}, e.Unit) {
			c.Add("/extension/unit", "unknown_code", "单位不在可选范围内", "unknown unit")
		}
	}
	return c.Err()
}

// allows refuses an extension the rule does not have, or a longer one.
func (r Rule) allows(e *Span) error {
	switch {
	case e == nil:
		return nil
	case r.Extension == nil:
		return fault.Invalid("/extension", "extension_not_allowed", "该期限依法不得延长", "the law does not let this limit be extended").WithCite(r.Cite)
	case r.Extension.Longest == nil:
		return nil
	case e.Unit != r.Extension.Longest.Unit:
		return fault.Invalid("/extension/unit", "extension_unit", "延长的单位应与规定一致："+string(r.Extension.Longest.Unit), "the rule extends in "+string(r.Extension.Longest.Unit)).WithCite(r.Cite)
	case e.Amount > r.Extension.Longest.Amount:
		return fault.Invalid("/extension/amount", "extension_too_long", fmt.Sprintf("最多延长%d", r.Extension.Longest.Amount), fmt.Sprintf("at most %d", r.Extension.Longest.Amount)).WithCite(r.Cite)
	}
	return nil
}

// literal counts to the literal last day: the first day is not counted,
// excluded days do not count, an extension follows the last day.
func (r Rule) literal(cal calendar.Calendar, q Request) (calendar.Date, bool) {
	var skip func(d calendar.Date) bool // nil where every day counts
	if len(q.Excluded) > 0 {
		skip = func(d calendar.Date) bool {
			return slices.ContainsFunc(q.Excluded, func(x [2]calendar.Date) bool { return x[0] <= d && d <= x[1] })
		}
	}
	if r.Backward {
		return r.before(cal, q.StartOn, skip)
	}
	if r.Span.Unit == WorkingDay {
		n := r.Span.Amount
		rest := q.Extension
		if rest != nil && rest.Unit == WorkingDay {
			n, rest = n+rest.Amount, nil
		}
		day, known := calendar.AddWorkdays(cal, q.StartOn, n, skip)
		return extend(day, rest, skip), known
	}
	span, rest := r.Span, q.Extension
	if rest != nil && rest.Unit == span.Unit {
		span.Amount, rest = span.Amount+rest.Amount, nil
	}
	return extend(reach(q.StartOn, span, skip), rest, skip), true
}

// before counts back to the last day on which what must come first may be done.
func (r Rule) before(cal calendar.Calendar, from calendar.Date, skip func(calendar.Date) bool) (calendar.Date, bool) {
	if r.Span.Unit == WorkingDay {
		return calendar.AddWorkdays(cal, from, -r.Span.Amount, skip)
	}
	return from.AddDays(-r.Span.Amount), true
}

// reach counts a span from a day. Days left out move the last day on by as
// many, each of which must count itself.
func reach(from calendar.Date, s Span, skip func(calendar.Date) bool) calendar.Date {
	var end calendar.Date
	switch s.Unit {
	case Month:
		end = calendar.AddMonths(from, s.Amount)
	case Year:
		end = calendar.AddMonths(from, 12*s.Amount)
	default:
		end = from.AddDays(s.Amount)
	}
	if skip == nil {
		return end
	}
	days := from.DaysUntil(end)
	day := from
	for counted := 0; counted < days; {
		day = day.AddDays(1)
		if !skip(day) {
			counted++
		}
	}
	return day
}

func extend(day calendar.Date, s *Span, skip func(calendar.Date) bool) calendar.Date {
	if s == nil {
		return day
	}
	return reach(day, *s, skip)
}

var unitNames = map[Unit]lang.Text{
	NaturalDay: lang.T("日", "days"), WorkingDay: lang.T("个工作日", "working days"), Month: lang.T("个月", "months"), Year: lang.T("年", "years"),
}

// explain says in one sentence how the day was found.
func explain(r Rule, q Request, d Due) lang.Text {
	unit := unitNames[r.Span.Unit]
	zh := fmt.Sprintf("%s：自%s（当日不计）起算%d%s", r.Name.ZH, q.StartOn, r.Span.Amount, unit.ZH)
	en := fmt.Sprintf("%s: %d %s from %s, that day not counted", r.Name.EN, r.Span.Amount, unit.EN, q.StartOn)
	if r.Backward {
		zh = fmt.Sprintf("%s：自%s（当日不计）向前倒数%d%s", r.Name.ZH, q.StartOn, r.Span.Amount, unit.ZH)
		en = fmt.Sprintf("%s: %d %s back from %s, that day not counted", r.Name.EN, r.Span.Amount, unit.EN, q.StartOn)
	}
	if len(q.Excluded) > 0 {
		zh += fmt.Sprintf("，扣除%d段期间", len(q.Excluded))
		en += fmt.Sprintf(", %d spans left out", len(q.Excluded))
	}
	if q.Extension != nil {
		zh += fmt.Sprintf("，延长%d%s", q.Extension.Amount, unitNames[q.Extension.Unit].ZH)
		en += fmt.Sprintf(", extended by %d %s", q.Extension.Amount, unitNames[q.Extension.Unit].EN)
	}
	zh += fmt.Sprintf("，末日为%s", d.LiteralOn)
	en += fmt.Sprintf("; the last day is %s", d.LiteralOn)
	switch {
	case d.CalendarMissing:
		zh += "；该年度放假通知尚未公布，日期待定"
		en += "; that year's holiday notice is not published, so the day is provisional"
	case d.Rolled:
		zh += fmt.Sprintf("，逢休息日顺延至%s（%s）", d.DueOn, d.RollBasis)
		en += fmt.Sprintf(", a rest day, so it moves to %s (%s)", d.DueOn, d.RollBasis)
	case d.LatestOn != "":
		zh += fmt.Sprintf("，为休息日；该法未规定顺延，以末日为准，类推最迟可至%s", d.LatestOn)
		en += fmt.Sprintf(", a rest day; this law has no roll rule, so it binds, and %s is the latest defensible by analogy", d.LatestOn)
	}
	return lang.T(zh+"。", en+".")
}
