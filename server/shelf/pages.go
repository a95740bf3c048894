package shelf

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"slices"

	"larkspur/server/store"
	"larkspur/server/wire"
)

// maxTries bounds how often an operation begins anew because somebody else changed the object in between. Each such
// change was somebody's success with another version, so a second try most often ends as lost.
const maxTries = 16

// Read returns the version and the page under l, or the noise of the epoch for both. The caller owns the page.
func (s *Shelf) Read(ctx context.Context, l wire.Locator) (wire.Version, *[wire.PageSize]byte, error) {
	leave, err := s.enter()
	if err != nil {
		return wire.Version{}, nil, err
	}
	defer leave()
	v, err := s.look(ctx, l)
	if err != nil {
		return wire.Version{}, nil, err
	}
	return v.version, v.page, nil
}

// Write swaps page in if expected is the version under l, and returns the new version. admit is asked, once at the most
// and before anything is stored, when that would make a page. Errors: ErrLost and ErrAdmission, with nothing done; with
// any other the outcome is not known.
func (s *Shelf) Write(ctx context.Context, l wire.Locator, expected wire.Version, page *[wire.PageSize]byte, admit func() bool) (wire.Version, error) {
	leave, err := s.enter()
	if err != nil {
		return wire.Version{}, err
	}
	defer leave()
	hash := sha256.Sum256(page[:])
	asked := false
	for range maxTries {
		v, err := s.look(ctx, l)
		if err != nil {
			return wire.Version{}, err
		}
		if !same(expected, v.version) {
			return wire.Version{}, ErrLost
		}
		next := &object{locator: l, firsts: v.firsts(), page: page}
		if v.object != nil {
			next.month = v.object.month
		}
		if !v.held {
			if slices.Contains(v.firsts(), hash) {
				return wire.Version{}, ErrLost
			}
			if !asked && !admit() {
				return wire.Version{}, ErrAdmission
			}
			asked = true
			next.firsts = remember(v.firsts(), hash)
		}
		if err := fill(s.random, next.version[:]); err != nil {
			return wire.Version{}, err
		}
		_, err = s.put(ctx, next, v.tag)
		if err == nil {
			return next.version, nil
		}
		if !errors.Is(err, store.ErrStale) {
			return wire.Version{}, err
		}
		// Stale says that this write was not stored: what is there now is another's, and decides anew.
	}
	return wire.Version{}, errContended
}

// Erase drops the page under l if expected is its version: its bytes are overwritten with noise at once, and from then on
// l is answered as a miss. The object stays, dead, until a rotation, because it remembers the first writes. Erasing a miss
// is done at once. Errors: ErrLost, with nothing done; with any other the outcome is not known.
//
// An erase of a miss re-seals the chaff object that goes with the locator, so that it writes one object like every other
// erase: what changes in the store does not tell whether something was there, and how long it takes tells it by one more
// read at the most, which the grid of the handler covers. Dead and never held cost exactly the same.
func (s *Shelf) Erase(ctx context.Context, l wire.Locator, expected wire.Version) error {
	leave, err := s.enter()
	if err != nil {
		return err
	}
	defer leave()
	for range maxTries {
		v, err := s.look(ctx, l)
		if err != nil {
			return err
		}
		if !v.held {
			return s.rewritePair(ctx, l)
		}
		if !same(expected, v.version) {
			return ErrLost
		}
		dead := &object{flags: flagDead, month: v.object.month, locator: l, firsts: v.firsts(), page: new([wire.PageSize]byte)}
		if err := fill(s.random, dead.version[:], dead.page[:]); err != nil {
			return err
		}
		_, err = s.put(ctx, dead, v.tag)
		if !errors.Is(err, store.ErrStale) {
			return err
		}
	}
	return errContended
}

// rewritePair re-seals the chaff object of l, new in every byte.
func (s *Shelf) rewritePair(ctx context.Context, l wire.Locator) error {
	pair := s.epoch.pairOf(l, s.chaff)
	_, tag, err := s.store.Get(ctx, s.epoch.nameOf(pair))
	if err != nil {
		return nil // told when the pair was read; an erase of nothing does not fail for it
	}
	return s.putChaff(ctx, pair, tag)
}

func same(a, b wire.Version) bool { return subtle.ConstantTimeCompare(a[:], b[:]) == 1 }
