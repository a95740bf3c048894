package call

import (
	"context"

	"larkspur/client/live"
	"larkspur/client/live/link"
	"larkspur/server/wire"
)

// HostCall is the call of a host.
type HostCall struct {
	call
	code link.Code
	host *live.Host // nil until somebody knew the code
	err  error
}

// Invite waits for one guest at a code. It goes on until the link has ended, the code is spent or old, or ctx is done.
func Invite(ctx context.Context, cfg Config, code link.Code) *HostCall {
	c := &HostCall{call: newCall(cfg), code: code}
	go func() {
		defer close(c.done)
		c.err = c.run(ctx)
		if c.host != nil {
			c.host.Refuse() // what was not opened
		}
		c.connected = false
		cfg.Changed()
	}()
	return c
}

// Code is what is to be said aloud.
func (c *HostCall) Code() link.Code { return c.code }

// Host is the end of the link; nil before somebody knew the code. To be used within Do, in Changed, or when the call is over.
func (c *HostCall) Host() *live.Host { return c.host }

// With runs f with the end of the link as Do does. It returns false, and f did not run, when nobody knew the code yet or the call
// is over.
func (c *HostCall) With(f func(*live.Host)) (ran bool) { return with(&c.call, &c.host, f) }

// Stage is how far the link is: 0 before somebody knew the code, live.Ended when the call is over. Not to be used within Do.
func (c *HostCall) Stage() live.Stage { return stage(&c.call, &c.host) }

// Err is why the call is over, when it is: ErrSpent, ErrOld, that of a guest who broke the protocol or of ctx; nil: it was
// ended.
func (c *HostCall) Err() error { return c.err }

func (c *HostCall) run(ctx context.Context) error {
	session, err := c.wait(ctx)
	if err != nil {
		return err
	}
	room := session.Meeting() // first: a link that is closed at once has no session any more
	if c.host, err = live.NewHost(*session, c.code.Language(), c.cfg.Random); err != nil {
		return err
	}
	c.cfg.Changed()
	return c.meet(ctx, c.host, room, true)
}

// wait is in the public room until somebody knows the code.
func (c *HostCall) wait(ctx context.Context) (*link.Session, error) {
	ctx, stop := context.WithTimeoutCause(ctx, CodeGood, ErrOld)
	defer stop()
	invite := link.NewInvite(c.code, c.cfg.Realm, c.cfg.Random)
	defer invite.Close()
	return c.session(ctx, wire.Join{Way: wire.WayOpen, Room: c.code.Room(c.cfg.Realm)}, nil, invite.Hear)
}
