package shelf

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"larkspur/server/store"
	"larkspur/server/store/memstore"
	"larkspur/server/wire"
)

var errInjected = errors.New("injected")

// hooked is a store where a test meets single calls.
type hooked struct {
	store.Store
	put     func(n store.Name, o []byte, tag store.Tag) error // an error: the call is not made
	remove  func(n store.Name) error
	removed func(n store.Name)
}

func (h *hooked) Put(c context.Context, n store.Name, o []byte, t store.Tag) (store.Tag, error) {
	if h.put != nil {
		if err := h.put(n, o, t); err != nil {
			return "", err
		}
	}
	return h.Store.Put(c, n, o, t)
}

func (h *hooked) Delete(c context.Context, n store.Name) error {
	if h.remove != nil {
		if err := h.remove(n); err != nil {
			return err
		}
	}
	err := h.Store.Delete(c, n)
	if h.removed != nil {
		h.removed(n)
	}
	return err
}

func (b *bench) hooked() *hooked {
	b.t.Helper()
	h := &hooked{Store: b.store}
	var err error
	if b.shelf, err = Open(ctx(), b.conf, h); err != nil {
		b.t.Fatal(err)
	}
	return h
}

// hookedDisk is the real disk, where a test meets single steps.
type hookedDisk struct {
	osDisk
	onRename func(old, new string) error
	onCreate func(path string, data []byte) error
	onMark   func(path string)
	onRead   func(path string)
}

func (d *hookedDisk) rename(old, new string) error {
	if d.onRename != nil {
		if err := d.onRename(filepath.Base(old), filepath.Base(new)); err != nil {
			return err
		}
	}
	return d.osDisk.rename(old, new)
}

func (d *hookedDisk) create(path string, data []byte) error {
	if d.onCreate != nil {
		if err := d.onCreate(path, data); err != nil {
			return err
		}
	}
	return d.osDisk.create(path, data)
}

func (d *hookedDisk) mark(path string) (mark, error) {
	if d.onMark != nil {
		d.onMark(filepath.Base(path))
	}
	return d.osDisk.mark(path)
}

func (d *hookedDisk) read(path string) ([]byte, error) {
	if d.onRead != nil {
		d.onRead(filepath.Base(path))
	}
	return d.osDisk.read(path)
}

func (b *bench) openOn(d disk) (*Shelf, error) {
	conf := b.conf
	conf.Random = rand.Reader
	return open(ctx(), conf, b.store, d)
}

func (b *bench) mustOpenOn(d disk) *Shelf {
	b.t.Helper()
	s, err := b.openOn(d)
	if err != nil {
		b.t.Fatal(err)
	}
	return s
}

// When the last steps of a rotation fail, whatever it is, the next call takes them: the old key is overwritten, its other
// half is removed, and no other key gets its name before.
func TestTheOldKeyIsDestroyedThoughTheLastStepsFail(t *testing.T) {
	t.Run("the half in the store is not removed", func(t *testing.T) {
		b := newBench(t)
		h := b.hooked()
		b.write(randomLocator(), randomPage())
		_, file := b.keyFile()
		f, err := parseKeyFile(file)
		if err != nil {
			t.Fatal(err)
		}
		half, failed := halfName(f), false
		h.remove = func(n store.Name) error {
			if n == half && !failed {
				failed = true
				return errInjected
			}
			return nil
		}
		if err := b.shelf.Rotate(ctx(), nil); !errors.Is(err, errInjected) || !b.shelf.Rotating() {
			t.Fatal(err)
		}
		blocks := b.conf.KeyFile + ".blocks" // where the bytes of the old key file lie, under whatever name
		if err := os.Link(b.conf.KeyFile+".old", blocks); err != nil {
			t.Fatal(err)
		}
		b.rotate()
		if now, err := os.ReadFile(blocks); err != nil || bytes.Equal(now, file) {
			t.Error("the old key file was not overwritten", err)
		}
		if b.store.Objects()[half] != nil || b.shelf.Rotating() {
			t.Error("the half of the old key is in the store")
		}
	})
	for nth := 1; nth <= 2; nth++ {
		b := newBench(t)
		d := &hookedDisk{}
		b.shelf = b.mustOpenOn(d)
		l, page := randomLocator(), randomPage()
		b.write(l, page)
		n := 0
		d.onRename = func(old, new string) error {
			if old == "key" || new == "key" {
				if n++; n == nth {
					return errInjected
				}
			}
			return nil
		}
		if err := b.shelf.Rotate(ctx(), nil); !errors.Is(err, errInjected) && err != nil {
			t.Fatal(err)
		}
		if _, got := b.read(l); *got != *page {
			t.Fatal("a page is gone")
		}
		b.rotate()
		if names, _ := b.keyFile(); !slices.Equal(names, []string{"key"}) {
			t.Errorf("rename %d failed once: %v", nth, names)
		}
		if _, got := b.read(l); *got != *page {
			t.Fatal("a page is gone")
		}
	}
}

func TestAFullDiskHoldsUpOneRotationOnly(t *testing.T) {
	b := newBench(t)
	d := &hookedDisk{}
	b.shelf = b.mustOpenOn(d)
	full := true
	d.onCreate = func(path string, data []byte) error {
		if full {
			return errors.Join(os.WriteFile(path, data[:1000], 0o600), errInjected) // what such a write leaves
		}
		return nil
	}
	if err := b.shelf.Rotate(ctx(), nil); !errors.Is(err, errInjected) {
		t.Fatal(err)
	}
	full = false
	b.rotate()
}

// What one server makes under a key that is new to it is not left behind when another one goes on to the next.
func TestWhatIsMadeInOneRotationIsNotLeftBehindInTheNext(t *testing.T) {
	b := newBench(t)
	for range 20 {
		b.write(randomLocator(), randomPage())
	}
	b.halfWay(8)
	other, err := Open(ctx(), b.conf, b.store)
	if err != nil {
		t.Fatal(err)
	}
	l, page := randomLocator(), randomPage()
	noise, _, err := other.Read(ctx(), l)
	if err != nil {
		t.Fatal(err)
	}
	name := b.name(l)
	held, reached := make(chan struct{}), make(chan struct{})
	var once sync.Once
	b.store.SetFaults(func(op memstore.Op, n store.Name) memstore.Fault {
		if op == memstore.Put && n == name {
			once.Do(func() { close(reached) })
			return memstore.Fault{Hold: held}
		}
		return memstore.Fault{}
	})
	done := make(chan error)
	go func() {
		_, err := other.Write(ctx(), l, noise, page, yes)
		done <- err
	}()
	<-reached
	b.rotate() // ends the one that was cut off
	b.rotate()
	close(held)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	b.store.SetFaults(nil)
	for _, s := range []*Shelf{b.shelf, other} {
		if _, got, err := s.Read(ctx(), l); err != nil || *got != *page {
			t.Error("an acknowledged page is gone", err)
		}
	}
}

// A server that is idle through a rotation of another one, and whose one call falls between the two renames at its end, is not
// taken in: what is held is not answered as a miss.
func TestACallBetweenTheLastRenamesOfAnotherServerFindsWhatIsHeld(t *testing.T) {
	b := newBench(t)
	l, page := randomLocator(), randomPage()
	b.write(l, page)
	idle, turns := &hookedDisk{}, &hookedDisk{}
	other := b.mustOpenOn(idle)
	b.shelf = b.mustOpenOn(turns)
	between, goOn := make(chan struct{}), make(chan struct{})
	turns.onRename = func(old, _ string) error {
		if old == "key.next" {
			close(between)
			<-goOn
		}
		return nil
	}
	done := make(chan error)
	go func() { done <- b.shelf.Rotate(ctx(), nil) }()
	<-between
	var once sync.Once
	looks := 0
	idle.onMark = func(path string) {
		if path != "key.next" {
			return
		}
		if looks++; looks == 2 {
			once.Do(func() { close(goOn); <-done }) // KEY was looked at and was not there; now it is
		}
	}
	_, got, err := other.Read(ctx(), l)
	if err != nil {
		t.Fatal(err)
	}
	if *got != *page {
		t.Error("a page that is held was answered as a miss")
	}
	once.Do(func() { close(goOn); <-done })
}

// A start while another server ends a rotation finds the key, whichever name it has by then, and --new-key replaces nothing.
func TestAStartWhileAnotherServerEndsARotationFindsTheKey(t *testing.T) {
	for _, newKey := range []bool{false, true} {
		b := newBench(t)
		l, page := randomLocator(), randomPage()
		b.write(l, page)
		b.halfWay(8)
		d, done := &hookedDisk{}, false
		d.onRead = func(path string) {
			if !done && path == "key" {
				done = true
				b.rotate()
			}
		}
		b.conf.NewKey = newKey
		_, err := b.openOn(d)
		if newKey != errors.Is(err, ErrKeyFits) || !newKey && err != nil {
			t.Errorf("NewKey %v: %v", newKey, err)
		}
		if _, got := b.read(l); *got != *page {
			t.Error("a page is gone")
		}
	}
}

func TestAKeyWhoseMediumIsTakenOutServesOn(t *testing.T) {
	for _, inRotation := range []bool{false, true} {
		b := newBench(t)
		stick := filepath.Join(t.TempDir(), "stick")
		if err := os.Mkdir(stick, 0o700); err != nil {
			t.Fatal(err)
		}
		b.conf.KeyFile = filepath.Join(stick, "key")
		b.store = memstore.New(memstore.Config{Size: ObjectSize})
		b.restart()
		l, page := randomLocator(), randomPage()
		b.write(l, page)
		if inRotation {
			b.halfWay(8)
		}
		if err := os.Rename(stick, stick+".out"); err != nil {
			t.Fatal(err)
		}
		if _, got := b.read(l); *got != *page {
			t.Error("another page")
		}
		b.write(randomLocator(), randomPage())
		if err := b.shelf.Rotate(ctx(), nil); !errors.Is(err, fs.ErrNotExist) {
			t.Error("a rotation without the key file:", err)
		}
		if err := os.Rename(stick+".out", stick); err != nil {
			t.Fatal(err)
		}
		b.rotate()
	}
}

// What the server made for itself shows that a store loses things, also when a rotation makes it anew.
func TestLossIsToldInARotation(t *testing.T) {
	b := newBench(t)
	for i := range uint32(8) {
		b.store.Replace(b.name(b.shelf.keys.now.chaffLocator(i)), nil)
	}
	b.rotate()
	if told := b.told(); len(told) != 1 {
		t.Errorf("told %q", told)
	}
	b.rotate()
	if told := b.told(); len(told) != 0 {
		t.Errorf("told again: %q", told)
	}
}

// A rotation that the operator gave up, by removing the new key, leaves frozen pages: they are served, saved and erased.
func TestWhatAGivenUpRotationFrozeIsServed(t *testing.T) {
	b := newBench(t)
	h := b.hooked()
	l, page := randomLocator(), randomPage()
	b.write(l, page)
	h.put = func(n store.Name, _ []byte, tag store.Tag) error {
		if e := b.shelf.keys; e.old != nil && n == e.now.nameOf(l) {
			return errInjected
		}
		return nil
	}
	if err := b.shelf.Rotate(ctx(), nil); !errors.Is(err, errInjected) {
		t.Fatal(err)
	}
	if err := os.Remove(b.conf.KeyFile + ".next"); err != nil {
		t.Fatal(err)
	}
	b.restart()
	if o, err := b.shelf.keys.now.open(l, b.object(l)); err != nil || o.flags != flagFrozen {
		t.Fatal("the control: it is not frozen", err)
	}
	if _, got := b.read(l); *got != *page {
		t.Error("another page")
	}
	b.write(l, randomPage())
	b.erase(l)
	b.rotate()
}

func TestKeysThatAreReadWhileTheShelfClosesAreWiped(t *testing.T) {
	b := newBench(t)
	d := &hookedDisk{}
	other := b.mustOpenOn(d)
	b.rotate()
	d.onRead = func(path string) {
		if path == "key" {
			d.onRead = nil
			_ = other.Close()
		}
	}
	if _, _, err := other.Read(ctx(), randomLocator()); !errors.Is(err, errClosed) {
		t.Error(err)
	}
	if !zeros(other.keys.now.sealKey.Expose()) {
		t.Error("keys are in memory after Close")
	}
}

// Looking changes nothing, in whatever state the rotation was left.
func TestInspectingAKeyInAnyStateChangesNothing(t *testing.T) {
	b := newBench(t)
	d := &hookedDisk{onRename: func(_, new string) error {
		if new == "key" {
			return errInjected
		}
		return nil
	}}
	b.shelf = b.mustOpenOn(d)
	l := randomLocator()
	b.write(l, randomPage())
	if err := b.shelf.Rotate(ctx(), nil); err == nil {
		t.Fatal("the rotation came to its end")
	}
	if err := os.WriteFile(b.conf.KeyFile+".temp", []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	list := func() (names []string) {
		files, err := os.ReadDir(filepath.Dir(b.conf.KeyFile))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			names = append(names, f.Name())
		}
		return names
	}
	files, objects := list(), len(b.store.Objects())
	found, err := Inspect(ctx(), b.conf.KeyFile, b.store, l)
	if err != nil || len(found) != 1 || !found[0].Held {
		t.Errorf("found %d, %v", len(found), err)
	}
	if now := list(); !slices.Equal(now, files) || len(b.store.Objects()) != objects {
		t.Errorf("%v became %v", files, now)
	}
}

// Erases of nothing, from outside, that keep one object changing do not keep a rotation from its end.
func TestContentionFromOutsideDoesNotEndARotation(t *testing.T) {
	b := newBench(t)
	b.store.SetFaults(func(op memstore.Op, n store.Name) memstore.Fault {
		return memstore.Fault{Before: 300 * time.Microsecond, After: 300 * time.Microsecond}
	})
	l := randomLocator()
	c, cancel := context.WithCancel(ctx())
	var wait sync.WaitGroup
	for range 16 {
		wait.Go(func() {
			for c.Err() == nil {
				_ = b.shelf.Erase(ctx(), l, wire.Version{})
			}
		})
	}
	for range 3 {
		b.rotate()
	}
	cancel()
	wait.Wait()
}
