//go:build unix

package control

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"sync"

	"golang.org/x/sys/unix"
)

// lockFile is held with flock while a server listens. The folder itself is not what is locked: a rotation locks that.
const lockFile = File + ".lock"

// maxPath is a length that every system of ours takes: sun_path has 104 bytes on some, with a zero at the end.
const maxPath = 100

// Listen opens the socket at path, mode 0600, in a folder that is there. What a killed server left under that name is
// replaced; anything else under it is not touched. Closing the listener takes the socket away. Errors: ErrInUse,
// ErrFolder, ErrPath, and those of the system.
func Listen(path string) (net.Listener, error) {
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return nil, fmt.Errorf("control: %w", err)
	}
	l, err := listenIn(folder, path)
	if err != nil {
		return nil, errors.Join(err, folder.Close())
	}
	return l, nil
}

// listenIn holds the lock from before it looks at what is there until the listener is closed, so nobody takes a living
// server's socket for a stale one, and no two servers begin side by side. The listener keeps the folder open.
func listenIn(folder *os.File, path string) (net.Listener, error) {
	info, err := folder.Stat()
	if err != nil {
		return nil, fmt.Errorf("control: %w", err)
	}
	if info.Mode().Perm()&writable != 0 {
		return nil, ErrFolder
	}
	address, err := addressOf(folder, path)
	if err != nil {
		return nil, err
	}
	lock, err := lockIn(filepath.Dir(path))
	if err != nil {
		return nil, err
	}
	if err := removeStale(path); err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	ln, err := net.ListenUnix("unix", &net.UnixAddr{Name: address, Net: "unix"})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("control: %w", err), lock.Close())
	}
	ln.SetUnlinkOnClose(false) // by its address, which may name a descriptor that is another's by then
	l := &listener{UnixListener: ln}
	l.close = sync.OnceValue(func() error { return errors.Join(remove(path), ln.Close(), folder.Close(), lock.Close()) })
	// Until here others could connect if the folder lets them in; answer asks the system who they are.
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(fmt.Errorf("control: %w", err), remove(path), ln.Close(), lock.Close())
	}
	return l, nil
}

func lockIn(dir string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, lockFile), os.O_RDWR|os.O_CREATE|unix.O_NOFOLLOW|unix.O_NONBLOCK, 0o600)
	if err != nil {
		return nil, fmt.Errorf("control: %w", err)
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		if errors.Is(err, unix.EWOULDBLOCK) {
			return nil, errors.Join(ErrInUse, f.Close())
		}
		return nil, errors.Join(fmt.Errorf("control: lock: %w", err), f.Close())
	}
	return f, nil
}

// removeStale takes away the socket of a server that is no more. The caller holds the lock.
func removeStale(path string) error {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("control: %w", err)
	}
	if info.Mode().Type() != fs.ModeSocket {
		return fmt.Errorf("control: %s is there and is no socket of this program; move it away", path)
	}
	return remove(path)
}

func remove(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("control: %w", err)
	}
	return nil
}

type listener struct {
	*net.UnixListener
	close func() error
}

// Close takes the socket away and then gives its place free.
func (l *listener) Close() error { return l.close() }

// dial connects to whoever listens at path. It may be anybody: see samePeer.
func dial(ctx context.Context, path string) (net.Conn, error) {
	folder, err := os.Open(filepath.Dir(path))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNobody
	}
	if err != nil {
		return nil, fmt.Errorf("control: %w", err)
	}
	defer folder.Close()
	address, err := addressOf(folder, path)
	if errors.Is(err, ErrPath) {
		return nil, ErrNobody // where Listen refuses it, nobody can have listened
	}
	if err != nil {
		return nil, err
	}
	conn, err := new(net.Dialer).DialContext(ctx, "unix", address)
	switch {
	case err == nil:
		return conn, nil
	case errors.Is(err, unix.ENOENT) || errors.Is(err, unix.ECONNREFUSED):
		return nil, ErrNobody
	case errors.Is(err, unix.EAGAIN): // the queue of those that nobody has accepted yet is full
		return nil, ErrBusy
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, unix.EACCES):
		return nil, fmt.Errorf("%w: %w", ErrStranger, unix.EACCES)
	}
	return nil, fmt.Errorf("control: %w", err)
}
