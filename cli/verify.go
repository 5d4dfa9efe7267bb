package cli

import (
	"context"
	"errors"
	"fmt"

	"liandong/api"
)

// verify and audit verify change nothing and may run beside a running server.

func verify(ctx context.Context, e env, args []string) error {
	var cfg api.Config
	if _, err := parse(flags("verify", e, &cfg), args); err != nil {
		return err
	}
	cfg.Log = logger(e.err)
	findings, err := api.Verify(ctx, cfg)
	if err != nil {
		return err
	}
	for _, f := range findings.Broken {
		fmt.Fprintln(e.out, f)
	}
	fmt.Fprintf(e.out, "%d cases, %d clocks, %d log entries checked; %d findings\n", findings.Cases, findings.Clocks, findings.Entries, len(findings.Broken))
	if len(findings.Broken) > 0 {
		return errors.New("the database is not as it should be")
	}
	return nil
}
