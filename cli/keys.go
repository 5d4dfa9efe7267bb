package cli

import (
	"context"
	"errors"
	"fmt"

	"liandong/api"
	"liandong/domain/proposal"
	"liandong/infra/sealing"
)

const keysUsage = "keys check | keys rotate [--profile aes-256-gcm|sm4-gcm] [--proposal ID] [--data DIR | --database URL] [--keys DIR]"

// keysCommand looks after the keys that seal what people entered.
func keysCommand(ctx context.Context, e env, args []string) error {
	if len(args) == 0 {
		return errors.New(keysUsage)
	}
	run := map[string]func(context.Context, env, []string) error{"check": keysCheck, "rotate": keysRotate}[args[0]]
	if run == nil {
		return errors.New(keysUsage)
	}
	return run(ctx, e, args[1:])
}

func keysCheck(ctx context.Context, e env, args []string) error {
	cfg := api.Config{Log: logger(e.err)}
	if _, err := parse(flags("keys check", e, &cfg), args); err != nil {
		return err
	}
	n, err := api.CheckKeys(ctx, cfg)
	if err != nil {
		return err
	}
	fmt.Fprintf(e.out, "%d values in every sealed column: all can be read with the keys that are here\n", n)
	return nil
}

// keysRotate may run beside running servers.
func keysRotate(ctx context.Context, e env, args []string) error {
	cfg := api.Config{Log: logger(e.err)}
	f := flags("keys rotate", e, &cfg)
	profile := f.String("profile", "", "aes-256-gcm or sm4-gcm; the one in use by default")
	agreed := f.String("proposal", "", "what two people agreed to at the desk; needed once a security administrator is in office")
	if _, err := parse(f, args); err != nil {
		return err
	}
	id, err := api.RotateKeys(ctx, cfg, sealing.Profile(*profile), proposal.ID(*agreed))
	if err != nil {
		return err
	}
	fmt.Fprintf(e.out, "data key %s is in use and everything is sealed with it\n", id)
	return nil
}
