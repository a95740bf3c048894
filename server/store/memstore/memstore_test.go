package memstore_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"larkspur/server/store"
	"larkspur/server/store/memstore"
	"larkspur/server/store/storetest"
)

const size = 33448

func TestKeepsTheContract(t *testing.T) {
	storetest.Run(t, storetest.Subject{
		Size: size,
		Open: func(t testing.TB) store.Store { return memstore.New(memstore.Config{Size: size}) },
		Reopen: func(t testing.TB, s store.Store) store.Store {
			old := s.(*memstore.Store)
			if err := old.Close(); err != nil {
				t.Fatal(err)
			}
			return old.Reopen()
		},
	})
}

func object(b byte) []byte {
	o := make([]byte, size)
	o[0] = b
	return o
}

func TestLostWriteChangesNothing(t *testing.T) {
	s := memstore.New(memstore.Config{Size: size, Faults: memstore.Script([]memstore.Fault{{Outcome: memstore.Lost}}, memstore.Put)})
	ctx, n := t.Context(), store.Name{1}
	if _, err := s.Put(ctx, n, object(1), ""); !errors.Is(err, memstore.ErrInjected) || errors.Is(err, store.ErrStale) {
		t.Fatalf("error %v", err)
	}
	if _, _, err := s.Get(ctx, n); !errors.Is(err, store.ErrAbsent) {
		t.Fatalf("after a lost write: %v", err)
	}
	if _, err := s.Put(ctx, n, object(2), ""); err != nil {
		t.Fatalf("the script had one fault: %v", err)
	}
}

func TestStoredWriteFailsAndIsThere(t *testing.T) {
	s := memstore.New(memstore.Config{Size: size})
	ctx, n := t.Context(), store.Name{1}
	s.SetFaults(memstore.Script([]memstore.Fault{{Outcome: memstore.Stored}, {Outcome: memstore.Stored}}, memstore.Put, memstore.Delete))
	if tag, err := s.Put(ctx, n, object(1), ""); !errors.Is(err, memstore.ErrInjected) || tag != "" {
		t.Fatalf("tag %q, error %v", tag, err)
	}
	if got, _, err := s.Get(ctx, n); err != nil || got[0] != 1 {
		t.Fatalf("a write that failed but was stored: %v", err)
	}
	if err := s.Delete(ctx, n); !errors.Is(err, memstore.ErrInjected) {
		t.Fatalf("error %v", err)
	}
	if _, _, err := s.Get(ctx, n); !errors.Is(err, store.ErrAbsent) {
		t.Fatalf("a delete that failed but was made: %v", err)
	}
}

func TestStoredFaultStillRefusesStale(t *testing.T) {
	s := memstore.New(memstore.Config{Size: size})
	ctx, n := t.Context(), store.Name{1}
	if _, err := s.Put(ctx, n, object(1), ""); err != nil {
		t.Fatal(err)
	}
	s.SetFaults(func(memstore.Op, store.Name) memstore.Fault { return memstore.Fault{Outcome: memstore.Stored} })
	if _, err := s.Put(ctx, n, object(2), ""); !errors.Is(err, store.ErrStale) {
		t.Fatalf("error %v", err)
	}
}

func TestFailingReadAndList(t *testing.T) {
	for _, outcome := range []memstore.Outcome{memstore.Lost, memstore.Stored} {
		s := memstore.New(memstore.Config{Size: size, Faults: func(memstore.Op, store.Name) memstore.Fault {
			return memstore.Fault{Outcome: outcome}
		}})
		if _, _, err := s.Get(t.Context(), store.Name{}); !errors.Is(err, memstore.ErrInjected) {
			t.Errorf("get: %v", err)
		}
		if err := s.List(t.Context(), func(store.Name) error { return nil }); !errors.Is(err, memstore.ErrInjected) {
			t.Errorf("list: %v", err)
		}
	}
}

func TestDelaysAndCancellation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := memstore.New(memstore.Config{Size: size, Faults: memstore.Script([]memstore.Fault{
			{Before: time.Second}, {Before: time.Hour}, {After: time.Hour},
		})})
		n := store.Name{1}
		began := time.Now()
		if _, _, err := s.Get(t.Context(), n); !errors.Is(err, store.ErrAbsent) || time.Since(began) != time.Second {
			t.Fatalf("error %v after %s", err, time.Since(began))
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if _, err := s.Put(ctx, n, object(1), ""); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("error %v", err)
		}
		ctx, cancel = context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if _, err := s.Put(ctx, n, object(2), ""); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("error %v", err)
		}
		if got, _, err := s.Get(t.Context(), n); err != nil || got[0] != 2 {
			t.Fatalf("cancelled before the effect, then after it: %v", err)
		}
	})
}

func TestReplaceRollsBackAndDamages(t *testing.T) {
	s := memstore.New(memstore.Config{Size: size})
	n := store.Name{1}
	s.Replace(n, object(1))
	before := s.Objects()
	_, tag, _ := s.Get(t.Context(), n)
	if _, err := s.Put(t.Context(), n, object(2), tag); err != nil {
		t.Fatal(err)
	}
	s.Replace(n, before[n])
	if got, again, err := s.Get(t.Context(), n); err != nil || got[0] != 1 || again != tag {
		t.Fatalf("rolled back: %v", err)
	}
	s.Replace(n, []byte("short"))
	if _, _, err := s.Get(t.Context(), n); !errors.Is(err, store.ErrDamaged) {
		t.Fatalf("damaged: %v", err)
	}
	s.Replace(n, nil)
	if _, _, err := s.Get(t.Context(), n); !errors.Is(err, store.ErrAbsent) {
		t.Fatalf("removed: %v", err)
	}
}

func BenchmarkStore(b *testing.B) {
	storetest.Bench(b, size, memstore.New(memstore.Config{Size: size}))
}
