package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"liandong/api"
)

const dataUsage = "data scan --markers FILE [--data DIR | --database URL] [PATH]…"

// dataCommand looks at the data as who finds the disk does.
func dataCommand(ctx context.Context, e env, args []string) error {
	if len(args) == 0 || args[0] != "scan" {
		return errors.New(dataUsage)
	}
	cfg := api.Config{Log: logger(e.err)}
	f := flags("data scan", e, &cfg)
	file := f.String("markers", "", "file with one text a line that people entered and that must be readable nowhere")
	paths, err := parse(f, args[1:])
	if err != nil {
		return err
	}
	if *file == "" {
		return errors.New(dataUsage)
	}
	text, err := os.ReadFile(*file)
	if err != nil {
		return err
	}
	var markers []string
	for _, line := range strings.Split(string(text), "\n") {
		if line = strings.TrimSpace(line); line != "" {
			markers = append(markers, line)
		}
	}
	r, err := api.ScanData(ctx, cfg, markers, paths)
	if err != nil {
		return err
	}
	for _, x := range r.Findings {
		fmt.Fprintln(e.out, x)
	}
	fmt.Fprintf(e.out, "%d markers, %d files of %d bytes and every text column: %d findings\n", len(markers), r.Files, r.Bytes, len(r.Findings))
	if len(r.Findings) > 0 {
		return errors.New("what people entered is readable where it must not be")
	}
	return nil
}
