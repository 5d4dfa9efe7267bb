package cli

import (
	"context"
	"errors"
	"fmt"

	"liandong/api"
)

// rules looks at the rule pack: rules check DIR, rules show ID.
func rules(_ context.Context, e env, args []string) error {
	var cfg api.Config
	operands, err := parse(flags("rules", e, &cfg), args)
	if err != nil {
		return err
	}
	if len(operands) != 2 {
		return errors.New("rules check DIR: the pack with the place's rules over it; rules show ID: one rule")
	}
	switch operands[0] {
	case "check":
		cfg.Rules = operands[1]
		pack, err := api.Rules(cfg)
		if err != nil {
			return err
		}
		fmt.Fprintf(e.out, "%s %s: %d rules, nothing wrong\n", pack.Version, pack.Digest, len(pack.Rules))
		return nil
	case "show":
		pack, err := api.Rules(cfg)
		if err != nil {
			return err
		}
		r, ok := pack.Find(operands[1])
		if !ok {
			return fmt.Errorf("there is no rule %s in %s", operands[1], pack.Version)
		}
		fmt.Fprintf(e.out, "%s (%s)\n", r.Place, pack.Version)
		return show(e, r)
	}
	return fmt.Errorf("rules %s: check or show", operands[0])
}
