package trial

import (
	"context"
	"crypto/rand"
	"flag"
	mrand "math/rand/v2"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"larkspur/server/shelf"
	"larkspur/server/store"
	"larkspur/server/store/filestore"
	"larkspur/server/wire"
)

var pages = flag.Int("pages", 0, "how many pages are rotated while serving; 0 is 600, and with -long 100,000")

// A shop is a shelf over files with many pages, and customers who read and save some of them.
type shop struct {
	t     *testing.T
	st    *filestore.Store
	shelf *shelf.Shelf
	all   []*article
}

// An article is a page that one customer at a time has in hand.
type article struct {
	mu   sync.Mutex
	l    wire.Locator
	seed uint64 // what is there: a page drawn from this
}

func pageOf(seed uint64) *[wire.PageSize]byte {
	p := new([wire.PageSize]byte)
	var s [32]byte
	for i := range 8 {
		s[i] = byte(seed >> (8 * i))
	}
	_, _ = mrand.NewChaCha8(s).Read(p[:])
	return p
}

func openShop(t *testing.T, n int) *shop {
	t.Helper()
	dir := t.TempDir()
	st, err := filestore.Open(filestore.Config{Dir: filepath.Join(dir, "store"), Size: shelf.ObjectSize})
	if err != nil {
		t.Fatal(err)
	}
	s, err := shelf.Open(context.Background(), shelf.Config{KeyFile: filepath.Join(dir, "key")}, st)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close(); _ = st.Close() })
	h := &shop{t: t, st: st, shelf: s}
	for range n {
		a := &article{seed: mrand.Uint64()}
		rand.Read(a.l[:])
		h.all = append(h.all, a)
	}
	var next atomic.Int64
	var wait sync.WaitGroup
	for range 16 {
		wait.Go(func() {
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				if err := h.put(h.all[i], h.all[i].seed); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wait.Wait()
	if t.Failed() {
		t.FailNow()
	}
	return h
}

func (h *shop) put(a *article, seed uint64) error {
	v, _, err := h.shelf.Read(context.Background(), a.l)
	if err == nil {
		_, err = h.shelf.Write(context.Background(), a.l, v, pageOf(seed), func() bool { return true })
	}
	return err
}

// check reads one page and compares.
func (h *shop) check(a *article) bool {
	_, p, err := h.shelf.Read(context.Background(), a.l)
	if err != nil || *p != *pageOf(a.seed) {
		h.t.Error("a page is gone, or another", err)
		return false
	}
	return true
}

// serve has customers at work until stop is closed: three reads and a save, with a pause after each. It returns how long
// each took, in order of length.
func (h *shop) serve(stop <-chan struct{}) (reads, saves []time.Duration) {
	var mu sync.Mutex
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				case <-time.After(time.Duration(mrand.IntN(40)) * time.Millisecond):
				}
				a := h.all[mrand.IntN(len(h.all))]
				a.mu.Lock()
				began, ok := time.Now(), true
				if i%4 == 3 {
					seed := mrand.Uint64()
					err := h.put(a, seed)
					if ok = err == nil; !ok {
						h.t.Error(err)
					}
					a.seed = seed
				} else {
					ok = h.check(a)
				}
				took := time.Since(began)
				a.mu.Unlock()
				if !ok {
					return
				}
				mu.Lock()
				if i%4 == 3 {
					saves = append(saves, took)
				} else {
					reads = append(reads, took)
				}
				mu.Unlock()
			}
		})
	}
	wait.Wait()
	slices.Sort(reads)
	slices.Sort(saves)
	return reads, saves
}

// plainMoves is how many objects a second the store itself takes through what a move is made of, a swap, a creation and a
// removal, with as many at a time as a rotation.
func (h *shop) plainMoves(n int) float64 {
	h.t.Helper()
	ctx := context.Background()
	object := func() []byte {
		b := make([]byte, shelf.ObjectSize)
		_, _ = rand.Read(b)
		return b
	}
	name := func() (n store.Name) { rand.Read(n[:]); return n }
	names, tags := make([]store.Name, n), make([]store.Tag, n)
	for i := range n {
		var err error
		names[i] = name()
		if tags[i], err = h.st.Put(ctx, names[i], object(), ""); err != nil {
			h.t.Fatal(err)
		}
	}
	began := time.Now()
	var next atomic.Int64
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				to := name()
				_, err := h.st.Put(ctx, names[i], object(), tags[i])
				if err == nil {
					_, err = h.st.Put(ctx, to, object(), "")
				}
				if err == nil {
					err = h.st.Delete(ctx, names[i])
				}
				if err != nil {
					h.t.Error(err)
				}
				names[i] = to
			}
		})
	}
	wait.Wait()
	rate := float64(n) / time.Since(began).Seconds()
	for _, name := range names {
		if err := h.st.Delete(ctx, name); err != nil {
			h.t.Fatal(err)
		}
	}
	return rate
}

func quantile(sorted []time.Duration, q float64) time.Duration {
	return sorted[min(len(sorted)-1, int(q*float64(len(sorted))))]
}

// A rotation of many pages while customers read and save: nothing is lost or answered wrongly, and what it costs them is
// printed as ratios of the same calls before it, in the same run.
func TestRotationOfManyPagesWhileServing(t *testing.T) {
	n := course(600, 100_000)
	if *pages != 0 {
		n = *pages
	}
	h := openShop(t, n)
	plain := h.plainMoves(min(n, 2000))

	stop := make(chan struct{})
	time.AfterFunc(time.Duration(course(4, 30))*time.Second, func() { close(stop) })
	reads, saves := h.serve(stop)

	stop = make(chan struct{})
	var moved shelf.Progress
	var took time.Duration
	var failed error
	go func() {
		defer close(stop)
		began := time.Now()
		failed = h.shelf.Rotate(context.Background(), func(p shelf.Progress) { moved = p })
		took = time.Since(began)
	}()
	readsThen, savesThen := h.serve(stop)
	if failed != nil {
		t.Fatal(failed)
	}
	if moved.Total < n || len(readsThen) < 20 || len(savesThen) < 5 {
		t.Errorf("%d objects were moved, %d reads and %d saves went on meanwhile: too few to say anything", moved.Total, len(readsThen), len(savesThen))
	}
	for _, a := range h.all {
		if !h.check(a) {
			break
		}
	}
	rate := float64(moved.Total) / took.Seconds()
	t.Logf("%d objects moved, %d MB written, in %v: %.0f a second, %.2f of what the store itself does (a swap, a creation, a removal each)",
		moved.Total, moved.Bytes>>20, took.Round(time.Second), rate, rate/plain)
	ratio := func(then, before []time.Duration, q float64) float64 {
		return float64(quantile(then, q)) / float64(quantile(before, q))
	}
	t.Logf("meanwhile, against before: reads x%.1f (median), x%.1f (1 in 100); saves x%.1f, x%.1f; %d and %d calls",
		ratio(readsThen, reads, .5), ratio(readsThen, reads, .99), ratio(savesThen, saves, .5), ratio(savesThen, saves, .99),
		len(readsThen), len(savesThen))
	t.Logf("reads took %v, then %v; saves %v, then %v (medians)", quantile(reads, .5), quantile(readsThen, .5), quantile(saves, .5), quantile(savesThen, .5))
}
