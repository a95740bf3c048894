//go:build unix

package shelf

import (
	"errors"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// lock locks the folder itself, so that no file is left behind. A process that ends, however it ends, unlocks it.
func (osDisk) lock(path string) (unlock func(), err error) {
	d, err := os.Open(filepath.Dir(path))
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(d.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		_ = d.Close()
		if errors.Is(err, unix.EWOULDBLOCK) {
			return nil, ErrRotating
		}
		return nil, err
	}
	return func() {
		// Closing is not enough: a process that is being started beside this has the folder open too, until it begins.
		_ = unix.Flock(int(d.Fd()), unix.LOCK_UN)
		_ = d.Close()
	}, nil
}
