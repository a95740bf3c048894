package servertest_test

import (
	"context"
	"crypto/rand"
	"flag"
	mrand "math/rand/v2"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"larkspur/server"
	"larkspur/server/servertest"
	"larkspur/server/shelf"
	"larkspur/server/store"
	"larkspur/server/store/memstore"
	"larkspur/server/wire"
)

// The long course: go test ./server/servertest -run TestHistories -rounds 200 -timeout 60m
var rounds = flag.Int("rounds", 6, "how many histories are recorded and checked")

// checkWithin is no limit on the service; it bounds the search for an order.
const checkWithin = 5 * time.Minute

// A life is a shelf over a store, with some devices at work on a few locators.
type life struct {
	history  *servertest.History
	locators []wire.Locator
	mu       sync.Mutex
	written  map[wire.Locator][]*[wire.PageSize]byte // first writes, to play again
}

func newLife(t *testing.T, p server.Pages, locators int) *life {
	t.Helper()
	l := &life{written: map[wire.Locator][]*[wire.PageSize]byte{}}
	for range locators {
		var at wire.Locator
		rand.Read(at[:])
		l.locators = append(l.locators, at)
	}
	var err error
	if l.history, err = servertest.NewHistory(context.Background(), p, l.locators...); err != nil {
		t.Fatal(err)
	}
	return l
}

// work is one device: it reads, and swaps, erases or plays again against what it read, now or earlier.
func (l *life) work(calls int) {
	ctx := context.Background()
	known := map[wire.Locator]wire.Version{}
	for range calls {
		at := l.locators[mrand.IntN(len(l.locators))]
		switch n := mrand.IntN(10); {
		case n < 4:
			if v, _, err := l.history.Read(ctx, at); err == nil {
				known[at] = v
			}
		case n < 7:
			p := new([wire.PageSize]byte)
			rand.Read(p[:])
			if v, err := l.history.Write(ctx, at, known[at], p, func() bool { l.keep(at, p); return true }); err == nil {
				known[at] = v
			}
		case n < 8:
			if p := l.pick(at); p != nil {
				_, _ = l.history.Write(ctx, at, known[at], p, func() bool { return true })
			}
		default:
			_ = l.history.Erase(ctx, at, known[at])
		}
	}
}

func (l *life) keep(at wire.Locator, p *[wire.PageSize]byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.written[at] = append(l.written[at], p)
}

func (l *life) pick(at wire.Locator) *[wire.PageSize]byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	if pages := l.written[at]; len(pages) != 0 {
		return pages[mrand.IntN(len(pages))]
	}
	return nil
}

// troubles are what happens to calls of the store: most pass, after a while; some fail, done or not.
func troubles(share float64) memstore.Faults {
	return func(op memstore.Op, _ store.Name) (f memstore.Fault) {
		f.Before, f.After = time.Duration(mrand.IntN(200))*time.Microsecond, time.Duration(mrand.IntN(200))*time.Microsecond
		if mrand.Float64() < share {
			f.Outcome = memstore.Lost + memstore.Outcome(mrand.IntN(2))
		}
		return f
	}
}

// machines are several servers over one store with one key: a call comes to any of them.
type machines []*shelf.Shelf

func (m machines) any() *shelf.Shelf { return m[mrand.IntN(len(m))] }

func (m machines) Read(ctx context.Context, l wire.Locator) (wire.Version, *[wire.PageSize]byte, error) {
	return m.any().Read(ctx, l)
}

func (m machines) Write(ctx context.Context, l wire.Locator, expected wire.Version, page *[wire.PageSize]byte, admit func() bool) (wire.Version, error) {
	return m.any().Write(ctx, l, expected, page, admit)
}

func (m machines) Erase(ctx context.Context, l wire.Locator, expected wire.Version) error {
	return m.any().Erase(ctx, l, expected)
}

func openShelf(t *testing.T, key string, st store.Store) *shelf.Shelf {
	t.Helper()
	s, err := shelf.Open(context.Background(), shelf.Config{KeyFile: key, Chaff: 1}, st)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Several devices at once on few locators and two servers, a store that loses calls and answers, and restarts between: the page service is
// linearizable, unknown outcomes and the memory of first writes included.
func TestHistoriesOfThePageServiceAreLinearizable(t *testing.T) {
	for range *rounds {
		st := memstore.New(memstore.Config{Size: shelf.ObjectSize})
		key := filepath.Join(t.TempDir(), "key")
		several := func() machines { return machines{openShelf(t, key, st), openShelf(t, key, st)} }
		l := newLife(t, several(), 3)
		for range 3 {
			st.SetFaults(troubles(0.02))
			atOnce(5, func() { l.work(30) })
			st.SetFaults(nil)
			l.history.Swap(several())
		}
		if err := l.history.Check(checkWithin); err != nil {
			t.Fatal(err)
		}
		if l.history.Len() < 200 {
			t.Fatalf("%d calls were recorded", l.history.Len())
		}
	}
}

func atOnce(n int, f func()) {
	var wait sync.WaitGroup
	for range n {
		wait.Go(f)
	}
	wait.Wait()
}

// liar breaks one promise of a store.
type liar struct {
	store.Store
	put func(ctx context.Context, s store.Store, n store.Name, o []byte, ifTag store.Tag) (store.Tag, error)
}

func (l liar) Put(ctx context.Context, n store.Name, o []byte, ifTag store.Tag) (store.Tag, error) {
	return l.put(ctx, l.Store, n, o, ifTag)
}

// The negative control: over a store that breaks a promise, the check finds that the answers fit no order.
func TestHistoriesOverAStoreThatLiesAreFoundOut(t *testing.T) {
	for name, put := range map[string]func(ctx context.Context, s store.Store, n store.Name, o []byte, ifTag store.Tag) (store.Tag, error){
		"swaps without comparing": func(ctx context.Context, s store.Store, n store.Name, o []byte, _ store.Tag) (store.Tag, error) {
			for {
				_, held, err := s.Get(ctx, n)
				if err != nil {
					held = ""
				}
				if tag, err := s.Put(ctx, n, o, held); err == nil {
					return tag, nil
				}
			}
		},
		"acknowledges what it does not store": func(ctx context.Context, s store.Store, n store.Name, o []byte, ifTag store.Tag) (store.Tag, error) {
			if mrand.IntN(20) == 0 {
				return "done", nil
			}
			return s.Put(ctx, n, o, ifTag)
		},
		"calls stale what it stored": func(ctx context.Context, s store.Store, n store.Name, o []byte, ifTag store.Tag) (store.Tag, error) {
			tag, err := s.Put(ctx, n, o, ifTag)
			if err == nil && mrand.IntN(20) == 0 {
				return "", store.ErrStale
			}
			return tag, err
		},
	} {
		t.Run(name, func(t *testing.T) {
			for range 40 { // one history may happen to be explicable
				st := memstore.New(memstore.Config{Size: shelf.ObjectSize})
				key := filepath.Join(t.TempDir(), "key")
				openShelf(t, key, st)
				l := newLife(t, openShelf(t, key, liar{st, put}), 1)
				st.SetFaults(troubles(0))
				atOnce(5, func() { l.work(30) })
				if l.history.Check(checkWithin) != nil {
					return
				}
			}
			t.Fatal("forty histories over a store that lies were all taken for good")
		})
	}
}

// The negative control of the memory: a service that forgets first writes is found out.
func TestHistoriesOfAServiceThatForgetsFirstWritesAreFoundOut(t *testing.T) {
	for range 5 { // the model itself forgets nothing
		l := newLife(t, servertest.NewModel(), 1)
		atOnce(3, func() { l.work(60) })
		if err := l.history.Check(checkWithin); err != nil {
			t.Fatal(err)
		}
	}
	for range 40 {
		f := &forgetful{Model: servertest.NewModel()}
		l := newLife(t, f, 1)
		atOnce(3, func() { l.work(60) })
		if l.history.Check(checkWithin) != nil {
			return
		}
	}
	t.Fatal("it was not noticed that first writes could be played again")
}

// forgetful takes every page for a new one, by changing the model's copy of it in a way that it takes back on reading.
type forgetful struct {
	*servertest.Model
	mu    sync.Mutex
	count byte
	pages map[wire.Version]*[wire.PageSize]byte
}

func (f *forgetful) Write(ctx context.Context, l wire.Locator, expected wire.Version, page *[wire.PageSize]byte, admit func() bool) (wire.Version, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	other := *page
	f.count++
	other[0] ^= f.count
	v, err := f.Model.Write(ctx, l, expected, &other, admit)
	if err == nil {
		if f.pages == nil {
			f.pages = map[wire.Version]*[wire.PageSize]byte{}
		}
		f.pages[v] = page
	}
	return v, err
}

func (f *forgetful) Read(ctx context.Context, l wire.Locator) (wire.Version, *[wire.PageSize]byte, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	v, page, err := f.Model.Read(ctx, l)
	if p := f.pages[v]; p != nil {
		page = p
	}
	return v, page, err
}
