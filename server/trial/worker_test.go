package trial

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	mrand "math/rand/v2"
	"slices"
	"testing"

	"larkspur/server/wire"
)

// A worker does one thing after the other until a call of it has no known outcome, and says afterwards whether what is there
// is what it was promised, or what it last tried.
type worker interface {
	// work goes on until ctx ends or the server fails. An error is a broken promise.
	work(ctx context.Context) error
	// check looks, on a server that runs, and goes on from what it finds.
	check() error
}

// A writer has one page, alone. What it writes says which write it was, in every byte.
type writer struct {
	c      *caller
	ledger *ledger
	o      owner
	noise  *wire.Answer
	seed   [24]byte

	version wire.Version
	held    uint64   // which write is there; 0: nothing
	unknown []uint64 // what may be there in its stead
	last    uint64
}

func newWriter(t *testing.T, s *stage, l *ledger) *writer {
	t.Helper()
	w := &writer{c: s.caller(), ledger: l, o: newOwner(t)}
	rand.Read(w.seed[:])
	var err error
	if w.noise, err = w.c.ask(context.Background(), readOf(w.o.locator())); err != nil {
		t.Fatal(err)
	}
	w.version = w.noise.Version
	return w
}

// page is what write number n writes: noise that depends on n.
func (w *writer) page(n uint64) *[wire.PageSize]byte {
	var seed [32]byte
	copy(seed[:], w.seed[:])
	binary.BigEndian.PutUint64(seed[24:], n)
	p := new([wire.PageSize]byte)
	_, _ = mrand.NewChaCha8(seed).Read(p[:])
	return p
}

func (w *writer) work(ctx context.Context) error {
	for ctx.Err() == nil {
		erase := w.held != 0 && mrand.IntN(6) == 0
		op, next, p := wire.OpWrite, w.last+1, w.page(w.last+1)
		if erase {
			op, next, p = wire.OpErase, 0, randomPage()
		}
		w.last++
		w.unknown = append(w.unknown, next)
		w.ledger.sent(op, w.o.locator())
		a, err := w.c.ask(context.Background(), w.c.request(w.o, op, w.version, p))
		if errors.Is(err, errUnknown) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("the only writer of a page: %w", err)
		}
		w.ledger.answered(op, w.o.locator(), a.Code)
		w.held, w.unknown, w.version = next, nil, a.Version
		if erase {
			w.version = w.noise.Version
		}
	}
	return nil
}

func (w *writer) check() error {
	a, err := w.c.ask(context.Background(), readOf(w.o.locator()))
	if err != nil {
		return err
	}
	found := uint64(0)
	if a.Version != w.noise.Version || a.Page != w.noise.Page {
		candidates := append([]uint64{w.held}, w.unknown...)
		at := slices.IndexFunc(candidates, func(n uint64) bool { return n != 0 && a.Page == *w.page(n) })
		if at < 0 {
			return w.fault(&a.Page)
		}
		found = candidates[at]
	} else if w.held != 0 && !slices.Contains(w.unknown, 0) {
		return fmt.Errorf("write %d was acknowledged, and nothing is there", w.held)
	}
	if found == w.held && w.held != 0 && len(w.unknown) == 0 && a.Version != w.version {
		return fmt.Errorf("write %d is there under another version than the one acknowledged", found)
	}
	w.held, w.unknown, w.version = found, nil, a.Version
	return nil
}

// fault says what is there instead.
func (w *writer) fault(p *[wire.PageSize]byte) error {
	for n := w.last; n > 0; n-- {
		if *p == *w.page(n) {
			return fmt.Errorf("write %d is there, where %d was acknowledged and %v tried", n, w.held, w.unknown)
		}
	}
	return fmt.Errorf("a page is there that nobody wrote, where %d was acknowledged and %v tried", w.held, w.unknown)
}
