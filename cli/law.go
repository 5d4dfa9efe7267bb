package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"liandong/api"
	"liandong/domain/calendar"
)

func route(_ context.Context, e env, args []string) error {
	var cfg api.Config
	f := flags("route", e, &cfg)
	english := f.Bool("en", false, "answer in English")
	operands, err := parse(f, args)
	if err != nil {
		return err
	}
	if len(operands) != 1 {
		return errors.New("route takes one FACTS.json, {\"as_of\", \"facts\"}")
	}
	raw, err := os.ReadFile(operands[0])
	if err != nil {
		return err
	}
	answer, err := api.EvaluateRoutes(cfg, raw, *english)
	if err != nil {
		return err
	}
	return show(e, answer)
}

func due(_ context.Context, e env, args []string) error {
	var cfg api.Config
	f := flags("due", e, &cfg)
	rule := f.String("rule", "", "the rule, such as petition.handle or commercial_arbitration.set_aside@2017")
	from := f.String("from", "", "the day it runs from, YYYY-MM-DD")
	english := f.Bool("en", false, "answer in English")
	if _, err := parse(f, args); err != nil {
		return err
	}
	answer, err := api.EvaluateDue(cfg, *rule, calendar.Date(*from), *english)
	if err != nil {
		return err
	}
	return show(e, answer)
}

func show(e env, v any) error {
	enc := json.NewEncoder(e.out)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("writing the answer: %w", err)
	}
	return nil
}
