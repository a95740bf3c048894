package shelf

import (
	"crypto/rand"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"larkspur/server/store/memstore"
	"larkspur/server/wire"
)

func TestTheNumberOfChaffIsDrawn(t *testing.T) {
	const draws = 20000
	var sum, squares float64
	for range draws {
		x, err := discreteGaussian(rand.Reader, chaffSigma)
		if err != nil {
			t.Fatal(err)
		}
		sum, squares = sum+float64(x), squares+float64(x*x)
	}
	mean, sigma := sum/draws, math.Sqrt(squares/draws)
	if math.Abs(mean) > 3 || math.Abs(sigma-chaffSigma) > 2.4 { // 6.6 and 7.5 sigma
		t.Errorf("mean %.2f, sigma %.2f", mean, sigma)
	}
	seen := map[uint32]bool{}
	for range 100 {
		n, err := drawChaff(rand.Reader)
		if err != nil || n < minChaff || n > defaultChaff+10*chaffSigma {
			t.Fatal(n, err)
		}
		seen[n] = true
	}
	if len(seen) < 20 {
		t.Errorf("%d different numbers in 100 draws", len(seen))
	}
}

func TestAFirstStartMakesItsNumberOfChaffAndKeepsIt(t *testing.T) {
	st := memstore.New(memstore.Config{Size: ObjectSize})
	var calls, last, of int
	c := Config{KeyFile: filepath.Join(t.TempDir(), "key"), Progress: func(done, total int) { calls++; last, of = done, total }}
	s, err := Open(ctx(), c, st)
	if err != nil {
		t.Fatal(err)
	}
	n := int(s.keys.now.chaff)
	if len(st.Objects()) != 1+n || calls != n || last != n || of != n {
		t.Errorf("%d chaff, %d objects, %d calls of Progress, the last %d of %d", n, len(st.Objects()), calls, last, of)
	}
	c.Chaff = 300 // is for first starts
	if s, err = Open(ctx(), c, st); err != nil || int(s.keys.now.chaff) != n || len(st.Objects()) != 1+n {
		t.Error("the number changed", err)
	}
}

func TestChaffThatIsGoneOrDamagedIsMadeAnewAndTold(t *testing.T) {
	b := newBench(t)
	b.store.Replace(b.name(b.shelf.keys.now.chaffLocator(2)), nil)
	b.store.Replace(b.name(b.shelf.keys.now.chaffLocator(5)), randomPage()[:100])
	changed := b.object(b.shelf.keys.now.chaffLocator(9))
	changed[77] ^= 1
	b.store.Replace(b.name(b.shelf.keys.now.chaffLocator(9)), changed)
	b.restart()
	told := b.told()
	if len(told) != 1 || !strings.Contains(told[0], "of 16 objects") || !strings.Contains(told[0], "3 were gone or damaged") ||
		!strings.Contains(told[0], "2 of them were made anew") {
		t.Fatal(told)
	}
	for i := range uint32(minChaff) {
		o, err := b.shelf.keys.now.open(b.shelf.keys.now.chaffLocator(i), b.object(b.shelf.keys.now.chaffLocator(i)))
		if (err == nil) != (i != 5) || err == nil && o.flags != flagChaff {
			t.Errorf("chaff %d: %v", i, err)
		}
	}
}

// Damaged chaff is told and changes no answer: whether a locator is answered does not hang on another object.
func TestDamagedChaffFailsNoCall(t *testing.T) {
	b := newBench(t)
	for i := range uint32(minChaff) {
		b.store.Replace(b.name(b.shelf.keys.now.chaffLocator(i)), nil)
	}
	l := randomLocator()
	v := b.write(l, randomPage())
	b.read(l)
	if err := b.shelf.Erase(ctx(), l, v); err != nil {
		t.Fatal(err)
	}
	if err := b.shelf.Erase(ctx(), l, wire.Version{}); err != nil {
		t.Fatal(err)
	}
	if told := b.told(); len(told) != 1 {
		t.Errorf("told %d times", len(told))
	}
}
