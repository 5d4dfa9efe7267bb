package api

import (
	"bufio"
	"context"

	"liandong/domain/fault"
	"liandong/infra/parsing"
)

var errMultipart = fault.New(fault.Unsupported, "content_type", "请以 multipart/form-data 上传文件", "send the file as multipart/form-data")

// formed is a form that was read: what it says, however it was sent.
type formed interface{ canonical() []byte }

// looked is a form whose file is opened in a process of its own, because that
// takes a while and may go wrong.
type looked interface {
	look(ctx context.Context, p *parsing.Parser) error
}

// readForm reads the form of a route: a document's, or a file alone.
func readForm(r Route, req Request) (any, error) {
	if _, ok := r.fresh().(*bundleIn); ok {
		return readBundle(req)
	}
	if _, ok := r.fresh().(*importIn); ok {
		return readImport(req)
	}
	in, err := readUpload(req)
	if err != nil {
		return nil, err
	}
	switch r.fresh().(type) {
	case *templateIn:
		return &templateIn{File: in.File}, nil
	case *rosterIn:
		return &rosterIn{File: in.File}, nil
	}
	return in, nil
}

// look opens the file apart, before any unit of work begins.
func (in *uploadIn) look(ctx context.Context, p *parsing.Parser) error {
	in.kind, in.refused = p.Check(ctx, in.File)
	return nil
}

// rawBody is an answer that is not JSON of ours.
type rawBody struct {
	bytes       []byte
	kind        string
	disposition string
	flow        func(*bufio.Writer) // writes what is too long for memory, after the unit of work; instead of bytes
}
