package trial

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	mrand "math/rand/v2"
	"testing"

	"larkspur/server/shelf"
	"larkspur/server/wire"
)

// A lodger has one page, alone, makes it, saves it and erases it again and again, and cares for no noise: that may change
// whenever a rotation begins. What it writes says which write it was, in every byte.
type lodger struct {
	c      *caller
	ledger *ledger
	o      owner
	seed   [24]byte

	held    uint64   // which write is there; 0: nothing
	unknown []uint64 // what may be there in its stead
	last    uint64
	written []uint64      // the last few writes
	first   *wire.Request // the last call that made the page, as somebody recorded it
	lost    int           // makings that fell on a change of noise
}

func newLodger(t *testing.T, s *stage, l *ledger) *lodger {
	t.Helper()
	g := &lodger{c: s.caller(), ledger: l, o: newOwner(t)}
	rand.Read(g.seed[:])
	return g
}

func (g *lodger) page(n uint64) *[wire.PageSize]byte {
	var seed [32]byte
	copy(seed[:], g.seed[:])
	binary.BigEndian.PutUint64(seed[24:], n)
	p := new([wire.PageSize]byte)
	_, _ = mrand.NewChaCha8(seed).Read(p[:])
	return p
}

func (g *lodger) work(ctx context.Context) error {
	for ctx.Err() == nil {
		if err := g.step(); errors.Is(err, errUnknown) {
			return nil
		} else if err != nil {
			return err
		}
	}
	return nil
}

func (g *lodger) step() error {
	a, err := g.c.ask(context.Background(), readOf(g.o.locator()))
	if err != nil {
		return err
	}
	if err := g.is(a); err != nil {
		return err
	}
	if g.held == 0 && g.first != nil && mrand.IntN(2) == 0 {
		if err := g.replay(a.Version); err != nil {
			return err
		}
	}
	op, next, p := wire.OpWrite, g.last+1, g.page(g.last+1)
	if g.held != 0 && mrand.IntN(4) == 0 {
		op, next, p = wire.OpErase, 0, randomPage()
	}
	g.last++
	if next != 0 {
		g.written = append(g.written, next)[max(0, len(g.written)-19):]
	}
	q := g.c.request(g.o, op, a.Version, p)
	g.unknown = append(g.unknown, next)
	g.ledger.sent(op, g.o.locator())
	made, err := g.c.ask(context.Background(), q)
	switch {
	case errors.Is(err, shelf.ErrLost) && g.held == 0: // the noise is another by now
		g.unknown, g.lost = nil, g.lost+1
		return nil
	case err != nil:
		return err
	}
	if g.held == 0 {
		g.first = q
	}
	g.ledger.answered(op, g.o.locator(), made.Code)
	g.held, g.unknown = next, nil
	return nil
}

// replay sends a recorded making of the page again, while nothing is there. Whoever recorded it does not have the key.
func (g *lodger) replay(now wire.Version) error {
	a, err := g.c.send(context.Background(), g.first.AppendTo(nil))
	if err != nil {
		return fmt.Errorf("%w: %w", errUnknown, err)
	}
	if a.Code == wire.CodeOK {
		return fmt.Errorf("a recorded first save brought back what was erased (recorded against the noise of now: %v)", g.first.Expected == now)
	}
	return nil
}

// is compares an answer with what has to be there.
func (g *lodger) is(a *wire.Answer) error {
	if g.held != 0 {
		if a.Page != *g.page(g.held) {
			return fmt.Errorf("write %d was acknowledged: %w", g.held, g.found(&a.Page))
		}
		return nil
	}
	for _, n := range g.written {
		if a.Page == *g.page(n) {
			return fmt.Errorf("nothing has to be there, and write %d is, of %d", n, g.last)
		}
	}
	return nil
}

func (g *lodger) found(p *[wire.PageSize]byte) error {
	for n := g.last; n > 0; n-- {
		if *p == *g.page(n) {
			return fmt.Errorf("write %d is there, of %d", n, g.last)
		}
	}
	return errNeverWritten
}

var errNeverWritten = errors.New("nothing is there that was ever written")

func (g *lodger) check() error {
	a, err := g.c.ask(context.Background(), readOf(g.o.locator()))
	if err != nil {
		return err
	}
	for _, n := range append([]uint64{g.held}, g.unknown...) {
		if n != 0 && a.Page == *g.page(n) {
			g.held, g.unknown = n, nil
			return nil
		}
	}
	empty := g.held == 0
	for _, n := range g.unknown {
		empty = empty || n == 0
	}
	err = g.found(&a.Page)
	if !empty || !errors.Is(err, errNeverWritten) {
		return fmt.Errorf("write %d was acknowledged, %v tried: %w", g.held, g.unknown, err)
	}
	g.held, g.unknown = 0, nil
	return nil
}
