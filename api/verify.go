package api

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"liandong/api/wire"
	"liandong/domain/calendar"
	"liandong/domain/clock"
	"liandong/domain/desk"
	"liandong/domain/lang"
	"liandong/domain/reception"
	"liandong/domain/who"
	"liandong/infra/gormdb"
	"liandong/infra/holidays"
	"liandong/infra/rulepack"
	"liandong/infra/secrets"
	"liandong/infra/seed"
)

// DemoPassword is every demo account's.
const DemoPassword = seed.Password

// DemoAccounts lists the demo's usernames.
func DemoAccounts() []string {
	var all []string
	for _, s := range seed.Accounts {
		all = append(all, s.Username)
	}
	return all
}

// Verify checks the invariants of a database without changing it.
func Verify(ctx context.Context, cfg Config) (gormdb.Findings, error) {
	db, err := openToRead(ctx, cfg)
	if err != nil {
		return gormdb.Findings{}, err
	}
	rules, err := clockBook(cfg.Rules)
	if err != nil {
		return gormdb.Findings{}, errors.Join(err, db.Close())
	}
	notices, _, err := storedCalendar(ctx, db)
	if err != nil {
		return gormdb.Findings{}, errors.Join(err, db.Close())
	}
	found, err := db.Verify(ctx, secrets.SHA256{}, rules, notices)
	return found, errors.Join(err, db.Close())
}

// clockBook is the book of time limits, with the place's own clocks.jsonl.
func clockBook(dir string) (*clock.Book, error) {
	if dir == "" {
		return clock.Default()
	}
	own, err := os.ReadFile(filepath.Join(dir, "clocks.jsonl"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return clock.Load(own)
}

// frequencies is how often leaders receive, with the place's own rules first.
func frequencies(dir string) ([]reception.Frequency, error) {
	if dir == "" {
		return reception.Frequencies, nil
	}
	text, err := os.ReadFile(filepath.Join(dir, rulepack.Receptions))
	if errors.Is(err, fs.ErrNotExist) {
		return reception.Frequencies, nil
	}
	if err != nil {
		return nil, err
	}
	own, err := reception.ReadFrequencies(string(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", rulepack.Receptions, err)
	}
	return reception.OwnFrequencies(own), nil
}

// limitsOf is what an installation allows, with the place's own limits.txt over what ships.
func limitsOf(dir string) (who.Limits, error) {
	if dir == "" {
		return who.ShippedLimits(), nil
	}
	text, err := os.ReadFile(filepath.Join(dir, rulepack.Limits))
	if errors.Is(err, fs.ErrNotExist) {
		return who.ShippedLimits(), nil
	}
	if err != nil {
		return nil, err
	}
	own, err := who.ReadLimits(string(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", rulepack.Limits, err)
	}
	return own, nil
}

func openJudge(cfg Config) (*rulepack.Judge, error) {
	rules, err := clockBook(cfg.Rules)
	if err != nil {
		return nil, err
	}
	return rulepack.Open(cfg.Rules, dueBy(rules, holidays.National()))
}

// Rules loads and checks the rule pack. The error names file, line and rule.
func Rules(cfg Config) (*rulepack.Pack, error) {
	if _, err := frequencies(cfg.Rules); err != nil {
		return nil, err
	}
	if _, err := limitsOf(cfg.Rules); err != nil {
		return nil, err
	}
	judge, err := openJudge(cfg)
	if err != nil {
		return nil, err
	}
	return judge.Rules(), nil
}

// EvaluateRoutes answers the routing question for a terminal.
func EvaluateRoutes(cfg Config, raw []byte, english bool) (any, error) {
	judge, err := openJudge(cfg)
	if err != nil {
		return nil, err
	}
	var in routingIn
	if err := wire.Decode(raw, &in); err != nil {
		return nil, err
	}
	if in.AsOf == "" {
		return nil, errors.New("as_of is missing")
	}
	answer, err := judge.Evaluate(in.AsOf, in.Facts)
	if err != nil {
		return nil, err
	}
	return terminal(english).routing(answer), nil
}

// EvaluateDue answers the clock question for a terminal.
func EvaluateDue(cfg Config, rule string, from calendar.Date, english bool) (any, error) {
	rules, err := clockBook(cfg.Rules)
	if err != nil {
		return nil, err
	}
	c := terminal(english)
	c.Work = &desk.Work{Office: desk.Office{Rules: rules, Calendar: holidays.National()}}
	return evaluateClock(c, clockIn{Rule: rule, StartOn: from})
}

// terminal is a call without a server.
func terminal(english bool) *Call {
	c := &Call{req: Request{Language: lang.ZH}}
	if english {
		c.req.Language = lang.EN
	}
	return c
}
