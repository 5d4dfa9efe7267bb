package parsing

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// process is one file in the hands of a process of its own.
type process struct {
	p      *Parser
	task   string
	bounds bounds
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    *bufio.Reader
	said   *firstLine
	dir    string
	end    func() // of its turn
	late   atomic.Bool
}

// start waits for a turn and starts a process: with its three pipes and no
// other handle, with no environment but where its temporary files go.
func (p *Parser) start(ctx context.Context, places chan struct{}, task string) (*process, error) {
	end, err := p.turn(ctx, places)
	if err != nil {
		return nil, err
	}
	x := &process{p: p, task: task, bounds: p.bounds[task], said: &firstLine{}, end: end}
	if err := x.begin(); err != nil {
		end()
		p.log.Error("no process could be started for a file", "task", task, "error", err)
		return nil, ErrBusy
	}
	return x, nil
}

func (x *process) begin() error {
	home, err := x.p.home.own()
	if err != nil {
		return err
	}
	if x.dir, err = os.MkdirTemp(home, "file-"); err != nil {
		return err
	}
	args := append(x.p.program[1:len(x.p.program):len(x.p.program)], Command, strconv.Itoa(x.bounds.memory), strconv.Itoa(x.bounds.cpu))
	x.cmd = exec.Command(x.p.program[0], args...) //nolint:gosec // the program itself
	x.cmd.Dir, x.cmd.Stderr, x.cmd.WaitDelay = x.dir, x.said, 5*time.Second
	x.cmd.Env = []string{"TMPDIR=" + x.dir, "TMP=" + x.dir, "TEMP=" + x.dir}
	var out io.ReadCloser
	if x.in, err = x.cmd.StdinPipe(); err == nil {
		out, err = x.cmd.StdoutPipe()
	}
	if err == nil {
		err = x.cmd.Start()
	}
	if err != nil {
		return errors.Join(err, os.RemoveAll(x.dir))
	}
	x.out = bufio.NewReaderSize(out, 64<<10)
	return nil
}

// within does something that waits for the process, which is ended if it takes too long.
func (x *process) within(do func() error) error {
	timer := time.AfterFunc(x.bounds.wall, func() {
		x.late.Store(true)
		_ = x.cmd.Process.Kill()
	})
	defer timer.Stop()
	return do()
}

// send says what is wanted.
func (x *process) send(a ask, bodies [][]byte) error {
	a.Task = x.task
	for _, b := range bodies {
		a.Bodies = append(a.Bodies, len(b))
	}
	w := bufio.NewWriterSize(x.in, 64<<10)
	if err := writeJSON(w, frameAsk, a); err != nil {
		return err
	}
	for _, b := range bodies {
		if err := writeFrame(w, frameBody, b); err != nil {
			return err
		}
	}
	return w.Flush()
}

// next is the next frame of the answer. A refusal is returned as such, and
// everything else that is not an answer as ErrUnsafe.
func (x *process) next(wanted ...byte) (kind byte, body []byte, err error) {
	err = x.within(func() error {
		kind, body, err = readFrame(x.out, x.bounds.answer)
		return err
	})
	if err != nil {
		return 0, nil, x.broken(err)
	}
	for _, k := range wanted {
		if k == kind {
			return kind, body, nil
		}
	}
	var r refusal
	if kind == frameRefused && len(body) <= maxRefusal && json.Unmarshal(body, &r) == nil {
		if err := r.fault(); !errors.Is(err, errFrame) {
			return 0, nil, err
		}
	}
	return 0, nil, x.broken(errFrame)
}

// broken says what became of a process, in words that are never the file's.
func (x *process) broken(err error) error {
	_ = x.cmd.Process.Kill()
	_ = x.cmd.Wait()
	why := fmt.Sprintf("%v (%v)", x.cmd.ProcessState, err)
	if x.late.Load() {
		why = "it took longer than " + x.bounds.wall.String()
	} else if line := x.said.runtime(); line != "" {
		why = line
	}
	x.p.log.Warn("a file could not be opened", "task", x.task, "why", why)
	return ErrUnsafe
}

// close ends the process and removes what it left.
func (x *process) close() error {
	defer x.end()
	_ = x.cmd.Process.Kill()
	_ = x.in.Close()
	_ = x.cmd.Wait() // it was killed, or said already what became of it
	return os.RemoveAll(x.dir)
}

// firstLine keeps the beginning of what a process says when it fails.
type firstLine struct{ text []byte }

// Write implements io.Writer.
func (l *firstLine) Write(b []byte) (int, error) {
	l.text = append(l.text, b[:min(len(b), 200-len(l.text))]...)
	return len(b), nil
}

// runtime is the line where the runtime itself wrote it: a panic's own words could be the file's.
func (l *firstLine) runtime() string {
	line, _, _ := strings.Cut(string(l.text), "\n")
	switch {
	case strings.HasPrefix(line, "fatal error: "), strings.HasPrefix(line, "runtime: "):
		return line
	case strings.HasPrefix(line, "panic: "):
		return "panic"
	}
	return ""
}

// one parses a file whose answer is one frame.
func (p *Parser) one(ctx context.Context, task string, a ask, found any, bodies ...[]byte) (err error) {
	x, err := p.start(ctx, p.quick, task)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, x.close()) }()
	// What cannot be sent to the end has ended, and may have said why.
	_ = x.within(func() error { return x.send(a, bodies) })
	_, body, err := x.next(frameDone)
	if err != nil {
		return err
	}
	if raw, ok := found.(*[]byte); ok {
		*raw = body
		return nil
	}
	if json.Unmarshal(body, found) != nil {
		return x.broken(errFrame)
	}
	return nil
}
