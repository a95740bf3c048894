package client

import (
	"context"
	"io"
	"time"

	"larkspur/server/wire"
)

// burstSize is how many calls a burst has: one, then three (SPEC §8.2).
const burstSize = 4

// fillTimeout bounds the filler of one act, so that a server that hangs does not hold up the next act for ever.
const fillTimeout = 30 * time.Second

// burst is one act under way. Its holder has the client's token: no other act sends in between.
type burst struct {
	c    *Client
	sent int
}

// begin waits for the token. Every begin is followed by one end.
func (c *Client) begin(ctx context.Context) (*burst, error) {
	select {
	case <-c.act:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	c.mu.Lock()
	c.acts++
	c.mu.Unlock()
	return &burst{c: c}, nil
}

// end fills the burst up with reads of random locators and gives the token back. It does not wait: what was found can be
// shown while the filler goes out. The filler goes out whatever became of the act, and whether or not ctx still lives,
// as a burst that stops short would show what happened.
func (b *burst) end(ctx context.Context) {
	go func() {
		defer func() { b.c.act <- struct{}{} }()
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), fillTimeout)
		defer cancel()
		for b.sent == 0 || b.sent%burstSize != 0 {
			if _, err := b.filler(ctx); err != nil && ctx.Err() != nil {
				return
			}
		}
	}()
}

// filler reads a random locator and throws the answer away.
func (b *burst) filler(ctx context.Context) (*wire.Answer, error) {
	r := &wire.Request{Op: wire.OpRead}
	if _, err := io.ReadFull(b.c.cfg.Random, r.Locator[:]); err != nil {
		b.sent++ // a broken generator must not make an endless loop
		return nil, err
	}
	return b.send(ctx, r)
}

// send carries one call at the pace. It counts the call whatever becomes of it.
func (b *burst) send(ctx context.Context, r *wire.Request) (*wire.Answer, error) {
	b.sent++
	if err := b.fill(r); err != nil {
		return nil, err
	}
	clock := b.c.cfg.Clock
	if err := clock.Sleep(ctx, b.c.next.Sub(clock.Now())); err != nil {
		return nil, err
	}
	b.c.next = clock.Now().Add(b.c.cfg.Pace)
	raw, err := b.c.cfg.Transport.Page(ctx, r.AppendTo(make([]byte, 0, wire.MessageSize)))
	if rested := clock.Now().Add(b.c.cfg.Pace / restShare); rested.After(b.c.next) {
		b.c.next = rested
	}
	if err != nil {
		return nil, unreachable(err)
	}
	a, err := wire.ParseAnswer(raw)
	if err != nil {
		return nil, unreachable(err)
	}
	return a, nil
}

// fill draws the filler of a read (SPEC §6.1): a read then differs from a write in the operation and in nothing else
// that does not look random.
func (b *burst) fill(r *wire.Request) error {
	if r.Op != wire.OpRead {
		return nil
	}
	for _, f := range [][]byte{r.Expected[:], r.PublicKey[:], r.Signature[:], r.Admission[:], r.Page[:]} {
		if _, err := io.ReadFull(b.c.cfg.Random, f); err != nil {
			return err
		}
	}
	return nil
}

// unreachableError keeps the cause for a reader of errors and is ErrUnreachable for the program.
type unreachableError struct{ cause error }

func unreachable(cause error) error { return unreachableError{cause} }

func (e unreachableError) Error() string        { return ErrUnreachable.Error() + ": " + e.cause.Error() }
func (e unreachableError) Is(target error) bool { return target == ErrUnreachable }
func (e unreachableError) Unwrap() error        { return e.cause }
