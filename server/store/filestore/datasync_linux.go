package filestore

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

const noAccessTime = unix.O_NOATIME

// datasync makes a file's bytes and size durable, without the times.
func datasync(f *os.File) error {
	for {
		if err := unix.Fdatasync(int(f.Fd())); !errors.Is(err, unix.EINTR) {
			return os.NewSyscallError("fdatasync", err)
		}
	}
}
