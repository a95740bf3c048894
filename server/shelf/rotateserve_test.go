package shelf

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"larkspur/server/store"
	"larkspur/server/store/memstore"
	"larkspur/server/wire"
)

// A device saves, erases and makes again one page through any of the shelves, and knows at every moment what it was last
// told.
type device struct {
	t       *testing.T
	shelves []*Shelf
	l       wire.Locator
	page    *[wire.PageSize]byte // nil: nothing
	first   *[wire.PageSize]byte // the last page made over noise
	calls   *atomic.Int64
}

func (d *device) any() *Shelf { return d.shelves[rand.IntN(len(d.shelves))] }

func (d *device) work(stop <-chan struct{}) {
	for i := 0; ; i++ {
		select {
		case <-stop:
			return
		default:
		}
		if !d.step(i) {
			return
		}
		d.calls.Add(1)
	}
}

func (d *device) step(i int) bool {
	v, got, err := d.any().Read(ctx(), d.l)
	if err != nil || d.page != nil && *got != *d.page {
		d.t.Error("what was saved is not there", err)
		return false
	}
	if d.page != nil && i%5 == 4 {
		if err := d.any().Erase(ctx(), d.l, v); err != nil {
			d.t.Error("erase:", err)
			return false
		}
		d.page = nil
		return true
	}
	next := randomPage()
	if d.page == nil && d.first != nil && i%2 == 0 {
		next = d.first // the recorded first save, played again
	}
	_, err = d.any().Write(ctx(), d.l, v, next, yes)
	switch {
	case err == nil:
		if d.page == nil {
			d.first = next
		}
		d.page = next
	case !errors.Is(err, ErrLost):
		d.t.Error("write:", err)
		return false
	case d.page != nil:
		d.t.Error("a save of one device alone was lost")
		return false
	} // lost over noise: it changed in between, or the first save was known
	return true
}

func devices(t *testing.T, shelves []*Shelf, n int, meanwhile func()) (calls int64) {
	var (
		stop  = make(chan struct{})
		wait  sync.WaitGroup
		count atomic.Int64
	)
	for range n {
		d := &device{t: t, shelves: shelves, l: randomLocator(), calls: &count}
		wait.Go(func() { d.work(stop) })
	}
	meanwhile()
	close(stop)
	wait.Wait()
	return count.Load()
}

func TestDevicesSaveAndEraseThroughRotations(t *testing.T) {
	b := newBench(t)
	calls := devices(t, []*Shelf{b.shelf}, 6, func() {
		for range 15 {
			b.rotate()
		}
	})
	if calls < 100 {
		t.Errorf("%d calls went through 15 rotations", calls)
	}
}

// Two servers with one key file: whichever rotates, the other one follows, and what one acknowledged the other one has.
func TestServersWithOneKeyFollowEachOthersRotations(t *testing.T) {
	b := newBench(t)
	other, err := Open(ctx(), b.conf, b.store)
	if err != nil {
		t.Fatal(err)
	}
	devices(t, []*Shelf{b.shelf, other}, 6, func() {
		for i := range 12 {
			if err := []*Shelf{b.shelf, other}[i%2].Rotate(ctx(), nil); err != nil {
				t.Error(err)
			}
		}
	})
	_, file := b.keyFile()
	objects := b.store.Objects()
	if n := opens(epochOfFile(t, file, objects), objects); n != len(objects)-1 {
		t.Errorf("%d of %d objects open under the last key", n, len(objects)-1)
	}
	if err := b.shelf.opening.disk.(osDisk).mustLock(b.conf.KeyFile, func() {
		if err := other.Rotate(ctx(), nil); !errors.Is(err, ErrRotating) {
			t.Error("a second process may rotate beside the first:", err)
		}
	}); err != nil {
		t.Fatal(err)
	}
}

func (d osDisk) mustLock(path string, do func()) error {
	unlock, err := d.lock(path)
	if err == nil {
		do()
		unlock()
	}
	return err
}

// What a server makes under a key that another one is leaving at that moment is moved before it is acknowledged.
func TestWhatIsMadeWhileAnotherServerRotatesIsNotLeftBehind(t *testing.T) {
	b := newBench(t)
	other, err := Open(ctx(), b.conf, b.store)
	if err != nil {
		t.Fatal(err)
	}
	l, page := randomLocator(), randomPage()
	noise, _, err := other.Read(ctx(), l)
	if err != nil {
		t.Fatal(err)
	}
	_, file := b.keyFile()
	old := epochOfFile(t, file, b.store.Objects())
	reached, release := b.holdPut(old.nameOf(l))
	done := make(chan error)
	go func() {
		_, err := other.Write(ctx(), l, noise, page, yes)
		done <- err
	}()
	<-reached
	b.rotate() // from its first step to its last while the write is on its way
	release()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	b.store.SetFaults(nil)
	for _, s := range []*Shelf{b.shelf, other} {
		if _, got, err := s.Read(ctx(), l); err != nil || *got != *page {
			t.Error("the page was left under the old key", err)
		}
	}
	if n := opens(old, b.store.Objects()); n != 0 {
		t.Errorf("%d objects are left under the old key", n)
	}
}

// An answer of the store that is lost, or a call that is, anywhere in a rotation, is an error, and the next one goes on.
func TestARotationWithAFaultAnywhereIsFinishedByTheNext(t *testing.T) {
	for _, op := range []memstore.Op{memstore.Get, memstore.Put, memstore.Delete, memstore.List} {
		for _, outcome := range []memstore.Outcome{memstore.Lost, memstore.Stored} {
			for at := rand.IntN(*steps); ; at += *steps {
				b := newBench(t)
				l, page, dead := randomLocator(), randomPage(), randomLocator()
				b.write(l, page)
				b.write(dead, randomPage())
				b.erase(dead)
				b.store.SetFaults(memstore.Script(append(make([]memstore.Fault, at), memstore.Fault{Outcome: outcome}), op))
				err := b.shelf.Rotate(ctx(), nil)
				b.store.SetFaults(nil)
				if err == nil { // the fault lay behind the last call, or hit the read of a pair
					break
				}
				if !errors.Is(err, memstore.ErrInjected) {
					t.Fatal(err)
				}
				if _, got := b.read(l); *got != *page {
					t.Fatal("a page is gone")
				}
				if at%2 == 0 {
					b.restart()
				}
				b.rotate()
				if _, got := b.read(l); *got != *page {
					t.Fatal("a page is gone")
				}
				if b.shelf.Rotating() {
					t.Fatal("still rotating")
				}
				b.restart()
				if n := len(b.store.Objects()); n != 1+1+minChaff {
					t.Fatalf("%v %v %d: %d objects", op, outcome, at, n)
				}
			}
		}
	}
}

// A shelf that is closed in the middle of a rotation has no key any more; that is not taken for nothing being left.
func TestClosingInARotationDestroysNothing(t *testing.T) {
	b := newBench(t)
	pages := map[wire.Locator]*[wire.PageSize]byte{}
	for range 30 {
		l, p := randomLocator(), randomPage()
		b.write(l, p)
		pages[l] = p
	}
	cut := 0
	for i := range 12 {
		n := 0
		err := b.shelf.Rotate(ctx(), func(Progress) {
			if n++; n == 1+i*4 {
				go b.shelf.Close()
				time.Sleep(time.Millisecond)
			}
		})
		if err != nil {
			cut++
		}
		b.restart()
		for l, p := range pages {
			if _, got := b.read(l); *got != *p {
				t.Fatal("a page is gone")
			}
		}
	}
	if cut == 0 {
		t.Error("every rotation was done before it was closed")
	}
	b.rotate()
	if told := b.told(); len(told) != 0 {
		t.Error(told)
	}
}

// What opens under no key is nobody's to remove, and keeps no rotation from its end.
func TestARotationLeavesWhatItCannotOpen(t *testing.T) {
	b := newBench(t)
	foreign, damaged := store.Name(randomLocator()), randomLocator()
	b.store.Replace(foreign, append(randomPage()[:], make([]byte, ObjectSize-wire.PageSize)...))
	b.write(damaged, randomPage())
	name := b.name(damaged)
	o := b.object(damaged)
	o[5000] ^= 1
	b.store.Replace(name, o)
	b.rotate()
	if objects := b.store.Objects(); objects[foreign] == nil || !bytes.Equal(objects[name], o) {
		t.Error("it was removed or changed")
	}
	if told := b.told(); len(told) != 1 {
		t.Errorf("the operator was told %q", told)
	}
}

// A call to the store that was given up, and comes into effect in the next rotation, does not bring back what was erased
// since: before anything is removed, the rotation waits for it. The negative control does not wait.
func TestACallThatWasGivenUpBringsNothingBack(t *testing.T) {
	for _, waits := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			b := newBench(t)
			if waits {
				b.conf.Late = time.Minute
			}
			h := b.hooked()
			l, page := randomLocator(), randomPage()
			noise, _ := b.read(l)
			var late []byte
			var name store.Name
			h.put = func(n store.Name, o []byte, tag store.Tag) error {
				if late == nil {
					name, late = n, bytes.Clone(o)
					return errInjected // given up by the caller, and on its way all the same
				}
				return nil
			}
			if _, err := b.shelf.Write(ctx(), l, noise, page, yes); !errors.Is(err, errInjected) {
				t.Fatal(err)
			}
			if _, err := b.shelf.Write(ctx(), l, noise, page, yes); err != nil { // the second try
				t.Fatal(err)
			}
			b.erase(l)
			arrived := make(chan struct{})
			arrive := sync.OnceFunc(func() {
				_, _ = h.Store.Put(ctx(), name, late, "")
				close(arrived)
			})
			if waits {
				time.AfterFunc(50*time.Second, arrive)
			} else {
				h.removed = func(n store.Name) {
					if n == name {
						arrive()
					}
				}
			}
			b.rotate()
			<-arrived
			h.removed = nil
			b.rotate()
			if _, got := b.read(l); (*got == *page) == waits {
				t.Errorf("waits %v: the erased page is back: %v", waits, *got == *page)
			}
		})
	}
}

func TestTheAgeOfTheKeyIsKnown(t *testing.T) {
	b := newBench(t)
	b.rotate()
	if since := b.shelf.Since(); time.Since(since) > time.Minute || since.IsZero() {
		t.Error("the age of the key:", since)
	}
}

// The new key is not begun with before all of it is there, and one that is damaged in a rotation is refused with what to do.
func TestANewKeyThatIsNotWholeIsRefusedAndTold(t *testing.T) {
	for name, spoil := range map[string]func(b *bench){
		"the file is changed": func(b *bench) {
			f, err := os.ReadFile(b.conf.KeyFile + ".next")
			if err != nil {
				t.Fatal(err)
			}
			f[4000] ^= 1
			if err := os.WriteFile(b.conf.KeyFile+".next", f, 0o600); err != nil {
				t.Fatal(err)
			}
		},
		"the store's half is gone": func(b *bench) {
			f, err := b.shelf.opening.readKey(b.conf.KeyFile + ".next")
			if err != nil {
				t.Fatal(err)
			}
			b.store.Replace(halfName(f), nil)
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			pages := map[wire.Locator]*[wire.PageSize]byte{}
			for range 20 {
				l, p := randomLocator(), randomPage()
				b.write(l, p)
				pages[l] = p
			}
			b.halfWay(8)
			spoil(b)
			before := b.store.Objects()
			if _, err := Open(ctx(), b.conf, b.store); !errors.Is(err, ErrNextDamaged) {
				t.Fatal(err)
			}
			b.conf.NewKey = true
			if _, err := Open(ctx(), b.conf, b.store); !errors.Is(err, ErrNextDamaged) {
				t.Error("with --new-key:", err)
			}
			if len(before) != len(b.store.Objects()) {
				t.Error("something was made or removed")
			}
			b.conf.NewKey = false
			if err := os.Remove(b.conf.KeyFile + ".next"); err != nil {
				t.Fatal(err)
			}
			b.restart() // as the error says: what was not moved is served
			served := 0
			for l, p := range pages {
				if _, got := b.read(l); *got == *p {
					served++
				}
			}
			if served < 5 || served == len(pages) { // 16 of the 36 objects were moved, more or less
				t.Errorf("%d of %d pages are served", served, len(pages))
			}
		})
	}
}

// The times of the key files may be changed by anything, in the middle of a rotation too: it is still the same key.
func TestKeyFilesThatAreTouchedInARotationAreTheSameKeys(t *testing.T) {
	b := newBench(t)
	pages := map[wire.Locator]*[wire.PageSize]byte{}
	for range 30 {
		l, p := randomLocator(), randomPage()
		b.write(l, p)
		pages[l] = p
	}
	n := 0
	if err := b.shelf.Rotate(ctx(), func(Progress) {
		n++
		for _, path := range []string{b.conf.KeyFile, b.conf.KeyFile + ".next"} {
			at := time.Now().Add(-time.Duration(n) * time.Hour)
			if err := os.Chtimes(path, at, at); err != nil {
				t.Error(err)
			}
		}
		for l := range pages {
			b.read(l)
			break
		}
	}); err != nil {
		t.Fatal(err)
	}
	for l, p := range pages {
		if _, got := b.read(l); *got != *p {
			t.Fatal("a page is gone")
		}
	}
	if len(b.store.Objects()) != 1+30+minChaff || n < 5 {
		t.Errorf("%d objects, touched %d times", len(b.store.Objects()), n)
	}
}
