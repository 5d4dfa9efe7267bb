// Package letter holds the standard papers of every channel: what each says,
// to whom, on which article, and which remedy it tells of. The papers are a
// table that a lawyer reads in the folder letters.
package letter

import (
	"slices"
	"strings"

	"liandong/domain/clock"
	"liandong/domain/fault"
	"liandong/domain/lang"
	"liandong/domain/procedure"
	"liandong/domain/statute"
	"liandong/domain/wall"
)

// Frame says whose paper it is, and so what stands around its words.
type Frame string

// The frames.
const (
	Organ  Frame = "organ"  // issued by an organisation: its name in red, a number, a remedy
	Party  Frame = "party"  // a party's own application, prepared for signing
	Record Frame = "record" // a record or list that is kept or signed by those present
)

// The forms in which a letter is printed.
const (
	Standard   = "standard"
	Plain      = "plain"       // short sentences in everyday words
	LargePrint = "large_print" // 22 points and more
)

// Forms lists the forms.
var Forms = []string{Standard, Plain, LargePrint}

// Remedy is what the addressee may do, and until when.
type Remedy struct {
	Lives   []string
	Rule    string           // of the clock book; empty where the law sets no day
	Cite    statute.Citation // where there is no rule; empty: the letter's own basis
	Opening string
	Start   string // from what the time runs, in words
	From    string // the field that holds that day, where it is known
	Act     string
}

// Call says when a letter is called for.
type Call struct {
	By     string   // proceeding, referral, route or safety
	States []string // of the proceeding; mode.state of the referral; routes; what the window noticed
	Side   string   // sender or receiver of the referral
}

// Letter is one standard paper.
type Letter struct {
	Code     string
	Name     lang.Text
	Lives    []string
	Frame    Frame
	To       string
	Class    wall.Class
	Remedies []Remedy
	Calls    []Call
	Need     []string // fields an office's own version must keep
	Text     []Block
	Words    []Block // the plain form; nil where there is none

	titles []forLives
	cites  []forLives
	cite   statute.Citation
	signs  []string // who signs a party's paper, where it is not one applicant
}

type forLives struct {
	lives []string
	words string
}

// fits tells whether a life is among the patterns: «*» at the end stands for any rest.
func fits(patterns []string, life string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool {
		if stem, ok := strings.CutSuffix(p, "*"); ok {
			return strings.HasPrefix(life, stem)
		}
		return p == life
	})
}

// For tells whether the letter belongs to a life.
func (l *Letter) For(life string) bool { return fits(l.Lives, life) }

// Title is what the paper is called in a life.
func (l *Letter) Title(life string) string {
	for _, t := range l.titles {
		if fits(t.lives, life) {
			return t.words
		}
	}
	return l.Name.ZH
}

// Basis is the article the letter rests on in a life: that of the steps which
// issue it, of several the one the table of letters names, else what that table says.
func (l *Letter) Basis(life string) statute.Citation {
	named := l.named(life)
	if all := stepCites(life, l.Code); len(all) > 0 && !slices.Contains(all, named) {
		return all[0]
	}
	return named
}

// named is the article the table of letters names for a life; «-» is none.
func (l *Letter) named(life string) statute.Citation {
	for _, t := range l.cites {
		if !fits(t.lives, life) {
			continue
		}
		if paper, ok := strings.CutPrefix(t.words, "@"); ok {
			if all := stepCites(life, paper); len(all) > 0 {
				return all[0]
			}
			continue
		}
		if t.words == "-" {
			return statute.Citation{}
		}
		c, _ := cited(t.words) // read once when the table was
		return c
	}
	return l.cite
}

// stepCites lists the articles of the steps of a life that issue a paper.
func stepCites(life, paper string) []statute.Citation {
	var all []statute.Citation
	if table := procedure.Lives[life]; table != nil {
		for _, row := range table.Rows {
			if row.Paper == paper && !row.Cite.Empty() && !slices.Contains(all, row.Cite) {
				all = append(all, row.Cite)
			}
		}
	}
	return all
}

// Remedy lists what the letter tells its addressee in a life.
func (l *Letter) Remedy(life string) []Remedy {
	var all []Remedy
	for _, r := range l.Remedies {
		if fits(r.Lives, life) {
			all = append(all, r)
		}
	}
	return all
}

// Required lists the fields that the letter must not lose, in any version.
func (l *Letter) Required() []string {
	all := []string{"check_code"}
	if l.Frame == Organ {
		all = append(all, "number", "issuer", "issued_on")
	}
	if len(l.Remedies) > 0 {
		all = append(all, "remedy")
	}
	for _, n := range l.Need {
		if !slices.Contains(all, n) {
			all = append(all, n)
		}
	}
	return all
}

// Notice tells whether the letter is addressed to a party.
func (l *Letter) Notice() bool {
	return l.Frame == Organ && slices.Contains([]string{"applicant", "respondent", "party"}, l.To)
}

// Template is the letter's text with its fields unfilled: the standard, or the plain form.
func (l *Letter) Template(form string) []Block {
	body := l.Text
	if form == Plain {
		body = l.Words
	}
	var all []Block
	for _, b := range frames[l.Frame] {
		if b.Style == "*" {
			all = append(all, body...)
			continue
		}
		if len(l.signs) == 0 || !strings.HasPrefix(b.Text, applicantSigns) {
			all = append(all, b)
			continue
		}
		for _, who := range l.signs {
			all = append(all, Block{Style: b.Style, Text: strings.Replace(b.Text, "申请人", who, 1)})
		}
	}
	return all
}

// applicantSigns begins the line of a party's frame on which the applicant signs.
const applicantSigns = "申请人（签名"

// Fee says where the law lets a proceeding cost nothing; empty where it is silent.
func Fee(life string) string {
	for _, f := range fees {
		if fits(f.lives, life) {
			return f.words
		}
	}
	return ""
}

// Rules lists the clock rules from which the letters' last days come.
func (l *Letter) Rules() []string {
	var all []string
	for _, r := range l.Remedies {
		if r.Rule != "" && !slices.Contains(all, r.Rule) {
			all = append(all, r.Rule)
		}
	}
	return all
}

// The refusals of letters.
var (
	ErrUnknown     = fault.Invalid("/template", "unknown_template", "没有这种文书，请从列表中选择", "there is no such letter: choose one from the list")
	ErrNotHere     = fault.Invalid("/template", "not_for_this_proceeding", "这种文书不用于本案目前的程序", "this letter does not belong to the proceeding")
	ErrNoPlain     = fault.Invalid("/form", "no_such_form", "这种文书没有通俗版，请选择标准版或者大字版", "this paper has no plain form: choose standard or large print")
	ErrNoReferral  = fault.Invalid("/referral_id", "required", "请选择是哪一次移交", "say which handoff the letter is about")
	ErrAccusation  = fault.ByLaw(fault.Conflict, "letter.accusation", "检举控告事项不得出具给被检举人或者涉及被检举人的这类文书", "in a matter of accusation no such letter is made for or about the accused", statute.Petition("30条"))
	ErrTooLong     = fault.New(fault.Conflict, "letter.too_long", "文书内容过长，请精简后再出具", "the letter is too long: shorten what is written in it")
	ErrNotReleased = fault.New(fault.Conflict, "letter.facts_not_confirmed", "还没有可以载明的无争议事实", "no undisputed facts are written down yet")
)

// Routes lists the routes whose applications the letter is.
func (l *Letter) Routes() []string {
	var all []string
	for _, c := range l.Calls {
		if c.By == "route" {
			all = append(all, c.States...)
		}
	}
	return all
}

// Opens tells whether the letter is the application with which a proceeding begins.
func (l *Letter) Opens() bool {
	return slices.ContainsFunc(l.Calls, func(c Call) bool { return c.By == "proceeding" && slices.Contains(c.States, "registered") })
}

// MaxLength is how many characters one letter may have.
const MaxLength = 10_000

// Find returns a letter by its code, or ErrUnknown.
func Find(code string) (*Letter, error) {
	for _, l := range All {
		if l.Code == code {
			return l, nil
		}
	}
	return nil, ErrUnknown
}

// Check returns an error that names a letter whose remedies are in no book.
func Check(b *clock.Book) error {
	for _, l := range All {
		for _, rule := range l.Rules() {
			if _, err := b.InForce(rule, ""); err != nil {
				return err
			}
		}
	}
	return nil
}
