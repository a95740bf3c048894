package shelf

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
)

// leave takes the last steps of a rotation, from any of them on: nothing lies under the key of KEY.old any more.
//
//  1. KEY becomes KEY.old                 (done before: it is what says that nothing lies under it)
//  2. KEY.next becomes KEY
//  3. the store's half of the old key is removed
//  4. KEY.old is overwritten and removed
//
// The store's half goes first of the two, because its name follows from the file's.
func (o *opening) leave(ctx context.Context) error {
	if there, err := o.disk.exists(o.config.KeyFile); err != nil {
		return fmt.Errorf("key file: %w", err)
	} else if !there {
		err := o.rename(o.next(), o.config.KeyFile)
		if errors.Is(err, fs.ErrNotExist) {
			return ErrNoKeyFile // somebody took it away; what is left of the old key is not destroyed over that
		}
		if err != nil {
			return err
		}
	}
	f, err := o.readKey(o.old())
	switch {
	case err == nil:
		name := halfName(f)
		f.Wipe()
		if err := o.store.Delete(ctx, name); err != nil {
			return fmt.Errorf("remove the half of the old key in the store: %w", err)
		}
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case errors.Is(err, ErrKeyFileDamaged): // half overwritten: the store's half went before
	default:
		return err
	}
	if err := o.disk.destroy(o.old()); err != nil {
		return fmt.Errorf("key file: %w", err)
	}
	if err := o.disk.syncFolder(o.old()); err != nil {
		return fmt.Errorf("key file: %w", err)
	}
	return nil
}

// settle sees that what was made under an epoch which another process left meanwhile is moved like all the rest. Only what
// is made has to be: a rotation finds what was there before it, and swaps fail where it was first. That more than one
// rotation ends while a call is under way is left out: each waits for Config.Late.
func (s *Shelf) settle(ctx context.Context, e epochs, v *view, l [32]byte) error {
	if v.object != nil || s.check(e) == nil {
		return nil
	}
	fresh, err := s.opening.load(ctx)
	if err != nil {
		return err
	}
	defer fresh.wipe()
	if fresh.now.nameOf(l) == e.now.nameOf(l) {
		return nil // the files changed and the key did not
	}
	made, err := s.move(ctx, epochs{old: e.now, now: fresh.now}, e.now.nameOf(l), nil)
	if err != nil {
		return err
	}
	if made == beaten {
		return ErrLost // somebody made a page there meanwhile, under the new key; it was never seen under this one
	}
	return nil
}
