package parsing

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"

	"liandong/domain/fault"
	"liandong/domain/letter"
)

const (
	maxAsk       = 8 << 20
	maxTemporary = 512 << 20
)

// ask is what is wanted of the process that parses.
type ask struct {
	Task      string
	MediaType string        `json:",omitempty"`
	Front     []letter.Page `json:",omitempty"`
	Papers    []leaf        `json:",omitempty"`
	Bodies    []int         // lengths of the files that follow
}

// Run parses one file and ends the process, if the process was started for it;
// otherwise it returns. It comes first in the program: what parses does nothing else.
func Run() {
	if len(os.Args) != 4 || os.Args[1] != Command {
		return
	}
	if err := serve(os.Args[2:], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "parsing:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

// serve bounds the process, reads what is wanted, and answers.
func serve(limits []string, in io.Reader, out io.Writer) error {
	memory, err := strconv.Atoi(limits[0])
	if err != nil {
		return err
	}
	cpu, err := strconv.Atoi(limits[1])
	if err != nil {
		return err
	}
	runtime.GOMAXPROCS(2)
	debug.SetMemoryLimit(int64(memory) << 20 / 10 * 8)
	if err := confine(memory, cpu); err != nil {
		return err
	}
	kind, raw, err := readFrame(in, maxAsk)
	if err != nil || kind != frameAsk {
		return errors.Join(errFrame, err)
	}
	var a ask
	if err := json.Unmarshal(raw, &a); err != nil {
		return err
	}
	bodies := make([][]byte, len(a.Bodies))
	for i, n := range a.Bodies {
		if kind, bodies[i], err = readFrame(in, n); err != nil || kind != frameBody {
			return errors.Join(errFrame, err)
		}
	}
	go func() { // who asked is gone: nobody needs the answer
		_, _ = io.Copy(io.Discard, in)
		os.Exit(2)
	}()
	t, ok := tasks[a.Task]
	if !ok {
		return errFrame
	}
	w := bufio.NewWriterSize(out, 64<<10)
	if err := answer(w, t.do, a, bodies); err != nil {
		return err
	}
	return w.Flush()
}

// answer does the task. A refusal is an answer; so is trouble, which names no
// word of the file.
func answer(w io.Writer, do func(w io.Writer, a ask, bodies [][]byte) error, a ask, bodies [][]byte) error {
	err := do(w, a, bodies)
	if f := fault.Of(err); f != nil {
		return writeJSON(w, frameRefused, refusalOf(f))
	}
	if err != nil {
		return writeFrame(w, frameFailed, nil)
	}
	return nil
}
