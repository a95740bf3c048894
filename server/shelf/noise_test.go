package shelf

import (
	"bytes"
	"path/filepath"
	"testing"

	"larkspur/server/store/memstore"
	"larkspur/server/wire"
)

func TestNoiseIsSteadyForAnEpochAcrossRestartsAndMachines(t *testing.T) {
	b := newBench(t)
	l := randomLocator()
	version, page := b.read(l)
	for range 3 {
		b.restart()
		again, samePage := b.read(l)
		if again != version || *samePage != *page {
			t.Fatal("the noise changed")
		}
	}
	// Another machine is the same key file over a store that answers alike.
	other, err := Open(ctx(), b.conf, b.store.Reopen())
	if err != nil {
		t.Fatal(err)
	}
	if v, p, err := other.Read(ctx(), l); err != nil || v != version || *p != *page {
		t.Fatal("the noise of another machine differs", err)
	}
}

// Whatever happened under a locator, and to its chaff, its noise is the same.
func TestNoiseDoesNotDependOnWhatLiesInTheStore(t *testing.T) {
	b := newBench(t)
	l := randomLocator()
	version, page := b.read(l)
	check := func(when string) {
		t.Helper()
		if v, p := b.read(l); v != version || *p != *page {
			t.Fatal(when)
		}
	}
	for range 3 {
		b.write(l, randomPage())
		b.erase(l)
		check("after an erase")
	}
	b.store.Replace(b.name(l), nil)
	check("with the dead object gone")
	pair := b.name(b.shelf.keys.now.chaffLocator(b.shelf.keys.now.pairOf(l, minChaff)))
	b.store.Replace(pair, nil)
	check("with its chaff gone")
	b.store.Replace(pair, []byte("damaged"))
	check("with its chaff damaged")
}

func TestNoiseDiffersBetweenLocatorsAndBetweenEpochs(t *testing.T) {
	b := newBench(t)
	seen := map[wire.Version]bool{}
	pages := map[[64]byte]bool{}
	for i := range 200 {
		v, p := b.read(wire.Locator{byte(i)}) // neighbours
		for at := 0; at < len(p); at += 64 {
			block := [64]byte(p[at : at+64])
			if pages[block] {
				t.Fatal("a block of noise came twice")
			}
			pages[block] = true
		}
		if seen[v] || bytes.HasPrefix(p[:], v[:]) {
			t.Fatal("a version came twice, or is the page's beginning")
		}
		seen[v] = true
	}
	other, err := Open(ctx(), Config{KeyFile: filepath.Join(t.TempDir(), "key"), Chaff: 1}, memstore.New(memstore.Config{Size: ObjectSize}))
	if err != nil {
		t.Fatal(err)
	}
	if v, _, err := other.Read(ctx(), wire.Locator{}); err != nil || seen[v] {
		t.Fatal("two epochs share noise", err)
	}
}
