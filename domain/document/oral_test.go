package document_test

import (
	"errors"
	"testing"
	"time"

	"liandong/domain/cases"
	"liandong/domain/document"
)

// Only the latest wording is confirmed, once; nothing is lost on the way.
func TestOral(t *testing.T) {
	at := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
	var o document.Oral
	for i, text := range []string{"一", "二", "三"} {
		if err := o.Correct(text, "", "u", at); err != nil || o.Latest().Text != text || o.Latest().Number != i+1 {
			t.Fatalf("%v %+v", err, o.Versions)
		}
	}
	for _, n := range []int{0, 1, 2, 4} {
		if err := o.Confirm(n, document.ByFingerprint, "u", "", cases.Occurred{On: "2026-11-24"}); !errors.Is(err, document.ErrOralMoved) || o.Number != 0 {
			t.Errorf("version %d: %v", n, err)
		}
	}
	if err := o.Confirm(3, document.ByFingerprint, "u", "d", cases.Occurred{On: "2026-11-24"}); err != nil {
		t.Fatal(err)
	}
	if err := o.Confirm(3, document.BySignature, "v", "", cases.Occurred{}); !errors.Is(err, document.ErrOralConfirmed) || o.ReadBackBy != "u" {
		t.Errorf("%v", err)
	}
	if err := o.Correct("四", "", "u", at); !errors.Is(err, document.ErrOralConfirmed) || len(o.Versions) != 3 {
		t.Errorf("%v", err)
	}
	var often document.Oral
	for range document.MaxVersions {
		_ = often.Correct("x", "", "u", at)
	}
	if err := often.Correct("x", "", "u", at); !errors.Is(err, document.ErrOralOften) {
		t.Errorf("%v", err)
	}
}
