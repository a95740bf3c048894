package shelf

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"slices"
	"sync"

	"larkspur/server/store"
	"larkspur/server/wire"
)

// maxTries bounds how often an operation begins anew because somebody else changed the object in between. Each such
// change was somebody's success with another version, so a second try most often ends as lost.
const maxTries = 16

// Read returns the version and the page under l, or the noise of the epoch for both. The caller owns the page.
func (s *Shelf) Read(ctx context.Context, l wire.Locator) (version wire.Version, page *[wire.PageSize]byte, err error) {
	err = s.with(ctx, func(e epochs) error {
		v, err := s.look(ctx, e, l)
		if err != nil {
			return err
		}
		s.use(v)
		version, page = v.version, v.page
		return nil
	})
	return version, page, err
}

// Write swaps page in if expected is the version under l, and returns the new version. admit is asked, once at the most
// and before anything is stored, when that would make a page. Errors: ErrLost and ErrAdmission, with nothing done; with
// any other the outcome is not known.
func (s *Shelf) Write(ctx context.Context, l wire.Locator, expected wire.Version, page *[wire.PageSize]byte, admit func() bool) (version wire.Version, err error) {
	w := &writing{locator: l, expected: expected, page: page, hash: sha256.Sum256(page[:]), admit: sync.OnceValue(admit)}
	err = s.with(ctx, func(e epochs) error {
		version, err = s.write(ctx, e, w)
		return err
	})
	return version, err
}

// writing is one write, which may be tried again and again.
type writing struct {
	locator  wire.Locator
	expected wire.Version
	page     *[wire.PageSize]byte
	hash     [sha256.Size]byte
	admit    func() bool
}

func (s *Shelf) write(ctx context.Context, e epochs, w *writing) (wire.Version, error) {
	for range maxTries {
		v, err := s.look(ctx, e, w.locator)
		if err != nil {
			return wire.Version{}, err
		}
		next, err := s.nextOf(e, v, w)
		if err != nil {
			return wire.Version{}, err
		}
		_, err = s.put(ctx, v.in, next, v.tag)
		if err == nil {
			return next.version, s.settle(ctx, e, v, w.locator)
		}
		if !errors.Is(err, store.ErrStale) {
			return wire.Version{}, err
		}
		// Stale says that this write was not stored: what is there now is another's, and decides anew.
	}
	return wire.Version{}, errContended
}

// nextOf is what is put in the place of v, or why nothing is.
func (s *Shelf) nextOf(e epochs, v *view, w *writing) (*object, error) {
	if !same(w.expected, v.version) {
		return nil, ErrLost
	}
	next := &object{locator: w.locator, month: s.usage.monthIn(e), firsts: v.firsts(), page: w.page}
	if !v.held {
		if slices.Contains(v.firsts(), w.hash) {
			return nil, ErrLost
		}
		if !w.admit() {
			return nil, ErrAdmission
		}
		next.firsts = remember(v.firsts(), w.hash)
	}
	return next, fill(s.random, next.version[:])
}

// Erase drops the page under l if expected is its version: its bytes are overwritten with noise at once, and from then on
// l is answered as a miss. The object stays, dead, until the next rotation, because it remembers the first writes. Erasing
// a miss is done at once. Errors: ErrLost, with nothing done; with any other the outcome is not known.
//
// An erase of a miss re-seals the chaff object that goes with the locator, so that it writes one object like every other
// erase: what changes in the store does not tell whether something was there, and how long it takes tells it by one more
// read at the most, which the grid of the handler covers. Dead and never held cost exactly the same.
func (s *Shelf) Erase(ctx context.Context, l wire.Locator, expected wire.Version) error {
	return s.with(ctx, func(e epochs) error {
		for range maxTries {
			v, err := s.look(ctx, e, l)
			if err != nil {
				return err
			}
			if !v.held {
				return s.rewritePair(ctx, e, l)
			}
			if !same(expected, v.version) {
				return ErrLost
			}
			dead := &object{flags: flagDead, month: v.object.month, locator: l, firsts: v.firsts(), page: new([wire.PageSize]byte)}
			if err := fill(s.random, dead.version[:], dead.page[:]); err != nil {
				return err
			}
			_, err = s.put(ctx, v.in, dead, v.tag)
			if !errors.Is(err, store.ErrStale) {
				return err
			}
		}
		return errContended
	})
}

// rewritePair re-seals the chaff object of l, new in every byte.
func (s *Shelf) rewritePair(ctx context.Context, e epochs, l wire.Locator) error {
	i := e.now.pairOf(l, e.pairs())
	for _, in := range []*epoch{e.now, e.old} {
		if in == nil {
			continue
		}
		pair := in.chaffLocator(i)
		if f, err := s.find(ctx, in, pair); err == nil && f.there && f.object.flags == flagChaff {
			return s.putChaff(ctx, in, pair, f.tag)
		}
	}
	return nil // told when the pair was read; an erase of nothing does not fail for it
}

func same(a, b wire.Version) bool { return subtle.ConstantTimeCompare(a[:], b[:]) == 1 }
