package call

import (
	"context"
	"time"

	"larkspur/client/live"
	"larkspur/client/live/link"
	"larkspur/server/wire"
)

// GuestCall is the call of a guest.
type GuestCall struct {
	call
	guest  *live.Guest
	proven int // how often it showed that it knows the code
	err    error
}

// Knock tries a code, and goes on until the link has ended or ctx is done. A card in which nothing stands is said later, by
// live.Guest.Introduce. Errors before it begins: live.ErrCard.
func Knock(ctx context.Context, cfg Config, code link.Code, card live.Card) (*GuestCall, error) {
	if err := card.Check(); err != nil && !card.None() {
		return nil, err
	}
	c := &GuestCall{call: newCall(cfg)}
	go func() {
		defer close(c.done)
		c.err = c.run(ctx, code, card)
		c.connected = false
		cfg.Changed()
	}()
	return c, nil
}

// Guest is the end of the link; nil before the host answered. To be used as HostCall.Host is.
func (c *GuestCall) Guest() *live.Guest { return c.guest }

// With runs f with the end of the link, and Stage is how far that is, as those of HostCall.
func (c *GuestCall) With(f func(*live.Guest)) (ran bool) { return with(&c.call, &c.guest, f) }

// Stage is how far the link is: see HostCall.Stage.
func (c *GuestCall) Stage() live.Stage { return stage(&c.call, &c.guest) }

// Err is why the call is over, when it is: ErrNobody, that of a host who broke the protocol or of ctx; nil: it was ended.
func (c *GuestCall) Err() error { return c.err }

func (c *GuestCall) run(ctx context.Context, code link.Code, card live.Card) error {
	session, err := c.knock(ctx, code)
	if err != nil {
		return err
	}
	room := session.Meeting() // first: a link that is closed at once has no session any more
	if c.guest, err = live.NewGuest(*session, card, time.Now(), c.cfg.Random); err != nil {
		return err
	}
	c.cfg.Changed()
	return c.meet(ctx, c.guest, room, false)
}

// knock tries the code in its room: once, and again with a fresh share while the connection or the answer fails, but with no more
// than three proofs, as a relay that plays the host could end one attempt after the other. A wrong code is spent with the first
// proof; that the relay answered in place of a slow host shows in nothing coming after it.
func (c *GuestCall) knock(ctx context.Context, code link.Code) (*link.Session, error) {
	ctx, stop := context.WithTimeoutCause(ctx, 3*patience, ErrNobody)
	defer stop()
	for {
		session, err := c.attempt(ctx, code)
		switch {
		case err == nil:
			return session, nil
		case context.Cause(ctx) != nil:
			return nil, context.Cause(ctx)
		case c.proven == proofs:
			return nil, ErrNobody
		}
	}
}

func (c *GuestCall) attempt(ctx context.Context, code link.Code) (*link.Session, error) {
	ctx, stop := context.WithTimeoutCause(ctx, patience, ErrNobody)
	defer stop()
	var knock *link.Knock
	defer func() {
		if knock != nil {
			knock.Close()
		}
	}()
	begin := func(conn Conn) error {
		if knock != nil {
			return ErrNobody // another connection is another attempt
		}
		k, hello, err := link.NewKnock(code, c.cfg.Realm, c.cfg.Random)
		if err != nil {
			return err
		}
		knock = k
		_ = conn.Send(hello)
		return nil
	}
	return c.session(ctx, wire.Join{Way: wire.WayKnock, Room: code.Room(c.cfg.Realm)}, begin,
		func(f *link.Frame) ([]*link.Frame, *link.Session, error) {
			out, session, err := knock.Hear(f)
			if len(out) > 0 {
				c.proven++
			}
			return out, session, err
		})
}
