// Package parsing opens what people hand in, in a process of its own: a file
// that takes too much memory or time, or breaks its parser, costs that process
// and nothing else. The program starts itself for it (docs/adr/0052).
package parsing

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"runtime"
	"sync"
	"time"

	"liandong/domain/fault"
)

// Command is the argument with which the program is started to parse. It is no
// command for people and stands in no help.
const Command = "parse-upload"

// The refusals of a file that is parsed apart.
var (
	ErrUnsafe = fault.Invalid("/file", "file_unsafe", "这个文件无法安全打开：打开它占用的内存或时间过多，或者文件已损坏；请另存为新文件后再上传", "the file could not be opened safely: it takes too much memory or time, or is damaged; save it as a new file and send that")
	ErrBusy   = busy()
)

func busy() *fault.Fault {
	f := fault.New(fault.Unavailable, "file.busy", "同时打开的文件较多，请稍后再试", "too many files are being opened: try again in a moment")
	f.RetryAfter = 5
	return f
}

// How many files are open at once, and how long one waits for its turn. A
// workbook that a job reads stays open for as long as the job goes on.
const (
	atOnce    = 2
	longAtOne = 3
	patience  = 20 * time.Second
)

// bounds are what one file may cost.
type bounds struct {
	memory int           // MiB beyond what the process has before it reads a byte
	cpu    int           // seconds of computing
	wall   time.Duration // while somebody waits for an answer
	answer int           // bytes of one frame of the answer
}

// Parser starts processes that parse.
type Parser struct {
	home    home
	log     *slog.Logger
	program []string
	quick   chan struct{}
	long    chan struct{}
	wait    time.Duration
	bounds  map[string]bounds // tests narrow them

	mu     sync.Mutex
	leaves map[string]int // of papers that were counted, by digest
}

// Open is a parser whose temporary files lie under dir, in a directory of this
// process alone. What processes that were killed left there is removed.
func Open(dir string, log *slog.Logger) (*Parser, error) {
	self := "/proc/self/exe" // this very program, even where the file was replaced since
	if runtime.GOOS != "linux" {
		var err error
		if self, err = os.Executable(); err != nil {
			return nil, err
		}
	}
	p := &Parser{
		home: home{root: dir}, log: log, program: []string{self}, quick: make(chan struct{}, atOnce), long: make(chan struct{}, longAtOne),
		wait: patience, bounds: map[string]bounds{}, leaves: map[string]int{},
	}
	for name, t := range tasks {
		p.bounds[name] = t.bounds
	}
	return p, p.home.sweep()
}

// Dir is a directory for temporary files that are removed when the program ends,
// or at its next start where it was killed.
func (p *Parser) Dir() (string, error) { return p.home.own() }

// Close removes the temporary files. Nothing is parsed afterwards.
func (p *Parser) Close() error { return p.home.close() }

// turn waits until a process may start. It returns ErrBusy where it is not one's turn in time.
func (p *Parser) turn(ctx context.Context, places chan struct{}) (end func(), err error) {
	timer := time.NewTimer(p.wait)
	defer timer.Stop()
	select {
	case places <- struct{}{}:
		return sync.OnceFunc(func() { <-places }), nil
	case <-timer.C:
		return nil, ErrBusy
	case <-ctx.Done():
		return nil, errors.Join(ErrBusy, ctx.Err())
	}
}
