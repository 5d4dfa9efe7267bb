// Package document is what a case holds on paper: claims, evidence, letters and
// results, each with a class that says how far it may go.
package document

import (
	"errors"
	"time"

	"liandong/domain/cases"
	"liandong/domain/fault"
	"liandong/domain/org"
	"liandong/domain/party"
	"liandong/domain/procedure"
	"liandong/domain/statute"
	"liandong/domain/wall"
)

// ID names a document.
type ID string

// Kinds lists what a document may be.
var Kinds = []string{"claim", "evidence", "identity", "service_address", "undisputed_facts", "end_report", "result", "letter", "recording", "other"}

// MaxBytes is how large one document may be.
const MaxBytes = 10 << 20

// MaxOfCase is how many documents one case may hold.
const MaxOfCase = 500

// Document is one paper of a case. Its bytes lie apart, under their digest.
type Document struct {
	ID           ID
	CaseID       cases.ID
	ProceedingID procedure.ID // whose team it belongs to, where it came from a proceeding
	Title        string
	Kind         string
	Class        wall.Class
	Original     bool
	LiesAt       string // where the original of a copy lies
	MediaType    string // by content, never by what was claimed
	Size         int
	Digest       string
	Organization org.ID
	Team         string
	Author       string
	PartyID      party.ID // the party who handed it in, or whom a letter is for
	Template     string   // of a letter
	Number       string   // of a letter
	CheckCode    string   // under which anyone may ask whether a letter is genuine
	Held         Held
	At           time.Time
}

// Held says why the bytes of a document are not given out.
type Held string

// What keeps a document back.
const (
	Free    Held = ""
	Waiting Held = "waiting" // the scanner has not answered yet
	Harmful Held = "harmful" // the scanner found something, and the bytes are gone
)

// Readable returns ErrWaiting or ErrHarmful for a document whose bytes are kept back.
func (d Document) Readable() error {
	switch d.Held {
	case Waiting:
		return ErrWaiting
	case Harmful:
		return ErrHarmful
	}
	return nil
}

// Counts tells whether the document takes room: letters are the program's own,
// and of a harmful file nothing is left.
func (d Document) Counts() bool { return d.Template == "" && d.Held != Harmful }

// Sheltered tells whether the document is a protected address for service.
func (d Document) Sheltered() bool { return d.Kind == "service_address" && d.Class == wall.Protected }

// The refusals of documents.
var (
	ErrWaiting   = fault.New(fault.Conflict, "document.waiting", "文件还在安全检查，通过后就能查看和移交，请稍后再试", "the file is still being checked: it can be opened and sent on once it has passed")
	ErrHarmful   = fault.New(fault.Conflict, "document.harmful", "安全检查发现文件有害，内容已删除，请重新提交干净的文件", "harm was found in the file and its content is gone: hand in a clean one")
	ErrTooMany   = fault.New(fault.Conflict, "document.too_many", "本案材料已达500份，请合并后再上传", "the case holds 500 documents: join some before adding more")
	ErrNoChannel = fault.Invalid("/class", "no_mediation", "“调解内部”的材料只能由正在调解的一方在调解中留存", "channel material belongs to a mediation that your team is holding")
	ErrSheltered = fault.Invalid("/class", "address_protected", "本案有安全提示，送达地址确认书只能按“受保护”留存", "somebody may be in danger in this matter: an address for service is kept as protected")
	ErrStays     = fault.ByLaw(fault.Conflict, "wall.stays", "所选材料依法不得随案移交", "what you chose does not follow the case", statute.Citation{Law: "律师法", Version: "2017", Article: "38条"})
	ErrDamaged   = errors.New("document: the stored bytes are not those of the digest")
	ErrNoConsent = fault.ByLaw(fault.Conflict, "wall.consent_missing", "调解中的材料须经各方当事人书面同意方可提供给该单位", "material of a mediation goes to an organisation only with the recorded consent of all sides toward it",
		statute.Citation{Law: "最高人民法院关于人民法院特邀调解的规定", Version: "2016", Article: "22条"}, statute.Citation{Law: "人民调解法", Version: "2010", Article: "15条"})
)
