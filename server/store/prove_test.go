package store_test

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"larkspur/server/store"
	"larkspur/server/store/memstore"
)

const size = 256

// liar is a store in memory with another Put or Delete.
type liar struct {
	*memstore.Store
	put func(ctx context.Context, m *memstore.Store, n store.Name, object []byte, ifTag store.Tag) (store.Tag, error)
	del func(ctx context.Context, m *memstore.Store, n store.Name) error
}

func (l *liar) Put(ctx context.Context, n store.Name, object []byte, ifTag store.Tag) (store.Tag, error) {
	if l.put == nil {
		return l.Store.Put(ctx, n, object, ifTag)
	}
	return l.put(ctx, l.Store, n, object, ifTag)
}

func (l *liar) Delete(ctx context.Context, n store.Name) error {
	if l.del == nil {
		return l.Store.Delete(ctx, n)
	}
	return l.del(ctx, l.Store, n)
}

type putFunc = func(ctx context.Context, m *memstore.Store, n store.Name, object []byte, ifTag store.Tag) (store.Tag, error)

// force writes whatever is held.
func force(ctx context.Context, m *memstore.Store, n store.Name, object []byte) (store.Tag, error) {
	m.Replace(n, object)
	_, tag, err := m.Get(ctx, n)
	return tag, err
}

var lies = map[string]putFunc{
	"ignores every condition": func(ctx context.Context, m *memstore.Store, n store.Name, object []byte, _ store.Tag) (store.Tag, error) {
		return force(ctx, m, n, object)
	},
	"ignores if-match": func(ctx context.Context, m *memstore.Store, n store.Name, object []byte, ifTag store.Tag) (store.Tag, error) {
		if ifTag != "" {
			return force(ctx, m, n, object)
		}
		return m.Put(ctx, n, object, ifTag)
	},
	"ignores if-none-match": func(ctx context.Context, m *memstore.Store, n store.Name, object []byte, ifTag store.Tag) (store.Tag, error) {
		if ifTag == "" {
			return force(ctx, m, n, object)
		}
		return m.Put(ctx, n, object, ifTag)
	},
	"creates where a tag is named and nothing is held": func(ctx context.Context, m *memstore.Store, n store.Name, object []byte, ifTag store.Tag) (store.Tag, error) {
		if _, _, err := m.Get(ctx, n); errors.Is(err, store.ErrAbsent) {
			ifTag = ""
		}
		return m.Put(ctx, n, object, ifTag)
	},
	"says stale and writes": func(ctx context.Context, m *memstore.Store, n store.Name, object []byte, ifTag store.Tag) (store.Tag, error) {
		tag, err := m.Put(ctx, n, object, ifTag)
		if errors.Is(err, store.ErrStale) {
			m.Replace(n, object)
		}
		return tag, err
	},
	"compares and writes in two steps": func(ctx context.Context, m *memstore.Store, n store.Name, object []byte, ifTag store.Tag) (store.Tag, error) {
		if _, held, _ := m.Get(ctx, n); held != ifTag {
			return "", store.ErrStale
		}
		time.Sleep(time.Millisecond)
		return force(ctx, m, n, object)
	},
	"confirms and drops": func(_ context.Context, _ *memstore.Store, _ store.Name, _ []byte, _ store.Tag) (store.Tag, error) {
		return "t", nil
	},
	"refuses every swap": func(ctx context.Context, m *memstore.Store, n store.Name, object []byte, ifTag store.Tag) (store.Tag, error) {
		if ifTag != "" {
			return "", store.ErrStale
		}
		return m.Put(ctx, n, object, ifTag)
	},
}

func TestProofRefusesStoresThatLie(t *testing.T) {
	for name, put := range lies {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			s := &liar{Store: memstore.New(memstore.Config{Size: size}), put: put}
			err := store.Prove(t.Context(), s, rand.Reader, size)
			refused(t, err)
			if left := s.Objects(); len(left) != 0 {
				t.Errorf("%d scratch objects are left", len(left))
			}
		})
	}
	t.Run("confirms a delete and keeps the object", func(t *testing.T) {
		s := &liar{Store: memstore.New(memstore.Config{Size: size}), del: func(context.Context, *memstore.Store, store.Name) error { return nil }}
		refused(t, store.Prove(t.Context(), s, rand.Reader, size))
	})
}

func refused(t *testing.T, err error) {
	t.Helper()
	proof, ok := errors.AsType[*store.ProofError](err)
	if !ok || !errors.Is(err, store.ErrNoCompareAndSwap) {
		t.Fatalf("error %v", err)
	}
	if proof.Promise == "" || proof.Found == "" || !strings.Contains(err.Error(), "file store") {
		t.Fatalf("the error does not say what is broken and what to do: %v", err)
	}
	t.Log(err)
}

// TestProofTellsFailureFromLie: a store that cannot be reached broke no promise.
func TestProofTellsFailureFromLie(t *testing.T) {
	for at := range 12 {
		calls := 0
		s := memstore.New(memstore.Config{Size: size, Faults: func(op memstore.Op, _ store.Name) memstore.Fault {
			if op == memstore.Delete {
				return memstore.Fault{}
			}
			if calls++; calls == at+1 {
				return memstore.Fault{Outcome: memstore.Lost}
			}
			return memstore.Fault{}
		}})
		err := store.Prove(t.Context(), s, rand.Reader, size)
		if !errors.Is(err, memstore.ErrInjected) || errors.Is(err, store.ErrNoCompareAndSwap) {
			t.Fatalf("failure of call %d: %v", at, err)
		}
		if left := s.Objects(); len(left) != 0 {
			t.Fatalf("failure of call %d: %d scratch objects are left", at, len(left))
		}
	}
}

func TestProofCleansUpWhenCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	calls := 0
	s := memstore.New(memstore.Config{Size: size, Faults: func(memstore.Op, store.Name) memstore.Fault {
		if calls++; calls == 5 {
			cancel()
		}
		return memstore.Fault{}
	}})
	if err := store.Prove(ctx, s, rand.Reader, size); !errors.Is(err, context.Canceled) {
		t.Fatalf("error %v", err)
	}
	if left := s.Objects(); len(left) != 0 {
		t.Fatalf("%d scratch objects are left", len(left))
	}
}

// TestScratchLooksLikeAnythingElse watches what the proof writes: the real size, and bytes of the given source only.
func TestScratchLooksLikeAnythingElse(t *testing.T) {
	drawn := &recordingReader{r: rand.Reader}
	var mu sync.Mutex
	names := map[store.Name]bool{}
	s := &liar{Store: memstore.New(memstore.Config{Size: size})}
	s.put = func(ctx context.Context, m *memstore.Store, n store.Name, object []byte, ifTag store.Tag) (store.Tag, error) {
		mu.Lock()
		names[n] = true
		mu.Unlock()
		if len(object) != size || !strings.Contains(string(drawn.all()), string(object)) {
			t.Error("a scratch object is not of the real size, or not random")
		}
		return m.Put(ctx, n, object, ifTag)
	}
	if err := store.Prove(t.Context(), s, drawn, size); err != nil {
		t.Fatal(err)
	}
	for n := range names {
		if !strings.Contains(string(drawn.all()), string(n[:])) {
			t.Error("a scratch name is not random")
		}
	}
	if len(names) == 0 {
		t.Fatal("the proof wrote nothing")
	}
}

func TestProofNeedsItsRandomSource(t *testing.T) {
	s := memstore.New(memstore.Config{Size: size})
	broken := errors.New("no randomness")
	for _, source := range []io.Reader{iotest.ErrReader(broken), io.MultiReader(io.LimitReader(rand.Reader, 64+2*size), iotest.ErrReader(broken))} {
		if err := store.Prove(t.Context(), s, source, size); !errors.Is(err, broken) {
			t.Fatalf("error %v", err)
		}
	}
	if left := s.Objects(); len(left) != 0 {
		t.Fatalf("%d scratch objects are left", len(left))
	}
}

type recordingReader struct {
	r    io.Reader
	mu   sync.Mutex
	seen []byte
}

func (r *recordingReader) Read(p []byte) (int, error) {
	n, err := r.r.Read(p)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.seen = append(r.seen, p[:n]...)
	return n, err
}

func (r *recordingReader) all() []byte {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.seen
}
