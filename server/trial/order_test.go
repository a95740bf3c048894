package trial

import (
	"context"
	"errors"
	mrand "math/rand/v2"
	"sync"
	"testing"
	"time"

	"larkspur/server/servertest"
	"larkspur/server/shelf"
	"larkspur/server/wire"
)

// checkWithin is no limit on the server; it bounds the search for an order.
const checkWithin = 5 * time.Minute

// A crowd is some callers at work on a few pages that all of them have the keys of, and the history of what they saw.
type crowd struct {
	history  *servertest.History
	locators []wire.Locator
	mu       sync.Mutex
	written  map[wire.Locator][]*[wire.PageSize]byte // to be played again
}

func newCrowd(t *testing.T, c *caller, pages int) *crowd {
	t.Helper()
	k := keyring{c, map[wire.Locator]owner{}}
	g := &crowd{written: map[wire.Locator][]*[wire.PageSize]byte{}}
	for range pages {
		o := newOwner(t)
		k.owners[o.locator()] = o
		g.locators = append(g.locators, o.locator())
	}
	var err error
	if g.history, err = servertest.NewHistory(context.Background(), k, g.locators...); err != nil {
		t.Fatal(err)
	}
	return g
}

// work makes up to so many calls from each caller, side by side; a caller stops when the server does not answer. It returns
// how many calls had no known outcome.
func (g *crowd) work(callers, calls int) (unknown int) {
	var wait sync.WaitGroup
	for range callers {
		wait.Go(func() {
			known := map[wire.Locator]wire.Version{}
			for range calls {
				err := g.one(known)
				if errors.Is(err, errUnknown) {
					g.mu.Lock()
					unknown++
					g.mu.Unlock()
					return
				}
			}
		})
	}
	wait.Wait()
	return unknown
}

// one call: a read, or a swap, an erase or a repeat against what was read, now or earlier.
func (g *crowd) one(known map[wire.Locator]wire.Version) error {
	ctx, at := context.Background(), g.locators[mrand.IntN(len(g.locators))]
	switch n := mrand.IntN(10); {
	case n < 4:
		v, _, err := g.history.Read(ctx, at)
		if err == nil {
			known[at] = v
		}
		return err
	case n < 7:
		return g.write(at, randomPage(), known)
	case n < 8:
		g.mu.Lock()
		pages := g.written[at]
		g.mu.Unlock()
		if len(pages) == 0 {
			return nil
		}
		return g.write(at, pages[mrand.IntN(len(pages))], known)
	default:
		return g.history.Erase(ctx, at, known[at])
	}
}

func (g *crowd) write(at wire.Locator, p *[wire.PageSize]byte, known map[wire.Locator]wire.Version) error {
	g.mu.Lock()
	g.written[at] = append(g.written[at], p)
	g.mu.Unlock()
	v, err := g.history.Write(context.Background(), at, known[at], p, nil)
	if err == nil {
		known[at] = v
	}
	if errors.Is(err, shelf.ErrAdmission) {
		panic("a server that takes every call was busy") // it would not be in the history
	}
	return err
}

// The page service on the other side of the wire is linearizable, over kills of the server on files and of MinIO under it:
// some order of all calls explains every answer. A call that a kill cut off may have happened at any time after, or not.
func TestHistoriesOverTheWireAreLinearizableOverKills(t *testing.T) {
	for _, storage := range storages {
		t.Run(storage.name, func(t *testing.T) {
			s := storage.start(t, "--grid", quickGrid)
			kill := func() { s.Kill(); s.Restart() }
			if s.minio != nil {
				kill = func() { s.minio.Kill(); s.minio.Restart(t) }
			}
			calls, unknown, histories := 0, 0, 0
			few := func() bool { return unknown == 0 || calls < 300 } // a slow machine has made few when a kill comes
			for ; histories < course(3, 30) || few() && histories < course(12, 120); histories++ {
				g := newCrowd(t, s.caller(), 3)
				for range 3 {
					worked := make(chan int)
					go func() { worked <- g.work(5, 60) }()
					time.Sleep(time.Duration(mrand.IntN(250)) * time.Millisecond)
					kill()
					unknown += <-worked
				}
				g.work(5, 10)
				if err := g.history.Check(checkWithin); err != nil {
					t.Fatal(err)
				}
				calls += g.history.Len()
			}
			t.Logf("%d histories of %d calls, %d of them cut off by %d kills: linearizable", histories, calls, unknown, 3*histories)
			if few() {
				t.Errorf("%d calls, %d of them cut off: the test means little", calls, unknown)
			}
		})
	}
}
