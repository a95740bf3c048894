package filestore

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"larkspur/server/store"
)

// Names of work in progress: a new object before it has its place, and an old one after it lost it. The old one
// carries the object's name, so that the sweep can tell an object that is still in its place from one that is not.
const (
	newPrefix = "new-"
	oldPrefix = "old-"
)

const (
	workFolder    = "work"
	objectsFolder = "objects"
)

func newPath() string {
	var random [16]byte
	_, _ = rand.Read(random[:]) // never fails
	return filepath.Join(workFolder, newPrefix+hex.EncodeToString(random[:]))
}

func oldPath(n store.Name) string { return filepath.Join(workFolder, oldPrefix+n.String()) }

// write puts an object in its place. The order carries the promises:
//
//  1. the new bytes are durable before anything points at them;
//  2. the old file has a second name before it loses its first, so that it can still be overwritten;
//  3. the swap is durable before the old bytes are touched: until then a loss of power may bring the old entry back,
//     and it has to find its object;
//  4. no reader has the old file open when it is overwritten, because readers hold the swap lock;
//  5. the swap is durable before anybody reads the new object, so that a loss of power takes nothing back that was seen.
//
// The caller holds l.writer.
func (s *Store) write(l *nameLock, n store.Name, object []byte, replaces bool) error {
	fresh := newPath()
	if err := s.disk.create(fresh, object); err != nil {
		return errors.Join(withoutPath(err), s.discard(fresh))
	}
	if replaces {
		if err := s.linkAside(n); err != nil {
			return errors.Join(err, s.discard(fresh))
		}
	}
	l.swap.Lock()
	err := errors.Join(s.changeEntry(n, fresh, objectPath(n)), s.confirm(n)) // confirmed also if it failed: it may have happened
	l.swap.Unlock()
	if errors.Is(err, errDisk) {
		return err // what is on disk is uncertain: leave both copies to the sweep of the next start
	}
	if err != nil {
		return errors.Join(err, s.settle(n), s.discard(fresh))
	}
	if !replaces {
		return nil
	}
	return s.bury(n)
}

// remove takes an object out of its place and overwrites it. The caller holds l.writer.
func (s *Store) remove(l *nameLock, n store.Name) error {
	if _, err := s.disk.links(objectPath(n)); errors.Is(err, fs.ErrNotExist) {
		return s.settle(n)
	} else if err != nil {
		return withoutPath(err)
	}
	if err := s.settle(n); err != nil {
		return err
	}
	l.swap.Lock()
	err := errors.Join(s.changeEntry(n, objectPath(n), oldPath(n)), s.confirm(n))
	l.swap.Unlock()
	if errors.Is(err, errDisk) {
		return err
	}
	if err != nil {
		return errors.Join(err, s.settle(n))
	}
	return s.bury(n)
}

// linkAside gives the held object its second name, after finishing what an earlier failed call left under it.
func (s *Store) linkAside(n store.Name) error {
	err := s.disk.link(objectPath(n), oldPath(n))
	if errors.Is(err, fs.ErrExist) {
		if err := s.settle(n); err != nil {
			return err
		}
		err = s.disk.link(objectPath(n), oldPath(n))
	}
	return withoutLinks(err)
}

// changeEntry renames while no List reads the object's folder, where a renamed entry could show twice or not at all.
func (s *Store) changeEntry(n store.Name, from, to string) error {
	s.folders[n[0]].RLock()
	defer s.folders[n[0]].RUnlock()
	return withoutLinks(s.disk.rename(from, to))
}

// confirm makes both folders durable, at once, because a journal then needs to commit only once. After a failure
// nothing is known of the disk, and asking again may be answered with a yes that means nothing: writes stop.
func (s *Store) confirm(n store.Name) error {
	work := make(chan error, 1)
	go func() { work <- s.disk.syncFolder(workFolder) }()
	err := errors.Join(withoutPath(s.disk.syncFolder(folderPath(n[0]))), withoutPath(<-work))
	if err != nil {
		s.failed.Store(true)
		return fmt.Errorf("%w: %w", errDisk, err)
	}
	return nil
}

// bury overwrites the old object of n and takes its name away. The swap is durable, so its errors wrap nothing: by the
// contract store.ErrDamaged would say that nothing was changed.
func (s *Store) bury(n store.Name) error {
	if err := s.disk.scrub(oldPath(n)); err != nil {
		return fmt.Errorf("overwrite the old object: %v", withoutPath(err))
	}
	if err := s.disk.remove(oldPath(n)); err != nil {
		return fmt.Errorf("remove the old object: %v", withoutPath(err))
	}
	if err := s.disk.quieten(workFolder); err != nil {
		return fmt.Errorf("set the times: %v", withoutPath(err))
	}
	return nil
}

// settle finishes what was left aside for n, if anything was. Where the swap did not happen the file has both names,
// and only the second goes; where it did, the swap is made durable before the bytes are overwritten.
func (s *Store) settle(n store.Name) error {
	if _, err := s.disk.links(oldPath(n)); errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return withoutPath(err)
	}
	same, err := s.disk.same(oldPath(n), objectPath(n))
	if err != nil {
		return withoutPath(err)
	}
	if same {
		return withoutPath(s.disk.remove(oldPath(n)))
	}
	if err := s.confirm(n); err != nil {
		return err
	}
	return s.bury(n)
}

// discard overwrites and removes a new object that did not reach its place. If it did after all, it is gone from here.
func (s *Store) discard(fresh string) error {
	links, err := s.disk.links(fresh)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return withoutPath(err)
	}
	if links == 1 { // with more, a file system that renames in two steps left it in its place as well
		if err := s.disk.scrub(fresh); err != nil {
			return fmt.Errorf("overwrite: %w", withoutPath(err))
		}
	}
	return withoutPath(s.disk.remove(fresh))
}
