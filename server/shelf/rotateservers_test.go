package shelf

import (
	"errors"
	"sync"
	"testing"
)

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
	reached, release := b.holdPut(name)
	done := make(chan error)
	go func() {
		_, err := other.Write(ctx(), l, noise, page, yes)
		done <- err
	}()
	<-reached
	b.rotate() // ends the one that was cut off
	b.rotate()
	release()
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
