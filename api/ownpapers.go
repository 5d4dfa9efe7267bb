package api

import (
	"time"

	"liandong/domain/desk"
	"liandong/domain/document"
	"liandong/domain/wall"
	"liandong/domain/who"
)

func ownPaperRoutes() []Route {
	return []Route{
		list("/party/documents", "我的材料 · papers a party may read", who.PartySelf, ofParty, ownDocuments).logged(),
		act("POST", "/party/documents", "提交材料 · hand a paper in", who.PartySelf, ofParty, handIn).creates().multipart(),
		look("/party/documents/:id/content", "打开材料 · its content", who.PartySelf, ofParty, ownContent).logged(),
	}
}

// ownDocumentView is a document as a party sees it: nobody's name but the organisation's.
type ownDocumentView struct {
	ID        document.ID `json:"id"`
	Title     string      `json:"title"`
	Kind      string      `json:"kind"`
	Class     wall.Class  `json:"class"`
	Mine      bool        `json:"mine" doc:"this party handed it in, or it is addressed to this party"`
	MediaType string      `json:"media_type"`
	Size      int         `json:"size" doc:"bytes"`
	Number    string      `json:"number,omitempty"`
	Held      string      `json:"held,omitempty" doc:"waiting: it is still being checked; harmful: harm was found and the content is gone"`
	AddedAt   *time.Time  `json:"added_at"`
	From      orgView     `json:"from"`
	Content   string      `json:"content" doc:"where its bytes are"`
}

func (c *Call) ownDocument(d document.Document) ownDocumentView {
	return ownDocumentView{
		ID: d.ID, Title: d.Title, Kind: d.Kind, Class: d.Class, Mine: string(d.PartyID) == c.Actor.Party, MediaType: d.MediaType, Size: d.Size, Number: d.Number, Held: string(d.Held),
		AddedAt: instant(d.At), From: c.org(d.Organization), Content: prefix + "/party/documents/" + string(d.ID) + "/content",
	}
}

func ownDocuments(c *Call) (Items[ownDocumentView], error) {
	all, err := c.OwnDocuments(c.ctx)
	if err != nil {
		return Items[ownDocumentView]{}, err
	}
	views := make([]ownDocumentView, 0, len(all))
	for _, d := range all {
		views = append(views, c.ownDocument(d))
	}
	return page(views, ""), c.notice(c.Actor.Case, "documents.listed", "case/"+c.Actor.Case)
}

func handIn(c *Call, in uploadIn) (ownDocumentView, error) {
	if err := c.MayOwn(who.PartySelf); err != nil {
		return ownDocumentView{}, err
	}
	if in.refused != nil {
		return ownDocumentView{}, in.refused
	}
	d, err := c.HandIn(c.ctx, desk.Upload{Title: in.Title, Kind: in.Kind, Class: in.Class, MediaType: in.kind, Digest: digestOf(in.File), Body: in.File})
	if err != nil {
		return ownDocumentView{}, err
	}
	c.location = prefix + "/party/documents/" + string(d.ID)
	return c.ownDocument(d), nil
}

func ownContent(c *Call) (rawBody, error) {
	d, body, err := c.OwnContent(c.ctx, c.documentID())
	if err != nil {
		return rawBody{}, err
	}
	return c.file(d, body), nil
}
