package gormdb

import (
	"context"

	"gorm.io/gorm"

	"liandong/domain/calendar"
	"liandong/domain/figures"
	"liandong/domain/org"
	"liandong/domain/who"
)

// Scope says whose cases a figure counts: those toward which Organization
// stands in one way, and no others, so that a sealed one counts for nobody
// else; of these, where they are named, those that Below was the first to
// receive, and those of a region.
type Scope struct {
	Organization org.ID
	Standing     who.Standing
	Below        org.ID
	Region       string
}

// Sums adds up measures over a time, both days included, from the books.
func (l Lists) Sums(ctx context.Context, in Scope, from, to calendar.Date, measures []string) (figures.Sums, error) {
	sums := figures.Sums{}
	for _, m := range measures {
		sums[m] = map[string]int64{}
	}
	for _, p := range figures.Pieces(from, to) {
		var rows []countRow
		err := l.counts(ctx, in, "", measures, p).Select("measure, detail, SUM(n) AS n").Group("measure, detail").Find(&rows).Error
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			sums[r.Measure][r.Detail] += r.N
		}
	}
	return sums, nil
}

// counts opens one page of the books: one range of its key for each measure.
func (l Lists) counts(ctx context.Context, in Scope, slice string, measures []string, p figures.Piece) *gorm.DB {
	return l.TX.WithContext(ctx).Where("organization_id = ? AND standing = ? AND below_id = ? AND region = ? AND slice = ? AND measure IN ? AND span = ? AND period >= ? AND period <= ? AND n <> 0",
		string(in.Organization), string(in.Standing), string(in.Below), in.Region, slice, measures, p.Span, p.From, p.To)
}

// Stock counts the rounds of a time, both days included. What who asks may not
// know of does not count.
func (l Lists) Stock(ctx context.Context, in Scope, from, to calendar.Date) (figures.Stock, error) {
	before, err := l.Sums(ctx, in, figures.Begin, from.AddDays(-1), []string{figures.Came, figures.Back, figures.Gone})
	if err != nil {
		return figures.Stock{}, err
	}
	within, err := l.Sums(ctx, in, from, to, figures.StockMeasures)
	return figures.StockOf(from, before, within), err
}

// Ages tells how old, in the ranges of figures.Ages, those open at the end of to are.
func (l Lists) Ages(ctx context.Context, in Scope, open int64, to calendar.Date) ([]int64, error) {
	year, err := l.Sums(ctx, in, figures.YearBefore(to), to, figures.AgeMeasures)
	return figures.AgesOf(open, year, to), err
}

// Figures counts what each indicator counts, both days included; those of days
// and of ratings are Took and Ratings.
func (l Lists) Figures(ctx context.Context, in Scope, from, to, today calendar.Date) (map[string]figures.Count, error) {
	within, err := l.Sums(ctx, in, from, to, figures.IndicatorMeasures)
	if err != nil {
		return nil, err
	}
	late, err := l.Sums(ctx, in, from, min(to, today.AddDays(-1)), figures.LateMeasures)
	return figures.IndicatorsOf(within, late), err
}

// Took tells how many days the rounds took that closed in a time.
func (l Lists) Took(ctx context.Context, in Scope, from, to calendar.Date) (figures.Days, error) {
	sums, err := l.Sums(ctx, in, from, to, []string{figures.Took})
	return figures.DaysOf(sums), err
}

// Lasted tells how many days the proceedings took that ended in a time, by channel.
func (l Lists) Lasted(ctx context.Context, in Scope, from, to calendar.Date) (map[string]figures.Days, error) {
	sums, err := l.Sums(ctx, in, from, to, []string{figures.Lasted})
	return figures.LastedOf(sums), err
}

// Flow counts the handoffs sent in a time, from each kind of organisation to each
// channel; to a guide route where there is no channel.
func (l Lists) Flow(ctx context.Context, in Scope, from, to calendar.Date) ([]figures.Cell, error) {
	sums, err := l.Sums(ctx, in, from, to, []string{figures.Sent})
	return figures.Flow(sums), err
}

// Ratings counts who rated an organisation, nothing where they are fewer than
// figures.Small, and who was satisfied, in stretches of months before today's.
func (l Lists) Ratings(ctx context.Context, in Scope, rated org.ID, from, to, today calendar.Date) (participation, satisfaction *figures.Count, err error) {
	var months []figures.Rates
	err = l.TX.WithContext(ctx).Raw("SELECT month, SUM(CASE WHEN score >= 3 THEN 1 ELSE 0 END) AS satisfied, COUNT(*) AS responses FROM ratings WHERE organization_id = ? AND month < ? GROUP BY month ORDER BY month",
		string(rated), string(today[:7])).Scan(&months).Error
	if err != nil {
		return nil, nil, err
	}
	satisfaction = figures.Blocks(months, string(from[:7]), string(to[:7]))
	sums, err := l.Sums(ctx, in, from, to, []string{figures.Sides, figures.Rated})
	if p := (figures.Count{Numerator: sums.At(figures.Rated, string(rated)), Denominator: sums.Of(figures.Sides)}); p.Numerator >= figures.Small {
		participation = &p
	}
	return participation, satisfaction, err
}

// Point is what came, came back and closed on a day or in a month.
type Point struct {
	On                           string
	Registered, Reopened, Closed int64
}

// Series counts by day, or by month where byMonth, every one of the time in
// order; of a category and of cases that were in a channel, where they are named.
func (l Lists) Series(ctx context.Context, in Scope, category, channel string, from, to calendar.Date, byMonth bool) ([]Point, error) {
	var all []Point
	at := map[string]int{}
	length := len(from)
	if byMonth {
		length = len("YYYY-MM")
	}
	for d := from; d <= to; d = d.AddDays(1) {
		if on := string(d[:length]); len(all) == 0 || all[len(all)-1].On != on {
			at[on] = len(all)
			all = append(all, Point{On: on})
		}
	}
	pieces := []figures.Piece{{Span: figures.Day, From: string(from), To: string(to)}}
	if byMonth {
		pieces = figures.Pieces(from, to)
	}
	var rows []countRow
	for _, p := range pieces {
		var some []countRow
		err := l.counts(ctx, in, figures.Slice(category, channel), []string{figures.Came, figures.Back, figures.Gone}, p).Find(&some).Error
		if err != nil {
			return nil, err
		}
		rows = append(rows, some...)
	}
	for _, r := range rows {
		p := &all[at[r.Period[:length]]]
		switch r.Measure {
		case figures.Came:
			p.Registered += r.N
		case figures.Back:
			p.Reopened += r.N
		case figures.Gone:
			p.Closed += r.N
		}
	}
	return all, nil
}
