package desk_test

import (
	"context"
	"slices"
	"strings"
	"time"

	"liandong/domain/calendar"
	"liandong/domain/channel"
	"liandong/domain/clock"
	"liandong/domain/desk"
	"liandong/domain/procedure"
)

// channelOf says in which channel a life is lived.
func channelOf(life string) channel.Channel {
	switch life {
	case "civil_litigation", "administrative_litigation", "judicial_confirmation", "enforcement":
		return channel.Litigation
	case "legal_aid":
		return channel.Petition
	case "administrative_reconsideration":
		return channel.AdministrativeReconsideration
	}
	for _, c := range []channel.Channel{channel.Petition, channel.PeopleMediation, channel.AdministrativeMediation, channel.JudicialMediation} {
		if strings.HasPrefix(life, string(c)) {
			return c
		}
	}
	return channel.Arbitration
}

func routeOf(life string) channel.Route {
	if s, ok := channel.Find(channel.Route(life)); ok && s.Channel == channelOf(life) {
		return s.Route
	}
	return channel.RouteOf(channelOf(life))
}

// lifeNames lists every table, sorted.
func lifeNames() []string {
	var all []string
	for name := range procedure.Lives {
		all = append(all, name)
	}
	slices.Sort(all)
	return all
}

// words is what a step is given besides its name.
type words struct {
	agreement string
	served    []procedure.Service
	extend    clock.Span
	meets     time.Time
}

// take takes one step the way a person does: by the use case that the step has.
func take(ctx context.Context, w *desk.Work, id procedure.ID, do procedure.Action, in words) error {
	var err error
	switch do {
	case procedure.Take:
		_, err = w.Take(ctx, id, 0)
	case procedure.Schedule:
		_, err = w.Schedule(ctx, id, desk.Meeting{At: in.meets, Place: "调解室"}, 0)
	case procedure.Hold:
		_, err = w.Hold(ctx, id, desk.Held{Present: []string{"双方"}, Text: "记录"}, 0)
	case procedure.Agree:
		_, err = w.Agree(ctx, id, in.agreement, 0)
	case procedure.Terminate:
		_, err = w.Terminate(ctx, id, desk.Reason{Code: "no_agreement", Text: "未达成"}, 0)
	case procedure.Suspend:
		_, err = w.Suspend(ctx, id, desk.Pause{Ground: "等待", Text: "等待结果", ReviewOn: calendar.DayOf(w.Now).AddDays(30)}, 0)
	case procedure.Resume:
		_, err = w.Resume(ctx, id, 0)
	case procedure.Extend:
		_, err = w.Extend(ctx, id, desk.Extension{Span: in.extend, Ground: "案情复杂", ApprovedBy: "负责人"}, 0)
	case procedure.FileNo:
		_, err = w.FileNumber(ctx, id, desk.Filing{Number: "1号"}, 0)
	case procedure.Close:
		_, err = w.CloseProceeding(ctx, id, 0)
	default:
		if slices.Contains(procedure.Issuing(), do) {
			_, err = w.Issue(ctx, id, do, desk.Result{Text: "结果", Served: in.served}, 0)
			return err
		}
		s := desk.Stepping{Text: "已办理", Served: in.served}
		if do == procedure.AskCorrection {
			s.Items = []string{"补交身份证复印件"}
		}
		_, err = w.Step(ctx, id, do, s, 0)
	}
	return err
}
