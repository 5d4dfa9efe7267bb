package main

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"slices"
	"time"

	"gorm.io/gorm"

	"liandong/domain/calendar"
	"liandong/domain/figures"
	"liandong/domain/who"
	"liandong/infra/gormdb"
)

// bookRows is how many rows of the books the pages of figures are asked over.
const bookRows = 1_000_000

// counted measures each page of figures over books of a million rows: those of
// a city above twelve organisations in forty streets, who all received cases of
// ten categories in four channels, day by day for some years.
func counted(url string) (string, error) {
	s := fmt.Sprintf("\n# Pages of figures, %d rows of the books\n\nThe year of one organisation, and of a superior above all; in the process, without HTTP; 200 questions each after two that warm up.\n\n"+
		"| database | page | p50 | p99 |\n|---|---|---|---|\n", bookRows)
	for _, x := range []struct{ name, url string }{{"SQLite", ""}, {"MariaDB", url}} {
		part, err := countedOn(x.name, x.url)
		if err != nil {
			return "", fmt.Errorf("%s: %w", x.name, err)
		}
		s += part
	}
	return s, nil
}

func countedOn(name, url string) (table string, err error) {
	dir, err := os.MkdirTemp("", "liandong-books")
	if err != nil {
		return "", err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	db, err := gormdb.Open(gormdb.Config{Dir: dir, URL: url, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return "", err
	}
	defer func() { _ = db.Close() }()
	ctx := context.Background()
	if err := db.Migrate(ctx); err != nil {
		return "", err
	}
	if err := seedBooks(ctx, db); err != nil {
		return "", err
	}
	const from, to, today = calendar.Date("2026-01-15"), calendar.Date("2026-12-31"), calendar.Date("2026-12-31")
	boss := gormdb.Scope{Organization: "boss", Standing: who.Superior}
	street := gormdb.Scope{Organization: "boss", Standing: who.Superior, Region: "990102007"}
	pages := []struct {
		name string
		ask  func(ctx context.Context, l gormdb.Lists) error
	}{
		{"summary, a superior's year", func(ctx context.Context, l gormdb.Lists) error { return summaryOf(ctx, l, boss, from, to, today) }},
		{"summary, one street of it", func(ctx context.Context, l gormdb.Lists) error { return summaryOf(ctx, l, street, from, to, today) }},
		{"flow", func(ctx context.Context, l gormdb.Lists) error { _, err := l.Flow(ctx, boss, from, to); return err }},
		{"series by day, a category in a channel", func(ctx context.Context, l gormdb.Lists) error {
			_, err := l.Series(ctx, boss, "category.3", "channel.2", from, to, false)
			return err
		}},
		{"series by month", func(ctx context.Context, l gormdb.Lists) error {
			_, err := l.Series(ctx, boss, "", "", from, to, true)
			return err
		}},
	}
	for _, p := range pages {
		took, err := asked(ctx, db, p.ask)
		if err != nil {
			return "", err
		}
		table += fmt.Sprintf("| %s | %s | %s | %s |\n", name, p.name, took[len(took)/2].Round(100*time.Microsecond), took[len(took)*99/100].Round(100*time.Microsecond))
	}
	return table, nil
}

func asked(ctx context.Context, db *gormdb.DB, ask func(ctx context.Context, l gormdb.Lists) error) ([]time.Duration, error) {
	var took []time.Duration
	for i := range 202 {
		at := time.Now()
		err := db.Read(ctx, func(ctx context.Context, tx *gorm.DB) error { return ask(ctx, gormdb.Lists{TX: tx}) })
		if err != nil {
			return nil, err
		}
		if i >= 2 {
			took = append(took, time.Since(at))
		}
	}
	slices.Sort(took)
	return took, nil
}

// summaryOf asks all that the first page of figures shows.
func summaryOf(ctx context.Context, l gormdb.Lists, in gormdb.Scope, from, to, today calendar.Date) error {
	stock, err := l.Stock(ctx, in, from, to)
	if err != nil {
		return err
	}
	if _, err := l.Ages(ctx, in, stock.End, to); err != nil {
		return err
	}
	if _, err := l.Figures(ctx, in, from, to, today); err != nil {
		return err
	}
	_, err = l.Took(ctx, in, from, to)
	return err
}

// seedBooks fills the books as matters do, from a seed that does not change.
func seedBooks(ctx context.Context, db *gormdb.DB) error {
	r := rand.New(rand.NewPCG(1, 1))
	all := figures.Counts{}
	for len(all) < bookRows {
		all.Add(someMatter(r).Counts(), 1)
	}
	return db.Do(ctx, func(ctx context.Context, tx *gorm.DB) error {
		return gormdb.Books{TX: tx, My: db.Dialect() == "mysql"}.Fill(ctx, all)
	})
}

func someMatter(r *rand.Rand) figures.Matter {
	day := func() calendar.Date { return calendar.Date("2022-01-01").AddDays(r.IntN(5 * 365)) }
	opened := day()
	m := figures.Matter{
		Toward: []figures.Toward{{Organization: fmt.Sprintf("o%d", r.IntN(12)), Standing: "first_receiver"}, {Organization: "boss", Standing: "superior"}, {Organization: "city", Standing: "superior"}},
		Region: fmt.Sprintf("990102%03d", r.IntN(40)), Category: fmt.Sprintf("category.%d", r.IntN(10)), Channels: []string{fmt.Sprintf("channel.%d", r.IntN(4))},
		Rounds: []figures.Round{{Began: opened.AddDays(-r.IntN(5)), Opened: opened, Closed: opened.AddDays(r.IntN(200))}}, Sides: 2,
	}
	for _, f := range []figures.Fact{
		{Measure: figures.Handled, Detail: []string{figures.Met, figures.Missed, figures.Running}[r.IntN(3)]}, {Measure: figures.Told, Detail: figures.Met},
		{Measure: figures.Mediated, Detail: figures.Agreed}, {Measure: figures.Promised, Detail: figures.InTime},
		{Measure: figures.Sent, Detail: fmt.Sprintf("kind.%d>channel.%d>%s", r.IntN(6), r.IntN(4), figures.Kept)},
	} {
		f.On = opened.AddDays(r.IntN(60))
		m.Facts = append(m.Facts, f)
	}
	return m
}
