// Package figures says what each figure counts, in words that a head of office
// understands, and what is too small to be shown.
package figures

import (
	"cmp"
	"slices"

	"liandong/domain/lang"
)

// Small is the least count that a breakdown shows.
const Small = 5

// The codes of indicators.
const (
	OnTime        = "on_time_completion"
	Notice        = "timely_notice"
	Mediation     = "mediation_success"
	Confirmation  = "judicial_confirmation"
	Performance   = "performance"
	OnItsDay      = "performance_on_time"
	Returns       = "returns"
	Contests      = "contests"
	Reopening     = "reopening"
	Participation = "participation"
	Satisfaction  = "satisfaction"
	MedianDays    = "median_days"
	P90Days       = "p90_days"
	MeanDays      = "mean_days"
	CameOnline    = "online_share"
	Contacted     = "contacted"
	SettledOnce   = "settled_once"
	InAccord      = "settled_or_withdrawn"
	TrialOnTime   = "trial_on_time"
)

// Indicator is one figure: what is counted, of what, and who says so.
type Indicator struct {
	Code       string
	Name       lang.Text
	Definition lang.Text
	Source     lang.Text
}

var (
	ours  = lang.T("本系统口径", "as this system counts")
	local = lang.T("公式见于地方信访系统（按期受理告知数÷应受理数，按期答复数÷应答复数）；以届满日归入期间是本系统口径", "the formula is that of local petition systems; counting by the last day is this system's")
)

// All are the indicators in their order on screen.
var All = []Indicator{
	{OnTime, lang.T("按期办结率", "completed on time"),
		lang.T("分母：法定办理期限在这段时间届满、已经办结、移交或者已经超期的期限数，中止的不计；分子：其中没有超期的，包括期限内移交、退回的。", "Of the statutory time limits for handling whose last day fell in the time and that were met or missed, those that were met, also by handing the matter on in time. What stands still counts in neither."), local},
	{Notice, lang.T("按期受理告知率", "acceptance told on time"),
		lang.T("分母：信访事项受理告知期限（15日）在这段时间届满、已经告知或者已经超期的；分子：其中按期告知的。", "Of the fifteen-day limits for telling the petitioner of acceptance whose last day fell in the time and that were met or missed, those that were met."), local},
	{Mediation, lang.T("人民调解成功率", "people's mediations agreed"),
		lang.T("分母：这段时间结束的人民调解（达成协议、未达成协议、当事人撤回）；分子：其中达成协议的。", "Of the people's mediations that ended in the time, agreed, not agreed or withdrawn, those that were agreed."), lang.T("调解成功件÷调解结案件，见于地方法院和调解系统", "agreed ÷ ended, as local court and mediation systems count")},
	{TrialOnTime, lang.T("审限内结案率", "tried within the time limit"),
		lang.T("分母：民事、行政诉讼的审理期限在这段时间届满、已经审结或者已经超期的期限数，中止的不计；分子：其中没有超期的。只含本系统登记的案件。", "Of the time limits for trying civil and administrative suits whose last day fell in the time and that were met or missed, those that were met. Only suits that are recorded here."), lang.T("法院指标；公式没有读到出处，以届满日归入期间是本系统口径", "a figure of the courts; no source of its formula was read, and counting by the last day is this system's")},
	{InAccord, lang.T("调撤率", "settled or withdrawn"),
		lang.T("分母：这段时间以裁决、复议决定、判决、调解或者撤回结束的仲裁、行政复议和诉讼；分子：其中调解或者撤回结束的。只含本系统登记的程序。", "Of the arbitrations, reconsiderations and suits that ended in the time by award, decision, judgment, settlement or withdrawal, those settled or withdrawn. Only what is recorded here."), lang.T("(调解＋撤诉)÷结案，见于法院和行政复议的公开统计；公式没有读到出处", "(settled + withdrawn) ÷ ended, as courts and reconsideration bodies publish; no source of the formula was read")},
	{Confirmation, lang.T("司法确认率", "confirmation asked for"),
		lang.T("分母：这段时间生效的调解协议；分子：其中双方已申请司法确认的（是申请数，不是法院裁定确认数）。", "Of the agreements that took effect in the time, those whose sides have asked a court to confirm them: asked for, not granted."), ours},
	{Performance, lang.T("自动履行率", "promises performed"),
		lang.T("分母：约定的履行日在这段时间、并且已经到期或者已经履行的协议事项；分子：其中登记为已履行完毕的，逾期后履行完毕的也算。", "Of the promises in agreements whose day fell in the time and has passed, or that were performed, those recorded as performed in full, late ones too."), ours},
	{OnItsDay, lang.T("按期履行率", "performed on time"),
		lang.T("分母同自动履行率；分子：其中不迟于约定的履行日履行完毕的，以回访登记的履行日为准，没有登记的以登记之日为准。", "Of the same, those performed in full no later than their day: the day that the follow-up names, or else the day on which it was recorded."), ours},
	{Returns, lang.T("退回率", "handoffs returned"),
		lang.T("分母：这段时间发出的移交；分子：其中到今天被接收单位不予接受、或者异议成立而退回的。", "Of the handoffs sent in the time, those that until today the receiver declined, or that came back on an objection."), ours},
	{Contests, lang.T("提请指定率", "handoffs contested"),
		lang.T("分母：这段时间发出的移交；分子：其中到今天提请共同上级指定管辖的。", "Of the handoffs sent in the time, those that until today went to the common superior to decide."), ours},
	{Reopening, lang.T("重新办理率", "taken up again"),
		lang.T("分母：这段时间办结的办理轮次；分子：其中到今天又用原编号重新办理的。不统计同一人另行提出的新事项。", "Of the rounds that closed in the time, those after which the case was until today taken up again under its number. New matters of the same person are not counted."), ours},
	{SettledOnce, lang.T("一次性化解率", "settled at once"),
		lang.T("分母：这段时间第一次办结的事项；分子：其中到今天没有再用原编号重新办理的。按事项统计，不按人统计；同一人另行提出的新事项不在内。", "Of the matters that closed for the first time in the time, those that were until today not taken up again under their number. Of matters, not of persons: new matters of the same person are not counted."), lang.T("各地口径不同，这是本系统口径", "defined differently from place to place: as this system counts")},
	{Contacted, lang.T("初次信访办理联系率", "petitioner reached"),
		lang.T("分母：这段时间登记的事项；分子：其中到今天登记过联系上当事人的。", "Of the matters registered in the time, those in which until today a party was reached, as recorded."), lang.T("已联系件÷初次件，见于地方信访系统；联系上才算是本系统口径", "contacted ÷ initial, as local petition systems count; that the party was reached is this system's")},
	{CameOnline, lang.T("网信占比", "came online"),
		lang.T("分母：这段时间登记的事项；分子：其中来源为网上的。", "Of the matters registered in the time, those that came online."), lang.T("网上信访件÷总件，名称见于地方信访系统，公式没有读到出处", "online ÷ all: the name is that of local petition systems, no source of the formula was read")},
	{Participation, lang.T("参评率", "who rated"),
		lang.T("分母：最近一次办结在这段时间的案件的申请人和被申请人；分子：其中评价过本单位的。只在查询一个单位、评价满5人时显示。", "Of the applicants and respondents of cases that last closed in the time, those who have rated the organisation. Shown for one organisation, from five ratings on."), ours},
	{Satisfaction, lang.T("满意率", "who was satisfied"),
		lang.T("分母：对本单位的评价，按已经过完的月份合并成每段至少5件后计入，只计整段都在查询的月份以内的；分子：其中3分以上的（5、4分为满意，3分为基本满意）。只在查询一个单位时显示。", "The ratings of the organisation, counted in stretches of ended months of at least five ratings each, of which those lie in the months asked about whole; of these, those of 3 or more (5 and 4 satisfied, 3 mostly). Shown for one organisation."), lang.T("(满意＋基本满意)÷已评价，见于地方信访系统；分数的对应是本系统口径", "(satisfied + mostly) ÷ rated, as local petition systems count; which score is which is this system's")},
	{MedianDays, lang.T("办理天数中位数", "median days"),
		lang.T("这段时间办结的轮次，从收到（重新办理的从重新办理之日）到办结的自然日数：一半不超过这个数。分母是轮次数。", "Days from receipt, or from being taken up again, to closing, of the rounds that closed in the time: half took no longer. The denominator is how many rounds."), ours},
	{P90Days, lang.T("办理天数九成位数", "90th percentile of days"),
		lang.T("同上：十件里有九件不超过这个数。", "The same: nine in ten took no longer."), ours},
	{MeanDays, lang.T("平均办理天数", "mean days"),
		lang.T("同上：天数之和除以轮次数。少数很久的会把平均数拉高，请和中位数一起看。", "The same: the sum of the days by how many rounds. A few that took long raise it: read it beside the median."), lang.T("Σ(平均天数×件数)÷总件数，见于地方信访系统", "Σ(mean days × matters) ÷ matters, as local petition systems count")},
}

// Handling are the time limits within which a matter is to be handled to its end.
var Handling = []string{
	"petition.handle", "petition.review", "petition.recheck",
	"people_mediation.medical", "people_mediation.labour",
	"administrative_mediation.consumer", "administrative_mediation.traffic", "administrative_mediation.medical",
	"judicial_mediation.delegated", "judicial_mediation.entrusted_ordinary", "judicial_mediation.entrusted_summary",
	"labour_arbitration.award", "land_arbitration.award",
	"administrative_reconsideration.decide", "administrative_reconsideration.decide_summary",
	"civil_litigation.trial_ordinary", "civil_litigation.trial_summary", "civil_litigation.trial_small_claims",
	"administrative_litigation.trial", "administrative_litigation.trial_summary",
	"judicial_confirmation.review", "state_compensation.decide", "information_disclosure.answer",
}

// Trying are those of them within which a court tries a suit.
var Trying = []string{
	"civil_litigation.trial_ordinary", "civil_litigation.trial_summary", "civil_litigation.trial_small_claims",
	"administrative_litigation.trial", "administrative_litigation.trial_summary",
}

// Telling are the time limits within which the petitioner hears of acceptance.
var Telling = []string{"petition.notice_direct", "petition.notice_forwarded"}

// Count is one figure's numerator and denominator.
type Count struct{ Numerator, Denominator int64 }

// Value is the share, or nothing of nothing.
func (c Count) Value() *float64 {
	if c.Denominator == 0 {
		return nil
	}
	v := float64(c.Numerator) / float64(c.Denominator)
	return &v
}

// Days tells how many took how many days.
type Days map[int]int64

// Total is how many there are.
func (d Days) Total() (n int64) {
	for _, x := range d {
		n += x
	}
	return n
}

// Mean is the sum of the days, and by how many they are divided.
func (d Days) Mean() Count {
	var c Count
	for x, n := range d {
		c.Numerator += int64(x) * n
		c.Denominator += n
	}
	return c
}

// Within is the least number of days within which percent of 100 were done
// (nearest rank), or nothing of nothing.
func (d Days) Within(percent int64) *float64 {
	total, seen := d.Total(), int64(0)
	days := make([]int, 0, len(d))
	for x := range d {
		days = append(days, x)
	}
	slices.Sort(days)
	for _, x := range days {
		if seen += d[x]; seen*100 >= total*percent {
			v := float64(x)
			return &v
		}
	}
	return nil
}

// Cell is one count of a breakdown.
type Cell struct {
	From, To string
	Count    int64
	Hidden   bool
}

// Suppress hides what is below Small, and so much more that neither the total
// nor what is left gives a hidden count away. It returns the total, or false
// where that would.
func Suppress(cells []Cell) (total int64, shown bool) {
	order := make([]int, len(cells))
	for i, c := range cells {
		order[i] = i
		total += c.Count
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(cells[a].Count, cells[b].Count) })
	var hidden, sum int64
	for _, i := range order {
		if enough := hidden == 0 || hidden > 1 && sum >= Small; cells[i].Count >= Small && enough {
			break
		}
		cells[i].Hidden = true
		hidden, sum = hidden+1, sum+cells[i].Count
	}
	return total, hidden == 0 || hidden > 1 && sum >= Small
}
