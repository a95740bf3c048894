//go:build unix

package filestore

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"

	"larkspur/server/store"
)

// osDisk is the operating system's file system below root.
type osDisk struct{ root string }

// constantTime is the modification and access time of everything in the folder.
var constantTime = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// Nothing is followed, nothing blocks (a pipe put there by somebody would), and reading leaves no access time.
const readFlags = os.O_RDONLY | unix.O_NOFOLLOW | unix.O_NONBLOCK | noAccessTime

func (d osDisk) path(p string) string { return filepath.Join(d.root, p) }

func (d osDisk) open(path string) (*os.File, error) {
	f, err := os.OpenFile(d.path(path), readFlags, 0)
	if errors.Is(err, unix.EPERM) { // somebody else's file: readable, but only the owner may leave no access time
		f, err = os.OpenFile(d.path(path), readFlags&^noAccessTime, 0)
	}
	return f, damageOr(err)
}

func (d osDisk) read(path string, size int) ([]byte, error) {
	f, err := d.open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	buf := make([]byte, size+1) // one more, so that a longer file shows
	n, err := io.ReadFull(f, buf)
	if err == nil || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		if n != size {
			return nil, fmt.Errorf("a file has not the objects' size of %d bytes: %w", size, store.ErrDamaged)
		}
		return buf[:size:size], nil
	}
	return nil, damageOr(err)
}

// damageOr turns what the system says of links, folders and sockets into damage.
func damageOr(err error) error {
	for _, kind := range []error{unix.ELOOP, unix.EISDIR, unix.EMLINK, unix.ENXIO, unix.EAGAIN, unix.ENOTDIR} {
		if errors.Is(err, kind) {
			return fmt.Errorf("not a regular file: %w", store.ErrDamaged)
		}
	}
	return err
}

func (d osDisk) create(path string, data []byte) error {
	f, err := os.OpenFile(d.path(path), os.O_WRONLY|os.O_CREATE|os.O_EXCL|unix.O_NOFOLLOW, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil { // before the sync, so that the times go with the size into one transaction
		err = d.quieten(path)
	}
	if err == nil {
		err = datasync(f)
	}
	return errors.Join(err, f.Close())
}

func (d osDisk) link(old, new string) error { return os.Link(d.path(old), d.path(new)) }

func (d osDisk) rename(old, new string) error { return os.Rename(d.path(old), d.path(new)) }

func (d osDisk) remove(path string) error { return os.Remove(d.path(path)) }

func (d osDisk) syncFolder(path string) error {
	f, err := d.open(path)
	if err != nil {
		return err
	}
	err = d.quieten(path)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// scrubBlock is the unit in which random bytes are drawn and written.
const scrubBlock = 64 << 10

func (d osDisk) scrub(path string) error {
	f, err := os.OpenFile(d.path(path), os.O_WRONLY|unix.O_NOFOLLOW|unix.O_NONBLOCK, 0)
	if err != nil {
		return damageOr(err)
	}
	err = overwrite(f)
	if err == nil {
		err = datasync(f)
	}
	return errors.Join(err, f.Close())
}

// overwrite writes random bytes over all that the file holds, in place, without truncating: that would give the old
// blocks back to the file system unwritten.
func overwrite(f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("not a regular file: %w", store.ErrDamaged)
	}
	noise := make([]byte, min(scrubBlock, info.Size()))
	for at := int64(0); at < info.Size(); at += int64(len(noise)) {
		noise = noise[:min(int64(len(noise)), info.Size()-at)]
		if _, err := rand.Read(noise); err != nil {
			return err
		}
		if _, err := f.WriteAt(noise, at); err != nil {
			return err
		}
	}
	return nil
}

func (d osDisk) same(a, b string) (bool, error) {
	ia, errA := os.Lstat(d.path(a))
	ib, errB := os.Lstat(d.path(b))
	if errors.Is(errA, fs.ErrNotExist) || errors.Is(errB, fs.ErrNotExist) {
		return false, nil
	}
	if err := errors.Join(errA, errB); err != nil {
		return false, err
	}
	return os.SameFile(ia, ib), nil
}

func (d osDisk) links(path string) (int, error) {
	var st unix.Stat_t
	if err := unix.Lstat(d.path(path), &st); err != nil {
		return 0, &fs.PathError{Op: "lstat", Path: path, Err: err}
	}
	if st.Mode&unix.S_IFMT != unix.S_IFREG {
		return 0, fmt.Errorf("not a regular file: %w", store.ErrDamaged)
	}
	return int(st.Nlink), nil
}

func (d osDisk) list(path string) ([]string, error) {
	f, err := d.open(path)
	if err != nil {
		return nil, err
	}
	names, err := f.Readdirnames(-1)
	return names, errors.Join(err, f.Close())
}

func (d osDisk) exists(path string) (bool, error) {
	info, err := os.Lstat(d.path(path))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err == nil && !info.IsDir() {
		return false, fmt.Errorf("%s is not a folder: %w", path, store.ErrDamaged)
	}
	return err == nil, err
}

func (d osDisk) makeFolder(path string) error { return os.Mkdir(d.path(path), 0o700) }

// quieten changes nothing where the times are right, so that nothing is written for it.
func (d osDisk) quieten(path string) error {
	var st unix.Stat_t
	if err := unix.Lstat(d.path(path), &st); err == nil && isConstant(st.Atim) && isConstant(st.Mtim) {
		return nil
	}
	return os.Chtimes(d.path(path), constantTime, constantTime)
}

func isConstant(t unix.Timespec) bool { return time.Unix(t.Unix()).Equal(constantTime) }

// lockFolder makes the folder if need be and takes its lock.
func lockFolder(dir string) (release func() error, err error) {
	if err := makeAll(dir); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_RDWR|os.O_CREATE|unix.O_NOFOLLOW, 0o600)
	if err != nil {
		return nil, damageOr(err)
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		if errors.Is(err, unix.EWOULDBLOCK) {
			err = ErrLocked
		}
		return nil, errors.Join(err, f.Close())
	}
	// Closing is not enough: a process that is being started beside this has the file open too, until it begins.
	return func() error { return errors.Join(unix.Flock(int(f.Fd()), unix.LOCK_UN), f.Close()) }, nil
}

// makeAll makes the folder and those above it, and the entries of what it made durable.
func makeAll(dir string) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	if info, err := os.Stat(dir); err == nil && info.IsDir() {
		return nil
	}
	above := filepath.Dir(dir)
	if err := makeAll(above); err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	f, err := os.Open(above)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// withoutLinks drops both paths of a failed link or rename and keeps the reason.
func withoutLinks(err error) error {
	if l, ok := errors.AsType[*os.LinkError](err); ok {
		return l.Err
	}
	return withoutPath(err)
}
