package api

import (
	"encoding/base64"
	"errors"
	"strconv"

	"liandong/domain/audit"
	"liandong/domain/fault"
	"liandong/domain/lang"
	"liandong/domain/who"
	"liandong/infra/gormdb"
	"liandong/infra/tlog"
)

func (a *App) proofRoutes() []Route {
	witness := act("POST", "/audit/checkpoint/cosignatures", "见证签名 · a witness's signature under a checkpoint, by a key that is trusted here", who.Public, ofPublic, cosign).keyless()
	witness.Outside = true
	return []Route{
		witness,
		look("/audit/checkpoint", "日志检查点 · the log's last signed checkpoint", who.Public, ofPublic, lastCheckpoint),
		look("/audit/consistency", "两个检查点之间的一致性证明 · proof that one checkpoint's log is the beginning of another's", who.Public, ofPublic, consistency).
			with(Parameter{Name: "from", Doc: "size of the earlier checkpoint"}, Parameter{Name: "to", Doc: "size of the later one; the last checkpoint's by default"}),
		look("/audit/root", "日志根值 · the last checkpoint of a day as a page to print, sign and keep elsewhere", who.AuditRead, ofNothing, dailyRoot).
			with(Parameter{Name: "on", Doc: "the day, YYYY-MM-DD; today by default"}).proved(),
		look("/audit/entries/:id/proof", "记录的包含证明 · proof that an entry stands in the log", who.AuditRead, ofEntry, entryProof).proved(),
		list("/referrals/:id/proof", "移交的回执 · proofs of what was done with a handoff", who.ReferralRead, ofReferral, referralProof).proved(),
		look("/party/receipt", "登记回执（可验证） · a party's receipt, which anyone can verify", who.PartySelf, ofParty, partyReceipt).proved(),
	}
}

var (
	errNoCheckpoint = &fault.Fault{Kind: fault.Unavailable, Code: "audit.no_checkpoint", RetryAfter: 2,
		Title: lang.T("日志还没有签出检查点，请稍后再查", "the log has no signed checkpoint yet: ask again shortly")}
	errSizes = fault.Invalid("/from", "size_invalid", "from 和 to 应为不超过最后一个检查点的正整数，且 from 不大于 to",
		"from and to are sizes from 1 up to the last checkpoint's, from not above to")
)

type checkpointView struct {
	Origin   string `json:"origin" doc:"which log"`
	Size     int64  `json:"size" doc:"how many entries it covers"`
	Root     string `json:"root" doc:"base64; RFC 6962, SHA-256"`
	SignedAt string `json:"signed_at"`
	Note     string `json:"note" doc:"what was signed, as a C2SP signed note"`
	Key      string `json:"key" doc:"the Ed25519 key that opens the note, as note tools read it"`
}

// checkpoint is the last one, and refuses where there is none.
func (c *Call) checkpoint() (checkpointView, tlog.Checkpoint, error) {
	if err := c.sealing(); err != nil {
		return checkpointView{}, tlog.Checkpoint{}, err
	}
	s, err := c.app.tree(c.tx).Last(c.ctx)
	if err != nil {
		return checkpointView{}, tlog.Checkpoint{}, err
	}
	if s.Size == 0 {
		return checkpointView{}, tlog.Checkpoint{}, errNoCheckpoint
	}
	cp, err := tlog.Unsigned(s.Note)
	if err != nil {
		return checkpointView{}, cp, err
	}
	v := checkpointView{Origin: cp.Origin, Size: cp.Size, Root: base64.StdEncoding.EncodeToString(cp.Root), SignedAt: gormdb.Stamp(s.At), Note: s.Note}
	keys, err := c.app.seal.Keys()
	if err != nil {
		return v, cp, err
	}
	v.Key, err = tlog.VerifierKey(cp.Origin, keys[0])
	return v, cp, err
}

// lastCheckpointView has more than what stands in a proof: a proof keeps its
// form, so that who checks it with an older program can.
type lastCheckpointView struct {
	checkpointView
	SM2Key    string         `json:"sm2_key" doc:"the SM2 key that opens it too (docs/log.md)"`
	Witnessed *witnessedView `json:"witnessed" doc:"the last one that a witness signed too; null where none did"`
}

func lastCheckpoint(c *Call) (lastCheckpointView, error) {
	v, cp, err := c.checkpoint()
	if err != nil {
		return lastCheckpointView{}, err
	}
	keys, err := c.app.seal.Keys()
	if err != nil {
		return lastCheckpointView{}, err
	}
	second, err := tlog.VerifierKey(cp.Origin, keys[1])
	if err != nil {
		return lastCheckpointView{}, err
	}
	w, err := witnessed(c.ctx, c.app.tree(c.tx))
	return lastCheckpointView{checkpointView: v, SM2Key: second, Witnessed: w}, err
}

type consistencyView struct {
	From       int64          `json:"from"`
	To         int64          `json:"to"`
	Hashes     []string       `json:"hashes" doc:"base64; RFC 6962 consistency proof"`
	Checkpoint checkpointView `json:"checkpoint" doc:"the last one"`
}

func consistency(c *Call) (consistencyView, error) {
	last, cp, err := c.checkpoint()
	if err != nil {
		return consistencyView{}, err
	}
	from, err := strconv.ParseInt(c.req.Query["from"], 10, 64)
	to := cp.Size
	if raw := c.req.Query["to"]; raw != "" && err == nil {
		to, err = strconv.ParseInt(raw, 10, 64)
	}
	if err != nil || from < 1 || to < from || to > cp.Size {
		return consistencyView{}, errSizes
	}
	hashes, err := c.app.tree(c.tx).Consistency(c.ctx, from, to)
	return consistencyView{From: from, To: to, Hashes: encoded(hashes), Checkpoint: last}, err
}

func encoded(hashes [][]byte) []string {
	all := make([]string, 0, len(hashes))
	for _, h := range hashes {
		all = append(all, base64.StdEncoding.EncodeToString(h))
	}
	return all
}

func decoded(hashes []string) ([][]byte, error) {
	all := make([][]byte, 0, len(hashes))
	for _, h := range hashes {
		b, err := base64.StdEncoding.Strict().DecodeString(h)
		if err != nil {
			return nil, err
		}
		all = append(all, b)
	}
	return all, nil
}

// sealedEntryView is every column that an entry's digest covers.
type sealedEntryView struct {
	Stream        string `json:"stream"`
	Seq           int64  `json:"seq"`
	ID            string `json:"id"`
	At            string `json:"at"`
	Actor         string `json:"actor"`
	Organization  string `json:"organization"`
	Role          string `json:"role"`
	Origin        string `json:"origin"`
	Action        string `json:"action"`
	Subject       string `json:"subject"`
	CaseID        string `json:"case_id"`
	Touched       string `json:"touched"`
	ReasonDigest  string `json:"reason_digest"`
	Backdated     bool   `json:"backdated"`
	RequestID     string `json:"request_id"`
	PayloadDigest string `json:"payload_digest"`
	Previous      string `json:"previous"`
	Digest        string `json:"digest"`
}

// proofView is all that is needed to find, with the public key alone, that an
// entry stood in the log when the checkpoint was signed (docs/log.md).
type proofView struct {
	Format     string          `json:"format" doc:"liandong-proof/1"`
	Entry      sealedEntryView `json:"entry"`
	Leaf       int64           `json:"leaf" doc:"which leaf of the tree it is, from 0"`
	Hashes     []string        `json:"hashes" doc:"base64; RFC 6962 inclusion proof"`
	Checkpoint checkpointView  `json:"checkpoint"`
}

// proofFormat names what a proof is, and its version.
const proofFormat = "liandong-proof/1"

// prove makes the proof of an entry under the last checkpoint.
func (c *Call) prove(id string) (proofView, error) {
	last, cp, err := c.checkpoint()
	if err != nil {
		return proofView{}, err
	}
	tree := c.app.tree(c.tx)
	e, leaf, err := tree.Entry(c.ctx, id)
	if err != nil {
		return proofView{}, err
	}
	if leaf < 0 || leaf >= cp.Size {
		return proofView{}, errNoCheckpoint // entered in this very moment
	}
	hashes, err := tree.Inclusion(c.ctx, leaf, cp.Size)
	return proofView{Format: proofFormat, Entry: sealedOf(e), Leaf: leaf, Hashes: encoded(hashes), Checkpoint: last}, err
}

func sealedOf(e audit.Entry) sealedEntryView {
	return sealedEntryView{e.Stream, e.Seq, e.ID, e.At, e.Actor, e.Organization, e.Role, e.Origin, e.Action, e.Subject, e.CaseID, e.Touched, e.ReasonDigest, e.Backdated, e.RequestID, e.PayloadDigest, e.Previous, e.Digest}
}

func (v sealedEntryView) entry() audit.Entry {
	return audit.Entry{Stream: v.Stream, Seq: v.Seq, ID: v.ID, At: v.At, Actor: v.Actor, Organization: v.Organization, Role: v.Role, Origin: v.Origin, Action: v.Action, Subject: v.Subject,
		CaseID: v.CaseID, Touched: v.Touched, ReasonDigest: v.ReasonDigest, Backdated: v.Backdated, RequestID: v.RequestID, PayloadDigest: v.PayloadDigest, Previous: v.Previous, Digest: v.Digest}
}

func entryProof(c *Call) (proofView, error) {
	if err := c.MayOwn(who.AuditRead); err != nil {
		return proofView{}, err
	}
	return c.prove(c.req.Params["id"])
}

// mostProofs bounds the acts of one handoff that are proved at once.
const mostProofs = 50

// referralProof is both sides' receipt of a handoff: what was done, by which
// organisation and when, and that the log says so.
func referralProof(c *Call) (Items[proofView], error) {
	r, _, err := c.Referral(c.ctx, c.referralID(), who.ReferralRead)
	if err != nil {
		return Items[proofView]{}, err
	}
	return c.proofs(string(r.Facts().CaseID), "referral/"+string(r.Facts().ID), "referral.%")
}

func (c *Call) proofs(caseID, subject string, acts string) (Items[proofView], error) {
	ids, err := c.app.tree(c.tx).Acted(c.ctx, caseID, subject, acts, mostProofs)
	if err != nil {
		return Items[proofView]{}, err
	}
	views := make([]proofView, 0, len(ids))
	for _, id := range ids {
		v, err := c.prove(id)
		if err != nil {
			return Items[proofView]{}, err
		}
		views = append(views, v)
	}
	return page(views, ""), nil
}

var errNoEntry = errors.New("api: a case without the entry of its registration")

// partyReceipt proves to a party that its case was registered, when and where.
func partyReceipt(c *Call) (proofView, error) {
	ids, err := c.app.tree(c.tx).Acted(c.ctx, c.Actor.Case, "", "case.registered", 1)
	if err != nil {
		return proofView{}, err
	}
	if len(ids) == 0 {
		return proofView{}, errNoEntry
	}
	return c.prove(ids[0])
}
