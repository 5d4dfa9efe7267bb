// Package backlog says what stands in a sheet of old cases (积案) that an office
// brings in: which columns, what is a day, and how a row becomes a registration.
package backlog

import (
	"regexp"
	"strconv"
	"strings"

	"liandong/domain/calendar"
	"liandong/domain/fault"
	"liandong/domain/lang"
)

// The codes of the columns.
const (
	Number         = "number"
	Title          = "title"
	Purpose        = "purpose"
	Category       = "category"
	Source         = "source"
	ReceivedOn     = "received_on"
	Reason         = "reason"
	Region         = "region"
	Summary        = "summary"
	Claim          = "claim"
	Applicant      = "applicant"
	ApplicantKind  = "applicant_kind"
	ApplicantIDs   = "applicant_id_number"
	ApplicantPhone = "applicant_phone"
	ApplicantPlace = "applicant_address"
	Respondent     = "respondent"
	RespondentKind = "respondent_kind"
)

// Column is one column of the sheet.
type Column struct {
	Code     string
	Name     string // as the heading of the template has it
	Also     []string
	Required bool
	Choice   string // the list of codes whose words may stand in it
	Exact    bool   // digits that a sheet must keep as text
	Pointer  string // what a refusal of the registration points at
	Note     lang.Text
}

// Columns lists them, in the order of the template.
var Columns = []Column{
	{Code: Number, Name: "原编号", Also: []string{"编号", "信访件编号", "登记编号"}, Required: true, Exact: true, Pointer: "/external_refs", Note: lang.T("本单位原来的登记号；同一编号只登记一次，再次导入不会重复", "your own number of the case: each is registered once, however often it is imported")},
	{Code: Title, Name: "标题", Also: []string{"事项名称", "案件名称"}, Required: true, Pointer: "/title", Note: lang.T("不超过200字", "at most 200 characters")},
	{Code: Purpose, Name: "信访目的", Also: []string{"目的"}, Required: true, Choice: Purpose, Pointer: "/purpose", Note: lang.T("按“可选内容”表填写", "one of the words on the sheet of choices")},
	{Code: Category, Name: "纠纷类别", Also: []string{"类别", "纠纷类型"}, Required: true, Choice: Category, Pointer: "/category", Note: lang.T("按“可选内容”表填写", "one of the words on the sheet of choices")},
	{Code: Source, Name: "来源", Also: []string{"信访形式"}, Required: true, Choice: Source, Pointer: "/source", Note: lang.T("按“可选内容”表填写", "one of the words on the sheet of choices")},
	{Code: ReceivedOn, Name: "收到日期", Also: []string{"登记日期", "信访日期"}, Required: true, Pointer: "/received_on", Note: lang.T("实际收到的日期，如 2024-03-05", "the day it was in fact received, as 2024-03-05")},
	{Code: Reason, Name: "补录原因", Pointer: "/reason", Note: lang.T("为什么现在才录入；不填用导入时写的原因", "why it is entered only now; without it the reason given with the file")},
	{Code: Region, Name: "区划代码", Also: []string{"区划", "问题属地"}, Required: true, Exact: true, Pointer: "/region", Note: lang.T("问题发生地的区划代码", "the code of the division where it happened")},
	{Code: Summary, Name: "主要内容", Also: []string{"概况", "事由", "内容"}, Required: true, Pointer: "/summary", Note: lang.T("发生了什么", "what happened")},
	{Code: Claim, Name: "诉求", Also: []string{"请求"}, Pointer: "/claims/0", Note: lang.T("当事人的请求", "what is asked for")},
	{Code: Applicant, Name: "申请人", Also: []string{"信访人", "信访人姓名", "申请人姓名", "姓名"}, Required: true, Pointer: "/parties/0", Note: lang.T("姓名或者单位名称", "the name")},
	{Code: ApplicantKind, Name: "申请人类型", Choice: "party_kind", Pointer: "/parties/0/kind", Note: lang.T("自然人或者单位；不填为自然人", "person or organisation; a person by default")},
	{Code: ApplicantIDs, Name: "申请人证件号码", Also: []string{"证件号码", "身份证号", "身份证号码"}, Exact: true, Pointer: "/parties/0/id_number", Note: lang.T("居民身份证号或者统一社会信用代码，单元格设为文本", "number of the identity card, in a cell that is text")},
	{Code: ApplicantPhone, Name: "申请人电话", Also: []string{"联系电话", "电话", "手机号码"}, Exact: true, Pointer: "/parties/0/phone", Note: lang.T("单元格设为文本", "in a cell that is text")},
	{Code: ApplicantPlace, Name: "申请人地址", Also: []string{"地址", "住址"}, Pointer: "/parties/0/address", Note: lang.T("", "")},
	{Code: Respondent, Name: "被申请人", Also: []string{"被反映人", "对方当事人"}, Pointer: "/parties/1", Note: lang.T("姓名或者单位名称，可以不填", "the name, where it is known")},
	{Code: RespondentKind, Name: "被申请人类型", Choice: "party_kind", Pointer: "/parties/1/kind", Note: lang.T("自然人或者单位；不填为自然人", "person or organisation; a person by default")},
}

// Find returns the column with a code.
func Find(code string) (Column, bool) {
	for _, c := range Columns {
		if c.Code == code {
			return c, true
		}
	}
	return Column{}, false
}

// At names the column that a refusal points at, the nearest where none is exact.
func At(pointer string) string {
	best, length := "", 0
	for _, c := range Columns {
		if (pointer == c.Pointer || strings.HasPrefix(pointer, c.Pointer+"/")) && len(c.Pointer) > length {
			best, length = c.Name, len(c.Pointer)
		}
	}
	return best
}

// Layout says in which place of a row each column stands.
type Layout map[string]int

// ErrHeadings refuses a sheet in which required columns were not found.
var ErrHeadings = fault.New(fault.Violation, "import.headings", "表头中缺少必填的列，请对应好各列后重试", "columns that are required were not found: say which heading stands for which")

// Match finds the columns of a sheet by its headings: as the user mapped them
// (column by heading), else by their known names.
func Match(headings []string, mapped map[string]string) Layout {
	found := Layout{}
	place := func(heading string) int {
		for i, h := range headings {
			if bare(h) != "" && bare(h) == bare(heading) {
				return i
			}
		}
		return -1
	}
	for _, c := range Columns {
		names := append([]string{c.Name}, c.Also...)
		if own, ok := mapped[c.Code]; ok {
			names = []string{own}
		}
		for _, name := range names {
			if i := place(name); i >= 0 && !found.takes(i) {
				found[c.Code] = i
				break
			}
		}
	}
	return found
}

func (l Layout) takes(i int) bool {
	for _, at := range l {
		if at == i {
			return true
		}
	}
	return false
}

// Check returns ErrHeadings, naming what was not found and what is no column.
func (l Layout) Check(mapped map[string]string) error {
	var c fault.Check
	for _, x := range Columns {
		if _, ok := l[x.Code]; !ok && x.Required {
			c.Add("/mapping/"+x.Code, "required", "没有找到“"+x.Name+"”列", "no column was found for "+x.Code)
		}
	}
	for code, heading := range mapped {
		_, known := Find(code)
		_, placed := l[code]
		if !known || !placed && heading != "" {
			c.Add("/mapping/"+code, "unknown_heading", "表头里没有“"+heading+"”，或者已用于另一列", "the sheet has no such heading, or another column uses it")
		}
	}
	f := fault.Of(c.Err())
	if f == nil {
		return nil
	}
	return ErrHeadings.WithFields(f.Fields...)
}

// bare is a heading without what offices put around it.
func bare(h string) string {
	return strings.Trim(strings.Join(strings.Fields(h), ""), "*＊:：")
}

// Cell returns what stands in a column of a row.
func (l Layout) Cell(cells []string, code string) string {
	i, ok := l[code]
	if !ok || i >= len(cells) {
		return ""
	}
	return strings.TrimSpace(cells[i])
}

var (
	written = regexp.MustCompile(`^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T].*)?$`)
	serial  = regexp.MustCompile(`^(\d{5})(?:\.\d+)?$`)
	rounded = regexp.MustCompile(`^\d(?:\.\d+)?[eE]\+\d+$`)
)

// Day reads a day as sheets write it: in figures with any separator, or as the
// number of days since 1899-12-30 in which a workbook keeps dates. What is no
// day comes back as it is, to be refused where it stands.
func Day(text string) calendar.Date {
	if m := written.FindStringSubmatch(text); m != nil {
		pad := func(s string) string { return strings.Repeat("0", 2-len(s)) + s }
		return calendar.Date(m[1] + "-" + pad(m[2]) + "-" + pad(m[3]))
	}
	if m := serial.FindStringSubmatch(text); m != nil {
		n, _ := strconv.Atoi(m[1]) // five digits
		if d := calendar.Date("1899-12-30").AddDays(n); d.Valid() {
			return d
		}
	}
	return calendar.Date(text)
}

// Rounded tells whether a sheet kept a long number only roughly: its last
// digits are lost, and nobody can put them back.
func Rounded(text string) bool { return rounded.MatchString(text) }
