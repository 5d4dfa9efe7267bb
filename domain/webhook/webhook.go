// Package webhook says where an organisation's own system is told what happens
// in its cases, how it is tried again, and what stops it.
package webhook

import (
	"net/url"
	"regexp"
	"time"

	"liandong/domain/fault"
	"liandong/domain/lang"
	"liandong/domain/org"
)

// ID names a webhook.
type ID string

// State is whether a webhook is told.
type State string

// The states. A webhook that fails is tried for ever; only people, or the
// receiver by saying 410 Gone, pause it.
const (
	Active State = "active"
	Paused State = "paused"
)

// States lists them, with their names on screen.
var States = map[State]lang.Text{Active: lang.T("推送中", "active"), Paused: lang.T("已暂停", "paused")}

// Facts is a webhook as it is kept.
type Facts struct {
	ID           ID
	Organization org.ID // whose feed it is
	Name         string
	URL          string
	Secret       string   // signs what is sent; shown once
	Types        []string // kinds of events, as referral.accepted; empty: all
	State        State
	After        string // the last event that arrived, or was passed over
	Tries        int    // of the event behind it
	NextAt       time.Time
	LastStatus   int // of the last answer; 0 where there was none
	LastError    string
	LastAt       time.Time // something arrived
	MadeBy       string
	MadeAt       time.Time
	ToldSize     int64     // of the log's last checkpoint it was told of
	LogAt        time.Time // when that was
	Version      int
}

// The refusals.
var (
	ErrPaused  = fault.New(fault.Conflict, "webhook.paused", "这个推送已经暂停", "this webhook is paused already")
	ErrActive  = fault.New(fault.Conflict, "webhook.active", "这个推送没有暂停", "this webhook is not paused")
	ErrTooMany = fault.New(fault.Conflict, "webhook.too_many", "一个单位最多设置10个推送地址", "an organisation has at most ten webhooks")
)

// Most is how many webhooks an organisation has.
const Most = 10

var kind = regexp.MustCompile(`^[a-z_]+\.[a-z_]+$`)

// Check names what is wrong with a webhook that is to be made. insecure lets
// http through, for a receiver on this machine.
func (f Facts) Check(c *fault.Check, insecure bool) {
	u, err := url.Parse(f.URL)
	scheme := err == nil && (u.Scheme == "https" || insecure && u.Scheme == "http")
	switch {
	case !scheme || u.Hostname() == "" || len(f.URL) > 500:
		c.Add("/url", "url_invalid", "请填写 https 地址，不超过500个字符", "give an https address of at most 500 characters")
	case u.User != nil || u.Fragment != "":
		c.Add("/url", "url_invalid", "地址里不能有用户名、密码或者 # 部分", "the address holds no user name, password or fragment")
	}
	if len(f.Types) > 100 {
		c.Add("/types", "too_many", "最多指定100种事件", "at most 100 kinds of events")
	}
	for _, t := range f.Types {
		if !kind.MatchString(t) || len(t) > 60 {
			c.Add("/types", "type_invalid", "事件种类的写法如 referral.accepted", "kinds of events are written as referral.accepted")
			break
		}
	}
}

// Wants tells whether a kind of event is sent.
func (f Facts) Wants(kind string) bool {
	if len(f.Types) == 0 {
		return true
	}
	for _, t := range f.Types {
		if t == kind {
			return true
		}
	}
	return false
}

// The pace of trying again.
const (
	firstWait = 5 * time.Second
	mostWait  = time.Hour
)

// Wait is how long to wait after so many failed tries: five seconds, doubled
// each time, an hour at most. There is no last try.
func Wait(tries int) time.Duration {
	if tries > 20 {
		return mostWait
	}
	return min(firstWait<<max(tries-1, 0), mostWait)
}

// Gone is what a receiver answers that wants no more (410).
const Gone = 410

// Arrived notes that everything up to an event arrived.
func (f *Facts) Arrived(after string, status int, now time.Time) {
	f.After, f.Tries, f.NextAt, f.LastStatus, f.LastError, f.LastAt = after, 0, now, status, "", now
}

// Passed notes that there was nothing to send up to an event.
func (f *Facts) Passed(after string, now time.Time) { f.After, f.Tries, f.NextAt = after, 0, now }

// Checkpoints is the kind of event by which a witness of the log is told of its
// checkpoints. It is sent to who names it, and to nobody who takes all that happens in cases.
const Checkpoints = "log.checkpoint"

// Witnessed notes that a checkpoint arrived. The place in the feed stays.
func (f *Facts) Witnessed(size int64, status int, now time.Time) {
	f.ToldSize, f.LogAt, f.Tries, f.NextAt, f.LastStatus, f.LastError, f.LastAt = size, now, 0, now, status, "", now
}

// Failed notes a try that failed, and when the next one is due.
func (f *Facts) Failed(status int, why string, now time.Time) {
	f.Tries++
	f.LastStatus, f.LastError, f.NextAt = status, why, now.Add(Wait(f.Tries))
	if status == Gone {
		f.State = Paused
	}
}
