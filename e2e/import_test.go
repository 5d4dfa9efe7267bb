package e2e

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"liandong/infra/sheet"
)

// backlogHeads are an office's own headings: some are known, one is not.
var backlogHeads = []string{"信访件编号", "标题", "信访目的", "纠纷类别", "来源", "登记日期", "区划", "大致情况", "信访人", "联系电话", "对方当事人", "诉求"}

var backlogMapping = map[string]string{"mapping": `{"summary":"大致情况"}`, "reason": "历史积案补录"}

func oldCase(n int) []string {
	return []string{"XF-" + strconv.Itoa(n), "漏水 " + strconv.Itoa(n), "申诉求决", "", "来信", "2024/3/5", "990102001", "楼上漏水。", "林小雨", "139" + fmt.Sprintf("%08d", n), "高大山", "修复防水层"}
}

// backlogOf writes n old cases, of which some may be changed first.
func backlogOf(t testing.TB, s *Server, n int, change map[int]func(row []string)) []byte {
	t.Helper()
	purpose, category := "", ""
	var codes struct {
		Lists map[string][]struct{ Code, Name string } `json:"lists"`
	}
	s.Nobody().Get("/public/codes").Want(200).Into(&codes)
	for _, x := range codes.Lists["purpose"] {
		if x.Code == "claim" {
			purpose = x.Name
		}
	}
	for _, x := range codes.Lists["category"] {
		if x.Code == "neighbour.leak" {
			category = x.Name
		}
	}
	i := -1
	body, err := sheet.Stream(t.TempDir(), "积案", func() ([]string, bool, error) {
		i++
		if i == 0 {
			return backlogHeads, true, nil
		}
		row := oldCase(i)
		row[2], row[3] = purpose, category
		if f := change[i]; f != nil {
			f(row)
		}
		return row, i <= n, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return body
}

type jobSeen struct {
	ID, State           string
	Done, Total, Failed int
}

// ended waits for the end of a job for as long as it goes on, however slow the machine is.
func (c *Client) ended(id string) jobSeen {
	c.T.Helper()
	var last jobSeen
	for still := 0; still < 3000; still++ {
		var j jobSeen
		c.Get("/jobs/" + id).Want(200).Into(&j)
		if j.State == "done" || j.State == "stopped" {
			return j
		}
		if j != last {
			last, still = j, 0
		}
		time.Sleep(100 * time.Millisecond)
	}
	c.T.Fatalf("the job does not go on: %+v", last)
	return jobSeen{}
}

// moves waits until a job has taken rows: after a kill, when the lease of who was killed has run out.
func (c *Client) moves(id string) {
	c.T.Helper()
	var first, now jobSeen
	c.Get("/jobs/" + id).Want(200).Into(&first)
	for now = first; now.Done == first.Done && now.State != "done"; time.Sleep(50 * time.Millisecond) {
		c.Get("/jobs/" + id).Want(200).Into(&now)
	}
}

func (c *Client) imports(body []byte, more map[string]string) string {
	c.T.Helper()
	fields := map[string]string{}
	for _, m := range []map[string]string{backlogMapping, more} {
		for k, v := range m {
			fields[k] = v
		}
	}
	a := c.Upload("/imports", body, "积案.xlsx", fields).Want(202)
	if a.String("href") != "/api/v1/jobs/"+a.String("job_id") {
		c.T.Errorf("%s", a.Body)
	}
	return a.String("job_id")
}

// An office brings its old cases in: it looks first, and the run gives the same
// answer; each row has its result, the wrong ones come back as a workbook that
// says what to do and can be sent again, and nothing is registered twice.
func TestBacklogComesIn(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		agency := s.As("agency")
		db := openRaw(t, args)
		count := func() string { return column(t, db, "SELECT COUNT(*) FROM cases")[0] }
		before := count()
		body := backlogOf(t, s, 8, map[int]func([]string){
			3: func(r []string) { r[4], r[5], r[6] = "鸽子", "2027-01-01", "123" },
			5: func(r []string) { r[0], r[9] = "XF-4", "1.39E+10" },
			6: func(r []string) { r[0], r[8] = "XF-1", "=HYPERLINK(\"http://x\")" },
			7: func(r []string) { r[5], r[6] = "2027-01-01", "123" },
		})
		heads := agency.Upload("/imports/headings", body, "积案.xlsx", map[string]string{}).Want(200)
		if !strings.Contains(string(heads.Body), `"heading":"信访件编号"`) || heads.At("total") != float64(8) {
			t.Errorf("%s", heads.Body)
		}
		agency.Upload("/imports", body, "积案.xlsx", map[string]string{}).Refused(422, "import.headings")
		agency.Upload("/imports", []byte("no workbook"), "x.xlsx", backlogMapping).Refused(422, "invalid")
		results := func(id string) string {
			var rows struct {
				Items []struct {
					Line   int
					Result string
					Faults []struct{ Column, Detail string }
				}
			}
			agency.Get("/jobs/" + id + "/rows?limit=100").Want(200).Into(&rows)
			var all []string
			for _, r := range rows.Items {
				all = append(all, fmt.Sprint(r.Line, r.Result, r.Faults))
			}
			return strings.Join(all, "\n")
		}
		trial := agency.imports(body, map[string]string{"trial": "true"})
		if j := agency.ended(trial); j.State != "done" || j.Done != 8 || j.Failed != 4 || j.Total != 8 {
			t.Fatalf("%+v\n%s", j, results(trial))
		}
		if count() != before {
			t.Error("a trial keeps cases")
		}
		run := agency.imports(body, nil)
		if j := agency.ended(run); j.State != "done" || j.Done != 8 || j.Failed != 4 {
			t.Fatalf("%+v\n%s", j, results(run))
		}
		if said := results(run); said != results(trial) || !strings.Contains(said, "可选内容") || !strings.Contains(said, "第2行的编号相同") || !strings.Contains(said, "第5行") || !strings.Contains(said, "近似值") {
			t.Errorf("the trial said\n%s\nthe run\n%s", results(trial), said)
		}
		found := agency.Get("/cases?q=XF-2").Want(200)
		if !strings.Contains(string(found.Body), "漏水 2") || !strings.Contains(string(agency.Get("/backdated").Want(200).Body), "历史积案补录") {
			t.Errorf("%s", found.Body)
		}
		mended(t, agency, run)
		again := agency.imports(body, nil)
		if j := agency.ended(again); j.Failed != 4 || strings.Count(results(again), "known") != 4 {
			t.Errorf("%+v\n%s", j, results(again))
		}
		who(s, run)
		s.As("admin").Post("/demo/clock", obj{"to": "2026-12-02T09:00:00+08:00"}).Want(200)
		late := s.As("agency")
		for tries := 0; late.Get("/jobs/"+run).Status != 404; tries++ {
			if time.Sleep(100 * time.Millisecond); tries > 100 {
				t.Fatal("a job is kept for longer than seven days")
			}
		}
		if left := column(t, db, "SELECT COUNT(*) FROM job_parts")[0] + column(t, db, "SELECT COUNT(*) FROM job_rows")[0]; left != "00" {
			t.Errorf("of forgotten jobs is left: %s", left)
		}
		s.Stop()
		verified(t, args...)
	})
}

// who: a job is there for its starter and the head of the house, its rows for the starter alone.
func who(s *Server, id string) {
	s.T.Helper()
	for name, status := range map[string]int{"clerk": 404, "supervisor": 404, "admin": 404, "auditor": 404, "police": 404, "labour_head": 404} {
		s.As(name).Get("/jobs/" + id).Want(status)
		s.As(name).Get("/jobs/" + id + "/rows").Want(status)
		s.As(name).Post("/jobs/"+id+"/stop", nil).Want(status)
	}
	head := s.As("head")
	head.Get("/jobs/" + id).Want(200)
	if !strings.Contains(string(head.Get("/jobs").Want(200).Body), id) || strings.Contains(string(s.As("clerk").Get("/jobs").Want(200).Body), id) {
		s.T.Error("the list of jobs")
	}
	head.Get("/jobs/" + id + "/rows").Want(404)
	head.Get("/jobs/" + id + "/wrong.xlsx").Want(404)
	s.As("agency").Post("/jobs/"+id+"/stop", nil).Refused(409, "job.ended")
	s.As("admin").Get("/imports/template").Want(403)
	template, err := excelize.OpenReader(bytes.NewReader(s.As("agency").Get("/imports/template").Want(200).Body))
	if err != nil || len(template.GetSheetList()) != 3 {
		s.T.Errorf("the template: %v", err)
	}
}

// mended takes the wrong rows back as a workbook and reads what it says.
func mended(t *testing.T, c *Client, id string) {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(c.Get("/jobs/" + id + "/wrong.xlsx").Want(200).Body))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	rows, err := f.GetRows("有误的行")
	if err != nil || len(rows) != 5 {
		t.Fatalf("%v %v", rows, err)
	}
	last := len(backlogHeads) + 1
	if rows[0][last] != "哪里有误、怎样改" || rows[1][last-1] != "4" || !strings.Contains(rows[1][last], "来源：") || !strings.Contains(rows[2][last], "申请人电话：") || !strings.Contains(rows[4][last], "收到日期：") || !strings.Contains(rows[4][last], "区划代码：") {
		t.Errorf("%v", rows)
	}
	if formula, err := f.GetCellFormula("有误的行", "I4"); err != nil || formula != "" || rows[3][8] != `=HYPERLINK("http://x")` {
		t.Errorf("%q %v %v", formula, rows[3], err)
	}
}

// A server is killed in the middle of an import, again and again: after each
// start the job goes on where it was, and in the end every row is registered
// once. A job that is stopped stands still until its starter lets it go on.
func TestBacklogSurvivesKills(t *testing.T) {
	random := seed(t)
	Databases(t, func(t *testing.T, args ...string) {
		n := rounds(300, 3000)
		s := Start(t, append(args, "--demo-now", demoNow)...)
		agency := s.As("agency")
		id := agency.imports(backlogOf(t, s, n, nil), nil)
		for range rounds(1, 6) {
			agency.moves(id)
			time.Sleep(time.Duration(random.IntN(1000)) * time.Millisecond)
			s.Kill()
			s.Restart()
			agency = s.As("agency")
		}
		if a := agency.Post("/jobs/"+id+"/stop", nil); a.Status == 200 {
			var before, after jobSeen
			agency.Get("/jobs/" + id).Want(200).Into(&before)
			time.Sleep(1500 * time.Millisecond)
			agency.Get("/jobs/" + id).Want(200).Into(&after)
			if before != after || after.State != "stopped" {
				t.Errorf("a stopped job goes on: %+v %+v", before, after)
			}
			agency.Post("/jobs/"+id+"/stop", nil).Refused(409, "job.stopped")
			s.As("head").Post("/jobs/"+id+"/resume", nil).Want(404)
			agency.Post("/jobs/"+id+"/resume", nil).Want(200)
		}
		start := time.Now()
		if j := agency.ended(id); j.State != "done" || j.Done != n || j.Failed != 0 {
			t.Errorf("%+v", j)
		}
		t.Logf("the rest came in within %v", time.Since(start).Round(time.Millisecond))
		db := openRaw(t, args)
		for query, want := range map[string]int{
			"SELECT COUNT(*) FROM job_rows": n, "SELECT COUNT(DISTINCT line) FROM job_rows WHERE result = 'registered'": n,
			"SELECT COUNT(*) FROM cases WHERE import_digest IN (SELECT row_key FROM job_rows)": n, "SELECT COUNT(*) FROM parties WHERE role = 'applicant' AND phone LIKE 'sealed:%' AND case_id IN (SELECT case_id FROM job_rows)": n,
		} {
			if got := column(t, db, query)[0]; got != strconv.Itoa(want) {
				t.Errorf("%s: %s, want %d", query, got, want)
			}
		}
		s.Stop()
		verified(t, args...)
	})
}

// Old cases come in without a word: nobody is told of a registration, nor of a
// limit that was over before, unless the office wants the first. What ends after
// that is told as in any case.
func TestBacklogComesInQuietly(t *testing.T) {
	Databases(t, func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		agency, db := s.As("agency"), openRaw(t, args)
		came := map[string]string{} // by line: the job's own rows are forgotten after seven days
		told := func(event, line string) int {
			n, err := strconv.Atoi(column(t, db, "SELECT COUNT(*) FROM notices WHERE event = '"+event+"' AND case_id = '"+came[line]+"'")[0])
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		missed := func() string { return column(t, db, "SELECT COUNT(*) FROM clocks WHERE state = 'missed'")[0] }
		quiet := agency.imports(backlogOf(t, s, 2, map[int]func([]string){2: func(r []string) { r[5] = "2026-11-20" }}), nil)
		if j := agency.ended(quiet); j.Failed != 0 || j.Done != 2 {
			t.Fatalf("%+v", j)
		}
		for _, line := range []string{"2", "3"} {
			came[line] = column(t, db, "SELECT case_id FROM job_rows WHERE line = "+line)[0]
		}
		for missed() == "0" {
			time.Sleep(50 * time.Millisecond)
		}
		if n := told("case.registered", "2") + told("clock.missed", "2"); n != 0 {
			t.Errorf("%d notices of an old case", n)
		}
		s.As("admin").Post("/demo/clock", obj{"to": "2027-02-20T09:00:00+08:00"}).Want(200)
		for tries := 0; told("clock.missed", "3") == 0; tries++ {
			if time.Sleep(100 * time.Millisecond); tries > 3000 {
				t.Fatal("what ends after the import is told to nobody")
			}
		}
		agency = s.As("agency")
		loud := agency.imports(backlogOf(t, s, 1, map[int]func([]string){1: func(r []string) { r[0] = "XF-told" }}), map[string]string{"tell": "true"})
		if j := agency.ended(loud); j.Failed != 0 || j.Done != 1 {
			t.Fatalf("%+v", j)
		}
		if n := column(t, db, "SELECT COUNT(*) FROM notices WHERE event = 'case.registered' AND case_id = (SELECT case_id FROM job_rows WHERE job_id = '"+loud+"')")[0]; n == "0" {
			t.Error("the applicants are not told")
		}
		s.Stop()
		verified(t, args...)
	})
}
