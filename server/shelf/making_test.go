package shelf

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"larkspur/server/store/memstore"
)

// A kill, or a cut of the power, at any step of a first start leaves what the next start finishes: one key, whose pages
// last, and nothing in the store that is not its own.
func TestAFirstStartKilledAtAnyStepIsFinishedByTheNext(t *testing.T) {
	total := &power{}
	firstStart(t, total, newMemDisk(total), memstore.New(memstore.Config{Size: ObjectSize}))
	if total.steps < 7+minChaff { // sync, create, rename, sync, half, chaff, rename, sync
		t.Fatalf("a first start has %d steps", total.steps)
	}
	for at := 1; at <= total.steps; at++ {
		for _, after := range []bool{false, true} {
			for _, cut := range []bool{false, true} {
				t.Run(fmt.Sprintf("step %d after %v cut %v", at, after, cut), func(t *testing.T) {
					p := &power{at: at, after: after}
					d, st := newMemDisk(p), memstore.New(memstore.Config{Size: ObjectSize})
					if _, err := open(ctx(), Config{KeyFile: "/k/key", Chaff: 1}, &poweredStore{st, p}, d); !errors.Is(err, errKilled) {
						t.Fatal("the start survived its kill:", err)
					}
					for again := 1; ; again++ { // and is killed again, one step later each time
						p = &power{at: again}
						d = d.restart(p, cut)
						if _, err := open(ctx(), Config{KeyFile: "/k/key", Chaff: 1}, &poweredStore{st, p}, d); err == nil {
							break
						} else if !errors.Is(err, errKilled) {
							t.Fatal(err)
						}
					}
					p = &power{}
					d = d.restart(p, true)
					s := firstStart(t, p, d, st)
					if n := len(st.Objects()); n != 1+minChaff {
						t.Errorf("%d objects, %d are the key's own", n, 1+minChaff)
					}
					if len(d.files) != 1 || d.files["/k/key"] == nil {
						t.Error("other key files are left")
					}
					stays(t, s, st, d)
				})
			}
		}
	}
}

// firstStart opens without a fault.
func firstStart(t *testing.T, p *power, d *memDisk, st *memstore.Store) *Shelf {
	t.Helper()
	s, err := open(ctx(), Config{KeyFile: "/k/key", Chaff: 1}, &poweredStore{st, p}, d)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// stays sees that what is saved now is there after a cut of the power.
func stays(t *testing.T, s *Shelf, st *memstore.Store, d *memDisk) {
	t.Helper()
	l, page := randomLocator(), randomPage()
	noise, _, err := s.Read(ctx(), l)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Write(ctx(), l, noise, page, yes); err != nil {
		t.Fatal(err)
	}
	p := &power{}
	s = firstStart(t, p, d.restart(p, true), st)
	if _, got, err := s.Read(ctx(), l); err != nil || *got != *page {
		t.Fatal("what was saved is gone", err)
	}
}

// An answer of the store that got lost while the key was made is an error, and the next start goes on from what is there.
func TestAFirstStartWithLostAnswersIsFinishedByTheNext(t *testing.T) {
	for at := range 1 + minChaff {
		for _, outcome := range []memstore.Outcome{memstore.Lost, memstore.Stored} {
			st := memstore.New(memstore.Config{Size: ObjectSize})
			st.SetFaults(memstore.Script(append(make([]memstore.Fault, at), memstore.Fault{Outcome: outcome}), memstore.Put))
			c := Config{KeyFile: filepath.Join(t.TempDir(), "key"), Chaff: 1}
			if _, err := Open(ctx(), c, st); !errors.Is(err, memstore.ErrInjected) {
				t.Fatal(at, outcome, err)
			}
			if _, err := os.Stat(c.KeyFile); !errors.Is(err, fs.ErrNotExist) {
				t.Fatal("the key counts as made")
			}
			if _, err := Open(ctx(), c, st); err != nil {
				t.Fatal(at, outcome, err)
			}
			if n := len(st.Objects()); n != 1+minChaff {
				t.Fatalf("%d objects", n)
			}
		}
	}
}

// A making that was cut short is gone on with or refused, and never begun over: in doubt what is there stays.
func TestAnUnfinishedKeyThatCannotBeReadIsRefused(t *testing.T) {
	unfinished := func() (Config, *memstore.Store, []byte) {
		st := memstore.New(memstore.Config{Size: ObjectSize})
		st.SetFaults(memstore.Script(append(make([]memstore.Fault, 5), memstore.Fault{Outcome: memstore.Lost}), memstore.Put))
		c := Config{KeyFile: filepath.Join(t.TempDir(), "key"), Chaff: 1}
		if _, err := Open(ctx(), c, st); !errors.Is(err, memstore.ErrInjected) {
			t.Fatal(err)
		}
		next, err := os.ReadFile(c.KeyFile + ".next")
		if err != nil {
			t.Fatal(err)
		}
		return c, st, next
	}
	stays := func(c Config, next []byte) {
		t.Helper()
		if now, err := os.ReadFile(c.KeyFile + ".next"); err != nil || !bytes.Equal(now, next) {
			t.Error("the unfinished key was replaced", err)
		}
	}
	c, st, next := unfinished()
	st.SetFaults(memstore.Script([]memstore.Fault{{Outcome: memstore.Lost}}, memstore.Get))
	if _, err := Open(ctx(), c, st); !errors.Is(err, memstore.ErrInjected) {
		t.Error("the store did not answer:", err)
	}
	stays(c, next)
	if _, err := Open(ctx(), c, st); err != nil {
		t.Error(err)
	}

	for name, spoil := range map[string]func(st *memstore.Store, c Config, next []byte) []byte{
		"the file": func(_ *memstore.Store, c Config, next []byte) []byte {
			next[4000] ^= 1
			if err := os.WriteFile(c.KeyFile+".next", next, 0o600); err != nil {
				t.Fatal(err)
			}
			return next
		},
		"the store's half": func(st *memstore.Store, _ Config, next []byte) []byte {
			f, err := parseKeyFile(next)
			if err != nil {
				t.Fatal(err)
			}
			st.Replace(halfName(f), randomPage()[:])
			return next
		},
	} {
		c, st, next := unfinished()
		next = spoil(st, c, next)
		if _, err := Open(ctx(), c, st); !errors.Is(err, ErrKeyFileDamaged) && !errors.Is(err, ErrStoreHalfDamaged) {
			t.Errorf("%s is damaged: %v", name, err)
		}
		stays(c, next)
		c.NewKey = true // no page was ever served under it
		if _, err := Open(ctx(), c, st); err != nil {
			t.Errorf("%s is damaged, with NewKey: %v", name, err)
		}
	}
}

// store.Prove leaves two objects at most when it is killed, and a first start is not held up by them.
func TestAFirstStartOverlooksWhatAKilledProofLeftBehind(t *testing.T) {
	for n, want := range map[int]error{0: nil, 2: nil, spareObjects: nil, spareObjects + 1: ErrNoKeyFile, 1 + minChaff: ErrNoKeyFile} {
		st := memstore.New(memstore.Config{Size: ObjectSize})
		for range n {
			st.Replace([32]byte(randomLocator()), randomPage()[:])
		}
		if _, err := Open(ctx(), Config{KeyFile: filepath.Join(t.TempDir(), "key"), Chaff: 1}, st); !errors.Is(err, want) {
			t.Errorf("%d objects: %v, want %v", n, err, want)
		}
	}
	if spareObjects >= 1+minChaff {
		t.Error("a store that served can be taken for an empty one")
	}
}
