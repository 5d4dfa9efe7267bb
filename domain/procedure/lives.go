package procedure

import "liandong/domain/channel"

// petition: 登记 → 受理 → 办理 → 处理意见. 信访工作条例 (2022) 22, 23, 31, 34.
var petition = Life{
	when(Registered, Take, Handler, Accepted),
	when(Registered, HandOn, Handoff, HandedOn),
	when(Registered, Opine, Handler, Ended),
	when(Registered, Close, Handler, Ended),
	when(HandedOn, ComeBack, Handoff, Registered),
	when(HandedOn, Close, Handler, Ended),
	when(Accepted, HandOn, Handoff, HandedOn),
	when(Accepted, Schedule, Handler, Accepted),
	when(Accepted, Hold, Handler, Accepted),
	when(Accepted, Suspend, Handler, Suspended),
	when(Accepted, Extend, Handler, Accepted),
	when(Accepted, Opine, Handler, Ended),
	when(Accepted, Terminate, Handler, Ended),
	when(Accepted, Close, Handler, Ended),
	when(Suspended, Resume, Handler, Accepted),
	when(Suspended, Terminate, Handler, Ended),
}

// mediation: 受理 → 调解 → 达成 | 终止. 人民调解法 (2010) 17–31; 特邀调解规定 (2016) 18–27.
var mediation = Life{
	when(Registered, Take, Handler, Accepted),
	when(Registered, HandOn, Handoff, HandedOn),
	when(Registered, Terminate, Handler, Ended),
	when(Registered, Close, Handler, Ended),
	when(HandedOn, ComeBack, Handoff, Registered),
	when(HandedOn, Close, Handler, Ended),
	when(Accepted, Schedule, Handler, Scheduled),
	when(Accepted, Hold, Handler, Mediating),
	when(Accepted, Agree, Handler, Agreed),
	when(Accepted, Terminate, Handler, Ended),
	when(Accepted, Suspend, Handler, Suspended),
	when(Accepted, Extend, Handler, Accepted),
	when(Accepted, HandOn, Handoff, HandedOn),
	when(Scheduled, Schedule, Handler, Scheduled),
	when(Scheduled, Hold, Handler, Mediating),
	when(Scheduled, Agree, Handler, Agreed),
	when(Scheduled, Terminate, Handler, Ended),
	when(Scheduled, Suspend, Handler, Suspended),
	when(Scheduled, Extend, Handler, Scheduled),
	when(Scheduled, HandOn, Handoff, HandedOn),
	when(Mediating, Schedule, Handler, Mediating),
	when(Mediating, Hold, Handler, Mediating),
	when(Mediating, Agree, Handler, Agreed),
	when(Mediating, Terminate, Handler, Ended),
	when(Mediating, Suspend, Handler, Suspended),
	when(Mediating, Extend, Handler, Mediating),
	when(Mediating, HandOn, Handoff, HandedOn),
	when(Agreed, Hold, Handler, Agreed),
	when(Agreed, Close, Handler, Ended),
	when(Agreed, Terminate, Handler, Ended),
	when(Agreed, HandOn, Handoff, HandedOn),
	when(Suspended, Resume, Handler, Accepted),
	when(Suspended, Terminate, Handler, Ended),
	when(Suspended, HandOn, Handoff, HandedOn),
}

// tribunal builds the life of a body that acts on an application: 立案 → 结果.
func tribunal(result Action) Life {
	return Life{
		when(Registered, FileNo, Handler, Filed),
		when(Registered, HandOn, Handoff, HandedOn),
		when(Registered, Close, Handler, Ended),
		when(HandedOn, ComeBack, Handoff, Registered),
		when(HandedOn, Close, Handler, Ended),
		when(Accepted, FileNo, Handler, Filed),
		when(Accepted, result, Handler, Ended),
		when(Accepted, Schedule, Handler, Accepted),
		when(Accepted, Hold, Handler, Accepted),
		when(Accepted, Suspend, Handler, Suspended),
		when(Accepted, Terminate, Handler, Ended),
		when(Accepted, Close, Handler, Ended),
		when(Accepted, HandOn, Handoff, HandedOn),
		when(Filed, result, Handler, Ended),
		when(Filed, Schedule, Handler, Filed),
		when(Filed, Hold, Handler, Filed),
		when(Filed, Suspend, Handler, Suspended),
		when(Filed, Extend, Handler, Filed),
		when(Filed, Terminate, Handler, Ended),
		when(Filed, Close, Handler, Ended),
		when(Filed, HandOn, Handoff, HandedOn),
		when(Suspended, Resume, Handler, Filed),
		when(Suspended, Terminate, Handler, Ended),
	}
}

var (
	arbitration     = tribunal(Award)
	reconsideration = tribunal(Decide)
	litigation      = tribunal(Judge)
)

// confirmation: 申请 → 审查 → 裁定. 民事诉讼法 (2023) 205–206.
var confirmation = Life{
	when(Accepted, FileNo, Handler, Filed),
	when(Accepted, Confirm, Handler, Ended),
	when(Accepted, Deny, Handler, Ended),
	when(Accepted, Terminate, Handler, Ended),
	when(Accepted, HandOn, Handoff, HandedOn),
	when(Filed, Confirm, Handler, Ended),
	when(Filed, Deny, Handler, Ended),
	when(Filed, Extend, Handler, Filed),
	when(Filed, Terminate, Handler, Ended),
	when(Filed, HandOn, Handoff, HandedOn),
	when(HandedOn, ComeBack, Handoff, Filed),
	when(HandedOn, Close, Handler, Ended),
}

// Lives names each table, for documentation and tests.
var Lives = map[string]Life{
	"petition":                       petition,
	"mediation":                      mediation,
	"arbitration":                    arbitration,
	"administrative_reconsideration": reconsideration,
	"litigation":                     litigation,
	"judicial_confirmation":          confirmation,
}

// LifeOf returns the table of a channel and route.
func LifeOf(c channel.Channel, r channel.Route) Life {
	switch {
	case r == channel.RouteJudicialConfirmation:
		return confirmation
	case c.Mediation():
		return mediation
	case c == channel.Arbitration:
		return arbitration
	case c == channel.AdministrativeReconsideration:
		return reconsideration
	case c == channel.Litigation:
		return litigation
	}
	return petition
}
