package filestore

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"larkspur/server/store"
)

// begin makes the folders if they are not there, finishes what an interrupted process left, and makes all durable that
// can be seen: a process that was killed may have left a change that nobody synced, and what is read from now on must
// not be taken back by a loss of power.
func (s *Store) begin() error {
	if err := s.lay(); err != nil {
		return err
	}
	for _, path := range []string{objectsFolder, workFolder, "lock", "."} {
		if err := s.disk.quieten(path); err != nil {
			return err
		}
	}
	for _, each := range []func(string) error{s.disk.quieten, s.disk.syncFolder} { // so that one journal commit takes all
		for folder := range 256 {
			if err := each(folderPath(byte(folder))); err != nil {
				return err
			}
		}
	}
	if err := s.sweep(); err != nil {
		return fmt.Errorf("sweep: %w", err)
	}
	return s.disk.quieten(workFolder)
}

// lay makes all folders under another name first, so that they are all there or none is. A folder that is missing
// later took its objects with it, and that is damage and no beginning.
func (s *Store) lay() error {
	if err := s.ensure(workFolder); err != nil {
		return err
	}
	laid, err := s.disk.exists(objectsFolder)
	if err != nil {
		return err
	}
	if !laid {
		return s.layObjects()
	}
	for folder := range 256 {
		there, err := s.disk.exists(folderPath(byte(folder)))
		if err != nil {
			return err
		}
		if !there {
			return fmt.Errorf("folder %s is missing: %w", folderPath(byte(folder)), store.ErrDamaged)
		}
	}
	return nil
}

func (s *Store) layObjects() error {
	const draft = objectsFolder + ".new"
	if err := s.ensure(draft); err != nil {
		return err
	}
	for folder := range 256 {
		if err := s.ensure(filepath.Join(draft, filepath.Base(folderPath(byte(folder))))); err != nil {
			return err
		}
	}
	if err := s.disk.syncFolder(draft); err != nil {
		return err
	}
	if err := s.disk.rename(draft, objectsFolder); err != nil {
		return err
	}
	return s.disk.syncFolder(".")
}

func (s *Store) ensure(folder string) error {
	there, err := s.disk.exists(folder)
	if err != nil || there {
		return err
	}
	return s.disk.makeFolder(folder)
}

// sweep leaves the work folder empty. New objects were never acknowledged: they are overwritten and removed. Old ones
// are settled. Anything else is not ours, and is damage.
func (s *Store) sweep() error {
	entries, err := s.disk.list(workFolder)
	if err != nil {
		return err
	}
	var errs []error
	for _, entry := range entries {
		errs = append(errs, s.sweepEntry(entry))
	}
	return errors.Join(errs...)
}

func (s *Store) sweepEntry(entry string) error {
	if strings.HasPrefix(entry, newPrefix) {
		return s.discard(filepath.Join(workFolder, entry))
	}
	if old, ok := strings.CutPrefix(entry, oldPrefix); ok {
		if n, err := store.ParseName(old); err == nil {
			return s.settle(n)
		}
	}
	return fmt.Errorf("the work folder holds something that is not ours: %w", store.ErrDamaged)
}
