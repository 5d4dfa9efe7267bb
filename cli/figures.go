package cli

import (
	"context"
	"errors"
	"fmt"

	"liandong/api"
)

// figuresCommand counts every case anew beside the books; it may run beside a
// running server and changes nothing unless it is told to write.
func figuresCommand(ctx context.Context, e env, args []string) error {
	const usage = "figures rebuild [--write] [--data DIR | --database URL]"
	if len(args) == 0 || args[0] != "rebuild" {
		return errors.New(usage)
	}
	var cfg api.Config
	f := flags("figures rebuild", e, &cfg)
	write := f.Bool("write", false, "throw the books away and write them anew")
	if rest, err := parse(f, args[1:]); err != nil || len(rest) > 0 {
		return errors.Join(err, errors.New(usage))
	}
	cfg.Log = logger(e.err)
	found, err := api.RebuildFigures(ctx, cfg, *write)
	if err != nil {
		return err
	}
	if found.Unwritten {
		fmt.Fprintf(e.out, "%d cases; the books are not written yet: a running server writes them, or --write\n", found.Cases)
		return nil
	}
	for _, line := range found.First {
		fmt.Fprintln(e.out, line)
	}
	fmt.Fprintf(e.out, "%d cases counted anew, %d counts in the books; %d differ\n", found.Cases, found.Counts, found.Different)
	if found.Different > 0 {
		return errors.New("the running figures are not what the cases add up to: figures rebuild --write")
	}
	return nil
}
