package servertest_test

import (
	"context"
	"path/filepath"
	"sync"
	"testing"

	"larkspur/server/shelf"
	"larkspur/server/store/memstore"
)

// Devices at work while the shelf rotates, over a store that loses calls and answers, with rotations cut off, restarts in
// the middle of them, and rotations gone on with: the page service is linearizable, one change of noise for each rotation
// included.
func TestHistoriesOverRotationsAreLinearizable(t *testing.T) {
	ctx := context.Background()
	cut, whole := 0, 0
	for range *rounds {
		st := memstore.New(memstore.Config{Size: shelf.ObjectSize})
		key := filepath.Join(t.TempDir(), "key")
		s := openShelf(t, key, st)
		l := newLife(t, s, 3)
		for range 4 {
			st.SetFaults(troubles(0.02))
			var workers sync.WaitGroup
			workers.Go(func() { atOnce(5, func() { l.work(25) }) })
			for range 2 {
				if l.history.Rotate(ctx, s) != nil {
					cut++
				} else {
					whole++
				}
			}
			workers.Wait()
			st.SetFaults(nil)
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			s = openShelf(t, key, st)
			l.history.Swap(s)
		}
		if err := l.history.Check(checkWithin); err != nil {
			t.Fatal(err)
		}
		if l.history.Len() < 200 {
			t.Fatalf("%d calls were recorded", l.history.Len())
		}
	}
	if cut == 0 || whole == 0 {
		t.Fatalf("%d rotations were cut off, %d came to their end", cut, whole)
	}
	t.Logf("%d rotations were cut off, %d came to their end", cut, whole)
}

// The negative control: noise that changed without a rotation, and what a rotation forgot or brought back, fits no order.
func TestHistoriesOverWrongRotationsAreFoundOut(t *testing.T) {
	ctx := context.Background()
	for name, wrong := range map[string]func(t *testing.T, key string, st *memstore.Store, s *shelf.Shelf, l *life){
		"noise changes by itself": func(t *testing.T, _ string, _ *memstore.Store, s *shelf.Shelf, l *life) {
			if err := s.Rotate(ctx, nil); err != nil {
				t.Error(err)
			}
		},
		"noise outlives the rotation": func(t *testing.T, _ string, st *memstore.Store, _ *shelf.Shelf, l *life) {
			other := memstore.New(memstore.Config{Size: shelf.ObjectSize})
			if err := l.history.Rotate(ctx, openShelf(t, filepath.Join(t.TempDir(), "key"), other)); err != nil {
				t.Error(err)
			}
		},
		"an older copy of the store comes back": func(t *testing.T, _ string, st *memstore.Store, _ *shelf.Shelf, l *life) {
			before := st.Objects()
			l.work(15)
			for n := range st.Objects() {
				st.Replace(n, before[n])
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			for range 40 {
				st := memstore.New(memstore.Config{Size: shelf.ObjectSize})
				key := filepath.Join(t.TempDir(), "key")
				s := openShelf(t, key, st)
				l := newLife(t, s, 1)
				l.work(15)
				wrong(t, key, st, s, l)
				l.work(15)
				if l.history.Check(checkWithin) != nil {
					return
				}
			}
			t.Fatal("forty histories were all taken for good")
		})
	}
}
