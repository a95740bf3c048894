package shelf

import (
	"bytes"
	"context"
	"math"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"larkspur/server/store"
	"larkspur/server/wire"
)

func TestTheTrickleReachesEveryKindOfObjectAndChangesNoAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		held, dead := randomLocator(), randomLocator()
		page := randomPage()
		version := b.write(held, page)
		first := randomPage()
		noise, _ := b.read(dead)
		if _, err := b.shelf.Write(ctx(), dead, noise, first, yes); err != nil {
			t.Fatal(err)
		}
		b.erase(dead)
		before := b.store.Objects()

		day, cancel := context.WithTimeout(ctx(), 24*time.Hour)
		defer cancel()
		b.shelf.Trickle(day)

		after, changed, came := b.store.Objects(), 0, 0
		for n, o := range after {
			switch was, there := before[n]; {
			case !there:
				came++
				if o, err := b.shelf.keys.now.openNamed(n, bytes.Clone(o)); err != nil || o.flags != flagChaff {
					t.Error("what came is no chaff", err)
				}
			case !bytes.Equal(was, o):
				changed++
			}
		}
		if changed != 2+minChaff { // all but the half of the key, with 1,400 draws among 19
			t.Errorf("%d of %d objects were re-sealed", changed, 2+minChaff)
		}
		if came < 5 || came > 60 { // Poisson, 24 expected
			t.Errorf("%d extra objects came in a day", came)
		}
		for _, p := range []int{0, 1} {
			if v, got := b.read(held); v != version || *got != *page {
				t.Error(p, "another answer for what is held")
			}
			if v, _ := b.read(dead); v != noise {
				t.Error(p, "another answer for what is dead")
			}
			if _, err := b.shelf.Write(ctx(), dead, noise, first, yes); err != ErrLost {
				t.Error(p, "the memory of first writes is gone:", err)
			}
			b.restart()
		}
		b.rotate()
		if n := len(b.store.Objects()); n != 1+1+minChaff {
			t.Errorf("%d objects after a rotation: the extra ones stayed", n)
		}
	})
}

// The moments follow no rhythm: the gaps between puts are as long as they deviate.
func TestTheTrickleHasNoRhythm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		at := &moments{Store: b.store}
		s, err := Open(ctx(), b.conf, at)
		if err != nil {
			t.Fatal(err)
		}
		at.took = nil
		day, cancel := context.WithTimeout(ctx(), 24*time.Hour)
		defer cancel()
		s.Trickle(day)
		var sum, squares float64
		n := float64(len(at.took) - 1)
		for i := range at.took[1:] {
			gap := at.took[i+1].Sub(at.took[i]).Seconds()
			sum, squares = sum+gap, squares+gap*gap
		}
		mean := sum / n
		if spread := math.Sqrt(squares/n-mean*mean) / mean; n < 300 || spread < 0.8 {
			t.Errorf("%v puts, spread %.2f", n, spread)
		}
	})
}

type moments struct {
	store.Store
	took []time.Time
}

func (m *moments) Put(c context.Context, n store.Name, o []byte, ifTag store.Tag) (store.Tag, error) {
	m.took = append(m.took, time.Now())
	return m.Store.Put(c, n, o, ifTag)
}

// The half of the key, an object of somebody else and one that a device saves at the same moment are left as they are.
func TestTheTrickleLosesNothing(t *testing.T) {
	b := newBench(t)
	foreign := store.Name(randomLocator())
	b.store.Replace(foreign, randomPage()[:])
	l := randomLocator()
	b.write(l, randomPage())
	var wait sync.WaitGroup
	names, total, _ := b.shelf.choose(ctx())
	if total != 3+minChaff || len(names) != total {
		t.Fatalf("%d of %d chosen", len(names), total)
	}
	before := b.store.Objects()
	last := map[wire.Locator]*[wire.PageSize]byte{}
	wait.Go(func() {
		for range 200 {
			p := randomPage()
			b.write(l, p)
			last[l] = p
		}
	})
	for range 100 {
		for _, n := range names {
			_ = b.shelf.reseal(ctx(), n)
		}
	}
	wait.Wait()
	if _, got := b.read(l); *got != *last[l] {
		t.Error("a page went back")
	}
	if _, file := b.keyFile(); !bytes.Equal(b.store.Objects()[foreign], before[foreign]) || opens(epochOfFile(t, file, b.store.Objects()), b.store.Objects()) != 1+minChaff {
		t.Error("something else was touched")
	}
}
