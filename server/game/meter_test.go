package game

import (
	"cmp"
	"context"
	mrand "math/rand/v2"
	"slices"
	"sync"
	"time"

	"larkspur/server/store"
)

// A meter stands before a store, counts what it is asked, and knows the order of changes, as a file system does by its times.
// With a clock every call takes a time that depends on what was asked and on what was found.
type meter struct {
	store.Store
	clock *clock

	mu      sync.Mutex
	rand    *mrand.Rand
	steps   steps
	changes int
	last    map[store.Name]int // the number of the last change of what is there
}

// steps are calls of a store. Who asks sees at the most how long they took together.
type steps struct{ hits, misses, puts, deletes int }

func (s steps) less(o steps) steps {
	return steps{s.hits - o.hits, s.misses - o.misses, s.puts - o.puts, s.deletes - o.deletes}
}

func newMeter(s store.Store, c *clock, r *mrand.Rand) *meter {
	return &meter{Store: s, clock: c, rand: r, last: map[store.Name]int{}}
}

// took lets time pass. Looking for what is not there is quicker than reading what is, and writing takes longest: as measured
// on a disk, with a tail.
func (m *meter) took(typical time.Duration) {
	if m.clock != nil {
		m.clock.now = m.clock.now.Add(typical + time.Duration(m.rand.ExpFloat64()*float64(typical)/4))
	}
}

// Get implements store.Store.
func (m *meter) Get(ctx context.Context, n store.Name) ([]byte, store.Tag, error) {
	object, tag, err := m.Store.Get(ctx, n)
	m.mu.Lock()
	defer m.mu.Unlock()
	if err == nil {
		m.steps.hits++
		m.took(400 * time.Microsecond)
	} else {
		m.steps.misses++
		m.took(100 * time.Microsecond)
	}
	return object, tag, err
}

// Put implements store.Store.
func (m *meter) Put(ctx context.Context, n store.Name, object []byte, ifTag store.Tag) (store.Tag, error) {
	tag, err := m.Store.Put(ctx, n, object, ifTag)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.steps.puts++
	m.took(8 * time.Millisecond)
	if err == nil {
		m.changes++
		m.last[n] = m.changes
	}
	return tag, err
}

// Delete implements store.Store.
func (m *meter) Delete(ctx context.Context, n store.Name) error {
	err := m.Store.Delete(ctx, n)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.steps.deletes++
	m.took(8 * time.Millisecond)
	if err == nil {
		m.changes++
		delete(m.last, n)
	}
	return err
}

func (m *meter) so() steps {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.steps
}

// A change is the last one of an object that is there. Its time is counted in changes of the store.
type change struct {
	name store.Name
	at   int
}

// order is all objects by their last change.
func (m *meter) order() []change {
	m.mu.Lock()
	defer m.mu.Unlock()
	all := make([]change, 0, len(m.last))
	for n, at := range m.last {
		all = append(all, change{n, at})
	}
	slices.SortFunc(all, func(a, b change) int { return cmp.Compare(a.at, b.at) })
	return all
}
