package api

import (
	"time"

	"liandong/api/problem"
	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/desk"
	"liandong/domain/fault"
	"liandong/domain/lang"
	"liandong/domain/referral"
	"liandong/domain/who"
)

func arrivalRoutes() []Route {
	return []Route{
		act("POST", "/referrals/:id/deliver-paper", "登记纸质送达 · delivered on paper, with proof", who.ReferralDecide, ofReferral, deliverPaper),
	}
}

type arrivalView struct {
	How        string        `json:"how" doc:"opened, paper or receipt"`
	Name       string        `json:"name"`
	On         calendar.Date `json:"on"`
	RecordedBy orgView       `json:"recorded_by" doc:"whose people opened it, or who recorded it"`
	Proof      *cases.Proof  `json:"proof"`
	EnteredAt  *time.Time    `json:"entered_at"`
}

type unseenView struct {
	Text   string           `json:"text"`
	Offers []problem.Action `json:"offers" doc:"how to deliver it on paper, or as a bundle"`
}

var arrivalNames = map[string]lang.Text{
	referral.Opened: lang.T("对方已打开", "opened by the receiver"), referral.OnPaper: lang.T("纸质送达", "delivered on paper"), referral.SignedFor: lang.T("收到回执", "a receipt came back"),
}

type paperIn struct {
	DeliveredOn calendar.Date `json:"delivered_on,omitempty"`
	Proof       *cases.Proof  `json:"proof,omitempty"`
	Reason      string        `json:"reason,omitempty"`
}

func deliverPaper(c *Call, in paperIn) (referralView, error) {
	return c.moved(c.DeliverPaper(c.ctx, c.referralID(), desk.Day{On: in.DeliveredOn, Proof: in.Proof, Reason: in.Reason}, c.version()))
}

// arrived says how a handoff reached its receiver, and offers paper to its
// sender where it has not.
func (c *Call) arrived(v *referralView, f referral.Facts) error {
	all, err := c.Arrivals(c.ctx, f)
	if err != nil {
		return err
	}
	v.Arrivals = []arrivalView{}
	for _, a := range all {
		v.Arrivals = append(v.Arrivals, arrivalView{How: a.How, Name: c.say(arrivalNames[a.How]), On: a.On.On, RecordedBy: c.org(a.Organization), Proof: a.On.Proof, EnteredAt: instant(a.On.EnteredAt)})
		if a.How == referral.Opened {
			v.SeenAt = instant(a.On.EnteredAt)
		}
	}
	if c.Actor.Organization != f.From {
		return nil
	}
	unopened, err := c.Unopened(c.ctx, f)
	if err != nil || !unopened {
		return err
	}
	at := prefix + "/referrals/" + string(f.ID)
	offer := func(action, method, href string, t lang.Text) problem.Action {
		return problem.Action{Action: action, Method: method, Href: href, Title: c.say(t)}
	}
	v.Unseen = &unseenView{
		Text: c.say(lang.T("送到"+v.To.Name+"后一个工作日无人打开。请打电话联系，或者改送纸质材料；登记纸质送达须附凭证。", "Nobody at "+v.To.Name+" has opened it for a working day. Call them, or deliver it on paper and record that with its proof.")),
		Offers: []problem.Action{
			offer("download_bundle", "GET", at+"/bundle", lang.T("下载移交材料包", "download the bundle")),
			offer("deliver_paper", "POST", at+"/deliver-paper", lang.T("登记纸质送达", "record delivery on paper")),
		},
	}
	if _, err := c.Case(c.ctx, f.CaseID, who.CaseAmend); err == nil {
		v.Unseen.Offers = append(v.Unseen.Offers, offer("handover_list", "POST", prefix+"/cases/"+string(f.CaseID)+"/letters", lang.T("出具移交清单", "make the list of what is handed over")))
	} else if fault.Of(err) == nil {
		return err
	}
	return nil
}
