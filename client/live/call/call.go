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
	Tick     = 250 * time.Millisecond // between two moments for which frames leave
	Spread   = 150 * time.Millisecond // after a moment, within which they do: before those of the next are made, see beat.changed
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

// with and stage are With and Stage of both calls; end is where the end of the link stands, zero before there is one.
func with[End comparable](c *call, end *End, f func(End)) (ran bool) {
	var none End
	c.Do(func() {
		if ran = *end != none; ran {
			f(*end)
		}
	})
	return ran
}

func stage[End interface {
	comparable
	Stage() live.Stage
}](c *call, end *End) (s live.Stage) {
	var none End
	if !c.Do(func() {
		if *end != none {
			s = (*end).Stage()
		}
	}) {
		return live.Ended
	}
	return s
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

var errEnough = errors.New("call: that is all from this room")

// session is in the room of a code until hear, which answers frames, has a session or fails.
func (c *call) session(ctx context.Context, join wire.Join, begin func(Conn) error,
	hear func(*link.Frame) ([]*link.Frame, *link.Session, error)) (session *link.Session, err error) {
	err = c.stay(ctx, join, begin, func(conn Conn, f *link.Frame) error {
		out, s, err := hear(f)
		for _, f := range out {
			if conn.Send(f) != nil {
				break // the connection is gone, and another attempt follows
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
