package shelf

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"larkspur/server/store"
	"larkspur/server/store/memstore"
	"larkspur/server/wire"
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

// made is a deployment with one page.
type made struct {
	c    Config
	st   *memstore.Store
	l    wire.Locator
	page *[wire.PageSize]byte
	file []byte // the key file
}

func newMade(t *testing.T) *made {
	b := newBench(t)
	m := &made{c: b.conf, st: b.store, l: randomLocator(), page: randomPage()}
	m.c.Notice = nil
	b.write(m.l, m.page)
	file, err := os.ReadFile(m.c.KeyFile)
	if err != nil {
		t.Fatal(err)
	}
	m.file = file
	return m
}

func (m *made) open(newKey bool) (*Shelf, error) {
	m.c.NewKey = newKey
	return Open(ctx(), m.c, m.st)
}

func (m *made) mustHold(t *testing.T, when string) {
	t.Helper()
	s, err := m.open(false)
	if err != nil {
		t.Fatal(when, err)
	}
	if _, p, err := s.Read(ctx(), m.l); err != nil || *p != *m.page {
		t.Fatal(when, "the page is not there", err)
	}
}

func (m *made) mustRefuse(t *testing.T, want error) {
	t.Helper()
	before, files := m.st.Objects(), m.files(t)
	if _, err := m.open(false); !errors.Is(err, want) {
		t.Errorf("refused as %v, want %v", err, want)
	}
	after := m.st.Objects()
	for n, o := range before {
		if !bytes.Equal(o, after[n]) {
			t.Error("the refused start changed an object")
		}
	}
	if len(before) != len(after) || files != m.files(t) {
		t.Error("the refused start made or removed something")
	}
}

func (m *made) files(t *testing.T) string {
	list, err := os.ReadDir(filepath.Dir(m.c.KeyFile))
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(list)
}

func (m *made) storeHalfName(t *testing.T) store.Name {
	f, err := parseKeyFile(m.file)
	if err != nil {
		t.Fatal(err)
	}
	return halfName(f)
}

// dropHalf takes the store's half away, or changes it.
func (m *made) dropHalf(t *testing.T, change func([]byte) []byte) {
	n := m.storeHalfName(t)
	o, ok := m.st.Objects()[n]
	if !ok {
		t.Fatal("the store's half is not under its name")
	}
	m.st.Replace(n, change(o))
}

// Each way to lose or spoil a half is refused without changing anything, told with what to do, and with NewKey begins a
// deployment anew that does not disturb what is left of the old one.
func TestAHalfThatIsGoneOrDamagedIsRefusedAndNeverMadeAnewUnasked(t *testing.T) {
	write := func(m *made, b []byte) {
		if err := os.WriteFile(m.c.KeyFile, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		spoil func(t *testing.T, m *made)
		want  error
		anew  error // with NewKey
	}{
		"no key file":       {func(t *testing.T, m *made) { os.Remove(m.c.KeyFile) }, ErrNoKeyFile, nil},
		"empty key file":    {func(t *testing.T, m *made) { write(m, nil) }, ErrKeyFileDamaged, nil},
		"cut key file":      {func(t *testing.T, m *made) { write(m, m.file[:5000]) }, ErrKeyFileDamaged, nil},
		"longer key file":   {func(t *testing.T, m *made) { write(m, append(bytes.Clone(m.file), 0)) }, ErrKeyFileDamaged, nil},
		"foreign key file":  {func(t *testing.T, m *made) { write(m, []byte("-----BEGIN PRIVATE KEY-----\nMC4CAQAw\n-----END")) }, ErrKeyFileDamaged, nil},
		"one bit of it":     {func(t *testing.T, m *made) { b := bytes.Clone(m.file); b[70000] ^= 4; write(m, b) }, ErrKeyFileDamaged, nil},
		"another version":   {func(t *testing.T, m *made) { b := bytes.Clone(m.file); b[16] = 2; write(m, b) }, ErrVersion, ErrVersion},
		"readable by group": {func(t *testing.T, m *made) { os.Chmod(m.c.KeyFile, 0o640) }, ErrKeyFileOpen, ErrKeyFileOpen},
		"writable by all":   {func(t *testing.T, m *made) { os.Chmod(m.c.KeyFile, 0o602) }, ErrKeyFileOpen, ErrKeyFileOpen},
		"a link": {func(t *testing.T, m *made) {
			os.Rename(m.c.KeyFile, m.c.KeyFile+".elsewhere")
			os.Symlink(m.c.KeyFile+".elsewhere", m.c.KeyFile)
		}, ErrKeyFileOpen, ErrKeyFileOpen},
		"a folder":           {func(t *testing.T, m *made) { os.Remove(m.c.KeyFile); os.Mkdir(m.c.KeyFile, 0o700) }, ErrKeyFileOpen, ErrKeyFileOpen},
		"another key's file": {func(t *testing.T, m *made) { write(m, newMade(t).file) }, ErrNoStoreHalf, nil},
		"no half in the store": {func(t *testing.T, m *made) {
			m.dropHalf(t, func([]byte) []byte { return nil })
		}, ErrNoStoreHalf, nil},
		"an empty store": {func(t *testing.T, m *made) { m.st = memstore.New(memstore.Config{Size: ObjectSize}) }, ErrNoStoreHalf, nil},
		"a changed half in the store": {func(t *testing.T, m *made) {
			m.dropHalf(t, func(b []byte) []byte { b[9000] ^= 1; return b })
		}, ErrStoreHalfDamaged, nil},
		"a short half in the store": {func(t *testing.T, m *made) {
			m.dropHalf(t, func(b []byte) []byte { return b[:100] })
		}, ErrStoreHalfDamaged, nil},
		"an unfinished key beside it": {func(t *testing.T, m *made) { os.WriteFile(m.c.KeyFile+".next", newMade(t).file, 0o600) }, ErrTwoKeys, ErrKeyFits},
		"an unfinished key instead of it": {func(t *testing.T, m *made) {
			os.Remove(m.c.KeyFile)
			os.WriteFile(m.c.KeyFile+".next", newMade(t).file, 0o600)
		}, ErrNoKeyFile, nil},
		"nothing": {func(t *testing.T, m *made) {}, nil, ErrKeyFits},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMade(t)
			c.spoil(t, m)
			if c.want != nil {
				m.mustRefuse(t, c.want)
				m.mustRefuse(t, c.want) // the second start neither
			}
			old := m.st.Objects()
			s, err := m.open(true)
			if !errors.Is(err, c.anew) {
				t.Fatalf("with NewKey: %v, want %v", err, c.anew)
			}
			if c.anew != nil {
				return
			}
			if _, p, err := s.Read(ctx(), m.l); err != nil || *p == *m.page {
				t.Error("the old page opens under the new key", err)
			}
			for n, o := range old {
				if !bytes.Equal(m.st.Objects()[n], o) {
					t.Error("an object of the old key was touched")
				}
			}
			if s, err = m.open(false); err != nil {
				t.Fatal("the next start:", err)
			}
			if _, err := m.open(true); !errors.Is(err, ErrKeyFits) {
				t.Error("NewKey left behind in a service file:", err)
			}
		})
	}
}

func TestWhatWasPutBackServesAgain(t *testing.T) {
	m := newMade(t)
	os.Remove(m.c.KeyFile)
	m.mustRefuse(t, ErrNoKeyFile)
	if err := os.WriteFile(m.c.KeyFile, m.file, 0o600); err != nil {
		t.Fatal(err)
	}
	m.mustHold(t, "after the key file was put back")
	var half []byte
	m.dropHalf(t, func(b []byte) []byte { half = bytes.Clone(b); return nil })
	m.mustRefuse(t, ErrNoStoreHalf)
	m.st.Replace(m.storeHalfName(t), half)
	m.mustHold(t, "after the store's half was put back")
}

// A key that was given up in error, because the store's disk was not there, can be taken back.
func TestAKeyGivenUpIsMovedAsideAndCanBeTakenBack(t *testing.T) {
	m := newMade(t)
	real := m.st
	m.st = memstore.New(memstore.Config{Size: ObjectSize})
	if _, err := m.open(true); err != nil {
		t.Fatal(err)
	}
	again := newMade(t)
	again.c = m.c
	again.st = memstore.New(memstore.Config{Size: ObjectSize})
	if _, err := again.open(true); !errors.Is(err, ErrAside) {
		t.Fatal("a second key was moved over the first:", err)
	}
	if err := os.Rename(m.c.KeyFile+".unused", m.c.KeyFile); err != nil {
		t.Fatal(err)
	}
	m.st = real
	m.mustHold(t, "after the key was taken back")
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

// A store that does not answer is not a store without the half.
func TestAStoreThatDoesNotAnswerIsNotTakenForAnEmptyOne(t *testing.T) {
	m := newMade(t)
	for _, newKey := range []bool{false, true} {
		for _, op := range []memstore.Op{memstore.Get, memstore.List} {
			if op == memstore.List {
				if err := os.Rename(m.c.KeyFile, m.c.KeyFile+".elsewhere"); err != nil {
					t.Fatal(err)
				}
			}
			m.st.SetFaults(memstore.Script([]memstore.Fault{{Outcome: memstore.Lost}}, op))
			files := m.files(t)
			_, err := m.open(newKey)
			if op == memstore.Get || !newKey {
				if !errors.Is(err, memstore.ErrInjected) {
					t.Errorf("op %d, NewKey %v: %v", op, newKey, err)
				}
				if files != m.files(t) {
					t.Error("a key file was made or moved")
				}
			}
			m.st.SetFaults(nil)
			if op == memstore.List {
				os.Remove(m.c.KeyFile)
				if err := os.Rename(m.c.KeyFile+".elsewhere", m.c.KeyFile); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	m.mustHold(t, "afterwards")
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
