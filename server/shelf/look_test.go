package shelf

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"

	"larkspur/server/store"
	"larkspur/server/wire"
)

// asked writes down what a store was asked, without the names.
type asked struct {
	store.Store
	mu    sync.Mutex
	calls []string
	names []store.Name
}

func (a *asked) note(n store.Name, call string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.calls, a.names = append(a.calls, call), append(a.names, n)
}

func (a *asked) Get(c context.Context, n store.Name) ([]byte, store.Tag, error) {
	o, tag, err := a.Store.Get(c, n)
	if errors.Is(err, store.ErrAbsent) {
		a.note(n, "absent")
	} else {
		a.note(n, "there")
	}
	return o, tag, err
}

func (a *asked) Put(c context.Context, n store.Name, o []byte, ifTag store.Tag) (store.Tag, error) {
	a.note(n, "put")
	return a.Store.Put(c, n, o, ifTag)
}

func (a *asked) take() (calls []string, names []store.Name) {
	a.mu.Lock()
	defer a.mu.Unlock()
	calls, names = a.calls, a.names
	a.calls, a.names = nil, nil
	return calls, names
}

// states are the four kinds of locator that a caller could want to tell apart.
func states(b *bench) map[string]wire.Locator {
	held, dead, revived, never := randomLocator(), randomLocator(), randomLocator(), randomLocator()
	b.write(held, randomPage())
	for _, l := range []wire.Locator{dead, revived} {
		b.write(l, randomPage())
		b.erase(l)
	}
	b.write(revived, randomPage())
	return map[string]wire.Locator{"held": held, "dead": dead, "revived": revived, "never held": never}
}

func TestEveryReadAsksForOneThatIsThereAndOneThatIsNot(t *testing.T) {
	b := newBench(t)
	locators := states(b)
	rec := &asked{Store: b.store}
	s, err := Open(ctx(), b.conf, rec)
	if err != nil {
		t.Fatal(err)
	}
	rec.take()
	for state, l := range locators {
		var first []store.Name
		for range 3 {
			if _, _, err := s.Read(ctx(), l); err != nil {
				t.Fatal(err)
			}
			calls, names := rec.take()
			slices.Sort(calls)
			if !slices.Equal(calls, []string{"absent", "there"}) {
				t.Errorf("%s: %v", state, calls)
			}
			if first == nil {
				first = names
			}
			if !slices.Equal(names, first) {
				t.Errorf("%s: other names the second time", state)
			}
		}
	}
}

func TestEveryWriteAndEraseCostsAsMuchWhateverWasThere(t *testing.T) {
	b := newBench(t)
	locators := states(b)
	rec := &asked{Store: b.store}
	s, err := Open(ctx(), b.conf, rec)
	if err != nil {
		t.Fatal(err)
	}
	for state, l := range locators {
		v, _, err := s.Read(ctx(), l)
		if err != nil {
			t.Fatal(err)
		}
		rec.take()
		if _, err := s.Write(ctx(), l, v, randomPage(), yes); err != nil {
			t.Fatal(err)
		}
		calls, _ := rec.take()
		slices.Sort(calls)
		if !slices.Equal(calls, []string{"absent", "put", "there"}) {
			t.Errorf("a write over %s: %v", state, calls)
		}
	}
	miss, page := []string{"absent", "put", "there", "there"}, []string{"absent", "put", "there"}
	want := map[string][]string{"held": page, "revived": page, "dead": miss, "never held": miss}
	for state, l := range states(b) {
		v, _, err := s.Read(ctx(), l)
		if err != nil {
			t.Fatal(err)
		}
		rec.take()
		if err := s.Erase(ctx(), l, v); err != nil {
			t.Fatal(err)
		}
		calls, _ := rec.take()
		slices.Sort(calls)
		if !slices.Equal(calls, want[state]) {
			t.Errorf("an erase of %s: %v", state, calls)
		}
	}
}

func TestReadsOfMissesSpreadOverAllChaff(t *testing.T) {
	b := newBench(t)
	seen := map[uint32]int{}
	for range 100 * minChaff {
		seen[b.shelf.keys.now.pairOf(randomLocator(), b.shelf.keys.now.chaff)]++
	}
	for _, n := range seen {
		if n < 40 || n > 180 { // 100 expected, sigma 10
			t.Errorf("a chaff object stands beside %d of %d locators", n, 100*minChaff)
		}
	}
	if len(seen) != minChaff {
		t.Errorf("%d chaff objects are read", len(seen))
	}
}

func benchmarkRead(b *testing.B, state string) {
	be := newBench(b)
	l := states(be)[state]
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := be.shelf.Read(ctx(), l); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReadHeld(b *testing.B)      { benchmarkRead(b, "held") }
func BenchmarkReadDead(b *testing.B)      { benchmarkRead(b, "dead") }
func BenchmarkReadNeverHeld(b *testing.B) { benchmarkRead(b, "never held") }
