package tlog

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Sink keeps checkpoints in a file outside the database, a line of JSON each, so
// that whoever sets the database back or rewrites it leaves a trace. The file is
// only ever appended to.
type Sink struct {
	File string
	last int64 // of the log at hand, when this program last wrote or looked
	of   string
}

// Line is one line of the file.
type Line struct {
	At   time.Time `json:"at"`
	Note string    `json:"note"`
}

// maxLine bounds a line of the file.
const maxLine = 64 << 10

// Read calls for each checkpoint, in order, whoever signed it, and returns how
// many lines are none: a crash leaves one that was cut off. A file that is not
// there holds nothing.
func (s *Sink) Read(each func(line Line, c Checkpoint) error) (skipped int, err error) {
	file, err := os.Open(s.File)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	defer func() { _ = file.Close() }()
	in := bufio.NewScanner(file)
	in.Buffer(nil, maxLine)
	for in.Scan() {
		var line Line
		if err := json.Unmarshal(in.Bytes(), &line); err != nil {
			skipped++
			continue
		}
		c, err := Unsigned(line.Note)
		if err != nil {
			skipped++
			continue
		}
		if err := each(line, c); err != nil {
			return skipped, err
		}
	}
	if err := in.Err(); err != nil {
		return skipped, fmt.Errorf("%s: %w", s.File, err)
	}
	return skipped, nil
}

// Last is the last checkpoint in the file; found is false for an empty file.
func (s *Sink) Last() (last Checkpoint, found bool, err error) {
	_, err = s.Read(func(_ Line, c Checkpoint) error {
		last, found = c, true
		return nil
	})
	return last, found, err
}

// After is the size of the last checkpoint of a log that the file holds.
func (s *Sink) After(origin string) (int64, error) {
	if s.of == origin {
		return s.last, nil
	}
	last := int64(0)
	_, err := s.Read(func(_ Line, c Checkpoint) error {
		if c.Origin == origin {
			last = max(last, c.Size)
		}
		return nil
	})
	if err == nil {
		s.of, s.last = origin, last
	}
	return last, err
}

// Add writes a checkpoint and returns when the disk has it.
func (s *Sink) Add(line Line) error {
	c, err := Unsigned(line.Note)
	if err != nil {
		return err
	}
	raw, err := json.Marshal(line)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(s.File), 0o700); err != nil {
		return err
	}
	file, err := os.OpenFile(s.File, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	whole, err := whole(file)
	if err == nil && !whole {
		raw = append([]byte("\n"), raw...) // behind a line that a crash cut off
	}
	if err == nil {
		_, err = file.Write(append(raw, '\n'))
	}
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		s.of = "" // what the file holds is read again
		return err
	}
	s.of, s.last = c.Origin, c.Size
	return nil
}

// whole reports whether the file ends with a whole line.
func whole(file *os.File) (bool, error) {
	info, err := file.Stat()
	if err != nil || info.Size() == 0 {
		return true, err
	}
	end := make([]byte, 1)
	_, err = file.ReadAt(end, info.Size()-1)
	return end[0] == '\n', err
}
