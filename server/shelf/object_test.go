package shelf

import (
	"bytes"
	"crypto/rand"
	"errors"
	mrand "math/rand/v2"
	"testing"

	"larkspur/server/store"
	"larkspur/server/wire"
)

func TestEveryChangedByteOfAnObjectIsDamage(t *testing.T) {
	b := newBench(t)
	l := randomLocator()
	b.write(l, randomPage())
	object := b.object(l)
	at := map[int]bool{0: true, 23: true, 24: true, ObjectSize - 17: true, ObjectSize - 16: true, ObjectSize - 1: true}
	for i := range 24 + offPage { // nonce and header whole
		at[i] = true
	}
	for range 400 {
		at[mrand.IntN(ObjectSize)] = true
	}
	for i := range at {
		changed := bytes.Clone(object)
		changed[i] ^= byte(1 + mrand.IntN(255))
		b.store.Replace(b.name(l), changed)
		if _, _, err := b.shelf.Read(ctx(), l); !errors.Is(err, errDamaged) {
			t.Fatalf("byte %d changed: %v", i, err)
		}
	}
	b.store.Replace(b.name(l), object)
	if _, _, err := b.shelf.Read(ctx(), l); err != nil {
		t.Fatal("the object as it was is refused", err)
	}
}

func TestDamageIsNeitherOverwrittenNorErasedNorNamed(t *testing.T) {
	b := newBench(t)
	l := randomLocator()
	v := b.write(l, randomPage())
	noise, _ := b.shelf.keys.now.noiseOf(l)
	object := b.object(l)
	object[500] ^= 1
	b.store.Replace(b.name(l), object)
	for _, expected := range []wire.Version{v, noise} {
		_, err := b.shelf.Write(ctx(), l, expected, randomPage(), yes)
		if !errors.Is(err, errDamaged) {
			t.Error("write:", err)
		}
		if err := b.shelf.Erase(ctx(), l, expected); !errors.Is(err, errDamaged) {
			t.Error("erase:", err)
		}
		if bytes.Contains([]byte(err.Error()), []byte(b.name(l).String()[:8])) {
			t.Error("the error names the object")
		}
	}
	if !bytes.Equal(object, b.object(l)) {
		t.Fatal("the damaged object was changed")
	}
}

func TestAnObjectMovedToAnotherNameIsDamage(t *testing.T) {
	b := newBench(t)
	l, other := randomLocator(), randomLocator()
	b.write(l, randomPage())
	b.write(other, randomPage())
	b.store.Replace(b.name(other), b.object(l))
	if _, _, err := b.shelf.Read(ctx(), other); !errors.Is(err, errDamaged) {
		t.Fatal("held:", err)
	}
	absent := randomLocator()
	b.store.Replace(b.name(absent), b.object(l))
	if _, _, err := b.shelf.Read(ctx(), absent); !errors.Is(err, errDamaged) {
		t.Fatal("never held:", err)
	}
}

func TestAnObjectOfAnotherLocatorSealedForThisNameIsDamage(t *testing.T) {
	b := newBench(t)
	l, other := randomLocator(), randomLocator()
	o := &object{locator: other, page: randomPage()}
	sealed, err := sealInside(rand.Reader, b.shelf.keys.now.sealKey.Key, b.name(l), o.appendTo(nil))
	if err != nil {
		t.Fatal(err)
	}
	b.store.Replace(b.name(l), sealed)
	if _, _, err := b.shelf.Read(ctx(), l); !errors.Is(err, errDamaged) {
		t.Fatal(err)
	}
}

func TestChaffAskedForByItsLocatorIsDamage(t *testing.T) {
	b := newBench(t)
	if _, _, err := b.shelf.Read(ctx(), b.shelf.keys.now.chaffLocator(3)); !errors.Is(err, errDamaged) {
		t.Fatal(err)
	}
}

func TestNoTwoObjectsAreTheSameBytes(t *testing.T) {
	b := newBench(t)
	l, page := randomLocator(), randomPage()
	seen := map[string]bool{}
	for range 50 {
		b.write(l, page) // the same page each time
		o := string(b.object(l))
		if seen[o] || seen[o[:24]] {
			t.Fatal("an object, or its nonce, came twice")
		}
		seen[o], seen[o[:24]] = true, true
	}
}

func TestEveryStoredObjectHasOneSizeAndANameThatTellsNothing(t *testing.T) {
	b := newBench(t)
	l, dead := randomLocator(), randomLocator()
	b.write(l, randomPage())
	b.write(dead, randomPage())
	b.erase(dead)
	names := map[store.Name]bool{}
	for n, o := range b.store.Objects() {
		if len(o) != 33448 {
			t.Errorf("an object of %d bytes", len(o))
		}
		if bytes.Contains(o, l[:8]) || bytes.Contains(n[:], l[:4]) || bytes.Contains(o, dead[:8]) {
			t.Error("a locator shows")
		}
		names[n] = true
	}
	if len(names) != 1+minChaff+2 {
		t.Errorf("%d objects", len(names))
	}
}

// An erased page is gone from the store's bytes under every key, the shelf's own included.
func TestAnErasedPageIsNotInItsObject(t *testing.T) {
	b := newBench(t)
	l, page := randomLocator(), randomPage()
	b.write(l, page)
	living, err := b.shelf.keys.now.open(l, b.object(l))
	if err != nil || !bytes.Equal(living.page[:], page[:]) {
		t.Fatal("the control: the page is not in the living object", err)
	}
	b.erase(l)
	dead, err := b.shelf.keys.now.open(l, b.object(l))
	if err != nil {
		t.Fatal(err)
	}
	if dead.flags != flagDead || bytes.Contains(dead.page[:], page[:16]) || dead.version == living.version {
		t.Fatal("something of the page is left")
	}
}

func TestTheMemoryHoldsSixteenNewestFirst(t *testing.T) {
	var firsts [][32]byte
	for i := range 20 {
		before := firsts
		firsts = remember(firsts, [32]byte{byte(i)})
		if len(before) > 0 && before[0] != [32]byte{byte(i - 1)} {
			t.Fatal("the old memory was changed in place")
		}
	}
	if len(firsts) != maxFirsts || firsts[0] != [32]byte{19} || firsts[15] != [32]byte{4} {
		t.Fatal(len(firsts))
	}
}

func FuzzParseObject(f *testing.F) {
	o := &object{flags: flagDead, month: 7, locator: wire.Locator{1}, version: wire.Version{2}, page: randomPage()}
	for range 3 {
		o.firsts = remember(o.firsts, [32]byte{9})
		f.Add(o.appendTo(nil)[:offPage+8])
	}
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, head []byte) {
		b := make([]byte, innerSize) // the page is whatever it is; what is parsed lies before it
		copy(b, head)
		o, err := parseObject(b)
		if err != nil {
			if o != nil {
				t.Fatal("an object with an error")
			}
			return
		}
		if !bytes.Equal(o.appendTo(nil), b) {
			t.Fatal("what was parsed is laid out otherwise")
		}
		if len(head) < innerSize && parseFails(head) == nil {
			t.Fatal("a short inside is taken")
		}
	})
}

func parseFails(b []byte) error {
	_, err := parseObject(b)
	return err
}
