package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"liandong/api"
	"liandong/domain/exchange"
	"liandong/domain/org"
)

const bundleUsage = "bundle export --referral ID --by NAME | bundle verify FILE [--key F] | bundle import FILE | bundle key | bundle trust KEYFILE --name N"

// bundleCommand takes cases from one installation to another, or to a court
// that has only a file.
func bundleCommand(ctx context.Context, e env, args []string) error {
	if len(args) == 0 {
		return errors.New(bundleUsage)
	}
	run := map[string]func(context.Context, env, []string) error{
		"export": bundleExport, "verify": bundleVerify, "import": bundleImport, "key": bundleKey, "trust": bundleTrust,
	}[args[0]]
	if run == nil {
		return errors.New(bundleUsage)
	}
	return run(ctx, e, args[1:])
}

// bundleExport only reads. That a bundle left this way is in no log until its
// receipt comes back, so the bundle itself says who made it.
func bundleExport(ctx context.Context, e env, args []string) error {
	cfg := api.Config{Log: logger(e.err)}
	f := flags("bundle export", e, &cfg)
	id := f.String("referral", "", "which handoff")
	out := f.String("out", "", "file to write; the name of the bundle by default")
	by := f.String("by", "", "who makes it: stands in the bundle")
	f.StringVar(&cfg.Key, "key", "", "file of the signing key; installation.key in --data by default")
	if _, err := parse(f, args); err != nil {
		return err
	}
	if *id == "" || strings.TrimSpace(*by) == "" {
		return errors.New("bundle export takes --referral ID and --by NAME")
	}
	body, digest, err := api.ExportBundle(ctx, cfg, *id, *by)
	if err != nil {
		return err
	}
	if *out == "" {
		_, sum, _ := strings.Cut(digest, ":")
		*out = "liandong-" + sum[:12] + ".zip"
	}
	file, err := os.OpenFile(*out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(body)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return errors.Join(err, os.Remove(*out))
	}
	fmt.Fprintf(e.out, "%s\n%s\n", *out, digest)
	return nil
}

// readFile reads a whole file no larger than a bundle may be.
func readFile(name string) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	body, err := io.ReadAll(io.LimitReader(file, exchange.MaxBytes+1))
	if err == nil && len(body) > exchange.MaxBytes {
		err = fmt.Errorf("%s is larger than a bundle may be", name)
	}
	return body, err
}

// bundleVerify needs nothing but the file and, to know who signed, a public key.
func bundleVerify(_ context.Context, e env, args []string) error {
	f := flags("bundle verify", e, &api.Config{})
	key := f.String("key", "", "file with the sender's public key, PEM")
	operands, err := parse(f, args)
	if err != nil {
		return err
	}
	if len(operands) != 1 {
		return errors.New("bundle verify takes one FILE")
	}
	body, err := readFile(operands[0])
	if err != nil {
		return err
	}
	text := ""
	if *key != "" {
		raw, err := os.ReadFile(*key)
		if err != nil {
			return err
		}
		text = string(raw)
	}
	o, err := api.VerifyBundle(body, text)
	if err != nil {
		return err
	}
	fmt.Fprintf(e.out, "%s: whole. %d documents, %d custody entries; from %s to %s\nsigned by %s\n", o.Digest, len(o.Manifest.Documents), len(o.Custody.Stays), o.Manifest.Referral.From.Name, o.Manifest.Referral.To.Name, o.Signature.Key)
	if *key == "" {
		fmt.Fprintln(e.out, "whose key that is, this file cannot say: ask the sender for it by another way and give it as --key")
	}
	return nil
}

func bundleImport(ctx context.Context, e env, args []string) error {
	cfg := api.Config{Log: logger(e.err)}
	f := flags("bundle import", e, &cfg)
	organization := f.String("organization", "", "who takes the case in; the addressee by default")
	receipt := f.String("receipt", "", "file to write the signed receipt to, which travels back")
	f.StringVar(&cfg.Key, "key", "", "file of the signing key; installation.key in --data by default")
	operands, err := parse(f, args)
	if err != nil {
		return err
	}
	if len(operands) != 1 {
		return errors.New("bundle import takes one FILE")
	}
	body, err := readFile(operands[0])
	if err != nil {
		return err
	}
	app, err := api.New(ctx, cfg)
	if err != nil {
		return err
	}
	if _, err = app.ClaimKey(ctx, false); err != nil {
		return errors.Join(err, app.Close())
	}
	out, err := app.ImportBundle(ctx, body, org.ID(*organization))
	if err = errors.Join(err, app.Close()); err != nil {
		return err
	}
	known := "taken in"
	if out.Known {
		known = "was taken in before; nothing changed"
	}
	fmt.Fprintf(e.out, "%s: %s, %d documents\n", out.Case.Number, known, out.Documents)
	if out.QueryCode != "" {
		fmt.Fprintf(e.out, "query code of the first applicant, shown once: %s %s\n", out.QueryCode, out.PaperSecret)
	}
	if *receipt == "" {
		return nil
	}
	raw, err := json.MarshalIndent(out.Receipt, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(*receipt, append(raw, '\n'), 0o600)
}

func bundleKey(ctx context.Context, e env, args []string) error {
	cfg := api.Config{Log: logger(e.err)}
	f := flags("bundle key", e, &cfg)
	f.StringVar(&cfg.Key, "key", "", "file of the signing key; installation.key in --data by default")
	adopt := f.Bool("adopt", false, "sign with this key from now on, though the installation had another")
	if _, err := parse(f, args); err != nil {
		return err
	}
	app, err := api.New(ctx, cfg)
	if err != nil {
		return err
	}
	id, err := app.ClaimKey(ctx, *adopt)
	if err != nil {
		return errors.Join(err, app.Close())
	}
	_, text, err := app.PublicKey()
	if err = errors.Join(err, app.Close()); err != nil {
		return err
	}
	fmt.Fprintf(e.err, "fingerprint: %s\n", id)
	_, err = fmt.Fprint(e.out, text)
	return err
}

func bundleTrust(ctx context.Context, e env, args []string) error {
	cfg := api.Config{Log: logger(e.err)}
	f := flags("bundle trust", e, &cfg)
	name := f.String("name", "", "whose key it is")
	bodies := f.String("organizations", "", "ids of the bodies outside for which it may sign receipts, with commas; any by default")
	operands, err := parse(f, args)
	if err != nil {
		return err
	}
	if len(operands) != 1 || *name == "" {
		return errors.New("bundle trust takes one KEYFILE and --name NAME")
	}
	raw, err := os.ReadFile(operands[0])
	if err != nil {
		return err
	}
	var all []org.ID
	for _, id := range strings.Split(*bodies, ",") {
		if id = strings.TrimSpace(id); id != "" {
			all = append(all, org.ID(id))
		}
	}
	app, err := api.New(ctx, cfg)
	if err != nil {
		return err
	}
	id, err := app.TrustKey(ctx, string(raw), *name, all)
	if err = errors.Join(err, app.Close()); err != nil {
		return err
	}
	fmt.Fprintln(e.out, id)
	return nil
}
