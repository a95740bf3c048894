package shelf

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"
)

// Progress says how far a rotation is.
type Progress struct {
	Done, Total int   // objects; Total is 0 while they are looked at, and Done then how many were
	Bytes       int64 // put into the store so far
}

// Rotate moves everything to a new epoch and destroys the old key. From its success on, no copy of the store opens what
// was erased before it began, unless that key was copied too.
//
// It may be called while the shelf serves, which it does all the time, and be ended at any moment, by its context or by a
// kill: everything is then found where it is, and the next call goes on. One call works at a time, also among processes
// with one key file: ErrRotating. With any other error what was not moved yet is still under the old key, which is kept.
// progress is called now and then from one goroutine; nil is fine.
//
// The order is that of SPEC §9.6. Noise changes for all locators at the moment in which KEY.next is there.
func (s *Shelf) Rotate(ctx context.Context, progress func(Progress)) error {
	if !s.rotation.TryLock() {
		return ErrRotating
	}
	defer s.rotation.Unlock()
	unlock, err := s.opening.disk.lock(s.opening.config.KeyFile)
	if err != nil {
		return fmt.Errorf("rotate: %w", err)
	}
	defer unlock()
	if progress == nil {
		progress = func(Progress) {}
	}
	if err := s.rotate(ctx, progress); err != nil {
		return fmt.Errorf("rotate: %w", err)
	}
	return nil
}

func (s *Shelf) rotate(ctx context.Context, progress func(Progress)) error {
	// What is left of an earlier one comes first: while KEY.old is there, nothing else gets that name.
	left, err := s.opening.disk.exists(s.opening.old())
	if err == nil {
		err = s.opening.tidyLocked(ctx)
	}
	if err == nil {
		err = s.reload(ctx) // also when another process rotated since
	}
	if err != nil {
		return err
	}
	if left && !s.moving() {
		return nil // that was all that was missing of it
	}
	if !s.moving() {
		if err := s.beginRotation(ctx); err != nil {
			return err
		}
	}
	if err := s.settleDown(ctx); err != nil {
		return err
	}
	s.usage.begin()
	if err := s.moveAll(ctx, progress); err != nil {
		return err
	}
	s.usage.end()
	return s.endRotation(ctx)
}

// settleDown waits until no call that was given up before this rotation can take effect any more. Nothing was removed yet: a
// page that such a call makes finds its place taken, by the page that was made after it or by what is left of that.
func (s *Shelf) settleDown(ctx context.Context) error {
	if s.opening.config.Late <= 0 {
		return nil
	}
	t := time.NewTimer(s.opening.config.Late)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Rotating reports whether a rotation began and has not ended: here, in another process, or cut off earlier.
func (s *Shelf) Rotating() bool {
	if s.moving() {
		return true
	}
	// One that began may not have been taken up yet: its key is there, and reading the store's half of it failed.
	for _, path := range []string{s.opening.next(), s.opening.old()} {
		if there, err := s.opening.disk.exists(path); err == nil && there {
			return true
		}
	}
	return false
}

// moving reports whether there is an epoch to move from.
func (s *Shelf) moving() bool {
	s.gate.RLock()
	defer s.gate.RUnlock()
	return s.keys.old != nil
}

// Since is when the key in use was made: the last rotation, or the first start. It is the time at which the key file was
// written, and the zero time where that cannot be told.
func (s *Shelf) Since() time.Time {
	m, err := s.opening.marks()
	if err != nil || m.key.info == nil {
		return time.Time{}
	}
	return m.key.info.ModTime()
}

// beginRotation makes the new key. Nothing is under it before all of it is durable.
func (s *Shelf) beginRotation(ctx context.Context) error {
	o := s.opening
	last, err := o.readKey(o.config.KeyFile)
	if err != nil {
		return err
	}
	defer last.Wipe()
	lastKept, err := readKept(ctx, o.store, last)
	if err != nil {
		return err
	}
	lastKept.half.Wipe()
	f, err := o.newFileHalf()
	if err != nil {
		return err
	}
	defer f.Wipe()
	k, err := readKept(ctx, o.store, f)
	if errors.Is(err, ErrStoreHalfDamaged) { // nothing is under it: away with it, and the next try makes another
		if err := errors.Join(o.store.Delete(ctx, halfName(f)), o.disk.destroy(o.new())); err != nil {
			return err
		}
	}
	if errors.Is(err, ErrNoStoreHalf) {
		k, err = o.makeStoreHalf(ctx, f, lastKept)
	}
	if err != nil {
		return err
	}
	defer k.half.Wipe()
	if err := o.rename(o.new(), o.next()); err != nil {
		return err
	}
	return s.reload(ctx)
}

// newFileHalf is the file's half of the new key, under KEY.new: made now, or left by a rotation that did not come further.
func (o *opening) newFileHalf() (fileHalf, error) {
	f, err := o.readKey(o.new())
	if errors.Is(err, ErrKeyFileDamaged) { // nothing is under it
		if err := o.disk.destroy(o.new()); err != nil {
			return fileHalf{}, fmt.Errorf("key file: %w", err)
		}
		err = fs.ErrNotExist
	}
	if errors.Is(err, fs.ErrNotExist) {
		return o.makeFileHalf(o.new())
	}
	return f, err
}

// endRotation takes the old key out of use, here and for all who come. Calls wait while the files are renamed.
func (s *Shelf) endRotation(ctx context.Context) error {
	o := s.opening
	err := s.change(func(e epochs) (epochs, error) {
		if err := o.rename(o.config.KeyFile, o.old()); err != nil {
			return e, err
		}
		// Nothing is under the old key from here on, whatever becomes of the rest; the next call finishes that.
		after := epochs{now: e.now}
		if err := o.rename(o.next(), o.config.KeyFile); err == nil {
			after.seen, _ = o.marks()
		}
		return after, nil
	})
	if err != nil {
		return err
	}
	return o.leave(ctx)
}
