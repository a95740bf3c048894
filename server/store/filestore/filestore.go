// Package filestore keeps objects as files of one folder. It is the embedded default.
//
// Trust: the operating system and the disk are trusted to keep what fdatasync and fsync confirmed and to overwrite in
// place; whoever reads the folder finds noise under noise, and whoever watches it sees which file changes when.
//
// The folder:
//
//	DIR/lock                 held with flock while the store is open
//	DIR/objects/<2>/<64>     the objects, by the first two and by all hexadecimal digits of the name
//	DIR/work/                writes in progress, empty when nothing runs
//
// All 256 folders are made at creation, so that they tell nothing. Modes are 0700 and 0600. Modification and access
// times of files and folders are one constant; change and birth times belong to the file system and stay.
//
// A replaced or deleted object is overwritten with random bytes, on disk, before the call returns: a hard link or an
// open descriptor that somebody kept sees noise. A file system that copies on write (btrfs, ZFS, snapshots below), a
// journal of data, and flash that remaps keep older bytes where no program reaches them; against those only the
// destruction of the epoch key helps.
//
// A tag is a hash of the object's bytes. The caller never puts the same bytes twice, so an old tag never matches again.
//
// Of processes, only one at a time may open a folder. Windows is not supported.
//
// The long courses, which .ci/test runs short:
//
//	go test ./server/store/filestore -run 'TestKill|TestPowerCut' -rounds 500 -timeout 60m
//	go test ./server/store/filestore -run '^$' -bench . -benchtime 5s
package filestore

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"sync"
	"sync/atomic"

	"larkspur/server/store"
)

// Config says where the files are.
type Config struct {
	// Dir is the store's folder. It is made if it does not exist; what lies beside lock, objects and work in it is
	// left alone.
	Dir string
	// Size is the size of every object in bytes. A file of another size is damage.
	Size int
}

// ErrLocked is the answer of Open when another process, or another Store of this one, has the folder open.
var ErrLocked = errors.New("filestore: the folder is in use by another process")

var (
	errClosed = errors.New("filestore: closed")
	errDisk   = errors.New("the disk did not confirm a write; no more writes until a restart")
)

// stripes is the number of locks that names share. It bounds memory, not correctness.
const stripes = 1024

// Store is an open folder. Make one with [Open].
type Store struct {
	disk disk
	size int
	lock func() error // releases the flock

	closing sync.RWMutex // held for reading by every call, for writing by Close
	closed  bool
	failed  atomic.Bool // a folder was not synced: what is on disk is uncertain, so writes stop

	names   [stripes]nameLock
	folders [256]sync.RWMutex // writing: List reads the folder; reading: an entry of it changes
}

// nameLock orders the calls for the names of one stripe.
type nameLock struct {
	writer sync.Mutex   // one Put or Delete at a time, from the compare to the end of the scrub
	swap   sync.RWMutex // held for writing while the entry changes and becomes durable; Get holds it for reading
}

var _ store.Store = (*Store)(nil)

// Open locks the folder, makes it if need be, and sweeps what an interrupted process left behind.
func Open(cfg Config) (*Store, error) {
	if cfg.Size <= 0 {
		return nil, fmt.Errorf("filestore: open: object size %d", cfg.Size)
	}
	release, err := lockFolder(cfg.Dir)
	if err != nil {
		return nil, fmt.Errorf("filestore: open %s: %w", cfg.Dir, err)
	}
	s, err := openOn(osDisk{root: cfg.Dir}, cfg.Size, release)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("filestore: open %s: %w", cfg.Dir, err), release())
	}
	return s, nil
}

// openOn is Open on any disk. release gives the lock free that is already held.
func openOn(d disk, size int, release func() error) (*Store, error) {
	s := &Store{disk: d, size: size, lock: release}
	if err := s.begin(); err != nil {
		return nil, err
	}
	return s, nil
}

// Get implements [store.Store] with one open and one read.
func (s *Store) Get(ctx context.Context, n store.Name) ([]byte, store.Tag, error) {
	done, err := s.enter(ctx)
	if err != nil {
		return nil, "", err
	}
	defer done()
	l := s.lockOf(n)
	l.swap.RLock()
	object, err := s.disk.read(objectPath(n), s.size)
	l.swap.RUnlock()
	if err != nil {
		return nil, "", readError(err)
	}
	return object, tagOf(object), nil
}

// Put implements [store.Store].
func (s *Store) Put(ctx context.Context, n store.Name, object []byte, ifTag store.Tag) (store.Tag, error) {
	if len(object) != s.size {
		return "", fmt.Errorf("filestore: put: %w", store.ErrSize)
	}
	done, err := s.enter(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	l := s.lockOf(n)
	l.writer.Lock()
	defer l.writer.Unlock()
	if err := s.writable(ctx); err != nil {
		return "", fmt.Errorf("filestore: put: %w", err)
	}
	held, err := s.heldTag(n)
	if err != nil {
		return "", err
	}
	if held != ifTag {
		return "", store.ErrStale
	}
	if err := s.write(l, n, object, held != ""); err != nil {
		return "", fmt.Errorf("filestore: put: %w", err)
	}
	return tagOf(object), nil
}

// Delete implements [store.Store]: the bytes are overwritten on disk when it returns.
func (s *Store) Delete(ctx context.Context, n store.Name) error {
	done, err := s.enter(ctx)
	if err != nil {
		return err
	}
	defer done()
	l := s.lockOf(n)
	l.writer.Lock()
	defer l.writer.Unlock()
	if err := s.writable(ctx); err != nil {
		return fmt.Errorf("filestore: delete: %w", err)
	}
	if err := s.remove(l, n); err != nil {
		return fmt.Errorf("filestore: delete: %w", err)
	}
	return nil
}

// List implements [store.Store]. It reads one folder at a time, whole, while no entry of it changes.
func (s *Store) List(ctx context.Context, visit func(store.Name) error) error {
	for folder := range 256 {
		names, err := s.listFolder(ctx, byte(folder))
		if err != nil {
			return err
		}
		for _, n := range names {
			if err := ctx.Err(); err != nil {
				return fmt.Errorf("filestore: list: %w", err)
			}
			if err := visit(n); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Store) listFolder(ctx context.Context, folder byte) ([]store.Name, error) {
	done, err := s.enter(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	s.folders[folder].Lock()
	entries, err := s.disk.list(folderPath(folder))
	s.folders[folder].Unlock()
	if err != nil {
		return nil, fmt.Errorf("filestore: list: %w", withoutPath(err))
	}
	names := make([]store.Name, 0, len(entries))
	for _, entry := range entries {
		n, err := store.ParseName(entry)
		if err != nil || n[0] != folder {
			return nil, fmt.Errorf("filestore: list: an entry of %s is no object's name: %w", folderPath(folder), store.ErrDamaged)
		}
		names = append(names, n)
	}
	return names, nil
}

// Close implements [store.Store]. It waits for calls in flight and gives the folder free.
func (s *Store) Close() error {
	s.closing.Lock()
	defer s.closing.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	return s.lock()
}

// enter admits one call; the store cannot be closed until done is called.
func (s *Store) enter(ctx context.Context) (done func(), err error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("filestore: %w", err)
	}
	s.closing.RLock()
	if s.closed {
		s.closing.RUnlock()
		return nil, errClosed
	}
	return s.closing.RUnlock, nil
}

// writable is asked when the writer lock is held, which may have taken a while. What is held may be uncertain on disk
// after a failure, so nothing is compared with it either.
func (s *Store) writable(ctx context.Context) error {
	if s.failed.Load() {
		return errDisk
	}
	return ctx.Err()
}

func (s *Store) lockOf(n store.Name) *nameLock {
	return &s.names[(int(n[0])<<8|int(n[1]))%stripes]
}

// heldTag is the tag of what is held under n, empty if nothing is. The caller holds the writer lock.
func (s *Store) heldTag(n store.Name) (store.Tag, error) {
	object, err := s.disk.read(objectPath(n), s.size)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", readError(err)
	}
	return tagOf(object), nil
}

// readError keeps the object's path out of the text and tells absence and damage apart from a disk that fails.
func readError(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return store.ErrAbsent
	}
	return fmt.Errorf("filestore: read: %w", withoutPath(err))
}

// withoutPath drops the path, which holds the object's name, and keeps the reason.
func withoutPath(err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err
	}
	return err
}

func tagOf(object []byte) store.Tag {
	sum := sha256.Sum256(object)
	return store.Tag(hex.EncodeToString(sum[:16]))
}

func folderPath(folder byte) string {
	return filepath.Join("objects", hex.EncodeToString([]byte{folder}))
}

func objectPath(n store.Name) string {
	return filepath.Join(folderPath(n[0]), n.String())
}
