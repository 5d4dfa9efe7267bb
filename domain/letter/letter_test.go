package letter_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"liandong/domain/calendar"
	"liandong/domain/clock"
	"liandong/domain/fault"
	"liandong/domain/letter"
	"liandong/domain/procedure"
	"liandong/domain/statute"
	"liandong/domain/wall"
)

// Every paper that a step issues is a letter of that life, and the rights the
// step starts are told in it.
func TestPapersOfLives(t *testing.T) {
	book, err := clock.Default()
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for name, life := range procedure.Lives {
		for _, row := range life.Rows {
			if row.Paper == "" {
				continue
			}
			seen++
			l, err := letter.Find(row.Paper)
			if err != nil {
				t.Errorf("%s: %s in %s issues %s, which is no letter", name, row.Do, row.From, row.Paper)
				continue
			}
			if !l.For(name) {
				t.Errorf("%s is not a letter of %s", row.Paper, name)
			}
			if !founded(l, name) {
				t.Errorf("%s in %s rests on nothing", row.Paper, name)
			}
			for _, rule := range row.Starts {
				r, err := book.InForce(rule, "")
				if err != nil {
					t.Fatal(err)
				}
				if r.Kind == clock.Right && !slices.ContainsFunc(l.Remedy(name), func(m letter.Remedy) bool { return m.Rule == rule }) {
					t.Errorf("%s in %s does not tell of %s", row.Paper, name, rule)
				}
			}
		}
	}
	if seen < 200 {
		t.Errorf("%d papers in the tables", seen)
	}
}

// The table holds together: rules exist, lives exist, no field of a mediation
// stands in a paper that leaves it, every notice to a party has a plain form,
// and the standard passes what an office's version must.
func TestTable(t *testing.T) {
	book, err := clock.Default()
	if err != nil {
		t.Fatal(err)
	}
	if err := letter.Check(book); err != nil {
		t.Error(err)
	}
	if len(letter.All) < 45 {
		t.Errorf("%d letters", len(letter.All))
	}
	codes := map[string]bool{}
	for _, l := range letter.All {
		if codes[l.Code] {
			t.Errorf("%s twice", l.Code)
		}
		codes[l.Code] = true
		if err := letter.CheckVersion(l, l.Template(letter.Standard)); err != nil {
			t.Errorf("%s: %v", l.Code, fault.Of(err).Fields)
		}
		if l.Name.EN == "" || l.Frame == "" || l.To == "" || l.Class == "" || len(l.Text) == 0 {
			t.Errorf("%s: incomplete", l.Code)
		}
		if l.Notice() && len(l.Words) == 0 {
			t.Errorf("%s is addressed to a party and has no plain form", l.Code)
		}
		if len(l.Words) > 0 {
			if err := letter.CheckVersion(l, l.Template(letter.Plain)); err != nil && plainLacks(err) != "" {
				t.Errorf("%s, plain: %s", l.Code, plainLacks(err))
			}
		}
		for _, life := range l.Lives {
			stem, group := strings.CutSuffix(life, "*")
			found := false
			for name := range procedure.Lives {
				found = found || name == life || group && strings.HasPrefix(name, stem)
			}
			if !found {
				t.Errorf("%s: no life %s", l.Code, life)
			}
		}
		for _, c := range l.Calls {
			for _, s := range c.States {
				if _, ok := procedure.StateNames[procedure.State(s)]; c.By == "proceeding" && !ok {
					t.Errorf("%s: no state %s", l.Code, s)
				}
			}
		}
		for life := range procedure.Lives {
			if l.For(life) && !founded(l, life) {
				t.Errorf("%s in %s rests on nothing", l.Code, life)
			}
		}
	}
}

// founded tells whether a letter says on which article it rests, or is said to
// name none, and then has no sentence that waits for one.
func founded(l *letter.Letter, life string) bool {
	if !l.Basis(life).Empty() {
		return true
	}
	for _, form := range letter.Forms {
		if _, missing := letter.Fill(l.Template(form), letter.Values{}); slices.Contains(missing, "basis") {
			return false
		}
	}
	return true
}

// plainLacks names what a plain form lost beside the basis and longer fields,
// which everyday words leave out.
func plainLacks(err error) string {
	for _, f := range fault.Of(err).Fields {
		if f.Code != "required_field" || strings.Contains(f.Detail.ZH, "校验码") || strings.Contains(f.Detail.ZH, "救济") || strings.Contains(f.Detail.ZH, "文号") {
			return f.Detail.ZH
		}
	}
	return ""
}

// Everyday words come in short sentences.
func TestPlainIsShort(t *testing.T) {
	for _, l := range letter.All {
		for _, b := range l.Words {
			for _, s := range strings.FieldsFunc(b.Text, func(r rune) bool { return strings.ContainsRune("。！？：", r) }) {
				bare := s
				for {
					at := strings.Index(bare, "{{")
					if at < 0 {
						break
					}
					bare = bare[:at] + bare[at+strings.Index(bare[at:], "}}")+2:]
				}
				if n := len([]rune(bare)); n > 32 {
					t.Errorf("%s: %d characters in one sentence: %s", l.Code, n, s)
				}
			}
		}
	}
}

func TestFill(t *testing.T) {
	blocks := []letter.Block{
		{Style: letter.Body, Text: "{{申请人}}：您的案号是{{案号}}。"},
		{Style: letter.Body, Text: "{{?}}承办人：{{承办人}}"},
		{Style: letter.Body, Text: "｛｛诉求｝｝"},
		{Style: letter.Table, Rows: [][]string{{"序号", "名称"}, {"{{清单序号}}", "{{清单名称}}"}}},
	}
	got, missing := letter.Fill(blocks, letter.Values{"applicant": "林小雨", "claims": "一\n二", "list_no": "1\n2", "list_title": "甲\n乙"})
	want := "林小雨：您的案号是＿＿＿。\n一\n二\n序号：名称\n1：甲\n2：乙\n"
	if text := (letter.Page{Blocks: got}).Text(); text != want || !slices.Equal(missing, []string{"case_number"}) {
		t.Errorf("%q, missing %v", text, missing)
	}
}

// What a person wrote is text, never a field.
func TestFillOnce(t *testing.T) {
	got, _ := letter.Fill([]letter.Block{{Style: letter.Body, Text: "{{申请人}}"}}, letter.Values{"applicant": "{{校验码}}", "check_code": "SECRET"})
	if got[0].Text != "{{校验码}}" {
		t.Errorf("%q", got[0].Text)
	}
}

func TestFormal(t *testing.T) {
	for _, c := range []struct {
		cite statute.Citation
		want string
	}{
		{statute.Petition("23条3款"), "《信访工作条例》（2022）第二十三条第三款"},
		{statute.Citation{Law: "民事诉讼法", Version: "2023", Article: "127条7项"}, "《民事诉讼法》（2023）第一百二十七条第七项"},
		{statute.Citation{Law: "民事诉讼法", Version: "2023", Article: "205条"}, "《民事诉讼法》（2023）第二百零五条"},
		{statute.Citation{Law: "最高人民法院关于适用《民事诉讼法》的解释", Version: "2022", Article: "10条"}, "《最高人民法院关于适用〈民事诉讼法〉的解释》（2022）第十条"},
		{statute.Citation{Law: "民法典", Version: "2020", Article: "1010条"}, "《民法典》（2020）第一千零一十条"},
	} {
		if got := letter.Formal(c.cite); got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
	}
}

// The last day is the clock book's, from service; before service the rule is said.
func TestLastDay(t *testing.T) {
	book, _ := clock.Default()
	l, _ := letter.Find("petition_opinion")
	r := l.Remedy("petition")[0]
	rule, _ := book.InForce(r.Rule, "2026-11-25")
	due := func(d calendar.Date) (calendar.Date, error) { return d.AddDays(30), nil }
	unserved, err := r.Last(rule, "", due)
	if err != nil || unserved != "如不服本处理意见，您可以自收到本意见书之日起30日内请求原办理机关、单位的上一级机关、单位复查" {
		t.Errorf("%s %v", unserved, err)
	}
	served, err := r.Last(rule, "2026-11-25", due)
	if err != nil || !strings.HasSuffix(served, "，最迟2026年12月25日") {
		t.Errorf("%s %v", served, err)
	}
}

// An office's version is refused with each problem named.
func TestVersion(t *testing.T) {
	l, _ := letter.Find("acceptance_notice")
	blocks := []letter.Block{{Style: letter.Body, Text: "{{申请人}} {{幸运号码}} {{协议内容}} {{文号}}"}}
	err := letter.CheckVersion(l, blocks)
	var codes []string
	for _, f := range fault.Of(err).Fields {
		codes = append(codes, f.Code+" "+f.Detail.ZH)
	}
	all := strings.Join(codes, "\n")
	for _, want := range []string{"unknown_field 没有这个字段：{{幸运号码}}", "stays_in_mediation", "required_field 缺少依法应当保留的字段：{{校验码}}", "{{受理日期}}", "{{依据}}"} {
		if !strings.Contains(all, want) {
			t.Errorf("does not say %s:\n%s", want, all)
		}
	}
	if err := letter.CheckVersion(l, nil); err == nil {
		t.Error("an empty version passes")
	}
	if l.Class == wall.Channel {
		t.Error("an acceptance is no paper of the mediation")
	}
}

// docs/letters.md is written from the table.
func TestDocs(t *testing.T) {
	book, _ := clock.Default()
	var b strings.Builder
	b.WriteString("# Letters\nWritten from `domain/letter/letters`: change it there. «Class» says how far a paper goes; «last day» is computed by the clock book from service, or said as a rule.\n\n")
	b.WriteString("| code | 名称 | English | whose | to | class | basis | remedy and rule | forms |\n|---|---|---|---|---|---|---|---|---|\n")
	for _, l := range letter.All {
		var remedies, basis []string
		for _, r := range l.Remedies {
			words := r.Opening
			if r.Rule != "" {
				rule, _ := book.InForce(r.Rule, "")
				words, _ = r.Last(rule, "", nil)
				words += "（" + letter.Formal(rule.Cite) + "，`" + r.Rule + "`）"
			}
			remedies = append(remedies, words)
		}
		for name := range procedure.Lives {
			if c := letter.Formal(l.Basis(name)); c != "" && l.For(name) && !slices.Contains(basis, c) {
				basis = append(basis, c)
			}
		}
		slices.Sort(basis)
		forms := "standard, large print"
		if len(l.Words) > 0 {
			forms = "standard, plain, large print"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s | %s | %s | %s | %s |\n", l.Code, l.Name.ZH, l.Name.EN, l.Frame, l.To, l.Class, strings.Join(basis, "；"), strings.Join(remedies, "；"), forms)
	}
	const file = "../../docs/letters.md"
	if os.Getenv("LIANDONG_WRITE_DOCS") != "" {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if kept, err := os.ReadFile(file); err != nil || string(kept) != b.String() {
		t.Errorf("docs/letters.md is not what the table says: run make docs (%v)", err)
	}
}

// What starts the next step is there, each on its article, with what it must
// not lose; a joint application tells its last day.
func TestNextSteps(t *testing.T) {
	for code, want := range map[string]struct {
		article string
		need    []string
		rule    string
	}{
		"civil_complaint":              {"126条", []string{"body"}, ""},
		"arbitration_application":      {"27条", []string{"body"}, ""},
		"reconsideration_application":  {"20条", []string{"body", "act_name"}, "administrative_reconsideration.apply"},
		"reconsideration_oral_record":  {"22条", []string{"applicant", "act_name", "claims", "statements"}, "administrative_reconsideration.apply"},
		"payment_order_application":    {"16条", []string{"body", "basis"}, ""},
		"confirmation_application":     {"205条", []string{"terms"}, "judicial_confirmation.apply"},
		"labour_review_application":    {"74条", []string{"terms"}, "labour_arbitration.review_agreement"},
		"legal_aid_application":        {"31条", nil, ""},
		"preservation_application":     {"104条", []string{"requests", "property", "security"}, "civil_litigation.sue_after_preservation"},
		"protection_order_application": {"23条", []string{"requests", "statements"}, ""},
	} {
		l, err := letter.Find(code)
		if err != nil {
			t.Fatalf("%s: %v", code, err)
		}
		life := strings.TrimSuffix(l.Lives[0], "*")
		if got := l.Basis(life); got.Article != want.article {
			t.Errorf("%s rests on %s", code, got)
		}
		for _, f := range want.need {
			if !slices.Contains(l.Required(), f) {
				t.Errorf("%s may lose %s", code, f)
			}
		}
		if want.rule != "" && !slices.Contains(l.Rules(), want.rule) {
			t.Errorf("%s does not tell of %s", code, want.rule)
		}
		_, missing := letter.Fill(l.Template(letter.Standard), letter.Values{})
		for _, f := range want.need {
			if !slices.Contains(missing, f) {
				t.Errorf("%s without %s does not say so: %v", code, f, missing)
			}
		}
	}
	if titles := (func(lives ...string) (all []string) {
		l, _ := letter.Find("arbitration_application")
		for _, life := range lives {
			all = append(all, l.Title(life))
		}
		return all
	})("labour_arbitration", "land_arbitration"); titles[0] != "劳动人事争议仲裁申请书" || titles[1] != "农村土地承包仲裁申请书" {
		t.Errorf("%v", titles)
	}
	for _, code := range []string{"preservation_application", "protection_order_application"} {
		if l, _ := letter.Find(code); l.Class != wall.PartyOnly {
			t.Errorf("%s goes further than its party: %s", code, l.Class)
		}
	}
}
