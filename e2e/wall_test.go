package e2e

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"liandong/infra/gormdb"
)

// reader is an account with the stories whose marks it may meet.
type reader struct {
	name string
	may  []string // of the marks: a story, or one mark whole
}

// stage is one moment of the stories: who may meet which marks, and nobody else any.
type stage struct {
	name    string
	readers []reader
}

func (st stage) allows(name, mark string) bool {
	if strings.HasPrefix(mark, "CAS") {
		return true // follows its case; what may be read of it is another test's
	}
	for _, r := range st.readers {
		if r.name != name {
			continue
		}
		for _, m := range r.may {
			if m == mark || m == mark[:3] {
				return true
			}
		}
	}
	return false
}

// everyone lists the accounts that have to do with one of the matters, with
// those that the story adds: an administrator, a head and an auditor of the
// accused, one below it, and a window of another town.
var everyone = []string{
	"clerk", "clerk2", "petition_head", "street_clerk", "mediator", "mediator_b", "mediation_head", "mediator2", "agency", "police", "market", "court", "judge", "court_mediator",
	"court_head", "lawyer", "discipline", "grid", "supervisor", "city_supervisor", "auditor", "admin", "accused_admin", "accused_head", "accused_auditor", "street_helper", "below_head", "other_town",
}

// far are the others: the gate asks a third of them, the soak all.
var far = []string{
	"medical_mediator", "head", "traffic", "health", "labour", "arbitration", "land", "reconsider", "lawyer2", "legal_aid", "city_review", "security_admin", "labour_head",
}

// hired adds the accounts that the county does not have.
func hired(s *Server) {
	admin := s.As("admin")
	for name, place := range map[string][2]string{
		"accused_admin": {"org-street1", "admin"}, "accused_head": {"org-street1", "head"}, "accused_auditor": {"org-street1", "auditor"},
		"below_head": {"org-community", "head"}, "other_town": {"org-street2", "clerk"},
	} {
		admin.Post("/users", obj{"username": name, "name": name, "password": "demo-liandong", "memberships": []any{obj{"organization_id": place[0], "role": place[1]}}}).Want(201)
	}
}

// TestWall plants a mark of its own in every text column that people can write
// words of a case to, of accusations and of mediations, and then reads every
// route of the API, with every id and every parameter, as everybody: at each
// stage those meet a mark who must, and nobody else does.
func TestWall(t *testing.T) {
	wall := func(t *testing.T, args ...string) {
		s := Start(t, append(args, "--demo-now", demoNow)...)
		hired(s)
		s.contract = &contract{} // other stories hold the answers against the document; this one asks too often
		w := &walled{t: t, s: s, args: args, p: planter{t: t, s: s, db: openRaw(t, args)}, shown: map[string]bool{}}
		w.enters()
		w.begins()
		w.sweep(early)
		w.held = planted(t, args)
		w.goesOn()
		w.sweep(stage{"after the handoffs", after})
		if code := w.clerk.Post("/cases/"+w.accusation.id+"/parties/"+w.accusation.opponent+"/query-code", nil); code.Status < 400 {
			t.Errorf("the accused is given a way in: %s", code.Body)
		}
		w.covered()
		w.agreed()
		unreadable(t, s, w.held, args)
	}
	if rounds(0, 1) == 1 {
		Databases(t, wall)
		return
	}
	t.Parallel()
	wall(t, "--data", t.TempDir()) // the soak asks the database server too
}

// counselled is what the lawyer reads whom the visitor spoke to.
var counselled = []string{"ACCQ7.visits-name", "ACCQ7.visits-matter", "ACCQ7.visit_statements-text", "ACCQ7.opinions-text", "ACCQ7.opinions-for_party", "ACCQ7.opinions-facts", "ACCQ7.opinions-law", "ACCQ7.opinions-bring"}

// always says who meets what at every stage. The parties read their own
// agreement and what became of it; the sender of a handoff, its receivers and
// the superior read its reasons; what an organisation entered late itself is
// in its own list.
var always = []reader{
	{"clerk", []string{"JOB"}}, {"lawyer", counselled}, {"police", []string{"ACCQ7.safety_reports-text"}},
	{"mediator", []string{"CHN"}}, {"court_mediator", []string{"HSE"}}, {"the accuser", []string{"ACC"}},
	{"a party", []string{"CHNQ7.agreements-terms", "CHNQ7.agreements-performance", "CHNQ7.performances-text", "CHNQ7.performances-happened"}},
	{"clerk", handedOn}, {"clerk2", handedOn}, {"petition_head", handedOn}, {"supervisor", reasons}, {"city_supervisor", reasons},
}

var (
	reasons  = []string{"LATQ7.referrals-reason"}
	handedOn = []string{"LATQ7.referrals-reason", "LATQ7.cases-received_reason", "LATQ7.cases-received_proof"}
)

// early is always, while the accusation is at the window and the mediators work.
var early = stage{"while the window and the mediators work", append(slices.Clone(always), []reader{
	{"clerk", []string{"ACC"}}, {"clerk2", []string{"ACC"}}, {"petition_head", []string{"ACC"}},
	{"discipline", []string{"SUP", "FRS", "LAT"}},
}...)}

// after is always, when the accusation is with the discipline organ and the
// mediations are over: the sender keeps its own words to the receivers, its own
// proceeding, recusals, reports and drafts, and what it entered late; who got
// paper reads the proof of it; a directive is read by who gave and who got it, a lead
// official by who named one and whose official it is, a conference's decision by who led it and who took part.
var after = append(slices.Clone(always), []reader{
	{"discipline", []string{"ACC", "SUP", "FRS", "LAT"}},
	{"clerk", senders}, {"clerk2", senders}, {"petition_head", senders}, {"market", append(slices.Clone(ofHandoff), "ACCQ7.arrivals-proof", "ACCQ7.referral_messages-words")}, {"supervisor", slices.Concat(ofHandoff, directed, inHand)}, {"city_supervisor", ofHandoff},
}...)

var (
	ofHandoff = []string{"ACCQ7.referrals-reason", "ACCQ7.referrals-answer_text", "ACCQ7.referrals-objection_text", "ACCQ7.referrals-overruled_text", "ACCQ7.referrals-decision_text", "ACCQ7.referrals-asked_items"}
	directed  = []string{"ACCQ7.directives-words", "ACCQ7.directives-answer"}
	inHand    = []string{"ACCQ7.lead_officials-name", "ACCQ7.lead_officials-post", "ACCQ7.lead_officials-reason", "ACCQ7.lead_officials-end_reason", "ACCQ7.lead_official_steps-words", "ACCQ7.conference_matters-words"}
	senders   = append(slices.Concat(ofHandoff, directed, inHand), "ACCQ7.recusals-raised", "ACCQ7.recusals-text", "ACCQ7.recusals-decision", "ACCQ7.drafts-title", "ACCQ7.drafts-body",
		"ACCQ7.participants-name", "ACCQ7.safety_reports-text", "ACCQ7.cases-received_reason", "ACCQ7.cases-received_proof", "ACCQ7.consents-given", "ACCQ7.oral_records-confirmed",
		"ACCQ7.original_returns-returned", "ACCQ7.referral_messages-words")
)

// walled is the world of the test.
type walled struct {
	args  []string // where its database is
	t     *testing.T
	s     *Server
	p     planter
	shown map[string]bool     // the marks that somebody met who may
	held  map[string][]string // what was planted in which column at first
	of    []string            // the cases to read of; all where none is said
	known []*Client           // everybody, once they have come in

	clerk, mediator, court, discipline        *Client
	accusation, dispute, oral, still, house   registered
	disputeRef, houseRef                      string
	superiorAccused, receiverAccused, alleged registered
}

func (w *walled) begins() {
	w.accusation = w.p.of("ACC").accuse(w.clerk)
	w.dispute, w.disputeRef = w.p.of("CHN").mediated(w.clerk, w.mediator, "org-mediation1", "people_mediation")
	w.oral = w.p.of("CHN").performed(w.clerk, w.mediator)
	w.still = w.p.of("CHN").standing(w.clerk, w.mediator)
	w.house, w.houseRef = w.p.of("HSE").mediated(w.clerk, w.s.As("court_mediator"), "org-court", "judicial_mediation")
	w.superiorAccused = w.p.of("SUP").against(w.clerk, "org-conference")
	w.receiverAccused = w.p.of("FRS").against(w.clerk, "org-petition")
	w.p.of("CAS").asked(w.court)
	w.p.of("JOB").brought(w.clerk)
	w.alleged = w.p.of("LAT").accusedLater(w.clerk, w.s.As("other_town"), "org-street2")
}

func (w *walled) goesOn() {
	handed := w.p.of("ACC").handAround(w.clerk, w.accusation)
	w.p.of("CHN").brokenOff(w.clerk, w.mediator, w.court, w.dispute, w.disputeRef, "people_mediation")
	w.p.of("HSE").waived(w.s.As("court_mediator"), w.court, w.house)
	w.p.of("HSE").brokenOff(w.clerk, w.s.As("court_mediator"), w.court, w.house, w.houseRef, "judicial_mediation")
	w.p.of("CAS").tried(w.court, w.dispute)
	w.p.of("ACC").later(func() *Client { return w.s.As("discipline") }, w.accusation, handed)
	w.known = nil // two days later everybody comes in anew
	w.enters()
}

func (w *walled) enters() {
	w.clerk, w.mediator, w.court, w.discipline = w.s.As("clerk"), w.s.As("mediator"), w.s.As("court"), w.s.As("discipline")
}

func (w *walled) cases() []string {
	if len(w.of) > 0 {
		return w.of
	}
	var all []string
	for _, k := range []registered{w.accusation, w.dispute, w.oral, w.still, w.house, w.superiorAccused, w.receiverAccused, w.alleged} {
		all = append(all, k.id)
	}
	return all
}

// readers are everybody there is: the accounts, the parties, and nobody in particular.
func (w *walled) readers() []*Client {
	if len(w.known) > 0 {
		return w.known
	}
	var all []*Client
	random, whole := seed(w.t), rounds(0, 1) == 1
	for _, name := range everyone {
		all = append(all, w.s.As(name))
	}
	for _, name := range far {
		if whole || random.IntN(3) == 0 {
			all = append(all, w.s.As(name))
		}
	}
	accuser := w.s.Enter(w.accusation.number, w.accusation.code, "hone")
	accuser.Name = "the accuser"
	for _, k := range []registered{w.dispute, w.oral} {
		party := w.s.Enter(k.number, k.code, "hone")
		party.Name = "a party"
		all = append(all, party)
	}
	w.known = append(all, accuser, w.s.Nobody())
	return w.known
}

// sweep reads everything as everybody.
func (w *walled) sweep(st stage) {
	w.t.Helper()
	p := readings(w.t, w.s, w.p.db, w.cases())
	w.t.Logf("%s: %d ways to read, %d readers", st.name, len(p.paths), len(w.readers()))
	for _, c := range w.readers() {
		for mark, paths := range p.found(c, w.hidden(c.Name)...) {
			if st.allows(c.Name, mark) {
				w.shown[mark] = true
				continue
			}
			w.t.Errorf("%s: %s meets %s at %s", st.name, c.Name, mark, strings.Join(paths[:min(3, len(paths))], " "))
		}
	}
}

// hidden says of which matters an account must not even know: it is of the
// accused, below it, guided by it, or keeps its system.
func (w *walled) hidden(name string) []string {
	from := map[string][]registered{
		"street_clerk": {w.accusation}, "street_helper": {w.accusation}, "accused_head": {w.accusation}, "accused_admin": {w.accusation}, "accused_auditor": {w.accusation}, "grid": {w.accusation, w.superiorAccused},
		"below_head": {w.accusation}, "mediator": {w.accusation}, "mediator_b": {w.accusation}, "mediation_head": {w.accusation}, "supervisor": {w.superiorAccused},
		"clerk": {w.superiorAccused, w.receiverAccused}, "clerk2": {w.superiorAccused, w.receiverAccused}, "petition_head": {w.receiverAccused},
		"other_town": {w.alleged, w.superiorAccused}, "mediator2": {w.alleged}, "admin": {w.superiorAccused}, "agency": {w.accusation, w.superiorAccused},
	}
	var all []string
	for _, k := range from[name] {
		all = append(all, k.id, k.number)
	}
	return all
}

// covered: each column that may hold words of a case held a mark of one of the
// stories, so that a column nobody planted in cannot hide behind the rest; the
// words of mediations stand in no other columns; and each mark was met by
// somebody who may, so that the sweep can find.
func (w *walled) covered() {
	known, err := gormdb.Columns()
	if err != nil {
		w.t.Fatal(err)
	}
	all := planted(w.t, w.args)
	for at, marks := range w.held { // what a later step wiped
		all[at] = append(all[at], marks...)
	}
	marks := map[string]bool{}
	for _, c := range known {
		at := c.Table + "." + c.Name
		if c.Words() && c.Class != "sealed" && len(all[at]) == 0 && elsewhere[at] == "" {
			w.t.Errorf("nothing was planted in %s", at)
		}
		for _, m := range all[at] {
			if c.Class != "channel" && c.Class != "sealed" && (strings.HasPrefix(m, "CHN") || strings.HasPrefix(m, "HSE")) {
				w.t.Errorf("%s holds %s, and is classed %s", at, m, c.Class)
			}
			if c.Class != "sealed" {
				marks[m] = true
			}
		}
	}
	if len(w.shown) < 50 {
		w.t.Errorf("only %d marks were met by who may", len(w.shown))
	}
	for m := range marks {
		if !w.shown[m] && !strings.HasPrefix(m, "CAS") && unseen[m[6:]] == "" {
			w.t.Errorf("nobody ever met %s: the sweep could not have found it", m)
		}
	}
}

// elsewhere says which columns no story here plants in, and why.
var elsewhere = map[string]string{
	"origin_parts.bytes":        "comes out of another installation's bundle: TestBundleThereAndBack",
	"external_receipts.number":  "comes back from another installation: TestBundleThereAndBack",
	"external_receipts.proof":   "as its number",
	"external_receipts.receipt": "as its number",
	"case_groups.title":         "no accusation joins a group: TestGroupOf",
	"group_plans.words":         "as the title; who reads it: TestGroupPlan",
	"case_numbers.number_key":   "the number in capitals, to be looked for by; the mark is in case_numbers.number",
	"proceedings.end_code":      "a code that only who reads the words beside it reads",
	"notices.trouble":           "what a mail server said; shown beside the notice to who may read the notice",
}

// unseen says which marks nobody is ever shown, and why.
var unseen = map[string]string{
	"parties-id_number":         "masked for everybody",
	"agents-id_number":          "masked for everybody",
	"referrals-override_reason": "kept for the log",
	"contact_attempts-text":     "of the accused's own team, who lost all sight of it; others' are shown",
	"proceedings-ground":        "kept for the log: the clock shows the ground",
}

// agreed: with the written consent of all sides toward the court, by name, the
// court reads what was said, and still nobody else does.
func (w *walled) agreed() {
	for _, party := range []string{w.dispute.applicant, w.dispute.opponent} {
		if party == w.dispute.opponent { // one side is not all
			if met := readings(w.t, w.s, w.p.db, []string{w.dispute.id}).found(w.court); slices.ContainsFunc(slices.Collect(maps.Keys(met)), func(m string) bool { return strings.HasPrefix(m, "CHN") }) {
				w.t.Errorf("the consent of one side opens %v", met)
			}
		}
		w.court.Post("/cases/"+w.dispute.id+"/consents", obj{"party_id": party, "subject": "disclosure", "toward": "org-court", "answer": "yes", "form": "written"}).Want(201)
	}
	if met := readings(w.t, w.s, w.p.db, []string{w.dispute.id}).found(w.court); len(met["CHNQ7.document_parts-byteschannel"]) == 0 {
		w.t.Error("the consent of all sides opens nothing")
	}
	w.of = []string{w.dispute.id}
	w.sweep(stage{"after the consent of all sides", append(slices.Clone(after), reader{"court", []string{"CHN"}}, reader{"judge", []string{"CHN"}}, reader{"court_mediator", []string{"CHN"}}, reader{"court_head", []string{"CHN"}})})
}
