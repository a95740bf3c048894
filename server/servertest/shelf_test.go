package servertest_test

import (
	"context"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"pgregory.net/rapid"

	"larkspur/server/servertest"
	"larkspur/server/shelf"
	"larkspur/server/store/memstore"
	"larkspur/server/wire"
)

// both is the shelf and the model side by side. Their versions and their noise differ, so versions are handled in pairs
// that were drawn at the same step.
type both struct {
	t      *rapid.T
	store  *memstore.Store
	config shelf.Config
	shelf  *shelf.Shelf
	model  *servertest.Model
	at     []*place
}

type place struct {
	locator  wire.Locator
	noise    pair
	page     *[wire.PageSize]byte   // of the shelf's noise
	versions []pair                 // all that were ever held, the last ones now
	pages    []*[wire.PageSize]byte // all that were ever written
}

type pair struct{ shelf, model wire.Version }

var ctx = context.Background()

func newBoth(t *rapid.T) *both {
	dir, err := os.MkdirTemp("", "servertest-*")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	b := &both{t: t, store: memstore.New(memstore.Config{Size: shelf.ObjectSize}), model: servertest.NewModel()}
	b.config = shelf.Config{KeyFile: filepath.Join(dir, "key"), Chaff: 1}
	b.restart()
	for range 3 {
		p := &place{}
		rand.Read(p.locator[:])
		var err error
		if p.noise.shelf, p.page, err = b.shelf.Read(ctx, p.locator); err != nil {
			t.Fatal(err)
		}
		if p.noise.model, _, err = b.model.Read(ctx, p.locator); err != nil {
			t.Fatal(err)
		}
		b.at = append(b.at, p)
	}
	return b
}

func (b *both) restart() {
	s, err := shelf.Open(ctx, b.config, b.store)
	if err != nil {
		b.t.Fatal(err)
	}
	b.shelf = s
}

func (b *both) place() *place { return rapid.SampledFrom(b.at).Draw(b.t, "locator") }

// expected draws what a caller could expect: what is there, noise, what was there once, or nothing that ever was.
func (b *both) expected(p *place) pair {
	switch rapid.SampledFrom([]string{"now", "now", "now", "noise", "noise", "once", "never"}).Draw(b.t, "expected") {
	case "now":
		if n := len(p.versions); n != 0 {
			return p.versions[n-1]
		}
		return p.noise
	case "once":
		if len(p.versions) != 0 {
			return rapid.SampledFrom(p.versions).Draw(b.t, "version")
		}
		return p.noise
	case "never":
		return pair{wire.Version{1}, wire.Version{1}}
	default:
		return p.noise
	}
}

func (b *both) newOrOld(p *place) *[wire.PageSize]byte {
	if len(p.pages) != 0 && rapid.IntRange(0, 2).Draw(b.t, "again") == 0 {
		return rapid.SampledFrom(p.pages).Draw(b.t, "page")
	}
	page := new([wire.PageSize]byte)
	rand.Read(page[:])
	return page
}

func (b *both) write() {
	p := b.place()
	expected, page := b.expected(p), b.newOrOld(p)
	admits := rapid.IntRange(0, 5).Draw(b.t, "admits") != 0
	var askedShelf, askedModel int
	got, err := b.shelf.Write(ctx, p.locator, expected.shelf, page, func() bool { askedShelf++; return admits })
	want, wantErr := b.model.Write(ctx, p.locator, expected.model, page, func() bool { askedModel++; return admits })
	if !errors.Is(err, wantErr) {
		b.t.Fatalf("write: the shelf says %v, the model %v", err, wantErr)
	}
	if askedShelf != askedModel {
		b.t.Fatalf("admission was asked %d times by the shelf, %d times by the model", askedShelf, askedModel)
	}
	if err == nil {
		p.pages = append(p.pages, page)
		p.versions = append(p.versions, pair{got, want})
	}
}

func (b *both) erase() {
	p := b.place()
	expected := b.expected(p)
	err, want := b.shelf.Erase(ctx, p.locator, expected.shelf), b.model.Erase(ctx, p.locator, expected.model)
	if !errors.Is(err, want) {
		b.t.Fatalf("erase: the shelf says %v, the model %v", err, want)
	}
}

// trouble has one write or erase meet a store that fails. The model follows when the shelf shows that it was done.
func (b *both) trouble() {
	p := b.place()
	expected, page := b.expected(p), b.newOrOld(p)
	erase := rapid.Bool().Draw(b.t, "erase")
	fault := memstore.Fault{Outcome: rapid.SampledFrom([]memstore.Outcome{memstore.Lost, memstore.Stored}).Draw(b.t, "outcome")}
	op := rapid.SampledFrom([]memstore.Op{memstore.Get, memstore.Put}).Draw(b.t, "call")
	before, _, err := b.shelf.Read(ctx, p.locator)
	if err != nil {
		b.t.Fatal(err)
	}
	b.store.SetFaults(memstore.Script([]memstore.Fault{fault}, op))
	var got wire.Version
	if erase {
		err = b.shelf.Erase(ctx, p.locator, expected.shelf)
	} else {
		got, err = b.shelf.Write(ctx, p.locator, expected.shelf, page, func() bool { return true })
	}
	b.store.SetFaults(nil)
	known := err == nil || errors.Is(err, shelf.ErrLost) || errors.Is(err, shelf.ErrAdmission)
	now, _, readErr := b.shelf.Read(ctx, p.locator)
	if readErr != nil {
		b.t.Fatal(readErr)
	}
	if !known && now == before {
		return
	}
	if errors.Is(err, shelf.ErrLost) && now != before {
		b.t.Fatal("a lost write was stored")
	}
	if erase {
		if want := b.model.Erase(ctx, p.locator, expected.model); known && !errors.Is(err, want) || !known && want != nil {
			b.t.Fatalf("erase with a fault: the shelf says %v, the model %v", err, want)
		}
		return
	}
	want, wantErr := b.model.Write(ctx, p.locator, expected.model, page, func() bool { return true })
	if known && !errors.Is(err, wantErr) || !known && wantErr != nil {
		b.t.Fatalf("write with a fault: the shelf says %v, the model %v", err, wantErr)
	}
	if wantErr == nil {
		if err == nil && got != now {
			b.t.Fatal("the version that was answered is not the one read")
		}
		p.pages = append(p.pages, page)
		p.versions = append(p.versions, pair{now, want})
	}
}

// alike sees that everything is answered alike: what the model holds, and noise that never changes where it holds nothing.
func (b *both) alike() {
	for _, p := range b.at {
		got, page, err := b.shelf.Read(ctx, p.locator)
		if err != nil {
			b.t.Fatal(err)
		}
		want, wantPage, _ := b.model.Read(ctx, p.locator)
		if want == p.noise.model {
			if got != p.noise.shelf || *page != *p.page {
				b.t.Fatal("a miss is not answered with its noise")
			}
			continue
		}
		if *page != *wantPage || got == p.noise.shelf {
			b.t.Fatal("another page is held")
		}
		if last := p.versions[len(p.versions)-1]; got != last.shelf || want != last.model {
			b.t.Fatal("another version is held")
		}
	}
}

// Any sequence of reads, writes, erases, replays, refusals, faults and restarts is answered by the shelf over its store as
// by the model in a few lines.
func TestTheShelfDoesWhatTheModelDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := newBoth(t)
		t.Repeat(map[string]func(*rapid.T){
			"write":   func(*rapid.T) { b.write() },
			"rewrite": func(*rapid.T) { b.write() },
			"erase":   func(*rapid.T) { b.erase() },
			"trouble": func(*rapid.T) { b.trouble() },
			"restart": func(*rapid.T) { b.restart() },
			"":        func(*rapid.T) { b.alike() },
		})
	})
}
