package storetest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"

	"larkspur/server/store"
)

// Ledger remembers what writers were promised, across crashes of the store. Each name has one writer at a time, which
// notes each step before it takes it and after it was acknowledged. After a crash every name has to hold the last
// acknowledged state, or a later one that was tried.
type Ledger struct {
	size int

	mu           sync.Mutex
	names        map[store.Name]*entry
	acknowledged int
}

// entry is what is known of one name. States are notes of objects; 0 is absent.
type entry struct {
	held  uint64
	tried []uint64
}

// NewLedger is for a store that holds nothing.
func NewLedger(size int) *Ledger {
	return &Ledger{size: size, names: map[store.Name]*entry{}}
}

// Tried notes that a writer is about to bring about a state.
func (l *Ledger) Tried(n store.Name, state uint64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	e := l.names[n]
	if e == nil {
		e = &entry{}
		l.names[n] = e
	}
	e.tried = append(e.tried, state)
}

// Acknowledged notes that the store confirmed a state.
func (l *Ledger) Acknowledged(n store.Name, state uint64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	*l.names[n] = entry{held: state}
	l.acknowledged++
}

// Count is the number of acknowledged steps.
func (l *Ledger) Count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.acknowledged
}

// Check compares the store, opened again after a crash, with what was promised, and goes on from what it finds.
func (l *Ledger) Check(ctx context.Context, s store.Store) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	b := &bench{ctx: ctx, store: s, size: l.size, rounds: 1}
	listed, err := b.all()
	if err != nil {
		return fmt.Errorf("list: %w", err)
	}
	var errs []error
	for n, e := range l.names {
		there := listed[n]
		delete(listed, n)
		state, err := b.state(n)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		if state != e.held && !slices.Contains(e.tried, state) {
			errs = append(errs, fmt.Errorf("state %d is held where %d was acknowledged and %v tried", state, e.held, e.tried))
		}
		if there != (state != 0) {
			errs = append(errs, fmt.Errorf("state %d, but listed: %t", state, there))
		}
		*e = entry{held: state}
	}
	if len(listed) != 0 {
		errs = append(errs, fmt.Errorf("%d objects are listed that nobody put", len(listed)))
	}
	return errors.Join(errs...)
}

// state is the note of what is held, 0 if nothing is.
func (b *bench) state(n store.Name) (uint64, error) {
	object, _, err := b.store.Get(b.ctx, n)
	if errors.Is(err, store.ErrAbsent) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("get: %w", err)
	}
	return b.whole(object)
}

// Load writes, from several goroutines, until a call fails or ctx ends: creates, swaps and deletes on names that are
// derived from base, so that the same base goes on where the last load ended. tried and done are called around each
// step; they may be those of a [Ledger], or tell one in another process. An error is a broken promise.
func Load(ctx context.Context, s store.Store, size int, base [16]byte, tried, done func(store.Name, uint64)) error {
	const writers, each = 4, 5
	b := &bench{ctx: ctx, store: s, size: size, rounds: 1}
	return together(writers, func(w int) error {
		for turn := 0; ctx.Err() == nil; turn++ {
			n := loadName(base, w, turn%each)
			if alive, err := b.step(n, turn, tried, done); err != nil || !alive {
				return err
			}
		}
		return nil
	})
}

func loadName(base [16]byte, writer, name int) (n store.Name) {
	copy(n[16:], base[:])
	n[0], n[15] = byte(37*writer+101*name), byte(writer) // spread over the folders
	return n
}

// step takes a name to its next state. alive is false when the store failed.
func (b *bench) step(n store.Name, turn int, tried, done func(store.Name, uint64)) (alive bool, err error) {
	object, tag, err := b.store.Get(b.ctx, n)
	var state uint64
	switch {
	case err == nil:
		if state, err = b.whole(object); err != nil {
			return false, err
		}
	case !errors.Is(err, store.ErrAbsent):
		return false, nil
	}
	next := rand.Uint64() | 1 // not 0, and no two alike
	if tag != "" && turn%7 == 3 {
		next = 0
	}
	tried(n, next)
	if next == 0 {
		err = b.store.Delete(b.ctx, n)
	} else {
		_, err = b.store.Put(b.ctx, n, b.objectWith(next), tag)
	}
	if errors.Is(err, store.ErrStale) {
		return false, fmt.Errorf("the only writer of a name was refused as stale over state %d", state)
	}
	if err != nil {
		return false, nil
	}
	done(n, next)
	return true, nil
}

// LoadAlone is Load from one goroutine, with its choices drawn from rng, so that a seed gives one run.
func LoadAlone(ctx context.Context, s store.Store, size int, rng *rand.Rand, tried, done func(store.Name, uint64)) error {
	b := &bench{ctx: ctx, store: s, size: size, rounds: 1}
	for ctx.Err() == nil {
		n := loadName([16]byte{}, 0, rng.IntN(4))
		if alive, err := b.step(n, rng.IntN(70), tried, done); err != nil || !alive {
			return err
		}
	}
	return nil
}
