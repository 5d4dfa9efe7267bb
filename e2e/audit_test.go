package e2e

import (
	"database/sql"
	"fmt"
	"os/exec"
	"strings"
	"testing"

	_ "modernc.org/sqlite" // the engine, as «sqlite»
)

// openRaw opens the database behind the program's back.
func openRaw(t *testing.T, args []string) *sql.DB {
	t.Helper()
	var db *sql.DB
	var err error
	if args[0] == "--data" {
		db, err = sql.Open("sqlite", "file:"+args[1]+"/liandong.db?_pragma=busy_timeout(10000)")
	} else {
		at := strings.TrimPrefix(args[1], "mysql://root@")
		host, name, _ := strings.Cut(at, "/")
		db, err = sql.Open("mysql", "root@tcp("+host+")/"+name)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// tamper is something a keeper of the database might do, and how to undo it.
type tamper struct {
	says string
	do   []string
	undo []string
	want string
}

// Every edited, deleted, swapped or cut-off row is named, beside a running server too.
func TestTampering(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		clerk := s.As("clerk")
		k := register(clerk, dispute())
		consent(clerk, k, k.applicant, "mediation", committee)
		refer(clerk, k, obj{"to": committee, "channel": "people_mediation", "route": "people_mediation", "mode": "offered"})
		stream := "case/" + k.id
		verified(t, args...)
		db := openRaw(t, args)
		var last int
		if err := db.QueryRow("SELECT MAX(seq) FROM audit_entries WHERE stream = '" + stream + "'").Scan(&last); err != nil {
			t.Fatal(err)
		}
		at := func(seq int) string { return fmt.Sprintf("WHERE stream = '%s' AND seq = %d", stream, seq) }
		keep := func(seq int) (do, undo string) {
			return "CREATE TABLE kept AS SELECT * FROM audit_entries " + at(seq), "INSERT INTO audit_entries SELECT * FROM kept"
		}
		copied, restored := keep(2)
		cut, uncut := keep(last)
		for _, x := range []tamper{
			{"an edited actor", []string{"UPDATE audit_entries SET actor = CONCAT(actor, 'x') " + at(2)}, []string{"UPDATE audit_entries SET actor = REPLACE(actor, 'x', '') " + at(2)}, "entry 2"},
			{"an edited day", []string{"UPDATE audit_entries SET backdated = 1 " + at(1)}, []string{"UPDATE audit_entries SET backdated = 0 " + at(1)}, "entry 1"},
			{"a deleted row", []string{copied, "DELETE FROM audit_entries " + at(2)}, []string{restored, "DROP TABLE kept"}, "entry 2 is missing"},
			{"swapped rows", []string{
				"UPDATE audit_entries SET seq = 900 " + at(1), "UPDATE audit_entries SET seq = 1 " + at(2), "UPDATE audit_entries SET seq = 2 WHERE stream = '" + stream + "' AND seq = 900",
			}, []string{
				"UPDATE audit_entries SET seq = 900 " + at(1), "UPDATE audit_entries SET seq = 1 " + at(2), "UPDATE audit_entries SET seq = 2 WHERE stream = '" + stream + "' AND seq = 900",
			}, "entry 1"},
			{"a cut tail", []string{cut, "DELETE FROM audit_entries " + at(last)}, []string{uncut, "DROP TABLE kept"}, fmt.Sprintf("entry %d", last)},
			{"an edited payload", []string{"UPDATE audit_payloads SET payload = CONCAT(payload, ' ') WHERE entry_id = (SELECT id FROM audit_entries " + at(2) + ")"},
				[]string{"UPDATE audit_payloads SET payload = RTRIM(payload) WHERE entry_id = (SELECT id FROM audit_entries " + at(2) + ")"}, "payload"},
			{"a head set back", []string{"UPDATE audit_heads SET seq = seq - 1 WHERE stream = '" + stream + "'"}, []string{"UPDATE audit_heads SET seq = seq + 1 WHERE stream = '" + stream + "'"}, "head"},
		} {
			t.Run(x.says, func(t *testing.T) {
				run(t, db, x.do)
				out, err := exec.Command(Binary(t), append([]string{"audit", "verify"}, args...)...).CombinedOutput()
				run(t, db, x.undo)
				if err == nil || !strings.Contains(string(out), stream) || !strings.Contains(string(out), x.want) {
					t.Fatalf("not named (want %s, %q): %v\n%s", stream, x.want, err, out)
				}
				verified(t, args...)
			})
		}
	})
}

func run(t *testing.T, db *sql.DB, statements []string) {
	t.Helper()
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}
