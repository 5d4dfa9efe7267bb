package cli

import (
	"context"
	"errors"
	"fmt"

	"liandong/api"
)

// factorsCommand is for the machine's own operator, where nobody is left who
// could let an account enrol anew, or the key that seals second factors is lost.
func factorsCommand(ctx context.Context, e env, args []string) error {
	cfg := api.Config{Log: logger(e.err)}
	f := flags("factors", e, &cfg)
	f.StringVar(&cfg.FactorKey, "factor-key", envOr("FACTOR_KEY", ""), "file of the key that seals second factors; factor.key in --data by default")
	operands, err := parse(f, args)
	if err != nil {
		return err
	}
	end := len(operands) == 2 && operands[0] == "end"
	if !end && (len(operands) != 1 || operands[0] != "adopt") {
		return errors.New("factors end USERNAME | factors adopt")
	}
	app, err := api.New(ctx, cfg)
	if err != nil {
		return err
	}
	if end {
		if err := app.EndFactors(ctx, operands[1]); err != nil {
			return errors.Join(err, app.Close())
		}
		fmt.Fprintf(e.out, "%s signs in with the password alone, and enrols anew where a role needs it\n", operands[1])
		return app.Close()
	}
	id, err := app.AdoptFactorKey(ctx)
	if err != nil {
		return errors.Join(err, app.Close())
	}
	fmt.Fprintf(e.out, "second factors are sealed with the key %s\n", id)
	return app.Close()
}
