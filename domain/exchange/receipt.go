package exchange

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"liandong/domain/calendar"
	"liandong/domain/cases"
	"liandong/domain/document"
	"liandong/domain/org"
	"liandong/domain/referral"
)

// What a receiver says of an item.
const (
	Received   = "received"
	Missing    = "missing"
	Mismatched = "mismatched"
)

// Receipt is what travels back: what arrived, item by item, and, where the
// body took the case on, when and under which number. A body that acts on
// application says with FiledOn and FilingNumber that it has filed.
type Receipt struct {
	Format       string        `json:"format"`
	Bundle       string        `json:"bundle" doc:"digest of the bundle's manifest"`
	Sender       string        `json:"sender" doc:"key of the installation that made the bundle"`
	Export       Export        `json:"export" doc:"how the bundle left, as its manifest says"`
	ReferralID   referral.ID   `json:"referral_id"`
	CaseNumber   string        `json:"case_number" doc:"the sender's"`
	Receiver     Organization  `json:"receiver"`
	Number       string        `json:"number,omitempty" doc:"the receiver's own number"`
	ReceivedOn   calendar.Date `json:"received_on,omitempty"`
	AcceptedOn   calendar.Date `json:"accepted_on,omitempty"`
	FiledOn      calendar.Date `json:"filed_on,omitempty"`
	FilingNumber string        `json:"filing_number,omitempty"`
	Items        []ReceiptItem `json:"items"`
	Signatures   []Signature   `json:"signatures,omitempty"`
}

// ReceiptItem is one document as the receiver has it.
type ReceiptItem struct {
	ID     document.ID `json:"id"`
	Digest string      `json:"digest"`
	State  string      `json:"state" doc:"received, missing or mismatched"`
}

// Sent is one export as the log of the sender has it.
type Sent struct {
	ID           string
	CaseID       cases.ID
	ReferralID   referral.ID
	Digest       string
	Organization org.ID
	At           time.Time
}

// Answer is a receipt as the sender recorded it, signed or on paper.
type Answer struct {
	ID         string
	CaseID     cases.ID
	ReferralID referral.ID
	Digest     string // of the bundle, where the receipt names it
	KeyID      string // empty: on paper
	Number     string
	AcceptedOn calendar.Date
	FiledOn    calendar.Date
	Proof      *cases.Proof
	Receipt    *Receipt
	By         string
	At         time.Time
}

// Origin is where a case taken in came from: the bundle's records and
// signature as they arrived, so that they can be proved later.
type Origin struct {
	CaseID     cases.ID
	KeyID      string
	ReferralID referral.ID
	Digest     string
	By         string
	At         time.Time
	Parts      Parts // manifest, signature, custody and handoff record
}

// Records reads what the case came with.
func (o Origin) Records() (Manifest, Custody, Handoff, error) {
	var (
		m Manifest
		c Custody
		h Handoff
	)
	err := errors.Join(json.Unmarshal(o.Parts[ManifestPart], &m), json.Unmarshal(o.Parts[CustodyPart], &c), json.Unmarshal(o.Parts[HandoffPart], &h))
	return m, c, h, err
}

// readMe tells a person who has nothing but the file what it is and how to check it.
const readMe = `联动材料包 liandong-bundle/1

这是一件移交的全部材料。manifest.json 列出每个文件和它的摘要，signature.json 是移送系统对清单的签名。
没有本系统也可以核对：
1. 向移送单位索取公钥文件 key.pem，电话核对指纹（与 signature.json 中的 key 一致）。
2. 解压后逐个核对：sha256sum 文件 = manifest.json 中的 digest。
3. 核对签名（任何装有 OpenSSL 的电脑）：
   printf 'liandong-bundle/1\nsha256:%s\n' "$(sha256sum manifest.json | cut -d' ' -f1)" > text
   从 signature.json 取出 signature，base64 解码为 sig
   openssl pkeyutl -verify -pubin -inkey key.pem -rawin -in text -sigfile sig
4. 填写 receipt/paper.txt 盖章寄回，或者填写 receipt/template.json 后签名寄回。

This is all that goes with one handoff. manifest.json names every file with its digest; signature.json signs the manifest.
Without this system it is checked so: ask the sender for its public key key.pem and compare the fingerprint by telephone; compare
sha256sum of each file with the manifest; check the signature with OpenSSL as above. Send receipt/paper.txt back, stamped.
`

// paper is the receipt to print, to tick and to stamp.
func paper(m Manifest) string {
	var b strings.Builder
	fmt.Fprintf(&b, "移交材料回执 RECEIPT\n\n移送单位 from：%s\n接收单位 to：%s\n移送单位案号 case：%s\n移交编号 handoff：%s\n\n收到的材料（逐项打勾）received, item by item：\n",
		m.Referral.From.Name, m.Referral.To.Name, m.Case.Number, m.Referral.ID)
	for i, d := range m.Documents {
		fmt.Fprintf(&b, "□ %d. %s（%s）\n     %s\n", i+1, strings.Join(strings.Fields(d.Title), " "), map[bool]string{true: "原件 original", false: "复印件 copy"}[d.Form == "original"], d.Digest)
	}
	b.WriteString("\n收到日期 received on：______年____月____日\n接受日期 accepted on：______年____月____日\n立案日期 filed on：______年____月____日\n接收单位案号 our number：____________________\n\n经办人 by：____________    （盖章 seal）\n")
	return b.String()
}
