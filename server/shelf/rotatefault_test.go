package shelf

import (
	"bytes"
	"context"
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

// A rotation whose new key is in use from the next call on has begun, though the store did not answer when it was to be taken
// up: who asks whether there is one to go on with is told so.
func TestARotationThatWasNotTakenUpHasBegun(t *testing.T) {
	b := newBench(t)
	h := b.hooked()
	l, page := randomLocator(), randomPage()
	b.write(l, page)
	h.get = func(store.Name) error {
		if _, err := os.Stat(b.conf.KeyFile + ".next"); err == nil {
			return errInjected
		}
		return nil
	}
	if err := b.shelf.Rotate(ctx(), nil); !errors.Is(err, errInjected) || !b.shelf.Rotating() {
		t.Fatalf("%v, and a rotation has begun: %v", err, b.shelf.Rotating())
	}
	h.get = nil
	b.rotate()
	if _, got := b.read(l); *got != *page || b.shelf.Rotating() {
		t.Error("a page is gone, or the rotation has not ended")
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
