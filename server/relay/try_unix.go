//go:build unix

package relay

import (
	"errors"
	"syscall"
)

// mayTry says that tryWrite is there.
const mayTry = true

// tryWrite writes what the system takes at once, which may be nothing. Sockets of package net never block.
func tryWrite(fd uintptr, b []byte) (n int, err error) {
	for {
		n, err = syscall.Write(int(fd), b)
		if !errors.Is(err, syscall.EINTR) {
			break
		}
	}
	if errors.Is(err, syscall.EAGAIN) {
		return 0, nil
	}
	return max(n, 0), err
}
