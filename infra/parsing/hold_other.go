//go:build !unix

package parsing

import (
	"errors"
	"io/fs"
	"os"
)

// hold opens a file that cannot be removed while a process has it open. It
// returns errHeld where one has.
func hold(name string) (*os.File, error) {
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, errHeld
	}
	return os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o600)
}
