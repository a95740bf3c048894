package shelf

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"larkspur/server/store"
	"larkspur/server/store/memstore"
	"larkspur/server/wire"
)

func TestAFirstSaveIsNotPlayedAgainAfterAnErase(t *testing.T) {
	b := newBench(t)
	l := randomLocator()
	noise, _ := b.read(l)
	var recorded []*[wire.PageSize]byte
	for range maxFirsts {
		page := randomPage()
		v, err := b.shelf.Write(ctx(), l, noise, page, yes)
		if err != nil {
			t.Fatal(err)
		}
		b.write(l, randomPage()) // a later save does not push it out
		recorded = append(recorded, page)
		if err := b.shelf.Erase(ctx(), l, v); !errors.Is(err, ErrLost) {
			t.Fatal("an erase against the version before:", err)
		}
		b.erase(l)
		for when := range 2 {
			for i, old := range recorded {
				if _, err := b.shelf.Write(ctx(), l, noise, old, yes); !errors.Is(err, ErrLost) {
					t.Fatalf("the first save %d of %d was taken again (restarts: %d): %v", i, len(recorded), when, err)
				}
			}
			b.restart()
		}
	}
	if _, err := b.shelf.Write(ctx(), l, noise, randomPage(), yes); err != nil {
		t.Fatal("another page is refused as well:", err)
	}
}

func TestAdmissionIsAskedForMakingOnlyAndOnce(t *testing.T) {
	b := newBench(t)
	l := randomLocator()
	asked := 0
	admit := func(ok bool) func() bool { return func() bool { asked++; return ok } }
	noise, _ := b.read(l)
	before := len(b.store.Objects())
	if _, err := b.shelf.Write(ctx(), l, noise, randomPage(), admit(false)); !errors.Is(err, ErrAdmission) || asked != 1 {
		t.Fatal(err, asked)
	}
	if _, err := b.shelf.Write(ctx(), l, wire.Version{}, randomPage(), admit(true)); !errors.Is(err, ErrLost) || asked != 1 {
		t.Fatal("a lost write asks for admission:", err, asked)
	}
	if len(b.store.Objects()) != before {
		t.Fatal("something was stored")
	}
	v, err := b.shelf.Write(ctx(), l, noise, randomPage(), admit(true))
	if err != nil || asked != 2 {
		t.Fatal(err, asked)
	}
	if _, err := b.shelf.Write(ctx(), l, v, randomPage(), admit(false)); err != nil || asked != 2 {
		t.Fatal("a swap asks for admission:", err, asked)
	}
	b.erase(l)
	if _, err := b.shelf.Write(ctx(), l, noise, randomPage(), admit(false)); !errors.Is(err, ErrAdmission) || asked != 3 {
		t.Fatal("a write over a dead object is not asked for admission:", err, asked)
	}

	// A write that has to begin anew, because the object was swapped under it, has been admitted already.
	stale := &staleStore{Store: b.store, times: 3}
	s, err := Open(ctx(), b.conf, stale)
	if err != nil {
		t.Fatal(err)
	}
	stale.armed = true
	asked = 0
	if _, err := s.Write(ctx(), l, noise, randomPage(), admit(true)); err != nil || asked != 1 {
		t.Fatal("after three stale puts:", err, asked)
	}
}

// staleStore answers ErrStale some times, as a store does whose object another process re-sealed.
type staleStore struct {
	store.Store
	armed bool
	times int
}

func (s *staleStore) Put(ctx context.Context, n store.Name, o []byte, tag store.Tag) (store.Tag, error) {
	if s.armed && s.times > 0 {
		s.times--
		return "", store.ErrStale
	}
	return s.Store.Put(ctx, n, o, tag)
}

func TestContentionIsBoundedAndIsNotCalledLost(t *testing.T) {
	b := newBench(t)
	stale := &staleStore{Store: b.store, times: 1 << 30}
	s, err := Open(ctx(), b.conf, stale)
	if err != nil {
		t.Fatal(err)
	}
	l := randomLocator()
	v := b.write(l, randomPage())
	stale.armed = true
	if _, err := s.Write(ctx(), l, v, randomPage(), yes); err == nil || errors.Is(err, ErrLost) {
		t.Error("write:", err)
	}
	if err := s.Erase(ctx(), l, v); err == nil || errors.Is(err, ErrLost) {
		t.Error("erase:", err)
	}
	if tries := 1<<30 - stale.times; tries != 2*maxTries {
		t.Errorf("%d tries", tries)
	}
}

// A write whose answer was lost may have been stored: it is an error, and never lost, refused or done.
func TestAnUnknownOutcomeIsNeitherDoneNorLost(t *testing.T) {
	for _, outcome := range []memstore.Outcome{memstore.Lost, memstore.Stored} {
		b := newBench(t)
		l := randomLocator()
		v, page := b.write(l, randomPage()), randomPage()
		fault := func() { b.store.SetFaults(memstore.Script([]memstore.Fault{{Outcome: outcome}}, memstore.Put)) }
		fault()
		if _, err := b.shelf.Write(ctx(), l, v, page, yes); !errors.Is(err, memstore.ErrInjected) || errors.Is(err, ErrLost) {
			t.Error(outcome, err)
		}
		now, held := b.read(l)
		if stored := *held == *page; stored != (outcome == memstore.Stored) || stored == (now == v) {
			t.Error(outcome, "what is read is neither the old nor the new")
		}
		fault()
		if err := b.shelf.Erase(ctx(), l, now); !errors.Is(err, memstore.ErrInjected) {
			t.Error(outcome, err)
		}
		noise, _ := b.shelf.keys.now.noiseOf(l)
		if after, _ := b.read(l); (after == noise) != (outcome == memstore.Stored) {
			t.Error(outcome, "the erase is half done")
		}
	}
}

func TestOfWritesThatRaceExactlyOneWins(t *testing.T) {
	b := newBench(t)
	for round := range 30 {
		l := randomLocator()
		expected, _ := b.read(l)
		if round%3 == 1 {
			expected = b.write(l, randomPage())
		} else if round%3 == 2 {
			b.write(l, randomPage())
			b.erase(l)
		}
		var (
			wait     sync.WaitGroup
			pages    [8]*[wire.PageSize]byte
			versions [8]wire.Version
			errs     [8]error
		)
		for i := range pages {
			pages[i] = randomPage()
			wait.Go(func() { versions[i], errs[i] = b.shelf.Write(ctx(), l, expected, pages[i], yes) })
		}
		wait.Wait()
		now, held := b.read(l)
		winners := 0
		for i, err := range errs {
			if err == nil {
				winners++
				if versions[i] != now || *pages[i] != *held {
					t.Fatal("the winner's page is not what is read")
				}
			} else if !errors.Is(err, ErrLost) {
				t.Fatal(err)
			} else if *pages[i] == *held {
				t.Fatal("a write that was stored was answered lost")
			}
		}
		if winners != 1 {
			t.Fatalf("round %d: %d winners", round, winners)
		}
	}
}

func TestAnEraseOfAMissIsDoneAndLeavesNothing(t *testing.T) {
	b := newBench(t)
	l := randomLocator()
	before := b.store.Objects()
	for _, expected := range []wire.Version{{}, {1}} {
		if err := b.shelf.Erase(ctx(), l, expected); err != nil {
			t.Fatal(err)
		}
	}
	after := b.store.Objects()
	if len(after) != len(before) || b.object(l) != nil {
		t.Fatal("an object was made")
	}
	changed := 0
	for n := range before {
		if string(before[n]) != string(after[n]) {
			changed++
		}
	}
	if changed != 1 {
		t.Fatalf("%d objects changed; an erase changes one", changed)
	}
	b.restart() // and what it changed is still chaff
	if told := b.told(); len(told) != 0 {
		t.Fatal(told)
	}
}

func TestAClosedShelfHasNoKeysAndAnswersNothing(t *testing.T) {
	b := newBench(t)
	keys := b.shelf.keys.now.sealKey.Expose()
	if zeros(keys) {
		t.Fatal("the control: no key to begin with")
	}
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for range 50 {
				if _, _, err := b.shelf.Read(ctx(), randomLocator()); err != nil && !errors.Is(err, errClosed) {
					t.Error(err)
				}
			}
		})
	}
	_ = b.shelf.Close()
	wait.Wait()
	if !zeros(keys) {
		t.Fatal("the key is still there")
	}
	if _, _, err := b.shelf.Read(ctx(), randomLocator()); !errors.Is(err, errClosed) {
		t.Error(err)
	}
	if _, err := b.shelf.Write(ctx(), randomLocator(), wire.Version{}, randomPage(), yes); !errors.Is(err, errClosed) {
		t.Error(err)
	}
	if err := b.shelf.Erase(ctx(), randomLocator(), wire.Version{}); !errors.Is(err, errClosed) {
		t.Error(err)
	}
}

func TestNothingOfTheShelfPrints(t *testing.T) {
	b := newBench(t)
	f := fileHalf{b.shelf.keys.now.nameKey.Key}
	for _, v := range []any{b.shelf, b.shelf.keys.now, *b.shelf.keys.now, b.shelf.keys, &b.shelf.keys, f, &kept{half: storeHalf(f)}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d"} {
			if text := fmt.Sprintf(verb, v); text != "redacted" {
				t.Errorf("%s of a %T prints %q", verb, v, text)
			}
		}
	}
	text := fmt.Sprintf("%+v", b.conf)
	for _, secret := range []string{string(b.shelf.keys.now.nameKey.Expose()), fmt.Sprintf("%x", b.shelf.keys.now.nameKey.Expose())} {
		if len(secret) == 0 || strings.Contains(text, secret) {
			t.Error("the configuration prints a key")
		}
	}
}
