package shelf

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"sync"

	"larkspur/server/store"
	"larkspur/server/wire"
)

// rotateAtOnce is how many objects a rotation has in hand side by side. On a store over a network most of the time is
// waiting; on a disk of one's own more would be taken from who is served meanwhile.
const rotateAtOnce = 8

// An entry is one thing to do: 48 bytes of memory for each object, so that all can be brought into the order of their new
// names, and 8 more for those that were done. Written in the order of the old ones, or page after page and chaff after chaff,
// the times that a file system keeps would tell what was written together.
type entry struct {
	order uint64     // the first bytes of the new name, or of the one it would have
	old   store.Name // what is to be moved
	make  uint32     // chaff object make-1 is to be made; old is then of no meaning
}

// A gathering reads every object once and finds what is to be done.
type gathering struct {
	s *Shelf
	e epochs

	mu      sync.Mutex
	entries []entry
	oldOf   map[wire.Locator]uint32 // the chaff of each epoch by its locator
	nowOf   map[wire.Locator]uint32
	have    []bool // of the new epoch's chaff: there, or about to be
	opened  int    // objects that opened under one of the keys
	unknown int    // objects that open under neither
	missing int    // chaff that both epochs have, found in neither
}

func (s *Shelf) newGathering(e epochs) *gathering {
	return &gathering{s: s, e: e, oldOf: e.old.chaffByLocator(), nowOf: e.now.chaffByLocator(), have: make([]bool, e.now.chaff)}
}

func (e epoch) chaffByLocator() map[wire.Locator]uint32 {
	m := make(map[wire.Locator]uint32, e.chaff)
	for i := range e.chaff {
		m[e.chaffLocator(i)] = i
	}
	return m
}

// all looks at every object that is not skipped and returns the entries in order.
func (g *gathering) all(ctx context.Context, skip func(store.Name) bool, looked func(n int)) ([]entry, error) {
	g.entries, g.unknown = nil, 0
	halves, err := g.s.opening.halfNames()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var (
		wait  sync.WaitGroup
		names = make(chan store.Name)
	)
	for range rotateAtOnce {
		wait.Go(func() {
			for n := range names {
				if err := g.one(ctx, n); err != nil {
					cancel(err)
				}
			}
		})
	}
	n := 0
	err = g.s.store.List(ctx, func(name store.Name) error {
		if skip(name) || slices.Contains(halves, name) {
			return nil
		}
		select {
		case names <- name:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		n++
		looked(n)
		return nil
	})
	close(names)
	wait.Wait()
	if cause := context.Cause(ctx); cause != nil {
		return nil, cause
	}
	if err != nil {
		return nil, fmt.Errorf("list the store: %w", err)
	}
	for i, have := range g.have {
		if !have {
			if uint32(i) < g.e.pairs() {
				g.missing++
			}
			name := g.e.now.nameOf(g.e.now.chaffLocator(uint32(i)))
			g.entries = append(g.entries, entry{order: orderOf(name), make: uint32(i) + 1})
			g.have[i] = true
		}
	}
	slices.SortFunc(g.entries, func(a, b entry) int { return cmp.Compare(a.order, b.order) })
	return g.entries, nil
}

// one looks at the object under n.
func (g *gathering) one(ctx context.Context, n store.Name) error {
	b, _, err := g.s.store.Get(ctx, n)
	switch {
	case errors.Is(err, store.ErrAbsent):
		return nil
	case errors.Is(err, store.ErrDamaged):
		g.mu.Lock()
		defer g.mu.Unlock()
		g.unknown++
		return nil
	case err != nil:
		return fmt.Errorf("read: %w", err)
	}
	// A key that Close wiped meanwhile opens nothing, which must not look like nothing being left.
	e, leave, err := g.s.enter()
	if err != nil {
		return err
	}
	defer leave()
	if e.old == nil {
		return errMoved
	}
	sealed := slices.Clone(b)
	old, err := e.old.openNamed(n, b)
	g.mu.Lock()
	defer g.mu.Unlock()
	if err == nil {
		to := old.locator
		if i, ok := g.oldOf[to]; ok && i < e.pairs() {
			g.have[i] = true
			to = e.now.chaffLocator(i)
		}
		g.entries = append(g.entries, entry{order: orderOf(e.now.nameOf(to)), old: n})
		g.opened++
		return nil
	}
	now, err := e.now.openNamed(n, sealed)
	if err != nil {
		g.unknown++
		return nil
	}
	g.opened++
	if i, ok := g.nowOf[now.locator]; ok {
		g.have[i] = true
	}
	return nil
}

func orderOf(n store.Name) uint64 { return binary.BigEndian.Uint64(n[:]) }

// halfNames are where the halves of the two keys lie: they are no objects of an epoch.
func (o *opening) halfNames() (names []store.Name, err error) {
	for _, path := range []string{o.config.KeyFile, o.next()} {
		f, err := o.readKey(path)
		if err != nil {
			return nil, err
		}
		names = append(names, halfName(f))
		f.Wipe()
	}
	return names, nil
}
