package cli

import (
	"context"
	"errors"
	"fmt"
	"os"

	"liandong/api"
	"liandong/domain/fault"
	"liandong/domain/org"
)

// progressEvery is after how many rows an import says how far it is.
const progressEvery = 100

func importCases(ctx context.Context, e env, args []string) error {
	cfg := api.Config{Log: logger(e.err)}
	f := flags("import", e, &cfg)
	organization := f.String("organization", "", "who registers the rows; by default the petition office that serves each row's region")
	operands, err := parse(f, args)
	if err != nil {
		return err
	}
	if len(operands) != 1 {
		return errors.New("import takes one FILE")
	}
	file, err := os.Open(operands[0])
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	app, err := api.New(ctx, cfg)
	if err != nil {
		return err
	}
	result, err := app.Import(ctx, file, api.ImportOptions{
		Organization: org.ID(*organization),
		Progress: func(r api.ImportResult) {
			if r.Rows%progressEvery == 0 {
				fmt.Fprintf(e.out, "%d rows: %d registered, %d known, %d bad\n", r.Rows, r.Registered, r.Known, r.Bad)
			}
		},
		Bad: func(line int, err error) { badRow(e, operands[0], line, err) },
	})
	fmt.Fprintf(e.out, "%d rows: %d registered, %d registered before, %d bad\n", result.Rows, result.Registered, result.Known, result.Bad)
	err = errors.Join(err, app.Close())
	if err == nil && result.Bad > 0 {
		return fmt.Errorf("%d rows were not registered: mend them and import the file again; the others are not registered twice", result.Bad)
	}
	return err
}

// badRow names line and field, and what to do.
func badRow(e env, file string, line int, err error) {
	f := fault.Of(err)
	if f == nil || len(f.Fields) == 0 {
		fmt.Fprintf(e.err, "%s:%d: %v\n", file, line, err)
		return
	}
	for _, x := range f.Fields {
		fmt.Fprintf(e.err, "%s:%d: %s: %s (%s)\n", file, line, x.Pointer, x.Detail.ZH, x.Detail.EN)
	}
}
