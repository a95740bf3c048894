package shelf

import (
	"context"
	"math"
	"slices"
	"testing"

	"larkspur/server/store"
	"larkspur/server/store/memstore"
	"larkspur/server/wire"
)

// halfWay stops a rotation after it has moved some objects, and leaves the shelf in the middle.
func (b *bench) halfWay(moves int) {
	b.t.Helper()
	c, cancel := context.WithCancel(ctx())
	defer cancel()
	err := b.shelf.Rotate(c, func(p Progress) {
		if p.Total != 0 && p.Done >= moves {
			cancel()
		}
	})
	if err == nil || !b.shelf.Rotating() {
		b.t.Fatal("the rotation came to its end:", err)
	}
}

// In the middle of a rotation too, what an operation asks of the store tells nothing: in sum, one name that is there and
// three that are not, and one that is put when something is.
func TestInARotationEveryOperationCostsTheSameWhateverIsThere(t *testing.T) {
	b := newBench(t)
	locators := map[string]wire.Locator{}
	for i := range 40 {
		held, dead := randomLocator(), randomLocator()
		b.write(held, randomPage())
		b.write(dead, randomPage())
		b.erase(dead)
		locators["held "+string(rune('a'+i))], locators["dead "+string(rune('a'+i))] = held, dead
		locators["never "+string(rune('a'+i))] = randomLocator()
	}
	b.halfWay(50)
	rec := &asked{Store: b.store}
	s, err := Open(ctx(), b.conf, rec)
	if err != nil {
		t.Fatal(err)
	}
	if !s.Rotating() {
		t.Fatal("the control: no rotation is under way")
	}
	moved := 0
	for state, l := range locators {
		if b.store.Objects()[s.keys.now.nameOf(l)] != nil {
			moved++
		}
		rec.take()
		v, _, err := s.Read(ctx(), l)
		if err != nil {
			t.Fatal(err)
		}
		calls, _ := rec.take()
		slices.Sort(calls)
		if !slices.Equal(calls, []string{"absent", "absent", "absent", "there"}) {
			t.Errorf("reading %s: %v", state, calls)
		}
		if _, err := s.Write(ctx(), l, v, randomPage(), yes); err != nil {
			t.Fatal(state, err)
		}
		calls, _ = rec.take()
		slices.Sort(calls)
		if !slices.Equal(calls, []string{"absent", "absent", "absent", "put", "there"}) {
			t.Errorf("writing %s: %v", state, calls)
		}
	}
	if moved == 0 || moved == 40 {
		t.Fatalf("the control: %d of 40 were moved", moved)
	}
}

// Pages, chaff and what is made are written in the order of their new names: the times that a file system keeps do not tell
// what was written together, or made anew.
func TestARotationWritesInTheOrderOfTheNewNames(t *testing.T) {
	b := newBench(t)
	b.conf.Chaff = 40
	for range 40 {
		b.write(randomLocator(), randomPage())
	}
	rec := &asked{Store: b.store}
	s, err := Open(ctx(), b.conf, rec)
	if err != nil {
		t.Fatal(err)
	}
	old := s.keys.now
	rec.take()
	if err := s.Rotate(ctx(), nil); err != nil {
		t.Fatal(err)
	}
	calls, names := rec.take()
	var order []store.Name
	for i, call := range calls {
		if o := b.store.Objects()[names[i]]; call == "put" && o != nil {
			if _, err := s.keys.now.openNamed(names[i], slices.Clone(o)); err == nil {
				order = append(order, names[i])
			}
		}
	}
	if len(order) != 80 {
		t.Fatalf("%d objects were put, not 80", len(order))
	}
	sorted := slices.Clone(order)
	slices.SortFunc(sorted, func(a, b store.Name) int { return slices.Compare(a[:], b[:]) })
	for i, n := range order {
		if at := slices.Index(sorted, n); at <= i-rotateAtOnce || at >= i+rotateAtOnce {
			t.Errorf("place %d is written as number %d", at, i)
		}
	}
	old.wipe()
}

// The number of chaff objects takes a step at each rotation that depends on nothing.
func TestTheNumberOfChaffWalks(t *testing.T) {
	var steps []float64
	b := newBench(t)
	b.conf.Chaff, b.conf.Random = 0, nil
	b.store = memstore.New(memstore.Config{Size: ObjectSize})
	b.conf.KeyFile = t.TempDir() + "/key"
	b.restart()
	for i := range 12 {
		n := b.shelf.keys.now.chaff
		for range i * 10 {
			b.write(randomLocator(), randomPage())
		}
		b.rotate()
		steps = append(steps, float64(b.shelf.keys.now.chaff)-float64(n))
		living := 0
		for j := range i + 1 {
			living += j * 10
		}
		if got := len(b.store.Objects()); got != 1+int(b.shelf.keys.now.chaff)+living {
			t.Fatalf("%d objects, %d pages, %d chaff", got, living, b.shelf.keys.now.chaff)
		}
	}
	var squares float64
	for _, s := range steps {
		squares += s * s
	}
	if sigma := math.Sqrt(squares / float64(len(steps))); sigma < chaffSigma/3 || sigma > 3*chaffSigma {
		t.Errorf("steps %v", steps)
	}

	// The step alone, many times, also where it is reflected.
	for _, last := range []uint32{minChaff, 300, maxChaff} {
		var sum, squares float64
		const n = 3000
		for range n {
			next, err := walkChaff(b.shelf.random, last)
			if err != nil || next < minChaff || next > maxChaff {
				t.Fatal(next, err)
			}
			d := float64(next) - float64(last)
			sum, squares = sum+d, squares+d*d
		}
		if sigma := math.Sqrt(squares / n); last == 300 && (math.Abs(sum/n) > 6 || math.Abs(sigma-chaffSigma) > 5) {
			t.Errorf("mean %.2f, sigma %.2f", sum/n, sigma)
		}
	}
}
