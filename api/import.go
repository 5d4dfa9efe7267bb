package api

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"

	"gorm.io/gorm"

	"liandong/api/wire"
	"liandong/domain/fault"
	"liandong/domain/org"
	"liandong/domain/who"
	"liandong/infra/gormdb"
)

// ImportOptions says where rows go and who is told how it goes.
type ImportOptions struct {
	// Organization registers the rows; empty: the petition office that serves each row's region.
	Organization org.ID
	// Progress is called after each row.
	Progress func(ImportResult)
	// Bad is told of each row that is refused.
	Bad func(line int, err error)
}

// ImportResult is how far an import is.
type ImportResult struct{ Rows, Registered, Known, Bad int }

// maxLine is how long a row may be, in bytes.
const maxLine = 1 << 20

// Import registers cases from JSON lines, in the shape of POST /cases. Each row
// is registered whole or not at all; a row that was registered before, by the
// same import or an earlier one, is not registered again.
func (a *App) Import(ctx context.Context, r io.Reader, o ImportOptions) (ImportResult, error) {
	var result ImportResult
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 64*1024), maxLine)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" {
			continue
		}
		if err := ctx.Err(); err != nil {
			return result, err
		}
		result.Rows++
		known, err := a.importRow(ctx, []byte(line), o)
		switch f := fault.Of(err); {
		case err == nil && known:
			result.Known++
		case err == nil:
			result.Registered++
		case f != nil && f.Kind != fault.Unavailable:
			result.Bad++
			if o.Bad != nil {
				o.Bad(n, err)
			}
		default:
			return result, fmt.Errorf("line %d: %w", n, err)
		}
		if o.Progress != nil {
			o.Progress(result)
		}
	}
	if errors.Is(lines.Err(), bufio.ErrTooLong) {
		return result, fmt.Errorf("line %d is longer than %d bytes", result.Rows+1, maxLine)
	}
	return result, lines.Err()
}

func (a *App) importRow(ctx context.Context, line []byte, o ImportOptions) (known bool, err error) {
	var in registerIn
	if err := wire.Decode(line, &in); err != nil {
		return false, err
	}
	sum := sha256.Sum256(line)
	digest := "sha256:" + hex.EncodeToString(sum[:])
	err = a.db.Do(ctx, func(ctx context.Context, tx *gorm.DB) error {
		w := a.office.Begin(a.db.Bind(tx, true, a.journal), who.Actor{User: "import", Role: who.Clerk, Origin: "import"}, a.clock.Now(), "")
		if _, known, err = w.Tx.Cases.ByImport(ctx, digest); err != nil || known {
			return err
		}
		w.Actor.Organization = o.Organization
		if o.Organization == "" {
			office, err := w.Tx.Directory.Covering(ctx, org.PetitionOffice, in.Region)
			if fault.Of(err) != nil {
				return fault.Invalid("/region", "not_covered", "没有信访部门负责这一区域，请用 --organization 指定登记单位", "no petition office serves this region: name one with --organization")
			}
			if err != nil {
				return err
			}
			w.Actor.Organization = office.ID
		}
		reg := in.registration()
		reg.ImportDigest = digest
		_, err := w.Register(ctx, reg)
		return err
	})
	if gormdb.IsDuplicate(err) {
		return true, nil // another import of the same file was faster
	}
	return known, err
}
