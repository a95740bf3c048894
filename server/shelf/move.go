package shelf

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"larkspur/server/store"
	"larkspur/server/wire"
)

// moveAll moves until nothing is left under the old key. The first round reads everything; the next ones look only at
// what has no name that is known already, for what came under the old key late: a call that was given up and arrived all
// the same, or one of another process.
func (s *Shelf) moveAll(ctx context.Context, progress func(Progress)) error {
	e, leave, err := s.enter()
	if err != nil {
		return err
	}
	leave() // they stay what they are: only this rotation, or Close, changes them now
	g := s.newGathering(e)
	var (
		known []uint64
		far   Progress // over all rounds
	)
	skip := func(n store.Name) bool {
		_, found := slices.BinarySearch(known, orderOf(n))
		return found
	}
	for {
		entries, err := g.all(ctx, skip, func(n int) {
			if known == nil {
				progress(Progress{Done: n})
			}
		})
		if err != nil {
			return err
		}
		if g.opened == 0 {
			return errNothingOpens
		}
		if len(entries) == 0 {
			break
		}
		far.Total += len(entries)
		if missing := g.missing; known == nil && missing != 0 {
			s.notice(fmt.Sprintf("of the objects that the server made for itself %d were gone: the store lost something, and plans "+
				"may be among it", missing))
		}
		if err := s.moveThese(ctx, g, entries, func(done int, bytes int64) {
			far.Done, far.Bytes = far.Done+done, far.Bytes+bytes
			progress(far)
		}); err != nil {
			return err
		}
		for _, entry := range entries {
			known = append(known, entry.order)
		}
		slices.Sort(known)
	}
	// The old key is destroyed after this. Whether the new one opens what is stored under it is seen once more.
	if _, broken, err := s.ensureChaff(ctx, e.now, func(int, int) {}); err != nil {
		return err
	} else if broken != 0 {
		return errDamaged
	}
	if g.unknown != 0 {
		s.notice(fmt.Sprintf("%d objects in the store open under no key that is here and were left where they are: somebody else's, "+
			"or damaged. A page among them is answered from now on as if it had never been, and does not open again unless "+
			"the store and the key file are put back as they were. Is the disk failing?", g.unknown))
	}
	return nil
}

// moveThese works the entries off in their order, some at a time side by side: none is begun before those of the batch
// before it are done, so what is written is out of order by less than a batch.
func (s *Shelf) moveThese(ctx context.Context, g *gathering, entries []entry, moved func(done int, bytes int64)) error {
	for batch := range slices.Chunk(entries, rotateAtOnce) {
		if err := ctx.Err(); err != nil {
			return err
		}
		var (
			wait   sync.WaitGroup
			bytes  [rotateAtOnce]int64
			failed [rotateAtOnce]error
		)
		for i, t := range batch {
			wait.Go(func() { bytes[i], failed[i] = s.moveOne(ctx, g, t) })
		}
		wait.Wait()
		var put int64
		for i := range batch {
			if failed[i] != nil {
				return failed[i]
			}
			put += bytes[i]
		}
		moved(len(batch), put)
	}
	return nil
}

// moveOne does one entry, and keeps Close waiting meanwhile. It returns the bytes put into the store.
func (s *Shelf) moveOne(ctx context.Context, g *gathering, t entry) (bytes int64, err error) {
	e, leave, err := s.enter()
	if err != nil {
		return 0, err
	}
	defer leave()
	if e.old == nil {
		return 0, errMoved // another process ended this rotation
	}
	if t.make != 0 {
		return ObjectSize, s.putChaff(ctx, e.now, e.now.chaffLocator(t.make-1), "")
	}
	m, err := s.move(ctx, e, t.old, g.oldOf)
	return m.bytes(), err
}

// A moved says what a move came to.
type moved int

const (
	gone     moved = iota // nothing lay there any more
	dropped               // frozen and removed: dead, out of its time, or chaff that the new epoch has no place for
	arrived               // frozen, put under its new name, and removed
	beaten                // as arrived, but something lay under the new name already
	unopened              // left where it is
)

// bytes is about what it put into the store.
func (m moved) bytes() int64 {
	switch m {
	case dropped:
		return ObjectSize
	case arrived, beaten:
		return 2 * ObjectSize
	}
	return 0
}

// move moves what lies under n in the old epoch: it freezes the object by a swap, so that from then on it is what it is;
// puts what comes of it under the new name, if nothing is there; and removes it. Whoever else does the same at the same
// time does no harm, and each step may be the last before a kill. chaff tells the number of a chaff object.
func (s *Shelf) move(ctx context.Context, e epochs, n store.Name, chaff map[wire.Locator]uint32) (moved, error) {
	for try := 0; ; try++ {
		// Somebody swaps it again and again. A rotation waits longer each time, and is in no hurry.
		if err := pause(ctx, try); err != nil {
			return gone, err
		}
		b, tag, err := s.store.Get(ctx, n)
		switch {
		case errors.Is(err, store.ErrAbsent):
			return gone, nil
		case errors.Is(err, store.ErrDamaged):
			return unopened, nil
		case err != nil:
			return gone, fmt.Errorf("read: %w", err)
		}
		o, err := e.old.openNamed(n, b)
		if err != nil {
			return unopened, nil
		}
		if o.flags&flagFrozen == 0 {
			if err := s.freeze(e, o); err != nil {
				return gone, err
			}
			if _, err := s.put(ctx, e.old, o, tag); errors.Is(err, store.ErrStale) {
				continue // somebody saved, or froze it, in between
			} else if err != nil {
				return gone, err
			}
		}
		m, err := s.succeed(ctx, e, o, chaff)
		if err != nil {
			return gone, err
		}
		if err := s.store.Delete(ctx, n); err != nil {
			return gone, fmt.Errorf("remove: %w", err)
		}
		return m, nil
	}
}

// pause waits not at all before the first tries, and then up to some tenths of a second.
func pause(ctx context.Context, try int) error {
	if try < 2 {
		return ctx.Err()
	}
	t := time.NewTimer(time.Duration(1+rand.IntN(1<<min(try, 8))) * time.Millisecond)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// freeze makes o what is put in its own place. What is dropped is decided here, once: a page whose time is over is frozen
// as a dead one.
func (s *Shelf) freeze(e epochs, o *object) error {
	if o.flags == 0 {
		month, over := s.usage.monthOf(e, o)
		o.month = month
		if over {
			o.flags |= flagDead
		}
	}
	o.flags |= flagFrozen
	if o.flags == flagFrozen {
		return nil
	}
	return fill(s.random, o.version[:], o.page[:])
}

// succeed puts what comes of a frozen object under its new name, unless something is there.
func (s *Shelf) succeed(ctx context.Context, e epochs, o *object, chaff map[wire.Locator]uint32) (moved, error) {
	var next *object
	switch o.flags {
	case flagFrozen:
		// The memory of first writes ends with the epoch: they were made over noise that nobody is answered with any more.
		next = &object{month: o.month, locator: o.locator, version: o.version, page: o.page}
	case flagFrozen | flagChaff:
		i, ok := chaff[o.locator]
		if !ok || i >= e.pairs() {
			return dropped, nil
		}
		var err error
		if next, err = newChaff(s.random, e.now.chaffLocator(i)); err != nil {
			return gone, err
		}
	default:
		return dropped, nil
	}
	_, err := s.put(ctx, e.now, next, "")
	if errors.Is(err, store.ErrStale) {
		return beaten, nil
	}
	return arrived, err
}

// finish puts a page that was found frozen under its new name, so that it can be answered for. The rotation removes it.
func (s *Shelf) finish(ctx context.Context, e epochs, frozen *object) error {
	_, err := s.succeed(ctx, e, frozen, nil)
	return err
}
