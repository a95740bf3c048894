//go:build unix

package disclose

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/sys/unix"

	"larkspur/server/store"
)

// A Folder is the folder of a file store. Nothing in it is changed by looking, not even an access time where the system
// allows that, and what an interrupted server left behind is shown as it is. A server may be at work in it.
type Folder struct {
	Dir  string
	Size int // of an object in bytes
}

// Parts of the store's own (see filestore).
const (
	objectsDir = "objects"
	workDir    = "work"
	lockName   = "lock"
)

// Walk implements [Storage]. A folder that is not there has nothing in it.
func (f Folder) Walk(ctx context.Context, visit func(Entry) error) error {
	err := f.walk(ctx, "", visit)
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Lstat(f.Dir); errors.Is(err, fs.ErrNotExist) {
			return nil
		}
	}
	return err
}

func (f Folder) walk(ctx context.Context, folder string, visit func(Entry) error) error {
	names, err := f.list(folder)
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := ctx.Err(); err != nil {
			return err
		}
		place := filepath.Join(folder, name)
		var st unix.Stat_t
		err := unix.Lstat(filepath.Join(f.Dir, place), &st)
		if errors.Is(err, fs.ErrNotExist) {
			continue // a server is at work
		}
		if err != nil {
			return fmt.Errorf("look at %s: %w", place, err)
		}
		isFolder := st.Mode&unix.S_IFMT == unix.S_IFDIR
		e := f.entry(place, &st)
		if !isFolder || e.What != "" {
			if err := visit(e); err != nil {
				return err
			}
		}
		if isFolder {
			if err := f.walk(ctx, place, visit); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
	}
	return nil
}

func (f Folder) list(folder string) ([]string, error) {
	d, err := f.open(folder)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	names, err := d.Readdirnames(-1)
	if err != nil {
		return nil, fmt.Errorf("list: %w", err)
	}
	slices.Sort(names)
	return names, nil
}

func (f Folder) open(place string) (*os.File, error) {
	const flags = os.O_RDONLY | unix.O_NOFOLLOW | unix.O_NONBLOCK
	file, err := os.OpenFile(filepath.Join(f.Dir, place), flags|noAccessTime, 0)
	if errors.Is(err, unix.EPERM) { // somebody else's file
		file, err = os.OpenFile(filepath.Join(f.Dir, place), flags, 0)
	}
	return file, err
}

func (f Folder) entry(place string, st *unix.Stat_t) Entry {
	e := Entry{Place: place, Size: st.Size, Times: timesOf(filepath.Join(f.Dir, place), st)}
	plain := st.Mode&unix.S_IFMT == unix.S_IFREG
	n, named := objectAt(place)
	switch {
	case named && plain:
		e.Name, e.Named, e.Object = n, true, st.Size == int64(f.Size)
		if !e.Object {
			e.What = "It has the name of an object and another size. The program did not write it so."
		} else if st.Nlink != 1 {
			e.What = fmt.Sprintf("An object that has %d names on this disk: another name leads to the same bytes, inside this folder or outside it.", st.Nlink)
		}
	case named:
		e.What = "It has the name of an object and is no file: " + kindOf(st) + ". The program did not make it."
	case isPart(place, st):
	case filepath.Dir(place) == workDir && plain && strings.HasPrefix(filepath.Base(place), "new-"):
		e.What = "An object that is being written, or whose writing was cut off. The next start of the server overwrites and removes what was cut off."
	case filepath.Dir(place) == workDir && plain && strings.HasPrefix(filepath.Base(place), "old-"):
		e.What = "An object that is being replaced or removed, or where that was cut off. The next start of the server overwrites and removes what was cut off."
	default:
		e.What = "It is not of this program: " + kindOf(st) + "."
	}
	if st.Mode&0o077 != 0 && st.Mode&unix.S_IFMT != unix.S_IFLNK {
		e.What = strings.TrimSpace(e.What + " Its permissions let other users of this machine in.")
	}
	return e
}

// isPart says that place is one of those that every store has.
func isPart(place string, st *unix.Stat_t) bool {
	if st.Mode&unix.S_IFMT != unix.S_IFDIR {
		return place == lockName && st.Mode&unix.S_IFMT == unix.S_IFREG && st.Size == 0
	}
	if place == objectsDir || place == workDir {
		return true
	}
	base := filepath.Base(place)
	return filepath.Dir(place) == objectsDir && len(base) == 2 && strings.Trim(base, "0123456789abcdef") == ""
}

// objectAt reads a place as that of an object.
func objectAt(place string) (store.Name, bool) {
	n, err := store.ParseName(filepath.Base(place))
	return n, err == nil && place == placeOf(n)
}

func placeOf(n store.Name) string {
	s := n.String()
	return filepath.Join(objectsDir, s[:2], s)
}

func kindOf(st *unix.Stat_t) string {
	switch st.Mode & unix.S_IFMT {
	case unix.S_IFREG:
		return "a file"
	case unix.S_IFDIR:
		return "a folder"
	case unix.S_IFLNK:
		return "a link to another place, which was not followed"
	case unix.S_IFSOCK:
		return "a socket"
	case unix.S_IFIFO:
		return "a pipe"
	}
	return "a device"
}

// Read implements [Storage].
func (f Folder) Read(_ context.Context, e Entry) ([]byte, error) {
	file, err := f.open(e.Place)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, store.ErrAbsent
	}
	if err != nil {
		return nil, fmt.Errorf("read: %w", err)
	}
	defer file.Close()
	b := make([]byte, f.Size+1)
	n, err := io.ReadFull(file, b)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read: %w", err)
	}
	if n != f.Size {
		return nil, store.ErrDamaged
	}
	return b[:n:n], nil
}

// Stat implements [Storage].
func (f Folder) Stat(_ context.Context, n store.Name) (Entry, bool, error) {
	var st unix.Stat_t
	err := unix.Lstat(filepath.Join(f.Dir, placeOf(n)), &st)
	if errors.Is(err, fs.ErrNotExist) {
		return Entry{}, false, nil
	}
	if err != nil {
		return Entry{}, false, fmt.Errorf("look at an object: %w", err)
	}
	return f.entry(placeOf(n), &st), true, nil
}

// Facts implements [Storage].
func (f Folder) Facts(context.Context) ([]Fact, error) {
	var fsys unix.Statfs_t
	kind := "not known"
	if err := unix.Statfs(f.Dir, &fsys); err == nil {
		kind = fileSystem(&fsys)
	}
	return []Fact{{ID: "file-system", Name: "File system under the store", Value: kind,
		Means: "Some file systems and disks keep older contents: snapshots, journals, copies that a disk makes inside itself. " +
			"The program overwrites what it removes and cannot reach such copies. They hold sealed objects."}}, nil
}

// Hold takes the lock of the folder, as a server does, so that none begins meanwhile. A folder that was never used has none.
func (f Folder) Hold() (release func() error, err error) {
	file, err := os.OpenFile(filepath.Join(f.Dir, lockName), os.O_RDONLY|unix.O_NOFOLLOW|unix.O_NONBLOCK, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return func() error { return nil }, nil
	}
	if err != nil {
		return nil, fmt.Errorf("lock the store: %w", err)
	}
	if err := unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		if errors.Is(err, unix.EWOULDBLOCK) {
			err = ErrLocked
		}
		return nil, errors.Join(err, file.Close())
	}
	return func() error { return errors.Join(unix.Flock(int(file.Fd()), unix.LOCK_UN), file.Close()) }, nil
}
