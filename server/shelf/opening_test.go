package shelf

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"larkspur/server/store"
	"larkspur/server/store/memstore"
	"larkspur/server/wire"
)

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
		"an unfinished key beside it": {func(t *testing.T, m *made) { os.WriteFile(m.c.KeyFile+".next", newMade(t).file, 0o600) }, ErrNextDamaged, ErrNextDamaged},
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
			if _, err = m.open(false); err != nil {
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
