package exchange

import (
	"bytes"
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"liandong/domain/calendar"
	"liandong/domain/document"
	"liandong/domain/lang"
)

func said(zh, en string) lang.Text { return lang.T(zh, en) }

// Parts are the files of a bundle by name.
type Parts map[string][]byte

// Names lists the parts in the order in which they stand in the file.
func (p Parts) Names() []string { return slices.Sorted(maps.Keys(p)) }

// names is the only form a part's name may have: nothing climbs out of a
// folder, hides, or means something else on another system.
var names = regexp.MustCompile(`^(README\.txt|manifest\.json|signature\.json|records/[a-z]{1,20}\.json|receipt/[a-z]{1,20}\.(json|txt)|documents/[0-9a-f]{64}(\.[a-z0-9]{1,5})?)$`)

// Name tells whether a part may have the name.
func Name(s string) bool { return names.MatchString(s) }

// Opened is a bundle that is as it was made. Whether its key is trusted is
// another question.
type Opened struct {
	Digest    string // of the manifest; it names the bundle
	Signature Signature
	Manifest  Manifest
	Case      Case
	Custody   Custody
	Handoff   Handoff
	Parts     Parts
}

// Body is the content of a document.
func (o Opened) Body(d Document) []byte { return o.Parts[d.Path] }

// Form checks the shape of a part against its published schema.
type Form func(part string, raw []byte) error

// Examine checks everything a bundle says of itself, offline: the shape of the
// manifest, its signature, every digest, that no file is missing or beside the
// manifest, that the ledger is dense and without overlap, and that the times
// of every handoff are in order. It returns ErrBroken naming the first bad part.
func Examine(p Parts, seal Seal, form Form) (Opened, error) {
	o := Opened{Parts: p}
	for _, step := range []func(*Opened, Seal, Form) error{readManifest, readSignature, checkParts, readRecords, checkDocuments} {
		if err := step(&o, seal, form); err != nil {
			return Opened{}, err
		}
	}
	if err := o.Custody.check(); err != nil {
		return Opened{}, err
	}
	return o, o.checkPath()
}

// read takes one record out of its part: strictly, and in its published shape.
func read(p Parts, part string, form Form, into any) error {
	raw, ok := p[part]
	if !ok {
		return broken("missing", part, "缺少这个文件", "it is missing")
	}
	if err := form(part, raw); err != nil {
		return broken("schema", part, "内容不符合公布的格式", "not as the published schema says: "+firstLine(err.Error()))
	}
	in := json.NewDecoder(bytes.NewReader(raw))
	in.DisallowUnknownFields()
	if err := in.Decode(into); err != nil {
		return broken("schema", part, "内容不能读取", "it cannot be read")
	}
	return nil
}

func firstLine(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > 300 {
		return string(r[:300]) + "…"
	}
	return s
}

func readManifest(o *Opened, seal Seal, form Form) error {
	if err := read(o.Parts, ManifestPart, form, &o.Manifest); err != nil {
		return err
	}
	raw := o.Parts[ManifestPart]
	if plain, err := Recanonical(raw); err != nil || !bytes.Equal(plain, raw) {
		return broken("not_canonical", ManifestPart, "不是规定的书写形式（RFC 8785）", "not in the canonical form of RFC 8785")
	}
	o.Digest = seal.Sum(raw)
	return nil
}

// readSignature asks that every signature holds and one is by the key the
// manifest names: a second one beside it cannot be forged and passed over.
func readSignature(o *Opened, seal Seal, form Form) error {
	var s Signatures
	if err := read(o.Parts, SignaturePart, form, &s); err != nil {
		return err
	}
	if s.Digest != o.Digest {
		return broken("digest", ManifestPart, "清单在签名之后被改动", "changed after it was signed")
	}
	own := false
	for _, x := range s.Signatures {
		if !seal.Good(Text(Format, s.Digest), x) {
			return broken("signature", SignaturePart, "签名不成立", "the signature does not hold")
		}
		if x.Key == o.Manifest.Installation {
			own, o.Signature = true, x
		}
	}
	if !own {
		return broken("signature", SignaturePart, "不是清单所写的系统签的名", "not signed by the installation that the manifest names")
	}
	return nil
}

// checkParts asks that the files are those the manifest names, no more and no fewer, each as it was.
func checkParts(o *Opened, seal Seal, _ Form) error {
	named := map[string]bool{ManifestPart: true, SignaturePart: true}
	for _, x := range o.Manifest.Parts {
		body, ok := o.Parts[x.Path]
		switch {
		case !Name(x.Path) || named[x.Path]:
			return broken("name", ManifestPart, "清单中有不允许或者重复的文件名："+shown(x.Path), "it names a file twice or by a name that is not allowed: "+shown(x.Path))
		case !ok:
			return broken("missing", x.Path, "缺少这个文件", "it is missing")
		case len(body) != x.Size || !seal.Same(body, x.Digest):
			return broken("digest", x.Path, "内容与清单记载的摘要不符", "not what the manifest's digest says")
		}
		named[x.Path] = true
	}
	for _, name := range o.Parts.Names() {
		if !named[name] {
			return broken("not_named", shown(name), "清单中没有这个文件", "the manifest does not name it")
		}
	}
	return nil
}

func readRecords(o *Opened, _ Seal, form Form) error {
	for _, x := range []struct {
		part string
		into any
	}{{CasePart, &o.Case}, {CustodyPart, &o.Custody}, {HandoffPart, &o.Handoff}} {
		if err := read(o.Parts, x.part, form, x.into); err != nil {
			return err
		}
	}
	return nil
}

// checkDocuments asks that each document is a part, once by its id, and that
// no file lies among the documents that is none.
func checkDocuments(o *Opened, _ Seal, _ Form) error {
	ids, paths := map[document.ID]bool{}, map[string]bool{}
	parts := map[string]Part{}
	for _, x := range o.Manifest.Parts {
		parts[x.Path] = x
	}
	people := map[string]bool{"": true}
	for _, x := range o.Case.Parties {
		people[string(x.ID)] = true
	}
	for _, d := range o.Manifest.Documents {
		x, ok := parts[d.Path]
		switch {
		case ids[d.ID]:
			return broken("document_twice", ManifestPart, "同一份材料列了两次："+d.Title, "it lists a document twice: "+string(d.ID))
		case !ok || !strings.HasPrefix(d.Path, "documents/"):
			return broken("document_missing", ManifestPart, "清单列出的材料没有文件："+d.Title, "it lists a document without its file: "+string(d.ID))
		case x.Digest != d.Digest || x.Size != d.Size:
			return broken("document_differs", ManifestPart, "材料与文件的摘要不一致："+d.Title, "a document and its file differ: "+string(d.ID))
		case !people[string(d.PartyID)]:
			return broken("document_party", ManifestPart, "材料的提交人不在案中："+d.Title, "a document names a party that the case does not have: "+string(d.ID))
		}
		ids[d.ID], paths[d.Path] = true, true
	}
	for path := range parts {
		if strings.HasPrefix(path, "documents/") && !paths[path] {
			return broken("not_named", path, "不是清单列出的材料", "it is no document that the manifest lists")
		}
	}
	return nil
}

// check asks of every ledger what I1 asks of ours: numbered without a gap, each
// entry ending exactly where the next begins, only the last still open.
func (c Custody) check() error {
	for _, chain := range append(slices.Clone(c.Earlier), Chain{Stays: c.Stays}) {
		if len(chain.Stays) == 0 {
			return broken("custody", CustodyPart, "没有责任单位记录", "a ledger without an entry")
		}
		for i, s := range chain.Stays {
			last := i == len(chain.Stays)-1
			switch {
			case s.Seq != i+1:
				return broken("custody", CustodyPart, "责任单位记录的序号不连续", "the ledger's numbers have a gap")
			case last && !s.Until.IsZero():
				return broken("custody", CustodyPart, "责任单位记录没有现任单位", "the ledger has no open entry")
			case !last && (s.Until.IsZero() || !s.Until.Equal(chain.Stays[i+1].From)):
				return broken("custody", CustodyPart, "责任单位记录有空档或者重叠", "the ledger has a gap or an overlap")
			case !last && s.Until.Before(s.From):
				return broken("custody", CustodyPart, "责任单位记录的时间颠倒", "an entry of the ledger ends before it begins")
			}
		}
	}
	return nil
}

// checkPath asks that the handoff of the manifest is in the path, and that the
// five times of every handoff come one after the other.
func (o Opened) checkPath() error {
	own := false
	for _, r := range o.Handoff.Referrals {
		before := time.Time{}
		for _, at := range []time.Time{r.SentAt, r.DeliveredAt, r.AcceptedAt, r.CompletedAt, r.AcknowledgedAt} {
			if at.IsZero() {
				continue
			}
			if at.Before(before) {
				return broken("times", HandoffPart, "移交的时间先后颠倒", "the times of a handoff are not in order")
			}
			before = at
		}
		if r.FiledOn != "" && r.FiledOn > calendar.DayOf(o.Manifest.AsOf) {
			return broken("times", HandoffPart, "立案日期晚于材料包", "a filing lies after the bundle")
		}
		h := o.Manifest.Referral
		own = own || r.ID == h.ID && r.From == h.From && r.To == h.To && r.Mode == h.Mode && r.Custody == h.Custody && r.Route == h.Route && r.SentAt.Equal(h.SentAt)
	}
	if !own {
		return broken("handoff", HandoffPart, "没有清单所写的这件移交", "the handoff that the manifest names is not in it")
	}
	return nil
}
