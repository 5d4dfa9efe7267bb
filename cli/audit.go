package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"liandong/api"
)

const auditUsage = "audit verify [--data DIR | --database URL] [--checkpoint F]… [--public-key F]… [--root GROUPS --size N [--origin LOG]] | audit root --print FILE [--date D] | audit proof FILE --public-key F | audit verify-export FILE --public-key F | audit recover --by NAME --reason TEXT"

func auditCommand(ctx context.Context, e env, args []string) error {
	if len(args) == 0 {
		return errors.New(auditUsage)
	}
	run := map[string]func(context.Context, env, []string) error{"verify": auditVerify, "proof": auditProof, "root": auditRoot, "verify-export": auditVerifyExport, "recover": auditRecover}[args[0]]
	if run == nil {
		return errors.New(auditUsage)
	}
	return run(ctx, e, args[1:])
}

// many is an option that may be given more than once.
type many []string

func (m *many) String() string { return strings.Join(*m, " ") }

// Set adds one.
func (m *many) Set(v string) error {
	*m = append(*m, v)
	return nil
}

// auditVerify changes nothing and may run beside a running server.
func auditVerify(ctx context.Context, e env, args []string) error {
	cfg := api.Config{Log: logger(e.err)}
	var files, keys many
	f := flags("audit verify", e, &cfg)
	f.StringVar(&cfg.Key, "key", envOr("KEY", ""), "file of the signing key; installation.key in --data by default")
	f.StringVar(&cfg.Checkpoints, "checkpoints", envOr("CHECKPOINTS", ""), "the server's own file of checkpoints; checkpoints.jsonl in --data by default")
	f.Var(&files, "checkpoint", "a checkpoint, or a file of them, kept elsewhere; may be given again")
	f.Var(&keys, "public-key", "a public key, PEM, beside the installation's own; may be given again")
	root := f.String("root", "", "a root as it stands on paper, in groups; goes with --size")
	size := f.Int64("size", 0, "the number of entries on that paper")
	origin := f.String("origin", "", "the log on that paper, where it was recovered since; the one at hand by default")
	if _, err := parse(f, args); err != nil {
		return err
	}
	r, err := api.VerifyLog(ctx, cfg, api.LogCheck{Files: files, Keys: keys, Root: *root, Size: *size, Origin: *origin})
	if err != nil {
		return err
	}
	fmt.Fprintf(e.out, "%d entries: every chain is whole\n%d of them stand in the tree of %s; %d checkpoints agree with it\n", r.Entries, r.Tree.Leaves, orNone(r.Tree.Origin), r.Tree.Checkpoints)
	if !r.Signed {
		fmt.Fprintln(e.out, "signatures were not checked: there is no key here; give the public key as --public-key")
	}
	if r.Skipped > 0 {
		fmt.Fprintf(e.out, "%d lines of the files of checkpoints are none: a crash leaves one that was cut off\n", r.Skipped)
	}
	for _, x := range r.Tree.Recoveries {
		fmt.Fprintf(e.out, "recovered on %s: %s was given up behind entry %d and goes on as %s\n", x.At.Format("2006-01-02 15:04:05 UTC"), x.Origin, x.Size, x.Next)
	}
	if r.Tree.Abandoned > 0 {
		fmt.Fprintf(e.out, "%d checkpoints cover entries that were given up so\n", r.Tree.Abandoned)
	}
	return nil
}

func orNone(origin string) string {
	if origin == "" {
		return "no signed log yet"
	}
	return origin
}

// auditRoot writes a day's root as a page to print. It changes nothing and may run beside a running server.
func auditRoot(ctx context.Context, e env, args []string) error {
	cfg := api.Config{Log: logger(e.err)}
	f := flags("audit root", e, &cfg)
	file := f.String("print", "", "the PDF to write")
	day := f.String("date", "", "the day, YYYY-MM-DD; today by default")
	if _, err := parse(f, args); err != nil {
		return err
	}
	if *file == "" {
		return errors.New("audit root takes --print FILE")
	}
	pdf, err := api.PrintRoot(ctx, cfg, *day)
	if err != nil {
		return err
	}
	if err := os.WriteFile(*file, pdf, 0o600); err != nil {
		return err
	}
	fmt.Fprintf(e.out, "%s: print it, have it signed and stamped, and keep it away from this machine\n", *file)
	return nil
}

// auditProof needs nothing but the proof and a public key.
func auditProof(_ context.Context, e env, args []string) error {
	var cfg api.Config
	f := flags("audit proof", e, &cfg)
	key := f.String("public-key", "", "file of the installation's public key, PEM, got by another way than the proof")
	operands, err := parse(f, args)
	if err != nil {
		return err
	}
	if len(operands) != 1 || *key == "" {
		return errors.New("audit proof takes one FILE and --public-key F")
	}
	raw, err := readFile(operands[0])
	if err != nil {
		return err
	}
	public, err := os.ReadFile(*key)
	if err != nil {
		return err
	}
	all, err := api.VerifyProofs(raw, string(public))
	if err != nil {
		return err
	}
	for _, p := range all {
		fmt.Fprintf(e.out, "%s of %s at %s, entered by organisation %s\nstands in the log %s, signed over %d entries on %s\n", p.Entry.Action, p.Entry.Subject, p.Entry.At, p.Entry.Organization, p.Origin, p.Size, p.SignedAt)
	}
	return nil
}

// auditVerifyExport needs nothing but the file and a public key.
func auditVerifyExport(_ context.Context, e env, args []string) error {
	var cfg api.Config
	f := flags("audit verify-export", e, &cfg)
	key := f.String("public-key", "", "file of the installation's public key, PEM, got by another way than the export")
	operands, err := parse(f, args)
	if err != nil {
		return err
	}
	if len(operands) != 1 || *key == "" {
		return errors.New("audit verify-export takes one FILE and --public-key F")
	}
	public, err := os.ReadFile(*key)
	if err != nil {
		return err
	}
	file, err := os.Open(operands[0])
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	r, err := api.VerifyExport(file, string(public))
	if err != nil {
		return err
	}
	fmt.Fprintf(e.out, "%d entries, each as it stands in the log %s, signed over %d entries\nasked for by account %s of %s at %s: %s\n", r.Entries, r.Origin, r.Size, r.Head.By, r.Head.Organization, r.Head.At, r.Head.Asked)
	return nil
}

// auditRecover says in the log that an older copy was restored on purpose.
func auditRecover(ctx context.Context, e env, args []string) error {
	cfg := api.Config{Log: logger(e.err)}
	f := flags("audit recover", e, &cfg)
	f.StringVar(&cfg.Checkpoints, "checkpoints", envOr("CHECKPOINTS", ""), "the server's own file of checkpoints; checkpoints.jsonl in --data by default")
	by := f.String("by", "", "who restored it: stands in the log")
	reason := f.String("reason", "", "why: stands in the log")
	if _, err := parse(f, args); err != nil {
		return err
	}
	if strings.TrimSpace(*by) == "" || strings.TrimSpace(*reason) == "" {
		return errors.New("audit recover takes --by NAME and --reason TEXT")
	}
	r, err := api.RecoverLog(ctx, cfg, *by, *reason)
	if err != nil {
		return err
	}
	fmt.Fprintf(e.out, "%s is given up behind entry %d; the log goes on as %s, and says so\n", r.Origin, r.Size, r.Next)
	return nil
}
