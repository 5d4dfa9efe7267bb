// Package notice says who must be told what when something happened, and when
// what was sent counts as served.
package notice

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"time"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/fault"
	"liandong/domain/lang"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/statute"
)

// Whom names a kind of recipient.
type Whom string

// The recipients.
const (
	Applicant  Whom = "applicant"
	Respondent Whom = "respondent"
	Parties    Whom = "parties" // every side
	Sender     Whom = "sender"
	Receiver   Whom = "receiver"
	Superior   Whom = "superior"
	Holder     Whom = "holder" // the organisation that answers for the case now
)

// Way is how a notice reaches its recipient.
type Way string

// The ways.
const (
	Inbox Way = "inbox"
	SMS   Way = "sms"
	Email Way = "email"
	Paper Way = "paper"
)

// Sent tells whether a relay carries the way out of the program.
func (w Way) Sent() bool { return w == SMS || w == Email }

// State is where one notice stands on its way.
type State string

// The states: an inbox holds what is arrived; what a relay carries waits, is
// sent, or failed too often; paper waits for the printer.
const (
	Arrived State = "arrived"
	Waiting State = "waiting"
	Out     State = "sent"
	Failed  State = "failed"
	ToPrint State = "to_print"
	Printed State = "printed"
)

// Row is one line of the table: who is told of an event, and how it is said.
type Row struct {
	Event string // «proceeding.opine», or «proceeding.opine@petition_review» for one table only
	To    Whom
	Serve bool // the law wants it served, because time runs from it
	Text  lang.Text
	Cite  statute.Citation // of what is no step of a proceeding; a step has its own
}

//go:embed notices.txt
var written string

// Table is everything that anyone is told; Silent says of every other event
// why nobody is told of it.
var (
	Table  []Row
	Silent = map[string]string{}
)

func init() {
	if err := read(written); err != nil {
		panic(err) // the table is built in, and a test reads it
	}
}

var whoms = []Whom{Applicant, Respondent, Parties, Sender, Receiver, Superior, Holder}

func read(text string) error {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(line, "|")
		for i := range f {
			f[i] = strings.TrimSpace(f[i])
		}
		switch {
		case f[0] == "none" && len(f) == 3:
			Silent[f[1]] = f[2]
		case f[0] == "tell" && len(f) == 7:
			cite, err := statute.Read(f[6])
			if err != nil {
				return err
			}
			if !slices.Contains(whoms, Whom(f[2])) || f[4] == "" || f[5] == "" || (f[3] != "" && f[3] != "yes") {
				return fmt.Errorf("notice: %q", line)
			}
			Table = append(Table, Row{Event: f[1], To: Whom(f[2]), Serve: f[3] == "yes", Text: lang.T(f[4], f[5]), Cite: cite})
		default:
			return fmt.Errorf("notice: %q", line)
		}
	}
	return nil
}

// Of lists the rows of an event; those of the life named stand in place of the general ones.
func Of(event, life string) []Row {
	var own, general []Row
	for _, r := range Table {
		switch r.Event {
		case event + "@" + life:
			own = append(own, r)
		case event:
			general = append(general, r)
		}
	}
	if len(own) > 0 {
		return own
	}
	return general
}

// Find returns the row with which a stored notice was written.
func Find(event string, to Whom) (Row, bool) {
	i := slices.IndexFunc(Table, func(r Row) bool { return r.Event == event && r.To == to })
	if i < 0 {
		return Row{}, false
	}
	return Table[i], true
}

// Said is what a row's sentence is filled with.
type Said struct {
	Number string        `json:"number"`
	Org    string        `json:"org,omitempty"`
	Other  string        `json:"other,omitempty"`
	Due    calendar.Date `json:"due,omitempty"`
	Detail string        `json:"detail,omitempty"`
}

// Fill says the row's sentence in both languages.
func (r Row) Fill(s Said) lang.Text {
	due := string(s.Due)
	if due == "" {
		due = "—"
	}
	detail := s.Detail
	if detail == "" {
		detail = "—"
	}
	in := strings.NewReplacer("{number}", s.Number, "{org}", s.Org, "{other}", s.Other, "{due}", due, "{detail}", detail)
	return lang.T(in.Replace(r.Text.ZH), in.Replace(r.Text.EN))
}

// Remedy is one thing the recipient may do, and by when: the last day once it
// is served, until then only how long.
type Remedy struct {
	Rule  string        `json:"rule"`
	DueOn calendar.Date `json:"due_on,omitempty"`
}

// ID names a notice.
type ID string

// Notice is one thing said to one recipient on one way.
type Notice struct {
	ID           ID
	CaseID       cases.ID
	EventID      string
	Subject      string // what it is about, such as proceeding/…
	Event        string // the row's event
	To           Whom
	PartyID      party.ID // the recipient: a party
	Organization org.ID   // or an organisation
	From         org.ID
	Way          Way
	Address      string // number or mailbox, for ways that are sent
	Said         Said
	Cite         string
	Serve        bool
	Remedies     []Remedy
	State        State
	Attempts     int
	NextAt       time.Time // when the relay tries next
	Trouble      string    // why the last try failed
	MadeAt       time.Time
	SentAt       time.Time
	ReadAt       time.Time // opened by the recipient
	Service      *Service
	Version      int
}

// Service is how and when a notice was served on its party.
type Service struct {
	Form string         `json:"form"`
	On   cases.Occurred `json:"on"`
}

// Text says the notice.
func (n Notice) Text() lang.Text {
	row, ok := Find(n.Event, n.To)
	if !ok {
		return lang.T("编号"+n.Said.Number+"有新的进展。", "There is news in "+n.Said.Number+".")
	}
	return row.Fill(n.Said)
}

// Forms lists the forms of service that a person records. Electronic service
// needs the party's consent to it and the arrival (民事诉讼法 90).
var Forms = []string{"direct", "postal", "lien", "forwarded", "public", "electronic"}

// FormNames says each form as on screen.
var FormNames = map[string]lang.Text{
	"direct": lang.T("直接送达", "in person"), "postal": lang.T("邮寄送达", "by post"), "lien": lang.T("留置送达", "left at the address"),
	"forwarded": lang.T("转交送达", "handed on"), "public": lang.T("公告送达", "by public notice"), "electronic": lang.T("电子送达", "electronically"),
}

var electronic = statute.Citation{Law: "民事诉讼法", Version: "2023", Article: "90条"}

// The refusals of service.
var (
	ErrNotServed  = fault.New(fault.Conflict, "notice.not_for_service", "这份通知不是给当事人的，不需要送达", "this is no notice to a party: it is not served")
	ErrServed     = fault.New(fault.Conflict, "notice.served", "这份通知已经登记送达", "service of this notice is recorded already")
	ErrNoProof    = fault.New(fault.Violation, "notice.proof_missing", "登记送达须有送达凭证（回证、邮寄回执、签收、公告）", "service is recorded with its proof: return, postal receipt, signature or public notice").WithFields(fault.Field{Pointer: "/proof", Code: "required", Detail: lang.T("请填写送达凭证", "give the proof")})
	ErrElectronic = fault.ByLaw(fault.Conflict, "notice.consent_missing", "当事人没有同意电子送达，不能作为送达", "the party has not agreed to electronic service, so arrival does not serve it", electronic)
	ErrNotPaper   = fault.New(fault.Conflict, "notice.not_paper", "这份通知不用打印", "this notice is not to be printed")
)

// Neutral is what a text message says: no name, no category, no content.
func Neutral(number, url string) lang.Text {
	tail := number
	if r := []rune(number); len(r) > 4 {
		tail = string(r[len(r)-4:])
	}
	zh := "【联动】您的事项（编号尾号" + tail + "）有新的进展，请凭编号和查询码查看"
	en := "Liandong: there is news in your matter (number ending " + tail + "). Look with your number and code"
	if url != "" {
		zh, en = zh+"："+url+"/party", en+": "+url+"/party"
	}
	return lang.T(zh+"。", en+".")
}

// Backoff is how long the relay waits after so many failed tries.
func Backoff(attempts int) time.Duration {
	return min(time.Duration(1<<min(attempts, 12))*time.Second, time.Hour)
}

// MaxAttempts is how often a notice is tried before it shows as failed.
const MaxAttempts = 12
