// Package memstore is a store in memory, for tests of what stands above a store.
//
// Trust: none is needed, and none is earned; it forgets everything when the process ends.
//
// Faults are injected by a function that is asked once per call: a write can be lost, or stored although it failed,
// a read can fail, and every call can be made to wait before or after its effect. No test framework is imported, so
// commands and examples may use it too.
package memstore

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"sync"

	"larkspur/server/store"
)

var errClosed = errors.New("memstore: closed")

// Config says how a store in memory behaves.
type Config struct {
	// Size is the size of every object in bytes. Others are refused.
	Size int
	// Faults is asked before each call; nil injects none.
	Faults Faults
}

// Store is a store in memory. Make one with [New].
type Store struct {
	size int

	mu      sync.Mutex
	objects map[store.Name][]byte
	faults  Faults
	closed  bool
}

var _ store.Store = (*Store)(nil)

// New makes an empty store.
func New(cfg Config) *Store {
	return &Store{size: cfg.Size, faults: cfg.Faults, objects: map[store.Name][]byte{}}
}

// SetFaults replaces the faults for the calls that follow; nil injects none.
func (s *Store) SetFaults(f Faults) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = f
}

// Objects is a copy of all that is held, for tests that search it.
func (s *Store) Objects() map[store.Name][]byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make(map[store.Name][]byte, len(s.objects))
	for n, object := range s.objects {
		all[n] = slices.Clone(object)
	}
	return all
}

// Replace puts bytes of any size under a name without comparing, or removes what is there if object is nil. It is for
// tests that roll storage back, damage it, or restore a copy.
func (s *Store) Replace(n store.Name, object []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if object == nil {
		delete(s.objects, n)
		return
	}
	s.objects[n] = slices.Clone(object)
}

// Get implements [store.Store].
func (s *Store) Get(ctx context.Context, n store.Name) (object []byte, tag store.Tag, err error) {
	err = s.call(ctx, Get, n, func() error {
		held, ok := s.objects[n]
		if !ok {
			return store.ErrAbsent
		}
		if len(held) != s.size {
			return fmt.Errorf("memstore: get: %w", store.ErrDamaged)
		}
		object, tag = slices.Clone(held), tagOf(held)
		return nil
	})
	if err != nil {
		return nil, "", err
	}
	return object, tag, nil
}

// Put implements [store.Store].
func (s *Store) Put(ctx context.Context, n store.Name, object []byte, ifTag store.Tag) (tag store.Tag, err error) {
	if len(object) != s.size {
		return "", fmt.Errorf("memstore: put: %w", store.ErrSize)
	}
	object = slices.Clone(object)
	err = s.call(ctx, Put, n, func() error {
		var held store.Tag
		if old, ok := s.objects[n]; ok {
			held = tagOf(old)
		}
		if held != ifTag {
			return store.ErrStale
		}
		s.objects[n] = object
		return nil
	})
	if err != nil {
		return "", err
	}
	return tagOf(object), nil
}

// Delete implements [store.Store]. No copy is left.
func (s *Store) Delete(ctx context.Context, n store.Name) error {
	return s.call(ctx, Delete, n, func() error {
		clear(s.objects[n])
		delete(s.objects, n)
		return nil
	})
}

// List implements [store.Store]. It visits what was held when it began.
func (s *Store) List(ctx context.Context, visit func(store.Name) error) error {
	var names []store.Name
	err := s.call(ctx, List, store.Name{}, func() error {
		for n := range s.objects {
			names = append(names, n)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, n := range names {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := visit(n); err != nil {
			return err
		}
	}
	return nil
}

// Close implements [store.Store]. Reopen brings the objects back.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	return nil
}

// Reopen is a new store that holds what this one held, as a restarted server would find it.
func (s *Store) Reopen() *Store {
	again := New(Config{Size: s.size})
	again.objects = s.Objects()
	return again
}

// tagOf is the tag of an object: equal bytes have equal tags, as in every store of ours.
func tagOf(object []byte) store.Tag {
	sum := sha256.Sum256(object)
	return store.Tag(hex.EncodeToString(sum[:16]))
}
