package who

import (
	"strings"
	"testing"
	"time"
)

// Each limit has its line, with bounds around it; a place sets its own within
// them, and what it writes wrong is named with its line.
func TestLimits(t *testing.T) {
	shipped := ShippedLimits()
	if len(shipped) != len(AllLimits) {
		t.Fatalf("%d lines for %d limits", len(shipped), len(AllLimits))
	}
	for _, name := range AllLimits {
		a, ok := shipped[name]
		if !ok || a.Least < 1 || a.Number < a.Least || a.Number > a.Most || a.For == "" || shipped.Span(name) == 0 && shipped.Bytes(name) == 0 {
			t.Errorf("%s: %+v", name, a)
		}
	}
	if shipped.Span(SessionIdle) != 30*time.Minute || shipped.Span(SessionTotal) != 12*time.Hour || shipped.Span(PaceExport) != 24*time.Hour || shipped.Bytes(FilesCase) != 1<<30 {
		t.Errorf("%+v", shipped)
	}
	own, err := ReadLimits("# ours\nsession.idle | 10\n\nfiles.case | 20\n")
	if err != nil || own.Span(SessionIdle) != 10*time.Minute || own.Bytes(FilesCase) != 20<<20 || own.Span(SessionTotal) != 12*time.Hour || !own[SessionIdle].Own || own[SessionTotal].Own {
		t.Errorf("%+v, %v", own, err)
	}
	for text, want := range map[string]string{
		"session.idle": "line 1", "\nsession.sleep | 3": "line 2: there is no limit session.sleep", "session.idle | soon": "5 to 240", "session.idle | 241": "5 to 240",
		"session.idle | 10 | minutes": "line 1", "session.total | 2\nsession.total | 3": "line 2: session.total is set twice", "pace.search | 0": "from 5",
	} {
		if _, err := ReadLimits(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	if none := (Limits{}); none.Bytes(FilesCase) != 0 || none.Span(SessionIdle) != 0 {
		t.Error("no limits limit something")
	}
}
