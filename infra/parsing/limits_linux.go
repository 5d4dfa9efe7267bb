package parsing

import (
	"fmt"
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// confine bounds this process before it reads a byte of a file: what it may
// allocate beyond what it has, how long it computes, how large a temporary file
// grows. It leaves no image of its memory and gains no rights.
func confine(memory, cpu int) error {
	var size, resident, shared, text, lib, data uint64
	raw, err := os.ReadFile("/proc/self/statm")
	if err == nil {
		_, err = fmt.Sscan(string(raw), &size, &resident, &shared, &text, &lib, &data)
	}
	if err != nil {
		return err
	}
	// The address space says nothing of a Go program, which reserves much and uses
	// little: what counts is what it may write to.
	most := data*uint64(os.Getpagesize()) + uint64(memory*raced)<<20
	for what, n := range map[int]uint64{unix.RLIMIT_DATA: most, unix.RLIMIT_CPU: uint64(cpu), unix.RLIMIT_FSIZE: maxTemporary, unix.RLIMIT_CORE: 0, unix.RLIMIT_NOFILE: 64} {
		if err := unix.Setrlimit(what, &unix.Rlimit{Cur: n, Max: n}); err != nil {
			return err
		}
	}
	if err := dropHandles(); err != nil {
		return err
	}
	if err := unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0); err != nil {
		return err
	}
	return unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
}

// dropHandles closes what came from whoever started the server: what Go opens
// itself is marked to be closed on starting a program, so it never came here.
func dropHandles() error {
	all, err := os.ReadDir("/proc/self/fd")
	for _, e := range all {
		fd, wrong := strconv.Atoi(e.Name())
		if wrong != nil || fd <= 2 {
			continue
		}
		if flags, wrong := unix.FcntlInt(uintptr(fd), unix.F_GETFD, 0); wrong == nil && flags&unix.FD_CLOEXEC == 0 {
			_ = unix.Close(fd)
		}
	}
	return err
}
