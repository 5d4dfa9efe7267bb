package parsing

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"time"

	"liandong/domain/exchange"
	"liandong/domain/fault"
	"liandong/domain/letter"
	"liandong/domain/volume"
	"liandong/infra/bundlefile"
	"liandong/infra/filecheck"
	"liandong/infra/paper"
	"liandong/infra/roster"
	"liandong/infra/signing"
)

// task is one thing that can be done with a file, and what it may cost.
type task struct {
	do     func(w io.Writer, a ask, bodies [][]byte) error
	bounds bounds
}

const (
	taskCheck    = "check"
	taskBundle   = "bundle"
	taskRoster   = "roster"
	taskTemplate = "template"
	taskLeaves   = "leaves"
	taskBind     = "bind"
	taskWorkbook = "workbook"
)

// tasks lists them all.
var tasks map[string]task

func init() {
	few := bounds{memory: 256, cpu: 30, wall: 60 * time.Second, answer: 1 << 20}
	some := bounds{memory: 512, cpu: 60, wall: 2 * time.Minute, answer: 32 << 20}
	tasks = map[string]task{
		taskCheck:    {doCheck, few},
		taskTemplate: {doTemplate, few},
		taskBundle:   {doBundle, bounds{memory: 512, cpu: 60, wall: 2 * time.Minute, answer: 1 << 20}},
		taskRoster:   {doRoster, some},
		taskWorkbook: {doWorkbook, bounds{memory: 512, cpu: 300, wall: 2 * time.Minute, answer: 16 << 20}},
		taskLeaves:   {doLeaves, bounds{memory: 768, cpu: 30, wall: 60 * time.Second, answer: 1 << 20}},
		taskBind:     {doBind, bounds{memory: 1536, cpu: 240, wall: 5 * time.Minute, answer: 256 << 20}},
	}
}

// first is the one file of a task that has one.
func first(bodies [][]byte) []byte {
	if len(bodies) == 0 {
		return nil
	}
	return bodies[0]
}

// Check is filecheck.Check, apart. Beside its refusals it returns ErrUnsafe or ErrBusy.
func (p *Parser) Check(ctx context.Context, body []byte) (mediaType string, err error) {
	if err := filecheck.Size(body); err != nil {
		return "", err
	}
	err = p.one(ctx, taskCheck, ask{}, &mediaType, body)
	return mediaType, err
}

func doCheck(w io.Writer, _ ask, bodies [][]byte) error {
	kind, err := filecheck.Check(first(bodies))
	if err != nil {
		return err
	}
	return writeJSON(w, frameDone, kind)
}

// Bundle reads a bundle through as it will be read, with every document in it.
// It returns exchange.ErrBroken naming the first bad part, ErrUnsafe or ErrBusy.
func (p *Parser) Bundle(ctx context.Context, body []byte) error {
	var well bool
	return p.one(ctx, taskBundle, ask{}, &well, body)
}

func doBundle(w io.Writer, _ ask, bodies [][]byte) error {
	o, err := bundlefile.Open(first(bodies), signing.Checker())
	if err != nil {
		return err
	}
	for _, d := range o.Manifest.Documents {
		kind, err := filecheck.Check(o.Body(d))
		if f := fault.Of(err); f != nil {
			return exchange.Broken("document", d.Path, "这份材料不能接收："+f.Title.ZH, "this document is not taken: "+f.Error())
		}
		if err != nil {
			return err
		}
		if kind != d.MediaType {
			return exchange.Broken("document", d.Path, "文件类型与清单不符", "it is not of the type that the manifest says")
		}
	}
	return writeJSON(w, frameDone, true)
}

// rows are the lines of a roster.
type rows struct{ Organizations, People []roster.Row }

// Roster is roster.Read, apart. Beside its refusals it returns ErrUnsafe or ErrBusy.
func (p *Parser) Roster(ctx context.Context, body []byte) (organizations, people []roster.Row, err error) {
	var r rows
	err = p.one(ctx, taskRoster, ask{}, &r, body)
	return r.Organizations, r.People, err
}

func doRoster(w io.Writer, _ ask, bodies [][]byte) (err error) {
	var r rows
	if r.Organizations, r.People, err = roster.Read(first(bodies)); err != nil {
		return err
	}
	return writeJSON(w, frameDone, r)
}

// Press prints in this process, and opens apart what others wrote.
type Press struct {
	*paper.Press
	parser *Parser
}

var (
	_ letter.Press  = Press{}
	_ volume.Binder = Press{}
)

// Press is a press whose files are opened by p.
func (p *Parser) Press(press *paper.Press) Press { return Press{press, p} }

// Read implements letter.Press.
func (s Press) Read(docx []byte) (blocks []letter.Block, err error) {
	err = s.parser.one(context.Background(), taskTemplate, ask{}, &blocks, docx)
	return blocks, err
}

func doTemplate(w io.Writer, _ ask, bodies [][]byte) error {
	blocks, err := (*paper.Press)(nil).Read(first(bodies)) // which prints nothing
	if err != nil {
		return err
	}
	return writeJSON(w, frameDone, blocks)
}

// remembered is how many papers' pages are known without counting them again.
const remembered = 4096

// Leaves implements volume.Binder. A paper that cannot be opened safely is
// listed in the volume like any other that cannot be bound.
func (s Press) Leaves(body []byte, mediaType string) (n int, err error) {
	p := s.parser
	sum := sha256.Sum256(body)
	key := mediaType + "/" + hex.EncodeToString(sum[:])
	p.mu.Lock()
	n, known := p.leaves[key]
	p.mu.Unlock()
	if known {
		return n, nil
	}
	err = p.one(context.Background(), taskLeaves, ask{MediaType: mediaType}, &n, body)
	if f := fault.Of(err); f == ErrUnsafe {
		n, err = 0, nil
	}
	if err == nil {
		p.mu.Lock()
		if len(p.leaves) >= remembered {
			clear(p.leaves)
		}
		p.leaves[key] = n
		p.mu.Unlock()
	}
	return n, err
}

func doLeaves(w io.Writer, a ask, bodies [][]byte) error {
	press, err := paper.NewPress()
	if err != nil {
		return err
	}
	n, err := press.Leaves(first(bodies), a.MediaType)
	if err != nil {
		return err
	}
	return writeJSON(w, frameDone, n)
}

// leaf is a paper of a volume; its file, where it has one, follows.
type leaf struct {
	MediaType string
	Instead   letter.Page
	Leaves    int
	Has       bool
}

// Bind implements volume.Binder.
func (s Press) Bind(front []letter.Page, papers []volume.Paper) (bound []byte, err error) {
	a := ask{Front: front}
	var bodies [][]byte
	for _, x := range papers {
		a.Papers = append(a.Papers, leaf{x.MediaType, x.Instead, x.Leaves, x.Body != nil})
		if x.Body != nil {
			bodies = append(bodies, x.Body)
		}
	}
	err = s.parser.one(context.Background(), taskBind, a, &bound, bodies...)
	return bound, err
}

func doBind(w io.Writer, a ask, bodies [][]byte) error {
	press, err := paper.NewPress()
	if err != nil {
		return err
	}
	var papers []volume.Paper
	for _, x := range a.Papers {
		p := volume.Paper{MediaType: x.MediaType, Instead: x.Instead, Leaves: x.Leaves}
		if x.Has {
			if len(bodies) == 0 {
				return errFrame
			}
			p.Body, bodies = bodies[0], bodies[1:]
		}
		papers = append(papers, p)
	}
	body, err := press.Bind(a.Front, papers)
	if err != nil {
		return err
	}
	return writeFrame(w, frameDone, body)
}
