package parsing

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

// home is where temporary files lie: one directory for each running program,
// held by a lock that ends with it. Without a root it is the system's.
type home struct {
	root string

	mu     sync.Mutex
	dir    string
	held   *os.File
	closed bool
}

const (
	prefix   = "open-"
	lockName = "lock"
)

// sweep removes the directories that nobody holds any more.
func (h *home) sweep() error {
	if h.root == "" {
		return nil
	}
	all, err := os.ReadDir(h.root)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	var left error
	for _, e := range all {
		dir := filepath.Join(h.root, e.Name())
		if ok, _ := filepath.Match(prefix+"*", e.Name()); !ok || !e.IsDir() {
			continue
		}
		lock, err := hold(filepath.Join(dir, lockName))
		if errors.Is(err, errHeld) {
			continue
		}
		if lock != nil {
			err = errors.Join(err, lock.Close())
		}
		left = errors.Join(left, err, os.RemoveAll(dir))
	}
	return errors.Join(err, left)
}

var (
	errHeld   = errors.New("parsing: another program holds the directory")
	errClosed = errors.New("parsing: the program is ending")
)

// own is this program's directory; it is made when it is first needed.
func (h *home) own() (string, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return "", errClosed
	}
	if h.dir != "" {
		return h.dir, nil
	}
	if h.root == "" {
		dir, err := os.MkdirTemp("", "liandong-")
		if err == nil {
			h.dir = dir
		}
		return h.dir, err
	}
	if err := os.MkdirAll(h.root, 0o700); err != nil {
		return "", err
	}
	// It is filled under another name, so that nobody sweeps it before it is held.
	dir, err := os.MkdirTemp(h.root, "new-")
	if err != nil {
		return "", err
	}
	held, err := hold(filepath.Join(dir, lockName))
	if err != nil {
		return "", errors.Join(err, os.RemoveAll(dir))
	}
	named := filepath.Join(h.root, prefix+filepath.Base(dir)[len("new-"):])
	if err := os.Rename(dir, named); err != nil {
		return "", errors.Join(err, held.Close(), os.RemoveAll(dir))
	}
	h.dir, h.held = named, held
	return named, nil
}

func (h *home) close() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	if h.dir == "" {
		return nil
	}
	var err error
	if h.held != nil {
		err = h.held.Close()
	}
	err = errors.Join(err, os.RemoveAll(h.dir))
	h.dir = ""
	return err
}
