package shelf

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"larkspur/server/store"
	"larkspur/server/wire"
)

// A Found is what one key leads to for one locator: what the operator of a server could be made to tell about it.
type Found struct {
	Next    bool       // under the key that a rotation moves to; otherwise under the one in use
	Name    store.Name // of the object, under this key
	Held    bool       // an object lies under the name; without it nothing below is set
	Damaged bool       // it does not open under its name; without it all below is what its seal holds

	Erased bool // it held a page, which was overwritten
	Moving bool // a rotation froze it, to put it under the next key
	Filler bool // the server made it for itself
	Month  uint32
	// Version and Firsts are random, and the hashes of first writes, newest first (SPEC §9.2).
	Version wire.Version
	Firsts  [][32]byte
	Page    *[wire.PageSize]byte // the sealed page; nil where there is none
}

// Inspect reads what lies under l with the keys that the files at keyFile and the store have: one answer for each key, which
// in a rotation are two. It changes nothing, needs no Shelf, and may run beside one. It fails with fs.ErrNotExist where
// no key was made yet, and otherwise as Open does.
func Inspect(ctx context.Context, keyFile string, st store.Store, l wire.Locator) ([]Found, error) {
	o := &opening{config: Config{KeyFile: keyFile}, store: st, disk: osDisk{}}
	for range maxTries {
		found, again, err := o.inspect(ctx, l)
		if !again {
			return found, err
		}
	}
	return nil, errContended
}

// inspect asks to be called again when the keys changed while it looked: what it did not find may have been moved.
func (o *opening) inspect(ctx context.Context, l wire.Locator) (found []Found, again bool, err error) {
	e, err := o.loadAny(ctx)
	if err != nil {
		seen, err2 := o.marks()
		return nil, errors.Is(err, errMoved) || err2 == nil && !seen.same(e.seen), err
	}
	defer e.wipe()
	// What is put under the next key is taken away under the old one afterwards, so in this order it cannot slip through.
	for _, in := range []struct {
		key  *epoch
		next bool
	}{{e.old, false}, {e.now, e.old != nil}} {
		if in.key == nil {
			continue
		}
		f, err := in.key.inspect(ctx, o.store, l)
		if err != nil {
			return nil, false, err
		}
		f.Next = in.next
		found = append(found, f)
	}
	seen, err := o.marks()
	return found, err == nil && !seen.same(e.seen), err
}

// loadAny is load, but that it changes nothing: it takes the moment for what it is in which a rotation has renamed the old
// key and not yet the new one.
func (o *opening) loadAny(ctx context.Context) (epochs, error) {
	seen, err := o.marks()
	if err != nil {
		return epochs{}, err
	}
	e, err := o.loadOnce(ctx)
	if !errors.Is(err, fs.ErrNotExist) {
		e.seen = seen
		return e, err
	}
	if left, err2 := o.disk.exists(o.old()); err2 != nil || !left {
		return epochs{seen: seen}, errors.Join(err, err2)
	}
	next, err := o.loadNext(ctx)
	return epochs{now: next, seen: seen}, err
}

func (e *epoch) inspect(ctx context.Context, st store.Store, l wire.Locator) (Found, error) {
	f := Found{Name: e.nameOf(l)}
	b, _, err := st.Get(ctx, f.Name)
	switch {
	case errors.Is(err, store.ErrAbsent):
		return f, nil
	case errors.Is(err, store.ErrDamaged):
		f.Held, f.Damaged = true, true
		return f, nil
	case err != nil:
		return f, fmt.Errorf("shelf: read: %w", err)
	}
	f.Held = true
	o, err := e.open(l, b)
	if err != nil {
		f.Damaged = true
		return f, nil
	}
	f.Erased, f.Moving, f.Filler = o.flags&flagDead != 0, o.flags&flagFrozen != 0, o.flags&flagChaff != 0
	f.Month, f.Version, f.Firsts = o.month, o.version, o.firsts
	if !f.Erased && !f.Filler {
		f.Page = o.page
	}
	return f, nil
}
