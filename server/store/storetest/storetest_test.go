package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"larkspur/server/store"
	"larkspur/server/store/memstore"
)

const size = 512

// broken is a store that keeps all promises but one.
type broken struct {
	store.Store
	get  func(n store.Name) ([]byte, store.Tag, error)
	put  func(ctx context.Context, n store.Name, object []byte, ifTag store.Tag) (store.Tag, error)
	del  func(n store.Name) error
	list func(visit func(store.Name) error) error
}

func (b *broken) Get(ctx context.Context, n store.Name) ([]byte, store.Tag, error) {
	if b.get != nil && ctx.Err() == nil {
		return b.get(n)
	}
	return b.Store.Get(ctx, n)
}

func (b *broken) Put(ctx context.Context, n store.Name, object []byte, ifTag store.Tag) (store.Tag, error) {
	if b.put != nil {
		return b.put(ctx, n, object, ifTag)
	}
	return b.Store.Put(ctx, n, object, ifTag)
}

func (b *broken) Delete(ctx context.Context, n store.Name) error {
	if b.del != nil && ctx.Err() == nil {
		return b.del(n)
	}
	return b.Store.Delete(ctx, n)
}

func (b *broken) List(ctx context.Context, visit func(store.Name) error) error {
	if b.list != nil && ctx.Err() == nil {
		return b.list(visit)
	}
	return b.Store.List(ctx, visit)
}

// Each row breaks one promise, and names a clause that has to notice.
var faults = []struct {
	name, noticedBy string
	breakIt         func(m *memstore.Store) *broken
}{
	{"ignores the tag", "stale_changes_nothing", func(m *memstore.Store) *broken {
		return &broken{put: func(ctx context.Context, n store.Name, o []byte, ifTag store.Tag) (store.Tag, error) {
			if _, held, err := m.Get(ctx, n); err == nil && ifTag != "" {
				ifTag = held
			}
			return m.Put(ctx, n, o, ifTag)
		}}
	}},
	{"creates over what is there", "created_once", func(m *memstore.Store) *broken {
		return &broken{put: func(ctx context.Context, n store.Name, o []byte, ifTag store.Tag) (store.Tag, error) {
			if _, held, err := m.Get(ctx, n); err == nil && ifTag == "" {
				ifTag = held
			}
			return m.Put(ctx, n, o, ifTag)
		}}
	}},
	{"refuses, and writes all the same", "stale_changes_nothing", func(m *memstore.Store) *broken {
		return &broken{put: func(ctx context.Context, n store.Name, o []byte, ifTag store.Tag) (store.Tag, error) {
			tag, err := m.Put(ctx, n, o, ifTag)
			if errors.Is(err, store.ErrStale) {
				m.Replace(n, o)
			}
			return tag, err
		}}
	}},
	{"swaps where nothing is held", "no_swap_where_nothing_is_held", func(m *memstore.Store) *broken {
		return &broken{put: func(ctx context.Context, n store.Name, o []byte, ifTag store.Tag) (store.Tag, error) {
			if _, _, err := m.Get(ctx, n); errors.Is(err, store.ErrAbsent) {
				ifTag = ""
			}
			return m.Put(ctx, n, o, ifTag)
		}}
	}},
	{"numbers versions from 1 after a delete", "old_tags_never_match_again", countingTags},
	{"compares, waits, and writes", "one_winner", slowSwap},
	{"compares, waits, and writes", "no_lost_updates", slowSwap},
	{"compares, waits, and writes", "linearizable", slowSwap},
	{"reads an older object now and then", "linearizable", staleReads},
	{"reads an older object now and then", "no_torn_reads", staleReads},
	{"mixes two objects", "no_torn_reads", func(m *memstore.Store) *broken {
		var mu sync.Mutex
		var last []byte
		return &broken{get: func(n store.Name) ([]byte, store.Tag, error) {
			o, tag, err := m.Get(context.Background(), n)
			if err != nil {
				return o, tag, err
			}
			mu.Lock()
			defer mu.Unlock()
			mixed := bytes.Clone(o)
			if last != nil {
				copy(mixed[size/2:], last[size/2:])
			}
			last = o
			return mixed, tag, nil
		}}
	}},
	{"forgets to delete", "deleted_is_gone", func(*memstore.Store) *broken {
		return &broken{del: func(store.Name) error { return nil }}
	}},
	{"complains of deleting nothing", "absent_at_first", func(m *memstore.Store) *broken {
		return &broken{del: func(n store.Name) error {
			if _, _, err := m.Get(context.Background(), n); err != nil {
				return err
			}
			return m.Delete(context.Background(), n)
		}}
	}},
	{"cuts to size", "wrong_sizes_are_refused", func(m *memstore.Store) *broken {
		return &broken{put: func(ctx context.Context, n store.Name, o []byte, ifTag store.Tag) (store.Tag, error) {
			if len(o) > size {
				o = o[:size]
			}
			return m.Put(ctx, n, o, ifTag)
		}}
	}},
	{"takes the first half of a name", "names_are_told_apart", func(m *memstore.Store) *broken {
		half := func(n store.Name) store.Name { clear(n[16:]); return n }
		return &broken{
			get: func(n store.Name) ([]byte, store.Tag, error) { return m.Get(context.Background(), half(n)) },
			put: func(ctx context.Context, n store.Name, o []byte, ifTag store.Tag) (store.Tag, error) {
				return m.Put(ctx, half(n), o, ifTag)
			},
			del: func(n store.Name) error { return m.Delete(context.Background(), half(n)) },
		}
	}},
	{"keeps the caller's slice", "bytes_are_not_shared", func(m *memstore.Store) *broken {
		given := map[store.Name][]byte{}
		return &broken{
			put: func(ctx context.Context, n store.Name, o []byte, ifTag store.Tag) (store.Tag, error) {
				given[n] = o
				return m.Put(ctx, n, o, ifTag)
			},
			get: func(n store.Name) ([]byte, store.Tag, error) {
				_, tag, err := m.Get(context.Background(), n)
				return given[n], tag, err
			},
		}
	}},
	{"lists twice", "list_visits_each_once", func(m *memstore.Store) *broken {
		return &broken{list: func(visit func(store.Name) error) error {
			return errors.Join(m.List(context.Background(), visit), m.List(context.Background(), visit))
		}}
	}},
	{"lists all but one", "list_visits_each_once", func(m *memstore.Store) *broken {
		return &broken{list: func(visit func(store.Name) error) error {
			skipped := false
			return m.List(context.Background(), func(n store.Name) error {
				if !skipped {
					skipped = true
					return nil
				}
				return visit(n)
			})
		}}
	}},
	{"goes on after a visitor's error", "list_visits_each_once", func(m *memstore.Store) *broken {
		return &broken{list: func(visit func(store.Name) error) error {
			return m.List(context.Background(), func(n store.Name) error { _ = visit(n); return nil })
		}}
	}},
	{"ignores the context", "cancelled_calls_fail", func(m *memstore.Store) *broken {
		return &broken{put: func(_ context.Context, n store.Name, o []byte, ifTag store.Tag) (store.Tag, error) {
			return m.Put(context.Background(), n, o, ifTag)
		}}
	}},
	{"calls a cancelled write stale", "cancelled_in_flight_old_or_new", func(m *memstore.Store) *broken {
		return &broken{put: func(ctx context.Context, n store.Name, o []byte, ifTag store.Tag) (store.Tag, error) {
			tag, err := m.Put(context.Background(), n, o, ifTag)
			time.Sleep(time.Millisecond)
			if ctx.Err() != nil {
				return "", store.ErrStale
			}
			return tag, err
		}}
	}},
}

// slowSwap compares and writes in two steps, as a gateway does that knows no conditional write.
func slowSwap(m *memstore.Store) *broken {
	return &broken{put: func(ctx context.Context, n store.Name, o []byte, ifTag store.Tag) (store.Tag, error) {
		_, held, err := m.Get(ctx, n)
		if err != nil && !errors.Is(err, store.ErrAbsent) {
			return "", err
		}
		if held != ifTag {
			return "", store.ErrStale
		}
		time.Sleep(200 * time.Microsecond)
		m.Replace(n, o)
		_, tag, _ := m.Get(ctx, n)
		return tag, nil
	}}
}

// staleReads is the planted fault for the checker: every tenth read is answered from a cache.
func staleReads(m *memstore.Store) *broken {
	type read struct {
		object []byte
		tag    store.Tag
		err    error
	}
	var mu sync.Mutex
	cache, reads := map[store.Name]read{}, 0
	return &broken{get: func(n store.Name) ([]byte, store.Tag, error) {
		object, tag, err := m.Get(context.Background(), n)
		mu.Lock()
		defer mu.Unlock()
		old, ok := cache[n]
		if reads++; ok && reads%10 == 0 {
			return bytes.Clone(old.object), old.tag, old.err
		}
		if !ok || reads%10 == 1 {
			cache[n] = read{object, tag, err}
		}
		return object, tag, err
	}}
}

// countingTags begins again at 1 when an object is created, so that a tag from before a delete matches.
func countingTags(m *memstore.Store) *broken {
	var mu sync.Mutex
	counts := map[store.Name]int{}
	tag := func(n store.Name) store.Tag { return store.Tag(fmt.Sprint(counts[n])) }
	return &broken{
		get: func(n store.Name) ([]byte, store.Tag, error) {
			mu.Lock()
			defer mu.Unlock()
			o, _, err := m.Get(context.Background(), n)
			if err != nil {
				return nil, "", err
			}
			return o, tag(n), nil
		},
		put: func(ctx context.Context, n store.Name, o []byte, ifTag store.Tag) (store.Tag, error) {
			mu.Lock()
			defer mu.Unlock()
			_, held, err := m.Get(ctx, n)
			if err == nil && ifTag != tag(n) || err != nil && ifTag != "" {
				return "", store.ErrStale
			}
			if _, err := m.Put(ctx, n, o, held); err != nil {
				return "", err
			}
			counts[n]++
			return tag(n), nil
		},
		del: func(n store.Name) error {
			mu.Lock()
			defer mu.Unlock()
			counts[n] = 0
			return m.Delete(context.Background(), n)
		},
	}
}

func TestClausesNoticeWhatTheyPromise(t *testing.T) {
	for _, fault := range faults {
		t.Run(strings.ReplaceAll(fault.name, " ", "_")+"/"+fault.noticedBy, func(t *testing.T) {
			for _, c := range clauses {
				if c.name != fault.noticedBy {
					continue
				}
				m := memstore.New(memstore.Config{Size: size})
				s := fault.breakIt(m)
				s.Store = m
				if err := c.check(newBench(t.Context(), s, Subject{Size: size, Rounds: 3})); err == nil {
					t.Fatal("nothing was noticed")
				} else {
					t.Log(err)
				}
				return
			}
			t.Fatal("no clause has this name")
		})
	}
}

// TestCheckerTakesUnknownOutcomes lets writes fail, some stored and some lost: that is within the contract.
func TestCheckerTakesUnknownOutcomes(t *testing.T) {
	writes := 0
	s := memstore.New(memstore.Config{Size: size, Faults: func(op memstore.Op, _ store.Name) memstore.Fault {
		if op != memstore.Put && op != memstore.Delete {
			return memstore.Fault{}
		}
		if writes++; writes%10 < 2 {
			return memstore.Fault{Outcome: memstore.Lost + memstore.Outcome(writes%10)}
		}
		return memstore.Fault{}
	}})
	r := NewRecorder(s)
	if err := Work(t.Context(), r, size, 5, 30); err != nil {
		t.Fatal(err)
	}
	if err := r.Check(time.Minute); err != nil {
		t.Fatal(err)
	}
	if r.Len() < 50 {
		t.Fatalf("only %d calls were recorded", r.Len())
	}
}

func TestLedgerNoticesWhatWasLost(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	m := memstore.New(memstore.Config{Size: size})
	l := NewLedger(size)
	acknowledged := func(n store.Name, state uint64) {
		if l.Acknowledged(n, state); l.Count() >= 50 {
			cancel()
		}
	}
	if err := Load(ctx, m, size, [16]byte{1}, l.Tried, acknowledged); err != nil {
		t.Fatal(err)
	}
	if err := l.Check(t.Context(), m); err != nil || l.Count() < 50 {
		t.Fatalf("%d acknowledged, %v", l.Count(), err)
	}
	for n, object := range m.Objects() {
		other := bytes.Clone(object)
		other[size-1] ^= 1
		for what, put := range map[string][]byte{"lost": nil, "torn": other, "never put": (&bench{size: size}).objectWith(2)} {
			m.Replace(n, put)
			if err := l.Check(t.Context(), m); err == nil {
				t.Errorf("%s: nothing was noticed", what)
			}
			m.Replace(n, object)
			_ = l.Check(t.Context(), m) // it goes on from what it finds
		}
		break
	}
	m.Replace(store.Name{9}, (&bench{size: size}).object())
	if err := l.Check(t.Context(), m); err == nil {
		t.Error("an object nobody put was not noticed")
	}
}
