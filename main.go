// Liandong 联动 hands disputes from organisation to organisation until they are settled.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"liandong/cli"
	"liandong/infra/parsing"
)

func main() {
	parsing.Run()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := cli.Run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "liandong:", err)
		os.Exit(1)
	}
}
