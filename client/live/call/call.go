package call

import (
	"context"
	"errors"
	"io"
	mrand "math/rand/v2"
	"time"

	"larkspur/client/live"
	"larkspur/client/live/link"
	"larkspur/crypto/secret"
	"larkspur/server/wire"
)

// Times of a call (SPEC §13.3).
const (
	Tick     = 250 * time.Millisecond // between two moments at which frames leave
	CodeGood = 10 * time.Minute       // how long a code is waited at
	patience = 15 * time.Second       // how long a guest waits for an answer in the room of a code
	proofs   = 3                      // how often it shows that it knows the code: who is no host tests one guess with each
	longest  = 4 * time.Second        // the longest pause before the connection is tried again
	lasting  = 2 * time.Second        // a connection that lasted so long was one, and the pauses begin anew
)

// Config is what a call needs.
type Config struct {
	Line   Line
	Realm  string // of the deployment
	Random io.Reader
	// Changed is called on the goroutine of the call when something is other than it was: a stage, terms, a connection. It
	// does not block. Joint is called with what the other side says for package joint.
	Changed func()
	Joint   func(message []byte)
}

// end is what a host and a guest have in common.
type end interface {
	Tick(now time.Time) (*link.Frame, error)
	Idle() (*link.Frame, error)
	Age() int
	Lost(since time.Time)
	Hear(f *link.Frame, now time.Time) (joint [][]byte, heard bool, err error)
	Stage() live.Stage
	Agreed() int
	Reconnected()
}

// call is what both kinds of calls have in common.
type call struct {
	secret.Guard
	cfg       Config
	do        chan job
	done      chan struct{}
	connected bool
}

// job is something to do, and what is closed when it is done.
type job struct {
	f   func()
	ran chan struct{}
}

func newCall(cfg Config) call {
	return call{cfg: cfg, do: make(chan job), done: make(chan struct{})}
}

// Do runs f on the goroutine of the call, and returns when it is done; false: the call is over, and f did not run. If f changed
// the terms, or ended the link, no frame that was made before leaves after Do has returned.
func (c *call) Do(f func()) bool {
	j := job{f, make(chan struct{})}
	select {
	case c.do <- j:
		<-j.ran
		return true
	case <-c.done:
		return false
	}
}

// Done is closed when the call is over.
func (c *call) Done() <-chan struct{} { return c.done }

// Connected reports whether there is a connection to the relay. It is to be asked within Do, or in Changed.
func (c *call) Connected() bool { return c.connected }

func (c *call) connect(on bool) {
	if c.connected != on {
		c.connected = on
		c.cfg.Changed()
	}
}

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
func (c *HostCall) With(f func(*live.Host)) (ran bool) {
	c.Do(func() {
		if ran = c.host != nil; ran {
			f(c.host)
		}
	})
	return ran
}

// Stage is how far the link is: 0 before somebody knew the code, live.Ended when the call is over. Not to be used within Do.
func (c *HostCall) Stage() (s live.Stage) {
	if !c.Do(func() {
		if c.host != nil {
			s = c.host.Stage()
		}
	}) {
		return live.Ended
	}
	return s
}

// Err is why the call is over, when it is: ErrSpent, ErrOld, that of a guest who broke the protocol or of ctx; nil: it was
// ended.
func (c *HostCall) Err() error { return c.err }

func (c *HostCall) run(ctx context.Context) error {
	session, err := c.wait(ctx)
	if err != nil {
		return err
	}
	if c.host, err = live.NewHost(*session, c.code.Language(), c.cfg.Random); err != nil {
		return err
	}
	c.cfg.Changed()
	return c.meet(ctx, c.host, session.Meeting(), true)
}

// wait is in the public room until somebody knows the code.
func (c *HostCall) wait(ctx context.Context) (*link.Session, error) {
	ctx, stop := context.WithTimeoutCause(ctx, CodeGood, ErrOld)
	defer stop()
	invite := link.NewInvite(c.code, c.cfg.Realm, c.cfg.Random)
	defer invite.Close()
	var session *link.Session
	err := c.stay(ctx, wire.Join{Way: wire.WayOpen, Room: c.code.Room(c.cfg.Realm)}, nil, func(conn Conn, f *link.Frame) error {
		out, s, err := invite.Hear(f)
		for _, f := range out {
			if conn.Send(f) != nil {
				break // the connection is gone; the guest will try again
			}
		}
		if err == nil && s != nil {
			session, err = s, errEnough
		}
		return err
	})
	if errors.Is(err, errEnough) {
		return session, nil
	}
	return nil, err
}

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
func (c *GuestCall) With(f func(*live.Guest)) (ran bool) {
	c.Do(func() {
		if ran = c.guest != nil; ran {
			f(c.guest)
		}
	})
	return ran
}

// Stage is how far the link is: see HostCall.Stage.
func (c *GuestCall) Stage() (s live.Stage) {
	if !c.Do(func() {
		if c.guest != nil {
			s = c.guest.Stage()
		}
	}) {
		return live.Ended
	}
	return s
}

// Err is why the call is over, when it is: ErrNobody, that of a host who broke the protocol or of ctx; nil: it was ended.
func (c *GuestCall) Err() error { return c.err }

func (c *GuestCall) run(ctx context.Context, code link.Code, card live.Card) error {
	session, err := c.knock(ctx, code)
	if err != nil {
		return err
	}
	if c.guest, err = live.NewGuest(*session, card, time.Now(), c.cfg.Random); err != nil {
		return err
	}
	c.cfg.Changed()
	return c.meet(ctx, c.guest, session.Meeting(), false)
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
	var session *link.Session
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
	err := c.stay(ctx, wire.Join{Way: wire.WayKnock, Room: code.Room(c.cfg.Realm)}, begin, func(conn Conn, f *link.Frame) error {
		out, s, err := knock.Hear(f)
		if len(out) > 0 {
			c.proven++
		}
		for _, f := range out {
			_ = conn.Send(f)
		}
		if err == nil && s != nil {
			session, err = s, errEnough
		}
		return err
	})
	if errors.Is(err, errEnough) {
		return session, nil
	}
	return nil, err
}

var errEnough = errors.New("call: that is all from this room")

// stay is in a room, over as many connections as it takes, until hear returns an error. begin is called for each connection.
func (c *call) stay(ctx context.Context, join wire.Join, begin func(Conn) error, hear func(Conn, *link.Frame) error) error {
	l := c.connections(ctx, join)
	defer l.stop()
	for {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case j := <-c.do:
			j.f()
			close(j.ran)
		case conn := <-l.fresh:
			l.use(conn)
			c.connect(true)
			if begin != nil {
				if err := begin(conn); err != nil {
					return err
				}
			}
		case <-l.lost:
			c.connect(false)
			l.again()
		case f := <-l.frames:
			if f == nil {
				continue // nothing is put on the beat here
			}
			if err := hear(l.conn, f); err != nil {
				return err
			}
		}
	}
}

// A pause before another try is drawn from nothing to the whole of it (full jitter), so that many who lost one node do not
// come back at once.
func pause(tries int) time.Duration {
	most := min(Tick<<min(tries, 8), longest)
	return time.Duration(mrand.Int64N(int64(most) + 1))
}
